"""Passes over tools: which are offered, under which names, and references to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal

from dragoman.library.context import Context
from dragoman.library.errors import Refused
from dragoman.library.hub import Block, FunctionTool, Request, Tool
from dragoman.library.names import digest, shorten
from dragoman.library.passes.tool_kinds import select_hosted_tools, set_tools, wrap_custom_tools


def resolve_tools(request: Request, context: Context, *, separator: str = "") -> None:
    """Expand toolsets, and remove the tools that the tool choice does not allow, without a loss: the client restricts
    the choice itself.

    separator: a toolset becomes one tool for each enabled member, named toolset + `separator` + member; calls in the
    history and the tool choice follow (case 60); "" for protocols without toolsets. Of a toolset, `members` maps names
    to {parameter: its JSON type}, `config` names to {enabled: false}, and `tools` has its tools if they are declared in
    full."""
    if separator:
        _expand_toolsets(request, context, separator)
    allowed = request.get("tool_choice", {}).get("allowed")
    if allowed is not None:
        del request["tool_choice"]["allowed"]
        set_tools(request, [tool for tool in request.get("tools", ()) if tool["name"] in allowed])


def _expand_toolsets(request: Request, context: Context, separator: str) -> None:
    tools: list[Tool] = []
    for tool in request.get("tools", ()):
        if tool["kind"] != "toolset":
            tools.append(tool)
            continue
        members = [_member(member, parameters) for member, parameters in tool.get("members", {}).items()]
        for inner in (*members, *tool.get("tools", ())):
            if _switched_on(tool.get("config"), inner["name"]):
                name = f"{tool['name']}{separator}{inner['name']}"
                context.sets[name] = (tool["name"], inner["name"])
                tools.append(_renamed(inner, name))
    set_tools(request, tools)
    for message in request["messages"]:
        for block in message["blocks"]:
            if block["kind"] == "tool_call" and "toolset" in block:
                block["name"] = f"{block.pop('toolset')}{separator}{block['name']}"
    choice = request.get("tool_choice")
    if choice is not None and "name" in choice and choice["name"] not in {tool["name"] for tool in tools}:
        named = [name for name, (_, member) in context.sets.items() if member == choice["name"]]
        if named:
            choice["name"] = named[0]


def select_tools(
    request: Request,
    context: Context,
    *,
    hosted: list[str] = [],  # noqa: B006 (read by the compiler, never changed)
    exclusive: bool = False,
    refuse: bool = False,
    max_tools: int = 0,
    deferred: Literal["all", "named"] = "all",
    modes: list[str] = ["auto", "any", "tool", "none"],  # noqa: B006
    forced: Literal["named", "alone"] = "named",
) -> None:
    """Select the tools to send (cases 56, 58, 62, 64, 70, 71, 250).

    A custom tool becomes a function with one text argument, whose description states the grammar; calls in the answer
    are unwrapped for the client. hosted: the types of the tools that the provider runs; others are removed, or the
    request is refused if such a tool is forced, or with `refuse`. A request whose only tool is an unsupported search is
    answered locally; a supported tool that is forced becomes the only tool. exclusive: the provider runs hosted tools
    only in requests without other tools.

    Tools that only other tools may call are removed. deferred: tools that the client loads later are all sent, or only
    those that the history names. max_tools: the provider's maximum, 0 for none; deferred tools that the history does
    not name are removed first, each with a loss, and more than `max_tools` other tools are refused. A choice of a tool
    that is not sent is refused; without tools there is no choice. forced: `alone` sends only the chosen tool, for
    providers that cannot be asked to call a named tool. modes: the modes of a tool choice that the provider supports;
    another mode is dropped with a loss, except `none`, which sends no tools.
    """
    wrap_custom_tools(request)
    select_hosted_tools(request, context, tool_types=hosted, refuse=refuse, exclusive=exclusive)
    tools: list[Tool] = []
    for tool in request.get("tools", ()):
        restricted = tool["kind"] == "function" and "allowed_callers" in tool and not _model_may_call(tool)
        if tool["kind"] == "toolset" or restricted:
            context.lose(f"tools.{tool['name']}", "this provider does not support tools that only other tools call")
        else:
            tools.append(tool)
    if deferred == "named" or 0 < max_tools < len(tools):
        tools = _chosen(tools, _named(request), context, max_tools, deferred)
    choice = request.get("tool_choice", {})
    if choice.get("mode") == "tool" and choice.get("name") not in {tool["name"] for tool in tools}:
        name = choice.get("name")
        text = f"tool_choice: the tool '{name}' is not sent to this provider; choose another tool"
        raise Refused("invalid_request", text, param="tool_choice")
    if forced == "alone" and choice.get("mode") == "tool":
        tools = [tool for tool in tools if tool["name"] == choice.get("name")]
        request["tool_choice"] = {"mode": "any"}
    set_tools(request, _heeded(request, context, tools, modes))


def _model_may_call(tool: FunctionTool) -> bool:
    """Whether the model itself may call the tool; without `allowed_callers` it may."""
    callers = tool.get("allowed_callers")
    return not callers or "direct" in callers


def _heeded(request: Request, context: Context, tools: list[Tool], modes: list[str]) -> list[Tool]:
    """Return the tools to send to a provider that supports these modes of the tool choice only."""
    mode = request.get("tool_choice", {}).get("mode", "auto")
    if mode in modes or "tool_choice" not in request:
        return tools
    if mode != "none":
        del request["tool_choice"]
        if mode != "auto":
            context.lose("tool_choice", "this model does not support a tool choice")
        return tools
    return []


def shorten_names(
    request: Request,
    context: Context,
    *,
    max_length: int = 64,
    illegal: str = "",
    max_id_length: int = 0,
    exact_id_length: int = 0,
    illegal_in_ids: str = "",
) -> None:
    """Rename tools to names that the provider accepts, in the list, the choice and the history, and record the original
    names (rule 2.0.2, cases 54 and 55); shorten the ids of calls and results (case 94). Two tools of one name are
    refused.

    max_length: characters of a name. illegal: a pattern of the characters that a name may not contain. max_id_length:
    characters of an id; 0: any number. exact_id_length: for providers whose ids all have one length; an id of another
    length, or with characters that match `illegal_in_ids`, becomes that many digits of its hash.
    """
    _shorten_tools(request, context, max_length, illegal)
    for message in request["messages"]:
        for block in message["blocks"]:
            if block["kind"] == "tool_call" or block["kind"] == "custom_tool_call":
                block["name"] = shorten(block["name"], max_length, illegal)
            elif block["kind"] == "tool_result" and "name" in block:
                block["name"] = shorten(block["name"], max_length, illegal)
    if max_id_length or exact_id_length:
        _shorten_ids(request, max_id_length, exact_id_length, illegal_in_ids)


def _shorten_tools(request: Request, context: Context, max_length: int, illegal: str) -> None:
    seen: set[str] = set()
    for tool in request.get("tools", ()):
        name = shorten(tool["name"], max_length, illegal)
        if name in seen:
            raise Refused("invalid_request", f"tools: two tools have the name '{name}'; rename one", param="tools")
        seen.add(name)
        if name != tool["name"]:
            context.names[name] = tool["name"]
            tool["name"] = name
    choice = request.get("tool_choice")
    if choice is not None and "name" in choice:
        choice["name"] = shorten(choice["name"], max_length, illegal)


def _shorten_ids(request: Request, max_length: int, exact_length: int, illegal: str) -> None:
    for message in request["messages"]:
        for block in message["blocks"]:
            if block["kind"] == "tool_call" or block["kind"] == "custom_tool_call" or block["kind"] == "tool_result":
                if not exact_length:
                    block["id"] = shorten(block["id"], max_length, illegal)
                elif len(block["id"]) != exact_length or (illegal and re.search(illegal, block["id"])):
                    block["id"] = digest(block["id"], size=exact_length)


def _switched_on(switches: Any, member: str) -> bool:
    switch = switches.get(member) if isinstance(switches, dict) else None
    return switch is not False and not (isinstance(switch, dict) and switch.get("enabled") is False)


def _renamed(tool: Tool, name: str) -> Tool:
    renamed = tool.copy()
    renamed["name"] = name
    return renamed


def _member(name: str, parameters: dict[str, Any]) -> FunctionTool:
    properties = {key: {"type": kind, **({"items": {}} if kind == "array" else {})} for key, kind in parameters.items()}
    return {"kind": "function", "name": name, "schema": {"type": "object", "properties": properties}}


def _named(request: Request) -> set[str]:
    """Return the names of tools that the history loaded or called."""
    names: set[str] = set()

    def look(blocks: Iterable[Block]) -> None:
        for block in blocks:
            if block["kind"] in ("tool_reference", "tool_call", "custom_tool_call"):
                names.add(block["name"])
            elif block["kind"] == "tool_result":
                look(block["blocks"])

    for message in request["messages"]:
        look(message["blocks"])
    return names


def _chosen(tools: list[Tool], named: set[str], context: Context, most: int, deferred: str) -> list[Tool]:
    """Return the tools within the maximum: immediate ones, then deferred ones that are named, then other deferred
    ones."""
    ranks: tuple[list[Tool], list[Tool], list[Tool]] = ([], [], [])
    for tool in tools:
        late = tool["kind"] == "function" and tool.get("deferred")
        ranks[0 if not late else 1 if tool["name"] in named else 2].append(tool)
    if 0 < most < len(ranks[0]):
        raise Refused(
            "invalid_request",
            f"tools: this provider accepts at most {most}, and {len(ranks[0])} were sent; send fewer tools",
            param="tools",
        )
    ordered = [*ranks[0], *ranks[1], *(ranks[2] if deferred == "all" else ())]
    kept = ordered[:most] if most else ordered
    sent = set(map(id, kept))
    for tool in tools:
        if id(tool) not in sent:
            reason = (
                "more tools than this provider accepts"
                if deferred == "all"
                else "deferred, and the history does not name it"
            )
            context.lose(f"tools.{tool['name']}", reason)
    return kept if len(kept) < len(ordered) else [tool for tool in tools if id(tool) in sent]
