"""Command of the benchmark: python -m bench [--quick] [--rounds N] [--only WORD] [--json FILE]

Every round restarts each contestant and applies the same load, so that temporary disturbances of the machine affect all
of them; the table shows the medians of the rounds.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import uvloop

from bench import load, wire
from bench.contestants import Contestant, all_contestants
from bench.processes import Tree, cores, environment, free_port, started
from bench.table import Result, table


@dataclass(frozen=True)
class Plan:
    """Durations of the measurements."""

    rounds: int
    paced: float
    asking: float
    burst: int


QUICK = Plan(rounds=3, paced=1.2, asking=0.6, burst=1500)
LONG = Plan(rounds=5, paced=4.0, asking=2.0, burst=3000)


async def measure(port: int, tree: Tree, began: float, plan: Plan, front: wire.Front) -> Result:
    small_request, big_request = wire.small(front=front), wire.big(front)
    await load.first_answer(port, small_request, 20)
    ready, resident = time.monotonic() - began, tree.resident()
    await load.requests(port, tree.cpu, small_request, 0.1)  # warm
    paced = await load.paced(port, tree.cpu, plan.paced, front)
    kept = paced.count / (64 / wire.PACE * paced.seconds)
    burst = await load.burst(port, tree.cpu, plan.burst, front)
    small = await load.requests(port, tree.cpu, small_request, plan.asking)
    big = await load.requests(port, tree.cpu, big_request, plan.asking)
    return Result(paced.each, burst.each, small.each, big.each, resident, tree.peak(), ready, kept)


def run_once(one: Contestant, folder: Path, upstream: int, core: int, plan: Plan) -> Result:
    port, log = free_port(), folder / "contestant.log"
    command = one.start(folder, port, upstream)
    began = time.monotonic()
    with started(command, core, log, environment(folder)) as tree:
        try:
            return uvloop.run(measure(port, tree, began, plan, one.front))
        except (load.Incomplete, OSError) as problem:
            sys.exit(f"\nbench: {one.title}: {problem}\n{log.read_text(errors='replace')[-2000:]}")


def title_of(role: str, everyone: list[Contestant]) -> str:
    return next(contestant.title for contestant in everyone if getattr(contestant, role))


def progress(step: str) -> None:
    """Print a line on a terminal that the next one overwrites."""
    if sys.stderr.isatty():
        print(f"\r{step:60}\r", end="", file=sys.stderr, flush=True)


def middle(results: list[Result]) -> Result:
    return Result(*(median(values) for values in zip(*(asdict(result).values() for result in results), strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description="CPU per streamed event and per request")
    parser.add_argument("--quick", action="store_true", help="three short rounds, a minute at most")
    parser.add_argument("--rounds", type=int, help="so many rounds")
    parser.add_argument("--only", help="only contestants whose title has this word, and nginx")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    arguments = parser.parse_args()
    plan = QUICK if arguments.quick else LONG
    rounds = arguments.rounds or plan.rounds
    proxy_core, own_core = cores()
    os.sched_setaffinity(0, {own_core})
    began, busy = time.monotonic(), os.getloadavg()[0]
    if busy > 0.7:
        print(f"the machine is busy (load {busy:.1f}): figures of this run are worth little")

    everyone = all_contestants()
    taking_part = [c for c in everyone if not c.absent and (c.reference or (arguments.only or "") in c.title)]
    for contestant in everyone:
        if contestant.absent:
            print(f"without {contestant.title}: {contestant.absent}")
    figures: dict[str, list[Result]] = {contestant.title: [] for contestant in taking_part}
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as name:
        folder, upstream = Path(name), free_port()
        command = [sys.executable, "-m", "bench.upstream", str(upstream)]
        with started(command, own_core, folder / "upstream.log", environment(folder)):
            uvloop.run(load.first_answer(upstream, wire.small(), 10))
            for number in range(rounds):
                for contestant in taking_part:
                    progress(f"round {number + 1} of {rounds}: {contestant.title}")
                    figures[contestant.title].append(run_once(contestant, folder, upstream, proxy_core, plan))
    progress("")

    shown = {title: middle(results) for title, results in figures.items()}
    print(
        f"{rounds} rounds, medians; the proxy on core {proxy_core}, upstream and load on core {own_core}; Python "
        f"{platform.python_version()}; in brackets the ratio to nginx; {time.monotonic() - began:.0f} s"
    )
    print(table(shown, title_of("reference", everyone), title_of("judged", everyone)))
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps({title: asdict(result) for title, result in shown.items()}, indent=2))


if __name__ == "__main__":
    main()
