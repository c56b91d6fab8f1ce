"""Results kept on disk between the processes of a run and between runs.

A result is stored below .pytest_cache under a key made of everything that it depends on. The first process computes
it, the others wait for it and read it.
"""

from __future__ import annotations

import gc
import hashlib
import pickle
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from dragoman_codegen.cache import Cache, open_cache
from tests.locking import exclusive

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".pytest_cache" / "dragoman"
ENTRIES = 400  # the oldest ones are deleted beyond this number

Result = TypeVar("Result")


def key_of(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:24]


def content_of(paths: Iterable[Path]) -> bytes:
    """Digest of the names and bytes of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        data = path.read_bytes()
        digest.update(f"{path}\0{len(data)}\0".encode() + data)
    return digest.digest()


@cache
def compiler() -> bytes:
    """Digest of the specs, of the code that compiles them and of the Python that runs it."""
    trees = [("specs", "*.yaml"), ("codegen", "*.py"), ("codegen", "*.j2"), ("runtime", "*.py")]
    code = content_of(path for tree, pattern in trees for path in (ROOT / tree).rglob(pattern))
    return code + sys.version.encode()


@cache
def made_by_generate() -> Cache:
    """Results of `make generate`, for the files that a test compiles unchanged."""
    return open_cache(ROOT)


def cached(name: str, key: str, make: Callable[[], Result]) -> Result:
    """Return the stored result, or make and store it."""
    file = FOLDER / f"{name}-{key}.pickle"
    if not file.exists():
        with exclusive(FOLDER / f"{name}.lock"):
            if not file.exists():
                made = make()
                part = file.with_suffix(".part")
                part.write_bytes(pickle.dumps(made))
                part.rename(file)
                _delete_oldest()
                return made
    result: Result = _read(file)
    return result


def _read(file: Path) -> Any:
    gc.disable()  # the collector would walk through everything that is being made
    try:
        return pickle.loads(file.read_bytes())
    finally:
        gc.enable()


def _delete_oldest() -> None:
    entries = sorted(FOLDER.glob("*.pickle"), key=lambda path: path.stat().st_mtime)
    for path in entries[:-ENTRIES]:
        path.unlink(missing_ok=True)
