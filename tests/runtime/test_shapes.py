"""Shape tables: mismatches are reported in the order of the table, with the holder, the key and the expected type."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.library.shapes import OneOf, Shape, Shapes, Words
from dragoman.library.shapes.compiled import MANY_FIELDS

TABLE: dict[str, Shape] = {
    "Body": {"model": "str", "parts": ["Part"], "limit": "num", "extra": "json", "content": ("str", ["Part"])},
    "Part": OneOf("type", {"text": "Text", "nested": "Body"}),
    "Text": {"text": "str", "role": "Role"},
    "Role": Words(("user", "assistant")),
}


def found(shapes: Shapes, body: Any) -> list[tuple[Any, str]]:
    out: list[tuple[Any, str]] = []
    shapes.check("Body")(body, lambda holder, key, expected, union: out.append((key, expected)))
    return out


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"model": "m", "limit": 1.5, "extra": object(), "unknown": 1}, []),
        ({"model": None, "parts": None}, []),
        ({"limit": True, "model": 1}, [("model", "a string"), ("limit", "a number")]),
        ({"parts": [{"type": "text", "text": 1}, None]}, [("text", "a string"), (1, "an object")]),
        ({"parts": [{"type": "text", "role": "root"}]}, [("role", "'user' or 'assistant'")]),
        ({"parts": [{"type": "nested", "parts": [3]}]}, [(0, "an object")]),
        ({"parts": [{"type": "image", "text": 1}, {"type": []}]}, []),
        ({"content": {}}, [("content", "a string or a list")]),
        ({"content": [{"type": "text", "text": 2}]}, [("text", "a string")]),
    ],
)
def test_mismatches_are_reported_in_the_order_of_the_table(body: Any, wrong: list[tuple[Any, str]]) -> None:
    assert found(Shapes(TABLE), body) == wrong


def test_strict_check_reports_missing_keys_and_unknown_tags() -> None:
    strict = Shapes(TABLE, required={"Body": ("model", "extra")})
    assert found(strict, {}) == [("model", ""), ("extra", "")]
    assert found(strict, {"model": None, "extra": None}) == [("model", "a string")]
    body = {"model": "m", "extra": 1, "parts": [{"type": "image"}, {}, {"type": 1}]}
    assert found(strict, body) == [("type", "'text' or 'nested'"), ("type", ""), ("type", "a string")]


def test_an_extended_table_adds_fields_to_the_shape_that_other_shapes_refer_to() -> None:
    wider = Shapes(TABLE).extend({"Text": {"note": "str"}})
    body = {"parts": [{"type": "text", "note": 1, "text": 2}]}
    assert found(wider, body) == [("text", "a string"), ("note", "a string")]
    assert found(Shapes(TABLE), body) == [("text", "a string")]


WIDE: dict[str, Shape] = {
    "Body": {
        "model": "str",
        **{f"text_{number}": "str" for number in range(MANY_FIELDS)},
        "limit": "num",
        "flag": "bool",
        "parts": ["Part"],
        "words": ("str", ["str"]),
        "extra": "json",
    },
    "Part": {"text": "str"},
}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"model": "m", "text_3": "t", "limit": 1.5, "parts": [{"text": "t"}], "words": ["a"], "extra": 1, "x": 1}, []),
        ({"model": "m", "text_0": None, "flag": None, "parts": None}, []),
        ({"model": "m", "text_3": 1, "flag": 0}, [("text_3", "a string"), ("flag", "a boolean")]),
        ({"model": "m", "parts": [{"text": 1}], "limit": True}, [("limit", "a number"), ("text", "a string")]),
        ({"model": None, "words": [1]}, [("model", "a string"), (0, "a string")]),
        ({}, [("model", "")]),
    ],
)
def test_a_record_of_many_fields_is_checked_as_others_are(body: Any, wrong: list[tuple[Any, str]]) -> None:
    assert found(Shapes(WIDE, required={"Body": ("model",)}), body) == wrong


@pytest.mark.parametrize("name", ["a(it): return True #", "", "1st", "with space"])
def test_shape_name_that_is_no_identifier_is_rejected(name: str) -> None:
    table: dict[str, Shape] = {"Body": {"part": name}, name: {"text": "str"}}
    with pytest.raises(ValueError, match="is not an identifier"):
        Shapes(table).check("Body")({"part": {}}, lambda holder, key, expected, union: None)
