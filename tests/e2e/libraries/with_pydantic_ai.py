"""pydantic-ai: with_pydantic_ai.py URL KEY. Prints JSON."""

import asyncio
import json
import sys

from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.providers.anthropic import AnthropicProvider

model = AnthropicModel("claude-haiku-4-5", provider=AnthropicProvider(base_url=sys.argv[1], api_key=sys.argv[2]))
called: list[str] = []


class Place(BaseModel):
    city: str


def look(city: str) -> str:
    """Return the weather of a city."""
    called.append(city)
    return "sunny"


async def main() -> dict:
    text = (await Agent(model).run("hi")).output
    async with Agent(model).run_stream("hi") as stream:
        streamed = await stream.get_output()
    sunny = (await Agent(model, tools=[look]).run("Weather?")).output
    place = (await Agent(model, output_type=Place).run("Which city?")).output
    return {"text": text, "stream": streamed, "tools": [called, sunny], "object": place.model_dump()}


print(json.dumps(asyncio.run(main())))
