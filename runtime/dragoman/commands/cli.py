"""The command line: parses arguments and runs one command.

Exit status: 0 success; 1 a problem of the configuration or another file, of the address or of a check; 2 the proxy
would refuse the request; 64 a problem of the command line, no command, or a file that cannot be read; 70 an internal
error; 74 the output cannot be written; 130 Ctrl-C; with `run`, the status of the client program. The format of stdout
is stable.
"""

from __future__ import annotations

import argparse
import sys

from dragoman import __version__, user_specs
from dragoman.commands import guard
from dragoman.commands.arguments import EX_USAGE, CommandFailed, Commands, InvalidFiles, Parser, UsageError, config_file
from dragoman.commands.cases import command as cases
from dragoman.commands.checks import command as checks
from dragoman.commands.completion import command as completion
from dragoman.commands.configuration import command as configuration
from dragoman.commands.documents import command as documents
from dragoman.commands.imports import command as imports
from dragoman.commands.inspection import command as inspection
from dragoman.commands.logins import command as logins
from dragoman.commands.models import command as models
from dragoman.commands.running import command as running
from dragoman.commands.serving import command as serving
from dragoman.commands.setup import command as setup

# The groups of the help, with the modules that add their commands.
GROUPS = {
    "Use a provider": (serving,),
    "Set up": (setup, checks, imports, logins, configuration),
    "Control a running proxy": (running,),
    "Inspect": (inspection, models, cases),
    "Read": (documents,),
}


STATUSES = """\
Exit status:
  0 success; 1 a problem of the configuration, a file, the address or a check;
  2 the proxy would reject the request; 64 a wrong command line, or a file that
  cannot be read; 70 an internal error; 74 the output cannot be written;
  130 Ctrl-C"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns its exit status."""
    guard.open_standard_streams()

    def run() -> int:
        given = sys.argv[1:] if arguments is None else arguments
        if not given:
            return _without_command()
        options = _parse(given)
        for problem in user_specs.activate() if getattr(options, "reads_specs", True) else ():
            print(f"dragoman: {problem}", file=sys.stderr)
        try:
            status: int = options.run(options)
            return status
        except UsageError as wrong:
            return guard.failed(str(wrong), EX_USAGE)
        except CommandFailed as failed:
            return guard.failed(str(failed), 1)
        except (InvalidFiles, _configuration_error()) as problems:
            print(problems, file=sys.stderr)
            return 1

    return guard.guarded(run)


def _configuration_error() -> type[Exception]:
    """Return the type of problems of the configuration, which is imported only if a command has raised."""
    from dragoman.config.settings import ConfigurationError

    return ConfigurationError


def _without_command() -> int:
    """Print the help and, on a terminal without a configuration, how to begin."""
    _parser().print_help(sys.stderr)
    if sys.stderr.isatty() and sys.stdin.isatty() and config_file(None) is None:
        print("\nNo configuration was found. To write one, run: dragoman init", file=sys.stderr)
    return EX_USAGE


def _parse(given: list[str]) -> argparse.Namespace:
    """Parse the command line. Unlike argparse, accept a last optional positional argument after options too."""
    parser = _parser()
    at = given.index("--") if given[:1] == ["run"] and "--" in given else len(given)
    options, rest = parser.parse_known_args(given[:at])
    options.words = given[at + 1 :]  # arguments of the client program
    for last in ("file", "prompt"):
        if len(rest) == 1 and getattr(options, last, "") is None and (rest[0] == "-" or not rest[0].startswith("-")):
            setattr(options, last, rest.pop())
    if rest:
        hint = "; write those of the client program after --" if options.command == "run" else ""
        parser.error(f"unknown arguments of {options.command}: {' '.join(rest)}{hint}")
    return options


def _parser() -> Parser:
    parser = Parser(
        prog="dragoman",
        description="A translating proxy between LLM wire protocols.",
        usage="%(prog)s [-h] [--version] COMMAND ...",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"dragoman {__version__}")
    commands = Commands(parser)
    for title, modules in GROUPS.items():
        commands.group(title)
        for module in modules:
            module.add(commands)
    commands.group("Shell")
    completion.add(commands, parser)
    parser.epilog = f"{commands.overview()}\n\n{STATUSES}\n\n`dragoman COMMAND --help` describes a command."
    return parser
