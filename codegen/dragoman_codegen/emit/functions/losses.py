"""Statements that record losses and refuse requests."""

from __future__ import annotations

from dataclasses import replace

from dragoman_codegen.emit.functions.leaves import Leaves, Value
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan


class Losses(Leaves):
    """One function under construction: its losses."""

    def _nothing(self, template: plan.Nothing | plan.Refuse) -> None:
        if isinstance(template, plan.Refuse):
            self.line(f"raise RefusedMember(it, {repr_str(template.message)})")
        elif template.reason:
            path = repr_str(template.path)
            if template.subject is not None:
                tag = self.named(Value(self.alternatives(template.subject, "kind"), True), "kind")
                path = f"f{path[:-1]}.{{{tag}}}{path[-1]}" if template.path else f"str({tag})"
            self.line(f"{self.ctx}.{self.lose}({path}, {repr_str(template.reason)})")

    @property
    def lose(self) -> str:
        """The method that records a loss: paths of a read half are those of the message, paths of a write half the
        hub's."""
        return "lose_member" if self.half == "read" else "lose"

    def _group(self, test: str) -> str:
        return f"({test})" if " " in test and not test.startswith(("[", "(")) else test

    def recording(self, losses: tuple[plan.Loss | str, ...]) -> list[str]:
        """Return the lines of a method that records these losses, or calls the methods that do."""
        for loss in losses:
            if isinstance(loss, str):
                self.line(f"{loss}(it)")
            else:
                self.losses((loss,))
        return self.lines or ["        pass"]

    def losses(self, losses: tuple[plan.Loss, ...]) -> None:
        for loss in losses:
            tests = [f"{'' if wanted else 'not '}{self.ctx}.holds[{condition}]" for condition, wanted in loss.when]
            if tests and loss.only_if:  # a generic filter after `and` would be inferred as the type before it
                with self.block(f"if {' and '.join(tests)}:"):
                    self.losses((replace(loss, when=()),))
                continue
            if loss.only_if:
                tests.append(self._group(self.alternatives(loss.only_if, "other")))
            expr = self.alternatives(loss.value, "lost", loose=loss.many)
            tests.append(self._any_present(expr) if loss.many else self._present(expr))
            with self.block(f"if {' and '.join(tests)}:"):
                if loss.refuse:
                    named = zip(("error_type", "code"), loss.error, strict=False)
                    error = "".join(f", {name}={repr_str(word)}" for name, word in named if word)
                    self.line(f"raise RefusedMember(it, {repr_str(loss.reason)}, {repr_str(loss.path)}{error})")
                else:
                    self.line(f"{self.ctx}.{self.lose}({repr_str(loss.path)}, {repr_str(loss.reason)})")

    def _present(self, expr: str) -> str:
        """Return the test that a value is not None."""
        if guard := self.guarded.get(expr):
            return guard.test if guard.sure else f"{guard.test} and {guard.value} is not None"
        return f"{self._simple(expr)} is not None"

    def _any_present(self, expr: str) -> str:
        """Return the test that an item of a list is not None."""
        if part := self.narrowed.get(expr):
            return self.has_part(*part)
        item, found, rest = expr[1:-1].partition(" for x in ")
        if not expr.startswith("[") or not found or expr.endswith("None"):
            return f"any(x is not None for x in {self._simple(expr)} or ())"
        return f"any({item} is not None for x in {rest})" if item != "x" else expr
