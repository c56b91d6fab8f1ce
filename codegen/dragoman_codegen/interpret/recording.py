"""Recording of what the interpreter did: a tree of calls with their plan nodes, inputs and results.

The recorder evaluates as the interpreter does and changes nothing. The results are explained afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from dragoman.library.context import Context
from dragoman_codegen.interpret.rules import Half, Heads
from dragoman_codegen.interpret.snapshots import snapshot
from dragoman_codegen.model import plan
from dragoman_codegen.model.program import Protocol

Kind = Literal["half", "rule", "make", "leaf", "pipe", "stage", "loss", "pass"]
Lost = tuple[str, str]  # path and reason


@dataclass(slots=True)
class Call:
    """One step of the interpreter. `node`: the part of the plan; `given`: its input, `heads` for templates; `lost`:
    losses that it recorded itself."""

    kind: Kind
    node: Any
    given: Any = None
    value: Any = None
    calls: list[Call] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)

    def of(self, kind: Kind) -> list[Call]:
        return [call for call in self.calls if call.kind == kind]


class Recorder(Half):
    """A Half that records its calls below `top`."""

    def __init__(self, protocol: Protocol, file: str, half: str, context: Context) -> None:
        super().__init__(protocol, file, half, context)
        self.top = Call("half", (file, half))
        self.open = self.top
        plain = self.record_loss

        def record_loss(path: str, reason: str) -> None:
            plain(path, reason)
            self.open.lost.append((path if half == "read" else context.spelled(path), reason))

        self.record_loss = record_loss

    @contextmanager
    def _call(self, kind: Kind, node: Any, given: Any) -> Iterator[Call]:
        outer, known = self.open, len(self.context.losses)
        self.open = call = Call(kind, node, given)
        outer.calls.append(call)
        try:
            yield call
        finally:
            self.open = outer
            if len(self.context.losses) > known:  # a filter, a pass or a check has recorded them
                inner = {lost for one in within(call) for lost in one.lost}
                new = [tuple(loss.split(";", 1)) for loss in list(self.context.losses)[known:]]
                call.lost += [(path, reason) for path, reason in new if (path, reason) not in inner]

    def rule(self, name: str, it: Any) -> Any:
        with self._call("rule", self.rules[name], it) as call:
            call.value = super().rule(name, it)
        return call.value

    def make(self, template: plan.Template, heads: Heads) -> Any:
        with self._call("make", template, heads) as call:
            call.value = super().make(template, heads)
        return call.value

    def leaf(self, found: plan.Alternatives, heads: Heads) -> Any:
        with self._call("leaf", found, heads) as call:
            call.value = super().leaf(found, heads)
        return call.value

    def pipe(self, pipe: plan.Pipe, heads: Heads) -> Any:
        with self._call("pipe", pipe, heads) as call:
            call.value = super().pipe(pipe, heads)
        return call.value

    def stage(self, stage: plan.Stage, value: Any, heads: Heads) -> Any:
        with self._call("stage", stage, value) as call:
            call.value = super().stage(stage, value, heads)
        return call.value

    def lose(self, losses: tuple[plan.Loss, ...], heads: Heads) -> None:
        for loss in losses:
            with self._call("loss", loss, heads):
                super().lose((loss,), heads)

    def surround(self, given: tuple[plan.Pass, ...], subject: Any) -> None:
        for one in given:
            with self._call("pass", one, snapshot(subject)) as call:
                super().surround((one,), subject)
                call.value = snapshot(subject)


def within(call: Call) -> Iterator[Call]:
    """Yield a call and the calls in it."""
    yield call
    for inner in call.calls:
        yield from within(inner)
