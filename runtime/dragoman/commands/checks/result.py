"""Results of checks, and how they are printed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["ok", "failed", "warning", "skipped"]
MARKS: dict[State, str] = {"ok": "✓", "failed": "✗", "warning": "!", "skipped": "-"}


class CheckFailed(Exception):
    """A check failed. The text states what is wrong; `remedy`: what to do."""

    def __init__(self, detail: str, remedy: str = "") -> None:
        super().__init__(detail)
        self.remedy = remedy


class CheckSkipped(Exception):
    """A check does not apply. The text states why."""


@dataclass
class Finding:
    """What a check found out. `warnings`: what works differently than expected, each with its remedy."""

    detail: str = ""
    warnings: list[str] = field(default_factory=list)


@dataclass
class Result:
    """The result of one check. `seconds`: its time."""

    name: str
    state: State
    detail: str = ""
    remedy: str = ""
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the result for programs."""
        values = {"detail": self.detail, "remedy": self.remedy}
        found = {"check": self.name, "state": self.state, "seconds": round(self.seconds, 3)}
        return found | {key: value for key, value in values.items() if value}


class Timed:
    """The seconds since it was made."""

    def __init__(self) -> None:
        self.start = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.start


def failed(results: Iterable[Result]) -> bool:
    """Whether one of the checks failed."""
    return any(result.state == "failed" for result in results)


def lines(result: Result, width: int) -> Iterator[str]:
    """Yield a result in lines: the check and its time, then the remedy."""
    shown = f"{result.seconds:.2f} s" if result.state in ("ok", "failed", "warning") else ""
    yield f"  {MARKS[result.state]} {result.name.ljust(width)}  {shown.rjust(8)}  {result.detail}".rstrip()
    for line in result.remedy.splitlines():
        yield f"      {line}"
