"""Rejections of parameters: which messages count, which parameter they name, and the body without it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from dragoman import loader
from dragoman.config import profiles
from dragoman.config.routing import Target
from dragoman.library.refusals.adjustments import WITHIN, Adjustment, locate
from dragoman.resilience import states
from dragoman.resilience.states import ProviderStates

Table = dict[str, Any]
CHAT: Table = {
    "model": "m",
    "messages": [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "yes", "reasoning_content": "hm"},
        {"role": "assistant", "content": "no", "reasoning_content": "so"},
    ],
    "tools": [{"type": "function", "function": {"name": "f", "strict": True, "parameters": {"type": "object"}}}],
    "max_tokens": 10,
    "temperature": 0.2,
    "top_p": 0.5,
    "stop": ["x"],
    "reasoning_effort": "high",
    "stream_options": {"include_usage": True},
    "chat_template_kwargs": {"enable_thinking": True},
}
MESSAGES: Table = {
    "model": "m",
    "max_tokens": 10,
    "messages": [
        {
            "role": "user",
            "content": [{"type": "text", "text": "hi", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
        },
        {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "f", "input": {}, "caller": {}}]},
    ],
    "tools": [{"name": "f", "input_schema": {}, "eager_input_streaming": True}, {"name": "g", "input_schema": {}}],
    "thinking": {"type": "enabled", "budget_tokens": 1024},
    "output_config": {"effort": "high"},
    "context_management": {"edits": []},
}
RESPONSES: Table = {"model": "m", "input": "hi", "reasoning": {"effort": "minimal", "summary": "auto"}, "store": False}
GEMINI: Table = {
    "contents": [{"role": "user", "parts": [{"text": "hi"}]}],
    "generationConfig": {
        "thinkingConfig": {"thinkingLevel": "low", "includeThoughts": True},
        "topK": 3,
        "responseLogprobs": True,
    },
}

# protocol, message, error beside it, paths without a value, and paths with one
CASES: list[tuple[Table, str, Table, list[str]]] = [
    (CHAT, "Unsupported parameter: 'temperature' is not supported with this model.", {}, ["temperature"]),
    (CHAT, "This field is odd.", {"code": "unsupported_parameter", "param": "stop"}, ["stop"]),
    (CHAT, "Unrecognized request argument supplied: stream_options", {}, ["stream_options"]),
    (CHAT, "Unrecognized request arguments supplied: stop (request id: 2)", {}, ["stop"]),
    (CHAT, "Unknown parameter: 'tools[0].function.strict'.", {}, ["tools.*.function.strict"]),
    (CHAT, '"llama3.1:8b" does not support thinking', {}, ["reasoning_effort", "chat_template_kwargs"]),
    (CHAT, "reasoning is not supported by this model", {}, ["reasoning_effort", "chat_template_kwargs"]),
    (CHAT, "`reasoning_effort` must be one of `none` or `default`", {}, ["reasoning_effort=high"]),
    (CHAT, "1 validation error\nreasoning_effort\n Input should be 'low' or 'medium'", {}, ["reasoning_effort=high"]),
    (CHAT, "Model grok-4 does not support parameter reasoningEffort.", {}, ["reasoning_effort"]),
    (RESPONSES, "Model grok-4 does not support parameter reasoningEffort.", {}, ["reasoning.effort"]),
    (CHAT, "groq does not support parameters: ['top_p'], for model=x", {}, ["top_p"]),
    (CHAT, "This model does not support the stop parameter.", {}, ["stop"]),
    (CHAT, "`temperature` is deprecated for this model.", {}, ["temperature"]),
    (CHAT, "temperature is no longer supported", {}, ["temperature"]),
    (CHAT, "`temperature` and `top_p` cannot both be specified for this model. Use one.", {}, ["top_p"]),
    (CHAT, "property 'stop' is unsupported", {}, ["stop"]),
    (
        CHAT,
        "'messages.1' : for 'role:assistant' the following must be satisfied[('messages.1' : property "
        "'reasoning_content' is unsupported)]",
        {},
        ["messages.*.reasoning_content"],
    ),
    (
        CHAT,
        "messages.2.assistant.reasoning_content: property 'messages.2.assistant.reasoning_content' is unsupported",
        {},
        ["messages.*.reasoning_content"],
    ),
    (
        CHAT,
        "body.stop: Extra inputs are not permitted; body.top_p: Extra inputs are not permitted",
        {},
        ["stop", "top_p"],
    ),
    (CHAT, "Additional properties are not allowed ('top_p' was unexpected)", {}, ["top_p"]),
    (CHAT, "不支持的参数: top_p", {}, ["top_p"]),
    (CHAT, "invalid temperature: only 0.6 is allowed for this model", {}, ["temperature=0.2"]),
    (CHAT, "Only temperature=1 is supported for this model", {}, ["temperature=0.2"]),
    (CHAT, "`temperature` may only be set to 1 when thinking is enabled.", {}, ["temperature=0.2"]),
    (CHAT, "Extra inputs are not permitted, field: 'top_p', value: 0.5", {}, ["top_p"]),
    (
        CHAT,
        "[{'type': 'extra_forbidden', 'loc': ('body', 'top_p'), 'msg': 'Extra inputs are not permitted', 'input': 1}]",
        {},
        ["top_p"],
    ),
    (CHAT, "body -> top_p\n  Extra inputs are not permitted (type=extra_forbidden)", {}, ["top_p"]),
    (CHAT, "Argument not supported on this model: stop", {}, ["stop"]),
    (CHAT, "unknown field: parameter 'top_p' is not a valid field", {}, ["top_p"]),
    (CHAT, "This model does not support the following parameters: ['stop']", {}, ["stop"]),
    (CHAT, "You cannot use 'stop' with this model", {}, ["stop"]),
    (CHAT, "Got unexpected keyword argument 'stop'", {}, ["stop"]),
    (CHAT, "The parameter `max_tokens` specified in the request are not valid: 10", {}, ["max_tokens=10"]),
    (
        CHAT,
        "Invalid value: 'high'. Supported values are: 'low' and 'medium'.",
        {"param": "reasoning_effort", "code": "invalid_value"},
        ["reasoning_effort=high"],
    ),
    (CHAT, "Unsupported value: 'temperature' does not support 0.2 with this model.", {}, ["temperature=0.2"]),
    (
        RESPONSES,
        "Unsupported value: 'minimal' is not supported with the 'x' model.",
        {"param": "reasoning.effort"},
        ["reasoning.effort=minimal"],
    ),
    (RESPONSES, "Reasoning is mandatory for this endpoint and cannot be disabled.", {}, ["reasoning"]),
    (MESSAGES, "context_management: Extra inputs are not permitted", {}, ["context_management"]),
    (
        MESSAGES,
        "tools.0.custom.eager_input_streaming: Extra inputs are not permitted",
        {},
        ["tools.*.eager_input_streaming"],
    ),
    (
        MESSAGES,
        "messages.1.content.0.tool_use.caller: Extra inputs are not permitted",
        {},
        ["messages.*.content.*.caller"],
    ),
    (
        MESSAGES,
        "messages.0.content.0.text.cache_control.ephemeral.ttl: Extra inputs are not permitted",
        {},
        ["messages.*.content.*.cache_control.ttl"],
    ),
    (MESSAGES, "This model does not support the effort parameter.", {}, ["output_config"]),
    (MESSAGES, '"thinking.type.enabled" is not supported for this model.', {}, ["thinking"]),
    (MESSAGES, "Only 'disabled' is supported for thinking; 'enabled' is not supported.", {}, ["thinking"]),
    (
        GEMINI,
        "Invalid JSON payload received. Unknown name \"thinkingLevel\" at 'generation_config.thinking_config': Cannot "
        "find field.",
        {},
        ["generationConfig.thinkingConfig.thinkingLevel"],
    ),
    (GEMINI, 'Invalid JSON payload received. Unknown name "topK": Cannot find field.', {}, ["generationConfig.topK"]),
    (GEMINI, "Thinking is not supported for this model.", {}, ["generationConfig.thinkingConfig"]),
    (GEMINI, "Logprobs is not enabled for models/gemini-2.5-pro", {}, ["generationConfig.responseLogprobs"]),
]
KEPT = [  # messages after which a request is not repeated
    (CHAT, "Unsupported parameter: 'seed' is not supported with this model.", {}),  # it was not sent
    (CHAT, "Unsupported parameter: 'messages' is not supported with this model.", {}),
    (CHAT, "tools is not supported with this model", {}),
    (CHAT, "Unknown parameter: 'messages[0].content'.", {}),
    (CHAT, "model is not supported", {}),
    (CHAT, "image input is not supported with this model", {}),
    (CHAT, "Missing required parameter: 'messages[1].tool_call_id'.", {"param": "messages[1].tool_call_id"}),
    (CHAT, "Unknown parameter: 'tools[0].function.parameters.type'.", {}),
    (CHAT, "You exceeded your current quota", {"code": "insufficient_quota", "param": "stop"}),
    (CHAT, "", {}),
    (MESSAGES, "max_tokens: Field required", {}),
    (MESSAGES, "max_tokens: Extra inputs are not permitted", {}),
    (MESSAGES, "messages.0.content: Extra inputs are not permitted", {}),
    (MESSAGES, "messages.9.content.0.tool_use.caller.x: Extra inputs are not permitted", {}),
    (GEMINI, "Developer instruction is not enabled for models/gemma", {}),
]
BACKS = {
    id(CHAT): "openai_chat",
    id(MESSAGES): "anthropic_messages",
    id(RESPONSES): "openai_responses",
    id(GEMINI): "gemini",
}
PROVIDERS = {
    "openai_chat": "openai",
    "anthropic_messages": "anthropic",
    "openai_responses": "openai",
    "gemini": "gemini",
}


def found(body: Table, message: str, error: Table) -> tuple[Adjustment, ...]:
    protocol = BACKS[id(body)]
    back = loader.back(PROVIDERS[protocol], protocol)
    return back.refusals.adjustments({"message": message, **error}, "", body)


def has(body: Any, path: str) -> bool:
    step, _, rest = path.partition(".")
    if step == "*":
        return any(has(item, rest) for item in body)
    return isinstance(body, dict) and step in body and (not rest or has(body[step], rest))


@pytest.mark.parametrize(("body", "message", "error", "wanted"), CASES, ids=[case[1][:60] for case in CASES])
def test_a_rejected_parameter_is_removed(body: Table, message: str, error: Table, wanted: list[str]) -> None:
    before, adjusted = copy.deepcopy(body), body
    for adjustment in found(body, message, error):
        adjusted = adjustment.apply(adjusted)
    paths = [path.partition("=")[0] for path in wanted]
    assert all(has(body, path) and not has(adjusted, path) for path in paths)
    assert body == before
    kept = adjusted
    for path in ("model", "messages", "tools", "input", "contents"):
        assert has(body, path) == has(kept, path)
    assert len(found(body, message, error)) == len(wanted)


@pytest.mark.parametrize(("body", "message", "error"), KEPT, ids=[case[1][:60] for case in KEPT])
def test_other_messages_change_nothing(body: Table, message: str, error: Table) -> None:
    assert found(body, message, error) == ()


SCHEMA: Table = {
    "type": "object",
    "properties": {
        "pattern": {"type": "string", "pattern": r"\p{L}"},  # a property of this name, as of a search tool
        "list": {"type": "array", "items": {"anyOf": [{"pattern": "^a$", "maxLength": 9999}, {"type": "null"}]}},
    },
}
PLAIN: Table = {
    "type": "object",
    "properties": {
        "pattern": {"type": "string"},
        "list": {"type": "array", "items": {"anyOf": [{"maxLength": 9999}, {"type": "null"}]}},
    },
}


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (r"Invalid schema for function 'f': '^\\p{L}$' is not a 'regex'.", ["pattern"]),
        (r"""Invalid schema for function 'f': "\p{L}" is not a "regex\"""", ["pattern"]),
        ("Invalid JSON schema: regex lookaround is not supported. Found at $.properties.a.pattern.", ["pattern"]),
        ("[1210][Invalid API parameter, please check the documentation.][2026]", ["pattern"]),
        ("Failed to initialize samplers: failed to parse grammar", ["pattern", "maxLength"]),
        ("JSON schema conversion failed:\nPattern must start with '^' and end with '$'", ["pattern", "maxLength"]),
    ],
)
@pytest.mark.parametrize("body", [CHAT, MESSAGES, RESPONSES], ids=["chat", "messages", "responses"])
def test_keywords_that_are_refused_leave_all_schemas(body: Table, text: str, gone: list[str]) -> None:
    """https://github.com/anthropics/claude-code/issues/92964, and its neighbors."""

    def tools(schema: Table) -> list[Table]:
        function = {"name": "f", "parameters": schema}
        return [{"name": "f", "input_schema": schema}, {"type": "function", "function": function}, function]

    asked = {**body, "tools": tools(SCHEMA)}
    before, adjusted = copy.deepcopy(asked), asked
    back = loader.back("openai", "openai_chat")
    adjustments = back.refusals.adjustments({"message": text}, "", asked)
    assert {adjustment.name for adjustment in adjustments} == {f"tools.{name}" for name in gone}
    for adjustment in adjustments:
        adjusted = adjustment.apply(adjusted)
        assert adjustment.apply(adjusted) is adjusted
    plain = copy.deepcopy(PLAIN)
    if "maxLength" in gone:
        del plain["properties"]["list"]["items"]["anyOf"][0]["maxLength"]
    assert adjusted["tools"] == tools(plain) and asked == before
    assert back.refusals.adjustments({"message": text}, "", adjusted) == ()
    assert back.refusals.adjustments({"message": text}, "", {**body, "tools": []}) == ()


@pytest.mark.parametrize("param", ["tools.**.pattern", "messages.**.content", "tools.**.a.**.b", ".**."])
def test_a_provider_names_one_parameter_and_not_all_of_a_kind(param: str) -> None:
    asked = {**CHAT, "tools": [{"type": "function", "function": {"name": "f", "parameters": SCHEMA}}]}
    message = f"Unsupported parameter: '{param}' is not supported with this model."
    adjustments = loader.back("openai", "openai_chat").refusals.adjustments(
        {"message": message, "param": param}, "", asked
    )
    assert all(WITHIN not in adjustment.path for adjustment in adjustments)


def test_a_rejected_value_leaves_other_values() -> None:
    (adjustment,) = found(CHAT, "Unsupported value: 'temperature' does not support 0.2 with this model.", {})
    assert "temperature" not in adjustment.apply(CHAT)
    other = {**CHAT, "temperature": 1}
    assert adjustment.apply(other) is other


def test_a_parameter_is_renamed() -> None:
    text = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    (adjustment,) = found(CHAT, text, {"param": "max_tokens"})
    assert adjustment.apply({"max_tokens": 5}) == {"max_completion_tokens": 5}
    assert adjustment.apply({"max_tokens": 5, "max_completion_tokens": 7}) == {"max_completion_tokens": 7}
    text = "Unsupported parameter: 'reasoning_effort'. In this API, this parameter has moved to 'reasoning.effort'."
    (adjustment,) = found(CHAT, text, {})
    assert adjustment.apply({"reasoning_effort": "low", "reasoning": {"summary": "auto"}}) == {
        "reasoning": {"summary": "auto", "effort": "low"}
    }


def test_the_text_of_a_nested_error_counts() -> None:
    inner = json.dumps({"error": "Unknown parameter: 'stop'"})
    raw = json.dumps({"error": {"message": "Provider returned error", "metadata": {"raw": inner}}})
    back = loader.back("openrouter", "openai_chat")
    (adjustment,) = back.refusals.adjustments({"message": "Provider returned error"}, raw, CHAT)
    assert adjustment.path == ("stop",)


@pytest.mark.parametrize(
    "name", ["", ".", "[]", "messages", "messages[7]", "messages[0][1]", "a.b.c", "'`", "*", "stream_options."]
)
def test_odd_names_have_no_strange_path(name: str) -> None:
    path = locate(name, CHAT)
    assert path is None or has(CHAT, ".".join(path))


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "MAX_ADJUSTED", 3)
    providers = ProviderStates()
    profile = profiles.make("main", "openai", profiles.ProfileOptions(), environment={})
    for number in range(5):
        target = Target(profile, f"m{number}")
        providers.remember(target, tuple(Adjustment((f"p{one}",)) for one in range(40)))
        providers.remember(target, ())
    assert [model for _, model in providers.adjusted] == ["m2", "m3", "m4"]
    assert len(providers.adjustments(target)) == states.MAX_ADJUSTMENTS
    assert "p39" in providers.status([profile])["main"]["rejected_parameters"]["m4"]
