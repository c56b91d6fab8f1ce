"""References within a schema document: pointers with escapes and positions, anchors, and places that do not exist."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.library.schemas import Profile, compile_schema
from dragoman.library.schemas.references import MISSING, resolve

CITY = {"$anchor": "city", "type": "string", "maxLength": 9}
TREE: dict[str, Any] = {
    "$defs": {"a/b": {"type": "integer"}, "c~d": {"type": "null"}, "place": {"items": [CITY, {"$anchor": "zip"}]}},
    "anyOf": [{"type": "boolean"}, {"not": {"$anchor": "deep"}}],
    "enum": [{"$anchor": "a value"}],
    "properties": {"open": True, "$anchor": {"type": "number"}},
}


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("#", TREE),
        ("#/$defs/a~1b", {"type": "integer"}),
        ("#/$defs/c~0d", {"type": "null"}),
        ("#/$defs/a%7E1b", {"type": "integer"}),
        ("#/anyOf/0", {"type": "boolean"}),
        ("#/properties/open", True),
        ("#city", CITY),
        ("#zip", {"$anchor": "zip"}),
        ("#deep", {"$anchor": "deep"}),
    ],
)
def test_a_reference_denotes_a_place_of_the_document(ref: str, found: Any) -> None:
    assert resolve(TREE, ref) == found


@pytest.mark.parametrize(
    "ref",
    [
        "other.json#/a",
        "#/$defs/none",
        "#/anyOf/2",
        "#/anyOf/x",
        "#/enum",
        "#/$defs/place/items/0/type",
        "#none",
        "#a value",
    ],
)
def test_other_documents_and_other_places_are_missing(ref: str) -> None:
    assert resolve(TREE, ref) is MISSING


@pytest.mark.parametrize(
    "ref",
    [
        "https://example.org/a/root.json#/$defs/part",
        "root.json#/$defs/part",
        "part.json",
        "/a/part.json#",
        "#/$defs/part",
    ],
)
def test_a_reference_by_the_address_of_the_document_or_of_a_part(ref: str) -> None:
    part = {"$id": "part.json", "type": "string"}
    assert resolve({"$id": "https://example.org/a/root.json", "$defs": {"part": part}}, ref) == part


def test_an_anchored_definition_is_inlined() -> None:
    profile = Profile(frozenset(["properties", "maxLength"]), references="inline")
    schema = {"type": "object", "properties": {"where": {"$ref": "#city"}}, "$defs": {"place": CITY}}
    inlined = compile_schema(schema, profile, False).schema
    assert inlined == {"type": "object", "properties": {"where": {"type": "string", "maxLength": 9}}}


@pytest.mark.parametrize(("ref", "name"), [("#/$defs/A%20B", "A_B"), ("#node", "node"), ("#/$defs/A[int]", "A_int")])
def test_names_of_definitions_need_no_escapes(ref: str, name: str) -> None:
    profile = Profile(frozenset(["properties"]), references="definitions")
    defs = {"A B": {"type": "string"}, "n": {"$anchor": "node", "type": "string"}, "A[int]": {"type": "string"}}
    compiled = compile_schema({"type": "object", "properties": {"a": {"$ref": ref}}, "$defs": defs}, profile, False)
    assert compiled.schema["properties"]["a"] == {"$ref": f"#/$defs/{name}"}
    assert list(compiled.schema["$defs"]) == [name]
