"""Run the fault matrix: `python -m tests.resilience.matrix`. `--back`, `--front` and `--only` select cells."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter

import uvloop

from dragoman import loader
from tests.resilience.matrix.answers import BACKS
from tests.resilience.matrix.cells import cells, run
from tests.resilience.matrix.faults import every


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.resilience.matrix", description=__doc__)
    parser.add_argument("--back", choices=list(BACKS), action="append", help="only this protocol of providers")
    parser.add_argument("--front", choices=loader.fronts(), action="append", help="only this protocol of clients")
    parser.add_argument("--only", default="", help="only faults with this text in their names")
    given = parser.parse_args()
    faults = {name: make for name, make in every().items() if given.only in name}
    found = cells(faults, given.back or BACKS, given.front or loader.fronts())
    began = time.monotonic()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        wrong = runner.run(run(found))
    for cell, fault in wrong.items():
        print(f"{cell}: {fault}")
    print(f"\n{len(faults)} faults, {len(found)} cells, {len(wrong)} failing, {time.monotonic() - began:.0f} s")
    print("| back | " + " | ".join(loader.fronts()) + " |\n| --- |" + " --- |" * len(loader.fronts()))
    total, failing = (Counter((cell.back, cell.front) for cell in one) for one in (found, wrong))
    for back in given.back or BACKS:
        row = [f"{total[back, front] - failing[back, front]} of {total[back, front]}" for front in loader.fronts()]
        print(f"| {back} | " + " | ".join(row) + " |")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
