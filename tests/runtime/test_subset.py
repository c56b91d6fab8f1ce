# ruff: noqa: E501
"""Schemas reduced to the keywords that a provider supports (rule 2.0.3)."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.library import passes
from dragoman.library.context import Context

WORDS = ["type", "format", "description", "nullable", "enum", "items", "properties", "required", "minimum", "anyOf"]


def fitted(schema: Any) -> tuple[Any, list[str]]:
    """Return the reduced schema of a tool property, and the losses."""
    context, kept = Context(), copy.deepcopy(schema)
    request: Any = {
        "model": "m",
        "messages": [],
        "tools": [{"kind": "function", "name": "f", "schema": _object(schema)}],
    }
    passes.restrict_schemas(request, context, keywords=WORDS, formats=["date-time"])
    assert schema == kept  # it is the client's
    return request["tools"][0]["schema"]["properties"]["x"], list(context.losses)


def _object(schema: Any) -> Any:
    more = {key: schema[key] for key in ("$defs", "definitions") if isinstance(schema, dict) and key in schema}
    return {"type": "object", "properties": {"x": schema}, **more}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "title": "t", "additionalProperties": False}, {"type": "string"}),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"type": ["string", "integer"]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"const": "on"}, {"type": "string", "enum": ["on"]}),
        ({"const": 3}, {"type": "integer", "description": "One of: 3."}),
        ({"enum": ["a", None]}, {"type": "string", "enum": ["a"], "nullable": True}),
        ({"type": "string", "format": "uri"}, {"type": "string"}),
        ({"type": "string", "format": "date-time"}, {"type": "string", "format": "date-time"}),
        ({"type": "array"}, {"type": "array", "items": {"type": "string"}}),
        ({"items": [{"type": "string"}, {"type": "integer"}]}, {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}], "description": "d"}, {"type": "string", "nullable": True, "description": "d"}),
        ({"type": "object", "required": ["a"]}, {"type": "object"}),
        ({"properties": {"a": True}}, {"type": "object", "properties": {"a": {"type": "string"}}}),
        ({}, {"type": "string"}),
        (True, {"type": "string"}),
        (
            {"$ref": "#/$defs/p", "description": "d", "$defs": {"p": {"type": "object", "properties": {"q": {"$ref": "#/$defs/p"}}}}},
            {"type": "object", "properties": {"q": {"type": "object"}}, "description": "d"},
        ),
        ({"$ref": "https://elsewhere.example/s"}, {"type": "object"}),
        (
            {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}, {"properties": {"b": {"type": "integer"}}}]},
            {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}, "required": ["a"]},
        ),
    ],
)  # fmt: skip
def test_schema_is_reduced_to_supported_keywords(schema: Any, expected: Any) -> None:
    assert fitted(schema) == (expected, [])


def test_removed_constraints_are_losses() -> None:
    assert fitted({"type": "integer", "exclusiveMinimum": 0, "multipleOf": 2})[1] == [
        "tools.f;its schema's exclusiveMinimum is not supported",
        "tools.f;its schema's multipleOf is not supported",
    ]


def test_multiplying_references_terminate() -> None:
    many: Any = {
        f"d{n}": {"type": "object", "properties": {k: {"$ref": f"#/$defs/d{n + 1}"} for k in "abcd"}} for n in range(40)
    }
    assert fitted({"$ref": "#/$defs/d0", "$defs": many})[0]["type"] == "object"


SCHEMAS = st.recursive(
    st.sampled_from([{"type": "string"}, {"type": "integer", "minimum": 1}, {"type": ["string", "null"]}, {"enum": ["a"]}, True]),
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from("ab"), inner, max_size=2).map(lambda of: {"type": "object", "properties": of, "required": ["a"]}),
        inner.map(lambda of: {"type": "array", "items": of}),
        st.lists(inner, min_size=1, max_size=2).map(lambda of: {"oneOf": of}),
    ),
    max_leaves=6,
)  # fmt: skip


@given(SCHEMAS)
def test_result_is_a_schema_of_supported_keywords(schema: Any) -> None:
    def look(part: Any) -> None:
        assert set(part) <= set(WORDS) and ("type" in part) != ("anyOf" in part)
        assert "items" in part or part.get("type") != "array"
        assert set(part.get("required", ())) <= set(part.get("properties", ()))
        for inner in [
            *part.get("properties", {}).values(),
            *part.get("anyOf", ()),
            *([part["items"]] if "items" in part else []),
        ]:
            look(inner)

    told = fitted(schema)[0]
    look(told)
    jsonschema.Draft202012Validator.check_schema(told)
