"""Command line of `dragoman record`, `replay` and `report`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.commands.arguments import (
    CommandFailed,
    Commands,
    UsageError,
    add_config,
    add_json,
    config_file,
    load_settings,
    print_json,
    read,
)

if TYPE_CHECKING:
    from dragoman.cases.case import Case


def add(commands: Commands) -> None:
    """Add the commands."""
    record = commands.add(
        "record",
        "save a request of a running proxy as a case",
        "Save a request of a running proxy, without keys, addresses and user names, as a file that "
        "`dragoman replay` translates again.",
    )
    record.add_argument("id", metavar="ID", nargs="?", help="the request, as /ui shows it; default: the latest one")
    record.add_argument("-o", "--output", metavar="FILE", help="default: PROVIDER_ID.json")
    record.add_argument("--redact-text", action="store_true", help="replace all texts by texts of the same shape")
    record.add_argument("--recording", metavar="FILE", help="a recording of /ui/api/requests/ID; -: standard input")
    add_config(record)
    add_json(record)
    record.set_defaults(run=_record)
    replay = commands.add("replay", "translate a case again and compare it with what it expects")
    replay.add_argument("case", metavar="CASE", help="a file that `dragoman record` has written")
    replay.add_argument(
        "--provider", metavar="PROVIDER", default="", help="show the request to another provider instead"
    )
    replay.add_argument("--update", action="store_true", help="write the present translation into the case")
    add_json(replay)
    replay.set_defaults(run=_replay)
    report = commands.add(
        "report",
        "print what an issue needs: a case, the version, losses",
        "Print what an issue needs: a case, the version, the configuration without secrets, and the losses.",
    )
    report.add_argument("case", metavar="CASE", help="a file that `dragoman record` has written")
    add_config(report)
    add_json(report)
    report.set_defaults(run=_report)


def _record(options: argparse.Namespace) -> int:
    from dragoman.cases import case as cases
    from dragoman.cases.redaction import Redaction
    from dragoman.cases.replay import with_expectations
    from dragoman.commands.running.requests import recording

    found = _json(options.recording) if options.recording else recording(load_settings(options.config), options.id)
    try:
        made = with_expectations(cases.from_recording(found, Redaction(options.redact_text)))
    except cases.InvalidCase as error:
        raise CommandFailed(str(error)) from None
    if options.output == "-":
        print_json(made.as_json())
        return 0
    path = Path(options.output or f"{made.name}.json")
    _write(path, made)
    if options.json:
        print_json({"case": made.name, "file": str(path)})
    else:
        print(f"{path}: read it before you publish it; replay it with: dragoman replay {path}")
    return 0


def _replay(options: argparse.Namespace) -> int:
    from dragoman.cases.replay import differences, replay, with_expectations

    case = _case(options.case)
    try:
        if options.provider:
            print_json(replay(case, options.provider))
            return 0
        if options.update:
            case = with_expectations(case)
            _write(Path(options.case), case)
        lines = list(differences(case))
    except KeyError as error:
        raise UsageError(error.args[0]) from None
    if options.json:
        print_json({"case": options.case, "ok": not lines, "differences": lines})
    else:
        print("\n".join(lines) if lines else f"{options.case}: translated as expected")
    return 1 if lines else 0


def _report(options: argparse.Namespace) -> int:
    from dragoman.cases.report import as_markdown, facts
    from dragoman.config.schema import plain
    from dragoman.values import yaml_text

    path = config_file(options.config)
    try:
        configuration = plain(yaml_text.load(path.read_text("utf-8"), str(path))) if path else None
    except OSError as error:
        raise UsageError(f"cannot read the configuration {path}: {error.strerror}") from None
    except (UnicodeDecodeError, yaml_text.NotYaml) as error:
        raise CommandFailed(f"the configuration {path} is not valid: {error}") from None
    found = facts(_case(options.case), configuration)
    if options.json:
        print_json(found)
    else:
        print(as_markdown(found), end="")
    return 0


def _case(name: str) -> Case:
    from dragoman.cases import case as cases

    try:
        return cases.from_json(_json(name))
    except cases.InvalidCase as error:
        raise CommandFailed(f"{name}: {error}") from None


def _json(name: str) -> Any:
    from dragoman.values import json_text

    try:
        return json_text.loads(read(name))
    except ValueError as error:
        raise CommandFailed(f"{name} is not JSON: {error}") from None


def _write(path: Path, case: Case) -> None:
    try:
        path.write_text(json.dumps(case.as_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
