"""Builders of Chat streams and requests, and the client messages translated from them."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance import grammar, translate
from tests.conformance.cases import BODY

ENVELOPE = {"b": "openai", "e": "encrypted_thinking", "i": "rs_1", "k": "rs"}  # encrypted reasoning of OpenAI


def chat(*deltas: dict[str, Any], finish: str | None = "stop", usage: dict[str, Any] | None = None) -> bytes:
    """Return the bytes of a Chat stream; without `finish` it is truncated."""
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
    """Return a delta with a part of a tool call."""
    piece: dict[str, Any] = {"index": index, "function": {"arguments": arguments}}
    if id:
        piece |= {"id": id, "type": "function"}
    if name:
        piece["function"]["name"] = name
    return {"tool_calls": [piece]}


def client_message(sse: bytes, provider: str = "openai", **options: Any) -> dict[str, Any]:
    """Translate and validate a stream; return the client's message."""
    events = grammar.frames(translate.stream(provider, sse, request={**BODY, **options}).sse)
    grammar.validate(events)
    return grammar.fold(events)


def client_response(
    message: dict[str, Any], provider: str = "openai", finish: str = "stop", **options: Any
) -> translate.ClientResponse:
    """Translate and validate a complete Chat response."""
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    response = translate.response(
        provider, {"id": "c", "model": "up", "choices": [choice]}, request={**BODY, **options}
    )
    if response.status == 200:
        grammar.validate_message(response.body)
    return response


def sent(provider: str = "openai", **body: Any) -> translate.Sent:
    """Return the provider request for a request that is not rejected."""
    options = {key: body.pop(key) for key in ("headers", "protocol", "variant") if key in body}
    came = translate.request(provider, {**BODY, **body}, **options)
    assert isinstance(came, translate.Sent), came
    return came


def turns(*blocks: Any) -> list[dict[str, Any]]:
    """Return messages that alternate between user and assistant."""
    return [{"role": ("user", "assistant")[n % 2], "content": content} for n, content in enumerate(blocks)]
