"""Passes over tools: which are offered, under which names, and references to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from dragoman.library.context import Context, shorten
from dragoman.library.errors import AnsweredLocally, Refused
from dragoman.library.hub import Block, FunctionTool, Request, Response, Tool, Usage


def drop_client_content(request: Request, context: Context, *, system_prefix: str, tools: list[str]) -> None:
    """Remove what only the client's own provider understands, without a loss: system texts with the prefix
    `system_prefix` (rule 2.1, case 2), and function tools with these names, which the model must not call (case 64)."""
    texts = [text for text in request.get("system", ()) if not text["text"].startswith(system_prefix)]
    if texts:
        request["system"] = texts
    else:
        request.pop("system", None)
    _keep(
        request, [tool for tool in request.get("tools", ()) if tool["kind"] != "function" or tool["name"] not in tools]
    )


def expand_toolsets(request: Request, context: Context, *, separator: str) -> None:
    """Replace a toolset by one tool for each enabled member, named toolset + `separator` + member; calls in the history
    and the tool choice follow (case 60). `members`: name -> {parameter: its JSON type}; `config`: name -> {enabled:
    false}; `tools`: its tools, if they are declared in full."""
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
    _keep(request, tools)
    for turn in request["messages"]:
        for block in turn["blocks"]:
            if block["kind"] == "tool_call" and "toolset" in block:
                block["name"] = f"{block.pop('toolset')}{separator}{block['name']}"
    choice = request.get("tool_choice")
    if choice is not None and "name" in choice and choice["name"] not in {tool["name"] for tool in tools}:
        named = [name for name, (_, member) in context.sets.items() if member == choice["name"]]
        if named:
            choice["name"] = named[0]


def select_allowed_tools(request: Request, context: Context) -> None:
    """Remove the tools that the tool choice does not allow. No loss: the client restricts the choice itself."""
    allowed = request.get("tool_choice", {}).get("allowed")
    if allowed is not None:
        del request["tool_choice"]["allowed"]
        _keep(request, [tool for tool in request.get("tools", ()) if tool["name"] in allowed])


def select_hosted_tools(
    request: Request,
    context: Context,
    *,
    tool_types: list[str] = [],  # noqa: B006 (read by the compiler, never changed)
    refuse: bool = False,
    exclusive: bool = False,
) -> None:
    """Remove hosted tools whose type is not in `tool_types`; the request is refused if such a tool is forced, or if
    `refuse` is set (rule 2.1). exclusive: the provider runs hosted tools only in requests without other tools. A
    request whose only tool is an unsupported search is answered locally (case 62). A supported hosted tool that is
    forced becomes the only tool."""
    tools = request.get("tools", [])
    choice = request.get("tool_choice", {})
    forced = [tool for tool in tools if choice.get("mode") == "tool" and choice.get("name") == tool["name"]]
    if forced and forced[0]["kind"] == "hosted" and forced[0]["tool_type"] in tool_types:
        request["tools"], request["tool_choice"] = forced, {"mode": "any"}
        return
    if exclusive and any(tool["kind"] != "hosted" for tool in tools):
        tool_types = []
    lacking = [tool for tool in tools if tool["kind"] == "hosted" and tool["tool_type"] not in tool_types]
    if not lacking:
        return
    searches = [tool for tool in lacking if tool["tool_type"] == "search"]
    if len(searches) == len(tools) and not refuse:
        raise AnsweredLocally(_no_search(request, context, tools[0]["name"]))
    for tool in lacking:
        if refuse or (choice.get("mode") == "tool" and choice.get("name") == tool["name"]):
            raise Refused(
                "invalid_request",
                f"tools: this provider has no hosted tool '{tool['name']}'; remove the tool or choose another provider",
            )
        context.lose(f"tools.{tool['name']}", "this provider does not run this tool")
    _keep(request, [tool for tool in tools if tool["kind"] != "hosted" or tool["tool_type"] in tool_types])


def select_tools(
    request: Request,
    context: Context,
    *,
    max_tools: int = 0,
    deferred: Literal["all", "named"] = "all",
    modes: list[str] = ["auto", "any", "tool", "none"],  # noqa: B006 (read by the compiler, never changed)
    forced: Literal["named", "alone"] = "named",
) -> None:
    """Select the tools to send (cases 56, 58, 64, 250).

    Tools that only other tools may call are removed. deferred: tools that the client loads later are all sent, or only
    those that the history names. max_tools: the provider's maximum, 0 for none; deferred tools that the history does
    not name are removed first, each with a loss, and more than `max_tools` other tools are refused. A choice of a tool
    that is not sent is refused; without tools there is no choice. forced: `alone` sends only the chosen tool, for
    providers that cannot be asked to call a named tool. modes: the modes of a tool choice that the provider supports;
    another mode is dropped with a loss, except `none`, which sends no tools.
    """
    tools: list[Tool] = []
    for tool in request.get("tools", ()):
        if tool["kind"] == "toolset" or (tool["kind"] == "function" and not _model_may_call(tool)):
            context.lose(f"tools.{tool['name']}", "this provider does not support tools that only other tools call")
        else:
            tools.append(tool)
    if deferred == "named" or 0 < max_tools < len(tools):
        tools = _chosen(tools, _named(request), context, max_tools, deferred)
    choice = request.get("tool_choice", {})
    if choice.get("mode") == "tool" and choice.get("name") not in {tool["name"] for tool in tools}:
        name = choice.get("name")
        raise Refused(
            "invalid_request", f"tool_choice: the tool '{name}' is not sent to this provider; choose another tool"
        )
    if forced == "alone" and choice.get("mode") == "tool":
        tools = [tool for tool in tools if tool["name"] == choice.get("name")]
        request["tool_choice"] = {"mode": "any"}
    _keep(request, _heeded(request, context, tools, modes))


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


def shorten_names(request: Request, context: Context, *, max_length: int = 64, illegal: str = "") -> None:
    """Rename tools to names that the provider accepts, in the list, the choice and the history, and record the original
    names (rule 2.0.2, cases 54 and 55). `illegal`: a pattern of the characters that a name may not contain. Two tools
    of one name are refused."""
    seen: set[str] = set()
    for tool in request.get("tools", ()):
        name = shorten(tool["name"], max_length, illegal)
        if name in seen:
            raise Refused("invalid_request", f"tools: two tools have the name '{name}'; rename one")
        seen.add(name)
        if name != tool["name"]:
            context.names[name] = tool["name"]
            tool["name"] = name
    choice = request.get("tool_choice")
    if choice is not None and "name" in choice:
        choice["name"] = shorten(choice["name"], max_length, illegal)
    for turn in request["messages"]:
        for block in turn["blocks"]:
            if block["kind"] == "tool_call" or block["kind"] == "custom_tool_call":
                block["name"] = shorten(block["name"], max_length, illegal)


def _keep(request: Request, tools: list[Tool]) -> None:
    """Set the tools; without tools also remove the tool choice."""
    if tools:
        request["tools"] = tools
    else:
        request.pop("tools", None)
        request.pop("tool_choice", None)
        request.pop("parallel_tool_calls", None)


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


def _no_search(request: Request, context: Context, name: str) -> Response:
    id = context.ids.message_id(None, context.seed)
    errand = context.ids.for_call(None, id, 0, set(), hosted=True)  # settled again, like any answer
    text = "There is no web search: this provider does not offer one."
    blocks: list[Block] = [
        {"kind": "hosted_tool_call", "id": errand, "name": name, "input": {"query": _last_user_text(request)}},
        {"kind": "hosted_tool_result", "id": errand, "error_code": "unavailable"},
        {"kind": "text", "text": text},
    ]
    usage: Usage = {"uncached_input_tokens": 0, "output_tokens": 0}
    return {"id": id, "model": context.client_model, "blocks": blocks, "finish_reason": "stop", "usage": usage}


def _last_user_text(request: Request) -> str:
    """Return the text of the last user message with text."""
    for turn in reversed(request["messages"]):
        if turn["role"] == "user":
            words = "\n".join(block["text"] for block in turn["blocks"] if block["kind"] == "text")
            if words:
                return words
    return ""


def _named(request: Request) -> set[str]:
    """Return the names of tools that the history loaded or called."""
    names: set[str] = set()

    def look(blocks: Iterable[Block]) -> None:
        for block in blocks:
            if block["kind"] in ("tool_reference", "tool_call", "custom_tool_call"):
                names.add(block["name"])
            elif block["kind"] == "tool_result":
                look(block["blocks"])

    for turn in request["messages"]:
        look(turn["blocks"])
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
