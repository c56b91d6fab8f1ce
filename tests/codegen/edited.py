"""A real protocol with a text of one of its files replaced, and the messages of the compiler about it."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from dragoman_codegen.cache import Cache
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.spec.problems import Stop

SPECS = Path(__file__).parents[2] / "specs"


def edited(protocol: str, file: str, *replaced: tuple[str, str]) -> list[str]:
    """Return the messages about a protocol in which each text, which stands once in its file, is replaced."""
    with TemporaryDirectory() as made:
        folder = Path(made) / "specs"
        shutil.copytree(SPECS / "protocols" / protocol, folder / "protocols" / protocol)
        shutil.copyfile(SPECS / "hub.yaml", folder / "hub.yaml")
        path = folder / "protocols" / protocol / f"{file}.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in replaced:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}.yaml"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        try:
            compile_all(folder, cache=Cache())
        except Stop as stop:
            return [problem.text for problem in stop.problems]
        return []
