"""The fault matrix: a sample of its cells, and all of them with `make test-all`."""

from __future__ import annotations

import asyncio

import pytest
import uvloop

from dragoman import loader
from dragoman.exchange.exchange import Exchange
from tests import sampling
from tests.laws import exchanges
from tests.resilience.matrix.answers import BACKS
from tests.resilience.matrix.cells import Cell, cells, run
from tests.resilience.matrix.faults import every

STEP = 41  # of the sample
SMALL = "sample"


def failing(found: list[Cell]) -> list[str]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return [f"{cell}: {fault}" for cell, fault in runner.run(run(found)).items()]


@pytest.mark.parametrize("back", sampling.within([SMALL], [SMALL, *BACKS]))
def test_no_cell_fails(back: str) -> None:
    found = cells(every(), BACKS if back == SMALL else [back], loader.fronts())
    assert failing(found[::STEP] if back == SMALL else found) == []


def test_matrix_has_all_protocols_and_198_faults() -> None:
    assert set(BACKS) == set(loader.protocols()) and len(every()) >= 198
    found = cells(every(), BACKS, loader.fronts())[::STEP]
    assert {cell.back for cell in found} == set(BACKS) and {cell.front for cell in found} == set(loader.fronts())


def _relayed(provider: str, front: str, data: bytes) -> bytes:
    exchange: Exchange = exchanges.started_exchange(provider, True, front=front)
    stream = exchange.stream()
    return stream.feed(data) + stream.end()


def test_final_word_before_the_last_event_is_an_error() -> None:
    frames = BACKS["openai_responses"].frames
    data = b"".join(frame.data for frame in frames[:5]) + b"data: [DONE]\n\n"
    out = _relayed("openai:openai_responses", "openai_responses", data)
    assert b"stream ended unexpectedly" in out and b"alpha" in out
    whole = b"".join(frame.data for frame in frames) + b"data: [DONE]\n\n"
    assert b"unexpectedly" not in _relayed("openai:openai_responses", "openai_responses", whole)
