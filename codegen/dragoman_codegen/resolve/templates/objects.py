"""Objects: the keys of a template, checked against the record that it becomes."""

from __future__ import annotations

from dataclasses import replace

from dragoman_codegen.model.plan import Alternatives, Entry, Literal, Object, When
from dragoman_codegen.model.types import JSON, STR, ListOf, Record, Ref, Tagged, Type
from dragoman_codegen.resolve.expressions.paths import Env
from dragoman_codegen.resolve.templates.cases import Cases
from dragoman_codegen.resolve.templates.results import Result, constant, may_be_empty, may_be_null
from dragoman_codegen.resolve.templates.targets import alternatives, tagged_union, target_record
from dragoman_codegen.spec.problems import Place, suggest
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, plain


class Objects(Cases):
    """Resolves the objects of one half."""

    def object(self, node: Map, asks: Type | None, env: Env) -> Result | None:
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
            condition = self.half.leaf_at(node.entries["$if"], env)
            if condition is None:
                return None
        include = self._included(node.entries["$include"], asks, env) if "$include" in node.entries else None
        losses, _ = self.losses(node, env, ("$refuse", "$drop"))
        before = len(self.problems.found)
        entries: list[Entry | None] = []
        for key, value in node.entries.items():
            if key == "$let" and isinstance(value, Map):
                entries += self._names(value, env)
            elif not key.startswith("$"):
                entries.append(self._entry(key, value, node.keys[key], record, asks, env))
                if entries[-1] is None:
                    env.made[key] = None
        _, ignored = self.losses(node, env, ("$ignore",))
        if record and len(self.problems.found) == before and None not in entries:
            self._check_required(node, record, entries, asks)
        good = tuple(entry for entry in entries if entry is not None)
        if len(good) < len(entries) or len(self.problems.found) > before:
            return None
        kind = self.half.target.ref(record.name) if record else None
        return Result(Object(good, losses, condition, kind, include, ignored), asks, condition is not None)

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
            env.made[name] = (result.type or JSON, result.nullable) if result else None
        return found

    def _entry(
        self, key: str, value: Node, place: Place, record: Record | None, asks: Type | None, env: Env
    ) -> Entry | None:
        field = record.fields.get(key) if record else None
        union = tagged_union(self.half, asks) if record and field is None else None
        if record and field is None and (union is None or key != union.tag):
            self.problems.add(place, f"{record.name} has no '{key}'{suggest(key, record.fields)}", see="unknown-name")
            return None
        if record and field is None and union and not self._is_tag(value, record, union):
            return None
        wanted = field.type if field else STR if record else (JSON if asks == JSON else None)
        result = self.make(value, wanted, env)
        if result is None:
            return None
        env.made[key] = (result.type or wanted or JSON, result.nullable)
        required = field is not None and not field.optional
        if field is not None and (required or self.half.half == "read") and self.refused_null(result, wanted, value):
            return None
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

    def refused_null(self, result: Result, asks: Type | None, node: Node) -> bool:
        """Report a literal null where the target's type has none: only optional fields of a protocol do, and JSON."""
        if asks is None or asks == JSON or not may_be_null(result.template):
            return False
        text = f"{self.half.show(asks)} is required here, and this may be a null; leave out '$null'"
        self.problems.add(node.place, text, see="nullable")
        return True

    def _is_tag(self, node: Node, record: Record, union: Tagged) -> bool:
        """Return whether a record of a union has one of its own tags."""
        known = [tag for tag, case in union.cases.items() if case == self.half.target.ref(record.name)]
        wrong = [one for one in alternatives(node) if not isinstance(one, Leaf) or one.value not in known]
        for one in wrong if known else ():
            shown = f"'{one.value}'" if isinstance(one, Leaf) else "no text"
            text = f"the {union.tag} of {record.name} is {' or '.join(known)}, and this is {shown}"
            self.problems.add(one.place, text, see="wrong-type")
        return not (wrong and known)

    def _check_required(self, node: Map, record: Record, entries: list[Entry | None], asks: Type | None) -> None:
        keys = {entry.key for entry in entries if entry}
        union = tagged_union(self.half, asks)
        if union and not union.default and union.tag not in node.entries:
            tag = next((tag for tag, kind in union.cases.items() if kind == self.half.target.ref(record.name)), "x")
            text = f"{record.name} is an object of {union.name}: give its tag, as in '{union.tag}: {tag}'"
            self.problems.add(node.place, text, see="nullable")
        for name, field in record.fields.items():
            if not field.optional and name not in node.entries and name not in keys:
                self.problems.add(
                    node.place, f"{record.name}.{name} is required and has no source: add '{name}'", see="nullable"
                )
                return

    def _default(self, kind: Type | None) -> str:
        """Return an example of a default for a message."""
        words = self.half.words(kind) if kind else None
        if words:
            return words[0]
        empty = {ListOf: "[]", Ref: "{}"}.get(type(kind), '""')
        return {"int": "0", "num": "0", "bool": "false", "json": "{}"}.get(str(kind), empty)
