"""Memory of finished requests: no cyclic garbage, however a request ends, and a server that does not grow."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from dragoman.auth.secret import Secret
from dragoman.commands.serving.serve import bind
from dragoman.config import profiles
from dragoman.config.settings import Settings, Timeouts
from dragoman.server.app import App
from dragoman.server.listener.server import Server
from tests.runtime.raw_server import END, RawServer, Request, chunk, raw_server, run, stream_head, whole

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples"
Writer = asyncio.StreamWriter

PROVIDERS = {
    "openai_chat": "groq", "anthropic_messages": "anthropic", "openai_responses": "openai", "gemini": "gemini",
}  # fmt: skip
BODY = {"model": "m", "max_tokens": 50, "messages": [{"role": "user", "content": "hi"}]}
COUNT = {"model": "m", "messages": BODY["messages"]}
ERROR = b'{"error":{"type":"overloaded_error","message":"busy"}}'


def sample(protocol: str, what: str) -> bytes:
    return sorted((SAMPLES / protocol / what).glob("*.*"))[0].read_bytes()


class Upstream:
    """A provider that answers every request in one way: `how`."""

    def __init__(self, protocol: str, how: str) -> None:
        self.how = how
        self.events = sample(protocol, "streams")
        self.answer = sample(protocol, "answers")

    async def __call__(self, request: Request, writer: Writer) -> None:
        half = chunk(self.events[: len(self.events) // 2])
        match self.how:
            case "complete" | "collected":
                writer.write(stream_head() + chunk(self.events) + END)
            case "whole" | "played":
                writer.write(whole(self.answer, "200 OK", "content-type: application/json"))
            case "status 529":
                writer.write(whole(ERROR, "529 Busy", "content-type: application/json"))
            case "status 401":
                writer.write(whole(ERROR, "401 Unauthorized", "content-type: application/json"))
            case "error first":
                writer.write(stream_head() + chunk(b"event: error\ndata: " + ERROR + b"\n\n") + END)
            case "error later":
                writer.write(stream_head() + half + chunk(b"\n\nevent: error\ndata: " + ERROR + b"\n\n") + END)
            case "not JSON":
                writer.write(stream_head() + half + chunk(b"\n\ndata: {oops\n\n") + END)
            case "ended early":
                writer.write(stream_head() + half + END)
            case "cut":
                writer.write(stream_head() + half)
                await writer.drain()
                writer.close()
            case "cut before the head":
                writer.close()
            case "no HTTP":
                writer.write(b"hello\r\n\r\n")
            case "silent" | "left in the stream":
                writer.write(stream_head() + half)
                await writer.drain()
                await asyncio.sleep(5)
            case _:  # the client leaves before anything has come
                await asyncio.sleep(5)


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[int]:
    """A server for the settings, in this process; gives its port."""
    listener = bind("127.0.0.1", 0)
    server = Server(App(settings))
    task = asyncio.ensure_future(server.serve([listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        await task


async def post(port: int, body: Any, path: str = "/v1/messages", leave: bool = False) -> bytes:
    """One request over its own connection; gives the response, or leaves while it is under way."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\ncontent-type: application/json\r\n"
    writer.write(head.encode() + b"content-length: %d\r\n\r\n" % len(data) + data)
    if leave:
        await rounds(60)
    response = b"" if leave else await reader.read()
    writer.close()
    await rounds(25)  # both ends notice that the connection is closed
    return response


async def rounds(count: int) -> None:
    """Run the event loop until each end has handled what has arrived, however slow the machine is."""
    for _ in range(count):
        await asyncio.sleep(0.001)


@pytest.fixture(scope="module", autouse=True)
def older_objects_are_not_searched() -> None:
    """Exclude what earlier tests have loaded, of which there is a lot, from each collection."""
    gc.collect()
    gc.freeze()


@contextmanager
def no_garbage() -> Iterator[None]:
    """Fails if reference counting alone does not free everything that the block has used."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        yield
        found = gc.collect()
        kinds = Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not found, f"{found} unreachable objects in reference cycles: {dict(kinds.most_common())}"


def settings_for(provider: str, protocol: str, url: str, key: Secret | None = None) -> Settings:
    profile = profiles.make(
        "main",
        provider,
        profiles.ProfileOptions(protocol=protocol, base_url=url, key=key or Secret("sk-untold-1")),
        environment={},
    )
    return Settings({"main": profile}, "main", timeouts=Timeouts(idle=0.2))


STREAMED = [
    *("complete", "played", "status 529", "status 401", "error first", "error later", "not JSON", "ended early", "cut"),
    *("cut before the head", "no HTTP", "silent", "left in the stream", "left before the head"),
]


@pytest.mark.parametrize("how", [*STREAMED, "whole", "collected"])
@pytest.mark.parametrize("protocol", PROVIDERS)
def test_no_cyclic_garbage_after_a_request(protocol: str, how: str) -> None:
    body = {**BODY, "stream": how in STREAMED}

    async def test() -> None:
        async with raw_server(Upstream(protocol, how)) as upstream:
            async with served(settings_for(PROVIDERS[protocol], protocol, upstream.url)) as port:
                response = await post(port, body, leave="left" in how)  # what is made once is made here
                assert "left" in how or response.startswith(b"HTTP/1.1 ")
                before = len(upstream.requests)
                with no_garbage():
                    await post(port, body, leave="left" in how)
                assert len(upstream.requests) > before

    run(test())


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/messages", b"{", b"400"),
        ("/v1/messages", {**BODY, "max_tokens": "many"}, b"400"),
        ("/v1/other", BODY, b"404"),
        ("/v1/messages", BODY, b"502"),
        ("/v1/messages", {**BODY, "stream": True}, b"502"),
        ("/v1/messages/count_tokens", COUNT, b"200"),
    ],
    ids=["not JSON", "wrong type", "unknown path", "unreachable", "unreachable stream", "count"],
)
def test_no_cyclic_garbage_without_an_upstream(path: str, body: Any, status: bytes) -> None:
    async def test() -> None:
        async with served(settings_for("groq", "openai_chat", "http://127.0.0.1:9")) as port:
            assert (await post(port, body, path)).split()[1] == status
            with no_garbage():
                await post(port, body, path)

    run(test())


def test_no_cyclic_garbage_when_a_proxy_refuses_the_tunnel(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(request: Request, writer: Writer) -> None:
        writer.write(whole(b"", "403 Forbidden"))

    async def test() -> None:
        async with raw_server(refuse) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
            async with served(settings_for("groq", "openai_chat", "https://provider.test")) as port:
                assert b"refused: HTTP/1.1 403" in await post(port, BODY)
                with no_garbage():
                    await post(port, BODY)

    run(test())


START = """
import sys
from dragoman.commands.cli import main
sys.exit(main())
"""
REQUESTS = 500
WARM = 50  # requests after which the process has its working size
GROWTH = 32  # MB that the process may grow in all requests after that: a few bodies, and no more


@contextmanager
def process(config: Path) -> Iterator[subprocess.Popen[str]]:
    """`dragoman serve` as users run it, with its own thresholds of the garbage collector."""
    roots = os.pathsep.join(str(ROOT / name) for name in ("runtime", "generated"))
    running = subprocess.Popen(
        [sys.executable, "-c", START, "serve", "--port", "0", "--config", str(config), "--log-level", "error"],
        env={"PATH": os.environ["PATH"], "HOME": str(config.parent), "PYTHONPATH": roots, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield running
    finally:
        running.terminate()
        running.communicate(timeout=60)


def resident(pid: int) -> float:
    """MB of memory that the process has."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the size of a process is read from /proc")
def test_resident_memory_stays_flat_over_large_requests(tmp_path: Path) -> None:
    config = tmp_path / "dragoman.yaml"
    text = "word " * 200_000  # 1 MB
    body = json.dumps({**BODY, "stream": True, "messages": [{"role": "user", "content": text}]}).encode()

    async def requests(port: int, number: int) -> None:
        for _ in range(number):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
            head = f"POST /v1/messages HTTP/1.1\r\nhost: localhost:{port}\r\ncontent-type: application/json\r\n"
            writer.write(head.encode() + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
            assert b"message_stop" in await reader.read()
            writer.close()

    async def test() -> None:
        upstream: RawServer
        async with raw_server(Upstream("openai_chat", "complete")) as upstream:
            config.write_text(
                "profiles:\n  main:\n    provider: groq\n    api_key: sk-untold-2\n"
                f"    protocol: openai_chat\n    base_url: {upstream.url}\n"
            )
            with process(config) as server:
                assert server.stdout is not None
                banner = await asyncio.to_thread(server.stdout.readline)
                port = int(banner.split("http://127.0.0.1:")[1].split()[0])
                await requests(port, WARM)
                before = resident(server.pid)
                for _ in range(REQUESTS // 50):
                    await requests(port, 50)
                    upstream.requests.clear()  # the test's own memory
                assert resident(server.pid) - before < GROWTH

    run(test(), seconds=120)
