"""Inputs that the fuzz test found, each as the kind of input that it is."""

from __future__ import annotations

import json

import pytest

from tests.laws import exchanges

CHAT = "openai_chat"


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


@pytest.mark.parametrize("tag", ["\ud800", "a\nevent: error", "a\rb", "\0"])
def test_type_of_an_event_that_cannot_be_its_name(tag: str) -> None:
    stream = exchanges.started_exchange("anthropic", True).stream()
    event = b"data: " + json.dumps({"type": tag}).encode() + b"\n\n"
    assert event in stream.feed(event) + stream.end()
