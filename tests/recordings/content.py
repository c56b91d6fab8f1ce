"""Protocol-independent content of a response, for the comparison of a recording with its translation.

The readers of raw recordings (raw_chat, raw_responses, raw_messages) produce it. They follow the protocol reference and
share no code with the product.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

THINK = re.compile(r"</?think>")
LEGAL = re.compile(r"[a-zA-Z0-9_-]+")


@dataclass
class Content:
    """`stop` is a stop reason of Anthropic Messages, or "" if the recording has none."""

    text: str = ""
    reasoning: str = ""
    calls: list[tuple[str, str, Any]] = field(default_factory=list)  # id, name, input
    links: list[str] = field(default_factory=list)  # cited URLs
    proofs: list[str] = field(default_factory=list)  # signatures and encrypted reasoning
    searches: list[str] = field(default_factory=list)  # queries of hosted searches
    usage: dict[str, int] = field(default_factory=dict)
    refused: bool = False  # contains a refusal
    stop: str = ""
    stopped_by: str = ""  # the matched stop sequence
    error: str = ""
    cut: bool = False  # a truncated stream, or no response at all


def differences(raw: Content, translated: Content) -> list[str]:
    """Return the differences with both values; an empty list if nothing is lost."""
    found = []
    if THINK.search(raw.text + raw.reasoning):  # reasoning between tags: their position depends on the spec
        if _squeezed(raw.reasoning + raw.text) != _squeezed(translated.reasoning + translated.text):
            found.append(_both("text", raw.reasoning + raw.text, translated.reasoning + translated.text))
    else:
        found += [_both("text", raw.text, translated.text)] if raw.text != translated.text else []
        found += (
            [_both("reasoning", raw.reasoning, translated.reasoning)] if raw.reasoning != translated.reasoning else []
        )
    if len(raw.calls) != len(translated.calls) or not all(map(_same_call, raw.calls, translated.calls)):
        found.append(_both("calls", raw.calls, translated.calls))
    if set(raw.links) != set(translated.links):
        found.append(_both("citations", raw.links, translated.links))
    if not set(raw.searches) <= set(translated.searches):
        found.append(_both("searches", raw.searches, translated.searches))
    if raw.stop and (raw.stop, raw.stopped_by) != (translated.stop, translated.stopped_by):
        found.append(_both("stop", (raw.stop, raw.stopped_by), (translated.stop, translated.stopped_by)))
    usage = {name: translated.usage.get(name, 0) for name in raw.usage}
    if usage != raw.usage:
        found.append(_both("usage", raw.usage, usage))
    return found


def events(data: bytes) -> Iterator[Any]:
    """Yield the data of each event as JSON, or as text if it is invalid; comments are skipped."""
    for frame in re.split(r"\r?\n\r?\n", data.decode("utf-8")):
        lines = [line[5:].removeprefix(" ") for line in frame.splitlines() if line.startswith("data:")]
        if lines:
            try:
                yield json.loads("\n".join(lines))
            except ValueError:
                yield "\n".join(lines).strip()


def parsed(arguments: Any) -> Any:
    """Return the input of a call from its arguments."""
    if isinstance(arguments, dict):
        return arguments
    return json.loads(arguments) if arguments and arguments.strip() else {}


def _same_call(raw: tuple[str, str, Any], translated: tuple[str, str, Any]) -> bool:
    """Compare two calls. The id is the provider's if it is valid, else derived from it or new (rule 2.0.2)."""
    wanted, got = raw[0] or "", translated[0]
    legal = re.sub(r"[^a-zA-Z0-9_-]", "_", wanted)
    made = re.escape(legal) + r"_[0-9a-f]{8}" if wanted else LEGAL.pattern
    return (wanted == got or re.fullmatch(made, got) is not None) and raw[1:] == translated[1:]


def _squeezed(text: str) -> str:
    """Return the text without tags and white space."""
    return re.sub(r"\s+", "", THINK.sub("", text))


def _both(what: str, raw: Any, translated: Any) -> str:
    at = next((n for n, (one, other) in enumerate(zip(str(raw), str(translated), strict=False)) if one != other), 0)
    at = max(at - 40, 0) if len(str(raw)) > 300 else 0
    return f"{what}: recorded {str(raw)[at : at + 400]!r}, translated {str(translated)[at : at + 400]!r}"
