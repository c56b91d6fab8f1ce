"""Paths: the fields that they lead to, and what `of` narrows them to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dragoman_codegen.model.plan import BEFORE_LAST, Narrow, Path, Step
from dragoman_codegen.model.types import JSON, STR, Either, ListOf, Prim, Ref, Type
from dragoman_codegen.resolve.expressions.kinds import Kinds
from dragoman_codegen.spec.expressions import RawPath
from dragoman_codegen.spec.problems import Place, Problems, suggest

PYTHON = {"str": "str", "int": "int", "num": "float", "bool": "bool"}


@dataclass(slots=True)
class Env:
    """The scope of a leaf: the type of `it` and of other names."""

    it: Type
    heads: dict[str, Type] = field(default_factory=dict)
    narrowed: dict[tuple[str, ...], Type] = field(default_factory=dict)
    made: dict[str, tuple[Type, bool] | None] = field(default_factory=dict)  # None: of no use, which is reported
    it_optional: bool = False
    values: bool = False  # `it` is the values of a stream's event, which have names only
    route: str = ""  # where `it` stands in the source, as losses name it
    value_route: str = ""  # where the value of a row's condition stands


@dataclass(slots=True)
class Paths(Kinds):
    """Resolves paths in the types of one half."""

    problems: Problems
    lenient: bool = field(default=False, kw_only=True)  # any field may be absent, whatever is declared
    heads: dict[str, Type] = field(default_factory=dict, kw_only=True)  # readable by every rule beside the source

    def path(self, raw: RawPath, env: Env, place: Place) -> Path | None:
        """Resolve a path from the scope of a leaf."""
        head, steps = self._head(self._joined(raw, env), env)
        if head == "made":
            return self._made(steps, env, place)
        start = env.it if head == "it" else env.heads[head]
        if head == "it" and env.values and not steps:
            self.problems.add(
                place,
                "an event of a stream has no value itself; name one of its values, as in '$delta'",
                see="expression",
            )
            return None
        return self.walk(Path(head, (), start, env.it_optional if head == "it" else False), steps, env, place)

    def _joined(self, raw: RawPath, env: Env) -> RawPath:
        """Return a path whose first two steps are one name, as in `$block.index` of a frame."""
        name = ".".join(raw.steps[:2])
        known = name in env.heads or env.values and any(name in record.fields for record in self.records(env.it))
        return RawPath((name, *raw.steps[2:])) if known else raw

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
            self.problems.add(place, f"$made.{name} is not defined yet: define it above{known}", see="unknown-name")
            return None
        found = env.made[name]
        if found is None:
            return None
        kind, optional = found
        if len(steps) > 1:
            text = f"$made.{name} takes no steps: a value that is made here is used whole, or goes through a filter"
            self.problems.add(place, text, see="form")
            return None
        return Path("made", (Step(name, optional, False),), kind, optional)

    def walk(
        self, base: Path, steps: Iterable[str], env: Env, place: Place, names: tuple[str, ...] = ()
    ) -> Path | None:
        """Extend a path by steps."""
        kind, optional, over = base.type, base.optional, False
        done = list(base.steps)
        for name in _steps(steps):
            kind = env.narrowed.get(names, kind) if base.head == "it" else kind
            if name == "*":
                if not isinstance(kind, ListOf) or over:
                    hint = f"; '{kind}.*' under $drop and $ignore are all its fields" if isinstance(kind, Ref) else ""
                    self.problems.add(place, f"'*' goes over a list, and this is {kind}{hint}", see="wrong-type")
                    return None
                done.append(Step("*", False, optional))
                kind, over = kind.item, True
            elif name == BEFORE_LAST:
                if not isinstance(kind, ListOf) or over:
                    text = f"'{name}' are items of a list, and this is {'within one' if over else kind}"
                    self.problems.add(place, text, see="wrong-type")
                    return None
                done.append(Step(name, False, optional))
            elif name.isdigit() or name == "last" and isinstance(kind, ListOf):
                if not isinstance(kind, ListOf):
                    self.problems.add(place, f"'{name}' is a place in a list, and this is {kind}", see="wrong-type")
                    return None
                done.append(Step(-1 if name == "last" else int(name), True, optional))
                kind, optional = kind.item, True
            else:
                found = self._field(name, kind, place, at_start=not names and base.head == "it")
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

    def _field(self, name: str, kind: Type, place: Place, at_start: bool) -> tuple[str, Type, bool] | None:
        """Return a field's key on the wire, its type, and whether it may be absent. `at_start`: of the whole source."""
        if isinstance(kind, Either):
            self.problems.add(place, f"this may be {kind}: say which with 'of', before '.{name}'", see="wrong-type")
            return None
        union = self.tagged(kind)
        records = self.records(kind)
        if union and name == union.tag and not any(name in record.fields for record in records):
            return name, STR, bool(union.default) or self.lenient
        having = [record for record in records if name in record.fields]
        if not having:
            begin = "paths begin here at the value, and " if at_start else ""
            what = kind if records else f"{begin}{kind} has no fields; it"
            known = sorted({f for record in records for f in record.fields})
            listed = isinstance(kind, ListOf) and any(name in record.fields for record in self.records(kind.item))
            hint = f"; write '.*.{name}' for that of each item" if listed else suggest(name, known)
            self.problems.add(place, f"{what} has no '{name}'{hint}", see="unknown-name")
            return None
        first = having[0].fields[name]
        maybe = (
            self.foreign(kind)
            or self.lenient
            or any(record.fields[name].optional for record in having)
            or len(having) < len(records)
        )
        kinds = {record.fields[name].type for record in having}
        return first.wire, first.type if len(kinds) == 1 else JSON, maybe

    def narrowed_by(self, names: tuple[str, ...], kind: Type, place: Place) -> tuple[Narrow, Type] | None:
        """Resolve `of`: the stage, and the type of the values that it leaves."""
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
                    see="key-missing",
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
                self.problems.add(place, text, see="missing-case")
                return None
        self.problems.add(place, f"{kind} is never {' or '.join(names)}{suggest(names[0], known)}", see="wrong-type")
        return None

    def _class(self, kind: Type) -> str:
        if isinstance(kind, Prim):
            return PYTHON.get(kind.name, "dict")
        return "list" if isinstance(kind, ListOf) else "str" if self.words(kind) else "dict"


def shown_path(path: Path, env: Env) -> str:
    """Return a path as losses name it, without positions in lists."""
    start = {"it": env.route, "value": env.value_route}.get(path.head, "")
    keys = [step.key for step in path.steps if isinstance(step.key, str) and step.key not in ("*", BEFORE_LAST)]
    return ".".join([*([start] if start else []), *keys])


def _steps(names: Iterable[str]) -> list[str]:
    """Return the steps of a path, of which `before.last` is one."""
    found: list[str] = []
    for name in names:
        if name == "last" and found[-1:] == ["before"]:
            found[-1] = BEFORE_LAST
        else:
            found.append(name)
    return found
