"""Credentials in the system's keyring, including slow, failing, locked and missing keyrings."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.auth import store
from dragoman.auth.credential import Credential
from dragoman.auth.secret import Secret
from dragoman.auth.store import Keyring, Store
from dragoman.commands.logins import status
from dragoman.masking import CredentialError, TransientError
from tests.auth.fakes import TABLE, Server, owned

keyring = pytest.importorskip("keyring")
from tests.auth import keyrings  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
ENTRY = {"values": {"access_token": "access-token-number-5", "refresh_token": "refresh-token-number-5"}}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """An environment with a test keyring, for this process and for children."""
    monkeypatch.setenv("RING", str(tmp_path / "ring.json"))
    monkeypatch.setenv("RING_TAKES", "0.5")
    before = keyring.get_keyring()
    keyring.set_keyring(keyrings.FileKeyring())
    yield {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    wait_until_idle()
    keyring.set_keyring(before)


def use_keyring(kind: type[Any], patch: pytest.MonkeyPatch) -> None:
    """Switch to this keyring, with short timeouts for the slow one."""
    for limit in ("TIMEOUT", "PROMPT_TIMEOUT"):
        patch.setattr(store, limit, 0.2 if kind is keyrings.SlowKeyring else 30.0)
    keyring.set_keyring(kind())


def wait_until_idle() -> None:
    """Wait until no keyring access is pending, and clear the pause after a timeout."""
    assert Keyring.lock.acquire(timeout=60)
    Keyring.lock.release()
    Keyring.retry_at = 0.0


def stored_entries(home: dict[str, str]) -> dict[str, Any]:
    file = Path(os.environ["RING"])
    return {name: json.loads(text) for name, text in json.loads(file.read_text()).items()} if file.exists() else {}


def files_of(home: dict[str, str]) -> list[str]:
    folder = Path(home["HOME"]) / ".config" / "dragoman" / "credentials"
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def test_keyring_stores_the_entry_instead_of_a_file(home: dict[str, str]) -> None:
    one = Store(home)
    assert one.put("acme", ENTRY) == "keyring"
    assert stored_entries(home)["dragoman/acme"]["values"] == ENTRY["values"] and files_of(home) == ["acme.keyring"]
    assert (one.folder / "acme.keyring").read_bytes() == b""
    found = one.get("acme")
    assert found is not None and found[0]["values"] == ENTRY["values"] and found[1] == "keyring"
    assert one.names() == ["acme"]
    assert one.remove("acme") and stored_entries(home) == {} and one.get("acme") is None and files_of(home) == []
    assert not one.remove("acme")


def test_file_moves_into_the_keyring_and_the_newer_entry_wins(home: dict[str, str]) -> None:
    off = Store({**home, "DRAGOMAN_KEYRING": "off"})
    off.put("acme", {"key": "sk-untold-old"})
    assert files_of(home) == ["acme.json"]
    Store(home).put("acme", {"key": "sk-untold-new"})
    assert files_of(home) == ["acme.keyring"] and stored_entries(home)["dragoman/acme"]["key"] == "sk-untold-new"
    off.put("acme", {"key": "sk-untold-newest"})  # as after one keyring failure
    found = Store(home).get("acme")
    assert found is not None and found[0]["key"] == "sk-untold-newest"


@pytest.mark.exhaustive
def test_entry_of_one_process_is_read_by_another(home: dict[str, str], tmp_path: Path) -> None:
    """`auth login` in one process, `keyring:` of a profile in the next, `auth logout` in a third."""
    roots = os.pathsep.join(str(ROOT / name) for name in ("", "runtime", "generated"))
    children = {
        **home, "RING": os.environ["RING"], "PYTHONPATH": roots,
        "PYTHON_KEYRING_BACKEND": "tests.auth.keyrings.FileKeyring",
    }  # fmt: skip

    def child(script: str, *words: str, say: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", script, *words]
        return subprocess.run(command, env=children, input=say, capture_output=True, text=True, timeout=60)

    main = "import sys; from dragoman.commands.cli import main; sys.exit(main())"
    done = child(main, "auth", "login", "groq", say="sk-untold-groq\n")
    assert done.returncode == 0 and "the keyring" in done.stderr, done.stderr
    assert stored_entries(home)["dragoman/groq"]["key"] == "sk-untold-groq" and files_of(home) == ["groq.keyring"]
    (tmp_path / "dragoman.yaml").write_text("profiles: { fast: { provider: groq, keyring: groq } }\n")
    read = """
import asyncio, sys
from pathlib import Path
from dragoman.config import file
key = asyncio.run(file.load(Path(sys.argv[1])).profiles["fast"].key.get())
print(len(key), key[-4:])
"""
    done = child(read, str(tmp_path / "dragoman.yaml"))
    assert done.stdout.split() == [str(len("sk-untold-groq")), "groq"], done.stderr
    done = child(main, "auth", "logout", "groq")
    assert done.returncode == 0 and stored_entries(home) == {} and files_of(home) == []
    done = child(read, str(tmp_path / "dragoman.yaml"))
    assert "dragoman auth login groq" in done.stderr.splitlines()[-1]


def test_renewed_login_is_stored_in_the_keyring(home: dict[str, str]) -> None:
    Store(home).put("acme", {"values": {**ENTRY["values"], "expires": time.time() - 5}})
    server = Server()
    server.valid = {"refresh-token-number-5"}
    given = asyncio.run(Credential(TABLE, environment=home, send=server).get())
    assert given.headers["authorization"] == "Bearer access-token-number-1"
    assert stored_entries(home)["dragoman/acme"]["values"]["refresh_token"] == "refresh-token-number-1"
    assert files_of(home) == ["acme.keyring"]


@pytest.mark.parametrize("kind", [keyrings.SlowKeyring, keyrings.FailingKeyring])
def test_unresponsive_keyring_falls_back_to_a_file(
    home: dict[str, str], kind: type[keyrings.FileKeyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_keyring(kind, monkeypatch)
    assert Store(home).put("acme", ENTRY).endswith("acme.json")
    slow = kind is keyrings.SlowKeyring  # its pending write may still succeed
    assert files_of(home) == ["acme.json", *["acme.keyring"][: int(slow)]]
    found = Store(home).get("acme")
    assert found is not None and found[0]["values"] == ENTRY["values"]


@pytest.mark.parametrize("kind", [keyrings.SlowKeyring, keyrings.FailingKeyring])
def test_entry_in_an_unresponsive_keyring_is_a_transient_error(
    home: dict[str, str], kind: type[keyrings.FileKeyring], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The login of another program is not used instead, because it may belong to another account."""
    Store(home).put("acme", ENTRY)
    owned(tmp_path, 3600)
    use_keyring(kind, monkeypatch)
    with pytest.raises(
        TransientError, match="acme is stored in the keyring, which did not|acme is stored in the keyring, which failed"
    ):
        asyncio.run(Credential(TABLE, environment=home, send=Server()).get())
    with pytest.raises(TransientError, match="in the keyring, which"):
        Store(home).get("acme")
    assert Store(home).get("other") is None
    wait_until_idle()
    use_keyring(keyrings.FileKeyring, monkeypatch)
    assert Store(home).get("acme") is not None


def test_slow_keyring_is_retried_after_a_pause(home: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    Store(home).put("acme", ENTRY)
    use_keyring(keyrings.SlowKeyring, monkeypatch)
    with pytest.raises(TransientError):
        Store(home).get("acme")
    monkeypatch.setenv("RING_TAKES", "0")  # the user has unlocked it
    monkeypatch.setattr(store, "TIMEOUT", 30.0)
    with pytest.raises(TransientError):  # still paused
        Store(home).get("acme")
    Keyring.retry_at -= store.COOLDOWN
    assert Store(home).get("acme") is not None


def test_only_one_thread_waits_for_a_slow_keyring(home: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "COOLDOWN", 0.0)
    Store(home).put("acme", ENTRY)
    use_keyring(keyrings.SlowKeyring, monkeypatch)
    for _ in range(5):
        with pytest.raises(TransientError):
            Store(home).get("acme")
    assert sum(thread.name == "keyring" for thread in threading.enumerate()) <= 1


def test_logout_fails_while_the_keyring_entry_remains(home: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    Store(home).put("acme", ENTRY)
    use_keyring(keyrings.SlowKeyring, monkeypatch)
    with pytest.raises(CredentialError, match="is still stored in the keyring.*try again"):
        Store(home, prompts=True).remove("acme")
    assert files_of(home) == ["acme.keyring"]
    wait_until_idle()
    use_keyring(keyrings.FileKeyring, monkeypatch)
    assert Store(home, prompts=True).remove("acme") and stored_entries(home) == {}


def test_logout_reports_an_old_keyring_entry_behind_a_newer_file(
    home: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(home).put("acme", ENTRY)
    use_keyring(keyrings.FailingKeyring, monkeypatch)
    Store(home).put("acme", ENTRY)
    assert files_of(home) == ["acme.json", "acme.keyring"]
    with pytest.raises(CredentialError, match="is still stored in the keyring"):
        Store(home, prompts=True).remove("acme")
    assert files_of(home) == ["acme.keyring"]  # the file has been removed


def test_logout_command_reports_a_slow_keyring(
    home: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dragoman.commands import cli

    for name, value in home.items():
        monkeypatch.setenv(name, value)
    for name in ("DRAGOMAN_CREDENTIALS", "XDG_CONFIG_HOME", "DRAGOMAN_KEYRING", "DRAGOMAN_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    Store(home).put("groq", {"key": "sk-untold"})
    use_keyring(keyrings.SlowKeyring, monkeypatch)
    assert cli.main(["auth", "logout", "groq"]) == 1
    output = " ".join(capsys.readouterr().err.split())
    assert "is still stored in the keyring" in output and "Logged out" not in output
    assert "sk-untold" in json.dumps(stored_entries(home))


class Locked:
    """A locked Secret Service keyring."""

    priority = 5
    queries = 0

    def get_password(self, service: str, username: str) -> str | None:
        Locked.queries += 1  # would open a prompt
        return json.dumps(ENTRY)


Locked.__module__ = "keyring.backends.SecretService"


@pytest.mark.parametrize("state", ["locked", "not made yet", "open"])
def test_locked_keyring_is_queried_only_interactively(
    home: dict[str, str], monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    class Collection:
        def __init__(self, connection: Any) -> None:
            if state == "not made yet":
                raise LookupError("no collection")

        def is_locked(self) -> bool:
            return state == "locked"

    def prompts(*_: Any) -> None:
        raise AssertionError("creating a keyring prompts for its password")

    service = types.ModuleType("secretstorage")
    service.dbus_init = lambda: types.SimpleNamespace(close=lambda: None)  # type: ignore[attr-defined]
    service.Collection = Collection  # type: ignore[attr-defined]
    service.get_default_collection = prompts  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "secretstorage", service)
    monkeypatch.setattr(Locked, "queries", 0)
    Store(home)._mark("acme")
    monkeypatch.setattr(keyring, "get_keyring", Locked)
    if state == "open":
        assert Store(home).get("acme") is not None and Locked.queries == 1
        return
    with pytest.raises(TransientError, match="which is locked; unlock it" if state == "locked" else "which"):
        Store(home).get("acme")
    assert Locked.queries == 0
    assert Store(home, prompts=True).get("acme") is not None and Locked.queries == 1


def test_keyring_chain_uses_the_first_backend_that_reports_its_lock(
    home: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wallet(Locked):
        priority = 6

    Wallet.__module__ = "keyring.backends.kwallet"
    monkeypatch.setattr(Locked, "queries", 0)
    chain = types.SimpleNamespace(priority=10, backends=[Wallet(), keyrings.FileKeyring()])
    monkeypatch.setattr(keyring, "get_keyring", lambda: chain)
    assert (
        Store(home).put("acme", ENTRY) == "keyring" and "dragoman/acme" in stored_entries(home) and Locked.queries == 0
    )


def test_missing_keyring_is_reported_for_an_entry_stored_there(home: dict[str, str]) -> None:
    from keyring.backends import fail

    Store(home).put("acme", ENTRY)
    keyring.set_keyring(fail.Keyring())
    with pytest.raises(
        CredentialError, match="acme is stored in the keyring, but this system has no keyring.*dragoman auth login acme"
    ):
        Store(home).get("acme")
    with pytest.raises(CredentialError, match="DRAGOMAN_KEYRING=off"):
        Store({**home, "DRAGOMAN_KEYRING": "off"}).get("acme")


def test_api_key_is_read_again_after_a_keyring_failure(home: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    Store(home).put("groq", {"key": "sk-untold"})
    secret = Secret(keyring="groq")

    async def test() -> None:
        use_keyring(keyrings.FailingKeyring, monkeypatch)
        os.environ.update(home)
        with pytest.raises(TransientError, match="groq is stored in the keyring, which failed"):
            await secret.get()
        use_keyring(keyrings.FileKeyring, monkeypatch)
        assert await secret.get() == "sk-untold"
        secret.expire()
        Store(home).remove("groq")
        with pytest.raises(CredentialError, match="dragoman auth login groq"):
            await secret.get()

    with pytest.MonkeyPatch.context() as patch:
        for name in ("DRAGOMAN_CREDENTIALS", "XDG_CONFIG_HOME", "DRAGOMAN_KEYRING"):
            patch.delenv(name, raising=False)
        patch.setenv("HOME", home["HOME"])
        asyncio.run(test())


def test_status_continues_after_a_keyring_failure(home: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman.config.settings import default_settings

    for name in ("DRAGOMAN_CREDENTIALS", "XDG_CONFIG_HOME", "DRAGOMAN_KEYRING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", home["HOME"])
    Store(home).put("kimi-code", ENTRY)
    use_keyring(keyrings.FailingKeyring, monkeypatch)
    assert "kimi-code is stored in the keyring" in status.status(default_settings({}))


REAL = """
import sys, time
from dragoman.auth.store import Store
one = Store()
if sys.argv[1] == "put":
    print(one.put("acme", {"key": "sk-untold"}))
elif sys.argv[1] == "get":
    found = one.get("acme")
    print(found and (len(found[0]["key"]), found[1]))
else:
    print(one.remove("acme"), one.get("acme"))
"""


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")), reason="there is no Secret Service"
)
def test_real_secret_service(home: dict[str, str], tmp_path: Path) -> None:
    """GNOME Keyring in a private D-Bus session: read and written while unlocked, no prompt while locked."""
    (tmp_path / "real.py").write_text(REAL)
    run = f"{sys.executable} {tmp_path / 'real.py'}"
    script = f"""
        there='import secretstorage as s; s.Collection(s.dbus_init())'
        printf untold | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
        daemon=$!
        for i in $(seq 50); do {sys.executable} -c "$there" 2>/dev/null && break; sleep 0.1; done
        {run} put; {run} get
        {sys.executable} -c "$there.lock()"
        {run} get 2>&1 | tail -1
        kill $daemon
    """
    roots = os.pathsep.join(str(ROOT / name) for name in ("runtime", "generated"))
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", script],
        env={**home, "PYTHONPATH": roots, "XDG_RUNTIME_DIR": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[:2] == ["keyring", "(9, 'keyring')"], (lines, done.stderr)
    assert "acme is stored in the keyring, which is locked" in lines[2], (lines, done.stderr)


def test_keyring_timeout_while_serving_is_two_seconds() -> None:
    assert (store.TIMEOUT, Store({}).prompts) == (2.0, False)
