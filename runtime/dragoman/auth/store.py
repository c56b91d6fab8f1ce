"""Where our own credentials lie: in the system's keyring where there is one, else in files that only their owner reads.

A name is a login's, or `login@profile`. An entry is a small object: the values of a login, or `key`, and `saved`,
when. The newer of keyring and file counts, so that a keyring which fails once costs nothing. The keyring is asked in a
thread of its own with a time limit, and never while it would have to ask the user (unless a person waits for it).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from dragoman.auth import files
from dragoman.secrets import NoSecret

SERVICE = "dragoman"
LIMIT = 2.0  # seconds that a keyring may take
PATIENCE = 60.0  # where a person may have to unlock it
T = TypeVar("T")
Entry = dict[str, Any]


class Store:
    """`environment`: of the process, which says where files lie. `prompts`: a person is there to be asked."""

    def __init__(self, environment: Mapping[str, str] | None = None, prompts: bool = False) -> None:
        self.environment = os.environ if environment is None else environment
        self.folder = files.folder(self.environment)
        self.prompts = prompts

    def path(self, name: str) -> Path:
        return self.folder / f"{re.sub(r'[^A-Za-z0-9@._-]', '_', name)}.json"

    def lock(self, name: str) -> Path:
        return self.folder / "locks" / f"{re.sub(r'[^A-Za-z0-9@._-]', '_', name)}.lock"

    def get(self, name: str) -> tuple[Entry, str] | None:
        """The entry and where it lies, in words. Raises NoSecret for a file that is there and cannot be used."""
        path = self.path(name)
        found: list[tuple[Entry, str]] = []
        if files.open_to_others(path):
            with contextlib.suppress(OSError):
                path.chmod(0o600)  # ours, and nobody else's business
        tree = files.read_tree(path)
        if tree is not None:
            found.append((tree, str(path)))
        with contextlib.suppress(ValueError):
            text = self._keyring(lambda ring: ring.get_password(SERVICE, name))
            tree = json.loads(text) if text else None
            if isinstance(tree, dict):
                found.append((tree, "keyring"))
        return max(found, key=lambda pair: pair[0].get("saved") or 0, default=None)

    def put(self, name: str, entry: Entry) -> str:
        """Keeps the entry; returns where, in words. Raises OSError."""
        entry = {**entry, "saved": time.time()}
        text = json.dumps(entry)
        path = self.path(name)

        def keep(ring: Any) -> bool:
            ring.set_password(SERVICE, name, text)
            return bool(ring.get_password(SERVICE, name) == text)

        if self._keyring(keep):
            path.unlink(missing_ok=True)
            self._mark(name)
            return "keyring"
        files.private(self.folder)
        with contextlib.suppress(OSError):
            self.folder.chmod(0o700)
        files.write_tree(path, entry)
        return str(path)

    def remove(self, name: str) -> bool:
        """Whether there was one."""
        there = False
        with contextlib.suppress(FileNotFoundError):
            self.path(name).unlink()
            there = True
        with contextlib.suppress(OSError):
            (self.folder / f"{name}.keyring").unlink()

        def drop(ring: Any) -> bool:
            if ring.get_password(SERVICE, name) is None:
                return False
            ring.delete_password(SERVICE, name)
            return True

        return bool(self._keyring(drop)) or there

    def names(self) -> list[str]:
        """What lies here. A keyring cannot be asked for its names: an empty file stands here for each."""
        with contextlib.suppress(OSError):
            return sorted({path.stem for path in self.folder.iterdir() if path.suffix in (".json", ".keyring")})
        return []

    def stamp(self, name: str) -> float:
        """Changes when the entry does, without reading it."""
        with contextlib.suppress(OSError):
            return max(
                (p.stat().st_mtime for p in (self.path(name), self.folder / f"{name}.keyring") if p.exists()), default=0
            )
        return 0.0

    def _mark(self, name: str) -> None:
        with contextlib.suppress(OSError):
            files.private(self.folder)
            (self.folder / f"{name}.keyring").write_text("", "utf-8")

    def _keyring(self, ask: Callable[[Any], T]) -> T | None:
        """What the keyring says, or None: there is none, it is locked, it fails, or it takes too long."""
        if self.environment.get("DRAGOMAN_KEYRING", "") == "off":
            return None
        return Keyring.ask(ask, self.prompts)


class Keyring:
    """The system's keyring, once per process. One that let us wait too long is not asked again."""

    gone = False

    @classmethod
    def ask(cls, ask: Callable[[Any], T], prompts: bool) -> T | None:
        if cls.gone:
            return None
        answer: list[T] = []

        def run() -> None:
            with contextlib.suppress(Exception):  # of whatever kind a backend has: no keyring, then
                ring = _backend(prompts)
                if ring is not None:
                    answer.append(ask(ring))

        thread = threading.Thread(target=run, daemon=True, name="keyring")
        thread.start()
        thread.join(PATIENCE if prompts else LIMIT)
        cls.gone = cls.gone or thread.is_alive()
        return answer[0] if answer else None


def _backend(prompts: bool) -> Any:
    """The keyring's backend, if there is one that keeps things. One that is locked would ask the user to open it."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ImportError:
        return None
    ring = keyring.get_keyring()
    if isinstance(ring, (fail.Keyring, null.Keyring)) or float(getattr(ring, "priority", 0)) <= 0:
        return None
    if not prompts and "SecretService" in type(ring).__module__:
        import secretstorage

        with contextlib.closing(secretstorage.dbus_init()) as connection:
            if secretstorage.get_default_collection(connection).is_locked():
                return None
    return ring


def stored_key(name: str, environment: Mapping[str, str] | None = None) -> str:
    """A key that `dragoman auth login` keeps. Raises NoSecret."""
    found = Store(environment).get(name)
    key = found[0].get("key") if found else None
    if not isinstance(key, str) or not key:
        raise NoSecret(f"the keyring has no key '{name}'; keep one with: dragoman auth login {name.partition('@')[0]}")
    return key
