"""Cells of the fault matrix, and their run: many at once, in one process, over loopback."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from dragoman.auth.secret import Secret
from dragoman.config import profiles
from dragoman.config.recovery import NO_RETRIES, BreakerOptions
from dragoman.config.settings import Settings, Timeouts
from dragoman.server.app import App
from tests.conformance.inprocess import Answer
from tests.resilience.fronts import send
from tests.resilience.matrix import responses, scripts
from tests.resilience.matrix.answers import ARGUMENTS, BACKS, PARSED, TEXTS
from tests.resilience.matrix.faults import Make
from tests.resilience.matrix.scripts import Script

AT_ONCE = 32
TIMEOUT_SECONDS = 1.5  # of the proxy, for a silent provider
HANG_SECONDS = 12.0
NUMBER = re.compile(rb"cell-(\d+)-")


@dataclass(frozen=True)
class Cell:
    fault: str
    back: str
    front: str
    stream: bool
    script: Script

    def __str__(self) -> str:
        return f"{self.fault} | {self.back} | {self.front} | {'stream' if self.stream else 'whole'}"


def cells(faults: dict[str, Make], backs: Iterable[str], fronts: Iterable[str]) -> list[Cell]:
    found = []
    for name, make in faults.items():
        for back in backs:
            for stream in (False, True):
                script = make(BACKS[back], stream)
                found += [Cell(name, back, front, stream, script) for front in fronts if script is not None]
    return found


async def run(found: list[Cell]) -> dict[Cell, str]:
    """Run cells. Returns what is wrong with those that fail."""
    wrong: dict[Cell, str] = {}
    logged = _Logged()
    logging.getLogger("dragoman").addHandler(logged)
    async with _provider(found) as url:
        app, turns = App(_settings(url)), asyncio.Semaphore(AT_ONCE)

        async def one(number: int, cell: Cell) -> None:
            async with turns:
                if fault := await _fault(app, number, cell):
                    wrong[cell] = fault

        await asyncio.gather(*(one(number, cell) for number, cell in enumerate(found)))
    logging.getLogger("dragoman").removeHandler(logged)
    if logged.texts and found:
        wrong[found[0]] = f"{len(logged.texts)} exceptions in the log: {logged.texts[0]}"
    return wrong


class _Logged(logging.Handler):
    """Collects exceptions that the proxy did not expect."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self.texts.append(f"{record.getMessage()}: {record.exc_info[1]!r}")


def _settings(url: str) -> Settings:
    made: dict[str, profiles.Profile] = {}
    for name, back in BACKS.items():
        options: dict[str, Any] = {"retry": NO_RETRIES, "breaker": BreakerOptions(failures=0)}
        options |= {"placeholders": {"region": "x"}, "key": Secret("sk-of-the-matrix"), "protocol": name}
        made[name] = profiles.make(name, back.provider, profiles.ProfileOptions(base_url=url, **options), {})
    timeouts = Timeouts(first_byte=TIMEOUT_SECONDS, idle=TIMEOUT_SECONDS)
    return Settings(profiles=made, default="openai_chat", timeouts=timeouts)


@asynccontextmanager
async def _provider(found: list[Cell]) -> AsyncIterator[str]:
    """Serve the scripts. The model in the path or the body of a request is the number of its cell."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            header = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", header)
            body = await reader.readexactly(int(length[1]) if length else 0)
            number = NUMBER.search(header + body)
            assert number is not None
            await scripts.play(found[int(number[1])].script, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=2**22, backlog=512)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def _fault(app: App, number: int, cell: Cell) -> str:
    """Run one cell. Returns what is wrong, or ""."""
    asked = send(app, cell.front, cell.stream, prefix=f"/{cell.back}", model=f"cell-{number}-")
    try:
        answer = await asyncio.wait_for(asked, HANG_SECONDS)
    except TimeoutError:
        return "hang"
    except Exception as error:  # of the proxy: nothing may get this far
        return f"{type(error).__name__}: {error}"
    try:
        _check(cell, answer)
    except (AssertionError, AttributeError, KeyError, ValueError, TypeError, IndexError) as error:
        return f"{type(error).__name__}: {error}"[:300] + f" -- {answer.status} {answer.body[-200:]!r}"
    return ""


def _check(cell: Cell, answer: Answer) -> None:
    if answer.headers.get("content-type", "").startswith("text/event-stream"):
        assert cell.stream, "a stream that was not requested"
        got = responses.stream(cell.front, answer.body, cell.front == cell.back)
    else:
        got = responses.whole(cell.front, answer.status, answer.body)
    assert b"internal error" not in answer.body, "internal error"
    arrived = cell.script.arrived
    text, arguments = "".join(one.text for one in arrived), "".join(one.arguments for one in arrived)
    outcome = cell.script.outcome
    if outcome == "answer" or outcome == "cut" and any(one.ends for one in arrived):
        text, arguments = "".join(TEXTS), "".join(ARGUMENTS)
        assert got.finished and not got.error, f"no complete answer: {got}"
        assert got.text == text and _parsed(got.arguments) == PARSED, f"not the answer: {got}"
    elif outcome == "cut" and any(one.finishes for one in arrived):
        assert got.text == text and _parsed(got.arguments) == PARSED, f"lost: {got}"
    elif outcome == "valid":
        assert got.text.startswith(text) and (not arguments or got.arguments), f"lost: {got}, {text!r}"
    else:
        assert got.error and not got.finished, f"no error: {got}"
        assert outcome == "error" or (got.text, _plain(got.arguments)) == (text, _plain(arguments)), f"lost: {got}"


def _parsed(text: str) -> Any:
    return json.loads(text)


def _plain(text: str) -> str:
    """Return arguments without spaces, which some protocols cannot keep."""
    return text.replace(" ", "")
