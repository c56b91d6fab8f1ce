"""Passes over messages: which are sent, in which order and with which role."""

from __future__ import annotations

from typing import Literal

from dragoman.library.context import Context
from dragoman.library.errors import Refused
from dragoman.library.hub import Block, Message, Request, Text

PERIOD = "."  # in place of empty messages: white space alone is rejected by some providers


def arrange_messages(
    request: Request,
    context: Context,
    *,
    blank: bool = False,
    alternate: bool = False,
    begin: str = "",
    end: Literal["any", "refuse", "continue"] = "any",
    separator: str = "",
) -> None:
    """Send messages in the order of roles that the provider accepts. Empty texts are removed, then messages without
    blocks and a system prompt without texts (cases 1, 4, 10, 11, 79). If nothing remains, a user message with a period
    is sent, because providers require a message.

    blank: texts of white space are also removed. alternate: adjacent messages with the same role are merged (case 9).
    begin: the text of a user message, with which the conversation then always begins (cases 36 and 43). end: a
    prefill, that is a final assistant message, is sent as it is, refused with the message that clients recognise, or
    continued without trailing white space (cases 13 and 14). separator: the text of an assistant message between tool
    results and the user's text after them. Place it after `place_media`.
    """
    _drop_empty(request, blank)
    if alternate:
        request["messages"] = merged(request["messages"], ("assistant", "system", "user"))
    if end != "any":
        _end_on_user(request, context, end)
    if begin:
        _begin_with_user(request, begin)
    if separator:
        _separate_tool_results(request, separator)


def place_system_messages(
    request: Request,
    context: Context,
    *,
    leading: bool = False,
    later: Literal["reminder", "in_place", "first"] = "reminder",
    tag: str = "system-reminder",
) -> None:
    """Set the position of system messages (rules 2.1 and 2.8, cases 5 and 6).

    leading: those before the first other message are moved to the system prompt. later: other ones stay in place,
    become user text between `tag`s at the same position, or with `first` are moved to the system prompt, with a loss,
    because their place is lost. Place it after `open_signatures`.
    """
    if leading:
        _lead_with_system(request, context, later == "first")
    if later == "reminder":
        for message in request["messages"]:
            if message["role"] == "system":
                message["role"] = "user"
                message["blocks"] = _wrapped(message["blocks"], tag)


def _lead_with_system(request: Request, context: Context, later: bool) -> None:
    """Move the system messages at the start to the system prompt; `later`: all."""
    messages = request["messages"]
    if all(message["role"] != "system" for message in messages):
        return
    texts = list(request.get("system", ()))
    leading = next((number for number, message in enumerate(messages) if message["role"] != "system"), len(messages))
    for message in messages[:leading]:
        texts += [block for block in message["blocks"] if block["kind"] == "text"]
    rest = messages[leading:]
    moved = [message for message in rest if message["role"] == "system"] if later else []
    for message in moved:
        texts += [block for block in message["blocks"] if block["kind"] == "text"]
        context.lose("messages.system", "it is moved to the start of the conversation")
    request["messages"] = [message for message in rest if message["role"] != "system"] if moved else rest
    _keep_system(request, texts)


def mark_final_text(request: Request, context: Context) -> None:
    """Set `final` on each text of an assistant message: true if only reasoning follows it. A text before other texts or
    calls is commentary."""
    for message in request["messages"]:
        if message["role"] == "assistant":
            ends = True
            for block in reversed(message["blocks"]):
                if block["kind"] == "text":
                    block["final"] = ends
                ends = ends and block["kind"] in ("reasoning", "encrypted_reasoning")


def _drop_empty(request: Request, blank: bool) -> None:
    if "system" in request:
        _keep_system(request, [text for text in request["system"] if _says(text["text"], blank)])
    for message in request["messages"]:
        message["blocks"] = _filled(message["blocks"], blank)
        for block in message["blocks"]:
            if block["kind"] == "tool_result":
                block["blocks"] = _filled(block["blocks"], blank)
    kept = [message for message in request["messages"] if message["blocks"]]
    if not kept and "system" not in request:
        kept = [{"role": "user", "blocks": [{"kind": "text", "text": PERIOD}]}]
    request["messages"] = kept


def _end_on_user(request: Request, context: Context, mode: Literal["refuse", "continue"]) -> None:
    messages = request["messages"]
    if not messages or messages[-1]["role"] != "assistant":
        return
    if mode == "refuse":
        raise Refused(
            "invalid_request",
            "This model does not support assistant message prefill. The conversation must end with a user message.",
        )
    blocks = messages[-1]["blocks"]
    last = blocks[-1] if blocks else None
    if last is not None and last["kind"] == "text":
        last["text"] = last["text"].rstrip()
        if not last["text"]:
            blocks.pop()
        context.prefill = last["text"]
    if blocks:
        messages[-1]["prefill"] = True
    else:
        messages.pop()


def _begin_with_user(request: Request, text: str) -> None:
    messages = request["messages"]
    if not messages or messages[0]["role"] != "user":
        words: Text = {"kind": "text", "text": text}
        request["messages"] = [{"role": "user", "blocks": [words]}, *messages]


def _separate_tool_results(request: Request, text: str) -> None:
    parted: list[Message] = []
    for message in request["messages"]:
        results: list[Block] = [block for block in message["blocks"] if block["kind"] == "tool_result"]
        if 0 < len(results) < len(message["blocks"]):
            others: list[Block] = [block for block in message["blocks"] if block["kind"] != "tool_result"]
            bridge: Text = {"kind": "text", "text": text}
            parted += [{**message, "blocks": results}, {"role": "assistant", "blocks": [bridge]}]
            message["blocks"] = others
        parted.append(message)
    request["messages"] = parted


def merged(messages: list[Message], roles: tuple[str, ...]) -> list[Message]:
    """Return the messages with adjacent ones of these roles merged. Each block is copied once. A text of an assistant
    does not continue that of the message before."""
    merged: list[Message] = []
    copied = False  # whether the list of the last message is a copy
    for message in messages:
        if not merged or merged[-1]["role"] != message["role"] or message["role"] not in roles:
            merged.append(message)
            copied = False
            continue
        if not copied:
            merged[-1]["blocks"] = list(merged[-1]["blocks"])
            copied = True
        merged[-1]["blocks"] += _apart(message["blocks"]) if message["role"] == "assistant" else message["blocks"]
    return merged


def _apart(blocks: list[Block]) -> list[Block]:
    first = blocks[0] if blocks else None
    return [{**first, "apart": True}, *blocks[1:]] if first is not None and first["kind"] == "text" else blocks


def _keep_system(request: Request, texts: list[Text]) -> None:
    if texts:
        request["system"] = texts
    else:
        request.pop("system", None)


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
