"""What happens when the limit of open files of this process is reached."""

from __future__ import annotations

import asyncio
import errno
import logging
from typing import Any

from dragoman.server.listener.connections import WARNING_SECONDS

EXHAUSTED = (errno.EMFILE, errno.ENFILE)

log = logging.getLogger("dragoman")


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
