"""Headers that depend on the request, and model ids in the spelling of the provider."""

from __future__ import annotations

import pytest

from dragoman.config import profiles
from dragoman.config.request_facts import Facts, fill_headers, is_conditional
from dragoman.values.spelling import spelled


@pytest.mark.parametrize(
    "form, facts, value",
    [
        ("{session}", Facts(session="s-1"), "s-1"),
        ("{session}", Facts(), None),
        ("{project}", Facts(), "p"),
        ({"value": "yes", "when": {"images": True}}, Facts(images=True), "yes"),
        ({"value": "yes", "when": {"images": True}}, Facts(), None),
        ({"value": "agent", "when": {"continued": True}, "else": "user"}, Facts(), "user"),
        ({"value": "a", "when": {"model": ["gpt-*"], "tools": False}}, Facts(model="GPT-5"), "a"),
        ({"value": "a", "when": {"model": ["!gpt-*"]}}, Facts(model="gpt-5"), None),
    ],
)
def test_header_depends_on_the_request(form: object, facts: Facts, value: str | None) -> None:
    assert is_conditional(form)
    assert fill_headers({"x": form}, facts, {"project": "p"}).get("x") == value


@pytest.mark.parametrize(
    "provider, asked, model",
    [
        ("vertex", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5@20250929"),
        ("vertex", "claude-opus-4-8", "claude-opus-4-8"),
        ("copilot", "claude-opus-4-6", "claude-opus-4.6"),
        ("copilot", "claude-haiku-4-5-20251001", "claude-haiku-4.5"),
        ("copilot", "claude-sonnet-5", "claude-sonnet-5"),
        ("gitlab", "duo-chat-opus-4-8", "claude-opus-4-8"),
        ("gitlab", "duo-chat-haiku-4-5", "claude-haiku-4-5-20251001"),
        ("gitlab", "duo-chat-gpt-5-4-mini", "gpt-5.4-mini"),
        ("gitlab", "duo-chat-gpt-5-1", "gpt-5.1"),
    ],
)
def test_model_ids_use_the_spelling_of_the_provider(provider: str, asked: str, model: str) -> None:
    assert profiles.make("p", provider, environment={}).resolve(asked) == model


def test_spelling_patterns_are_tried_once_in_order() -> None:
    forms = {"a-{date}": "a", "a{rest}": "b{rest}", "a-{n}": "c"}
    assert spelled("a-20250101", forms) == "a"  # the rest matches no other pattern
    assert spelled("a-x", forms) == "b-x"
