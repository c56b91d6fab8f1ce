"""Short ways for tests: a Chat stream of its deltas, and the message that a client makes of what it is told."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance import grammar, translate
from tests.conformance.cases import BODY

ENVELOPE = {"b": "openai", "e": "sealed", "i": "rs_1", "k": "rs"}  # reasoning that OpenAI sealed


def chat(*deltas: dict[str, Any], finish: str | None = "stop", usage: dict[str, Any] | None = None) -> bytes:
    """The bytes of a Chat stream; finish None: it breaks off."""
    chunks: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas
    ]
    if finish is not None:
        chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    if usage:
        chunks.append({"choices": [], "usage": usage})
    lines = [json.dumps({"id": "chatcmpl-1", "model": "up", **chunk}) for chunk in chunks]
    return b"".join(f"data: {line}\n\n".encode() for line in [*lines, *(["[DONE]"] if finish is not None else [])])


def call(index: int, arguments: str | None = None, id: str = "", name: str = "") -> dict[str, Any]:
    """A delta with a piece of a call."""
    piece: dict[str, Any] = {"index": index, "function": {"arguments": arguments}}
    if id:
        piece |= {"id": id, "type": "function"}
    if name:
        piece["function"]["name"] = name
    return {"tool_calls": [piece]}


def streamed(sse: bytes, provider: str = "openai", **asked: Any) -> dict[str, Any]:
    """The message of a stream, judged."""
    events = grammar.frames(translate.stream(provider, sse, request={**BODY, **asked}).sse)
    grammar.judge(events)
    return grammar.fold(events)


def answered(message: dict[str, Any], provider: str = "openai", finish: str = "stop", **asked: Any) -> translate.Told:
    """What a client is told of a whole Chat answer, judged."""
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    told = translate.response(provider, {"id": "c", "model": "up", "choices": [choice]}, request={**BODY, **asked})
    if told.status == 200:
        grammar.judge_message(told.body)
    return told


def sent(provider: str = "openai", **body: Any) -> translate.Sent:
    """What goes to the provider for a request that it can serve."""
    options = {key: body.pop(key) for key in ("headers", "protocol", "variant") if key in body}
    came = translate.request(provider, {**BODY, **body}, **options)
    assert isinstance(came, translate.Sent), came
    return came


def turns(*blocks: Any) -> list[dict[str, Any]]:
    """Messages in turn of the user and the assistant."""
    return [{"role": ("user", "assistant")[n % 2], "content": content} for n, content in enumerate(blocks)]
