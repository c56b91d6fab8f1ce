"""Tools of Chat clients over providers of other protocols."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.chat import answer, messages_stream, sent, stream_of

PATCH: dict[str, Any] = {"type": "custom", "custom": {"name": "apply_patch", "description": "Edits files."}}
LOOK: dict[str, Any] = {"type": "function", "function": {"name": "look"}}
GRAMMAR = {"type": "grammar", "grammar": {"syntax": "lark", "definition": "start: /a+/"}}


def test_70_custom_tool_becomes_a_function_with_one_text() -> None:
    tool = {**PATCH, "custom": {**PATCH["custom"], "format": GRAMMAR}}
    history = [
        {"role": "user", "content": "hi"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call_1", "type": "custom", "custom": {"name": "apply_patch", "input": "*** Begin"}}],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": "done"},
    ]
    body = sent(tools=[tool], messages=history, tool_choice={"type": "custom", "custom": {"name": "apply_patch"}}).body
    (made,) = body["tools"]
    assert made["input_schema"]["required"] == ["input"]
    assert made["input_schema"]["properties"]["input"]["type"] == "string"
    assert made["description"].startswith("Edits files.") and "start: /a+/" in made["description"]
    assert body["tool_choice"] == {"type": "tool", "name": "apply_patch"}
    assert body["messages"][1]["content"] == [
        {"type": "tool_use", "id": "call_1", "name": "apply_patch", "input": {"input": "*** Begin"}}
    ]


@pytest.mark.parametrize("text", ["text", "", 'say "hi"\n{"a": 1}', "ünï𝕔ode"])
def test_70_call_of_a_custom_tool_returns_its_text(text: str) -> None:
    calls: list[dict[str, Any]] = [
        {"type": "tool_use", "id": "toolu_1", "name": "apply_patch", "input": {"input": text}},
        {"type": "tool_use", "id": "toolu_2", "name": "look", "input": {"a": 1}},
    ]
    content: list[dict[str, Any]] = [{"type": "text", "text": "So:"}, *calls]
    given = {"id": "msg_1", "type": "message", "role": "assistant", "content": content, "stop_reason": "tool_use"}
    whole = answer(given, tools=[PATCH, LOOK]).body["choices"][0]
    assert whole["finish_reason"] == "tool_calls"
    custom = {"id": "toolu_1", "type": "custom", "custom": {"name": "apply_patch", "input": text}}
    function = {"id": "toolu_2", "type": "function", "function": {"name": "look", "arguments": '{"a":1}'}}
    assert whole["message"]["tool_calls"] == [custom, function]
    for step in (None, 1):
        chunks = stream_of(messages_stream(*content), step=step, tools=[PATCH, LOOK]).chunks
        found: dict[str, list[str]] = {"custom": [], "function": []}
        for chunk in chunks:
            for part in chunk["choices"][0]["delta"].get("tool_calls", ()):
                kind = "custom" if "custom" in part else "function"
                found[kind].append(part[kind].get("input") or part[kind].get("arguments") or "")
        assert "".join(found["custom"]) == text and "".join(found["function"]) == '{"a":1}'


def test_a_call_that_does_not_use_the_argument_keeps_its_input() -> None:
    calls = [{"type": "tool_use", "id": "toolu_1", "name": "apply_patch", "input": {"patch": "x", "more": 1}}]
    given = {"id": "msg_1", "type": "message", "role": "assistant", "content": calls, "stop_reason": "tool_use"}
    (call,) = answer(given, tools=[PATCH]).body["choices"][0]["message"]["tool_calls"]
    assert call["custom"]["input"] == '{"patch":"x","more":1}'


def test_custom_calls_of_a_chat_provider_are_functions_for_other_clients() -> None:
    """A client of Messages has no custom tools: a call that its provider makes all the same has arguments."""
    from tests.conformance.builders import chat as chunks
    from tests.conformance.builders import client_message

    def part(**custom: str) -> dict[str, Any]:
        start = {"id": "call_1", "type": "custom"} if "name" in custom else {}
        return {"tool_calls": [{"index": 0, **start, "custom": custom}]}

    message = client_message(
        chunks(part(name="apply_patch", input=""), part(input="a"), part(input="b"), finish="stop")
    )
    (block,) = message["content"]
    assert (block["type"], block["name"], block["input"]) == ("tool_use", "apply_patch", {"input": "ab"})
