"""Specs of the user: compiled on first use into the user's cache folder, and added to the shipped adapters.

They are looked for in `~/.config/dragoman/specs`, in the folders of $DRAGOMAN_SPECS, and in those of `specs:` of
dragoman.yaml, which have the structure of the project's `specs/`. The result is kept by a hash of the specs and of the
compiler. Generated code is imported, so that a cache folder that another user owns or can write to is not used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dragoman import loader, system
from dragoman.catalogue import records

KEPT = 8  # results in the cache folder; older ones are deleted
PROBLEMS = "problems.json"
FOLDERS = "DRAGOMAN_SPECS"  # the environment variable with folders, divided like those of PATH

_active: tuple[Path, ...] = ()


class Unsafe(Exception):
    """The cache folder is not private. The text is shown to the user."""


def activate(more: Sequence[Path] = (), environment: Mapping[str, str] | None = None) -> list[str]:
    """Add the adapters of the user's specs. Returns the problems of these specs; what has problems is left out.

    `more`: the folders of `specs:`. A folder that does not exist counts as empty.
    """
    values = os.environ if environment is None else environment
    folders = tuple(folder for folder in dict.fromkeys((*usual_folders(values), *more)) if _specs(folder))
    if folders == _active:
        return []
    try:
        result, problems = compiled(folders, values)
        use(result, folders)
    except (Unsafe, OSError) as error:
        return [f"the specs in {', '.join(map(str, folders))} are not used: {error}"]
    return problems


def use(result: Path, folders: tuple[Path, ...]) -> None:
    """Add the adapters in a result of `compiled`. Raises Unsafe."""
    global _active
    _check_private(result)
    loader.extend(result)
    loader.declared = {path.stem for folder in folders for path in folder.glob("providers/*.yaml")}
    records.forget()
    _active = folders


def usual_folders(environment: Mapping[str, str] | None = None) -> list[Path]:
    """Return the folders of the user's specs, which may not exist."""
    values = os.environ if environment is None else environment
    config = system.config_folder(values)
    named = [Path(folder) for folder in values.get(FOLDERS, "").split(os.pathsep) if folder]
    return [*([config / "specs"] if config else []), *named]


def active_folders() -> tuple[Path, ...]:
    """Return the folders whose adapters were added."""
    return _active


def cache_folder(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the private folder for plans of explanations, or None if there is none that is safe."""
    base = system.cache_folder(environment)
    if base is None:
        return None
    folder = base / "plans"
    try:
        _make_private(folder)
    except (Unsafe, OSError):
        return None
    return folder


def is_compiled(folders: Sequence[Path]) -> bool:
    """Whether these specs were compiled, with or without problems."""
    base = system.cache_folder()
    return base is not None and (base / "adapters" / _fingerprint(folders)).is_dir()


def compiled(folders: Sequence[Path], environment: Mapping[str, str] | None = None) -> tuple[Path, list[str]]:
    """Return the folder with the adapters of these specs, compiled now if there is none yet, and their problems.
    Raises Unsafe and OSError."""
    base = system.cache_folder(environment)
    if base is None:
        raise Unsafe("there is no home folder for their adapters; set XDG_CACHE_HOME")
    cache = base / "adapters"
    _make_private(cache)
    result = cache / _fingerprint(folders)
    if not result.is_dir():
        _compile(folders, result)
    _check_private(result)
    os.utime(result)
    problems: list[str] = json.loads((result / PROBLEMS).read_text(encoding="utf-8"))
    return result, problems


def _compile(folders: Sequence[Path], result: Path) -> None:
    """Compile into a temporary folder and rename it, so that a killed process leaves no half of a result."""
    from dragoman_codegen.extension import compile_extension

    print(f"dragoman: compiling the specs in {', '.join(map(str, folders))}", file=sys.stderr)
    temporary = Path(tempfile.mkdtemp(dir=result.parent))
    try:
        problems = compile_extension(folders, temporary, result.parent)
        (temporary / PROBLEMS).write_text(json.dumps(problems), encoding="utf-8")
        temporary.rename(result)
    except OSError:
        if not result.is_dir():  # else another process was faster
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    others = [path for path in result.parent.iterdir() if path.is_dir() and path != result]
    others.sort(key=lambda path: path.stat().st_mtime)
    for path in others[: -(KEPT - 1)]:
        shutil.rmtree(path, ignore_errors=True)


def _specs(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.y*ml"))


def _fingerprint(folders: Sequence[Path]) -> str:
    """Return a hash of the specs, of the shipped ones and of the compiler."""
    found = hashlib.sha256()
    for root, path in (*_code(), *((folder, path) for folder in folders for path in _specs(folder))):
        text = path.read_bytes()
        found.update(f"{path.relative_to(root)} {len(text)} ".encode() + text)
    return found.hexdigest()[:32]


def _code() -> Iterator[tuple[Path, Path]]:
    """Yield the compiler's modules, the runtime's, and the shipped specs, each with the folder of its package."""
    for package in ("dragoman", "dragoman_codegen"):
        spec = importlib.util.find_spec(package)  # without importing it
        root = Path(spec.origin).parent if spec and spec.origin else Path()
        yield from ((root, path) for path in sorted(root.rglob("*.py")))
        for specs in (root / "specs", root.parents[1] / "specs"):
            yield from ((specs, path) for path in _specs(specs))


def _make_private(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check_private(folder)


def _check_private(folder: Path) -> None:
    """Raise Unsafe if another user owns the folder or can write to it."""
    if not system.only_own_writes(folder):
        raise Unsafe(f"{folder} belongs to another user, or others can write to it; remove it, or set XDG_CACHE_HOME")
