"""Overlays: apply the changes of one spec to another.

Maps merge, lists and leaves replace, `{ append: [..] }` and `{ prepend: [..] }` extend a list, `~` removes,
`before: row` positions. With a condition (a quirk's `when:`) the old value is kept beside the new one, as a Fork;
generated code decides per request.
"""

from __future__ import annotations

from dragoman_codegen.spec.problems import Problems, suggest
from dragoman_codegen.spec.yaml.tree import Fork, Leaf, Map, Node, Seq

COMMA = "; inside { } a comma separates entries: quote a text, or a list of names, that contains one"


def lay(base: Map, over: Map, problems: Problems, condition: int | None = None) -> Map:
    """Return a new tree; neither argument is changed. `before:` inside an entry names the entry that it precedes."""
    entries = dict(base.entries)
    keys = dict(base.keys)
    for key, node in over.entries.items():
        old_key = _twin(key, entries)
        if old_key != key and old_key in entries and not _removes(node):
            entries = {key if name == old_key else name: value for name, value in entries.items()}
            keys[key] = keys.pop(old_key)
            old_key = key
        old = entries.get(old_key)
        if _removes(node):
            if old is None:
                hint = COMMA if is_split(key, over) else suggest(key, entries)
                problems.add(over.keys[key], f"there is no '{key}' to remove{hint}", see="unknown-name")
            elif condition is None:
                del entries[old_key]
            else:
                entries[old_key] = Fork(condition, None, old, node.place, over.keys[key])
            continue
        placed = node
        if isinstance(node, Map) and isinstance(node.entries.get("before"), Leaf) and not isinstance(old, Leaf):
            neighbour = node.text("before")
            placed = Map({k: v for k, v in node.entries.items() if k != "before"}, node.keys, node.place)
            if neighbour not in entries:
                problems.add(
                    node.keys["before"],
                    f"there is no '{neighbour}' to stand before{suggest(neighbour, entries)}",
                    see="unknown-name",
                )
            else:
                value = _merged(old, placed, problems, condition)
                entries.pop(old_key, None)
                entries = _insert(entries, neighbour, key, value)
                keys[key] = over.keys[key]
                continue
        value = _merged(old, placed, problems, condition)
        if isinstance(value, Fork) and value.then is placed:
            value.key = over.keys[key]
        entries[old_key] = value
        if value is placed:  # the old value has no part in it
            keys[old_key] = over.keys[key]
        keys.setdefault(old_key, over.keys[key])
    return Map(entries, keys, base.place if base.entries else over.place)


def is_split(key: str, over: Map) -> bool:
    """Return whether a key without a value seems to be a part of a text: of a sentence, or of `{ a, b: reason }`."""
    later = list(over.entries.items())[list(over.entries).index(key) + 1 :]
    named = next((node for _, node in later if not _removes(node)), None)
    return " " in key and " from " not in key or isinstance(named, Leaf) and " " in str(named.value)


def _removes(node: Node) -> bool:
    return isinstance(node, Leaf) and node.value is None


def _twin(key: str, entries: dict[str, Node]) -> str:
    """Return the existing spelling of a key: a field is the same with and without its '?'."""
    if key in entries:
        return key
    other = key[:-1] if key.endswith("?") else key + "?"
    return other if other in entries else key


def _merged(old: Node | None, new: Node, problems: Problems, condition: int | None) -> Node:
    if isinstance(new, Map) and isinstance(old, Map) and not _is_choice(old, new):
        return lay(old, new, problems, condition)
    if (
        isinstance(new, Map)
        and isinstance(old, Fork)
        and isinstance(old.other, Map)
        and isinstance(old.then, Map | None)
    ):
        return Fork(
            old.condition,
            _merged(old.then, new, problems, condition),
            _merged(old.other, new, problems, condition),
            new.place,
        )
    if isinstance(old, Seq) and isinstance(new, Map) and set(new.entries) <= {"prepend", "append"}:
        new = Seq([*_items(new, "prepend"), *old.items, *_items(new, "append")], new.place)
    if condition is None or old == new:
        return new
    return Fork(condition, new, old, new.place)


def _is_choice(old: Map, new: Map) -> bool:
    """Return whether one of two templates is a choice ($case, $first) and replaces the other as a whole."""
    return any(word in new.entries and word not in old.entries for word in ("$case", "$first"))


def _items(node: Map, key: str) -> list[Node]:
    found = node.entries.get(key)
    return found.items if isinstance(found, Seq) else [found] if found is not None else []


def _insert(entries: dict[str, Node], neighbour: str, key: str, value: Node) -> dict[str, Node]:
    out: dict[str, Node] = {}
    for name, node in entries.items():
        if name == neighbour:
            out[key] = value
        out[name] = node
    return out
