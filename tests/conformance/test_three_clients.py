"""Answers of unusual shapes for clients of Chat and of Responses: they receive what a Messages client receives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance import reports, translate
from tests.conformance.expect import differences
from tests.conformance.inprocess import BODY

KINDS = (
    "reasoning in the text under other tags",
    "a value of another type than the protocol has",
    "a finish reason in the words of another protocol",
    "several choices where one was requested",
)
CASES = [
    {**kind.get("with", {}), **case} for kind in reports.kinds() if kind["kind"] in KINDS for case in kind["cases"]
]
STOPS = {"end_turn": "stop", "max_tokens": "length", "tool_use": "tool_calls"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
@pytest.mark.parametrize("front", ["openai_chat", "openai_responses"])
@pytest.mark.parametrize("step", [None, 7])
def test_another_client(case: dict[str, Any], front: str, step: int | None) -> None:
    names = [tool["name"] for tool in case["send"].get("tools", ())]
    request = _request(front, names)
    given, expect = case["given"], case["expect"]
    options = {"front": front, **{name: case[name] for name in ("protocol",) if name in case}}
    forwarded = front == case.get("protocol", "openai_chat")
    if forwarded and ("thinking" in expect or not case.get("forwarded", True)):
        pytest.skip("forwarded as it is: tags in a text, shapes of one host, and reasons that only one provider has")
    if "events" in given:
        sent = translate.stream(case["provider"], _sse(given["events"]), request, step=step, **options).sse
        got = _chat_stream(sent) if front == "openai_chat" else _responses_stream(sent)
    else:
        body = translate.response(case["provider"], given["json"], request, **options).body
        got = _chat(body) if front == "openai_chat" else _response(body)
    if "error" in expect:
        assert got.get("error"), got
        return
    assert not got.get("error"), got
    wanted = {key: expect[key] for key in ("text", "tools", "thinking") if key in expect}
    if front == "openai_chat" and expect.get("stop") in STOPS:
        wanted["stop"] = STOPS[expect["stop"]]
    assert not differences({"$has": wanted}, got, front)


def _request(front: str, names: list[str]) -> dict[str, Any]:
    schema = {"type": "object"}
    if front == "openai_chat":
        tools = [{"type": "function", "function": {"name": name, "parameters": schema}} for name in names]
        return {**BODY, **({"tools": tools} if tools else {})}
    functions = [{"type": "function", "name": name, "parameters": schema} for name in names]
    return {"model": "m", "input": "hi", "reasoning": {"summary": "auto"}, "tools": functions}


def _sse(events: list[Any]) -> bytes:
    named = [
        f"event: {event['type']}\n" if isinstance(event, dict) and isinstance(event.get("type"), str) else ""
        for event in events
    ]
    texts = [event if isinstance(event, str) else json.dumps(event) for event in events]
    return "".join(f"{name}data: {text}\n\n" for name, text in zip(named, texts, strict=True)).encode()


def _events(sse: bytes) -> list[dict[str, Any]]:
    texts = [line[6:] for line in sse.decode().splitlines() if line.startswith("data: ")]
    return [json.loads(text) for text in texts if text != "[DONE]"]


def _chat(body: dict[str, Any]) -> dict[str, Any]:
    if body.get("error"):
        return {"error": body["error"]}
    choice = body["choices"][0]
    message = choice["message"]
    assert message.get("content") is None or isinstance(message["content"], str)
    calls = [call["function"] for call in message.get("tool_calls") or ()]
    return {
        "text": message.get("content") or "",
        "thinking": message.get("reasoning_content") or "",
        "tools": [[call["name"], json.loads(call["arguments"] or "{}")] for call in calls],
        "stop": choice["finish_reason"],
    }


def _chat_stream(sse: bytes) -> dict[str, Any]:
    events = _events(sse)
    message: dict[str, Any] = {"content": "", "reasoning_content": "", "tool_calls": []}
    reason = None
    for choice in (choice for event in events for choice in event.get("choices") or () if not choice.get("index")):
        delta = choice.get("delta") or choice.get("message") or {}
        for name in ("content", "reasoning_content"):
            message[name] += "".join(delta.get(name) or "")
        for call in delta.get("tool_calls") or ():
            if call and (call.get("function") or {}).get("name"):
                message["tool_calls"].append({"function": {"arguments": "", **call["function"]}})
            elif call and call.get("function"):
                message["tool_calls"][-1]["function"]["arguments"] += call["function"]["arguments"]
        reason = choice.get("finish_reason") or reason
    error = next((event["error"] for event in events if event.get("error")), None)
    return _chat({"error": error, "choices": [{"message": message, "finish_reason": reason}]})


def _response(body: dict[str, Any]) -> dict[str, Any]:
    if body.get("error"):
        return {"error": body["error"]}
    output = body["output"]
    parts = [part for item in output if item["type"] == "message" for part in item["content"]]
    summaries = [part for item in output if item["type"] == "reasoning" for part in item["summary"]]
    calls = [item for item in output if item["type"] == "function_call"]
    return {
        "text": "".join(part["text"] for part in parts),
        "thinking": "".join(part["text"] for part in summaries),
        "tools": [[call["name"], json.loads(call["arguments"])] for call in calls],
    }


def _responses_stream(sse: bytes) -> dict[str, Any]:
    last = _events(sse)[-1]
    return {"error": last} if last["type"] == "error" else _response(last["response"])
