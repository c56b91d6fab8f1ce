"""Callback page of a browser login: loopback only, one request with the state of this login, then closed."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest

from dragoman.auth.callback import Callback
from dragoman.auth.requests import LoginRejected


def test_callback_page_listens_on_loopback_for_one_request() -> None:
    async def test() -> None:
        page = Callback("/callback", "state-1")
        port = await page.open([])
        places = {listener.getsockname()[:2] for server in page._servers for listener in server.sockets}
        assert ("127.0.0.1", port) in places and places <= {("127.0.0.1", port), ("::1", port)}
        url = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(trust_env=False) as client:
            for path, params, status in (
                ("/callback", {"code": "forged"}, 400),
                ("/callback", {"code": "forged", "state": ""}, 400),
                ("/callback", {"code": "forged", "state": "state-2"}, 400),
                ("/callback", {"error": "forged", "state": "state-2"}, 400),
                ("/other", {"code": "forged", "state": "state-1"}, 404),
                ("/callback/", {"code": "forged", "state": "state-1"}, 404),
            ):
                assert (await client.get(url + path, params=params)).status_code == status, path
            assert (await client.head(url + "/callback", params={"code": "x", "state": "state-1"})).status_code == 405
            waiting = asyncio.ensure_future(page.code())
            await asyncio.sleep(0)
            assert not waiting.done()
            answer = await client.get(url + "/callback", params={"code": "code-untold", "state": "state-1"})
            assert answer.status_code == 200 and "untold" not in answer.text
            assert answer.headers["cache-control"] == "no-store" and answer.headers["referrer-policy"] == "no-referrer"
            again = await client.get(url + "/callback", params={"code": "another", "state": "state-1"})
            assert again.status_code == 404 and await waiting == "code-untold"
            await page.close()
            with pytest.raises(httpx.ConnectError):
                await client.get(url + "/callback", params={"code": "another", "state": "state-1"})

    asyncio.run(test())


def test_authorization_errors_require_the_state_of_this_login() -> None:
    async def test() -> None:
        page = Callback("/callback", "state-1")
        port = await page.open([])
        async with httpx.AsyncClient(trust_env=False) as client:
            to = f"http://127.0.0.1:{port}/callback"
            await client.get(to, params={"error": "access_denied", "state": "state-1"})
        with pytest.raises(LoginRejected, match="access_denied"):
            await page.code()
        await page.close()

    asyncio.run(test())


def test_malformed_requests_are_ignored() -> None:
    async def test() -> None:
        page = Callback("/callback", "state-1")
        port = await page.open([])
        for data in (b"", b"\r\n\r\n", b"GET\r\n\r\n", b"\xff\xfe \xff \xff\r\n\r\n", b"GET /" + b"x" * 100_000):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(data)
            if writer.can_write_eof():
                writer.write_eof()
            try:
                assert not (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.1 200")
            except ConnectionError:
                pass
            writer.close()
        assert not page._code.done()
        await page.close()

    asyncio.run(asyncio.wait_for(test(), 20))


def test_a_port_that_another_program_holds_on_ipv6_is_not_used() -> None:
    async def test() -> None:
        with socket.socket(socket.AF_INET6) as other:
            try:
                other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                other.bind(("::1", 0))
            except OSError:
                pytest.skip("no IPv6 on this machine")
            other.listen()
            taken = other.getsockname()[1]
            with pytest.raises(LoginRejected, match=f"requires port {taken}, which is in use"):
                await Callback("/callback", "state").open([taken])
            page = Callback("/callback", "state")
            assert await page.open([taken, 0]) != taken
            assert len(page._servers) == 2
            await page.close()

    asyncio.run(test())
