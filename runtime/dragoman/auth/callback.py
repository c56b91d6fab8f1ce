"""Redirect server on loopback for browser logins (RFC 8252 7.3).

It listens on loopback only, accepts one request with the path and the `state` of the login, and closes. All other
requests are answered with an error and have no effect.
"""

from __future__ import annotations

import asyncio
import errno
import hmac
from urllib.parse import parse_qs, urlsplit

from dragoman.auth.requests import LoginRejected

ATTEMPTS = 5  # to find a port that is free on both addresses
MAX_REQUEST_BYTES = 16 * 1024
PAGE = """<!doctype html><meta charset="utf-8"><title>Dragoman</title>
<body style="font: 16px/1.5 system-ui; margin: 20vh auto; max-width: 32em; text-align: center">
<h1 style="font-size: 1.4em">{title}</h1><p>{text}</p>"""


class Callback:
    """The redirect server of one login. `path`: path of the redirect URL; `state`: value that the browser must
    return."""

    def __init__(self, path: str, state: str) -> None:
        self.path, self.state = path, state
        self.port = 0
        self._servers: list[asyncio.Server] = []
        self._code: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def open(self, ports: list[int]) -> int:
        """Listen on the first free port. Returns the port. Raises LoginRejected."""
        for port in ports or [0] * ATTEMPTS:
            if await self._listen(port):
                return self.port
            await self.close()
        raise LoginRejected(
            f"the login requires port {' or '.join(map(str, ports))}, which is in use; free the port or use --headless"
        )

    async def _listen(self, port: int) -> bool:
        """Listen on both loopback addresses, because browsers may resolve localhost to either. Returns False if another
        program holds the port on one of them: it would receive the code."""
        try:
            server = await asyncio.start_server(self._serve, "127.0.0.1", port)
            self._servers.append(server)
            self.port = server.sockets[0].getsockname()[1]
            self._servers.append(await asyncio.start_server(self._serve, "::1", self.port))
        except OSError as error:
            return bool(self._servers) and error.errno != errno.EADDRINUSE  # this machine has no IPv6
        return True

    async def code(self) -> str:
        """Return the authorization code. Raises LoginRejected."""
        return await asyncio.shield(self._code)

    async def close(self) -> None:
        for server in self._servers:
            server.close()
        self._servers.clear()
        if self._code.done() and not self._code.cancelled():
            self._code.exception()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(10):
                head = await reader.readuntil(b"\r\n\r\n")
            method, target = head[:MAX_REQUEST_BYTES].split(b" ", 2)[:2]
            status, title, text = self._answer(method, target.decode("latin-1"))
            page = PAGE.format(title=title, text=text).encode()
            lines = [
                f"HTTP/1.1 {status}",
                "content-type: text/html; charset=utf-8",
                f"content-length: {len(page)}",
                "cache-control: no-store",
                "referrer-policy: no-referrer",
                "connection: close",
            ]
            writer.write("\r\n".join([*lines, "", ""]).encode() + page)
            await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, method: bytes, target: str) -> tuple[str, str, str]:
        url = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path != self.path or self._code.done():
            return "404 Not Found", "Not found", "This page belongs to another login, or the login is finished."
        if method != b"GET":
            return "405 Method Not Allowed", "Method not allowed", "This page accepts GET requests only."
        if not hmac.compare_digest(query.get("state", ""), self.state):
            return "400 Bad Request", "Wrong login", "This login was started elsewhere. Return to the terminal."
        if not query.get("code"):
            code = query.get("error") or "no code"
            self._code.set_exception(
                LoginRejected(f"the login was denied: {code[:100]}; run the command again", code=code)
            )
            return "200 OK", "Not logged in", "You can close this page and return to the terminal."
        self._code.set_result(query["code"])
        return "200 OK", "Logged in", "You can close this page and return to the terminal."
