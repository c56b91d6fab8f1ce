"""The specs in the documentation compile."""

from __future__ import annotations

import re
from pathlib import Path

from dragoman_codegen.compile.program import compile_all
from tests.docs.markdown import ROOT
from tests.docs.specs import spec_files, specs_with

TUTORIAL = ROOT / "specs" / "README.md"


def test_the_specs_of_the_tutorial_compile(tmp_path: Path) -> None:
    files = spec_files(TUTORIAL)
    program = compile_all(specs_with(tmp_path, files))
    assert [*program.providers] == ["example"]
    used = re.findall(r"\w+", files["specs/providers/example.yaml"].partition("uses:")[2])
    shown = {Path(path).stem for path in files if path.startswith("specs/quirks/")}
    assert shown and shown <= {*used}  # an unused quirk is not compiled
