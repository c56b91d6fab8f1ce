"""Short variants of the load scenarios (bench/load): what every client receives is as required."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import uvloop

from bench.load import __main__ as command
from bench.load.scenarios import SCENARIOS, SHORT, Row
from tests import sampling

SAMPLE = ["fallback drain"]  # names of scenarios
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="cores and memory are read from Linux")


@pytest.mark.parametrize("names", sampling.within(SAMPLE, [*SAMPLE, " ".join(SCENARIOS)]))
def test_scenarios_are_as_required(names: str, tmp_path: Path) -> None:
    rows = uvloop.run(command.run(names.split(), SHORT, tmp_path))
    assert [row for row in rows if not row.good] == [] and len(rows) == len(names.split())


def test_a_failed_requirement_is_shown() -> None:
    assert command.line(Row("a", "b", "c", True)) == "| a | b | c | as required |"
    assert command.line(Row("d", "e", "f", False)) == "| d | e | f | FAILED |"
