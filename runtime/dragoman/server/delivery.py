"""Complete responses: read from a provider's call, sent to the client, and made for calls that failed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx

from dragoman.config.profiles import Timeouts
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.replies import Reply, header_map
from dragoman.http.codings import Decoder
from dragoman.http.connection import Call
from dragoman.masking import CredentialError, TransientError

MOST = 256 * 1024 * 1024  # bytes of a complete answer

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Gone(Exception):
    """The client has left."""


class Slow(Exception):
    """The provider took longer than it may; the text says so."""


@dataclass(slots=True)
class Told:
    """What the client got, for the log."""

    status: int = 0
    size: int = 0
    note: str = ""


async def reply(send: Send, answer: Reply, told: Told) -> None:
    """Sends a complete answer."""
    told.status, told.size = answer.status, len(answer.body)
    length = (b"content-length", b"%d" % len(answer.body))
    await send({"type": "http.response.start", "status": answer.status, "headers": [*answer.headers, length]})
    await send({"type": "http.response.body", "body": answer.body})


async def leaving(receive: Receive, leave: Callable[[], None]) -> None:
    """Breaks the request off when the client leaves. (When the answer is complete the server says so too; the call is
    over then.)"""
    while (await receive())["type"] != "http.disconnect":
        pass
    leave()


async def whole(call: Call, timeouts: Timeouts) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """A provider's complete answer: status, headers, body. Raises Gone, Slow and what httpx raises."""
    if not await call.head(timeouts.first_byte):
        raise Slow(f"the provider did not answer within {timeouts.first_byte:g} s")
    decoder = decoding(call)

    async def read(seconds: float) -> bytes:
        data = await call.read(seconds)
        if data is None:
            raise Slow(f"the provider sent nothing for {seconds:g} s")
        return data

    data = await read_all(read, timeouts.idle)
    return call.status, call.headers, decoder.feed(data) if decoder else data


async def read_all(read: Callable[[float], Awaitable[bytes]], idle: float) -> bytes:
    """All that `read` gives until its b""."""
    data = await read(idle)
    if not data:
        return b""
    parts: list[bytes] = [data]
    size = len(data)
    while data := await read(idle):
        parts.append(data)
        size += len(data)
        if size > MOST:
            raise httpx.ReadError("the provider's answer has no end")
    return b"".join(parts)


def decoding(call: Call) -> Decoder | None:
    """What takes the coding off that the provider put on although it was asked not to."""
    coding = header_map(call.headers).get(b"content-encoding", b"").decode("latin-1")
    return Decoder(coding, MOST) if coding and coding.lower() != "identity" else None


def broken(exchange: Exchange, error: Exception) -> Reply:
    """The reply to a call that came to nothing (rule 2.0.7)."""
    if isinstance(error, CredentialError):
        fault, status = about(error)
        return exchange.failure(fault, str(error), status)
    if isinstance(error, ValueError):
        return exchange.failure("api", f"the provider's answer cannot be read: {error}", 502)
    if isinstance(error, (Slow, httpx.TimeoutException)):
        return exchange.failure("timeout", str(error), 504)
    return exchange.failure("api", str(error) or "the connection to the provider broke", 502)


def about(error: CredentialError) -> tuple[Any, int]:
    """The fault that a client is told, and its status: for good is 403, and never 401, which clients take for their
    own key's (clients 3.1)."""
    return ("api", 503) if isinstance(error, TransientError) else ("permission", 0)
