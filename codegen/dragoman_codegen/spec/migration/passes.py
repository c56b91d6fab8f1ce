"""Migration of passes: their names and parameters, and several old passes that are one now."""

from __future__ import annotations

import re

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from dragoman_codegen.spec.migration.edits import Text, entries, is_null
from dragoman_codegen.spec.migration.renames import BY_HAND, PASSES, PLACED, PassRename

COMMENT = re.compile(r"\s#")


def migrate_passes(text: Text, passes: MappingNode) -> None:
    """Rename the passes of a half. Those that become one pass are joined at the first of them."""
    groups: dict[str, list[int]] = {}
    for at, (key, _) in enumerate(passes.value):
        name = str(key.value)
        if name in BY_HAND:
            text.report(key, f"pass {name} no longer exists: {BY_HAND[name]}")
        else:
            groups.setdefault(PASSES[name].name if name in PASSES else name, []).append(at)
    for name, found in groups.items():
        if not any(str(passes.value[at][0].value) in PASSES for at in found):
            _rename_neighbour(text, passes.value[found[0]][1])
            continue
        parts = [_params(text, name, *passes.value[at]) for at in found]
        first, value = passes.value[found[0]]
        joined = {key: given for part in parts if part is not None for key, given in part.items()}
        if "efforts" in joined and any(str(passes.value[at][0].value) == "reason_by_effort" for at in found):
            text.report(
                first, "map_reasoning maps to 'efforts', or without them to reasoning settings; keep one of both"
            )
            continue
        if any(part is None for part in parts):
            continue
        text.replace(first, name)
        inside = ", ".join(f"{key}: {given}" for key, given in joined.items())
        text.replace(value, f"{{ {inside} }}" if inside else "{}")
        for at in found[1:]:
            text.remove(passes, at)


def _params(text: Text, name: str, key: ScalarNode, value: Node) -> dict[str, str] | None:
    """Return the parameters of a pass in the present notation as text; None and a report where a hand is needed."""
    rename = PASSES.get(str(key.value), PassRename(name))
    if is_null(value):
        if not rename.removed:
            text.report(key, f"pass {key.value} is a part of {name} and cannot be removed alone: change its parameters")
            return None
        return dict(rename.removed)
    if not _is_plain(text, key, value):
        text.report(
            key, f"pass {key.value} is a part of {name}: write its parameters without comments, aliases and blocks"
        )
        return None
    given = {}
    for word, node in entries(value).items():
        span = text.span(node)
        if word == "before":
            neighbour = _neighbour(str(node.value))
            if name in PLACED or neighbour == name:
                continue
            span = neighbour
        given[rename.params.get(word, word)] = span
    return {**given, **{word: added for word, added in rename.adds.items() if word not in given}}


def _is_plain(text: Text, key: ScalarNode, value: Node) -> bool:
    """Return whether the parameters of a pass can be written in braces as they are."""
    nodes = [value, *entries(value).values()]
    aliases = any(node.start_mark.index < key.start_mark.index for node in nodes)
    blocks = any(
        (isinstance(node, CollectionNode) and not node.flow_style) or getattr(node, "style", "") in ("|", ">")
        for node in nodes[1:]
    )
    return isinstance(value, MappingNode) and not aliases and not blocks and not COMMENT.search(text.span(value))


def _neighbour(name: str) -> str:
    return PASSES[name].name if name in PASSES else name


def _rename_neighbour(text: Text, value: Node) -> None:
    node = entries(value).get("before")
    if isinstance(node, ScalarNode) and _neighbour(node.value) != node.value:
        text.replace(node, _neighbour(node.value))
