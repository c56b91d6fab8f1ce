"""Spec files for the page: the shipped ones and those of the user. Only a provider's file of the user is written."""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path
from typing import Any

from dragoman import user_specs
from dragoman.server.control.errors import HttpError

NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
NOTATION = "notation: 2"
NO_HOME = "there is no home folder for specs; set XDG_CONFIG_HOME"


def shipped() -> Path:
    """Return the folder of the shipped specs, without importing the compiler."""
    found = importlib.util.find_spec("dragoman_codegen")
    package = Path(found.origin).parent if found and found.origin else Path()
    return package / "specs" if (package / "specs").is_dir() else package.parents[1] / "specs"


def of_user() -> Path | None:
    """Return the user's folder of specs."""
    base = os.environ.get("XDG_CONFIG_HOME") or (f"{os.environ['HOME']}/.config" if os.environ.get("HOME") else "")
    return Path(base) / "dragoman" / "specs" if base else None


def read(name: str) -> dict[str, Any]:
    """Return a spec file, or without a name the providers that have one. `name`: as in the steps of an explanation."""
    own = [folder for folder in (of_user(), *user_specs.active_folders()) if folder is not None]
    folders = [*dict.fromkeys(own), shipped()]
    if not name:
        files = [path for folder in folders for path in (folder / "providers").glob("*.yaml")]
        return {"providers": sorted({path.stem for path in files})}
    if NAME.fullmatch(name):
        candidates = [folder / "providers" / f"{name}.yaml" for folder in folders]
    else:
        candidates = [shipped().parent / name, *([Path(name)] if Path(name).is_absolute() else [])]
    for path in candidates:
        inside = any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)
        if inside and path.suffix == ".yaml" and path.is_file():
            text = path.read_text("utf-8")
            return {"file": _shown(path), "text": with_notation(text) if NAME.fullmatch(name) else text}
    raise HttpError("not_found", f"no spec file {name} is available")


def _shown(path: Path) -> str:
    """Return the name of a file, as in the steps of an explanation."""
    base = shipped().parent
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else str(path)


def with_notation(text: str) -> str:
    """Return a provider's spec with the version of the notation, which a file of the user states."""
    return (
        text
        if re.search(r"^notation:", text, re.MULTILINE)
        else re.sub(r"(?m)^name:", f"{NOTATION}\nname:", text, count=1)
    )


def save(provider: str, text: str) -> dict[str, Any]:
    """Write a provider's spec into the user's folder. It is used when the proxy starts again."""
    folder = of_user()
    if folder is None:
        raise HttpError("invalid_request", NO_HOME)
    path = folder / "providers" / f"{checked(provider)}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return {"file": str(path)}


def checked(provider: str) -> str:
    """Return the name of a provider. Raises HttpError for one that is no file name."""
    if not NAME.fullmatch(provider):
        raise HttpError("invalid_request", f"'{provider[:80]}' is not the name of a provider; write a-z, 0-9, _ and -")
    return provider
