"""Numbered cases of OpenAI Responses clients: requests, whole answers and streams."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.inprocess.exchanges import Way
from dragoman.inprocess.translations import (
    TranslationError,
    translate_request,
    translate_response,
    translate_stream,
)
from dragoman.library.envelope import seal
from tests.conformance.chat import messages_stream
from tests.conformance.test_server_responses import assert_consistent, events_of

FRONT = "openai_responses"
CHAT, MESSAGES = Way(FRONT, "openai", "openai_chat"), Way(FRONT, "anthropic")
MODEL = {CHAT: "gpt-4o", MESSAGES: "claude-sonnet-4-5"}
HI = {"role": "user", "content": "hi"}
LOOSE = {"type": "object", "properties": {"a": {"type": "string"}}}
TOOL: dict[str, Any] = {"type": "function", "name": "f", "parameters": {"type": "object", "properties": {}}}
PATCH: dict[str, Any] = {"type": "custom", "name": "patch"}
IMAGE = "data:image/png;base64,QUJD"


def sent(way: Way, **more: Any) -> Any:
    return translate_request({"model": MODEL[way], "input": "hi", **more}, way).body


def call(id: str, name: str = "f") -> dict[str, Any]:
    return {"type": "function_call", "call_id": id, "name": name, "arguments": "{}"}


def result(id: str, output: Any = "r") -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": id, "output": output}


def chat_answer(finish: str = "stop", **message: Any) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def answered(body: dict[str, Any], way: Way = CHAT) -> Any:
    return translate_response(body, {"model": MODEL[way], "input": "hi", "tools": [TOOL]}, way).body


def streamed(*deltas: dict[str, Any], finish: str | None = "stop", usage: bool = False) -> list[dict[str, Any]]:
    """Return the events for a Chat stream with these deltas."""
    stream = translate_stream({"model": MODEL[CHAT], "input": "hi", "tools": [TOOL], "stream": True}, CHAT)
    chunks: list[Any] = [{"id": "c1", "choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    if finish:
        chunks.append({"id": "c1", "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    if usage:
        chunks.append({"id": "c1", "choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 5}})
    data = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + ("data: [DONE]\n\n" if finish else "")
    events = events_of(stream.feed(data.encode()) + stream.end())
    assert_consistent(events)
    return events


def test_46_instructions_and_developer_items_are_the_system_list() -> None:
    items = [{"role": "developer", "content": "b"}, HI]
    assert [text["text"] for text in sent(MESSAGES, instructions="a", input=items)["system"]] == ["a", "b"]
    assert sent(CHAT, instructions="a", input=items)["messages"] == [{"role": "system", "content": "a\n\nb"}, HI]
    assert sent(CHAT)["messages"] == [HI]


def test_47_a_previous_response_is_refused_without_a_store() -> None:
    with pytest.raises(TranslationError) as error:
        sent(CHAT, previous_response_id="resp_1")
    found = error.value.body["error"]
    assert (error.value.status, found["code"], found["param"]) == (400, "unsupported_parameter", "previous_response_id")
    assert found["type"] == "invalid_request_error" and "responses_store" in found["message"]


def test_48_an_item_with_a_role_is_a_message() -> None:
    assert sent(CHAT, input=[HI]) == sent(CHAT, input=[{"type": "message", **HI}])


def test_49_the_limit_is_kept_or_the_default_of_the_provider() -> None:
    assert "max_completion_tokens" not in sent(CHAT)
    assert sent(MESSAGES)["max_tokens"] > 1000
    assert sent(MESSAGES, max_output_tokens=5)["max_tokens"] == 5


def test_50_a_provider_of_responses_stores_nothing_and_gets_a_limit_of_16() -> None:
    way = Way("openai_chat", "openai", FRONT)
    body = translate_request({"model": "gpt-5.4", "max_tokens": 3, "messages": [HI]}, way).body
    assert body["store"] is False and body["max_output_tokens"] == 16


def test_67_strict_null_is_omitted_and_true_is_kept() -> None:
    schema = {**LOOSE, "required": ["a"], "additionalProperties": False}
    loose = sent(CHAT, tools=[{**TOOL, "parameters": LOOSE, "strict": None}])["tools"][0]["function"]
    assert "strict" not in loose
    assert sent(CHAT, tools=[{**TOOL, "parameters": schema, "strict": True}])["tools"][0]["function"]["strict"] is True


def test_71_a_tool_of_a_namespace_has_a_joined_name() -> None:
    body = sent(CHAT, tools=[{"type": "namespace", "name": "ns", "tools": [TOOL]}])
    assert [tool["function"]["name"] for tool in body["tools"]] == ["ns__f"]


def test_72_tools_of_an_item_are_added_and_the_first_definition_is_used() -> None:
    again = {**TOOL, "description": "other", "parameters": {"type": "object", "properties": {"x": {"type": "string"}}}}
    added = {"type": "additional_tools", "tools": [again, {**TOOL, "name": "g"}, {**again, "name": "g"}]}
    tools = sent(CHAT, tools=[{**TOOL, "description": "old"}], input=[HI, added, {**added}])["tools"]
    assert [tool["function"]["name"] for tool in tools] == ["f", "g"]
    assert tools[0]["function"]["description"] == "old"
    assert all(tool["function"]["parameters"] == TOOL["parameters"] for tool in tools)


def test_90_parallel_calls_are_one_message() -> None:
    items = [HI, call("a"), call("b"), result("a"), result("b")]
    _, assistant, *results = sent(CHAT, tools=[TOOL], input=items)["messages"]
    assert [made["id"] for made in assistant["tool_calls"]] == ["a", "b"]
    assert [(message["role"], message["tool_call_id"]) for message in results] == [("tool", "a"), ("tool", "b")]


def test_91_a_user_message_between_call_and_output_moves_behind() -> None:
    messages = sent(CHAT, tools=[TOOL], input=[HI, call("a"), {"role": "user", "content": "wait"}, result("a")])[
        "messages"
    ]
    assert [message["role"] for message in messages] == ["user", "assistant", "tool", "user"]


@pytest.mark.parametrize("custom", [False, True])
def test_92_calls_without_ids_are_paired_by_position(custom: bool) -> None:
    one, two = call("", "f"), call("", "g")
    if custom:
        one = {"type": "custom_tool_call", "call_id": "", "name": "f", "input": "x"}
    items = [HI, one, two, result("", "first"), result("", "second")]
    tools = [{**PATCH, "name": "f"} if custom else TOOL, {**TOOL, "name": "g"}]
    _, assistant, *results = sent(CHAT, tools=tools, input=items)["messages"]
    ids = [made["id"] for made in assistant["tool_calls"]]
    assert all(ids) and len(set(ids)) == 2
    assert [(message["tool_call_id"], message["content"]) for message in results] == [
        (ids[0], "first"),
        (ids[1], "second"),
    ]


def test_93_an_image_of_an_output_follows_the_results() -> None:
    parts = [{"type": "input_text", "text": "t"}, {"type": "input_image", "image_url": IMAGE}]
    *_, result_message, user = sent(CHAT, tools=[TOOL], input=[HI, call("a"), result("a", parts)])["messages"]
    assert result_message["role"] == "tool" and result_message["content"].startswith("t\n[image 1")
    assert user["content"][-1] == {"type": "image_url", "image_url": {"url": IMAGE}}


@pytest.mark.parametrize(("encrypted", "kept"), [(seal("th", b="anthropic", s="SIG"), True), ("gAAAA", False)])
def test_126_reasoning_returns_to_the_vendor_that_signed_it(encrypted: str, kept: bool) -> None:
    summary = [{"type": "summary_text", "text": "t"}]
    thought = {"type": "reasoning", "id": "rs_1", "summary": summary, "encrypted_content": encrypted}
    items = [HI, thought, call("a"), result("a")]
    content = sent(MESSAGES, tools=[TOOL], reasoning={"effort": "low"}, input=items)["messages"][1]["content"]
    signed = {"type": "thinking", "thinking": "t", "signature": "SIG"}
    assert ([block for block in content if block["type"] == "thinking"] == [signed]) is kept
    assert content[-1]["type"] == "tool_use"


def test_160_text_call_and_text_are_three_items() -> None:
    text_block, used = {"type": "text", "text": "a"}, {"type": "tool_use", "id": "t", "name": "f", "input": {}}
    usage = {"input_tokens": 1, "output_tokens": 1}
    body = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "stop_reason": "tool_use",
        "usage": usage,
    }
    output = answered({**body, "usage": usage, "content": [text_block, used, text_block]}, MESSAGES)["output"]
    assert [item["type"] for item in output] == ["message", "function_call", "message"]


def test_161_the_token_limit_makes_the_response_incomplete() -> None:
    body = answered(chat_answer("length", content="x"))
    assert (body["status"], body["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})
    assert [item["status"] for item in body["output"]] == ["incomplete"]
    made = {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    body = answered(chat_answer("length", content="x", tool_calls=[made]))
    assert [item["status"] for item in body["output"]] == ["completed", "incomplete"]
    for events in (
        streamed({"content": "x"}, {"tool_calls": [made]}, finish="length"),
        streamed({"tool_calls": [made]}, {"content": "x"}, finish="length"),
    ):
        done = [event["item"] for event in events if event["type"] == "response.output_item.done"]
        assert [item["status"] for item in done] == ["completed", "incomplete"]
        assert events[-1]["response"]["output"] == done


def test_161_the_last_block_of_a_stream_with_explicit_ends_is_incomplete() -> None:
    made = {"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}}
    given = messages_stream({"type": "text", "text": "x"}, made, stop="max_tokens")
    for step in (1, len(given)):
        stream = translate_stream({"model": "m", "input": "hi", "tools": [TOOL], "stream": True}, MESSAGES)
        pieces = [stream.feed(given[at : at + step]) for at in range(0, len(given), step)]
        events = events_of(b"".join([*pieces, stream.end()]))
        assert_consistent(events)
        done = [event["item"] for event in events if event["type"] == "response.output_item.done"]
        assert [item["status"] for item in done] == ["completed", "incomplete"]


def test_161_an_item_that_is_complete_before_a_failure_is_done() -> None:
    given = messages_stream({"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}}, cut=True)
    stream = translate_stream({"model": "m", "input": "hi", "tools": [TOOL], "stream": True}, MESSAGES)
    events = events_of(stream.feed(given) + stream.end())
    assert events[-1]["type"] == "response.failed"
    assert [item["status"] for item in events[-1]["response"]["output"]] == ["completed"]


def test_199_items_follow_each_other_without_gaps() -> None:
    events = streamed({"reasoning_content": "think"}, {"content": "x"})
    bounds = [
        (event["type"].rpartition(".")[2], event["output_index"])
        for event in events
        if event["type"].startswith("response.output_item.")
    ]
    assert bounds == [("added", 0), ("done", 0), ("added", 1), ("done", 1)]


def test_200_hidden_blocks_leave_no_gap() -> None:
    events = streamed({"content": "", "reasoning_content": ""}, {"content": "x"})
    assert [event["output_index"] for event in events if "output_index" in event][0] == 0


def test_201_a_call_without_arguments_has_an_empty_object() -> None:
    made = {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}
    events = streamed({"tool_calls": [made]}, finish="tool_calls")
    assert events[-1]["response"]["output"][0]["arguments"] == "{}"
    body = answered(chat_answer("tool_calls", content=None, tool_calls=[made]))
    assert body["output"][0]["arguments"] == "{}"


@pytest.mark.parametrize(("finish", "reason"), [("length", "max_output_tokens"), ("content_filter", "content_filter")])
def test_202_a_limit_and_a_refusal_end_incomplete(finish: str, reason: str) -> None:
    last = streamed({"content": "x"}, finish=finish)[-1]
    assert last["type"] == "response.incomplete" and last["response"]["incomplete_details"] == {"reason": reason}


def test_203_a_stream_that_breaks_off_fails() -> None:
    last = streamed({"content": "x"}, finish=None)[-1]
    assert last["type"] == "response.failed" and last["response"]["error"]["code"]


def test_203_a_failed_response_contains_what_was_streamed() -> None:
    made = {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": '{"a": '}}
    for deltas in (({"content": "x"}, {"tool_calls": [made]}), ({"reasoning_content": "t"}, {"content": "y"})):
        events = streamed(*deltas, finish=None)
        assert [event["sequence_number"] for event in events] == list(range(len(events)))
        *done, open_item = events[-1]["response"]["output"]
        assert done == [event["item"] for event in events if event["type"] == "response.output_item.done"]
        assert open_item["status"] == "incomplete"
        assert open_item.get("arguments", '{"a": ') == '{"a": ' and open_item["id"] == events[-2]["item_id"]
        for part in open_item.get("content", ()):
            assert (part["type"], part["text"]) == ("output_text", "y")


def test_204_the_last_event_waits_for_the_usage() -> None:
    last = streamed({"content": "x"}, usage=True)[-1]
    usage = last["response"]["usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (7, 5)


def test_205_an_answer_of_reasoning_alone_is_one_item() -> None:
    assert [item["type"] for item in answered(chat_answer(content=None, reasoning_content="t"))["output"]] == [
        "reasoning"
    ]
    assert [item["type"] for item in streamed({"reasoning_content": "t"})[-1]["response"]["output"]] == ["reasoning"]


def test_212_parts_of_a_summary_are_separated_for_chat_clients() -> None:
    summary = [{"type": "summary_text", "text": "a"}, {"type": "summary_text", "text": "b"}]
    text = {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "output_text", "text": "x", "annotations": []}],
    }
    body = {"id": "resp_1", "object": "response", "status": "completed"}
    output = [{"type": "reasoning", "id": "rs_1", "summary": summary}, text]
    way = Way("openai_chat", "openai", FRONT)
    read = translate_response({**body, "output": output}, {"model": "gpt-5.4", "messages": [HI]}, way).body
    assert read["choices"][0]["message"]["reasoning_content"] == "a\n\nb"


def test_256_ids_of_items_are_ignored() -> None:
    items = [{**HI, "id": "msg_1"}, {**call("a"), "id": "fc_1"}, {**result("a"), "id": "fco_1"}]
    without = [HI, call("a"), result("a")]
    assert sent(CHAT, tools=[TOOL], input=items) == sent(CHAT, tools=[TOOL], input=without)


def test_257_the_output_of_a_custom_tool_is_joined() -> None:
    made = {"type": "custom_tool_call", "call_id": "a", "name": "patch", "input": "i"}
    parts = [{"type": "input_text", "text": text} for text in "12"]
    output = {"type": "custom_tool_call_output", "call_id": "a", "output": parts}
    assert sent(CHAT, tools=[PATCH], input=[HI, made, output])["messages"][-1]["content"] == "1\n2"


@pytest.mark.parametrize(
    ("tool", "choice"), [("web_search", "web_search_preview"), ("web_search_preview", "web_search")]
)
def test_258_the_names_of_the_web_search_are_interchangeable(tool: str, choice: str) -> None:
    body = sent(MESSAGES, tools=[{"type": tool}], tool_choice={"type": choice})
    assert body["tool_choice"] in ({"type": "any"}, {"type": "tool", "name": "web_search"})


def test_259_verbosity_is_sent_or_a_loss() -> None:
    request = {"model": "gpt-5.4", "input": "hi", "text": {"verbosity": "low"}}
    assert translate_request(request, CHAT).body["verbosity"] == "low"
    lost = translate_request({**request, "model": MODEL[MESSAGES]}, MESSAGES)
    assert [loss.path for loss in lost.losses] == ["text.verbosity"]


SPAN = {"start_index": 0, "end_index": 1}


@pytest.mark.parametrize("way", [CHAT, MESSAGES], ids=["chat", "messages"])
def test_a_streamed_custom_call_keeps_its_place(way: Way) -> None:
    """A patch that is followed by a command is applied before it."""
    request = {"model": MODEL[way], "input": "hi", "tools": [TOOL, PATCH], "stream": True}
    inputs = [("patch", {"input": "p"}), ("f", {}), ("patch", {"input": "q"}), ("f", {"a": 1})]
    if way is MESSAGES:
        calls = [{"type": "tool_use", "id": f"t{n}", "name": name, "input": it} for n, (name, it) in enumerate(inputs)]
        data = messages_stream(*calls, {"type": "text", "text": "done"})
    else:
        parts = [
            {"index": n, "id": f"t{n}", "function": {"name": name, "arguments": json.dumps(it)}}
            for n, (name, it) in enumerate(inputs)
        ]
        chunks: list[Any] = [{"choices": [{"index": 0, "delta": {"tool_calls": [part]}}]} for part in parts]
        chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]})
        data = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode() + b"data: [DONE]\n\n"
    stream = translate_stream(request, way)
    output = assert_consistent(events_of(stream.feed(data) + stream.end()))["output"]
    assert [item.get("call_id") for item in output] == ["t0", "t1", "t2", "t3", *([None] if way is MESSAGES else [])]


def test_260_citations_in_a_stream_are_numbered_events() -> None:
    notes = [
        {
            "type": "url_citation",
            "url_citation": {"url": f"https://e.org/{n}", "title": "t", "start_index": 0, "end_index": 1},
        }
        for n in (1, 2)
    ]
    events = streamed({"content": "text"}, {"annotations": notes})
    added = [event for event in events if event["type"] == "response.output_text.annotation.added"]
    assert [event["annotation_index"] for event in added] == [0, 1]
    done = [event["part"] for event in events if event["type"] == "response.content_part.done"]
    final = events[-1]["response"]["output"][0]["content"][0]
    assert [note["url"] for note in done[0]["annotations"]] == ["https://e.org/1", "https://e.org/2"]
    assert final["annotations"] == done[0]["annotations"]


def test_260_a_citation_before_its_text_is_of_that_text() -> None:
    """Anthropic sends the citations of a text before the text, whose block follows another text."""
    location = {"type": "web_search_result_location", "url": "https://e.org", "title": "t", "cited_text": "c"}
    blocks: list[dict[str, Any]] = [{"type": "text", "text": "It is "}]
    blocks += [{"type": "text", "text": "warm", "citations": [location]}]
    stream = translate_stream({"model": MODEL[MESSAGES], "input": "hi", "stream": True}, MESSAGES)
    events = events_of(stream.feed(messages_stream(*blocks, stop="end_turn")) + stream.end())
    first, second = assert_consistent(events)["output"][0]["content"]
    assert first["annotations"] == []
    assert [(note["url"], note["end_index"]) for note in second["annotations"]] == [("https://e.org", 4)]


def test_call_of_another_hosted_tool_is_no_web_search() -> None:
    """Case 198: a fetch and a run of code by the provider are no items of this protocol."""
    calls: list[dict[str, Any]] = [
        {"type": "server_tool_use", "id": f"srvtoolu_{number}", "name": name, "input": {"query": "q"}}
        for number, name in enumerate(["web_search", "web_fetch", "bash_code_execution"])
    ]
    blocks: list[dict[str, Any]] = [*calls, {"type": "text", "text": "Hi"}]
    request = {"model": MODEL[MESSAGES], "input": "hi"}
    body: dict[str, Any] = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": blocks}
    body |= {"stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 1}}
    whole = translate_response(body, request, MESSAGES)
    stream = translate_stream({**request, "stream": True}, MESSAGES)
    events = events_of(stream.feed(messages_stream(*blocks, stop="end_turn")) + stream.end())
    for output in (whole.body["output"], assert_consistent(events)["output"]):
        assert [item["type"] for item in output] == ["web_search_call", "message"]
    lost = "content.server_tool_use;calls of other hosted tools are not part of this protocol"
    assert lost in [f"{loss.path};{loss.reason}" for loss in whole.losses]
    assert lost in [f"{loss.path};{loss.reason}" for loss in stream.losses]


@pytest.mark.parametrize("way", [CHAT, MESSAGES], ids=["chat", "messages"])
def test_audio_is_rejected(way: Way) -> None:
    part = {"type": "input_audio", "input_audio": {"data": "QUJD", "format": "wav"}}
    with pytest.raises(TranslationError) as error:
        sent(way, input=[{"role": "user", "content": [part]}])
    found = error.value.body["error"]
    assert (error.value.status, found["param"]) == (400, "input.0.content.0") and "audio" in found["message"]


@pytest.mark.parametrize("request_", [{"input": []}, {"input": ""}])
def test_a_request_without_input_is_refused(request_: dict[str, Any]) -> None:
    with pytest.raises(TranslationError) as failed:
        translate_request({"model": "m", **request_}, CHAT)
    assert failed.value.status == 400 and failed.value.body["error"]["param"] == "input"
    assert translate_request({"model": "m", **request_, "instructions": "be"}, CHAT).body["messages"]


@pytest.mark.parametrize("content", ["", [], [{"type": "input_smell"}]])
@pytest.mark.parametrize(
    ("provider", "protocol"),
    [
        ("groq", "openai_chat"),
        ("anthropic", "anthropic_messages"),
        ("gemini", "gemini"),
        ("aws", "bedrock_converse"),
        ("cohere", "cohere_chat"),
        ("ollama", "ollama_chat"),
    ],
)
def test_a_conversation_of_empty_messages_is_not_empty(content: Any, provider: str, protocol: str) -> None:
    message = {"role": "user", "content": content}
    body = translate_request({"model": "m", "input": [message]}, Way("openai_responses", provider, protocol)).body
    assert [one["role"] for one in body["contents" if protocol == "gemini" else "messages"]] == ["user"]


def test_the_schema_of_a_custom_tool_has_no_losses() -> None:
    """It is not the client's."""
    request = {"model": "m", "input": "hi", "tools": [{"type": "custom", "name": "apply patch"}]}
    assert not translate_request(request, Way(FRONT, "gemini", "gemini")).losses


def test_a_loss_names_the_field_that_a_constant_comes_from() -> None:
    functions = [{"name": "f", "parameters": {"type": "object", "properties": {}}}]
    request = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "functions": functions}
    losses = translate_request(request, Way("openai_chat", "gemini", "gemini")).losses
    assert [loss.path for loss in losses] == ["functions"]


@pytest.mark.parametrize("way", [CHAT, MESSAGES])
@pytest.mark.parametrize("kind", ["code_interpreter", "image_generation", "mcp", "file_search"])
def test_a_forced_tool_that_is_not_sent_is_refused(way: Way, kind: str) -> None:
    """Rule 2.8: it never becomes `auto`."""
    tools = [TOOL, {"type": kind, "server_label": "s"}]
    assert len(sent(way, tools=tools)["tools"]) == 1
    with pytest.raises(TranslationError) as error:
        sent(way, tools=tools, tool_choice={"type": kind})
    assert error.value.status == 400


@pytest.mark.parametrize(
    ("model", "effort", "thinking"),
    [
        ("claude-sonnet-4-5", "low", {"type": "enabled", "budget_tokens": 1024}),
        ("claude-opus-4-5", "high", {"type": "enabled", "budget_tokens": 24576}),
        ("claude-haiku-4-5", "none", {"type": "disabled"}),
        ("claude-opus-5", "high", {"type": "adaptive"}),
    ],
)
def test_reasoning_effort_by_model_of_a_responses_client(model: str, effort: str, thinking: dict[str, Any]) -> None:
    """Rule 2.0.4: models up to 4.5 receive a budget."""
    body = sent(MESSAGES, model=model, reasoning={"effort": effort})
    assert body["thinking"] == thinking
    shown = sent(MESSAGES, model=model, reasoning={"effort": effort, "summary": "auto"})["thinking"]
    assert shown.get("display") == (None if effort == "none" else "summarized")
