"""Reader of recorded and translated Anthropic Messages responses. Written from the protocol reference (1A.6, 1A.9)."""

from __future__ import annotations

import json
from typing import Any

from tests.recordings.content import Content, events, parsed

USAGE = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")


def read(data: bytes, streamed: bool) -> Content:
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
    content = of_message(message)
    content.cut = cut and not content.error
    return content


def of_message(message: dict[str, Any]) -> Content:
    content = Content()
    if "error" in message:
        content.error = message["error"]["message"]
    for block in message.get("content", ()):
        _block(block, content)
    usage = message.get("usage") or {}
    content.usage = {name: usage.get(name) or 0 for name in USAGE}
    content.usage["thinking_tokens"] = (usage.get("output_tokens_details") or {}).get("thinking_tokens") or 0
    content.stop, content.stopped_by = message.get("stop_reason") or "", message.get("stop_sequence") or ""
    return content


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


def _block(block: dict[str, Any], content: Content) -> None:
    kind = block["type"]
    if kind == "text":
        content.text += block["text"]
        content.links += [cite["url"] for cite in block.get("citations") or () if cite.get("url")]
    elif kind == "thinking":
        content.reasoning += block["thinking"]
        content.proofs.append(block.get("signature") or "")
    elif kind == "redacted_thinking":
        content.proofs.append(block["data"])
    elif kind == "tool_use":
        content.calls.append((block["id"], block["name"], parsed(block.get("")) or block["input"]))
    elif kind == "server_tool_use":
        given = parsed(block.get("")) or block["input"]
        content.searches += [given["query"]] if block["name"] == "web_search" and "query" in given else []
