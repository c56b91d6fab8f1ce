"""Requests of each client protocol, and the text of their answers, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman import loader
from dragoman.server.app import App
from tests.conformance.inprocess import VERSION, Answer, ask

USER = {"role": "user", "content": "hi"}
PATHS: dict[str, tuple[str, dict[str, str], dict[str, Any]]] = {
    "anthropic_messages": ("/v1/messages", VERSION, {"model": "m", "max_tokens": 100, "messages": [USER]}),
    "openai_chat": ("/v1/chat/completions", {}, {"model": "m", "messages": [USER]}),
    "openai_responses": ("/v1/responses", {}, {"model": "m", "input": "hi", "store": False}),
}
ENDS = {"anthropic_messages": "message_stop", "openai_chat": "[DONE]", "openai_responses": "response.completed"}

every_front = pytest.mark.parametrize("front", loader.fronts())
whole_and_streamed = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])


async def send(to: App, front: str, stream: bool, headers: dict[str, str] | None = None, **more: Any) -> Answer:
    """Send one request of a protocol. `more`: members of the body; `prefix`: of the path."""
    path, version, body = PATHS[front]
    prefix = more.pop("prefix", "")
    return await ask(to, {**body, "stream": stream, **more}, prefix + path, {**version, **(headers or {})})


def text_of(front: str, answer: Answer, stream: bool) -> str:
    """Return the text of an answer. Fails unless it is complete and not an error."""
    assert answer.status == 200, answer.body
    if stream:
        body = answer.body.decode()
        assert body.count(ENDS[front]) in (1, 2), body  # its event name and its type
        return "".join(_deltas(front, body))
    if front == "anthropic_messages":
        return "".join(block["text"] for block in answer.json["content"])
    if front == "openai_chat":
        return str(answer.json["choices"][0]["message"]["content"])
    return "".join(part["text"] for item in answer.json["output"] for part in item.get("content", ()))


def _deltas(front: str, body: str) -> list[str]:
    events = [json.loads(line[6:]) for line in body.splitlines() if line.startswith("data: {")]
    if front == "anthropic_messages":
        assert sum(event["type"] == "message_start" for event in events) == 1
        return [event["delta"].get("text", "") for event in events if event["type"] == "content_block_delta"]
    if front == "openai_chat":
        return [choice["delta"].get("content") or "" for event in events for choice in event["choices"]]
    assert sum(event["type"] == "response.created" for event in events) == 1
    return [event["delta"] for event in events if event["type"] == "response.output_text.delta"]
