"""Adapters of spec folders beside the shipped ones: the specs of a user, compiled when the proxy starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from dragoman_codegen.build import emit_extension
from dragoman_codegen.cache import open_cache
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.excerpts import with_excerpt
from dragoman_codegen.model.program import Program
from dragoman_codegen.spec.problems import Problem, Problems, Stop
from dragoman_codegen.spec.yaml.load import load


def shipped_specs() -> Path:
    """Return the folder of the shipped specs: within the installed package, else that of the checkout."""
    package = Path(__file__).parent
    installed = package / "specs"
    return installed if installed.is_dir() else package.parents[1] / "specs"


def compile_path(path: Path) -> Program:
    """Compile specs: a folder with all of them, a folder of a user, or a single provider, whose plans have the
    positions of a copy. Raises Stop."""
    if (path / "hub.yaml").is_file():
        return compile_all(path)
    if path.is_dir():
        return compile_all(shipped_specs(), [path])
    with TemporaryDirectory() as folder:
        target = Path(folder) / "providers" / f"{load(path, path.name, Problems()).text('name') or path.stem}.yaml"
        target.parent.mkdir()
        target.write_bytes(path.read_bytes())
        try:
            return compile_all(shipped_specs(), [Path(folder)])
        except Stop as stop:
            raise Stop(_moved(problem, str(target), str(path)) for problem in stop.problems) from None


def _moved(problem: Problem, copy: str, file: str) -> Problem:
    """Return a problem of a copy as one of the file."""
    return replace(problem, place=problem.place._replace(file=file)) if problem.place.file == copy else problem


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
    return [with_excerpt(problem, specs.parent) for problem in sorted(set(problems.found))]
