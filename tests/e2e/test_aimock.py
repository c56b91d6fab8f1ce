"""The official SDK against the proxy and a third-party simulator (aimock), in each provider protocol: streaming and
non-streaming responses with reasoning and parallel calls, a second turn with the results, and faults."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anthropic
import pytest
from anthropic.types import Message, MessageParam, ToolParam

from tests.e2e import running, simulator

PROFILES = {
    "openai_chat": "{{ provider: openai, api_key: sk-untold, base_url: '{url}/v1' }}",
    "openai_responses": "{{ provider: openai, protocol: openai_responses, api_key: sk-untold, base_url: '{url}/v1' }}",
    "anthropic_messages": "{{ provider: anthropic, api_key: sk-untold, base_url: '{url}' }}",
    "gemini": "{{ provider: gemini, protocol: gemini, api_key: sk-untold, base_url: '{url}/v1beta' }}",
    "azure": "{{ provider: azure, variant: legacy, api_key: sk-untold, base_url: '{url}/openai/deployments/gpt-4o' }}",
}
CITIES = ["Paris", "Zürich 🌍"]
LOOK = {
    "reasoning": "They want two cities.",
    "content": "I will look.",
    "toolCalls": [{"name": "get_weather", "arguments": {"city": city}} for city in CITIES],
}
PLAYED: list[dict[str, Any]] = [
    {"match": {"userMessage": "weather", "hasToolResult": True}, "response": {"content": "It rains in both."}},
    {"match": {"userMessage": "weather"}, "response": LOOK},
    {"match": {"userMessage": "story"}, "response": {"content": "Once upon a time " * 20}, "truncateAfterChunks": 5},
    {"match": {"userMessage": "hello"}, "response": {"content": "Hello there."}},
]
WEATHER: ToolParam = {
    "name": "get_weather",
    "description": "The weather of a city",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
each_protocol = pytest.mark.parametrize("protocol", list(PROFILES))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[simulator.Simulator]:
    with simulator.simulator(tmp_path_factory.mktemp("aimock"), *PLAYED) as started:
        yield started


@pytest.fixture(scope="module")
def proxy_url(played: simulator.Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    lines = [f"  {name.replace('_', '-')}: {text.format(url=played.url)}" for name, text in PROFILES.items()]
    folder: Path = tmp_path_factory.mktemp("proxy")
    with running.proxy(folder, "breaker: { failures: 0 }\nprofiles:\n" + "\n".join(lines) + "\n") as started:
        yield started.url


@pytest.fixture
def client(played: simulator.Simulator, proxy_url: str, protocol: str) -> Iterator[anthropic.Anthropic]:
    played.chaos()
    base = f"{proxy_url}/{protocol.replace('_', '-')}"
    with anthropic.Anthropic(base_url=base, api_key="sk-any", max_retries=0, timeout=30) as made:
        yield made
    played.chaos()


def ask(client: anthropic.Anthropic, *messages: MessageParam, streams: bool = True) -> Message:
    arguments: dict[str, Any] = {"model": "m", "max_tokens": 1000, "messages": messages, "tools": [WEATHER]}
    if not streams:
        message: Message = client.messages.create(**arguments)
        return message
    with client.messages.stream(**arguments) as stream:
        return stream.get_final_message()


@each_protocol
@pytest.mark.parametrize("streams", [True, False], ids=["stream", "whole"])
def test_reasoning_text_parallel_calls_and_results(client: anthropic.Anthropic, streams: bool) -> None:
    question: MessageParam = {"role": "user", "content": "weather"}
    message = ask(client, question, streams=streams)
    kinds = [block.type for block in message.content]
    assert [kind for kind in kinds if kind != "thinking"] == ["text", "tool_use", "tool_use"]
    thought = "".join(block.thinking for block in message.content if block.type == "thinking")
    assert thought in ("They want two cities.", "") and (thought or not streams)
    assert [block.text for block in message.content if block.type == "text"] == ["I will look."]
    calls = [block for block in message.content if block.type == "tool_use"]
    assert [call.input for call in calls] == [{"city": city} for city in CITIES]
    assert message.stop_reason == "tool_use" and len({call.id for call in calls}) == 2

    results: MessageParam = {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "rain"} for call in calls],
    }
    again = ask(client, question, {"role": "assistant", "content": message.content}, results, streams=streams)
    assert [block.text for block in again.content if block.type == "text"] == ["It rains in both."]
    assert again.stop_reason == "end_turn"


@each_protocol
def test_interrupted_stream_is_an_error(client: anthropic.Anthropic) -> None:
    with pytest.raises(anthropic.APIError):
        message = ask(client, {"role": "user", "content": "story"})
        pytest.fail(f"it ended as if it were whole: {message.stop_reason}")


@each_protocol
@pytest.mark.parametrize("streams", [True, False], ids=["stream", "whole"])
@pytest.mark.parametrize(
    ("fault", "raised", "expected"),
    [
        ("dropRate", anthropic.InternalServerError, "api_error"),
        ("rateLimitRate", anthropic.RateLimitError, "rate_limit_error"),
        ("malformedRate", anthropic.InternalServerError, "api_error"),
        ("disconnectRate", anthropic.InternalServerError, "api_error"),
    ],
)
def test_upstream_faults_map_to_error_types(
    client: anthropic.Anthropic,
    played: simulator.Simulator,
    fault: str,
    raised: type[anthropic.APIStatusError],
    expected: str,
    streams: bool,
) -> None:
    played.chaos(**{fault: 1})
    with pytest.raises(raised) as caught:
        ask(client, {"role": "user", "content": "hello"}, streams=streams)
    error = caught.value.body
    assert isinstance(error, dict) and error["error"]["type"] == expected, error
    assert error["error"]["message"] and not re.search("sk-untold", str(error))
    if fault == "rateLimitRate":
        assert caught.value.response.headers["retry-after"]
    played.chaos()
    message = ask(client, {"role": "user", "content": "hello"}, streams=streams)  # the next request succeeds
    assert [block.text for block in message.content if block.type == "text"] == ["Hello there."]
