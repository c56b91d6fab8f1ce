"""Paths of values in a client's terms: where the source of each rule stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dragoman_codegen.model.types import Either, ListOf, Record, Ref, Scope, Tagged, Type
from dragoman_codegen.resolve.expressions.half import Header
from dragoman_codegen.resolve.rules import Context, read_headers
from dragoman_codegen.spec.expressions import RuleCall, rule_calls
from dragoman_codegen.spec.problems import Problems
from dragoman_codegen.spec.yaml.tree import Fork, Leaf, Map, Node, Seq

POSITIONS = ("before", "last")  # steps that select items of a list


def find_routes(nodes: Map, context: Context, root: str) -> dict[str, str]:
    """Return rule name -> path of its source in losses, e.g. messages.blocks: the first way from the root."""
    headers = read_headers(nodes, replace(context, problems=Problems()))
    by_target: dict[str, list[Header]] = {}
    for header in headers.values():
        by_target.setdefault(str(header.target), []).append(header)
    start = next((h for h in headers.values() if str(h.target if context.half == "read" else h.source) == root), None)
    routes: dict[str, str] = {start.name: ""} if start else {}
    texts = {header.name: list(_texts(nodes.entries[key])) for key, header in headers.items()}
    for exact in (True, False):
        queue = [header for header in headers.values() if header.name in routes]
        while queue:
            header = queue.pop(0)
            for call in (call for text in texts[header.name] for call in rule_calls(text)):
                kinds = _kinds_at(context.source, header.source, call)
                for found in by_target.get(call.target, []):
                    if found.name not in routes and _serves(context.source, found, kinds, exact):
                        steps = _named(context.source, header.source, call)
                        routes[found.name] = ".".join(part for part in (routes[header.name], *steps) if part)
                        queue.append(found)
    return routes


def _serves(scope: Scope, header: Header, kinds: list[str], exact: bool) -> bool:
    """Whether a rule is for values of one of these types, which are not known if there are none. `exact`: for these
    types, and not for unions that contain them or for members of them."""
    own = _names([header.source])
    if exact:
        return bool(set(own) & set(kinds))
    return not kinds or bool(_with_cases(scope, own) & _with_cases(scope, kinds))


def _named(scope: Scope, kind: Type, call: RuleCall) -> Iterator[str]:
    """Yield the steps of a path, but for those that select several items of a list, or the last one."""
    kinds = [kind]
    for step in call.path if call.path != ("it",) else ():
        listed = step in POSITIONS and any(isinstance(one, ListOf) for one in kinds)
        if not listed and step != "*":
            yield step
        kinds = [inner for one in kinds for inner in _inner(scope, one, step)]


def _kinds_at(scope: Scope, kind: Type, call: RuleCall) -> list[str]:
    """Return the names of the types of a value that a rule is applied to, as far as its fields are declared."""
    kinds = [kind]
    for step in call.path if call.path != ("it",) else ():
        kinds = [inner for one in kinds for inner in _inner(scope, one, step)]
    return [name.rstrip("*") for name in call.of] or _names(kinds)


def _names(kinds: list[Type]) -> list[str]:
    """Return the names of types, of members of unions of JSON types, and of items of lists."""
    names: list[str] = []
    for kind in kinds:
        match kind:
            case Either(members):
                names += _names(list(members))
            case ListOf(item):
                names += _names([item])
            case _:
                names.append(str(kind))
    return names


def _with_cases(scope: Scope, names: list[str]) -> set[str]:
    """Add the members of tagged unions, but for those of unknown tags: unions share them."""
    shapes = [shape for name in names if isinstance(shape := scope.shapes.get(name), Tagged)]
    return {*names, *(str(case) for shape in shapes for case in shape.cases.values())}


def _inner(scope: Scope, kind: Type, step: str) -> list[Type]:
    match kind:
        case ListOf(item):
            if step == "before":
                return [kind]
            return [item] if step in ("*", "last") or step.isdigit() else _inner(scope, item, step)
        case Either(members):
            return [inner for member in members for inner in _inner(scope, member, step)]
        case Ref(name=name):
            shape = scope.shapes[name]
            if isinstance(shape, Record):
                return [field.type for field in shape.fields.values() if field.name == step]
            if isinstance(shape, Tagged):
                cases = [*shape.cases.values(), *([shape.other] if shape.other else [])]
                return [inner for case in cases for inner in _inner(scope, case, step)]
    return []


def _texts(node: Node | None) -> Iterator[str]:
    """Yield the texts within a rule."""
    match node:
        case Leaf(value=str() as text):
            yield text
        case Map(entries=entries):
            for inner in entries.values():
                yield from _texts(inner)
        case Seq(items=items):
            for inner in items:
                yield from _texts(inner)
        case Fork(then=then, other=other):
            yield from _texts(then)
            yield from _texts(other)
