"""The hub: its types, and the tables of a stream (kinds of blocks, events, states)."""

from __future__ import annotations

from typing import Any

from dragoman_codegen.model.program import Hub
from dragoman_codegen.model.types import Record, Scope, Tagged, Words
from dragoman_codegen.resolve.streams.frames import OPTIONAL, SINK
from dragoman_codegen.resolve.types import parse_type, read_scope
from dragoman_codegen.spec.problems import Problems, suggest
from dragoman_codegen.spec.yaml.tree import Map, plain

RECORDS = ("Request", "Message", "Response", "Usage", "ApiError", "Citation", "TokenCount", "Tool")
WORDS = ("Role", "FinishReason", "ErrorType")


def read_hub(tree: Map, problems: Problems) -> Hub:
    """Read and check the hub."""
    scope = read_scope("hub", tree.sub("types"), tree.sub("words"), problems)
    problems.stop_if_any()
    _check(scope, tree, problems)
    stream: dict[str, Any] = plain(tree.sub("stream"))
    kinds, moves, events = (stream.get(part) or {} for part in ("blocks", "moves", "events"))
    return Hub(scope, kinds, moves, events)


def _check(scope: Scope, tree: Map, problems: Problems) -> None:
    types, words, stream = tree.sub("types"), tree.sub("words"), tree.sub("stream")
    for name in RECORDS:
        if not isinstance(scope.shapes.get(name), Record | Tagged):
            problems.add(
                types.place,
                f"the hub has no type {name}, which every protocol is read into or written from",
                see="unknown-name",
            )
    for name in WORDS:
        if not isinstance(scope.shapes.get(name), Words):
            problems.add(
                words.place, f"the hub has no list of words {name}, as in '{name}: [one, other]'", see="unknown-name"
            )
    block = scope.shapes.get("Block")
    if not isinstance(block, Tagged):
        problems.add(
            types.place,
            "the hub has no type Block, a union of the pieces that a message is made of",
            see="unknown-name",
        )
    for kind, place in stream.sub("blocks").keys.items():
        if isinstance(block, Tagged) and kind not in block.cases:
            problems.add(place, f"Block has no '{kind}'{suggest(kind, block.cases)}", see="unknown-name")
    _events(scope, stream.sub("events"), problems)
    _moves(stream, problems)


def _events(scope: Scope, events: Map, problems: Problems) -> None:
    for name, place in events.keys.items():
        if name not in SINK:
            problems.add(place, f"a stream has no event '{name}'{suggest(name, SINK)}", see="unknown-name")
        for node in events.sub(name).entries.values():
            parse_type(scope, str(plain(node)), node.place, problems)
    for name, values in SINK.items():
        if values and name not in events.entries and name not in OPTIONAL:
            problems.add(
                events.place,
                f"'{name}' is an event without values here, as in '{name}: {{ {values[0]}: str }}'",
                see="type",
            )


def _moves(stream: Map, problems: Problems) -> None:
    moves, known = stream.sub("moves"), {*stream.sub("events").entries}
    for state in moves.entries:
        for event, after in moves.sub(state).entries.items():
            if event not in known:
                problems.add(
                    moves.sub(state).keys[event],
                    f"there is no event '{event}'{suggest(event, known)}",
                    see="unknown-name",
                )
            if str(plain(after)) not in moves.entries:
                problems.add(
                    after.place,
                    f"there is no state '{plain(after)}'{suggest(str(plain(after)), moves.entries)}",
                    see="unknown-name",
                )
