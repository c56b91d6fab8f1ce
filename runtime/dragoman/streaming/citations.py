"""Citations of a text, gathered from what a provider says of them, each once (rule 2.3.3)."""

from __future__ import annotations

from collections.abc import Iterable

from dragoman.library.hub import Cite
from dragoman.values.characters import whole


class Citations:
    """Keeps what `add` is given until `take` asks for it. One without a place adds nothing to a link that is cited."""

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()
        self._kept: list[Cite] = []

    def __bool__(self) -> bool:
        return bool(self._kept)

    def add(self, cite: object) -> bool:
        """Keep a citation; False if it has no link and is none."""
        clean = cleaned(cite)
        if clean is None:
            return False
        link, place = clean["link"], (clean["link"], clean.get("start"), clean.get("end"))
        if place not in self._seen and not (place[1] is None and (link,) in self._seen):
            self._seen.update((place, (link,)))
            self._kept.append(clean)
        return True

    def take(self) -> list[Cite]:
        kept, self._kept = self._kept, []
        return kept


def cleaned(cite: object) -> Cite | None:
    """A citation with the fields that are of their type; None without a link."""
    if not isinstance(cite, dict):
        return None
    link, title, quote = (whole(value) if isinstance(value := cite.get(key), str) else "" for key in _TEXTS)
    if not link:
        return None
    clean: Cite = {"link": link}
    if title:
        clean["title"] = title
    if quote:
        clean["quote"] = quote
    start, end = cite.get("start"), cite.get("end")
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
        clean["start"], clean["end"] = start, end
    return clean


def quote(cites: Iterable[Cite], text: str) -> None:
    """Put the words that a citation stands for into it, where only their place in the text is known (rule 2.2)."""
    for cite in cites:
        if "quote" not in cite and "start" in cite and "end" in cite:
            words = text[cite["start"] : cite["end"]]
            if words:
                cite["quote"] = words


_TEXTS = ("link", "title", "quote")
