"""Conditions and cases: the branches of a plan, and what decides between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from dragoman_codegen.model import plan
from dragoman_codegen.model.library import all_filters
from dragoman_codegen.model.types import Record, Ref, Scope, Words
from dragoman_codegen.resolve.covering.shown import shown
from dragoman_codegen.resolve.covering.uses import YES, Guard, Route, Use, When

Routes = tuple[Route, ...]
NON_EMPTY = plan.Call("non_empty", None)


@dataclass(frozen=True, slots=True)
class At:
    """Where a template stands: what its names lead to, and the branches."""

    heads: dict[str, Routes]
    guards: tuple[Guard, ...] = ()
    when: When = ()
    made: dict[str, tuple[plan.Template, At]] = field(default_factory=dict)
    inner: bool = False  # it makes, or takes, one part among others

    def use(self, route: Route, rule: str = "", fields: frozenset[str] = frozenset()) -> Use:
        return Use(route, self.guards, self.when, rule, fields)

    def whole(self) -> Iterator[Use]:
        """Yield the use of everything, by a template that states why it is lost."""
        return (self.use(route) for route in self.heads["it"])

    def where(self, *guards: Guard) -> At:
        return replace(self, guards=(*self.guards, *guards))

    def under(self, when: When) -> At:
        return replace(self, when=(*self.when, *when))


ROOT = At({"it": ((),)})


class Conditions:
    """Finds the branches in which the conditions of one half hold, over the types of its source."""

    def __init__(self, source: Scope, tables: Iterable[plan.Table] = ()) -> None:
        self.source, self.tables = source, {table.name: table for table in tables}
        self.records = [name for name, shape in source.shapes.items() if isinstance(shape, Record)]

    def routes(self, found: plan.Alternatives, at: At) -> Iterator[Route]:
        """Yield the routes of the values that an expression reads or asks for."""
        for pipe in found.pipes:
            for route in self.atom(pipe.atom, at):
                yield (*route, *_further(pipe.stages))

    def atom(self, atom: plan.Path | plan.Const, at: At) -> Iterator[Route]:
        if isinstance(atom, plan.Path):
            hops = tuple(step.key for step in atom.steps)
            if atom.head == "made":
                template, inner = at.made[str(hops[0])]
                if isinstance(template, plan.Alternatives):
                    yield from self.routes(template, inner)
                return
            yield from ((*route, *hops) for route in at.heads.get(atom.head, ()))

    def holding(self, condition: plan.Alternatives, at: At) -> Iterator[At]:
        """Yield the branches in which a condition holds: one of its alternatives, and none before it."""
        yield from (inner for inner, _ in self.alternatives(condition, at))

    def alternatives(self, condition: plan.Alternatives, at: At) -> Iterator[tuple[At, Routes]]:
        """Yield the branches in which a condition holds, each with the value that it finds there."""
        before = [at]
        for pipe in condition.pipes:
            value = tuple(self.routes(alternatives(pipe), at))
            yield from ((inner, value) for one in before for inner in self.holding_pipe(pipe, one))
            before = [inner for one in before for inner in self._failing(pipe, one)]

    def failing(self, condition: plan.Alternatives, at: At) -> list[At]:
        """Return the branches in which a condition does not hold."""
        found = [at]
        for pipe in condition.pipes:
            found = [inner for one in found for inner in self._failing(pipe, one)]
        return found

    def holding_pipe(self, pipe: plan.Pipe, at: At) -> Iterator[At]:
        parts = conjunction(pipe)
        if parts is None:
            yield at.where(*self.tested(pipe, at))
            return
        first, other, wanted = parts
        for inner in self.holding_pipe(first, at):
            yield from self.holding_pipe(other, inner) if wanted else self._failing(other, inner)

    def _failing(self, pipe: plan.Pipe, at: At) -> Iterator[At]:
        parts = conjunction(pipe)
        if parts is None:
            yield at.where(*(guard.other for guard in self.tested(pipe, at)))
            return
        first, other, wanted = parts
        yield from self._failing(first, at)
        for inner in self.holding_pipe(first, at):
            yield from self._failing(other, inner) if wanted else self.holding_pipe(other, inner)

    def tested(self, pipe: plan.Pipe, at: At) -> Iterator[Guard]:
        """Yield the branch in which a value is there, equals a word, or has another property. What a rule makes of a
        value is there if the value is: what it makes nothing of, it loses itself."""
        words = self._words(pipe)
        if words is not None:
            plain = alternatives(replace(pipe, stages=(), type=pipe.atom.type))
            yield self.branch(plain, at, words, words)
            return
        while pipe.stages and (pipe.stages[-1] == NON_EMPTY or isinstance(pipe.stages[-1], plan.Apply)):
            pipe = replace(pipe, stages=pipe.stages[:-1])
        found, yes = alternatives(pipe), frozenset({YES})
        comparing = any(map(_compares, pipe.stages))
        routes = () if comparing else tuple(self.routes(found, at))
        yield Guard(shown(found), routes, yes, yes, test=not comparing, partial=True)

    def _words(self, pipe: plan.Pipe) -> frozenset[str] | None:
        """Return the words of a value for which a comparison, or a table of declared words, is true."""
        if word := compared(pipe):
            return frozenset({word})
        match pipe.stages:
            case (plan.Look(table=name), *rest) if isinstance(pipe.atom.type, Ref) and name in self.tables:
                found = self.tables[name].entries
            case _:
                return None
        match [stage for stage in rest if stage != NON_EMPTY]:
            case []:
                return frozenset(word for word, other in found if other is not None)
            case [plan.Call(name="equals", arg=plan.Const(value=wanted))]:
                return frozenset(word for word, other in found if other == wanted)
        return None

    def branch(
        self,
        subject: plan.Alternatives,
        at: At,
        branches: frozenset[str],
        listed: frozenset[str],
        places: tuple[tuple[str, str], ...] = (),
    ) -> Guard:
        """Return a branch of a `$case`, or of a comparison."""
        shape = self.source.shapes.get(subject.type.name) if isinstance(subject.type, Ref) else None
        words = shape.words if isinstance(shape, Words) else ()
        routes = tuple(self.routes(subject, at))
        return Guard(shown(subject), routes, branches, listed, words, partial=not places, places=places)


def alternatives(pipe: plan.Pipe) -> plan.Alternatives:
    return plan.Alternatives((pipe,), pipe.type, pipe.optional)


def compared(pipe: plan.Pipe) -> str:
    """Return the word that a path is compared with, or ''."""
    match pipe.stages:
        case (plan.Call(name="equals", arg=plan.Const(value=word)), *_):
            return str(word)
    return ""


def conjunction(pipe: plan.Pipe) -> tuple[plan.Pipe, plan.Pipe, bool] | None:
    """Return the parts of `a | then $b` or `a | unless $b`, and whether the second one must hold."""
    match pipe.stages:
        case (*before, plan.Call(name="then" | "unless" as name, arg=plan.Path() as arg)):
            return replace(pipe, stages=tuple(before)), plan.Pipe(arg, (), arg.type, arg.optional), name == "then"
    return None


def asks(stage: plan.Stage) -> bool:
    """Return whether a filter returns nothing of its value, but whether it has a property."""
    return isinstance(stage, plan.Call) and all_filters()[stage.name].asks


def _compares(stage: plan.Stage) -> bool:
    """Return whether a stage finds nothing for some values."""
    if isinstance(stage, plan.Call):
        if stage.name == "then" and isinstance(stage.arg, plan.Const):
            return False
        filter_ = all_filters()[stage.name]
        return stage.name == "unless" or filter_.asks or filter_.partial or bool({*filter_.carries} - {"*"})
    return isinstance(stage, plan.Look)


def _further(stages: Iterable[plan.Stage]) -> Route:
    """Return the steps that stand behind a path before anything is done with the value."""
    found: Route = ()
    for stage in stages:
        if isinstance(stage, plan.Narrow):
            found = (*found, stage)
        elif isinstance(stage, plan.Into):
            found = (*found, *(step.key for step in stage.path.steps))
        else:
            break
    return found
