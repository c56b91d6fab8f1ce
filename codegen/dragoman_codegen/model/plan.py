"""The plan: the meaning of a spec with resolved names and types. Later phases read no YAML.

The emitter generates Python from a plan; the interpreter evaluates it in tests. Both must agree.

"Nothing" is the value of a path to an absent key or to null: absent in, absent out.

`place` is the position in a spec, `file:line:column`, that a part comes from. Messages and explanations show it; plans
that differ in positions only are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from dragoman_codegen.model.expressions import (
    BEFORE_LAST,
    Alternatives,
    Apply,
    Call,
    Const,
    Into,
    Look,
    Narrow,
    Path,
    Pipe,
    Scalar,
    Stage,
    Step,
)
from dragoman_codegen.model.templates import (
    Case,
    Entry,
    First,
    Given,
    Ignored,
    Item,
    Items,
    Join,
    Literal,
    Loss,
    Nothing,
    Null,
    Object,
    Refuse,
    Template,
    When,
)
from dragoman_codegen.model.types import Type

__all__ = [  # of other modules: a plan is one vocabulary
    "BEFORE_LAST",
    "Alternatives",
    "Apply",
    "Call",
    "Case",
    "Const",
    "Entry",
    "First",
    "Given",
    "Ignored",
    "Into",
    "Item",
    "Items",
    "Join",
    "Literal",
    "Look",
    "Loss",
    "Narrow",
    "Nothing",
    "Null",
    "Object",
    "Path",
    "Pipe",
    "Refuse",
    "Scalar",
    "Stage",
    "Step",
    "Template",
    "When",
]

# ----------------------------------------------------------------------------------------------------- halves


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words in one direction; `other` for unknown words (None: nothing)."""

    name: str
    entries: tuple[tuple[str, str], ...]
    other: str | None
    missing: tuple[str, ...] = ()  # words that it has no other for: it cannot be used in this direction
    total: bool = False  # every word that may come has one
    kind: str = "str"  # how Python types what comes out
    clash: str = ""  # two words that say the same: it cannot be used in this direction
    of: str = ""  # in the write direction: the hub's list whose words it translates

    @property
    def prefixes(self) -> bool:
        """Whether some words stand for any text that begins with them."""
        return any(word.endswith("*") for word, _ in self.entries)


@dataclass(frozen=True, slots=True)
class Check:
    """`$fail`, `$need`: a response that is an error. `when` true (with `need`: nothing) raises it. `error` None: the
    response is an error body."""

    when: Alternatives
    error: Template | None
    need: bool
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    name: str  # of the function
    target: Type
    source: Type
    many: bool  # `Target* from`: makes a list
    body: Template
    known: tuple[str, ...] | None  # all keys the source may have; others are lost by name (requests only)
    route: str  # how a loss names where the source stands, e.g. messages.blocks
    calls: frozenset[str]  # names of the rules and tables it uses
    nullable: bool  # can return nothing
    checks: tuple[Check, ...] = ()
    place: str = field(default="", compare=False)  # where it is declared, for messages


Placed = tuple[str, tuple[tuple[int, bool], ...]]  # a position, and the conditions under which it applies


@dataclass(frozen=True, slots=True)
class Pass:
    """A function over the hub with its parameters, which can depend on conditions."""

    name: str
    params: tuple[tuple[str, Param], ...]
    when: tuple[tuple[int, bool], ...] = ()
    places: tuple[Placed, ...] = field(default=(), compare=False)  # the last one whose conditions hold counts


@dataclass(frozen=True, slots=True)
class Chosen:
    condition: int
    then: Param
    other: Param


Param = Chosen | str | int | float | bool | None | tuple[object, ...]


def frozen(value: object) -> Param:
    """Return a list or map as a tuple that begins with "[]" or "{}", so that plans are hashable and immutable."""
    if isinstance(value, list):
        return ("[]", *map(frozen, value))
    if isinstance(value, dict):
        return ("{}", *((key, frozen(item)) for key, item in value.items()))
    assert value is None or isinstance(value, str | int | float | bool)
    return value


def thawed(value: Any) -> Any:
    """Return the plain value of a frozen parameter."""
    if isinstance(value, tuple) and value[:1] == ("[]",):
        return [thawed(item) for item in value[1:]]
    if isinstance(value, tuple) and value[:1] == ("{}",):
        return {key: thawed(item) for key, item in value[1:]}
    return value


# ---------------------------------------------------------------------------------------------------- streams


Key = tuple[Template, ...]  # of a block that is identified by several values
TagNames = str | tuple[str, ...]  # a tag, or several
Argument = Template | Key | tuple[TagNames, ...] | str | bool


@dataclass(frozen=True, slots=True)
class Action:
    """An effect of a row, mostly a call of Blocks, and its arguments."""

    verb: str  # a method of Blocks, `error`, `lose` or `do`
    args: tuple[tuple[str, Argument], ...]


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    guard: Alternatives | None  # `when`: the value must be truthy and is `it` of what follows
    each: Alternatives | None  # `each`, `with`: the paths of what follows begin in the element
    single: bool  # `with`
    actions: tuple[Action, ...]
    subject: Path | None = None  # `case`
    rows: tuple[tuple[tuple[str, ...], tuple[Row, ...]], ...] = ()
    other: tuple[Row, ...] | None = None
    fresh: tuple[Alternatives, ...] = ()  # only if no block has one of these keys
    ignored: tuple[Ignored, ...] = field(default=(), compare=False)
    place: str = field(default="", compare=False)
    drops: bool = False  # the rest of the event is not read
    default: str = ""  # the tag of an object without one


@dataclass(frozen=True, slots=True)
class Last:
    """The meaning of an end. `needs_reason`: without a recorded finish reason, `otherwise` is the error."""

    needs_reason: bool
    otherwise: str


@dataclass(frozen=True, slots=True)
class ReadStream:
    rows: tuple[Row, ...]
    explicit_ends: bool
    final_marker: Last
    end: Last
    groups: tuple[tuple[str, Row], ...] = ()  # `do`: rows with a name, for what comes at several places
    after: tuple[Pass, ...] = ()  # over calls of certain names, when they are whole


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of a writer: the name of its event line (or '') and its payload.

    `condition`: the frame is sent only if this is truthy; `collect`: the member that is kept for later frames. The
    payload `Nothing` means that the block which opens is lost."""

    event: str
    body: Template
    condition: Alternatives | None = None
    collect: str = ""
    place: str = field(default="", compare=False)

    @property
    def lost(self) -> bool:
        return isinstance(self.body, Nothing)


Frames = tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class WriteStream:
    """Event of the stream -> kind of block ('' where the event has none) -> frames.

    `items`: kind of block -> frames before and after adjacent blocks; `values`: name -> value of the
    response, made when it starts; `stem`: the prefix of message ids."""

    calls: tuple[tuple[str, tuple[tuple[str, Frames], ...]], ...]
    done: str
    items: tuple[tuple[str, Frames, Frames], ...] = ()
    values: tuple[tuple[str, Template], ...] = ()
    stem: str = ""


# ---------------------------------------------------------------------------------------------- what a plan speaks of


def within(node: object) -> Iterator[object]:
    """Yield a node and all of its parts, down to plain values. Positions are not parts."""
    stack = [node]
    while stack:
        part = stack.pop()
        yield part
        kind: Any = type(part)
        if kind is tuple:
            stack += reversed(part)  # type: ignore[call-overload]
        elif parts := _parts(kind):
            stack += parts(part)


@cache
def _parts(kind: Any) -> Callable[[Any], tuple[object, ...]] | None:
    """Return the function that returns the parts of a node of this class, the last one first; None if it has none."""
    return values_of([one.name for one in reversed(fields(kind)) if one.compare]) if is_dataclass(kind) else None


@cache
def _inner(kind: Any) -> Callable[[Any], tuple[object, ...]] | None:
    """Return the same without the parts that contain no path."""
    known = reversed(fields(kind)) if is_dataclass(kind) else ()
    return values_of([one.name for one in known if one.compare and one.type not in PATHLESS])


def values_of(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]] | None:
    """Return a function that returns these fields of an object; None if there are none."""
    if len(names) == 1:  # attrgetter would return the value itself
        return lambda one: (getattr(one, names[0]),)
    return attrgetter(*names) if names else None


def texts(node: object) -> set[str]:
    """Return all texts within a plan; the names of the rules and tables that it uses are among them."""
    return {part for part in within(node) if isinstance(part, str)}


PATHLESS = ("str", "bool", "int", "Type", "Type | None")  # types of fields without paths


def paths(node: object, head: str = "it") -> Iterator[Path]:
    """Yield the paths within a node that begin at `head`."""
    stack = [node]
    while stack:
        part = stack.pop()
        kind: Any = type(part)
        if kind is tuple:
            stack += reversed(part)  # type: ignore[call-overload]
        elif isinstance(part, Path):
            if part.head == head:
                yield part
        elif parts := _inner(kind):
            stack += parts(part)


def firsts(node: object, head: str = "it") -> set[str | int]:
    """Return the first keys of the paths within a node that begin at `head`."""
    return {path.steps[0].key for path in paths(node, head) if path.steps}
