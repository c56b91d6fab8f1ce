"""A provider, compiled: its protocol with its quirks laid over, and what the runtime has to know of it as data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from .load import Leaf, Map, Node, Seq, Sources, plain
from .notation import check_file
from .overlay import lay
from .problem import Problems, suggest
from .protocols import FILES, File, Hub, Protocol, compile_protocol

CONDITIONS = ("model", "unless", "thinking", "tools", "streaming", "variant")


@dataclass(slots=True)
class Provider:
    name: str
    tree: Map
    protocol: Protocol  # with its quirks
    conditions: list[dict[str, object]] = field(default_factory=list)
    because: list[str] = field(default_factory=list)
    streams: list[tuple[tuple[int, ...], File]] = field(
        default_factory=list
    )  # which conditions hold -> how a stream is read then


def load_provider(path: Path, sources: Sources, problems: Problems) -> Map | None:
    tree = sources.get(path)
    if not check_file("provider", tree, problems):
        return None
    if tree.text("name") != path.stem:
        problems.add(tree.entries["name"].place, f"the name is that of the file, '{path.stem}'")
        return None
    return tree


def compile_provider(
    tree: Map, trees: dict[str, Map], shared: dict[str, Map], hub: Hub, problems: Problems
) -> Provider | None:
    """None where a quirk cannot be laid over the protocol."""
    conditions: list[dict[str, object]] = []
    because: list[str] = []
    laid = dict(trees)
    later: list[tuple[int, Map]] = []  # what is laid over a stream only when a condition holds: a Reader of its own
    quirks: list[Map] = []
    for item in _seq(tree, "uses"):
        name = str(plain(item))
        if name not in shared:
            problems.add(item.place, f"no shared quirk '{name}' in specs/quirks{suggest(name, shared)}")
            continue
        quirks += [quirk for quirk in _seq(shared[name], "quirks") if isinstance(quirk, Map)]
    quirks += [quirk for quirk in _seq(tree, "quirks") if isinstance(quirk, Map)]
    for quirk in quirks:
        condition: int | None = None
        if "when" in quirk.entries:
            when = plain(quirk.entries["when"]) or {}
            if not when:
                problems.add(quirk.keys["when"], f"'when' says nothing; it knows {', '.join(CONDITIONS)}")
            _check_variants(quirk.sub("when"), tree, problems)
            condition = conditions.index(when) if when in conditions else len(conditions)
            if condition == len(conditions):
                conditions.append(when)
        because.append(quirk.text("because"))
        if not any(name in quirk.entries for name in FILES):
            problems.add(
                quirk.place, f"this quirk changes nothing; name the part it lies over: {', '.join(FILES[:-1])}"
            )
        for name in FILES:
            if name in quirk.entries:
                over = quirk.sub(name)
                types = Map({k: n for k, n in over.entries.items() if k in ("types", "words")}, over.keys, over.place)
                rest = Map(
                    {k: n for k, n in over.entries.items() if k not in ("types", "words")}, over.keys, over.place
                )
                laid[name] = lay(laid[name], types, problems)
                if name == "stream" and condition is not None:
                    later.append((condition, rest))
                else:
                    laid[name] = lay(laid[name], rest, problems, condition)
    before = len(problems.found)
    protocol = compile_protocol(tree.text("speaks"), laid, hub, problems, back_only=True) if quirks else None
    if len(problems.found) > before:
        return None
    base = protocol or compile_protocol(tree.text("speaks"), laid, hub, Problems(), back_only=True)
    made = Provider(tree.text("name"), tree, base, conditions, because)
    touching = sorted({condition for condition, _ in later})
    if len(touching) > 2:
        problems.add(
            tree.keys["quirks"], "more than two conditions change how a stream is read; say them in fewer quirks"
        )
        return None
    for held in [touching, *([one] for one in touching if len(touching) > 1)] if touching else []:
        over = laid["stream"]
        for condition, rest in later:
            if condition in held:
                over = lay(over, rest, problems)
        found = compile_protocol(tree.text("speaks"), {**laid, "stream": over}, hub, problems, back_only=True)
        made.streams.append((tuple(held), found.files["stream"]))
    return None if len(problems.found) > before else made


def _seq(tree: Map, key: str) -> list[Node]:
    node = tree.entries.get(key)
    return list(node.items) if isinstance(node, Seq) else []


def _check_variants(when: Map, tree: Map, problems: Problems) -> None:
    for item in _seq(when, "variant"):
        if isinstance(item, Leaf) and str(item.value) not in tree.sub("variants").entries:
            problems.add(
                item.place, f"no variant '{item.value}'{suggest(str(item.value), tree.sub('variants').entries)}"
            )


def provider_info(provider: Provider) -> dict[str, object]:
    """The provider as data: what the runtime needs to know beside the functions."""
    tree = plain(provider.tree)
    protocol = provider.protocol
    keys = protocol.info.get("keys") or {}
    assert isinstance(keys, dict)
    header = tree.get("header") or (dict(list(keys.items())[-1:]) if tree.get("key") or tree["name"] else {})
    opens = sorted(set(re.findall(r"\{(\w+)\}", tree["url"] + "".join((tree.get("paths") or {}).values()))) - {"model"})
    info = {
        "name": tree["name"],
        "title": tree["title"],
        "kind": protocol.info.get("kind", ""),
        "url": {protocol.name: tree["url"]},
        "paths": {protocol.name: tree.get("paths") or {}},
        "key": tree.get("key") or "",
        "header": header,
        "headers": tree.get("headers") or {},
        "query": tree.get("query") or {},
        "models": {k: v for k, v in (tree.get("models") or {}).items() if v},
        "list": tree.get("lists") or [],
        "local": bool(tree.get("local")),
        **{word: True for word in ("own_names", "bypass") if tree.get(word)},
        "opens": opens,
        "columns": tree.get("columns") or {},
        "variants": {k: _variant(v, protocol.name) for k, v in (tree.get("variants") or {}).items()},
        "dialect": tree.get("dialect") or [],
    }
    return info


def _variant(given: dict[str, object], protocol: str) -> dict[str, object]:
    out = {("list" if k == "lists" else k): v for k, v in given.items()}
    for key in ("url", "paths"):
        if key in out:
            out[key] = {protocol: out[key]}
    return out
