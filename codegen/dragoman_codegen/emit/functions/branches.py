"""Branches of a `$case`, as a chain of `if` statements."""

from __future__ import annotations

from collections.abc import Callable

from dragoman_codegen.emit.functions.body import WIDTH
from dragoman_codegen.emit.functions.losses import Losses
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.types import one_line, repr_str
from dragoman_codegen.model import plan


class Branches(Losses):
    """One function under construction: its branches."""

    def _branches(self, case: plan.Case, body: Callable[[plan.Template], None]) -> None:
        """Write the branches of a case. `body` writes the statements of one."""
        subject = case.subject
        path = subject.pipes[0].atom
        direct = (
            len(subject.pipes) == 1
            and not subject.pipes[0].stages
            and isinstance(path, plan.Path)
            and len(path.steps) == 1
            and path.head == "it"
            and not path.optional
        )
        union = self.half == "write" and direct and "it" not in self.values
        expr = self.alternatives(subject, "kind")
        if not union and not expr.isidentifier():
            expr = self.assign(expr, "kind")
        elif union and isinstance(path, plan.Path):
            expr = f"it[{repr_str(str(path.steps[0].key))}]"
        for at, (tags, inner) in enumerate(case.branches):
            closing = at == len(case.branches) - 1 and case.other is None
            if closing and at:
                self.line(f"else:  # {one_line(', '.join(tags))}"[: WIDTH - 4 * self.depth].rstrip())
            elif len(tags) < 3 or union:
                self._head("elif" if at else "if", [f"{expr} == {repr_str(tag)}" for tag in tags])
            else:
                self._head("elif" if at else "if", [f"{expr} in {literal(tuple(tags))}"])
            with self.indented():
                body(inner)
        if case.other is not None:
            if not case.branches:
                body(case.other)
                return
            with self.block("else:"):
                body(case.other)

    def _head(self, word: str, tests: list[str]) -> None:
        """Write the head of a branch, with one test on a line where they do not fit on one."""
        head = f"{word} {' or '.join(tests)}:"
        if len(tests) == 1 or len(head) + 4 * self.depth <= WIDTH:
            self.line(head)
            return
        self.line(f"{word} (")
        for at, test in enumerate(tests):
            self.line(f"    {'or ' if at else ''}{test}")
        self.line("):")
