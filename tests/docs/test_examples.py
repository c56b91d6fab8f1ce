"""YAML examples of the documentation: configuration files load, provider specs compile."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from dragoman.config import file
from dragoman.config.schema import File, Limits, Profile, Strict, Tokens
from dragoman.config.settings import ConfigurationError
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.report.configuration import SECTIONS, key_table
from dragoman_codegen.spec.problems import Stop
from tests.cache import made_by_generate
from tests.docs.markdown import ROOT, pages
from tests.docs.specs import generate

BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
VARIABLE = re.compile(r"\$\{(\w+)\}")
PROVIDER_PAGE = (ROOT / "docs" / "adding-a-provider.md").read_text(encoding="utf-8")
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


def test_the_documented_configuration_error_is_reported(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    documented = re.search(r"^(dragoman\.yaml:.*'(\w+)' here; did you mean '(\w+)'\?) \.\.\.$", page, re.MULTILINE)
    assert documented
    path = tmp_path / "dragoman.yaml"
    path.write_text(BLOCK.findall(page)[0].replace(documented[3], documented[2]), encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        file.load(path, {"DRAGOMAN_KEY": "sk-example"})
    assert str(raised.value).removeprefix(f"{tmp_path}/").startswith(documented[1])


def test_the_architecture_page_shows_generated_code() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    shown = re.findall(r"^ *```python\n(.*?)^ *```", page, re.MULTILINE | re.DOTALL)
    files = ("openai_chat/request.py", "quirks/max_tokens_only.py", "requesty/openai_chat.py")
    for name, block in zip(files, shown, strict=True):
        path = ROOT / "generated" / "dragoman_adapters" / name
        generated = " ".join(path.read_text(encoding="utf-8").split())
        for part in textwrap.dedent(block).strip().split("\n\n"):
            assert " ".join(part.split()) in generated


def test_the_architecture_page_lists_all_packages() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)/` \|", page, re.MULTILINE))
    roots = ROOT / "runtime" / "dragoman", ROOT / "codegen" / "dragoman_codegen"
    packages = {path.parent.name for root in roots for path in root.glob("*/__init__.py")}
    assert packages <= listed


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """A folder of specs with the provider of docs/adding-a-provider.md as the only one."""
    specs = tmp_path / "specs"
    (specs / "providers").mkdir(parents=True)
    for name in ("hub.yaml", "protocols", "quirks", "auth"):
        (specs / name).symlink_to(ROOT / "specs" / name)
    (specs / "providers" / "my-fireworks.yaml").write_text(BLOCK.findall(PROVIDER_PAGE)[0], encoding="utf-8")
    return specs


def test_the_provider_example_compiles(tmp_path: Path) -> None:
    example = BLOCK.findall(PROVIDER_PAGE)[0]  # the others lie over shipped specs
    adapters = generate(tmp_path, {"specs/providers/my-fireworks.yaml": example})
    assert (adapters / "dragoman_adapters" / "my_fireworks").is_dir()


def test_the_documented_provider_error_is_reported(specs: Path) -> None:
    documented = re.search(
        r"^specs/providers/my-fireworks.*'(\w+)'; did you mean '(\w+)'\?", PROVIDER_PAGE, re.MULTILINE
    )
    assert documented and f"specs: {documented[0]}" in PROVIDER_PAGE  # `dragoman dev` prints the same
    path = specs / "providers" / "my-fireworks.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(documented[2], documented[1]), encoding="utf-8")
    with pytest.raises(Stop) as raised:
        compile_all(specs, cache=made_by_generate())
    assert documented[0] in [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize("model", [File, Profile, Limits, Tokens])
def test_every_configuration_key_is_described(model: type[Strict]) -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert all(field.description for field in model.model_fields.values())
    assert key_table(model) in page


def test_the_configuration_reference_has_every_key_of_the_schema() -> None:
    schema = File.model_json_schema()
    assert {model.__name__ for model in SECTIONS.values()} == {"File", *schema["$defs"]}
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    for name, part in {"File": schema, **schema["$defs"]}.items():
        for key, field in part["properties"].items():
            assert f"| `{key}` | " in page and field["description"] in page, f"{name}.{key}"
