"""Load scenarios. Each returns a row of the table: what was done, what was measured, and whether it is as required."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import quantiles

from bench.load.clients import Ticking, ask, stream
from bench.load.provider import Provider
from bench.processes import Tree

ADDED_MS = 20.0  # the greatest added p99
GROWTH_MB = 48.0  # of resident memory, while the load is constant
RECORDED_MB, EACH_MB = 100.0, 0.5  # of the observer, and of a client that does not read
AT_ONCE = 50  # whole requests under way


@dataclass(frozen=True)
class Size:
    """Of a run. `streams`, `seconds`: of the paced streams; `many`: of other connections; `requests`: whole ones."""

    streams: int = 1000
    seconds: float = 600.0
    many: int = 1000
    disconnects: int = 500
    requests: int = 5000


SHORT = Size(streams=20, seconds=1.5, many=30, disconnects=10, requests=60)


@dataclass(frozen=True)
class Row:
    name: str
    load: str
    measured: str
    good: bool


@dataclass
class Bench:
    """The parts of a run. `port`: of the proxy; `tree`: its process."""

    provider: Provider
    port: int
    tree: Tree
    size: Size


Scenario = Callable[[Bench], Awaitable[Row]]


def p99(delays: list[int]) -> float:
    """Return the 99th percentile in milliseconds."""
    return quantiles(delays, n=100)[98] / 1000 if len(delays) > 1 else 0.0


async def opened(port: int, count: int, pause: int, events: int) -> list[Ticking]:
    """Open streams evenly over the time between two events."""
    found = []
    for _ in range(count):
        found.append(await stream(port, f"tick-{pause}-{events}", events))
        await asyncio.sleep(pause / 1000 / count)
    return found


async def ended(streams: list[Ticking], seconds: float) -> int:
    """Wait for the ends of streams. Returns how many have none."""
    _, late = await asyncio.wait([one.over for one in streams], timeout=seconds)
    return len(late)


async def begun(streams: list[Ticking], seconds: float = 60) -> None:
    """Wait until all streams have received an event, so that no request is still on its way."""
    until = time.monotonic() + seconds
    while any(not one.received for one in streams) and time.monotonic() < until:
        await asyncio.sleep(0.02)


async def paced(bench: Bench) -> Row:
    """Streams at the pace of a model: events lost, memory, and the time that the proxy adds."""
    size = bench.size
    events = int(size.seconds * 10)
    direct = await stream(bench.provider.port, "tick-100-20", 20)  # the same way without the proxy
    running = await opened(bench.port, size.streams, 100, events)
    await asyncio.sleep(min(10.0, size.seconds / 3))
    before = bench.tree.resident()
    late = await ended([*running, direct], size.seconds + 30)
    grown = bench.tree.resident() - before
    lost = sum(not one.complete for one in running) + late
    added = p99([delay for one in running for delay in one.delays]) - p99(direct.delays)
    count = sum(one.received for one in running)
    return Row(
        "paced streams",
        f"{size.streams} streams, 10 events/s each, {size.seconds:g} s",
        f"{count} events, {lost} streams incomplete, memory {grown:+.0f} MB, added p99 {added:.1f} ms",
        lost == 0 and grown < GROWTH_MB and (added < ADDED_MS or size.seconds < 60),
    )


async def disconnects(bench: Bench) -> Row:
    """Clients that disconnect at once: the provider's connections close, and other streams go on."""
    leaving = await opened(bench.port, bench.size.disconnects, 100, 10_000)
    staying = await opened(bench.port, 10, 100, 40)
    await asyncio.sleep(0.5)
    for one in leaving:
        one.transport.abort()
    began = time.monotonic()
    while bench.provider.running > len(staying) and time.monotonic() - began < 10:
        await asyncio.sleep(0.02)
    seconds, left = time.monotonic() - began, bench.provider.running - len(staying)
    await ended(staying, 30)
    lost = sum(not one.complete for one in staying)
    return Row(
        "disconnects",
        f"{bench.size.disconnects} clients leave at once, 10 stay",
        f"{left} provider connections left after {seconds:.1f} s, {lost} of 10 other streams incomplete",
        left <= 0 and lost == 0,
    )


async def slow_readers(bench: Bench) -> Row:
    """Clients that stop reading long streams: the proxy does not buffer them, and they are complete later."""
    events = 100  # 1 MB
    before = bench.tree.resident()
    readers = [await stream(bench.port, f"flood-{events}", events, reads=False) for _ in range(bench.size.many)]
    await asyncio.sleep(2 if bench.size.many < 100 else 10)
    grown = bench.tree.resident() - before
    status, _, seconds = await ask(bench.port, 1)
    for one in readers:
        one.resume()
    late = await ended(readers, 300)
    lost = sum(not one.complete for one in readers) + late
    each = grown / len(readers)
    return Row(
        "slow readers",
        f"{len(readers)} clients stop reading streams of 1 MB",
        f"{grown:.0f} MB ({each:.2f} each), a request meanwhile {seconds * 1000:.0f} ms, {lost} incomplete",
        lost == 0 and grown < RECORDED_MB + EACH_MB * len(readers) and status == 200,
    )


async def slowloris(bench: Bench) -> Row:
    """Clients that send their header byte by byte: others are served, and the slow ones are closed."""
    slow = [await asyncio.open_connection("127.0.0.1", bench.port) for _ in range(bench.size.many)]

    async def trickle() -> None:
        for byte in b"POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-a: " + b"a" * 1000:
            for _, writer in slow:
                if not writer.is_closing():
                    writer.write(bytes([byte]))
            await asyncio.sleep(0.2)

    trickling = asyncio.ensure_future(trickle())
    await asyncio.sleep(0.3)
    asked = [await ask(bench.port, number) for number in range(20)]
    _, open_ = await asyncio.wait([asyncio.ensure_future(reader.read()) for reader, _ in slow], timeout=30)
    trickling.cancel()
    for _, writer in slow:
        writer.close()
    worst = max(seconds for _, _, seconds in asked)
    failed = sum(status != 200 for status, _, _ in asked)
    return Row(
        "slowloris",
        f"{len(slow)} clients send a byte each 0.2 s, 20 ask",
        f"{failed} of 20 failed, the slowest took {worst * 1000:.0f} ms, {len(open_)} slow ones left open",
        failed == 0 and not open_ and worst < 5,
    )


async def reload(bench: Bench) -> Row:
    """The configuration is read again while streams run: none loses an event."""
    running = await opened(bench.port, bench.size.many, 100, 50)
    for _ in range(5):
        await asyncio.sleep(0.5)
        bench.tree.process.send_signal(signal.SIGHUP)
    await ended(running, 60)
    lost = sum(not one.complete for one in running)
    measured = f"{lost} streams incomplete"
    return Row("reload", f"SIGHUP five times under {len(running)} streams", measured, lost == 0)


async def flapping(bench: Bench) -> Row:
    """A provider that fails every other second: each client gets its answer once, or an error."""
    began = time.monotonic()
    bench.provider.healthy = lambda: int(time.monotonic() - began) % 2 == 0
    bench.provider.answers.clear()
    try:
        asked = await _asked(bench, "flap")
    finally:
        bench.provider.healthy = lambda: True
    answered = sum(status == 200 for status, _, _ in asked)
    wrong = _wrong(bench, asked)
    return Row(
        "flapping provider",
        f"{len(asked)} requests, the provider fails every other second",
        f"{answered} answered, {len(asked) - answered} errors, {wrong} wrong, lost or doubled",
        wrong == 0 and answered > 0,
    )


async def fallback(bench: Bench) -> Row:
    """A chain whose first two profiles fail: each client gets its own answer once."""
    bench.provider.answers.clear()
    asked = await _asked(bench, "chain")
    answered, wrong = sum(status == 200 for status, _, _ in asked), _wrong(bench, asked)
    return Row(
        "fallback chain",
        f"{len(asked)} requests, the first two of three profiles fail",
        f"{answered} answered, {wrong} wrong, lost or doubled",
        wrong == 0 and answered == len(asked),
    )


async def _asked(bench: Bench, profile: str) -> list[tuple[int, str, float]]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> tuple[int, str, float]:
        async with turns:
            return await ask(bench.port, number, f"{profile}/m")

    return await asyncio.gather(*(one(number) for number in range(bench.size.requests)))


def _wrong(bench: Bench, asked: list[tuple[int, str, float]]) -> int:
    """Return how many answers are of another request, without a response, or were made more than once."""
    wrong = 0
    for number, (status, text, _) in enumerate(asked):
        own = status == 200 and f"answer {number}." in text and text.count("answer ") == 1
        wrong += not (own or status >= 400)
        wrong += bench.provider.answers.get(number, 0) > 1
    return wrong


async def drain(bench: Bench) -> Row:
    """The server stops while streams run: short ones are completed, long ones end with an error event."""
    short, long = await opened(bench.port, bench.size.many // 2, 100, 20), await opened(bench.port, 20, 100, 10_000)
    await begun([*short, *long])
    began = time.monotonic()
    bench.tree.process.send_signal(signal.SIGTERM)
    late = await ended([*short, *long], 60)
    seconds = time.monotonic() - began
    lost, silent = sum(not one.complete for one in short), sum(not one.ended for one in long) + late
    return Row(
        "drain",
        f"SIGTERM under {len(short)} short and {len(long)} long streams",
        f"{lost} short ones incomplete, {silent} long ones without an end, {seconds:.1f} s",
        lost == 0 and silent == 0,
    )


SCENARIOS: dict[str, Scenario] = {
    "paced": paced,
    "disconnects": disconnects,
    "slow-readers": slow_readers,
    "slowloris": slowloris,
    "reload": reload,
    "flapping": flapping,
    "fallback": fallback,
    "drain": drain,  # the last one: it stops the proxy
}
