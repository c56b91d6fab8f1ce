"""What an answer says, whatever wire it came over: the common ground on which a recording and what became of it are
compared. The readers of raw recordings (raw_chat, raw_responses, raw_messages) fill it; they know the recordings and
the protocol reference and nothing of the product.
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
class Said:
    """`stop` is in the words of Anthropic Messages; "" where the recording does not tell."""

    text: str = ""
    reasoning: str = ""
    calls: list[tuple[str, str, Any]] = field(default_factory=list)  # id, name, input
    links: list[str] = field(default_factory=list)  # what was cited
    proofs: list[str] = field(default_factory=list)  # signatures and sealed reasoning
    searches: list[str] = field(default_factory=list)  # what the provider looked for by itself
    usage: dict[str, int] = field(default_factory=dict)
    refused: bool = False  # a part of it is a refusal
    stop: str = ""
    stopped_by: str = ""  # the stop string that was met
    error: str = ""
    cut: bool = False  # a stream that ends without saying so, or what is no answer at all


def differences(raw: Said, told: Said) -> list[str]:
    """The names of what is not the same, each with both sides; [] is nothing lost."""
    found = []
    if THINK.search(raw.text + raw.reasoning):  # it thinks in its text: where the tags stand is for the spec to say
        if _squeezed(raw.reasoning + raw.text) != _squeezed(told.reasoning + told.text):
            found.append(_both("text", raw.reasoning + raw.text, told.reasoning + told.text))
    else:
        found += [_both("text", raw.text, told.text)] if raw.text != told.text else []
        found += [_both("reasoning", raw.reasoning, told.reasoning)] if raw.reasoning != told.reasoning else []
    if len(raw.calls) != len(told.calls) or not all(map(_same_call, raw.calls, told.calls)):
        found.append(_both("calls", raw.calls, told.calls))
    if set(raw.links) != set(told.links):
        found.append(_both("citations", raw.links, told.links))
    if not set(raw.searches) <= set(told.searches):
        found.append(_both("searches", raw.searches, told.searches))
    if raw.stop and (raw.stop, raw.stopped_by) != (told.stop, told.stopped_by):
        found.append(_both("stop", (raw.stop, raw.stopped_by), (told.stop, told.stopped_by)))
    usage = {name: told.usage.get(name, 0) for name in raw.usage}
    if usage != raw.usage:
        found.append(_both("usage", raw.usage, usage))
    return found


def events(data: bytes) -> Iterator[Any]:
    """The JSON of each event of a stream, or its text where it is none; comments are nothing."""
    for frame in re.split(r"\r?\n\r?\n", data.decode("utf-8")):
        lines = [line[5:].removeprefix(" ") for line in frame.splitlines() if line.startswith("data:")]
        if lines:
            try:
                yield json.loads("\n".join(lines))
            except ValueError:
                yield "\n".join(lines).strip()


def parsed(arguments: Any) -> Any:
    """A call's input of its arguments."""
    if isinstance(arguments, dict):
        return arguments
    return json.loads(arguments) if arguments and arguments.strip() else {}


def _same_call(raw: tuple[str, str, Any], told: tuple[str, str, Any]) -> bool:
    """The id is the provider's where a client may be sent it; else one made of it, or a new one (rule 2.0.2)."""
    wanted, got = raw[0] or "", told[0]
    legal = re.sub(r"[^a-zA-Z0-9_-]", "_", wanted)
    made = re.escape(legal) + r"_[0-9a-f]{8}" if wanted else LEGAL.pattern
    return (wanted == got or re.fullmatch(made, got) is not None) and raw[1:] == told[1:]


def _squeezed(text: str) -> str:
    """Without the tags and the space between them."""
    return re.sub(r"\s+", "", THINK.sub("", text))


def _both(what: str, raw: Any, told: Any) -> str:
    at = next((n for n, (one, other) in enumerate(zip(str(raw), str(told), strict=False)) if one != other), 0)
    at = max(at - 40, 0) if len(str(raw)) > 300 else 0
    return f"{what}: recorded {str(raw)[at : at + 400]!r}, told {str(told)[at : at + 400]!r}"
