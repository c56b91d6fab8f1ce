"""Custom tools, whose input is free-form text, for providers that support functions only."""

from __future__ import annotations

from typing import Any

from dragoman.library.context import Context
from dragoman.library.hub import Block, CustomTool, FunctionTool, Request, ToolCall
from dragoman.values.arguments import CUSTOM


def wrap_custom_tools(request: Request, context: Context) -> None:
    """Replace each custom tool by a function with one text argument, whose description states the grammar; calls in the
    history follow. Calls in the answer are unwrapped for the client (cases 70 and 71)."""
    if "tools" in request:
        request["tools"] = [_function(tool) if tool["kind"] == "custom" else tool for tool in request["tools"]]
    for turn in request["messages"]:
        turn["blocks"] = [_wrapped(block) for block in turn["blocks"]]


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
