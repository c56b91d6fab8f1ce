"""The plan of patches: changes to a request body that is forwarded because both sides speak the same protocol."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Path = tuple[str | int, ...]
Having = tuple[tuple[str, tuple[Any, ...]], ...]  # path with dots -> values, one of which must be there


@dataclass(frozen=True, slots=True)
class Condition:
    """The requests that a patch applies to. An empty field does not restrict them."""

    models: tuple[str, ...] = ()  # globs; those of excluded models begin with `!`
    versions: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    action: str = ""
    retry: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A test of the value at a place, or of a member of it."""

    kind: Literal["foreign", "blank", "starts_with", "is_not"]
    field: str = ""
    text: Any = None


@dataclass(frozen=True, slots=True)
class Places:
    """Where a patch acts: paths, the `type` of the object there, and values that it or its holders must have."""

    paths: tuple[Path, ...]
    types: tuple[str, ...] = ()
    having: Having = ()
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """Removes the values; those of `except_last` places stay. `emptied`: length of the path that goes if empty."""

    places: Places
    loss: str = ""
    except_last: int | None = None
    emptied: int = 0
    hosted: bool = False  # hosted tools: a request for one of them alone is answered without the provider


@dataclass(frozen=True, slots=True)
class SetValue:
    places: Places
    value: Any
    loss: str = ""


@dataclass(frozen=True, slots=True)
class KeepFields:
    """Removes all other members of the objects, or of the body where there are no places."""

    places: Places | None
    fields: tuple[str, ...]
    loss: str


@dataclass(frozen=True, slots=True)
class Trim:
    """Removes white space from the end of texts."""

    places: Places


@dataclass(frozen=True, slots=True)
class ListHeader:
    """Changes the values of a request header that is a list."""

    header: str
    action: Literal["keep", "remove", "add"]
    values: tuple[str, ...]
    loss: str


Change = Remove | SetValue | KeepFields | Trim | ListHeader


@dataclass(frozen=True, slots=True)
class Patch:
    because: str
    when: Condition
    change: Change
    place: str = field(default="", compare=False)  # where it is declared, for explanations

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths that it acts at."""
        places = None if isinstance(self.change, ListHeader) else self.change.places
        return places.paths if places is not None else ()
