"""A real LiteLLM proxy as the upstream of the `bedrock` provider, over Chat Completions and Messages.

LiteLLM is large (740 MB) and is not installed automatically: DRAGOMAN_LITELLM names its program, or it is on PATH.
Without it the tests are skipped (see CONTRIBUTING.md). Its own upstreams are aimock as Bedrock (Converse interface), a
Messages host with signed reasoning, and the scripted upstream for faults, usage and images.
"""

import base64
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anthropic
import pytest
from anthropic.types import Message, MessageParam, ToolParam

from tests.e2e import messages_host, running, simulator

PROGRAM = os.environ.get("DRAGOMAN_LITELLM") or shutil.which("litellm")
pytestmark = pytest.mark.skipif(
    not PROGRAM, reason="no LiteLLM: DRAGOMAN_LITELLM names its program, see CONTRIBUTING.md"
)
KEY = "sk-untold-master"
BEDROCK = "bedrock/us.anthropic.claude-sonnet-4-6"
MODELS = """\
model_list:
  - model_name: {bedrock}
    litellm_params:
      model: {bedrock}
      aws_access_key_id: AKIAEXAMPLE
      aws_secret_access_key: secret
      aws_region_name: us-east-1
      aws_bedrock_runtime_endpoint: {aimock}
  - model_name: signed
    litellm_params: {{ model: anthropic/claude-sonnet-4-6, api_key: sk-up, api_base: "{host}" }}
  - model_name: scripted
    litellm_params: {{ model: hosted_vllm/stub-model, api_key: sk-up, api_base: "{scripted}/v1" }}
  - model_name: full
    litellm_params: {{ model: openai/gpt-4o, api_key: sk-up, mock_response: litellm.ContextWindowExceededError }}
litellm_settings: {{ drop_params: true, telemetry: false, num_retries: 0 }}
router_settings: {{ disable_cooldowns: true }}
general_settings: {{ master_key: {key} }}
"""
PROFILES = """\
default: chat
profiles:
  chat: {{ provider: bedrock, api_key: {key}, base_url: "{url}/v1" }}
  messages: {{ provider: bedrock, protocol: anthropic_messages, api_key: {key}, base_url: "{url}" }}
"""
CITIES = ["Paris", "Zürich 🌍"]
LOOK = {
    "reasoning": "They want two cities.",
    "content": "I will look.",
    "toolCalls": [{"name": "get_weather", "arguments": {"city": city}} for city in CITIES],
}
AS_BEDROCK: list[dict[str, Any]] = [
    {"match": {"userMessage": "weather", "hasToolResult": True}, "response": {"content": "It rains in both."}},
    {"match": {"userMessage": "weather"}, "response": LOOK},
]
SEALED = {"type": "redacted_thinking", "data": "c2VhbGVk"}
THOUGHT = {"type": "thinking", "thinking": "They want two cities.", "signature": "c2lnbmF0dXJl"}
CALLS = [
    {"type": "tool_use", "id": f"toolu_{place}", "name": "get_weather", "input": {"city": city}}
    for place, city in enumerate(CITIES)
]
SIGNED: list[list[messages_host.Block]] = [
    [THOUGHT, SEALED, {"type": "text", "text": "I will look."}, *CALLS],
    [{"type": "text", "text": "It rains in both."}],
]
NUMBERS = {
    "prompt_tokens": 1000,
    "completion_tokens": 50,
    "total_tokens": 1050,
    "prompt_tokens_details": {"cached_tokens": 900},
    "completion_tokens_details": {"reasoning_tokens": 20},
}
TOO_LONG = (
    "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens "
    "(8500 in the messages, 500 in the completion)."
)


def on(word: str, **turn: Any) -> dict[str, Any]:
    return {"when": {"contains": word}, "turns": [turn]}


SCRIPT = {
    "models": ["stub-model"],
    "api_key": "sk-up",
    "tracks": [
        on("say-400", status=400, error={"message": "not so", "type": "invalid_request_error", "code": "bad"}),
        on("say-429", status=429, error={"message": "slow down", "type": "rate_limit_error"}),
        on("say-500", status=500, error={"message": "oops", "type": "server_error"}),
        on("say-long", status=400, error={"message": TOO_LONG, "code": "context_length_exceeded"}),
        on("say-late", text="one two three four", error_after=2, stream_error={"error": {"message": "broke"}}),
        on("say-cut", text="one two three four", die_after=2),
    ],
    "turns": [{"reasoning": "hm", "text": "Here it is.", "usage": NUMBERS}],
}
WEATHER: ToolParam = {
    "name": "get_weather",
    "description": "The weather of a city",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


@dataclass(frozen=True)
class Scene:
    proxy: str
    litellm: str
    signed: messages_host.Host
    scripted: running.Upstream


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder, port = tmp_path_factory.mktemp("litellm"), running.free_port()
    url, config, log = f"http://127.0.0.1:{port}", folder / "litellm.yaml", folder / "litellm.log"
    with (
        simulator.simulator(folder, *AS_BEDROCK) as aimock,
        messages_host.host(*SIGNED) as signed,
        running.upstream(folder, SCRIPT) as scripted,
    ):
        config.write_text(
            MODELS.format(bedrock=BEDROCK, aimock=aimock.url, host=signed.url, scripted=scripted.url, key=KEY)
        )
        env = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        command = [str(PROGRAM), "--config", str(config), "--port", str(port), "--host", "127.0.0.1"]
        with running.running(command, log, env) as process:
            running.until_answered(url + "/health/liveliness", process, log, patience=120)
            with running.proxy(folder, PROFILES.format(key=KEY, url=url)) as proxy:
                yield Scene(proxy.url, url, signed, scripted)


@pytest.fixture(params=["chat", "messages"])
def profile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(scene: Scene, profile: str) -> Iterator[anthropic.Anthropic]:
    base = f"{scene.proxy}/{profile}"
    with anthropic.Anthropic(base_url=base, api_key="sk-any", max_retries=0, timeout=60) as made:
        yield made


def ask(client: anthropic.Anthropic, model: str, *messages: MessageParam, streams: bool, **more: Any) -> Message:
    body: dict[str, Any] = {"model": model, "max_tokens": 3000, "messages": messages, **more}
    if not streams:
        message: Message = client.messages.create(**body)
        return message
    with client.messages.stream(**body) as stream:
        return stream.get_final_message()


def texts(message: Message) -> list[str]:
    return [block.text for block in message.content if block.type == "text"]


streamed = pytest.mark.parametrize("streams", [True, False], ids=["stream", "whole"])


@streamed
@pytest.mark.parametrize("model", [BEDROCK, "signed"], ids=["bedrock", "signed"])
def test_reasoning_text_parallel_calls_and_results(
    client: anthropic.Anthropic, scene: Scene, profile: str, model: str, streams: bool
) -> None:
    if profile == "messages" and model == BEDROCK and streams:
        pytest.skip("LiteLLM does not read aimock's stream of InvokeModel to its end")
    tools = {"tools": [WEATHER], "thinking": {"type": "enabled", "budget_tokens": 2000}}
    begun: MessageParam = {"role": "user", "content": "weather"}
    message = ask(client, model, begun, streams=streams, **tools)
    assert "".join(block.thinking for block in message.content if block.type == "thinking") == "They want two cities."
    assert texts(message) == ["I will look."]
    calls = [block for block in message.content if block.type == "tool_use"]
    assert [(call.name, call.input) for call in calls] == [("get_weather", {"city": city}) for city in CITIES]
    assert message.stop_reason == "tool_use" and len({call.id for call in calls}) == 2

    results: MessageParam = {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "rain"} for call in calls],
    }
    again = ask(
        client, model, begun, {"role": "assistant", "content": message.content}, results, streams=streams, **tools
    )
    assert texts(again) == ["It rains in both."]
    assert again.stop_reason == "end_turn"
    if model != "signed":
        return
    usage = message.usage
    assert (usage.input_tokens, usage.cache_creation_input_tokens, usage.cache_read_input_tokens) == (30, 70, 900)
    assert usage.output_tokens == 9
    back = scene.signed.requests[-1]["messages"][1]["content"]  # the reasoning signature is returned to its host
    assert [part for part in back if part["type"] == "thinking"] == [THOUGHT]
    assert [part for part in back if part["type"] == "redacted_thinking"] == [SEALED]
    assert [part["input"] for part in back if part["type"] == "tool_use"] == [{"city": city} for city in CITIES]


@streamed
def test_usage_separates_cached_tokens(client: anthropic.Anthropic, streams: bool) -> None:
    usage = ask(client, "scripted", {"role": "user", "content": "numbers"}, streams=streams).usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens) == (100, 900, 50)


@streamed
@pytest.mark.parametrize(
    ("model", "word", "raised", "expected"),
    [
        ("scripted", "say-400", anthropic.BadRequestError, "not so"),
        ("scripted", "say-429", anthropic.RateLimitError, "slow down"),
        ("scripted", "say-500", anthropic.InternalServerError, "oops"),
        ("scripted", "say-long", anthropic.BadRequestError, "prompt is too long: 8500 tokens > 8192 maximum"),
        ("full", "hello", anthropic.BadRequestError, "prompt is too long"),
        ("no-such-model", "hello", anthropic.BadRequestError, "no-such-model"),
    ],
    ids=["400", "429", "500", "long", "full", "unknown"],
)
def test_errors_map_to_error_types(
    client: anthropic.Anthropic,
    model: str,
    word: str,
    raised: type[anthropic.APIStatusError],
    expected: str,
    streams: bool,
) -> None:
    with pytest.raises(raised) as caught:
        ask(client, model, {"role": "user", "content": word}, streams=streams)
    error = caught.value.body
    assert isinstance(error, dict) and expected in error["error"]["message"]
    assert KEY not in str(error)


@pytest.mark.parametrize("word", ["say-late", "say-cut"])
def test_interrupted_stream_is_an_error(client: anthropic.Anthropic, word: str) -> None:
    with pytest.raises(anthropic.APIError):
        message = ask(client, "scripted", {"role": "user", "content": word}, streams=True)
        pytest.fail(f"the stream ended normally: {message.stop_reason}")


def test_tokens_are_counted_by_litellm(client: anthropic.Anthropic, scene: Scene) -> None:
    question: list[MessageParam] = [{"role": "user", "content": "How many tokens are these? 🌍"}]
    with anthropic.Anthropic(base_url=scene.litellm, api_key=KEY, max_retries=0) as direct:
        exact = direct.messages.count_tokens(model="scripted", messages=question).input_tokens
    assert client.messages.count_tokens(model="scripted", messages=question).input_tokens == exact


def test_image_is_forwarded(client: anthropic.Anthropic, scene: Scene) -> None:
    data = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
    source = {"type": "base64", "media_type": "image/png", "data": data}
    turn: Any = {"role": "user", "content": [{"type": "image", "source": source}, {"type": "text", "text": "what?"}]}
    ask(client, "scripted", turn, streams=True)
    assert f"data:image/png;base64,{data}" in json.dumps(scene.scripted.requests()[-1])


def test_claude_code_works_through_both_proxies(
    scene: Scene, profile: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path / "work" / "one.txt"
    scene.signed.turns[:] = [
        [
            THOUGHT,
            {
                "type": "tool_use",
                "id": "toolu_w",
                "name": "Write",
                "input": {"file_path": str(file), "content": "héllo 🌍\n"},
            },
        ],
        [{"type": "text", "text": "It is written."}],
    ]
    try:
        run = running.claude_code(f"{scene.proxy}/{profile}", "signed", "Write it.", tmp_path)
    finally:
        scene.signed.turns[:] = SIGNED
    assert run.exit == 0, run.shown
    assert run.result == "It is written."
    assert file.read_text(encoding="utf-8") == "héllo 🌍\n"
    assert "api_retry" not in {event.get("subtype") for event in run.events}, "a response was not accepted"
