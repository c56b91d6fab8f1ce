"""HTTP servers of tests: providers, vendors and receivers in a thread of the test's process."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

POLL_SECONDS = 0.02  # in which a server notices that it is shut down
Server = TypeVar("Server", bound=ThreadingHTTPServer)


class Responder(BaseHTTPRequestHandler):
    """A handler that sends complete responses and writes no log."""

    def body(self) -> bytes:
        """Return the body of the request."""
        return self.rfile.read(int(self.headers.get("content-length") or 0))

    def reply(self, value: Any, status: int = 200, kind: str = "application/json") -> None:
        """Send bytes, or a value as JSON."""
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Host(ThreadingHTTPServer):
    """A server on a free port of this machine."""

    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server_port}"


class Recorder(Host):
    """Keeps the JSON of its requests."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(handler)
        self.requests: list[dict[str, Any]] = []


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Serve in a thread."""
    threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
