"""Completion scripts, generated from the argument parser.

A script names commands, options and their fixed values. Values of the user's configuration are those that
`dragoman completion KIND` prints when one of them is completed. Other values are completed as file names.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

PROGRAM = "dragoman"
OF_CONFIGURATION = {"PROFILE": "profiles", "PROFILE[/MODEL]": "profiles", "MODEL": "models"}  # kinds by metavars


@dataclass
class Option:
    """An option: its spellings, its help, whether it takes a value, the values that are known, and the kind of those
    of the configuration."""

    names: list[str]
    about: str
    takes_value: bool
    values: list[str]
    kind: str = ""


@dataclass
class Node:
    """A command. `path`: its words; `commands`: name and help of those below it; `values`: of its arguments; `kind`: of
    those of the configuration; `arguments`: whether it has some, which may be files."""

    path: tuple[str, ...]
    commands: dict[str, str] = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    kind: str = ""
    arguments: bool = False


def tree(parser: argparse.ArgumentParser, names: Mapping[str, Sequence[str]]) -> list[Node]:
    """Return the commands of a parser, the program itself first. `names`: values of arguments by their metavar."""
    return list(_nodes(parser, (), names))


def _nodes(
    parser: argparse.ArgumentParser, path: tuple[str, ...], names: Mapping[str, Sequence[str]]
) -> Iterator[Node]:
    node = Node(path)
    below: list[Iterator[Node]] = []
    for action in parser._actions:
        known = action.choices if action.choices is not None else names.get(str(action.metavar), ())
        if isinstance(action, argparse._SubParsersAction):
            for name, one in action.choices.items():
                node.commands[name] = (one.description or "").partition(". ")[0].rstrip(".")
                below.append(_nodes(one, (*path, name), names))
        elif action.option_strings:
            about = (action.help or "").partition(";")[0]
            kind = OF_CONFIGURATION.get(str(action.metavar), "")
            node.options.append(Option([*action.option_strings], about, action.nargs != 0, [*map(str, known)], kind))
        else:
            node.arguments = True
            node.values += map(str, known)
            node.kind = node.kind or OF_CONFIGURATION.get(str(action.metavar), "")
    yield node
    for nodes in below:
        yield from nodes


def bash(nodes: Sequence[Node]) -> str:
    """Return a script for bash."""
    return f"""\
_{PROGRAM}() {{
  local at=$COMP_CWORD word path="" words="" options="" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
  local current="${{COMP_WORDS[COMP_CWORD]}}"
  for word in "${{COMP_WORDS[@]:1:at-1}}"; do
    case "$path/$word" in
      {_alternatives(nodes)}) path="$path/$word" ;;
    esac
  done
  case "$path $previous" in
{_values_of_options(nodes)}
    *)
      case "$path" in
{_words_of_commands(nodes)}
      esac ;;
  esac
  if [[ "$current" == -* ]]; then words="$options"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
{_LISTING}
complete -o default -F _{PROGRAM} {PROGRAM}
"""


def zsh(nodes: Sequence[Node]) -> str:
    """Return a script for zsh."""
    return f"""\
#compdef {PROGRAM}
_{PROGRAM}() {{
  local word where="" known="" options="" previous="${{words[CURRENT-1]}}" current="${{words[CURRENT]}}"
  for word in ${{words[2,CURRENT-1]}}; do
    case "$where/$word" in
      {_alternatives(nodes)}) where="$where/$word" ;;
    esac
  done
  case "$where $previous" in
{_values_of_options(nodes, "known")}
    *)
      case "$where" in
{_words_of_commands(nodes, "known")}
      esac ;;
  esac
  if [[ "$current" == -* ]]; then known="$options"; fi
  if [[ -n "$known" ]]; then compadd -- ${{=known}}; fi
  _files
}}
{_LISTING}
if [[ "$funcstack[1]" = _{PROGRAM} ]]; then _{PROGRAM} "$@"; else compdef _{PROGRAM} {PROGRAM}; fi
"""


def fish(nodes: Sequence[Node]) -> str:
    """Return a script for fish."""
    lines: list[str] = []
    for node in nodes:
        seen = [f"__fish_seen_subcommand_from {word}" for word in node.path]
        if node.commands:
            seen.append(f"not __fish_seen_subcommand_from {' '.join(node.commands)}")
        start = f"complete -c {PROGRAM} -n {_quoted('; and '.join(seen))}"
        lines += [f"{start} -f -a {name} -d {_quoted(about)}" for name, about in node.commands.items()]
        values = _fish_values(node.values, node.kind)
        only = " -f" if node.kind else ""  # no files
        lines += [f"{start}{only} -a {values}"] if values else []
        for option in node.options:
            names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
            values = _fish_values(option.values, option.kind)
            value = f" -x -a {values}" if values else " -r" * option.takes_value
            lines.append(f"{start} {names}{value} -d {_quoted(option.about)}")
    return "".join(f"{line}\n" for line in lines)


SCRIPTS: dict[str, Callable[[Sequence[Node]], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
_LISTING = f"""\
_{PROGRAM}_list() {{ [[ "$current" == -* ]] || {PROGRAM} completion "$1" 2>/dev/null; }}"""


def _alternatives(nodes: Sequence[Node]) -> str:
    return "|".join("/" + "/".join(node.path) for node in nodes if node.path)


def _values_of_options(nodes: Sequence[Node], variable: str = "words") -> str:
    """Return a case for each option with a value; one without known values completes files."""
    lines = []
    for node in nodes:
        for option in (option for option in node.options if option.takes_value):
            path = "".join(f"/{word}" for word in node.path)
            patterns = "|".join(f'"{path} {name}"' for name in option.names)
            lines.append(f"    {patterns}) {variable}={_values(option.values, option.kind)} ;;")
    return "\n".join(lines)


def _words_of_commands(nodes: Sequence[Node], variable: str = "words") -> str:
    """Return a case for each command. Options are offered after a hyphen, and where nothing else may follow."""
    lines = []
    for node in nodes:
        names = [name for option in node.options for name in option.names]
        values = [*node.commands, *node.values, *(() if node.arguments else names)]
        path = "".join(f"/{word}" for word in node.path)
        words = f"options={_quoted(' '.join(names))} {variable}={_values(values, node.kind)}"
        lines.append(f'        "{path}") {words} ;;')
    return "\n".join(lines)


def _values(values: Sequence[str], kind: str) -> str:
    """Return known values, and those of the configuration, as a text of bash and zsh."""
    return _quoted(" ".join(values)) + (f'" $(_{PROGRAM}_list {kind})"' if kind else "")


def _fish_values(values: Sequence[str], kind: str) -> str:
    listed = [f"({PROGRAM} completion {kind} 2>/dev/null)"] if kind else []
    return _quoted(" ".join([*values, *listed])) if values or listed else ""


def _quoted(text: str) -> str:
    """Quote a text for the three shells."""
    return "'" + text.replace("\\", "").replace("'", "’") + "'"
