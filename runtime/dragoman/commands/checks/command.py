"""Command line of `dragoman check`."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from dragoman.commands.arguments import Commands, UsageError, add_config, add_json, load_settings, print_json

if TYPE_CHECKING:
    from dragoman.commands.checks.result import Result
    from dragoman.config.settings import Settings

DESCRIPTION = (
    "Test a profile: the configuration, the way to the provider, the credentials, and requests with text, a stream, "
    "a tool call, reasoning, an image and a token count. The requests cost a few thousand tokens. Exit status: 0 no "
    "check failed; 1 one failed."
)


def add(commands: Commands) -> None:
    """Add the command."""
    check = commands.add("check", "test a profile from the configuration to a tool call", DESCRIPTION)
    check.add_argument("file", metavar="PROFILE", nargs="?", help="default: the default profile")
    check.add_argument("--offline", action="store_true", help="send nothing: the configuration and the credentials")
    add_config(check)
    add_json(check)
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from dragoman import loader
    from dragoman.commands.checks.result import failed

    settings = load_settings(options.config)
    name = options.file or settings.default
    if name not in settings.profiles:
        raise UsageError(loader.unknown("profile", name, settings.profiles))
    if settings.profiles[name].table.get("passthrough"):
        return _passthrough(settings, name, options.json)
    results = asyncio.run(run(settings, name, options.offline, quiet=options.json))
    if options.json:
        print_json({"profile": name, "ok": not failed(results), "checks": [result.as_json() for result in results]})
    return 1 if failed(results) else 0


async def run(
    settings: Settings, name: str, offline: bool = False, basic: bool = False, quiet: bool = False
) -> list[Result]:
    """Run the checks of a profile, and print each result unless `quiet`. `basic`: up to a short text."""
    from dragoman.commands.checks import result as results
    from dragoman.commands.checks import running
    from dragoman.commands.console import progress
    from dragoman.commands.serving import serve

    serve.set_up_logging("")  # the results say what failed
    names = running.OFFLINE if offline else running.BASIC if basic else running.NAMES
    found: list[Result] = []
    width = max(map(len, names))
    checks = aiter(running.checked(settings, name, names))
    while True:
        with progress(f"Checking {name}"):
            result = await anext(checks, None)
        if result is None:
            return found
        found.append(result)
        if not quiet:
            print("\n".join(results.lines(result, width)), flush=True)


def _passthrough(settings: Settings, name: str, as_json: bool) -> int:
    """Check a profile that only the client's own login can use."""
    from dragoman.auth import selection
    from dragoman.commands.checks.result import Result

    login = selection.client_login(settings.profiles[name].table, name)
    ok = login.startswith(selection.READY)
    if as_json:
        result = Result("credentials", "ok" if ok else "failed", login)
        print_json({"profile": name, "ok": ok, "checks": [result.as_json()]})
    else:
        print(f"  {name}: the client program uses its own login: {login}")
    return 0 if ok else 1
