"""Command line of `dragoman providers`, `translate`, `explain` and `specs`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dragoman.commands.arguments import Commands, UsageError, add_config, add_json, print_json, read


def add(commands: Commands) -> None:
    """Add the commands."""
    _add_providers(commands)
    _add_translate(commands)
    _add_explain(commands)
    _add_specs(commands)


def _add_providers(commands: Commands) -> None:
    providers = commands.add("providers", "list the providers, or show one of them")
    providers.add_argument("name", metavar="PROVIDER", nargs="?", help="a provider; default: all")
    form = providers.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--markdown", metavar="LANGUAGE", choices=("en", "zh"), help="as Markdown: en or zh")
    providers.set_defaults(run=_providers)


def _add_translate(commands: Commands) -> None:
    translate = commands.add("translate", "translate a body without a network")
    _add_translation(translate)
    translate.set_defaults(run=_translate)


def _add_explain(commands: Commands) -> None:
    explain = commands.add("explain", "show which line of a spec made each field of a translation")
    _add_translation(explain)
    add_json(explain)
    explain.add_argument("--spec", metavar="FILE", default="", help="try this spec in place of the provider's")
    explain.set_defaults(run=_explain)


def _add_specs(commands: Commands) -> None:
    about = "list quirks, compare specs, or migrate them to a new notation"
    actions = commands.add("specs", about).add_subparsers(dest="action", metavar="ACTION", required=True)
    quirks = actions.add_parser("quirks", help="list how a provider differs from its protocols, and why")
    quirks.add_argument("provider", metavar="PROVIDER", help="a provider of `dragoman providers`")
    add_json(quirks)
    quirks.set_defaults(run=_quirks)
    diff = actions.add_parser("diff", help="list what a change of specs newly loses, adds or changes")
    diff.add_argument("old", metavar="OLD", type=Path, help="a folder of specs, or a provider's file")
    diff.add_argument("new", metavar="NEW", type=Path, help="the same after the change")
    add_json(diff)
    diff.set_defaults(run=_diff, reads_specs=False)  # only those of its arguments
    upgrade = actions.add_parser("upgrade", help="migrate files to the present version of the notation")
    upgrade.add_argument("files", metavar="FILE", type=Path, nargs="+", help="a file; it is changed in place")
    add_json(upgrade)
    upgrade.set_defaults(run=_upgrade, reads_specs=False)


def _add_translation(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a body and its way."""
    parser.add_argument("what", metavar="{request,response,stream}", choices=("request", "response", "stream"))
    parser.add_argument("--client", metavar="PROTOCOL", required=True, help="the client's protocol")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--provider", metavar="PROVIDER", default="", help="a provider of `dragoman providers`")
    target.add_argument("--profile", metavar="PROFILE", default="", help="a profile of the configuration")
    add_config(parser)
    parser.add_argument("--protocol", metavar="P", default="", help="the provider's protocol, if it has several")
    parser.add_argument("--variant", metavar="V", default="", help="a variant of the provider")
    parser.add_argument("--model", metavar="M", default="", help="the provider's id of the model")
    parser.add_argument("--request", metavar="FILE", help="the client's request that the answer belongs to")
    parser.add_argument("--status", metavar="N", type=_status, default=200, help="the answer's HTTP status")
    parser.add_argument("file", metavar="FILE", nargs="?", help="the body; default: -, standard input")


def _status(text: str) -> int:
    if not text.isdigit() or not 200 <= int(text) <= 599:
        raise argparse.ArgumentTypeError(f"{text} is not an HTTP status; write a number from 200 to 599")
    return int(text)


def _providers(options: argparse.Namespace) -> int:
    from dragoman import loader
    from dragoman.commands.inspection import providers as table

    if options.name:
        row = next((row for row in table.rows() if row["name"] == options.name), None)
        if row is None:
            raise UsageError(loader.unknown("provider", options.name, loader.providers()))
        if options.json:
            print_json(row)
        else:
            print(table.as_details(row))
    elif options.json:
        print_json(table.rows())
    elif options.markdown:
        print(table.as_markdown(options.markdown), end="")
    else:
        table.print_text()
    return 0


def _translate(options: argparse.Namespace) -> int:
    from dragoman.commands.inspection import translate

    data = read(options.file or "-")
    request = read(options.request) if options.request else None
    try:
        result = translate.run(options.what, data, request, options)
    except KeyError as error:
        raise UsageError(error.args[0]) from None
    if isinstance(result.value, bytes):
        sys.stdout.buffer.write(result.value)
        sys.stdout.flush()
    else:
        print_json(result.value)
    for line in result.unfilled:
        print(f"dragoman: {line}", file=sys.stderr)
    for path in result.undeclared:
        print(f"dragoman: not declared in a spec: {path}", file=sys.stderr)
    return 2 if result.refused else 0


def _explain(options: argparse.Namespace) -> int:
    from dragoman.commands.console import progress
    from dragoman.commands.inspection import explain, explanation

    data = read(options.file or "-")
    request = read(options.request) if options.request else None
    try:
        with progress(f"compiling the specs of {options.provider or options.profile}"):
            found = explain.run(options.what, data, request, options)
    except OSError as error:
        raise UsageError(f"cannot read {options.spec}: {error.strerror}") from None
    except KeyError as error:
        raise UsageError(error.args[0]) from None
    if options.json:
        print_json(explanation.masked_json(found))
    else:
        explanation.print_explanation(found)
    return 2 if found.refused else 0


def _quirks(options: argparse.Namespace) -> int:
    from dragoman.commands.inspection import specs

    try:
        found = specs.quirks(options.provider)
    except KeyError as error:
        raise UsageError(error.args[0]) from None
    if options.json:
        print_json(found)
    else:
        print("\n".join(specs.quirks_as_text(found)))
    return 0


def _diff(options: argparse.Namespace) -> int:
    from dragoman.commands.inspection import specs

    try:
        found = specs.changes(options.old, options.new)
    except OSError as error:
        raise UsageError(f"cannot read {error.filename}: {error.strerror}") from None
    if options.json:
        print_json(found)
    else:
        print("\n".join(specs.as_text(found)))
    return 0


def _upgrade(options: argparse.Namespace) -> int:
    from dragoman.commands.inspection import specs

    try:
        found = [one for path in options.files for one in specs.upgrade(path)]
    except OSError as error:
        raise UsageError(f"cannot read {error.filename}: {error.strerror}") from None
    if options.json:
        print_json(found)
    else:
        print("\n".join(specs.migrated(found)))
    return 0
