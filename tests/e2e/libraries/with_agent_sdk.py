"""The Claude Agent SDK with a tool of its own: with_agent_sdk.py URL KEY. Prints JSON."""

import asyncio
import json
import os
import sys

from claude_agent_sdk import ClaudeAgentOptions, ResultMessage, create_sdk_mcp_server, query, tool

called: list[str] = []


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
        env={**os.environ, "ANTHROPIC_BASE_URL": sys.argv[1], "ANTHROPIC_API_KEY": sys.argv[2]},
    )
    async for message in query(prompt="Weather?", options=options):
        if isinstance(message, ResultMessage):
            usage = message.usage or {}
            return {"tools": [called, message.result], "input": usage.get("input_tokens", 0) > 0}
    return {}


print(json.dumps(asyncio.run(main())))
