"""Round trips between two protocols: a client of one, a provider of the other, and back.

A request or an answer that a protocol can hold is written in it and read again. Then it is written in the other
protocol, read, and written in the first one again. Where no loss is recorded, the result is what it was before; after
losses, a second round trip changes nothing more.
"""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import loader
from dragoman.library.context import Context
from dragoman.library.streams import play
from dragoman.streaming.answers import Collector, settle
from dragoman.streaming.endings import COUNTS
from dragoman.values import json_text
from tests.laws import exchanges, pairs
from tests.laws.strategies import bounded
from tests.laws.test_round_trip import chat_answers, chat_requests

A, C, R = "anthropic_messages", "openai_chat", "openai_responses"
PROVIDERS = {A: "anthropic", C: "demo", R: "openai"}
NAMES = {A: "anthropic", C: "demo", R: "openai:openai_responses"}
TRIPS = [(A, C), (A, R), (C, A), (R, A), (C, R)]
EXAMPLES = 3


def context_of(protocol: str) -> Context:
    return pairs.context_for(NAMES[protocol], protocol)


def request_through(protocol: str, request: Any) -> tuple[Any, list[str]]:
    """Return a request after it was written in a protocol and read by the front of that protocol, and the losses."""
    context = context_of(protocol)
    back = loader.back(PROVIDERS[protocol], protocol)
    context.holds = back.conditions(request, context)
    written = back.write(copy.deepcopy(request), context)
    body = json_text.loads(json_text.dumps(written))
    loader.front(protocol).check(body)
    return loader.front(protocol).read(body, context), list(context.losses)


# what a protocol always adds or applies elsewhere, without a loss
ADDED = ("max_tokens", "stop_sequences", "stream")


def comparable(request: Any) -> Any:
    """Return a request without what a protocol adds, and without defaults that only one protocol states."""
    left_out = {*ADDED, *(["parallel_tool_calls"] if request.get("parallel_tool_calls") else [])}
    if request.get("tool_choice") == {"mode": "auto"}:
        left_out.add("tool_choice")
    return {name: value for name, value in request.items() if name not in left_out}


def round_trip(first: str, second: str, request: Any) -> tuple[Any, list[str]]:
    there, lost = request_through(second, request)
    back, more = request_through(first, there)
    return back, lost + more


@pytest.mark.parametrize(("first", "second"), TRIPS)
@bounded(EXAMPLES)
@given(request=chat_requests())
def test_requests(first: str, second: str, request: Any) -> None:
    if "tools" not in request:
        request.pop("tool_choice", None)
    start, _ = request_through(first, request)
    once, lost = round_trip(first, second, start)
    if not lost:
        assert comparable(once) == comparable(start)
    twice, _ = round_trip(first, second, once)
    assert comparable(twice) == comparable(once)


def answer_through(protocol: str, answer: Any, cuts: list[int] | None) -> tuple[Any, list[str]]:
    """Return an answer after it was written by the front of a protocol and read by its back, and the losses. `cuts`:
    places where a stream is cut into pieces; without them the answer is whole."""
    context = context_of(protocol)
    data = written_answer(protocol, answer, context, cuts is not None)
    return read_answer(protocol, data, context, cuts), list(context.losses)


def written_answer(protocol: str, answer: Any, context: Context, streamed: bool) -> bytes:
    """Return an answer in the bytes of a protocol."""
    front = loader.front(protocol)
    if not streamed:
        return json_text.dumps(front.write(copy.deepcopy(answer), context))
    context.client_request = {"stream_options": {"include_usage": True}}
    writer = front.writer(context)
    play(copy.deepcopy(answer), writer, context)
    return b"".join(writer.out)


def read_answer(protocol: str, data: bytes, context: Context, cuts: list[int] | None) -> Any:
    """Return the answer in the bytes of a protocol: whole, or a stream that is cut at these places."""
    back = loader.back(PROVIDERS[protocol], protocol)
    if cuts is None:
        return settle(back.read(json_text.loads(data), context), context)
    places = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    sink = Collector()
    exchanges.read_stream(back, context, sink, (data[begin:end] for begin, end in pairwise(places)))
    return sink.answer()


HIDDEN = ("details", "signature")  # in envelopes of one vendor
ZERO = dict.fromkeys(COUNTS, 0)  # absent counts are written as 0


def content(answer: Any) -> Any:
    """Return what a client acts on: the blocks without what belongs to one vendor, the pages that they cite (positions
    count in another text), the finish reason with what belongs to it, and the usage with its details."""
    blocks = [{name: value for name, value in block.items() if name not in HIDDEN} for block in answer["blocks"]]
    for block in blocks:
        if "citations" in block:
            block["citations"] = [(cite["url"], cite.get("title", "")) for cite in block["citations"]]
    ending = {name: answer.get(name) for name in ("finish_reason", "stop_sequence", "refusal")}
    return blocks, ending, {**ZERO, **{name: count for name, count in answer["usage"].items() if name in COUNTS}}


@pytest.mark.parametrize(("first", "second"), TRIPS)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@bounded(EXAMPLES)
@given(answer=chat_answers(), cuts=st.lists(st.integers(0, 10**6), max_size=6))
def test_answers(first: str, second: str, streamed: bool, answer: Any, cuts: list[int]) -> None:
    pieces = cuts if streamed else None
    start, _ = answer_through(first, answer, pieces)
    there, lost = answer_through(second, start, pieces)
    once, more = answer_through(first, there, pieces)
    if not lost + more:
        assert content(once) == content(start)
    there, _ = answer_through(second, once, pieces)
    twice, _ = answer_through(first, there, pieces)
    assert content(twice) == content(once)
