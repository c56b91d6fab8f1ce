"""A provider, compiled: its protocol with its quirks laid over, and what the runtime has to know of it as data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman_codegen.compile.conditions import globs
from dragoman_codegen.compile.protocols import FILES, File, Hub, Protocol, compile_protocol
from dragoman_codegen.spec.checking import check_file
from dragoman_codegen.spec.load import Leaf, Map, Node, Seq, Sources, plain
from dragoman_codegen.spec.overlay import lay
from dragoman_codegen.spec.problems import Problems, suggest

CONDITIONS = ("model", "unless", "thinking", "tools", "streaming", "variant")
HOLE = re.compile(r"\{([a-z_]+)\}")
OF_A_VARIANT = ("url", "paths", "header", "headers", "query", "receipt", "wrap")
OF_A_SIDE = (
    "speaks",
    "also",
    "picks",
    "uses",
    "quirks",
    "patch",
    "paths",
    "wrap",
    "dialect",
)  # not those of another protocol


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
    patches: list[Map] = field(default_factory=list)
    also: dict[str, Provider] = field(default_factory=dict)  # as it speaks its other protocols

    def sides(self) -> list[Provider]:
        """As it speaks each of its protocols, the usual one first."""
        return [self, *self.also.values()]


def load_provider(path: Path, sources: Sources, problems: Problems) -> Map | None:
    tree = sources.get(path)
    if not check_file("provider", tree, problems):
        return None
    if tree.text("name") != path.stem:
        problems.add(tree.entries["name"].place, f"the name is that of the file, '{path.stem}'")
        return None
    return tree


def as_it_speaks(tree: Map, protocol: str) -> Map:
    """The provider's tree as if this, of its other protocols, was its only one."""
    also = tree.sub("also")
    over = also.sub(protocol)
    general = {k: n for k, n in tree.entries.items() if k not in OF_A_SIDE}
    places = {k: tree.keys[k] for k in general}
    speaks = Leaf(protocol, also.keys[protocol])
    entries: dict[str, Node] = {**general, "speaks": speaks, **over.entries}
    return Map(entries, {**places, "speaks": also.keys[protocol], **over.keys}, over.place)


def compile_provider(
    tree: Map, trees: dict[str, Map], shared: dict[str, Map], hub: Hub, problems: Problems
) -> Provider | None:
    """None where a quirk cannot be laid over the protocol."""
    conditions: list[dict[str, object]] = []
    because: list[str] = []
    laid = dict(trees)
    later: list[tuple[int, Map]] = []  # what is laid over a stream only when a condition holds: a Reader of its own
    quirks: list[Map] = []
    patches: list[Map] = []
    for item in _seq(tree, "uses"):
        use = item if isinstance(item, Map) else Map({"quirk": item}, {"quirk": item.place}, item.place)
        name = use.text("quirk")
        if name not in shared:
            problems.add(use.entries["quirk"].place, f"no shared quirk '{name}' in specs/quirks{suggest(name, shared)}")
            continue
        quirks += [_narrowed(quirk, use, problems) for quirk in _seq(shared[name], "quirks") if isinstance(quirk, Map)]
        patches += [patch for patch in _seq(shared[name], "patch") if isinstance(patch, Map)]
    quirks += [quirk for quirk in _seq(tree, "quirks") if isinstance(quirk, Map)]
    patches += [patch for patch in _seq(tree, "patch") if isinstance(patch, Map)]
    for patch in patches:
        _check_variants(patch.sub("when"), tree, problems)
    _check_spelling(tree.sub("spells"), problems)
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
    made = Provider(tree.text("name"), tree, base, conditions, because, patches=patches)
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


def _narrowed(quirk: Map, use: Map, problems: Problems) -> Map:
    """A shared quirk that holds only when its user says so, and when it says so itself."""
    if "when" not in use.entries:
        return quirk
    own, given = quirk.sub("when"), use.sub("when")
    for word in own.entries.keys() & given.entries.keys():
        problems.add(given.keys[word], f"the shared quirk '{use.text('quirk')}' says '{word}' itself")
    when = Map({**own.entries, **given.entries}, {**own.keys, **given.keys}, given.place)
    return Map({**quirk.entries, "when": when}, {**quirk.keys, "when": use.keys["when"]}, quirk.place)


def _check_variants(when: Map, tree: Map, problems: Problems) -> None:
    for item in _seq(when, "variant"):
        if isinstance(item, Leaf) and str(item.value) not in tree.sub("variants").entries:
            problems.add(
                item.place, f"no variant '{item.value}'{suggest(str(item.value), tree.sub('variants').entries)}"
            )


def _check_spelling(forms: Map, problems: Problems) -> None:
    """A form has each hole once, and what is made of it no other."""
    for pattern, form in forms.entries.items():
        holes = HOLE.findall(pattern)
        if len(set(holes)) < len(holes):
            problems.add(forms.keys[pattern], f"a hole stands twice in '{pattern}'")
        for hole in HOLE.findall(str(plain(form))):
            if hole not in holes:
                problems.add(form.place, f"'{pattern}' has no hole '{hole}'{suggest(hole, holes)}")


def provider_info(provider: Provider) -> dict[str, object]:
    """The provider as data: what the runtime needs to know beside the functions."""
    tree = plain(provider.tree)
    usual = provider.protocol.name
    sides = {side.protocol.name: _side(plain(side.tree), side.protocol) for side in provider.sides()}
    return {
        "name": tree["name"],
        "title": tree["title"],
        "kind": provider.protocol.info.get("kind", ""),
        "speaks": usual,
        "sides": sides,
        "picks": [_pick(pick) for pick in tree.get("picks") or []],
        "key": tree.get("key") or "",
        "auth": tree.get("auth") or [],
        "models": {k: v for k, v in (tree.get("models") or {}).items() if v},
        "list": tree.get("lists") or [],
        "limits": tree.get("limits") or {},
        "local": bool(tree.get("local")),
        **{word: True for word in ("own_names", "bypass", "passthrough") if tree.get(word)},
        **({"spells": tree["spells"]} if tree.get("spells") else {}),
        "columns": tree.get("columns") or {},
        "variants": {k: _variant(v, usual) for k, v in (tree.get("variants") or {}).items()},
    }


def _pick(given: dict[str, Any]) -> dict[str, str]:
    """Globs as regular expressions, so that they mean the same as those of a quirk's `when:`."""
    return {key: value if key == "protocol" else globs(value) for key, value in given.items() if value}


def _side(tree: dict[str, Any], protocol: Protocol) -> dict[str, object]:
    """Where and how it is asked in one protocol."""
    keys = protocol.info.get("keys") or {}
    assert isinstance(keys, dict)
    return {
        "url": tree["url"],
        "paths": tree.get("paths") or {},
        "header": tree.get("header") or dict(list(keys.items())[-1:]),
        "headers": tree.get("headers") or {},
        "query": tree.get("query") or {},
        **({"receipt": tree["receipt"]} if tree.get("receipt") else {}),
        "dialect": tree.get("dialect") or [],
        **({"wrap": tree["wrap"]} if tree.get("wrap") else {}),
    }


def _variant(given: dict[str, Any], usual: str) -> dict[str, object]:
    """What a variant lays over the provider's data: its own address is that of the protocol that it usually speaks."""
    out = {("list" if k == "lists" else k): v for k, v in given.items() if k not in (*OF_A_VARIANT, "also")}
    if "auth" in out:
        out.setdefault("key", "")  # another product, with a login instead of a key
    own = {k: given[k] for k in OF_A_VARIANT if k in given}
    sides = {**({given.get("speaks") or usual: own} if own else {}), **(given.get("also") or {})}
    return {**out, "sides": sides} if sides else out
