"""Fields that `passes:` names under `$ignore` change what the pass makes elsewhere, or it reports what it loses."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

from dragoman.library import envelope
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.interpret.rules import Half
from dragoman_codegen.model.plan import Ignored, Pass
from dragoman_codegen.model.program import Protocol
from dragoman_codegen.model.types import ListOf, Record, Ref, Scope, Tagged, Type
from dragoman_codegen.verify.comparison import new_context, outcome
from dragoman_codegen.verify.samples import Samples
from tools.removals.cuts import SPECS

DEPTH = 7  # of samples
Path = tuple[str | int, ...]
BARE: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "blocks": [{"kind": "text", "text": "hi"}]}]}
BLOCKS: list[dict[str, Any]] = [
    {"kind": "image", "media_type": "image/png", "data": "iVBORw0KGgo=", "cache_breakpoint": {"kept": True}},
    {"kind": "image", "url": "https://a.example/a.png"},
    {"kind": "document", "media_type": "application/pdf", "data": "JVBERi0=", "title": "a", "context": "b"},
    {"kind": "document", "url": "https://a.example/a.pdf"},
    {"kind": "document", "text": "a text", "media_type": "text/plain", "title": "a"},
    {"kind": "document", "parts": [{"kind": "text", "text": "a part"}]},
]
SIGNED: dict[str, dict[str, Any]] = {"rs": {"i": "id", "e": "opaque"}, "rc": {"t": "text"}, "rd": {"d": [{}]},
                                     "th": {"s": "opaque"}}  # fmt: skip
SIGNATURES = [envelope.seal(kind, b="sample", **members) for kind, members in SIGNED.items()]
HOSTED = {"kind": "hosted", "name": "web_search", "tool_type": "web_search", "allowed_domains": ["a"],
          "blocked_domains": ["b"], "max_uses": 3, "user_location": {"city": "a"}}  # fmt: skip
REASONING = [{"mode": "on", "budget_tokens": 9000}, {"mode": "on", "display": "hidden"}]


def plain_requests() -> Iterator[dict[str, Any]]:
    """Yield conversations, each with one form of what passes place elsewhere."""
    call = {"kind": "tool_call", "id": "a", "name": "f", "input": {}}
    for block in [{"kind": "text", "text": "x"}, *BLOCKS]:
        yield {**BARE, "messages": [{"role": "user", "blocks": [block]}]}
        result = {"kind": "tool_result", "id": "a", "blocks": [block], "is_error": True}
        yield {**BARE, "messages": [{"role": "assistant", "blocks": [call]}, {"role": "user", "blocks": [result]}]}
    for signature in SIGNATURES:
        thought = {"kind": "reasoning", "text": "because", "signature": signature}
        answer = [thought, {**call, "signature": signature}, {"kind": "text", "text": "so"}]
        yield {**BARE, "messages": [*BARE["messages"], {"role": "assistant", "blocks": answer}]}
    yield {**BARE, "tools": [HOSTED]}
    yield from ({**BARE, "reasoning": one} for one in REASONING)


def places(kind: Type, value: Any, one: Ignored, hub: Scope, at: Path = ()) -> Iterator[Path]:
    """Yield the paths at which the records of a field stand."""
    if isinstance(kind, ListOf):
        for number, item in enumerate(value):
            yield from places(kind.item, item, one, hub, (*at, number))
    elif isinstance(kind, Ref) and isinstance(value, dict):
        shape = hub.shapes[kind.name]
        if isinstance(shape, Tagged):
            yield from places(shape.cases[value[shape.tag]], value, one, hub, at)
        elif isinstance(shape, Record):
            if shape.name == one.record:
                yield at
            for name in shape.fields.keys() & value.keys():
                yield from places(shape.fields[name].type, value[name], one, hub, (*at, name))


def changed(value: Any, paths: list[Path], name: str, other: Any = None) -> Any:
    """Return a copy with another value of the field at the paths that lead to a record; None: without it."""
    copy = pickle.loads(pickle.dumps(value))
    for path in paths:
        part = copy
        for step in path:
            part = part[step]
        part.pop(name, None)
        if other is not None:
            part[name] = other
    return copy


def result(
    protocol: Protocol, given: Pass, request: Any, paths: list[Path], one: Ignored, hub: Scope
) -> tuple[str, list[str]]:
    """Return what a pass makes of a request, apart from the field where it stood, and the losses."""
    context = new_context()
    subject = pickle.loads(pickle.dumps(request))
    made, left = outcome(lambda: Half(protocol, "request", "write", context).surround((given,), subject), context)
    kept = [path for path in places(hub.ref("Request"), subject, one, hub) if path in paths]
    return repr((made, changed(subject, kept, one.field), left)), left["losses"]


def carries(protocol: Protocol, given: Pass, one: Ignored, hub: Scope, samples: list[Any]) -> bool:
    """Return whether a pass returns, records or raises something else for other values of a field, or a loss."""
    shape, root = hub.shapes[one.record], hub.ref("Request")
    assert isinstance(shape, Record)
    field = shape.fields[one.field]
    others = [*([None] if field.optional else []), *Samples({"hub": hub}, False).of(field.type, 2)]
    plain = [*plain_requests()]
    for number, request in enumerate([*plain, *samples]):
        paths = [*places(root, request, one, hub)]
        variants = [changed(request, paths, one.field, other) for other in others] if paths else []
        found = [result(protocol, given, variant, paths, one, hub) for variant in (request, *variants) if paths]
        lost = number < len(plain) and any(losses for _, losses in found)
        if lost or len({text for text, _ in found}) > 1:
            return True
    return False


def test_field_that_a_pass_carries_changes_what_it_makes() -> None:
    program = compile_all(SPECS, only=())
    hub = program.hub.scope
    samples = Samples({"hub": hub}, False).of(hub.ref("Request"), DEPTH)
    checked = 0
    for protocol in program.protocols.values():
        file = protocol.files["request"]
        for one in file.ignored.get("write", ()):
            named = [given for given in file.passes["write"] if given.name == one.carrier.partition(".")[0]]
            if named:
                checked += 1
                carried = any(carries(protocol, given, one, hub, samples) for given in named)
                assert carried, f"{one.place}: {one.carrier} does not carry {one.record}.{one.field}"
    assert checked > 100
