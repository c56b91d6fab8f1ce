"""Leaves of a template: parsed values, and messages for invalid leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_codegen.spec.expressions import (
    RawFilter,
    RawLiteral,
    RawMore,
    RawOf,
    RawPath,
    RawPipe,
    RawRule,
    is_expression,
    parse,
)
from dragoman_codegen.spec.problems import Place, Problems


def read(text: str) -> tuple[RawPipe, ...]:
    problems = Problems()
    found = parse(text, Place("a.yaml", 1, 1), problems)
    assert found is not None and not problems.found, problems.found
    return found


def path(*steps: str) -> RawPath:
    return RawPath(steps)


def word(value: str | int | float | bool) -> RawLiteral:
    return RawLiteral(value)


ONE = {
    "$model": (path("model"),),
    "$it": (path("it"),),
    "$choices.0.delta.content": (path("choices", "0", "delta", "content"),),
    "$blocks.*.text": (path("blocks", "*", "text"),),
    "$models.last.id": (path("models", "last", "id"),),
    "$x-header.$schema": (path("x-header", "$schema"),),
    "$content of str": (path("content"), RawOf(("str",))),
    "$content of Part*": (path("content"), RawOf(("Part*",))),
    "$blocks of Text or Image": (path("blocks"), RawOf(("Text", "Image"))),
    "$error of Error .code": (path("error"), RawOf(("Error",)), RawMore(("code",))),
    "$blocks of Text .*.text": (path("blocks"), RawOf(("Text",)), RawMore(("*", "text"))),
    "$messages -> Message": (path("messages"), RawRule("Message")),
    "$input | as json": (path("input"), RawFilter("as", word("json"))),
    "$a | as string | faults": (path("a"), RawFilter("as", word("string")), RawFilter("faults", None)),
    '$a | join "\\n"': (path("a"), RawFilter("join", word("\n"))),
    '$a | join " ?? "': (path("a"), RawFilter("join", word(" ?? "))),
    '$a | join "a | b -> C"': (path("a"), RawFilter("join", word("a | b -> C"))),
    '$a == "two words"': (path("a"), RawFilter("==", word("two words"))),
    "$a == refusal": (path("a"), RawFilter("==", word("refusal"))),
    "$a | at_most 4": (path("a"), RawFilter("at_most", word(4))),
    "$a - $b.c": (path("a"), RawFilter("-", path("b", "c"))),
    "$a - $made.b + 1": (path("a"), RawFilter("-", path("made", "b")), RawFilter("+", word(1))),
    "$a | non_empty -> Text": (path("a"), RawFilter("non_empty", None), RawRule("Text")),
}


@pytest.mark.parametrize("text", ONE)
def test_leaf_is_parsed_from_left_to_right(text: str) -> None:
    atom, *stages = ONE[text]
    assert read(text) == (RawPipe(atom, tuple(stages)),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$a ?? b", "b"), ("$a ?? 4096", 4096), ("$a ?? -1", -1), ("$a ?? 0.5", 0.5),
        ("$a ?? true", True), ("$a ?? false", False),
        ('$a ?? ""', ""), ('$a ?? "4096"', "4096"), ('$a ?? "a ?? b"', "a ?? b"), ("$a ?? two words", "two words"),
        ('$a ?? "\\"\\\\"', '"\\'),
    ],
)  # fmt: skip
def test_default_is_a_literal(text: str, value: str | int | float | bool) -> None:
    one, other = read(text)
    assert one == RawPipe(path("a"), ()) and other == RawPipe(word(value), ())
    assert type(other.atom.value) is type(value)  # type: ignore[union-attr]


def test_alternatives_are_parsed_in_order() -> None:
    assert [pipe.atom for pipe in read("$a ?? $b | negate ?? $null")] == [path("a"), path("b"), path("null")]
    assert [pipe.atom for pipe in read("$a ?? {} ")] == [path("a"), RawLiteral(None, "{}")]
    assert [pipe.atom for pipe in read("$a ?? []")] == [path("a"), RawLiteral(None, "[]")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("$", "'$' is no path"),
        ("$.a", "'$.a' is no path"),
        ("$ a", "'$ a' is no path"),
        ("$a.", "'.' is not understood here"),
        ("$a..b", "'..b' is not understood here"),
        ("$a * 1", "'* 1' is not understood here"),
        ("$a +", "'+' is not understood here"),
        ("$a ==", "'==' is not understood here"),
        ("$messages->Message", "'>Message' is not understood here"),
        ("$a[0]", "'[0]' is not understood here"),
        ("$a |", "'|' is not understood here"),
        ("$a | | b", "'| | b' is not understood here"),
        ("$a ->", "'->' is not understood here"),
        ("$a of", "'of' is not understood here"),
        ('$a | join "b', "is not understood here"),
        ("$a ?? $", "'$' is no path"),
        ("$a | upper(b)", "'(b)' is not understood here"),
        ("${a}", "'${a}' is no path"),
    ],
)
def test_invalid_leaf_is_reported_with_its_error(text: str, message: str) -> None:
    problems = Problems()
    assert parse(text, Place("a.yaml", 3, 5), problems) is None
    assert [
        str(problem)
        for problem in problems.found
        if message in problem.text and str(problem).startswith("a.yaml:3:5: ")
    ]


@given(st.text(alphabet='$ab.*|?->of "\\0{}[] \n'))
def test_any_text_is_a_leaf_or_a_problem(text: str) -> None:
    problems = Problems()
    assert (parse(text, Place("a.yaml", 1, 1), problems) is None) == bool(problems.found)


def test_expressions_begin_with_a_dollar() -> None:
    assert [text for text in ("$a", "$", "a", "", "a$b", "5", "$$") if is_expression(text)] == ["$a", "$$"]
