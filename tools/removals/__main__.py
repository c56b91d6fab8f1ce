"""Command line: `python -m tools.removals [PROTOCOL ...]` prints the removals that lose a value silently."""

from __future__ import annotations

import gc
import sys

from tools.removals.cuts import NAMES, Judge


def main() -> int:
    gc.disable()
    faults = 0
    for name in sys.argv[1:] or NAMES:
        judge, count = Judge(name), 0
        for cut in judge.cuts():
            count += 1
            if fault := judge.fault(cut):
                faults += 1
                print(f"{cut}: {fault}", flush=True)
            if count % 200 == 0:
                gc.collect()
        print(f"{name}: {count} removals", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
