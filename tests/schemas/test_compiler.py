# ruff: noqa: E501
"""Schemas compiled for single profiles: one table of inputs, results and losses for each kind of profile."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from dragoman.library import passes
from dragoman.library.context import Context
from dragoman.library.errors import Refused
from dragoman.library.schemas import Profile, Unusable, compile_schema
from dragoman.library.schemas.wellformed import MAX_DEPTH
from tests.schemas import judges, profiles

WORDS = ["format", "description", "nullable", "enum", "items", "properties", "required", "minimum", "anyOf"]
SUBSET = Profile(
    frozenset(WORDS), frozenset(["date-time"]), references="inline", enums="strings", nullable=True, items=True
)
DEFINED = Profile(
    frozenset([*WORDS, "minLength", "$ref", "title", "default", "additionalProperties"]),
    references="definitions",
    enums="uniform",
    type_lists=True,
)
OPEN = Profile(items=True)
ADDED = "type is added for its keywords"
ANY = "values of any type become strings"


def compiled(schema: Any, profile: Profile, tool: bool = False) -> tuple[Any, list[str]]:
    """Return the compiled schema and the reasons for its losses."""
    kept = copy.deepcopy(schema)
    found = compile_schema(schema, profile, tool)
    assert schema == kept  # it is the client's
    return found.schema, [loss.reason for loss in found.losses]


def unsupported(*keywords: str) -> list[str]:
    return [f"schema keyword {keyword} is not supported by this provider" for keyword in keywords]


LINK = {"type": "object", "properties": {"next": {"$ref": "#/$defs/p"}}}


@pytest.mark.parametrize(
    ("schema", "expected", "reasons"),
    [
        ({"type": "string", "title": "t", "additionalProperties": False}, {"type": "string"}, []),
        ({"type": "object", "additionalProperties": False}, {"type": "object"}, unsupported("additionalProperties")),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}, []),
        ({"type": ["string", "integer"], "minimum": 2}, {"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 2}]}, []),
        ({"anyOf": [{"type": "null", "title": "t"}, {"type": "null"}]}, {"type": "string", "nullable": True}, ["null alone becomes a string that may be null"]),
        ({"type": ["number", "integer"]}, {"type": "number"}, []),
        ({"type": "string", "properties": {"a": {}}, "required": ["a"]}, {"type": "string"}, []),
        ({"const": "on"}, {"type": "string", "enum": ["on"]}, []),
        ({"const": 3}, {"type": "integer", "description": "One of: 3."}, ["enum of values of type integer is not supported by this provider"]),
        ({"enum": ["a", None]}, {"type": "string", "enum": ["a"], "nullable": True}, []),
        ({"type": "string", "enum": ["a", ""]}, {"type": "string", "enum": ["a"]}, ["the empty string cannot be listed in an enum"]),
        ({"type": "string", "format": "uri"}, {"type": "string"}, []),
        ({"type": "string", "format": "date-time"}, {"type": "string", "format": "date-time"}, []),
        ({"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 1}, []),
        ({"type": "number", "exclusiveMinimum": 0}, {"type": "number", "minimum": 0}, ["schema keyword exclusiveMinimum becomes minimum"]),
        ({"type": "integer", "multipleOf": 2}, {"type": "integer"}, unsupported("multipleOf")),
        ({"type": "array"}, {"type": "array", "items": {"type": "string"}}, [ANY]),
        (
            {"type": "array", "items": [{"type": "string"}, {"type": "integer"}]},
            {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
            ["the positions of items are not kept"],
        ),
        ({"anyOf": [{"type": "string"}, {"type": "null"}], "description": "d"}, {"type": "string", "nullable": True, "description": "d"}, []),
        ({"oneOf": [{"const": "a", "title": "A"}, {"const": "b"}]}, {"type": "string", "enum": ["a", "b"]}, []),
        (
            {"oneOf": [{"type": "string", "minLength": 2}, {"type": "string"}]},
            {"type": "string"},
            ["oneOf is read as anyOf: values that match several of its schemas are accepted", *unsupported("minLength")],
        ),
        ({"type": "string", "anyOf": [{"enum": ["a"]}, {"enum": ["b", 3]}]}, {"type": "string", "enum": ["a", "b"]}, []),
        (
            {"type": "object", "properties": {"a": {"type": "string"}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {"type": "object", "properties": {"a": {"type": "string"}}},
            ["alternatives that only differ in required properties are removed"],
        ),
        (
            {"properties": {"a": {"type": "string"}}, "anyOf": [{"type": "object", "properties": {"b": {"type": "string"}}}, {"type": "null"}]},
            {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "nullable": True},
            [],
        ),
        ({"type": "object", "required": ["a"]}, {"type": "object"}, ["required property without a schema is not required"]),
        ({"properties": {"a": {"type": "string"}}}, {"type": "object", "properties": {"a": {"type": "string"}}}, [ADDED]),
        ({}, {"type": "string"}, [ANY]),
        (True, {"type": "string"}, [ANY]),
        ({"not": {"type": "string"}}, {"type": "string"}, [*unsupported("not"), ANY]),
        (
            {"$ref": "#/$defs/p", "description": "d", "$defs": {"p": LINK}},
            {"description": "d", "type": "object", "properties": {"next": {"type": "object"}}},
            ["recursive reference is not supported: values of its type are accepted"],
        ),
        ({"$ref": "https://elsewhere.example/s"}, {"type": "object"}, ["reference to another document or to a missing place becomes an object"]),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}, {"type": "string"}, ["reference to itself is not resolved", ANY]),
        (
            {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}, {"properties": {"b": {"type": "integer"}}}]},
            {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}, "required": ["a"]},
            [],
        ),
        ({"type": "integer", "minimum": 1, "allOf": [{"minimum": 3}, {"type": "number"}]}, {"type": "integer", "minimum": 3}, []),
    ],
)  # fmt: skip
def test_schema_is_reduced_to_supported_keywords(schema: Any, expected: Any, reasons: list[str]) -> None:
    assert compiled(schema, SUBSET) == (expected, reasons)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": ["string", "null"]}, {"type": ["string", "null"]}),
        ({"type": ["string", "array"], "items": {"type": "string"}}, {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
        ({}, {"type": ["string", "number", "boolean", "object", "array", "null"]}),
        ({"enum": [1, 2.5]}, {"type": "number", "enum": [1, 2.5]}),
        ({"type": "array"}, {"type": "array"}),
        ({"type": "object", "additionalProperties": {}}, {"type": "object", "additionalProperties": True}),
        ({"$ref": "#/$defs/p", "$defs": {"p": LINK}}, {"$ref": "#/$defs/p", "$defs": {"p": LINK}}),
        ({"$ref": "#/definitions/p", "definitions": {"p": {"type": "string"}}}, {"$ref": "#/$defs/p", "$defs": {"p": {"type": "string"}}}),
        (
            {"type": "array", "items": {"$ref": "#/$defs/p", "description": "outer"}, "$defs": {"p": {"type": "string", "description": "inner"}}},
            {"type": "array", "items": {"$ref": "#/$defs/p"}, "$defs": {"p": {"type": "string", "description": "inner"}}},
        ),
        (
            {"type": "object", "properties": {"a": {"type": "number"}, "b": {"$ref": "#/properties/a"}}},
            {"type": "object", "properties": {"a": {"type": "number"}, "b": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"type": "number"}}},
        ),
        (
            {"$ref": "#/$defs/u", "minLength": 1, "$defs": {"u": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/u"}]}}},
            {"type": "string", "minLength": 1},
        ),
        ({"$ref": "#/$defs/p", "type": "object", "$defs": {"p": {"properties": {"a": {"type": "null"}}}}}, {"type": "object", "properties": {"a": {"type": "null"}}}),
    ],
)  # fmt: skip
def test_definitions_and_lists_of_types_are_kept_exactly(schema: Any, expected: Any) -> None:
    assert compiled(schema, DEFINED) == (expected, [])


def test_a_reference_repeats_no_description_that_its_definition_receives() -> None:
    schema = {"type": "array", "items": {"$ref": "#/$defs/p", "description": "d"}, "$defs": {"p": {"const": True}}}
    described = {"type": "boolean", "description": "One of: true."}
    assert compiled(schema, DEFINED)[0] == {"type": "array", "items": {"$ref": "#/$defs/p"}, "$defs": {"p": described}}


TWO = [
    {"type": "object", "properties": {"id": {"type": "string"}, "kind": {"const": "a"}}, "required": ["id", "kind"]},
    {
        "type": "object",
        "properties": {"name": {"type": "string"}, "kind": {"const": "b"}},
        "required": ["name", "kind"],
    },
]
MERGED = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "kind": {"enum": ["a", "b"]}, "name": {"type": "string"}},
    "required": ["kind"],
}
TOP = "alternatives at the top level are merged into one object"


@pytest.mark.parametrize(
    ("schema", "expected", "reasons"),
    [
        ({"properties": {}}, {"type": "object", "properties": {}}, []),
        ({"type": ["object", "null"], "properties": {}}, {"type": "object", "properties": {}}, []),
        ({"anyOf": TWO}, MERGED, [TOP]),
        ({"type": "object", "oneOf": TWO}, MERGED, [TOP]),
        (
            {"type": "object", "properties": {"a": {}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {"type": "object", "properties": {"a": {}}},
            ["oneOf is read as anyOf: values that match several of its schemas are accepted", "alternatives that only differ in required properties are removed"],
        ),
        (
            {"allOf": [{"$ref": "#/$defs/p"}, {"properties": {"b": {}}, "required": ["b"]}], "$defs": {"p": LINK}},
            {"type": "object", "properties": {"next": {"$ref": "#/$defs/p"}, "b": {}}, "required": ["b"], "$defs": {"p": LINK}},
            [],
        ),
        ({"type": "object", "properties": {}, "not": {"required": ["a"]}}, {"type": "object", "properties": {}}, ["schema keyword not is not supported at the top level"]),
        ({"type": "array"}, {"type": "object"}, ["no object is accepted: any object is accepted instead"]),
        ({"type": "object", "properties": {"a": {"type": "array"}}}, {"type": "object", "properties": {"a": {"type": "array", "items": {}}}}, []),
        ({"type": "object", "properties": {"a": {"oneOf": [{"$comment": "c"}]}}}, {"type": "object", "properties": {"a": {"oneOf": [{"$comment": "c"}]}}}, []),
    ],
)  # fmt: skip
def test_top_level_of_a_tool_becomes_one_object(schema: Any, expected: Any, reasons: list[str]) -> None:
    assert compiled(schema, OPEN, tool=True) == (expected, reasons)


def test_references_are_inlined_for_providers_that_do_not_resolve_them() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/p", "description": "d"}, "b": {"$ref": "#/$defs/q"}},
        "$defs": {"p": {"type": "string"}, "q": {"type": "object", "properties": {"q": {"$ref": "#/$defs/q"}}}},
    }
    assert compiled(schema, Profile(references="inline"), tool=True) == (
        {
            "type": "object",
            "properties": {
                "a": {"type": "string", "description": "d"},
                "b": {"type": "object", "properties": {"q": {"type": "object"}}},
            },
        },
        ["recursive reference is not supported: values of its type are accepted"],
    )


def test_patterns_that_are_not_anchored_are_removed() -> None:
    profile = Profile(frozenset(["pattern"]), grammar=True)
    assert compiled({"type": "string", "pattern": "^a$"}, profile) == ({"type": "string", "pattern": "^a$"}, [])
    assert compiled({"type": "string", "pattern": "a"}, profile) == ({"type": "string"}, unsupported("pattern"))


ANY_TYPE = ["string", "number", "boolean", "object", "array", "null"]
LONG = "with this value is not supported by this provider"


@pytest.mark.parametrize(
    ("schema", "expected", "reasons"),
    [
        ({"description": "any"}, {"type": ANY_TYPE, "description": "any"}, []),
        ({"not": {}}, {"type": ANY_TYPE, "not": {"type": ANY_TYPE}}, []),
        (
            {"properties": {"a": True, "b": False}},
            {"properties": {"a": {"type": ANY_TYPE}, "b": {"type": ANY_TYPE, "not": {"type": ANY_TYPE}}}},
            [],
        ),
        ({"type": "object", "additionalProperties": True}, {"type": "object", "additionalProperties": True}, []),
        ({"type": "array", "items": True}, {"type": "array", "items": {"type": ANY_TYPE}}, []),
        (
            {"type": "string", "minLength": 1, "maxLength": 10000},
            {"type": "string", "minLength": 1},
            [f"schema keyword maxLength {LONG}"],
        ),
        ({"type": "string", "maxLength": 1999}, {"type": "string", "maxLength": 1999}, []),
        (
            {"allOf": [{"$ref": "#/$defs/p"}], "title": "t", "$defs": {"p": {"type": "string"}}},
            {"allOf": [{"$ref": "#/$defs/p"}], "title": "t", "$defs": {"p": {"type": "string"}}},
            [],
        ),
        ({"items": {"allOf": [{"type": "string"}], "title": "t"}}, {"items": {"type": "string", "title": "t"}}, []),
        (
            {"properties": {"a": {"$ref": "#p"}}, "$defs": {"p": {"$anchor": "p", "type": "string"}}},
            {
                "properties": {"a": {"$anchor": "p", "type": "string"}},
                "$defs": {"p": {"$anchor": "p", "type": "string"}},
            },
            [],
        ),
    ],
)
def test_each_subschema_has_a_rule_of_a_grammar(schema: Any, expected: Any, reasons: list[str]) -> None:
    assert compiled(schema, Profile(grammar=True)) == (expected, reasons)


@pytest.mark.parametrize(
    ("schema", "expected", "reasons"),
    [
        ({"minimum": 0, "exclusiveMinimum": True}, {"exclusiveMinimum": 0}, []),
        ({"maximum": 9, "exclusiveMaximum": False}, {"maximum": 9}, []),
        (
            {"items": [{"type": "string"}, {"$ref": "#/items/0"}], "additionalItems": False},
            {"prefixItems": [{"type": "string"}, {"$ref": "#/prefixItems/0"}], "items": False},
            [],
        ),
        (
            {"properties": {"a": {"type": "string", "required": True}, "b": {"required": False}}},
            {"properties": {"a": {"type": "string"}, "b": {}}, "required": ["a"]},
            [],
        ),
        ({"required": ["a", "a"]}, {"required": ["a"]}, []),
        ({"type": "STRING"}, {"type": "string"}, []),
        ({"type": ["string", "string"]}, {"type": "string"}, []),
        ({"type": ["string", "date"]}, {"type": "string"}, []),
        ({"type": "any"}, {}, ["type has no value that JSON Schema defines and is removed"]),
        ({"type": "string", "enum": ["a", None]}, {"type": "string", "enum": ["a"]}, []),
        ({"type": "string", "enum": [1]}, {"type": "string", "enum": [1]}, []),
        ({"enum": []}, {}, ["enum has no value that JSON Schema defines and is removed"]),
        ({"anyOf": []}, {}, ["anyOf has no value that JSON Schema defines and is removed"]),
        ({"type": "string", "description": None, "examples": "a"}, {"type": "string"}, []),
        ({"minLength": -1}, {}, ["minLength has a value of a wrong type and is removed"]),
        ({"multipleOf": 0}, {}, ["multipleOf has a value of a wrong type and is removed"]),
        (
            {"$ref": "#/$defs/q"},
            {"type": "object"},
            ["reference to another document or to a missing place becomes an object"],
        ),
    ],
)
def test_older_drafts_and_unusable_values_become_the_current_draft(
    schema: Any, expected: Any, reasons: list[str]
) -> None:
    assert compiled(schema, Profile()) == (expected, reasons)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "enum": ["a"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
        ({"oneOf": [{"type": "string"}], "nullable": True}, {"oneOf": [{"type": "string"}, {"type": "null"}]}),
        (
            {"oneOf": [{"type": "null", "title": "t"}], "nullable": True},
            {"anyOf": [{"oneOf": [{"type": "null", "title": "t"}]}, {"type": "null"}]},
        ),
        (
            {"anyOf": [{"type": "string"}], "oneOf": [{"minLength": 1}], "nullable": True, "title": "t"},
            {"anyOf": [{"anyOf": [{"type": "string"}], "oneOf": [{"minLength": 1}]}, {"type": "null"}], "title": "t"},
        ),
        (
            {"allOf": [{"type": "string"}], "nullable": True, "title": "t"},
            {"anyOf": [{"allOf": [{"type": "string"}]}, {"type": "null"}], "title": "t"},
        ),
        ({"nullable": True}, {}),
    ],
)
def test_nullable_of_openapi_accepts_null(schema: Any, expected: Any) -> None:
    assert compiled({"items": schema}, Profile()) == ({"items": expected}, [])


def test_nullable_of_openapi_stays_where_the_provider_has_it() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "enum": ["a"], "nullable": True}}}
    assert compiled(schema, SUBSET) == (schema, [])


def test_items_are_an_object_where_arrays_state_them() -> None:
    part = {"type": "string"}
    assert compiled({"type": "array"}, OPEN) == ({"type": "array", "items": {}}, [])
    assert compiled({"type": "array", "items": True}, OPEN) == ({"type": "array", "items": {}}, [])
    assert compiled({"type": "array", "prefixItems": [part], "items": False}, OPEN) == (
        {"type": "array", "prefixItems": [part], "items": {}, "maxItems": 1},
        [],
    )


def test_other_names_of_properties_become_patterns() -> None:
    schema = {"type": "object", "properties": {"$top": {"type": "integer"}, "a": {}, "b c": {}}, "required": ["$top"]}
    expected = {
        "type": "object",
        "properties": {"a": {}},
        "required": ["$top"],
        "patternProperties": {r"^\$top$": {"type": "integer"}, "^b c$": {}},
    }
    profile = Profile(illegal="[^a-zA-Z0-9_.-]", max_length=64)
    assert compiled(schema, profile, tool=True) == (expected, [])
    assert list(compiled({"type": "object", "properties": {"a" * 65: {}}}, profile, tool=True)[0]["properties"]) == []


def deep(levels: int) -> Any:
    schema: Any = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "object", "properties": {"a": schema}}
    return schema


def doubling(depth: int, one: str = "properties") -> Any:
    """Return a schema that has 2^depth parts with its references resolved."""

    def twice(name: str) -> Any:
        refs = [{"$ref": name}, {"$ref": name}]
        return (
            {"type": "object", "properties": dict(zip("ab", refs, strict=True))} if one == "properties" else {one: refs}
        )

    defs = {f"d{n}": twice(f"#/$defs/d{n + 1}") for n in range(depth)}
    return {**twice("#/$defs/d0"), "$defs": {**defs, f"d{depth}": {"type": "object"}}}


@pytest.mark.parametrize("profile", [SUBSET, DEFINED, OPEN, Profile(references="inline")])
@pytest.mark.parametrize(
    ("schema", "path", "message"),
    [
        ({"required": [{}]}, "required.0", "Input should be a string"),
        ({"required": "a"}, "required", "Input should be a list of property names"),
        ({"properties": {"a": {"enum": None}}}, "properties.a.enum", "Input should be a list of values"),
        ({"properties": ["a"]}, "properties", "Input should be an object of schemas"),
        ({"properties": {"a": None}}, "properties.a", "Input should be a schema: an object, true or false"),
        ({"anyOf": {}}, "anyOf", "Input should be a list of schemas"),
        ({"items": [{"items": 3}]}, "items.0.items", "Input should be a schema: an object, true or false"),
        ({"type": 3}, "type", "Input should be the name of a type"),
        ({"$ref": {}}, "$ref", "Input should be a string"),
        (deep(500), ".".join(["properties.a"] * (MAX_DEPTH + 1)), "Schema is nested more than 100 levels deep"),
    ],
)
def test_malformed_schemas_are_rejected_with_their_path(profile: Profile, schema: Any, path: str, message: str) -> None:
    with pytest.raises(Unusable) as raised:
        compile_schema(schema, profile, True)
    assert (".".join(map(str, raised.value.path)), raised.value.message) == (path, message)


@pytest.mark.parametrize("one", ["properties", "allOf", "anyOf"])
@pytest.mark.parametrize("profile", [SUBSET, Profile(references="inline")])
def test_schemas_that_references_multiply_are_rejected(profile: Profile, one: str) -> None:
    with pytest.raises(Unusable, match="40000 parts"):
        compile_schema({"type": "object", "properties": {"x": doubling(30, one)}, **doubling(30, one)}, profile, True)


@pytest.mark.parametrize("profile", [SUBSET, DEFINED, OPEN, Profile(references="inline")])
def test_the_deepest_accepted_schema_is_compiled(profile: Profile) -> None:
    assert compile_schema(deep(MAX_DEPTH), profile, True).schema["type"] == "object"


def test_the_budget_belongs_to_the_request() -> None:
    tools: list[Any] = [{"kind": "function", "name": f"f{n}", "schema": doubling(10)} for n in range(100)]
    with pytest.raises(Refused, match=r"^tools\.f\d+\.\S*: Schemas have more than 40000 parts") as raised:
        passes.compile_schemas({"tools": tools}, Context(), drop=[], references="inline")  # type: ignore[typeddict-item]
    assert raised.value.error_type == "invalid_request"


def test_losses_name_the_first_place_and_the_number_of_further_ones() -> None:
    schema = {"type": "object", "properties": {name: {"type": "integer", "multipleOf": 2} for name in "ab"}}
    context = Context(words={"tools": "tools"})
    request: Any = {
        "tools": [{"kind": "function", "name": "f", "schema": schema}],
        "response_format": {"schema": schema},
    }
    passes.compile_schemas(request, context, drop=[], keywords=["properties"])
    assert list(context.losses) == [
        "tools.f.properties.a.multipleOf;schema keyword multipleOf is not supported by this provider (and at 1 other place)",
        "response_format.schema.properties.a.multipleOf;schema keyword multipleOf is not supported by this provider (and at 1 other place)",
    ]


FIELD = '^(?!__.*__$)[^\\p{Cc}\\p{Zl}"\\\\./]{1,200}$'  # of a tool of Claude Code


@pytest.mark.parametrize(
    "name", ["openai", "openai:openai_responses", "deepseek:anthropic_messages", "gemini:gemini", "kimi"]
)
@pytest.mark.parametrize(
    "pattern", [FIELD, r"^\P{L}$", r"a\\\p{L}", "^(?<year>[0-9]{4})$", r"\u{1F600}", r"\cJ", r"(a)(?<b>c)\k<b>"]
)
def test_a_pattern_that_python_does_not_compile_is_removed(name: str, pattern: str) -> None:
    """https://github.com/anthropics/claude-code/issues/92964"""
    profile = profiles.of(name)
    assert profile is not None
    schema = {"type": "object", "properties": {"f": {"type": "string", "pattern": pattern}}}
    found, reasons = compiled(schema, profile, tool=True)
    assert found == {"type": "object", "properties": {"f": {"type": "string"}}}
    assert len(reasons) == 1 and "pattern" in reasons[0]
    assert judges.complaints(schema, profile, tool=True)


@pytest.mark.parametrize(
    "name", ["openai", "openai:openai_responses", "deepseek:anthropic_messages", "gemini:gemini", "kimi"]
)
@pytest.mark.parametrize(
    "pattern", ["^(?!a)b$", r"\\p{1}", "^(?<=a)b$", "(?<!a)b", r"\d\.\/\-", r"^\u00e9$", "^(a)\\1$"]
)
def test_other_patterns_are_kept(name: str, pattern: str) -> None:
    profile = profiles.of(name)
    assert profile is not None
    schema = {"type": "object", "properties": {"f": {"type": "string", "pattern": pattern}}}
    assert compiled(schema, profile, tool=True) == (schema, [])
    assert judges.complaints(schema, profile, tool=True) == []


def test_names_by_such_a_pattern_are_removed_with_the_limit_of_others() -> None:
    patterns = {r"^\p{Lu}": {"type": "string"}, "^x-": {"type": "integer", "pattern": r"\p{L}"}}
    schema = {"type": "object", "patternProperties": patterns, "additionalProperties": False}
    profile = profiles.of("openai")
    assert profile is not None
    assert compiled(schema, profile) == (
        {"type": "object", "patternProperties": {"^x-": {"type": "integer"}}},
        [
            "names by this pattern are not supported by this provider",
            "schema keyword additionalProperties with this value is not supported by this provider",
            "schema keyword pattern with this value is not supported by this provider",
        ],
    )
