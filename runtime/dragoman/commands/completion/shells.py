"""Completion scripts, generated from the argument parser.

A script is static: it names commands, options and their fixed values, so that completion starts no program. Other
values are completed as file names.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

PROGRAM = "dragoman"


@dataclass
class Option:
    """An option: its spellings, its help, whether it takes a value, and the values that are known."""

    names: list[str]
    about: str
    takes_value: bool
    values: list[str]


@dataclass
class Node:
    """A command. `path`: its words; `commands`: name and help of those below it; `values`: of its arguments."""

    path: tuple[str, ...]
    commands: dict[str, str] = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """Everything that may follow the command."""
        return [*self.commands, *self.values, *(name for option in self.options for name in option.names)]


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
            node.options.append(Option([*action.option_strings], about, action.nargs != 0, [*map(str, known)]))
        else:
            node.values += map(str, known)
    yield node
    for nodes in below:
        yield from nodes


def bash(nodes: Sequence[Node]) -> str:
    """Return a script for bash."""
    return f"""\
_{PROGRAM}() {{
  local at=$COMP_CWORD word path="" words="" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
  for word in "${{COMP_WORDS[@]:1:at-1}}"; do
    case "$path/$word" in
      {_alternatives(nodes)}) path="$path/$word" ;;
    esac
  done
  case "$path $previous" in
{_values_of_options(nodes, "words=%s")}
    *)
      case "$path" in
{_words_of_commands(nodes, "words=%s")}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[at]}}"))
}}
complete -o default -F _{PROGRAM} {PROGRAM}
"""


def zsh(nodes: Sequence[Node]) -> str:
    """Return a script for zsh."""
    return f"""\
#compdef {PROGRAM}
_{PROGRAM}() {{
  local word where="" known="" previous="${{words[CURRENT-1]}}"
  for word in ${{words[2,CURRENT-1]}}; do
    case "$where/$word" in
      {_alternatives(nodes)}) where="$where/$word" ;;
    esac
  done
  case "$where $previous" in
{_values_of_options(nodes, "known=%s")}
    *)
      case "$where" in
{_words_of_commands(nodes, "known=%s")}
      esac ;;
  esac
  if [[ -n "$known" ]]; then compadd -- ${{=known}}; fi
  _files
}}
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
        lines += [f"{start} -a {_quoted(' '.join(node.values))}"] if node.values else []
        for option in node.options:
            names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
            value = f" -x -a {_quoted(' '.join(option.values))}" if option.values else " -r" * option.takes_value
            lines.append(f"{start} {names}{value} -d {_quoted(option.about)}")
    return "".join(f"{line}\n" for line in lines)


SCRIPTS: dict[str, Callable[[Sequence[Node]], str]] = {"bash": bash, "zsh": zsh, "fish": fish}


def _alternatives(nodes: Sequence[Node]) -> str:
    return "|".join("/" + "/".join(node.path) for node in nodes if node.path)


def _values_of_options(nodes: Sequence[Node], assignment: str) -> str:
    """Return a case for each option with a value; one without known values completes files."""
    lines = []
    for node in nodes:
        for option in (option for option in node.options if option.takes_value):
            path = "".join(f"/{word}" for word in node.path)
            patterns = "|".join(f'"{path} {name}"' for name in option.names)
            lines.append(f"    {patterns}) {assignment % _quoted(' '.join(option.values))} ;;")
    return "\n".join(lines)


def _words_of_commands(nodes: Sequence[Node], assignment: str) -> str:
    return "\n".join(
        f'        "{"".join(f"/{word}" for word in node.path)}") {assignment % _quoted(" ".join(node.words))} ;;'
        for node in nodes
    )


def _quoted(text: str) -> str:
    """Quote a text for the three shells."""
    return "'" + text.replace("\\", "").replace("'", "’") + "'"
