"""YAML trees with positions.

Overlays are applied to these trees and rules are read from them, so that a message can name the line of the protocol
or provider that a problem comes from. Scalars follow YAML 1.2: `on`, `yes` and `no` are text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from dragoman_codegen.cache import Cache, digest
from dragoman_codegen.spec.parsing import YamlNode, compose
from dragoman_codegen.spec.problems import Place, Problems

Scalar = str | int | float | bool | None
KINDS = ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge", "value")
MAX_VALUES = 100_000  # of a file; those of this repository have at most 8,030
TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Leaf:
    value: Scalar
    place: Place


@dataclass(slots=True)
class Seq:
    items: list[Node]
    place: Place


@dataclass(slots=True)
class Map:
    entries: dict[str, Node]
    keys: dict[str, Place]  # where each key stands
    place: Place

    def sub(self, key: str) -> Map:
        """Return the map under `key`, or an empty one."""
        node = self.entries.get(key)
        return node if isinstance(node, Map) else Map({}, {}, self.place)

    def text(self, key: str) -> str:
        """Return the text under `key`, or ''."""
        node = self.entries.get(key)
        return str(node.value) if isinstance(node, Leaf) and node.value is not None else ""


@dataclass(slots=True)
class Fork:
    """A value that depends on a condition of the request: the result of an overlay with `when:`."""

    condition: int
    then: Node | None
    other: Node | None
    place: Place
    key: Place = Place()  # of the key that has the value `then`


Node = Leaf | Seq | Map | Fork


def empty(file: str = "") -> Map:
    return Map({}, {}, Place(file, 1, 1) if file else Place())


def plain(node: Node | None) -> Any:
    """Return the bare value of a node, as a YAML loader would."""
    match node:
        case Map():
            return {key: plain(value) for key, value in node.entries.items()}
        case Seq():
            return [plain(item) for item in node.items]
        case Leaf():
            return node.value
    return None


def within(node: Node | None) -> Iterator[Node]:
    """Yield a node and the nodes in it."""
    stack = [node]
    while stack:
        match part := stack.pop():
            case None:
                continue
            case Map(entries=entries):
                stack += reversed(entries.values())
            case Seq(items=items):
                stack += reversed(items)
            case Fork(then=then, other=other):
                stack += (other, then)
        yield part


def divided(node: Map, words: Iterable[str]) -> Fork | None:
    """Return a choice of two maps, if the value of one of these words in a map depends on a condition."""
    for word in words:
        if isinstance(value := node.entries.get(word), Fork):
            rest = {key: one for key, one in node.entries.items() if key != word}
            then, other = (
                Map(rest if one is None else {**node.entries, word: one}, node.keys, node.place)
                for one in (value.then, value.other)
            )
            return Fork(value.condition, then, other, value.place, value.key)
    return None


def last_change(node: Node, place: Place) -> Place:
    """Return where a quirk changes what is declared at a place; the place itself if none does."""
    return next((part.place for part in within(node) if part.place.file not in ("", place.file)), place)


def load(path: Path, shown: str, problems: Problems) -> Map:
    """Return the top-level map of a file, or an empty one and a problem."""
    try:
        return _loaded(path, shown, problems)
    except RecursionError:
        problems.add(Place(shown, 1, 1), "not YAML: the values are nested too deeply; write fewer levels", see="yaml")
        return empty(shown)


def _loaded(path: Path, shown: str, problems: Problems) -> Map:
    try:
        text = path.read_text(encoding="utf-8")
        root = compose(text)
    except UnicodeDecodeError as error:
        problems.add(Place(shown, 1, 1), f"not UTF-8 text ({error.reason}); save the file as UTF-8", see="yaml")
        return empty(shown)
    except OSError as error:
        problems.add(Place(shown), f"cannot be read: {error.strerror}", see="yaml")
        return empty(shown)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.problem == "found unexpected end of stream" and error.context_mark:
            mark = error.context_mark
        place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown, 1, 1)
        problems.add(place, f"not YAML: {_fault(error)}{_hint(text, place, error)}", see="yaml")
        return empty(shown)
    except (YAMLError, ValueError) as error:  # e.g. a control character
        before = text[: getattr(error, "position", 0)].split("\n")
        place = Place(shown, len(before), len(before[-1]) + 1)
        problems.add(place, f"not YAML: {str(error).splitlines()[0]}; remove it", see="yaml")
        return empty(shown)
    if root is None:
        return empty(shown)
    if _size(root, {}) > MAX_VALUES:
        problems.add(
            Place(shown, 1, 1),
            f"the file has more than {MAX_VALUES:,} values, of which aliases and keys for several names repeat some; "
            "write fewer",
            see="yaml",
        )
        return empty(shown)
    node = _convert(root, shown, problems, set())
    if isinstance(node, Map):
        return node
    problems.add(node.place, "a spec is a map of keys, as in 'name: example'", see="yaml")
    return empty(shown)


def _fault(error: MarkedYAMLError) -> str:
    """Return what is wrong; for an error that spans lines, with the line where it begins."""
    problem, began = error.problem or error.context or "", error.context_mark
    if "another document" in problem:
        return "one file holds one spec, and here a second document begins"
    if "unexpected end of stream" in problem:
        return "the file ends before what begins here does"
    if "<block end>" in problem:
        problem = "this stands at a column that no line before it has"
    what = next((ours for theirs, ours in _PARTS.items() if theirs in (error.context or "")), "")
    if what and began and error.problem_mark and began.line != error.problem_mark.line:
        return f"{problem} (within {what} that begins at line {began.line + 1})"
    return problem


_PARTS = {
    "flow sequence": "the list in [ ]",
    "flow mapping": "the map in { }",
    "block mapping": "the map",
    "block collection": "the list",
}


def _hint(text: str, place: Place, error: MarkedYAMLError) -> str:
    lines = text.splitlines()
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    if "\t" in line:
        return "; indent with spaces, not tabs"
    if "mapping values" in (error.problem or ""):
        return "; a text with ': ' in it needs quotes, and keys of one map begin at one column"
    if "undefined alias" in (error.problem or ""):
        return "; a text that begins with '*' needs quotes"
    if "cannot start any token" in (error.problem or ""):
        return "; a text that begins with this character needs quotes"
    if "quoted scalar" in (error.context or ""):
        return "; close the quote"
    if "block" in (error.context or "") and "{" not in line and "[" not in line:
        return "; keys of one map begin at one column"
    if "{" in line or "[" in line:
        return "; inside { } and [ ] a text with commas, brackets or ': ' needs quotes"
    return ""


def _size(node: YamlNode, known: dict[int, int]) -> int:
    """Return the number of values in a node as they are when everything that is repeated is written out."""
    if id(node) not in known:
        known[id(node)] = 1  # of an alias inside what it repeats
        if node.id == "sequence":
            known[id(node)] += sum(_size(item, known) for item in node.value)
        elif node.id == "mapping":
            known[id(node)] += sum(len(_names(str(key.value))) * _size(value, known) for key, value in node.value)
    return known[id(node)]


def _convert(node: YamlNode, file: str, problems: Problems, open_nodes: set[int]) -> Node:
    place = Place(file, node.start_mark.line + 1, node.start_mark.column + 1)
    if id(node) in open_nodes:
        problems.add(place, "this alias stands inside what it repeats", see="yaml")
        return Leaf(None, place)
    tag = str(node.tag)
    if tag not in TAGS:
        problems.add(
            place,
            f"a tag ('{tag.replace('tag:yaml.org,2002:', '!!')}') means nothing here; write the bare value",
            see="yaml",
        )
        return Leaf(None, place)
    if node.id == "scalar":
        if not node.value.isascii() and any("\ud800" <= char <= "\udfff" for char in node.value):
            problems.add(
                place, "half a character ('\\ud800' to '\\udfff'); write the whole one, as in '\\U0001f469'", see="yaml"
            )
            return Leaf(None, place)
        return Leaf(_scalar(node, tag), place)
    inside = open_nodes | {id(node)}
    if node.id == "sequence":
        return Seq([_convert(item, file, problems, inside) for item in node.value], place)
    entries: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key_node, value_node in node.value:
        at = Place(file, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if key_node.id != "scalar":
            problems.add(at, "a key is one word or text, not a list or a map", see="yaml")
            continue
        if not key_node.style and key_node.value == "<<":
            problems.add(at, "'<<' merges nothing here; write the keys out", see="yaml")
            continue
        _convert(key_node, file, problems, inside)
        for key in _names(str(key_node.value)):
            if key in entries:
                problems.add(
                    at, f"'{key}' is defined twice; the first definition is at line {keys[key].line}", see="yaml"
                )
                continue
            value = _convert(value_node, file, problems, inside)
            if not value_node.value and isinstance(value, Leaf) and value.value is None:
                value = Leaf(None, Place(file, at.line, key_node.end_mark.column + 2))  # behind the colon
            entries[key] = value
            keys[key] = at
    return Map(entries, keys, place)


def _names(key: str) -> list[str]:
    """Split the key `a, b`: one entry for several names."""
    return [part.strip() for part in key.split(",")] if ", " in key and not key.startswith("$ ") else [key]


def _scalar(node: YamlNode, tag: str) -> Scalar:
    text = str(node.value)
    if node.style in ('"', "'", "|", ">"):
        return text
    match tag.rsplit(":", 1)[-1]:
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int":
            try:
                return (
                    int(text.replace("_", ""), 0) if not text.lstrip("+-").startswith("0") or text in ("0",) else text
                )
            except ValueError:
                return text
        case "float":
            try:
                return float(text.replace("_", ""))
            except ValueError:
                return text
    return text


NOTATION = 2  # the version of the notation that this compiler reads (docs/stability.md)


@dataclass(slots=True)
class Sources:
    """Spec files of a run, each loaded once. Positions name them relative to the parent folder of `specs`; those of
    other folders by their path."""

    root: Path
    problems: Problems
    cache: Cache = field(default_factory=Cache)
    versioned: bool = False  # files outside of the root must name the version of the notation
    files: dict[str, Map] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def get(self, path: Path) -> Map:
        shown = self.shown(path)
        if shown not in self.files:
            if path.is_file():
                self.digests[shown] = digest(path.read_bytes())
            tree = self._load(path, shown)
            self.files[shown] = tree if self._is_readable(path, tree) else empty(shown)
        return self.files[shown]

    def _is_readable(self, path: Path, tree: Map) -> bool:
        """Require the version of the notation in the files of a user, so that a later version can migrate them."""
        part_of_protocol = path.parent.parent.name == "protocols" and path.name != "protocol.yaml"
        if not self.versioned or path.is_relative_to(self.root) or part_of_protocol or not tree.entries:
            return True
        node = tree.entries.get("notation")
        if node is None:
            text = f"the version of the notation is missing; add the line 'notation: {NOTATION}'"
            self.problems.add(Place(tree.place.file, 1, 1), text, see="key-missing")
            return False
        if not isinstance(node, Leaf) or node.value != NOTATION:
            number = node.value if isinstance(node, Leaf) and type(node.value) is int else 0
            older, newer = 0 < number < NOTATION, number > NOTATION
            remedy = f"run 'dragoman specs upgrade {path}'" if older else f"write 'notation: {NOTATION}'"
            remedy = "install the version that reads this one" if newer else remedy
            text = f"this version of Dragoman reads notation {NOTATION}; {remedy}"
            self.problems.add(node.place, text, see="form")
            return False
        return True

    def shown(self, path: Path) -> str:
        """Return the name of a file in positions."""
        parent = self.root.parent
        return (path.relative_to(parent) if path.is_relative_to(parent) else path).as_posix()

    def _load(self, path: Path, shown: str) -> Map:
        """Load a file, or the result of an earlier run. What has problems is not kept."""
        key = self.cache.key(digest(shown.encode()), self.digests.get(shown, ""))
        tree: Map | None = self.cache.get("tree", key)
        if tree is None:
            known = len(self.problems.found)
            tree = load(path, shown, self.problems)
            if len(self.problems.found) == known:
                self.cache.put("tree", key, tree)
        return tree

    def digest(self, tree: Map) -> str:
        """Return the hash of the file that a tree was loaded from; of an absent file the empty text."""
        return self.digests.get(tree.place.file, "")
