"""The limit of open files of this process, and what happens when it is reached."""

from __future__ import annotations

import asyncio
import errno
import logging
from typing import Any

from dragoman.server.listener.connections import WARNING_SECONDS

try:
    import resource
except ImportError:  # Windows, where sockets are not limited in this way
    resource = None  # type: ignore[assignment]

MOST = 1 << 20  # macOS reports an unlimited number, and does not accept it
EXHAUSTED = (errno.EMFILE, errno.ENFILE)

log = logging.getLogger("dragoman")


def raise_limit() -> int:
    """Raise the soft limit of open files to the hard one. Returns the limit; 0 if there is none."""
    if resource is None:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft == resource.RLIM_INFINITY:
        return 0
    for most in (wanted, 10_240):  # the second is the most that older versions of macOS accept
        if soft < most <= wanted:
            try:
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
                return most
            except (OSError, ValueError):
                continue
    return soft


def log_exhaustion(loop: asyncio.AbstractEventLoop) -> None:
    """Log connections that cannot be accepted for lack of descriptors in a line, at most once a minute."""
    warned = float("-inf")

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal warned
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in EXHAUSTED:
            return loop.default_exception_handler(context)
        if loop.time() - warned >= WARNING_SECONDS:
            warned = loop.time()
            log.error("a connection could not be accepted: no file descriptor is left; raise the limit (ulimit -n)")

    loop.set_exception_handler(handle)
