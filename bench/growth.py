"""CPU time of answers and requests of growing length: python -m bench.growth

Each row doubles the length. The cases are those of tests/runtime/growth.py, whose work the tests count.
"""

import time
from collections.abc import Callable

from tests.runtime.growth import CASES

LENGTHS = (500, 1000, 2000, 4000, 8000)
ROUNDS = 3


def milliseconds(case: Callable[[int], None], number: int) -> float:
    """Return the least CPU time of some runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        case(number)
        times.append(time.process_time() - start)
    return min(times) * 1000


def main() -> None:
    print("| CPU time in ms, by length | " + " | ".join(map(str, LENGTHS)) + " |")
    print("| --- |" + " --- |" * len(LENGTHS))
    for name, case in CASES.items():
        case(LENGTHS[0])  # warm
        print(f"| {name.replace('_', ' ')} | " + " | ".join(f"{milliseconds(case, n):.1f}" for n in LENGTHS) + " |")


if __name__ == "__main__":
    main()
