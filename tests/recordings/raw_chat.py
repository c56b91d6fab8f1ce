"""A reader of recorded Chat answers, to compare with what became of them. It knows the recordings' oddities
(reference/quirks.md) and nothing of the product.

`read` says what was told: texts, reasoning, calls, usage, the links that were cited, and whether it broke off.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

THINK = re.compile(r"</?think>")


@dataclass
class Said:
    text: str = ""
    reasoning: str = ""
    calls: list[tuple[str, Any]] = field(default_factory=list)  # name, input
    usage: dict[str, int] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    finish: str = ""
    error: str = ""

    @property
    def all(self) -> str:
        """Reasoning and text without the tags and the space between them: for answers that think in their text."""
        return squeezed(self.reasoning + self.text)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", THINK.sub("", text))


def read(data: bytes, streamed: bool) -> Said:
    said = Said()
    if not streamed:
        _whole(json.loads(data), said)
        return said
    slots: dict[Any, list[str]] = {}
    for frame in re.split(r"\r?\n\r?\n", data.decode("utf-8")):
        lines = [line[5:].strip() for line in frame.splitlines() if line.startswith("data:")]
        if not lines or lines == ["[DONE]"]:
            continue
        event = json.loads("\n".join(lines))
        if event.get("error"):
            said.error = said.error or json.dumps(event["error"])
            continue
        _usage(event, said)
        for choice in (event.get("choices") or [])[:1]:
            delta = choice.get("delta") or {}
            _words(delta, said)
            _calls(delta, slots)
            said.finish = said.finish or choice.get("finish_reason") or ""
    said.calls = [(name, _input(arguments)) for name, arguments in slots.values()]
    return said


def _whole(body: dict[str, Any], said: Said) -> None:
    if body.get("error"):
        said.error = json.dumps(body["error"])
        return
    _usage(body, said)
    choice = body["choices"][0]
    message = choice["message"]
    _words(message, said)
    said.finish = choice.get("finish_reason") or ""
    for call in message.get("tool_calls") or ():
        said.calls.append((call["function"]["name"], _input(call["function"].get("arguments"))))


def _words(message: dict[str, Any], said: Said) -> None:
    said.text += message.get("content") or ""
    said.text += message.get("refusal") or ""
    reasoning = message.get("reasoning_content") or message.get("reasoning")
    if not reasoning:
        reasoning = "".join(
            detail.get("text") or detail.get("summary") or "" for detail in message.get("reasoning_details") or ()
        )
    said.reasoning += reasoning
    for note in message.get("annotations") or ():
        if note.get("type") == "url_citation":
            said.links.append(note["url_citation"]["url"])


def _calls(delta: dict[str, Any], slots: dict[Any, list[str]]) -> None:
    for piece in delta.get("tool_calls") or ():
        slot = slots.setdefault(piece.get("index"), ["", ""])
        function = piece.get("function") or {}
        slot[0] = slot[0] or function.get("name") or ""
        slot[1] += function.get("arguments") or ""


def _input(arguments: Any) -> Any:
    return json.loads(arguments) if arguments else {}


def _usage(body: dict[str, Any], said: Said) -> None:
    usage = body.get("usage") or (body.get("x_groq") or {}).get("usage")
    if not usage:
        return
    before, after = usage.get("prompt_tokens_details") or {}, usage.get("completion_tokens_details") or {}
    read = before.get("cached_tokens") or usage.get("prompt_cache_hit_tokens") or 0
    written = min(before.get("cache_write_tokens") or 0, max(usage["prompt_tokens"] - read, 0))
    said.usage = {
        "input_tokens": max(usage["prompt_tokens"] - read - written, 0),
        "cache_read_input_tokens": read,
        "cache_creation_input_tokens": written,
        "output_tokens": usage["completion_tokens"],
    }
    if after.get("reasoning_tokens") is not None:
        said.usage["thinking_tokens"] = after["reasoning_tokens"]
