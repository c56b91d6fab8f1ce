"""Writing of generated files: changed files are written, obsolete ones deleted; `--check` prints the difference."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path

MARK = "by `make generate`. Do not edit"


@dataclass(slots=True)
class Changes:
    written: list[Path] = field(default_factory=list)
    deleted: list[Path] = field(default_factory=list)
    diff: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.written or self.deleted)


def compare(wanted: dict[Path, str], owned: list[Path], root: Path) -> Changes:
    """Return which files differ from the wanted ones. Generated files in the folders `owned` that are not wanted are
    to be deleted."""
    changes = Changes()
    for path, text in sorted(wanted.items()):
        old = path.read_text(encoding="utf-8") if path.is_file() else None
        if old == text:
            continue
        changes.written.append(path)
        changes.diff += _diff(path, old or "", text, root)
    for folder in owned:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if path.is_file() and path not in wanted and path.suffix in (".py", ".json", ".md") and _generated(path):
                changes.deleted.append(path)
                changes.diff += _diff(path, path.read_text(encoding="utf-8"), "", root)
    return changes


def apply(changes: Changes, wanted: dict[Path, str]) -> None:
    """Write and delete what differs."""
    for path in changes.written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
        for stale in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            stale.unlink()  # bytecode is compared by second and size, and may seem to be that of the new text
    for path in changes.deleted:
        path.unlink()
        folder = path.parent
        if not any(p for p in folder.iterdir() if p.name != "__pycache__"):
            for cache in folder.rglob("*.pyc"):
                cache.unlink()
            if (folder / "__pycache__").is_dir():
                (folder / "__pycache__").rmdir()
            folder.rmdir()


def _generated(path: Path) -> bool:
    """Return whether a file carries our mark; others are never deleted."""
    head = path.read_text(encoding="utf-8", errors="replace")[:600]
    return MARK in head or path.suffix == ".json"


def _diff(path: Path, old: str, new: str, root: Path) -> list[str]:
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    return list(
        difflib.unified_diff(
            old.splitlines(), new.splitlines(), f"{name} (as it is)", f"{name} (as the specs say)", lineterm=""
        )
    )
