"""Functions of a protocol or provider, evaluated from its plan."""

from __future__ import annotations

import re
from typing import Any

from dragoman.library import api_errors
from dragoman.library.context import Context
from dragoman.library.reasoning import asks_for_reasoning
from dragoman.library.refusals.messages import Refusal
from dragoman.library.streams import Blocks, play
from dragoman.library.validation import Check, RefusedMember, demand, prune
from dragoman.values import globs
from dragoman_codegen.interpret.frames import Writer
from dragoman_codegen.interpret.patches import Patches
from dragoman_codegen.interpret.rows import Reader
from dragoman_codegen.interpret.rules import Half
from dragoman_codegen.interpret.validation import validator
from dragoman_codegen.model.program import Condition, ErrorTexts, Protocol, Provider


class Adapter:
    """A protocol's or provider's functions under the names of the runtime's loader. `texts`: the messages of errors of
    all providers."""

    def __init__(self, of: Protocol | Provider, texts: tuple[ErrorTexts, ...] = ()) -> None:
        self.texts = texts
        self.protocol = of.protocol if isinstance(of, Provider) else of
        self.provider = of if isinstance(of, Provider) else None
        self.files = self.protocol.files
        event = self.files["stream"].scope.ref(self.files["stream"].event)
        self.check_event = validator(self.files["stream"].scope, event, False)

    def _entry(self, file: str, half: str, context: Context) -> tuple[Half, str, Check]:
        root = self.files[file].roots[half]
        source = self.files[file].rules[root].source
        check = validator(self.files[file].scope, source, strict=(file, half) == ("request", "read"))
        return self.half(file, half, context), root, check

    def half(self, file: str, half: str, context: Context) -> Half:
        """Return the rules of one direction of one file, for one request."""
        return Half(self.protocol, file, half, context)

    def check(self, body: object) -> None:
        demand(self._entry("request", "read", Context())[2], body)

    def read_request(self, body: Any, context: Context) -> Any:
        half, root, _ = self._entry("request", "read", context)
        try:
            request = half.rule(root, body)
        except RefusedMember as unwanted:
            raise unwanted.refused(body, context) from None
        half.surround(self.files["request"].passes["read"], request)
        return request

    def write_request(self, request: Any, context: Context) -> Any:
        half, root, _ = self._entry("request", "write", context)
        half.surround(self.files["request"].passes["write"], request)
        return half.rule(root, request)

    def read_response(self, body: Any, context: Context) -> Any:
        half, root, check = self._entry("response", "read", context)
        self.prune(check, body, context)
        answer = half.rule(root, body)
        half.surround(self.files["response"].passes["read"], answer)
        return answer

    def prune(self, check: Check, body: Any, context: Context) -> None:
        """Remove what is not of the declared type."""
        prune(check, body, context)

    def write_response(self, answer: Any, context: Context) -> Any:
        if member := self.files["response"].last_frame:
            writer = self.writer(context)
            play(answer, writer, context)
            return writer.last[member]
        half, root, _ = self._entry("response", "write", context)
        half.surround(self.files["response"].passes["write"], answer)
        return half.rule(root, answer)

    def read_failure(self, body: object, status: int, context: Context) -> Any:
        half, root, check = self._entry("errors", "read", context)
        statuses: Any = {int(key): value for key, value in self.files["errors"].statuses["read"].items()}
        given: Any = (*self.files["errors"].texts, *self.texts)
        texts = tuple(api_errors.Texts(one.error_type, one.patterns, one.statuses) for one in given)
        return api_errors.read(lambda it: half.rule(root, it), check, statuses, texts, body, status, context)

    @property
    def retry(self) -> api_errors.Retry:
        errors = self.files["errors"]
        return api_errors.Retry(tuple(map(re.compile, errors.retry)), errors.without)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The refusals beside those of all providers."""
        return tuple(Refusal(one.patterns, one.without) for one in self.files["errors"].refusals)

    def write_failure(self, failure: Any, context: Context) -> tuple[Any, Any]:
        half, root, _ = self._entry("errors", "write", context)
        return self.files["errors"].statuses["write"][failure.get("error_type") or "server_error"], half.rule(
            root, failure
        )

    def small(self, source: str, half: str, it: Any) -> Any:
        """Convert a token count or a list of models, from the hub type of that name or into it."""
        rules = self.files["lists"].rules.values()
        named = [one.name for one in rules if one.name.startswith(half) and str(one.source) == source]
        return self.half("lists", half, Context()).rule(named[0], it) if named else None

    def reader(self, blocks: Blocks, context: Context) -> Reader:
        file = self.files["stream"]
        for held, other in self.provider.streams if self.provider else ():
            if all(context.holds[condition] for condition in held):
                file = other
                break
        assert file.read_stream
        half = self.half("stream", "read", context)
        half.rules.update(file.rules)
        return Reader(half, file.read_stream, blocks)

    def writer(self, context: Context) -> Writer:
        stream, frames = self.files["stream"].write_stream, self.protocol.info["frames"]
        assert stream and isinstance(frames, dict)
        return Writer(self.half("stream", "write", context), stream, bool(frames.get("event_field")))

    def patch(self, body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
        return self.patches().apply(body, headers, context)

    def patches(self) -> Patches:
        given = self.provider.patches if self.provider else ()
        return Patches(given, next(iter(self.protocol.info.get("version") or ()), ""))

    def conditions(self, request: Any, context: Context) -> tuple[bool, ...]:
        """Return which conditions of the provider's quirks hold."""

        facts = {
            "reasoning": asks_for_reasoning(request),
            "tools": bool(request.get("tools")),
            "streaming": bool(request.get("stream")),
        }

        def holds(when: Condition) -> bool:
            results = [facts[key] is value for key, value in when.items() if key in facts and value is not None]
            results += [globs.selects(context.model, when["model"])] if when.get("model") else []
            return all(results) and (not when.get("variants") or context.variant in when["variants"])

        return tuple(map(holds, self.provider.conditions if self.provider else ()))
