"""Failures of failures.yaml that concern requests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance import translate
from tests.conformance.builders import ENVELOPE, sent, turns
from tests.conformance.cases import BODY, envelope

TOOL = {
    "name": "get",
    "description": "Gets",
    "input_schema": {"type": "object", "properties": {"q": {"type": "string"}}},
}
SEARCH = {"type": "web_search_20250305", "name": "web_search", "max_uses": 8}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "get", "input": {"q": "x"}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "found"}
PICTURE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}
THOUGHT = {"type": "thinking", "thinking": "hm", "signature": "EqQBCkgIBRABGAI="}  # a signature of Anthropic


def all_of(value: Any, key: str) -> list[Any]:
    """Return all values of this key at any depth."""
    if isinstance(value, list):
        return [found for item in value for found in all_of(item, key)]
    if not isinstance(value, dict):
        return []
    inner = [found for item in value.values() for found in all_of(item, key)]
    return [value[key], *inner] if key in value else inner


@pytest.mark.parametrize("signature", [envelope(ENVELOPE), "", None])
def test_failure_01_foreign_signature_is_not_sent_to_anthropic(signature: str | None) -> None:
    foreign = {"type": "thinking", "thinking": "hm", "signature": signature}
    foreign = {key: value for key, value in foreign.items() if value is not None}
    came = sent("anthropic", messages=turns("hi", [foreign, {"type": "text", "text": "a"}], "go on"))
    assert came.body["messages"][1]["content"] == [{"type": "text", "text": "a"}]


def test_failure_01_message_of_only_foreign_reasoning_is_removed() -> None:
    foreign = {"type": "thinking", "thinking": "hm", "signature": envelope(ENVELOPE)}
    came = sent("anthropic", messages=turns("hi", [foreign], "go on"))
    assert [message["role"] for message in came.body["messages"]] == ["user", "user"]


def test_failure_01_anthropic_signature_is_returned_unchanged_to_anthropic_only() -> None:
    history = turns("hi", [THOUGHT, {"type": "text", "text": "a"}], "go on")
    assert sent("anthropic", messages=history).body["messages"] == history
    for provider in ("openai", "deepseek", "openrouter"):
        assert THOUGHT["signature"] not in json.dumps(sent(provider, messages=history).body)


def test_failure_02_search_beside_other_tools_is_removed_and_reported() -> None:
    came = sent(tools=[TOOL, SEARCH])
    assert [tool["function"]["name"] for tool in came.body["tools"]] == ["get"]
    assert any("web_search" in loss for loss in came.losses)


def test_failure_02_search_alone_is_answered_as_unavailable_and_its_history_is_accepted() -> None:
    response = translate.request("openai", {**BODY, "tools": [SEARCH]})
    assert isinstance(response, translate.ClientResponse) and response.status == 200
    blocks = response.body["content"]
    assert [block["type"] for block in blocks] == ["server_tool_use", "web_search_tool_result", "text"]
    assert blocks[1]["content"]["error_code"] == "unavailable"
    came = sent(messages=turns("hi", blocks, "and now?"), tools=[TOOL])
    assert [message["role"] for message in came.body["messages"]] == ["user", "assistant", "user"]


REFUSED = {  # schema keywords that each provider rejects
    "openai": ["$schema"],
    "kimi": ["$schema"],
    "gemini": ["$schema"],
    "grok": ["$schema"],
    "lmstudio": ["$schema"],
}
GEMINIS_OWN = ["$schema", "$ref", "$defs", "additionalProperties", "patternProperties", "propertyNames", "uniqueItems",
               "exclusiveMinimum", "multipleOf", "const", "not", "if", "then"]  # fmt: skip
RICH = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "$defs": {"Place": {"type": "object", "properties": {"name": {"type": "string"}}}},
    "properties": {
        "to": {"$ref": "#/$defs/Place"},
        "count": {"type": ["integer", "null"], "exclusiveMinimum": 0, "multipleOf": 2},
        "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        "kind": {"const": "x"},
        "more": {"type": "object", "propertyNames": {"pattern": "^a"}, "additionalProperties": False},
    },
    "additionalProperties": False,
}


@pytest.mark.parametrize("provider", REFUSED)
def test_failure_03_unsupported_schema_keywords_are_removed(provider: str) -> None:
    came = sent(provider, tools=[{**TOOL, "input_schema": RICH}])
    for word in REFUSED[provider]:
        assert not all_of(came.body["tools"], word), f"{word} reaches {provider}"
    names = all_of(came.body["tools"], "properties")[0]
    assert set(names) == set(RICH["properties"]), "no parameter is gone"  # type: ignore[call-overload]


def test_failure_03_gemini_receives_only_supported_schema_keywords() -> None:
    came = sent("gemini", tools=[{**TOOL, "input_schema": RICH}], protocol="gemini")
    if "parametersJsonSchema" not in json.dumps(came.body):
        for word in GEMINIS_OWN:
            assert not all_of(came.body["tools"], word), word


@pytest.mark.parametrize("content", [[CALL], [{"type": "text", "text": "a"}, CALL]])
def test_failure_06_reasoning_is_returned_to_a_model_that_requires_it(content: list[Any]) -> None:
    own = {"type": "thinking", "thinking": "hm", "signature": envelope({"b": "deepseek", "k": "rc"})}
    came = sent(
        "deepseek", messages=turns("hi", [own, *content], [RESULT]), tools=[TOOL], thinking={"type": "adaptive"}
    )
    assert came.body["messages"][1]["reasoning_content"] == "hm"


def test_failure_06_foreign_conversation_receives_an_empty_reasoning_field() -> None:
    came = sent(
        "deepseek", messages=turns("hi", [THOUGHT, CALL], [RESULT]), tools=[TOOL], thinking={"type": "adaptive"}
    )
    assert came.body["messages"][1]["reasoning_content"] == ""


def test_failure_12_image_of_a_tool_result_follows_the_results() -> None:
    seen = {**RESULT, "content": [{"type": "text", "text": "a screenshot"}, PICTURE]}
    came = sent(messages=turns("look", [CALL], [seen]), tools=[TOOL])
    roles = [message["role"] for message in came.body["messages"]]
    assert roles == ["user", "assistant", "tool", "user"]
    assert all_of(came.body["messages"][3], "url") == ["data:image/png;base64,aGk="]


def test_failure_12_image_url_is_kept_or_replaced_by_a_note() -> None:
    address = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
    assert all_of(sent(messages=turns([address])).body["messages"], "url") == ["https://example.com/a.png"]
    came = sent("deepseek", messages=turns([PICTURE, {"type": "text", "text": "what is it?"}]))
    assert "image omitted" in json.dumps(came.body["messages"]) and came.losses


def test_failure_13_calls_and_results_are_paired_in_a_damaged_history() -> None:
    second = {**CALL, "id": "toolu_2"}
    orphan = {**RESULT, "tool_use_id": "toolu_gone", "content": "of a call that is gone"}
    history = turns(
        "hi",
        [CALL, second],
        [{"type": "text", "text": "note"}, RESULT, orphan],
        "a",
        [RESULT, {"type": "text", "text": "go on"}],
    )
    came = sent(messages=history, tools=[TOOL])
    messages = came.body["messages"]
    call_ids = [call["id"] for message in messages for call in message.get("tool_calls") or ()]
    answered = [message["tool_call_id"] for message in messages if message["role"] == "tool"]
    assert (call_ids, sorted(answered)) == (["toolu_1", "toolu_2"], ["toolu_1", "toolu_2"])
    assert [message["role"] for message in messages[1:4]] == ["assistant", "tool", "tool"]
    assert "of a call that is gone" in json.dumps([message for message in messages if message["role"] == "user"])


LIMITS = {
    "openai": "max_completion_tokens",
    "groq": "max_completion_tokens",
    "deepseek": "max_tokens",
    "ollama": "max_tokens",
    "mistral": "max_tokens",
}


@pytest.mark.parametrize("provider", LIMITS)
def test_failure_17_token_limit_uses_the_field_of_the_provider(provider: str) -> None:
    body = sent(provider).body
    assert [key for key in ("max_tokens", "max_completion_tokens") if key in body] == [LIMITS[provider]]


def test_failure_18_token_limit_is_capped_and_reported() -> None:
    came = sent("openai", model="gpt-4o", max_tokens=128000)
    assert came.body["max_completion_tokens"] == 16384
    assert any(loss.startswith("max_tokens") for loss in came.losses)


def test_failure_23_responses_hosts_receive_only_supported_fields() -> None:
    more = {"temperature": 0.5, "top_p": 0.9, "top_k": 40, "stop_sequences": ["x"], "metadata": {"user_id": "u"}}
    for name in ("openai", "chatgpt"):
        body = sent(name, **more, protocol="openai_responses").body
        assert not {"stop", "top_k", "messages", "max_tokens", "response_format"} & body.keys(), name
        if name == "chatgpt":
            assert not {"temperature", "top_p", "max_output_tokens", "metadata", "safety_identifier"} & body.keys()
            assert (body["store"], body["stream"]) == (False, True)


@pytest.mark.parametrize("thinking", [
    {"type": "adaptive", "display": "updates"}, {"type": "enabled", "budget_tokens": 31999}, {"type": "disabled"},
    {"type": "enabled"}, {"type": "adaptive", "effort": "high"}, {"type": "between_tools"},
])  # fmt: skip
@pytest.mark.parametrize("provider", ["openai", "groq", "deepseek", "openrouter", "ollama"])
def test_failure_24_every_form_of_the_thinking_parameter_is_accepted(provider: str, thinking: Any) -> None:
    history = turns("hi", [{"type": "thinking", "thinking": "", "signature": ""}, {"type": "text", "text": "a"}], "go")
    came = sent(provider, thinking=thinking, messages=history)
    assert "budget_tokens" not in json.dumps(came.body["messages"])
    assert not any(part == {"type": "thinking", "thinking": ""} for part in all_of(came.body, "content"))


def test_failure_24_empty_reasoning_is_not_sent_to_anthropic() -> None:
    history = turns("hi", [{"type": "thinking", "thinking": "", "signature": ""}, {"type": "text", "text": "a"}], "go")
    assert "thinking" not in json.dumps(sent("anthropic", messages=history).body)


def test_failure_28_next_request_starts_with_the_previous_one() -> None:
    identity = {"user_id": json.dumps({"device_id": "d", "session_id": "s"})}
    system = [{"type": "text", "text": "x-anthropic-billing-header: cc_version=1.2.3"}, {"type": "text", "text": "You"}]
    first = turns("hi")
    later = turns("hi", [THOUGHT, {"type": "text", "text": "a"}, CALL], [RESULT])
    one = sent(system=system, messages=first, tools=[TOOL], metadata=identity).body
    other = sent(
        system=[{"type": "text", "text": "x-anthropic-billing-header: cc_version=9"}, system[1]],
        messages=later, tools=[TOOL], metadata=identity,
    ).body  # fmt: skip
    assert other["messages"][: len(one["messages"])] == one["messages"]
    assert (one["tools"], one["prompt_cache_key"]) == (other["tools"], other["prompt_cache_key"])


def test_failure_28_at_most_four_cache_breakpoints_and_none_without_support() -> None:
    mark = {"cache_control": {"type": "ephemeral"}}
    system = [{"type": "text", "text": str(n), **mark} for n in range(4)]
    messages = turns([{"type": "text", "text": "a", **mark}], "b", [{"type": "text", "text": "c", **mark}])
    assert len(all_of(sent("openrouter", system=system, messages=messages).body, "cache_control")) <= 4
    assert not all_of(sent("openai", system=system, messages=messages).body, "cache_control")


def test_failure_29_long_tool_names_are_shortened_and_restored() -> None:
    name = "mcp__a_server_with_a_long_name__" + "and_a_tool_with_a_longer_one" * 3
    long = {**TOOL, "name": name, "input_schema": {"type": "object", "properties": {"file_path": {"type": "string"}}}}
    came = sent(tools=[long], tool_choice={"type": "tool", "name": name},
                messages=turns("hi", [{**CALL, "name": name, "input": {"file_path": "a"}}], [RESULT]))  # fmt: skip
    short = came.body["tools"][0]["function"]["name"]
    assert len(short) <= 64
    assert came.body["tool_choice"]["function"]["name"] == short
    made = came.body["messages"][1]["tool_calls"][0]["function"]
    assert (made["name"], json.loads(made["arguments"])) == (short, {"file_path": "a"})
    assert list(came.body["tools"][0]["function"]["parameters"]["properties"]) == ["file_path"]
    call = {"id": "a:b/c", "type": "function", "function": {"name": short, "arguments": '{"file_path": "a"}'}}
    answer = {"choices": [{"index": 0, "message": {"tool_calls": [call]}, "finish_reason": "tool_calls"}]}
    response = translate.response("openai", answer, request={**BODY, "tools": [long]})
    block = response.body["content"][0]
    assert (block["name"], block["input"]) == (name, {"file_path": "a"})
    assert block["id"].startswith("a_b_c_")
