"""Rules that are compiled once for a protocol and its providers.

A quirk leaves the nodes of most rules as they are, and the types that these can reach. A rule is found by its node and
by numbers that stand for the content of all else that it depends on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dragoman_codegen.model import plan
from dragoman_codegen.model.types import Record, Scope, Shape, Tagged, Type, reachable
from dragoman_codegen.resolve.covering.uses import Use
from dragoman_codegen.resolve.expressions.half import Half, Header
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, within

TYPE_NAME = re.compile(r"\b[A-Z]\w*")


@dataclass(slots=True)
class Types:
    """The types of a protocol as numbers. `general`: of all that are no records."""

    scope: Scope
    general: int
    shapes: dict[str, int]
    closures: dict[Type, int] = field(default_factory=dict)


@dataclass(slots=True)
class Compiled:
    """What one run compiled without problems: rules with what they ignore. Ids are those of objects that are kept here.

    `numbers`: by content; `scopes`: by the id of the scope; `named`: names of types by the id of the node of a rule;
    `uses`: what a rule uses, by the ids of the rule and of what it depends on.
    """

    rules: dict[tuple[object, ...], tuple[plan.Rule, list[plan.Ignored]]] = field(default_factory=dict)
    numbers: dict[object, int] = field(default_factory=dict)
    scopes: dict[int, Types] = field(default_factory=dict)
    named: dict[int, tuple[Node, list[str]]] = field(default_factory=dict)
    uses: dict[tuple[bool | int, ...], tuple[tuple[Use, ...], object]] = field(default_factory=dict)

    def number(self, content: object) -> int:
        return self.numbers.setdefault(content, len(self.numbers))

    def half(self, half: Half, strict: bool) -> SharedHalf:
        """Return the rules of a half that are known."""
        types = self.types(half.source if half.half == "read" else half.target)
        settings = half.half, strict, half.lenient, frozenset(half.nullable), tuple(half.headers)
        tables, others = tuple(half.tables.values()), (id(self.types(scope).scope) for scope in half.others)
        return SharedHalf(self, half, types, self.number((types.general, *settings, tables, *others)))

    def types(self, scope: Scope) -> Types:
        if id(scope) not in self.scopes:
            shapes = {name: self.number(_content(shape)) for name, shape in scope.shapes.items()}
            general = [number for name, number in shapes.items() if not isinstance(scope.shapes[name], Record)]
            number = self.number((scope.name, *general, *scope.aliases.items()))
            self.scopes[id(scope)] = Types(scope, number, shapes)
        return self.scopes[id(scope)]

    def closure(self, types: Types, kind: Type) -> int:
        """Return the number of a type and of all that a value of it can contain."""
        if kind not in types.closures:
            types.closures[kind] = self.number(
                frozenset(types.shapes[one.name] for one in reachable(types.scope, kind))
            )
        return types.closures[kind]

    def types_in(self, node: Node) -> list[str]:
        """Return the words in a rule that can be names of types."""
        if id(node) not in self.named:
            self.named[id(node)] = node, sorted({name for text in _texts(node) for name in TYPE_NAME.findall(text)})
        return self.named[id(node)][1]


@dataclass(frozen=True, slots=True)
class SharedHalf:
    """The rules of a half that others of the run may have compiled. `number`: of what all of them depend on."""

    known: Compiled
    half: Half
    types: Types
    number: int

    def once(
        self, header: Header, node: Node, others: tuple[object, ...], make: Callable[[], plan.Rule | None]
    ) -> plan.Rule | None:
        """Return a rule that is known, or the result of `make`. `others`: values that it depends on, too."""
        key = self.number, header.name, id(node), self._reached(header, node), others
        if key in self.known.rules:
            rule, ignored = self.known.rules[key]
            self.half.ignored += ignored
            return rule
        before, problems = len(self.half.ignored), len(self.half.problems.found)
        made = make()
        if made is not None and len(self.half.problems.found) == problems:
            self.known.rules[key] = made, self.half.ignored[before:]
        return made

    def _reached(self, header: Header, node: Node) -> tuple[int, ...]:
        """Return the numbers of the protocol's types that a rule can reach: from its header and from names in it."""
        scope = self.types.scope
        kinds = [header.source if self.half.half == "read" else header.target]
        for name in self.known.types_in(node):
            if name in scope.shapes or name in scope.aliases:
                kinds.append(scope.aliases.get(name) or scope.ref(name))
        return tuple(self.known.closure(self.types, kind) for kind in kinds)


def _content(shape: Shape) -> tuple[object, ...]:
    match shape:
        case Record():
            return Record, shape.name, *shape.fields.values()
        case Tagged():
            return Tagged, shape.name, shape.tag, shape.default, shape.other, *shape.cases.items()
    return shape.name, shape.words


def _texts(node: Node) -> Iterator[str]:
    """Yield the keys and texts in a node."""
    for part in within(node):
        if isinstance(part, Map):
            yield from part.entries
        elif isinstance(part, Leaf) and isinstance(part.value, str):
            yield part.value
