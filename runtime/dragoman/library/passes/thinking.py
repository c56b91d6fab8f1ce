"""Passes over reasoning: settings of a request that states an effort only, and tags in the text of an answer."""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.hub import Block, Request, Response
from dragoman.library.reasoning_tags import split

MIN_BUDGET = 1024  # reasoning tokens that providers accept at least


def reason_by_effort(
    request: Request,
    context: Context,
    *,
    budgets: dict[str, int] = {},  # noqa: B006 (read by the compiler, never changed)
) -> None:
    """Configure reasoning by the effort, if the client states nothing else (rule 2.0.4): `none` switches it off,
    another effort switches it on and shows it. budgets: the tokens of each effort, for models that require a number
    instead of an effort. Such models reject reasoning beside a forced tool (case 74), and in a tool loop whose calls
    came without reasoning (case 125); reasoning is then not requested, with a loss."""
    effort = request.get("reasoning_effort")
    if effort is None or "reasoning" in request:
        return
    if effort == "none":
        request["reasoning"] = {"mode": "off"}
        del request["reasoning_effort"]
    elif not budgets:
        if effort == "minimal":
            request["reasoning_effort"] = "low"
            context.lose("reasoning_effort", "minimal is not supported and becomes low")
        request["reasoning"] = {"mode": "auto", "display": "shown"}
    else:
        del request["reasoning_effort"]
        limit = request.get("max_tokens") or context.most
        budget = min(budgets[effort], limit - 1) if limit else budgets[effort]
        if budget < MIN_BUDGET:
            context.lose("reasoning_effort", "max_tokens leaves no room for reasoning")
        elif request.get("tool_choice", {}).get("mode") in ("any", "tool"):
            context.lose("reasoning_effort", "this model does not reason before a forced tool call")
        elif _calls_without_reasoning(request):
            context.lose("reasoning_effort", "the reasoning before the last tool calls is missing")
        else:
            request["reasoning"] = {"mode": "on", "budget_tokens": budget, "display": "shown"}


def _calls_without_reasoning(request: Request) -> bool:
    """Whether the last message has tool results, and the message with their calls does not begin with reasoning."""
    turns = request["messages"]
    if len(turns) < 2 or not any(block["kind"] == "tool_result" for block in turns[-1]["blocks"]):
        return False
    first = next(iter(turns[-2]["blocks"]), None)
    return first is None or first["kind"] not in ("reasoning", "encrypted_reasoning")


def extract_reasoning(answer: Response, context: Context, *, open: str, close: str) -> None:
    """Move the content of tags at the start of the first text, or what precedes a closing tag without an opening one,
    into a reasoning block before it."""
    blocks: list[Block] = []
    done = False
    for block in answer["blocks"]:
        if done or block["kind"] != "text":
            blocks.append(block)
            continue
        done = True
        thought, text = split(block["text"], open, close)
        if thought:
            blocks.append({"kind": "reasoning", "text": thought})
        if text:
            blocks.append({**block, "text": text})
    answer["blocks"] = blocks
