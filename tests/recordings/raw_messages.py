"""A reader of Anthropic Messages answers: of the recorded ones, and of what our clients are told. Written from the
protocol reference (1A.6, 1A.9); it knows nothing of the product."""

from __future__ import annotations

import json
from typing import Any

from tests.recordings.said import Said, events, parsed

USAGE = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")


def read(data: bytes, streamed: bool) -> Said:
    if not streamed:
        return of_message(json.loads(data))
    message: dict[str, Any] = {"content": []}
    cut = True
    for event in events(data):
        kind = event["type"]
        if kind == "message_start":
            message |= event["message"]
        elif kind == "content_block_start":
            message["content"].append({**event["content_block"], "": ""})
        elif kind == "content_block_delta":
            _grow(message["content"][event["index"]], event["delta"])
        elif kind == "message_delta":
            message |= {name: value for name, value in event["delta"].items() if value is not None}
            message["usage"] = {**message.get("usage", {}), **_known(event.get("usage"))}
        elif kind == "error":
            message["error"] = event["error"]
        cut = cut and kind != "message_stop"
    said = of_message(message)
    said.cut = cut and not said.error
    return said


def of_message(message: dict[str, Any]) -> Said:
    said = Said()
    if "error" in message:
        said.error = message["error"]["message"]
    for block in message.get("content", ()):
        _block(block, said)
    usage = message.get("usage") or {}
    said.usage = {name: usage.get(name) or 0 for name in USAGE}
    said.usage["thinking_tokens"] = (usage.get("output_tokens_details") or {}).get("thinking_tokens") or 0
    said.stop, said.stopped_by = message.get("stop_reason") or "", message.get("stop_sequence") or ""
    return said


def _known(usage: Any) -> dict[str, Any]:
    return {name: value for name, value in (usage or {}).items() if value is not None}


def _grow(block: dict[str, Any], delta: dict[str, Any]) -> None:
    kind = delta["type"]
    if kind == "text_delta":
        block["text"] += delta["text"]
    elif kind == "thinking_delta":
        block["thinking"] += delta["thinking"]
    elif kind == "signature_delta":
        block["signature"] = delta["signature"]
    elif kind == "input_json_delta":
        block[""] += delta["partial_json"]
    elif kind == "citations_delta":
        block["citations"] = [*(block.get("citations") or ()), delta["citation"]]


def _block(block: dict[str, Any], said: Said) -> None:
    kind = block["type"]
    if kind == "text":
        said.text += block["text"]
        said.links += [cite["url"] for cite in block.get("citations") or () if cite.get("url")]
    elif kind == "thinking":
        said.reasoning += block["thinking"]
        said.proofs.append(block.get("signature") or "")
    elif kind == "redacted_thinking":
        said.proofs.append(block["data"])
    elif kind == "tool_use":
        said.calls.append((block["id"], block["name"], parsed(block.get("")) or block["input"]))
    elif kind == "server_tool_use":
        given = parsed(block.get("")) or block["input"]
        said.searches += [given["query"]] if block["name"] == "web_search" and "query" in given else []
