"""Command line of `dragoman completion`."""

from __future__ import annotations

import argparse

from dragoman.commands.arguments import Commands, Parser

DESCRIPTION = (
    "Print a completion script. bash: source <(dragoman completion bash) in ~/.bashrc; zsh: dragoman completion zsh > "
    "a file _dragoman in a folder of $fpath; fish: dragoman completion fish > "
    "~/.config/fish/completions/dragoman.fish"
)


def add(commands: Commands, parser: Parser) -> None:
    """Add the command. `parser`: the whole command line."""
    completion = commands.add("completion", "print a completion script for bash, zsh or fish", DESCRIPTION)
    completion.add_argument("shell", metavar="{bash,zsh,fish}", choices=("bash", "zsh", "fish"))
    completion.set_defaults(run=lambda options: _run(options, parser))


def _run(options: argparse.Namespace, parser: Parser) -> int:
    from dragoman import loader
    from dragoman.commands.completion import shells

    names = {"PROVIDER": loader.providers(), "NAME": loader.providers(), "PROTOCOL": loader.fronts()}
    print(shells.SCRIPTS[options.shell](shells.tree(parser, names)), end="")
    return 0
