"""`key_command`: how long a key is kept, how often the command runs, its environment, and messages of failures."""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dragoman.auth.secret import Secret
from dragoman.masking import CredentialError
from tests.auth.fakes import jwt
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Request, raw_server, whole
from tests.runtime.test_server import ASK, Writer, proxy, settings_for

NOW = 1_900_000_000.0
KEY = "sk-untold"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in ("dragoman.auth.secret.time", "dragoman.auth.values.time"):
        monkeypatch.setattr(module, SimpleNamespace(time=clock.time, monotonic=time.monotonic))
    return clock


def counting(folder: Path, text: str, before: str = "") -> tuple[Secret, Path]:
    """A command that prints the text, in which # is the number of the run; and where its runs are noted."""
    runs, file = folder / "runs", folder / "text"
    file.write_text(text)
    runs.write_text("")
    script = f'{before}\nprintf x >>"$1"; sed "s/#/$(wc -c <"$1")/" "$2"'
    return Secret(command=("sh", "-c", script, "sh", str(runs), str(file))), runs


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("printed", "lives"),
    [
        (KEY, 2700),
        ({"access_token": KEY, "expires_in": 3600, "token_type": "Bearer"}, 3540),
        ({"token": KEY, "expires_in": 600.5}, 540.5),
        ({"token": KEY, "expires_in": "600"}, 540),
        ({"credential": {"access_token": KEY, "token_expiry": iso(NOW + 1800)}}, 1740),
        ({"status": {"token": KEY, "expirationTimestamp": iso(NOW + 1800)}}, 1740),
        ({"accessToken": KEY, "expiresOn": "2030-03-18 01:00:00.000000", "expires_on": int(NOW) + 1800}, 1740),
        ({"token": KEY, "expired": False}, 2700),
        ({"token": KEY, "expires_in": 5}, 30),
        (jwt({"exp": NOW + 900}), 840),
    ],
)
def test_key_is_cached_until_it_expires_or_for_45_minutes(
    printed: Any, lives: float, clock: Clock, tmp_path: Path
) -> None:
    secret, runs = counting(tmp_path, printed if isinstance(printed, str) else json.dumps(printed))
    value = asyncio.run(secret.get())
    assert value == (printed if isinstance(printed, str) else KEY)
    for passed, count in ((0.0, 1), (lives - 1, 1), (lives + 1, 2)):
        clock.now = NOW + passed
        assert asyncio.run(secret.get()) == value and len(runs.read_text()) == count


def test_concurrent_requests_run_the_command_once(tmp_path: Path) -> None:
    secret, runs = counting(tmp_path, KEY, "sleep 0.1")

    async def test() -> list[str]:
        return await asyncio.gather(*(secret.get() for _ in range(50)))

    assert set(asyncio.run(test())) == {KEY} and runs.read_text() == "x"


def test_concurrent_requests_share_a_failure(tmp_path: Path) -> None:
    secret, runs = counting(tmp_path, KEY, 'sleep 0.1; printf x >>"$1"; exit 3')

    async def test() -> list[Any]:
        return await asyncio.gather(*(secret.get() for _ in range(50)), return_exceptions=True)

    assert all(isinstance(error, CredentialError) for error in asyncio.run(test())) and runs.read_text() == "x"
    with pytest.raises(CredentialError):  # and the next one tries again
        asyncio.run(secret.get())
    assert runs.read_text() == "xx"


def test_disconnected_client_does_not_cancel_the_command_for_others(tmp_path: Path) -> None:
    secret, runs = counting(tmp_path, KEY, "sleep 0.2")

    async def test() -> str:
        first = asyncio.ensure_future(secret.get())
        second = asyncio.ensure_future(secret.get())
        await asyncio.sleep(0.05)
        first.cancel()
        return await second

    assert asyncio.run(test()) == KEY and runs.read_text() == "x"


@pytest.mark.usefixtures("fakes")
def test_rejected_requests_rerun_the_command_once(tmp_path: Path) -> None:
    secret, runs = counting(tmp_path, f"{KEY}-#")

    async def provider(request: Request, writer: Writer) -> None:
        fresh = request.headers["x-key"] == f"{KEY}-2"
        writer.write(whole(b'{"say":"yo"}') if fresh else whole(b'{"error":{"message":"old"}}', "401 Unauthorized"))

    async def test() -> None:
        async with raw_server(provider) as upstream:
            settings = settings_for(upstream.url, "twin")
            settings.profiles["main"].key = secret
            async with proxy(settings) as client:
                answers = await asyncio.gather(*(client.post("/v1/say", json=ASK) for _ in range(8)))
            assert {answer.status_code for answer in answers} == {200}, answers[0].text
        assert runs.read_text() == "xx"

    asyncio.run(asyncio.wait_for(test(), 20))


def test_command_and_its_children_end_after_the_timeout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.auth.secret.COMMAND_TIMEOUT", 0.5)
    pid = tmp_path / "pid"
    secret = Secret(command=("sh", "-c", f"sleep 60 & echo $! >{pid}; wait"))
    began = time.monotonic()
    with pytest.raises(CredentialError, match="key command sh printed nothing within 0.5 s; run it in a terminal"):
        asyncio.run(secret.get())
    assert time.monotonic() - began < 20  # of 60 s
    for _ in range(1000):  # the kill may return before the child has ended
        state = Path(f"/proc/{pid.read_text().strip()}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.02)
    raise AssertionError("its child is still running")


def test_command_environment_contains_only_named_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "sk-untold-groq")  # a provider's, of no profile
    monkeypatch.setenv("MY_OWN_NAME", "sk-untold-mine")  # of another profile
    monkeypatch.setenv("NEEDED", "what-it-needs")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-untold-openai")
    Secret(os.environ["MY_OWN_NAME"])
    seen = tmp_path / "seen"
    script = f"env >{seen}; echo $OPENAI_API_KEY"
    assert asyncio.run(Secret(command=("sh", "-c", script)).get()) == "sk-untold-openai"
    environment = dict(line.split("=", 1) for line in seen.read_text().splitlines() if "=" in line)
    assert environment["NEEDED"] == "what-it-needs" and environment["PATH"] == os.environ["PATH"]
    assert environment["OPENAI_API_KEY"] == "sk-untold-openai"
    assert "GROQ_API_KEY" not in environment and "MY_OWN_NAME" not in environment


def test_command_runs_without_a_shell() -> None:
    words = "$HOME;`id`&&*"
    assert asyncio.run(Secret(command=("echo", words)).get()) == words


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("no-such-command", "x"), "cannot run the key command no-such-command: No such file.*is it installed"),
        (
            ("sh", "-c", "echo first >&2; echo log in first >&2; exit 4"),
            "sh exited with status 4: log in first; run it in a",
        ),
        (("false",), "key command false exited with status 1; run it in a terminal"),
        (("true",), "key command true printed no key; run it in a terminal"),
        (("echo", '{"error": "log in"}'), "key command echo printed no key"),
        (("echo", "warning: old\nsk-untold"), "the output of the key command echo is not a key: a key is one line"),
    ],
)
def test_failure_messages_of_the_command(command: tuple[str, ...], message: str) -> None:
    secret = Secret(command=command)
    for _ in range(2):
        with pytest.raises(CredentialError) as caught:
            asyncio.run(secret.get())
        assert re.search(message, str(caught.value)), caught.value


def test_key_that_is_invalid_in_a_header_is_rejected(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("sk-untold\nx-more: 1\n")
    for secret in (Secret(file=str(file)), Secret("sk-untold\r\nx-more: 1")):
        for _ in range(2):
            with pytest.raises(CredentialError, match="is not a key: a key is one line"):
                secret.get_nowait()
