"""Command line of `dragoman providers`, `translate` and `explain`."""

from __future__ import annotations

import argparse
import sys

from dragoman.commands.arguments import Commands, UsageError, print_json, read


def add(commands: Commands) -> None:
    """Add the commands."""
    _add_providers(commands)
    _add_translate(commands)
    _add_explain(commands)


def _add_providers(commands: Commands) -> None:
    providers = commands.add("providers", "list the providers, or show one of them")
    providers.add_argument("name", metavar="NAME", nargs="?", help="a provider; default: all")
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
    explain.add_argument("--json", action="store_true", help="print JSON for programs")
    explain.set_defaults(run=_explain)


def _add_translation(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a body and its way."""
    parser.add_argument("what", choices=("request", "response", "stream"))
    parser.add_argument("--client", metavar="PROTOCOL", required=True, help="the client's protocol")
    parser.add_argument("--provider", metavar="NAME", required=True, help="a provider of `dragoman providers`")
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
    for hole in translate.open_holes(result):
        print(f"dragoman: {{{hole}}} in the URL is filled from `with:` of a profile", file=sys.stderr)
    for path in result.undeclared:
        print(f"dragoman: not declared in a spec: {path}", file=sys.stderr)
    return 2 if result.refused else 0


def _explain(options: argparse.Namespace) -> int:
    from dragoman.commands.inspection import explain, explanation

    data = read(options.file or "-")
    request = read(options.request) if options.request else None
    try:
        found = explain.run(options.what, data, request, options)
    except KeyError as error:
        raise UsageError(error.args[0]) from None
    if options.json:
        print_json(found.as_json())
    else:
        explanation.print_explanation(found)
    return 2 if found.refused else 0
