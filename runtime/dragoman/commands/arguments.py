"""Parts that the commands share: the parser, argument types, the configuration file, input and output.

A `command` module adds its commands to a `Commands`, whose groups are the sections of `dragoman --help`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dragoman.config.settings import Settings

EX_USAGE = 64  # of sysexits.h
CONFIG = (
    "configuration file; default: $DRAGOMAN_CONFIG, ./dragoman.yaml, ~/.config/dragoman/dragoman.yaml, "
    "else a profile for each provider whose key is set"
)


class UsageError(Exception):
    """The command line names something that does not exist. The text lists what exists."""


class CommandFailed(Exception):
    """The command could not do what was requested, and its exit status is 1. The text states why and what to do."""


class InvalidFiles(Exception):
    """The problems of files, one a line with its position. They are printed as they are; the exit status is 1."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors exit with EX_USAGE."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EX_USAGE, f"{self.prog}: {message}; see {self.prog} --help\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse an unknown word with a suggestion."""
        if action.choices is not None and value not in action.choices:
            from dragoman.loader import unknown

            kind = str(action.metavar).lower() if action.nargs == argparse.PARSER else "value"
            option = action if action.option_strings else None
            raise argparse.ArgumentError(option, unknown(kind, str(value), action.choices))


class Commands:
    """The commands of `dragoman`, in groups for its help."""

    def __init__(self, parser: Parser) -> None:
        self._parsers = parser.add_subparsers(
            dest="command",
            metavar="COMMAND",
            required=True,
            parser_class=Parser,
            prog=parser.prog,
            help=argparse.SUPPRESS,
        )
        self._groups: dict[str, dict[str, str]] = {}

    def group(self, title: str) -> None:
        """Start a group: the commands that are added next belong to it."""
        self._groups[title] = {}

    def add(self, name: str, about: str, description: str = "", **options: Any) -> Parser:
        """Add a command. `about`: its line in the help, and without `description` the first line of its own help."""
        self._groups[next(reversed(self._groups))][name] = about
        return self._parsers.add_parser(name, description=description or sentence(about), **options)

    def overview(self) -> str:
        """Return the commands by group, for the help."""
        return "\n\n".join(self._sections())

    def _sections(self) -> Iterator[str]:
        width = max(len(name) for group in self._groups.values() for name in group)
        for title, group in self._groups.items():
            yield "\n".join([f"{title}:", *(f"  {name.ljust(width)}  {about}" for name, about in group.items())])


def sentence(about: str) -> str:
    """Return a line of the help as a sentence."""
    return f"{about[:1].upper()}{about[1:]}."


def add_config(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the configuration file."""
    parser.add_argument("--config", metavar="FILE", help=CONFIG)


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the option that prints JSON instead of text."""
    parser.add_argument("--json", action="store_true", help="print JSON for programs")


def port(text: str) -> int:
    """Parse a port."""
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port; write a number from 0 to 65535")
    return int(text)


def config_file(given: str | None) -> Path | None:
    """Return the configuration file; None if there is none. Raises UsageError."""
    from dragoman.config.settings import find_file

    try:
        return find_file(given)
    except FileNotFoundError as error:
        raise UsageError(str(error)) from None


def load_settings(given: str | None) -> Settings:
    """Return the settings of the configuration file, or the default ones without a file. Raises UsageError,
    ConfigurationError."""
    from dragoman.config import settings as config_settings

    path = config_file(given)
    if path is None:
        return config_settings.default_settings()
    from dragoman.config import file

    try:
        return file.load(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"cannot read the configuration {path}: {reason}") from None


def read(name: str) -> bytes:
    """Return the contents of a file, or with `-` standard input. Raises UsageError."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except (OSError, UnicodeEncodeError) as error:  # a name with half a character
        raise UsageError(f"cannot read {name}: {getattr(error, 'strerror', None) or error}") from None


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    try:
        data = text.encode()
    except UnicodeEncodeError:  # a lone surrogate, which only an escape can represent
        data = json.dumps(value, indent=2).encode()
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.flush()
