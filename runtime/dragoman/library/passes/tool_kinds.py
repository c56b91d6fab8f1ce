"""Tools that are not functions: custom tools, whose input is free-form text, and tools that the provider runs."""

from __future__ import annotations

from typing import Any

from dragoman.library.context import Context
from dragoman.library.errors import AnsweredLocally, Refused
from dragoman.library.hub import Block, CustomTool, FunctionTool, Request, Response, Tool, ToolCall, Usage
from dragoman.values.arguments import CUSTOM


def wrap_custom_tools(request: Request) -> None:
    """Replace each custom tool by a function with one text argument, whose description states the grammar; calls in the
    history follow. Calls in the answer are unwrapped for the client (cases 70 and 71)."""
    if "tools" in request:
        request["tools"] = [_function(tool) if tool["kind"] == "custom" else tool for tool in request["tools"]]
    for message in request["messages"]:
        message["blocks"] = [_wrapped(block) for block in message["blocks"]]


def _function(tool: CustomTool) -> FunctionTool:
    text: dict[str, Any] = {"type": "string", "description": "The input of the tool, as plain text."}
    function: FunctionTool = {
        "kind": "function",
        "name": tool["name"],
        "schema": {"type": "object", "properties": {CUSTOM: text}, "required": [CUSTOM], "additionalProperties": False},
    }
    parts = [tool["description"]] if tool.get("description") else []
    if "grammar" in tool:
        grammar = tool["grammar"]
        parts.append(f"The input conforms to this {grammar['syntax']} grammar:\n{grammar['definition']}")
    if parts:
        function["description"] = "\n\n".join(parts)
    return function


def _wrapped(block: Block) -> Block:
    if block["kind"] != "custom_tool_call":
        return block
    call: ToolCall = {"kind": "tool_call", "id": block["id"], "name": block["name"], "input": {CUSTOM: block["input"]}}
    return call


def select_hosted_tools(
    request: Request, context: Context, *, tool_types: list[str], refuse: bool = False, exclusive: bool = False
) -> None:
    """Remove hosted tools whose type is not in `tool_types`. A forced hosted tool becomes the only tool, and a request
    whose only tool is an unsupported search is answered locally."""
    tools = request.get("tools", [])
    choice = request.get("tool_choice", {})
    forced = [tool for tool in tools if tool["name"] == choice.get("name")] if choice.get("mode") == "tool" else []
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
                param="tools",
            )
        context.lose(f"tools.{tool['name']}", "this provider does not run this tool")
    set_tools(request, [tool for tool in tools if tool["kind"] != "hosted" or tool["tool_type"] in tool_types])


def _no_search(request: Request, context: Context, name: str) -> Response:
    id = context.ids.message_id(None, context.seed)
    hosted_id = context.ids.for_call(None, id, 0, set(), hosted=True)  # settled again, like any answer
    text = "There is no web search: this provider does not offer one."
    blocks: list[Block] = [
        {"kind": "hosted_tool_call", "id": hosted_id, "name": name, "input": {"query": _last_user_text(request)}},
        {"kind": "hosted_tool_result", "id": hosted_id, "error_code": "unavailable"},
        {"kind": "text", "text": text},
    ]
    usage: Usage = {"uncached_input_tokens": 0, "output_tokens": 0}
    return {"id": id, "model": context.client_model, "blocks": blocks, "finish_reason": "stop", "usage": usage}


def _last_user_text(request: Request) -> str:
    """Return the text of the last user message with text."""
    for message in reversed(request["messages"]):
        if message["role"] == "user":
            words = "\n".join(block["text"] for block in message["blocks"] if block["kind"] == "text")
            if words:
                return words
    return ""


def set_tools(request: Request, tools: list[Tool]) -> None:
    """Set the tools; without tools also remove the tool choice."""
    if tools:
        request["tools"] = tools
    else:
        request.pop("tools", None)
        request.pop("tool_choice", None)
        request.pop("parallel_tool_calls", None)
