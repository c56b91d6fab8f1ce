"""Specs in the documentation: YAML blocks whose first line is a comment with their path, `# specs/...`."""

from __future__ import annotations

import re
from pathlib import Path

from dragoman_codegen.build import emit_all
from dragoman_codegen.compile.program import compile_all
from tests.cache import cached, compiler, key_of, made_by_generate
from tests.docs.markdown import ROOT

BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"# (specs/\S+\.yaml)\n")


def yaml_blocks(page: Path) -> list[str]:
    return BLOCK.findall(page.read_text(encoding="utf-8"))


def spec_files(page: Path) -> dict[str, str]:
    """Return path -> text of the specs that a page shows; fail for a YAML block without a path."""
    files: dict[str, str] = {}
    for block in yaml_blocks(page):
        found = PATH.match(block)
        assert found, f"{page.name}: this block does not begin with the path of a spec:\n{block}"
        assert found[1] not in files, f"{page.name} shows {found[1]} twice"
        files[found[1]] = block
    return files


def generate(folder: Path, files: dict[str, str]) -> Path:
    """Compile these specs beside the repository's protocols, and write the package of the adapters into a folder."""
    key = key_of(compiler(), *(part.encode() for file in sorted(files.items()) for part in file))
    for path, text in cached("documented", key, lambda: _compiled(folder / "source", files)).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def _compiled(folder: Path, files: dict[str, str]) -> dict[str, str]:
    program = compile_all(_specs_with(folder, files), cache=made_by_generate())
    return {
        path.as_posix(): text
        for path, text in emit_all(program, Path("dragoman_adapters"), cache=made_by_generate()).items()
    }


def _specs_with(folder: Path, files: dict[str, str]) -> Path:
    """Return a folder of specs: the repository's without its providers, and these files."""
    specs = folder / "specs"
    for part in ("protocols", "quirks", "auth"):
        (specs / part).mkdir(parents=True)
        for file in (ROOT / "specs" / part).iterdir():
            (specs / part / file.name).symlink_to(file)
    (specs / "hub.yaml").symlink_to(ROOT / "specs" / "hub.yaml")
    for path, text in files.items():
        file = folder / path
        assert not file.exists(), f"{path} is a file of the repository; choose another name"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return specs
