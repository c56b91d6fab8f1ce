"""Releases: version, changelog, checksums, SBOM; extras; and the files for containers and services."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from dragoman import __version__, extras
from tools import release

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CHANGES = "# Changelog\n\n## Unreleased\n\n### Added\n- one\n\n## 0.1.0 - 2026-01-01\n\n- first\n"


def load(path: str) -> Any:
    return YAML(typ="safe", pure=True).load((ROOT / path).read_text(encoding="utf-8"))


def test_the_version_is_set_in_both_places() -> None:
    assert PROJECT["version"] == __version__
    for path in ("pyproject.toml", "runtime/dragoman/__init__.py"):
        text = (ROOT / path).read_text(encoding="utf-8")
        changed = release.with_version(text, "9.8.7")
        assert changed.count('"9.8.7"') == 1 and changed.replace("9.8.7", __version__) == text
    with pytest.raises(release.CannotRelease, match="no line"):
        release.with_version("x = 1", "9.8.7")


def test_the_wheel_contains_every_data_file_of_the_packages() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    for root in ("runtime", "codegen", "generated"):
        for package in (ROOT / root).glob("dragoman*/"):
            files = {file for file in package.rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc")}
            assert files == {file for pattern in listed[package.name] for file in package.glob(pattern)}, package


def test_every_data_file_of_the_packages_exists() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {package: next(ROOT.glob(f"*/{package}")) for package in tool["package-data"]}
    patterns = [(folder, pattern) for package, folder in folders.items() for pattern in tool["package-data"][package]]
    assert [f"{folder}/{pattern}" for folder, pattern in patterns if not list(folder.glob(pattern))] == []


def test_the_changelog_gets_a_section() -> None:
    text = release.with_section(CHANGES, "0.2.0", date(2026, 2, 3))
    assert "## Unreleased\n\n## 0.2.0 - 2026-02-03\n\n### Added\n- one\n" in text
    assert release.notes(text, "0.2.0") == "### Added\n- one\n"
    for changelog, problem in ((text, "no unreleased"), ("# Changelog\n", "no section"), (CHANGES, "0.1.0 already")):
        with pytest.raises(release.CannotRelease, match=problem):
            release.with_section(changelog, "0.1.0" if "already" in problem else "0.3.0", date(2026, 2, 3))
    (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").index(release.UNRELEASED)


def test_checksums_have_the_format_of_sha256sum(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"")
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "SHA256SUMS").write_text(release.checksums(tmp_path))
    assert [line.split()[1] for line in (tmp_path / "SHA256SUMS").read_text().splitlines()] == ["a", "b"]
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_the_sbom_names_every_dependency() -> None:
    document = release.sbom(PROJECT, metadata.distributions(), datetime(2026, 1, 1, tzinfo=UTC))
    names = {one["name"] for one in document["components"]}
    assert {"httpx", "httpcore", "certifi", "pydantic", "rich"} <= names and "pytest" not in names
    assert all(one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in document["components"])
    assert document["metadata"]["component"]["name"] == "dragoman" and json.dumps(document)


def test_each_extra_has_one_message() -> None:
    shipped = PROJECT["optional-dependencies"].keys() - {"dev", "docs", "local"}
    assert shipped == set(extras.EXTRAS)
    for name in shipped:
        assert extras.missing(name).endswith(f"pip install 'dragoman[{name}]'")


def test_the_image_has_a_user_without_rights() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    steps = [line.split(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
    words = [step[0] for step in steps]
    assert set(words) <= {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    last = len(words) - 1 - words[::-1].index("FROM")
    assert re.fullmatch(r"\d+:\d+", dict(steps[last:])["USER"]) and "RUN" not in words[last:]
    for word in ("ENTRYPOINT", "CMD"):
        assert all(isinstance(part, str) for part in json.loads(dict(steps[last:])[word]))
    for word, rest in steps:
        if word == "COPY" and "--from" not in rest:
            assert all((ROOT / name).exists() for name in rest.split()[:-1]), rest
    ignored = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
    copied = {name for word, rest in steps if word == "COPY" and "--from" not in rest for name in rest.split()[:-1]}
    assert {line[1:] for line in ignored if line.startswith("!")} == {name.removeprefix("./") for name in copied}


def test_compose_runs_it_read_only_on_the_loopback_address() -> None:
    (service,) = load("deploy/compose.yaml")["services"].values()
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert (ROOT / "deploy" / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    keys = {name for name in service["environment"] if name.endswith("_API_KEY")}
    from dragoman import loader

    assert keys <= {loader.provider(name).get("api_key_env") for name in loader.providers()}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    program = tmp_path / "dragoman"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = (ROOT / "deploy" / "dragoman.service").read_text().replace("/opt/dragoman/bin/dragoman", str(program))
    (tmp_path / "dragoman.service").write_text(unit)
    command = ["systemd-analyze", "verify", str(tmp_path / "dragoman.service")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_workflows_pin_actions_by_commit() -> None:
    uses = [
        line
        for path in (ROOT / ".github" / "workflows").glob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "uses:" in line
    ]
    assert uses and all(re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line) for line in uses)


def test_the_release_workflow_publishes_without_a_token() -> None:
    workflow = load(".github/workflows/release.yml")
    assert workflow["permissions"] == {"contents": "read"}
    jobs = workflow["jobs"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"} and jobs["publish"]["needs"] == "build"
    assert jobs["build"]["permissions"]["attestations"] == "write"
    used = {step["uses"].partition("@")[0] for job in jobs.values() for step in job["steps"] if "uses" in step}
    assert {"actions/attest-build-provenance", "pypa/gh-action-pypi-publish"} <= used
    assert "secrets." not in (ROOT / ".github/workflows/release.yml").read_text()
