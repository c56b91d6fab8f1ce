"""Reasoning signatures: continuation data by which a provider recognises its own reasoning (rule 2.0.1)."""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.envelope import KINDS, sealed_or_none
from dragoman.library.hub import Block, Request

_CALL: Final = "call"


def asks_for_reasoning(request: Request) -> bool:
    """Return whether the client requests reasoning, by its configuration or by an effort."""
    return request.get("reasoning", {}).get("mode", "off") != "off" or "reasoning_effort" in request


def of_call(signature: str) -> dict[str, Any]:
    """Return the detail with which a reasoning block carries the signature of the next tool call; `call_of` reads
    it."""
    return {_CALL: signature}


def call_of(detail: object) -> str | None:
    """Return the signature that a detail carries for a tool call, or None."""
    signature = detail.get(_CALL) if isinstance(detail, dict) and len(detail) == 1 else None
    return signature if isinstance(signature, str) else None


def before_calls(blocks: list[Block]) -> list[Block]:
    """Return the blocks of a complete answer with the signatures of tool calls moved into reasoning blocks before
    them."""
    out: list[Block] = []
    for block in blocks:
        signature = block.pop("signature", None) if block["kind"] == "tool_call" else None
        if signature:
            last = out[-1] if out else None
            if last is None or last["kind"] != "reasoning" or last.get("signature"):
                last = {"kind": "reasoning", "text": ""}
                out.append(last)
            last["details"] = [*last.get("details", ()), of_call(signature)]
        out.append(block)
    return out


def signature(
    own: str | dict[str, Any] | None,
    details: list[Any] | dict[str, Any] | None,
    hidden: str,
    context: Context,
    made: bool,
) -> str | None:
    """Return the provider's own signature (in an envelope of kind th, where the client's protocol requires it), or an
    envelope: of its details (rd, or rs for one object), or, if `made`, one (rc) that only names the provider family,
    with the reasoning text if the client does not receive it."""
    if isinstance(own, dict):
        own, details = None, own
    if own and context.sealed:
        own = sealed_or_none("th", b=context.family, s=own)
        if own is None:
            context.lose_block("reasoning", "its signature is too large")
    if details:
        if isinstance(details, dict) and details.keys() <= KINDS["rs"].keys():
            kind, members = "rs", details
        else:  # an object of any other shape stands for itself, as the only detail
            kind, members = "rd", {"d": details if isinstance(details, list) else [details]}
        own = own or sealed_or_none(kind, b=context.family, **members)
        if own is None:
            context.lose_block("reasoning", "its signature is too large")
    if own is None and made:
        if hidden:
            own = sealed_or_none("rc", b=context.family, t=hidden)
        own = own or sealed_or_none("rc", b=context.family)
    return own


def sealed_data(data: str, context: Context) -> str:
    """Return encrypted reasoning, in an envelope (rt) where the client's protocol requires it; "" if it is too large
    for one."""
    if not context.sealed:
        return data
    sealed = sealed_or_none("rt", b=context.family, d=data)
    if sealed is None:
        context.lose_block("encrypted_reasoning", "it is too large")
    return sealed or ""
