"""Templates: YAML in the shape of the message to build. Keys and texts that begin with `$` belong to the notation."""

from __future__ import annotations

from dataclasses import replace

from dragoman_codegen.model.plan import (
    Alternatives,
    Const,
    Entry,
    First,
    Given,
    Item,
    Items,
    Join,
    Literal,
    Nothing,
    Null,
    Object,
    Pipe,
    Refuse,
    When,
    within,
)
from dragoman_codegen.model.types import JSON, STR, Either, ListOf, Record, Type
from dragoman_codegen.resolve.cases import Cases
from dragoman_codegen.resolve.paths import Env
from dragoman_codegen.resolve.results import Result, constant, may_be_empty, may_be_empty_object
from dragoman_codegen.resolve.targets import members, tag_key, target_record
from dragoman_codegen.spec.expressions import is_expression
from dragoman_codegen.spec.load import Fork, Leaf, Map, Node, Seq, divided, plain
from dragoman_codegen.spec.problems import Place, suggest
from dragoman_codegen.spec.vocabulary import TEMPLATES

MAKERS = ("$first", "$join", "$case", "$if", "$value")
LOSSES = ("$drop", "$ignore", "$refuse")
BESIDE: dict[str, tuple[str, ...]] = {  # the words that may stand beside the one that makes the value, or beside keys
    "$first": LOSSES,
    "$join": LOSSES,
    "$value": ("$if",),
    "$case": ("$else", *LOSSES),
    "": ("$if", "$include", "$let", *LOSSES),
}


class Templates(Cases):
    """Resolves templates of one half. `asks` is the type that the target requires, None where any is accepted."""

    # ----------------------------------------------------------------------------------------------- any node
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
        found: list[Result | None] = []
        for holds, inner in ((True, node.then), (False, node.other)):
            with self.half.cover.assuming((node.condition, holds)):
                found.append(self.make(inner, asks, env) if inner is not None else Result(Nothing(), None, True))
        then, other = found
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
                self.problems.add(
                    node.place,
                    f"{self.half.show(asks)} is required here, and this is {self._kinds(found)}",
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

    @staticmethod
    def _article(kind: Type) -> str:
        return {"str": "a text", "int": "a number", "num": "a number", "bool": "true or false"}.get(
            str(kind), str(kind)
        )

    def _fits(self, found: Alternatives, asks: Type) -> bool:
        """Return whether all alternatives fit. An empty {} or [] fits any object or list."""
        return all(
            self.half.fits(pipe.type, asks) or isinstance(pipe.atom, Const) and pipe.type == JSON
            for pipe in found.pipes
        )

    @staticmethod
    def _kinds(found: Alternatives) -> str:
        return " or ".join(dict.fromkeys(str(pipe.type) for pipe in found.pipes))

    # -------------------------------------------------------------------------------------------------- lists
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

    # --------------------------------------------------------------------------------------------------- maps
    def _map(self, node: Map, asks: Type | None, env: Env) -> Result | None:
        for key, place in node.keys.items():
            if key.startswith("$") and key not in TEMPLATES and key in node.entries:
                self.problems.add(
                    place, f"'{key}' is no word of the notation{suggest(key, TEMPLATES)}", see="unknown-name"
                )
                return None
        if choice := divided(node, MAKERS):
            return self._fork(choice, asks, env)
        if not (self._alone(node) and self._fitting(node)):
            return None
        if isinstance(node.entries.get("$drop"), Leaf):
            self._losses(node, env)
            return Result(Nothing(env.route, node.text("$drop")), None, True)
        if "$first" in node.entries:
            return self._first(node, asks, env)
        if "$join" in node.entries:
            return self._join(node, env)
        if "$value" in node.entries:
            return self._given(node, asks, env)
        if "$case" in node.entries:
            return self.case(node, asks, env)
        if "$refuse" in node.entries and isinstance(node.entries["$refuse"], Leaf):
            return Result(Refuse(node.text("$refuse")), None, True)
        return self._object(node, asks, env)

    def _given(self, node: Map, asks: Type | None, env: Env) -> Result | None:
        beside = [key for key in node.entries if key not in ("$if", "$value")]
        if beside or "$if" not in node.entries:
            text = "$value stands beside $if alone, as in '{ $if: $x, $value: 1 }'"
            self.problems.add(node.keys[beside[0] if beside else "$value"], text, see="template")
            return None
        condition = self.half.leaf_at(node.entries["$if"], replace(env, carrying=False))
        result = self.make(node.entries["$value"], asks, env)
        if condition is None or result is None:
            return None
        return Result(Given(condition, result.template), result.type, True)

    def _alone(self, node: Map) -> bool:
        """Return whether a word that makes the whole value has no target keys beside it, and a loss has a reason."""
        texts = (word for word in ("$drop", "$refuse") if isinstance(node.entries.get(word), Leaf))
        word = next((word for word in (*texts, "$first", "$join") if word in node.entries), "")
        if not word:
            return True
        if word in ("$drop", "$refuse") and not node.text(word).strip():
            self.problems.add(
                node.keys[word],
                f"{word} needs a reason, as in '{word}: a kind of block that nobody knows'",
                see="reason-missing",
            )
            return False
        beside = [key for key in node.entries if key not in (word, "$drop", "$ignore")]
        if beside:
            self.problems.add(
                node.keys[beside[0]],
                f"'{beside[0]}' cannot stand beside {word}, which makes the whole value",
                see="template",
            )
        return not beside

    def _fitting(self, node: Map) -> bool:
        """Return whether each word of the notation has a meaning beside the one that makes the value."""
        maker = next((word for word in BESIDE if word in node.entries), "")
        for word in (key for key in node.entries if key.startswith("$") and key != maker):
            if word not in BESIDE[maker]:
                beside = f"beside {maker}: put it into each branch" if maker else "here"
                self.problems.add(node.keys[word], f"'{word}' has no meaning {beside}", see="unknown-name")
                return False
        return True

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
        losses = self._losses(node, env)
        good = [one for one in result if one is not None]
        if len(good) < len(result) or not good:
            return None
        template = First(tuple(one.template for one in good), losses)
        return Result(template, good[0].type, all(one.nullable for one in good))

    def _join(self, node: Map, env: Env) -> Result | None:
        parts: list[Alternatives] = []
        maybe = False
        listed = node.entries["$join"]
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
            parts.append(result.template)
            maybe = maybe or result.nullable
        return Result(Join(tuple(parts)), STR, maybe)

    # ------------------------------------------------------------------------------------------------- object
    def _object(self, node: Map, asks: Type | None, env: Env) -> Result | None:
        if asks == JSON and constant(node):
            return Result(Literal(plain(node)), JSON, False)
        if node.entries and not any(key == "$if" or not key.startswith("$") for key in node.entries):
            self.problems.add(
                node.place,
                "this map has no key of the target, so it is always empty; add one, or remove it",
                see="key-missing",
            )
            return None
        env = replace(env, made=dict(env.made))
        record = target_record(self.half, node, asks)
        if record is None and asks is not None and asks != JSON:
            return None
        condition: Alternatives | None = None
        if "$if" in node.entries:
            condition = self.half.leaf_at(node.entries["$if"], replace(env, carrying=False))
            if condition is None:
                return None
        include = self._included(node.entries["$include"], asks, env) if "$include" in node.entries else None
        losses = self._losses(node, env)
        before = len(self.problems.found)
        entries: list[Entry | None] = []
        for key, value in node.entries.items():
            if key == "$let" and isinstance(value, Map):
                entries += self._names(value, env)
            elif not key.startswith("$"):
                entries.append(self._entry(key, value, node.keys[key], record, asks, env))
        if record and len(self.problems.found) == before and None not in entries:
            self._check_required(node, record, entries)
        good = tuple(entry for entry in entries if entry is not None)
        if len(good) < len(entries) or len(self.problems.found) > before:
            return None
        kind = self.half.target.ref(record.name) if record else None
        return Result(Object(good, losses, condition, kind, include), asks, condition is not None)

    def _included(self, node: Node, asks: Type | None, env: Env) -> Alternatives | None:
        """`$include`: the object whose members come first."""
        if asks is not None and asks != JSON:
            self.problems.add(
                node.place,
                f"$include cannot be checked against {self.half.show(asks)}; name each key",
                see="wrong-type",
            )
            return None
        found = self.half.leaf(str(plain(node)), env, node.place)
        if found is not None and found.type != JSON:
            self.problems.add(
                node.place, f"$include takes an object, and this is {self.half.show(found.type)}", see="wrong-type"
            )
        return found

    def _names(self, node: Map, env: Env) -> list[Entry | None]:
        """`$let`: named values that later entries can use."""
        found: list[Entry | None] = []
        for name, inner in node.entries.items():
            result = self.make(inner, None, env)
            found.append(Entry(name, result.template, "let", str(node.keys[name])) if result else None)
            if result:
                env.made[name] = (result.type or JSON, result.nullable)
        return found

    def _entry(
        self, key: str, value: Node, place: Place, record: Record | None, asks: Type | None, env: Env
    ) -> Entry | None:
        field = record.fields.get(key) if record else None
        if record and field is None and key != tag_key(self.half, asks):
            self.problems.add(place, f"{record.name} has no '{key}'{suggest(key, record.fields)}", see="unknown-name")
            return None
        wanted = field.type if field else STR if record else (JSON if asks == JSON else None)
        result = self.make(value, wanted, env)
        if result is None:
            return None
        env.made[key] = (result.type or wanted or JSON, result.nullable)
        required = field is not None and not field.optional
        if required and result.nullable and not isinstance(result.template, When):
            name = f"{record.name if record else ''}.{key}"
            hint = f"give a default, as in '... ?? {self._default(wanted)}'"
            self.problems.add(place, f"{name} is required, and this may be nothing: {hint}", see="nullable")
            return None
        can_be_empty = may_be_empty(result)
        untyped = record is None and asks is None  # a frame: its keys are there, even if they are empty
        always = not result.nullable and (required or untyped or not can_be_empty)
        keep = "always" if always else "filled" if can_be_empty else "present"
        return Entry(field.wire if field else key, result.template, keep, str(place))

    def _check_required(self, node: Map, record: Record, entries: list[Entry | None]) -> None:
        keys = {entry.key for entry in entries if entry}
        for name, field in record.fields.items():
            if not field.optional and name not in node.entries and name not in keys:
                self.problems.add(node.place, f"{record.name}.{name} is required and has no source", see="nullable")
                return

    def _default(self, kind: Type | None) -> str:
        """Return an example of a default for a message."""
        words = self.half.words(kind) if kind else None
        return words[0] if words else {"int": "0", "num": "0", "bool": "false", "json": "{}"}.get(str(kind), '""')
