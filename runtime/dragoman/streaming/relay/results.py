"""The few events of a forwarded stream that may contain its usage and its finish reason."""

from __future__ import annotations

MAX_LAST = 4  # events; there are more only if a host continues after the finish reason


class Results:
    """`first`: the first of them; `latest`: the latest event or events before the finish reason, which may contain the
    usage if events have no names."""

    def __init__(self) -> None:
        self.first = b""
        self._last: list[bytes] = []
        self.latest = b""

    def add(self, event: bytes, last: bool) -> None:
        """Add an event that was looked at. `last`: it has the finish reason, or comes after it."""
        if not self.first:
            self.first = event
        elif last:
            self._last = [*self._last[1 - MAX_LAST :], event]
        else:
            self.latest = event

    def events(self) -> bytes:
        return self.first + self.latest + b"".join(self._last)
