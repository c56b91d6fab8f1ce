"""Bytes to bytes without a socket: bodies, JSON, streams whole and in pieces, pass-through and its watch."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import loader
from dragoman.auth.secret import Secret
from dragoman.config import profiles
from dragoman.exchange.bodies import parse_json_object
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import ClientRequest
from dragoman.exchange.replies import losses_header
from dragoman.exchange.route import Route
from dragoman.http.codings import Decoder, TooLarge, Unreadable
from dragoman.library.errors import InvalidRequest, Refused
from dragoman.values import json_text
from tests.runtime.fake_adapters import fakes as fakes

pytestmark = pytest.mark.usefixtures("fakes")
ASKED = {"model": "m", "turns": ["hi"], "stream": True}


def made(payload: dict[str, Any] = ASKED, provider: str = "acme", model: str = "", **facts: Any) -> Exchange:
    body = json.dumps(payload).encode()
    client = ClientRequest(facts.pop("headers", []), facts.pop("query", ""))
    profile = profiles.make("main", provider, profiles.ProfileOptions(key=Secret("k"), **facts), environment={})
    back = loader.back(provider, profile.protocol)
    route = Route(loader.front("plain"), back, profile, model or str(payload["model"]))
    return Exchange(route, body, json.loads(body), client)


def wire(*events: Any) -> bytes:
    return b"".join(
        b"data: %b\n\n" % (event.encode() if isinstance(event, str) else json.dumps(event).encode()) for event in events
    )


def plain(*events: dict[str, Any], named: bool = True, line: bytes = b"\n") -> bytes:
    out = b""
    for event in events:
        name = b"event: " + event["type"].encode() + line if named else b""
        out += name + b"data: " + json.dumps(event).encode() + line + line
    return out


def read_plain(stream: bytes) -> list[dict[str, Any]]:
    frames = [frame.split(b"\n") for frame in stream.split(b"\n\n") if frame]
    events = [json.loads(frame[-1].removeprefix(b"data: ")) for frame in frames]
    assert [frame[0].decode() for frame in frames] == [f"event: {event['type']}" for event in events if event]
    return events


def through(one: Exchange, data: bytes, size: int = 0) -> bytes:
    stream = one.stream()
    pieces = [data[start : start + size] for start in range(0, len(data), size)] if size else [data]
    out = b""
    for piece in pieces:
        out += stream.feed(piece)
    return out if stream.over else out + stream.end()


# JSON

BIG = 123456789012345678901234567890


@pytest.mark.parametrize(
    "text",
    [
        str(BIG), f"-{BIG}", "9223372036854775807", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616",
        f'{{"a":[{BIG},1.5,"{BIG}"]}}', '{"a":"\\ud83d\\ude00"}', "[]", '"ü"', "1e400",
    ],
)  # fmt: skip
def test_json_is_preserved(text: str) -> None:
    if text == "1e400":
        return
    value = json_text.loads(text.encode())
    assert value == json.loads(text)
    assert json.loads(json_text.dumps(value)) == json.loads(text)


@pytest.mark.parametrize("text", ['"\\ud83d"', '"a\\udc00b"', '{"\\ud83d":"\\ud83d \\ud83d\\ude00 \\\\ud83d"}'])
def test_half_a_character_is_replaced(text: str) -> None:
    value = json_text.loads(text.encode())
    assert json_text.dumps(value).decode() == json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-16", "surrogatepass"
    ).decode("utf-16", "replace")


@given(st.integers(), st.text(alphabet="0123456789ab ", max_size=40))
def test_long_integers_are_detected_at_any_depth(number: int, before: str) -> None:
    text = json.dumps([before, number]).encode()
    assert json_text.loads(text) == [before, number]


@given(st.integers(), st.sampled_from(["", "-", " ", " -", ":", ",", "a", "--"]), st.integers(1, 30))
def test_long_integers_are_detected_among_many_digits(number: int, before: str, length: int) -> None:
    digits = "12345678 " * 60 + before + "7" * length
    text = json.dumps([digits, {"a": number}, digits, -number]).encode()
    assert json_text.loads(text) == [digits, {"a": number}, digits, -number]


def test_an_integer_with_too_many_digits_is_described_in_terms_of_json() -> None:
    with pytest.raises(ValueError, match=r"^it has an integer of more than \d+ digits$"):
        json_text.loads(b'{"a":' + b"9" * 5000 + b"}")


@pytest.mark.parametrize("text", [b"", b"{", b"NaN", b"[Infinity]", b"\xff", b"[" * 100_000, b'{"a" 1}', b'"\x01"'])
def test_invalid_json_is_a_value_error(text: bytes) -> None:
    with pytest.raises(ValueError):
        json_text.loads(text)


@pytest.mark.parametrize(
    ("model", "variant", "limits"),
    [
        ("acme-tiny", "", (9000, 900)),
        ("ACME-Tiny", "", (9000, 900)),
        ("acme-large", "", (90000, 0)),
        ("acme-small", "eu", (0, 90)),
        ("other", "eu", (0, 0)),
    ],
)
def test_longest_glob_determines_the_model_limits(model: str, variant: str, limits: tuple[int, int]) -> None:
    one = made(model=model, variant=variant)
    assert one.profile.limits(model) == limits and one.context.max_output_tokens == limits[1]


def test_duplicate_keys_and_byte_order_mark() -> None:
    assert json_text.loads(b'\xef\xbb\xbf{"a":1,"a":2}') == {"a": 2}


@pytest.mark.parametrize(
    ("body", "message"), [(b"{", "not valid JSON"), (b"[]", "a JSON object"), (b"", "not valid JSON")]
)
def test_body_that_is_no_object_is_rejected(body: bytes, message: str) -> None:
    with pytest.raises(InvalidRequest, match=message):
        parse_json_object(body)


def test_compressed_body_may_not_exceed_the_limit() -> None:
    import gzip
    import zlib

    import brotli
    import zstandard

    bomb = bytes(2_000_000)
    packs = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.compress}
    for coding, pack in packs.items():
        packed = pack(bomb)
        assert Decoder(coding, len(bomb)).feed(packed) == bomb
        one_by_one = Decoder(coding, len(bomb))
        assert b"".join(one_by_one.feed(packed[at : at + 1]) for at in range(len(packed))) == bomb
        with pytest.raises(TooLarge):
            Decoder(coding, 1_000_000).feed(packed)
    assert Decoder("gzip, identity, br", 99).feed(brotli.compress(gzip.compress(b"twice"))) == b"twice"
    with pytest.raises(Unreadable, match="use gzip, deflate, br or zstd"):
        Decoder("lzma", 9)


# requests


def test_a_request_across_protocols() -> None:
    sent = made(query="beta=true", headers=[(b"plain-extras", b"x"), (b"x-key", b"the client's")]).request("k-1")
    assert sent.url == "https://acme.example/base/talk"
    assert json.loads(sent.body) == {"model": "m", "turns": ["hi"], "stream": True}
    assert sent.headers.pop("user-agent").startswith("dragoman/")
    assert sent.headers == {
        "content-type": "application/json", "accept": "text/event-stream", "authorization": "Bearer k-1",
    }  # fmt: skip


def test_a_request_that_stays_in_its_protocol_keeps_its_bytes() -> None:
    body = b'{ "model":"m",  "turns":[],"new": 1e2 , "u":"\\u00fc"}'
    lines = [(b"plain-version", b"7"), (b"plain-extras", b"a, b"), (b"plain-extras", b"b,c"), (b"cookie", b"no")]
    one = made(provider="twin", headers=lines, query="beta=true")
    one = Exchange(one.route, body, json.loads(body), one.client)
    sent = one.request("k-1")
    assert sent.body is body
    assert sent.url == "https://twin.example/base/v1/say?beta=true"
    assert sent.headers["plain-version"] == "7" and sent.headers["plain-extras"] == "a,b,c"
    assert sent.headers["x-key"] == "k-1" and "cookie" not in sent.headers


def test_patches_change_only_their_fields() -> None:
    payload = {"model": "twin/m", "turns": [], "unwanted": 1, "new": [BIG]}
    sent = made(payload, "twin", "m").request("k")
    assert json.loads(sent.body) == {"model": "m", "turns": [], "new": [BIG]}
    assert sent.headers["plain-version"] == "1"


def test_client_credentials_are_passed_on_only_if_configured() -> None:
    headers = [(b"x-key", b"client"), (b"authorization", b"Bearer client")]
    sent = made(provider="twin", headers=headers, passthrough=True).request("")
    assert (sent.headers["x-key"], sent.headers["authorization"]) == ("client", "Bearer client")
    assert "authorization" not in made(provider="twin", headers=headers).request("k").headers
    with pytest.raises(Refused, match="forwards the client"):
        made(headers=headers, passthrough=True).request("")


def test_invalid_and_rejected_requests_are_answered() -> None:
    one = made({"model": "m", "turns": 5})
    with pytest.raises(InvalidRequest) as bad:
        one.request("k")
    assert one.reply_to(bad.value).status == 400
    assert json.loads(one.reply_to(bad.value).body)["message"] == "turns: Input should be a list"
    one = made({"model": "m", "turns": [], "refuse": True})
    with pytest.raises(Refused) as refused:
        one.request("k")
    assert json.loads(one.reply_to(refused.value).body)["message"] == "this cannot be served"


def test_losses_are_reported_in_a_header() -> None:
    one = made({**ASKED, "odd": 1})
    one.request("k")
    assert one.losses == [(b"dragoman-losses", b"odd;nobody knows it anywhere")]
    assert losses_header([]) == []
    many = losses_header(f"messages.{number}.content;{'x' * 50} \n ü" for number in range(100))[0][1]
    assert len(many) <= 2048 and b"\n" not in many
    pairs = many.decode().split(", ")
    assert pairs[-1] == f"…+{100 - (len(pairs) - 1)}"


# whole answers


def test_response_has_the_requested_form() -> None:
    answer, stream = b'{"id":"w_1","say":"yo","why":"stop"}', wire({"id": "w_1", "say": "yo"}, {"why": "stop"}, "[END]")
    payload = {**ASKED, "stream": False}
    expected = {"id": "p_1", "model": "m", "text": "yo", "stop": "stop"}
    for data in (answer, stream):
        reply = made(payload).whole(200, [], data)
        assert (reply.status, json.loads(reply.body)) == (200, expected)
    reply = made().whole(200, [], answer)
    assert [event["type"] for event in read_plain(reply.body)] == ["begin", "text", "end"]
    assert dict(reply.headers)[b"content-type"].startswith(b"text/event-stream")


def test_headers_for_the_client_are_translated_by_name() -> None:
    headers = [(b"wire-id", b"r1"), (b"wire-requests-left", b"9"), (b"retry-after", b"2"), (b"set-cookie", b"no")]
    reply = made().whole(429, headers, b'{"error":{"message":"slow"}}')
    assert (reply.status, json.loads(reply.body)["error_type"]) == (429, "rate_limit")
    names = dict(reply.headers)
    assert (names[b"plain-id"], names[b"plain-left"], names[b"retry-after"]) == (b"r1", b"9", b"2")
    assert b"set-cookie" not in names


@pytest.mark.parametrize(
    ("status", "body", "expected", "text"),
    [
        (
            401,
            b'{"error":{"message":"bad key"}}',
            403,
            "API key of profile main was rejected by Acme (HTTP 401): bad key; set ACME_KEY",
        ),
        (502, b"<html><body>Bad gateway</body></html>", 502, "Bad Gateway"),
        (500, b"", 500, "Internal Server Error"),
        (500, b"upstream exploded", 500, "upstream exploded"),
        (503, b"{}", 529, "Service Unavailable"),
        (429, b'{"error":{"error_type":"quota","message":"pay"}}', 429, "pay"),
        (400, b'{"error":{"error_type":"content_policy","message":"I may not"}}', 200, "I may not"),
        (302, b"", 502, "HTTP status 302"),
        (200, b"not json", 500, "not a JSON object"),
        (200, b'{"broke":{"error_type":"overloaded","message":"busy"}}', 529, "busy"),
    ],
)
def test_errors_across_protocols(status: int, body: bytes, expected: int, text: str) -> None:
    reply = made({**ASKED, "stream": False}).whole(status, [], body)
    assert reply.status == expected
    reply_body = json.loads(reply.body)
    assert text in (reply_body.get("message") or reply_body.get("text"))
    assert ((b"x-should-retry", b"false") in reply.headers) == (b"quota" in body)


def test_errors_within_their_protocol_keep_their_bytes_except_the_key() -> None:
    body = b'{"type":"error",  "error_type":"invalid_request","message":"no"}'
    assert made(provider="twin").whole(400, [], body).body is body
    ours = made(provider="twin").whole(401, [], body)
    assert ours.status == 403 or json.loads(ours.body)["error_type"] != "authentication"
    theirs = made(provider="twin", passthrough=True).whole(401, [], body)
    assert (theirs.status, theirs.body) == (401, body)


# streams

STORY = wire({"id": "w_1"}, {"say": "H\u00e4"}, {"say": "l"}, {"say": "lo \ud83d\ude00"}, {"why": "stop"}, "[END]")


@pytest.mark.parametrize("size", [0, 1, 7])
@pytest.mark.parametrize("line", [b"\n", b"\r\n"])
def test_stream_does_not_depend_on_chunk_boundaries(size: int, line: bytes) -> None:
    data = b"\xef\xbb\xbf: comment\n\n" + STORY
    events = read_plain(through(made(), data.replace(b"\n", line), size))
    assert [event["type"] for event in events] == ["begin", "text", "text", "text", "end"]
    assert "".join(event.get("text", "") for event in events) == "Hällo 😀"
    assert events[0]["model"] == "m"


def test_one_read_gives_one_write() -> None:
    stream = made().stream()
    assert stream.feed(STORY[:5]) == b""
    assert len(read_plain(stream.feed(STORY[5:]))) == 5
    assert stream.over and stream.feed(STORY) == b"" and stream.end() == b""


def test_truncated_stream_ends_with_an_error_before_its_finish_reason() -> None:
    frames = STORY.split(b"\n\n")[:-1]
    for count in range(len(frames)):
        stream = made().stream()
        out = stream.feed(b"".join(frame + b"\n\n" for frame in frames[:count])) + stream.end()
        last = read_plain(out)[-1]
        assert last["type"] == ("end" if count >= 5 else "error")
        assert stream.over and (stream.failed is not None) == (count <= 1)  # before the first text


def test_complete_last_event_without_blank_line_is_used() -> None:
    assert read_plain(through(made(), wire({"say": "a"}, {"why": "stop"})[:-2]))[-1]["type"] == "end"
    assert read_plain(through(made(), wire({"say": "a"}, {"why": "stop"})[:-4]))[-1]["type"] == "error"


@pytest.mark.parametrize("bad", ["{", "[1]", "17", '"x"'])
def test_an_event_that_is_no_object_is_an_error(bad: str) -> None:
    assert [event["type"] for event in read_plain(through(made(), wire({"say": "a"}, bad, {"say": "b"})))] == [
        "begin", "text", "error",
    ]  # fmt: skip


def test_error_as_first_event_is_detected() -> None:
    stream = made().stream()
    stream.feed(wire({"broke": {"error_type": "overloaded", "message": "busy"}}))
    assert stream.failed == {"error_type": "overloaded", "message": "busy"} and stream.over
    stream = made().stream()
    stream.feed(wire({"say": "a"}, {"broke": {"error_type": "overloaded", "message": "busy"}}))
    assert stream.failed is None and stream.over


def test_timeout_is_short_after_the_finish_reason() -> None:
    stream = made().stream()
    stream.feed(wire({"say": "a"}))
    assert not stream.finishing
    stream.feed(wire({"why": "max_tokens"}))
    assert stream.finishing and not stream.over
    assert read_plain(stream.fail("server_error", "the line broke"))[-1] == {"type": "end", "stop": "max_tokens"}


# streams that stay in their protocol

BEGIN = {"type": "begin", "id": "x", "model": "m"}
WORDS = ({"type": "text", "text": "a"}, {"type": "text", "text": "event: end"}, {"type": "end", "stop": "stop"})


@pytest.mark.parametrize("size", [0, 1, 7])
@pytest.mark.parametrize("line", [b"\n", b"\r\n"])
def test_passthrough_keeps_every_byte(size: int, line: bytes) -> None:
    data = plain({"type": "ping"}, BEGIN, {"type": "new"}, *WORDS, line=line)
    assert through(made(provider="twin"), data, size) == data


def test_missing_start_is_added_once() -> None:
    data = plain({"type": "ping"}, *WORDS)
    events = read_plain(through(made(provider="twin"), data))
    assert [event["type"] for event in events] == ["ping", "begin", "text", "text", "end"]
    assert events[1]["model"] == "m"
    events = read_plain(through(made(provider="twin"), plain({"type": "new"}, BEGIN, *WORDS)))
    assert [event["type"] for event in events] == ["begin", "new", "text", "text", "end"]


@pytest.mark.parametrize("size", [0, 1])
def test_truncation_becomes_an_error_event(size: int) -> None:
    for count in range(3):
        data = plain(BEGIN, *WORDS[:count])
        out = through(made(provider="twin"), data + b"event: text\nda", size)
        assert out.startswith(data)
        assert read_plain(out)[-1] == {
            "type": "error",
            "error_type": "server_error",
            "message": "stream ended unexpectedly",
        }


def test_error_event_ends_the_stream_and_is_a_failure_if_first() -> None:
    error = {"type": "error", "error_type": "overloaded", "message": "busy"}
    data = plain(BEGIN, WORDS[0], error)
    assert through(made(provider="twin"), data) == data
    stream = made(provider="twin").stream()
    stream.feed(plain({"type": "ping"}, error))
    assert stream.failed == {"error_type": "overloaded", "message": "busy"}


def test_model_name_of_the_client_is_kept() -> None:
    one = made({**ASKED, "model": "twin/m"}, "twin", "m")
    events = read_plain(through(one, plain(BEGIN, *WORDS)))
    assert events == [{**BEGIN, "model": "twin/m"}, *WORDS]
    reply = made({"model": "twin/m", "turns": []}, "twin", "m").whole(200, [], b'{"model":"m","new":1}')
    assert json.loads(reply.body) == {"model": "twin/m", "new": 1}


@pytest.mark.parametrize("size", [0, 1])
def test_events_without_names_receive_them(size: int) -> None:
    out = through(made(provider="twin"), plain(BEGIN, *WORDS, named=False), size)
    assert read_plain(out) == [BEGIN, *WORDS]


@pytest.mark.parametrize("last", [[], ["[END]"]])
def test_stream_without_end_detection_ends_with_the_connection(last: list[str]) -> None:
    one = made()
    one = Exchange(replace(one.route, front=loader.front("wire")), b"{}", {"model": "m", "stream": True})
    data = wire({"say": "a"}, *last)
    assert through(one, data) == data
    stream = one.stream()
    assert b'"server_error"' in stream.feed(data[:20]) + stream.fail("server_error", "the line broke")
