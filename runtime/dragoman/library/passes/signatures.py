"""Passes that open reasoning signatures for the provider that created them (rule 2.0.1)."""

from __future__ import annotations

from typing import Any, Literal

from dragoman.library.context import Context
from dragoman.library.envelope import is_envelope, unseal
from dragoman.library.hub import Block, EncryptedReasoning, Reasoning, Request
from dragoman.library.reasoning import call_of


def open_signatures(
    request: Request,
    context: Context,
    *,
    kinds: list[str] = [],  # noqa: B006 (read by the compiler, never changed)
    messages: Literal["all", "current"] = "all",
    disabled: Literal["keep", "drop"] = "keep",
    followed_by: list[str] = [],  # noqa: B006
) -> None:
    """Keep the reasoning that this provider accepts and remove all other reasoning, with a loss.

    kinds: the envelopes that are opened if they belong to `context.family`; `native` adds signatures that are no
    envelope. After opening, rd has its details under `details`, rc its text, th its own signature and text, rt its
    data, rs all of it as `details`. messages: `current` keeps only the reasoning after the last user message without
    tool results (case 115). disabled: `drop` removes all of it when the request switches reasoning off (case 128).
    followed_by: the kinds of block of which one must follow the reasoning directly (case 112); an empty list accepts
    any. Place it before `place_system_messages`.
    """
    start = 0
    if messages == "current":
        start = max(
            (n for n, message in enumerate(request["messages"]) if _begins(message["role"], message["blocks"])),
            default=0,
        )
    closed = disabled == "drop" and request.get("reasoning", {}).get("mode") == "off"
    kept = []
    for number, message in enumerate(request["messages"]):
        if not any(block["kind"] in ("reasoning", "encrypted_reasoning") for block in message["blocks"]):
            kept.append(message)
            continue
        blocks: list[Block] = []
        for block in message["blocks"]:
            if block["kind"] != "reasoning" and block["kind"] != "encrypted_reasoning":
                blocks.append(block)
            elif message["role"] != "assistant":
                context.lose_block("reasoning", "reasoning outside of an assistant message")
            elif closed:
                context.lose_block("reasoning", "the request switches reasoning off")
            elif not _opened(block, kinds, context.family):
                context.lose_block(block["kind"], "only the provider that created it accepts it")
            elif number >= start:
                blocks.append(block)
        message["blocks"] = _followed(blocks, followed_by, context) if followed_by else blocks
        if message["blocks"]:
            kept.append(message)
    request["messages"] = kept


def _followed(blocks: list[Block], followed_by: list[str], context: Context) -> list[Block]:
    """Return the blocks without reasoning that, other reasoning aside, no block of these kinds follows."""
    kept: list[Block] = []
    follows = ""
    for block in reversed(blocks):
        if block["kind"] not in ("reasoning", "encrypted_reasoning"):
            follows = block["kind"]
        elif follows not in followed_by:
            context.lose_block(block["kind"], "no block that results from it follows")
            continue
        kept.append(block)
    return kept[::-1]


def return_signatures(request: Request, context: Context, *, missing: str = "") -> None:
    """Move the signatures that a reasoning block carries for tool calls to these calls, for providers that require them
    there; a reasoning block without other content is removed. missing: signature for the first call of a message
    without one, such as a call of another provider; "" for none. Apply it after `open_signatures` and
    `alternate_roles`."""
    for message in request["messages"]:
        blocks: list[Block] = []
        signatures: list[str] = []
        first = True
        for block in message["blocks"]:
            if block["kind"] == "reasoning" and isinstance(block.get("details"), list):
                found = [signature for detail in block["details"] if (signature := call_of(detail)) is not None]
                signatures += found
                if found:
                    del block["details"]
                    if not block["text"] and not block.get("signature"):
                        continue
            elif block["kind"] == "tool_call":
                if signatures:
                    block["signature"] = signatures.pop(0)
                elif first and missing:
                    block["signature"] = missing
                first = False
            blocks.append(block)
        message["blocks"] = blocks
    request["messages"] = [message for message in request["messages"] if message["blocks"]]


def _begins(role: str, blocks: list[Block]) -> bool:
    """Whether a message starts a new exchange."""
    return role == "user" and not any(block["kind"] == "tool_result" for block in blocks)


def _opened(block: Reasoning | EncryptedReasoning, kinds: list[str], family: str) -> bool:
    """Open the signature of a reasoning block; False if this provider cannot use it."""
    signature = block["data"] if block["kind"] == "encrypted_reasoning" else block.get("signature", "")
    if not is_envelope(signature):
        return bool(signature) and "native" in kinds
    members = unseal(signature)
    if members is None or members["k"] not in kinds or members["b"] != family:
        return False
    redacted = bool(members["k"] == "rt")
    if block["kind"] == "reasoning":
        return not redacted and _fill(block, members)
    if redacted:
        block["data"] = members["d"]
    return redacted


def _fill(reasoning: Reasoning, members: dict[str, Any]) -> bool:
    """Move the content of the envelope into the block; False if nothing remains to be sent."""
    del reasoning["signature"]
    kind, text = members["k"], members.get("t")
    if isinstance(text, str) and (kind == "rc" or not reasoning["text"]):
        reasoning["text"] = text
    if kind == "rd":
        reasoning["details"] = members["d"]
    elif kind == "rs":
        if not members.get("e"):  # its id alone is useless to a provider that has not stored it
            return False
        reasoning["details"] = _without(members, "k", "b")
    elif kind == "th":
        reasoning["signature"] = members["s"]
    return bool(reasoning["text"] or "details" in reasoning or "signature" in reasoning)


def _without(members: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in members.items() if key not in keys}
