"""Objects that repeat members of the client's request: what they contain for a request without these members is a
constant, over which the members of the request are written at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dragoman_codegen.emit.functions.code import Code
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan


@dataclass(frozen=True, slots=True)
class Echo:
    """`constant`: the members that a request may omit, as written in the spec; `names`: those that it may have."""

    name: str
    constant: dict[str, plan.Template | plan.Const]
    names: tuple[str, ...]

    @property
    def attributes(self) -> tuple[str, str]:
        """The names of the constants in the class of the writer."""
        return self.name.upper(), f"{self.name.upper()}_KEYS"

    def constants(self, code: Code) -> list[str]:
        """Return the constants of the class."""
        defaults, names = self.attributes
        code.depth = 1
        members = (f"{repr_str(key)}: {_expression(code, value)}" for key, value in self.constant.items())
        code.wide(f"{defaults}: Final[dict[str, Any]] = ", f"{{{', '.join(members)}}}")
        code.wide(f"{names}: Final = ", f"{{{', '.join(map(repr_str, self.names))}}}")
        return code.lines

    def assign(self, code: Code) -> None:
        """Write the assignment of the object to the attribute."""
        defaults, names = self.attributes
        code.line(f"known, given = self.{names}, self.context.client_request.items()")
        code.line("repeated = {key: value for key, value in given if key in known and value is not None}")
        code.line(f"self.{self.name} = {{**self.{defaults}, **repeated}}")


def echo_of(name: str, template: plan.Template) -> Echo | None:
    """Return how an object repeats the request; None if it contains anything but constants and members that have the
    same name in the request."""
    if not isinstance(template, plan.Object) or template.losses or template.condition or template.include:
        return None
    constant: dict[str, plan.Template | plan.Const] = {}
    names: list[str] = []
    for entry in template.entries:
        options: list[Any] = list(_options(entry.value))
        if options and _is_member(options[0], entry.key):
            names.append(entry.key)
            options = options[1:]
        if entry.keep not in ("always", "present") or len(options) > 1 or not all(map(_is_constant, options)):
            return None
        if options:
            constant[entry.key] = options[0]
    return Echo(name, constant, tuple(names)) if names else None


def _options(template: plan.Template) -> Iterator[plan.Template | plan.Path | plan.Const]:
    """Yield the alternatives of a value: what a pipe without stages begins with, or the template."""
    if isinstance(template, plan.First) and not template.losses:
        for option in template.options:
            yield from _options(option)
    elif isinstance(template, plan.Alternatives) and not any(pipe.stages for pipe in template.pipes):
        for pipe in template.pipes:
            yield pipe.atom
    else:
        yield template


def _is_member(option: object, key: str) -> bool:
    return isinstance(option, plan.Path) and option.head == "request" and [step.key for step in option.steps] == [key]


def _is_constant(option: object) -> bool:
    if isinstance(option, plan.Object):
        return not option.include and not option.condition and all(_is_constant(one.value) for one in option.entries)
    if isinstance(option, plan.Alternatives):
        return all(isinstance(pipe.atom, plan.Const) and not pipe.stages for pipe in option.pipes)
    return isinstance(option, plan.Literal | plan.Null | plan.Const)


def _expression(code: Code, value: plan.Template | plan.Const) -> str:
    if isinstance(value, plan.Const):
        pipe = plan.Pipe(value, (), value.type, False)
        value = plan.Alternatives((pipe,), value.type, False)
    return code.value(value, "constant")
