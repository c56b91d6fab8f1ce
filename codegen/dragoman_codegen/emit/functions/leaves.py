"""Expressions of leaves: `of`, filters, tables, rules and alternatives."""

from __future__ import annotations

import keyword
from dataclasses import dataclass, replace

from dragoman_codegen.emit.functions.paths import Paths
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan
from dragoman_codegen.model.library import drops
from dragoman_codegen.model.types import INT, JSON, Either, Prim, Ref, Type, Words, snake


@dataclass(slots=True)
class Value:
    """A Python expression, or a comprehension that is not closed yet."""

    text: str
    optional: bool
    over: str = ""  # the iterable, when text is the element expression of a comprehension over `x`
    over_optional: bool = False
    conditions: tuple[str, ...] = ()
    flat: str = ""  # a rule that makes a list: `for y in rule(x)`
    sum: bool = False  # of integers
    part: tuple[str, plan.Narrow] | None = None  # the list of which it has the items with certain tags
    test: str = ""  # false where the value is nothing


class Leaves(Paths):
    """One function under construction: its leaves."""

    def alternatives(self, found: plan.Alternatives, hint: str = "value", loose: bool = False) -> str:
        """Return the expression of a leaf. `loose`: an empty list may stand for None."""
        if len(found.pipes) == 1 or len(found.pipes) == 2 and found.pipes[1].atom == plan.Const(None, Prim("null")):
            return self.close(self.pipe(found.pipes[0], hint), loose)
        name = self.fresh(hint)
        value = self.pipe(found.pipes[0], hint)
        if value.sum:
            self.used.remove(name)
            return value.text
        first = self.close(value, False)
        if self._is_word(found.type):
            self.line(f"{name}: {self.type_name(found.type)} | None = {first}")
        elif len({str(pipe.type) for pipe in found.pipes}) > 1:
            self.line(f"{name}: Any = {first}")
        else:
            self.line(f"{name} = {first}")
        for pipe in found.pipes[1:-1]:
            with self.block(f"if {name} is None:"):
                self.line(f"{name} = {self.close(self.pipe(pipe, hint), False)}")
        last = found.pipes[-1]
        if isinstance(last.atom, plan.Const) and last.atom.value is None:
            return name
        if not last.stages and isinstance(last.atom, plan.Const):
            return f"{self.const(last.atom)} if {name} is None else {name}"
        with self.block(f"if {name} is None:"):
            self.line(f"{name} = {self.close(self.pipe(last, hint), loose)}")
        return name

    def _is_word(self, kind: Type) -> bool:
        return isinstance(kind, Ref) and kind.scope == "hub" and isinstance(self.scopes["hub"].shapes[kind.name], Words)

    @staticmethod
    def const(const: plan.Const) -> str:
        return str(const.value) if const.type == JSON and const.value in ("{}", "[]") else literal(const.value)

    def close(self, value: Value, loose: bool) -> str:
        if not value.over:
            return self.guard(value.test, value.text) if value.test else value.text
        clauses = "".join(f" if {condition}" for condition in value.conditions)
        for_flat = f" for y in {value.flat}" if value.flat else ""
        if value.over_optional and loose:
            return f"[{value.text} for x in {value.over} or (){clauses}{for_flat}]"
        closed = f"[{value.text} for x in {value.over}{clauses}{for_flat}]"
        return f"{closed} if {value.over} is not None else None" if value.over_optional else closed

    def pipe(self, pipe: plan.Pipe, hint: str) -> Value:
        if isinstance(pipe.atom, plan.Const):
            return Value(self.const(pipe.atom), False)
        value = Value(self.path(pipe.atom), pipe.atom.optional)
        kind: Type = pipe.atom.type
        for at, stage in enumerate(pipe.stages):
            if at == 0 and isinstance(stage, plan.Apply) and stage.many and pipe.atom.has_gaps:
                value = Value("x", False, self.named(value, hint), value.optional, ("x is not None",))
            value = self._stage(value, stage, hint, kind)
            if at == 0 and pipe.atom in self.filtered and isinstance(stage, plan.Narrow):
                value.part = self.narrowed[self.close(value, True)] = (value.over, stage)
            kind = INT if value.sum else JSON
        if pipe.has_gaps:
            absent = value.over_optional if value.over else value.optional
            return Value("x", False, self.named(value, hint), absent, ("x is not None",))
        return value

    def _stage(self, value: Value, stage: plan.Stage, hint: str, kind: Type) -> Value:
        """Apply a stage to a value. `kind`: the type of the value if it is known."""
        match stage:
            case plan.Narrow(many=True):
                return self._narrow_list(value, stage, hint)
            case plan.Narrow():
                return self._narrow(value, stage, hint, kind)
            case plan.Into(path):
                return self._into(value, path, hint)
            case plan.Call():
                return self._call(value, stage, kind)
            case plan.Apply(rule, many):
                return self._apply(value, self.rules[rule], many, hint)
            case plan.Look(table):
                return self._look(value, self.tables[table], stage, hint)
        raise AssertionError(stage)

    def _narrow_list(self, value: Value, stage: plan.Narrow, hint: str) -> Value:
        """Keep the items of a list that have one of the tags."""
        expr = self.named(value, hint)
        test = " or ".join(f"x{self._tag(stage.tag)} == {repr_str(tag)}" for tag in stage.tags)
        if self.half == "read" and len(stage.tags) > 1:  # unions of a protocol have the type Any: nothing to narrow
            test = f"x{self._tag(stage.tag)} in {literal(tuple(stage.tags))}"
        if stage.classes:
            expr = self.assign(f"{expr} if isinstance({expr}, list) else None", hint)
        return Value("x", False, expr, value.optional or bool(stage.classes), (test,))

    def has_part(self, items: str, stage: plan.Narrow) -> str:
        """Return the test that a list has an item with one of the tags. The tags of its items are collected once."""
        tags = self.assign(f"{{x{self._tag(stage.tag)} for x in {items}}}", "kinds")
        tests = [f"{repr_str(tag)} in {tags}" for tag in stage.tags]
        return tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"

    def _narrow(self, value: Value, stage: plan.Narrow, hint: str, kind: Type) -> Value:
        """Keep a value that has one of the tags or classes; None otherwise."""
        if not stage.tag and stage.classes == ("dict",):
            return Value(f"record({self.close(value, False)})", True)
        expr = self.named(value, hint)
        if not stage.tag:
            return Value(f"{expr} if isinstance({expr}, {stage.classes[0]}) else None", True)
        test = " or ".join(f"{expr}{self._tag(stage.tag)} == {repr_str(tag)}" for tag in stage.tags)
        if isinstance(kind, Either):
            test = f"isinstance({expr}, dict) and ({test})"
        elif value.optional:
            test = f"{expr} and ({test})"
        return Value(f"{expr} if {test} else None", True)

    def _into(self, value: Value, path: plan.Path, hint: str) -> Value:
        """Continue a path within a value, or within each item of a list."""
        if not path.steps or path.steps[0].key != "*":
            return Value(self.path(path, self.named(value, hint), value.optional), path.optional)
        item = self._inline("x", plan.Path("", path.steps[1:], path.type, path.optional))
        if value.over:
            return replace(value, text=item)
        return Value(item, False, self.named(value, hint), value.optional)

    def _call(self, value: Value, call: plan.Call, kind: Type) -> Value:
        """Call a filter. A sum of integers of the hub needs no call."""
        arg = call.arg
        if self.half == "write" and call.name == "plus" and kind == INT and not value.optional and not value.over:
            if isinstance(arg, plan.Path) and arg.type == INT and not arg.optional:
                return Value(f"{self._simple(value.text)} + {self._simple(self.path(arg))}", False, sum=True)
        function = call.name + "_" if keyword.iskeyword(call.name) else call.name
        self.filters.add(function)
        test = ""
        if (value.part or value.test) and _drops(call, [] if value.over else None):
            test = value.test or (self.has_part(*value.part) if value.part else "")
            value = replace(value, test="")
        arguments = [self.close(value, True)]
        if isinstance(call.arg, plan.Const):
            arguments.append(self.const(call.arg))
        elif call.arg is not None:
            arguments.append(self._simple(self.path(call.arg)))
        return Value(f"{function}({', '.join(arguments)})", True, test=test)

    def _look(self, value: Value, table: plan.Table, stage: plan.Look, hint: str) -> Value:
        """Look a value up in a table."""
        expr = self.named(value, hint) if value.optional else value.text
        name = f"self.{table_name(table.name)}"
        looked = f"{name}[{expr}]" if table.total else f"{name}.get({expr})"
        if table.prefixes:
            looked = f"find_word({name}, {expr})"
        if table.other is not None:
            looked = f"word_of({name}, {expr}, {literal(table.other)}, {self.ctx}, {repr_str(stage.path)})"
        elif stage.records:
            looked = f"known_word({name}, {expr}, {self.ctx}, {repr_str(stage.path)})"
        sure = table.total and all(word is not None for _, word in table.entries)
        return Value(self.guard(f"{expr} is not None", looked, sure) if value.optional else looked, True)

    def _apply(self, value: Value, rule: plan.Rule, many: bool, hint: str) -> Value:
        call = f"self.{rule.name}({{}})"
        if not many and not value.over:
            expr = self.named(value, hint) if value.optional else value.text
            called = call.format(expr)
            sure = not rule.nullable
            return Value(self.guard(f"{expr} is not None", called, sure) if value.optional else called, True)
        if not value.over:
            value = Value("x", False, self.named(value, hint), value.optional)
        if not many:
            expr = self.named(Value(self.close(value, False), value.over_optional), hint)
            called = call.format(expr)
            return Value(f"{called} if {expr} is not None else None" if value.over_optional else called, True)
        if rule.many:
            items = call.format(value.text) + (" or ()" if rule.nullable else "")
            return Value("y", False, value.over, value.over_optional, value.conditions, items)
        if rule.nullable:
            made = self.fresh(snake(str(rule.target)))
            condition = f"({made} := {call.format(value.text)}) is not None"
            return Value(made, False, value.over, value.over_optional, (*value.conditions, condition))
        return Value(call.format(value.text), False, value.over, value.over_optional, value.conditions)

    def _tag(self, tag: str) -> str:
        return f"[{repr_str(tag)}]" if self.half == "write" else f".get({repr_str(tag)})"

    @staticmethod
    def _simple(expr: str) -> str:
        return f"({expr})" if " if " in expr else expr

    def named(self, value: Value, hint: str) -> str:
        """Return a variable that holds the value, for use in more than one place."""
        expr = self.close(value, False)
        return expr if expr.isidentifier() else self.assign(expr, hint)


def _drops(call: plan.Call, value: object) -> bool:
    """Whether a filter with a constant argument, or none, returns nothing for this value."""
    args = () if call.arg is None else (call.arg.value,) if isinstance(call.arg, plan.Const) else None
    return args is not None and drops(call.name, value, *args)


def table_name(name: str) -> str:
    """Return a table's attribute in the class of its half: READ_FAULTS is FAULTS in the read half."""
    return name.split("_", 1)[1].upper()
