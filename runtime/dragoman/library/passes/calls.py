"""Passes over calls and their results: each result stands behind its call, each call has one, ids are short enough."""

from __future__ import annotations

import re
from typing import Any

from dragoman.library.context import Context, digest, shorten
from dragoman.library.hub import Answer, Block, Message, Request, Text, ToolCall, ToolResult
from dragoman.values import arguments


def pair_results(request: Request, context: Context) -> None:
    """Put the results of a turn's calls at the head of the user turn behind it, in the order in which they came
    (rule 2.1, cases 76-78, 81-83, 91).

    A missing one is made up, the later one of two replaces the other, and one that answers no call becomes words of the
    user.
    """
    turns = request["messages"]
    owners: dict[str, int] = {}  # call id -> the turn that made it last
    calls: dict[int, list[str]] = {}  # turn -> its calls
    arrived: dict[int, dict[str, ToolResult]] = {}  # turn -> their results, in the order in which they came
    for number, turn in enumerate(turns):
        kept: list[Block] = []
        for block in turn["blocks"]:
            if block["kind"] == "tool_call" and turn["role"] != "assistant":
                context.lose("tool_call", "stands outside of an assistant turn")
            elif block["kind"] != "tool_result":
                kept.append(block)
                if block["kind"] == "tool_call":
                    owners[block["id"]] = number
                    calls.setdefault(number, []).append(block["id"])
            elif turn["role"] == "assistant":
                context.lose("tool_result", "stands in an assistant turn")
            elif block["id"] in owners:
                arrived.setdefault(owners[block["id"]], {})[block["id"]] = block
            else:
                context.lose("tool_result", "answers no call")
                kept.extend(_as_words(block))
        turn["blocks"] = kept
    paired: list[Message] = []
    for number, turn in enumerate(turns):
        paired.append(turn)
        if number in calls:
            came = arrived.get(number, {})
            results = [*came.values(), *(_made_up(id) for id in dict.fromkeys(calls[number]) if id not in came)]
            behind = turns[number + 1] if number + 1 < len(turns) else None
            if behind is not None and behind["role"] == "user":
                behind["blocks"] = [*results, *behind["blocks"]]
            else:
                paired.append({"role": "user", "blocks": [*results]})
    request["messages"] = [turn for turn in paired if turn["blocks"]]


def gather_results(request: Request, context: Context) -> None:
    """Join turns that hold only results with each other and with the user turn behind them, for clients whose protocol
    has a message for each result (cases 84, 85, 89). Of two results for one call the later one counts."""
    joined: list[Message] = []
    for turn in request["messages"]:
        last = joined[-1] if joined else None
        if last is not None and turn["role"] == last["role"] == "user" and _only_results(last):
            last["blocks"] = [*last["blocks"], *turn["blocks"]]
        else:
            joined.append(turn)
    for turn in joined:
        latest = {block["id"]: block for block in turn["blocks"] if block["kind"] == "tool_result"}
        blocks: list[Block] = []
        for block in turn["blocks"]:
            if block["kind"] != "tool_result":
                blocks.append(block)
            elif block["id"] in latest:
                blocks.append(latest.pop(block["id"]))
        turn["blocks"] = blocks
    request["messages"] = joined


def name_results(request: Request, context: Context) -> None:
    """Give each result the name of the tool whose call it answers, for protocols that ask for it. Apply it behind
    `pair_results` and `shorten_names`."""
    names: dict[str, str] = {}
    for turn in request["messages"]:
        for block in turn["blocks"]:
            if block["kind"] == "tool_call":
                names[block["id"]] = block["name"]
            elif block["kind"] == "tool_result" and block["id"] in names:
                block["name"] = names[block["id"]]


def flag_failures(request: Request, context: Context, *, prefix: str) -> None:
    """Say in the text of a result that it failed, for protocols without a place for it (case 80): `prefix` before it,
    unless it begins with "error" anyway."""
    for turn in request["messages"]:
        for block in turn["blocks"]:
            if block["kind"] == "tool_result" and block.get("is_error"):
                first = next((part for part in block["blocks"] if part["kind"] == "text" and part["text"]), None)
                if first is None:
                    block["blocks"] = [_text(f"{prefix}tool execution failed"), *block["blocks"]]
                elif first["kind"] == "text" and not first["text"].lower().startswith("error"):
                    first["text"] = prefix + first["text"]


def shorten_ids(request: Request, context: Context, *, most: int = 40, exactly: int = 0, illegal: str = "") -> None:
    """Shorten the ids of calls and results to `most` characters, both alike (rule 2.0.2, case 94).

    exactly: for providers whose ids all have one length; another id becomes so many digits that are made of it, and so
    does one with characters that match `illegal`.
    """
    for turn in request["messages"]:
        for block in turn["blocks"]:
            if block["kind"] == "tool_call" or block["kind"] == "tool_result":
                if not exactly:
                    block["id"] = shorten(block["id"], most, illegal)
                elif len(block["id"]) != exactly or (illegal and re.search(illegal, block["id"])):
                    block["id"] = digest(block["id"], size=exactly)


def tell_calls(request: Request, context: Context, *, call: str, result: str) -> None:
    """Tell calls and results in words, for providers that know neither. call: with {name} and {input}; result: with
    {name}, and the result's own words behind it. Apply it behind `carry_media`."""
    names: dict[str, str] = {}
    for turn in request["messages"]:
        blocks: list[Block] = []
        for block in turn["blocks"]:
            if block["kind"] == "tool_call":
                names[block["id"]] = block["name"]
                blocks.append(_text(_told(call, name=block["name"], input=arguments.text(block["input"]))))
            elif block["kind"] == "tool_result":
                said = [part["text"] for part in block["blocks"] if part["kind"] == "text"]
                blocks.append(_text(_told(result, name=names.get(block["id"], block["id"])) + "\n".join(said)))
            else:
                blocks.append(block)
        turn["blocks"] = blocks


def expand_calls(
    answer: Answer,
    context: Context,
    *,
    names: list[str],
    list: str,
    name: str,
    input: str,
    cut: str = "",
) -> None:
    """Some models wrap their calls into one call of a tool that nobody offered: put the wrapped ones in its place (case
    95).

    names: the wrapper's; list: the member of its input that lists the calls; name, input: their members; cut: a prefix
    of their names. A tool of that name in the request is left alone, and so is what has not this form. Apply it before
    `settle`.
    """
    request = context.request
    offered = {tool["name"] for tool in request.get("tools", ())} if request is not None else set()
    blocks: _Blocks = []
    for block in answer["blocks"]:
        if block["kind"] == "tool_call" and block["name"] in names and block["name"] not in offered:
            blocks.extend(_wrapped_calls(block, list, name, input, cut) or [block])
        else:
            blocks.append(block)
    answer["blocks"] = blocks


_Blocks = list[Block]


def _wrapped_calls(wrapper: ToolCall, key: str, name: str, input: str, cut: str) -> list[ToolCall] | None:
    given = arguments.read(wrapper["input"])
    uses = given.get(key) if given else None
    if not isinstance(uses, list) or not uses:
        return None
    calls: list[ToolCall] = []
    for number, use in enumerate(uses):
        called: Any = use.get(name) if isinstance(use, dict) else None
        if not isinstance(called, str):
            return None
        id = f"{wrapper['id']}_{number}" if wrapper["id"] else ""
        calls.append({"kind": "tool_call", "id": id, "name": called.removeprefix(cut), "input": use.get(input)})
    return calls


def _told(template: str, **values: str) -> str:
    """The template with its holes filled, each once: what fills them is no template."""
    return re.sub(r"\{(\w+)\}", lambda hole: values.get(hole[1], hole[0]), template)


def _only_results(turn: Message) -> bool:
    return bool(turn["blocks"]) and all(block["kind"] == "tool_result" for block in turn["blocks"])


def _made_up(id: str) -> ToolResult:
    return {"kind": "tool_result", "id": id, "blocks": [_text("no result was provided")], "is_error": True}


def _as_words(result: ToolResult) -> list[Block]:
    """A result without a call, as the user's words and media."""
    words = "\n".join(block["text"] for block in result["blocks"] if block["kind"] == "text" and block["text"])
    media = [block for block in result["blocks"] if block["kind"] in ("image", "document", "search_result")]
    return [_text(f"[tool result {result['id']}] {words}".rstrip()), *media]


def _text(text: str) -> Text:
    return {"kind": "text", "text": text}
