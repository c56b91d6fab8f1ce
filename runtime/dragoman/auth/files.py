"""Credential files: parsed completely or rejected, replaced atomically, locked between processes.

A file is never written in place. A complete new file is synced to disk and renamed, so a process that is killed leaves
the old file intact. A lock is an flock of the kernel, which ends with the process that holds it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
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
from urllib.parse import quote

from dragoman import system
from dragoman.masking import CredentialError, masked

LOCK_TIMEOUT = 60.0  # seconds to wait for another process's renewal
STALE_AFTER = 60.0  # seconds after which a temporary file belongs to a writer that was killed
NULL_TAG = re.compile(r"([:-][ \t]+)!!null[ \t]+(?=[^\s#])")  # before a value, which some programs write and read
MAX_ROWS = 1000  # of a table of a database that are read
VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)(?::-([^}]*))?\}")

log = logging.getLogger("dragoman")
NOWHERE = Path(os.devnull, "no-home")  # a path that can neither exist nor be made
NO_HOME = "the user has no home directory: set HOME, or DRAGOMAN_CREDENTIALS to a folder for logins"
_warned: set[Path] = set()  # files whose mode was logged


def folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of stored credentials: $DRAGOMAN_CREDENTIALS, or beside the configuration. NOWHERE for a user
    without a home directory, as in a container with an arbitrary user id."""
    if given := environment.get("DRAGOMAN_CREDENTIALS", ""):
        return expanded(given, environment) or NOWHERE
    usual = system.config_folder(environment)
    return usual / "credentials" if usual else expanded("~/.config/dragoman/credentials", environment) or NOWHERE


def expanded(path: str, environment: Mapping[str, str]) -> Path | None:
    """Return a path with `~` replaced by the home directory; None if there is no home directory."""
    home = environment.get("HOME", "")
    if home and (path == "~" or path.startswith("~/")):
        return Path(home + path[1:])
    try:
        return Path(path).expanduser()
    except RuntimeError:  # neither HOME nor an entry in the table of users
        return None


def expand_path(template: str, environment: Mapping[str, str]) -> Path | None:
    """Return the path of a spec's template, or None if it needs a variable that is not set, or a home directory
    that does not exist."""
    unset = False

    def one(match: re.Match[str]) -> str:
        nonlocal unset
        value = environment.get(match[1], "") or match[2]
        unset = unset or not value
        return value or ""

    text = VARIABLE.sub(one, template)
    return None if unset else expanded(text, environment)


def read_tree(path: Path, kind: str = "json") -> dict[str, Any] | None:
    """Return the object in a file, or None if there is no file. Raises CredentialError if the file cannot be read or
    parsed. An incomplete file is read a second time, since its owner may be writing it."""
    for last in (False, True):
        try:
            text = "" if kind == "sqlite" else path.read_text(encoding="utf-8-sig")
            tree = _tables(path) if kind == "sqlite" else None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise CredentialError(f"cannot read {path}: {error.strerror}") from None
        except UnicodeDecodeError:
            text = ""
        try:
            tree = tree if kind == "sqlite" else _parsed(text, kind)
        except (ValueError, RecursionError):
            tree = None
        if isinstance(tree, dict):
            return tree
        if not last:
            time.sleep(0.05)
    raise CredentialError(f"{path} is damaged or incomplete: it contains no {kind.upper()} object; it was not changed")


def _parsed(text: str, kind: str) -> Any:
    if kind == "json":
        return json.loads(text)
    if kind == "toml":
        return tomllib.loads(text)
    from dragoman.values import yaml_text

    return yaml_text.load(NULL_TAG.sub(r"\1", text), typ="safe")


def _tables(path: Path) -> dict[str, list[dict[str, Any]]] | None:
    """Return the rows of each table; None if the file is no readable database. Raises FileNotFoundError. Bytes that are
    no text become an empty text: they are encrypted."""
    import sqlite3  # start-up time

    path.stat()
    try:
        with contextlib.closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=1)) as connection:
            connection.row_factory = sqlite3.Row
            names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
            return {
                name: _rows(connection.execute(f'select * from "{_quoted(name)}" limit {MAX_ROWS}')) for name in names
            }
    except sqlite3.Error:
        return None


def _rows(found: Any) -> list[dict[str, Any]]:
    return [{key: _column_text(row[key]) for key in row.keys()} for row in found]


def _column_text(value: object) -> object:
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return ""


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def write_tree(path: Path, tree: Mapping[str, Any]) -> None:
    """Replace the file atomically. An existing file keeps its mode, indentation and links; a new file is readable by
    its owner only. Raises OSError."""
    path = path.resolve()
    make_private_folder(path.parent)
    mode, indent = 0o600, 2
    with contextlib.suppress(OSError):
        mode = path.stat().st_mode & 0o777
        indent = 2 if "\n" in path.read_text("utf-8", "replace").strip() else 0
    data = json.dumps(tree, indent=indent or None, ensure_ascii=False)
    for stale in path.parent.glob(f".{glob.escape(path.name)}.*"):  # left by a killed writer; contains secrets
        with contextlib.suppress(OSError):
            if time.time() - stale.stat().st_mtime > STALE_AFTER:
                stale.unlink()
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            system.set_mode(descriptor, mode)
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


def make_private_folder(path: Path) -> None:
    """Create the folder if it does not exist, accessible to its owner only. Raises OSError."""
    if path.is_relative_to(NOWHERE):
        raise OSError(errno.ENOENT, NO_HOME)
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def warn_if_readable_by_others(path: Path) -> None:
    """Log a warning, once, for another program's file that other users can read. Its mode is not changed."""
    if path not in _warned and system.readable_by_others(path):
        _warned.add(path)
        log.warning("%s is readable by other users: run chmod 600 %s", path, path)


@contextlib.asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """Hold the lock of a path. Raises CredentialError if another process holds it for too long, or if it cannot be
    opened."""
    try:
        make_private_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        text = f"cannot open the lock file {path}: {error.strerror}; check the permissions of its folder"
        raise CredentialError(masked(NO_HOME if path.is_relative_to(NOWHERE) else text)) from None
    try:
        limit = time.monotonic() + LOCK_TIMEOUT
        while not system.lock_file(descriptor):
            if time.monotonic() > limit:
                raise CredentialError(
                    f"another process has held the lock {path} for {LOCK_TIMEOUT:g} s; stop it and try again"
                )
            await asyncio.sleep(0.05)
        yield
    finally:
        os.close(descriptor)  # releases the lock


def matching(path: Path) -> Iterator[Path]:
    """Return the path, or the files that its last part matches as a glob, newest first."""
    if "*" not in path.name:
        yield path
        return
    with contextlib.suppress(OSError):
        found = [entry for entry in path.parent.glob(path.name) if entry.is_file()]
        yield from sorted(found, key=lambda entry: -entry.stat().st_mtime)
