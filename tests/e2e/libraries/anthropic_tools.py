"""The tool runner of the Anthropic SDK for Python: anthropic_tools.py URL KEY. Prints JSON."""

import json
import sys

from anthropic import Anthropic, beta_tool

client = Anthropic(base_url=sys.argv[1], api_key=sys.argv[2], max_retries=0)
called: list[str] = []
asked = {"model": "claude-haiku-4-5", "max_tokens": 500, "messages": [{"role": "user", "content": "Weather?"}]}


@beta_tool
def look(city: str) -> str:
    """Return the weather of a city.

    Args:
        city: the city
    """
    called.append(city)
    return "sunny"


def run() -> list:
    called.clear()
    last = client.beta.messages.tool_runner(tools=[look], **asked).until_done()
    return [[*called], last.content[0].text]


def streamed() -> list:
    called.clear()
    for stream in client.beta.messages.tool_runner(tools=[look], stream=True, **asked):
        last = stream.get_final_message()
    return [[*called], last.content[0].text]


hello = client.messages.create(**asked)
with client.messages.stream(**asked) as events:
    started = next(event for event in events if event.type == "message_start").message.usage.input_tokens
    text = events.get_final_text()
print(json.dumps({"text": hello.content[0].text, "stream": text, "started": started > 0, "tools": [run(), streamed()]}))
