"""Requests of Chat clients to hosts of Messages: rule 2.6 and its numbered cases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance.builders import ENVELOPE
from tests.conformance.cases import envelope
from tests.conformance.chat import refused, sent

HI = {"role": "user", "content": "hi"}
LOOK: dict[str, Any] = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
FORMAT = {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "string"}}}}}


def text(words: str) -> dict[str, str]:
    return {"type": "text", "text": words}


def called(*ids: str, arguments: str = "{}", **more: Any) -> dict[str, Any]:
    calls = [{"id": id, "type": "function", "function": {"name": "look", "arguments": arguments}} for id in ids]
    return {"role": "assistant", "content": None, "tool_calls": calls, **more}


def result(id: str, content: Any = "seen") -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": id, "content": content}


def messages(*turns: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return list(sent(messages=list(turns), **more).body["messages"])


def test_35_system_and_developer_messages_are_hoisted_in_order() -> None:
    body = sent(messages=[{"role": "system", "content": "a"}, HI, {"role": "developer", "content": "b"}, HI]).body
    assert [block["text"] for block in body["system"]] == ["a", "b"]
    assert [turn["role"] for turn in body["messages"]] == ["user", "user"]


def test_36_only_a_system_message_gets_a_placeholder() -> None:
    body = sent(messages=[{"role": "system", "content": "a"}]).body
    assert body["messages"] == [{"role": "user", "content": [text(".")]}]


@pytest.mark.parametrize(
    ("limits", "wanted"),
    [({}, 32000), ({"max_tokens": 100}, 100), ({"max_tokens": 100, "max_completion_tokens": 200}, 200)],
)
def test_37_max_tokens(limits: dict[str, Any], wanted: int) -> None:
    assert sent(**limits).body["max_tokens"] == wanted
    assert sent(**limits, model="claude-haiku-4-5").body["max_tokens"] == wanted


def test_37_the_default_is_at_most_the_maximum_of_the_model() -> None:
    import dragoman.config.profiles as profiles
    from dragoman import loader
    from dragoman.exchange.exchange import Exchange
    from dragoman.exchange.route import Route
    from dragoman.values import json_text

    profile = profiles.make(
        "p", "anthropic", profiles.ProfileOptions(limits={"m": {"max_output_tokens": 4096}}), environment={}
    )
    payload: dict[str, Any] = {"model": "m", "messages": [HI]}
    body = json_text.dumps(payload)
    front, back = loader.front("openai_chat"), loader.back("anthropic", "anthropic_messages")
    request = Exchange(Route(front, back, profile, "m"), body, payload).request("k")
    assert json_text.loads(request.body)["max_tokens"] == 4096


def test_38_temperature_is_capped_and_omitted_with_reasoning() -> None:
    came = sent(temperature=1.7)
    assert came.body["temperature"] == 1 and any("temperature" in loss for loss in came.losses)
    assert sent(temperature=0.3).body["temperature"] == 0.3
    assert "temperature" not in sent(temperature=0.3, reasoning_effort="high").body


def test_39_one_response_only() -> None:
    assert "n" not in sent(n=1).body
    error = refused(n=2)
    assert (error["status"], error["type"]) == (400, "invalid_request_error") and "n" in error["message"]


def test_40_blank_stop_sequences_are_not_sent() -> None:
    assert sent(stop=["a", " "]).body["stop_sequences"] == ["a"]
    assert "stop_sequences" not in sent(stop="\n").body


def test_41_json_mode_is_an_instruction() -> None:
    body = sent(response_format={"type": "json_object"}).body
    assert "JSON object" in body["system"][0]["text"] and "format" not in body.get("output_config", {})


def test_41_a_schema_allows_no_further_properties() -> None:
    form = {"type": "json_schema", "json_schema": {"name": "n", "schema": FORMAT}}
    schema = sent(response_format=form).body["output_config"]["format"]["schema"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["a"]["additionalProperties"] is False


@pytest.mark.parametrize("provider", ["anthropic", "aws"])
def test_keywords_that_a_format_may_not_have_are_described(provider: str) -> None:
    """Rule 2.6: these providers reject them with 400."""
    number = {"type": "integer", "minimum": 1, "maximum": 9, "description": "How many."}
    words = {
        "type": "array",
        "minItems": 2,
        "items": {"oneOf": [{"type": "string", "pattern": "^a"}, {"type": "null"}]},
    }
    properties = {
        "number": number,
        "words": words,
        "some": {"type": "array", "minItems": 1, "items": {"type": "string", "format": "date"}},
        "path": {"type": "string", "format": "json-pointer"},
        "more": {"type": "object", "additionalProperties": {"type": "string"}},
        "minimum": {"type": "null"},
    }
    form = {"name": "n", "schema": {"type": "object", "properties": properties}}
    came = sent(provider=provider, response_format={"type": "json_schema", "json_schema": form})
    if provider == "aws":
        schema = json.loads(came.body["outputConfig"]["textFormat"]["structure"]["jsonSchema"]["schema"])
    else:
        schema = came.body["output_config"]["format"]["schema"]
    item = {"anyOf": [{"type": "string", "description": '{"pattern":"^a"}'}, {"type": "null"}]}
    assert schema["properties"] == {
        "number": {"type": "integer", "description": 'How many.\n\n{"minimum":1,"maximum":9}'},
        "words": {"type": "array", "items": item, "description": '{"minItems":2}'},
        "some": properties["some"],
        "path": {"type": "string", "description": '{"format":"json-pointer"}'},
        "more": {
            "type": "object",
            "additionalProperties": False,
            "description": '{"additionalProperties":{"type":"string"}}',
        },
        "minimum": {"type": "null"},
    }
    lost = "response_format.json_schema.schema.properties.number.minimum;schema keyword minimum is written into the"
    assert any(loss.startswith(lost) for loss in came.losses), came.losses
    assert len([loss for loss in came.losses if "is written into the description" in loss]) == 6


def test_42_safety_identifier_is_the_user() -> None:
    assert sent(user="u", safety_identifier="s").body["metadata"] == {"user_id": "s"}
    assert sent(user="u").body["metadata"] == {"user_id": "u"}


def test_43_a_conversation_begins_with_a_user() -> None:
    first, *rest = messages({"role": "assistant", "content": "hello"}, HI)
    assert first == {"role": "user", "content": [text(".")]} and rest[0]["role"] == "assistant"


@pytest.mark.parametrize("content", ["", " \n", [text(""), text(" ")]])
def test_44_empty_messages_are_removed(content: Any) -> None:
    turns = messages(HI, {"role": "assistant", "content": content}, HI)
    assert [turn["role"] for turn in turns] == ["user", "user"]


def test_45_a_prefill_is_sent_without_trailing_white_space() -> None:
    last = messages(HI, {"role": "assistant", "content": "so: "})[-1]
    assert last == {"role": "assistant", "content": [text("so:")]}


def test_68_a_union_at_the_root_of_a_schema_is_merged() -> None:
    union = {
        "anyOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
            {"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"]},
        ]
    }
    tool = {"type": "function", "function": {"name": "look", "parameters": union}}
    schema = sent(tools=[tool]).body["tools"][0]["input_schema"]
    assert schema["type"] == "object" and "anyOf" not in schema
    assert set(schema["properties"]) == {"a", "b"} and not schema.get("required")


def test_69_tool_without_parameters() -> None:
    tool = {"type": "function", "function": {"name": "look"}}
    assert sent(tools=[tool]).body["tools"][0]["input_schema"] == {"type": "object", "properties": {}}


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        ("none", {"type": "none"}),
        ("auto", {"type": "auto"}),
        ("required", {"type": "any"}),
        ({"type": "function", "function": {"name": "look"}}, {"type": "tool", "name": "look"}),
    ],
)
def test_73_tool_choice(choice: Any, wanted: dict[str, str]) -> None:
    body = sent(tools=[LOOK], tool_choice=choice).body
    assert body["tool_choice"] == wanted and len(body["tools"]) == 1


def test_73_allowed_tools() -> None:
    other = {"type": "function", "function": {"name": "other"}}
    allowed = {"mode": "required", "tools": [{"type": "function", "function": {"name": "other"}}]}
    body = sent(tools=[LOOK, other], tool_choice={"type": "allowed_tools", "allowed_tools": allowed}).body
    assert [tool["name"] for tool in body["tools"]] == ["other"] and body["tool_choice"] == {"type": "any"}


@pytest.mark.parametrize(("model", "reasons"), [("claude-sonnet-4-5", False), ("claude-opus-4-8", True)])
def test_74_forced_tool_and_reasoning(model: str, reasons: bool) -> None:
    choice = {"type": "function", "function": {"name": "look"}}
    body = sent(model=model, tools=[LOOK], tool_choice=choice, reasoning_effort="high").body
    assert body["tool_choice"] == {"type": "tool", "name": "look"}
    assert ("thinking" in body) is reasons


@pytest.mark.parametrize(
    ("model", "effort", "thinking", "output"),
    [
        ("claude-opus-4-8", "high", {"type": "adaptive", "display": "summarized"}, {"effort": "high"}),
        ("claude-opus-4-8", "minimal", {"type": "adaptive", "display": "summarized"}, {"effort": "low"}),
        ("claude-opus-4-8", "none", {"type": "disabled"}, None),
        ("claude-sonnet-4-5", "medium", {"type": "enabled", "budget_tokens": 8192, "display": "summarized"}, None),
    ],
)
def test_reasoning_effort_by_model(model: str, effort: str, thinking: Any, output: Any) -> None:
    body = sent(model=model, reasoning_effort=effort).body
    assert body["thinking"] == thinking and body.get("output_config") == output


def test_75_one_call_at_a_time() -> None:
    assert "tool_choice" not in sent(parallel_tool_calls=False).body
    one = {"type": "auto", "disable_parallel_tool_use": True}
    assert sent(tools=[LOOK], parallel_tool_calls=False).body["tool_choice"] == one
    forced = sent(tools=[LOOK], parallel_tool_calls=False, tool_choice="required").body["tool_choice"]
    assert forced == {"type": "any", "disable_parallel_tool_use": True}
    assert "tool_choice" not in sent(tools=[LOOK], parallel_tool_calls=True).body
    none = sent(tools=[LOOK], parallel_tool_calls=False, tool_choice="none").body["tool_choice"]
    assert none == {"type": "none"}


def test_84_results_in_one_message_with_the_following_text() -> None:
    turns = messages(HI, called("a", "b"), result("b"), result("a"), {"role": "user", "content": "x"})
    assert [block.get("tool_use_id", block.get("text")) for block in turns[2]["content"]] == ["b", "a", "x"]
    assert len(turns) == 3


def test_85_the_later_of_two_results() -> None:
    turns = messages(HI, called("a"), result("a", "old"), result("a", "new"))
    assert turns[2]["content"] == [{"type": "tool_result", "tool_use_id": "a", "content": [text("new")]}]


def test_86_a_result_without_a_call_is_text() -> None:
    came = sent(messages=[HI, result("a", "seen")])
    block = came.body["messages"][-1]["content"][-1]
    assert block["type"] == "text" and "seen" in str(came.body["messages"])


def test_a_call_without_a_result_gets_one() -> None:
    block = messages(HI, called("a"), {"role": "user", "content": "x"})[2]["content"][0]
    assert block["type"] == "tool_result" and block["tool_use_id"] == "a"


def test_87_ids_and_names_have_legal_characters() -> None:
    tool = {"type": "function", "function": {"name": "fs/look at"}}
    call = {"id": "call:1/α", "type": "function", "function": {"name": "fs/look at", "arguments": "{}"}}
    body = sent(
        messages=[HI, {"role": "assistant", "content": None, "tool_calls": [call]}, result("call:1/α")], tools=[tool]
    ).body
    use, answer = body["messages"][1]["content"][0], body["messages"][2]["content"][0]
    assert use["id"] == answer["tool_use_id"]
    for word in (use["id"], use["name"], body["tools"][0]["name"]):
        assert word.isascii() and word.replace("_", "").replace("-", "").isalnum()
    assert use["name"] == body["tools"][0]["name"]


@pytest.mark.parametrize(
    ("arguments", "wanted"), [("", {}), ("[1]", {"INVALID_JSON": "[1]"}), ("{bad", {"INVALID_JSON": "{bad"})]
)
def test_88_arguments_in_the_history(arguments: str, wanted: Any) -> None:
    assert messages(HI, called("a", arguments=arguments), result("a"))[1]["content"][0]["input"] == wanted


def test_89_a_system_message_between_results() -> None:
    body = sent(
        messages=[HI, called("a", "b"), result("a"), {"role": "system", "content": "be brief"}, result("b")]
    ).body
    assert [block["tool_use_id"] for block in body["messages"][2]["content"]] == ["a", "b"]
    assert body["system"][0]["text"] == "be brief"


def test_legacy_functions_and_their_results() -> None:
    call = {"role": "assistant", "content": None, "function_call": {"name": "look", "arguments": '{"at": 1}'}}
    answer = {"role": "function", "name": "look", "content": "seen"}
    body = sent(
        messages=[HI, call, answer, call, {**answer, "content": "again"}],
        functions=[{"name": "look", "parameters": {"type": "object"}}],
        function_call={"name": "look"},
    ).body
    assert [tool["name"] for tool in body["tools"]] == ["look"]
    assert body["tool_choice"] == {"type": "tool", "name": "look", "disable_parallel_tool_use": True}
    uses = [block for turn in body["messages"] for block in turn["content"] if block["type"] == "tool_use"]
    results = [block for turn in body["messages"] for block in turn["content"] if block["type"] == "tool_result"]
    assert [use["id"] for use in uses] == [one["tool_use_id"] for one in results]
    assert len({use["id"] for use in uses}) == 2
    assert [one["content"][0]["text"] for one in results] == ["seen", "again"]


def test_125_signed_reasoning_returns_to_its_provider() -> None:
    details = [
        {"type": "reasoning.text", "text": "so", "signature": "c2lnbmVk", "index": 0},
        {"type": "reasoning.encrypted", "data": "ZW5j", "index": 1},
    ]
    turn = messages(HI, called("a", reasoning_content="so", reasoning_details=details), result("a"))[1]
    assert turn["content"][:2] == [
        {"type": "thinking", "thinking": "so", "signature": "c2lnbmVk"},
        {"type": "redacted_thinking", "data": "ZW5j"},
    ]


def test_125_a_signature_gets_the_text_of_the_other_field() -> None:
    details = [{"type": "reasoning.text", "signature": "c2lnbmVk"}]
    turn = messages(HI, called("a", reasoning_content="so", reasoning_details=details), result("a"))[1]
    assert turn["content"][0] == {"type": "thinking", "thinking": "so", "signature": "c2lnbmVk"}


@pytest.mark.parametrize(
    "field",
    [
        {"reasoning_content": "so"},
        {"reasoning": "so"},
        {"reasoning_details": [{"type": "reasoning.text", "text": "so", "signature": envelope(ENVELOPE)}]},
    ],
)
def test_125_other_reasoning_is_removed(field: dict[str, Any]) -> None:
    came = sent(messages=[HI, called("a", **field), result("a")])
    assert [block["type"] for block in came.body["messages"][1]["content"]] == ["tool_use"]
    assert any("reasoning" in loss for loss in came.losses)


def test_125_a_tool_loop_without_reasoning_turns_a_budget_off() -> None:
    turns = [HI, called("a"), result("a")]
    assert "thinking" not in sent(model="claude-sonnet-4-5", messages=turns, reasoning_effort="high").body
    assert "thinking" in sent(model="claude-opus-4-8", messages=turns, reasoning_effort="high").body


def image(url: str) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}


def test_138_media_types_of_images() -> None:
    (block,) = messages(image("data:image/jpg;base64,QUJD"))[0]["content"]
    assert block["source"] == {"type": "base64", "media_type": "image/jpeg", "data": "QUJD"}
    error = refused(messages=[image("data:image/svg+xml;base64,QUJD")])
    assert error["status"] == 400 and "image/svg+xml" in error["message"]


def test_139_image_by_url() -> None:
    (block,) = messages(image("https://example.org/a.png"))[0]["content"]
    assert block["source"] == {"type": "url", "url": "https://example.org/a.png"}


def test_140_audio_is_refused() -> None:
    part = {"type": "input_audio", "input_audio": {"data": "QUJD", "format": "wav"}}
    error = refused(messages=[HI, {"role": "user", "content": [text("a"), part]}])
    assert error["status"] == 400 and "messages.1.content.1" in error["message"]
    assert refused(modalities=["text", "audio"], audio={"voice": "a", "format": "wav"})["status"] == 400
    assert refused(modalities=["text", "audio"])["status"] == 400


@pytest.mark.parametrize(
    ("data", "source"),
    [
        (
            "data:application/pdf;base64,JVBERi0=",
            {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
        ),
        ("JVBERi0=", {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}),
        ("data:text/plain;base64,aMOk", {"type": "text", "media_type": "text/plain", "data": "hä"}),
        ("https://example.org/a.pdf", {"type": "url", "url": "https://example.org/a.pdf"}),
    ],
)
def test_141_files(data: str, source: dict[str, str]) -> None:
    part = {"type": "file", "file": {"filename": "a.pdf", "file_data": data}}
    (block,) = messages({"role": "user", "content": [part]})[0]["content"]
    assert (block["type"], block["source"], block["title"]) == ("document", source, "a.pdf")


def test_141_an_image_whose_data_url_contains_text_is_refused() -> None:
    part = {"type": "image_url", "image_url": {"url": "data:text/plain;base64,aMOk"}}
    error = refused(messages=[{"role": "user", "content": [part]}])
    assert error["status"] == 400
    assert "the data URL of this image contains text; send an image" in error["message"]


def test_141_a_file_that_is_no_pdf_and_no_text_is_refused() -> None:
    file = {"filename": "a.zip", "file_data": "data:application/zip;base64,UEsDBA=="}
    error = refused(messages=[{"role": "user", "content": [{"type": "file", "file": file}]}])
    assert error["status"] == 400
    assert "documents of type application/zip are not accepted" in error["message"]
    assert "send application/pdf" in error["message"]


def test_141_file_ids_of_the_vendor_are_refused() -> None:
    part = {"type": "file", "file": {"file_id": "file-1"}}
    assert refused(messages=[{"role": "user", "content": [part]}])["status"] == 400


def test_242_the_last_four_cache_breakpoints_are_kept() -> None:
    parts = [{**text(f"{n}"), "prompt_cache_breakpoint": {"mode": "explicit", "ttl": "12h"}} for n in range(6)]
    (turn,) = messages({"role": "user", "content": parts})
    marks = [block.get("cache_control") for block in turn["content"]]
    assert marks == [None, None] + [{"type": "ephemeral", "ttl": "1h"}] * 4


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seed", 1),
        ("logit_bias", {"1": 2}),
        ("logprobs", True),
        ("prediction", {"type": "content", "content": "a"}),
        ("metadata", {"a": "b"}),
        ("store", True),
        ("verbosity", "low"),
        ("frequency_penalty", 0.5),
    ],
)
def test_what_messages_lacks_is_a_loss_under_the_name_of_the_client(field: str, value: Any) -> None:
    came = sent(**{field: value})
    assert field not in came.body
    assert [loss for loss in came.losses if loss.startswith(f"{field};")], came.losses


def test_web_search_options_are_a_hosted_search() -> None:
    place = {"type": "approximate", "approximate": {"country": "DE"}}
    (tool,) = sent(web_search_options={"user_location": place}).body["tools"]
    assert tool["type"].startswith("web_search") and tool["user_location"] == {"type": "approximate", "country": "DE"}
