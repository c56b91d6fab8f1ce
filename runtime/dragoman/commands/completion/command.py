"""Command line of `dragoman completion`."""

from __future__ import annotations

import argparse

from dragoman.commands.arguments import Commands, Parser, load_settings

DESCRIPTION = (
    "Print a completion script. bash: source <(dragoman completion bash) in ~/.bashrc; zsh: dragoman completion zsh > "
    "a file _dragoman in a folder of $fpath; fish: dragoman completion fish > "
    "~/.config/fish/completions/dragoman.fish. `profiles` and `models` print the names in the configuration, which the "
    "scripts offer."
)


def add(commands: Commands, parser: Parser) -> None:
    """Add the command. `parser`: the whole command line."""
    completion = commands.add("completion", "print a completion script for bash, zsh or fish", DESCRIPTION)
    choices = ("bash", "zsh", "fish", "profiles", "models")
    completion.add_argument("what", metavar=f"{{{','.join(choices)}}}", choices=choices)
    completion.set_defaults(run=lambda options: _run(options, parser))


def _run(options: argparse.Namespace, parser: Parser) -> int:
    from dragoman import loader
    from dragoman.commands.completion import shells
    from dragoman.commands.documents import pages

    if options.what not in shells.SCRIPTS:
        print("\n".join(_of_configuration(options.what)))
        return 0
    documents = pages.folder()
    names = {
        "PROVIDER": loader.providers(),
        "PROTOCOL": loader.fronts(),
        "CLIENT": list(loader.programs()),
        "PAGE[#SECTION]": list(pages.pages(documents)) if documents else [],
    }
    print(shells.SCRIPTS[options.what](shells.tree(parser, names)), end="")
    return 0


def _of_configuration(kind: str) -> list[str]:
    """Return the names of the profiles, or the slots, aliases and ids of their models."""
    profiles = load_settings(None).profiles
    if kind == "profiles":
        return list(profiles)
    return sorted({name for profile in profiles.values() for name in (*profile.models, *profile.ids())})
