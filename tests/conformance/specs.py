"""Compilation of the minimal provider specs of `providers/` by the product's compiler, on first use.

The output goes into a separate folder that extends the path of the checked-in package `dragoman_adapters`, whose
protocols it uses. conftest.py registers the providers only during the tests of this folder.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from functools import lru_cache
from pathlib import Path

import dragoman_adapters
from tests.cache import made_by_generate
from tests.locking import exclusive

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent / "providers"
SPECS = ROOT / "specs"
KEPT = ROOT / ".pytest_cache" / "dragoman-conformance"


def names() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.yaml"))


def register(provider: str) -> None:
    """Ensure that a provider of `providers/` can be imported."""
    if provider in names():
        wrong = _compiled().get(provider)
        assert not wrong, f"it does not compile: {wrong}"


@lru_cache
def _compiled() -> dict[str, str]:
    return compiled(HERE)


def compiled(specs: Path) -> dict[str, str]:
    """Compile and register the providers of a folder; return the problems by provider.

    All workers share the output, which is cached below .pytest_cache until specs or compiler change.
    """
    known = _fingerprint(specs)
    folder = KEPT / known
    with exclusive(KEPT / f"{known}.lock"):
        if not (folder / "wrong.json").exists():
            wrong = _compile(specs, folder)
            (folder / "wrong.json").write_text(json.dumps(wrong))
            for old in sorted(KEPT.glob("*/"), key=lambda path: path.stat().st_mtime)[:-30]:
                shutil.rmtree(old, ignore_errors=True)
    dragoman_adapters.__path__.append(str(folder / "dragoman_adapters"))
    found: dict[str, str] = json.loads((folder / "wrong.json").read_text())
    return found


def _compile(specs: Path, folder: Path) -> dict[str, str]:
    """Compile all providers; an invalid one does not stop the others."""
    from dragoman_codegen.build import emit_all
    from dragoman_codegen.compile.program import compile_all
    from dragoman_codegen.spec.problems import Problems

    shutil.rmtree(folder, ignore_errors=True)
    problems = Problems()
    shutil.copytree(specs, folder / "specs" / "providers")
    built = compile_all(SPECS, [folder / "specs"], problems, made_by_generate())
    for path, text in emit_all(built, folder / "dragoman_adapters", cache=made_by_generate()).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    missing = [path for path in specs.glob("*.yaml") if path.stem not in built.providers]
    return {path.stem: "\n".join(str(one) for one in problems.found if path.name in str(one)) for path in missing}


def _fingerprint(specs: Path) -> str:
    """Return a digest of everything that the output depends on."""
    made = hashlib.sha256()
    for top, pattern in (
        (specs, "*.yaml"),
        (SPECS, "**/*.yaml"),
        (ROOT / "codegen", "**/*"),
        (ROOT / "runtime", "**/*.py"),
    ):
        for path in sorted(top.glob(pattern)):
            if path.is_file() and path.suffix in (".yaml", ".py", ".j2"):
                made.update(f"{path.name}\0".encode() + path.read_bytes())
    return made.hexdigest()[:16]
