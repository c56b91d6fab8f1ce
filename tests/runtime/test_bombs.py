"""Memory of the server while five compressed bodies of 200 MB expand at once, from clients and from a provider."""

from __future__ import annotations

import asyncio
import json
import re
import zlib
from functools import cache
from pathlib import Path

import pytest

from tests import sampling
from tests.runtime.raw_server import Request, raw_server, run
from tests.runtime.test_memory import BODY, process

BOMBS, SIZE = 5, 200 * 2**20
MOST = 400.0  # MB at the peak, the program itself included: 200 were measured; expanded, the bodies have 1,000 MB
pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")


@cache
def bomb() -> bytes:
    """Return an object with a long text, compressed."""
    packer = zlib.compressobj(1, wbits=31)
    parts = [packer.compress(b'{"messages": "')]
    parts += [packer.compress(b"a" * 2**20) for _ in range(SIZE >> 20)]
    return b"".join([*parts, packer.compress(b'"}'), packer.flush()])


def peak(pid: int) -> float:
    """Return the largest resident memory of a process in MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


async def ask(port: int, body: bytes, *headers: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    lines = ["POST /v1/messages HTTP/1.1", f"host: localhost:{port}", "content-type: application/json", *headers]
    writer.write("\r\n".join([*lines, "connection: close", f"content-length: {len(body)}", "", ""]).encode() + body)
    answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize("source", sampling.within(["clients"], ["clients", "provider"]))
def test_five_bombs_at_once_stay_within_bounds(source: str, tmp_path: Path) -> None:
    packed, config = bomb(), tmp_path / "dragoman.yaml"

    async def expand(request: Request, writer: asyncio.StreamWriter) -> None:
        head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n"
        writer.write(f"{head}content-length: {len(packed)}\r\n\r\n".encode() + packed)

    async def test() -> None:
        async with raw_server(expand) as upstream:
            config.write_text(
                "retry: { max_retries: 0 }\nprofiles:\n  main: { provider: groq, api_key: sk-untold-2, "
                f"base_url: '{upstream.url}' }}\n"
            )
            with process(config) as server:
                assert server.stdout is not None
                banner = await asyncio.to_thread(server.stdout.readline)
                port = int(banner.split("http://127.0.0.1:")[1].split()[0])
                if source == "clients":
                    asked = [ask(port, packed, "content-encoding: gzip") for _ in range(BOMBS)]
                else:
                    asked = [ask(port, json.dumps(BODY).encode()) for _ in range(BOMBS)]
                answers = await asyncio.gather(*asked)
                assert all(re.match(rb"HTTP/1.1 (413|50\d) ", answer) for answer in answers), answers[0][:300]
                assert peak(server.pid) < MOST, f"{peak(server.pid):.0f} MB"
                print(f"{source}: {peak(server.pid):.0f} MB")

    run(test(), seconds=60)
