"""The file format of a case, and its creation from a recording of the server."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from dragoman import __version__
from dragoman.cases.redaction import Redaction

VERSION = 1
KEPT_HEADERS = ("content-type", "retry-after")  # of a response; others do not change its translation


NOT_KEPT = "the request was not sent to a provider, or its body is not kept any more; record another one"


class InvalidCase(Exception):
    """The text is no case. The message states what is wrong."""


@dataclass
class Response:
    """A provider's response. `stream`: its text, if it is one; else `body`."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    stream: str = ""


@dataclass
class Case:
    """One exchange. `client`, `provider`, `protocol`, `variant`, `model`: names; `request`: the client's body;
    `expected`: what it is translated into (see `replay`)."""

    name: str
    client: str
    provider: str
    protocol: str
    model: str
    request: dict[str, Any]
    variant: str = ""
    response: Response | None = None
    expected: dict[str, Any] = field(default_factory=dict)
    dragoman: str = __version__
    case: int = VERSION

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def from_json(value: Any) -> Case:
    """Return a case. Raises InvalidCase."""
    if not isinstance(value, dict) or value.get("case") != VERSION:
        raise InvalidCase(f"this is no case of version {VERSION}; record one with: dragoman record")
    try:
        response = Response(**value["response"]) if value.get("response") else None
        found = Case(**{**value, "response": response})
    except (TypeError, KeyError) as error:
        raise InvalidCase(f"the case has a wrong member: {error}") from None
    if not isinstance(found.request, dict):
        raise InvalidCase("the case has no request; `request` must be the client's body")
    return found


def from_recording(recording: Any, redaction: Redaction) -> Case:
    """Return a case made of a recording of the server, redacted and without expectations. Raises InvalidCase."""
    try:
        return _from_recording(recording, redaction)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        what = f"the key {error} is missing" if isinstance(error, KeyError) else "a value has the wrong form"
        raise InvalidCase(f"this is no recording of a request: {what}. Save one from /ui/api/requests/ID") from None


def _from_recording(recording: dict[str, Any], redaction: Redaction) -> Case:
    client = recording.get("client") or {}
    if not isinstance(client.get("body"), dict) or not recording.get("names", ["", ""])[1]:
        raise InvalidCase(NOT_KEPT)
    row = recording.get("row", {})
    return Case(
        name=f"{recording['provider']}_{recording['id']}",
        client=recording["names"][0],
        provider=recording["provider"],
        protocol=recording["names"][1],
        variant=recording.get("variant", ""),
        model=row.get("model", ""),
        request=redaction.value(client["body"]),
        response=_response(recording, redaction),
    )


def _response(recording: dict[str, Any], redaction: Redaction) -> Response | None:
    given = recording.get("response")
    if not given:
        return None
    headers = {name.lower(): text for name, text in given["headers"] if name.lower() in KEPT_HEADERS}
    stream = "".join(received for _, received, _ in recording.get("stream", []))
    if stream:
        return Response(given["status"], headers, None, redaction.stream(stream))
    body = given["body"]
    clean = redaction.text(body) if isinstance(body, str) else redaction.value(body)
    return Response(given["status"], headers, clean)
