"""Loading of a YAML file as a tree.

Scalars follow YAML 1.2: `on`, `yes` and `no` are text. What aliases repeat is bounded.
"""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from dragoman_codegen.spec.problems import Place, Problems
from dragoman_codegen.spec.yaml.faults import fault, hint
from dragoman_codegen.spec.yaml.parsing import YamlNode, compose
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, Scalar, Seq, empty

KINDS = ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge", "value")
MAX_VALUES = 100_000  # of a file; those of this repository have at most 8,030
TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in KINDS)


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
        problems.add(place, f"not YAML: {fault(error)}{hint(text, place, error)}", see="yaml")
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
