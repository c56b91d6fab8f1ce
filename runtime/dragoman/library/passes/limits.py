"""Passes over limits, reasoning effort, stop sequences and cache breakpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, get_args

from dragoman.library.context import Context
from dragoman.library.errors import AnsweredLocally
from dragoman.library.hub import ReasoningEffort, Request, Response
from dragoman.values import globs

EFFORTS: Final[tuple[ReasoningEffort, ...]] = get_args(ReasoningEffort)  # from none to max
BUDGETS: Final[tuple[tuple[int, ReasoningEffort], ...]] = ((1024, "low"), (8192, "medium"), (24576, "high"))


def answer_zero_tokens(request: Request, context: Context) -> None:
    """Answer a request with max_tokens 0 locally: an empty answer that ends at the token limit (case 15)."""
    if request.get("max_tokens") == 0:
        answer: Response = {
            "id": context.ids.message_id(None, context.seed),
            "model": context.client_model,
            "blocks": [],
            "finish_reason": "max_tokens",
            "usage": {"uncached_input_tokens": 0, "output_tokens": 0},
        }
        raise AnsweredLocally(answer)


def cap_max_tokens(
    request: Request,
    context: Context,
    *,
    caps: dict[str, int] = {},  # noqa: B006 (read by the compiler, never changed)
    default: int = 0,
) -> None:
    """Lower max_tokens to the model's maximum from the provider's `limits` (case 17). `caps`: globs of models with a
    lower maximum for this request; the first match wins. default: the number for a request without one, for providers
    that require it (case 37); 0: none."""
    limit = request.get("max_tokens")
    if limit is None:
        if default:
            request["max_tokens"] = min(default, context.most or default)
        return
    model = context.model or request["model"]
    cap = next((most for glob, most in caps.items() if globs.matches(model, [glob])), context.most)
    cap = min(cap, context.most or cap)
    if cap and limit > cap:
        request["max_tokens"] = cap
        context.lose("max_tokens", f"this model returns at most {cap} tokens")


def cap_temperature(request: Request, context: Context, *, most: float) -> None:
    """Lower the temperature to the provider's maximum (case 38)."""
    if request.get("temperature", 0) > most:
        request["temperature"] = most
        context.lose("temperature", f"this provider accepts at most {most:g}")


def map_reasoning_effort(request: Request, context: Context, *, efforts: list[str], disabled: str = "") -> None:
    """Map reasoning settings to one of the effort levels that the provider accepts (rule 2.0.4, cases 8, 103-106).

    efforts: the accepted levels; an empty list means none. Another level becomes the next lower one, or the lowest, but
    never `none`. disabled: the level sent when reasoning is switched off; by default `none` if it is accepted,
    otherwise the lowest level.
    """
    wanted = _wanted(request)
    asked = "reasoning_effort" if request.pop("reasoning_effort", None) else "reasoning"  # where the client said it
    if wanted is None:
        return
    levels = [word for word in (*EFFORTS, *efforts) if word in efforts and word != "none"]
    if wanted == "none" and efforts:
        word = disabled or ("none" if "none" in efforts else levels[0])
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


def map_reasoning_budget(
    request: Request,
    context: Context,
    *,
    budgets: dict[str, int],
    min_tokens: int = 0,
    max_tokens: int = 0,
    disabled: int = 0,
) -> None:
    """Map reasoning settings to a number of reasoning tokens, for providers that require one: the client's number,
    limited to `min_tokens` and `max_tokens` (0: no maximum), otherwise the number in `budgets` for the effort, or
    `disabled` when reasoning is switched off. For an effort without a reasoning setting the reasoning is not shown."""
    thinking, effort = request.get("reasoning"), request.pop("reasoning_effort", None)
    if thinking is None and effort is None:
        return
    thinking = {**thinking} if thinking is not None else {"mode": "off"}
    asked = thinking.get("budget_tokens")
    if "reasoning" in request and thinking["mode"] in ("off", "interleaved"):
        thinking["budget_tokens"] = disabled
    elif effort is not None or asked is not None:
        wanted = budgets.get(effort, 0) if effort is not None else asked or 0
        settled = max(min_tokens, min(wanted, max_tokens) if max_tokens else wanted)
        if effort is None and settled < wanted:
            context.lose("reasoning", f"this model's reasoning budget is at most {max_tokens} tokens")
        thinking["budget_tokens"] = settled
    request["reasoning"] = thinking


def limit_stop_sequences(request: Request, context: Context, *, max_count: int = 4, blank: bool = True) -> None:
    """Send the first `max_count` stop sequences to the provider; the proxy searches the response for the others (cases
    21-23). blank: whether the provider accepts sequences of white space; they are also searched for here otherwise
    (cases 24 and 40)."""
    stops = list(dict.fromkeys(word for word in request.pop("stop_sequences", ()) if word))
    if not blank:
        stops.sort(key=str.isspace)
        max_count = min(max_count, sum(not word.isspace() for word in stops))
    if stops[:max_count]:
        request["stop_sequences"] = stops[:max_count]
    context.emulated = stops[max_count:]


def limit_cache_breakpoints(
    request: Request, context: Context, *, max_count: int = 0, results: Literal["whole", "parts"] = "whole"
) -> None:
    """Keep the last `max_count` cache breakpoints and remove the others without a loss: the response is the same
    without them. results: the position of a breakpoint in a tool result; `parts` moves it to the last text of the
    result."""
    if results == "parts":
        for turn in request["messages"]:
            for block in turn["blocks"]:
                if block["kind"] == "tool_result" and "cache_breakpoint" in block:
                    texts = [part for part in block["blocks"] if part["kind"] == "text"]
                    if texts:
                        texts[-1]["cache_breakpoint"] = block["cache_breakpoint"]
                    del block["cache_breakpoint"]
    marked = [holder for holder in _holders(request) if "cache_breakpoint" in holder]
    for holder in marked[: max(0, len(marked) - max_count)]:
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
