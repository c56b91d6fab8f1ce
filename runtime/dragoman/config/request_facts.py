"""Headers that depend on the request, for translated requests and for those that are passed on.

A header of a provider is a text, or a value with a condition (`value`, `when`, `else`). Its placeholders are
`{session}`, `{uuid}` and those of the profile's `with:`. A header with an unfilled placeholder is omitted.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.library.hub import Block, Request
from dragoman.library.names import digest
from dragoman.library.reasoning import asks_for_reasoning
from dragoman.values import globs

PLAIN = re.compile(r"[!-~]{0,200}")  # a session id of a client that can stand in a header


@dataclass(frozen=True, slots=True)
class Facts:
    """Properties of a request. `images`: it contains images; `continued`: its last message is from the assistant or
    contains tool results."""

    model: str = ""
    session: str = ""
    streaming: bool = False
    images: bool = False
    continued: bool = False
    tools: bool = False
    reasoning: bool = False


def facts_of(request: Request, streaming: bool, session: str = "") -> Facts:
    """Return the properties of a request. `session`: the id that the client sends outside of the body."""
    messages = [message for message in request["messages"] if message["role"] != "system"]
    last = messages[-1] if messages else None
    return Facts(
        model=request["model"],
        session=session or request.get("session_id", ""),
        streaming=streaming,
        images=any(_has_image(message["blocks"]) for message in messages),
        continued=last is not None
        and (last["role"] == "assistant" or any(block["kind"] == "tool_result" for block in last["blocks"])),
        tools=bool(request.get("tools")),
        reasoning=asks_for_reasoning(request),
    )


def _has_image(blocks: list[Block]) -> bool:
    return any(
        block["kind"] == "image" or block["kind"] == "tool_result" and _has_image(block["blocks"]) for block in blocks
    )


def is_conditional(form: Any) -> bool:
    """Whether a header depends on the request."""
    return not isinstance(form, str) or "{" in form


def fill_headers(forms: Mapping[str, Any], facts: Facts, placeholders: Mapping[str, str]) -> dict[str, str]:
    """Return the headers with conditions decided and placeholders filled."""
    session = facts.session if PLAIN.fullmatch(facts.session) else digest("session", facts.session, size=32)
    given = {**placeholders, "session": session, "uuid": str(uuid.uuid4())}
    out: dict[str, str] = {}
    for name, form in forms.items():
        value = form if isinstance(form, str) else form["value"] if holds(form["when"], facts) else form.get("else", "")
        for placeholder, filling in given.items():
            if filling:
                value = value.replace("{" + placeholder + "}", filling)
        if value and "{" not in value:
            out[name] = value
    return out


def holds(when: Mapping[str, Any], facts: Facts) -> bool:
    """Whether every part of a condition holds."""
    for word, wanted in when.items():
        if word == "model":
            if not globs.selects(facts.model, wanted):
                return False
        elif getattr(facts, word) is not wanted:
            return False
    return True
