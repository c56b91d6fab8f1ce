"""Influence of each part of a value: pairs of sample values that differ in one place, and the results of both.

A rule loses a part silently if it gives the same result and the same losses for the pairs of a place that the original
distinguishes. What the original ignores with a reason, or refuses, is no part to lose.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from dragoman.library.context import Context
from dragoman_codegen.interpret.entry_points import Adapter
from dragoman_codegen.interpret.rules import Half
from dragoman_codegen.model.program import File, Protocol
from dragoman_codegen.model.types import Either, ListOf, Prim, Record, Ref, Scope, Tagged, Type, Words
from dragoman_codegen.verify.comparison import new_context, outcome
from dragoman_codegen.verify.recorder import Recorder
from dragoman_codegen.verify.samples import PRIMS, Samples

DEPTH = 4
Call = Callable[[Any, Context], Any]
Pair = tuple[str, Any, Any]
Names = frozenset[tuple[str, str]]  # records and fields; any record is ""


class Influence:
    """The pairs of the rules and streams of a protocol that the original distinguishes."""

    def __init__(self, base: Protocol, hub: Scope) -> None:
        self.base, self.hub = base, hub
        self.distinguished: dict[str, dict[str, list[Pair]]] = {}  # by rule, then by place

    def lost(self, changed: Protocol) -> str:
        """Return which part of a source the changed protocol loses silently, or ''."""
        for name, file in changed.files.items():
            old = self.base.files[name]
            for rule in file.rules.values():
                half = rule.name.partition("_")[0]
                if old.rules.get(rule.name) != rule and rule.name in old.rules:
                    path = next(self._lost(rule.name, file, rule.source, half, changed), None)
                    if path is not None and not self._carried_beside(rule.name, path, file, half, changed):
                        return f"{name}.{rule.name} loses {path} silently"
            if file.read_stream != old.read_stream and file.event:
                path = next(self._lost("", file, file.scope.ref(file.event), "read", changed), None)
                if path is not None:
                    return f"{name} loses {path} silently"
        return ""

    def _carried_beside(self, name: str, path: str, file: File, half: str, changed: Protocol) -> bool:
        """Return whether all rules that apply a rule carry what it loses: they apply others to the same value."""
        callers = [rule for rule in file.rules.values() if name in rule.calls and rule.name != name]
        for rule in callers:
            lost = [*self._lost(rule.name, file, rule.source, half, changed)]
            reached = any(_ends(pairs[0][0], path) for pairs in self.distinguished[f"{file.name}.{rule.name}"].values())
            if not reached or any(_ends(one, path) for one in lost):
                return False
        return bool(callers)

    def _lost(self, rule: str, file: File, source: Type, half: str, changed: Protocol) -> Iterator[str]:
        """Yield the parts of a source that a rule, or the stream of a file, loses silently."""
        key = f"{file.name}.{rule}"
        call = _rule(file.name, half, rule) if rule else _stream
        if key not in self.distinguished:
            self.distinguished[key] = {}
            for place, pair in self._pairs(file, source, half):
                if _distinguishes(call(self.base), pair) and not _refused(call(self.base), pair):
                    self.distinguished[key].setdefault(place, []).append(pair)
        for pairs in self.distinguished[key].values():
            known = any(_distinguishes(call(changed), pair) for pair in pairs)
            if not known and not any(_reported(call(self.base), call(changed), pair) for pair in pairs):
                yield pairs[0][0]

    def _pairs(self, file: File, source: Type, half: str) -> Iterator[tuple[str, Pair]]:
        """Yield pairs with their place. Each word of an enumeration is a place; texts and numbers at a path are one."""
        scopes = {"hub": self.hub, file.scope.name: file.scope}
        samples = Samples(scopes, half == "read" and file.name != "request")
        fullest = [value for value in samples.of(source, DEPTH) if not isinstance(value, dict) or len(value) > 1]
        listed = (*file.ignored.get(half, ()), *self.base.files["types"].ignored.get(half, ()))
        tables = (table for name, table in self.base.files["types"].tables.items() if name.startswith("read"))
        words = dict.fromkeys(table.entries[0][0] for table in tables if table.entries)  # one of each table
        names = frozenset((one.record, one.field) for one in listed if one.only_if is None)
        variants = Variants(scopes, names, words)
        for number, value in enumerate(fullest[:40]):
            for path, other, word in variants.of(source, value, DEPTH):
                yield f"{number} {path} {word}", (path, value, other)


def _ends(path: str, part: str) -> bool:
    """Return whether a path leads to a part of a value that is itself within another one."""
    return f".{path}".endswith(f".{part}")


def _rule(file: str, half: str, name: str) -> Callable[[Protocol], Call]:
    return lambda protocol: lambda value, context: Half(protocol, file, half, context).rule(name, value)


def _stream(protocol: Protocol) -> Call:
    adapter = Adapter(protocol)

    def call(event: Any, context: Context) -> Any:
        blocks = Recorder()
        reader: Any = adapter.reader(blocks, context)
        reader.feed(event)
        if any(name in ("fail", "fail_from") for name, *_ in blocks.calls):
            context.losses.clear()  # an error ends the stream: other losses of its event are no news
        reader.final_marker()
        return blocks.calls

    return call


def _distinguishes(call: Call, pair: Pair) -> bool:
    return _result(call, pair[1]) != _result(call, pair[2])


def _reported(before: Call, after: Call, pair: Pair) -> bool:
    """Return whether the changed protocol records a further loss."""
    return any(_result(after, value)[1] - _result(before, value)[1] for value in pair[1:])


def _hollow(value: Any) -> bool:
    """Return whether an object or a list contains no value."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return parts is not None and all(map(_hollow, parts))


def _refused(call: Call, pair: Pair) -> bool:
    """Return whether a value of the pair is refused, so that nothing of it is lost."""
    return any(_result(call, value)[0].startswith("('raises'") for value in pair[1:])


def _result(call: Call, value: Any) -> tuple[str, frozenset[str]]:
    """Return the result for a value, and the losses."""
    context, given = new_context(), pickle.loads(pickle.dumps(value))
    made, left = outcome(lambda: call(given, context), context)
    return repr(made), frozenset(left["losses"])


class Variants:
    """Values that differ from a sample in one place, except in fields that are ignored."""

    def __init__(self, scopes: Mapping[str, Scope], ignored: Names, words: Iterable[str]) -> None:
        self.scopes, self.ignored, self.words = scopes, ignored, [*words]

    def of(self, kind: Type, value: Any, depth: int) -> Iterator[tuple[str, Any, str]]:
        """Yield the path of a part, the value with this part removed or changed, and the word of an enumeration."""
        if depth < 0:
            return
        if isinstance(kind, Either):
            kind = next((one for one in kind.members if self._fits(one, value)), kind.members[0])
        if isinstance(kind, Prim):
            others = [one for one in PRIMS[kind.name] if one != value]
            yield from (("", one, "") for one in ([f"{value}z", *self.words] if kind.name == "str" else others[:1]))
        elif isinstance(kind, ListOf) and isinstance(value, list):
            for at, item in enumerate(value):
                yield str(at), [*value[:at], *value[at + 1 :]], ""
                for path, other, word in self.of(kind.item, item, depth - 1):
                    yield f"{at}.{path}", [*value[:at], other, *value[at + 1 :]], word
        elif isinstance(kind, Ref):
            yield from self._of_shape(kind, value, depth)

    def _of_shape(self, kind: Ref, value: Any, depth: int) -> Iterator[tuple[str, Any, str]]:
        shape = self.scopes[kind.scope].shapes[kind.name]
        if isinstance(shape, Words):
            yield from (("", word, word) for word in shape.words if word != value)
            return
        if not isinstance(value, dict):
            return
        if isinstance(shape, Tagged):
            case = shape.cases.get(value.get(shape.tag, shape.default), shape.other)
            if case is not None:
                yield from self.of(case, value, depth)
            return
        assert isinstance(shape, Record)
        for field in shape.fields.values():
            if field.wire not in value or {(shape.name, field.name), ("", field.name)} & self.ignored:
                continue
            if field.optional and not _hollow(value[field.wire]):
                yield field.wire, {key: one for key, one in value.items() if key != field.wire}, ""
            for path, other, word in self.of(field.type, value[field.wire], depth - 1):
                yield f"{field.wire}.{path}".rstrip("."), {**value, field.wire: other}, word

    def _fits(self, kind: Type, value: Any) -> bool:
        if isinstance(kind, ListOf):
            return isinstance(value, list)
        if isinstance(kind, Ref):
            return isinstance(value, dict) != isinstance(self.scopes[kind.scope].shapes[kind.name], Words)
        kinds: dict[str, Any] = {"str": str, "int": int, "num": (int, float), "bool": bool}
        return isinstance(kind, Prim) and isinstance(value, kinds.get(kind.name, object))
