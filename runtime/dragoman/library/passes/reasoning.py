"""Passes over reasoning: effort and settings of a request, and tags in the text of an answer."""

from __future__ import annotations

from typing import Final, get_args

from dragoman.library.context import Context
from dragoman.library.hub import Block, ReasoningEffort, Request, Response
from dragoman.library.reasoning_tags import split

EFFORTS: Final[tuple[ReasoningEffort, ...]] = get_args(ReasoningEffort)  # from none to max
BUDGETS: Final[tuple[tuple[int, ReasoningEffort], ...]] = ((1024, "low"), (8192, "medium"), (24576, "high"))
MIN_BUDGET: Final = 1024  # reasoning tokens that providers accept at least
AT_MOST: Final = "this model's reasoning budget is at most {} tokens"


def map_reasoning(
    request: Request,
    context: Context,
    *,
    efforts: list[str] | None = None,
    disabled: str = "",
    budgets: dict[str, int] = {},  # noqa: B006 (read by the compiler, never changed)
    min_tokens: int = 0,
    max_tokens: int = 0,
    disabled_tokens: int = 0,
) -> None:
    """Map effort and reasoning settings to what the provider accepts (rule 2.0.4, cases 8, 103-106): an effort, or
    without `efforts` reasoning settings.

    efforts: the accepted levels; an empty list means none. Another level becomes the next lower one, or the lowest,
    but never `none`. disabled: the level sent when reasoning is switched off; by default `none` if it is accepted,
    otherwise the lowest level. budgets: the tokens of each effort, for models that require a number. With
    `efforts`, the number is the client's, limited to `min_tokens` and `max_tokens` (0: no maximum), or that of the
    effort, or `disabled_tokens` when reasoning is switched off; for an effort alone the reasoning is not shown.
    With `max_tokens` alone, the client's number is sent, within these limits, and becomes no effort. Without
    `efforts`, an effort, alone or beside reasoning that the model may decide on, switches it on, or off if it is
    `none`. Models with `budgets` then reject reasoning beside a forced tool (case 74), and in a tool loop whose
    calls came without reasoning (case 125); reasoning is then not requested, with a loss.
    """
    if efforts is None:
        _reason_by_effort(request, context, budgets)
        return
    if budgets:
        _map_to_budget(request, context, budgets, (min_tokens, max_tokens, disabled_tokens))
        return
    if max_tokens:
        _limit_budget(request, context, min_tokens, max_tokens)
    _map_to_effort(request, context, efforts, disabled, keeps_budget=bool(max_tokens))


def _map_to_effort(request: Request, context: Context, efforts: list[str], disabled: str, keeps_budget: bool) -> None:
    wanted = _wanted(request)
    effort = request.pop("reasoning_effort", None)
    if wanted is None or (keeps_budget and effort is None):
        return
    levels = [word for word in (*EFFORTS, *efforts) if word in efforts and word != "none"]
    word = disabled or ("none" if "none" in efforts or not levels else levels[0])
    if wanted != "none" and levels:
        lower = [word for word in levels if word in EFFORTS and EFFORTS.index(word) <= EFFORTS.index(wanted)]
        word = lower[-1] if lower else levels[0]
    if wanted not in (word, "none"):
        _lose_effort(request, context, effort, word if levels else "")
    if efforts and (levels or wanted == "none"):
        request["reasoning_effort"] = word  # type: ignore[typeddict-item]


def _lose_effort(request: Request, context: Context, effort: str | None, word: str) -> None:
    """Record that the effort, or the tokens without one, become another effort, or none if `word` is empty."""
    if effort is not None:
        reason = f"{effort} is not supported and becomes {word}" if word else "this model has no effort levels"
        context.lose("reasoning_effort", reason)
        return
    tokens = request["reasoning"]["budget_tokens"]
    reason = "this model has neither a reasoning budget nor effort levels"
    context.lose("reasoning.budget_tokens", f"{tokens} tokens become the effort {word}" if word else reason)


def _map_to_budget(request: Request, context: Context, budgets: dict[str, int], tokens: tuple[int, int, int]) -> None:
    """`tokens`: the minimum, the maximum, and the number for reasoning that is switched off."""
    min_tokens, max_tokens, disabled = tokens
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
            context.lose("reasoning.budget_tokens", AT_MOST.format(max_tokens))
        thinking["budget_tokens"] = settled
    request["reasoning"] = thinking


def _limit_budget(request: Request, context: Context, min_tokens: int, max_tokens: int) -> None:
    thinking = request.get("reasoning")
    if thinking is None or "budget_tokens" not in thinking:
        return
    wanted = thinking["budget_tokens"]
    if wanted > max_tokens:
        context.lose("reasoning.budget_tokens", AT_MOST.format(max_tokens))
    request["reasoning"] = {**thinking, "budget_tokens": max(min_tokens, min(wanted, max_tokens))}


def _wanted(request: Request) -> ReasoningEffort | None:
    """Return the effort that the request asks for, derived from the budget if necessary."""
    thinking, effort = request.get("reasoning"), request.get("reasoning_effort")
    if thinking is not None and thinking["mode"] in ("off", "interleaved"):
        return "none"
    if effort is not None or thinking is None or thinking["mode"] != "on" or "budget_tokens" not in thinking:
        return effort
    return next((word for most, word in BUDGETS if thinking["budget_tokens"] <= most), "xhigh")


def _reason_by_effort(request: Request, context: Context, budgets: dict[str, int]) -> None:
    effort = request.get("reasoning_effort")
    given = request.get("reasoning")
    if effort is None or (given is not None and given["mode"] != "auto"):
        return
    if given is None:
        context.derived["reasoning"] = "reasoning_effort"
    if effort == "none":
        request["reasoning"] = {"mode": "off"}
        del request["reasoning_effort"]
    elif not budgets:
        if effort == "minimal":
            request["reasoning_effort"] = "low"
            context.lose("reasoning_effort", "minimal is not supported and becomes low")
        request.setdefault("reasoning", {"mode": "auto", "display": "shown"})
    else:
        del request["reasoning_effort"]
        request.pop("reasoning", None)
        limit = request.get("max_tokens") or context.max_output_tokens
        budget = min(budgets[effort], limit - 1) if limit else budgets[effort]
        if budget < MIN_BUDGET:
            context.lose("reasoning_effort", "max_tokens leaves no room for reasoning")
        elif request.get("tool_choice", {}).get("mode") in ("any", "tool"):
            context.lose("reasoning_effort", "this model does not reason before a forced tool call")
        elif _calls_without_reasoning(request):
            context.lose("reasoning_effort", "the reasoning before the last tool calls is missing")
        elif given is None:
            request["reasoning"] = {"mode": "on", "budget_tokens": budget, "display": "shown"}
        else:
            request["reasoning"] = {**given, "mode": "on", "budget_tokens": budget}


def _calls_without_reasoning(request: Request) -> bool:
    """Whether the last message has tool results, and the message with their calls does not begin with reasoning."""
    messages = request["messages"]
    if len(messages) < 2 or not any(block["kind"] == "tool_result" for block in messages[-1]["blocks"]):
        return False
    first = next(iter(messages[-2]["blocks"]), None)
    return first is None or first["kind"] not in ("reasoning", "encrypted_reasoning")


def extract_reasoning(
    answer: Response, context: Context, *, start_tag: str | list[str], end_tag: str | list[str]
) -> None:
    """Move the content of tags at the start of the first text, or what precedes a closing tag without an opening one,
    into a reasoning block before it. start_tag, end_tag: a tag, or a list of as many tags. A start tag with an empty
    end tag is removed from the start of the text."""
    blocks: list[Block] = []
    done = False
    for block in answer["blocks"]:
        if done or block["kind"] != "text":
            blocks.append(block)
            continue
        done = True
        thought, text = split(block["text"], start_tag, end_tag)
        if thought:
            blocks.append({"kind": "reasoning", "text": thought})
        if text:
            blocks.append({**block, "text": text})
    answer["blocks"] = blocks
