"""The Claude Agent SDK with its own tool: with_agent_sdk.py URL KEY. Prints JSON."""

import asyncio
import json
import sys

from claude_agent_sdk import ClaudeAgentOptions, ResultMessage, create_sdk_mcp_server, query, tool

called: list[str] = []
QUIET = dict.fromkeys(
    ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "DISABLE_AUTOUPDATER", "DISABLE_TELEMETRY", "DISABLE_ERROR_REPORTING"),
    "1",
)
AT_ONCE = {"ENABLE_TOOL_SEARCH": "false"}  # otherwise the model has to search for the tool first


@tool("look", "Return the weather of a city", {"city": str})
async def look(arguments: dict) -> dict:
    called.append(arguments["city"])
    return {"content": [{"type": "text", "text": "sunny"}]}


async def main() -> dict:
    options = ClaudeAgentOptions(
        model="claude-haiku-4-5",
        mcp_servers={"weather": create_sdk_mcp_server("weather", tools=[look])},
        allowed_tools=["mcp__weather__look"],
        setting_sources=[],
        max_turns=6,
        env={**QUIET, **AT_ONCE, "ANTHROPIC_BASE_URL": sys.argv[1], "ANTHROPIC_API_KEY": sys.argv[2]},
    )
    result = {}
    async for message in query(prompt="Weather?", options=options):
        if isinstance(message, ResultMessage):
            usage = message.usage or {}
            result = {"tools": [called, message.result], "input": usage.get("input_tokens", 0) > 0}
    return result


print(json.dumps(asyncio.run(main())))
