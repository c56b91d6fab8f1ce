"""`dragoman specs`: the differences of a provider from its protocols and of two specs, and the migration of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from dragoman.commands.arguments import InvalidFiles

SIGNS = {"lost": "†", "carried": "=", "added": "+", "removed": "-", "changed": "≈"}
WORDS = {"lost": "newly lost", "carried": "no longer lost"}


def quirks(provider: str) -> list[dict[str, Any]]:
    """Return why a provider differs from its protocols, with the place of each quirk and patch, for JSON. Raises
    KeyError for an unknown provider."""
    from dragoman import loader
    from dragoman.commands.inspection.explain import specs

    if provider not in loader.providers():
        raise KeyError(loader.unknown("provider", provider, loader.providers()))
    sides = specs().sides(provider)
    return [{"protocol": side.protocol.name, **asdict(reason)} for side in sides for reason in side.reasons]


def quirks_as_text(found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of a list of quirks."""
    for protocol, group in groupby(found, lambda one: one["protocol"]):
        yield protocol
        for one in group:
            values = {
                key: ", ".join(map(str, value if isinstance(value, list) else [value]))
                for key, value in one["when"].items()
            }
            when = "".join(f"; {key}: {value}" for key, value in values.items())
            yield f"  {one['because']}{when}  {one['place']}"
    if not found:
        yield "no difference"


def changes(old: Path, new: Path) -> list[dict[str, Any]]:
    """Return the differences between two spec folders or providers, for JSON. Raises InvalidFiles, OSError."""
    from dragoman_codegen.excerpts import with_excerpt
    from dragoman_codegen.extension import compile_path
    from dragoman_codegen.report.changes import changes_between
    from dragoman_codegen.spec.problems import Stop

    for path in (old, new):
        path.stat()
    try:
        found = [asdict(change) for change in changes_between(compile_path(old), compile_path(new))]
    except Stop as stop:
        raise InvalidFiles("\n".join(with_excerpt(problem, Path()) for problem in stop.problems)) from None
    return [{**one, "place": _shown(one["place"], new)} for one in found]


def _shown(place: str, path: Path) -> str:
    """Return a position; one in the copy of a single file as one in the file."""
    copied = path.is_file() and place.startswith(gettempdir())
    return f"{path}:{place.partition('.yaml:')[2]}" if copied else place


def as_text(found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of a list of differences."""
    for (provider, protocol), group in groupby(found, lambda one: (one["provider"], one["protocol"])):
        yield f"{provider} ({protocol})"
        for one in group:
            what = WORDS.get(one["verb"]) or f"{one['verb']} {one['kind']}"
            yield f"  {SIGNS[one['verb']]} {one['part']}: {what} {one['name']}  {one['place']}".rstrip()
    if not found:
        yield "no difference"


def upgrade(path: Path) -> list[dict[str, Any]]:
    """Migrate a file in place, and with protocol.yaml the files of the protocol.

    Return for each file whether it changed, and what is left to change by hand. Raises InvalidFiles, OSError."""
    from dragoman_codegen.spec.problems import Problems
    from dragoman_codegen.spec.yaml.load import load
    from dragoman_codegen.spec.yaml.tree import plain

    problems = Problems()
    with path.open("rb"):  # an unreadable file is no problem of its text
        tree = load(path, str(path), problems)
    version = plain(tree.entries.get("notation"))
    if problems.found:
        raise InvalidFiles("\n".join(problem.with_link() for problem in problems.found))
    if not tree.entries:
        raise InvalidFiles(f"{path}: the file is empty; name the file of a spec")
    if path.name != "protocol.yaml":
        return [_upgrade(path, version)]
    parts = [one for one in sorted(path.parent.glob("*.yaml")) if one.name != path.name]
    return [_upgrade(path, version), *(_upgrade(part, version or 1) for part in parts)]  # parts have no own version


def _upgrade(path: Path, version: object) -> dict[str, Any]:
    """Migrate one file in place from this version."""
    from dragoman_codegen.spec.migration.upgrade import CannotUpgrade, upgraded

    text = path.read_bytes().decode()
    try:
        new, by_hand = upgraded(text, version)
    except CannotUpgrade as error:
        raise InvalidFiles(f"{path}: {error}") from None
    if new != text:
        path.write_bytes(new.encode())
    places = [{"line": line, "column": column, "remedy": remedy} for line, column, remedy in by_hand]
    return {"file": str(path), "migrated": new != text, "by_hand": places}


def migrated(found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the result of migrations in lines."""
    for one in found:
        if one["migrated"]:
            yield f"{one['file']}: migrated"
        for place in one["by_hand"]:
            yield f"{one['file']}:{place['line']}:{place['column']}: change this by hand: {place['remedy']}"
    yield f"{sum(one['migrated'] for one in found)} of {len(found)} files migrated"
