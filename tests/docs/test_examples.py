"""YAML examples of the documentation: configuration files load, provider specs compile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman.config import file
from dragoman.config.schema import File, Limits, Profile, Strict, Tokens
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.report.configuration import key_table
from tests.docs.markdown import ROOT, pages

BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
VARIABLE = re.compile(r"\$\{(\w+)\}")
EXAMPLES = [
    pytest.param(block, id=f"{page.name}-{index}")
    for page in pages()
    for index, block in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")))
    if re.search("^profiles:", block, re.MULTILINE)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_configuration_example_loads(example: str, tmp_path: Path) -> None:
    path = tmp_path / "dragoman.yaml"
    path.write_text(example, encoding="utf-8")
    settings = file.load(path, dict.fromkeys(VARIABLE.findall(example), "sk-example"))
    assert settings.default in settings.profiles


def test_the_provider_example_compiles(tmp_path: Path) -> None:
    page = ROOT / "docs" / "adding-a-provider.md"
    (tmp_path / "fireworks.yaml").write_text(BLOCK.findall(page.read_text(encoding="utf-8"))[0], encoding="utf-8")
    assert "fireworks" in compile_all(ROOT / "specs", tmp_path).providers


@pytest.mark.parametrize("model", [File, Profile, Limits, Tokens])
def test_every_configuration_key_is_described(model: type[Strict]) -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert all(field.description for field in model.model_fields.values())
    assert key_table(model) in page
