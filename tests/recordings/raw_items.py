"""A reader of recorded answers of the Responses protocol, item by item in their order (raw_responses.py knows what they
say, and no order). It knows the recordings' oddities and shares no code with the product.

How to use it: `read(recording.data, recording.streamed)` says what was told, `told(message)` says the same of the
Messages answer that became of it (of a stream: folded by `grammar.fold`), and both must be equal: `differences(raw,
message)` lists what is not. What is said: `blocks` in the order of the answer, each a tuple (`thinking`, text, proof),
(`text`, text), (`tool_use`, id, name, input) or (`search`, query); `stop`; `usage` under the names of Messages; `links`
that were cited; `error` where there is no answer. `lost`: items that have no counterpart, each to be named by a loss.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from typing import Any

OURS = ("message", "reasoning", "function_call", "custom_tool_call", "web_search_call", "compaction")


@dataclass
class Said:
    blocks: list[tuple[Any, ...]] = field(default_factory=list)
    stop: str = ""
    usage: dict[str, int] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    error: str = ""
    lost: list[str] = field(default_factory=list)


def read(data: bytes, streamed: bool) -> Said:
    if not streamed:
        return _said(json.loads(data), None)
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
            return Said(error=json.dumps(event.get("error") or event))
    for (kind, place, part), text in pieces.items():  # what was streamed is what the item says when it is done
        assert text == _streamed(items[place], kind, part), (kind, place, part)
    if not last:
        return Said(error="it broke off")
    return _said(last, [items[place] for place in sorted(items)] or None)


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
    raise AssertionError(f"nobody reads {kind}")


def _said(body: dict[str, Any], items: list[dict[str, Any]] | None) -> Said:
    said = Said()
    if body.get("error") or body.get("status") in ("failed", "cancelled"):
        said.error = json.dumps(body.get("error"))
        return said
    if "output" not in body:
        said.error = json.dumps(body)
        return said
    for item in items if items is not None else body["output"]:
        _item(item, said)
    called = any(block[0] == "tool_use" for block in said.blocks)
    reason = (body.get("incomplete_details") or {}).get("reason")
    known = {"max_output_tokens": "max_tokens", "content_filter": "refusal"}
    said.stop = known.get(reason or "", "tool_use" if called else "end_turn")
    usage = body.get("usage")
    if usage:
        before, after = usage.get("input_tokens_details") or {}, usage.get("output_tokens_details") or {}
        read_ = before.get("cached_tokens") or 0
        written = before.get("cache_write_tokens") or 0
        said.usage = {
            "input_tokens": usage["input_tokens"] - read_ - written,
            "cache_read_input_tokens": read_,
            "cache_creation_input_tokens": written,
            "output_tokens": usage["output_tokens"],
            "thinking_tokens": after.get("reasoning_tokens") or 0,
        }
    return said


def _item(item: dict[str, Any], said: Said) -> None:
    kind = item["type"]
    if kind not in OURS:
        said.lost.append(kind)
    elif kind == "message":
        for part in item.get("content") or ():
            text = part.get("text") or part.get("refusal") or ""
            if text:
                said.blocks.append(("text", text))
            for note in part.get("annotations") or ():
                if note["type"] == "url_citation":
                    said.links.add(note["url"])
    elif kind == "reasoning":
        text = "\n\n".join(part["text"] for part in item.get("summary") or ())
        text = text or "".join(part["text"] for part in item.get("content") or ())
        proof = item.get("encrypted_content") or ""
        if text or proof:
            said.blocks.append(("thinking", text, (item["id"], proof) if proof else ()))
    elif kind == "compaction":
        said.blocks.append(("thinking", "", (item["id"], item["encrypted_content"])))
    elif kind == "function_call":
        said.blocks.append(("tool_use", item["call_id"], item["name"], json.loads(item["arguments"] or "{}")))
    elif kind == "custom_tool_call":
        said.blocks.append(("tool_use", item["call_id"], item["name"], {"input": item["input"]}))
    else:
        action = item.get("action") or json.loads(item.get("arguments") or "{}")
        query = action.get("query") or next(iter(action.get("queries") or ()), None)
        if query:
            said.blocks.append(("search", query))
        elif action:
            said.lost.append(kind)


def told(message: dict[str, Any]) -> Said:
    """What an answer of Messages says, in the same words."""
    said = Said(stop=message.get("stop_reason") or "")
    if "error" in message:
        said.error = json.dumps(message["error"])
        return said
    for block in message["content"]:
        if block["type"] == "text":
            said.blocks += [("text", block["text"])] if block["text"] else []
            said.links |= {cite["url"] for cite in block.get("citations") or ()}
        elif block["type"] == "thinking":
            said.blocks.append(("thinking", block["thinking"], _proof(block["signature"])))
        elif block["type"] == "tool_use":
            said.blocks.append(("tool_use", block["id"], block["name"], block["input"]))
        elif block["type"] == "server_tool_use":
            said.blocks.append(("search", block["input"]["query"]))
    usage = message["usage"]
    names = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens")
    details = usage.get("output_tokens_details") or {}
    said.usage = {name: usage[name] for name in names} | {"thinking_tokens": details.get("thinking_tokens") or 0}
    return said


def _proof(signature: str) -> tuple[str, ...]:
    """What the reasoning envelope (rule 2.0.1) in a signature holds."""
    if not signature:
        return ()
    assert signature.startswith("xr1."), signature
    packed = signature.removeprefix("xr1.")
    members = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    assert members["k"] == "rs"
    return members["i"], members["e"]


def differences(raw: Said, message: dict[str, Any]) -> list[str]:
    """What of a recording is not in the answer that became of it, or is there and was never said."""
    came = told(message)
    found = []
    for name in ("blocks", "stop", "links", "usage"):
        wanted, got = getattr(raw, name), getattr(came, name)
        if wanted != got and (name != "usage" or wanted):
            found.append(f"{name}: {str(wanted)[:900]} became {str(got)[:900]}")
    return found
