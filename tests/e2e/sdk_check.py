"""The SDKs of OpenAI and Anthropic against a proxy, whatever their version: sdk_check.py URL KEY. Prints JSON."""

import json
import sys
from typing import Any

import anthropic
import openai
from pydantic import BaseModel

URL, KEY = sys.argv[1:]
MODEL = "claude-sonnet-5"
MESSAGES: Any = [{"role": "user", "content": "hi"}]
SCHEMA: Any = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
IMAGE = f"data:image/png;base64,{PIXEL}"
chat = openai.OpenAI(base_url=URL + "/v1", api_key=KEY, max_retries=0)
messages = anthropic.Anthropic(base_url=URL, api_key=KEY, max_retries=0)
strangers = (
    openai.OpenAI(base_url=URL + "/v1", api_key="wrong", max_retries=0),
    anthropic.Anthropic(base_url=URL, api_key="wrong", max_retries=0),
)


class Place(BaseModel):
    city: str


def failure(call: Any, **arguments: Any) -> str:
    try:
        call(**arguments)
    except Exception as error:
        return type(error).__name__
    return "none"


def ask_messages(**more: Any) -> Any:
    return messages.messages.create(**{"model": MODEL, "max_tokens": 100, "messages": MESSAGES, **more})


def chat_stream() -> list[Any]:
    with chat.chat.completions.stream(model=MODEL, messages=MESSAGES) as stream:
        text = "".join(event.delta for event in stream if event.type == "content.delta")
        return [text, stream.get_final_completion().choices[0].message.content]


def chat_tools() -> list[Any]:
    tools: Any = [{"type": "function", "function": {"name": "look", "parameters": SCHEMA}}]
    choice = chat.chat.completions.create(model=MODEL, messages=MESSAGES, tools=tools).choices[0]
    call: Any = (choice.message.tool_calls or [])[0]
    return [choice.finish_reason, call.function.name, json.loads(call.function.arguments)]


def chat_parse() -> Any:
    answer = chat.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Place)
    parsed: Any = answer.choices[0].message.parsed
    return parsed.model_dump()


def chat_image() -> Any:
    parts: Any = [{"type": "text", "text": "what?"}, {"type": "image_url", "image_url": {"url": IMAGE}}]
    asked: Any = [{"role": "user", "content": parts}]
    return chat.chat.completions.create(model=MODEL, messages=asked).choices[0].message.content


def responses_stream() -> list[Any]:
    with chat.responses.stream(model=MODEL, input="hi") as stream:
        text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        return [text, stream.get_final_response().output_text]


def responses_tools() -> list[Any]:
    tools: Any = [{"type": "function", "name": "look", "parameters": SCHEMA, "strict": True}]
    output: Any = chat.responses.create(model=MODEL, input="hi", tools=tools).output
    call = next(item for item in output if item.type == "function_call")
    return ["tool_calls", call.name, json.loads(call.arguments)]


def responses_image() -> Any:
    parts: Any = [
        {"type": "input_text", "text": "what?"},
        {"type": "input_image", "image_url": IMAGE, "detail": "auto"},
    ]
    return chat.responses.create(model=MODEL, input=[{"role": "user", "content": parts}]).output_text


def responses_parse() -> Any:
    parsed: Any = chat.responses.parse(model=MODEL, input="hi", text_format=Place).output_parsed
    return parsed.model_dump()


def messages_stream() -> list[Any]:
    with messages.messages.stream(model=MODEL, max_tokens=100, messages=MESSAGES) as stream:
        text = "".join(stream.text_stream)
        last: Any = stream.get_final_message().content[0]
        return [text, last.text]


def messages_tools() -> list[Any]:
    answer = ask_messages(tools=[{"name": "look", "input_schema": SCHEMA}])
    call = next(block for block in answer.content if block.type == "tool_use")
    return ["tool_calls", call.name, call.input]


def messages_image() -> Any:
    source = {"type": "base64", "media_type": "image/png", "data": PIXEL}
    parts = [{"type": "text", "text": "what?"}, {"type": "image", "source": source}]
    return ask_messages(messages=[{"role": "user", "content": parts}]).content[0].text


def messages_parse() -> Any:
    output = {"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}}}
    return json.loads(ask_messages(extra_body=output).content[0].text)


CHECKS: dict[str, dict[str, Any]] = {
    "chat": {
        "create": lambda: chat.chat.completions.create(model=MODEL, messages=MESSAGES).choices[0].message.content,
        "stream": chat_stream,
        "parse": chat_parse,
        "tools": chat_tools,
        "image": chat_image,
        "errors": lambda: [
            failure(strangers[0].chat.completions.create, model=MODEL, messages=MESSAGES),
            failure(chat.chat.completions.create, model=MODEL, messages=MESSAGES, n=2),
            failure(chat.models.retrieve, model="no-such-model"),
        ],
    },
    "responses": {
        "create": lambda: chat.responses.create(model=MODEL, input="hi").output_text,
        "stream": responses_stream,
        "parse": responses_parse,
        "tools": responses_tools,
        "image": responses_image,
        "errors": lambda: [
            failure(strangers[0].responses.create, model=MODEL, input="hi"),
            failure(chat.responses.create, model=MODEL, input="hi", background=True),
            failure(chat.responses.retrieve, response_id="resp_no"),
        ],
    },
    "messages": {
        "create": lambda: ask_messages().content[0].text,
        "stream": messages_stream,
        "parse": messages_parse,
        "tools": messages_tools,
        "image": messages_image,
        "errors": lambda: [
            failure(strangers[1].messages.create, model=MODEL, max_tokens=100, messages=MESSAGES),
            failure(ask_messages, messages=5),
            failure(messages.models.retrieve, model_id="no-such-model"),
        ],
    },
}
results: dict[str, dict[str, Any]] = {}
for front, calls in CHECKS.items():
    for name, call in calls.items():
        try:
            results.setdefault(front, {})[name] = call()
        except Exception as error:
            results.setdefault(front, {})[name] = f"failed: {type(error).__name__} {error}"
print(json.dumps(results))
