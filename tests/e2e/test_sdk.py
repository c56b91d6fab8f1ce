"""The official Anthropic SDK against the running proxy, with its stream helper and strict validation (off by
default)."""

from collections.abc import Iterator

import anthropic
import pytest
from anthropic.types import MessageParam, RawMessageStreamEvent, ToolParam

from tests.e2e.running import Proxy

SAY: list[MessageParam] = [{"role": "user", "content": "Say something."}]
WEATHER: ToolParam = {
    "name": "get_weather",
    "description": "The weather of a city",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


@pytest.fixture(params=[False, True], ids=["lenient", "strict"])
def client(demo: Proxy, request: pytest.FixtureRequest) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(
        base_url=demo.url, api_key="sk-any", max_retries=0, timeout=30, _strict_response_validation=request.param
    ) as made:
        yield made


def test_create(client: anthropic.Anthropic) -> None:
    message = client.messages.create(model="demo", max_tokens=500, messages=SAY)
    assert message.type == "message"
    assert message.role == "assistant"
    assert message.stop_reason == "end_turn"
    assert "".join(block.text for block in message.content if block.type == "text")
    assert message.usage.input_tokens > 0
    assert message.usage.output_tokens > 0


def test_stream_helper_accumulates(client: anthropic.Anthropic) -> None:
    with client.messages.stream(model="demo", max_tokens=500, messages=SAY) as stream:
        text = "".join(stream.text_stream)
        message = stream.get_final_message()
    assert text
    assert text == "".join(block.text for block in message.content if block.type == "text")
    assert message.stop_reason == "end_turn"
    assert message.usage.input_tokens > 0
    assert message.usage.output_tokens > 0


def test_stream_events_are_valid_and_in_order(client: anthropic.Anthropic) -> None:
    events: list[RawMessageStreamEvent] = list(
        client.messages.create(model="demo", max_tokens=500, messages=SAY, stream=True)
    )
    kinds = [event.type for event in events]
    assert kinds[0] == "message_start"
    assert kinds[-2:] == ["message_delta", "message_stop"]
    assert kinds.count("message_start") == 1
    running: int | None = None
    opened = 0
    for event in events:
        if event.type == "content_block_start":
            assert running is None
            assert event.index == opened
            running, opened = event.index, opened + 1
        elif event.type == "content_block_delta":
            assert event.index == running
        elif event.type == "content_block_stop":
            assert event.index == running
            running = None
    assert running is None
    assert kinds.count("content_block_delta") > 3, "the text did not come in pieces"


def test_tool_call_and_its_result(client: anthropic.Anthropic) -> None:
    with client.messages.stream(model="demo", max_tokens=500, messages=SAY, tools=[WEATHER]) as stream:
        message = stream.get_final_message()
    assert message.stop_reason == "tool_use"
    calls = [block for block in message.content if block.type == "tool_use"]
    assert [call.name for call in calls] == ["get_weather"]
    assert isinstance(calls[0].input, dict)

    turns: list[MessageParam] = [
        *SAY,
        {"role": "assistant", "content": message.content},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": calls[0].id, "content": "22 °C"}]},
    ]
    after = client.messages.create(model="demo", max_tokens=500, messages=turns, tools=[WEATHER])
    assert after.content


def test_thinking_precedes_the_text(client: anthropic.Anthropic) -> None:
    message = client.messages.create(
        model="demo", max_tokens=4000, messages=SAY, thinking={"type": "enabled", "budget_tokens": 1024}
    )
    assert [block.type for block in message.content] == ["thinking", "text"]


def test_count_tokens(client: anthropic.Anthropic) -> None:
    assert client.messages.count_tokens(model="demo", messages=SAY).input_tokens > 0


def test_models(client: anthropic.Anthropic) -> None:
    assert [model.id for model in client.models.list().data]


def test_errors_raise_the_exceptions_of_the_sdk(client: anthropic.Anthropic) -> None:
    with pytest.raises(anthropic.BadRequestError) as caught:
        client.messages.create(model="demo", max_tokens=500, messages="no list")  # type: ignore[arg-type]
    assert "messages" in str(caught.value)
