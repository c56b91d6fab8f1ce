"""Command of the load scenarios: python -m bench.load [SCENARIO ...] [--streams N] [--seconds S] [--short]

Starts the proxy, applies each load to it, and prints a table. A failed requirement exits with 1.
"""

import argparse
import resource
import sys
import tempfile
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import uvloop

from bench import load, wire
from bench.load.provider import provider
from bench.load.scenarios import SCENARIOS, SHORT, Bench, Row, Size
from bench.processes import cores, environment, free_port, started

CONFIGURATION = """\
default: main
observe: {observe}
server: {{ drain: {drain}, header_timeout: 5 }}
profiles:
  main: {{ provider: openai, protocol: openai_chat, api_key: sk-load, base_url: "http://127.0.0.1:{port}/v1" }}
  flap:
    provider: openai
    protocol: openai_chat
    api_key: sk-load
    base_url: "http://127.0.0.1:{port}/v1"
    retry: {{ budget: 1 }}
    breaker: {{ failures: 0 }}
  chain:
    provider: openai
    protocol: openai_chat
    api_key: sk-load
    base_url: "http://127.0.0.1:{port}/busy/v1"
    retry: {{ max_retries: 0 }}
    breaker: {{ failures: 0 }}
    fallback: [second, main]
  second:
    provider: openai
    protocol: openai_chat
    api_key: sk-load
    base_url: "http://127.0.0.1:{port}/broken/v1"
    retry: {{ max_retries: 0 }}
    breaker: {{ failures: 0 }}
"""


def ignore(row: Row) -> None:
    """Report nothing."""


def show(row: Row) -> None:
    print(line(row), flush=True)


async def run(
    names: Collection[str], size: Size, folder: Path, observe: bool = True, report: Callable[[Row], None] = ignore
) -> list[Row]:
    """Run scenarios in order, with one proxy. `report`: called with each row when it is complete."""
    port, (core, _) = free_port(), cores()
    async with provider() as made:
        config = folder / "dragoman.yaml"
        drain = 3 if size.many < 100 else 10
        config.write_text(CONFIGURATION.format(port=made.port, drain=drain, observe=str(observe).lower()))
        dragoman = str(Path(sys.executable).with_name("dragoman"))
        command = [dragoman, "serve", "--config", str(config), "--port", str(port), "--log-level", "error"]
        with started(command, core, folder / "proxy.log", environment(folder)) as tree:
            await load.first_answer(port, wire.small(), 30)
            rows = []
            for name in SCENARIOS:
                if name in names:
                    rows.append(await SCENARIOS[name](Bench(made, port, tree, size)))
                    report(rows[-1])
            return rows


def raise_descriptors() -> None:
    """Allow as many open files as the system does."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def line(row: Row) -> str:
    """Return a row of the table."""
    return f"| {row.name} | {row.load} | {row.measured} | {'as required' if row.good else 'FAILED'} |"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("scenario", nargs="*", help=f"of {', '.join(SCENARIOS)} (default: all)")
    parser.add_argument("--short", action="store_true", help="a few connections and seconds of each")
    parser.add_argument("--streams", type=int, help="paced streams (default: 1000)")
    parser.add_argument("--seconds", type=float, help="length of the paced streams (default: 600)")
    parser.add_argument("--no-observe", action="store_true", help="without the observer")
    given = parser.parse_args()
    unknown = [name for name in given.scenario if name not in SCENARIOS]
    if unknown:
        parser.error(f"no scenario {unknown[0]}; there are: {', '.join(SCENARIOS)}")
    size = SHORT if given.short else Size()
    size = replace(size, **{key: value for key in ("streams", "seconds") if (value := getattr(given, key)) is not None})
    raise_descriptors()
    with tempfile.TemporaryDirectory(prefix="dragoman-load-") as name:
        print("| Scenario | Load | Measured | |\n| --- | --- | --- | --- |", flush=True)
        shown = run(given.scenario or SCENARIOS, size, Path(name), not given.no_observe, show)
        rows = uvloop.run(shown)
    return 0 if all(row.good for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
