"""What a client sends and a translation does not carry is a loss or a refusal, on every front and to every protocol."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman import loader
from dragoman.exchange.bodies import parse_json_object
from dragoman.inprocess.exchanges import Way, masked_request, open_exchange
from dragoman.library.errors import InvalidRequest, Refused

USER = {"role": "user", "content": "hi"}
LATE = {"role": "system", "content": "late"}
ALIEN = {"role": "alien", "content": "x"}
PLAIN: dict[str, dict[str, Any]] = {
    "anthropic_messages": {"model": "m", "max_tokens": 50, "messages": [USER]},
    "openai_chat": {"model": "m", "messages": [USER]},
    "openai_responses": {"model": "m", "input": [USER], "store": False},
}
LISTS = {"anthropic_messages": "messages", "openai_chat": "messages", "openai_responses": "input"}
TOOLS: dict[str, dict[str, Any]] = {
    "anthropic_messages": {
        "tools": [{"name": "f", "input_schema": {"type": "object"}}],
        "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
    },
    "openai_chat": {
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
        "parallel_tool_calls": False,
    },
    "openai_responses": {
        "tools": [{"type": "function", "name": "f", "parameters": {"type": "object"}}],
        "parallel_tool_calls": False,
    },
}
PROVIDERS = {
    "anthropic_messages": "anthropic",
    "openai_chat": "openai",
    "openai_responses": "openai",
    "gemini": "gemini",
}
PAIRS = [(front, back) for front in loader.fronts() for back in PROVIDERS if front != back]
each_pair = pytest.mark.parametrize(("front", "back"), PAIRS)


def translated(front: str, back: str, body: str | dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the provider's body and the losses, or {} and the refusal."""
    data = (body if isinstance(body, str) else json.dumps(body)).encode()
    try:
        exchange = open_exchange(Way(front, PROVIDERS[back], back, "", ""), data, parse_json_object(data))
        sent = json.loads(masked_request(exchange).body)
    except (InvalidRequest, Refused) as error:
        return {}, str(error)
    return sent, "\n".join(exchange.context.losses)


@each_pair
def test_an_unknown_role_is_a_loss_or_a_refusal(front: str, back: str) -> None:
    _, text = translated(front, back, {**PLAIN[front], LISTS[front]: [USER, ALIEN, USER]})
    assert "alien" in text or "role" in text


@each_pair
def test_a_system_message_keeps_its_place_or_is_a_loss(front: str, back: str) -> None:
    sent, text = translated(front, back, {**PLAIN[front], LISTS[front]: [{**USER, "content": "one"}, LATE, USER]})
    written = json.dumps(sent)
    assert written.index("one") < written.index("late") < written.index('"hi"') or "system" in text


@each_pair
def test_one_call_at_a_time_is_carried_or_a_loss(front: str, back: str) -> None:
    sent, text = translated(front, back, {**PLAIN[front], **TOOLS[front]})
    parallel = sent.get("parallel_tool_calls", True) is False
    assert parallel or sent.get("tool_choice", {}).get("disable_parallel_tool_use") or "parallel" in text
    if back == "anthropic_messages":
        assert sent["tool_choice"] == {"type": "auto", "disable_parallel_tool_use": True}


@each_pair
@pytest.mark.parametrize("number", ["1e999", "-1e999"])
def test_a_number_that_is_too_large_is_refused(front: str, back: str, number: str) -> None:
    body = json.dumps({**PLAIN[front], "temperature": 0.5}).replace("0.5", number)
    sent, text = translated(front, back, body)
    assert sent == {} and f"the number {number} is too large" in text


@each_pair
def test_several_responses_are_refused_or_a_loss(front: str, back: str) -> None:
    sent, text = translated(front, back, {**PLAIN[front], "n": 2})
    assert "n" not in sent and text.startswith("n")


@each_pair
def test_an_unknown_field_is_a_loss(front: str, back: str) -> None:
    sent, text = translated(front, back, {**PLAIN[front], "zz_new": {"a": 1}})
    assert "zz_new" not in sent and "zz_new;unknown field" in text


NATIVE = {"gemini": "gemini", "cohere_chat": "cohere", "ollama_chat": "ollama", "bedrock_converse": "aws"}
each_native = pytest.mark.parametrize("back", NATIVE)
AUDIO = {"type": "input_audio", "input_audio": {"data": "QUJD", "format": "wav"}}


def chat_to(back: str, **more: Any) -> tuple[dict[str, Any], str]:
    data = json.dumps({**PLAIN["openai_chat"], **more}).encode()
    variant = "cloud" if back == "ollama_chat" else ""
    try:
        exchange = open_exchange(Way("openai_chat", NATIVE[back], back, variant, ""), data, parse_json_object(data))
        return json.loads(masked_request(exchange).body), "\n".join(exchange.context.losses)
    except (InvalidRequest, Refused) as error:
        return {}, str(error)


@each_native
def test_audio_to_a_native_protocol_is_refused(back: str) -> None:
    sent, text = chat_to(back, messages=[{"role": "user", "content": [AUDIO]}])
    assert sent == {} and text == "messages.0.content.0: audio is not supported by this provider; send text"
    sent, text = chat_to(back, audio={"voice": "alloy", "format": "wav"}, modalities=["text", "audio"])
    assert sent == {} and text == "audio: audio is not supported by this provider; request text only"
    sent, text = chat_to(back, modalities=["text", "audio"])
    assert sent == {} and text == "modalities: audio is not supported by this provider; request text only"


@each_native
def test_a_request_without_messages_is_refused(back: str) -> None:
    assert chat_to(back, messages=[]) == ({}, "messages: at least one message is required")


@each_native
def test_audio_in_the_history_is_a_loss(back: str) -> None:
    turns = [USER, {"role": "assistant", "content": "a", "audio": {"id": "audio_1"}}, USER]
    sent, text = chat_to(back, messages=turns)
    assert "audio_1" not in json.dumps(sent)
    assert "messages.audio;audio in the history is not supported by other protocols" in text


def test_reasoning_between_calls_alone_is_a_loss_at_older_claude_models_of_bedrock() -> None:
    body = {**PLAIN["anthropic_messages"], "thinking": {"type": "between_tools"}}
    for model in ("anthropic.claude-sonnet-4-20250514-v1:0", "anthropic.claude-3-haiku"):
        exchange = open_exchange(Way("anthropic_messages", "aws", model=model), json.dumps(body).encode(), body)
        assert "thinking" not in masked_request(exchange).body.decode()
        assert any("reasoning between tool calls alone" in loss for loss in exchange.context.losses)
