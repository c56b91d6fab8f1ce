"""Citations of a text, each kept once (rule 2.3.3), and the text that they quote."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from io import StringIO
from typing import Any

from dragoman.library.hub import Citation
from dragoman.values.characters import whole

BLOCK = 8 * 1024  # characters of a compressed part
LEVEL = 3


class Citations:
    """Collects citations with `add` until `take` returns them. A citation without a position is dropped when its URL is
    already cited. `counts_bytes`: positions count bytes of the text in UTF-8."""

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()
        self._kept: list[Citation] = []
        self.counts_bytes = False

    def __bool__(self) -> bool:
        return bool(self._kept)

    def add(self, citation: object) -> bool:
        """Keep a citation, or those of a list of passages; return False if one has no URL."""
        if isinstance(citation, dict) and ("sources" in citation or "passages" in citation):
            self.counts_bytes = True
            return [self.add(one) for one in _of_passages(citation)].count(False) == 0
        clean = cleaned(citation)
        if clean is None:
            return False
        url, place = clean["url"], (clean["url"], clean.get("start"), clean.get("end"))
        if place not in self._seen and not (place[1] is None and (url,) in self._seen):
            self._seen.update((place, (url,)))
            self._kept.append(clean)
        return True

    def take(self) -> list[Citation]:
        """Return the citations of a text. Later ones may cite the same for all of another text."""
        kept, self._kept = self._kept, []
        self._seen.difference_update((citation["url"], 0, None) for citation in kept)
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
    elif start == 0 and end is None:
        clean["start"] = 0
    return clean


def _of_passages(listed: dict[str, Any]) -> list[object]:
    """Return the citations of a list of passages: each with its sources, and the sources that no passage names."""
    sources: list[Any] = listed.get("sources", [])
    cited: set[int] = set()
    found: list[object] = []
    for passage in listed.get("passages", ()):
        place = {key: passage[key] for key in ("start", "end", "quote") if key in passage}
        for number in passage.get("sources", ()):
            if 0 <= number < len(sources):
                cited.add(number)
                found.append({**sources[number], **place})
    return found + [source for number, source in enumerate(sources) if number not in cited]


def in_characters(citations: Iterable[Citation], text: str) -> None:
    """Convert positions in bytes of the text. A quote decides where they do not fit, because they may count from
    another part of the answer."""
    encoded = text.encode("utf-8", "replace")
    for citation in citations:
        start, end, quote = citation.pop("start", -1), citation.pop("end", -1), citation.get("quote", "")
        given = encoded[start:end].decode("utf-8", "ignore") if 0 <= start < end <= len(encoded) else ""
        if given and quote in ("", given):
            citation["start"] = len(encoded[:start].decode("utf-8", "ignore"))
            citation["end"] = citation["start"] + len(given)
        elif quote and quote in text:
            citation["start"] = text.index(quote)
            citation["end"] = citation["start"] + len(quote)


def complete(citations: Iterable[Citation], text: str, offset: int) -> None:
    """Fill in the end of citations of a whole text (rule 2.7), the quoted text of those that only have a position
    (rule 2.2), the end of the text for those without one, and the offset of the text."""
    for citation in citations:
        if offset:
            citation["offset"] = offset
        if "start" in citation and "end" not in citation:
            if text:
                citation["end"] = len(text)
            else:
                del citation["start"]
        elif "quote" not in citation and "start" in citation and "end" in citation:
            words = text[citation["start"] : citation["end"]]
            if words:
                citation["quote"] = words
        elif "start" not in citation and text:
            citation["start"] = citation["end"] = len(text)


class SentText:
    """The text of a streamed answer, which is kept until its end because a citation may quote any part of it. All but
    the last part of a long text is compressed."""

    def __init__(self) -> None:
        self.compressed: list[bytes] = []
        self._latest = StringIO()
        self._before = 0

    def __len__(self) -> int:
        return self._before + self._latest.tell()

    def write(self, text: str) -> None:
        self._latest.write(text)
        if self._latest.tell() >= BLOCK:
            self._before += self._latest.tell()
            block = self._latest.getvalue().encode("utf-8", "surrogatepass")
            self.compressed.append(zlib.compress(block, LEVEL))
            self._latest = StringIO()

    def value(self) -> str:
        """Return the whole text."""
        before = b"".join(map(zlib.decompress, self.compressed)).decode("utf-8", "surrogatepass")
        return before + self._latest.getvalue()


_TEXTS = ("url", "title", "quote")
