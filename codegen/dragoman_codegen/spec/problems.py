"""Problems of specs: collected with their positions, sorted, and printed at once.

A problem reads `file:line:column: what is wrong; what to do`. Lines and columns count from 1.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from dragoman_codegen.spec.error_codes import link_to


class Place(NamedTuple):
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """`see`: the kind of problem, an anchor of the page of errors."""

    place: Place
    text: str
    see: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"

    def with_link(self) -> str:
        """Return the message with the command that explains it."""
        return f"{self} [{link_to(self.see)}]"


class Stop(Exception):
    """Ends a run that has problems. Carries all of them, sorted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class InternalError(Exception):
    """The compiler failed on a spec: a bug of the compiler."""


@contextmanager
def internal_errors_of(spec: str) -> Iterator[None]:
    """Name the spec that the compiler failed on."""
    try:
        yield
    except (Stop, InternalError):
        raise
    except Exception as error:
        text = f"the compiler failed ({type(error).__name__}: {error}); please report this spec as a bug"
        raise InternalError(f"{spec}: {text}") from error


@dataclass(slots=True)
class Problems:
    """The problems of one run."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, text: str, see: str) -> None:
        """`see`: the kind of problem, an anchor of the page of errors."""
        self.found.append(Problem(place, text, see))

    def stop_if_any(self) -> None:
        if self.found:
            raise Stop(self.found)


def shown_value(value: object) -> str:
    """Return a value of a spec as JSON, a text in single quotes."""
    return repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the end of a message: `; did you mean 'x'?`, or the known names."""
    names = sorted(set(known))
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6) or [
        name for name in names if name in word.split("_")
    ]
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; there are: {', '.join(names)}" if names else ""
