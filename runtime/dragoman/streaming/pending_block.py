"""One block of an answer that has a key, such as one of several parallel calls.

It waits until its required values are known and its turn has come, is live while its pieces are emitted, and is then
done.
"""

from __future__ import annotations

import copy
import re
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
    "input": dict,
}  # beside id and name
CALLS = ("tool_call", "custom_tool_call", "native_tool_call")  # that the client runs
TEXTS = ("text", "refusal", "reasoning")
MOST_PIECES_OF_NULL = 64
PLAIN = (*TEXTS, "custom_tool_call")  # kinds whose text is no JSON
_AFTER_OBJECT = re.compile(r"\}\s*[^\s,\]}]")  # what cannot follow within an object, outside of strings
_BEFORE_VALUE = (":", "[", ",", "")  # an object may follow


@dataclass(slots=True, eq=False)
class PendingBlock:
    """One block. `id`, `name`: as sent by the provider; `opening`: further values at its opening; `at_close`: its
    signature; `source`: the form whose text is used; `pending`: text not yet emitted; `received`: all text of a call;
    `unchanged`: pieces can be emitted as they are; `ended`: nothing more comes; `offered`: it can open; `named`: the
    name is complete; `whole`: the arguments are an object; `lost`: something followed that does not belong to them."""

    kind: str
    key: object
    order: tuple[int, int]
    phase: Literal["waiting", "live", "done"] = "waiting"
    ended: bool = False
    has_text: bool = False
    unchanged: bool = False
    offered: bool = False
    named: bool = False
    cumulative: bool = False  # pieces repeat all text before them
    lost: bool = False
    whole: bool = False
    id: str = ""
    name: str = ""
    opening: dict[str, Any] = field(default_factory=dict)
    at_close: str | dict[str, Any] | None = None
    source: str = ""
    pending: list[str] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    full: str = ""  # the complete text of a block without deltas
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
    ) -> bool:
        """Add a piece; values of a wrong type are ignored. The first id and name and the last signature win. Return
        whether it belongs to this block."""
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
            return True
        if text:
            self.full = ""
        for value in (separator if self.has_text else "", text, self._rest_of(complete)):
            piece = value if isinstance(value, str) else arguments.text(value) if isinstance(value, dict) else ""
            if self.kind not in PLAIN:
                piece = self._new_part(piece)
            if piece:
                self.has_text = True
                self.pending.append(piece)
                self.first_character = self.first_character or piece.lstrip()[:1]
                if self.kind not in PLAIN:
                    self.received.append(piece)
                    self.whole = piece[-1] == "}" and self.complete
        return not self.lost

    def _rest_of(self, complete: object) -> object:
        """Return what a complete text adds: everything without earlier text, and the rest after a complete one."""
        if self.kind in PLAIN and isinstance(complete, str) and complete.startswith(self.full):
            if not self.has_text or self.full:
                rest, self.full = complete[len(self.full) :], complete
                return rest
        return None if self.has_text else complete

    def _new_part(self, piece: str) -> str:
        """Return what a piece adds to the arguments. Some servers send an empty object first, which is replaced; some
        repeat in each piece all that precedes; some send the whole arguments once more, or those of another call, some
        close more braces than they opened, and some models continue with a token of a template or with words."""
        if piece[:1] == "{" and not self.unchanged and self.received and arguments.empty("".join(self.received)):
            self.received.clear()
            self.pending.clear()
            self.nesting, self.read, self.valid, self.first_character = arguments.Nesting(), 0, 0, ""
        if piece[:1] == "{" and self.first_character == "{":
            covered = self._covered(piece)
            if covered and (self.cumulative or not self._scanned().closed and self._cannot_nest):
                self.cumulative = True
                piece = piece[covered:]
            elif self.complete:
                self.lost |= not covered and not arguments.empty(piece)
                return ""
        if self.whole and piece[:1] != "{":
            self.lost |= piece.strip(arguments.SURPLUS) != ""
            return ""
        may_end = piece[-1:] == "}" or _AFTER_OBJECT.search(piece) is not None
        return self._first_object(piece) if may_end and (self.first_character or piece[:1]) == "{" else piece

    def _covered(self, piece: str) -> int:
        """Return the length of the text so far if a piece starts with it, else 0."""
        at = 0
        for earlier in self.received:
            if not piece.startswith(earlier, at):
                return 0
            at += len(earlier)
        return at

    @property
    def _cannot_nest(self) -> bool:
        """Whether no object can follow the text so far, because a value is not expected."""
        return self.nesting.quoted or self.received[-1].rstrip()[-1:] not in _BEFORE_VALUE

    def _first_object(self, piece: str) -> str:
        """Return a piece up to the end of the object that it completes."""
        scanned = self._scanned()
        end = 0 if scanned.closed else copy.copy(scanned).feed(piece)
        if end is None:
            return piece
        whole, rest = "".join(self.received) + piece[:end], piece[end:].strip(arguments.SURPLUS)
        self.lost |= rest.replace(whole, "").strip() != ""
        return piece[:end]

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
        return self._scanned().closed and self._is_object()

    @property
    def unfinished(self) -> bool:
        """Whether more arguments of a call must come."""
        return self.phase != "done" and self.kind not in PLAIN and not self._scanned().closed

    @property
    def is_object(self) -> bool:
        """Whether the arguments are an object so far, or text that means an empty one."""
        if self.first_character == "n" and len(self.received) < MOST_PIECES_OF_NULL:
            return arguments.read("".join(self.received)) is not None
        return self._scanned().closed and self._is_object()

    def _scanned(self) -> arguments.Nesting:
        """Return the nesting of the text so far. Each piece is read once."""
        for piece in self.received[self.read :]:
            self.nesting.feed(piece)
        self.read = len(self.received)
        return self.nesting

    def _is_object(self) -> bool:
        """Whether closed text is an object; one that is none does not become one by further text."""
        if not self.invalid and self.valid < len(self.received):
            self.invalid = arguments.read("".join(self.received)) is None
            self.valid = len(self.received)
        return not self.invalid

    def outgoing(self) -> str:
        """Return the text that can be emitted now. Arguments wait for the brace that shows that they are an object."""
        if not self.unchanged and self.kind not in PLAIN:
            if self.first_character != "{" or len(self.pending) == 1 and arguments.empty(self.pending[0]):
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
        if not text or self.kind in PLAIN or self.unchanged or self.first_character == "{":
            return text
        found = arguments.read(text)
        if found is None and cut_off:
            return text
        return arguments.text(found if found is not None else arguments.settled(text)) if found != {} else ""
