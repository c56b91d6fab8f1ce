"""All connections of clients: how many may be open, which are closed first, and when a slow one is.

A client that sends nothing, or sends very slowly, holds a file descriptor. Connections beyond the limit close the one
that has been without a request for the longest time, so that idle clients never keep out working ones.
"""

from __future__ import annotations

import logging
import time
from typing import Protocol

WARNING_SECONDS = 60.0  # between two warnings of the same kind
RESERVED = 24  # descriptors for files, sockets that listen, and the event loop
PER_CLIENT = 2  # descriptors of a request: the client's connection and the provider's

log = logging.getLogger("dragoman")


class Connection(Protocol):
    """A connection of a client."""

    def close_idle(self) -> None:
        """Close the connection, which has no request in progress."""

    def check_deadline(self, now: float) -> None:
        """Refuse a request that has been arriving for too long."""


class Connections:
    """`max_connections`: connections that may be open; 0 for no limit."""

    def __init__(self, max_connections: int = 0) -> None:
        self.max_connections = max_connections
        self.opened: dict[Connection, None] = {}
        self.idle: dict[Connection, None] = {}  # without a request in progress, the longest first
        self._warned = float("-inf")

    def add(self, connection: Connection) -> bool:
        """Register a new connection. Returns whether it may stay open."""
        if self.max_connections and len(self.opened) >= self.max_connections:
            self._warn()
            oldest = next(iter(self.idle), None)
            if oldest is None:
                return False
            self.remove(oldest)
            oldest.close_idle()
        self.opened[connection] = self.idle[connection] = None
        return True

    def remove(self, connection: Connection) -> None:
        self.opened.pop(connection, None)
        self.idle.pop(connection, None)

    def set_idle(self, connection: Connection, idle: bool) -> None:
        """Note whether a connection has a request in progress."""
        self.idle.pop(connection, None)
        if idle and connection in self.opened:
            self.idle[connection] = None

    def check_deadlines(self, now: float) -> None:
        for connection in list(self.opened):
            connection.check_deadline(now)

    def _warn(self) -> None:
        now = time.monotonic()
        if now - self._warned >= WARNING_SECONDS:
            self._warned = now
            log.warning(
                "%d connections of clients are open, as many as the limit of open files permits; raise it (ulimit -n)",
                len(self.opened),
            )


def permitted(descriptors: int) -> int:
    """Return how many connections of clients a limit of open files permits."""
    return max((descriptors - RESERVED) // PER_CLIENT, 4)
