"""Run inputs: `python -m tools.fuzz --count 2000000 --workers 2`. A run that is interrupted continues where it ended.

The state is kept in `.fuzz.json`: the next number of each selection of kinds, and what was wrong. `--kind K` runs
inputs of one kind; `--input N` runs one of them with its traceback.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.fuzz import runner
from tools.fuzz.kinds import KINDS

ALL = "all"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="inputs in total (default: 20000)")
    parser.add_argument("--kind", choices=sorted(KINDS), default="", help="only inputs of this kind")
    parser.add_argument("--input", type=int, help="run this input alone, with its traceback")
    parser.add_argument("--workers", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--state", type=Path, default=Path(".fuzz.json"), help="the file to continue from")
    given = parser.parse_args()
    if given.input is not None:
        name = given.kind or runner.kind_of(given.input)
        KINDS[name].run(random.Random(f"{name} {given.input}"))
        print(f"{name} {given.input}: nothing is wrong")
        return 0
    return _run(given.count, given.kind, given.workers, given.state)


def _run(count: int, kind: str, workers: int, file: Path) -> int:
    states: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    state = states.setdefault(kind or ALL, {"next": 0, "seconds": 0.0, "wrong": []})
    began, before = time.monotonic(), state["seconds"]
    for last, wrong in _results(_parts(state["next"], count, kind), workers):
        state["next"], state["seconds"] = last, round(before + time.monotonic() - began, 1)
        state["wrong"] += wrong
        file.write_text(json.dumps(states, indent=1), encoding="utf-8")
        for line in wrong:
            print(line, flush=True)
        if last % 20_000 == 0 or last == count:
            print(_summary(state, count), flush=True)
    return 1 if state["wrong"] else 0


def _summary(state: dict[str, Any], count: int) -> str:
    speed = state["next"] / state["seconds"] if state["seconds"] else 0.0
    return f"{state['next']} of {count} inputs, {len(state['wrong'])} wrong, {speed:.0f} inputs/s"


def _parts(first: int, count: int, kind: str) -> Iterator[runner.Part]:
    for start in range(first, count, runner.BLOCK):
        yield start, min(start + runner.BLOCK, count), kind


def _results(parts: Iterator[runner.Part], workers: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the number after each part, in order, and what was wrong in it."""
    if workers == 1:
        yield from map(runner.run_part, parts)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(runner.run_part, parts)


if __name__ == "__main__":
    sys.exit(main())
