"""Processes as the benchmark sees them: started on one core, measured as a tree, ended for certain.

CPU is the scheduler's time of every thread of the tree (the kernel's CPU clock of each process, in nanoseconds; it
also counts threads that have ended), so it does not depend on what else the machine does at the time.
"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cores() -> tuple[int, int]:
    """The core for the proxies and the core for everything else (the same one where there is but one)."""
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
        """Seconds of CPU that the tree has used."""
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in self.pids())

    def resident(self) -> float:
        """Megabytes in memory."""
        return sum(_status(pid, "VmRSS") for pid in self.pids()) / 1024

    def peak(self) -> float:
        """The most megabytes there have been in memory."""
        return sum(_status(pid, "VmHWM") for pid in self.pids()) / 1024


def _status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0


@contextmanager
def started(command: Sequence[str], core: int, log: Path, environment: Mapping[str, str]) -> Iterator[Tree]:
    """Run a command on one core; what it prints goes to `log`. It has ended when the block is left."""
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})  # inherited, so that no thread of the child ever runs elsewhere
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
