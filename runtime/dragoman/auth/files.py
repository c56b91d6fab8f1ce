"""Files that hold credentials: read whole or not at all, replaced in one step, locked between processes.

A file is never written in place: a new one, complete and on the disk, takes its name, so that whoever is killed
meanwhile leaves the old one. A lock is the kernel's (flock): it ends with the process that has it, however that ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import glob
import json
import logging
import os
import re
import time
import tomllib
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

from dragoman.masking import CredentialError, masked

try:
    import fcntl
except ImportError:  # no flock: one process at a time is all that can be promised
    fcntl = None  # type: ignore[assignment]

WAITS = 60.0  # seconds for another process's refresh
LEFT = 60.0  # seconds after which what a killed writer left is nobody's
VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)(?::-([^}]*))?\}")

log = logging.getLogger("dragoman")
_told: set[Path] = set()  # of whose mode the log has had a word


def folder(environment: Mapping[str, str]) -> Path:
    """Where our own credentials lie: $DRAGOMAN_CREDENTIALS, else beside the configuration."""
    given = environment.get("DRAGOMAN_CREDENTIALS", "")
    base = environment.get("XDG_CONFIG_HOME") or f"{environment.get('HOME') or '~'}/.config"
    return Path(given or f"{base}/dragoman/credentials").expanduser()


def named(template: str, environment: Mapping[str, str]) -> Path | None:
    """The path of a spec's text; None where a variable without an `else` is not set."""
    unset = False

    def one(match: re.Match[str]) -> str:
        nonlocal unset
        value = environment.get(match[1], "") or match[2]
        unset = unset or not value
        return value or ""

    text = VARIABLE.sub(one, template)
    home = environment.get("HOME", "")
    if text.startswith("~/") and home:
        text = home + text[1:]
    return None if unset else Path(text).expanduser()


def read_tree(path: Path, kind: str = "json") -> dict[str, Any] | None:
    """The object in a file, or None where there is no file. Raises CredentialError where it cannot be read or is
    broken; a file that is not whole is read a second time, since its owner may be writing it."""
    for last in (False, True):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise CredentialError(f"cannot read {path}: {error.strerror}") from None
        except UnicodeDecodeError:
            text = ""
        try:
            tree = _parsed(text, kind)
        except (ValueError, RecursionError):
            tree = None
        if isinstance(tree, dict):
            return tree
        if not last:
            time.sleep(0.05)
    raise CredentialError(f"{path} is damaged or incomplete: it holds no {kind.upper()} object; it was left as it is")


def _parsed(text: str, kind: str) -> Any:
    if kind == "json":
        return json.loads(text)
    if kind == "toml":
        return tomllib.loads(text)
    from dragoman.values import yaml_text

    return yaml_text.load(text, typ="safe")


def write_tree(path: Path, tree: Mapping[str, Any]) -> None:
    """Replaces the file in one step. One that is there keeps its mode, its layout and what links to it; a new one is
    for its owner alone. Raises OSError."""
    path = path.resolve()
    private(path.parent)
    mode, indent = 0o600, 2
    with contextlib.suppress(OSError):
        mode = path.stat().st_mode & 0o777
        indent = 2 if "\n" in path.read_text("utf-8", "replace").strip() else 0
    data = json.dumps(tree, indent=indent or None, ensure_ascii=False)
    for left in path.parent.glob(f".{glob.escape(path.name)}.*"):  # by a writer that was killed; it holds secrets
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT:
                left.unlink()
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    with contextlib.suppress(OSError):
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def private(path: Path) -> None:
    """The folder exists; one that is made is its owner's alone. Raises OSError."""
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def open_to_others(path: Path) -> bool:
    """Whether others than the owner can read it."""
    with contextlib.suppress(OSError):
        return bool(path.stat().st_mode & 0o077)
    return False


def warn_if_open(path: Path) -> None:
    """A word in the log, once, on another program's file that others may read; it is its owner's to change."""
    if path not in _told and open_to_others(path):
        _told.add(path)
        log.warning("others may read %s: chmod 600 %s", path, path)


@contextlib.asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """Only one process at a time. Raises CredentialError when another has it for too long, or it cannot be had at
    all."""
    try:
        private(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CredentialError(masked(f"cannot open the lock {path}: {error.strerror}")) from None
    try:
        limit = time.monotonic() + WAITS
        while not _try(descriptor):
            if time.monotonic() > limit:
                raise CredentialError(f"another process has held {path} for {WAITS:g} s; stop it, and try again")
            await asyncio.sleep(0.05)
        yield
    finally:
        os.close(descriptor)  # which ends the lock


def _try(descriptor: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def matching(path: Path) -> Iterator[Path]:
    """The path, or what its last part matches, newest first."""
    if "*" not in path.name:
        yield path
        return
    with contextlib.suppress(OSError):
        found = [entry for entry in path.parent.glob(path.name) if entry.is_file()]
        yield from sorted(found, key=lambda entry: -entry.stat().st_mtime)
