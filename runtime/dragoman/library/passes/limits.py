"""Passes over limits, reasoning effort, stop sequences and cache breakpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, get_args

from dragoman.library.context import Context
from dragoman.library.errors import AnsweredLocally
from dragoman.library.hub import Answer, ReasoningEffort, Request
from dragoman.values import globs

EFFORTS: Final[tuple[ReasoningEffort, ...]] = get_args(ReasoningEffort)  # from none to max
BUDGETS: Final[tuple[tuple[int, ReasoningEffort], ...]] = ((1024, "low"), (8192, "medium"), (24576, "high"))


def answer_nothing(request: Request, context: Context) -> None:
    """Answer a request with max_tokens 0 locally: an empty answer that ends at the token limit (case 15)."""
    if request.get("max_tokens") == 0:
        answer: Answer = {
            "id": context.ids.message_id(None, context.seed),
            "model": context.client_model,
            "blocks": [],
            "stop": "length",
            "usage": {"tokens_in": 0, "tokens_out": 0},
        }
        raise AnsweredLocally(answer)


def cap_limit(
    request: Request,
    context: Context,
    *,
    caps: dict[str, int] = {},  # noqa: B006 (read by the compiler, never changed)
) -> None:
    """Lower max_tokens to the model's maximum from the provider's `limits` (case 17). `caps`: globs of models with a
    lower maximum for this request; the first match wins."""
    limit = request.get("max_tokens")
    if limit is None:
        return
    model = context.model or request["model"]
    cap = next((most for glob, most in caps.items() if globs.matches(model, [glob])), context.most)
    cap = min(cap, context.most or cap)
    if cap and limit > cap:
        request["max_tokens"] = cap
        context.lose("max_tokens", f"this model returns at most {cap} tokens")


def settle_effort(request: Request, context: Context, *, words: list[str], off: str = "") -> None:
    """Map the reasoning configuration and effort to one effort level (rule 2.0.4, cases 8, 103-106).

    words: levels that the provider supports, empty if none; an unsupported level becomes the next lower supported one,
    or the lowest, but never `none`. off: level for disabled reasoning; "" is `none`, else `minimal`, else the lowest
    level.
    """
    wanted = _wanted(request)
    asked = "reasoning_effort" if request.pop("reasoning_effort", None) else "reasoning"  # where the client said it
    if wanted is None:
        return
    levels = [word for word in (*EFFORTS, *words) if word in words and word != "none"]
    if wanted == "none" and words:
        word = off or ("none" if "none" in words else levels[0])
    elif levels:
        lower = [word for word in levels if word in EFFORTS and EFFORTS.index(word) <= EFFORTS.index(wanted)]
        word = lower[-1] if lower else levels[0]
        if word != wanted:
            context.lose(asked, f"{wanted} is not supported and becomes {word}")
    else:
        if wanted != "none":
            context.lose(asked, "this model has no effort levels")
        return
    request["reasoning_effort"] = word  # type: ignore[typeddict-item]


def settle_budget(
    request: Request, context: Context, *, budgets: dict[str, int], least: int = 0, most: int = 0, off: int = 0
) -> None:
    """Map the reasoning configuration and effort to a token budget: the client's budget within `least` and `most` (0:
    unlimited), else that of the effort in `budgets`; `off` if reasoning is disabled. An effort without a reasoning
    configuration gets a budget, and the reasoning is not shown."""
    thinking, effort = request.get("reasoning"), request.pop("reasoning_effort", None)
    if thinking is None and effort is None:
        return
    thinking = {**thinking} if thinking is not None else {"mode": "off"}
    asked = thinking.get("budget_tokens")
    if "reasoning" in request and thinking["mode"] in ("off", "interleaved"):
        thinking["budget_tokens"] = off
    elif effort is not None or asked is not None:
        wanted = budgets.get(effort, 0) if effort is not None else asked or 0
        settled = max(least, min(wanted, most) if most else wanted)
        if effort is None and settled < wanted:
            context.lose("reasoning", f"this model's reasoning budget is at most {most} tokens")
        thinking["budget_tokens"] = settled
    request["reasoning"] = thinking


def split_stops(request: Request, context: Context, *, most: int = 4) -> None:
    """Send the first `most` stop sequences to the provider; the others are matched in its answer (cases 21-23)."""
    stops = list(dict.fromkeys(word for word in request.pop("stop_sequences", ()) if word))
    if stops[:most]:
        request["stop_sequences"] = stops[:most]
    context.emulated = stops[most:]


def keep_marks(
    request: Request, context: Context, *, most: int = 0, results: Literal["whole", "parts"] = "whole"
) -> None:
    """Keep the last `most` cache breakpoints and remove the others without a loss, since the answer does not depend on
    them. results: with `parts` the breakpoint of a tool result moves to its last text."""
    if results == "parts":
        for turn in request["messages"]:
            for block in turn["blocks"]:
                if block["kind"] == "tool_result" and "cache_breakpoint" in block:
                    texts = [part for part in block["blocks"] if part["kind"] == "text"]
                    if texts:
                        texts[-1]["cache_breakpoint"] = block["cache_breakpoint"]
                    del block["cache_breakpoint"]
    marked = [holder for holder in _holders(request) if "cache_breakpoint" in holder]
    for holder in marked[: max(0, len(marked) - most)]:
        del holder["cache_breakpoint"]


def _wanted(request: Request) -> ReasoningEffort | None:
    """Return the effort that the request asks for, derived from the budget if necessary."""
    thinking, effort = request.get("reasoning"), request.get("reasoning_effort")
    if thinking is not None and thinking["mode"] in ("off", "interleaved"):
        return "none"
    if effort is not None or thinking is None or thinking["mode"] != "on" or "budget_tokens" not in thinking:
        return effort
    return next((word for most, word in BUDGETS if thinking["budget_tokens"] <= most), "xhigh")


def _holders(request: Request) -> Iterator[dict[str, Any]]:
    """Iterate over everything that can have a cache breakpoint, in the order in which the model reads it."""
    yield from request.get("tools", ())  # type: ignore[misc]
    yield from request.get("system", ())  # type: ignore[misc]
    for turn in request["messages"]:
        yield from _within(turn["blocks"])


def _within(blocks: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        yield from _within(block.get("parts", ()))
        yield from _within(block.get("blocks", ()))
        yield block
