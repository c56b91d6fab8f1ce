"""Pending blocks: blocks of an answer that have a key, such as parallel calls.

A provider may send several at once, in pieces; the client receives one after the other (rule 2.3.4). A `PendingBlock`
waits until its required values are known and its turn has come, is live while its pieces are emitted, and is then done.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from dragoman.library.context import Context
from dragoman.library.hub import KINDS, Response
from dragoman.values import arguments
from dragoman.values.characters import whole

FIRSTS: dict[str, type] = {
    "data": str,
    "toolset": str,
    "error_code": str,
    "citations": list,
    "signature": str,
}  # beside id and name
TEXTS = ("text", "reasoning")
PLAIN = (*TEXTS, "custom_tool_call")  # kinds whose text is no JSON


@dataclass(slots=True, eq=False)
class PendingBlock:
    """One block. `id`, `name`: as sent by the provider; `first`: further values at its opening; `pending`: text not yet
    emitted; `past`: emitted text of a call; `straight`: pieces can be emitted unchanged."""

    kind: str
    key: object
    order: tuple[int, int]
    phase: Literal["waiting", "live", "done"] = "waiting"
    shut: bool = False
    has_text: bool = False
    straight: bool = False
    id: str = ""
    name: str = ""
    first: dict[str, Any] = field(default_factory=dict)
    late: str | dict[str, Any] | None = None
    lane: str = ""
    pending: list[str] = field(default_factory=list)
    past: list[str] = field(default_factory=list)

    def listens(self, lane: str, speaks: bool) -> bool:
        """Whether pieces of this lane are used: those of the lane that sends first."""
        if not self.lane and not self.has_text and speaks:
            self.lane = lane
        return not lane or not self.has_text or self.lane == lane

    def take(
        self,
        id: object,
        name: object,
        text: object,
        whole_text: object,
        late: object,
        first: dict[str, object],
        gap: str = "",
    ) -> None:
        """Add a piece; values of a wrong type are ignored. The first id and name and the last signature win."""
        if not self.id and isinstance(id, str):
            self.id = id
        if not self.name and isinstance(name, str):
            self.name = whole(name)
        if isinstance(late, str | dict) and late and self.kind == "reasoning":
            self.late = late
        for key, value in first.items():
            if key in FIRSTS and isinstance(value, FIRSTS[key]) and value:
                self.first.setdefault(key, value)
        if "grows" not in KINDS[self.kind]:
            return
        for value in (gap if self.has_text else "", text, None if self.has_text else whole_text):
            piece = value if isinstance(value, str) else arguments.text(value) if isinstance(value, dict) else ""
            if piece:
                self.has_text = True
                self.pending.append(piece)

    @property
    def ready(self) -> bool:
        """Whether the block can open: the values that its kind requires are known, or nothing more can come; without
        required values, whether there is text."""
        needed = KINDS[self.kind].get("first")
        if needed is None:
            return bool(self.pending or self.late)
        known = {"id": self.id, "name": self.name, **self.first}
        return self.shut or all(known.get(key) for key in needed)

    @property
    def empty(self) -> bool:
        """Whether nothing is known of the block; it is then ignored at the end."""
        said = self.pending or self.late
        return not (said if self.kind in TEXTS else said or self.id or self.name or self.first)

    @property
    def complete(self) -> bool:
        """Whether the arguments are a complete object, so that nothing more can come."""
        if self.kind in PLAIN:
            return self.kind not in TEXTS and self.has_text
        pieces = self.past + self.pending
        last = next((piece for piece in reversed(pieces) if not piece.isspace()), "")
        end = "}" if self.straight else '"'  # not straight: JSON encoded twice
        return last.rstrip()[-1:] == end and arguments.read("".join(pieces)) is not None

    @property
    def whole(self) -> bool:
        """Whether the arguments are an object so far; slower than `complete`."""
        text = "".join(self.past + self.pending)
        return not (text == "" or text.isspace()) and arguments.read(text) is not None

    def outgoing(self) -> str:
        """Return the text that can be emitted now. Arguments wait for the brace that shows that they are an object."""
        text = "".join(self.pending)
        if not self.straight and self.kind not in PLAIN:
            if text.lstrip()[:1] != "{":
                return ""
            self.straight = True
        self.pending.clear()
        if self.kind not in PLAIN:
            self.past.append(text)
        return text

    def remaining(self, cut_off: bool) -> str:
        """Return the remaining text at the end of the block: arguments that are not an object as `arguments.settled`
        reads them, or unchanged if the answer was cut off."""
        text = "".join(self.pending)
        self.pending.clear()
        if not text or self.kind in PLAIN or self.straight:
            return text
        found = arguments.read(text)
        if found is None and cut_off:
            return text
        return arguments.text(found if found is not None else arguments.settled(text)) if found != {} else ""


class PendingBlocks:
    """The pending blocks of one answer. `explicit_ends`: the protocol states when a block ends."""

    def __init__(self, explicit_ends: bool) -> None:
        self._explicit_ends = explicit_ends
        self._by_key: dict[object, PendingBlock] = {}
        self._by_id: dict[str, PendingBlock] = {}
        self._heads: set[object] = set()  # keys, and first elements of composite keys
        self._last: PendingBlock | None = None
        self._arrivals = 0
        self._highest = 0
        self.waiting: list[PendingBlock] = []
        self.held: frozenset[str] = frozenset()  # names of calls that are looked at as a whole, at the end
        self.custom: frozenset[str] = frozenset()  # the provider's names of custom tools

    def find(self, kind: str, key: object, id: object, name: object) -> PendingBlock:
        """The slot that a piece belongs to, made where it is new."""
        if self._explicit_ends:
            key = hashable(key)
        elif not isinstance(key, int) or isinstance(key, bool):
            key = None
        slot = self._same_key(kind, key) if self._explicit_ends else self._same_call(key, id, name)
        if slot is None:
            slot = self._make(kind, key)
        if isinstance(id, str) and id:
            self._by_id.setdefault(id, slot)
        self._last = slot
        return slot

    def known(self, key: object) -> PendingBlock | None:
        return self._by_key.get(hashable(key))

    def knows(self, keys: tuple[object, ...]) -> bool:
        """Whether a block has one of these keys, or a key that starts with one."""
        return any(key is not None and hashable(key) in self._heads for key in keys)

    def forget(self, slot: PendingBlock) -> None:
        """Remove a block that ended before it had any content."""
        if slot.phase == "waiting" and slot.empty:
            self.waiting.remove(slot)
            slot.phase = "done"

    def hold(self, kind: str, text: str) -> None:
        """Hold a piece without a key until its turn: with `explicit_ends` after those that wait, else last."""
        last = self.waiting[-1] if self.waiting else None
        if last is None or last.kind != kind or last.key is not HELD:
            last = self._make(kind, HELD)
            last.shut = True
        last.pending.append(text)

    @property
    def holds(self) -> bool:
        """Whether a piece without a key waits: later pieces must wait as well."""
        return any(slot.key is HELD for slot in self.waiting)

    def turn(self) -> PendingBlock | None:
        """Return the block that can open next, or None."""
        waiting = (slot for slot in self.waiting if slot.key is not HELD or self._explicit_ends)
        waiting = (slot for slot in waiting if not (slot.name in self.held or self._converted(slot)))
        ready = (slot for slot in waiting if slot.ready and not self._unopened(slot))
        return min(ready, key=_order, default=None)

    def rest(self, context: Context, after: Callable[[Response, Context], None] | None) -> list[PendingBlock]:
        """Return the waiting slots that are not empty, in order, for the end of the answer. `after` rewrites those that
        were held."""
        if after is not None and self.held:
            self.waiting = [part for slot in self.waiting for part in self._parts(slot, context, after)]
        self.waiting = [self._in_form(slot) for slot in self.waiting]
        return sorted((slot for slot in self.waiting if not slot.empty and not self._unopened(slot)), key=_order)

    def _parts(
        self, slot: PendingBlock, context: Context, after: Callable[[Response, Context], None]
    ) -> list[PendingBlock]:
        if slot.name not in self.held or slot.kind != "tool_call":
            return [slot]
        given = "".join(slot.pending)
        answer: Response = {
            "blocks": [{"kind": "tool_call", "id": slot.id, "name": slot.name, "input": given}],
            "finish_reason": "tool_calls",
        }
        after(answer, context)
        parts: list[PendingBlock] = []
        for number, block in enumerate(answer["blocks"]):
            assert block["kind"] == "tool_call"
            part = PendingBlock(
                "tool_call", slot.key, (slot.order[0], slot.order[1] + number), id=block["id"], name=block["name"]
            )
            part.take(None, None, block["input"], None, None, {})
            parts.append(part)
        return parts

    def _unopened(self, slot: PendingBlock) -> bool:
        """Whether a call has arguments only, in a protocol that states when blocks open: they belong to a block that
        was lost, such as a call of a hosted tool."""
        return self._explicit_ends and slot.kind == "tool_call" and not (slot.id or slot.name)

    def _converted(self, slot: PendingBlock) -> bool:
        """Whether a call has another form for the client: text, if the tool is custom and the provider calls a
        function; arguments, if the client has no custom tool of this name. It waits until it is complete."""
        return slot.kind in ("tool_call", "custom_tool_call") and (slot.kind == "tool_call") is (
            slot.name in self.custom
        )

    def _in_form(self, slot: PendingBlock) -> PendingBlock:
        """Return a complete call in the client's form."""
        if not self._converted(slot) or slot.phase != "waiting":
            return slot
        custom, given = slot.kind == "tool_call", "".join(slot.pending)
        kind = "custom_tool_call" if custom else "tool_call"
        call = PendingBlock(kind, slot.key, slot.order, id=slot.id, name=slot.name, first=slot.first)
        call.take(None, None, arguments.unwrapped(given) if custom else {arguments.CUSTOM: given}, None, None, {})
        return call

    def _same_call(self, key: object, id: object, name: object) -> PendingBlock | None:
        """Return the call that a piece belongs to (rule 2.3.4): by index; without an index, or with one index for all
        calls, by id and by name."""
        new_id = id if isinstance(id, str) else ""
        new_name = name if isinstance(name, str) else ""
        if key is None:
            if new_id:
                return self._by_id.get(new_id)
            return None if new_name else self._last
        slot = self._by_key.get(key)
        if slot is not None and slot.id and new_id not in ("", slot.id) and (new_name or slot.phase == "done"):
            return None
        if slot is not None and new_name and not slot.id and not new_id and slot.whole:
            return None  # one index for all calls and no ids: a complete call is followed by another
        return slot

    def _same_key(self, kind: str, key: object) -> PendingBlock | None:
        """Return the block with this key. A piece of another kind starts a new block, except between the two kinds of
        calls."""
        slot = self._by_key.get(key)
        if slot is None or slot.kind == kind or {slot.kind, kind} == {"tool_call", "hosted_tool_call"}:
            return slot
        slot.shut = True
        return None

    def _make(self, kind: str, key: object) -> PendingBlock:
        self._arrivals += 1
        place = self._arrivals - 1
        if not self._explicit_ends:
            if isinstance(key, int):
                self._highest = max(self._highest, key)
            place = LAST if key is HELD else key if isinstance(key, int) else self._highest
        slot = PendingBlock(kind, key, (place, self._arrivals))
        self.waiting.append(slot)
        if key is not HELD:
            if key in self._by_key:
                self._by_key[key].key = GONE
            self._by_key[key] = slot
            self._heads.update((key, key[0]) if isinstance(key, tuple) and key else (key,))
        return slot


HELD: Final = object()  # the key of pieces without a key
GONE: Final = object()  # the key of a block whose key was reused
LAST: Final = sys.maxsize


def hashable(key: object) -> object:
    """Return a key that can be hashed: a list as a tuple, any other unhashable value as its repr."""
    if isinstance(key, list):
        return tuple(map(hashable, key))
    try:
        hash(key)
    except TypeError:
        return repr(key)
    return key


def _order(slot: PendingBlock) -> tuple[int, int]:
    return slot.order
