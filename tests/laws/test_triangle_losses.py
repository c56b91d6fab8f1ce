"""Round trips between two protocols with losses: what is missing after a round trip is named by a recorded loss.

Losses are recorded in the terms of the hub here, so that their paths and those of the request can be compared.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import loader
from dragoman.library.errors import InvalidRequest, Refused
from dragoman.values import json_text
from tests.laws.strategies import bounded
from tests.laws.test_round_trip import VENDOR_BLOCK, VENDOR_REQUEST, chat_requests
from tests.laws.test_triangles import ADDED, PROVIDERS, TRIPS, context_of, read_answer, written_answer

EXAMPLES = 3
# settings whose value another protocol states in other words or by default, each compared as a whole
EQUAL: dict[str, list[Any]] = {
    "parallel_tool_calls": [True],  # the default
    "tool_choice": [{"mode": "auto"}],
    "service_tier": ["auto", "standard"],
    "reasoning_effort": [],
}
HINTS = {"cache_breakpoint", "session_id", "deferred", "strict", "stream"}  # they do not change the answer


def request_through(protocol: str, request: Any) -> tuple[Any, list[str]]:
    """Return a request after it was written in a protocol and read by its front, and the losses in the hub's terms."""
    context = context_of(protocol)
    context.words = {}
    back = loader.back(PROVIDERS[protocol], protocol)
    context.holds = back.conditions(request, context)
    body = json_text.loads(json_text.dumps(back.write(copy.deepcopy(request), context)))
    loader.front(protocol).check(body)
    read = loader.front(protocol).read(body, context)
    return read, [loss.partition(";")[0] for loss in context.losses]


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the values in a request with their paths; the kind of a block or tool is a step of the path."""
    if isinstance(value, dict) and path[-1:] not in (("input",), ("schema",), ("examples",), ("user_location",)):
        kind = (value["kind"],) if isinstance(value.get("kind"), str) else ()
        for name, inner in value.items():
            if name not in ("kind", "role", "media_type"):
                yield from leaves(inner, (*path, *kind, name))
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, path)
    else:
        yield path, value


def texts_of(value: Any) -> Iterator[str]:
    """Yield all texts in a value."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_of(inner)


def missing(start: Any, once: Any) -> set[tuple[str, ...]]:
    """Return the paths of values that are not found again at all. Settings of reasoning become an effort."""
    texts = list(texts_of(once))
    off = start.get("reasoning", {}).get("mode") in ("off", "interleaved")  # the effort is none then
    gone = set()
    for path, value in leaves(start):
        if HINTS & set(path) or path[0] in (*ADDED, "reasoning") or value in EQUAL.get(path[0], ()):
            continue
        if path[0] not in ("messages", "system", "tools"):
            found = path[0] in once or off and path[0] == "reasoning_effort"
        else:
            found = not isinstance(value, str) or any(value in text for text in texts)
        if not found:
            gone.add(path)
    return gone


def named(path: tuple[str, ...], losses: list[str]) -> bool:
    """Whether a loss names a value, an object that holds it, or its kind of block."""
    for loss in losses:
        steps = loss.split(".")
        if len(steps) == 1 and steps[0] in path or steps[0] == path[0] and set(steps[1:]) & {*path, "blocks"}:
            return True
        if path[0] == "tools" and steps[0] == "tools":
            return True
    return False


@pytest.mark.parametrize(("first", "second"), TRIPS)
@bounded(EXAMPLES)
@given(request=st.one_of(VENDOR_REQUEST, chat_requests()))
def test_what_a_request_loses_is_named(first: str, second: str, request: Any) -> None:
    if "tools" not in request:
        request.pop("tool_choice", None)
    try:
        start, _ = request_through(first, request)
        there, lost = request_through(second, start)
        once, more = request_through(first, there)
    except (Refused, InvalidRequest):
        return
    unnamed = {path for path in missing(start, once) if not named(path, lost + more)}
    assert not unnamed, (unnamed, lost, more)


def answer_through(protocol: str, answer: Any, cuts: list[int] | None) -> tuple[Any, list[str]]:
    """Return an answer after it was written by the front of a protocol and read by its back, and the losses in the
    hub's terms. `cuts`: places where a stream is cut; without them the answer is whole."""
    context = context_of(protocol)
    context.words, context.signatures = {}, True
    data = written_answer(protocol, answer, context, cuts is not None)
    read = read_answer(protocol, data, context, cuts)
    return read, [loss.partition(";")[0] for loss in context.losses]


ANSWER = st.fixed_dictionaries(
    {
        "id": st.just("msg_1"),
        "model": st.just("m"),
        "blocks": st.lists(VENDOR_BLOCK, min_size=1, max_size=4),
        "finish_reason": st.sampled_from(["stop", "max_tokens", "tool_calls"]),
        "usage": st.just({"uncached_input_tokens": 1, "output_tokens": 1}),
    }
)
# of one vendor or generated; the name of a hosted call is that of the search, which every protocol has
OWN = {"signature", "details", "encrypted_reasoning", "quote", "id", "toolset"}
HOSTED = ("blocks", "hosted_tool_call", "name")


@pytest.mark.parametrize(("first", "second"), TRIPS)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@bounded(EXAMPLES)
@given(answer=ANSWER, cuts=st.lists(st.integers(0, 10**6), max_size=6))
def test_what_an_answer_loses_is_named(first: str, second: str, streamed: bool, answer: Any, cuts: list[int]) -> None:
    pieces = cuts if streamed else None
    start, _ = answer_through(first, answer, pieces)
    there, lost = answer_through(second, start, pieces)
    once, more = answer_through(first, there, pieces)
    texts = list(texts_of(once))
    unnamed = set()
    for path, value in leaves({"blocks": start["blocks"]}):
        if (
            not OWN & set(path)
            and path != HOSTED
            and isinstance(value, str)
            and not any(value in text for text in texts)
        ):
            steps = {step for loss in lost + more for step in loss.split(".")}
            if not steps & set(path):
                unnamed.add(path)
    assert not unnamed, (unnamed, lost, more)
