"""Text helpers: stop sequences, tags, split characters, arguments, envelopes, ids."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.exchange.bodies import Seed
from dragoman.library.context import Context
from dragoman.library.envelope import LIMIT, seal, sealed_or_none, unseal
from dragoman.library.errors import InvalidRequest
from dragoman.library.names import Ids, shorten
from dragoman.library.reasoning_tags import Tags, split
from dragoman.streaming.stop_strings import Stops
from dragoman.values import arguments, characters


def find(words: list[str], pieces: list[str]) -> tuple[str, str | None]:
    stops, out = Stops(words), ""
    for piece in pieces:
        text, match = stops.feed(piece)
        out += text
        if match is not None:
            return out, match
    text, match = stops.end()
    return out + text, match


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        (["b"], "abc", ("a", "b")),
        (["x"], "abc", ("abc", None)),
        (["cd", "bc"], "abcd", ("a", "bc")),  # the earliest start wins
        (["bcd", "bc"], "abcd", ("a", "bcd")),  # at one place the first in the list
        (["bc", "bcd"], "abcd", ("a", "bc")),
        (["bcd", "bc"], "abc", ("a", "bc")),
        (["ab", "xaby"], "xaby", ("", "xaby")),
        (["ab", "xaby"], "xabz", ("x", "ab")),
        (["aab"], "aaab", ("a", "aab")),
        ([""], "abc", ("abc", None)),
    ],
)
def test_191_stop_sequences(words: list[str], text: str, expected: tuple[str, str | None]) -> None:
    assert find(words, [text]) == find(words, list(text)) == expected


@given(st.lists(st.text("ab", min_size=1, max_size=4), max_size=3), st.lists(st.text("ab", max_size=4), max_size=6))
def test_stop_sequences_with_any_chunk_boundaries(words: list[str], pieces: list[str]) -> None:
    text = "".join(pieces)
    hits = [(text.find(word), rank) for rank, word in enumerate(words) if word in text]
    expected = (text[: min(hits)[0]], words[min(hits)[1]]) if hits else (text, None)
    assert find(words, pieces) == expected


@pytest.mark.parametrize(
    ("text", "thought", "rest"),
    [
        ("<think>a</think>b", "a", "b"),
        ("\n<think>\na\n</think>\n\nb", "a\n", "b"),
        ("x<think>a</think>b", "", "x<think>a</think>b"),
        ("a</think>b", "", "a\nb"),
        ("a\n</think>\n\nb</think>", "", "a\n\n\n\nb</think>"),
        (" \n</think>\n b", "", "b"),
        ("</think>", "", ""),
        ("say `</think>` or '</think>, \"</think>", "", "say `</think>` or '</think>, \"</think>"),
        ("a </thin </think", "", "a </thin </think"),
        ("a `", "", "a `"),
        ("<think>a<b</thin", "a<b</thin", ""),
        ("<thin", "", "<thin"),
        ("<think></think>", "", ""),
        ("<think>a</think>b<think>c</think>", "a", "b<think>c</think>"),
        ("", "", ""),
    ],
)
def test_tags_with_any_chunk_boundaries(text: str, thought: str, rest: str) -> None:
    for pieces in ([text], list(text), *([text[:place], text[place:]] for place in range(len(text)))):
        tags = Tags("<think>", "</think>")
        got = [piece for part in pieces for piece in tags.feed(part)] + tags.end()
        assert all(part for _, part in got)
        assert "".join(part for kind, part in got if kind == "reasoning") == thought, pieces
        assert "".join(part for kind, part in got if kind == "text") == rest, pieces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a</think>b", ("a", "b")),
        ("\na\n</think>\n\nb</think>c", ("a", "b</think>c")),
        ("</think>b", ("", "b")),
        ("say `</think>`", ("", "say `</think>`")),
        ("x<think>a</think>b", ("", "x<think>a</think>b")),
        ("<think>a</think>b", ("a", "b")),
        ("<think>a", ("a", "")),
        ("", ("", "")),
    ],
)
def test_tags_of_a_complete_answer(text: str, expected: tuple[str, str]) -> None:
    assert split(text, "<think>", "</think>") == expected


def test_241_characters() -> None:
    assert characters.whole("a\ud83d\ude00b") == "a😀b"
    assert characters.whole("\ude00é\ud83d") == "\ufffdé\ufffd"
    assert characters.cut("a\ud83d") == ("a", "\ud83d")
    assert characters.cut("aé") == ("aé", "")


@given(st.text(st.characters(), max_size=8), st.integers(0, 8))
def test_text_is_encodable(text: str, place: int) -> None:
    characters.whole(text).encode()
    head, half = characters.cut(text) if text else ("", "")
    assert characters.whole(head + half) == characters.whole(text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", {}),
        ("  ", {}),
        ("null", {}),
        (None, {}),
        ({"a": 1}, {"a": 1}),
        ('{"a":1}', {"a": 1}),
        ('"{\\"a\\":1}"', {"a": 1}),
        (json.dumps(json.dumps(json.dumps('{"a": 1}'))), {"a": 1}),
        ('```json\n{"a": 1}\n```', {"a": 1}),
        (' ```\n{"a": "```"}```\nDone.', {"a": "```"}),
        ("```json\n[1]\n```", {"INVALID_JSON": "```json\n[1]\n```"}),
        ("[1]", {"INVALID_JSON": "[1]"}),
        ("{bad", {"INVALID_JSON": "{bad"}),
        ([1, 2], {"INVALID_JSON": "[1,2]"}),
        (5, {"INVALID_JSON": "5"}),
        ('{"a":123456789012345678901}', {"a": 123456789012345678901}),
        ('{"a":"\ud83d\ude00"}', {"a": "😀"}),
        ("[" * 5000, {"INVALID_JSON": "[" * 5000}),
    ],
)
def test_88_97_98_arguments(value: object, expected: dict[str, Any]) -> None:
    assert arguments.settled(value) == expected
    assert arguments.unreadable(value) == ("INVALID_JSON" in expected)


def test_envelopes_round_trip() -> None:
    text = seal("rd", b="x", d=[{"t": "é", "n": 1}])
    assert text.startswith("xr1.") and "=" not in text
    packed = text[4:] + "=" * (-len(text[4:]) % 4)
    assert base64.urlsafe_b64decode(packed).decode() == '{"b":"x","d":[{"n":1,"t":"é"}],"k":"rd"}'
    assert unseal(text) == {"k": "rd", "b": "x", "d": [{"t": "é", "n": 1}]}
    assert unseal(seal("rc", b="x", t="\ud83d")) == {"k": "rc", "b": "x", "t": "\ud83d"}


def packed(value: object) -> str:
    return "xr1." + base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "text",
    [
        None,
        5,
        "",
        "EqQBCkYI",
        "xr1.",
        "xr1.!!!",
        "xr1.é",
        packed([]),
        packed({"k": "rd", "b": "x"}),
        packed({"k": "rd", "b": "x", "d": "text"}),
        packed({"k": "rc", "b": 5}),
        packed({"k": "zz", "b": "x"}),
        packed({"k": ["rc"], "b": "x"}),
        packed({"k": "th", "b": "x", "s": 5}),
        seal("rc", b="x", t="a" * LIMIT),
        "xr1." + base64.urlsafe_b64encode(b'{"k":' + b"[" * 100000).decode(),
    ],
)
def test_invalid_envelopes_are_rejected(text: object) -> None:
    assert unseal(text) is None


def test_envelope_that_would_not_round_trip_is_not_created() -> None:
    assert sealed_or_none("rc", b="x", t="a" * LIMIT) is None
    assert sealed_or_none("rd", b="x", d=[object()]) is None
    deep: list[Any] = []
    for _ in range(100000):
        deep = [deep]
    assert sealed_or_none("rd", b="x", d=deep) is None


def test_message_ids() -> None:
    ids = Ids("msg_", ("chatcmpl-", "resp_"), "toolu_")
    assert ids.message_id("chatcmpl-a.b", "") == "msg_a_b"
    assert ids.message_id("msg_1", "") == "msg_1"
    assert ids.message_id(None, "s") == ids.message_id("", "s") != ids.message_id(None, "t")
    assert len(ids.message_id(None, "s")) == 4 + 24
    seeds = [ids.message_id(None, Seed(body)) for body in (b"{}", b"{}", b"[]", b"{} ")]
    assert seeds[0] == seeds[1] and len(set(seeds)) == 3


def test_call_ids() -> None:
    ids, taken = Ids("msg_", (), "toolu_"), {"old"}
    assert ids.for_call("call_1", "m", 0, taken) == "call_1"
    changed = ids.for_call("call:1", "m", 1, taken)
    assert changed.startswith("call_1_") and len(changed) == 6 + 1 + 8
    assert ids.for_call("old", "m", 2, taken).startswith("old_")
    again = [ids.for_call("old", "m", 2, taken) for _ in range(3)]
    assert len(set(again)) == 3
    made = ids.for_call(None, "m", 3, taken)
    assert made.startswith("toolu_") and len(made) == 6 + 24 and made in taken


def test_54_94_shortening() -> None:
    name = "a" * 80
    assert len(shorten(name, 64)) == 64 and shorten(name, 64)[:56] == "a" * 55 + "_"
    assert shorten("a" * 40, 40) == "a" * 40 and len(shorten("a" * 41, 40)) == 40
    long = "a" * 5000
    assert shorten(long, 0) == long and shorten(long + "b", 64) != shorten(long, 64) != long[:64]
    assert shorten("a.b", 64, "[^a-z]").startswith("a_b_") and shorten("a_b", 64, "[^a-z_]") == "a_b"


def test_losses_are_kept_once_each_in_order() -> None:
    context = Context()
    for path in ("b", "a", "b"):
        context.lose(path, "why")
    assert list(context.losses) == ["b;why", "a;why"]


def test_226_error_path_is_built_from_the_inside() -> None:
    bad = InvalidRequest("Input should be a list").inside("content").inside(1).inside("messages")
    assert str(bad) == "messages.1.content: Input should be a list"
    assert str(InvalidRequest("Field required")) == "Field required"
