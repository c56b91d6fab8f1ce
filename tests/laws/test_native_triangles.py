"""Round trips between two protocols of answers with web searches, and with calls of custom tools."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.library.context import Context
from tests.laws.strategies import bounded
from tests.laws.test_round_trip import ID, INPUT, LINE, WORD, of
from tests.laws.test_triangles import A, C, R, content, context_of, read_answer, written_answer

EXAMPLES = 6
USAGE = {"uncached_input_tokens": 5, "output_tokens": 9}
CUSTOM = "a_custom_tool"
TEXT = of("text", {"text": LINE})
CALL = of("tool_call", {"id": ID, "name": WORD, "input": INPUT})
CUSTOM_CALL = of("custom_tool_call", {"id": ID, "name": st.just(CUSTOM), "input": LINE})


@st.composite
def searches(draw: st.DrawFn) -> list[Any]:
    """A search and its result."""
    id, query = "srvtoolu_" + draw(ID), draw(LINE)
    failed = {"error_code": "unavailable"} if draw(st.booleans()) else {}
    call = {"kind": "hosted_tool_call", "id": id, "name": "web_search", "input": {"query": query}}
    return [call, {"kind": "hosted_tool_result", "id": id, **failed}]


def alone(block: Any) -> list[Any]:
    return [block]


@st.composite
def searching_answers(draw: st.DrawFn) -> Any:
    """Searches, texts and calls in any order; adjacent texts are one."""
    parts = draw(st.lists(st.one_of(searches(), TEXT.map(alone), CALL.map(alone)), max_size=5))
    kinds = [part[0]["kind"] for part in parts]
    return answer([part for at, part in enumerate(parts) if kinds[at] != "text" or kinds[at - 1 : at] != ["text"]])


@st.composite
def custom_answers(draw: st.DrawFn) -> Any:
    """A text and calls, in the order of Chat."""
    calls = draw(st.lists(st.one_of(CUSTOM_CALL, CALL).map(alone), max_size=4))
    return answer([*draw(st.lists(TEXT.map(alone), max_size=1)), *calls])


def answer(parts: list[list[Any]]) -> Any:
    """Return an answer with these blocks, whose ids it makes different."""
    blocks = [
        {**block, "id": f"{block['id']}{number}"} if "id" in block else block
        for number, part in enumerate(parts)
        for block in part
    ]
    called = any(block["kind"] in ("tool_call", "custom_tool_call") for block in blocks)
    return {"id": "resp_1", "blocks": blocks, "finish_reason": "tool_calls" if called else "stop", "usage": USAGE}


def context_with_tools(protocol: str) -> Context:
    context = context_of(protocol)
    context.custom_tools |= {CUSTOM}
    return context


def comparable(found: Any) -> Any:
    """Return the content of an answer with the searches numbered: Responses items have ids of their own."""
    blocks, *rest = content(found)
    ids: dict[str, int] = {}
    for block in blocks:
        if block["kind"].startswith("hosted"):
            block["id"] = ids.setdefault(block["id"], len(ids))
    return [blocks, *rest]


def answer_through(protocol: str, given_answer: Any, streamed: bool) -> tuple[Any, list[str]]:
    context = context_with_tools(protocol)
    data = written_answer(protocol, given_answer, context, streamed)
    return read_answer(protocol, data, context, [7, 100] if streamed else None), list(context.losses)


TRIPS = [(A, R, searching_answers()), (R, A, searching_answers()), (C, R, custom_answers()), (R, C, custom_answers())]
every_trip = pytest.mark.parametrize("trip", TRIPS, ids=lambda trip: "-".join(trip[:2]))


@every_trip
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@bounded(EXAMPLES)
@given(data=st.data())
def test_answers_with_such_calls(trip: Any, streamed: bool, data: Any) -> None:
    first, second, made = trip
    start, _ = answer_through(first, data.draw(made), streamed)
    there, lost = answer_through(second, start, streamed)
    once, more = answer_through(first, there, streamed)
    assert lost + more == []
    assert comparable(once) == comparable(start)


@every_trip
@bounded(EXAMPLES)
@given(data=st.data())
def test_streams_with_such_calls_are_as_whole_answers(trip: Any, data: Any) -> None:
    first, _, made = trip
    given_answer = data.draw(made)
    whole, lost = answer_through(first, given_answer, False)
    streamed, also_lost = answer_through(first, given_answer, True)
    assert comparable(streamed) == comparable(whole)
    assert lost == also_lost
