"""Command line of `dragoman init`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from dragoman.commands.arguments import Commands, UsageError

DESCRIPTION = (
    "Find keys, logins of other programs and local servers, write a commented dragoman.yaml, and test it. Keys are "
    "referred to, not copied, and an existing file is never changed. Exit status: 0 the default profile works, or was "
    "not tested; 1 it does not, or nothing was written."
)


def add(commands: Commands) -> None:
    """Add the command."""
    init = commands.add("init", "find keys and logins, and write a configuration", DESCRIPTION)
    init.add_argument("--provider", metavar="NAME", action="append", default=[], help="write this provider; repeatable")
    init.add_argument("--yes", "-y", action="store_true", help="ask nothing: the first provider found is the default")
    init.add_argument("--output", metavar="FILE", help="default: ~/.config/dragoman/dragoman.yaml")
    init.add_argument("--no-test", action="store_true", help="send no request to the provider")
    init.set_defaults(run=_init)


def _init(options: argparse.Namespace) -> int:
    from dragoman.commands.setup import dialogue
    from dragoman.config import settings

    usual = settings.user_file()
    path = Path(options.output) if options.output else usual
    if path is None:
        raise UsageError("there is no home folder; name the file with --output")
    if path.exists():
        print(f"dragoman: {path} exists and is not changed; name another file with --output", file=sys.stderr)
        return 1
    ask = not options.yes and not options.provider and sys.stdin.isatty()
    try:
        candidates, default = dialogue.choose(options.provider, dict(os.environ), ask)
        written = dialogue.write(path, candidates, default)
    except KeyError as error:
        raise UsageError(error.args[0]) from None
    except dialogue.CannotInit as error:
        print(f"dragoman: {error}", file=sys.stderr)
        return 1
    works = options.no_test or dialogue.test(written, default)
    found = settings.find_file(None)
    where = "" if found is not None and found.resolve() == path.resolve() else f" --config {path}"
    print(dialogue.next_step(default, works, where))
    return 0 if works else 1
