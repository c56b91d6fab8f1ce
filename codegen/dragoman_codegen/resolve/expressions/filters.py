"""Filters, tables and operators of an expression: what each takes and returns."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman_codegen.model.library import FORMS, OPERATORS, all_filters, filter_names
from dragoman_codegen.model.plan import Call, Const, Look, Path, Scalar, Stage, Table
from dragoman_codegen.model.types import JSON, STR, Either, ListOf, Ref, Type, Words
from dragoman_codegen.resolve.expressions.paths import Env, Paths
from dragoman_codegen.spec.expressions import RawFilter, RawLiteral, RawPath
from dragoman_codegen.spec.problems import Place, suggest


@dataclass(slots=True)
class Filters(Paths):
    """Resolves the filters and tables of one half."""

    tables: dict[str, Table]
    table_types: dict[str, Type] = field(default_factory=dict, kw_only=True)
    calls: set[str] = field(default_factory=set, kw_only=True)  # tables and rules that the rule uses

    def table(
        self, name: str, arg: RawPath | RawLiteral | None, kind: Type, optional: bool, place: Place
    ) -> tuple[Stage, Type, bool] | None:
        table = self.tables[name]
        fault, see = "", "words"
        if arg is not None:
            see = "expression"
            fault = f"a table takes no argument, as in '| {name}'"
        elif not self.fits(kind, STR):
            see = "wrong-type"
            fault = f"the table {name} is looked into with a text, and this is {kind}; put '| as string' before it"
        elif table.of and not self.fits(kind, Ref("hub", table.of)):
            see = "wrong-type"
            words = f"the table {name} translates words of {table.of} in the write half, and this is {kind}"
            fault = f"{words}; use a table of its own words, or $case with $else"
        elif table.clash:
            fault = f"{name} cannot be written: {table.clash}"
        elif table.missing:
            fault = f"{name} cannot be written: no word for {', '.join(table.missing)}"
        if fault:
            self.problems.add(place, fault, see=see)
            return None
        self.calls.add(table.name)
        of = self.table_types.get(name, STR)
        return Look(table.name), of, optional or not table.total and table.other is None

    def filter(
        self, raw: RawFilter, kind: Type, optional: bool, env: Env, place: Place
    ) -> tuple[Stage, Type, bool] | None:
        found = self._function(raw, place)
        if found is None:
            return None
        name, arg = found
        filter_ = all_filters()[name]
        if not self.fits(kind, filter_.takes) and kind not in (JSON, ListOf(JSON)):
            self.problems.add(
                place, f"'{raw.shown}' takes {_plainly(filter_.takes)}, and this is {kind}", see="wrong-type"
            )
            return None
        if (arg is None) != (filter_.arg is None):
            self.problems.add(
                place, f"'{raw.shown}' takes {'one argument' if filter_.arg else 'no argument'}", see="expression"
            )
            return None
        value = self._argument(arg, env, place)
        if arg is not None and value is None:
            return None
        if value is not None and filter_.arg is not None and not self.fits(value.type, filter_.arg):
            self.problems.add(
                place,
                f"the argument of '{raw.shown}' is {_plainly(filter_.arg)}, and this is {value.type}",
                see="wrong-type",
            )
            return None
        if isinstance(value, Const) and not self._can_be(value.value, _compared(name, kind), place):
            return None
        if filter_.names_kind and isinstance(value, Const) and not self._is_kind(str(value.value), kind, place):
            return None
        return (
            Call(name, value),
            self._result_type(name, filter_.gives or kind, kind, value),
            optional or not filter_.total,
        )

    def _function(self, raw: RawFilter, place: Place) -> tuple[str, RawPath | RawLiteral | None] | None:
        """Return the function of a filter or operator, and its argument."""
        if raw.name in OPERATORS:
            return OPERATORS[raw.name], raw.arg
        if raw.name not in filter_names():
            self.problems.add(
                place,
                f"no filter or table '{raw.name}'{suggest(raw.name, [*filter_names(), *self.tables])}",
                see="unknown-name",
            )
            return None
        if raw.name not in FORMS:
            return raw.name, raw.arg
        forms = FORMS[raw.name]
        form = str(raw.arg.value) if isinstance(raw.arg, RawLiteral) else ""
        if form not in forms:
            self.problems.add(place, f"'| {raw.name}' has no form '{form}'{suggest(form, forms)}", see="unknown-name")
            return None
        function = forms[form]
        return function, raw.arg if all_filters()[function].arg else None

    def _can_be(self, value: Scalar, kind: Type, place: Place) -> bool:
        """Whether a value of this type can equal a literal."""
        if kind == JSON or self.fits(self.const_type(value, kind), kind):
            return True
        words = [
            word for one in (kind.members if isinstance(kind, Either) else (kind,)) for word in self.words(one) or ()
        ]
        self.problems.add(place, f"{kind} is never '{value}'{suggest(str(value), words)}", see="unknown-name")
        return False

    def _is_kind(self, name: str, blocks: Type, place: Place) -> bool:
        """Whether the list can have a block of this kind."""
        union = self.tagged(Ref("hub", "Block"))
        items = self.records(blocks.item if isinstance(blocks, ListOf) else blocks)
        known = [tag for tag, case in union.cases.items() if self.records(case)[0] in items] if union else []
        if name in known:
            return True
        self.problems.add(place, f"no kind of block '{name}' in {blocks}{suggest(name, known)}", see="unknown-name")
        return False

    def _argument(self, arg: RawPath | RawLiteral | None, env: Env, place: Place) -> Path | Const | None:
        if isinstance(arg, RawPath):
            return self.path(arg, env, place)
        if arg is None:
            return None
        assert not isinstance(arg.value, tuple)
        return Const(arg.value, self.const_type(arg.value, None))

    def _result_type(self, name: str, declared: Type, kind: Type, arg: Path | Const | None) -> Type:
        """Return the type of a filter's result where its signature cannot express it."""
        if name == "concat" and isinstance(kind, ListOf):
            return kind.item
        if name == "then" and arg is not None:
            return arg.type if isinstance(arg, Path) else self._word_type(str(arg.value))
        return declared

    def _word_type(self, word: str) -> Type:
        """Return the hub enumeration that a literal belongs to, or the text type."""
        for scope in (self.target, self.source):
            for shape in scope.shapes.values():
                if (
                    isinstance(shape, Words)
                    and word in shape.words
                    and scope.name == "hub"
                    and self.target.name == "hub"
                ):
                    return scope.ref(shape.name)
        return STR


def _compared(name: str, kind: Type) -> Type:
    """Return the type of the value that a filter compares with its argument; JSON if it compares none."""
    if name == "contains" and isinstance(kind, ListOf):
        return kind.item
    return kind if name == "equals" else JSON


def _plainly(kind: Type) -> str:
    if isinstance(kind, ListOf):
        return "a list"
    return {"str": "a text", "int": "a whole number", "num": "a number", "bool": "true or false"}.get(
        str(kind), str(kind)
    )
