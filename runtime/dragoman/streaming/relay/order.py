"""Order of the blocks in a forwarded stream: one block is open at a time, and blocks are numbered from 0.

Clients append each block that starts and find it by its number. Events in this order are forwarded unchanged.
Otherwise starts and ends that the host leaves out are inserted, and the text or input in the start of a block, which
some clients do not read, is sent as a delta. The blocks that follow a tool call wait for its end, so that calls that a
host interleaves stay whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.library.context import Context
from dragoman.streaming.relay.forms import Forms, Kind
from dragoman.streaming.relay.waiting import Event, Key, WaitingBlocks
from dragoman.streaming.relay.watch import at
from dragoman.values import json_text


@dataclass(slots=True)
class OpenBlock:
    """`key`: the host's index; `number`: the client's; `marks`: how that is written; `rest`: text that precedes the end
    unless deltas come."""

    key: Key
    number: int
    kind: Kind | None
    marks: tuple[bytes, ...]
    rest: str = ""
    filled: bool = False


@dataclass
class BlockOrder:
    """The blocks of one stream."""

    forms: Forms
    context: Context
    live: OpenBlock | None = None
    count: int = 0
    called: bool = False  # the client was sent a tool call
    only_texts: bool = True  # all blocks are text or reasoning
    closed: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.waiting = WaitingBlocks(self.forms)  # that follow the open call
        self.prefix = f'"{self.forms.index}":'.encode()

    def unbroken(self, data: bytes) -> bool:
        """Whether events, none of which starts or ends a block, can be forwarded as they are."""
        live = self.live
        if live is None or live.key != live.number or live.rest or self.waiting:
            return False
        events = data.count(self.prefix)  # apart from pings
        if live.kind is None or b"null" in data or data.count(live.kind.delta.encode()) != events:
            return False
        if not any(data.count(mark) == events for mark in live.marks):
            return False
        if live.kind.needs and sum(data.count(mark) for mark in live.kind.marks) != events:
            return False
        live.filled = live.filled or events > 0
        return True

    def feed(self, event: Event) -> list[Event]:
        """Return the events to forward for one event of the host."""
        forms = self.forms
        tag, key = event.get(forms.tag), event.get(forms.index)
        if tag not in (forms.opens, forms.changes, forms.closes):
            return [event]
        key = key if isinstance(key, int | str) else None
        if self.waiting and self.live is not None and self.live.key != key:
            self.waiting.add(key, event)
            return []
        return self._take(key, event) + self._resume()

    def _take(self, key: Key, event: Event) -> list[Event]:
        forms, tag = self.forms, event[self.forms.tag]
        if tag == forms.opens:
            return self._start(key, event)
        return self._change(key, event) if tag == forms.changes else self._stop(key, event)

    def _resume(self) -> list[Event]:
        """Return the events of the blocks that waited, up to the first one that has no end yet."""
        events: list[Event] = []
        while self.live is None and self.waiting:
            key, block = self.waiting.take()
            others, self.waiting = self.waiting, WaitingBlocks(self.forms)
            for event in block:
                events += self._take(key, event)
            self.waiting = others
        return events

    def rest(self) -> list[Event]:
        """Return what completes all blocks at the end of the answer."""
        events: list[Event] = []
        while self.live is not None:
            events += self._close({self.forms.tag: self.forms.closes}) + self._resume()
        return events

    def whole(self, content: Event) -> list[Event]:
        """Return the events of a complete block."""
        start = {self.forms.tag: self.forms.opens, self.forms.index: self.count, self.forms.content: content}
        return [*self._start(self.count, start), *self.rest()]

    def _start(self, key: Key, event: Event) -> list[Event]:
        live = self.live
        if live is None:
            return self._open(key, event)
        if live.key == key and not (live.filled or live.rest):
            return []  # the same start again
        if live.key != key and live.kind is not None and live.kind.needs:
            self.waiting.add(key, event)
            return []
        return self._instead(key, event)

    def _open(self, key: Key, event: Event) -> list[Event]:
        forms, given = self.forms, event.get(self.forms.content)
        content = forms.block(given)
        if content is None:  # the first delta opens the block
            return []
        event = event if content is given else {**event, forms.content: content}
        kind = forms.kind_of_content(content)
        self.live = live = OpenBlock(key, self.count, kind, self._marks(self.count))
        self.closed.discard(key)
        self.count += 1
        self.only_texts &= kind is not None and not kind.needs
        if kind is None:
            return [self._numbered(event, live)]
        self.called |= kind.calls
        member = next(iter(kind.empty))
        moved = "" if kind.needs and not kind.calls else content.get(member) or ""
        known = {name: value for name, value in content.items() if value is not None}
        opening = {**known, **{name: value for name, value in kind.empty.items() if name not in known}}
        if moved:
            opening[member] = kind.empty[member]
        if kind.id and not opening.get(kind.id):
            opening[kind.id] = self.context.ids.for_call(None, self.context.seed, live.number, self.context.call_ids)
        started = self._numbered(event if opening == content else {**event, forms.content: opening}, live)
        live.rest = moved if isinstance(moved, str) else json_text.dumps(moved).decode()
        return [started] if kind.needs else [started, *self._moved(live)]

    def _change(self, key: Key, event: Event) -> list[Event]:
        forms, live = self.forms, self.live
        given = event.get(forms.change)
        change = forms.piece(given, live.kind if live else None)
        if change is None:
            self.context.lose_member(forms.change, "not of the declared type")
            return []
        event = event if change is given else {**event, forms.change: change}
        kind = forms.kind_of_change(change)
        if kind is not None and not isinstance(text := at(change, [kind.text]), str):
            if text is not None:
                self.context.lose_member(f"{forms.change}.{kind.text}", "not of the declared type")
            return []
        fits = live is not None and (kind is None or live.kind is None or live.kind.delta == kind.delta)
        if live is not None and fits and (live.key == key or key not in self.closed):
            live.filled = True
            return [self._numbered(event, live)]
        if kind is None or kind.needs:
            self.context.lose_member(kind.name if kind else forms.change, "a piece that belongs to no open block")
            return []
        if live is None:
            start = {forms.tag: forms.opens, forms.content: {forms.tag: kind.name, **kind.empty}}
            return self._open(key, start) + self._change(key, event)
        if live.key != key and live.kind is not None and live.kind.needs:
            self.waiting.add(key, event)
            return []
        return self._instead(key, event)

    def _stop(self, key: Key, event: Event) -> list[Event]:
        if self.live is None or (self.live.key != key and key in self.closed):
            return []
        return self._close(event)

    def _instead(self, key: Key, event: Event) -> list[Event]:
        """Close the open block and take the event of another one, after the blocks that wait."""
        closed = self._close({self.forms.tag: self.forms.closes})
        if not self.waiting:
            return closed + self._take(key, event)
        self.waiting.add(key, event)
        return closed

    def _close(self, event: Event) -> list[Event]:
        live, self.live = self.live, None
        assert live is not None
        self.closed.add(live.key)
        return [*self._moved(live), self._numbered(event, live)]

    def _moved(self, live: OpenBlock) -> list[Event]:
        """Return the delta with the content that the start of a block had."""
        text, live.rest = live.rest, ""
        if not text or live.filled or live.kind is None:
            return []
        live.filled = True
        change = {self.forms.tag: live.kind.delta, live.kind.text: text}
        return [self._numbered({self.forms.tag: self.forms.changes, self.forms.change: change}, live)]

    def _numbered(self, event: Event, live: OpenBlock) -> Event:
        index = self.forms.index
        return event if event.get(index) == live.number else {**event, index: live.number}

    def _marks(self, number: int) -> tuple[bytes, ...]:
        """Return how the index of a block is written."""
        return tuple(self.prefix + text.encode() for text in (f"{number},", f" {number},", f"{number}}}"))
