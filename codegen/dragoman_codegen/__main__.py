"""Command line: compile specs/ into generated/. `--check` prints the difference instead, and fails if there is one."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dragoman_codegen.build import emit_all
from dragoman_codegen.cache import open_cache
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.excerpts import with_excerpt
from dragoman_codegen.files import apply, compare
from dragoman_codegen.model.program import Program
from dragoman_codegen.report.catalogue import library_page
from dragoman_codegen.report.configuration import configuration_page
from dragoman_codegen.report.errors import errors_page
from dragoman_codegen.report.notation import MissingDescription, notation_page
from dragoman_codegen.report.provider_pages import provider_pages
from dragoman_codegen.report.provider_table import readme_tables
from dragoman_codegen.spec.problems import InternalError, Stop
from dragoman_codegen.verify.check import verify


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m dragoman_codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="show what would change, and exit 1 if anything would")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the folder that holds specs/ (default: here)")
    parser.add_argument("action", nargs="?", choices=["new"], help="new NAME: a commented skeleton of a provider")
    parser.add_argument("name", nargs="?")
    parser.add_argument("--protocol", action="store_true", help="with new: the files of a protocol")
    given = parser.parse_args(argv)
    root = given.root.resolve()
    if not (root / "specs" / "hub.yaml").is_file():
        print(
            f"there is no specs/hub.yaml in {given.root}; run this in the project's folder, or say --root",
            file=sys.stderr,
        )
        return 2
    if given.action == "new":
        from dragoman_codegen.spec.skeletons.protocol import new_protocol
        from dragoman_codegen.spec.skeletons.provider import new_provider

        if given.protocol:
            return new_protocol(root, given.name or "")
        return new_provider(root, given.name or "", input if sys.stdin.isatty() else None)
    gc.disable()  # trees and plans have no cycles, and looking for them takes a third of the time
    try:
        return _generate(root, given.check)
    except Stop as stop:
        return _fail([with_excerpt(problem, root) for problem in stop.problems])
    except InternalError as error:
        return _fail([error])
    except MissingDescription as missing:
        print(missing, file=sys.stderr)
        return 1
    finally:
        gc.enable()


def _fail(problems: Sequence[object]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}; nothing was written", file=sys.stderr)
    return 1


def _generate(root: Path, check: bool) -> int:
    """Compile the specs; show the difference to what is generated, or verify and write it."""
    cache = open_cache(root)
    program = compile_all(root / "specs", cache=cache)
    out = root / "generated" / "dragoman_adapters"
    texts = emit_all(program, out, root / "runtime" / "dragoman", root / "specs", cache)
    wanted = {**texts, **_pages(program, root)}
    if not check:
        cache.save()
    changes = compare(wanted, [out, root / "specs" / "schema"], root)
    if check and changes:
        count = len(changes.written) + len(changes.deleted)
        print("\n".join(changes.diff))
        print(f"{count} generated files differ from the specs; run 'make generate'", file=sys.stderr)
        return 1
    modules = {_name(path, out): text for path, text in texts.items() if _is_module(path, out)}
    faults = verify(program, modules, [_name(path, out) for path in changes.written if _is_module(path, out)])
    if faults:
        return _fail(faults)
    apply(changes, wanted)
    shown = f"{len(program.protocols)} protocols, {len(program.providers)} providers"
    print(
        f"{shown}: up to date"
        if not changes
        else f"{shown}: {len(changes.written)} files written, {len(changes.deleted)} deleted"
    )
    return 0


def _is_module(path: Path, out: Path) -> bool:
    return path.suffix == ".py" and path.is_relative_to(out)


def _name(path: Path, out: Path) -> str:
    return path.relative_to(out).as_posix()


def _pages(program: Program, root: Path) -> dict[Path, str]:
    """Return path -> text of the generated pages of the documentation and of both READMEs."""
    reference = root / "docs" / "reference"
    return {
        **readme_tables(root, program),
        **configuration_page(root),
        **provider_pages(root / "docs" / "providers", program),
        reference / "filters-and-passes.md": library_page(),
        reference / "notation.md": notation_page(),
        **_errors_page(root),
    }


def _errors_page(root: Path) -> dict[Path, str]:
    """Return the page of errors, in a project that has its examples."""
    examples = root / "tests" / "bad"
    return {root / "docs" / "reference" / "errors.md": errors_page(examples)} if examples.is_dir() else {}


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # to free each node of trees and plans takes a tenth of a second
