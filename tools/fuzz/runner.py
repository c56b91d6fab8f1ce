"""Runs of numbered inputs, and their schedule."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType

from tools.fuzz.kinds import KINDS, Kind

SLOW_SECONDS = 5.0  # of CPU time
HANG_SECONDS = 60.0  # after which an input is ended; other programs may use the processors meanwhile
BLOCK = 1000  # numbers after which the schedule repeats
Part = tuple[int, int, str]  # the first number, the number after the last, and the kind or ""


class Hang(Exception):
    """An input took longer than HANG_SECONDS."""


@cache
def schedule() -> tuple[str, ...]:
    """Return the kind of each number of a block: as many as the shares of the kinds, spread evenly."""
    places = [((at + 0.5) / kind.share, name) for name, kind in KINDS.items() for at in range(kind.share)]
    return tuple(name for _, name in sorted(places))


def kind_of(number: int) -> str:
    """Return the kind of an input in a run of all kinds."""
    return schedule()[number % len(schedule())]


def run_part(part: Part) -> tuple[int, list[str]]:
    """Run the inputs of a part. Returns the number after the last, and what is wrong."""
    first, last, kind = part
    return last, run(range(first, last), kind)


def run(numbers: Iterable[int], only: str = "") -> list[str]:
    """Run inputs. Returns what is wrong, each with the command that repeats it. `only`: the kind of all of them."""
    wrong = []
    with _alarm():
        for number in numbers:
            name = only or kind_of(number)
            fault = _fault(KINDS[name], random.Random(f"{name} {number}"))
            if fault:
                wrong.append(f"python -m tools.fuzz --kind {name} --input {number}: {fault}")
    return wrong


def _fault(kind: Kind, chance: random.Random) -> str:
    """Return what is wrong with one input, or ""."""
    began = time.process_time()
    _set_alarm(HANG_SECONDS)
    try:
        kind.run(chance)
    except Exception as error:  # whatever is raised is what this looks for
        text = f"{type(error).__name__}: {error}"[:500]
        return text.encode("utf-8", "backslashreplace").decode()  # half characters cannot be printed
    finally:
        _set_alarm(0)
    seconds = time.process_time() - began
    return f"took {seconds:.1f} s" if seconds > SLOW_SECONDS else ""


def _set_alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


@contextmanager
def _alarm() -> Iterator[None]:
    """End an input that hangs, where the system has timers."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hang

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
