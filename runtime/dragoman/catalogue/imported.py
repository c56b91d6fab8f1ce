"""The catalogue that the user imported with `dragoman models --refresh`.

It is one JSON file in the user's folder, with the file of each provider in the form of the generated ones. The folder
is private: only its owner can read and write it.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from dragoman import system
from dragoman.values import json_text

FILE = "catalogue.json"
Record = dict[str, Any]


class NoFolder(Exception):
    """There is no place for the file. The text names what to set."""


def path(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the file, whether it exists or not; None without a home folder."""
    base = system.config_folder(environment)
    return base / "models" / FILE if base else None


@lru_cache
def file(provider: str) -> Record:
    """Return the imported file of a provider; {} if there is none, or if it cannot be read."""
    found = _files().get(provider)
    return found if isinstance(found, dict) else {}


@lru_cache
def _files() -> Record:
    where = path()
    with contextlib.suppress(OSError, ValueError):
        if where is not None and where.is_file() and system.only_own_writes(where):
            found = json_text.loads(where.read_bytes())
            return found if isinstance(found, dict) else {}
    return {}


def forget() -> None:
    """Read the file again when it is next used."""
    file.cache_clear()
    _files.cache_clear()


def save(files: Mapping[str, Record], environment: Mapping[str, str] | None = None) -> Path:
    """Replace the file atomically. Raises NoFolder and OSError."""
    where = path(environment)
    if where is None:
        raise NoFolder("there is no home folder for the catalogue; set HOME or XDG_CONFIG_HOME")
    where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    where.parent.chmod(0o700)
    descriptor, temporary = tempfile.mkstemp(dir=where.parent, prefix=f".{FILE}.")
    try:
        with open(descriptor, "wb") as out:
            out.write(json_text.dumps(files))
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, where)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    return where
