"""The line of a spec that a problem is about, with a mark under its column."""

from __future__ import annotations

from pathlib import Path

from dragoman_codegen.spec.problems import Problem

WIDTH = 160  # characters of a line that are shown


def with_excerpt(problem: Problem, base: Path) -> str:
    """Return a message with its link, the line before it and the line itself. `base`: the folder that the names of
    files are relative to."""
    place = problem.place
    lines = _lines(base / place.file)
    if not 0 < place.line <= len(lines):
        return problem.with_link()
    start = max(0, place.column - 1 - WIDTH // 2) if place.column > WIDTH else 0
    shown = [number for number in (place.line - 1, place.line) if number > 0]
    margin = len(str(place.line))
    text = [f"  {number:>{margin}} | {lines[number - 1][start : start + WIDTH]}".rstrip() for number in shown]
    return "\n".join([problem.with_link(), *text, f"  {'':{margin}} | {' ' * (place.column - 1 - start)}^"])


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return ["".join(char if char.isprintable() else " " for char in line) for line in text.split("\n")]
