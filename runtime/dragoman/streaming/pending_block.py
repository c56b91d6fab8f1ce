"""One block of an answer that has a key, such as one of several parallel calls.

It waits until its required values are known and its turn has come, is live while its pieces are emitted, and is then
done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from dragoman.library.hub import KINDS
from dragoman.values import arguments
from dragoman.values.characters import whole

OPENING: dict[str, type] = {
    "data": str,
    "toolset": str,
    "error_code": str,
    "citations": list,
    "signature": str,
}  # beside id and name
TEXTS = ("text", "refusal", "reasoning")
MOST_PIECES_OF_NULL = 64
PLAIN = (*TEXTS, "custom_tool_call")  # kinds whose text is no JSON


@dataclass(slots=True, eq=False)
class PendingBlock:
    """One block. `id`, `name`: as sent by the provider; `opening`: further values at its opening; `at_close`: its
    signature; `source`: the form whose text is used; `pending`: text not yet emitted; `received`: all text of a call;
    `unchanged`: pieces can be emitted as they are; `ended`: nothing more comes; `offered`: it can open."""

    kind: str
    key: object
    order: tuple[int, int]
    phase: Literal["waiting", "live", "done"] = "waiting"
    ended: bool = False
    has_text: bool = False
    unchanged: bool = False
    offered: bool = False
    id: str = ""
    name: str = ""
    opening: dict[str, Any] = field(default_factory=dict)
    at_close: str | dict[str, Any] | None = None
    source: str = ""
    pending: list[str] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    first_character: str = ""  # the first character of the text that is not white space
    nesting: arguments.Nesting = field(default_factory=arguments.Nesting)
    read: int = 0  # pieces of `received` that `nesting` has read
    valid: int = 0  # pieces of `received` that are an object
    invalid: bool = False  # the text is closed and no object

    def accepts(self, source: str, has_text: bool) -> bool:
        """Whether pieces of this source are used: those of the source that sends text first."""
        if not self.source and not self.has_text and has_text:
            self.source = source
        return not source or not self.has_text or self.source == source

    def take(
        self,
        id: object,
        name: object,
        text: object,
        complete: object,
        at_close: object,
        opening: dict[str, object],
        separator: str = "",
    ) -> None:
        """Add a piece; values of a wrong type are ignored. The first id and name and the last signature win."""
        if not self.id and isinstance(id, str):
            self.id = id
        if not self.name and isinstance(name, str):
            self.name = whole(name)
        if isinstance(at_close, str | dict) and at_close and self.kind == "reasoning":
            self.at_close = at_close
        for key, value in opening.items():
            if key in OPENING and isinstance(value, OPENING[key]) and value:
                self.opening.setdefault(key, value)
        if "delta" not in KINDS[self.kind]:
            return
        for value in (separator if self.has_text else "", text, None if self.has_text else complete):
            piece = value if isinstance(value, str) else arguments.text(value) if isinstance(value, dict) else ""
            if piece and not self._repeats(piece):
                self.has_text = True
                self.pending.append(piece)
                self.first_character = self.first_character or piece.lstrip()[:1]
                if self.kind not in PLAIN:
                    self.received.append(piece)

    def _repeats(self, piece: str) -> bool:
        """Whether a piece follows arguments that are complete: some servers send them whole once more."""
        return piece[0] == "{" and self.first_character == "{" and self.kind not in PLAIN and self.complete

    @property
    def ready(self) -> bool:
        """Whether the block can open: the values that its kind requires are known, or nothing more can come; without
        required values, whether there is text."""
        needed = KINDS[self.kind].get("opening")
        if needed is None:
            return bool(self.pending or self.at_close)
        known = {"id": self.id, "name": self.name, **self.opening}
        return self.ended or all(known.get(key) for key in needed)

    @property
    def empty(self) -> bool:
        """Whether nothing is known of the block; it is then ignored at the end."""
        content = self.pending or self.at_close
        return not (content if self.kind in TEXTS else content or self.id or self.name or self.opening)

    @property
    def complete(self) -> bool:
        """Whether the arguments are a complete object, so that nothing more can come."""
        if self.kind in PLAIN:
            return self.kind not in TEXTS and self.has_text
        return self._closed and self._is_object()

    @property
    def is_object(self) -> bool:
        """Whether the arguments are an object so far, or text that means an empty one."""
        if self.first_character == "n" and len(self.received) < MOST_PIECES_OF_NULL:
            return arguments.read("".join(self.received)) is not None
        return self._closed and self._is_object()

    @property
    def _closed(self) -> bool:
        """Whether the text is complete if it is JSON. Each piece is read once."""
        for piece in self.received[self.read :]:
            self.nesting.feed(piece)
        self.read = len(self.received)
        return self.nesting.closed

    def _is_object(self) -> bool:
        """Whether closed text is an object; one that is none does not become one by further text."""
        if not self.invalid and self.valid < len(self.received):
            self.invalid = arguments.read("".join(self.received)) is None
            self.valid = len(self.received)
        return not self.invalid

    def outgoing(self) -> str:
        """Return the text that can be emitted now. Arguments wait for the brace that shows that they are an object."""
        if not self.unchanged and self.kind not in PLAIN:
            if self.first_character != "{":
                return ""
            self.unchanged = True
        text = "".join(self.pending)
        self.pending.clear()
        return text

    def remaining(self, cut_off: bool) -> str:
        """Return the remaining text at the end of the block: arguments that are not an object as `arguments.settled`
        reads them, or unchanged if the answer was cut off."""
        text = "".join(self.pending)
        self.pending.clear()
        if not text or self.kind in PLAIN or self.unchanged:
            return text
        found = arguments.read(text)
        if found is None and cut_off:
            return text
        return arguments.text(found if found is not None else arguments.settled(text)) if found != {} else ""
