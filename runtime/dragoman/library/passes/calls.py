"""Passes over tool calls and results: order, completeness, names and ids."""

from __future__ import annotations

from typing import Any

from dragoman.library.context import Context
from dragoman.library.hub import Block, Message, Request, Response, Text, ToolCall, ToolResult
from dragoman.values import arguments
from dragoman.values.placeholders import fill

CALLS = ("tool_call", "custom_tool_call")


def pair_tool_results(request: Request, context: Context, *, failed: str = "", names: bool = False) -> None:
    """Move the results of a message's calls to the start of the next user message, in the order of arrival (rule 2.1,
    cases 76-78, 81-83, 91).

    A missing result is generated, the later of two replaces the other, and a result without a call becomes user text.
    failed: the prefix of the text of a failed result, unless it starts with "error", for protocols without an error
    flag (case 80). names: each result gets the name of its call's tool, for protocols that require it.
    """
    _pair(request, context)
    if failed:
        _mark_failed_results(request, failed)
    if names:
        _name_tool_results(request)


def _pair(request: Request, context: Context) -> None:
    messages = request["messages"]
    owners: dict[str, int] = {}  # call id -> the last message with this call
    calls: dict[int, list[str]] = {}  # message -> its calls
    arrived: dict[int, dict[str, ToolResult]] = {}  # message -> results of its calls, in the order of arrival
    for number, message in enumerate(messages):
        kept: list[Block] = []
        for block in message["blocks"]:
            if block["kind"] in CALLS and message["role"] != "assistant":
                context.lose_block("tool_call", "tool call outside of an assistant message")
            elif block["kind"] != "tool_result":
                kept.append(block)
                if block["kind"] == "tool_call" or block["kind"] == "custom_tool_call":
                    owners[block["id"]] = number
                    calls.setdefault(number, []).append(block["id"])
            elif message["role"] == "assistant":
                context.lose_block("tool_result", "tool result in an assistant message")
            elif block["id"] in owners:
                arrived.setdefault(owners[block["id"]], {})[block["id"]] = block
            else:
                context.lose_block("tool_result", "tool result without a call")
                kept.extend(_as_words(block))
        message["blocks"] = kept
    paired: list[Message] = []
    for number, message in enumerate(messages):
        paired.append(message)
        if number in calls:
            came = arrived.get(number, {})
            results = [*came.values(), *(_made_up(id) for id in dict.fromkeys(calls[number]) if id not in came)]
            following = messages[number + 1] if number + 1 < len(messages) else None
            if following is not None and following["role"] == "user":
                following["blocks"] = [*results, *following["blocks"]]
            else:
                paired.append({"role": "user", "blocks": [*results]})
    request["messages"] = [message for message in paired if message["blocks"]]


def _mark_failed_results(request: Request, prefix: str) -> None:
    for message in request["messages"]:
        for block in message["blocks"]:
            if block["kind"] == "tool_result" and block.get("is_error"):
                first = next((part for part in block["blocks"] if part["kind"] == "text" and part["text"]), None)
                if first is None:
                    block["blocks"] = [_text(f"{prefix}tool execution failed"), *block["blocks"]]
                elif first["kind"] == "text" and not first["text"].lower().startswith("error"):
                    first["text"] = prefix + first["text"]


def _name_tool_results(request: Request) -> None:
    names: dict[str, str] = {}
    for message in request["messages"]:
        for block in message["blocks"]:
            if block["kind"] == "tool_call" or block["kind"] == "custom_tool_call":
                names[block["id"]] = block["name"]
            elif block["kind"] == "tool_result" and block["id"] in names:
                block["name"] = names[block["id"]]


def render_tool_calls(request: Request, context: Context, *, call: str, result: str) -> None:
    """Write calls and results as text, for providers that support neither. call: template with {name} and {input};
    result: template with {name}, followed by the result's text. Apply it after `place_media`."""
    names: dict[str, str] = {}
    for message in request["messages"]:
        blocks: list[Block] = []
        for block in message["blocks"]:
            if block["kind"] == "tool_call":
                names[block["id"]] = block["name"]
                blocks.append(_text(fill(call, {"name": block["name"], "input": arguments.text(block["input"])})))
            elif block["kind"] == "tool_result":
                texts = [part["text"] for part in block["blocks"] if part["kind"] == "text"]
                blocks.append(_text(fill(result, {"name": names.get(block["id"], block["id"])}) + "\n".join(texts)))
            else:
                blocks.append(block)
        message["blocks"] = blocks


def unwrap_tool_calls(
    answer: Response,
    context: Context,
    *,
    names: list[str],
    list: str,
    name: str,
    input: str,
    name_prefix: str = "",
) -> None:
    """Replace a call of a wrapper tool that the client did not offer by the calls that it contains (case 95).

    names: the names of the wrapper; list: the member of its input that lists the calls; name, input: the members of a
    call; name_prefix: a prefix that is removed from tool names. A tool with the name of the wrapper in the request, or
    an input of another form, is left unchanged. Place it before `settle`.
    """
    request = context.request
    offered = {tool["name"] for tool in request.get("tools", ())} if request is not None else set()
    blocks: _Blocks = []
    for block in answer["blocks"]:
        if block["kind"] == "tool_call" and block["name"] in names and block["name"] not in offered:
            blocks.extend(_wrapped_calls(block, list, name, input, name_prefix) or [block])
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


def _made_up(id: str) -> ToolResult:
    return {"kind": "tool_result", "id": id, "blocks": [_text("no result was provided")], "is_error": True}


def _as_words(result: ToolResult) -> list[Block]:
    """Return a result without a call as user text and media."""
    words = "\n".join(block["text"] for block in result["blocks"] if block["kind"] == "text" and block["text"])
    media = [block for block in result["blocks"] if block["kind"] in ("image", "document", "search_result")]
    return [_text(f"[tool result {result['id']}] {words}".rstrip()), *media]


def _text(text: str) -> Text:
    return {"kind": "text", "text": text}
