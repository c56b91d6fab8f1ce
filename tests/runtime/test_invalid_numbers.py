"""Numbers that a client's protocol does not allow: a 400 that names the parameter, and unchanged if forwarded."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance import translate

USER = {"role": "user", "content": "hi"}
BODIES: dict[str, dict[str, Any]] = {
    "anthropic_messages": {"model": "m", "max_tokens": 2000, "messages": [USER]},
    "openai_chat": {"model": "m", "messages": [USER]},
    "openai_responses": {"model": "m", "input": "hi"},
}
OTHER = {"anthropic_messages": "openai", "openai_chat": "anthropic", "openai_responses": "anthropic"}
NO_NUMBER: list[Any] = ["5", True, [], {}]
RANGES: dict[str, dict[str, tuple[list[Any], list[Any]]]] = {  # parameter -> allowed and refused values
    "anthropic_messages": {
        "max_tokens": ([1, 10**9, 2.0], [-1, 1.5, None]),
        "temperature": ([0, 0.5, 1, 2], [-0.1, -1, 2.1, 1e9]),
        "top_p": ([0, 0.5, 1], [-1, 1.1]),
        "top_k": ([0, 5], [-1, 1.5]),
    },
    "openai_chat": {
        "max_tokens": ([1, 10**9], [0, -1, 1.5]),
        "max_completion_tokens": ([1], [0, -1, 1.5]),
        "temperature": ([0, 2], [-1, 2.1]),
        "top_p": ([0, 1], [-1, 1.1]),
        "frequency_penalty": ([-2, 2], [-2.1, 2.1]),
        "presence_penalty": ([-2, 2], [-2.1, 2.1]),
        "n": ([1], [0, -1, 2, 1.5]),
        "seed": ([0, -1], [1.5]),
        "top_logprobs": ([0, 20], [-1, 21, 1.5]),
    },
    "openai_responses": {
        "max_output_tokens": ([1], [0, -1, 1.5]),
        "temperature": ([0, 2], [-1, 2.1]),
        "top_p": ([0, 1], [-1, 1.1]),
        "top_logprobs": ([0, 20], [-1, 21, 1.5]),
    },
}
CASES = [(front, name) for front, parameters in RANGES.items() for name in parameters]


@pytest.mark.parametrize(("front", "name"), CASES)
def test_a_number_outside_of_its_range_is_refused_by_name(front: str, name: str) -> None:
    allowed, refused = RANGES[front][name]
    for value in allowed:
        sent = translate.request(OTHER[front], {**BODIES[front], name: value}, front=front)
        assert isinstance(sent, translate.Sent), (value, sent)
    for value in [*refused, *NO_NUMBER]:
        answer = translate.request(OTHER[front], {**BODIES[front], name: value}, front=front)
        assert isinstance(answer, translate.ClientResponse) and answer.status == 400, value
        error = answer.body["error"]
        assert error["type"] == "invalid_request_error" and error["message"].startswith(f"{name}: ")
        assert front == "anthropic_messages" or error["param"] == name


@pytest.mark.parametrize(("front", "name"), CASES)
def test_a_number_in_a_forwarded_request_is_left_to_the_provider(front: str, name: str) -> None:
    provider = "anthropic" if front == "anthropic_messages" else "openai"
    for value in [value for value in RANGES[front][name][1] if value not in (None, 0)]:
        sent = translate.request(provider, {**BODIES[front], name: value}, front=front, protocol=front)
        assert isinstance(sent, translate.Sent) and sent.body[name] == value
