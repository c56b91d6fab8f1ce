"""Every type of input item, tool and included value of OpenAI's schema: carried, a named loss, or a clear 400."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai.types.responses import Response
from pydantic import TypeAdapter

from dragoman.inprocess.translations import TranslationError, translate_request
from tests.conformance import translate
from tests.conformance.test_native_tools import (
    CHAT,
    HI,
    MESSAGES,
    WAYS,
    answered,
    chat_answer,
    items_of,
    messages_answer,
    streamed,
)

NO_PARAMETERS = {"type": "object", "properties": {}}
LOADED = [
    {"type": "function", "name": "rate", "description": "Returns a rate.", "parameters": NO_PARAMETERS},
    {
        "type": "namespace",
        "name": "mail",
        "description": "",
        "tools": [{"type": "function", "name": "send", "parameters": NO_PARAMETERS}],
    },
]
SEARCH = {
    "type": "tool_search",
    "execution": "client",
    "description": "Finds tools.",
    "parameters": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
}
CALL = {"type": "tool_search_call", "status": "completed", "execution": "client", "arguments": {"query": "rates"}}
CALL |= {"call_id": "c1"}
OUTPUT = {"type": "tool_search_output", "call_id": "c1", "execution": "client", "status": "completed", "tools": LOADED}

ID = {"id": "x_1", "status": "completed"}
MCP = {"id": "m_1", "server_label": "s", "name": "n", "arguments": "{}"}
HOSTED: dict[str, dict[str, Any]] = {  # items of tools that a vendor runs, with the members that the schema requires
    "file_search_call": {**ID, "queries": ["q"]},
    "computer_call": {**ID, "call_id": "c", "pending_safety_checks": [], "action": {"type": "wait"}},
    "computer_call_output": {"call_id": "c", "output": {"type": "computer_screenshot", "image_url": "https://a.b/c"}},
    "web_search_call": {**ID, "action": {"type": "search", "query": "q"}},
    "image_generation_call": {**ID, "result": "AA=="},
    "code_interpreter_call": {**ID, "container_id": "c", "code": "1", "outputs": []},
    "mcp_list_tools": {**MCP, "tools": []},
    "mcp_approval_request": MCP,
    "mcp_approval_response": {"approval_request_id": "m_1", "approve": True},
    "mcp_call": {**MCP, "output": "found"},
    "program": {"id": "p_1", "call_id": "c", "code": "1", "fingerprint": "f"},
    "program_output": {"id": "p_2", "call_id": "c", "result": "1", "status": "completed"},
    "compaction": {"encrypted_content": "zz"},
    "an_item_of_tomorrow": {},
}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "item_reference": ({"id": "x"}, ".id"),
    "compaction_trigger": ({}, ""),
}
TOOLS: dict[str, dict[str, Any]] = {
    "file_search": {"vector_store_ids": ["v"]},
    "computer": {},
    "computer_use_preview": {"display_width": 1, "display_height": 1, "environment": "browser"},
    "mcp": {"server_label": "mcp", "server_url": "https://a.b/mcp"},
    "code_interpreter": {"container": {"type": "auto"}},
    "programmatic_tool_calling": {},
    "image_generation": {},
    "tool_search": {},
    "a_tool_of_tomorrow": {},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("type", HOSTED)
def test_an_item_of_a_tool_that_a_vendor_runs_is_a_named_loss(type: str, way: str) -> None:
    made = translate_request({"model": "m", "input": [HI, {"type": type, **HOSTED[type]}, HI]}, WAYS[way])
    assert [loss.path for loss in made.losses] == [f"input.{type}"]


@pytest.mark.parametrize("type", REFUSED)
def test_an_item_that_other_providers_cannot_replace_is_refused(type: str) -> None:
    members, place = REFUSED[type]
    body = {"model": "m", "input": [HI, {"type": type, **members}]}
    answer = translate.request("anthropic", body, front="openai_responses")
    assert isinstance(answer, translate.ClientResponse)
    assert (answer.status, answer.body["error"]["param"]) == (400, f"input.1{place}")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("type", TOOLS)
def test_a_tool_that_the_provider_does_not_run_is_a_named_loss(type: str, way: str) -> None:
    made = translate_request({"model": "m", "input": "hi", "tools": [{"type": type, **TOOLS[type]}]}, WAYS[way])
    assert [loss.path for loss in made.losses] == [f"tools.{type}"]


@pytest.mark.parametrize("type", TOOLS)
def test_the_choice_of_a_tool_that_is_not_sent_is_refused_by_name(type: str) -> None:
    choice = {"type": type, "server_label": TOOLS[type].get("server_label")}
    body = {"model": "m", "input": "hi", "tools": [{"type": type, **TOOLS[type]}], "tool_choice": choice}
    answer = translate.request("anthropic", body, front="openai_responses")
    assert isinstance(answer, translate.ClientResponse)
    assert answer.status == 400 and type in answer.body["error"]["message"]
    assert answer.body["error"]["param"] in ("tools", "tool_choice")


@pytest.mark.parametrize("way", WAYS)
def test_a_tool_search_of_the_client_is_a_function_whose_result_adds_tools(way: str) -> None:
    request = {"model": "m", "tools": [SEARCH], "input": [HI, CALL, OUTPUT]}
    made = translate_request(request, WAYS[way])
    text = json.dumps(made.body)
    assert all(word in text for word in ('"tool_search"', "Finds tools.", "Returns a rate.", '"mail__send"'))
    assert "tool loaded: rate" in text and "rates" in text
    assert [loss.path for loss in made.losses if not loss.path.startswith("tools")] == []


def test_the_results_of_a_tool_search_and_of_a_call_stay_one_message() -> None:
    call = {"type": "function_call", "call_id": "c2", "name": "rate", "arguments": "{}"}
    result = {"type": "function_call_output", "call_id": "c2", "output": "2"}
    made = translate_request({"model": "m", "input": [HI, CALL, call, result, OUTPUT]}, MESSAGES)
    assert {block["tool_use_id"] for block in made.body["messages"][-1]["content"]} == {"c1", "c2"}
    assert [tool["name"] for tool in made.body["tools"]] == ["rate", "mail__send"]


def test_tools_that_a_search_of_the_vendor_loaded_are_sent() -> None:
    items = [{**item, "execution": "server", "call_id": None} for item in (CALL, OUTPUT)]
    made = translate_request({"model": "m", "input": [HI, *items]}, MESSAGES)
    assert [tool["name"] for tool in made.body["tools"]] == ["rate", "mail__send"]
    assert len(made.body["messages"]) == 1
    assert "input" in [loss.path for loss in made.losses]


def test_a_call_of_the_search_has_its_own_type() -> None:
    calls = {"c1": ("tool_search", CALL["arguments"])}
    for body, way in ((chat_answer(calls), CHAT), (messages_answer(calls), MESSAGES)):
        answer = answered(way, body, tools=[SEARCH])
        assert items_of(answer["output"]) == [CALL]
        TypeAdapter(Response).validate_python(answer)
    added, done = streamed(calls, tools=[SEARCH])[2:-1]
    assert items_of([done["item"]]) == [CALL]
    assert (added["item"]["arguments"], added["item"]["status"]) == ({}, "in_progress")


def test_a_search_without_parameters_is_called_with_any() -> None:
    tool = {"type": "tool_search", "execution": "client"}
    answer = answered(MESSAGES, messages_answer({"c1": ("tool_search", {"query": "rates"})}), tools=[tool])
    assert items_of(answer["output"]) == [CALL]


@pytest.mark.parametrize("way", WAYS)
def test_the_choice_of_a_server_is_refused_by_its_label(way: str) -> None:
    tool = {"type": "mcp", "server_label": "docs", "server_url": "https://a.b/mcp"}
    choice = {"type": "mcp", "server_label": "docs"}
    with pytest.raises(TranslationError, match="docs"):
        translate_request({"model": "m", "input": "hi", "tools": [tool], "tool_choice": choice}, WAYS[way])


@pytest.mark.parametrize("type", ["function_call", "custom_tool_call"])
def test_calls_and_outputs_without_ids_belong_together_in_their_order(type: str) -> None:
    calls = [{"type": type, "name": name, "arguments": "{}", "input": "x"} for name in ("f", "g")]
    results = [{"type": f"{type}_output", "output": text} for text in ("of f", "of g")]
    made = translate_request({"model": "m", "input": [HI, *calls, *results]}, MESSAGES)
    _, called, answered_with = made.body["messages"]
    ids = [block["id"] for block in called["content"]]
    assert all(ids) and len(set(ids)) == 2
    found = [(block["tool_use_id"], block["content"][0]["text"]) for block in answered_with["content"]]
    assert found == [(ids[0], "of f"), (ids[1], "of g")]


OWN = ("web_search_call", "compaction")  # whose content is read
OUTPUTS = [*(type for type in HOSTED if type not in OWN), "shell_call", "local_shell_call", "apply_patch_call"]
TEXT: dict[str, Any] = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed"}
TEXT |= {"content": [{"type": "output_text", "text": "hi", "annotations": []}]}


@pytest.mark.parametrize("front", ["openai_chat", "anthropic_messages"])
@pytest.mark.parametrize("type", OUTPUTS)
def test_an_output_item_without_a_counterpart_is_a_named_loss(type: str, front: str) -> None:
    item = {"id": "x_1", "type": type, **HOSTED.get(type, {"call_id": "c", "status": "completed"})}
    response: dict[str, Any] = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "up",
        "status": "completed",
    }
    response |= {"error": None, "incomplete_details": None, "output": [item, TEXT]}
    response |= {"usage": {"input_tokens": 1, "output_tokens": 2}}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": {**response, "output": []}},
        {"type": "response.output_item.added", "output_index": 0, "item": item},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.output_item.done", "output_index": 1, "item": TEXT},
        {"type": "response.completed", "response": response},
    ]
    sse = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events).encode()
    ask = {"model": "m", "max_tokens": 9, "messages": [HI]}
    options: dict[str, Any] = {"front": front, "protocol": "openai_responses"}
    losses = [f"output.{type};item of a hosted tool"]
    assert translate.response("openai", response, ask, **options).losses == losses
    assert translate.stream("openai", sse, ask, **options).losses == losses
