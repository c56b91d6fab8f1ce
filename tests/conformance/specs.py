"""The small provider specs of `providers/`, compiled by the product's own generator when a case first needs one.

They are compiled with the product's specs into a temporary folder that is laid under the checked-in package
`dragoman_adapters`, whose protocols they use. The registry knows them only while a test of this folder runs
(conftest.py), so that nobody else's list of providers has them.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

import dragoman_adapters

HERE = Path(__file__).parent / "providers"
SPECS = Path(__file__).parents[2] / "specs"


def names() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.yaml"))


def register(provider: str) -> None:
    """Make sure that a provider of `providers/` can be imported; the product's own can."""
    if provider in names():
        wrong = _compiled().get(provider)
        assert not wrong, f"it does not compile: {wrong}"


@lru_cache
def _compiled() -> dict[str, str]:
    return compiled(HERE)


def compiled(specs: Path) -> dict[str, str]:
    """Compiles the providers of a folder; gives what is wrong, by name. One that is wrong does not stop the others."""
    from dragoman_codegen import build
    from dragoman_codegen.problem import Stop

    folder = Path(tempfile.mkdtemp(prefix="dragoman-conformance-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    good = shutil.copytree(specs, folder / "providers")
    wrong: dict[str, str] = {}
    for _ in range(2):
        try:
            build(SPECS, good, folder / "dragoman_adapters")
            break
        except Stop as stop:
            for problem in stop.problems:
                name = Path(problem.place.file).stem
                wrong[name] = f"{wrong.get(name, '')}\n{problem}"
                (good / f"{name}.yaml").unlink(missing_ok=True)
    dragoman_adapters.__path__.append(str(folder / "dragoman_adapters"))
    return wrong
