"""The four ways in which a translation ends early. They are the only exceptions that the pure library raises on
purpose."""

from __future__ import annotations

from dragoman.library.hub import Answer, Failure, Fault


class InvalidRequest(Exception):
    """A value of the client's body is not what its protocol asks for (answered with 400 and the path).

    Raised where the value is read; each caller on the way out adds its own key:
    `str` is `messages.1.content: Input should be a list`.
    """

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.path: list[str | int] = []

    def inside(self, key: str | int) -> InvalidRequest:
        """Put one key before the path; returns the signal, for `raise bad.inside(key)`."""
        self.path.insert(0, key)
        return self

    def __str__(self) -> str:
        return ": ".join(part for part in (".".join(map(str, self.path)), self.expected) if part)


class Refused(Exception):
    """The request is well formed but cannot be served; becomes an error in the client's protocol."""

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault: Fault = fault
        self.message = message


class AnsweredLocally(Exception):
    """The request is answered here, without the provider (rule 2.1: a limit of zero, a search that nobody can
    make)."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("answered here")
        self.answer = answer


class UpstreamError(Exception):
    """What came from the provider with a good status was a failure all the same (case 145)."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure["message"])
        self.failure = failure
