"""Stop and reload of the server: drain, errors at its end, and configurations that change while requests run."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from dragoman.commands.serving.serve import bind
from dragoman.config.settings import ConfigurationError, ServerOptions, Settings
from dragoman.server.app import App
from dragoman.server.listener.reloading import Reloading
from dragoman.server.listener.server import Server
from tests.e2e.running import DRAGOMAN, environment, free_port, until_answered
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Request, raw_server, run, stream_head, whole
from tests.runtime.test_server import ASK, LAST, STREAM, event, settings_for

pytestmark = pytest.mark.usefixtures("fakes")


class Held:
    """A provider whose answers wait for `released`."""

    def __init__(self) -> None:
        self.released, self.asked = asyncio.Event(), asyncio.Semaphore(0)

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        streams = json.loads(request.body).get("stream")
        if streams:
            writer.write(stream_head() + event(say="one "))
        self.asked.release()
        await self.released.wait()
        writer.write(event(say="two") + LAST if streams else whole(b'{"say":"yo"}'))


@asynccontextmanager
async def serving(provider: Held, drain: float) -> AsyncIterator[tuple[Server, httpx.AsyncClient, asyncio.Task[None]]]:
    async with raw_server(provider) as upstream:
        settings = settings_for(upstream.url)
        settings.server = ServerOptions(drain=drain)
        listener = bind("127.0.0.1", 0)
        server = Server(App(settings))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        task = asyncio.ensure_future(server.serve([listener]))
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=10) as client:
            try:
                yield server, client, task
            finally:
                server.should_exit = server.force_exit = True
                provider.released.set()
                await task


async def until_refused(port: int | None) -> None:
    """Wait until a server accepts no connections; one that opens while the socket is closed is reset."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionResetError:
            continue
        except ConnectionRefusedError:
            return
        writer.close()
        await asyncio.sleep(0.01)


def test_a_drain_completes_responses_and_refuses_connections() -> None:
    async def test() -> None:
        provider = Held()
        async with serving(provider, 10) as (server, client, task):
            assert (await client.get("/healthz")).json()["status"] == "ok"  # this connection stays open
            requests = [asyncio.ensure_future(client.post("/v1/say", json=body)) for body in (ASK, STREAM)]
            for _ in requests:
                await provider.asked.acquire()
            spare = await asyncio.open_connection("127.0.0.1", client.base_url.port)
            await asyncio.sleep(0.05)
            server.stop()
            await until_refused(client.base_url.port)
            for path, status, text in (("GET /healthz", 503, b"draining"), ("POST /v1/say", 503, b"stopping")):
                spare[1].write(f"{path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n".encode())
                head = await spare[0].readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                assert head.startswith(b"HTTP/1.1 %d" % status) and text in await spare[0].readexactly(length)
            assert not task.done()
            provider.released.set()
            answers = await asyncio.gather(*requests)
            assert answers[0].json()["text"] == "yo"
            assert "two" in answers[1].text and "error" not in answers[1].text
            await asyncio.wait_for(task, 10)

    run(test())


@pytest.mark.parametrize("twice", [False, True], ids=["end-of-drain", "second-signal"])
def test_the_end_of_the_drain_is_an_error_for_each_request(twice: bool) -> None:
    async def test() -> None:
        provider = Held()
        async with serving(provider, 30 if twice else 0.3) as (server, client, task):
            requests = [asyncio.ensure_future(client.post("/v1/say", json=body)) for body in (ASK, STREAM)]
            for _ in requests:
                await provider.asked.acquire()
            await asyncio.sleep(0.1)
            server.stop()
            await asyncio.sleep(0.1)
            if twice:
                server.stop()
            whole_answer, stream = await asyncio.gather(*requests)
            assert whole_answer.status_code == 503 and whole_answer.json()["error_type"] == "overloaded"
            assert stream.status_code == 200
            events = [json.loads(line[6:]) for line in stream.text.splitlines() if line.startswith("data: ")]
            assert "one " in stream.text and "stopping" in json.dumps(events[-1]) and "overloaded" in stream.text
            await asyncio.wait_for(task, 10)

    run(test())


def test_a_request_whose_body_is_incomplete_gets_503() -> None:
    async def test() -> None:
        async with serving(Held(), 0.2) as (server, client, task):
            reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
            head = ["POST /v1/say HTTP/1.1", "host: localhost", "content-type: application/json", "content-length: 9"]
            writer.write("\r\n".join([*head, "", "{"]).encode())
            await asyncio.sleep(0.1)
            server.stop()
            assert (await reader.read()).startswith(b"HTTP/1.1 503 ")
            await asyncio.wait_for(task, 10)

    run(test())


def test_a_server_without_requests_stops_at_once() -> None:
    async def test() -> None:
        async with serving(Held(), 30) as (server, client, task):
            await client.get("/healthz")
            server.stop()
            await asyncio.wait_for(task, 10)

    run(test())


def test_a_reload_keeps_running_streams_and_uses_new_profiles() -> None:
    async def test() -> None:
        provider = Held()
        async with serving(provider, 10) as (server, client, _):
            app = server.app
            later = replace(app.settings, keys=["key-of-the-team"])
            found: list[Settings | Exception] = [ConfigurationError("dragoman.yaml:1:1: broken"), later]

            def load() -> Settings:
                result = found.pop(0)
                if isinstance(result, Exception):
                    raise result
                return result

            async def prepare(settings: Settings) -> None:
                pass

            app.reload = Reloading(app, load, prepare).reload
            stream = asyncio.ensure_future(client.post("/v1/say", json=STREAM))
            await provider.asked.acquire()
            refused = await client.post("/api/reload")
            assert (refused.status_code, refused.json()["message"]) == (400, "dragoman.yaml:1:1: broken")
            assert app.settings.keys == []
            assert (await client.get("/api/reload")).status_code == 405
            assert (await client.post("/main/api/reload")).status_code == 404
            assert (await client.post("/api/reload")).json()["status"] == "reloaded"
            assert (await client.post("/v1/say", json=ASK)).status_code in (401, 403)
            assert (await client.post("/api/reload")).status_code in (401, 403)
            provider.released.set()
            assert "two" in (await stream).text

    run(test())


def test_a_server_without_a_configuration_does_not_reload() -> None:
    async def test() -> None:
        async with serving(Held(), 1) as (_, client, _):
            assert (await client.post("/api/reload")).status_code == 501

    run(test())


def wait_for(log: Path, text: str) -> None:
    end = time.monotonic() + 60
    while text not in log.read_text():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)


EARLY = """
import signal, sys
from dragoman.commands import cli
from dragoman.commands.serving import serve
bind = serve.bind
def bound(*address):
    listener = bind(*address)
    signal.raise_signal(signal.SIGHUP)
    return listener
serve.bind = bound
sys.exit(cli.main(["serve", "--port", "0"]))
"""


@pytest.mark.e2e
def test_a_reload_signal_before_the_server_is_ready_is_kept(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", EARLY], stdout=output, stderr=output, env=environment(tmp_path), cwd=tmp_path
        )
    try:
        wait_for(log, "configuration reloaded")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()


@pytest.mark.e2e
def test_signals_of_a_process(tmp_path: Path) -> None:
    config, log, port = tmp_path / "dragoman.yaml", tmp_path / "log", free_port()
    config.write_text("profiles: { first: { provider: demo } }\n")
    serve = [*DRAGOMAN, "serve", "--config", str(config), "--port", str(port)]
    env = environment(tmp_path)
    url = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        process = subprocess.Popen(serve, stdout=output, stderr=output, env=env)
    try:
        until_answered(f"{url}/healthz", process, log)
        config.write_text("profiles: { first: { provider: demo }, second: { provider: demo } }\n")
        os.kill(process.pid, signal.SIGHUP)
        wait_for(log, "configuration reloaded")
        assert httpx.get(f"{url}/second/v1/models", trust_env=False).status_code == 200
        config.write_text("profiles: { first: { provider: demmo } }\n")
        os.kill(process.pid, signal.SIGHUP)
        wait_for(log, "did you mean 'demo'")
        assert httpx.get(f"{url}/second/v1/models", trust_env=False).status_code == 200
        reload = [*DRAGOMAN, "reload", "--config", str(config), "--port", str(port)]
        refused = subprocess.run(reload, env=env, capture_output=True, text=True, timeout=120)
        assert refused.returncode == 1 and "dragoman.yaml:1:" in refused.stderr
        config.write_text("profiles: { third: { provider: demo } }\n")
        done = subprocess.run(reload, env=env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 and "third" in done.stdout
        assert httpx.get(f"{url}/third/v1/models", trust_env=False).status_code == 200
        assert httpx.get(f"{url}/second/v1/models", trust_env=False).status_code == 404
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text() and log.read_text().rstrip().endswith("dragoman: stopped")
