"""YAML files that may hold secrets: a loader whose errors never repeat text of the file.

The library's own messages and warnings quote values (a duplicate key with both of its values, an unknown alias, a
number that cannot be converted), and an API key may stand at any of these places. `load` therefore reports each error
in words of this module, with its position and at most the name of a mapping's key.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import RoundTripScanner, Scanner, ScannerError

Position = tuple[int, int]  # line and column, from 0
MAX_BRACKETS = 100  # nested; the library's time grows with the cube of their number
MAX_DEPTH = 150  # levels of a file, in brackets and in lines
MAX_VALUES = 1_000_000  # of a file, with what aliases repeat
MAX_FAULTS = 20  # that are reported; a file that is no YAML may have one in each line

MEANINGS = (  # a constant part of a library message, and the text shown for it
    ("mapping values are not allowed", "': ' is not allowed inside a value; put the value in quotes"),
    ("unexpected end of stream", "a quoted text is not closed; add the closing quote"),
    ("could not find expected ':'", "a key without ':' stands before this; write key: value"),
    ("expected <block end>", "this does not fit into the block around it; check the indentation and the quotes"),
    ("got '{'", "a value with '{' stands inside brackets without quotes; put it in quotes"),
    ("expected ',' or", "a ',' or a closing bracket is missing before this; add it"),
    ("node content", "a value is missing before this, or a bracket is not closed; add it"),
    ("'\\t' that cannot start", "a tab cannot indent; use spaces"),
    ("cannot start any token", "this character cannot begin a value; put the value in quotes"),
    ("unknown escape character", "a backslash begins an unknown escape; use single quotes"),
    ("undefined alias", "a value that begins with '*' is an alias of an anchor that does not exist; put it in quotes"),
    ("another document", "a second document begins here; keep one document in the file"),
    ("for merging", "'<<' merges mappings only; write the keys out"),
    ("chomping or indentation", "'|' or '>' begins a text of several lines; put the value in quotes"),
    ("nested brackets", f"more than {MAX_BRACKETS} brackets are nested here; write a smaller value"),
    ("nested values", f"more than {MAX_DEPTH} levels are nested here; write fewer"),
    ("nested keys", "a list or a mapping stands inside a key here; write a text as the key"),
    ("alias of itself", "this value contains an alias of itself; write the value out"),
    ("failed to", "a date or a tagged value cannot be converted; put the value in quotes"),
    ("tag", "a value that begins with '!' has an unknown tag; put the value in quotes"),
)
OTHER = "the text here cannot be parsed; check the indentation, and put values in quotes"
CONTROL = "this control character is not allowed; remove it"
DEEP = f"the values are nested too deeply; write at most {MAX_DEPTH} levels"
REPEATED = f"aliases repeat more than {MAX_VALUES:,} values; write fewer"
UNCONVERTED = "a date, a number or a tagged value in this file cannot be converted; put values in quotes"


@dataclass(frozen=True)
class Fault:
    """One error, free of text of the file except for names of keys."""

    position: Position
    text: str


class NotYaml(ValueError):
    """The text is not YAML; `faults`: why, at least one."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{_at(fault.position)}: {fault.text}" for fault in faults))
        self.faults = faults


def _at(position: Position) -> str:
    return f"line {position[0] + 1}, column {position[1] + 1}"


class _Shallow(Scanner):
    """A scanner that rejects text with more than MAX_BRACKETS nested brackets."""

    def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:
        if len(self.flow_context) >= MAX_BRACKETS:
            raise ScannerError(None, None, "nested brackets", self.reader.get_mark())
        super().fetch_flow_collection_start(TokenClass, to_push)


class _ShallowRoundTrip(_Shallow, RoundTripScanner):
    """The same for the loader that keeps comments."""


class _Finite(Composer):
    """A composer that rejects values without an end, too many levels, and keys that the library needs exponential time
    for."""

    levels = keys = 0  # of the node that is composed: its level, and the keys that contain it

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.levels += 1
        is_key = isinstance(parent, MappingNode) and index is None
        self.keys += is_key
        if self.levels > MAX_DEPTH:
            raise ComposerError(None, None, "nested values", self.parser.peek_event().start_mark)
        node = super().compose_node(parent, index)
        if isinstance(node, CollectionNode):
            if node.end_mark is None:  # an alias of a value that is not complete yet
                raise ComposerError(None, None, "alias of itself", node.start_mark)
            if self.keys > 1:
                raise ComposerError(None, None, "nested keys", node.start_mark)
        self.keys -= is_key
        self.levels -= 1
        return node


def _yaml(typ: Literal["rt", "safe"]) -> YAML:
    yaml = YAML(typ=typ, pure=True)
    yaml.Scanner = _ShallowRoundTrip if typ == "rt" else _Shallow
    yaml.Composer = _Finite
    return yaml


def load(text: str, source: str = "", typ: Literal["rt", "safe"] = "rt") -> Any:
    """Return the value of a YAML text. Raises NotYaml. `source`: the name of the file, for positions in messages."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings quote lines of the text
        try:
            value = _yaml(typ).load(text)
            if _count(value, {}) > MAX_VALUES:
                raise NotYaml([Fault((0, 0), REPEATED)])
            return value
        except NotYaml:
            raise
        except RecursionError:
            raise NotYaml([Fault((0, 0), DEEP)]) from None
        except MarkedYAMLError as error:
            found = _duplicates(text, source) if "duplicate key" in (error.problem or "") else ()
            duplicates = list(islice(found, MAX_FAULTS))
            raise NotYaml(duplicates or [_fault(error)]) from None
        except ReaderError as error:
            before = text[: error.position].split("\n")
            raise NotYaml([Fault((len(before) - 1, len(before[-1])), CONTROL)]) from None
        except Exception:  # of any type: the library does not check the operands of its own conversions
            raise NotYaml([Fault((0, 0), UNCONVERTED)]) from None


def _count(value: Any, known: dict[int, int]) -> int:
    """Return the number of values in a value as they are when each alias is written out."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = 1  # of an alias inside what it repeats
        known[id(value)] += sum(_count(one, known) for one in (value.values() if isinstance(value, dict) else value))
    return known[id(value)]


def _fault(error: MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    problem = error.problem or error.context or ""
    meaning = next((meaning for part, meaning in MEANINGS if part in problem), OTHER)
    return Fault((mark.line, mark.column) if mark else (0, 0), meaning)


def _duplicates(text: str, source: str) -> Iterator[Fault]:
    """The keys that are given more than once in one mapping, each with the position where it is given first."""
    waiting: list[Node | None] = [_yaml("rt").compose(text)]
    visited: set[int] = set()  # an alias makes a node appear twice
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in visited:
            continue
        visited.add(id(node))
        if isinstance(node, SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, MappingNode):
            first: dict[str, Position] = {}
            for key, value in node.value:
                waiting.append(value)
                if not isinstance(key, ScalarNode):
                    continue
                position = (key.start_mark.line, key.start_mark.column)
                line, column = first.setdefault(key.value, position)
                if (line, column) != position:
                    where = f"{source}:{line + 1}:{column + 1}" if source else _at((line, column))
                    yield Fault(position, f"found duplicate key '{key.value}', given first at {where}; remove one")
