"""Passes over messages: which are sent, in which order and with which role."""

from __future__ import annotations

from typing import Literal

from dragoman.library.context import Context
from dragoman.library.errors import Refused
from dragoman.library.hub import Block, FunctionTool, Message, Request, Text, Tool


def apply_message_changes(request: Request, context: Context) -> None:
    """Apply changes that messages make during the conversation (rule 2.1, cases 7 and 8): the last effort of a system
    message becomes the request's, added and removed tools are applied to the tool list, outdated ephemeral messages and
    empty messages are removed."""
    turns = request["messages"]
    last_user = max((number for number, turn in enumerate(turns) if turn["role"] == "user"), default=-1)
    kept: list[Message] = []
    for number, turn in enumerate(turns):
        if "reasoning_effort" in turn:
            request["reasoning_effort"] = turn.pop("reasoning_effort")
        if "added_tools" in turn or "removed_tools" in turn:
            _change_tools(request, turn.pop("added_tools", []), turn.pop("removed_tools", []))
        passed = turn.get("ephemeral") and turn["role"] == "system" and number < last_user
        if turn["blocks"] and not passed:
            kept.append(turn)
    request["messages"] = kept


def lead_with_system(request: Request, context: Context, *, later: bool = False) -> None:
    """Move the system messages before the first other message to the system prompt (rule 2.8). later: also those that
    follow, with a loss, because their place is lost."""
    texts = list(request.get("system", ()))
    turns = request["messages"]
    leading = next((number for number, turn in enumerate(turns) if turn["role"] != "system"), len(turns))
    for turn in turns[:leading]:
        texts += [block for block in turn["blocks"] if block["kind"] == "text"]
    rest = turns[leading:]
    moved = [turn for turn in rest if turn["role"] == "system"] if later else []
    for turn in moved:
        texts += [block for block in turn["blocks"] if block["kind"] == "text"]
        context.lose("messages.system", "it is moved to the start of the conversation")
    request["messages"] = [turn for turn in rest if turn["role"] != "system"] if moved else rest
    _keep_system(request, texts)


def merge_assistant_messages(request: Request, context: Context) -> None:
    """Merge adjacent assistant messages, for clients whose protocol has one message for each item (rule 2.8)."""
    request["messages"] = _merged(request["messages"], ("assistant",))


def mark_final_text(request: Request, context: Context) -> None:
    """Set `final` on each text of an assistant message: true if only reasoning follows it. A text before other texts or
    calls is commentary."""
    for turn in request["messages"]:
        if turn["role"] == "assistant":
            ends = True
            for block in reversed(turn["blocks"]):
                if block["kind"] == "text":
                    block["final"] = ends
                ends = ends and block["kind"] in ("reasoning", "encrypted_reasoning")


def place_system_messages(
    request: Request,
    context: Context,
    *,
    mid_conversation: Literal["reminder", "in_place"] = "reminder",
    tag: str = "system-reminder",
) -> None:
    """Set the position of system messages within the conversation (rule 2.1, cases 5 and 6): they stay as they are, or
    become user text between `tag`s at the same position. Place it after `open_signatures`."""
    if mid_conversation == "in_place":
        return
    for turn in request["messages"]:
        if turn["role"] == "system":
            turn["role"] = "user"
            turn["blocks"] = _wrapped(turn["blocks"], tag)


def drop_empty(request: Request, context: Context, *, blank: bool = False) -> None:
    """Remove empty texts, then messages without blocks and a system prompt without texts (cases 1, 4, 10, 11, 79).
    blank: texts of white space are also removed."""
    if "system" in request:
        _keep_system(request, [text for text in request["system"] if _says(text["text"], blank)])
    for turn in request["messages"]:
        turn["blocks"] = _filled(turn["blocks"], blank)
        for block in turn["blocks"]:
            if block["kind"] == "tool_result":
                block["blocks"] = _filled(block["blocks"], blank)
    request["messages"] = [turn for turn in request["messages"] if turn["blocks"]]


def alternate_roles(request: Request, context: Context) -> None:
    """Merge adjacent messages with the same role, for providers that require alternating roles (case 9)."""
    request["messages"] = _merged(request["messages"], ("assistant", "system", "user"))


def end_on_user(request: Request, context: Context, *, mode: Literal["refuse", "continue"] = "refuse") -> None:
    """Handle a prefill, that is a final assistant message (cases 13 and 14): reject it with the message that clients
    recognise, or keep it without trailing white space."""
    turns = request["messages"]
    if not turns or turns[-1]["role"] != "assistant":
        return
    if mode == "refuse":
        raise Refused(
            "invalid_request",
            "This model does not support assistant message prefill. The conversation must end with a user message.",
        )
    blocks = turns[-1]["blocks"]
    last = blocks[-1] if blocks else None
    if last is not None and last["kind"] == "text":
        last["text"] = last["text"].rstrip()
        if not last["text"]:
            blocks.pop()
        context.begun = last["text"]
    if blocks:
        turns[-1]["prefill"] = True
    else:
        turns.pop()


def begin_with_user(request: Request, context: Context, *, text: str) -> None:
    """Begin the conversation with a user message of this text if it would begin with another one or be empty, for
    providers that reject that (cases 36 and 43)."""
    turns = request["messages"]
    if not turns or turns[0]["role"] != "user":
        words: Text = {"kind": "text", "text": text}
        request["messages"] = [{"role": "user", "blocks": [words]}, *turns]


def separate_tool_results(request: Request, context: Context, *, text: str) -> None:
    """Insert an assistant message with `text` between tool results and the user's text after them, for providers that
    reject a user message directly after a tool result. Place it after `place_media` and `drop_empty`."""
    parted: list[Message] = []
    for turn in request["messages"]:
        results: list[Block] = [block for block in turn["blocks"] if block["kind"] == "tool_result"]
        if 0 < len(results) < len(turn["blocks"]):
            others: list[Block] = [block for block in turn["blocks"] if block["kind"] != "tool_result"]
            bridge: Text = {"kind": "text", "text": text}
            parted += [{**turn, "blocks": results}, {"role": "assistant", "blocks": [bridge]}]
            turn["blocks"] = others
        parted.append(turn)
    request["messages"] = parted


def _merged(turns: list[Message], roles: tuple[str, ...]) -> list[Message]:
    """Return the messages with adjacent ones of these roles merged. Each block is copied once."""
    merged: list[Message] = []
    copied = False  # whether the list of the last message is a copy
    for turn in turns:
        if not merged or merged[-1]["role"] != turn["role"] or turn["role"] not in roles:
            merged.append(turn)
            copied = False
            continue
        if not copied:
            merged[-1]["blocks"] = list(merged[-1]["blocks"])
            copied = True
        merged[-1]["blocks"] += turn["blocks"]
    return merged


def _keep_system(request: Request, texts: list[Text]) -> None:
    if texts:
        request["system"] = texts
    else:
        request.pop("system", None)


def _change_tools(request: Request, gains: list[Tool], loses: list[str]) -> None:
    """Apply added and removed tools. An added tool that exists is no longer deferred."""
    tools = request.setdefault("tools", [])
    for tool in gains:
        known = next((other for other in tools if other["name"] == tool["name"]), None)
        if known is None:
            tools.append(tool)
        elif known["kind"] == "function":
            known.pop("deferred", None)
            if tool["kind"] == "function":
                _redefine(known, tool)
    request["tools"] = [tool for tool in tools if tool["name"] not in loses]
    if not request["tools"]:
        del request["tools"]


def _redefine(known: FunctionTool, tool: FunctionTool) -> None:
    if "schema" in tool:
        known.update(tool)


def _wrapped(blocks: list[Block], tag: str) -> list[Block]:
    texts = [block for block in blocks if block["kind"] == "text" and block["text"]]
    if not texts:
        return []
    words: Text = {"kind": "text", "text": f"<{tag}>" + "\n\n".join(text["text"] for text in texts) + f"</{tag}>"}
    if "cache_breakpoint" in texts[-1]:
        words["cache_breakpoint"] = texts[-1]["cache_breakpoint"]
    return [words]


def _filled(blocks: list[Block], blank: bool) -> list[Block]:
    return [block for block in blocks if block["kind"] != "text" or _says(block["text"], blank)]


def _says(text: str, blank: bool) -> bool:
    return bool(text) and not (blank and text.isspace())
