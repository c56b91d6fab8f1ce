"""The command line: `dragoman serve`, `run`, `auth`, `reload`, `status`, `breaker`, `route`, `config` and others.

Exit status: 0 success; 1 a problem of the configuration or of the address; 2 the proxy would refuse the request (its
error body is on stdout); 64 a problem of the command line; 70 an internal error; 74 the output cannot be written; 130
Ctrl-C; with `run`, the status of the client program. The format of stdout is stable.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from dragoman import __version__, user_specs
from dragoman.commands import auth, guard, inspect, running_commands

if TYPE_CHECKING:
    from dragoman.config.settings import Settings

EX_USAGE = 64  # of sysexits.h
CONFIG = (
    "configuration file; default: $DRAGOMAN_CONFIG, ./dragoman.yaml, ~/.config/dragoman/dragoman.yaml, "
    "else a profile for each provider whose key is set"
)


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EX_USAGE, f"{self.prog}: {message}\n")


class UsageError(Exception):
    """The command line names something that does not exist. The text lists what exists."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns its exit status."""
    guard.open_standard_streams()

    def run() -> int:
        options = _parse(arguments)
        for problem in user_specs.activate():
            print(f"dragoman: {problem}", file=sys.stderr)
        try:
            status: int = options.run(options)
            return status
        except UsageError as wrong:
            return guard.failed(str(wrong), EX_USAGE)

    return guard.guarded(run)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    """Parse the command line. Unlike argparse, accept a last optional positional argument after options too."""
    parser = _parser()
    given = sys.argv[1:] if arguments is None else arguments
    at = given.index("--") if given[:1] == ["run"] and "--" in given else len(given)
    options, rest = parser.parse_known_args(given[:at])
    options.words = given[at + 1 :]  # arguments of the client program
    for last in ("file", "prompt"):
        if len(rest) == 1 and getattr(options, last, "") is None and (rest[0] == "-" or not rest[0].startswith("-")):
            setattr(options, last, rest.pop())
    if rest:
        parser.error(f"unknown arguments: {' '.join(rest)}; see dragoman {options.command} --help")
    return options


def _parser() -> Parser:
    parser = Parser(prog="dragoman", description="A translating proxy between LLM wire protocols.")
    parser.add_argument("--version", action="version", version=f"dragoman {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)
    _add_serve(commands)
    running_commands.add(commands, CONFIG, _port, _settings)
    inspect.add(commands, CONFIG, _settings, _read)
    _add_run(commands)
    auth.add(commands, Parser, CONFIG)
    _add_translate(commands)
    _add_providers(commands)
    return parser


def _add_serve(commands: Any) -> None:
    serve = commands.add_parser("serve", help="run the proxy", description="Run the proxy.")
    serve.add_argument("--config", metavar="FILE", help=CONFIG)
    serve.add_argument("--host", metavar="H", help="listen on this address instead of the configured one")
    serve.add_argument("--port", metavar="N", type=_port, help="listen on this port; 0: any free port")
    serve.add_argument(
        "--log-level", choices=("debug", "info", "warning", "error"), default="info", help="default: info"
    )
    serve.set_defaults(run=_serve)


def _add_run(commands: Any) -> None:
    run = commands.add_parser(
        "run",
        help="start the client program with a profile",
        description="Start the client program with a profile, and a proxy unless one is running. The exit status is "
        "the one of the program.",
        usage="%(prog)s [-h] [-m MODEL] [--config FILE] [--log FILE] [--print-env] PROFILE [PROMPT] [-- ARGS]",
    )
    run.add_argument("profile", metavar="PROFILE", help="a profile of the configuration")
    run.add_argument("prompt", metavar="PROMPT", nargs="?", help="answer this prompt and exit; default: interactive")
    run.add_argument("-m", "--model", metavar="MODEL", default="", help="a slot, an alias or an id of the provider")
    run.add_argument("--config", metavar="FILE", help=CONFIG)
    run.add_argument("--log", metavar="FILE", default="", help="log file of a proxy that is started; default: no log")
    run.add_argument("--print-env", action="store_true", help="print shell commands that set the environment, and exit")
    run.set_defaults(run=_run)


def _add_translate(commands: Any) -> None:
    translate = commands.add_parser(
        "translate", help="translate a body without a network", description="Translate a body without a network."
    )
    translate.add_argument("what", choices=("request", "response", "stream"))
    translate.add_argument("--client", metavar="PROTOCOL", required=True, help="the client's protocol")
    translate.add_argument("--provider", metavar="NAME", required=True, help="a provider of `dragoman providers`")
    translate.add_argument("--protocol", metavar="P", default="", help="the provider's protocol, if it has several")
    translate.add_argument("--variant", metavar="V", default="", help="a variant of the provider")
    translate.add_argument("--model", metavar="M", default="", help="the provider's id of the model")
    translate.add_argument("--request", metavar="FILE", help="the client's request that the answer belongs to")
    translate.add_argument("--status", metavar="N", type=_status, default=200, help="the answer's HTTP status")
    translate.add_argument("file", metavar="FILE", nargs="?", help="the body; default: -, standard input")
    translate.set_defaults(run=_translate)


def _add_providers(commands: Any) -> None:
    providers = commands.add_parser("providers", help="list the providers", description="List the providers.")
    form = providers.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--markdown", metavar="LANGUAGE", choices=("en", "zh"), help="as Markdown: en or zh")
    providers.set_defaults(run=_providers)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port; write a number from 0 to 65535")
    return int(text)


def _status(text: str) -> int:
    if not text.isdigit() or not 200 <= int(text) <= 599:
        raise argparse.ArgumentTypeError(f"{text} is not an HTTP status; write a number from 200 to 599")
    return int(text)


def _settings(given: str | None) -> Settings:
    """Return the settings of the configuration file, or the default ones without a file. Raises UsageError, OSError,
    ConfigurationError."""
    from dragoman.config import settings as config_settings

    try:
        path = config_settings.find_file(given)
    except FileNotFoundError as error:
        raise UsageError(str(error)) from None
    if path is None:
        return config_settings.default_settings()
    from dragoman.config import file

    try:
        return file.load(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise config_settings.ConfigurationError(f"dragoman: cannot read the configuration {path}: {reason}") from None


def _serve(options: argparse.Namespace) -> int:
    from dragoman.commands import serve
    from dragoman.config import settings as config_settings

    def load() -> Settings:
        """Return the configuration with the options of the command line."""
        settings = _settings(options.config)
        settings.host = options.host or settings.host
        settings.port = settings.port if options.port is None else options.port
        config_settings.check_access(settings)
        return settings

    def load_again() -> Settings:
        try:
            return load()
        except UsageError as error:  # the file does not exist any more
            raise config_settings.ConfigurationError(str(error)) from None

    try:
        return serve.serve(load(), options.log_level, load_again)
    except config_settings.ConfigurationError as problems:
        print(problems, file=sys.stderr)
    except serve.CannotListen as error:
        print(f"dragoman: {error}", file=sys.stderr)
    return 1


def _run(options: argparse.Namespace) -> int:
    from dragoman.commands import run, serve
    from dragoman.config import settings as config_settings

    try:
        settings = _settings(options.config)
    except config_settings.ConfigurationError as problems:
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
        raise UsageError(error.args[0]) from None
    if isinstance(result.value, bytes):
        sys.stdout.buffer.write(result.value)
        sys.stdout.flush()
    else:
        _print_json(result.value)
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
        raise UsageError(f"cannot read {name}: {error.strerror}") from None


def _print_json(value: Any) -> None:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    try:
        data = text.encode()
    except UnicodeEncodeError:  # a lone surrogate, which only an escape can represent
        data = json.dumps(value, indent=2).encode()
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.flush()
