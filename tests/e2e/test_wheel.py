"""The wheel: built from the checkout, installed elsewhere, and extended by a spec of a user."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("runtime", "codegen", "generated", "specs", "docs")
BUILT = (*FOLDERS, "setup.py", "pyproject.toml", "README.md", "LICENSE", "MANIFEST.in")
MINE = "notation: 2\nname: mine\ntitle: Mine\nprotocol: openai_chat\nurl: https://api.mine.example/v1\n"
REQUEST = {"model": "m", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the wheel is installed in; its dependencies are those of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in BUILT:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(ROOT / name, source / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    built = subprocess.run([*pip, "wheel", "--no-deps", "-w", folder, source], capture_output=True, text=True)
    if built.returncode:
        pytest.skip(f"the build backend cannot be installed here: {built.stderr[-200:]}")
    wheel = next(folder.glob("dragoman-*.whl"))
    subprocess.run([*pip, "install", "--no-deps", "--target", folder / "site", wheel], check=True)
    return folder / "site"


def dragoman(installed: Path, home: Path, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run the installed package and not the checkout."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "dragoman", *words]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=120, env=environment, cwd=home)


@pytest.mark.e2e
@pytest.mark.exhaustive
def test_a_user_adds_a_provider_to_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    specs = tmp_path / ".config" / "dragoman" / "specs" / "providers"
    specs.mkdir(parents=True)
    (specs / "mine.yaml").write_text(MINE)
    words = ("translate", "request", "--client", "anthropic_messages", "--provider", "mine", "--model", "m")
    done = dragoman(installed, tmp_path, *words, text=json.dumps(REQUEST))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["url"] == "https://api.mine.example/v1/chat/completions"


@pytest.mark.e2e
@pytest.mark.exhaustive
def test_the_wheel_has_all_specs(installed: Path) -> None:
    there = {path.relative_to(ROOT / "specs") for path in (ROOT / "specs").rglob("*.yaml")}
    shipped = installed / "dragoman_codegen" / "specs"
    assert {path.relative_to(shipped) for path in shipped.rglob("*.yaml")} == there


@pytest.mark.e2e
@pytest.mark.exhaustive
def test_the_wheel_has_the_catalogues_and_the_licences_of_their_sources(installed: Path) -> None:
    names = {path.name for path in (ROOT / "specs" / "models" / "sources" / "LICENSES").iterdir()}
    assert len(names) == 7
    assert names <= {path.name for path in installed.glob("dragoman-*.dist-info/licenses/**/*")}
    made = {path.name for path in (ROOT / "generated" / "dragoman_adapters" / "models").glob("*.json")}
    assert {path.name for path in (installed / "dragoman_adapters" / "models").glob("*.json")} == made
    assert not list(installed.rglob("sources/catalogue.json"))


@pytest.mark.e2e
@pytest.mark.exhaustive
def test_the_wheel_has_the_documentation(installed: Path, tmp_path: Path) -> None:
    pages = {path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*.md")}
    assert {path.relative_to(installed / "dragoman") for path in (installed / "dragoman" / "docs").rglob("*")} >= pages
    shown = dragoman(installed, tmp_path, "docs", "errors#not-carried")
    assert shown.returncode == 0 and shown.stdout.startswith("## not-carried\n")
    assert dragoman(installed, tmp_path, "docs", "specs").stdout.startswith("# ")
