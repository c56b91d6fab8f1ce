"""A protocol's or a provider's functions as its plan says them, of interpret.py: for tests and tools only."""

from __future__ import annotations

import re
from typing import Any

from dragoman.library import api_errors
from dragoman.library.context import Context
from dragoman.library.streams import Blocks
from dragoman.library.validation import Check, Unwanted, Wrong, demand, prune
from dragoman_codegen.compile.conditions import glob
from dragoman_codegen.compile.protocols import Protocol
from dragoman_codegen.compile.providers import Provider
from dragoman_codegen.emit.checks import expected
from dragoman_codegen.interpret.patches import Patches
from dragoman_codegen.interpret.rules import Half, Reader, Writer
from dragoman_codegen.model.types import Either, ListOf, Prim, Record, Ref, Scope, Tagged, Type, Words

PYTHON = {"str": (str,), "int": (int,), "bool": (bool,), "num": (int, float)}


def checking(scope: Scope, root: Type, strict: bool) -> Check:
    """Whether a value is of the declared shape; `strict`: what is required must be there."""

    def fits(kind: Type, value: Any) -> bool:
        match kind:
            case Either(members):
                return any(fits(member, value) for member in members)
            case Prim(name):
                return name == "json" or value.__class__ in PYTHON[name]
            case Ref(_, name):
                shape = scope.shapes[name]
                return value in shape.words if isinstance(shape, Words) else value.__class__ is dict
        return value.__class__ is list

    def look(kind: Type, value: Any, wrong: Wrong) -> None:
        """Inside a value that fits."""
        members = kind.members if isinstance(kind, Either) else (kind,)
        for member in () if Prim("json") in members else members:
            if isinstance(member, ListOf) and value.__class__ is list:
                for at, item in enumerate(value):
                    if not fits(member.item, item):
                        wrong(value, at, expected(member.item, scope))
                    else:
                        look(member.item, item, wrong)
                return
            if isinstance(member, Ref) and value.__class__ is dict:
                return shape(scope.shapes[member.name], value, wrong)

    def shape(known: Record | Tagged | Words, it: Any, wrong: Wrong) -> None:
        if isinstance(known, Tagged):
            tag = it.get(known.tag) or known.default or it.get(known.tag)
            if strict and not isinstance(tag, str):
                wrong(it, known.tag, "a string" if known.tag in it else "")
            elif strict and tag not in known.cases and not known.other and not known.default:
                words = [f"'{word}'" for word in known.cases]
                wrong(it, known.tag, " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part))
            elif isinstance(tag, str) and tag in known.cases:
                look(known.cases[tag], it, wrong)
        for field in known.fields.values() if isinstance(known, Record) else ():
            key, value = field.wire, it.get(field.wire)
            must = strict and not field.optional
            if field.type == Prim("json"):
                if must and key not in it:
                    wrong(it, key, "")
            elif value is None:
                if must:
                    wrong(it, key, expected(field.type, scope) if key in it else "")
            elif not fits(field.type, value):
                wrong(it, key, expected(field.type, scope))
            else:
                look(field.type, value, wrong)

    return lambda it, wrong: look(root, it, wrong)


class Adapter:
    """A protocol's or a provider's functions, under the names that the runtime's loader gives them."""

    def __init__(self, of: Protocol | Provider) -> None:
        self.protocol = of.protocol if isinstance(of, Provider) else of
        self.provider = of if isinstance(of, Provider) else None
        self.files = self.protocol.files
        event = self.files["stream"].scope.ref(self.files["stream"].event)
        self.check_event = checking(self.files["stream"].scope, event, False)

    def _door(self, file: str, half: str, context: Context) -> tuple[Half, str, Any]:
        root = self.files[file].roots[half]
        source = self.files[file].rules[root].source
        check = checking(self.files[file].scope, source, strict=(file, half) == ("request", "read"))
        return Half(self.protocol, file, half, context), root, check

    def check(self, body: object) -> None:
        demand(self._door("request", "read", Context())[2], body)

    def read_request(self, body: Any, context: Context) -> Any:
        half, root, _ = self._door("request", "read", context)
        try:
            request = half.rule(root, body)
        except Unwanted as unwanted:
            raise unwanted.within(body) from None
        half.surround(self.files["request"].passes["read"], request)
        return request

    def write_request(self, request: Any, context: Context) -> Any:
        half, root, _ = self._door("request", "write", context)
        half.surround(self.files["request"].passes["write"], request)
        return half.rule(root, request)

    def read_response(self, body: Any, context: Context) -> Any:
        half, root, check = self._door("response", "read", context)
        prune(check, body, context)
        answer = half.rule(root, body)
        half.surround(self.files["response"].passes["read"], answer)
        return answer

    def write_response(self, answer: Any, context: Context) -> Any:
        half, root, _ = self._door("response", "write", context)
        half.surround(self.files["response"].passes["write"], answer)
        return half.rule(root, answer)

    def read_failure(self, body: object, status: int, context: Context) -> Any:
        half, root, check = self._door("errors", "read", context)
        statuses: Any = {int(key): value for key, value in self.files["errors"].statuses["read"].items()}
        overflow = tuple(map(re.compile, self.files["errors"].overflow))
        return api_errors.read(lambda it, _: half.rule(root, it), check, statuses, overflow, body, status, context)

    @property
    def retry(self) -> api_errors.Retry:
        errors = self.files["errors"]
        return api_errors.Retry(tuple(map(re.compile, errors.retry)), errors.without)

    def write_failure(self, failure: Any, context: Context) -> tuple[Any, Any]:
        half, root, _ = self._door("errors", "write", context)
        return self.files["errors"].statuses["write"][failure.get("fault") or "api"], half.rule(root, failure)

    def small(self, source: str, half: str, it: Any) -> Any:
        """A count or a list of models, from the hub's type of that name, or into it."""
        rules = self.files["lists"].rules.values()
        named = [one.name for one in rules if one.name.startswith(half) and str(one.source) == source]
        return Half(self.protocol, "lists", half, Context()).rule(named[0], it) if named else None

    def reader(self, blocks: Blocks, context: Context) -> Reader:
        file = self.files["stream"]
        for held, other in self.provider.streams if self.provider else ():
            if all(context.holds[condition] for condition in held):
                file = other
                break
        assert file.read_stream
        half = Half(self.protocol, "stream", "read", context)
        half.rules.update(file.rules)
        return Reader(half, file.read_stream, blocks)

    def writer(self, context: Context) -> Writer:
        stream, frames = self.files["stream"].write_stream, self.protocol.info["frames"]
        assert stream and isinstance(frames, dict)
        return Writer(Half(self.protocol, "stream", "write", context), stream, bool(frames.get("event")))

    def patch(self, body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
        version, lists = (list(self.protocol.info.get(word) or ()) for word in ("version", "lists"))  # type: ignore[call-overload]
        given = self.provider.patches if self.provider else []
        return Patches(given, *(next(map(str, names), "") for names in (version, lists))).apply(body, headers, context)

    def conditions(self, request: Any, context: Context) -> tuple[bool, ...]:
        """Which of the quirks with a `when:` hold."""

        def named(globs: Any) -> bool:
            return any(re.fullmatch(glob(str(one)), context.model.lower()) for one in globs)

        thinking = request.get("thinking", {}).get("mode", "off") != "off" or "effort" in request
        is_so = {"thinking": thinking, "tools": bool(request.get("tools")), "streaming": bool(request.get("stream"))}

        def holds(when: dict[str, Any]) -> bool:
            said = [is_so[key] is value for key, value in when.items() if key in is_so and value is not None]
            said += [named(when["model"])] if when.get("model") else []
            said += [not named(when["unless"])] if when.get("unless") else []
            return all(said) and (not when.get("variant") or context.variant in when["variant"])

        return tuple(map(holds, self.provider.conditions if self.provider else ()))
