"""Reader of recorded Responses responses item by item, in their order (raw_responses.py ignores the order).

It handles the oddities of the recordings and shares no code with the product. `read` returns the content of a
recording, `of_message` that of the translated message (for a stream, from `grammar.fold`); `differences` compares both.
`blocks` are tuples (`thinking`, text, signature), (`text`, text), (`tool_use`, id, name, input) or (`search`, query);
`usage` has the names of Messages; `links` are cited URLs; `lost` lists items without a counterpart, each of which must
be reported as a loss.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from typing import Any

OURS = ("message", "reasoning", "function_call", "custom_tool_call", "web_search_call", "compaction")


@dataclass
class Content:
    blocks: list[tuple[Any, ...]] = field(default_factory=list)
    stop: str = ""
    usage: dict[str, int] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    error: str = ""
    lost: list[str] = field(default_factory=list)


def read(data: bytes, streamed: bool) -> Content:
    if not streamed:
        return _content(json.loads(data), None)
    items: dict[int, dict[str, Any]] = {}
    pieces: dict[tuple[Any, ...], str] = {}
    last: dict[str, Any] = {}
    for event in _events(data):
        kind, place = event["type"], event.get("output_index", 0)
        if kind == "response.output_item.done":
            items[place] = event["item"]
        elif kind.endswith(".delta") and isinstance(event.get("delta"), str):
            part = event.get("content_index", event.get("summary_index"))
            pieces[(kind, place, part)] = pieces.get((kind, place, part), "") + event["delta"]
        elif kind in ("response.completed", "response.incomplete", "response.failed"):
            last = event["response"]
        elif kind == "error":
            return Content(error=json.dumps(event.get("error") or event))
    for (kind, place, part), text in pieces.items():  # the streamed text equals the text of the finished item
        assert text == _streamed(items[place], kind, part), (kind, place, part)
    if not last:
        return Content(error="truncated stream")
    return _content(last, [items[place] for place in sorted(items)] or None)


def _events(data: bytes) -> list[dict[str, Any]]:
    found = []
    for frame in re.split(r"\r?\n\r?\n", data.decode("utf-8")):
        lines = [line[5:].strip() for line in frame.splitlines() if line.startswith("data:")]
        if lines and lines != ["[DONE]"]:
            found.append(json.loads("\n".join(lines)))
    return found


def _streamed(item: dict[str, Any], kind: str, part: int) -> str:
    match kind.removeprefix("response.").removesuffix(".delta"):
        case "output_text" | "reasoning_text":
            return str(item["content"][part]["text"])
        case "refusal":
            return str(item["content"][part]["refusal"])
        case "reasoning_summary_text":
            return str(item["summary"][part]["text"])
        case "function_call_arguments" | "mcp_call_arguments":
            return str(item["arguments"])
        case "custom_tool_call_input":
            return str(item["input"])
        case "code_interpreter_call_code":
            return str(item["code"])
    raise AssertionError(f"unknown delta {kind}")


def _content(body: dict[str, Any], items: list[dict[str, Any]] | None) -> Content:
    content = Content()
    if body.get("error") or body.get("status") in ("failed", "cancelled", "queued", "in_progress"):
        content.error = json.dumps(body.get("error"))
        return content
    if "output" not in body:
        content.error = json.dumps(body)
        return content
    for item in items if items is not None else body["output"]:
        _item(item, content)
    called = any(block[0] == "tool_use" for block in content.blocks)
    reason = (body.get("incomplete_details") or {}).get("reason")
    known = {"max_output_tokens": "max_tokens", "content_filter": "refusal"}
    content.stop = known.get(reason or "", "tool_use" if called else "end_turn")
    usage = body.get("usage")
    if usage:
        before, after = usage.get("input_tokens_details") or {}, usage.get("output_tokens_details") or {}
        read_ = before.get("cached_tokens") or 0
        python_tests = before.get("cache_write_tokens") or 0
        content.usage = {
            "input_tokens": usage["input_tokens"] - read_ - python_tests,
            "cache_read_input_tokens": read_,
            "cache_creation_input_tokens": python_tests,
            "output_tokens": usage["output_tokens"],
            "thinking_tokens": after.get("reasoning_tokens") or 0,
        }
    return content


def _item(item: dict[str, Any], content: Content) -> None:
    kind = item["type"]
    if kind not in OURS:
        content.lost.append(kind)
    elif kind == "message":
        for part in item.get("content") or ():
            text = part.get("text") or part.get("refusal") or ""
            if text:
                content.blocks.append(("text", text))
            for note in part.get("annotations") or ():
                if note["type"] == "url_citation":
                    content.links.add(note["url"])
    elif kind == "reasoning":
        text = "\n\n".join(part["text"] for part in item.get("summary") or ())
        text = text or "".join(part["text"] for part in item.get("content") or ())
        proof = item.get("encrypted_content") or ""
        if text or proof:
            content.blocks.append(("thinking", text, (item["id"], proof) if proof else ()))
    elif kind == "compaction":
        content.blocks.append(("thinking", "", (item["id"], item["encrypted_content"])))
    elif kind == "function_call":
        content.blocks.append(("tool_use", item["call_id"], item["name"], json.loads(item["arguments"] or "{}")))
    elif kind == "custom_tool_call":
        content.blocks.append(("tool_use", item["call_id"], item["name"], {"input": item["input"]}))
    else:
        action = item.get("action") or json.loads(item.get("arguments") or "{}")
        query = action.get("query") or next(iter(action.get("queries") or ()), None)
        if query:
            content.blocks.append(("search", query))
        elif action:
            content.lost.append(kind)


def of_message(message: dict[str, Any]) -> Content:
    """Return the content of a Messages response."""
    content = Content(stop=message.get("stop_reason") or "")
    if "error" in message:
        content.error = json.dumps(message["error"])
        return content
    for block in message["content"]:
        if block["type"] == "text":
            content.blocks += [("text", block["text"])] if block["text"] else []
            content.links |= {cite["url"] for cite in block.get("citations") or ()}
        elif block["type"] == "thinking":
            content.blocks.append(("thinking", block["thinking"], _proof(block["signature"])))
        elif block["type"] == "tool_use":
            content.blocks.append(("tool_use", block["id"], block["name"], block["input"]))
        elif block["type"] == "server_tool_use":
            content.blocks.append(("search", block["input"]["query"]))
    usage = message["usage"]
    names = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens")
    details = usage.get("output_tokens_details") or {}
    content.usage = {name: usage[name] for name in names} | {"thinking_tokens": details.get("thinking_tokens") or 0}
    return content


def _proof(signature: str) -> tuple[str, ...]:
    """Return the content of the reasoning envelope (rule 2.0.1) in a signature."""
    if not signature:
        return ()
    assert signature.startswith("xr1."), signature
    packed = signature.removeprefix("xr1.")
    members = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    assert members["k"] == "rs"
    return members["i"], members["e"]


def differences(raw: Content, message: dict[str, Any]) -> list[str]:
    """Return the differences between a recording and its translated message."""
    came = of_message(message)
    found = []
    for name in ("blocks", "stop", "links", "usage"):
        wanted, got = getattr(raw, name), getattr(came, name)
        if wanted != got and (name != "usage" or wanted):
            found.append(f"{name}: {str(wanted)[:900]} became {str(got)[:900]}")
    return found
