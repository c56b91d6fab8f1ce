"""Processes of the benchmark: started on one core, measured as a tree, always stopped.

CPU is the scheduler's time of every thread of the tree (the kernel's CPU clock of each process, in nanoseconds; it
also counts threads that have ended), so it is independent of other work of the machine.
"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment(folder: Path) -> dict[str, str]:
    """Return a minimal environment without proxies, keys or configuration."""
    return {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "PYTHONPATH": str(ROOT)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cores() -> tuple[int, int]:
    """Return the core for the proxies and the core for everything else (the same on a single-core machine)."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


class Tree:
    """A process and its descendants."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def pids(self) -> list[int]:
        found = [self.process.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, task.read_text().split())
        return found

    def cpu(self) -> float:
        """CPU seconds used by the tree."""
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in self.pids())

    def resident(self) -> float:
        """Resident memory in megabytes."""
        return sum(_status(pid, "VmRSS") for pid in self.pids()) / 1024

    def peak(self) -> float:
        """Peak resident memory in megabytes."""
        return sum(_status(pid, "VmHWM") for pid in self.pids()) / 1024


def _status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0


@contextmanager
def started(command: Sequence[str], core: int, log: Path, environment: Mapping[str, str]) -> Iterator[Tree]:
    """Run a command on one core until the block is left; its output goes to `log`."""
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})  # inherited by all threads of the child
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=dict(environment)
            )
    finally:
        os.sched_setaffinity(0, mine)
    try:
        yield Tree(process)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
