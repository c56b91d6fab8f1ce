"""Losses are true, and have the path of the client's own field: requests with all losses that they have."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.exchange.bodies import parse_json_object
from dragoman.inprocess.exchanges import Way, masked_request, open_exchange

M, C, R = "anthropic_messages", "openai_chat", "openai_responses"
THINKING = {"thinking": {"type": "enabled", "budget_tokens": 4096}}
MUCH = {"thinking": {"type": "enabled", "budget_tokens": 31999}}
ADAPTIVE = {"thinking": {"type": "adaptive"}}
OFF = {"thinking": {"type": "disabled"}}
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
CHAT_FORMAT = {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}}
RESPONSES_FORMAT = {"text": {"format": {"type": "json_schema", "name": "a", "schema": SCHEMA}}}


def losses(front: str, provider: str, model: str, body: dict[str, Any], protocol: str = "") -> list[str]:
    plain = {"input": "hi"} if front == R else {"max_tokens": 40000, "messages": [{"role": "user", "content": "hi"}]}
    data = json.dumps({"model": model, **plain, **body}).encode()
    exchange = open_exchange(Way(front, provider, protocol, "", model), data, parse_json_object(data))
    masked_request(exchange)
    return [loss for loss in exchange.context.losses if not loss.startswith(("max_tokens", "text.format.name", "name"))]


@pytest.mark.parametrize(
    ("sent", "lost"),
    [
        ({"speed": "standard", "service_tier": "standard_only"}, []),
        ({"speed": "fast", "service_tier": "auto"}, []),
        ({"speed": "fast", "service_tier": "standard_only"}, ["service_tier;speed takes precedence"]),
        ({"speed": "odd", "service_tier": "standard_only"}, ["speed;unknown value 'odd'"]),
    ],
)
def test_speed_beside_a_service_tier(sent: dict[str, Any], lost: list[str]) -> None:
    assert losses(M, "openai", "gpt-4.1", sent, C) == lost


@pytest.mark.parametrize(
    ("provider", "model", "protocol"),
    [
        ("nvidia", "nvidia/nemotron-3-nano-omni-30b-a3b-reasoning", ""),
        ("siliconflow", "zai-org/GLM-4.6", ""),
        ("qwen", "qwen3.7-plus", C),
        ("gemini", "gemini-2.5-pro", C),
        ("gemini", "gemini-2.5-pro", "gemini"),
        ("gemini", "gemini-2.5-flash", C),
    ],
)
def test_a_budget_that_is_sent_is_no_loss(provider: str, model: str, protocol: str) -> None:
    assert losses(M, provider, model, THINKING, protocol) == []
    assert losses(M, provider, model, {"thinking": {"type": "enabled", "budget_tokens": 24577}}, protocol) == (
        ["thinking.budget_tokens;this model's reasoning budget is at most 24576 tokens"] if "flash" in model else []
    )


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("nvidia", "nvidia/nemotron-3-nano-omni-30b-a3b-reasoning"),
        ("siliconflow", "zai-org/GLM-4.6"),
        ("qwen", "qwen3.7-plus"),
    ],
)
def test_a_budget_above_the_limit_is_lost(provider: str, model: str) -> None:
    lost = "thinking.budget_tokens;this model's reasoning budget is at most 32768 tokens"
    assert losses(M, provider, model, {"thinking": {"type": "enabled", "budget_tokens": 32769}}, C) == [lost]


def test_a_budget_that_cannot_be_sent_is_lost() -> None:
    lost = "thinking.budget_tokens;this model has neither a reasoning budget nor effort levels"
    assert losses(M, "mistral", "mistral-large-latest", THINKING) == [lost]
    assert losses(M, "mistral", "mistral-large-latest", OFF) == []
    assert losses(M, "mistral", "mistral-large-latest", ADAPTIVE) == []


def test_a_budget_that_becomes_a_lower_effort_is_lost() -> None:
    lost = "thinking.budget_tokens;31999 tokens become the effort high"
    assert losses(M, "groq", "openai/gpt-oss-120b", MUCH) == [lost]
    assert losses(M, "groq", "openai/gpt-oss-120b", THINKING) == []
    effort = {**MUCH, "output_config": {"effort": "xhigh"}}
    assert losses(M, "groq", "openai/gpt-oss-120b", effort) == [
        "output_config.effort;xhigh is not supported and becomes high"
    ]


@pytest.mark.parametrize(
    ("front", "body", "path"),
    [
        (C, CHAT_FORMAT, "response_format.json_schema.schema"),
        (R, RESPONSES_FORMAT, "text.format.schema"),
        (C, {"reasoning_effort": "low"}, "reasoning_effort"),
        (R, {"reasoning": {"effort": "low"}}, "reasoning.effort"),
        (M, {"output_config": {"effort": "low"}}, "output_config"),
    ],
)
@pytest.mark.parametrize("provider", ["minimax", "ollama"])
def test_an_object_that_a_patch_removes_has_the_paths_of_the_client(
    front: str, body: dict[str, Any], path: str, provider: str
) -> None:
    model = "MiniMax-M3" if provider == "minimax" else "gpt-oss:20b"
    named = [loss for loss in losses(front, provider, model, body, M) if loss.startswith(path)]
    assert len(named) == 1 and named[0].startswith(f"{path};ignored by this")


@pytest.mark.parametrize(
    ("front", "body", "path"),
    [
        (C, {"reasoning_effort": "high"}, "reasoning_effort"),
        (R, {"reasoning": {"effort": "high"}}, "reasoning.effort"),
        (M, {"output_config": {"effort": "high"}}, "output_config.effort"),
        (M, ADAPTIVE, "thinking.type"),
        (M, THINKING, "thinking.type thinking.budget_tokens"),
    ],
)
def test_reasoning_that_a_model_does_not_have_is_lost_at_the_path_of_the_client(
    front: str, body: dict[str, Any], path: str
) -> None:
    lost = losses(front, "cohere", "command-a-03-2025", body, "cohere_chat")
    assert [loss.partition(";")[0] for loss in lost] == path.split()
