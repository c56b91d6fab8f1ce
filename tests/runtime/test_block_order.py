"""Order of the blocks of a forwarded stream: interleaved calls are sent one after another, and each stays whole."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.conformance import grammar
from tests.runtime.growth import call_event, forwarded

CALLS = 4
INPUTS = ['{"a":1}', '{"bb":[1,2]}', "{}", '{"c":{"d":"e"}}']


def interleaved(order: list[int], ends: list[int]) -> list[dict[str, Any]]:
    """Return the events of calls. `order`: the call of each piece of one character, as far as it has more; `ends`: the
    calls in the order of their ends."""
    left = [list(text) for text in INPUTS]
    events = [call_event("start", key) for key in range(CALLS)]
    rest = [key for key in range(CALLS) for _ in INPUTS[key]]
    for key in [*order, *rest]:
        if left[key]:
            events.append(call_event("delta", key, left[key].pop(0)))
    return [*events, *(call_event("stop", key) for key in ends)]


@given(st.lists(st.integers(0, CALLS - 1), max_size=40), st.permutations(range(CALLS)))
def test_interleaved_calls_are_whole_and_in_order(order: list[int], ends: list[int]) -> None:
    events = grammar.frames(forwarded(interleaved(order, ends)))
    grammar.validate(events)
    content = grammar.fold(events)["content"]
    assert [(block["name"], block["input"]) for block in content] == [
        (f"f{key}", json.loads(text)) for key, text in enumerate(INPUTS)
    ]


def test_a_block_that_starts_twice_while_it_waits_is_sent_once() -> None:
    pieces = [call_event("delta", key, INPUTS[key]) for key in (1, 0)]
    starts = [call_event("start", key) for key in (0, 1, 1)]
    events = grammar.frames(forwarded([*starts, *pieces, *(call_event("stop", key) for key in (0, 1))]))
    grammar.validate(events)
    assert [block["name"] for block in grammar.fold(events)["content"]] == ["f0", "f1"]


def test_an_index_that_is_used_again_while_it_waits_is_another_block() -> None:
    first, again = ([call_event(kind, 1, INPUTS[1]) for kind in ("start", "delta", "stop")] for _ in range(2))
    again[0]["content_block"] |= {"id": "call_2", "name": "f2"}
    events = grammar.frames(forwarded([call_event("start", 0), *first, *again, call_event("stop", 0)]))
    grammar.validate(events)
    assert [block["name"] for block in grammar.fold(events)["content"]] == ["f0", "f1", "f2"]
