"""Results of earlier runs of the compiler, kept by the content that they were made from.

A run of `make generate` after a change of one provider compiles that provider and reads the rest from here. The cache
is one pickle in the project's folder; keys contain a hash of the compiler's own code, so that a change of it empties
the cache. A file that is damaged or belongs to another user counts as an empty one.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

import dragoman
import dragoman_codegen
from dragoman import system
from dragoman_codegen.model.plan import values_of

FILE = ".codegen_cache"
DAMAGED = (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, LookupError, ValueError, TypeError)


class Pickler(pickle.Pickler):
    """Writes a frozen dataclass as the arguments of its constructor, which loads in half the time of its state."""

    def __init__(self, out: io.BytesIO) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)

    def reducer_override(self, value: object) -> Any:
        kind: Any = type(value)
        arguments = arguments_of(kind)
        return NotImplemented if arguments is None else (kind, arguments(value))


@cache
def arguments_of(kind: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """Return the function that returns the fields of a frozen dataclass, None for another type."""
    parameters = getattr(kind, "__dataclass_params__", None)
    return values_of([one.name for one in fields(kind)]) if parameters is not None and parameters.frozen else None


@dataclass(slots=True)
class Cache:
    """`path`: the file that holds the entries; without one nothing is kept."""

    path: Path | None = None
    entries: dict[str, bytes] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    memory: dict[str, Any] | None = None  # results themselves, for a process that compiles again and again
    _code: str = ""

    def key(self, *digests: str) -> str:
        """Return the key of what is made from the contents with these digests by the present compiler."""
        if self.path is None:
            return ""
        self._code = self._code or digest(*(path.read_bytes() for path in _own_code()))
        return digest(self._code.encode(), *(part.encode() for part in digests))

    def get(self, kind: str, key: str, unpickler: Callable[[io.BytesIO], pickle.Unpickler] = pickle.Unpickler) -> Any:
        """Return the result of an earlier run, or None."""
        name = f"{kind} {key}"
        if self.memory is not None and name in self.memory:
            self.used.add(name)
            return self.memory[name]
        if name not in self.entries:
            return None
        try:
            found = unpickler(io.BytesIO(self.entries[name])).load()
        except DAMAGED:
            return None
        self.used.add(name)
        if self.memory is not None:
            self.memory[name] = found
        return found

    def put(
        self, kind: str, key: str, value: object, pickler: Callable[[io.BytesIO], pickle.Pickler] = Pickler
    ) -> None:
        """Keep a result; `kind` distinguishes results that are made from the same contents."""
        if self.path is not None:
            out = io.BytesIO()
            pickler(out).dump(value)
            self.entries[f"{kind} {key}"] = out.getvalue()
            self.used.add(f"{kind} {key}")
            if self.memory is not None:
                self.memory[f"{kind} {key}"] = value

    def made(self, kind: str, key: str, make: Callable[[], Any]) -> Any:
        """Return the result of an earlier run, or of `make`, which is then kept."""
        found = self.get(kind, key)
        if found is None:
            found = make()
            self.put(kind, key, found)
        return found

    def save(self) -> None:
        """Write what this run used or made, unless nothing changed."""
        if self.path is None:
            return
        kept = {key: self.entries[key] for key in sorted(self.used)}
        if self.memory is not None:
            self.memory = {key: self.memory[key] for key in kept}
        new = pickle.dumps(kept)
        if self.path.is_file() and self.path.read_bytes() == new:
            return
        temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        temporary.write_bytes(new)
        temporary.replace(self.path)


def open_cache(root: Path) -> Cache:
    """Read the cache of the project in `root`."""
    path = root / FILE
    try:
        entries = pickle.loads(path.read_bytes()) if system.is_own(path) else {}
    except DAMAGED:
        entries = {}
    return Cache(path, entries if isinstance(entries, dict) else {})


def _own_code() -> list[Path]:
    """The compiler's modules and those of the runtime that it reads."""
    roots = [Path(package.__file__ or "").parent for package in (dragoman_codegen, dragoman)]
    return sorted(path for root in roots for path in root.rglob("*.py"))


def digest(*contents: bytes) -> str:
    """Return a hash of these contents and of their order."""
    found = hashlib.sha256()
    for content in contents:
        found.update(hashlib.sha256(content).digest())
    return found.hexdigest()
