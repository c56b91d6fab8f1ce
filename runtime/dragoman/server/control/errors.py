"""Errors of the server itself, which end a request."""

from __future__ import annotations

from dragoman.library.hub import ErrorType


class HttpError(Exception):
    """The request ends with an error of this type. `status`: its HTTP status; 0 for the one of the client's
    protocol."""

    def __init__(
        self, error_type: ErrorType, message: str, status: int = 0, headers: tuple[tuple[bytes, bytes], ...] = ()
    ) -> None:
        super().__init__(message)
        self.error_type: ErrorType = error_type
        self.message, self.status, self.headers = message, status, headers


def allow(method: str, *methods: str) -> None:
    """Raise HttpError unless the method is one of these."""
    if method not in methods:
        allowed = ", ".join(methods)
        message = f"the method {method} is not allowed for this path; use {allowed}"
        raise HttpError("invalid_request", message, 405, ((b"allow", allowed.encode()),))
