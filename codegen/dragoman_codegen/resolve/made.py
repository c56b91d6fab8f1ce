"""What a template turned out to make, and whether that may be nothing, or empty."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman_codegen.model.plan import Alternatives, Items, Literal, Null, Object, Template, When
from dragoman_codegen.model.types import ListOf, Type
from dragoman_codegen.resolve.expressions import is_expression
from dragoman_codegen.spec.load import Leaf, Map, Node, Seq


@dataclass(frozen=True, slots=True)
class Made:
    """A template, the type of what it makes (None: whatever the target asks), and whether it may make nothing."""

    template: Template
    type: Type | None
    maybe: bool


def may_be_empty(made: Made) -> bool:
    """Lists and objects are left out of an optional key when they are empty; texts and numbers stay."""
    if isinstance(made.template, Items | Object) and not (
        made.template.items if isinstance(made.template, Items) else made.template.entries
    ):
        return (
            isinstance(made.template, Object) and made.template.condition is not None
        )  # [] and {} that a spec wrote stay
    if isinstance(made.template, Items):
        return not any(not splice and _sure(item) for item, splice in made.template.items)
    if isinstance(made.template, Object):
        return not any(entry.keep == "always" for entry in made.template.entries)
    if isinstance(made.template, When):
        return any(may_be_empty(Made(one, made.type, True)) for one in (made.template.then, made.template.other))
    return isinstance(made.type, ListOf)


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
