"""The page on loopback that a browser comes back to after a login (RFC 8252 7.3).

It listens on loopback only, answers one request that has the path and the `state` of this login, and closes; whatever
else knocks is told that it is wrong here and changes nothing.
"""

from __future__ import annotations

import asyncio
import hmac
from urllib.parse import parse_qs, urlsplit

from dragoman.auth.requests import Refused

MOST = 16 * 1024  # bytes of a request
PAGE = """<!doctype html><meta charset="utf-8"><title>Dragoman</title>
<body style="font: 16px/1.5 system-ui; margin: 20vh auto; max-width: 32em; text-align: center">
<h1 style="font-size: 1.4em">{title}</h1><p>{text}</p>"""


class Callback:
    """`path`: of the redirect; `state`: what the browser must bring back."""

    def __init__(self, path: str, state: str) -> None:
        self.path, self.state = path, state
        self.port = 0
        self._servers: list[asyncio.Server] = []
        self._code: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def open(self, ports: list[int]) -> int:
        """Listens on the first of the ports that is free. Raises Refused."""
        for port in ports or [0]:
            try:
                server = await asyncio.start_server(self._serve, "127.0.0.1", port)
            except OSError:
                continue
            self._servers.append(server)
            self.port = server.sockets[0].getsockname()[1]
            try:  # browsers may take localhost for either
                self._servers.append(await asyncio.start_server(self._serve, "::1", self.port))
            except OSError:
                pass
            return self.port
        raise Refused(f"the login needs port {' or '.join(map(str, ports))}, which is in use; try --headless")

    async def code(self) -> str:
        """The code that the browser brings. Raises Refused."""
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
            method, target = head[:MOST].split(b" ", 2)[:2]
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
        way = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(way.query).items()}
        if way.path != self.path or self._code.done():
            return "404 Not Found", "Nothing is here", "This page is for one login, and that is over or elsewhere."
        if method != b"GET":
            return "405 Method Not Allowed", "Not so", "A browser comes here with GET."
        if not hmac.compare_digest(query.get("state", ""), self.state):
            return "400 Bad Request", "This is not that login", "It was begun elsewhere. Go back to the terminal."
        if not query.get("code"):
            word = query.get("error") or "no code"
            self._code.set_exception(Refused(f"the login was not allowed: {word[:100]}", word=word))
            return "200 OK", "Not logged in", "You can close this page and go back to the terminal."
        self._code.set_result(query["code"])
        return "200 OK", "Logged in", "You can close this page and go back to the terminal."
