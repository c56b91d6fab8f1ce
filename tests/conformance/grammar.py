"""Event grammar of Anthropic Messages: parser, validator and accumulator of client streams.

Written from rules 1A.9, 3.2 and 3.3, without code or tables of the product. `frames` parses bytes, `validate` raises
`InvalidStream` at the first invalid event, `fold` accumulates the message.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

Table = dict[str, Any]

# Allowed deltas by block type. Other block types are complete in their start event.
DELTAS = {
    "text": {"text_delta", "citations_delta"},
    "thinking": {"thinking_delta", "signature_delta"},
    "tool_use": {"input_json_delta"},
    "server_tool_use": {"input_json_delta"},
    "mcp_tool_use": {"input_json_delta"},
    "compaction": {"compaction_delta"},
}
# Members that must be empty in the start event, because clients read them from the deltas.
EMPTY: dict[str, Table] = {
    "text": {"text": ""},
    "thinking": {"thinking": "", "signature": ""},
    "tool_use": {"input": {}},
    "server_tool_use": {"input": {}},
}
NEEDED = {"tool_use": ("id", "name"), "server_tool_use": ("id", "name"), "redacted_thinking": ("data",)}
DELTA_FIELD = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "signature_delta": "signature",
    "input_json_delta": "partial_json",
}
BLOCK = {"content_block_start", "content_block_delta", "content_block_stop"}
KNOWN = BLOCK | {"message_start", "message_delta", "message_stop", "ping", "error"}
STOPS = {
    "end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal", "model_context_window_exceeded",
    "compaction",
}  # fmt: skip
ERRORS = {
    "invalid_request_error", "authentication_error", "billing_error", "permission_error", "not_found_error",
    "conflict_error", "request_too_large", "rate_limit_error", "api_error", "timeout_error", "overloaded_error",
}  # fmt: skip
ID = re.compile(r"[a-zA-Z0-9_-]+")


class InvalidStream(AssertionError):
    """An event that is invalid at its position."""


@dataclass(frozen=True)
class Event:
    name: str
    data: Table

    def __str__(self) -> str:
        """Return the notation of the cases: `open 0 text`, `delta 0 text_delta`, `close 0`, or the name."""
        data = self.data
        if self.name == "content_block_start":
            return f"open {data.get('index')} {data['content_block'].get('type')}"
        if self.name == "content_block_delta":
            return f"delta {data.get('index')} {data['delta'].get('type')}"
        if self.name == "content_block_stop":
            return f"close {data.get('index')}"
        return self.name


def frames(sse: bytes) -> list[Event]:
    """Parse a stream. Every event has an event line, one data line with the same type, and a blank line."""
    text = sse.decode("utf-8")
    if text and not text.endswith("\n\n"):
        raise InvalidStream(f"the stream ends within a frame: {text[-80:]!r}")
    events = []
    for frame in text.split("\n\n")[:-1]:
        lines = [line for line in frame.split("\n") if not line.startswith(":")]
        if not lines:
            continue  # a comment
        if len(lines) != 2 or not lines[0].startswith("event: ") or not lines[1].startswith("data: "):
            raise InvalidStream(f"not an event line and a data line: {frame!r}")
        name, data = lines[0][7:], json.loads(lines[1][6:])
        if not isinstance(data, dict) or data.get("type") != name:
            raise InvalidStream(f"the event line says {name} and the data {lines[1]!r}")
        events.append(Event(name, data))
    return events


def validate(events: list[Event], ours: bool = True, whole: bool = True) -> None:
    """Raise `InvalidStream` unless the events are a valid stream.

    `ours` applies the stricter rules for translated streams; passed-through streams may contain new types. `whole`
    requires a complete stream.
    """
    state, index, kind = "idle", 0, ""
    ids: set[str] = set()
    signed = False
    for place, event in enumerate(events):
        data = event.data

        def no(why: str, place: int = place, event: Event = event) -> InvalidStream:
            return InvalidStream(f"event {place} ({event}): {why}")

        if event.name == "ping" or event.name not in KNOWN:
            if event.name != "ping" and ours:
                raise no("no event of that name is known to clients")
            continue
        if state == "over":
            raise no("nothing may follow the end")
        if event.name == "error":
            _error(data, no)
            state = "over"
        elif state == "idle":
            if event.name != "message_start":
                raise no("the message has not begun")
            _start(data["message"], ours, no)
            state = "open"
        elif event.name == "message_start":
            raise no("the message has begun before")
        elif state == "open" and event.name == "content_block_start":
            if data.get("index") != index:
                raise no(f"its index should be {index}")
            block = data["content_block"]
            kind, signed = block["type"], False
            _block(block, ours, ids, no)
            state = "block"
        elif state == "block" and event.name == "content_block_delta":
            if data.get("index") != index:
                raise no(f"the open block is {index}")
            delta = data["delta"]
            if delta["type"] not in DELTAS.get(kind, ()) and (ours or kind in DELTAS):
                raise no(f"not in a {kind} block")
            if signed and ours:
                raise no("a thought's proof is the last of it")
            signed = delta["type"] == "signature_delta"
            field = DELTA_FIELD.get(delta["type"])
            if field and not isinstance(delta.get(field), str):
                raise no(f"its {field} should be a text")
            if ours and field in ("text", "thinking") and not delta[field]:
                raise no("it says nothing")
        elif state == "block" and event.name == "content_block_stop":
            if data.get("index") != index:
                raise no(f"the open block is {index}")
            if kind == "thinking" and ours and not signed:
                raise no("a thought closes without its proof")
            state, index = "open", index + 1
        elif state in ("open", "closing") and event.name == "message_delta":
            _delta(data, ours, no)
            state = "closing"
        elif state == "closing" and event.name == "message_stop":
            state = "over"
        else:
            raise no(f"not here ({state})")
    if whole and state != "over":
        raise InvalidStream(f"the stream ends without message_stop or error ({state})")


def fold(events: list[Event]) -> Table:
    """Return the message accumulated by a client.

    `error` is the error event, `started` the usage of message_start, `open` the index of an unclosed block. A truncated
    input is {"$cut": its text}.
    """
    message: Table = {}
    texts: dict[int, str] = {}
    for event in events:
        data = event.data
        if event.name == "message_start":
            message = {**data["message"], "content": [], "started": data["message"].get("usage")}
        elif event.name == "content_block_start":
            message["content"].append(dict(data["content_block"]))
            message["open"] = data["index"]
        elif event.name == "content_block_delta":
            _grow(message["content"][data["index"]], data["delta"], texts, data["index"])
        elif event.name == "content_block_stop":
            message.pop("open", None)
            _settle(message["content"][data["index"]], texts.pop(data["index"], None))
        elif event.name == "message_delta":
            message |= {key: value for key, value in data["delta"].items() if value is not None or key not in message}
            message["usage"] = {**(message.get("usage") or {}), **(data.get("usage") or {})}
        elif event.name == "error":
            message["error"] = data["error"]
    for index, text in texts.items():
        _settle(message["content"][index], text)
    return message


def _grow(block: Table, delta: Table, texts: dict[int, str], index: int) -> None:
    if delta["type"] == "text_delta":
        block["text"] += delta["text"]
    elif delta["type"] == "thinking_delta":
        block["thinking"] += delta["thinking"]
    elif delta["type"] == "signature_delta":
        block["signature"] = delta["signature"]
    elif delta["type"] == "citations_delta":
        block["citations"] = [*(block.get("citations") or []), delta["citation"]]
    elif delta["type"] == "input_json_delta":
        texts[index] = texts.get(index, "") + delta["partial_json"]
    elif delta["type"] == "compaction_delta":
        block |= {key: value for key, value in delta.items() if key != "type"}


def _settle(block: Table, text: str | None) -> None:
    if text:
        try:
            block["input"] = json.loads(text)
        except ValueError:
            block["input"] = {"$cut": text}


def _start(message: Table, ours: bool, no: Any) -> None:
    if not ours:
        return
    _head(message, no)
    if message.get("content") != []:
        raise no("its content is not empty")
    if any(message.get(key, "absent") is not None for key in ("stop_reason", "stop_sequence")):
        raise no("its stop_reason and stop_sequence should be null")
    _usage(message.get("usage"), no)


def _head(message: Table, no: Any) -> None:
    if message.get("type") != "message" or message.get("role") != "assistant":
        raise no("not an assistant's message")
    for key in ("id", "model"):
        if not isinstance(message.get(key), str) or not message[key]:
            raise no(f"it has no {key}")


def _block(block: Table, ours: bool, ids: set[str], no: Any) -> None:
    kind = block["type"]
    for key in NEEDED.get(kind, ()):
        if not isinstance(block.get(key), str) or not block[key]:
            raise no(f"it has no {key}")
    if kind.endswith("tool_use"):
        if not ID.fullmatch(block["id"]):
            raise no(f"its id {block['id']!r} has a character that no id may have")
        if block["id"] in ids:
            raise no(f"its id {block['id']} was given before")
        ids.add(block["id"])
    if ours:
        for key, value in EMPTY.get(kind, {}).items():
            if block.get(key) != value:
                raise no(f"its {key} should still be empty")


def _delta(data: Table, ours: bool, no: Any) -> None:
    reason = data["delta"].get("stop_reason")
    if reason is not None and reason not in STOPS and ours:
        raise no(f"no reason is called {reason}")
    if ours:
        if reason is None:
            raise no("it gives no reason")
        if (data["delta"].get("stop_sequence") is not None) != (reason == "stop_sequence"):
            raise no("a stop sequence is named exactly when one was met")
        _usage(data.get("usage"), no)


def _usage(usage: Any, no: Any) -> None:
    """Validate usage at the start and at the end, since clients read either (rule 3.3)."""
    if not isinstance(usage, dict):
        raise no("it has no usage")
    for key in ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"):
        if not isinstance(usage.get(key), int) or usage[key] < 0:
            raise no(f"its usage has no {key}")


def _error(data: Table, no: Any) -> None:
    error = data.get("error")
    if not isinstance(error, dict) or not isinstance(error.get("message"), str) or not error["message"]:
        raise no("it has no message")
    if error.get("type") not in ERRORS:
        raise no(f"no error is called {error.get('type')}")


def validate_message(message: Table) -> None:
    """Raise `InvalidStream` unless this is a valid complete response."""

    def no(why: str) -> InvalidStream:
        return InvalidStream(f"answer: {why}")

    _head(message, no)
    if not isinstance(message.get("content"), list):
        raise no("its content is no list")
    ids: set[str] = set()
    for block in message["content"]:
        _block(block, False, ids, no)
    if message.get("stop_reason") not in STOPS:
        raise no(f"no reason is called {message.get('stop_reason')}")
    if (message.get("stop_sequence", "absent") is not None) != (message["stop_reason"] == "stop_sequence"):
        raise no("a stop sequence is named exactly when one was met, and null otherwise")
    _usage(message.get("usage"), no)
    validate_calls(message)


def validate_calls(message: Table) -> None:
    """Check that the stop reason is tool_use exactly if there are calls to run."""
    calls = any(block["type"] == "tool_use" for block in message.get("content", ()))
    reason = message.get("stop_reason")
    if calls != (reason == "tool_use") and reason in ("tool_use", "end_turn"):
        raise InvalidStream(f"{'calls' if calls else 'no calls'}, and the reason is {reason}")
