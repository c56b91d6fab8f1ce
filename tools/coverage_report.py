"""Coverage overview of runtime and codegen by package. `make coverage` runs it.

Reads the JSON report of coverage.py, prints lines and branches for each package and the least covered files, and fails
if fewer than 95 % of the lines ran. The limit is on lines only: coverage.py's `fail_under` counts branches too.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MIN_LINES = 95.0
LEAST_COVERED = 15


class Count:
    """Lines and branches of some files, and how many of them ran."""

    def __init__(self) -> None:
        self.lines = self.lines_run = self.branches = self.branches_run = 0

    def add(self, summary: dict[str, Any]) -> None:
        self.lines += summary["num_statements"]
        self.lines_run += summary["covered_lines"]
        self.branches += summary["num_branches"]
        self.branches_run += summary["covered_branches"]

    @property
    def line_percent(self) -> float:
        return 100 * self.lines_run / self.lines if self.lines else 100.0

    @property
    def branch_percent(self) -> float:
        return 100 * self.branches_run / self.branches if self.branches else 100.0

    def row(self, name: str) -> str:
        return f"{name:44} {self.lines:7} {self.line_percent:7.1f} % {self.branches:9} {self.branch_percent:7.1f} %"


def package(file: str) -> str:
    """The package of a file, as a path from the root of the repository."""
    return Path(file).parent.as_posix()


def overview(report: dict[str, Any]) -> tuple[list[str], Count]:
    packages: dict[str, Count] = defaultdict(Count)
    total = Count()
    for file, details in report["files"].items():
        packages[package(file)].add(details["summary"])
        total.add(details["summary"])
    lines = [f"{'':44} {'lines':>7} {'':9} {'branches':>9}"]
    lines += [count.row(name) for name, count in sorted(packages.items())]
    return [*lines, total.row("total")], total


def least_covered(report: dict[str, Any]) -> Iterator[str]:
    """Yield the files with the most lines that did not run, with the numbers of these lines."""
    missing = {file: details["missing_lines"] for file, details in report["files"].items() if details["missing_lines"]}
    for file in sorted(missing, key=lambda file: -len(missing[file]))[:LEAST_COVERED]:
        yield f"  {file}: {', '.join(ranges(missing[file]))}"


def ranges(numbers: list[int]) -> list[str]:
    """Consecutive numbers as first-last."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [str(first) if first == last else f"{first}-{last}" for first, last in found]


def main(file: str) -> int:
    report = json.loads(Path(file).read_text("utf-8"))
    lines, total = overview(report)
    print("\n".join([*lines, "", "most lines that did not run:", *least_covered(report)]))
    if total.line_percent < MIN_LINES:
        print(
            f"coverage: {total.line_percent:.1f} % of lines ran in runtime and codegen, "
            f"{MIN_LINES:.0f} % are required; add tests for the lines above",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
