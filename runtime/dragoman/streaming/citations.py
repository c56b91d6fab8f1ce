"""Citations of a text, each kept once (rule 2.3.3)."""

from __future__ import annotations

from collections.abc import Iterable

from dragoman.library.hub import Citation
from dragoman.values.characters import whole


class Citations:
    """Collects citations with `add` until `take` returns them. A citation without a position is dropped when its URL is
    already cited."""

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()
        self._kept: list[Citation] = []

    def __bool__(self) -> bool:
        return bool(self._kept)

    def add(self, citation: object) -> bool:
        """Keep a citation; return False if it has no URL."""
        clean = cleaned(citation)
        if clean is None:
            return False
        url, place = clean["url"], (clean["url"], clean.get("start"), clean.get("end"))
        if place not in self._seen and not (place[1] is None and (url,) in self._seen):
            self._seen.update((place, (url,)))
            self._kept.append(clean)
        return True

    def take(self) -> list[Citation]:
        kept, self._kept = self._kept, []
        return kept


def cleaned(citation: object) -> Citation | None:
    """Return the citation with its well-typed fields only; None without a URL."""
    if not isinstance(citation, dict):
        return None
    url, title, quote = (whole(value) if isinstance(value := citation.get(key), str) else "" for key in _TEXTS)
    if not url:
        return None
    clean: Citation = {"url": url}
    if title:
        clean["title"] = title
    if quote:
        clean["quote"] = quote
    start, end = citation.get("start"), citation.get("end")
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
        clean["start"], clean["end"] = start, end
    return clean


def quote(citations: Iterable[Citation], text: str) -> None:
    """Fill in the quoted text of citations that only have a position (rule 2.2)."""
    for citation in citations:
        if "quote" not in citation and "start" in citation and "end" in citation:
            words = text[citation["start"] : citation["end"]]
            if words:
                citation["quote"] = words


_TEXTS = ("url", "title", "quote")
