"""The sdist: built from the checkout, installed elsewhere, and used without extras."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from dragoman import extras
from tests.e2e.test_wheel import BUILT, REQUEST, ROOT, dragoman

BUILD = "import sys; from setuptools.build_meta import build_sdist; print(build_sdist(sys.argv[1]))"
ABSENT = """
import sys
for name in {modules}:
    sys.modules[name] = None
from dragoman.commands import cli
sys.exit(cli.main(sys.argv[1:]))
"""
BACKEND = "setuptools>=77"  # `[build-system]` of pyproject.toml
OPTIONAL = ("botocore", "cryptography", "keyring", "opentelemetry", "prometheus_client")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sdist of the checkout."""
    folder = tmp_path_factory.mktemp("sdist")
    source = folder / "source"
    source.mkdir()
    for name in BUILT:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"), symlinks=True
            )
        else:
            shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "install"]
    backend = folder / "backend"
    got = subprocess.run([*pip, "--target", backend, BACKEND], capture_output=True, text=True)
    if got.returncode:
        pytest.skip(f"the build backend cannot be installed here: {got.stderr[-200:]}")
    command = [sys.executable, "-c", BUILD, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(backend)}
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def installed(sdist: Path) -> Path:
    """Return the folder that the sdist is installed in; its dependencies are those of this environment."""
    site = sdist.parent / "site"
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "install", "--no-deps"]
    done = subprocess.run([*pip, "--target", site, sdist], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return site


@pytest.mark.e2e
@pytest.mark.exhaustive
def test_the_sdist_has_specs_and_licence_texts_and_no_tests(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    licences = {path.relative_to(ROOT).as_posix() for path in (ROOT / "specs/models/sources/LICENSES").iterdir()}
    specs = {path.relative_to(ROOT).as_posix() for path in (ROOT / "specs").rglob("*.yaml")}
    assert {"LICENSE", "README.md", "pyproject.toml", *licences, *specs} <= names
    assert not [name for name in names if name.startswith("tests/") or name.endswith((".pyc", ".png"))]
    assert "docs/troubleshooting.md" in names


@pytest.mark.e2e
@pytest.mark.exhaustive
def test_the_installed_sdist_translates_and_serves_the_demo(installed: Path, tmp_path: Path) -> None:
    words = ("request", "--client", "anthropic_messages", "--provider", "groq")
    done = dragoman(installed, tmp_path, "translate", *words, text=json.dumps(REQUEST))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["body"]["messages"] == [{"role": "user", "content": "hi"}]
    assert dragoman(installed, tmp_path, "init", "--provider", "demo").returncode == 0
    checked = dragoman(installed, tmp_path, "check", "--json")
    assert checked.returncode == 0 and json.loads(checked.stdout)["ok"]


@pytest.mark.e2e
@pytest.mark.exhaustive
def test_commands_work_without_any_extra(installed: Path, tmp_path: Path) -> None:
    program = tmp_path / "without.py"
    program.write_text(ABSENT.format(modules=OPTIONAL))
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(installed)}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(program), *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, cwd=tmp_path)

    for words in (("--version",), ("providers",), ("auth", "status"), ("init", "--provider", "demo"), ("check",)):
        done = run(*words)
        assert done.returncode == 0, (words, done.stderr)
    (tmp_path / "aws.yaml").write_text("profiles:\n  aws: { provider: aws, with: { region: us-east-1 } }\n")
    aws = run("check", "aws", "--offline", "--config", "aws.yaml")
    assert aws.returncode == 1 and extras.missing("aws") in " ".join((aws.stdout + aws.stderr).split())
