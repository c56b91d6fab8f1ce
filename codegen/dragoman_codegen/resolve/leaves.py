"""Paths and leaves: resolves names, infers types, and records the fields that are read.

Coverage is per half: a field of the source that no rule of the half carries, drops or ignores is a problem.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from dragoman_codegen.model.library import all_filters
from dragoman_codegen.model.plan import (
    Alternatives,
    Apply,
    Call,
    Const,
    Ignored,
    Into,
    Look,
    Narrow,
    Path,
    Pipe,
    Stage,
    Step,
    Table,
)
from dragoman_codegen.model.types import BOOL, INT, JSON, NUM, STR, Either, ListOf, Prim, Ref, Type, Words
from dragoman_codegen.resolve.covering.marks import Mark
from dragoman_codegen.resolve.kinds import NULL, Kinds
from dragoman_codegen.spec.expressions import (
    RawFilter,
    RawLiteral,
    RawMore,
    RawOf,
    RawPath,
    RawPipe,
    RawRule,
    RawStage,
    parse,
)
from dragoman_codegen.spec.load import Fork, Leaf, Map, Node, Seq
from dragoman_codegen.spec.problems import Place, Problems, suggest

PYTHON = {"str": "str", "int": "int", "num": "float", "bool": "bool"}


@dataclass(frozen=True, slots=True)
class Header:
    """The signature of a rule: `Target* from Source`."""

    name: str
    target: Type
    source: Type
    many: bool
    nullable: bool = False  # known of rules in types.yaml, which are compiled first


@dataclass(slots=True)
class Env:
    """The scope of a leaf: the type of `it` and of other names."""

    it: Type
    heads: dict[str, Type] = field(default_factory=dict)
    narrowed: dict[tuple[str, ...], Type] = field(default_factory=dict)
    made: dict[str, tuple[Type, bool]] = field(default_factory=dict)
    it_optional: bool = False
    values: bool = False  # `it` is the values of a stream's event, which have names only
    carrying: bool = True  # conditions ask, they do not carry
    route: str = ""  # where `it` stands in the source, as losses name it
    value_route: str = ""  # where the value of a row's condition stands


@dataclass(slots=True)
class Half(Kinds):
    """The scope of one half of one file: types, rule headers, tables, and the coverage so far."""

    headers: list[Header]
    tables: dict[str, Table]
    problems: Problems
    calls: set[str] = field(default_factory=set)
    lenient: bool = False  # what a provider says: any field may be absent, whatever is declared
    heads: dict[str, Type] = field(default_factory=dict)  # values beside the source that every rule may read

    ignored: list[Ignored] = field(default_factory=list)

    def ignore(self, marks: Iterable[Mark], reason: str, place: Place) -> None:
        """Keep the reason of fields whose absence is no loss."""
        self.ignored += [Ignored(one.record, one.field, reason, one.rule, one.when, str(place)) for one in marks]

    # ------------------------------------------------------------------------------------------------------------ paths
    def path(self, raw: RawPath, env: Env, place: Place) -> Path | None:
        head, steps = self._head(raw, env)
        if head == "made":
            return self._made(steps, env, place)
        start = env.it if head == "it" else env.heads[head]
        if head == "it" and env.values and not steps:
            self.problems.add(
                place, "an event of a stream has no value of its own; name one of its values, as in '$delta'"
            )
            return None
        return self.walk(Path(head, (), start, env.it_optional if head == "it" else False), steps, env, place)

    def _head(self, raw: RawPath, env: Env) -> tuple[str, tuple[str, ...]]:
        first = raw.steps[0]
        own = any(first in record.fields for record in self.records(env.it))
        if first == "it" and "value" in env.heads and not own:
            return "value", raw.steps[1:]
        if first in ("it", "made") and not own:
            return first, raw.steps[1:]
        if first in env.heads and not own:
            return first, raw.steps[1:]
        return "it", raw.steps

    def _made(self, steps: tuple[str, ...], env: Env, place: Place) -> Path | None:
        name = steps[0] if steps else ""
        if name not in env.made:
            known = f"; defined so far: {', '.join(env.made)}" if env.made else ""
            self.problems.add(place, f"$made.{name} is not defined yet: define it above{known}")
            return None
        kind, optional = env.made[name]
        return Path("made", (Step(name, optional, False),), kind, optional)

    def walk(
        self, base: Path, steps: Iterable[str], env: Env, place: Place, names: tuple[str, ...] = ()
    ) -> Path | None:
        """Extend a path by steps, and mark each field on the way as carried."""
        kind, optional, over = base.type, base.optional, False
        done = list(base.steps)
        for name in steps:
            kind = env.narrowed.get(names, kind) if base.head == "it" else kind
            if name == "*":
                if not isinstance(kind, ListOf) or over:
                    self.problems.add(place, f"'*' goes over a list, and this is {kind}")
                    return None
                done.append(Step("*", False, optional))
                kind, over = kind.item, True
            elif name.isdigit() or name == "last" and isinstance(kind, ListOf):
                if not isinstance(kind, ListOf):
                    self.problems.add(place, f"'{name}' is a place in a list, and this is {kind}")
                    return None
                done.append(Step(-1 if name == "last" else int(name), True, optional))
                kind, optional = kind.item, True
            else:
                found = self._field(name, kind, place)
                if found is None:
                    return None
                wire, kind, maybe = found
                done.append(Step(wire, maybe, optional and not over))
                optional = optional or maybe
            names = (*names, name)
        kind = env.narrowed.get(names, kind) if base.head == "it" else kind
        if over:
            kind, optional = (
                ListOf(kind),
                base.optional or any(s.optional for s in done[: [s.key for s in done].index("*")]),
            )
        return Path(base.head, tuple(done), kind, optional)

    def _field(self, name: str, kind: Type, place: Place) -> tuple[str, Type, bool] | None:
        if isinstance(kind, Either):
            self.problems.add(place, f"this may be {kind}: say which with 'of', before '.{name}'")
            return None
        union = self.tagged(kind)
        records = self.records(kind)
        if union and name == union.tag and not any(name in record.fields for record in records):
            return name, STR, bool(union.default) or self.lenient
        having = [record for record in records if name in record.fields]
        if not having:
            what = kind if records else f"{kind} has no fields; it"
            known = sorted({f for record in records for f in record.fields})
            self.problems.add(place, f"{what} has no '{name}'{suggest(name, known)}")
            return None
        foreign = self.foreign(kind)
        for record in () if foreign else having:
            self.cover.reach(record.name, place)
            self.cover.carry(record.name, name)
        first = having[0].fields[name]
        maybe = (
            foreign
            or self.lenient
            or any(record.fields[name].optional for record in having)
            or len(having) < len(records)
        )
        kinds = {record.fields[name].type for record in having}
        return first.wire, first.type if len(kinds) == 1 else JSON, maybe

    # ----------------------------------------------------------------------------------------------------------- leaves
    def leaf(self, text: str, env: Env, place: Place, target: Type | None = None) -> Alternatives | None:
        raw = parse(text, place, self.problems)
        if raw is None:
            return None
        before = self.cover.carried if env.carrying else set(self.cover.carried)
        pipes = [self._pipe(pipe, env, place, target) for pipe in raw]
        if not env.carrying:
            self.cover.carried = before
        good = [pipe for pipe in pipes if pipe is not None]
        if len(good) < len(pipes):
            return None
        for at, pipe in enumerate(good[:-1]):
            if not pipe.optional:
                self.problems.add(
                    place, f"alternative {at + 1} is always there, so what follows its '??' is never used"
                )
        kinds: list[Type] = []
        for pipe in good:
            if pipe.type not in kinds and pipe.type != NULL:
                kinds.append(pipe.type)
        kind = kinds[0] if len(kinds) == 1 else Either(tuple(kinds)) if kinds else NULL
        return Alternatives(tuple(good), kind, all(pipe.optional for pipe in good))

    def leaf_at(self, node: Node, env: Env, before: str = "") -> Alternatives | None:
        """Resolve a node that must be a leaf. `before`: a `$` that may be omitted there."""
        if not isinstance(node, Leaf) or node.value is None:
            self.problems.add(node.place, f"a path is required here, as in '$name | filter', and this is {_form(node)}")
            return None
        text = str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
        return self.leaf(text if text.startswith(before) else before + text, env, node.place)

    def _pipe(self, raw: RawPipe, env: Env, place: Place, target: Type | None) -> Pipe | None:
        if isinstance(raw.atom, RawPath) and raw.atom.steps == ("null",) and not raw.stages:
            return Pipe(Const(None, NULL), (), NULL, False)
        if isinstance(raw.atom, RawLiteral):
            return self._literal(raw.atom, place, target)
        path = self.path(raw.atom, env, place)
        if path is None:
            return None
        stages: list[Stage] = []
        kind, optional = path.type, path.optional
        for raw_stage in raw.stages:
            if isinstance(raw_stage, RawMore) and stages and not isinstance(stages[-1], Narrow):
                self.problems.add(place, "further steps stand behind a path or an 'of', not behind a filter")
                return None
            found = self._stage(raw_stage, kind, optional, env, place, target)
            if found is None:
                return None
            stage, kind, optional = found
            if isinstance(stage, Look):
                stage = replace(stage, path=shown_path(path, env))
            stages.append(stage)
        return Pipe(path, tuple(stages), kind, optional)

    def _stage(
        self, raw: RawStage, kind: Type, optional: bool, env: Env, place: Place, target: Type | None
    ) -> tuple[Stage, Type, bool] | None:
        """Resolve one stage. Returns it with the type of its result, and whether that can be nothing."""
        match raw:
            case RawMore(steps):
                more = self.walk(Path("", (), kind, optional), steps, replace(env, narrowed={}), place)
                return None if more is None else (Into(more), more.type, more.optional)
            case RawOf(names):
                narrow = self._of(names, kind, place)
                if narrow is None:
                    return None
                if env.carrying:  # the other kinds of block that it can be must be covered too
                    self._reach_members(kind, place)
                return narrow[0], narrow[1], optional if narrow[0].many else True
            case RawFilter(name, arg):
                if name in self.tables:
                    return self._table(name, arg, kind, optional, place)
                return self._filter(name, arg, kind, optional, env, place)
            case RawRule(name):
                return self._apply(name, kind, optional, place, target)

    def _reach_members(self, kind: Type, place: Place) -> None:
        for member in kind.members if isinstance(kind, Either) else (kind,):
            item = member.item if isinstance(member, ListOf) else member
            if self.tagged(item) is not None:
                self.reach(item, place)

    def _literal(self, raw: RawLiteral, place: Place, target: Type | None) -> Pipe | None:
        if raw.empty:
            return Pipe(Const(raw.empty, JSON), (), JSON if raw.empty == "{}" else target or JSON, False)
        value = raw.value
        assert not isinstance(value, tuple)
        return Pipe(Const(value, self.const_type(value, target)), (), self.const_type(value, target), False)

    def const_type(self, value: object, target: Type | None) -> Type:
        if isinstance(value, bool):
            return BOOL
        if isinstance(value, int):
            return INT
        if isinstance(value, float):
            return NUM
        for kind in target.members if isinstance(target, Either) else (target,):
            words = self.words(kind) if kind else None
            if words and value in words:
                assert kind is not None
                return kind
        return STR

    def _of(self, names: tuple[str, ...], kind: Type, place: Place) -> tuple[Narrow, Type] | None:
        members = kind.members if isinstance(kind, Either) else (kind,)
        if len(names) == 1:
            wanted = names[0]
            for member in members:
                if str(member) == wanted:
                    return Narrow(classes=(self._class(member),)), member
        lists = [member for member in members if isinstance(member, ListOf)]
        for union_kind, many in [(m.item, True) for m in lists] + [(m, False) for m in members]:
            union = self.tagged(union_kind)
            if union is None:
                continue
            tags = tuple(tag for tag, case in union.cases.items() if str(case) in names)
            missing = [name for name in names if name not in {str(case) for case in union.cases.values()}]
            if missing:
                continue
            if union.default and union.default in tags:
                self.problems.add(
                    place,
                    f"{union.name} may come without its tag; use a rule with '$case: {union.tag} ?? {union.default}'",
                )
                return None
            cases = list(dict.fromkeys(case for case in union.cases.values() if str(case) in names))
            inner: Type = cases[0] if len(cases) == 1 else union_kind
            return Narrow(("list",) if many and len(members) > 1 else (), union.tag, tags, many), ListOf(
                inner
            ) if many else inner
        known = [str(member) for member in members]
        for union_kind in [m.item for m in lists] + list(members):
            union = self.tagged(union_kind)
            known += [str(case) for case in union.cases.values()] if union else []
            if union and str(union.other) in names:
                text = f"{union.other} stands for unknown tags of {union.name}, which only $else covers, not 'of'"
                self.problems.add(place, text)
                return None
        self.problems.add(place, f"{kind} is never {' or '.join(names)}{suggest(names[0], known)}")
        return None

    def _class(self, kind: Type) -> str:
        if isinstance(kind, Prim):
            return PYTHON.get(kind.name, "dict")
        return "list" if isinstance(kind, ListOf) else "str" if self.words(kind) else "dict"

    def _table(
        self, name: str, arg: RawPath | RawLiteral | None, kind: Type, optional: bool, place: Place
    ) -> tuple[Stage, Type, bool] | None:
        table = self.tables[name]
        fault = ""
        if arg is not None:
            fault = f"a table takes no argument, as in '| {name}'"
        elif not self.fits(kind, STR):
            fault = f"the table {name} is looked into with a text, and this is {kind}; put '| to_string' before it"
        elif table.clash:
            fault = f"{name} cannot be written: {table.clash}"
        elif table.missing:
            fault = f"{name} cannot be written: no word for {', '.join(table.missing)}"
        if fault:
            self.problems.add(place, fault)
            return None
        self.calls.add(table.name)
        of = self.table_types.get(name, STR)
        return Look(table.name), of, optional or not table.total and table.other is None

    def _filter(
        self, name: str, arg: RawPath | RawLiteral | None, kind: Type, optional: bool, env: Env, place: Place
    ) -> tuple[Stage, Type, bool] | None:
        known = all_filters()
        if name not in known:
            self.problems.add(place, f"no filter or table '{name}'{suggest(name, [*known, *self.tables])}")
            return None
        filter_ = known[name]
        if not self.fits(kind, filter_.takes) and kind not in (JSON, ListOf(JSON)):
            self.problems.add(place, f"'| {name}' takes {_plainly(filter_.takes)}, and this is {kind}")
            return None
        if (arg is None) != (filter_.arg is None):
            self.problems.add(place, f"'| {name}' takes {'one argument' if filter_.arg else 'no argument'}")
            return None
        value = self._argument(arg, env, place)
        if arg is not None and value is None:
            return None
        if value is not None and filter_.arg is not None and not self.fits(value.type, filter_.arg):
            self.problems.add(place, f"the argument of '| {name}' is {_plainly(filter_.arg)}, and this is {value.type}")
            return None
        if filter_.names_kind and isinstance(value, Const) and not self._is_kind(str(value.value), kind, place):
            return None
        if filter_.gives is not None:
            self._carry(filter_.carries, kind, place, env)
        return (
            Call(name, value),
            self._result_type(name, filter_.gives or kind, kind, value),
            optional or not filter_.total,
        )

    def _carry(self, fields: tuple[str, ...], kind: Type, place: Place, env: Env) -> None:
        """Mark the fields whose values a filter returns; the other kinds that the value can be must be covered too."""
        if fields and env.carrying:
            self._reach_members(kind, place)
        records = self.records(kind.item if isinstance(kind, ListOf) else kind)
        for record in records:
            for name in record.fields:
                if "*" in fields or f"{record.name}.{name}" in fields:
                    self.cover.carry(record.name, name)

    def _is_kind(self, name: str, blocks: Type, place: Place) -> bool:
        """Whether the list can have a block of this kind."""
        union = self.tagged(Ref("hub", "Block"))
        items = self.records(blocks.item if isinstance(blocks, ListOf) else blocks)
        known = [tag for tag, case in union.cases.items() if self.records(case)[0] in items] if union else []
        if name in known:
            return True
        self.problems.add(place, f"no kind of block '{name}' in {blocks}{suggest(name, known)}")
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
        if name == "then" and isinstance(arg, Const):
            return self._word_type(str(arg.value))
        return declared

    table_types: dict[str, Type] = field(default_factory=dict)

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

    def _apply(
        self, name: str, kind: Type, optional: bool, place: Place, target: Type | None
    ) -> tuple[Stage, Type, bool] | None:
        named = [header for header in self.headers if str(header.target) == name]
        members = kind.members if isinstance(kind, Either) else (kind,)
        for header in named:
            if header.source == kind:
                return self._applied(header, False, optional)
        if isinstance(kind, ListOf):
            for header in sorted(named, key=lambda header: header.source != kind.item):  # its very own rule first
                if self.fits(kind.item, header.source) or self._covers(header.source, kind.item):
                    return self._applied(header, True, optional)
        for header in named:
            if all(self.fits(member, header.source) or self._covers(header.source, member) for member in members):
                return self._applied(header, False, optional)
        item = kind.item if isinstance(kind, ListOf) else kind
        if not named:
            known = sorted({str(header.target) for header in self.headers})
            self.problems.add(place, f"no rule has the target {name}{suggest(name, known)}")
        else:
            sources = ", ".join(sorted(str(header.source) for header in named))
            self.problems.add(place, f"there is no rule '{name} from {item}'; there is {name} from {sources}")
        return None

    def _covers(self, source: Type, kind: Type) -> bool:
        """Return whether a rule over a tagged union accepts one of its records."""
        union = self.tagged(source)
        return union is not None and kind in union.cases.values()

    def _applied(self, header: Header, many: bool, optional: bool) -> tuple[Stage, Type, bool]:
        self.calls.add(header.name)
        self.cover.call(header.name)
        made: Type = ListOf(header.target) if many or header.many else header.target
        maybe = optional or (not many and not header.many and (header.nullable or header.name in self.nullable))
        return Apply(header.name, many), made, maybe

    nullable: set[str] = field(default_factory=set)  # rules that can return nothing


def shown_path(path: Path, env: Env) -> str:
    """Return a path as losses name it, without positions in lists."""
    start = {"it": env.route, "value": env.value_route}.get(path.head, "")
    keys = [step.key for step in path.steps if isinstance(step.key, str) and step.key != "*"]
    return ".".join([*([start] if start else []), *keys])


def _form(node: Node) -> str:
    """Describe the form of a node that is not the required leaf."""
    match node:
        case Map():
            return "a map"
        case Seq():
            return "a list"
        case Fork():
            return "a value that depends on 'when'; put it under '$first', or into a row of its own"
    return "empty"


def _plainly(kind: Type) -> str:
    if isinstance(kind, ListOf):
        return "a list"
    return {"str": "a text", "int": "a whole number", "num": "a number", "bool": "true or false"}.get(
        str(kind), str(kind)
    )
