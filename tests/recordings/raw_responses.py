"""Reader of recorded Responses responses, for the comparison with their translations.

It handles the oddities of the recordings, follows rules 1C.3, 1C.6, 2.0.5 and 2.0.6, and shares no code with the
product. Items are read from their `done` events, which contain the concatenated deltas.
"""

from __future__ import annotations

import json
from typing import Any

from tests.recordings.content import Content, events, parsed

INCOMPLETE = {"max_output_tokens": "max_tokens", "content_filter": "refusal"}
ENDS = {"response.completed", "response.incomplete", "response.failed"}


def read(data: bytes, streamed: bool) -> Content:
    content = Content()
    if not streamed:
        try:
            body = json.loads(data)
        except ValueError:
            body = {"error": {"message": ""}}
        _response(body, body.get("output") or [], content)
        content.cut = body.get("status") in ("queued", "in_progress")
        return content
    items: dict[int, dict[str, Any]] = {}
    content.cut = True
    for event in events(data):
        kind = event["type"] if isinstance(event, dict) else ""
        if kind == "response.output_item.done":
            items[event["output_index"]] = event["item"]
        elif kind in ENDS:
            output = {**dict(enumerate(event["response"].get("output") or [])), **items}
            _response(event["response"], [output[index] for index in sorted(output)], content)
            content.cut = False
        elif kind == "error":
            content.error = str((event.get("error") or event).get("message") or "")
            content.cut = False
    if content.cut:
        for index in sorted(items):
            _item(items[index], content)
    return content


def _response(body: dict[str, Any], output: list[dict[str, Any]], content: Content) -> None:
    if body.get("error"):
        content.error = content.error or str(body["error"].get("message") or "")
        return
    for item in output:
        _item(item, content)
    reason = (body.get("incomplete_details") or {}).get("reason", "")
    if body.get("status") == "incomplete" and reason in INCOMPLETE:
        content.stop = INCOMPLETE[reason]
    elif body.get("status") in ("completed", "incomplete"):
        content.stop = "tool_use" if content.calls else "refusal" if content.refused else "end_turn"
    usage = body.get("usage")
    if usage:
        before, after = usage.get("input_tokens_details") or {}, usage.get("output_tokens_details") or {}
        read, python_tests = before.get("cached_tokens") or 0, before.get("cache_write_tokens") or 0
        content.usage = {
            "input_tokens": max(usage["input_tokens"] - read - python_tests, 0),
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": python_tests,
            "output_tokens": usage["output_tokens"],
        }
        if after.get("reasoning_tokens") is not None:
            content.usage["thinking_tokens"] = after["reasoning_tokens"]


def _item(item: dict[str, Any], content: Content) -> None:
    kind = item["type"]
    if kind == "message":
        for part in item.get("content") or ():
            content.text += part.get("text") or part.get("refusal") or ""
            if part.get("refusal"):
                content.refused = True
            for note in part.get("annotations") or ():
                content.links += [note["url"]] if note["type"] == "url_citation" else []
    elif kind == "reasoning":
        parts = [part["text"] for part in item.get("summary") or ()]
        content.reasoning += "\n\n".join(parts or [part["text"] for part in item.get("content") or ()])
    elif kind == "function_call":
        content.calls.append((item.get("call_id") or "", item["name"], parsed(item.get("arguments"))))
    elif kind == "custom_tool_call":
        content.calls.append((item.get("call_id") or "", item["name"], {"input": item.get("input", "")}))
    elif kind == "web_search_call" and (item.get("action") or {}).get("type") == "search":
        content.searches += [item["action"]["query"]] if item["action"].get("query") else []
