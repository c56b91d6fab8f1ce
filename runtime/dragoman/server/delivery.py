"""Complete messages: the body of a client's request, and responses read from a provider's call, sent to the client, and
made for calls that failed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, Protocol, TypeVar

import httpx

from dragoman.config.settings import Timeouts
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.replies import Reply
from dragoman.http.call import Call
from dragoman.http.codings import Decoder, TooLarge, Unreadable
from dragoman.library.errors import InvalidRequest
from dragoman.library.hub import ApiError, ErrorType
from dragoman.masking import CredentialError, TransientError
from dragoman.observer.observation import Observation
from dragoman.server.control.errors import HttpError

MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}  # first bytes of a compressed body
MAX_RESPONSE_BYTES = 64 * 1024 * 1024  # decoded

OFF_LOOP_BYTES = 256 * 1024  # of a body, whose parsing and translation take about 10 ms
WORKERS = 2
BODY_WRITER = "dragoman.body"  # the ASGI extension with a `BodyWriter`
REQUEST_ID = b"dragoman-request-id"
STOPPING = "the server is stopping; send the request again"

T = TypeVar("T")
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class BodyWriter(Protocol):
    """Writes to a client in a callback, where the server offers it, after the start of a response without a length."""

    @property
    def ready(self) -> bool: ...

    def write(self, data: bytes) -> None: ...


class IdentifiedSend:
    """Sends messages, with the id of the request in the headers of a response that has none. `header`: its name in the
    client's protocol; b"" for none. A method of the handler in its place would close a reference cycle."""

    def __init__(self, send: Send, id: str) -> None:
        self._send, self._id, self.header = send, id.encode(), b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if self.header and message["type"] == "http.response.start":
            headers = list(message["headers"])
            if all(name != self.header for name, _ in headers):
                message = {**message, "headers": [*headers, (self.header, self._id)]}
        await self._send(message)


class ClientDisconnected(Exception):
    """The client has disconnected."""


class ProviderTimeout(Exception):
    """The provider exceeded a timeout, which the text names."""


@dataclass(slots=True)
class ResponseRecord:
    """What the client received, for the access log and the observer. `request_id`: of the proxy; `failure`: the error
    that the client received."""

    request_id: str = ""
    status: int = 0
    size: int = 0
    note: str = ""
    failure: ApiError | None = None
    disconnected: bool = False
    observation: Observation | None = None

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The header with the id of the request, as the log and `/ui` state it."""
        return [(REQUEST_ID, self.request_id.encode())]

    def note_disconnect(self) -> None:
        self.disconnected, self.note = True, "the client disconnected"


class ProviderResponse(NamedTuple):
    """A provider's complete response. Header names are in lower case."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


async def off_loop(size: int, function: Callable[..., T], *arguments: Any) -> T:
    """Call a function whose work grows with the size of a body: in a thread if the body is so large that other requests
    would notice, else at once. Few threads bound the memory that such calls take."""
    if size < OFF_LOOP_BYTES:
        return function(*arguments)
    return await asyncio.get_running_loop().run_in_executor(_workers(), function, *arguments)


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="dragoman-body")


def uncancel() -> None:
    """Let the present task go on after its cancellation, so that it can send a last error."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()


async def read_body(receive: Receive, headers: list[tuple[bytes, bytes]], max_bytes: int) -> bytes:
    """Return the decoded body of a client's request. Raises HttpError if it exceeds `max_bytes`, InvalidRequest if it
    cannot be decoded, ClientDisconnected before its end."""
    length = dict(headers).get(b"content-length", b"0")
    if length.isdigit() and int(length) > max_bytes:
        raise _too_large(max_bytes)
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        if size > max_bytes:
            raise _too_large(max_bytes)
    body = parts[0] if len(parts) == 1 else b"".join(parts)
    codings = ",".join(value.decode("latin-1") for name, value in headers if name == b"content-encoding")
    if not codings:
        return body
    try:
        decoder = Decoder(codings, max_bytes)
        body = await off_loop(max_bytes, decoder.feed, body)
        decoder.end()
        return body
    except TooLarge:
        raise _too_large(max_bytes) from None
    except Unreadable as error:
        raise InvalidRequest(str(error)) from None


def _too_large(max_bytes: int) -> HttpError:
    size = f"{max_bytes >> 20} MB" if max_bytes >= 1 << 20 else f"{max_bytes} bytes"
    return HttpError("request_too_large", f"the request body is larger than {size}; send a smaller one")


async def send_reply(send: Send, reply: Reply, record: ResponseRecord) -> None:
    """Send a complete response to the client."""
    record.status, record.size, record.failure = reply.status, len(reply.body), reply.failure
    if record.observation is not None:
        record.observation.answered(reply.status, reply.headers, reply.body)
    length = (b"content-length", b"%d" % len(reply.body))
    headers = [*reply.headers, *record.headers, length]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


async def on_disconnect(receive: Receive, disconnect: Callable[[], None]) -> None:
    """Call `disconnect` when the client disconnects. The server reports the same after a complete response, when the
    call has ended."""
    while (await receive())["type"] != "http.disconnect":
        pass
    disconnect()


async def read_response(call: Call, timeouts: Timeouts) -> ProviderResponse:
    """Read a complete response. Raises ClientDisconnected, ProviderTimeout and httpx errors."""
    if not await call.head(timeouts.first_byte):
        raise ProviderTimeout(f"the provider sent no response within {timeouts.first_byte:g} s")

    async def read(seconds: float) -> bytes:
        data = await call.read(seconds)
        if data is None:
            raise ProviderTimeout(f"the provider sent nothing for {seconds:g} s")
        return data

    data = await read_all(read, timeouts.idle)
    decoder = content_decoder(call) or undeclared_decoder(data)
    if decoder is not None:
        data = await off_loop(MAX_RESPONSE_BYTES, decoder.feed, data)
        decoder.end()
    return ProviderResponse(call.status, call.headers, data)


async def read_all(read: Callable[[float], Awaitable[bytes]], idle: float) -> bytes:
    """Join the parts that `read` returns until it returns b"". `idle`: seconds that each part may take. Raises
    TooLarge."""
    data = await read(idle)
    if not data:
        return b""
    parts: list[bytes] = [data]
    size = len(data)
    while data := await read(idle):
        parts.append(data)
        size += len(data)
        if size > MAX_RESPONSE_BYTES:
            raise TooLarge(f"it is larger than {MAX_RESPONSE_BYTES >> 20} MB")
    return b"".join(parts)


def content_decoder(call: Call) -> Decoder | None:
    """Return a decoder if the provider used a content coding that the request did not accept."""
    codings = ",".join(value.decode("latin-1") for name, value in call.headers if name == b"content-encoding")
    return Decoder(codings, MAX_RESPONSE_BYTES) if codings and codings.lower() != "identity" else None


def undeclared_decoder(start: bytes) -> Decoder | None:
    """Return a decoder for a body that is compressed without a header that states it."""
    coding = next((name for magic, name in MAGIC.items() if start.startswith(magic)), "")
    return Decoder(coding, MAX_RESPONSE_BYTES) if coding else None


def reply_to_error(exchange: Exchange, error: Exception) -> Reply:
    """Return the client's reply to a call that failed without a response (rule 2.0.7)."""
    if isinstance(error, CredentialError):
        error_type, status = credential_error(error)
        return exchange.failure(error_type, str(error), status)
    if isinstance(error, ValueError):
        return exchange.failure("server_error", f"the provider's response cannot be decoded: {error}", 502)
    if isinstance(error, (ProviderTimeout, httpx.TimeoutException)):
        return exchange.failure("timeout", str(error), 504)
    return exchange.failure("server_error", str(error) or "the connection to the provider was lost", 502)


def credential_error(error: CredentialError) -> tuple[ErrorType, int]:
    """Return the error type and the status (0: the protocol's) for credentials that are not available. It is never
    401, which clients take for a rejection of their own key (clients 3.1)."""
    return ("server_error", 503) if isinstance(error, TransientError) else ("permission", 0)
