"""Tools of OpenAI Responses clients that have their own kinds of calls: `local_shell`, `shell` and `apply_patch`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from dragoman.inprocess.exchanges import Way
from dragoman.inprocess.translations import translate_request, translate_response, translate_stream
from tests.conformance.test_server_responses import assert_consistent, events_of

FRONT = "openai_responses"
CHAT, MESSAGES = Way(FRONT, "openai", "openai_chat"), Way(FRONT, "anthropic")
GEMINI, BEDROCK = Way(FRONT, "gemini", "gemini"), Way(FRONT, "aws", "bedrock_converse")
COHERE, OLLAMA = Way(FRONT, "cohere", "cohere_chat"), Way(FRONT, "ollama", "ollama_chat")
WAYS = {"chat": CHAT, "messages": MESSAGES, "gemini": GEMINI, "converse": BEDROCK, "cohere": COHERE, "ollama": OLLAMA}
TOOLS: list[dict[str, Any]] = [{"type": "local_shell"}, {"type": "shell"}, {"type": "apply_patch"}]
HI = {"role": "user", "content": "hi"}
EXEC = {"type": "exec", "command": ["ls", "-a"], "env": {}}
SHELL = {"commands": ["ls", "pwd"], "max_output_length": 100, "timeout_ms": None}
UPDATE = {"type": "update_file", "path": "a.py", "diff": "@@\n-a\n+b\n"}
DELETE = {"type": "delete_file", "path": "b.py"}
OUTPUT = [{"stdout": "a\n", "stderr": "", "outcome": {"type": "exit", "exit_code": 0}}]
ARGUMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "c1": ("local_shell", {"command": ["ls", "-a"]}),
    "c2": ("shell", SHELL),
    "c3": ("apply_patch", UPDATE),
    "c4": ("apply_patch", DELETE),
}
ITEMS = [
    {"type": "local_shell_call", "status": "completed", "action": EXEC, "call_id": "c1"},
    {"type": "shell_call", "status": "completed", "action": {"commands": ["ls", "pwd"], "max_output_length": 100}}
    | {"call_id": "c2"},
    {"type": "apply_patch_call", "status": "completed", "call_id": "c3", "operation": UPDATE},
    {"type": "apply_patch_call", "status": "completed", "call_id": "c4", "operation": DELETE},
]
RESULTS = [
    {"type": "local_shell_call_output", "id": "c1", "output": '{"output":"a"}'},
    {"type": "shell_call_output", "call_id": "c2", "output": OUTPUT, "max_output_length": 100},
    {"type": "apply_patch_call_output", "call_id": "c3", "status": "completed", "output": "Updated a.py"},
    {"type": "apply_patch_call_output", "call_id": "c4", "status": "failed"},
]


def request(**more: Any) -> dict[str, Any]:
    return {"model": "m", "input": "hi", "tools": TOOLS, **more}


def items_of(output: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the calls of an output without the ids of the items."""
    return [{key: value for key, value in item.items() if key != "id"} for item in output]


@pytest.mark.parametrize("way", WAYS)
def test_the_tools_are_functions_for_any_provider(way: str) -> None:
    made = translate_request(request(), WAYS[way])
    text = json.dumps(made.body)
    assert all(f'"{tool["type"]}"' in text for tool in TOOLS)
    assert '"native"' not in text
    assert [loss.path for loss in made.losses if loss.path.startswith("tools")] == []


def test_the_schemas_state_the_members_of_the_calls() -> None:
    local, shell, patch = translate_request(request(), MESSAGES).body["tools"]
    assert local["input_schema"]["required"] == ["command"]
    assert local["input_schema"]["properties"]["command"]["type"] == "array"
    assert shell["input_schema"]["required"] == ["commands"]
    assert patch["input_schema"]["properties"]["type"]["enum"] == ["create_file", "update_file", "delete_file"]


def test_a_shell_in_a_container_of_the_vendor_is_a_loss() -> None:
    tool = {"type": "shell", "environment": {"type": "container_auto"}}
    made = translate_request(request(tools=[tool, {"type": "local_shell"}]), MESSAGES)
    assert [tool["name"] for tool in made.body["tools"]] == ["local_shell"]
    assert [loss.path for loss in made.losses] == ["tools.shell"]


def test_the_skills_of_a_shell_are_described() -> None:
    skills = [{"name": "pdf", "description": "Reads PDF files", "path": "/skills/pdf"}]
    tool = {"type": "shell", "environment": {"type": "local", "skills": skills}}
    made = translate_request(request(tools=[tool]), MESSAGES)
    assert made.body["tools"][0]["description"].endswith("pdf in /skills/pdf: Reads PDF files")


@pytest.mark.parametrize("name", ["local_shell", "shell", "apply_patch"])
def test_a_choice_names_the_function(name: str) -> None:
    made = translate_request(request(tool_choice={"type": name}), MESSAGES)
    assert made.body["tool_choice"] == {"type": "tool", "name": name}


def test_calls_and_outputs_of_the_history_are_calls_and_results() -> None:
    made = translate_request(request(input=[HI, *ITEMS, *RESULTS]), MESSAGES)
    _, calls, results = made.body["messages"]
    assert [block["name"] for block in calls["content"]] == ["local_shell", "shell", "apply_patch", "apply_patch"]
    assert calls["content"][2]["input"] == UPDATE
    texts = [block["content"][0]["text"] for block in results["content"]]
    assert texts == ['{"output":"a"}', json.dumps(OUTPUT, separators=(",", ":")), "Updated a.py", "failed"]
    assert [block.get("is_error") for block in results["content"]] == [None, None, None, True]
    assert made.losses == []


@pytest.mark.parametrize("way", WAYS)
def test_the_history_reaches_any_provider_without_a_loss(way: str) -> None:
    made = translate_request(request(input=[HI, *ITEMS, *RESULTS]), WAYS[way])
    text = json.dumps(made.body)
    assert "Updated a.py" in text and "exit_code" in text
    assert made.losses == []


def answered(way: Way, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return translate_response(body, request(**more), way).body


def chat_answer(calls: dict[str, tuple[str, Any]]) -> dict[str, Any]:
    made = [
        {"id": id, "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        for id, (name, arguments) in calls.items()
    ]
    choice = {"index": 0, "message": {"role": "assistant", "tool_calls": made}, "finish_reason": "tool_calls"}
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def messages_answer(calls: dict[str, tuple[str, Any]]) -> dict[str, Any]:
    content = [{"type": "tool_use", "id": id, "name": name, "input": given} for id, (name, given) in calls.items()]
    usage = {"input_tokens": 3, "output_tokens": 2}
    return {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": content} | {
        "stop_reason": "tool_use",
        "usage": usage,
    }


def test_calls_of_whole_answers_have_the_types_of_the_tools() -> None:
    for body, way in ((chat_answer(ARGUMENTS), CHAT), (messages_answer(ARGUMENTS), MESSAGES)):
        answer = answered(way, body)
        assert items_of(answer["output"]) == ITEMS
        assert answer["tools"] == TOOLS
        read = TypeAdapter(Response).validate_python(answer)
        assert [item.type for item in read.output] == [item["type"] for item in ITEMS]


def streamed(calls: dict[str, tuple[str, Any]], **more: Any) -> list[dict[str, Any]]:
    """Return the events for a Messages stream with these calls, in pieces."""
    stream = translate_stream(request(stream=True, **more), MESSAGES)
    usage = {"input_tokens": 3, "output_tokens": 2}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {"id": "msg_1", "model": "m", "content": [], "usage": usage}}
    ]
    for index, (id, (name, given)) in enumerate(calls.items()):
        block = {"type": "tool_use", "id": id, "name": name, "input": {}}
        events.append({"type": "content_block_start", "index": index, "content_block": block})
        text = given if isinstance(given, str) else json.dumps(given)
        for at in range(0, len(text), 7):
            delta = {"type": "input_json_delta", "partial_json": text[at : at + 7]}
            events.append({"type": "content_block_delta", "index": index, "delta": delta})
        events.append({"type": "content_block_stop", "index": index})
    events += [
        {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": usage},
        {"type": "message_stop"},
    ]
    sent = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events]
    return events_of(b"".join(map(stream.feed, sent)) + stream.end())


def test_streams_have_the_recorded_order_of_events() -> None:
    events = streamed(ARGUMENTS)
    final = assert_consistent(events)
    assert items_of(final["output"]) == ITEMS
    added_and_done = ["response.output_item.added", "response.output_item.done"]
    diff = [f"response.apply_patch_call_operation_diff.{part}" for part in ("delta", "done")]
    assert [event["type"] for event in events[2:-1]] == [
        *added_and_done,
        *added_and_done,
        added_and_done[0],
        *diff,
        added_and_done[1],
        *added_and_done,
    ]
    local, _, shell, _, update, delta, done, _, delete, _ = events[2:-1]
    assert local["item"]["action"] == {"type": "exec", "command": [], "env": {}}
    assert shell["item"]["action"] == {"commands": [], "max_output_length": None, "timeout_ms": None}
    assert update["item"]["operation"] == {**UPDATE, "diff": ""}
    assert (delta["delta"], done["diff"], done["item_id"]) == (UPDATE["diff"], UPDATE["diff"], update["item"]["id"])
    assert delete["item"]["operation"] == DELETE
    known = TypeAdapter[Any](ResponseStreamEvent)
    for event in events:
        if "operation_diff" not in event["type"]:  # the SDK has no type of it
            known.validate_python(event)


def test_streams_of_chat_and_gemini_providers_have_the_same_items() -> None:
    stream = translate_stream(request(stream=True), CHAT)
    calls = [
        {"index": index, "id": id, "function": {"name": name, "arguments": json.dumps(given)}}
        for index, (id, (name, given)) in enumerate(ARGUMENTS.items())
    ]
    chunks: list[dict[str, Any]] = [
        *({"id": "c", "choices": [{"index": 0, "delta": {"tool_calls": [call]}}]} for call in calls),
        {"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]},
    ]
    data = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    final = assert_consistent(events_of(stream.feed(data.encode()) + stream.end()))
    assert items_of(final["output"]) == ITEMS

    stream = translate_stream(request(stream=True), GEMINI)
    parts = [
        {"functionCall": {"id": id, "name": name, "args": given}, "thoughtSignature": "c2ln"}
        for id, (name, given) in ARGUMENTS.items()
    ]
    chunk = {"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}]}
    final = assert_consistent(events_of(stream.feed(f"data: {json.dumps(chunk)}\n\n".encode()) + stream.end()))
    calls = [item for item in items_of(final["output"]) if item["type"] != "reasoning"]
    assert calls == ITEMS
    sealed = [item for item in final["output"] if item["type"] == "reasoning"]
    assert len(sealed) == len(ITEMS) and all(item["encrypted_content"] for item in sealed)
    again = translate_request(request(input=[HI, *final["output"], *RESULTS]), GEMINI)
    signatures = [part.get("thoughtSignature") for part in again.body["contents"][1]["parts"]]
    assert signatures == ["c2ln"] * len(ITEMS)


def test_a_function_of_the_client_keeps_its_calls() -> None:
    tools = [{"type": "function", "name": "shell", "parameters": {"type": "object", "properties": {}}}]
    answer = answered(CHAT, chat_answer({"c2": ARGUMENTS["c2"]}), tools=tools)
    assert [item["type"] for item in answer["output"]] == ["function_call"]
    (item,) = streamed({"c2": ARGUMENTS["c2"]}, tools=tools)[-1]["response"]["output"]
    assert item["type"] == "function_call"


@pytest.mark.parametrize(
    ("given", "action"),
    [
        ("", {"commands": []}),
        ('{"commands":"ls"}', {"commands": ["ls"]}),
        ('{"commands":null,"timeout_ms":null}', {"commands": []}),
        ("not JSON", {"INVALID_JSON": "not JSON", "commands": []}),
    ],
)
def test_arguments_get_the_form_of_the_schema(given: str, action: dict[str, Any]) -> None:
    (item,) = streamed({"c": ("shell", given)})[-1]["response"]["output"]
    assert item["action"] == action


@pytest.mark.parametrize(
    ("allowed", "names"),
    [
        ([{"type": "shell"}], ["shell"]),
        ([{"type": "web_search_preview"}, {"type": "local_shell"}], ["local_shell", "web_search"]),
        ([{"type": "function", "name": "f"}], ["f"]),
    ],
)
def test_allowed_tools_without_a_name_are_those_of_their_type(allowed: list[Any], names: list[str]) -> None:
    tools = [*TOOLS, {"type": "web_search_preview"}, {"type": "function", "name": "f", "parameters": {}}]
    choice = {"type": "allowed_tools", "mode": "required", "tools": allowed}
    made = translate_request(request(tools=tools, tool_choice=choice), MESSAGES)
    assert [tool["name"] for tool in made.body["tools"]] == names
    assert made.body["tool_choice"]["type"] == "any"
