"""Uses that the rows and frames of a stream make of an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dragoman_codegen.model import plan
from dragoman_codegen.model.types import STR
from dragoman_codegen.resolve.covering.conditions import ROOT, At, alternatives, compared
from dragoman_codegen.resolve.covering.templates import Templates, flags
from dragoman_codegen.resolve.covering.uses import PRESENCE, Guard, Use
from dragoman_codegen.resolve.streams.frames import ANYWHERE

ROW = replace(ROOT, heads={"it": ((),), "event": ((),)})


THERE = frozenset(name for name, kind in ANYWHERE.values() if kind == STR)  # values that each frame can use


class Streams(Templates):
    """Finds the uses in rows and frames."""

    def tested(self, pipe: plan.Pipe, at: At) -> Iterator[Guard]:
        steps = pipe.atom.steps if isinstance(pipe.atom, plan.Path) and pipe.atom.head == "it" else ()
        if pipe.stages or len(steps) != 1 or steps[0].key not in THERE:
            yield from super().tested(pipe, at)

    def frames(self, frames: plan.Frames) -> Iterator[Use]:
        for frame in frames:
            body, condition = frame.body, frame.condition
            if isinstance(body, plan.Object):
                yield from self.make(replace(body, condition=condition), ROOT)
            else:
                for at in (ROOT,) if condition is None else self.holding(condition, ROOT):
                    yield from self.make(body, at)

    def row(self, row: plan.Row, at: At = ROW) -> Iterator[Use]:
        if row.guard is None:
            yield from self._inside(row, at)
            return
        for asked in flags(row.guard):
            yield from self.leaf(asked, at)
        for inner, value in self.alternatives(row.guard, at):
            yield from self._inside(row, replace(inner, heads={**at.heads, "value": value}))

    def _inside(self, row: plan.Row, at: At) -> Iterator[Use]:
        if row.each is not None:
            items = tuple((*route, *(() if row.single else ("*",))) for route in self.routes(row.each, at))
            at = replace(at, heads={**at.heads, "it": items}, inner=at.inner or not row.single)
        yield from self.ignored(row.ignored, at)
        if row.subject is not None:
            asked = alternatives(plan.Pipe(row.subject, (), row.subject.type, row.subject.optional))
            branches = [(key, rows) for keys, rows in row.rows for key in keys]
            for inside, rows in self.cases(asked, branches, row.other, at):
                for inner in rows:
                    yield from self.row(inner, inside)
        elif row.rows:
            for inner in row.rows[0][1]:
                yield from self.row(inner, at)
        else:
            yield from self._actions(row, at)

    def _actions(self, row: plan.Row, at: At) -> Iterator[Use]:
        """Yield the uses of a row's values. A row that drops or ignores all of its branch stands for the event."""
        values = at.heads.get("value", ()) if row.guard is not None else ()
        if not row.actions or any(action.verb == "lose" for action in row.actions):
            event = () if at.inner else at.heads["event"]
            yield from (at.use(route) for route in values or (*at.heads["it"], *event))
        if row.guard is not None and not any(True for _ in plan.paths(row.actions, "value")):
            yield from self._asked(row.guard, at)
        for action in row.actions:
            yield from self._action(action, at)

    def _asked(self, condition: plan.Alternatives, at: At) -> Iterator[Use]:
        """Yield the uses of a condition of which the row reads nothing: the word that it compares with, and that an
        object is there."""
        for pipe in condition.pipes:
            if compared(pipe):
                yield from self.leaf(alternatives(pipe), at)
            else:
                yield from (at.use(route, fields=PRESENCE) for route in self.routes(alternatives(pipe), at))

    def _action(self, action: plan.Action, at: At) -> Iterator[Use]:
        if action.verb == "fail_from":
            yield from (at.use(route) for route in at.heads.get("value", at.heads["event"]))
        elif action.verb == "group":
            for name, value in action.args:
                if name == "key":
                    yield from self._argument_uses(value, at)
                elif isinstance(value, str):
                    yield from (at.use(route, value) for route in at.heads["it"])
        elif action.verb != "lose":
            for _, value in action.args:
                yield from self._argument_uses(value, at)

    def _argument_uses(self, value: plan.Argument, at: At) -> Iterator[Use]:
        if isinstance(value, tuple):
            for one in value:
                if not isinstance(one, str | tuple):
                    yield from self.make(one, at)
        elif not isinstance(value, str | bool):
            yield from self.make(value, at)
