"""Command lines of all commands, with bodies, configurations and streams as their files."""

from __future__ import annotations

import argparse
import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from dragoman import loader
from dragoman.commands import cli
from tools.fuzz import parties, texts, values
from tools.fuzz.sandbox import sandbox

STATUSES = (0, 1, 2, 64, 74)  # those that `dragoman.commands.cli` documents, apart from an internal error
CONFIG = """\
default: it
profiles:
  it: { provider: openai, api_key: sk-fuzz, models: { default: a-model } }
  own: { provider: anthropic, api_key: sk-fuzz }
"""
VARIABLES = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GITLAB_TOKEN", "DRAGOMAN_CONFIG", "HTTPS_PROXY", "NO_COLOR")
# These evaluate the specs, which takes seconds, and have their own tests.
SLOW = ("explain", "specs")
Action = argparse.Action


@cache
def commands() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command, by its words."""
    found: dict[str, argparse.ArgumentParser] = {}

    def collect(parser: argparse.ArgumentParser, words: str) -> None:
        below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        for action in below:
            for name, inner in action.choices.items():
                collect(inner, f"{words} {name}".strip())
        if not below:
            found[words] = parser

    collect(cli._parser(), "")
    return {words: parser for words, parser in found.items() if words.split(" ")[0] not in SLOW}


def run(chance: Random) -> None:
    given = _body(chance)
    variables = {name: chance.choice(("sk-fuzz", "", "x\ny")) for name in VARIABLES if chance.random() < 0.1}
    with sandbox(given, variables) as folder:
        (folder / "body").write_bytes(given)
        (folder / "other").write_bytes(_body(chance))
        config = CONFIG if chance.random() < 0.5 else texts.edited(chance, CONFIG, values.TEXTS)
        (folder / "dragoman.yaml").write_text(config, encoding="utf-8", errors="replace")
        words = _words(chance, folder)
        try:
            status: Any = cli.main(words)
        except SystemExit as end:
            status = end.code or 0
        assert status in STATUSES, f"status {status} of {words}"


def _words(chance: Random, folder: Path) -> list[str]:
    name = chance.choice([*commands(), *["translate"] * 3])
    words = name.split(" ")
    for action in commands()[name]._actions:
        if action.option_strings and chance.random() < 0.25:
            words.append(chance.choice(action.option_strings))
            words += [_value(chance, action, folder)] if action.nargs != 0 else []
        elif not action.option_strings and chance.random() < 0.9:
            words += [_value(chance, action, folder) for _ in range(2 if action.nargs in ("*", "+") else 1)]
    if chance.random() < 0.05:
        chance.shuffle(words)
    if chance.random() < 0.05:
        words.insert(chance.randrange(len(words) + 1), values.text(chance))
    return [word.replace("\0", "") for word in words]  # which no system allows in a command line


def _value(chance: Random, action: Action, folder: Path) -> str:
    fitting = [*(action.choices or _fitting().get(action.dest) or ())]
    if fitting and chance.random() < 0.9:
        return str(chance.choice(fitting))
    files = ["body", "other", "dragoman.yaml", "missing", "-", str(folder), str(folder / "new")]
    numbers = ["0", "-1", "200", "429", "600", "4141", "1e9", "x"]
    names = [*parties.MODELS, *loader.providers(), *loader.protocols(), "it", "own", "default", "a=b"]
    return chance.choice(chance.choice((files, numbers, names, values.TEXTS, ["http://127.0.0.1:9", "file:///x"])))


@cache
def _fitting() -> dict[str, list[str]]:
    """Return values of arguments that are no errors, by the names of the arguments."""
    providers = loader.providers()
    variants = [name for provider in providers for name in loader.provider(provider).get("variants", {})]
    files = ["body", "other", "-"]
    return {
        "provider": providers,
        "client": loader.protocols(),
        "protocol": loader.protocols(),
        "variant": variants,
        "model": parties.MODELS,
        "status": ["200", "206", "302", "400", "429", "500", "600"],
        "file": files,
        "request": files,
        "case": files,
        "profile": ["it", "own"],
        "config": ["dragoman.yaml", "other"],
    }


def _body(chance: Random) -> bytes:
    """Return the content of a file: a body, a stream, or what is neither."""
    sort = chance.randrange(10)
    front = chance.choice(parties.fronts()).name
    if sort == 0:
        return chance.randbytes(chance.randrange(60))
    if sort == 1:
        return b"[" * chance.choice((10, 300, 2000, 100_000))
    if sort == 2:
        return b'{"messages":%b%b}' % (b'{"a":[' * 400, b"]}" * 400)
    if sort == 3:
        return json.dumps(values.anything(chance)).encode()
    if sort < 6:
        return b"".join(chance.choice(parties.frames(front) or ([b"data: {}\n\n"],)))
    return parties.body(chance, chance.choice(("request", "response")), front)
