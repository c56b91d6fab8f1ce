"""Where our own credentials lie: in the system's keyring where there is one, else in files that only their owner reads.

A name is a login's, or `login@profile`. An entry is a small object: the values of a login, or `key`, and `saved`,
when. The newer of keyring and file counts, so that a keyring which fails once costs nothing. The keyring is asked in a
thread of its own with a time limit, and never while it would have to ask the user (unless a person waits for it). An
entry that lies in a keyring which does not answer is not missing: whoever wants it is told.
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
from dragoman.masking import CredentialError, TransientError

SERVICE = "dragoman"
LIMIT = 2.0  # seconds that a keyring may take
PATIENCE = 60.0  # where a person may have to unlock it
RESTS = 60.0  # seconds that one which took too long is left alone
T = TypeVar("T")
Entry = dict[str, Any]


class Store:
    """`environment`: of the process, which says where files lie. `prompts`: a person is there to be asked."""

    def __init__(self, environment: Mapping[str, str] | None = None, prompts: bool = False) -> None:
        self.environment = os.environ if environment is None else environment
        self.folder = files.folder(self.environment)
        self.prompts = prompts

    def path(self, name: str, suffix: str = "json") -> Path:
        return self.folder / f"{re.sub(r'[^A-Za-z0-9@._-]', '_', name)}.{suffix}"

    def lock(self, name: str) -> Path:
        return self.folder / "locks" / f"{re.sub(r'[^A-Za-z0-9@._-]', '_', name)}.lock"

    def get(self, name: str) -> tuple[Entry, str] | None:
        """The entry and where it lies, in words. Raises CredentialError for a file that is there and cannot be used,
        and where the entry lies in a keyring that does not answer (TransientError, if it may later)."""
        path = self.path(name)
        found: list[tuple[Entry, str]] = []
        if files.open_to_others(path):
            with contextlib.suppress(OSError):
                path.chmod(0o600)  # ours, and nobody else's business
        try:
            tree = files.read_tree(path)
        except CredentialError as broken:
            raise CredentialError(f"{broken}; log in again with: {_login(name)}") from None
        if tree is not None:
            found.append((tree, str(path)))
        try:
            text = self._keyring(lambda ring: ring.get_password(SERVICE, name))
            tree = json.loads(text) if text else None
            if isinstance(tree, dict):
                found.append((tree, "keyring"))
        except Unanswered as silent:
            if not found and self._marker(name).exists():
                again = f"or log in again with: {_login(name)}"
                raise silent.about(f"{name} lies in the keyring, {silent}", again) from None
        except ValueError:
            pass
        return max(found, key=lambda pair: pair[0].get("saved") or 0, default=None)

    def put(self, name: str, entry: Entry) -> str:
        """Keeps the entry; returns where, in words. Raises OSError."""
        entry = {**entry, "saved": time.time()}
        text = json.dumps(entry)
        path = self.path(name)

        def keep(ring: Any) -> bool:
            ring.set_password(SERVICE, name, text)
            return bool(ring.get_password(SERVICE, name) == text)

        try:
            if self._keyring(keep):
                path.unlink(missing_ok=True)
                self._mark(name)
                return "keyring"
        except Late:
            self._mark(name)  # it may keep it yet
        except Unanswered:
            pass
        files.private(self.folder)
        with contextlib.suppress(OSError):
            self.folder.chmod(0o700)
        files.write_tree(path, entry)
        return str(path)

    def remove(self, name: str) -> bool:
        """Whether there was one. Raises CredentialError where a keyring that does not answer still has it."""
        there = False
        with contextlib.suppress(FileNotFoundError):
            self.path(name).unlink()
            there = True

        def drop(ring: Any) -> bool:
            if ring.get_password(SERVICE, name) is None:
                return False
            ring.delete_password(SERVICE, name)
            return True

        marker = self._marker(name)
        try:
            there = self._keyring(drop) or there or marker.exists()
        except Unanswered as silent:
            if marker.exists():
                gone = f"or, if that keyring is gone for good, delete {marker}"
                raise silent.about(f"{name} still lies in the keyring, {silent}", gone) from None
        marker.unlink(missing_ok=True)
        return there

    def names(self) -> list[str]:
        """What lies here. A keyring cannot be asked for its names: an empty file stands here for each."""
        with contextlib.suppress(OSError):
            return sorted({path.stem for path in self.folder.iterdir() if path.suffix in (".json", ".keyring")})
        return []

    def stamp(self, name: str) -> float:
        """Changes when the entry does, without reading it."""
        with contextlib.suppress(OSError):
            return max((p.stat().st_mtime for p in (self.path(name), self._marker(name)) if p.exists()), default=0)
        return 0.0

    def _marker(self, name: str) -> Path:
        """An empty file, which says that the keyring has an entry of this name."""
        return self.path(name, "keyring")

    def _mark(self, name: str) -> None:
        with contextlib.suppress(OSError):
            files.private(self.folder)
            self._marker(name).write_text("", "utf-8")

    def _keyring(self, ask: Callable[[Any], T]) -> T:
        """What the keyring says. Raises Unanswered."""
        if self.environment.get("DRAGOMAN_KEYRING", "") == "off":
            raise Unanswered("which DRAGOMAN_KEYRING=off leaves alone")
        return Keyring.ask(ask, self.prompts)


class Unanswered(Exception):
    """There is no keyring, it is locked, it fails, or it takes too long: the text says which, after a comma. `passing`:
    it may answer later."""

    def __init__(self, text: str, passing: bool = False) -> None:
        super().__init__(text)
        self.passing = passing

    def about(self, text: str, more: str) -> CredentialError:
        kind = TransientError if self.passing else CredentialError
        return kind(f"{text}; {'unlock it and try again, ' if self.passing else ''}{more}")


class Late(Unanswered):
    """It has not answered yet, and may do what it was asked."""


class Keyring:
    """The system's keyring: one question at a time, each with a limit. One that took too long is left alone for a
    while, and is not asked anew before it has answered."""

    free = threading.Lock()
    again = 0.0  # when it is asked again

    @classmethod
    def ask(cls, ask: Callable[[Any], T], prompts: bool) -> T:
        """Raises Unanswered."""
        limit = PATIENCE if prompts else LIMIT
        slow = f"which did not answer within {limit:g} s"
        if not prompts and time.monotonic() < cls.again:
            raise Late(slow, passing=True)
        backend = _library()  # which may take its time, and asks nobody
        answer: list[T] = []
        failed: list[Unanswered] = []

        def run() -> None:
            try:
                answer.append(ask(backend(prompts)))
            except Unanswered as silent:
                failed.append(silent)
            except Exception as error:  # of whatever kind a keyring has; its text may be anything
                failed.append(Unanswered(f"which failed ({type(error).__name__})", passing=True))
            finally:
                cls.free.release()

        end = time.monotonic() + limit
        if cls.free.acquire(timeout=limit):
            thread = threading.Thread(target=run, daemon=True, name="keyring")
            thread.start()
            thread.join(max(end - time.monotonic(), 0))
        if not answer and not failed:
            cls.again = time.monotonic() + RESTS
        if answer:
            return answer[0]
        raise failed.pop() if failed else Late(slow, passing=True)  # the frame must not keep what it raises


def _library() -> Callable[[bool], Any]:
    """What finds the keyring. Raises Unanswered where the library is not installed."""
    try:
        import keyring.backends.fail
        import keyring.backends.null
    except ImportError:
        raise Unanswered("and there is none here: pip install 'dragoman[keyring]'") from None
    none = (keyring.backends.fail.Keyring, keyring.backends.null.Keyring)

    def found(prompts: bool) -> Any:
        """The first that keeps things and can be looked at without a window. Raises Unanswered."""
        first = keyring.get_keyring()
        for ring in getattr(first, "backends", None) or [first]:
            if not isinstance(ring, none) and float(ring.priority) > 0 and "kwallet" not in type(ring).__module__:
                if not prompts and "SecretService" in type(ring).__module__:
                    _look()
                return ring
        raise Unanswered("and there is none here")

    return found


def _look() -> None:
    """Raises Unanswered where the desktop's keyring would have to ask its user: it is locked, or not made yet."""
    import secretstorage

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        if secretstorage.Collection(connection).is_locked():
            raise Unanswered("which is locked", passing=True)


def _login(name: str) -> str:
    login, _, profile = name.partition("@")
    return f"dragoman auth login {login}" + (f" --profile {profile}" if profile else "")


def stored_key(name: str, environment: Mapping[str, str] | None = None) -> str:
    """A key that `dragoman auth login` keeps. Raises CredentialError."""
    found = Store(environment).get(name)
    key = found[0].get("key") if found else None
    if not isinstance(key, str) or not key:
        raise CredentialError(f"the keyring has no key '{name}'; keep one with: {_login(name)}")
    return key
