"""Adapters of spec folders beside the shipped ones: the specs of a user, compiled when the proxy starts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dragoman_codegen.build import emit_extension
from dragoman_codegen.cache import open_cache
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.spec.problems import Problems


def shipped_specs() -> Path:
    """Return the folder of the shipped specs: within the installed package, else that of the checkout."""
    package = Path(__file__).parent
    installed = package / "specs"
    return installed if installed.is_dir() else package.parents[1] / "specs"


def compile_extension(folders: Sequence[Path], out: Path, cache: Path) -> list[str]:
    """Compile the specs in `folders` and write their adapters into `out`. Returns the problems.

    What has problems is left out. `out` is a part of the package `dragoman_adapters`: the loader puts it before the
    shipped part. The folder `cache` keeps the results of the compiler.
    """
    specs, problems, kept = shipped_specs(), Problems(), open_cache(cache)
    program = compile_all(specs, folders, problems, kept, versioned=True)
    kept.save()
    shipped = {path.name for path in (specs / "protocols").iterdir()}
    for name, text in emit_extension(program, shipped).items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [problem.with_link() for problem in sorted(set(problems.found))]
