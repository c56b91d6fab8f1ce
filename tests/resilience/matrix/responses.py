"""What a client receives, in each protocol: text, arguments, and how the response ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.conformance import grammar


@dataclass
class Received:
    """`arguments`: of the tool call, as text; `finished`: the answer is complete; `error`: the message of the error."""

    text: str = ""
    arguments: str = ""
    finished: bool = False
    error: str = ""


def whole(front: str, status: int, body: bytes) -> Received:
    """Read a whole response. Raises AssertionError if it is not valid."""
    assert 200 <= status <= 599, f"status {status}"
    value = json.loads(body)
    assert isinstance(value, dict), "the body is not an object"
    if status >= 400:
        error = value.get("error")
        assert isinstance(error, dict) and isinstance(error.get("message"), str) and error["message"], value
        return Received(error=error["message"])
    found = Received(finished=True)
    if front == "anthropic_messages":
        grammar.validate_message(value)
        for block in value["content"]:
            found.text += block.get("text", "")
            found.arguments += json.dumps(block["input"]) if "input" in block else ""
    elif front == "openai_chat":
        message = value["choices"][0]["message"]
        found.text = message.get("content") or ""
        found.arguments = "".join(call["function"]["arguments"] for call in message.get("tool_calls") or ())
    else:
        for item in value["output"]:
            found.text += "".join(part.get("text", "") for part in item.get("content") or ())
            found.arguments += item.get("arguments", "")
    return found


def stream(front: str, body: bytes, forwarded: bool = False) -> Received:
    """Read a stream. Raises AssertionError if it is not valid. `forwarded`: it is the provider's, whose events need not
    be valid: those that are not are skipped, as clients do."""
    if front == "anthropic_messages" and not forwarded:
        grammar.validate(grammar.frames(body), ours=False)
    assert body.endswith((b"\n\n", b"\n\r\n")), f"the stream ends within an event: {body[-80:]!r}"
    events = _events(body.decode("utf-8", "replace" if forwarded else "strict"), front, forwarded)
    return READERS[front](events)


def _events(text: str, front: str, forwarded: bool) -> list[Any]:
    """Return the payloads of events: objects, and the final word of a protocol."""
    found: list[Any] = []
    for frame in re.split(r"\r?\n\r?\n", text.removeprefix("\ufeff")):
        lines = [line.removeprefix("data:") for line in frame.splitlines() if line.startswith("data:")]
        payload = "\n".join(lines).strip()
        if not payload:
            continue
        if payload == "[DONE]":
            found.append(payload)
            continue
        try:
            value = json.loads(payload)
            if front != "openai_chat":
                assert isinstance(value["type"], str)
            assert isinstance(value, dict)
            found.append(value)
        except (ValueError, TypeError, KeyError, AssertionError):
            assert forwarded, f"an invalid event: {payload[:100]}"
    return found


def _messages(events: list[Any]) -> Received:
    found = Received()
    for event in events:
        if event == "[DONE]":
            continue
        delta = event.get("delta", {})
        found.text += delta.get("text", "")
        found.arguments += delta.get("partial_json", "")
        found.finished = found.finished or event["type"] == "message_stop"
        found.error += event["error"]["message"] if event["type"] == "error" else ""
    assert found.finished or found.error, "the stream has neither an end nor an error"
    return found


def _chat(events: list[Any]) -> Received:
    found = Received()
    for event in events:
        assert not found.finished, f"{event} after the end"
        if event == "[DONE]":
            found.finished = not found.error
            continue
        if event.get("error"):
            found.error = event["error"]["message"]
        for choice in event.get("choices", ()):
            found.text += choice["delta"].get("content") or ""
            for call in choice["delta"].get("tool_calls") or ():
                found.arguments += call["function"].get("arguments") or ""
    assert found.finished or found.error, "the stream has neither an end nor an error"
    return found


def _responses(events: list[Any]) -> Received:
    ends: list[str] = []
    found = Received()
    for event in events:
        if event == "[DONE]":
            continue
        kind = event["type"]
        assert not ends, f"{kind} after {ends}"
        if kind == "response.output_text.delta":
            found.text += event["delta"]
        elif kind == "response.function_call_arguments.delta":
            found.arguments += event["delta"]
        elif kind in ("response.completed", "response.incomplete"):
            found.finished = True
            ends.append(kind)
        elif kind in ("response.failed", "error"):
            failure = event["response"]["error"] if kind == "response.failed" else event.get("error") or event
            found.error = failure["message"]
            ends.append(kind)
    assert found.finished or found.error, "the stream has neither an end nor an error"
    return found


READERS: dict[str, Callable[[list[Any]], Received]] = {
    "anthropic_messages": _messages,
    "openai_chat": _chat,
    "openai_responses": _responses,
}
