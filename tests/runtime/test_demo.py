"""Embedded demo provider: responses, and tool inputs that match their schemas."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from dragoman.library.context import Context
from dragoman.server import demo
from dragoman.streaming.answers import Collector
from dragoman.values.schema_example import MAX_DEPTH, example

SCHEMAS: list[Any] = [
    {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}, "required": ["a"]},
    {
        "type": "object",
        "properties": {"mode": {"enum": ["x", "y"]}, "on": {"type": "boolean"}},
        "required": ["mode", "on"],
    },
    {"type": "object", "properties": {"n": {"type": "number", "minimum": 3, "maximum": 9}}, "required": ["n"]},
    {"type": "object", "properties": {"n": {"type": "integer", "exclusiveMinimum": 0}}, "required": ["n"]},
    {"type": "object", "properties": {"n": {"type": "integer", "multipleOf": 7, "minimum": 8}}, "required": ["n"]},
    {"type": "object", "properties": {"s": {"type": "string", "minLength": 9, "maxLength": 9}}, "required": ["s"]},
    {"type": "object", "properties": {"s": {"type": "string", "maxLength": 2}}, "required": ["s"]},
    {
        "type": "object",
        "properties": {"l": {"type": "array", "items": {"type": "null"}, "minItems": 2}},
        "required": ["l"],
    },
    {"type": "object", "properties": {"u": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, "required": ["u"]},
    {"type": "object", "properties": {"c": {"const": 5}, "t": {"type": ["integer", "null"]}}, "required": ["c", "t"]},
    {
        "type": "object",
        "properties": {"inner": {"$ref": "#/$defs/Inner"}},
        "required": ["inner"],
        "$defs": {"Inner": {"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"]}},
    },
    {"properties": {"x": {}}, "required": ["x"]},
    {},
    None,
]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_tool_input_matches_its_schema(schema: Any) -> None:
    jsonschema.validate(example(schema, schema, MAX_DEPTH), schema or {})


@pytest.mark.parametrize("schema", [schema for schema in SCHEMAS if schema])
def test_a_requested_schema_is_honored(schema: Any) -> None:
    answer = answer_to({"messages": [user("hi")], "response_format": {"schema": schema}})
    (text,) = [block["text"] for block in answer["blocks"] if block["kind"] == "text"]
    jsonschema.validate(json.loads(text), schema)


def test_recursive_schema_terminates() -> None:
    schema = {"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}
    assert isinstance(example(schema, schema, MAX_DEPTH), dict)


def answer_to(request: Any) -> Any:
    collector = Collector()
    for event in demo.play(request | {"model": "m"}, Context(client_model="m", seed="s")):
        demo.send_event(collector, event)
    assert collector.finished
    return collector.answer()


def user(*texts: str) -> Any:
    return {"role": "user", "blocks": [{"kind": "text", "text": text} for text in texts]}


TOOL = {"kind": "function", "name": "look", "schema": SCHEMAS[0]}
CALL = {"role": "assistant", "blocks": [{"kind": "tool_call", "id": "c", "name": "look", "input": {}}]}
RESULT = {
    "role": "user",
    "blocks": [{"kind": "tool_result", "id": "c", "blocks": [{"kind": "text", "text": "42 files"}]}],
}


def test_demo_reasons_and_introduces_itself() -> None:
    answer = answer_to({"messages": [user("hello", "<reminder>not this</reminder>")]})
    assert [block["kind"] for block in answer["blocks"]] == ["reasoning", "text"]
    text = answer["blocks"][1]["text"]
    assert "no language model" in text and text.endswith("You said: hello")
    assert (
        answer["finish_reason"] == "stop"
        and answer["usage"]["uncached_input_tokens"] > 0
        and answer["usage"]["output_tokens"] > 0
    )
    answer = answer_to({"messages": [user("hello")], "reasoning": {"mode": "off"}})
    assert [block["kind"] for block in answer["blocks"]] == ["text"]


def test_demo_calls_a_tool_once_and_reports_the_result() -> None:
    hosted = {"kind": "hosted", "name": "search", "tool_type": "search"}
    answer = answer_to({"messages": [user("hello")], "tools": [hosted, TOOL]})
    assert (answer["blocks"][-1]["name"], answer["blocks"][-1]["input"], answer["finish_reason"]) == (
        "look",
        {"a": 1},
        "tool_calls",
    )
    answer = answer_to({"messages": [user("hello"), CALL, RESULT], "tools": [TOOL]})
    assert answer["finish_reason"] == "stop" and answer["blocks"][-1]["text"].endswith("its result was: 42 files")
    answer = answer_to({"messages": [user("hello"), CALL, RESULT, user("thanks")], "tools": [TOOL]})
    assert answer["blocks"][-1]["text"].endswith("You said: thanks")


def test_demo_follows_tool_choice() -> None:
    other = {**TOOL, "name": "other"}
    for choice, name in (
        ({"mode": "none"}, None),
        ({"mode": "tool", "name": "other"}, "other"),
        ({"mode": "any"}, "look"),
    ):
        answer = answer_to({"messages": [user("hello")], "tools": [TOOL, other], "tool_choice": choice})
        calls = [block["name"] for block in answer["blocks"] if block["kind"] == "tool_call"]
        assert calls == ([name] if name else [])
