"""Influence of each part of a value: pairs of sample values that differ in one place, and the results of both.

A rule loses a part silently if it gives the same result and the same losses for a pair that the original distinguishes.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
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


class Influence:
    """The pairs of the rules and streams of a protocol that the original distinguishes."""

    def __init__(self, base: Protocol, hub: Scope) -> None:
        self.base, self.hub = base, hub
        self.distinguished: dict[str, list[Pair]] = {}  # by rule

    def lost(self, changed: Protocol) -> str:
        """Return which part of a source the changed protocol loses silently, or ''."""
        for name, file in changed.files.items():
            old = self.base.files[name]
            for rule in file.rules.values():
                half = rule.name.partition("_")[0]
                if old.rules.get(rule.name) != rule and rule.name in old.rules:
                    found = self._lost(
                        f"{name}.{rule.name}", file, rule.source, half, _rule(name, half, rule.name), changed
                    )
                    if found:
                        return found
            if file.read_stream != old.read_stream and file.event:
                found = self._lost(name, file, file.scope.ref(file.event), "read", _stream, changed)
                if found:
                    return found
        return ""

    def _lost(
        self, key: str, file: File, source: Type, half: str, call: Callable[[Protocol], Call], changed: Protocol
    ) -> str:
        if key not in self.distinguished:
            pairs = self._pairs(file, source, half)
            self.distinguished[key] = [pair for pair in pairs if _distinguishes(call(self.base), pair)]
        for pair in self.distinguished[key]:
            if not _distinguishes(call(changed), pair) and not _reported(call(self.base), call(changed), pair):
                return f"{key} loses {pair[0]} silently"
        return ""

    def _pairs(self, file: File, source: Type, half: str) -> list[Pair]:
        scopes = {"hub": self.hub, file.scope.name: file.scope}
        samples = Samples(scopes, half == "read" and file.name != "request")
        fullest = [value for value in samples.of(source, DEPTH) if not isinstance(value, dict) or len(value) > 1]
        return [
            (path, value, other)
            for value in fullest[:40]
            for path, other in _variants(scopes, samples, source, value, DEPTH)
        ]


def _rule(file: str, half: str, name: str) -> Callable[[Protocol], Call]:
    return lambda protocol: lambda value, context: Half(protocol, file, half, context).rule(name, value)


def _stream(protocol: Protocol) -> Call:
    adapter = Adapter(protocol)

    def call(event: Any, context: Context) -> Any:
        blocks = Recorder()
        reader: Any = adapter.reader(blocks, context)
        reader.feed(event)
        reader.final_marker()
        return blocks.calls

    return call


def _distinguishes(call: Call, pair: Pair) -> bool:
    return _result(call, pair[1]) != _result(call, pair[2])


def _reported(before: Call, after: Call, pair: Pair) -> bool:
    """Return whether the changed protocol records a further loss."""
    return any(_result(after, value)[1] - _result(before, value)[1] for value in pair[1:])


def _result(call: Call, value: Any) -> tuple[str, frozenset[str]]:
    """Return the result for a value, and the losses."""
    context, given = new_context(), pickle.loads(pickle.dumps(value))
    made, left = outcome(lambda: call(given, context), context)
    return repr(made), frozenset(left["losses"])


def _variants(scopes: Any, samples: Samples, kind: Type, value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield the value with one part removed or changed, and the path of this part."""
    if depth < 0:
        return
    if isinstance(kind, Either):
        kind = next((one for one in kind.members if _fits(scopes, one, value)), kind.members[0])
    if isinstance(kind, Prim):
        others = [one for one in PRIMS[kind.name] if one != value]
        yield "", others[0] if kind.name != "str" else f"{value}z"
    elif isinstance(kind, ListOf) and isinstance(value, list):
        for at, item in enumerate(value):
            yield str(at), [*value[:at], *value[at + 1 :]]
            for path, other in _variants(scopes, samples, kind.item, item, depth - 1):
                yield f"{at}.{path}", [*value[:at], other, *value[at + 1 :]]
    elif isinstance(kind, Ref):
        yield from _of_shape(scopes, samples, kind, value, depth)


def _of_shape(scopes: Any, samples: Samples, kind: Ref, value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    shape = scopes[kind.scope].shapes[kind.name]
    if isinstance(shape, Words):
        yield from (("", word) for word in shape.words if word != value)
        return
    if not isinstance(value, dict):
        return
    if isinstance(shape, Tagged):
        case = shape.cases.get(value.get(shape.tag, shape.default), shape.other)
        if case is not None:
            yield from _variants(scopes, samples, case, value, depth)
        return
    assert isinstance(shape, Record)
    for field in shape.fields.values():
        if field.wire not in value:
            continue
        if field.optional:
            yield field.wire, {key: one for key, one in value.items() if key != field.wire}
        for path, other in _variants(scopes, samples, field.type, value[field.wire], depth - 1):
            yield f"{field.wire}.{path}".rstrip("."), {**value, field.wire: other}


def _fits(scopes: Any, kind: Type, value: Any) -> bool:
    if isinstance(kind, ListOf):
        return isinstance(value, list)
    if isinstance(kind, Ref):
        return isinstance(value, dict) != isinstance(scopes[kind.scope].shapes[kind.name], Words)
    kinds: dict[str, Any] = {"str": str, "int": int, "num": (int, float), "bool": bool}
    return isinstance(kind, Prim) and isinstance(value, kinds.get(kind.name, object))
