"""Command line of `dragoman import`."""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.commands.arguments import CommandFailed, Commands, add_json, print_json, read

if TYPE_CHECKING:
    from dragoman.commands.imports.source import Report

GATEWAYS = ("ccr", "litellm", "cliproxy")
DESCRIPTION = (
    "Convert the configuration of another gateway, and report each of its settings as exact, changed or not supported. "
    "An existing file is never changed. Exit status: 0 everything was converted, as it was or changed; 1 some settings "
    "are not supported, or nothing was written."
)


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("import", "convert the configuration of another gateway", DESCRIPTION)
    names = f"{{{','.join(GATEWAYS)}}}"
    parser.add_argument("gateway", metavar=names, choices=GATEWAYS, help="the gateway (`dragoman docs importing`)")
    parser.add_argument("file", metavar="FILE", nargs="?", help="its configuration; default: where it usually is")
    parser.add_argument("--output", metavar="FILE", help="default: dragoman.yaml in this folder")
    add_json(parser)
    parser.set_defaults(run=_import)


def _import(options: argparse.Namespace) -> int:
    from dragoman.commands.imports import source
    from dragoman.commands.setup import written
    from dragoman.config import file
    from dragoman.config.settings import ConfigurationError

    names = _names(options.gateway)
    path = options.file or str(Path(names["file"]).expanduser())
    try:
        given = source.Source(source.read(read(path).decode("utf-8", "replace")), names["notes"])
    except ValueError as error:
        raise CommandFailed(f"{path}: {error}") from None
    result = import_module(f"dragoman.commands.imports.{options.gateway}").convert(given, names)
    reports = given.finish()
    if not result.profiles:
        raise CommandFailed(f"{path} has no provider that can be converted; nothing was written")
    target = Path(options.output or "dragoman.yaml")
    try:
        written.write(target, result.text(names["title"]))
    except FileExistsError:
        raise CommandFailed(f"{target} exists and is not changed; name another file with --output") from None
    try:
        file.load(target)
        problems = ""
    except ConfigurationError as error:
        problems = str(error)
    _report(options, reports, target, problems)
    return 1 if problems or any(report.outcome == "not supported" for report in reports) else 0


def _names(gateway: str) -> dict[str, Any]:
    from ruamel.yaml import YAML

    text = (files("dragoman.commands.imports") / "formats" / f"{gateway}.yaml").read_text(encoding="utf-8")
    return dict(YAML(typ="safe", pure=True).load(text))


def _report(options: argparse.Namespace, reports: list[Report], target: Path, problems: str) -> None:
    """Print the outcome of each setting."""
    if options.json:
        settings = [{"setting": one.setting, "outcome": one.outcome, "text": one.text} for one in reports]
        print_json({"file": str(target), "settings": settings, "problems": problems.splitlines()})
        return
    width = max(len(report.setting) for report in reports)
    for report in reports:
        print(f"  {report.outcome.ljust(13)}  {report.setting.ljust(width)}  {report.text}")
    counts = {
        outcome: sum(one.outcome == outcome for one in reports) for outcome in ("exact", "changed", "not supported")
    }
    print(f"Wrote {target}: " + ", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    print(problems or f"Test it: dragoman check --config {target}")
