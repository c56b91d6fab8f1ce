"""A release: the version, the changelog, checksums and the software bill of materials (SBOM).

`make release VERSION=1.2.3` sets the version, closes the section `Unreleased` of the changelog, builds wheel and sdist
into dist/ and writes SHA256SUMS and sbom.cdx.json beside them. It commits, tags and uploads nothing: the workflow
.github/workflows/release.yml publishes a tag.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
VERSION = re.compile(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?")
NAME = re.compile(r"[A-Za-z0-9._-]+")
UNRELEASED = "## Unreleased\n"


class CannotRelease(Exception):
    """The release cannot be made. The text states why and what to do."""


def with_version(text: str, version: str) -> str:
    """Return pyproject.toml or a module with another version."""
    found, count = re.subn(r'^((?:__)?version(?:__)? = )"[^"]+"$', rf'\g<1>"{version}"', text, count=1, flags=re.M)
    if not count:
        raise CannotRelease('there is no line `version = "..."`')
    return found


def with_section(changelog: str, version: str, day: date) -> str:
    """Return the changelog with the unreleased changes under the version. Raises CannotRelease."""
    start = changelog.find(UNRELEASED)
    if start < 0:
        raise CannotRelease("CHANGELOG.md has no section `## Unreleased`")
    if f"## {version} " in changelog:
        raise CannotRelease(f"CHANGELOG.md has a section for {version} already: choose another version")
    rest = changelog[start + len(UNRELEASED) :]
    if not rest.partition("\n## ")[0].strip():
        raise CannotRelease("CHANGELOG.md has no unreleased changes: there is nothing to release")
    return f"{changelog[:start]}{UNRELEASED}\n## {version} - {day.isoformat()}\n{rest}"


def notes(changelog: str, version: str) -> str:
    """Return the changes of a version, for the release on GitHub."""
    body = changelog.partition(f"\n## {version} ")[2].partition("\n## ")[0]
    return body.partition("\n")[2].strip() + "\n"


def checksums(folder: Path) -> str:
    """Return the SHA-256 of each file, in the format of `sha256sum`."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def sbom(project: dict[str, Any], installed: Iterable[metadata.Distribution], made: datetime) -> dict[str, Any]:
    """Return a CycloneDX document: the package and what it needs, in the versions that are installed."""
    found = {_normal(one.metadata["Name"]): one for one in installed}
    needed, waiting = set[str](), [*project["dependencies"]]
    while waiting:
        text = waiting.pop()
        name = _normal(NAME.match(text)[0])  # type: ignore[index]
        if "extra ==" in text or name in needed or name not in found:
            continue
        needed.add(name)
        waiting += found[name].requires or []
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": made.isoformat(timespec="seconds"),
            "component": _component(project["name"], project["version"], project.get("license", "")),
        },
        "components": [_component(name, found[name].version, _licence(found[name])) for name in sorted(needed)],
    }


def _component(name: str, version: str, licence: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    about: dict[str, Any] = {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl}
    return about | ({"licenses": [{"expression": licence}]} if licence else {})


def _licence(package: metadata.Distribution) -> str:
    """Return the licence expression of a package; "" if it states none."""
    name = "License-Expression"
    return str(package.metadata[name]) if name in package.metadata else ""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Make a release, or with --notes print the changes of a version."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version")
    parser.add_argument("--notes", action="store_true", help="print the changes of this version and do nothing else")
    parser.add_argument("--artifacts", action="store_true", help="only write SHA256SUMS and the SBOM for dist/")
    options = parser.parse_args()
    changelog = ROOT / "CHANGELOG.md"
    if options.notes:
        print(notes(changelog.read_text(encoding="utf-8"), options.version), end="")
        return 0
    try:
        if not options.artifacts:
            _build(options.version, changelog)
    except CannotRelease as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    dist = ROOT / "dist"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    document = sbom(project, metadata.distributions(), datetime.now(UTC))
    (dist / "sbom.cdx.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    (dist / "SHA256SUMS").write_text(checksums(dist), encoding="utf-8")
    print(f"dist/ has {', '.join(sorted(path.name for path in dist.iterdir()))}")
    return 0


def _build(version: str, changelog: Path) -> None:
    """Set the version, close the changelog's section, and build. Raises CannotRelease."""
    if not VERSION.fullmatch(version):
        raise CannotRelease(f"{version} is no version such as 1.2.3 or 1.2.3rc1")
    if (ROOT / "dist").is_dir() and any((ROOT / "dist").iterdir()):
        raise CannotRelease("dist/ is not empty: move the files of the last release away")
    text = with_section(changelog.read_text(encoding="utf-8"), version, datetime.now(UTC).date())
    for path in (ROOT / "pyproject.toml", ROOT / "runtime" / "dragoman" / "__init__.py"):
        path.write_text(with_version(path.read_text(encoding="utf-8"), version), encoding="utf-8")
    changelog.write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(ROOT / "dist"), str(ROOT)], check=True)


if __name__ == "__main__":
    raise SystemExit(main())
