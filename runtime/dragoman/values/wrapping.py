"""Bodies within bodies: a site may want what a protocol says as a member of something of its own, and answers alike.

`around` makes the request, `inside` finds the answer. Both know nothing of what is in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dragoman.values.placeholders import HOLE, fill

BODY: Final = "{body}"
OURS: Final = ("body", "model", "id")  # what the request itself fills


@dataclass(frozen=True)
class Wrap:
    """`request`: what a body is put into, at the text `{body}`; other holes are filled by name. `answer`: the member
    under which answers and events stand; one that has no such member is taken as it is, such as an error."""

    request: Any = None
    answer: str = ""

    def around(self, body: Any, values: Mapping[str, str]) -> Any:
        return body if self.request is None else _filled(self.request, body, values)

    def inside(self, said: dict[str, Any]) -> dict[str, Any]:
        found = said.get(self.answer) if self.answer else None
        return found if isinstance(found, dict) else said

    def holes(self) -> list[str]:
        """The holes that a profile fills."""
        found = (hole for text in _texts(self.request) for hole in HOLE.findall(text))
        return [hole for hole in dict.fromkeys(found) if hole not in OURS]


NONE: Final = Wrap()


def _filled(template: Any, body: Any, values: Mapping[str, str]) -> Any:
    if template == BODY:
        return body
    if isinstance(template, str):
        return fill(template, values)
    if isinstance(template, dict):
        return {key: _filled(inner, body, values) for key, inner in template.items()}
    if isinstance(template, list):
        return [_filled(inner, body, values) for inner in template]
    return template


def _texts(template: Any) -> Iterator[str]:
    if isinstance(template, str):
        yield template
    inner = template.values() if isinstance(template, dict) else template if isinstance(template, list) else ()
    for part in inner:
        yield from _texts(part)
