"""What a provider does with its connection: bytes to write, and pauses, resets and silence between them."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Literal

from tests.resilience.matrix.answers import Back, Frame

RESET, SILENCE, PAUSE = "reset", "silence", "pause"
Action = bytes | str
Outcome = Literal["answer", "error", "cut", "valid"]
SETTLE_SECONDS = 0.05  # for bytes to be read before a reset discards them


@dataclass(frozen=True)
class Script:
    """`outcome`: `answer` for the complete answer, `error` for an error, `cut` for the `arrived` frames and then an
    error unless they complete the answer, `valid` for a valid response that begins with them."""

    actions: tuple[Action, ...]
    outcome: Outcome
    arrived: tuple[Frame, ...] = ()


def head(status: int | str, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status} Any", "connection: close", *headers, "", ""]).encode()


def response(body: bytes, status: int = 200, kind: str = "application/json", *headers: str) -> bytes:
    return head(status, f"content-type: {kind}", f"content-length: {len(body)}", *headers) + body


def streamed(back: Back, *headers: str, kind: str = "") -> bytes:
    """Return the header of a stream that ends with its connection."""
    return head(200, f"content-type: {kind or back.content_type}", *headers)


async def play(script: Script, writer: asyncio.StreamWriter) -> None:
    """Write what a script says, and close the connection."""
    for action in script.actions:
        if isinstance(action, bytes):
            writer.write(action)
            with contextlib.suppress(ConnectionError):
                await writer.drain()
        elif action == RESET:
            await asyncio.sleep(SETTLE_SECONDS)
            writer.transport.abort()
            return
        else:
            await asyncio.sleep(30 if action == SILENCE else SETTLE_SECONDS)
    writer.close()
