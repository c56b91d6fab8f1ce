"""Templates of a plan: the values that a rule makes, and the fields that it loses."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman_codegen.model.expressions import Alternatives
from dragoman_codegen.model.types import Type


@dataclass(frozen=True, slots=True)
class Null:
    """A literal null."""

    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Nothing:
    """No value; with a reason, a loss."""

    path: str = ""
    reason: str = ""
    subject: Alternatives | None = None  # the tag of what is lost, shown behind the path
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Refuse:
    message: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Loss:
    """`$drop`: a present value is recorded as a loss. `refuse`: it makes the request invalid."""

    value: Alternatives
    path: str  # what is shown; of what is refused, from where the rule stands
    reason: str
    refuse: bool = False
    only_if: Alternatives | None = None  # `{if: $other, why: reason}`
    many: bool = False  # the value is a list read from items: one of them must be present
    error: tuple[str, str] = ("", "")  # the error type and the code of a refusal, where it is not an invalid request
    when: tuple[tuple[int, bool], ...] = ()  # the conditions of quirks, and how each must be
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Ignored:
    """`$ignore`: a field whose absence from the result is no loss. `record` "": the field of any type. `value`: it is
    the one at a path. `only_if`: where this holds."""

    record: str
    field: str
    reason: str
    value: Alternatives | None = None
    only_if: Alternatives | None = None
    when: tuple[tuple[int, bool], ...] = ()  # the conditions of quirks, and how each must be
    place: str = ""
    unless: tuple[Alternatives, ...] = ()  # the reasons of others that name it, where it must be carried
    carrier: str = ""  # the pass that carries it, as `name` or `name.parameter`


@dataclass(frozen=True, slots=True)
class Literal:
    """JSON as written in the spec."""

    value: object
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    value: Template
    keep: str  # "always" there; "present": unless nothing; "filled": unless nothing or empty; "let": no key, a name
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Object:
    entries: tuple[Entry, ...]
    losses: tuple[Loss, ...]
    condition: Alternatives | None  # `$if`: nothing unless this is truthy
    type: Type | None = None  # the record it is
    include: Alternatives | None = None  # `$include`: an object whose members come first
    ignored: tuple[Ignored, ...] = field(default=(), compare=False)
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a list: a value, or with `splice` a list of values. Nothing is left out, with `filled` an empty object
    too."""

    value: Template
    splice: bool = False
    filled: bool = False
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Item, ...]
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Case:
    subject: Alternatives
    branches: tuple[tuple[tuple[str, ...], Template], ...]
    other: Template | None
    losses: tuple[Loss, ...] = ()
    ignored: tuple[Ignored, ...] = field(default=(), compare=False)
    tagged: bool = field(default=False, compare=False)  # the subject is the tag of a union
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class First:
    """`$first`: the first template with a value."""

    options: tuple[Template, ...]
    losses: tuple[Loss, ...] = ()
    ignored: tuple[Ignored, ...] = field(default=(), compare=False)
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Join:
    """`$join`: texts and numbers, concatenated; nothing if one of them is nothing."""

    parts: tuple[Alternatives, ...]
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Given:
    """`$if` beside `$value`: the value, also a null, if the condition is truthy."""

    condition: Alternatives
    value: Template
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class When:
    """A value that depends on a condition of the request, which is evaluated once."""

    condition: int
    then: Template
    other: Template
    place: str = field(default="", compare=False)


Template = Alternatives | Literal | Null | Nothing | Refuse | Object | Items | Case | First | Join | Given | When
