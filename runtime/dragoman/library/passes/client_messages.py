"""Passes on the messages of a client: those that its protocol splits, and changes that they make."""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.hub import Block, Message, Request, Tool
from dragoman.library.names import digest
from dragoman.library.passes.messages import merged

IDENTIFIED = ("tool_call", "custom_tool_call", "tool_result")  # kinds of blocks that get an id if they have none


def merge_messages(request: Request, context: Context, *, assistant: bool = False, reasoning: bool = False) -> None:
    """Merge what the client's protocol splits (rule 2.8): messages that contain only tool results are merged with each
    other and with the next user message, and of two results for one call the later one is used (cases 84, 85, 89).

    Calls without an id get one, and so do their results, which name the called function (legacy function calls) or
    nothing: a result belongs to the first call, of its function if it names one, that has none yet. assistant:
    adjacent assistant messages are merged too, where the protocol has one message for each item. reasoning: the
    protocol returns reasoning in two fields, the text, and signatures with or without text. The first signature
    without text gets the text; text that a signature repeats is removed.
    """
    kinds = {block["kind"] for message in request["messages"] for block in message["blocks"]}
    if not kinds.isdisjoint(IDENTIFIED):
        _identify_calls(request, context)
    if reasoning and "reasoning" in kinds:
        _join_signatures(request)
    if assistant:
        request["messages"] = merged(request["messages"], ("assistant",))
    if "tool_result" in kinds:
        _merge_tool_results(request)


def apply_message_changes(request: Request, context: Context) -> None:
    """Apply changes that messages make during the conversation (rule 2.1, cases 7 and 8): the last effort of a system
    message becomes the request's, added and removed tools are applied to the tool list, outdated ephemeral messages and
    empty messages are removed."""
    messages = request["messages"]
    last_user = max((number for number, message in enumerate(messages) if message["role"] == "user"), default=-1)
    kept: list[Message] = []
    for number, message in enumerate(messages):
        if "reasoning_effort" in message:
            request["reasoning_effort"] = message.pop("reasoning_effort")
        if "added_tools" in message or "removed_tools" in message:
            _change_tools(request, message.pop("added_tools", []), message.pop("removed_tools", []))
        passed = message.get("ephemeral") and message["role"] == "system" and number < last_user
        if message["blocks"] and not passed:
            kept.append(message)
    request["messages"] = kept


def _merge_tool_results(request: Request) -> None:
    joined: list[Message] = []
    for message in request["messages"]:
        last = joined[-1] if joined else None
        if last is not None and message["role"] == last["role"] == "user" and _only_results(last):
            last["blocks"] = [*last["blocks"], *message["blocks"]]
            if added := message.get("added_tools"):
                last["added_tools"] = [*last.get("added_tools", ()), *added]
        else:
            joined.append(message)
    for message in joined:
        results = [block for block in message["blocks"] if block["kind"] == "tool_result"]
        if len(results) < 2:
            continue
        latest = {block["id"]: block for block in results}
        blocks: list[Block] = []
        for block in message["blocks"]:
            if block["kind"] != "tool_result":
                blocks.append(block)
            elif block["id"] in latest:
                blocks.append(latest.pop(block["id"]))
        message["blocks"] = blocks
    request["messages"] = joined


def _identify_calls(request: Request, context: Context) -> None:
    open_calls: list[tuple[str, str]] = []  # names and ids of calls without a result
    for number, message in enumerate(request["messages"]):
        for place, block in enumerate(message["blocks"]):
            if block.get("id", True):
                continue
            if block["kind"] == "tool_call" or block["kind"] == "custom_tool_call":
                block["id"] = context.ids.tool_call + digest(block["name"], number, place, size=24)
                open_calls.append((block["name"], block["id"]))
            elif block["kind"] == "tool_result":
                name = block.get("name")
                found = next((call for call in open_calls if not name or call[0] == name), None)
                if found is not None:
                    open_calls.remove(found)
                block["id"] = found[1] if found else context.ids.tool_call + digest(number, place, size=24)


def _join_signatures(request: Request) -> None:
    for message in request["messages"]:
        plain = [block for block in message["blocks"] if block["kind"] == "reasoning" and not block.get("signature")]
        if not plain:
            continue
        signed = [block for block in message["blocks"] if block["kind"] == "reasoning" and block.get("signature")]
        if not signed and not any(block["kind"] == "encrypted_reasoning" for block in message["blocks"]):
            continue
        if signed and not any(block["text"] for block in signed):
            signed[0]["text"] = "\n\n".join(block["text"] for block in plain)
        message["blocks"] = [block for block in message["blocks"] if block not in plain]


def _only_results(message: Message) -> bool:
    return bool(message["blocks"]) and all(block["kind"] == "tool_result" for block in message["blocks"])


def _change_tools(request: Request, gains: list[Tool], loses: list[str]) -> None:
    """Apply added and removed tools. An added tool that exists is no longer deferred; the first definition of a name
    is used (case 72)."""
    tools = request.setdefault("tools", [])
    for tool in gains:
        known = next((other for other in tools if other["name"] == tool["name"]), None)
        if known is None:
            tools.append(tool)
        elif known["kind"] == "function":
            if known.pop("deferred", False) and "schema" not in known and tool["kind"] == "function":
                known.update(tool)
    request["tools"] = [tool for tool in tools if tool["name"] not in loses]
    if not request["tools"]:
        del request["tools"]
