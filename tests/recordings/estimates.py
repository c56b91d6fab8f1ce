"""Accuracy of the local token estimate, measured on recorded usage.

    python -m tests.recordings.estimates          # print a table by model family and prompt length

Only complete prompts are measured: no hosted tools, no state or files stored by the provider, no links. The estimate
excludes the instructions that providers add to a prompt; they dominate short prompts and are negligible in long ones.
"""

from __future__ import annotations

import json
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dragoman import loader
from dragoman.library.context import Context
from dragoman.streaming.estimate import estimate
from tests.recordings.corpus import CORPUS, Recording

LONG = 1000  # minimum tokens of a long prompt
FAMILIES = ("claude", "gpt", "o1", "o3", "o4", "deepseek", "gemini", "llama", "qwen", "mistral", "pixtral", "glm")
MEDIA = "with pictures or files"
KIN = {"o1": "gpt", "o3": "gpt", "o4": "gpt", "pixtral": "mistral"}
AWAY = re.compile(  # content outside the request
    r'"(?:previous_response_id|conversation|mcp_servers|container|plugins|preset)": ?["{\[]'
    r'|"(?:file_id|input_audio|context_management)": ?["{\[]'
    r'|"(?:url|image_url|file_url)": ?"https?:|"type": ?"(?:url|file|compaction|image_generation_call)"'
    r"|compound|search-preview"
)


@dataclass(frozen=True)
class Point:
    """The counted and the estimated tokens of a prompt."""

    family: str
    counted: int
    estimated: int

    @property
    def error(self) -> float:
        return (self.estimated - self.counted) / self.counted


def points() -> Iterator[Point]:
    for file in sorted(CORPUS.glob("*/*/*/meta.json")):
        about = json.loads(file.read_bytes())
        meta = (about["protocol"], about["provider"], "", about["model"] or "", about["status"], about["stream"])
        recording = Recording(file.parent, *meta)
        wire = {"aux-count-tokens": "anthropic", "aux-responses-input-tokens": "responses"}.get(
            about["protocol"], about["protocol"]
        )
        text_of_request = json.dumps(recording.request)
        if about["status"] != 200 or not recording.request or wire not in READ or AWAY.search(text_of_request):
            continue
        own = (None, "custom") if wire == "anthropic" else ("function",)
        if any(tool.get("type") not in own for tool in recording.request.get("tools") or ()):
            continue
        counted = _counted(wire, recording)
        if counted:
            request = {"model": about["model"], "max_tokens": 1, **recording.request}
            media = "base64" in text_of_request and len(text_of_request) > 1000
            yield Point(MEDIA if media else _family(about["model"]), counted, estimate(READ[wire](request)))


def _family(model: str) -> str:
    found = next((word for word in FAMILIES if word in model.lower()), "other")
    return KIN.get(found, found)


def _counted(wire: str, recording: Recording) -> int:
    """Return the prompt tokens from the last usage of a response."""
    text = recording.data.decode("utf-8", "replace")
    found = 0
    for line in text.splitlines() if recording.streamed else [text]:
        data = line.removeprefix("data:").strip() if recording.streamed else line
        if not data.startswith("{"):
            continue
        event = json.loads(data)
        for holder in (
            event,
            event.get("message"),
            event.get("response"),
            event.get("x_groq"),
        ):
            usage = holder.get("usage", holder) if isinstance(holder, dict) else None
            if isinstance(usage, dict):
                cached = (usage.get(f"cache_{word}_input_tokens") or 0 for word in ("read", "creation"))
                number = usage.get("prompt_tokens") if wire == "chat" else usage.get("input_tokens")
                found = int(number) + (sum(cached) if wire == "anthropic" else 0) if number else found
    return found


def _read_with(protocol: str) -> Any:
    return lambda request: loader.front(protocol).read(request, Context())


def _read_responses(body: dict[str, Any]) -> Any:
    """Read the recorded Responses requests independently of the product."""
    messages: list[Any] = []
    request: dict[str, Any] = {"model": body["model"], "messages": messages}
    if body.get("instructions"):
        request["system"] = [{"kind": "text", "text": body["instructions"]}]
    given = body.get("input", [])
    for item in [{"role": "user", "content": given}] if isinstance(given, str) else given:
        kind, role = item.get("type", "message"), item.get("role", "assistant")
        if kind == "message":
            messages.append({"role": role, "blocks": _parts(item["content"])})
        elif kind == "function_call":
            made = {"kind": "tool_call", "id": "", "name": item["name"], "input": json.loads(item["arguments"] or "{}")}
            messages.append({"role": "assistant", "blocks": [made]})
        elif kind == "function_call_output":
            messages.append(
                {"role": "user", "blocks": [{"kind": "tool_result", "id": "", "blocks": _parts(item["output"])}]}
            )
        elif kind == "reasoning":
            texts = [*(item.get("summary") or ()), *(item.get("content") or ())]
            messages += [{"role": "assistant", "blocks": [{"kind": "reasoning", "text": one["text"]}]} for one in texts]
    request["tools"] = [
        {
            "kind": "function",
            "name": tool["name"],
            "description": tool.get("description"),
            "schema": tool.get("parameters"),
        }
        for tool in body.get("tools") or ()
    ]
    schema = ((body.get("text") or {}).get("format") or {}).get("schema")
    return request | ({"response_format": {"schema": schema}} if schema else {})


def _parts(content: Any) -> list[Any]:
    parts = [{"text": content}] if isinstance(content, str) else content
    return [
        {"kind": "text", "text": part["text"]}
        if "text" in part
        else {"kind": "image", "data": part["image_url"].partition("base64,")[2]}
        if "image_url" in part
        else {"kind": "document", "data": part.get("file_data", "").partition("base64,")[2]}
        for part in parts
    ]


READ = {"anthropic": _read_with("anthropic_messages"), "chat": _read_with("openai_chat"), "responses": _read_responses}


def figures(errors: list[float]) -> tuple[float, float, float]:
    """Return mean, median and 90th percentile of the absolute error."""
    off = sorted(map(abs, errors))
    return statistics.mean(off), statistics.median(off), off[int(0.9 * (len(off) - 1))]


def groups() -> dict[str, list[Point]]:
    """Group the prompts by model family and length; prompts with media are separate, as an image outweighs the text."""
    found: dict[str, list[Point]] = defaultdict(list)
    for point in points():
        found[point.family].append(point)
        if point.family != MEDIA:
            found[f"all from {LONG} tokens on" if point.counted >= LONG else f"all below {LONG} tokens"].append(point)
    return dict(sorted(found.items(), key=lambda item: (item[0].startswith("all"), item[0])))


def table() -> str:
    lines = [
        "| prompts | how many | mean | median | 90 % are within | tokens off, median |",
        "|---|---|---|---|---|---|",
    ]
    for name, found in groups().items():
        shown = " | ".join(f"{100 * figure:.0f} %" for figure in figures([point.error for point in found]))
        apart = statistics.median(abs(point.estimated - point.counted) for point in found)
        lines.append(f"| {name} | {len(found)} | {shown} | {apart:.0f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
