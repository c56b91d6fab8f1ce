"""Generated adapters as typed tables of functions: the client side of a protocol, and a provider in a protocol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from dragoman.library.api_errors import NO_STATUS, VAGUE, Retry
from dragoman.library.context import Context
from dragoman.library.errors import InvalidRequest, Refused
from dragoman.library.hub import ApiError, Request, Response
from dragoman.library.refusals.messages import Refusals
from dragoman.library.streams import Blocks, Sink
from dragoman.library.validation import Check

Table = dict[str, Any]


class Reader(Protocol):
    """Reads a provider's stream, one event at a time, and calls the `Blocks` it was created with. `final_marker`:
    the final marker of the protocol was received; `eof`: the stream has ended."""

    def feed(self, event: dict[str, Any]) -> None: ...
    def final_marker(self) -> None: ...
    def eof(self) -> None: ...


class Writer(Sink, Protocol):
    """A Sink that writes a client's stream into `out`."""

    out: list[bytes]


@dataclass(frozen=True, eq=False)
class Front:
    """The client side of a protocol."""

    name: str
    table: Table
    check: Callable[[object], None]
    uncounted: Table  # members that a token count may omit, with values for them
    read: Callable[[Any, Context], Request]
    write: Callable[[Response, Context], Table]
    writer: Callable[[Context], Writer]
    ping: bytes
    failure: Callable[[ApiError, Context], tuple[int, Table]]
    headers: dict[str, dict[str, str]]  # error type -> headers of its response
    count: Callable[[int], Table]
    models: Callable[[list[Table]], Table]
    model: Callable[[Table], Table]

    def hub_request(self, payload: Any) -> Request | None:
        """Return the hub request of a body, for decisions about it; None if the body is not valid."""
        try:
            self.check(payload)
            return self.read(payload, Context())
        except (InvalidRequest, Refused):
            return None


@dataclass(frozen=True, eq=False)
class Back:
    """A provider in one of its protocols."""

    provider: str
    name: str  # of the protocol
    table: Table  # of the protocol
    explicit_ends: bool  # its streams mark the end of each block
    write: Callable[[Request, Context], Table]
    read: Callable[[Any, Context], Response]
    read_result: Callable[[Any, Context], Response]  # the usage and the finish reason alone
    reader: Callable[[Blocks, Context], Reader]
    check_event: Check
    check_answer: Check | None
    failure: Callable[[object, int, Context], ApiError]
    retry: Retry
    refusals: Refusals
    conditions: Callable[[Request, Context], tuple[bool, ...]]
    patch: Callable[[Table, dict[str, str], Context], bool]
    count: Callable[[Any], int | None]

    def has_content(self, body: Table) -> bool:
        """Whether a body has what an answer consists of; always, if the protocol does not declare it."""
        members = self.table.get("content", ())
        return not members or any(body.get(name) and isinstance(body[name], dict | list) for name in members)

    def error_in(self, body: Table, context: Context) -> ApiError | None:
        """Return the error that a body with a success status reports; None for an answer."""
        members = self.table.get("content", ())
        if not members or self.has_content(body):
            return None
        # an answer without content may have other objects; a body of another shape may have the error in one of them
        return self._error(body, context, nested=not any(member in body for member in members))

    def error_in_event(self, event: Table, tag: str, context: Context) -> ApiError | None:
        """Return the error that an event of a stream reports. `tag`: the member that names the events of the protocol,
        "" if they have no names; a named event is read by the rows of its name."""
        if tag:
            return None if event.get(tag) else self._error(dict(event), context, nested=True)
        return self.error_in(dict(event), context)

    def _error(self, body: Table, context: Context, nested: bool) -> ApiError | None:
        """Return the error that a body reports. `nested`: an object in it may report one too."""
        inner = [value for value in body.values() if isinstance(value, dict)] if nested else []
        counted, context.undeclared = context.undeclared, None  # a body that is no error is read as another one
        failure = self.failure(body, NO_STATUS, context)
        context.undeclared = counted
        if failure["message"] or failure.get("error_type") not in VAGUE:
            return failure if counted is None else self.failure(body, NO_STATUS, context)
        return next(filter(None, (self._error(dict(value), Context(), nested) for value in inner)), None)

    @property
    def framing(self) -> str:
        """The framing of its streams."""
        return str(self.table.get("frames", {}).get("format", "sse"))
