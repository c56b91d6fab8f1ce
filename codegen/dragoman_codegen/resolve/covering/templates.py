"""Uses that the templates of a plan make of the value that they are filled with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from dragoman_codegen.model import plan
from dragoman_codegen.model.library import all_filters
from dragoman_codegen.model.types import BOOL, Record
from dragoman_codegen.resolve.covering.conditions import ROOT, At, Conditions, alternatives, asks, compared
from dragoman_codegen.resolve.covering.uses import ELSE, PRESENCE, Hop, Route, Use, When

T = TypeVar("T")


class Templates(Conditions):
    """Finds the uses in templates over the types of a scope."""

    def rule(self, rule: plan.Rule) -> Iterator[Use]:
        for check in rule.checks:
            if not check.need:
                yield from self._failed(check)
        yield from self.make(rule.body, ROOT)

    def _failed(self, check: plan.Check) -> Iterator[Use]:
        """Yield the uses of a response that is an error: it is read as an error body, or its error is made."""
        for at, value in self.alternatives(check.when, ROOT):
            if check.error is None:
                yield from self.leaf(check.when, ROOT)
                continue
            made = list(self.make(check.error, replace(at, heads={"it": value})))
            yield from made or self.leaf(check.when, ROOT)

    def make(self, made: plan.Template, at: At) -> Iterator[Use]:
        match made:
            case plan.Alternatives(pipes=pipes):
                yield from self.leaf(made, at)
                if any(isinstance(pipe.atom, plan.Const) for pipe in pipes):  # it shows that the source is there
                    yield from (at.use(route, fields=PRESENCE) for route in at.heads["it"])
            case plan.Nothing(reason=reason, subject=subject) if reason:
                yield from at.whole() if not at.inner else self.leaf(subject, at) if subject else ()
            case plan.Refuse():
                yield from at.whole()
            case plan.Object():
                yield from self._object(made, at)
            case plan.Case():
                yield from self._case(made, at)
            case plan.First():
                yield from self._first(made, at)
            case _:
                for part, inner in self._parts(made, at):
                    yield from self.make(part, inner)

    def _parts(self, made: plan.Template, at: At) -> Iterator[tuple[plan.Template, At]]:
        match made:
            case plan.Items(items=items):
                yield from ((item.value, at) for item in items)
            case plan.Join(parts=parts):
                inside = self._joined(made, at)
                yield from ((part, inner) for part in parts for inner in inside)
            case plan.Given(condition=condition, value=value):
                yield from ((asked, at) for asked in flags(condition) if _sure(value))
                yield from ((value, inner) for inner in self.holding(condition, at))
            case plan.When(condition=number, then=then, other=other):
                yield then, at.under(((number, True),))
                yield other, at.under(((number, False),))

    def _object(self, made: plan.Object, at: At) -> Iterator[Use]:
        yield from self._losses(made.losses, at)
        if made.condition is None:
            yield from self._entries(made, at)
            return
        for asked in flags(made.condition) if any(entry.keep == "always" for entry in made.entries) else ():
            yield from self.leaf(asked, at)
        for inner in self.holding(made.condition, at):
            yield from self._entries(made, inner)
        yield from self.ignored((one for one in made.ignored if not _asks_made(one)), at)

    def _entries(self, made: plan.Object, at: At) -> Iterator[Use]:
        """Yield the uses of the entries, and of what is ignored because of them."""
        if made.include is not None:
            yield from self.leaf(made.include, at)
        inside = At(at.heads, at.guards, at.when, dict(at.made), inner=True)
        for entry in made.entries:
            if entry.keep != "let":
                yield from self.make(entry.value, inside)
            inside.made[entry.key] = (entry.value, inside)
        named = made.ignored if made.condition is None else filter(_asks_made, made.ignored)
        yield from self.ignored(named, replace(at, made=inside.made))

    def _losses(self, losses: Iterable[plan.Loss], at: At) -> Iterator[Use]:
        """Yield the uses of what is dropped or refused."""
        for loss in losses:
            for inner in self._where(loss.only_if, at.under(loss.when)):
                yield from self.leaf(loss.value, inner)

    def ignored(self, named: Iterable[plan.Ignored], at: At) -> Iterator[Use]:
        """Yield the uses of fields that are named with a reason: values at a path, and fields of types."""
        fields: dict[tuple[plan.Alternatives | None, When], set[str]] = {}
        for one in named:
            if one.value is None:
                records = [one.record] if one.record else self.records
                fields.setdefault((one.only_if, one.when), set()).update(f"{name}.{one.field}" for name in records)
                continue
            for inner in self._where(one.only_if, at.under(one.when)):
                branches = [inner]
                for other in one.unless:
                    branches = [found for branch in branches for found in self.failing(other, branch)]
                yield from (use for branch in branches for use in self.leaf(one.value, branch))
        for (only_if, when), found in fields.items():
            for inner in self._where(only_if, at.under(when)):
                yield from (inner.use(route, fields=frozenset(found)) for route in inner.heads["it"])

    def _where(self, condition: plan.Alternatives | None, at: At) -> Iterable[At]:
        """Return the branches in which a value is dropped or ignored."""
        return (at,) if condition is None else self.holding(condition, at)

    def _case(self, made: plan.Case, at: At) -> Iterator[Use]:
        yield from self._losses(made.losses, at)
        yield from self.ignored(made.ignored, at)
        branches = [(key, template) for keys, template in made.branches for key in keys]
        for inner, template in self.cases(made.subject, branches, made.other, at):
            yield from self.make(template, inner)
        named = branches if made.other is None else [*branches, (ELSE, made.other)]
        silent = frozenset(key for key, template in named if _silent(template) and not made.tagged)
        yield from self.subject(made.subject, frozenset(key for key, _ in branches), silent, at)

    def cases(
        self, subject: plan.Alternatives, branches: Sequence[tuple[str, T]], other: T | None, at: At
    ) -> Iterator[tuple[At, T]]:
        """Yield the branches of a `$case`."""
        places = tuple((key, getattr(made, "place", "")) for key, made in branches)
        listed = frozenset(key for key, _ in branches)
        for key, made in (*branches, *([(ELSE, other)] if other is not None else [])):
            branch = self.branch(subject, at, frozenset({key}), listed, places)
            yield at.where(replace(branch, partial=other is not None)), made

    def subject(
        self, subject: plan.Alternatives, listed: frozenset[str], silent: frozenset[str], at: At
    ) -> Iterator[Use]:
        """Yield the use of the value that decides, where it has no `silent` word. Of declared words, `$else` does not
        tell one from another."""
        branch = self.branch(subject, at, listed - silent, listed)
        if not branch.words and ELSE not in silent:
            branch = branch.changed(branch.routes, branch.branches | {ELSE})
        yield from self.leaf(subject, at.where(branch) if branch.words or silent else at)

    def _first(self, made: plan.First, at: At) -> Iterator[Use]:
        """Yield the uses of the options: of each if those before it make nothing."""
        yield from self._losses(made.losses, at)
        yield from self.ignored(made.ignored, at)
        before = [at]
        for number, option in enumerate(made.options, 1):
            yield from (use for one in before for use in self.make(option, one))
            if number < len(made.options):
                before = [inner for one in before for inner in self._without(option, one)]

    def _without(self, option: plan.Template, at: At) -> Iterable[At]:
        """Return the branches in which an option makes nothing. A path and what follows it stand for each other."""
        match option:
            case plan.Object(condition=plan.Alternatives() as condition) | plan.Given(condition=condition):
                yield from self.failing(condition, at)
            case plan.Join(parts=parts):
                there = [at]
                for part in parts:
                    yield from (inner for one in there if part.optional for inner in self.failing(part, one))
                    there = [inner for one in there for inner in self._with(part, one)]
            case plan.Alternatives():
                yield from self.failing(option, at)
            case _:
                yield at

    def _joined(self, made: plan.Join, at: At) -> list[At]:
        """Return the branches in which all parts of a `$join` are there."""
        there = [at]
        for part in made.parts:
            there = [inner for one in there for inner in self._with(part, one)]
        return there

    def _with(self, part: plan.Alternatives, at: At) -> Iterable[At]:
        return self.holding(part, at) if part.optional else (at,)

    def leaf(self, found: plan.Alternatives, at: At) -> Iterator[Use]:
        """Yield the uses of the alternatives: of each where those before it are nothing."""
        before = [at]
        for number, pipe in enumerate(found.pipes, 1):
            yield from (use for inner in before for use in self._pipe(pipe, inner))
            if number < len(found.pipes):
                before = [other for inner in before for other in self.failing(alternatives(pipe), inner)]

    def _pipe(self, pipe: plan.Pipe, at: At) -> Iterator[Use]:
        atom = pipe.atom
        for stage in pipe.stages:
            yield from self._argument(stage, pipe, at)
        if not isinstance(atom, plan.Path):
            return
        if atom.head == "made":
            template, inner = at.made[str(atom.steps[0].key)]
            if not any(map(asks, pipe.stages)):
                yield from self.make(template, inner.moved(at))
            return
        for stage in pipe.stages:
            if isinstance(stage, plan.Call) and stage.name == "unless" and isinstance(stage.arg, plan.Path):
                other = alternatives(plan.Pipe(stage.arg, (), stage.arg.type, stage.arg.optional))
                rest = replace(pipe, stages=tuple(one for one in pipe.stages if one is not stage))
                yield from (use for inner in self.failing(other, at) for use in self._pipe(rest, inner))
                return
        taken = Taken(list(self.atom(atom, at)), atom.type == BOOL, _spreads(atom))
        if all(taken.goes_on(stage) for stage in pipe.stages) or not taken.asked:
            tables = (stage for stage in pipe.stages if isinstance(stage, plan.Look))
            limited = taken.partial or any(self.nothing_else(looked, pipe) for looked in tables)
            inner = at.where(*self.tested(pipe, at)) if limited else at
            inner = inner.where(*self.kept(pipe, taken.looked, at))
            yield from (inner.use(route, taken.rule, taken.fields) for route in taken.routes)
            if taken.partial and taken.fields:
                yield from (inner.use(route, fields=self._others(taken.fields)) for route in taken.routes)
        elif compared(pipe):
            yield from self._pipe(replace(pipe, stages=()), at.where(*self.tested(pipe, at)))

    def _others(self, fields: frozenset[str]) -> frozenset[str]:
        """Return the fields of the records that a filter returns nothing of: it returns nothing where they occur."""
        taken = {name.partition(".")[0] for name in fields}
        shapes = ((name, self.source.shapes[name]) for name in self.records if name not in taken)
        return frozenset(
            f"{name}.{field}" for name, shape in shapes if isinstance(shape, Record) for field in shape.fields
        )

    def _argument(self, stage: plan.Stage, pipe: plan.Pipe, at: At) -> Iterator[Use]:
        """Yield the use of the argument of a filter, unless it is only asked for."""
        bounds = ("unless", "at_most", "at_least", "plus", "minus")
        if isinstance(stage, plan.Call) and isinstance(stage.arg, plan.Path) and stage.name not in bounds:
            before = replace(pipe, stages=pipe.stages[: pipe.stages.index(stage)])
            argument = plan.Pipe(stage.arg, (), stage.arg.type, stage.arg.optional)
            for inner in self.holding_pipe(before, at) if asks(stage) else (at,):
                yield from self._pipe(argument, inner)


@dataclass(slots=True)
class Taken:
    """What the stages behind a path take of its value. `flag`: it is a truth value; `spread`: the values are read from
    the items of a list; `asked`: nothing is taken, a stage asks for a property."""

    routes: list[Route]
    flag: bool
    spread: bool
    rule: str = ""
    fields: frozenset[str] = frozenset()
    asked: bool = False
    partial: bool = False  # a filter returns nothing for some values
    looked: plan.Look | None = None  # it is translated by a table

    def goes_on(self, stage: plan.Stage) -> bool:
        """Follow a stage. Returns whether the next one gets the same value."""
        match stage:
            case plan.Narrow():
                self._append(replace(stage, many=False) if self.spread else stage)
            case plan.Into(path=path):
                self._append(*(step.key for step in path.steps))
                self.flag, self.spread = path.type == BOOL, self.spread or _spreads(path)
            case plan.Apply(rule=rule, many=many):
                self.rule = rule
                self._append(*("*" for _ in range(many and not self.spread)))
                return False
            case plan.Look():
                self.looked = stage
                return False
            case plan.Call(name="concat"):
                self.spread = False
            case plan.Call(name=name):
                filter_ = all_filters()[name]
                self.asked = filter_.asks and not self.flag
                self.fields, self.partial = frozenset(filter_.carries) - {"*"}, filter_.partial
                return filter_.gives is None and not self.asked
        return True

    def _append(self, *hops: Hop) -> None:
        self.routes = [(*route, *hops) for route in self.routes]


def _silent(template: object) -> bool:
    """Return whether a branch makes nothing, without a reason."""
    return isinstance(template, plan.Nothing) and not template.reason


def _asks_made(ignored: plan.Ignored) -> bool:
    """Return whether a field is ignored because of what the same object contains."""
    return any(True for _ in plan.paths(ignored.only_if, "made"))


def _sure(template: plan.Template) -> bool:
    """Return whether a template always makes a value."""
    return not (isinstance(template, plan.Alternatives) and template.optional)


def flags(condition: plan.Alternatives) -> Iterator[plan.Alternatives]:
    """Yield the truth values that a condition asks for: it carries them, since nothing else is known of them."""
    for pipe in condition.pipes:
        if isinstance(pipe.atom, plan.Path) and pipe.atom.type == BOOL:
            yield alternatives(replace(pipe, stages=()))


def _spreads(path: plan.Path) -> bool:
    return any(step.key == "*" for step in path.steps)
