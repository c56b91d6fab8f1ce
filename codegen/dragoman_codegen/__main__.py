"""Command line: compile specs/ into generated/. `--check` prints the difference instead, and fails if there is one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dragoman_codegen.build import emit_all
from dragoman_codegen.cache import open_cache
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.files import apply
from dragoman_codegen.model.program import Program
from dragoman_codegen.report.catalogue import library_page
from dragoman_codegen.report.configuration import configuration_page
from dragoman_codegen.report.notation import MissingDescription, notation_page
from dragoman_codegen.report.provider_table import provider_page, readme_tables
from dragoman_codegen.spec.problems import Stop
from dragoman_codegen.spec.skeleton import new_provider


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m dragoman_codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="show what would change, and exit 1 if anything would")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the folder that holds specs/ (default: here)")
    parser.add_argument("action", nargs="?", choices=["new"], help="new NAME: a commented skeleton of a provider")
    parser.add_argument("name", nargs="?")
    given = parser.parse_args(argv)
    root = given.root.resolve()
    if not (root / "specs" / "hub.yaml").is_file():
        print(
            f"there is no specs/hub.yaml in {given.root}; run this in the project's folder, or say --root",
            file=sys.stderr,
        )
        return 2
    if given.action == "new":
        return new_provider(root, given.name or "")
    try:
        cache = open_cache(root)
        program = compile_all(root / "specs", cache=cache)
    except Stop as stop:
        for problem in stop.problems:
            print(problem, file=sys.stderr)
        count = len(stop.problems)
        print(f"{count} problem{'s' if count != 1 else ''}; nothing was written", file=sys.stderr)
        return 1
    out = root / "generated" / "dragoman_adapters"
    try:
        texts = emit_all(program, out, root / "runtime" / "dragoman", root / "specs", cache)
        wanted = {**texts, **_pages(program, root)}
    except MissingDescription as missing:
        print(missing, file=sys.stderr)
        return 1
    cache.save()
    changes = apply(wanted, [out, root / "specs" / "schema"], root, given.check)
    if given.check and changes:
        print("\n".join(changes.diff))
        print(
            f"{len(changes.written) + len(changes.deleted)} generated files differ from the specs; run 'make generate'",
            file=sys.stderr,
        )
        return 1
    shown = f"{len(program.protocols)} protocols, {len(program.providers)} providers"
    print(
        f"{shown}: up to date"
        if not changes
        else f"{shown}: {len(changes.written)} files written, {len(changes.deleted)} deleted"
    )
    return 0


def _pages(program: Program, root: Path) -> dict[Path, str]:
    """Return path -> text of the generated pages of the documentation and of both READMEs."""
    reference = root / "docs" / "reference"
    return {
        **readme_tables(root, program),
        **configuration_page(root),
        root / "docs" / "providers.md": provider_page(program),
        reference / "filters-and-passes.md": library_page(),
        reference / "notation.md": notation_page(),
    }


if __name__ == "__main__":
    sys.exit(main())
