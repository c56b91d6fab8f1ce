"""What a template turned out to make, and whether that may be nothing, or empty."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman_codegen.model.plan import Alternatives, Items, Literal, Null, Object, Template, When
from dragoman_codegen.model.types import ListOf, Type
from dragoman_codegen.spec.expressions import is_expression
from dragoman_codegen.spec.load import Leaf, Map, Node, Seq


@dataclass(frozen=True, slots=True)
class Result:
    """A template, the type of what it makes (None: whatever the target asks), and whether it may make nothing."""

    template: Template
    type: Type | None
    nullable: bool


def may_be_empty(result: Result) -> bool:
    """Lists and objects are left out of an optional key when they are empty; texts and numbers stay."""
    if isinstance(result.template, Items | Object) and not (
        result.template.items if isinstance(result.template, Items) else result.template.entries
    ):
        return (
            isinstance(result.template, Object) and result.template.condition is not None
        )  # [] and {} that a spec wrote stay
    if isinstance(result.template, Items):
        return not any(not splice and _sure(item) for item, splice in result.template.items)
    if isinstance(result.template, Object):
        return not any(entry.keep == "always" for entry in result.template.entries)
    if isinstance(result.template, When):
        both = (result.template.then, result.template.other)
        return any(may_be_empty(Result(one, result.type, True)) for one in both)
    return isinstance(result.type, ListOf)


def _sure(template: Template) -> bool:
    """Whether a list's item is always there."""
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
