"""Chat streams of unusual shapes: a client of the Responses protocol receives what a Messages client receives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance import reports, translate
from tests.conformance.expect import differences
from tests.conformance.inprocess import BODY

KIND = "a Chat stream that differs from others"
CASES = [{**kind["with"], **case} for kind in reports.kinds() if kind["kind"] == KIND for case in kind["cases"]]
STREAMS = [case for case in CASES if "events" in case["given"]]


@pytest.mark.parametrize("case", STREAMS, ids=lambda case: str(case["id"]))
@pytest.mark.parametrize("step", [None, 7])
def test_a_client_of_responses(case: dict[str, Any], step: int | None) -> None:
    names = [tool["name"] for tool in case["send"]["tools"]]
    tools = [{"type": "function", "name": name, "parameters": {"type": "object"}} for name in names]
    request = {"model": "m", "input": "hi", "tools": tools}
    events = case["given"]["events"]
    sse = "".join(f"data: {event if isinstance(event, str) else json.dumps(event)}\n\n" for event in events).encode()
    sent = translate.stream(case["provider"], sse, request, front="openai_responses", step=step).sse.decode()
    last = json.loads(sent.rpartition("data: ")[2])
    output = last["response"]["output"]
    parts = [part for item in output if item["type"] == "message" for part in item["content"]]
    got = {
        "text": "".join(part["text"] for part in parts),
        "tools": [[item["name"], json.loads(item["arguments"])] for item in output if item["type"] == "function_call"],
    }
    wanted = {key: case["expect"][key] for key in got if key in case["expect"]}
    assert last["type"] == "response.completed"
    assert not differences({"$has": wanted}, got, "response")


def test_arguments_of_a_second_call_are_a_loss() -> None:
    call = {"index": 0, "id": "a", "function": {"name": "f", "arguments": '{"q":1}{"q":2}'}}
    events = [{"id": "c1", "choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": "tool_calls"}]}]
    sse = "".join(f"data: {json.dumps(event)}\n\n" for event in events).encode()
    sent = translate.stream("compatible", sse, BODY)
    assert "tool_calls;arguments after a complete object" in sent.losses
