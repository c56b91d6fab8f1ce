"""Expressions of a plan: paths, stages behind `|`, and alternatives, with resolved names and types."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman_codegen.model.types import Type

Scalar = str | int | float | bool | None
BEFORE_LAST = "before.last"  # the step of a path that leads to the items of a list before the last one


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a key (in JSON spelling), an index of a list, all items of a list (`*`), or those before the
    last one."""

    key: str | int
    optional: bool  # the key may be absent, or the place be beyond the end
    nullable: bool  # whatever leads here may be nothing


@dataclass(frozen=True, slots=True)
class Path:
    head: str  # it, event, made, at, request, created, signatures, or a value that a stream's event carries
    steps: tuple[Step, ...]
    type: Type
    optional: bool

    @property
    def has_gaps(self) -> bool:
        """Whether the value that it reads from each item of a list may be None."""
        stars = [at for at, step in enumerate(self.steps) if step.key == "*"]
        return bool(stars) and any(step.optional for step in self.steps[stars[-1] + 1 :])


@dataclass(frozen=True, slots=True)
class Const:
    """A literal. `{}` and `[]` of type json are the empty object and list."""

    value: Scalar
    type: Type


@dataclass(frozen=True, slots=True)
class Narrow:
    """`of`: a value only if it has one of these Python classes; of a list, the items with one of these tags."""

    classes: tuple[str, ...] = ()  # str, int, bool, dict, list
    tag: str = ""
    tags: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A filter: a pure function of the runtime with at most one argument. Nothing in, nothing out."""

    name: str
    arg: Path | Const | None


@dataclass(frozen=True, slots=True)
class Apply:
    """`-> Rule`; for each element where the value is a list."""

    rule: str  # the rule's function name
    many: bool
    target: str = field(default="", compare=False)  # as a spec writes it, for messages


@dataclass(frozen=True, slots=True)
class Look:
    """A word looked up in a table; `other` for an unknown word (None: nothing). `path`: where the word stands.
    `records`: an unknown word is a loss, also where it means nothing."""

    table: str
    path: str = ""
    records: bool = False


@dataclass(frozen=True, slots=True)
class Into:
    """Further steps after an `of`."""

    path: Path


Stage = Narrow | Call | Apply | Look | Into


@dataclass(frozen=True, slots=True)
class Pipe:
    atom: Path | Const
    stages: tuple[Stage, ...]
    type: Type
    optional: bool

    @property
    def has_gaps(self) -> bool:
        """Whether its path may find nothing in an item of a list. The result leaves such items out."""
        last = self.stages[-1] if self.stages else self.atom
        path = last.path if isinstance(last, Into) else last
        return isinstance(path, Path) and path.has_gaps


@dataclass(frozen=True, slots=True)
class Alternatives:
    """`a ?? b`: the first value that is not nothing."""

    pipes: tuple[Pipe, ...]
    type: Type
    optional: bool
    place: str = field(default="", compare=False)
