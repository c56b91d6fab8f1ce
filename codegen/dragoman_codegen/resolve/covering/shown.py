"""Expressions as a spec writes them, for messages."""

from __future__ import annotations

from dragoman_codegen.model import plan
from dragoman_codegen.model.library import FORMS, OPERATORS

SIGNS = {function: sign for sign, function in OPERATORS.items()}
SEVERAL = "url_part"  # the function of several forms, of which one is its argument
CLASSES = {"dict": "object", "float": "num"}  # a class as the notation names it


def shown(found: plan.Alternatives) -> str:
    """Return an expression as a spec writes it, for messages."""
    return " ?? ".join(map(_shown_pipe, found.pipes))


def _shown_pipe(pipe: plan.Pipe) -> str:
    if isinstance(pipe.atom, plan.Const):
        return str(pipe.atom.value)
    return _shown_path(pipe.atom) + "".join(map(_shown_stage, pipe.stages))


def _shown_path(path: plan.Path) -> str:
    parts = [str(step.key) for step in path.steps]
    return ".".join(parts if path.head == "it" and parts else [path.head, *parts])


def _shown_stage(stage: plan.Stage) -> str:
    match stage:
        case plan.Into(path=path):
            return f" .{_shown_path(path)}"
        case plan.Narrow(classes=classes, tags=tags):
            return f" of {' or '.join(tags or (CLASSES.get(one, one) for one in classes))}"
        case plan.Call(name="equals", arg=plan.Const(value=word)):
            return f" == {word}"
        case plan.Call(name="plus" | "minus" as name, arg=plan.Path() as other):
            return f" {SIGNS[name]} ${_shown_path(other)}"
        case plan.Call(name=name, arg=plan.Const(value=word)):
            return f" | {_written(name)} {str(word).encode('unicode_escape').decode()}"
        case plan.Call(name=name, arg=plan.Path() as other):
            return f" | {_written(name)} ${_shown_path(other)}"
        case plan.Call(name=name):
            return f" | {_written(name)}"
        case plan.Look(table=name):
            return f" | {name.partition('_')[2]}"  # a table is named by its half, too
        case plan.Apply(rule=name):
            return f" | {name}"
    return ""


def _written(function: str) -> str:
    """Return the name of a filter in specs, with its form."""
    forms = ((word, form) for word, found in FORMS.items() for form, name in found.items() if name == function)
    word, form = next(forms, (function, ""))
    return word if function == SEVERAL else f"{word} {form}".strip()
