"""Command line of `dragoman init`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

from dragoman.commands.arguments import CommandFailed, Commands, UsageError, add_json, print_json

DESCRIPTION = (
    "Find keys, logins of other programs and local servers, write a commented dragoman.yaml, and test it. Keys are "
    "referred to, not copied, and an existing file is never changed. Exit status: 0 the default profile works, or was "
    "not tested; 1 it does not, or nothing was written."
)


def add(commands: Commands) -> None:
    """Add the command."""
    init = commands.add("init", "find keys and logins, and write a configuration", DESCRIPTION)
    init.add_argument(
        "--provider", metavar="PROVIDER", action="append", default=[], help="write this provider; repeatable"
    )
    init.add_argument("--yes", "-y", action="store_true", help="ask nothing: the first provider found is the default")
    init.add_argument(
        "--output", metavar="FILE", help="default: $DRAGOMAN_CONFIG, else ~/.config/dragoman/dragoman.yaml"
    )
    init.add_argument("--no-test", action="store_true", help="send no request to the provider")
    add_json(init)
    init.set_defaults(run=_init)


def _init(options: argparse.Namespace) -> int:
    from dragoman.commands.checks.result import failed
    from dragoman.commands.setup import dialogue
    from dragoman.config import settings

    named = options.output or os.environ.get("DRAGOMAN_CONFIG")
    path = Path(named) if named else settings.user_file()
    if path is None:
        raise UsageError("there is no home folder; name the file with --output")
    if path.exists():
        raise CommandFailed(f"{path} exists and is not changed; name another file with --output")
    ask = not options.yes and not options.provider and not options.json and sys.stdin.isatty()
    with contextlib.redirect_stdout(sys.stderr) if options.json else contextlib.nullcontext():
        try:
            candidates, default = dialogue.choose(options.provider, dict(os.environ), ask)
            written = dialogue.write(path, candidates, default)
        except KeyError as error:
            raise UsageError(error.args[0]) from None
        results = [] if options.no_test else dialogue.test(written, default)
    works = not failed(results)
    found = settings.find_file(None)
    where = "" if found is not None and found.resolve() == path.resolve() else f" --config {path}"
    following = dialogue.next_step(default, works, where)
    if options.json:
        profiles = {profile.name: profile.problem for profile in written.profiles.values()}
        checks = [result.as_json() for result in results]
        result = {"file": str(path), "default": default, "profiles": profiles, "ok": works, "checks": checks}
        print_json({**result, "next": following})
    else:
        print(following)
    return 0 if works else 1
