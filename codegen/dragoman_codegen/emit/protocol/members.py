"""Members of the classes of halves: word tables and rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from dragoman_codegen.emit.functions.code import Code
from dragoman_codegen.emit.functions.leaves import table_name
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.parts import Method, Parts
from dragoman_codegen.emit.protocol.classes import class_name
from dragoman_codegen.emit.protocol.names import Names
from dragoman_codegen.emit.source.layout import fill
from dragoman_codegen.emit.source.module import Module
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan
from dragoman_codegen.model.program import FILES, File, Protocol
from dragoman_codegen.model.types import Scope

MANY_PARTS = 4  # of a list: from then on it costs less to collect the tags of its items before


@dataclass(slots=True)
class Members:
    """Emits the members of one protocol's classes, and those that its providers change."""

    protocol: Protocol
    hub: Scope
    parts: frozenset[str] = frozenset()  # methods for parts of rules
    signed: frozenset[str] = frozenset()  # see `Provider`
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.protocol.files)

    def tables(self, file: File, half: str, tables: Iterable[plan.Table], base: File | None = None) -> list[list[str]]:
        """Return word tables as class attributes, without those that cannot be used in their direction.

        A table that extends the one of the protocol's class, in `base`, lists only the new words.
        """
        members: list[list[str]] = []
        for table in tables:
            if table.missing or not table.name.startswith(half):
                continue
            name = table_name(table.name)
            old = base.tables.get(table.name) if base else None
            known = dict(old.entries) if old and not old.missing else {}
            entries = dict(table.entries)
            extends = bool(known) and list(entries)[: len(known)] == list(known)
            rows = [
                f"{repr_str(word)}: {literal(value)}" for word, value in entries.items() if known.get(word) != value
            ]
            if extends:
                rows.insert(0, f"**{file.name}.{class_name(file, half)}.{name}")
            else:
                rows = [f"{repr_str(word)}: {literal(value)}" for word, value in entries.items()]
            members.append(fill(f"    {name}: ClassVar[dict[str, {table.kind}]] = {{", rows, "}"))
        return members

    def new_code(self, module: Module, file: File, half: str) -> Code:
        scopes = {"hub": self.hub, file.scope.name: file.scope}
        tables = {t.name: t for t in self.protocol.files["types"].tables.values() if t.name.startswith(half)}
        named = {**self.protocol.files["types"].rules, **file.rules}
        code = Code(module.filters, scopes, tables, named, half)
        code.written, code.redeclared = self.names.of(file.name), self.names.redeclares
        code.reserved = FILES if self.names.differences else ()
        return code

    def rules(self, rule: plan.Rule, module: Module, file: File) -> list[list[str]]:
        """Return a rule as methods of its half: one for the rule, and one for each part that providers override."""
        return self._methods(self._parts(file).divided(rule), module, file)

    def changes(self, rule: plan.Rule, old: plan.Rule | None, module: Module, file: File) -> list[list[str]]:
        """Return the methods that differ from those of the protocol's rule."""
        methods = list(self._parts(file).changed(rule, old))
        nothing = f"{file.name}.{class_name(file, rule.name.split('_', 1)[0])}.nothing"
        absent = [[f"    {one.rule.name} = {nothing}"] for one in methods if one.does_nothing]
        return absent + self._methods((one for one in methods if not one.does_nothing), module, file)

    def _methods(self, methods: Iterable[Method], module: Module, file: File) -> list[list[str]]:
        return [self._method(one, module, file) for one in methods]

    def _parts(self, file: File) -> Parts:
        return Parts({"hub": self.hub, file.scope.name: file.scope}, self.parts, self.signed)

    def _method(self, method: Method, module: Module, file: File) -> list[str]:
        rule = method.rule
        code = self.new_code(module, file, rule.name.split("_", 1)[0])
        module.need("dragoman.library", "hub", "passes")
        module.need("dragoman.library.validation", "RefusedMember", "find_word", "known_word", "record", "word_of")
        module.need("dragoman.library.errors", "ErrorBody", "UpstreamError")
        source = code.type_name(rule.source)
        code.untyped = source == "Any"
        code.filtered = _filtered(rule) if code.half == "write" else frozenset()
        head = f"    def {rule.name}(self, it: {source}) -> "
        if method.losses is not None:
            lines = code.recording(method.losses)
            module.need("dragoman.library.filters", *code.filters)
            return [*_heading(f"{head}None:"), *lines]
        target = code.type_name(rule.target)
        made = f"list[{target}]" if rule.many else target
        if rule.nullable and made != "Any":
            made += " | None"
        keys: list[str] = []
        if rule.known is not None:
            name = f"{rule.name.upper()}_KEYS"
            module.need("dragoman.library.validation", "unknown")
            last = ",))" if len(rule.known) == 1 else "))"
            keys = [*fill(f"    {name}: ClassVar = frozenset((", map(repr_str, rule.known), last), ""]
            code.line(f"if not it.keys() <= self.{name}:")
            code.line(f"    unknown(it, self.{name}, {repr_str(rule.route)}, self.context)")
        for check in rule.checks:
            self._check(code, check)
        if method.first:
            code.line(f"self.{method.first}(it)")
        if method.extends:
            code.inherited, code.nullable = f"super().{rule.name}(it)", rule.nullable
        code.give(rule.body, rule.target)
        module.need("dragoman.library.filters", *code.filters)
        return [*keys, *_heading(f"{head}{made}:"), *code.lines]

    def _check(self, code: Code, check: plan.Check) -> None:
        if check.need:
            assert check.error is not None
            expr = code.alternatives(check.when, "needed")
            with code.block(f"if ({expr}) is None:" if " " in expr else f"if {expr} is None:"):
                code.line(f"raise UpstreamError({code.value(check.error, 'failure')})")
            return
        name = code.fresh("failed")
        expr = code.alternatives(check.when, "failed")
        code.line(f"{name}: {code.type_name(check.when.type)} | None = {expr}")
        before = dict(code.heads)
        code.heads["it"] = name
        with code.block(f"if {name}:"):
            if check.error is None:
                code.line("raise ErrorBody(it)")
            else:
                code.line(f"raise UpstreamError({code.value(check.error, 'failure')})")
        code.heads = before

    def stream_rules(
        self, module: Module, file: File, half: str, only: Collection[plan.Rule] | None = None
    ) -> list[list[str]]:
        """The rules of a stream's half, at the end of its class."""
        rules = [rule for rule in file.rules.values() if rule.name.startswith(half) and (only is None or rule in only)]
        return [one for rule in rules for one in self.rules(rule, module, file)]


def _filtered(rule: plan.Rule) -> frozenset[plan.Path]:
    """Return the lists of a rule of which it uses several parts, each with its own tags."""
    narrowed = (
        part.atom
        for part in plan.within(rule.body)
        if isinstance(part, plan.Pipe) and part.stages and isinstance(first := part.stages[0], plan.Narrow)
        if first.many and not first.classes
    )
    counts = Counter(path for path in narrowed if isinstance(path, plan.Path) and not path.optional)
    return frozenset(path for path, count in counts.items() if count >= MANY_PARTS)


def _heading(head: str) -> list[str]:
    if len(head) <= 120:
        return [head]
    name, _, rest = head.partition("(")
    args, _, returns = rest.partition(") -> ")
    return [f"{name}(", f"        {args}", f"    ) -> {returns}"]
