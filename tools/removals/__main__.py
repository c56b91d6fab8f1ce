"""Command line: `python -m tools.removals [PROTOCOL ...]` prints the removals that lose a value silently.

`--every N` makes every Nth removal only.
"""

from __future__ import annotations

import argparse
import gc
import sys
from itertools import islice

from tools.removals.cuts import NAMES, Judge

COLLECTED = 20  # removals, each of which leaves about 60 MB of garbage


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.removals", description=__doc__)
    parser.add_argument("protocols", nargs="*", metavar="PROTOCOL", help="all protocols if none is named")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="make every Nth removal (default: 1)")
    given = parser.parse_args()
    gc.disable()
    faults = 0
    for name in given.protocols or NAMES:
        judge, count = Judge(name), 0
        for cut in islice(judge.cuts(), 0, None, given.every):
            count += 1
            if fault := judge.fault(cut):
                faults += 1
                print(f"{cut}: {fault}", flush=True)
            if count % COLLECTED == 0:
                gc.collect()
        print(f"{name}: {count} removals", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
