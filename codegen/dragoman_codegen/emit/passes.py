"""Calls of passes with the parameters of the spec."""

from __future__ import annotations

from collections.abc import Collection

from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.source.layout import fill
from dragoman_codegen.model import plan


def pass_calls(
    passes: tuple[plan.Pass, ...], subject: str, methods: Collection[str] = (), context: str = "self.context"
) -> list[str]:
    """Return the calls in order, as lines of a method. `methods`: the passes that are called as methods of the class;
    `context`: the expression of the request's context."""
    lines: list[str] = []
    for one in passes:
        if one.name in methods:
            lines.append(f"        self.{one.name}({subject})")
            continue
        given = "".join(f", {key}={param(value, context)}" for key, value in one.params)
        call = f"passes.{one.name}({subject}, {context}{given})"
        deep = "        "
        if one.when:
            tests = [f"{'' if wanted else 'not '}{context}.holds[{condition}]" for condition, wanted in one.when]
            lines.append(f"        if {' and '.join(tests)}:")
            deep = "            "
        if len(deep + call) <= 120:
            lines.append(deep + call)
        else:
            params = (f"{key}={param(value, context)}" for key, value in one.params)
            lines += fill(f"{deep}passes.{one.name}(", (subject, context, *params), ")")
    return lines


def param(value: plan.Param, context: str = "context") -> str:
    """Return the expression of a parameter, which may depend on a condition of the request."""
    if not isinstance(value, plan.Chosen):
        return literal(plan.thawed(value))
    holds, then, other = f"{context}.holds[{value.condition}]", value.then, value.other
    if then == other and type(then) is type(other):
        return param(then, context)
    if isinstance(then, bool) and isinstance(other, bool):
        return holds if then else f"not {holds}"
    return f"{param(then, context)} if {holds} else {param(other, context)}"
