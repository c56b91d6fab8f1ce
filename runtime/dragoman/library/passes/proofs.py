"""The pass that opens proofs of reasoning for the provider that made them (rule 2.0.1)."""

from __future__ import annotations

from typing import Any, Literal

from dragoman.library.context import Context
from dragoman.library.envelope import is_envelope, unseal
from dragoman.library.hub import Block, EncryptedReasoning, Reasoning, Request
from dragoman.library.reasoning import call_of


def open_proofs(
    request: Request,
    context: Context,
    *,
    kinds: list[str] = [],  # noqa: B006 (read by the compiler, never changed)
    turns: Literal["all", "current"] = "all",
    off: Literal["keep", "drop"] = "keep",
    before: list[str] = [],  # noqa: B006
) -> None:
    """Keep the reasoning that this provider can take back, and take all other away, with a loss.

    kinds: the envelopes that it can open, if they are of `context.family`; `native` among them: also proofs that are no
    envelope. Opened, rd has its details under `details`, rc its text, th its own proof and text, rt its data, rs all of
    it as `details`. turns: `current` keeps only those of the running exchange, that is behind the last user turn
    without results (case 115); off: `drop` takes all away when the request switches reasoning off (case 128). before:
    the kinds of block of which one must follow at once, for providers that want what came of some reasoning behind it
    (case 112); none for any. Apply it before `place_system`.
    """
    start = 0
    if turns == "current":
        start = max(
            (n for n, turn in enumerate(request["messages"]) if _begins(turn["role"], turn["blocks"])), default=0
        )
    closed = off == "drop" and request.get("reasoning", {}).get("mode") == "off"
    kept = []
    for number, turn in enumerate(request["messages"]):
        if not any(block["kind"] in ("reasoning", "encrypted_reasoning") for block in turn["blocks"]):
            kept.append(turn)
            continue
        blocks: list[Block] = []
        for block in turn["blocks"]:
            if block["kind"] != "reasoning" and block["kind"] != "encrypted_reasoning":
                blocks.append(block)
            elif turn["role"] != "assistant":
                context.lose("reasoning", "stands outside of an assistant turn")
            elif closed:
                context.lose("reasoning", "the request switches reasoning off")
            elif not _opened(block, kinds, context.family):
                context.lose(block["kind"], "only its maker takes it back")
            elif number >= start:
                blocks.append(block)
        turn["blocks"] = _followed(blocks, before, context) if before else blocks
        if turn["blocks"]:
            kept.append(turn)
    request["messages"] = kept


def _followed(blocks: list[Block], before: list[str], context: Context) -> list[Block]:
    """Without the reasoning behind which, other reasoning aside, no block of these kinds stands."""
    kept: list[Block] = []
    follows = ""
    for block in reversed(blocks):
        if block["kind"] not in ("reasoning", "encrypted_reasoning"):
            follows = block["kind"]
        elif follows not in before:
            context.lose(block["kind"], "what came of it is not behind it")
            continue
        kept.append(block)
    return kept[::-1]


def return_proofs(request: Request, context: Context, *, missing: str = "") -> None:
    """Give calls the proofs that a thought before them took along, for providers that want a proof at the call itself;
    a thought that only took it along goes. missing: what the first call of a turn has where none is known, such as one
    of another provider's; "" is nothing. Apply it behind `open_proofs` and `alternate`."""
    for turn in request["messages"]:
        blocks: list[Block] = []
        proofs: list[str] = []
        first = True
        for block in turn["blocks"]:
            if block["kind"] == "reasoning" and isinstance(block.get("details"), list):
                found = [proof for detail in block["details"] if (proof := call_of(detail)) is not None]
                proofs += found
                if found:
                    del block["details"]
                    if not block["text"] and not block.get("signature"):
                        continue
            elif block["kind"] == "tool_call":
                if proofs:
                    block["signature"] = proofs.pop(0)
                elif first and missing:
                    block["signature"] = missing
                first = False
            blocks.append(block)
        turn["blocks"] = blocks
    request["messages"] = [turn for turn in request["messages"] if turn["blocks"]]


def _begins(role: str, blocks: list[Block]) -> bool:
    """Whether a turn begins a new exchange."""
    return role == "user" and not any(block["kind"] == "tool_result" for block in blocks)


def _opened(block: Reasoning | EncryptedReasoning, kinds: list[str], family: str) -> bool:
    """Open the proof of some reasoning; False if this provider can make nothing of it."""
    proof = block["data"] if block["kind"] == "encrypted_reasoning" else block.get("signature", "")
    if not is_envelope(proof):
        return bool(proof) and "native" in kinds
    members = unseal(proof)
    if members is None or members["k"] not in kinds or members["b"] != family:
        return False
    redacted = bool(members["k"] == "rt")
    if block["kind"] == "reasoning":
        return not redacted and _fill(block, members)
    if redacted:
        block["data"] = members["d"]
    return redacted


def _fill(thought: Reasoning, members: dict[str, Any]) -> bool:
    """Put what was in the envelope where it belongs; False if there is nothing to say after that."""
    del thought["signature"]
    kind, text = members["k"], members.get("t")
    if isinstance(text, str) and (kind == "rc" or not thought["text"]):
        thought["text"] = text
    if kind == "rd":
        thought["details"] = members["d"]
    elif kind == "rs":
        if not members.get("e"):  # its name alone means nothing to a provider that has not stored it
            return False
        thought["details"] = _without(members, "k", "b")
    elif kind == "th":
        thought["signature"] = members["s"]
    return bool(thought["text"] or "details" in thought or "signature" in thought)


def _without(members: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in members.items() if key not in keys}
