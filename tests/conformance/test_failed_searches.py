"""Searches of a provider that fail, as Responses clients see them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance import translate
from tests.conformance.test_server_responses import assert_consistent, events_of

REQUEST: dict[str, Any] = {"model": "m", "input": "hi", "tools": [{"type": "web_search"}]}
ERROR = {"type": "web_search_tool_result_error", "error_code": "unavailable"}
FOUND = [{"type": "web_search_result", "url": "https://a.b", "title": "t", "encrypted_content": "", "page_age": None}]


def blocks(*results: Any) -> list[dict[str, Any]]:
    """Return a search for each result, and a text."""
    found: list[dict[str, Any]] = []
    for number, result in enumerate(results):
        id = f"srvtoolu_{number}"
        found.append({"type": "server_tool_use", "id": id, "name": "web_search", "input": {"query": "q"}})
        found.append({"type": "web_search_tool_result", "tool_use_id": id, "content": result})
    return [*found, {"type": "text", "text": "so"}]


def message(content: list[dict[str, Any]]) -> dict[str, Any]:
    usage = {"input_tokens": 1, "output_tokens": 2}
    return {"id": "msg_1", "type": "message", "role": "assistant", "model": "up", "content": content} | {
        "stop_reason": "end_turn",
        "usage": usage,
    }


def stream(content: list[dict[str, Any]]) -> bytes:
    events: list[dict[str, Any]] = [{"type": "message_start", "message": {**message([]), "stop_reason": None}}]
    for index, block in enumerate(content):
        given = {**block, "input": {}} if "input" in block else block
        events.append({"type": "content_block_start", "index": index, "content_block": given})
        if "input" in block:
            delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
            events.append({"type": "content_block_delta", "index": index, "delta": delta})
        events.append({"type": "content_block_stop", "index": index})
    events.append({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}})
    events.append({"type": "message_stop"})
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events).encode()


def searches(output: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(item["status"], item["action"]["query"]) for item in output if item["type"] == "web_search_call"]


@pytest.mark.parametrize("results", [[ERROR], [FOUND], [FOUND, ERROR], [ERROR, FOUND]])
def test_a_search_that_failed_is_not_completed(results: list[Any]) -> None:
    wanted = [("failed" if result is ERROR else "completed", "q") for result in results]
    content = blocks(*results)
    whole = translate.response("anthropic", message(content), REQUEST, front="openai_responses")
    assert searches(whole.body["output"]) == wanted
    events = events_of(translate.stream("anthropic", stream(content), REQUEST, front="openai_responses").sse)
    assert searches(assert_consistent(events)["output"]) == wanted
    completed = [event for event in events if event["type"] == "response.web_search_call.completed"]
    assert len(completed) == len([result for result in results if result is FOUND])


def test_a_search_whose_stream_breaks_is_part_of_the_failed_response() -> None:
    given = stream(blocks(FOUND)).partition(
        b'event: content_block_start\ndata: {"type": "content_block_start", "index": 1'
    )
    sent = translate.stream("anthropic", given[0], REQUEST, front="openai_responses").sse
    final = events_of(sent)[-1]
    assert final["type"] == "response.failed"
    assert [item["type"] for item in final["response"]["output"]] == ["web_search_call"]
