"""Catalogue of models: specs/models/*.yaml from the snapshot in specs/models/sources (`make models`).

The output depends on the snapshot and on the names of the provider specs only. The files of providers that the
snapshot does not have any more are deleted.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dragoman.catalogue import snapshot

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 120
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./+-]*(:[A-Za-z0-9_./+-]+)*")  # YAML reads it as text without quotes
WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
HEAD = """\
# yaml-language-server: $schema=../schema/models.json
# Made by `make models` from sources/catalogue.json. Corrections belong into specs/providers, with `because` and `see`.
"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.models", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder that holds specs/")
    specs = parser.parse_args(argv).root / "specs"
    try:
        files = texts(specs)
    except (OSError, ValueError, snapshot.InvalidSnapshot) as error:
        print(f"{specs / 'models' / 'sources' / 'catalogue.json'}: {error}", file=sys.stderr)
        return 1
    folder = specs / "models"
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    print(f"{len(files)} catalogue files")
    return 0


def texts(specs: Path) -> dict[str, str]:
    """Return file name -> text of every catalogue file."""
    document = json.loads((specs / "models" / "sources" / "catalogue.json").read_text(encoding="utf-8"))
    providers = [path.stem for path in (specs / "providers").glob("*.yaml")]
    return {f"{name}.yaml": file_text(file) for name, file in snapshot.convert(document, providers).items()}


def file_text(file: Mapping[str, Any]) -> str:
    """Return a catalogue file as YAML: a line for each model, or a few where it is long."""
    lines = [f"provider: {file['provider']}", f'as_of: "{file["as_of"]}"', "lists:"]
    for name, part in file["lists"].items():
        lines.append(f"  {_scalar(name)}:")
        for key in ("see", "sources", "subscription"):
            if key in part:
                lines += _entry(key, part[key], 4)
        for key in ("models", "ended"):
            if part.get(key):
                lines.append(f"    {key}:")
                lines += [line for id, record in part[key].items() for line in _entry(id, record, 6)]
            elif key == "models":
                lines.append("    models: {}")
    return HEAD + "\n".join(lines) + "\n"


def _entry(key: str, value: Any, indent: int) -> list[str]:
    """Return the lines of `key: value`, at most WIDTH characters long where its parts allow it."""
    head = f"{' ' * indent}{_scalar(key)}: "
    whole = head + _flow(value)
    if len(whole) <= WIDTH or not isinstance(value, dict | list) or not value:
        return [whole]
    opening, closing = ("{ ", " }") if isinstance(value, dict) else ("[", "]")
    lines = [head + opening]
    parts = list(value.items()) if isinstance(value, dict) else [("", inner) for inner in value]
    for number, (name, inner) in enumerate(parts):
        end = "," if number < len(parts) - 1 else closing
        text = (f"{_scalar(name)}: " if name else "") + _flow(inner) + end
        if len(lines[-1].rstrip()) + 1 + len(text) <= WIDTH:
            lines[-1] += ("" if lines[-1].endswith((" ", "[")) else " ") + text
        elif len(text) + indent + 2 <= WIDTH:
            lines += [" " * (indent + 2) + text]
        else:
            nested = _entry(name, inner, indent + 2) if name else [" " * (indent + 2) + _flow(inner)]
            lines += [*nested[:-1], nested[-1] + end]
    return [line.rstrip() for line in lines]


def _flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, dict) and value:
        return "{ " + ", ".join(f"{_scalar(key)}: {_flow(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return "{}" if value == {} else _scalar(value)


def _scalar(value: Any) -> str:
    """Return a scalar, in quotes where YAML would read something else."""
    if not isinstance(value, str):
        return json.dumps(value)
    plain = PLAIN.fullmatch(value) and value.lower() not in WORDS
    return value if plain else json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
