"""Exceptions that end a translation early. The library raises no others on purpose."""

from __future__ import annotations

from dragoman.library.hub import ApiError, ErrorType, Response


class InvalidRequest(Exception):
    """A value of the client's body is not what its protocol asks for (answered with 400 and the path).

    Raised where the value is read; each caller on the way out adds its own key:
    `str` is `messages.1.content: Input should be a list`.
    """

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.path: list[str | int] = []

    @property
    def param(self) -> str:
        """The path of the value."""
        return ".".join(map(str, self.path))

    def inside(self, key: str | int) -> InvalidRequest:
        """Prepend one key to the path. Returns the exception, for `raise error.inside(key)`."""
        self.path.insert(0, key)
        return self

    def __str__(self) -> str:
        return ": ".join(part for part in (self.param, self.expected) if part)


class Refused(Exception):
    """The request is well formed but cannot be served. It becomes an error in the client's protocol. `param`: the path
    of the refused parameter."""

    def __init__(self, error_type: ErrorType, message: str, code: str = "", param: str = "") -> None:
        super().__init__(message)
        self.error_type: ErrorType = error_type
        self.message = message
        self.code, self.param = code, param

    @property
    def failure(self) -> ApiError:
        failure: ApiError = {"error_type": self.error_type, "message": self.message}
        if self.code:
            failure["code"] = self.code
        if self.param:
            failure["param"] = self.param
        return failure


class AnsweredLocally(Exception):
    """The request is answered without the provider (rule 2.1): max_tokens of zero, or a search without a search
    tool."""

    def __init__(self, answer: Response) -> None:
        super().__init__("answered locally")
        self.answer = answer


class ErrorBody(Exception):
    """The provider returned an error body with a success status; it is read like the body of an error status."""

    def __init__(self, body: object) -> None:
        super().__init__("the response is an error")
        self.body = body


class UpstreamError(Exception):
    """The provider returned a failure with a success status (case 145)."""

    def __init__(self, failure: ApiError) -> None:
        super().__init__(failure["message"])
        self.failure = failure
