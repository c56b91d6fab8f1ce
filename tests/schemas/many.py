"""The laws of the schema compiler on many random schemas: `python -m tests.schemas.many`.

Each schema has a number, from which it is generated, so that a run continues where the last one ended: the next number
is kept in the file `--state`. Exits with 1 at the first chunk with a broken law.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from random import Random

from tests.schemas import generation, laws, profiles

CHUNK = 500


def check(number: int) -> list[str]:
    """Return the laws that the schema of this number breaks."""
    random = Random(number)
    return laws.broken(generation.schemas(random), profiles.distinct(), random)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schemas", type=int, default=100_000, help="number of schemas in all (default: 100000)")
    parser.add_argument("--state", type=Path, default=Path(".cache/schemas"), help="file with the next number")
    given = parser.parse_args()
    number = int(given.state.read_text()) if given.state.exists() else 0
    while number < given.schemas:
        started = time.monotonic()
        end = min(number + CHUNK, given.schemas)
        wrong = [line for one in range(number, end) for line in check(one)]
        if wrong:
            print("\n".join(wrong[:20]))
            return 1
        number = end
        given.state.parent.mkdir(parents=True, exist_ok=True)
        given.state.write_text(str(number))
        print(f"{number} of {given.schemas} schemas, {time.monotonic() - started:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
