"""Expressions of paths.

A path is read step by step. A step that two paths share is read once, into a local variable.
"""

from __future__ import annotations

from dragoman_codegen.emit.functions.body import Body
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan
from dragoman_codegen.model.plan import BEFORE_LAST


class Paths(Body):
    """One function under construction: its paths."""

    def path(self, path: plan.Path, base: str = "", base_optional: bool = False) -> str:
        """Return the expression of a path. Steps that several paths share become local variables."""
        steps = list(path.steps)
        if path.head == "made":
            return self.made[str(steps[0].key)]
        expr = base or self.heads.get(path.head, path.head)
        if path.head in self.values:
            expr = str(steps.pop(0).key)
        if not steps:
            return expr
        optional = base_optional
        for at, step in enumerate(steps):
            if step.key == "*":
                rest = plan.Path("", tuple(steps[at + 1 :]), path.type, path.optional)
                over = f"{expr} or ()" if step.nullable or optional else expr
                return f"[{self._inline('x', rest)} for x in {over}]"
            expr = self._step(expr, step, step.nullable or optional)
            if at < len(steps) - 1:
                optional = step.optional or step.nullable or optional
                expr = self._remember(expr, step)
        return expr

    def _step(self, expr: str, step: plan.Step, nullable: bool) -> str:
        if isinstance(step.key, int):
            if step.key <= 0:
                return f"{expr}[{step.key}] if {expr} else None"
            return f"{expr}[{step.key}] if {expr} and len({expr}) > {step.key} else None"
        if step.key == BEFORE_LAST:
            return f"{expr}[:-1] if {expr} is not None else None" if nullable else f"{expr}[:-1]"
        access = f"{expr}.get({repr_str(step.key)})" if step.optional else f"{expr}[{repr_str(step.key)}]"
        result = self.guard(expr, access) if nullable and expr not in self.present else access
        self.keys[result] = step.key
        return result

    def _remember(self, expr: str, step: plan.Step) -> str:
        for known in self.memo:
            if (expr, "") in known:
                return known[(expr, "")]
        named = isinstance(step.key, str) and step.key != BEFORE_LAST
        hint = str(step.key) if named else expr.split("[")[0].rstrip("s") or "first"
        name = self.fresh(hint)
        self.line(f"{name} = {expr}")
        self.memo[-1][(expr, "")] = name
        return name

    def _inline(self, expr: str, path: plan.Path) -> str:
        for at, step in enumerate(path.steps):
            last = at == len(path.steps) - 1
            access = f"{expr}.get({repr_str(str(step.key))})" if step.optional else f"{expr}[{repr_str(str(step.key))}]"
            expr = access if last or not step.optional else f"({access} or {{}})"
        return expr
