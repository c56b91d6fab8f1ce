"""Templates: YAML in the shape of the message to build. Keys and texts that begin with `$` belong to the notation."""

from __future__ import annotations

import re
from dataclasses import replace

from dragoman_codegen.model.plan import (
    Alternatives,
    Const,
    First,
    Given,
    Item,
    Items,
    Join,
    Literal,
    Nothing,
    Null,
    Pipe,
    Refuse,
    When,
    within,
)
from dragoman_codegen.model.types import INT, JSON, NUM, STR, Either, ListOf, Ref, Type
from dragoman_codegen.resolve.expressions.paths import Env
from dragoman_codegen.resolve.templates.forms import MAKERS, known, well_formed
from dragoman_codegen.resolve.templates.objects import Objects
from dragoman_codegen.resolve.templates.results import Result, constant, may_be_empty_object
from dragoman_codegen.resolve.templates.targets import members
from dragoman_codegen.spec.expressions import is_expression
from dragoman_codegen.spec.problems import suggest
from dragoman_codegen.spec.yaml.tree import Fork, Leaf, Map, Node, Seq, divided, plain

PLACEHOLDER = re.compile(r"\{[a-z0-9_]+\}")  # of a profile


class Templates(Objects):
    """Resolves templates of one half. `asks` is the type that the target requires, None where any is accepted."""

    def make(self, node: Node | None, asks: Type | None, env: Env) -> Result | None:
        result: Result | None = None
        match node:
            case Leaf():
                result = self._leaf(node, asks, env)
            case Seq():
                result = self._items(node, asks, env)
            case Map():
                result = self._map(node, asks, env)
            case Fork():
                result = self._fork(node, asks, env)
        if node is None or result is None:
            return None
        place = node.key if isinstance(node, Fork) else node.place
        return Result(replace(result.template, place=str(place)), result.type, result.nullable)

    def _fork(self, node: Fork, asks: Type | None, env: Env) -> Result | None:
        then, other = (
            self.make(inner, asks, env) if inner is not None else Result(Nothing(), None, True)
            for inner in (node.then, node.other)
        )
        if then is None or other is None:
            return None
        made = When(node.condition, then.template, other.template)
        return Result(made, then.type or other.type, then.nullable or other.nullable)

    def _leaf(self, node: Leaf, asks: Type | None, env: Env) -> Result | None:
        value = node.value
        if isinstance(value, str) and is_expression(value):
            if value == "$null":
                return Result(Null(), None, False)
            if value == "$nothing":
                return Result(Nothing(), None, True)
            found = self.half.leaf(value, env, node.place, asks)
            if found is None:
                return None
            if asks is not None and not self._fits(found, asks):
                whole = found.type == NUM and INT in members(asks)
                hint = "; declare it as int, which accepts numbers such as 913.0" if whole else ""
                self.problems.add(
                    node.place,
                    f"{self.half.show(asks)} is required here, and this is {self._kinds(found)}{hint}",
                    see="wrong-type",
                )
                return None
            return Result(found, found.type, found.optional)
        if value is None:
            self.problems.add(
                node.place,
                "'~' takes away, in an overlay only; write $null for a literal null, $nothing for none at all",
                see="template",
            )
            return None
        if isinstance(value, str) and PLACEHOLDER.fullmatch(value):
            self._refuse_placeholder(value, node)
            return None
        kind = self.half.const_type(value, asks)
        if asks is not None and not self.half.fits(kind, asks):
            words = self.half.words(asks)
            fields = {name for record in self.half.records(env.it) for name in record.fields}
            hint = suggest(str(value), words) if words else f"; did you mean '${value}'?" if value in fields else ""
            self.problems.add(
                node.place,
                f"{self.half.show(asks)} is required here, and '{value}' is {self._article(kind)}{hint}",
                see="wrong-type",
            )
            return None
        return Result(Alternatives((Pipe(Const(value, kind), (), kind, False),), kind, False), kind, False)

    def _refuse_placeholder(self, text: str, node: Leaf) -> None:
        """Report a placeholder of a profile, which no rule fills in."""
        wrap = f'wrap: {{ request: {{ "*": "{{body}}", name: "{text}" }} }}'
        hint = f"name a field of the source, as in '${text[1:-1]}', or add the member with wrap: of the provider"
        self.problems.add(node.place, f"'{text}' is not filled in here: {hint}, as in '{wrap}'", see="template")

    @staticmethod
    def _article(kind: Type) -> str:
        return {"str": "a text", "int": "a number", "num": "a number", "bool": "true or false"}.get(
            str(kind), str(kind)
        )

    def _fits(self, found: Alternatives, asks: Type) -> bool:
        """Return whether all alternatives fit. An empty {} or [] fits any object or list."""
        return all(self.half.fits(pipe.type, asks) or self._fits_empty(pipe, asks) for pipe in found.pipes)

    def _fits_empty(self, pipe: Pipe, asks: Type) -> bool:
        if not isinstance(pipe.atom, Const) or pipe.type != JSON:
            return False
        wanted = ListOf if pipe.atom.value == "[]" else Ref
        return any(isinstance(kind, wanted) and not self.half.words(kind) for kind in members(asks))

    def _joinable(self, kind: Type) -> bool:
        return all(one in (STR, INT, NUM) or self.half.words(one) for one in members(kind))

    @staticmethod
    def _kinds(found: Alternatives) -> str:
        empty = {"[]": "an empty list", "{}": "an empty object"}
        named = (empty.get(str(pipe.atom.value), "") if isinstance(pipe.atom, Const) else "" for pipe in found.pipes)
        return " or ".join(dict.fromkeys(name or str(pipe.type) for name, pipe in zip(named, found.pipes, strict=True)))

    def _items(self, node: Seq, asks: Type | None, env: Env) -> Result | None:
        lists = [kind for kind in members(asks) if isinstance(kind, ListOf)] if asks else []
        if asks is not None and not lists and asks != JSON:
            self.problems.add(
                node.place, f"{self.half.show(asks)} is required here, and this is a list", see="wrong-type"
            )
            return None
        item_type = lists[0].item if lists else None
        if asks == JSON and constant(node):
            return Result(Literal(plain(node)), JSON, False)
        made = [self._item(item, item_type, env) for item in node.items]
        good = [result for result in made if result is not None]
        if len(good) < len(made):
            return None
        if any(self.refused_null(one, item_type, item) for item, one in zip(node.items, good, strict=True)):
            return None
        items = (
            Item(one.template, isinstance(one.type, ListOf), may_be_empty_object(one.template), str(item.place))
            for item, one in zip(node.items, good, strict=True)
        )
        return Result(Items(tuple(items)), lists[0] if lists else ListOf(JSON), False)

    def _item(self, item: Node, item_type: Type | None, env: Env) -> Result | None:
        if (
            isinstance(item, Leaf)
            and isinstance(item.value, str)
            and is_expression(item.value)
            and item_type is not None
        ):
            either = Either((item_type, ListOf(item_type)))
            return self.make(item, either, env)
        return self.make(item, item_type, env)

    def _map(self, node: Map, asks: Type | None, env: Env) -> Result | None:
        if not known(node, self.problems):
            return None
        if choice := divided(node, MAKERS):
            return self._fork(choice, asks, env)
        if not well_formed(node, self.problems):
            return None
        if isinstance(node.entries.get("$drop"), Leaf):
            self.losses(node, env)
            return Result(Nothing(env.route, node.text("$drop")), None, True)
        if "$first" in node.entries:
            return self._first(node, asks, env)
        if "$join" in node.entries:
            return self._join(node, asks, env)
        if "$value" in node.entries:
            return self._given(node, asks, env)
        if "$case" in node.entries:
            return self.case(node, asks, env)
        if "$refuse" in node.entries and isinstance(node.entries["$refuse"], Leaf):
            return Result(Refuse(node.text("$refuse")), None, True)
        return self.object(node, asks, env)

    def _given(self, node: Map, asks: Type | None, env: Env) -> Result | None:
        beside = [key for key in node.entries if key not in ("$if", "$value")]
        if beside or "$if" not in node.entries:
            text = "$value stands beside $if alone, as in '{ $if: $x, $value: 1 }'"
            self.problems.add(node.keys[beside[0] if beside else "$value"], text, see="template")
            return None
        condition = self.half.leaf_at(node.entries["$if"], env)
        result = self.make(node.entries["$value"], asks, env)
        if condition is None or result is None:
            return None
        return Result(Given(condition, result.template), result.type, True)

    def _first(self, node: Map, asks: Type | None, env: Env) -> Result | None:
        options = node.entries["$first"]
        if not isinstance(options, Seq):
            self.problems.add(
                node.keys["$first"],
                "$first takes a list of templates; the first that makes something counts",
                see="template",
            )
            return None
        result = [self.make(item, asks, env) for item in options.items]
        losses, ignored = self.losses(node, env)
        good = [one for one in result if one is not None]
        if len(good) < len(result) or not good:
            return None
        always = next((number for number, one in enumerate(good[:-1]) if not one.nullable), None)
        if always is not None:
            text = f"option {always + 1} always makes a value, so what follows it is never used: remove it"
            self.problems.add(options.items[always].place, text, see="nullable")
        template = First(tuple(one.template for one in good), losses, ignored)
        return Result(template, good[0].type, all(one.nullable for one in good))

    def _join(self, node: Map, asks: Type | None, env: Env) -> Result | None:
        parts: list[Alternatives] = []
        maybe = False
        listed = node.entries["$join"]
        if asks is not None and not self.half.fits(STR, asks):
            text = f"{self.half.show(asks)} is required here, and $join makes a text"
            self.problems.add(node.keys["$join"], text, see="wrong-type")
            return None
        if not isinstance(listed, Seq) or not listed.items:
            self.problems.add(
                listed.place,
                "$join takes a list of texts and paths, as in '$join: [$id, \"-\", $name]'",
                see="template",
            )
            return None
        for item in listed.items:
            if not isinstance(item, Leaf):
                self.problems.add(item.place, "$join takes texts and paths", see="template")
                return None
            result = self._leaf(item, None, env)
            if result is None or not isinstance(result.template, Alternatives):
                return None
            if any(isinstance(part, Const) and part.value is None for part in within(result.template)):
                self.problems.add(
                    item.place,
                    "a null cannot be joined; leave out '?? $null': a join without a part is nothing",
                    see="template",
                )
                return None
            if not all(self._joinable(pipe.type) for pipe in result.template.pipes):
                text = f"$join takes texts and numbers, and this is {self._kinds(result.template)}"
                self.problems.add(item.place, text, see="wrong-type")
                return None
            parts.append(result.template)
            maybe = maybe or result.nullable
        losses, ignored = self.losses(node, env)
        made = Join(tuple(parts))
        return Result(First((made,), losses, ignored) if losses or ignored else made, STR, maybe)
