"""Expressions as a spec writes them, for messages."""

from __future__ import annotations

from dragoman_codegen.model import plan
from dragoman_codegen.model.library import FORMS, OPERATORS

CLASSES = {"dict": "object", "float": "num"}  # a class as the notation names it
FILTERS = {  # how specs write these functions; several forms of one function are its argument
    function: name if list(forms.values()).count(function) > 1 else f"{name} {form}"
    for name, forms in FORMS.items()
    for form, function in forms.items()
}
SIGNS = {function: sign for sign, function in OPERATORS.items()}


def shown(found: plan.Alternatives) -> str:
    """Return an expression as a spec writes it, for messages."""
    return " ?? ".join(map(_shown_pipe, found.pipes))


def _shown_pipe(pipe: plan.Pipe) -> str:
    if isinstance(pipe.atom, plan.Const):
        return str(pipe.atom.value)
    return f"${_shown_path(pipe.atom)}" + "".join(map(_shown_stage, pipe.stages))


def _shown_path(path: plan.Path) -> str:
    parts = [str(step.key) for step in path.steps]
    return ".".join(parts if path.head == "it" and parts else [path.head, *parts])


def _shown_stage(stage: plan.Stage) -> str:
    match stage:
        case plan.Into(path=path):
            return f" .{_shown_path(path)}"
        case plan.Narrow(classes=classes, tags=tags):
            return f" of {' or '.join(tags or (CLASSES.get(one, one) for one in classes))}"
        case plan.Call(name=name, arg=arg):
            written = SIGNS.get(name) or f"| {FILTERS.get(name, name)}"
            return f" {written}{_shown_argument(arg)}"
        case plan.Look(table=table):
            return f" | {table.partition('_')[2]}"  # behind the half
        case plan.Apply(target=target):
            return f" -> {target}"
    return ""


def _shown_argument(argument: plan.Path | plan.Const | None) -> str:
    if isinstance(argument, plan.Path):
        return f" ${_shown_path(argument)}"
    return "" if argument is None else f" {str(argument.value).encode('unicode_escape').decode()}"
