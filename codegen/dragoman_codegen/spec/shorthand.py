"""Shorthands of provider, quirk and protocol files, and the separate keys that they stand for.

`model: [a*, "!b*"]` is `model: [a*]` with `not_model: [b*]`, and a header with `{key}` belongs to `key_headers`.
"""

from __future__ import annotations

from dragoman_codegen.spec.load import Leaf, Map, Node, Seq


def expanded(tree: Map) -> Map:
    """Return a file with its shorthands written out."""
    whole = _conditions(tree)
    return _headers(whole) if isinstance(whole, Map) else tree


def _conditions(node: Node) -> Node:
    """Write out the globs of each `when:`."""
    if isinstance(node, Seq):
        return Seq([_conditions(item) for item in node.items], node.place)
    if not isinstance(node, Map):
        return node
    entries = {key: _conditions(value) for key, value in node.entries.items()}
    when = entries.get("when")
    if isinstance(when, Map) and isinstance(globs := when.entries.get("model"), Seq):
        entries["when"] = _condition(when, globs)
    return Map(entries, node.keys, node.place)


def _condition(when: Map, globs: Seq) -> Map:
    wanted = [item for item in globs.items if not _is_excluded(item)]
    excluded: list[Node] = [
        Leaf(str(item.value)[1:], item.place) for item in globs.items if isinstance(item, Leaf) and _is_excluded(item)
    ]
    entries, keys = dict(when.entries), dict(when.keys)
    if not excluded:
        return when
    entries["not_model"], keys["not_model"] = Seq(excluded, globs.place), when.keys["model"]
    if wanted:
        entries["model"] = Seq(wanted, globs.place)
    else:
        del entries["model"], keys["model"]
    return Map(entries, keys, when.place)


def _is_excluded(item: Node) -> bool:
    return isinstance(item, Leaf) and str(item.value).startswith("!")


def _headers(tree: Map) -> Map:
    """Separate the headers with the API key from the others, also in other protocols and in variants."""
    entries: dict[str, Node] = {}
    for key, node in tree.entries.items():
        if key in ("also", "variants") and isinstance(node, Map):
            held = {name: _headers(one) if isinstance(one, Map) else one for name, one in node.entries.items()}
            entries[key] = Map(held, node.keys, node.place)
        elif key == "headers" and isinstance(node, Map):
            entries |= _separated(node)
        else:
            entries[key] = node
    keys = {"key_headers": tree.keys["headers"]} if "key_headers" in entries else {}
    return Map(entries, {**tree.keys, **keys}, tree.place)


def _separated(headers: Map) -> dict[str, Node]:
    with_key = {k for k, node in headers.entries.items() if isinstance(node, Leaf) and "{key}" in str(node.value)}
    parts = {"key_headers": _only(headers, with_key), "headers": _only(headers, headers.entries.keys() - with_key)}
    return {key: part for key, part in parts.items() if part.entries}


def _only(tree: Map, names: set[str]) -> Map:
    return Map({name: node for name, node in tree.entries.items() if name in names}, tree.keys, tree.place)
