"""Envelopes of bodies, for sites that put a protocol's request and response into another object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dragoman.values.placeholders import PLACEHOLDER, fill

BODY: Final = "{body}"
MEMBERS: Final = "*"  # the key whose value `{body}` stands for the members of the body
OURS: Final = ("body", "model", "id")  # filled from the request


@dataclass(frozen=True)
class Wrap:
    """`request`: the template of a request, with the body in place of the text `{body}`, or its members in place of the
    key `*`, and placeholders filled by name; `response`: the member that contains responses and events. A response
    without it, such as an error, is used as a whole."""

    request: Any = None
    response: str = ""

    def around(self, body: Any, values: Mapping[str, str]) -> Any:
        """Return the request with a body in it."""
        return body if self.request is None else _filled(self.request, body, values)

    def within(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the body in a request."""
        found = _body_in(self.request, request)
        return found if isinstance(found, dict) else request

    def inside(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Return the response or event in an envelope."""
        found = payload.get(self.response) if self.response else None
        return found if isinstance(found, dict) else payload

    def placeholders(self) -> list[str]:
        """Return the placeholders that a profile fills."""
        found = (placeholder for text in _texts(self.request) for placeholder in PLACEHOLDER.findall(text))
        return [placeholder for placeholder in dict.fromkeys(found) if placeholder not in OURS]


NONE: Final = Wrap()


def answer_in(body: dict[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the only object in a body that has the members of an answer: some gateways put it beside a code and a
    message. Otherwise return the body. `table`: of the protocol."""
    members = table.get("content", ())
    return _only(body, table, members, lambda value: any(isinstance(value.get(name), list | dict) for name in members))


def event_in(event: dict[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the only object in an event that is an event of the protocol itself, otherwise the event."""
    tag = table.get("event_tag")
    if not tag:
        return answer_in(event, table)
    return _only(event, table, (tag,), lambda value: str(value.get(tag)) in _names(table.get("watch", {})))


def _only(
    body: dict[str, Any], table: Mapping[str, Any], members: Iterable[str], found: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    if any(name in body for name in members):
        return body
    inner = [value for value in body.values() if isinstance(value, dict) and found(value)]
    if len(inner) != 1 or any(body.get(name) for name in table.get("watch", {}).get("errors", ())):
        return body
    return inner[0]


def _names(watch: Mapping[str, Any]) -> set[Any]:
    """Return the names of the events that are observed in a stream."""
    lists = (watch.get(part, ()) for part in ("ends", "errors", "quiet", "opening", "finish", "texts"))
    return {watch.get("first"), watch.get("blocks", {}).get("closes"), *(name for names in lists for name in names)}


def _filled(template: Any, body: Any, values: Mapping[str, str]) -> Any:
    if template == BODY:
        return body
    if isinstance(template, str):
        return fill(template, values)
    if isinstance(template, dict):
        own = {key: _filled(inner, body, values) for key, inner in template.items() if key != MEMBERS}
        return {**body, **own} if template.get(MEMBERS) == BODY and isinstance(body, dict) else own
    if isinstance(template, list):
        return [_filled(inner, body, values) for inner in template]
    return template


def _body_in(template: Any, request: Any) -> Any:
    if template == BODY:
        return request
    if not isinstance(template, dict) or not isinstance(request, dict):
        return None
    if template.get(MEMBERS) == BODY:
        return {key: value for key, value in request.items() if key not in template}
    found = (_body_in(inner, request.get(key)) for key, inner in template.items())
    return next((body for body in found if body is not None), None)


def _texts(template: Any) -> Iterator[str]:
    if isinstance(template, str):
        yield template
    inner = template.values() if isinstance(template, dict) else template if isinstance(template, list) else ()
    for part in inner:
        yield from _texts(part)
