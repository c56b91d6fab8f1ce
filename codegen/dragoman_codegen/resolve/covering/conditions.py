"""Conditions and cases: the branches of a plan, and what decides between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from dragoman_codegen.model import plan
from dragoman_codegen.model.library import all_filters
from dragoman_codegen.model.types import BOOL, INT, NUM, Record, Ref, Scope, Words
from dragoman_codegen.resolve.covering.shown import shown
from dragoman_codegen.resolve.covering.uses import YES, Guard, Route, Use, When

Routes = tuple[Route, ...]
NON_EMPTY, NEGATE = plan.Call("non_empty", None), plan.Call("negate", None)
FLAGS = ("true", "false")
BOUNDS, ZERO = ("within the bounds", "beyond the bounds"), ("0", "another number")


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

    def moved(self, other: At) -> At:
        """Return the place in the branches of another one."""
        return At(self.heads, other.guards, other.when, self.made, self.inner)

    def where(self, *guards: Guard) -> At:
        return At(self.heads, (*self.guards, *guards), self.when, self.made, self.inner)

    def under(self, when: When) -> At:
        return At(self.heads, self.guards, (*self.when, *when), self.made, self.inner) if when else self


ROOT = At({"it": ((),)})


class Conditions:
    """Finds the branches in which the conditions of one half hold, over the types of its source."""

    def __init__(
        self, source: Scope, tables: Iterable[plan.Table] = (), apart: bool = False, sent: bool = False
    ) -> None:
        """`apart`: values that a filter or a table replaces or removes need a reason; `sent`: a false that a filter
        removes needs one."""
        self.source, self.tables, self.apart = source, {table.name: table for table in tables}, apart
        self.sent = sent or apart
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
        for number, pipe in enumerate(condition.pipes, 1):
            value = tuple(self.routes(alternatives(pipe), at))
            yield from ((inner, value) for one in before for inner in self.holding_pipe(pipe, one))
            if number < len(condition.pipes):
                before = [inner for one in before for inner in self._failing(pipe, one)]

    def failing(self, condition: plan.Alternatives, at: At) -> list[At]:
        """Return the branches in which a condition does not hold."""
        found = [at]
        for pipe in condition.pipes:
            found = [inner for one in found for inner in self._failing(pipe, one)]
        return found

    def holding_pipe(self, pipe: plan.Pipe, at: At) -> Iterator[At]:
        if (named := made(pipe, at)) is not None:
            yield from map(at.moved, self.making(*named))
            return
        parts = conjunction(pipe)
        if parts is None:
            yield at.where(*self.tested(pipe, at))
            return
        first, other, wanted = parts
        for inner in self.holding_pipe(first, at):
            yield from self.holding_pipe(other, inner) if wanted else self._failing(other, inner)

    def _failing(self, pipe: plan.Pipe, at: At) -> Iterator[At]:
        if (named := made(pipe, at)) is not None:
            yield from map(at.moved, self.making_nothing(*named))
            return
        parts = conjunction(pipe)
        if parts is None:
            yield at.where(*(guard.other for guard in self.tested(pipe, at)))
            return
        first, other, wanted = parts
        yield from self._failing(first, at)
        for inner in self.holding_pipe(first, at):
            yield from self._failing(other, inner) if wanted else self.holding_pipe(other, inner)

    def making(self, template: plan.Template, at: At) -> Iterator[At]:
        """Yield the branches in which a template makes something of the source. A constant is nothing of it."""
        match template:
            case plan.Alternatives(pipes=pipes):
                read = tuple(pipe for pipe in pipes if isinstance(pipe.atom, plan.Path))
                yield from self.holding(replace(template, pipes=read), at)
            case plan.First(options=options):
                before = [at]
                for option in options:
                    yield from (inner for one in before for inner in self.making(option, one))
                    before = [inner for one in before for inner in self.making_nothing(option, one)]
            case plan.When(condition=number, then=then, other=other):
                yield from self.making(then, at.under(((number, True),)))
                yield from self.making(other, at.under(((number, False),)))
            case plan.Object(condition=None):
                yield at
            case plan.Object(condition=plan.Alternatives() as condition):
                yield from self.holding(condition, at)
            case plan.Given(condition=condition, value=value):
                yield from (found for inner in self.holding(condition, at) for found in self.making(value, inner))

    def making_nothing(self, template: plan.Template, at: At) -> Iterator[At]:
        """Yield the branches in which a template makes nothing."""
        match template:
            case plan.Alternatives(pipes=pipes) if all(isinstance(pipe.atom, plan.Path) for pipe in pipes):
                yield from self.failing(template, at)
            case plan.First(options=options):
                before = [at]
                for option in options:
                    before = [inner for one in before for inner in self.making_nothing(option, one)]
                yield from before
            case plan.When(condition=number, then=then, other=other):
                yield from self.making_nothing(then, at.under(((number, True),)))
                yield from self.making_nothing(other, at.under(((number, False),)))
            case plan.Object(condition=plan.Alternatives() as condition):
                yield from self.failing(condition, at)
            case plan.Given(condition=condition, value=value):
                yield from self.failing(condition, at)
                yield from (
                    found for inner in self.holding(condition, at) for found in self.making_nothing(value, inner)
                )
            case plan.Nothing():
                yield at

    def tested(self, pipe: plan.Pipe, at: At) -> Iterator[Guard]:
        """Yield the branch in which a value is there, equals a word, or has another property. What a rule makes of a
        value is there if the value is: what it makes nothing of, it loses itself."""
        words = self.words(pipe)
        if words is not None:
            plain = alternatives(replace(pipe, stages=(), type=pipe.atom.type))
            yield self.branch(plain, at, words, words)
            return
        if (part := parted(pipe)) is not None:
            plain, word, parts = part
            routes = tuple(self.routes(plain, at))
            chosen = frozenset({word})
            yield Guard(f"the part of {shown(plain)}", routes, chosen, chosen, parts, total=not plain.optional)
            return
        flag, value = truth(pipe)
        if flag is not None:
            yield self.branch(alternatives(flag), at, value, value)
            return
        while pipe.stages and (pipe.stages[-1] == NON_EMPTY or isinstance(pipe.stages[-1], plan.Apply)):
            pipe = replace(pipe, stages=pipe.stages[:-1])
        found, yes = alternatives(pipe), frozenset({YES})
        comparing = any(map(_compares, pipe.stages))
        routes = () if comparing else tuple(self.routes(found, at))
        yield Guard(shown(found), routes, yes, yes, test=not comparing, partial=True)

    def words(self, pipe: plan.Pipe) -> frozenset[str] | None:
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

    def kept(self, pipe: plan.Pipe, looked: plan.Look | None, at: At) -> Iterator[Guard]:
        """Yield the branches in which stages keep the value: numbers within constant bounds, numbers and truth values
        that `non_empty` does not remove, words that a table tells apart, and the first one of those that it merges."""
        if not self.sent:
            return
        plain = alternatives(replace(pipe, stages=(), type=pipe.atom.type))
        if self.apart and any(map(_bounds, pipe.stages)):
            yield Guard(shown(plain), (), frozenset(BOUNDS[:1]), frozenset(BOUNDS), BOUNDS)
        if self.apart and NON_EMPTY in pipe.stages and pipe.type in (INT, NUM):
            yield Guard(shown(plain), (), frozenset(ZERO[1:]), frozenset(ZERO), ZERO)
        flag, value = truth(pipe) if NON_EMPTY in pipe.stages else (None, frozenset[str]())
        if flag is not None:
            yield self.branch(alternatives(flag), at, value, value)
        found = self.tables[looked.table].entries if looked and self.apart else ()
        if len({other for _, other in found}) < len(found) and self.words(pipe) is not None:
            first = {other: word for word, other in reversed(found) if other is not None}
            yield self.branch(plain, at, frozenset(first.values()), frozenset(word for word, _ in found))

    def nothing_else(self, looked: plan.Look, pipe: plan.Pipe) -> bool:
        """Return whether a table finds nothing for some values, and no loss is recorded: for a declared word, or for an
        unknown one."""
        table = self.tables[looked.table]
        return self.words(pipe) is not None or not table.of and table.other is None and not looked.records

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
        words = FLAGS if subject.type == BOOL else shape.words if isinstance(shape, Words) else ()
        routes = tuple(self.routes(subject, at))
        total = not subject.optional
        return Guard(shown(subject), routes, branches, listed, words, partial=not places, total=total, places=places)


def alternatives(pipe: plan.Pipe) -> plan.Alternatives:
    return plan.Alternatives((pipe,), pipe.type, pipe.optional)


def made(pipe: plan.Pipe, at: At) -> tuple[plan.Template, At] | None:
    """Return the template that a condition asks for, as in `$made.x`, and where it stands."""
    atom = pipe.atom
    if not isinstance(atom, plan.Path) or atom.head != "made" or any(stage != NON_EMPTY for stage in pipe.stages):
        return None
    template, inner = at.made[str(atom.steps[0].key)]
    return template, inner.moved(at)


def compared(pipe: plan.Pipe) -> str:
    """Return the word that a path is compared with, or ''."""
    match pipe.stages:
        case (plan.Call(name="equals", arg=plan.Const(value=word)), *_):
            return str(word)
    return ""


def parted(pipe: plan.Pipe) -> tuple[plan.Alternatives, str, tuple[str, ...]] | None:
    """Return the value of which a filter returns a part, the part, and all parts."""
    match [stage for stage in pipe.stages if stage != NON_EMPTY]:
        case [*before, plan.Call(name=name, arg=plan.Const(value=word))] if parts := all_filters()[name].parts:
            return alternatives(replace(pipe, stages=tuple(before), type=pipe.atom.type)), str(word), parts
    return None


def conjunction(pipe: plan.Pipe) -> tuple[plan.Pipe, plan.Pipe, bool] | None:
    """Return the parts of `a | then $b` or `a | unless $b`, and whether the second one must hold."""
    match pipe.stages:
        case (*before, plan.Call(name="then" | "unless" as name, arg=plan.Path() as arg)):
            return replace(pipe, stages=tuple(before)), plan.Pipe(arg, (), arg.type, arg.optional), name == "then"
    return None


def truth(pipe: plan.Pipe) -> tuple[plan.Pipe | None, frozenset[str]]:
    """Return the truth value that a condition asks for, and for which of its values the condition holds."""
    end = len(pipe.stages)
    while end and pipe.stages[end - 1] in (NON_EMPTY, NEGATE):
        end -= 1
    plain, asked = pipe.stages[:end], pipe.stages[end:]
    kind = next((stage.path.type for stage in reversed(plain) if isinstance(stage, plan.Into)), pipe.atom.type)
    if kind != BOOL or not all(isinstance(stage, plan.Into | plan.Narrow) for stage in plain):
        return None, frozenset()
    return replace(pipe, stages=plain, type=kind), frozenset({FLAGS[asked.count(NEGATE) % 2]})


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


def _bounds(stage: plan.Stage) -> bool:
    """Return whether a stage replaces numbers beyond a constant bound."""
    return isinstance(stage, plan.Call) and stage.name in ("at_most", "at_least") and isinstance(stage.arg, plan.Const)


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
