"""Passes as Python: a call of the runtime's function, with the parameters that the spec gives."""

from __future__ import annotations

from dragoman_codegen.emit.hub import literal
from dragoman_codegen.model import plan


def pass_calls(passes: tuple[plan.Pass, ...], subject: str) -> list[str]:
    """The calls, in their order, within a function that has a `context`."""
    lines: list[str] = []
    for one in passes:
        given = "".join(f", {key}={param(value)}" for key, value in one.params)
        call = f"passes.{one.name}({subject}, context{given})"
        deep = "    "
        if one.when:
            tests = [f"{'' if wanted else 'not '}context.holds[{condition}]" for condition, wanted in one.when]
            lines.append(f"    if {' and '.join(tests)}:")
            deep = "        "
        if len(deep + call) <= 120:
            lines.append(deep + call)
        else:
            lines += [
                f"{deep}passes.{one.name}(",
                f"{deep}    {subject},",
                f"{deep}    context,",
                *(f"{deep}    {key}={param(value)}," for key, value in one.params),
                f"{deep})",
            ]
    return lines


def param(value: plan.Param) -> str:
    """A parameter as Python, decided by the request's conditions where it has them."""
    if isinstance(value, plan.Chosen):
        return f"{param(value.then)} if context.holds[{value.condition}] else {param(value.other)}"
    return literal(plan.thawed(value))
