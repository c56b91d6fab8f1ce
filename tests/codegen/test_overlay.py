"""Overlays of specs: merge, replace, remove, insert, and conditions of quirks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dragoman_codegen.model.plan import Chosen
from dragoman_codegen.resolve.passes import read_passes
from dragoman_codegen.spec.overlay import lay
from dragoman_codegen.spec.problems import Problems
from dragoman_codegen.spec.yaml.load import load
from dragoman_codegen.spec.yaml.tree import Fork, Map, Node, plain


def tree(text: str, folder: Path, name: str = "a.yaml") -> Map:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    found = load(path, name, problems)
    assert not problems.found
    return found


def laid(base: str, over: str, folder: Path, condition: int | None = None) -> tuple[Any, list[str]]:
    """Return the result with conditions as {'when 0': .., 'else': ..}, and the problems."""
    problems = Problems()
    one, other = tree(base, folder), tree(over, folder, "b.yaml")
    before = plain(one), plain(other)
    result = lay(one, other, problems, condition)
    assert (plain(one), plain(other)) == before  # neither is changed
    return shown(result), [str(problem) for problem in problems.found]


def shown(node: Node | None) -> Any:
    if isinstance(node, Fork):
        return {f"when {node.condition}": shown(node.then), "else": shown(node.other)}
    if isinstance(node, Map):
        return {key: shown(value) for key, value in node.entries.items()}
    return plain(node)


def test_maps_are_merged_and_other_values_replaced(tmp_path: Path) -> None:
    result, problems = laid("a: { b: 1, c: [1, 2] }\nd: x", "a: { b: 2, c: [3], e: 4 }\nf: y", tmp_path)
    assert result == {"a": {"b": 2, "c": [3], "e": 4}, "d": "x", "f": "y"} and not problems
    assert list(result["a"]) == ["b", "c", "e"]  # what is there keeps its place, what is new comes last


def test_map_replaces_leaf_and_leaf_replaces_map(tmp_path: Path) -> None:
    assert laid("a: 1\nb: { c: 1 }", "a: { x: 1 }\nb: 2", tmp_path) == ({"a": {"x": 1}, "b": 2}, [])


def test_tilde_removes_an_entry(tmp_path: Path) -> None:
    assert laid("a: { b: 1, c: 2 }", "a: { b: ~ }", tmp_path) == ({"a": {"c": 2}}, [])


def test_tilde_of_a_missing_entry_is_a_problem(tmp_path: Path) -> None:
    result, problems = laid("limit: 1", "limt: ~", tmp_path)
    assert result == {"limit": 1} and problems == ["b.yaml:1:1: there is no 'limt' to remove; did you mean 'limit'?"]


def test_optional_field_merges_with_the_required_one(tmp_path: Path) -> None:
    assert laid("a: str\nb?: int", "a?: str named c\nb: int", tmp_path) == ({"a?": "str named c", "b": "int"}, [])
    assert laid("a?: str", "a: ~", tmp_path) == ({}, [])


def test_before_inserts_an_entry(tmp_path: Path) -> None:
    result, problems = laid("a: { x: 1 }\nb: { x: 1 }", "c: { before: b, y: 1 }", tmp_path)
    assert list(result) == ["a", "c", "b"] and result["c"] == {"y": 1} and not problems


def test_before_moves_an_existing_entry(tmp_path: Path) -> None:
    result, _ = laid("a: { x: 1 }\nb: { x: 1 }", "b: { before: a, y: 1 }", tmp_path)
    assert list(result) == ["b", "a"] and result["b"] == {"x": 1, "y": 1}


def test_before_a_missing_entry_is_a_problem(tmp_path: Path) -> None:
    _, problems = laid("text: { x: 1 }", "c: { before: txt, y: 1 }", tmp_path)
    assert problems == ["b.yaml:1:6: there is no 'txt' to stand before; did you mean 'text'?"]


def test_a_choice_is_replaced_not_merged(tmp_path: Path) -> None:
    assert laid("a: { x: 1 }", "a: { $case: y, b: 2 }", tmp_path)[0] == {"a": {"$case": "y", "b": 2}}
    assert laid("a: { $case: y, b: 1 }", "a: { b: 2 }", tmp_path)[0] == {"a": {"$case": "y", "b": 2}}
    assert laid("a: { x: 1 }", "a: { $first: [1] }", tmp_path)[0] == {"a": {"$first": [1]}}


def test_conditional_value_keeps_the_old_one(tmp_path: Path) -> None:
    result, problems = laid("a: { b: 1, c: 2, d: 3 }", "a: { b: 9, c: ~, d: 3, e: 4 }", tmp_path, condition=0)
    assert not problems
    assert result["a"]["b"] == {"when 0": 9, "else": 1}
    assert result["a"]["c"] == {"when 0": None, "else": 2}
    assert result["a"]["e"] == {"when 0": 4, "else": None}


def test_two_conditions_nest_and_the_later_one_wins(tmp_path: Path) -> None:
    problems = Problems()
    first = lay(tree("a: 1", tmp_path), tree("a: 2", tmp_path, "b.yaml"), problems, 0)
    second = lay(first, tree("a: 3", tmp_path, "c.yaml"), problems, 1)
    assert shown(second) == {"a": {"when 1": 3, "else": {"when 0": 2, "else": 1}}} and not problems.found


def test_message_names_the_source_line(tmp_path: Path) -> None:
    result = lay(tree("a: 1\nb: 2", tmp_path), tree("\n\nb: 3", tmp_path, "b.yaml"), Problems())
    assert str(result.entries["a"].place) == "a.yaml:1:4" and str(result.entries["b"].place) == "b.yaml:3:4"


def test_more_extends_a_list(tmp_path: Path) -> None:
    assert laid("a: [1, 2]", "a: { append: [3] }", tmp_path)[0] == {"a": [1, 2, 3]}
    assert laid("a: [1, 2]", "a: [3]", tmp_path)[0] == {"a": [3]}


def test_condition_within_pass_parameters_makes_two_maps(tmp_path: Path) -> None:
    node = lay(
        tree("limit_parameters: { max_tokens: { a: 1 } }", tmp_path),
        tree("limit_parameters: { max_tokens: { b: 2 } }", tmp_path, "b.yaml"),
        Problems(),
        0,
    )
    problems = Problems()
    (params,) = (one.params for one in read_passes(node, problems))
    assert not problems.found
    assert params == (("max_tokens", Chosen(0, ("{}", ("a", 1), ("b", 2)), ("{}", ("a", 1)))),)
