"""The order of streamed answers: rule 2.3 and the cases 116-120, 164-193, 235, 241, 249, each by its number."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.library.context import Context
from dragoman.library.envelope import seal, unseal
from dragoman.streaming.blocks import Blocks
from dragoman.streaming.citations import SentText
from tests.runtime.checked import FRONT, Checked, make


def test_164_165_message_starts_once() -> None:
    blocks, sink, _ = make()
    blocks.start("chatcmpl-1")
    blocks.start("chatcmpl-2")
    assert sink.events == [("start", "msg_1")]


def test_166_empty_deltas_open_no_block() -> None:
    blocks, sink, context = make()
    for text in ("", None):
        blocks.add_text("text", text)
    assert sink.events == []
    blocks.add_text("text", 5)
    assert context.losses


def test_a_later_complete_text_adds_what_it_has_more() -> None:
    blocks, sink, _ = make(explicit_ends=True)
    for text in ("He", "Hello", "Hello", "Hell", "Hello you"):
        blocks.add_piece("text", 1, complete=text)
    blocks.add_piece("text", 1, complete="Hello you", closes=True)
    blocks.close(1)
    for delta, text in (("a", ""), ("", "ab"), ("b", ""), ("", "abc")):  # deltas count, as in Responses
        blocks.add_piece("text", 2, text=delta, complete=text)
    blocks.close(2)
    for delta, text in (("", "a"), ("b", ""), ("", "ab")):
        blocks.add_piece("reasoning", 3, text=delta, complete=text)
    blocks.close(3)
    blocks.record(finish_reason="stop")
    blocks.finish()
    assert sink.texts() == [("text", "Hello you"), ("text", "ab"), ("reasoning", "ab")]


def test_168_three_blocks_in_order() -> None:
    blocks, sink, _ = make()
    blocks.add_text("reasoning", "r")
    blocks.add_text("text", "c")
    blocks.add_piece("tool_call", 0, id="a", name="f", text="{}")
    blocks.record(finish_reason="tool_calls")
    blocks.finish()
    assert sink.texts() == [("reasoning", "r"), ("text", "c"), ("tool_call", "{}")]
    assert sink.ending == ("tool_calls", None, None)


def test_116_118_119_reasoning_has_an_envelope_and_may_reopen() -> None:
    blocks, sink, _ = make()
    for kind, text in (("reasoning", "a"), ("text", "b"), ("reasoning", "c")):
        blocks.add_text(kind, text)  # type: ignore[arg-type]
    blocks.finish()
    assert sink.texts() == [("reasoning", "a"), ("text", "b"), ("reasoning", "c")]
    assert sink.blocks[0][3] == seal("rc", b="demo")
    assert sink.ending == ("stop", None, None)


def test_249_hidden_reasoning_is_kept_in_its_envelope() -> None:
    blocks, sink, _ = make(hidden=True)
    blocks.add_text("reasoning", "se")
    blocks.add_text("reasoning", "crét")
    blocks.add_text("text", "x")
    blocks.finish()
    assert sink.texts() == [("reasoning", ""), ("text", "x")]
    assert unseal(sink.blocks[0][3]) == {"k": "rc", "b": "demo", "t": "secrét"}


def test_120_signature_is_sent_once_and_complete() -> None:
    blocks, sink, _ = make()
    same, join = ("type", "index"), ("text",)
    for piece in ("a", "b"):
        blocks.add_details({"type": "t", "index": 0, "text": piece, "signature": None}, same, join)
        blocks.add_text("reasoning", piece)
    blocks.add_details({"type": "t", "index": 0, "signature": "S"}, same, join)
    blocks.add_details({"type": "e", "index": 1, "data": "D"}, same, join)
    blocks.add_text("text", "x")
    blocks.add_details({"type": "e", "index": 2, "data": "late"}, same, join)
    blocks.add_details("garbage", same, join)
    blocks.finish()
    assert sink.texts() == [("reasoning", "ab"), ("text", "x"), ("reasoning", "")]
    opened = unseal(sink.blocks[0][3])
    assert opened is not None
    whole = {"type": "t", "index": 0, "text": "ab", "signature": "S"}
    assert opened["d"] == [whole, {"type": "e", "index": 1, "data": "D"}]
    last = unseal(sink.blocks[2][3])
    assert last is not None and last["d"] == [{"type": "e", "index": 2, "data": "late"}]


def test_169_170_a_call_opens_with_id_and_name() -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", 0, id="a")
    blocks.add_piece("tool_call", 0, text='{"x"')
    assert sink.blocks == []
    blocks.add_piece("tool_call", 0, name="f")
    blocks.add_piece("tool_call", 0, text=":1}")
    assert sink.events[1:] == [("open", 0, "tool_call"), ("delta", '{"x"'), ("delta", ":1}")]


@pytest.mark.parametrize("name", ["", None, 5])
def test_171_a_call_without_a_name(name: object) -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", 3, id="a", name=name, text="{}")
    blocks.finish()
    assert sink.blocks[0][1]["name"] == "tool_3"


def test_172_a_call_without_an_id() -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", 0, name="f", text='{"a":1}')
    assert sink.blocks == []
    blocks.finish()
    assert sink.blocks[0][1]["id"].startswith("toolu_") and sink.blocks[0][2] == '{"a":1}'
    assert sink.ending == ("tool_calls", None, None)


def test_173_interleaved_calls() -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", 0, id="a", name="f", text='{"x":')
    blocks.add_piece("tool_call", 1, id="b", name="g", text='{"y":')
    blocks.add_piece("tool_call", 0, text="1}")
    blocks.add_piece("tool_call", 1, text="2}")
    blocks.record(finish_reason="tool_calls")
    blocks.finish()
    assert sink.texts() == [("tool_call", '{"x":1}'), ("tool_call", '{"y":2}')]


def test_174_all_calls_with_one_index() -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", 0, id="a", name="f", text="{}")
    blocks.add_piece("tool_call", 0, id="b", name="g", text='{"y":2}')
    blocks.finish()
    assert [(block[1]["id"], block[2]) for block in sink.blocks] == [("a", "{}"), ("b", '{"y":2}')]


def test_174_deltas_of_a_shared_index_belong_to_the_newer_call() -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", 0, id="a", name="f", text='{"x":1')
    blocks.add_piece("tool_call", 0, id="b", name="g", text='{"y":')
    blocks.add_piece("tool_call", 0, text="2}")
    blocks.finish()
    assert [(block[1]["id"], block[2]) for block in sink.blocks] == [("a", '{"x":1'), ("b", '{"y":2}')]


def test_175_calls_without_index() -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", None, id="a", name="f", text='{"x":')
    blocks.add_piece("tool_call", None, text="1}")
    blocks.add_piece("tool_call", None, id="b", name="g")
    blocks.add_piece("tool_call", None, id="a", text=" ")
    blocks.add_piece("tool_call", None, id="b", text="{}")
    blocks.finish()
    assert [(block[1]["name"], block[2]) for block in sink.blocks] == [("f", '{"x":1}'), ("g", "{}")]


def test_176_177_index_from_one_and_repeated_names() -> None:
    blocks, sink, _ = make()
    for text in ('{"a"', ":1}"):
        blocks.add_piece("tool_call", 1, id="a", name="get", text=text)
    blocks.finish()
    assert sink.blocks == [["tool_call", {"id": "a", "name": "get"}, '{"a":1}', None]]


@pytest.mark.parametrize("text", [None, "", "null", "  ", {}])
def test_178_98_missing_arguments(text: object) -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", 0, id="a", name="f", text=text)
    blocks.finish()
    assert sink.blocks[0][2] in ("", "{}") and len(sink.blocks) == 1


def test_arguments_as_object_encoded_twice_or_of_unknown_type() -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", 0, id="a", name="f", text={"x": [1]})
    blocks.add_piece("tool_call", 1, id="b", name="f", text='"{\\"x\\":1}"')
    blocks.add_piece("tool_call", 2, id="c", name="f", text="[1]")
    blocks.finish()
    assert [block[2] for block in sink.blocks] == ['{"x":[1]}', '{"x":1}', '{"INVALID_JSON":"[1]"}']


def test_180_text_after_an_incomplete_call() -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", 0, id="a", name="f", text='{"x":')
    for text in ("\n", "Hi", " ", "there"):
        blocks.add_text("text", text)
    blocks.add_piece("tool_call", 0, text="1}")
    blocks.add_text("text", "!")
    blocks.finish()
    assert sink.texts() == [("tool_call", '{"x":1}'), ("text", "Hi there!")]


def test_text_after_a_complete_call_continues() -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", 0, id="a", name="f", text='{"x":1}')
    blocks.add_text("text", "Hi")
    assert sink.texts() == [("tool_call", '{"x":1}'), ("text", "Hi")]


def test_181_183_193_finish_reason_follows_the_emitted_blocks() -> None:
    blocks, sink, _ = make()
    blocks.record(finish_reason="stop")
    blocks.record(finish_reason="tool_calls")
    blocks.add_piece("tool_call", 0, id="a", name="f", text="{}")
    blocks.finish()
    assert sink.ending == ("tool_calls", None, None)
    blocks, sink, _ = make()
    blocks.record(finish_reason="tool_calls", usage={"uncached_input_tokens": 1})
    blocks.finish()
    assert sink.events == [("start", sink.id), ("finish", "stop")]


def test_182_188_error_closes_no_block() -> None:
    blocks, sink, _ = make()
    blocks.fail("overloaded", "no")
    assert sink.events == [("error", "overloaded")] and blocks.over
    blocks, sink, _ = make()
    blocks.add_text("text", "x")
    blocks.fail("nonsense", "")  # type: ignore[arg-type]
    blocks.finish()
    assert [event[0] for event in sink.events] == ["start", "open", "delta", "error"]


def test_184_185_usage_is_cumulative_and_the_end_is_last() -> None:
    blocks, sink, _ = make()
    for count in (1, 5, 3):
        blocks.record(usage={"output_tokens": count})
    blocks.record(usage={"uncached_input_tokens": 7, "cache_read_tokens": True, "service_tier": ["x"]})  # type: ignore[arg-type]
    blocks.finish()
    blocks.add_text("text", "late")
    blocks.add_piece("tool_call", 0, id="a", name="b")
    blocks.finish()
    assert sink.usage == {"uncached_input_tokens": 7, "output_tokens": 3}


def test_235_missing_usage_is_estimated() -> None:
    blocks, sink, context = make(request={"model": "m", "messages": []})
    blocks.add_text("text", "twelve bytes")
    blocks.finish()
    assert sink.usage == {"uncached_input_tokens": 3, "output_tokens": 3} and "usage;estimated" in context.losses
    blocks, sink, _ = make(request={"model": "m", "messages": []}, estimates=False)
    blocks.finish()
    assert sink.usage == {"uncached_input_tokens": 0, "output_tokens": 0}


def test_191_192_stop_sequences_are_matched_across_deltas() -> None:
    blocks, sink, _ = make(emulated=["</done>"], stops=["</done>"])
    for text in ("… </do", "ne>tail", "more"):
        blocks.add_text("text", text)
    assert blocks.over and sink.texts() == [("text", "… ")] and sink.ending == ("stop_sequence", "</done>", None)
    blocks, sink, _ = make(emulated=["</done>"])
    blocks.add_text("text", "</do")
    assert sink.blocks == []
    blocks.finish()
    assert sink.texts() == [("text", "</do")] and sink.ending == ("stop", None, None)


def test_held_text_precedes_the_next_event() -> None:
    blocks, sink, _ = make(emulated=["STOP"])
    blocks.add_text("reasoning", "a")
    blocks.add_text("text", "ST")
    blocks.add_text("reasoning", "b")
    blocks.add_text("text", "S")
    blocks.add_piece("tool_call", 0, id="a", name="f", text="{}")
    blocks.finish()
    assert sink.texts() == [("reasoning", "a"), ("text", "ST"), ("reasoning", "b"), ("text", "S"), ("tool_call", "{}")]


def test_22_stop_sequences_in_keyed_text() -> None:
    blocks, sink, _ = make(explicit_ends=True, emulated=["</done>"])
    blocks.add_piece("text", (0, 0), text="abc</d")
    blocks.add_piece("text", (0, 0), text="one>def")
    assert sink.texts() == [("text", "abc")] and sink.ending == ("stop_sequence", "</done>", None)


def test_151_only_requested_stop_sequences_are_reported() -> None:
    blocks, sink, _ = make(stops=["END"])
    blocks.record(finish_reason="stop", stop_sequence=128009)  # type: ignore[arg-type]
    blocks.record(stop_sequence="OTHER")
    blocks.record(stop_sequence="END")
    blocks.finish()
    assert sink.ending == ("stop_sequence", "END", None)


def test_150_refusal_in_deltas() -> None:
    blocks, sink, _ = make()
    for text in ("No", "."):
        blocks.add_text("text", text)
        blocks.record(refusal=text)
    blocks.record(finish_reason="stop")
    blocks.finish()
    assert sink.ending == ("stop", None, "No.")


def test_241_split_surrogate_pairs() -> None:
    blocks, sink, _ = make()
    for text in ("a\ud83d", "\ude00b", "\ud83d"):
        blocks.add_text("text", text)
    blocks.finish()
    assert sink.texts() == [("text", "a😀b\ufffd")]
    blocks, sink, _ = make()
    for text in ('{"a":"\ud83d', '\ude00"}'):
        blocks.add_piece("tool_call", 0, id="a", name="f", text=text)
    blocks.finish()
    assert sink.texts() == [("tool_call", '{"a":"😀"}')]


def test_148_truncated_streamed_call_is_unchanged() -> None:
    blocks, sink, _ = make()
    blocks.add_piece("tool_call", 0, id="a", name="f", text='{"a":')
    blocks.record(finish_reason="max_tokens")
    blocks.finish()
    assert sink.texts() == [("tool_call", '{"a":')] and sink.ending == ("max_tokens", None, None)


def test_54_60_client_tool_names_and_toolsets_are_restored() -> None:
    blocks, sink, _ = make(
        names={"short": "computer__zoom", "s2": "long"}, sets={"computer__zoom": ("computer", "zoom")}
    )
    blocks.add_piece("tool_call", 0, id="a", name="short", text="{}")
    blocks.add_piece("tool_call", 1, id="b", name="s2", text="{}")
    blocks.finish()
    assert sink.blocks[0][1] == {"id": "a", "name": "zoom", "toolset": "computer"}
    assert sink.blocks[1][1] == {"id": "b", "name": "long"}


def test_ids_are_valid_and_unique() -> None:
    blocks, sink, context = make()
    context.call_ids.add("seen")
    for key, id in enumerate(("seen", "twice", "twice", "a:b")):
        blocks.add_piece("tool_call", key, id=id, name="f", text="{}")
    blocks.finish()
    ids = [block[1]["id"] for block in sink.blocks]
    assert (
        ids[0].startswith("seen_") and ids[1] == "twice" and ids[2].startswith("twice_") and ids[3].startswith("a_b_")
    )
    assert len(set(ids)) == 4


def test_a_citation_quotes_any_part_of_a_long_text() -> None:
    pieces = [f"word {number}, mot é {number}; " for number in range(5000)]
    text = "".join(pieces)
    blocks, sink, _ = make()
    for piece in pieces:
        blocks.add_text("text", piece)
    places = [(0, 20), (8180, 8210), (70_000, 90_000), (len(text) - 20, len(text))]
    for start, end in places:
        blocks.citation({"url": "http://a", "start": start, "end": end})
    blocks.finish()
    quotes = [event[1]["quote"] for event in sink.events if event[0] == "citation"]
    assert quotes == [text[start:end] for start, end in places]


def test_long_texts_are_kept_compressed() -> None:
    text = SentText()
    for number in range(20_000):
        text.write(f"word {number} ")
    assert sum(map(len, text.compressed)) < 100_000 < len(text.value()) / 2


def test_citations_are_sent_once_before_the_block_closes() -> None:
    blocks, sink, _ = make()
    blocks.add_text("text", "x")
    for _ in range(2):
        blocks.citation({"url": "http://a", "start": 0, "end": 1})
        blocks.citation({"url": "http://a"})
        blocks.citation({"url": "http://b"})
    blocks.citation({"url": ""})
    blocks.finish()
    cites = [event[1] for event in sink.events if event[0] == "citation"]
    assert cites == [{"url": "http://a", "start": 0, "end": 1, "quote": "x"}, {"url": "http://b", "start": 1, "end": 1}]
    blocks, sink, _ = make()
    blocks.citation({"url": "http://a"})
    blocks.finish()
    assert [event[0] for event in sink.events] == ["start", "open", "citation", "close", "finish"]


def test_206_208_complete_text_is_used_without_deltas() -> None:
    blocks, sink, _ = make(explicit_ends=True)
    blocks.add_piece("text", [0, 0], text="ab")
    blocks.add_piece("text", [0, 0], complete="ab")
    blocks.close([0, 0])
    blocks.add_piece("text", [0, 0], complete="ab")
    blocks.add_piece("tool_call", 1, text='{"x":1}')
    blocks.add_piece("tool_call", 1, id="a", name="f", complete='{"x":1}')
    blocks.close(1)
    blocks.add_piece("text", 2, complete="cd")
    blocks.finish()
    assert sink.texts() == [("text", "ab"), ("tool_call", '{"x":1}'), ("text", "cd")]


@pytest.mark.parametrize("closes_with_response", [False, True])
@pytest.mark.parametrize("kind", ["tool_call", "text"])
def test_pieces_after_the_end_of_a_block_are_lost(
    kind: str, closes_with_response: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Checked, "CLOSES_WITH_RESPONSE", closes_with_response, raising=False)
    blocks, sink, context = make(explicit_ends=True)
    names: dict[str, Any] = {"id": "a", "name": "f"} if kind == "tool_call" else {}
    for _ in range(2):  # the provider repeats its stream
        blocks.add_piece(kind, 0, **names)
        for piece in ('{"x', "y", '":1}'):
            blocks.add_piece(kind, 0, text=piece)
        blocks.close(0)
    blocks.finish()
    assert sink.texts() == [(kind, '{"xy":1}')]
    assert context.losses


def test_122_reasoning_with_only_a_signature() -> None:
    blocks, sink, _ = make(explicit_ends=True)
    blocks.add_piece("reasoning", 0, at_close="P")
    blocks.close(0)
    blocks.add_piece("reasoning", 1)
    blocks.close(1)
    blocks.add_piece("encrypted_reasoning", 2, data="D")
    blocks.close(2)
    blocks.add_piece("encrypted_reasoning", 3, data=5)
    blocks.finish()
    assert [(block[0], block[1], block[3]) for block in sink.blocks] == [
        ("reasoning", {"empty": True}, "P"),
        ("encrypted_reasoning", {"data": "D"}, None),
    ]


def test_overlapping_blocks_are_emitted_one_after_another() -> None:
    blocks, sink, _ = make(explicit_ends=True)
    blocks.add_piece("text", 0, text="a")
    blocks.add_piece("text", 1, text="1")
    blocks.add_text("text", "x")
    blocks.add_piece("text", 0, text="b")
    blocks.close(1)
    blocks.close(0)
    blocks.finish()
    assert sink.texts() == [("text", "ab"), ("text", "1"), ("text", "x")]


def test_hosted_calls_and_results() -> None:
    blocks, sink, _ = make(explicit_ends=True)
    blocks.add_piece("hosted_tool_call", 0, id="ws:1", name="search")
    blocks.add_piece("tool_call", 0, text='{"q":1}')
    blocks.close(0)
    blocks.add_piece("hosted_tool_result", 1, id="ws:1", citations=[{"url": "l"}])
    blocks.close(1)
    blocks.finish()
    assert [block[0] for block in sink.blocks] == ["hosted_tool_call", "hosted_tool_result"]
    assert sink.blocks[0][1]["id"] == sink.blocks[1][1]["id"] != "ws:1"
    assert sink.ending == ("stop", None, None)


garbage = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(),
    st.sampled_from(["", " ", "a", "STOP", "ST", "OP", "{", "}", '{"a":1}', '"', "null", "é\ud83d", "\ude00", "[1]"]),
    st.text(max_size=3),
    st.lists(st.integers(0, 2), max_size=2),
    st.dictionaries(st.sampled_from(["link", "type", "text", "index"]), st.sampled_from(["x", 1, None]), max_size=2),
)
keys = st.one_of(st.integers(0, 2), garbage)
kinds = st.sampled_from(
    [
        "text",
        "refusal",
        "reasoning",
        "tool_call",
        "hosted_tool_call",
        "hosted_tool_result",
        "encrypted_reasoning",
        "nonsense",
    ]
)
steps = st.one_of(
    st.tuples(st.just("start"), garbage),
    st.tuples(st.just("add_text"), st.sampled_from(["text", "refusal", "reasoning"]), garbage),
    st.tuples(st.just("add_piece"), kinds, keys, garbage, garbage, garbage, garbage, garbage),
    st.tuples(st.just("data"), kinds, keys, garbage),
    st.tuples(st.just("close"), keys),
    st.tuples(st.just("add_details"), garbage),
    st.tuples(st.just("citation"), garbage),
    st.tuples(st.just("record"), garbage, garbage, garbage, garbage),
    st.tuples(st.just("fail"), garbage, garbage),
    st.tuples(st.just("finish")),
)


def drive(blocks: Blocks, step: tuple[Any, ...]) -> None:
    word, *given = step
    if word == "data":
        blocks.add_piece(given[0], given[1], data=given[2], citations=given[2], error_code=given[2], set=given[2])
    elif word == "add_details":
        blocks.add_details(given[0], ("type", "index"), ("text",))
    else:
        getattr(blocks, word)(*given)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(steps, max_size=25), st.booleans(), st.booleans(), st.booleans(), st.sampled_from([[], ["STOP"], ["}"]])
)
def test_any_input_gives_a_valid_order_of_events(
    script: list[tuple[Any, ...]], explicit_ends: bool, hidden: bool, bare: bool, stops: list[str]
) -> None:
    blocks, sink, _ = make(
        explicit_ends, hidden=hidden, stops=stops, emulated=stops, **({"ids": Context().ids} if bare else {})
    )
    for step in script:
        drive(blocks, step)
    blocks.finish()
    assert sink.state == "over"


pieces = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), max_size=40)


@settings(max_examples=200, deadline=None)
@given(pieces)
def test_interleaving_loses_no_call_and_no_byte(order: list[tuple[int, int]]) -> None:
    whole = ['{"a":{"b":"}"}}', '{"c":[1,2]}', '{"d":"\\"}"}']
    left = list(whole)
    blocks, sink, _ = make()
    for key in range(3):
        blocks.add_piece("tool_call", key, id=f"id{key}", name=f"f{key}")
    for key, size in [*order, (0, 99), (1, 99), (2, 99)]:
        piece, left[key] = left[key][:size], left[key][size:]
        blocks.add_piece("tool_call", key, text=piece)
    blocks.finish()
    assert sink.texts() == [("tool_call", text) for text in whole]


@given(st.lists(st.sampled_from(["a", "S", "T", "O", "P", "ST", "STOP", "\ud83d", "\ude00", "é"]), max_size=12))
def test_stop_sequences_do_not_depend_on_chunk_boundaries(texts: list[str]) -> None:
    results = []
    for cut in (texts, ["".join(texts)], list("".join(texts))):
        blocks, sink, _ = make(emulated=["STOP", "TO"], stops=["STOP", "TO"])
        for text in cut:
            blocks.add_text("text", text)
        blocks.finish()
        results.append((sink.texts(), sink.ending))
    assert results[0] == results[1] == results[2]


def test_hot_path_creates_no_copies() -> None:
    """A delta of the open block is one call of the sink with the same text object."""

    class Counting(Checked):
        def delta(self, text: str) -> None:
            seen.append(text)

    seen: list[str] = []
    context = Context(ids=FRONT)
    blocks = Blocks(Counting(), context)
    blocks.add_text("text", "a")
    piece = "piece of text"
    blocks.add_text("text", piece)
    assert seen[1] is piece


def test_signature_of_a_streamed_call_becomes_reasoning_before_it() -> None:
    """An open reasoning block receives the signature, otherwise a new one is created. Complete calls need no id."""
    blocks, sink, _ = make()
    blocks.add_text("reasoning", "r")
    blocks.add_piece("tool_call", None, name="f", text={"a": 1}, signature="p1", closes=True)
    blocks.add_piece("tool_call", None, name="f", text={"a": 2}, closes=True)
    blocks.add_text("text", "then")
    blocks.add_piece("tool_call", None, id="c", name="g", signature="p2", closes=True)
    blocks.finish()
    assert sink.texts() == [
        ("reasoning", "r"),
        ("tool_call", '{"a":1}'),
        ("tool_call", '{"a":2}'),
        ("text", "then"),
    ] + [
        ("reasoning", ""),
        ("tool_call", ""),
    ]
    proofs = [unseal(block[3])["d"] for block in sink.blocks if block[3]]  # type: ignore[index]
    assert proofs == [[{"call": "p1"}], [{"call": "p2"}]]
    assert all("signature" not in block[1] for block in sink.blocks)


def test_unnamed_stop_sequence_is_inferred_if_only_one_was_requested() -> None:
    for stops, ending in (
        (["x"], ("stop_sequence", "x", None)),
        (["x", "y"], ("stop", None, None)),
        ([], ("stop", None, None)),
    ):
        blocks, sink, _ = make(stops=stops)
        blocks.add_text("text", "a")
        blocks.record(finish_reason="stop_sequence")
        blocks.finish()
        assert sink.ending == ending
