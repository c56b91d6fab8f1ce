"""Reasoning that returns to a provider: the signatures of its calls, and no reasoning of other providers in bodies that
are forwarded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.inprocess.exchanges import Way
from dragoman.inprocess.translations import translate_request, translate_response, translate_stream
from dragoman.library.envelope import seal
from tests.conformance import translate

FRONT = "openai_responses"


def reasoning(encrypted: str) -> dict[str, Any]:
    return {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": encrypted}


@pytest.mark.parametrize("provider", ["openai", "grok"])
def test_an_envelope_of_this_proxy_is_removed_and_native_content_is_kept(provider: str) -> None:
    question = {"type": "message", "role": "user", "content": "hi"}
    native = reasoning("gAAAAB")
    body = {"model": "gpt-5.5", "input": [question, reasoning(seal("th", b="groq", s="x")), native]}
    sent = translate.request(provider, body, front=FRONT, protocol=FRONT)
    assert isinstance(sent, translate.Sent)
    assert sent.body["input"] == [question, native]
    assert any("reasoning of another provider" in loss for loss in sent.losses)


@pytest.mark.parametrize("provider", ["openai", "openrouter", "groq", "compatible", "gemini"])
def test_details_in_an_envelope_return_to_no_other_chat_provider(provider: str) -> None:
    native = {"type": "reasoning.text", "text": "so", "signature": "c2ln", "format": "anthropic-claude-v1"}
    foreign = [
        {"type": "reasoning.text", "text": "so", "signature": seal("th", b="anthropic", s="secret")},
        {"type": "reasoning.encrypted", "data": seal("rt", b="anthropic", d="secret")},
    ]
    turn = {"role": "assistant", "content": "a", "reasoning_details": [foreign[0], native, foreign[1]]}
    user = {"role": "user", "content": "hi"}
    body = {"model": "m", "messages": [user, turn, user]}
    sent = translate.request(provider, body, front="openai_chat", protocol="openai_chat")
    assert isinstance(sent, translate.Sent)
    assert sent.body["messages"] == [user, {**turn, "reasoning_details": [native]}, user]
    assert any("reasoning of another provider" in loss for loss in sent.losses)


def test_details_in_an_envelope_return_to_the_provider_that_made_them() -> None:
    details = [
        {"type": "reasoning.text", "text": "so", "signature": seal("th", b="anthropic", s="c2ln")},
        {"type": "reasoning.encrypted", "data": seal("rt", b="anthropic", d="ZW5j")},
    ]
    user = {"role": "user", "content": "hi"}
    turn = {"role": "assistant", "content": "a", "reasoning_details": details}
    sent = translate.request("anthropic", {"model": "m", "messages": [user, turn, user]}, front="openai_chat")
    assert isinstance(sent, translate.Sent)
    assert sent.body["messages"][1]["content"][:2] == [
        {"type": "thinking", "thinking": "so", "signature": "c2ln"},
        {"type": "redacted_thinking", "data": "ZW5j"},
    ]


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize("kind", ["custom", "function"])
def test_the_signature_of_a_call_returns_to_gemini(kind: str, streams: bool) -> None:
    tool = {"type": kind, "name": "apply_patch"}
    request = {"model": "gemini-3.5-flash", "input": "hi", "tools": [tool], "stream": streams}
    way = Way(FRONT, "gemini", "gemini")
    thought = {"text": "Thinking.", "thought": True}
    call = {"functionCall": {"name": "apply_patch", "args": {"input": "x"}}, "thoughtSignature": "U0lH"}
    content = {"role": "model", "parts": [thought, call]}
    answer = {"candidates": [{"content": content, "finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 1}}
    if streams:
        stream = translate_stream(request, way)
        text = (stream.feed(f"data: {json.dumps(answer)}\n\n".encode()) + stream.end()).decode()
        output = json.loads(text.rpartition("data: ")[2])["response"]["output"]
    else:
        output = translate_response(answer, request, way).body["output"]
    assert output[-1]["type"] == {"custom": "custom_tool_call", "function": "function_call"}[kind]
    result = {"type": f"{output[-1]['type']}_output", "call_id": output[-1]["call_id"], "output": "done"}
    again = [{"role": "user", "content": "hi"}, *output, result]
    sent = translate_request({**request, "input": again}, way).body["contents"]
    assert [part for part in sent[1]["parts"] if "functionCall" in part][0]["thoughtSignature"] == "U0lH"
