"""The specs in the documentation compile, and translate as the pages show."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.docs.commands import Shell, blocks
from tests.docs.markdown import ROOT
from tests.docs.specs import generate, spec_files

TUTORIAL = ROOT / "specs" / "README.md"
PROTOCOL = ROOT / "docs" / "adding-a-protocol.md"


def test_the_specs_of_the_tutorial_compile(tmp_path: Path) -> None:
    files = spec_files(TUTORIAL)
    assert (generate(tmp_path, files) / "dragoman_adapters" / "example").is_dir()
    used = re.findall(r"\w+", files["specs/providers/example.yaml"].partition("uses:")[2])
    shown = {Path(path).stem for path in files if path.startswith("specs/quirks/")}
    assert shown and shown <= {*used}  # an unused quirk is not compiled


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a POSIX shell")
def test_the_documented_protocol_translates_its_samples(tmp_path: Path) -> None:
    adapters = generate(tmp_path / "generated", spec_files(PROTOCOL))
    found = blocks(PROTOCOL.read_text(encoding="utf-8"))
    assert {"request", "response", "stream"} <= {block.body.split()[3] for block in found if block.runs}
    (tmp_path / "user").mkdir()
    with Shell(tmp_path / "user", adapters) as shell:
        for block in found:
            problems = shell.run(block)
            assert not problems, f"{PROTOCOL.name}:{block.line}:\n" + "\n".join(problems)
