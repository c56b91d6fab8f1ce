"""The dialogue of `dragoman init`: what is found, which provider is the default, and what comes next."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from dragoman import loader
from dragoman.commands.arguments import CommandFailed
from dragoman.commands.checks.command import run as run_checks
from dragoman.commands.checks.result import Result
from dragoman.commands.console import progress
from dragoman.commands.setup import written
from dragoman.commands.setup.candidates import Candidate, find, named
from dragoman.config import file as config
from dragoman.config.profiles import EMBEDDED
from dragoman.config.settings import ConfigurationError, Settings


class CannotInit(CommandFailed):
    """No configuration can be written. The text states why and what to do."""


def choose(names: Sequence[str], environment: dict[str, str], ask: bool) -> tuple[list[Candidate], str]:
    """Return the candidates to write and the name of the default profile. `names`: providers that the user named;
    `ask`: questions may be asked. Raises CannotInit, KeyError."""
    if names:
        chosen = [named(name, environment) for name in names]
        return chosen, chosen[0].name
    with progress("Looking for keys, logins and local servers"):
        found = find(environment)
    usable = [candidate for candidate in found if not candidate.problem]
    for number, candidate in enumerate(usable, 1):
        print(f"  {number}  {candidate.title}: {candidate.found}")
    for candidate in found:
        if candidate.problem:
            print(f"  -  {candidate.title}: {candidate.found}, but {candidate.problem}")
    if not usable:
        return _without_any(found, environment, ask)
    default = usable[0]
    if ask and len(usable) > 1:
        default = usable[_number(f"Default profile (1-{len(usable)}) [1]: ", len(usable)) - 1]
    return found, default.name


def _without_any(found: list[Candidate], environment: dict[str, str], ask: bool) -> tuple[list[Candidate], str]:
    if ask:
        print("  No key, login or local server was found.")
        name = _line(f"Provider to use (`dragoman providers` lists them) [{EMBEDDED}]: ") or EMBEDDED
        one = named(name, environment) if name != EMBEDDED else _demo()
        return [*found, one], one.name
    raise CannotInit(
        "no key, login or local server was found: set the key of a provider in the environment (`dragoman providers` "
        "lists them), log in with `dragoman auth login PROVIDER`, start a local server, or name one with --provider; "
        f"`dragoman init --provider {EMBEDDED}` needs none of these"
    )


def _demo() -> Candidate:
    return Candidate(EMBEDDED, loader.provider(EMBEDDED)["title"], "needs no key")


def _line(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _number(question: str, highest: int) -> int:
    while line := _line(question):
        if line.isdigit() and 1 <= int(line) <= highest:
            return int(line)
    return 1


def write(path: Path, candidates: Sequence[Candidate], default: str) -> Settings:
    """Write the file and read it. Raises CannotInit, OSError."""
    try:
        written.write(path, written.text(candidates, default))
    except FileExistsError:
        raise CannotInit(f"{path} exists and is not changed; name another file with --output") from None
    print(f"Wrote {path}")
    try:
        return config.load(path)
    except ConfigurationError as problems:
        raise CannotInit(f"{path} cannot be used yet; complete it:\n{problems}") from None


def test(settings: Settings, default: str) -> list[Result]:
    """Test the default profile, with one short request. Returns the results."""
    profile = settings.profiles[default]
    if profile.table.get("passthrough"):
        return []
    print(f"Testing {default}:")
    return asyncio.run(run_checks(settings, default, basic=True))


def next_step(default: str, works: bool, where: str) -> str:
    """Return the one command to run next. `where`: the option that names the file, if it is not found without."""
    if not works:
        return f"The profile does not work yet. When the problem is solved, test it: dragoman check {default}{where}"
    for number, (name, program) in enumerate(loader.programs().items()):
        if shutil.which(program["command"]):
            client = f" --client {name}" if number else ""
            return f"Start {program['title']} with it: dragoman run {default}{client}{where}"
    return f"Start the proxy: dragoman serve{where}"
