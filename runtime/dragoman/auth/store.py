"""Credential store: the system keyring if available, otherwise files that only their owner can read.

An entry is named after a login, or `login@profile`. It is a small object: the values of a login, or `key`, and
`saved`, a timestamp. If keyring and file both have an entry, the newer one is used, so that a temporary keyring failure
loses nothing. Keyring calls run in a separate thread with a timeout, and never prompt the user unless the command is
interactive. An entry in a keyring that does not respond raises an error instead of appearing to be missing.
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

from dragoman import extras, system
from dragoman.auth import files
from dragoman.masking import CredentialError, TransientError

SERVICE = "dragoman"
TIMEOUT = 2.0  # seconds for one keyring call
PROMPT_TIMEOUT = 60.0  # seconds, if the user may have to unlock the keyring
COOLDOWN = 60.0  # seconds without keyring calls after a timeout
T = TypeVar("T")
Entry = dict[str, Any]


class Store:
    """`environment`: environment variables, which determine the folder. `prompts`: the keyring may prompt the user."""

    def __init__(self, environment: Mapping[str, str] | None = None, prompts: bool = False) -> None:
        self.environment = os.environ if environment is None else environment
        self.folder = files.folder(self.environment)
        self.prompts = prompts

    def path(self, name: str, suffix: str = "json") -> Path:
        return self.folder / f"{re.sub(r'[^A-Za-z0-9@._-]', '_', name)}.{suffix}"

    def lock(self, name: str) -> Path:
        return self.folder / "locks" / f"{re.sub(r'[^A-Za-z0-9@._-]', '_', name)}.lock"

    def get(self, name: str) -> tuple[Entry, str] | None:
        """Return the entry and a description of where it is stored. Raises CredentialError for an unusable file, and if
        the entry is in a keyring that does not respond (TransientError, if it may respond later)."""
        path = self.path(name)
        found: list[tuple[Entry, str]] = []
        if system.readable_by_others(path):
            with contextlib.suppress(OSError):
                path.chmod(0o600)  # our own file must be private
        try:
            tree = files.read_tree(path)
        except CredentialError as broken:
            raise CredentialError(f"{broken}; log in again with: {_login_command(name)}") from None
        if tree is not None:
            found.append((tree, str(path)))
        try:
            text = self._keyring(lambda ring: ring.get_password(SERVICE, name))
            tree = json.loads(text) if text else None
            if isinstance(tree, dict):
                found.append((tree, "keyring"))
        except KeyringUnavailable as unavailable:
            if not found and self._marker(name).exists():
                again = f"or log in again with: {_login_command(name)}"
                raise unavailable.about(f"{name} is stored in the keyring, {unavailable}", again) from None
        except ValueError:
            pass
        return max(found, key=lambda pair: pair[0].get("saved") or 0, default=None)

    def put(self, name: str, entry: Entry) -> str:
        """Store the entry. Returns a description of where. Raises OSError."""
        entry = {**entry, "saved": time.time()}
        text = json.dumps(entry)
        path = self.path(name)

        def store(ring: Any) -> bool:
            ring.set_password(SERVICE, name, text)
            return bool(ring.get_password(SERVICE, name) == text)

        try:
            if self._keyring(store):
                path.unlink(missing_ok=True)
                self._mark(name)
                return "keyring"
        except KeyringTimeout:
            self._mark(name)  # the keyring may still complete the call
        except KeyringUnavailable:
            pass
        files.make_private_folder(self.folder)
        with contextlib.suppress(OSError):
            self.folder.chmod(0o700)
        files.write_tree(path, entry)
        return str(path)

    def remove(self, name: str) -> bool:
        """Remove the entry. Returns whether there was one. Raises CredentialError if it remains in a keyring that does
        not respond."""
        existed = False
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            self.path(name).unlink()
            existed = True

        def drop(ring: Any) -> bool:
            if ring.get_password(SERVICE, name) is None:
                return False
            ring.delete_password(SERVICE, name)
            return True

        marker = self._marker(name)
        try:
            existed = self._keyring(drop) or existed or marker.exists()
        except KeyringUnavailable as unavailable:
            if marker.exists():
                remedy = f"or, if that keyring no longer exists, delete {marker}"
                raise unavailable.about(f"{name} is still stored in the keyring, {unavailable}", remedy) from None
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            marker.unlink()
        return existed

    def names(self) -> list[str]:
        """Return the names of all entries. A keyring cannot list its entries, so each has an empty marker file."""
        with contextlib.suppress(OSError):
            return sorted({path.stem for path in self.folder.iterdir() if path.suffix in (".json", ".keyring")})
        return []

    def stamp(self, name: str) -> float:
        """Return a number that changes when the entry does, without reading it."""
        with contextlib.suppress(OSError):
            return max((p.stat().st_mtime for p in (self.path(name), self._marker(name)) if p.exists()), default=0)
        return 0.0

    def _marker(self, name: str) -> Path:
        """Return the path of the empty file that marks an entry in the keyring."""
        return self.path(name, "keyring")

    def _mark(self, name: str) -> None:
        with contextlib.suppress(OSError):
            files.make_private_folder(self.folder)
            self._marker(name).write_text("", "utf-8")

    def _keyring(self, function: Callable[[Any], T]) -> T:
        """Call the keyring and return the result. Raises KeyringUnavailable."""
        if self.environment.get("DRAGOMAN_KEYRING", "") == "off":
            raise KeyringUnavailable("which DRAGOMAN_KEYRING=off disables")
        return Keyring.call(function, self.prompts)


class KeyringUnavailable(Exception):
    """The keyring is absent, locked, failed or timed out. The text is a relative clause that states which. `transient`:
    it may respond later."""

    def __init__(self, text: str, transient: bool = False) -> None:
        super().__init__(text)
        self.transient = transient

    def about(self, text: str, more: str) -> CredentialError:
        """Return the error for the user: the text, then the remedy."""
        kind = TransientError if self.transient else CredentialError
        return kind(f"{text}; {'unlock it and try again, ' if self.transient else ''}{more}")


class KeyringTimeout(KeyringUnavailable):
    """The call timed out and may still take effect."""


class Keyring:
    """The system keyring: one call at a time, each with a timeout. After a timeout no call is made for a while, nor
    before the first call has returned."""

    lock = threading.Lock()
    retry_at = 0.0  # when calls are made again after a timeout

    @classmethod
    def call(cls, function: Callable[[Any], T], prompts: bool) -> T:
        """Run a function with the keyring and return its result. Raises KeyringUnavailable."""
        limit = PROMPT_TIMEOUT if prompts else TIMEOUT
        timed_out = f"which did not respond within {limit:g} s"
        if not prompts and time.monotonic() < cls.retry_at:
            raise KeyringTimeout(timed_out, transient=True)
        backend = _library()  # importing may be slow; it never prompts
        answer: list[T] = []
        failed: list[KeyringUnavailable] = []

        def run() -> None:
            try:
                answer.append(function(backend(prompts)))
            except KeyringUnavailable as unavailable:
                failed.append(unavailable)
            except Exception as error:  # backends raise anything; the text may contain secrets
                failed.append(KeyringUnavailable(f"which failed ({type(error).__name__})", transient=True))
            finally:
                cls.lock.release()

        end = time.monotonic() + limit
        if cls.lock.acquire(timeout=limit):
            thread = threading.Thread(target=run, daemon=True, name="keyring")
            thread.start()
            thread.join(max(end - time.monotonic(), 0))
        if not answer and not failed:
            cls.retry_at = time.monotonic() + COOLDOWN
        if answer:
            return answer[0]
        raise (
            failed.pop() if failed else KeyringTimeout(timed_out, transient=True)
        )  # the frame must not keep a reference to the exception


def _library() -> Callable[[bool], Any]:
    """Return the function that selects the keyring backend. Raises KeyringUnavailable if the library is not
    installed."""
    try:
        import keyring.backends.fail
        import keyring.backends.null
    except ImportError:
        raise KeyringUnavailable(f"but {extras.missing('keyring')}") from None
    none = (keyring.backends.fail.Keyring, keyring.backends.null.Keyring)

    def found(prompts: bool) -> Any:
        """Return the first usable backend that needs no window. Raises KeyringUnavailable."""
        first = keyring.get_keyring()
        for ring in getattr(first, "backends", None) or [first]:
            if not isinstance(ring, none) and float(ring.priority) > 0 and "kwallet" not in type(ring).__module__:
                if not prompts and "SecretService" in type(ring).__module__:
                    _require_unlocked()
                return ring
        raise KeyringUnavailable("but this system has no keyring")

    return found


def _require_unlocked() -> None:
    """Raise KeyringUnavailable if the desktop's keyring is locked or not created, and would prompt the user."""
    import secretstorage

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        if secretstorage.Collection(connection).is_locked():
            raise KeyringUnavailable("which is locked", transient=True)


def _login_command(name: str) -> str:
    """Return the command that logs in to an entry."""
    login, _, profile = name.partition("@")
    return f"dragoman auth login {login}" + (f" --profile {profile}" if profile else "")


def stored_key(name: str, environment: Mapping[str, str] | None = None) -> str:
    """Return a key that `dragoman auth login` stored. Raises CredentialError."""
    found = Store(environment).get(name)
    key = found[0].get("key") if found else None
    if not isinstance(key, str) or not key:
        raise CredentialError(f"no key '{name}' is stored; store one with: {_login_command(name)}")
    return key
