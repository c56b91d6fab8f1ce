"""Exceptions that end a client's request with an error response."""

from __future__ import annotations

from dragoman.library.hub import Fault


class HttpError(Exception):
    """The request ends with an error of this type. `status`: its HTTP status; 0 for the one of the client's
    protocol."""

    def __init__(
        self, fault: Fault, message: str, status: int = 0, headers: tuple[tuple[bytes, bytes], ...] = ()
    ) -> None:
        super().__init__(message)
        self.fault: Fault = fault
        self.message, self.status, self.headers = message, status, headers
