"""The command line: `dragoman serve`, `dragoman run`, `dragoman translate`, `dragoman providers`.

Exit status: 0 done; 1 the configuration or the address is wrong; 2 the proxy would refuse this (the client's error
body is on stdout); 64 the command line is wrong; with `run` its client's own. What goes to stdout is for programs and
stays stable.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from dragoman import __version__
from dragoman.commands import auth

if TYPE_CHECKING:
    from dragoman.config.profiles import Settings

WRONG = 64  # EX_USAGE of sysexits.h
CONFIG = (
    "the configuration; default: $DRAGOMAN_CONFIG, ./dragoman.yaml, ~/.config/dragoman/dragoman.yaml, "
    "else a profile for each provider whose key is set"
)


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG, f"{self.prog}: {message}\n")


class WrongCommand(Exception):
    """The command line asks for what is not there; the text says what is."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    options = _parse(arguments)
    try:
        status: int = options.run(options)
        return status
    except WrongCommand as wrong:
        print(f"dragoman: {wrong}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:  # whoever read our output has enough
        sys.stderr.close()
        return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    """argparse takes a last, optional word only right behind the word before it; here it may also stand behind
    options."""
    parser = _parser()
    given = sys.argv[1:] if arguments is None else arguments
    at = given.index("--") if given[:1] == ["run"] and "--" in given else len(given)
    options, rest = parser.parse_known_args(given[:at])
    options.words = given[at + 1 :]  # what stands behind it is for the program that is run
    for last in ("file", "prompt"):
        if len(rest) == 1 and getattr(options, last, "") is None and (rest[0] == "-" or not rest[0].startswith("-")):
            setattr(options, last, rest.pop())
    if rest:
        parser.error(f"there is no {' '.join(rest)} here; dragoman {options.command} --help says what there is")
    return options


def _parser() -> Parser:
    parser = Parser(prog="dragoman", description="An interpreter between LLM wire protocols.")
    parser.add_argument("--version", action="version", version=f"dragoman {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)

    serve = commands.add_parser("serve", help="run the proxy", description="Runs the proxy.")
    serve.add_argument("--config", metavar="FILE", help=CONFIG)
    serve.add_argument("--host", metavar="H", help="listen on this address instead of the configured one")
    serve.add_argument("--port", metavar="N", type=_port, help="listen on this port; 0: any that is free")
    serve.add_argument(
        "--log-level", choices=("debug", "info", "warning", "error"), default="info", help="default: info"
    )
    serve.set_defaults(run=_serve)

    run = commands.add_parser(
        "run",
        help="run Claude Code with a profile behind it",
        description="Runs Claude Code with a profile behind it, and a proxy where none runs. Its exit status is ours.",
        usage="%(prog)s [-h] [-m MODEL] [--config FILE] [--log FILE] [--print-env] PROFILE [PROMPT] [-- ARGS]",
    )
    run.add_argument("profile", metavar="PROFILE", help="a profile of the configuration")
    run.add_argument("prompt", metavar="PROMPT", nargs="?", help="answer this and end; without it, interactive")
    run.add_argument("-m", "--model", metavar="MODEL", default="", help="a slot, an alias or an id of the provider")
    run.add_argument("--config", metavar="FILE", help=CONFIG)
    run.add_argument(
        "--log", metavar="FILE", default="", help="where a proxy that is started logs to; default: nowhere"
    )
    run.add_argument("--print-env", action="store_true", help="run nothing; print lines for a shell that set the same")
    run.set_defaults(run=_run)

    auth.add(commands, Parser, CONFIG)

    translate = commands.add_parser(
        "translate", help="show a translation, without a network", description="Shows what becomes of a body."
    )
    translate.add_argument("what", choices=("request", "response", "stream"))
    translate.add_argument("--client", metavar="PROTOCOL", required=True, help="the protocol the client speaks")
    translate.add_argument("--provider", metavar="NAME", required=True, help="a name in specs/providers")
    translate.add_argument("--protocol", metavar="P", default="", help="where the provider speaks several")
    translate.add_argument("--variant", metavar="V", default="", help="a variant of the provider")
    translate.add_argument("--model", metavar="M", default="", help="the model's name at the provider")
    translate.add_argument("--request", metavar="FILE", help="the client's request that the answer belongs to")
    translate.add_argument("--status", metavar="N", type=_status, default=200, help="the answer's HTTP status")
    translate.add_argument("file", metavar="FILE", nargs="?", help="the body; -: standard input, the default")
    translate.set_defaults(run=_translate)

    providers = commands.add_parser("providers", help="the table of providers", description="The table of providers.")
    form = providers.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--markdown", metavar="LANGUAGE", choices=("en", "zh"), help="as Markdown: en or zh")
    providers.set_defaults(run=_providers)
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port; it is a number from 0 to 65535")
    return int(text)


def _status(text: str) -> int:
    if not text.isdigit() or not 200 <= int(text) <= 599:
        raise argparse.ArgumentTypeError(f"{text} is no HTTP status; it is a number from 200 to 599")
    return int(text)


def _settings(given: str | None) -> Settings:
    """What the configuration file says, or what there is without one. Raises WrongCommand, OSError, BadSettings."""
    from dragoman.config import profiles

    try:
        path = profiles.find_file(given)
    except FileNotFoundError as error:
        raise WrongCommand(str(error)) from None
    if path is None:
        return profiles.default_settings()
    from dragoman.config import file

    try:
        return file.load(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise profiles.BadSettings(f"dragoman: cannot read the configuration {path}: {reason}") from None


def _serve(options: argparse.Namespace) -> int:
    from dragoman.commands import serve
    from dragoman.config import profiles

    try:
        settings = _settings(options.config)
    except profiles.BadSettings as problems:
        print(problems, file=sys.stderr)
        return 1
    settings.host = options.host or settings.host
    settings.port = settings.port if options.port is None else options.port
    try:
        profiles.check_access(settings)
        return serve.serve(settings, options.log_level)
    except (profiles.BadSettings, serve.CannotListen) as error:
        print(f"dragoman: {error}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    from dragoman.commands import run, serve
    from dragoman.config import profiles

    try:
        settings = _settings(options.config)
    except profiles.BadSettings as problems:
        print(problems, file=sys.stderr)
        return 1
    try:
        profile = run.chosen(settings, options.profile)
        if options.print_env:
            print(run.print_environment(settings, profile, options.model))
            return 0
        return run.run(settings, profile, options.prompt, options.model, options.words, options.log)
    except (run.CannotRun, serve.CannotListen) as error:
        print(f"dragoman: {error}", file=sys.stderr)
        return 1


def _translate(options: argparse.Namespace) -> int:
    from dragoman.commands import translate

    data = _read(options.file or "-")
    request = _read(options.request) if options.request else None
    try:
        result = translate.run(options.what, data, request, options)
    except KeyError as error:
        raise WrongCommand(error.args[0]) from None
    if isinstance(result.shown, bytes):
        sys.stdout.buffer.write(result.shown)
        sys.stdout.flush()
    else:
        _print_json(result.shown)
    return 2 if result.refused else 0


def _providers(options: argparse.Namespace) -> int:
    from dragoman.commands import providers as table

    if options.json:
        _print_json(table.rows())
    elif options.markdown:
        print(table.as_markdown(options.markdown), end="")
    else:
        print(table.as_text())
    return 0


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise WrongCommand(f"cannot read {name}: {error.strerror}") from None


def _print_json(value: Any) -> None:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half a character, which only an escape can hold
        data = json.dumps(value, indent=2).encode()
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.flush()
