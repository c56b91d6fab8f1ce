"""Events of the blocks that wait for the end of an open tool call."""

from __future__ import annotations

from collections import deque
from typing import Any

from dragoman.streaming.relay.forms import Forms

Event = dict[str, Any]
Key = int | str | None  # of a block, as the host numbers it


class WaitingBlocks:
    """Each block with its events, in the order in which the blocks arrived."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self._blocks: deque[tuple[Key, list[Event]]] = deque()
        self._unfinished: dict[Key, list[Event]] = {}

    def __bool__(self) -> bool:
        return bool(self._blocks)

    def add(self, key: Key, event: Event) -> None:
        """Add an event to its block. The start of a block that has only started is a repetition."""
        tag, events = event[self.forms.tag], self._unfinished.get(key)
        starts = tag == self.forms.opens
        if starts and events is not None and len(events) == 1 and events[0][self.forms.tag] == tag:
            return
        if starts or events is None:
            events = self._unfinished[key] = []
            self._blocks.append((key, events))
        events.append(event)
        if tag == self.forms.closes:
            del self._unfinished[key]

    def take(self) -> tuple[Key, list[Event]]:
        """Return the first block and its events, which wait no longer."""
        key, events = self._blocks.popleft()
        if self._unfinished.get(key) is events:
            del self._unfinished[key]
        return key, events
