"""Optional fields of requests, over each front and to each protocol of a provider: carried, lost, refused, or without
effect.

The table is complete: a field that a translation drops silently must be listed as `none` here, with its reason in the
spec (`$ignore`).
"""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.inprocess.exchanges import Way
from dragoman.inprocess.translations import TranslationError, translate_request

A, C, R, G = "anthropic_messages", "openai_chat", "openai_responses", "gemini"
BACKS = {A: "anthropic", C: "openai", R: "openai", G: "gemini"}
MODEL = {A: "claude-sonnet-5", C: "gpt-5.4", R: "gpt-5.4", G: "gemini-3.5-flash"}
QUESTION = [{"role": "user", "content": "hi"}]
PLAIN: dict[str, dict[str, Any]] = {
    A: {"max_tokens": 100, "messages": QUESTION},
    C: {"messages": QUESTION},
    R: {"input": "hi"},
}
SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}
# the front, the fields, and the outcome for the backs A, C, R and G
TABLE: list[tuple[str, dict[str, Any], str]] = [
    (A, {"stop_sequences": ["END"]}, "same none none carried"),
    (A, {"temperature": 0.5}, "same lost lost carried"),
    (A, {"top_p": 0.5}, "same lost lost carried"),
    (A, {"top_k": 5}, "same lost lost carried"),
    (A, {"metadata": {"user_id": "u"}}, "same carried carried lost"),
    (A, {"service_tier": "standard_only"}, "same carried carried lost"),
    (A, {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 4000}, "same carried carried carried"),
    (A, {"thinking": {"type": "disabled"}}, "same carried carried carried"),
    (A, {"output_config": {"effort": "low"}}, "same carried carried carried"),
    (A, {"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}}}, "same carried carried partly"),
    (A, {"system": "be brief"}, "same carried carried carried"),
    (A, {"stream": True}, "same carried carried none"),
    (A, {"context_management": {"edits": []}}, "same none none none"),
    (A, {"container": "c"}, "same lost lost lost"),
    (A, {"mcp_servers": [{"type": "url", "url": "https://a.example", "name": "m"}]}, "same lost lost lost"),
    (A, {"inference_geo": "us"}, "same lost lost lost"),
    (A, {"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, "same answered carried carried"),
    (C, {"n": 2}, "refused same refused refused"),
    (C, {"n": 1}, "none same none none"),
    (C, {"seed": 7}, "lost same lost carried"),
    (C, {"frequency_penalty": 0.5}, "lost same lost carried"),
    (C, {"presence_penalty": 0.5}, "lost same lost carried"),
    (C, {"stop": "END"}, "carried same none carried"),
    (C, {"stop": ["A", "B"]}, "carried same none carried"),
    (C, {"logprobs": True}, "lost same lost carried"),
    (C, {"logprobs": True, "top_logprobs": 2}, "lost same lost partly"),
    (C, {"logit_bias": {"1": 1}}, "lost same lost lost"),
    (C, {"verbosity": "low"}, "lost same carried lost"),
    (C, {"metadata": {"a": "b"}}, "lost same carried lost"),
    (C, {"store": True}, "lost same lost lost"),
    (C, {"service_tier": "priority"}, "partly same carried lost"),  # Sonnet 5 has no fast mode
    (C, {"service_tier": "flex"}, "partly same carried lost"),
    (C, {"prompt_cache_key": "k"}, "none same carried none"),
    (C, {"prompt_cache_retention": "24h"}, "none same none none"),
    (C, {"user": "u"}, "carried same carried lost"),
    (C, {"safety_identifier": "u"}, "carried same carried lost"),
    (C, {"temperature": 0.5}, "lost same lost carried"),
    (C, {"top_p": 0.5}, "lost same lost carried"),
    (C, {"max_tokens": 50}, "carried same carried carried"),
    (C, {"max_completion_tokens": 50}, "carried same carried carried"),
    (
        C,
        {"parallel_tool_calls": False, "tools": [{"type": "function", "function": {"name": "f"}}]},
        "carried same carried partly",
    ),
    (C, {"reasoning_effort": "low"}, "carried same carried carried"),
    (C, {"response_format": {"type": "json_object"}}, "partly same carried carried"),
    (
        C,
        {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}},
        "partly same carried partly",
    ),
    (C, {"prediction": {"type": "content", "content": "x"}}, "lost same lost lost"),
    (C, {"modalities": ["text"]}, "none same none none"),
    (C, {"modalities": ["text", "audio"], "audio": {"voice": "a", "format": "wav"}}, "refused same refused refused"),
    (C, {"web_search_options": {}}, "carried same carried carried"),
    (
        C,
        {"functions": [{"name": "f", "parameters": {"type": "object", "properties": {}}}]},
        "carried same carried partly",  # an answer has one call, which the provider may exceed
    ),
    (C, {"functions": [{"name": "f"}], "stream": True}, "carried same carried partly"),
    (C, {"stream": True}, "carried same carried none"),
    (C, {"moderation": {"model": "m"}}, "lost same lost lost"),
    (R, {"top_logprobs": 2}, "lost lost same lost"),
    (R, {"include": ["message.output_text.logprobs"]}, "lost lost same carried"),
    (R, {"include": ["web_search_call.action.sources"]}, "lost lost same lost"),
    (R, {"include": ["reasoning.encrypted_content"]}, "none none same none"),
    (R, {"text": {"verbosity": "low"}}, "lost carried same lost"),
    (R, {"metadata": {"a": "b"}}, "lost lost same lost"),
    (R, {"store": True}, "none none same none"),
    (R, {"store": False}, "none none same none"),
    (R, {"service_tier": "priority"}, "partly carried same lost"),  # as in Chat
    (R, {"service_tier": "flex"}, "partly carried same lost"),
    (R, {"prompt_cache_key": "k"}, "none carried same none"),
    (R, {"prompt_cache_retention": "24h"}, "none none same none"),
    (R, {"truncation": "auto"}, "lost lost same lost"),
    (R, {"truncation": "disabled"}, "none none same none"),
    (R, {"user": "u"}, "carried carried same lost"),
    (R, {"safety_identifier": "u"}, "carried carried same lost"),
    (R, {"temperature": 0.5}, "lost lost same carried"),
    (R, {"top_p": 0.5}, "lost lost same carried"),
    (R, {"max_output_tokens": 50}, "carried carried same carried"),
    (R, {"max_tool_calls": 3}, "lost lost same lost"),
    (R, {"parallel_tool_calls": False, "tools": [{"type": "function", "name": "f"}]}, "carried carried same partly"),
    (R, {"reasoning": {"effort": "low"}}, "carried carried same carried"),
    (R, {"reasoning": {"effort": "low", "summary": "auto"}}, "carried carried same carried"),
    (R, {"text": {"format": {"type": "json_object"}}}, "partly carried same carried"),
    (R, {"text": {"format": {"type": "json_schema", "name": "a", "schema": SCHEMA}}}, "partly carried same partly"),
    (R, {"previous_response_id": "resp_1"}, "refused refused same refused"),
    (R, {"conversation": "conv_1"}, "refused refused same refused"),
    (R, {"background": True}, "refused refused same refused"),
    (R, {"background": False}, "none none same none"),
    (R, {"prompt": {"id": "p"}}, "refused refused same refused"),
    (R, {"context_management": [{"type": "compaction", "compact_threshold": 1000}]}, "lost lost same lost"),
    (R, {"tools": [{"type": "web_search"}]}, "carried answered same carried"),
    (R, {"instructions": "be brief"}, "carried carried same carried"),
    (R, {"stream": True}, "carried carried same none"),
    (R, {"moderation": {"model": "m"}}, "lost lost same lost"),
]


def outcome(front: str, more: dict[str, Any], back: str) -> str:
    """Return what becomes of a field: `same` body, `refused` (400), `answered` without the provider, `carried`, `lost`,
    `partly` (carried with a loss), or `none`: no effect at the provider."""
    if front == back:
        return "same"
    way = Way(front, BACKS[back], back)
    plain = {"model": MODEL[back], **PLAIN[front]}
    without = translate_request(plain, way)
    try:
        sent = translate_request({**plain, **more}, way)
    except TranslationError as error:
        assert error.status in (200, 400)
        return "answered" if error.status == 200 else "refused"
    carried, lost = sent.body != without.body, len(sent.losses) > len(without.losses)
    return {(True, True): "partly", (True, False): "carried", (False, True): "lost", (False, False): "none"}[
        carried, lost
    ]


@pytest.mark.parametrize(("front", "more", "wanted"), TABLE, ids=lambda value: str(value))
def test_a_field_is_carried_lost_or_refused(front: str, more: dict[str, Any], wanted: str) -> None:
    assert " ".join(outcome(front, more, back) for back in BACKS) == wanted


@pytest.mark.parametrize(("front", "back"), [(C, R), (R, C)])
def test_the_flex_tier_is_sent_in_both_directions(front: str, back: str) -> None:
    body = {"model": MODEL[back], **PLAIN[front], "service_tier": "flex"}
    sent = translate_request(body, Way(front, BACKS[back], back))
    assert (sent.body["service_tier"], sent.losses) == ("flex", [])


def test_an_unknown_word_is_a_loss_of_its_field() -> None:
    system = {"role": "system", "content": "later", "clear_at": "tomorrow"}
    body = {**PLAIN[A], "model": MODEL[C], "messages": [*QUESTION, system]}
    lost = translate_request(body, Way(A, BACKS[C], C)).losses
    assert [(loss.path, loss.reason) for loss in lost] == [("messages.clear_at", "unknown time")]
