"""LangChain for Python: with_langchain.py URL KEY. Prints JSON."""

import json
import sys

from langchain_anthropic import ChatAnthropic
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from pydantic import BaseModel

model = ChatAnthropic(
    model="claude-haiku-4-5", base_url=sys.argv[1], api_key=sys.argv[2], max_tokens=500, max_retries=0
)


class Place(BaseModel):
    city: str


@tool
def look(city: str) -> str:
    """Return the weather of a city."""
    return "sunny"


def tools() -> list:
    called, messages = [], [HumanMessage("Weather?")]
    while True:
        answer = model.bind_tools([look]).invoke(messages)
        messages.append(answer)
        if not answer.tool_calls:
            return [called, answer.text if isinstance(answer.text, str) else answer.text()]
        for call in answer.tool_calls:
            called.append(call["args"]["city"])
            messages.append(ToolMessage(look.invoke(call["args"]), tool_call_id=call["id"]))


hello = model.invoke("hi")
whole = None
for chunk in model.stream("hi"):
    whole = chunk if whole is None else whole + chunk
result = {
    "text": hello.content,
    "stream": whole.content,
    "usage": [hello.usage_metadata["output_tokens"], whole.usage_metadata["output_tokens"]],
    "tools": tools(),
    "object": model.with_structured_output(Place).invoke("Which city?").model_dump(),
}
print(json.dumps(result))
