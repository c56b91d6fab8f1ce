"""Command line of `dragoman docs`."""

from __future__ import annotations

import argparse

from dragoman.commands.arguments import CommandFailed, Commands, UsageError, add_json, print_json


def add(commands: Commands) -> None:
    """Add the command."""
    docs = commands.add(
        "docs", "print a page of the documentation", "Print a page of the documentation, or one section."
    )
    docs.add_argument("page", metavar="PAGE[#SECTION]", nargs="?", help="default: a list of the pages")
    add_json(docs)
    docs.set_defaults(run=_docs, reads_specs=False)


def _docs(options: argparse.Namespace) -> int:
    from dragoman import loader
    from dragoman.commands.documents import pages

    root = pages.folder()
    if root is None:
        raise CommandFailed("the documentation is not installed; it is in the folder docs of the repository")
    known = pages.pages(root)
    name, _, section = (options.page or "").partition("#")
    name = name.removeprefix("docs/").removeprefix("reference/").removesuffix(".md")
    if not name:
        titles = {page: pages.title(path) for page, path in known.items()}
        if options.json:
            print_json([{"page": page, "title": text} for page, text in titles.items()])
        else:
            width = max(map(len, titles))
            print("\n".join(f"{page.ljust(width)}  {text}" for page, text in titles.items()))
        return 0
    name = pages.named(name, known)
    text = known[name].read_text(encoding="utf-8").rstrip()
    if section:
        below = pages.sections(text)
        if section not in below:
            raise UsageError(loader.unknown(f"section of {name}", section, below))
        text = below[section]
    if options.json:
        print_json({"page": name, "section": section, "text": text})
    else:
        print(text)
    return 0
