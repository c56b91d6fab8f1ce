"""Result of resolving a template: its plan, its type, and whether it can be nothing or empty."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman_codegen.model.plan import (
    Alternatives,
    Case,
    Const,
    First,
    Given,
    Items,
    Literal,
    Null,
    Object,
    Template,
    When,
)
from dragoman_codegen.model.types import ListOf, Type
from dragoman_codegen.spec.expressions import is_expression
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, Seq


@dataclass(frozen=True, slots=True)
class Result:
    """A template, its type (None: determined by the target), and whether it can be nothing."""

    template: Template
    type: Type | None
    nullable: bool


def may_be_empty(result: Result) -> bool:
    """Return whether a value is left out of an optional key when it is empty: lists and objects are, texts are not."""
    if isinstance(result.template, Items | Object) and not (
        result.template.items if isinstance(result.template, Items) else result.template.entries
    ):
        return (
            isinstance(result.template, Object) and result.template.condition is not None
        )  # [] and {} that a spec wrote stay
    if isinstance(result.template, Items):
        return not any(not (one.splice or one.filled) and _always_present(one.value) for one in result.template.items)
    if isinstance(result.template, Object):
        return not any(entry.keep == "always" for entry in result.template.entries)
    if isinstance(result.template, When):
        both = (result.template.then, result.template.other)
        return any(may_be_empty(Result(one, result.type, True)) for one in both)
    return isinstance(result.type, ListOf)


def may_be_empty_object(template: Template) -> bool:
    """Return whether a template can make an object without keys, other than one that the spec wrote."""
    match template:
        case Object(entries=entries, condition=condition):
            return bool(entries or condition) and not any(entry.keep == "always" for entry in entries)
        case Case(branches=branches, other=other):
            every = [*(inner for _, inner in branches), *([other] if other else [])]
            return any(map(may_be_empty_object, every))
        case First(options=options):
            return any(map(may_be_empty_object, options))
        case When(then=then, other=other):
            return may_be_empty_object(then) or may_be_empty_object(other)
    return False


def may_be_null(template: Template) -> bool:
    """Return whether a template can make a literal null, which is not the same as nothing."""
    match template:
        case Null():
            return True
        case Alternatives(pipes=pipes):
            return any(isinstance(pipe.atom, Const) and pipe.atom.value is None for pipe in pipes)
        case Case(branches=branches, other=other):
            return any(map(may_be_null, [*(inner for _, inner in branches), *([other] if other else [])]))
        case First(options=options):
            return any(map(may_be_null, options))
        case Given(value=value):
            return may_be_null(value)
        case When(then=then, other=other):
            return may_be_null(then) or may_be_null(other)
    return False


def _always_present(template: Template) -> bool:
    """Return whether an item of a list is always present."""
    match template:
        case Object(condition=condition):
            return condition is None
        case Alternatives(optional=optional):
            return not optional
    return isinstance(template, Literal | Null | Items)


def constant(node: Node) -> bool:
    match node:
        case Leaf():
            return not (isinstance(node.value, str) and is_expression(node.value))
        case Seq():
            return all(constant(item) for item in node.items)
        case Map():
            return all(not key.startswith("$") for key in node.entries) and all(
                constant(v) for v in node.entries.values()
            )
    return False
