"""Pending blocks: blocks of an answer that have a key, such as parallel calls.

A provider may send several at once, in pieces; the client receives one after the other (rule 2.3.4). The blocks that
can open are in a heap, so that a piece costs the same however many blocks wait.
"""

from __future__ import annotations

import bisect
import heapq
import sys
from collections.abc import Callable, Collection
from typing import Final

from dragoman.library.context import Context
from dragoman.library.hub import Response
from dragoman.streaming.pending_block import PendingBlock
from dragoman.values import arguments


class PendingBlocks:
    """The pending blocks of one answer. `explicit_ends`: the protocol states when a block ends."""

    def __init__(self, explicit_ends: bool, context: Context) -> None:
        self._explicit_ends = explicit_ends
        self._context = context
        self._tools: list[str] | None = None  # names of the tools of the request, in order
        self._source: str | None = None  # of the first piece, where rows do not state the ends of blocks
        self._by_key: dict[object, PendingBlock] = {}
        self._by_id: dict[str, PendingBlock] = {}
        self._heads: set[object] = set()  # keys, and first elements of composite keys
        self._last: PendingBlock | None = None
        self._arrivals = 0
        self._highest = 0
        self.waiting: dict[PendingBlock, None] = {}  # in the order of arrival
        self._ready: list[tuple[tuple[int, int], PendingBlock]] = []  # heap of those that can open, and of former ones
        self._without_key = 0  # blocks that wait and have no key
        self.held: frozenset[str] = frozenset()  # names of calls that are looked at as a whole, at the end
        self.custom = _provider_names(context.custom_tools, context)
        self.native = _provider_names(context.native_tools, context)

    def find(self, kind: str, key: object, id: object, name: object) -> PendingBlock:
        """Return the block that a piece belongs to, a new one if there is none."""
        if self._explicit_ends:
            key = hashable(key)
        elif not isinstance(key, int) or isinstance(key, bool):
            key = None
        block = self._same_key(kind, key) if self._explicit_ends else self._same_call(key, id, name)
        if block is None:
            block = self._make(kind, key)
        elif isinstance(name, str) and name and not self._explicit_ends:
            self._continue_name(block, name)
        if isinstance(id, str) and id:
            self._by_id.setdefault(id, block)
        self._last = block
        return block

    def is_used(self, source: str) -> bool:
        """Whether a piece is of the source that sent something first, or of none."""
        if self._source is None:
            self._source = source
        return not source or source == self._source

    def known(self, key: object) -> PendingBlock | None:
        return self._by_key.get(hashable(key))

    def seen(self, keys: tuple[object, ...]) -> bool:
        """Whether a block has one of these keys, or a key that starts with one."""
        return any(key is not None and hashable(key) in self._heads for key in keys)

    def forget(self, block: PendingBlock) -> None:
        """Remove a block that ended before it had any content."""
        if block.phase == "waiting" and block.empty:
            self.remove(block)
            block.phase = "done"

    def remove(self, block: PendingBlock) -> None:
        """Remove a block whose turn has come."""
        del self.waiting[block]
        self._without_key -= block.key is HELD

    def offer(self, block: PendingBlock) -> None:
        """Note a block that can open now: after each change of it. A block that can open remains so."""
        if block.offered or block.phase != "waiting" or not block.ready or self._unopened(block):
            return
        if not (block.named or block.has_text or block.ended) and self._may_continue(block.name):
            return
        block.offered = True
        heapq.heappush(self._ready, (block.order, block))

    def hold(self, kind: str, text: str) -> None:
        """Hold a piece without a key until its turn: with `explicit_ends` after those that wait, else last."""
        last = next(reversed(self.waiting), None)
        if last is None or last.kind != kind or last.key is not HELD:
            last = self._make(kind, HELD)
            last.ended = True
            self._without_key += 1
        last.pending.append(text)
        if self._explicit_ends:
            self.offer(last)

    @property
    def holds(self) -> bool:
        """Whether a piece without a key waits: later pieces must wait as well."""
        return self._without_key > 0

    def turn(self) -> PendingBlock | None:
        """Return the block that can open next, or None. The blocks after a call that is converted wait for it."""
        while self._ready:
            block = self._ready[0][1]
            if block not in self.waiting or block.name in self.held:
                heapq.heappop(self._ready)
            elif not self._converted(block):
                return block
            elif not (block.ended or (not self._explicit_ends and block.complete and len(self.waiting) > 1)):
                return None
            else:
                self._convert(block)
        return None

    def _convert(self, block: PendingBlock) -> None:
        """Replace a complete call, which is the first that can open, by the call in the client's form."""
        call = self._in_form(block)
        del self.waiting[block]
        block.phase = "done"
        self.waiting[call] = None
        call.ended = call.offered = True
        heapq.heapreplace(self._ready, (call.order, call))

    def rest(self, context: Context, after: Callable[[Response, Context], None] | None) -> list[PendingBlock]:
        """Return the waiting blocks that are not empty, in order, for the end of the answer. `after` rewrites the held
        ones."""
        if after is not None and self.held:
            self.waiting = {part: None for block in self.waiting for part in self._parts(block, context, after)}
        self.waiting = {self._in_form(block): None for block in self.waiting}
        return sorted((block for block in self.waiting if not block.empty and not self._unopened(block)), key=_order)

    def _parts(
        self, block: PendingBlock, context: Context, after: Callable[[Response, Context], None]
    ) -> list[PendingBlock]:
        if block.name not in self.held or block.kind != "tool_call":
            return [block]
        given = "".join(block.pending)
        answer: Response = {
            "blocks": [{"kind": "tool_call", "id": block.id, "name": block.name, "input": given}],
            "finish_reason": "tool_calls",
        }
        after(answer, context)
        parts: list[PendingBlock] = []
        for number, call in enumerate(answer["blocks"]):
            assert call["kind"] == "tool_call"
            part = PendingBlock(
                "tool_call", block.key, (block.order[0], block.order[1] + number), id=call["id"], name=call["name"]
            )
            part.take(None, None, call["input"], None, None, {})
            parts.append(part)
        return parts

    def _continue_name(self, block: PendingBlock, name: str) -> None:
        """Add a piece to a name that is not that of a tool yet, or replace it by one that repeats it."""
        if block.phase != "waiting" or block.has_text or block.named or not block.name or name == block.name:
            return
        for joined in (block.name + name, name):
            if joined.startswith(block.name) and (self._may_continue(joined) or joined in (self._tools or ())):
                block.name = joined
                return

    def _may_continue(self, name: str) -> bool:
        """Whether the name of a tool starts with this one, so that more of the name may come."""
        if self._explicit_ends or not name:
            return False
        if self._tools is None:
            self._tools = sorted(self._context.offered())
        after = bisect.bisect_right(self._tools, name)
        return after < len(self._tools) and self._tools[after].startswith(name)

    def _unopened(self, block: PendingBlock) -> bool:
        """Whether a call has arguments only, in a protocol that states when blocks open: they belong to a block that
        was lost, such as a call of a hosted tool."""
        return self._explicit_ends and block.kind == "tool_call" and not (block.id or block.name)

    def _converted(self, block: PendingBlock) -> bool:
        """Whether a call has another form for the client: text, if the tool is custom and the provider calls a
        function; its own form, if the tool is native; arguments, if the client has no custom tool of this name. It
        waits until it is complete."""
        if block.kind == "tool_call":
            return block.name in self.custom or block.name in self.native
        return block.kind == "custom_tool_call" and block.name not in self.custom

    def _in_form(self, block: PendingBlock) -> PendingBlock:
        """Return a complete call in the client's form."""
        if not self._converted(block) or block.phase != "waiting":
            return block
        if block.name in self.native:
            return self._in_native_form(block)
        custom, given = block.kind == "tool_call", "".join(block.pending)
        kind = "custom_tool_call" if custom else "tool_call"
        call = PendingBlock(kind, block.key, block.order, id=block.id, name=block.name, opening=block.opening)
        call.take(None, None, arguments.unwrapped(given) if custom else {arguments.CUSTOM: given}, None, None, {})
        return call

    def _in_native_form(self, block: PendingBlock) -> PendingBlock:
        schema = self._context.native_tools[self._context.names.get(block.name, block.name)]
        given = arguments.conforming("".join(block.pending), schema)
        opening = {**block.opening, "input": given}
        return PendingBlock("native_tool_call", block.key, block.order, id=block.id, name=block.name, opening=opening)

    def _same_call(self, key: object, id: object, name: object) -> PendingBlock | None:
        """Return the call that a piece belongs to (rule 2.3.4): by index; without an index, or with one index for all
        calls, by id and by name."""
        new_id = id if isinstance(id, str) else ""
        new_name = name if isinstance(name, str) else ""
        block = self._last if key is None else self._by_key.get(key)
        if block is not None and new_id and new_name == block.name and block.unfinished:
            return block  # each piece has a new id
        if key is None:
            if new_id:
                return self._by_id.get(new_id)
            return None if new_name else self._last
        if block is not None and block.id and new_id not in ("", block.id) and (new_name or block.phase == "done"):
            return None
        if block is not None and new_name and not block.id and not new_id and block.is_object:
            return None  # one index for all calls and no ids: a complete call is followed by another
        return block

    def _same_key(self, kind: str, key: object) -> PendingBlock | None:
        """Return the block with this key. A piece of another kind starts a new block, except between the two kinds of
        calls."""
        block = self._by_key.get(key)
        if block is None or block.kind == kind or {block.kind, kind} == {"tool_call", "hosted_tool_call"}:
            return block
        block.ended = True
        self.offer(block)
        return None

    def _make(self, kind: str, key: object) -> PendingBlock:
        if self._last is not None and not self._last.named:
            self._last.named = True
            self.offer(self._last)
        self._arrivals += 1
        place = self._arrivals - 1
        if not self._explicit_ends:
            if isinstance(key, int):
                self._highest = max(self._highest, key)
            place = LAST if key is HELD else key if isinstance(key, int) else self._highest
        block = PendingBlock(kind, key, (place, self._arrivals))
        self.waiting[block] = None
        if key is not HELD:
            if key in self._by_key:
                self._by_key[key].key = GONE
            self._by_key[key] = block
            self._heads.update((key, key[0]) if isinstance(key, tuple) and key else (key,))
        return block


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


def _provider_names(names: Collection[str], context: Context) -> frozenset[str]:
    """Return the provider's names of tools with these names of the client."""
    if not names:
        return frozenset()
    return frozenset(names) | {name for name, original in context.names.items() if original in names}


def _order(block: PendingBlock) -> tuple[int, int]:
    return block.order
