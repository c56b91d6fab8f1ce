"""Whole responses (rule 2.2), and their equality with collected streams (case 213)."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.library.context import Context
from dragoman.library.envelope import seal, unseal
from dragoman.library.errors import UpstreamError
from dragoman.library.hub import Response
from dragoman.library.streams import play
from dragoman.streaming.answers import Collector, settle
from dragoman.streaming.blocks import Blocks
from tests.runtime.checked import FRONT, Checked, make


def context(**given: Any) -> Context:
    return Context(family="demo", client_model="m", seed="s", ids=FRONT, **given)


def call(id: str = "a", name: str = "f", input: Any = None) -> Any:
    return {"kind": "tool_call", "id": id, "name": name, "input": {} if input is None else input}


def text(words: str, **more: Any) -> Any:
    return {"kind": "text", "text": words, **more}


def settled(blocks: list[Any], stop: Any = "stop", given: Context | None = None, **more: Any) -> Response:
    return settle({"id": "chatcmpl-1", "blocks": blocks, "finish_reason": stop, **more}, given or context())  # type: ignore[typeddict-item]


def test_144_empty_response() -> None:
    assert dict(settled([])) == {
        "id": "msg_1",
        "model": "m",
        "blocks": [],
        "finish_reason": "stop",
        "usage": {"uncached_input_tokens": 0, "output_tokens": 0},
    }


@pytest.mark.parametrize(
    ("stop", "blocks", "expected"),
    [
        ("stop", [call()], "tool_calls"),  # 146
        ("tool_calls", [], "stop"),  # 147
        ("max_tokens", [call()], "max_tokens"),  # 148
        ("refusal", [text("par")], "refusal"),  # 149
        ("pause", [], "pause"),
        ("context_window", [call()], "context_window"),
    ],
)
def test_finish_reason_follows_the_content(stop: str, blocks: list[Any], expected: str) -> None:
    assert settled(blocks, stop)["finish_reason"] == expected


def test_148_truncated_call_is_dropped() -> None:
    given = context()
    answer = settled(
        [call(input='{"a":'), call("b", input="{}"), call("c", input={"INVALID_JSON": "{"})], "max_tokens", given
    )
    assert [block["id"] for block in answer["blocks"] if block["kind"] == "tool_call"] == ["b"] and given.losses


def test_150_151_refusals_and_stop_sequences() -> None:
    refused = settled([text("No.")], refusal="No.")
    assert (refused["finish_reason"], refused["refusal"]) == ("stop", "No.")
    assert settled([text("No.")], "refusal", refusal="No.")["finish_reason"] == "refusal"
    assert settled([], stop_sequence="END", given=context(stops=["END"]))["stop_sequence"] == "END"
    answer = settled([], stop_sequence=128009)
    assert answer["finish_reason"] == "stop" and "stop_sequence" not in answer


def test_116_117_123_reasoning() -> None:
    thoughts: list[Any] = [
        {"kind": "reasoning", "text": "a"},
        {"kind": "reasoning", "text": ""},
        {"kind": "reasoning", "text": "b", "details": [{"x": 1}]},
        {"kind": "reasoning", "text": "c", "signature": "P"},
        {"kind": "encrypted_reasoning", "data": "D"},
    ]
    blocks: list[Any] = settled(thoughts)["blocks"]
    assert [block.get("signature") for block in blocks[:3]] == [
        seal("rc", b="demo"),
        seal("rd", b="demo", d=[{"x": 1}]),
        "P",
    ]
    assert len(blocks) == 4 and "details" not in blocks[1]


def test_reasoning_details_that_are_an_object() -> None:
    """An object in place of a list of details is kept as the only detail, with any members."""
    for details in ({"b": None}, {"x": 1}):
        block: Any = settled([{"kind": "reasoning", "text": "", "details": details}])["blocks"][0]
        assert block["signature"] == seal("rd", b="demo", d=[details])
    for items in ({"i": "r", "e": "E"}, {"i": "r", "e": "E", "as": "compaction"}):  # items that were sealed
        block = settled([{"kind": "reasoning", "text": "", "details": items}])["blocks"][0]
        assert block["signature"] == seal("rs", b="demo", **items)


def test_249_hidden_reasoning() -> None:
    block: Any = settled([{"kind": "reasoning", "text": "a"}], given=context(hidden=True))["blocks"][0]
    assert block["text"] == "" and unseal(block["signature"]) == {"k": "rc", "b": "demo", "t": "a"}


def test_22_stop_sequences() -> None:
    given = context(emulated=["</done>"])
    answer = settled([text("abc</done>def"), call()], given=given)
    assert (
        answer["blocks"] == [text("abc")]
        and answer["finish_reason"] == "stop_sequence"
        and answer["stop_sequence"] == "</done>"
    )
    assert settled([text("</done>x")], given=given)["blocks"] == []


def test_citations_receive_their_text() -> None:
    cites = [{"url": "http://a", "start": 0, "end": 2}, {"url": "http://a", "start": 0, "end": 2}, {"title": "none"}]
    block: Any = settled([text("Hello", citations=cites)])["blocks"][0]
    assert block["citations"] == [{"url": "http://a", "start": 0, "end": 2, "quote": "He"}]


def test_names_ids_and_unsupported_blocks() -> None:
    given = context(names={"n": "long"}, sets={"s__m": ("s", "m")})
    given.call_ids.add("a")
    answer = settled(
        [call("a", "n"), call("a", "s__m"), call("", ""), call("", "", {"x": 1}), {"kind": "tool_reference"}],
        given=given,
    )
    calls: list[Any] = answer["blocks"]
    assert [block["name"] for block in calls] == ["long", "m", "tool_2"] and calls[1]["toolset"] == "s"
    assert len({block["id"] for block in calls} | {"a"}) == 4


def test_played_response_equals_the_collected_one() -> None:
    answer = settled(
        [
            {"kind": "reasoning", "text": "a"},
            text("b", citations=[{"url": "l"}]),
            call("a", "f", {"x": [1]}),
            {"kind": "hosted_tool_call", "id": "e", "name": "s", "input": {}},
            {"kind": "hosted_tool_result", "id": "e", "error_code": "unavailable"},
            {"kind": "encrypted_reasoning", "data": "D"},
        ],
        usage={"uncached_input_tokens": 1, "output_tokens": 2},
    )
    collector, checked = Collector(), Checked()
    play(copy.deepcopy(answer), collector)
    play(copy.deepcopy(answer), checked)
    assert collector.answer() == answer and checked.state == "over"


def test_error_response_is_raised() -> None:
    collector = Collector()
    collector.error("overloaded", "no")
    with pytest.raises(UpstreamError) as caught:
        collector.answer()
    assert caught.value.failure == {"error_type": "overloaded", "message": "no"}


pieces = st.text(st.sampled_from("abS \ud83d\ude00TOP"), max_size=8)


@given(pieces, pieces, st.sampled_from(["{}", '{"a":1}', "[1]", '{"a"', "", "null"]), st.booleans(), st.booleans())
def test_213_collected_stream_equals_the_whole_response(
    answer_text: str, thought: str, given: str, hidden: bool, cut: bool
) -> None:
    stop: Any = "max_tokens" if cut else "stop"
    whole: list[Any] = [{"kind": "reasoning", "text": thought}, text(answer_text), call("a", "f", given)]
    expected = settled(whole, stop, context(hidden=hidden, emulated=["STOP"]))
    collector = Collector()
    blocks = Blocks(collector, context(hidden=hidden, emulated=["STOP"]))
    blocks.start("chatcmpl-1")
    for character in thought:
        blocks.add_text("reasoning", character)
    for character in answer_text:
        blocks.add_text("text", character)
    blocks.add_piece("tool_call", 0, id="a", name="f")
    for character in given:
        blocks.add_piece("tool_call", 0, text=character)
    blocks.record(finish_reason=stop)
    blocks.finish()
    assert collector.answer() == expected


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3), max_leaves=4
    )
)
def test_invalid_parts_of_a_response_are_dropped(value: Any) -> None:
    made = make()[2]
    answer = settle(
        {"blocks": [call(input=value), {"kind": "reasoning", "text": "a", "details": value}], "finish_reason": "stop"},
        made,
    )
    (used, thought) = answer["blocks"]
    assert used["kind"] == "tool_call" and isinstance(used["input"], dict)
    assert thought["kind"] == "reasoning" and thought["text"] == "a"


def test_signature_of_a_call_becomes_reasoning_before_it() -> None:
    answer = settled(
        [
            text("x"),
            {**call(), "signature": "p1"},
            call("b"),
            {"kind": "reasoning", "text": "r"},
            {**call("c"), "signature": "p2"},
        ]
    )
    kinds = [(block["kind"], unseal(block.get("signature"))) for block in answer["blocks"]]
    first, second = {"k": "rd", "b": "demo", "d": [{"call": "p1"}]}, {"k": "rd", "b": "demo", "d": [{"call": "p2"}]}
    assert kinds == [
        ("text", None),
        ("reasoning", first),
        ("tool_call", None),
        ("tool_call", None),
        ("reasoning", second),
        ("tool_call", None),
    ]
