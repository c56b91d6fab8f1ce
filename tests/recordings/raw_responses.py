"""A reader of recorded Responses answers, to compare with what became of them. It knows the recordings' oddities
and rules 1C.3, 1C.6, 2.0.5 and 2.0.6, and shares no code with the product.

An item counts as its `done` event shows it: `done` contains the concatenated deltas.
"""

from __future__ import annotations

import json
from typing import Any

from tests.recordings.said import Said, events, parsed

INCOMPLETE = {"max_output_tokens": "max_tokens", "content_filter": "refusal"}
ENDS = {"response.completed", "response.incomplete", "response.failed"}


def read(data: bytes, streamed: bool) -> Said:
    said = Said()
    if not streamed:
        try:
            body = json.loads(data)
        except ValueError:
            body = {"error": {"message": ""}}
        _response(body, body.get("output") or [], said)
        return said
    items: dict[int, dict[str, Any]] = {}
    said.cut = True
    for event in events(data):
        kind = event["type"] if isinstance(event, dict) else ""
        if kind == "response.output_item.done":
            items[event["output_index"]] = event["item"]
        elif kind in ENDS:
            output = {**dict(enumerate(event["response"].get("output") or [])), **items}
            _response(event["response"], [output[index] for index in sorted(output)], said)
            said.cut = False
        elif kind == "error":
            said.error = str((event.get("error") or event).get("message") or "")
            said.cut = False
    if said.cut:
        for index in sorted(items):
            _item(items[index], said)
    return said


def _response(body: dict[str, Any], output: list[dict[str, Any]], said: Said) -> None:
    if body.get("error"):
        said.error = said.error or str(body["error"].get("message") or "")
        return
    for item in output:
        _item(item, said)
    reason = (body.get("incomplete_details") or {}).get("reason", "")
    if body.get("status") == "incomplete" and reason in INCOMPLETE:
        said.stop = INCOMPLETE[reason]
    elif body.get("status") in ("completed", "incomplete"):
        said.stop = "tool_use" if said.calls else "refusal" if said.refused else "end_turn"
    usage = body.get("usage")
    if usage:
        before, after = usage.get("input_tokens_details") or {}, usage.get("output_tokens_details") or {}
        read, written = before.get("cached_tokens") or 0, before.get("cache_write_tokens") or 0
        said.usage = {
            "input_tokens": max(usage["input_tokens"] - read - written, 0),
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": written,
            "output_tokens": usage["output_tokens"],
        }
        if after.get("reasoning_tokens") is not None:
            said.usage["thinking_tokens"] = after["reasoning_tokens"]


def _item(item: dict[str, Any], said: Said) -> None:
    kind = item["type"]
    if kind == "message":
        for part in item.get("content") or ():
            said.text += part.get("text") or part.get("refusal") or ""
            if part.get("refusal"):
                said.refused = True
            for note in part.get("annotations") or ():
                said.links += [note["url"]] if note["type"] == "url_citation" else []
    elif kind == "reasoning":
        parts = [part["text"] for part in item.get("summary") or ()]
        said.reasoning += "\n\n".join(parts or [part["text"] for part in item.get("content") or ()])
    elif kind == "function_call":
        said.calls.append((item.get("call_id") or "", item["name"], parsed(item.get("arguments"))))
    elif kind == "custom_tool_call":
        said.calls.append((item.get("call_id") or "", item["name"], {"input": item.get("input", "")}))
    elif kind == "web_search_call" and (item.get("action") or {}).get("type") == "search":
        said.searches += [item["action"]["query"]] if item["action"].get("query") else []
