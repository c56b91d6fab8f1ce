"""Instructions of the proxy per streamed event and per request, counted by valgrind: python -m bench.instructions

CPU time differs by up to 40 % between two runs on a shared machine. The number of executed instructions differs by
about 1 %, whatever else runs, so it shows a difference of a few percent between two versions. It contains neither the
work of the kernel nor waiting for memory, and is therefore no substitute for `python -m bench`.

The first requests are not counted, because what they load is loaded once. The measured ones are a multiple of those
that the observer counts together.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import uvloop

from bench import load, wire
from bench.contestants import Contestant, all_contestants
from bench.processes import Tree, cores, environment, free_port, started
from dragoman.observer.observer import MAX_UNCOUNTED

COLUMNS = ("paced event", "burst event", "small request", "60 KB request")
EVENTS, REQUESTS, WARM = 600, 2 * MAX_UNCOUNTED, 10
PATIENCE = 600  # seconds for a proxy that runs about 50 times slower, on a busy machine
# Otherwise a copy of more than 2 KB is one instruction for each byte, which a processor executes 32 bytes at a time.
VECTOR_COPIES = "glibc.cpu.x86_rep_movsb_threshold=1000000000:glibc.cpu.x86_rep_stosb_threshold=1000000000"


@dataclass(frozen=True)
class Counter:
    """The counters of a process that runs under callgrind; it writes a file at each request."""

    folder: Path
    tree: Tree

    def reset(self) -> None:
        self._control("--zero")

    def read(self) -> int:
        """Return the instructions since the last call of `reset` or `read`."""
        for file in self.folder.glob("callgrind.out*"):
            file.unlink()
        self._control("--dump")
        return sum(map(_total, self.folder.glob("callgrind.out*")))

    def _control(self, action: str) -> None:
        command = ["callgrind_control", action, str(self.tree.process.pid)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"bench: {' '.join(command)} failed: {done.stdout}{done.stderr}")


def _total(file: Path) -> int:
    for line in file.read_text().splitlines():
        if line.startswith(("summary:", "totals:")):
            return int(line.split()[1])
    return 0


async def measure(port: int, counter: Counter, front: wire.Front) -> dict[str, float]:
    """Return the instructions for each unit, by the title of the column."""
    small, big = wire.small(front=front), wire.big(front)
    await load.first_answer(port, small, PATIENCE)
    await load.stream(port, f"burst-{WARM}", WARM, front, PATIENCE)
    await load.answers(port, small, MAX_UNCOUNTED, PATIENCE)  # those that are counted look their models up
    measured = {}
    for title, request in (("small request", small), ("60 KB request", big)):
        await load.answers(port, request, WARM, PATIENCE)
        counter.reset()
        await load.answers(port, request, REQUESTS, PATIENCE)
        measured[title] = counter.read() / REQUESTS
    for title, kind, events in (("paced event", "paced", EVENTS // 2), ("burst event", "burst", EVENTS)):
        await load.stream(port, f"{kind}-{WARM}", WARM, front, PATIENCE)
        counter.reset()
        await load.stream(port, f"{kind}-{events}", events, front, PATIENCE)
        measured[title] = counter.read() / events
    return measured


def run_once(one: Contestant, upstream: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        command = [
            *("valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/callgrind.out", "--quiet"),
            *(sys.executable, *one.start(folder, port, upstream)),
        ]
        fixed = environment(folder) | {
            "PYTHONHASHSEED": "0",
            "PYTHONMALLOC": "pymalloc",
            "GLIBC_TUNABLES": VECTOR_COPIES,
        }
        with started(command, cores()[0], folder / "log", fixed) as tree:
            try:
                return uvloop.run(measure(port, Counter(folder, tree), one.front))
            except (load.Incomplete, OSError) as problem:
                log = (folder / "log").read_text(errors="replace")
                sys.exit(f"\nbench: {one.title}: {problem}\n{log[-2000:]}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.instructions", description="instructions per event and per request")
    parser.add_argument("--only", metavar="WORD", default="", help="only rows whose title contains the word")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures to a file as well")
    given = parser.parse_args()
    if not shutil.which("callgrind_control"):
        sys.exit("bench: valgrind is not installed: apt-get install valgrind")
    rows = [one for one in all_contestants() if one.title.startswith("dragoman") and given.only in one.title]
    if not rows:
        sys.exit(f"bench: no row contains {given.only!r}")
    port, results = free_port(), {}
    command = [sys.executable, "-m", "bench.upstream", str(port)]
    print(f"{'thousand instructions for each':43}" + "".join(f"{title:>15}" for title in COLUMNS), flush=True)
    with tempfile.TemporaryDirectory() as name, started(command, cores()[1], Path(name) / "log", os.environ):
        for one in rows:
            results[one.title] = run_once(one, port)
            print(f"{one.title:43}" + "".join(f"{results[one.title][c] / 1000:15,.1f}" for c in COLUMNS), flush=True)
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
