"""HTTP connections to providers: framing, reuse, timeouts, interruptions, proxies, certificates."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from dragoman.http.call import HIGH_WATER, Call
from dragoman.http.proxies import Proxies
from dragoman.http.upstream import Upstream
from tests.runtime.raw_server import END, Request, chunk, raw_server, run, stream_head, whole

Writer = asyncio.StreamWriter


def post(upstream: Upstream, url: str, **headers: str) -> Call:
    return upstream.start("POST", url, headers.items(), b"{}")


async def everything(call: Call) -> bytes:
    assert await call.head(5)
    data = b""
    while part := await call.read(5):
        data += part
    assert part == b""
    return data


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (whole(b"hello"), b"hello"),
        (whole(b""), b""),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (stream_head() + chunk(b"a") + chunk(b"bc") + END, b"abc"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + whole(b"after"), b"after"),
        (b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + whole(b"after"), b"after"),
        (b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nto the end", b"to the end"),
        (b"HTTP/1.0 200 OK\r\n\r\nold", b"old"),
    ],
    ids=["length", "empty", "204", "chunked", "continue", "hints", "close", "1.0"],
)
@pytest.mark.parametrize("size", [0, 1], ids=["whole", "byte by byte"])
def test_every_response_framing(answer: bytes, body: bytes, size: int) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        for part in [answer[start : start + 1] for start in range(len(answer))] if size else [answer]:
            writer.write(part)
            await writer.drain()
        if b"length" not in answer and b"chunked" not in answer and b"204" not in answer:
            writer.close()

    async def test() -> None:
        async with raw_server(handler) as server:
            call = post(Upstream(environment={}), server.url)
            assert await everything(call) == body
            assert call.status in (200, 204)

    run(test())


def test_connection_is_reused_and_replaced_if_closed() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(whole(str(request.connection).encode()))

    async def test() -> None:
        async with raw_server(handler) as server:
            upstream = Upstream(environment={})
            for _ in range(3):
                assert await everything(post(upstream, server.url)) == b"1"
            first = next(iter(upstream.idle.values()))[0]
            first.close()
            assert await everything(post(upstream, server.url)) == b"2"

    run(test())


def test_request_on_a_closing_connection_is_repeated() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        if request.connection == 1 and len(server_requests) == 1:
            writer.close()
            return
        server_requests.append(request)
        writer.write(whole(b"ok"))

    server_requests: list[Request] = []

    async def test() -> None:
        async with raw_server(handler) as server:
            upstream = Upstream(environment={})
            for _ in range(2):
                assert await everything(post(upstream, server.url)) == b"ok"
            assert server.connections == 2

    run(test())


def test_connection_on_which_the_request_is_still_sent_is_not_reused() -> None:
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: Writer) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(whole(b"no", "413 Too Large"))  # and the body is not read

    async def test() -> None:
        listener = await asyncio.start_server(serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        upstream = Upstream(environment={})
        for _ in range(2):
            assert await everything(upstream.start("POST", url, (), bytes(20 << 20))) == b"no"
        assert connections == 2 and not any(upstream.idle.values())
        listener.close()

    run(test())


def test_new_connection_closed_without_a_response_is_an_error() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.close()

    async def test() -> None:
        async with raw_server(handler) as server:
            with pytest.raises(httpx.ReadError):
                await post(Upstream(environment={}), server.url).head(5)
            assert len(server.requests) == 1

    run(test())


@pytest.mark.parametrize("start", [whole(b"x" * 10)[:-5], stream_head() + chunk(b"abc")], ids=["length", "chunked"])
def test_data_before_an_interruption_is_delivered(start: bytes) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(start)
        await writer.drain()
        writer.close()

    async def test() -> None:
        async with raw_server(handler) as server:
            call = post(Upstream(environment={}), server.url)
            assert await call.head(5)
            assert await call.read(5)
            with pytest.raises(httpx.ReadError):
                await call.read(5)

    run(test())


def test_expired_timeout_cancels_nothing_else() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        await asyncio.sleep(0.1)
        writer.write(stream_head() + chunk(b"a"))
        await asyncio.sleep(0.15)
        writer.write(chunk(b"b") + END)

    async def test() -> None:
        async with raw_server(handler) as server:
            call = post(Upstream(environment={}), server.url)
            assert not await call.head(0.02)
            assert not await call.head(0.01)
            assert await call.head(5)
            assert await call.read(5) == b"a"
            assert await call.read(0.01) is None
            assert await call.read(5) == b"b"
            assert await call.read(5) == b""

    run(test())


def test_invalid_http() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(b"SSH-2.0-hello\r\n")

    async def test() -> None:
        async with raw_server(handler) as server:
            with pytest.raises(httpx.RemoteProtocolError):
                await post(Upstream(environment={}), server.url).head(5)

    run(test())


@pytest.mark.parametrize("more", [b"garbage", b"\r\n\r\n\0", b"HTTP/1.1 500 x\r\n\r\n", b"HTTP/1.1 200 OK\r\n"])
@pytest.mark.parametrize("start", [whole(b"hello"), stream_head() + chunk(b"hello") + END], ids=["length", "chunked"])
def test_bytes_after_a_complete_response_are_ignored(start: bytes, more: bytes) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(start + more)

    async def test() -> None:
        async with raw_server(handler) as server:
            upstream = Upstream(environment={})
            for _ in range(2):
                assert await everything(post(upstream, server.url)) == b"hello"

    run(test())


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 2000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 1_000_000,
        b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" * 50_000,
    ],
    ids=["lines", "long", "endless", "hints"],
)
def test_a_large_response_header_is_refused(head: bytes) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(head)
        await asyncio.sleep(10)

    async def test() -> None:
        async with raw_server(handler) as server:
            with pytest.raises(httpx.RemoteProtocolError, match="header or trailers of more than 256 KB or 1000 lines"):
                await post(Upstream(environment={}), server.url).head(5)

    run(test())


@pytest.mark.parametrize(
    "more",
    [b"0\r\nx: " + b"a" * 400_000, b"1;x=" + b"a" * 400_000, b"0\r\n" + b"x: y\r\n" * 2000],
    ids=["long-trailer", "extension", "trailers"],
)
def test_endless_trailers_and_chunk_extensions_are_refused(more: bytes) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(stream_head() + chunk(b"abc"))
        for start in range(0, len(more), 50_000):
            writer.write(more[start : start + 50_000])
            await asyncio.sleep(0.01)
        await asyncio.sleep(30)

    async def test() -> None:
        async with raw_server(handler) as server:
            call = post(Upstream(environment={}), server.url)
            with pytest.raises(httpx.RemoteProtocolError, match="more than 256 KB or 1000 lines"):
                await asyncio.wait_for(everything(call), 5)

    run(test())


def test_many_small_chunks_have_no_bound() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        for _ in range(40):
            writer.write((stream_head() if not _ else b"") + chunk(b"a") * 2000)
            await asyncio.sleep(0)
        writer.write(END)

    async def test() -> None:
        async with raw_server(handler) as server:
            assert await everything(post(Upstream(environment={}), server.url)) == b"a" * 80_000

    run(test())


def test_trailers_are_not_headers() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(stream_head() + chunk(b"abc") + b"0\r\ncontent-encoding: gzip\r\n\r\n")

    async def test() -> None:
        async with raw_server(handler) as server:
            call = post(Upstream(environment={}), server.url)
            assert await everything(call) == b"abc"
            assert b"content-encoding" not in dict(call.headers)

    run(test())


def test_a_408_that_crosses_a_request_on_a_reused_connection() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        late = request.connection == 1 and len(servers[0].requests) > 1
        writer.write(whole(b"", "408 Request Timeout", "connection: close") if late else whole(b"fine"))

    async def test() -> None:
        async with raw_server(handler) as server:
            servers.append(server)
            upstream = Upstream(environment={})
            assert await everything(post(upstream, server.url)) == b"fine"
            call = post(upstream, server.url)
            assert await everything(call) == b"fine" and call.status == 200 and server.connections == 2

    servers: list[Any] = []
    run(test())


def test_a_408_on_a_new_connection_is_reported() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(whole(b"", "408 Request Timeout"))

    async def test() -> None:
        async with raw_server(handler) as server:
            call = post(Upstream(environment={}), server.url)
            assert await everything(call) == b"" and call.status == 408

    run(test())


def test_connection_and_name_resolution_errors() -> None:
    async def test() -> None:
        for url in ("http://127.0.0.1:9", "http://name.invalid"):
            with pytest.raises(httpx.ConnectError) as error:
                await post(Upstream(environment={}), url).head(20)
            assert "no connection to" in str(error.value)

    run(test(), 30)


@pytest.mark.parametrize(
    ("url", "headers", "message"),
    [
        ("ftp://a.example/", {}, "not an http"),
        ("nothing", {}, "not an http"),
        ("http://127.0.0.1:9/", {"x-key": "a\nb: c"}, "line break"),
    ],
)
def test_invalid_requests_are_not_sent(url: str, headers: dict[str, str], message: str) -> None:
    async def test() -> None:
        with pytest.raises(httpx.UnsupportedProtocol, match=message):
            await post(Upstream(environment={}), url, **headers).head(5)

    run(test())


def test_slow_reader_pauses_the_socket() -> None:
    sent = 0

    async def handler(request: Request, writer: Writer) -> None:
        nonlocal sent
        writer.write(stream_head())
        for _ in range(1000):
            writer.write(chunk(b"x" * 65536))
            await writer.drain()
            sent += 65536
        writer.write(END)

    async def test() -> None:
        async with raw_server(handler) as server:
            call = post(Upstream(environment={}), server.url)
            assert await call.head(5)
            await asyncio.sleep(0.3)
            assert call.size < 4 * HIGH_WATER
            assert sent < 1000 * 65536
            got = 0
            while data := await call.read(5):
                got += len(data)
            assert got == 1000 * 65536

    run(test())


def test_abort_closes_the_connection() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(stream_head() + chunk(b"a"))
        await asyncio.sleep(10)

    async def test() -> None:
        async with raw_server(handler) as server:
            call = post(Upstream(environment={}), server.url, **{"x-watch": "1"})
            assert await call.head(5)
            call.abort()
            await asyncio.wait_for(server.gone.wait(), 10)

    run(test())


def test_release_drains_the_response_and_keeps_the_connection() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(stream_head() + chunk(b"complete"))
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.write(chunk(b"more") + END)

    async def test() -> None:
        async with raw_server(handler) as server:
            upstream = Upstream(environment={})
            call = post(upstream, server.url)
            assert await call.head(5)
            await call.read(5)
            call.release()
            await asyncio.sleep(0.2)
            assert await everything(post(upstream, server.url))
            assert server.connections == 1

    run(test())


def test_upstream_is_an_httpx_transport() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(stream_head() + chunk(request.body) + END)

    async def test() -> None:
        async with raw_server(handler) as server, httpx.AsyncClient(transport=Upstream(environment={})) as client:
            answer = await client.post(server.url + "/a?b=c", json={"d": 1})
            assert answer.json() == {"d": 1}
            assert server.requests[0].line == "POST /a?b=c HTTP/1.1"
            assert server.requests[0].headers["host"] == f"127.0.0.1:{server.port}"

    run(test())


def test_plain_proxy_receives_the_absolute_url() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(whole(b"by proxy"))

    async def test() -> None:
        async with raw_server(handler) as server:
            environment = {"HTTP_PROXY": f"http://me:se%20cret@127.0.0.1:{server.port}", "NO_PROXY": "direct.example"}
            upstream = Upstream(environment=environment)
            assert await everything(post(upstream, "http://provider.example/v1/x?y=z")) == b"by proxy"
            assert server.requests[0].line == "POST http://provider.example/v1/x?y=z HTTP/1.1"
            assert server.requests[0].headers["proxy-authorization"] == "basic bwu6c2ugy3jldA==".lower()
            with pytest.raises(httpx.ConnectError):
                await post(upstream, "http://direct.example").head(5)

    run(test())


@pytest.mark.parametrize(
    ("no_proxy", "host", "port", "direct"),
    [
        ("*", "a.example", 443, True),
        ("a.example", "a.example", 443, True),
        ("example", "a.example", 443, True),
        (".example", "a.example", 443, True),
        ("*.example", "a.example", 443, True),
        ("xample", "a.example", 443, False),
        ("A.Example:8443", "a.example", 8443, True),
        ("a.example:8443", "a.example", 443, False),
        ("127.0.0.1", "127.0.0.1", 80, True),
        ("127.0.0.0/8", "127.3.2.1", 80, True),
        ("10.0.0.0/8", "192.168.0.1", 80, False),
        ("::1", "::1", 80, True),
        ("[::1]:80", "::1", 80, True),
        ("fd00::/8", "fd00::5", 80, True),
        ("b.example, a.example", "a.example", 443, True),
        ("", "a.example", 443, False),
    ],
)
def test_no_proxy(no_proxy: str, host: str, port: int, direct: bool) -> None:
    proxies = Proxies({"https_proxy": "proxy.example:3128", "no_proxy": no_proxy})
    assert proxies.for_url("https", host, port) == ("" if direct else "http://proxy.example:3128")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.9.9.9", "::1", "0.0.0.0"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_loopback_addresses_need_no_entry_in_no_proxy(scheme: str, host: str) -> None:
    proxies = Proxies({"all_proxy": "proxy.example:3128"})
    assert proxies.for_url(scheme, host, 8000) == ""
    assert proxies.for_url(scheme, f"{host.strip(':1.')}.example", 8000)


def test_an_address_that_does_not_respond_delays_the_next_one_only() -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(whole(b"by the second address"))

    class Loop(asyncio.SelectorEventLoop):
        found: list[Any] = []

        async def getaddrinfo(self, *args: Any, **options: Any) -> list[Any]:
            return self.found

    async def test() -> None:
        with socket.socket() as full, socket.socket() as first, socket.socket() as second:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            for pending in (first, second):  # the queue of the listener is full: it accepts no further connection
                pending.setblocking(False)
                pending.connect_ex(full.getsockname())
            async with raw_server(handler) as server:
                addresses = [full.getsockname(), ("127.0.0.1", 1), ("127.0.0.1", server.port)]
                Loop.found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]
                call = post(Upstream(connect=5, environment={}), "http://provider.test/x")
                assert await everything(call) == b"by the second address"

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(asyncio.wait_for(test(), 4))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        " -keyout key.pem -out cert.pem -subj /CN=localhost"
        " -addext subjectAltName=DNS:localhost,DNS:provider.test,IP:127.0.0.1"
    )
    try:
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl command here to make a certificate with")
    return folder


def tls_server(folder: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_only_certificates_of_the_environment_are_trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(whole(b"secure"))

    async def test() -> None:
        async with raw_server(handler, tls_server(certificate)) as server:
            url = f"https://localhost:{server.port}/"
            with pytest.raises(httpx.ConnectError, match="certificate is not trusted"):
                await post(Upstream(environment={}), url).head(5)
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
            assert await everything(post(Upstream(environment={}), url)) == b"secure"

    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    run(test())


def test_unresponsive_proxy_times_out() -> None:
    left = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: Writer) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            await reader.read(1)
        except ConnectionError:
            pass
        left.set()
        writer.close()

    async def test() -> None:
        listener = await asyncio.start_server(silent, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        upstream = Upstream(connect=0.2, environment={"HTTPS_PROXY": address})
        call = post(upstream, "https://provider.test:9/x")
        with pytest.raises(httpx.ConnectTimeout):
            await call.head(30)
        await asyncio.wait_for(left.wait(), 30)
        listener.close()

    run(test())


@pytest.mark.parametrize("allowed", [True, False])
def test_https_uses_a_proxy_tunnel(certificate: Path, monkeypatch: pytest.MonkeyPatch, allowed: bool) -> None:
    async def handler(request: Request, writer: Writer) -> None:
        writer.write(whole(b"through the tunnel"))

    asked: list[bytes] = []

    async def test() -> None:
        async with raw_server(handler, tls_server(certificate)) as server:

            async def proxy(reader: asyncio.StreamReader, writer: Writer) -> None:
                asked.append(await reader.readuntil(b"\r\n\r\n"))
                if not allowed:
                    writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
                    return
                there, back = await asyncio.open_connection("127.0.0.1", server.port)
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await asyncio.gather(pump(reader, back), pump(there, writer))

            listener = await asyncio.start_server(proxy, "127.0.0.1", 0)
            address = f"http://u:p@127.0.0.1:{listener.sockets[0].getsockname()[1]}"
            upstream = Upstream(environment={"HTTPS_PROXY": address})
            call = post(upstream, f"https://provider.test:{server.port}/x")
            if allowed:
                assert await everything(call) == b"through the tunnel"
                assert server.requests[0].line == "POST /x HTTP/1.1"
            else:
                with pytest.raises(httpx.ProxyError, match="407"):
                    await call.head(5)
            assert asked[0].startswith(b"CONNECT provider.test:%d HTTP/1.1\r\n" % server.port)
            assert b"proxy-authorization: Basic dTpw\r\n" in asked[0]
            await upstream.aclose()
            listener.close()

    async def pump(reader: asyncio.StreamReader, writer: Any) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    run(test())
