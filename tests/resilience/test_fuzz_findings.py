"""Inputs that the fuzz test found, each as the kind of input that it is."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from dragoman import masking
from dragoman.commands import cli
from tests.laws import exchanges

CHAT = "openai_chat"
MESSAGES = {"model": "m", "max_tokens": 5, "messages": exchanges.REQUEST["messages"]}
REQUESTS = {"anthropic_messages": MESSAGES, CHAT: MESSAGES, "openai_responses": {"model": "m", "input": "hi"}}


@pytest.mark.parametrize("front", ["anthropic_messages", "openai_chat", "openai_responses"])
@pytest.mark.parametrize("stream", [False, True])
def test_half_a_character_in_the_name_of_a_model(front: str, stream: bool) -> None:
    body = {"model": "a-\ud800-model", "stream": stream, "max_tokens": 0}
    content = {"input": "hi"} if front == "openai_responses" else {"messages": exchanges.REQUEST["messages"]}
    exchange = exchanges.exchange("anthropic", {**body, **content}, "m", front)
    assert exchange.context.client_model == "a-\ufffd-model"
    chunk = {"id": "m1", "type": "message", "role": "assistant", "content": [{"type": "text", "text": "Hi"}]}
    reply = exchange.whole(200, [], json.dumps({**chunk, "stop_reason": "end_turn", "usage": {}}).encode())
    assert reply.status == 200 and "a-\ufffd-model" in reply.body.decode()


@pytest.mark.parametrize("kind", [b"text/event-stream", b"text/html", b"x/\xff"])
def test_error_with_the_content_type_of_something_else_is_sent_as_json(kind: bytes) -> None:
    exchange = exchanges.started_exchange("openai:openai_chat", front=CHAT)
    data = json.dumps({"error": {"message": "no", "type": "server_error", "param": None, "code": None}}).encode()
    assert exchange.whole(500, [(b"content-type", kind)], data).headers[0] == (b"content-type", b"application/json")
    own = (b"content-type", b"application/json; charset=utf-8")
    assert exchange.whole(500, [own], data).headers[0] == own


@pytest.mark.parametrize("front", ["anthropic_messages", "openai_chat", "openai_responses"])
def test_half_a_character_in_the_id_of_a_forwarded_stream_that_fails(front: str) -> None:
    exchange = exchanges.exchange("vllm:" + front, {"stream": True, **REQUESTS[front]}, "m", front)
    exchange.request("k")
    stream = exchange.stream()
    first = {"id": "a\ud83d", "choices": [{"index": 0, "delta": {"content": "Hi"}}]}
    opened = {"id": "a\ud83d", "type": "message", "role": "assistant", "content": [], "usage": {}}
    event = {
        CHAT: first,
        "anthropic_messages": {"type": "message_start", "message": opened},
        "openai_responses": {"type": "response.created", "response": {"id": "a\ud83d", "output": []}},
    }[front]
    answer = stream.feed(b"data: " + json.dumps(event).encode() + b"\n\n")
    assert b"no more" in answer + stream.feed(b'data: {"type":"error","error":{"message":"no more"}}\n\n')


@pytest.mark.parametrize("tag", ["\ud800", "a\nevent: error", "a\rb", "\0"])
def test_type_of_an_event_that_cannot_be_its_name(tag: str) -> None:
    stream = exchanges.started_exchange("anthropic", True).stream()
    event = b"data: " + json.dumps({"type": tag}).encode() + b"\n\n"
    assert event in stream.feed(event) + stream.end()


@pytest.mark.parametrize("host", ["b c", "a\tb"])
def test_host_that_no_connection_can_be_made_to(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status", "--host", host]) == 1
    assert "no server responds" in capsys.readouterr().err


def test_request_id_with_half_a_character(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["record", "\ud800"]) == 1
    assert "no server responds" in capsys.readouterr().err


def test_file_with_half_a_character_in_its_name() -> None:
    assert cli.main(["replay", "\ud800"]) == 64


@pytest.mark.parametrize("content", ["null", "[]", "{}", '{"client":{"body":{}},"names":["a","b"]}'])
def test_file_that_is_no_recording(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "recording.json"
    file.write_text(content)
    assert cli.main(["record", "--recording", str(file)]) == 1
    assert capsys.readouterr().err.startswith("dragoman: th")


def test_check_without_a_port_for_the_embedded_provider(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    assert cli.main(["check", "demo"]) == 1
    assert "cannot listen on 127.0.0.1:0" in capsys.readouterr().out
    assert cli.main(["check", "demo", "--offline"]) == 0


def test_secret_with_half_a_character(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "_known", {})
    masking.remember("secret-\udc8f-key")
    assert masking.masked_bytes(b"a body") == b"a body"


@pytest.mark.parametrize("depth", [600, 900, 1000])
@pytest.mark.parametrize("front", ["anthropic_messages", "openai_chat"])
@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    "body",
    [
        '{"error":{"message":DEEP}}',
        '{"detail":[{"msg":DEEP,"loc":[DEEP]}]}',
        '{"choices":[{"message":{"reasoning_details":DEEP}}]}',
    ],
)
def test_answer_with_too_many_levels(depth: int, front: str, status: int, body: str) -> None:
    data = body.replace("DEEP", '{"a":' * depth + "1" + "}" * depth).encode()
    exchange = exchanges.started_exchange("openai:openai_chat", front=front)
    assert exchange.whole(status, [], data).status in ([400] if status == 400 else [200, 500, 502])
    for wanted in (exchange, exchanges.started_exchange("openai:openai_chat", True, front=front)):
        stream = wanted.stream("sse")
        assert b"error" in stream.feed(b"data: " + data + b"\n\n") + stream.end() or stream.failed
