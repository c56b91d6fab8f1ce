"""Quirks: a provider's own and shared ones, collected, checked and laid over its protocol."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from dragoman_codegen.model.program import FILES, Condition, Reason
from dragoman_codegen.resolve.covering.check import Conditions, Quirk
from dragoman_codegen.spec.overlay import lay
from dragoman_codegen.spec.problems import Problem, Problems, suggest
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, Seq, empty, plain


@dataclass(slots=True)
class Quirks:
    """The quirks and patches of one provider in one protocol."""

    quirks: list[Map] = field(default_factory=list)
    patches: list[Map] = field(default_factory=list)
    shared: dict[str, list[Map]] = field(default_factory=dict)  # shared quirk -> its patches, the first of `patches`


@dataclass(slots=True)
class Overlay:
    """A protocol's trees with quirks applied. `later`: changes of the stream that depend on a condition."""

    trees: dict[str, Map]
    conditions: list[Condition] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    later: list[tuple[int, Map]] = field(default_factory=list)
    conditional: list[Quirk] = field(default_factory=list)  # the quirks with a condition, in order

    def number(self, when: Condition) -> int:
        """Return the index of a condition; equal ones share it."""
        if when not in self.conditions:
            self.conditions.append(when)
        return self.conditions.index(when)

    def all_conditions(self) -> Conditions:
        """Return the conditions with the quirks that have them."""
        return Conditions(self.conditions, self.conditional)

    def stream_when(self, held: Collection[int], problems: Problems) -> Map:
        """Return the stream file as it is when exactly these conditions hold."""
        tree = self.trees["stream"]
        for condition, over in self.later:
            if condition in held:
                tree = lay(tree, over, problems)
        return tree


def items(tree: Map, key: str) -> list[Map]:
    """Return the maps in the list under `key`."""
    node = tree.entries.get(key)
    return [item for item in node.items if isinstance(item, Map)] if isinstance(node, Seq) else []


def collect(tree: Map, protocol: Map, shared: dict[str, Map], problems: Problems) -> Quirks:
    """Collect the quirks of the files under `uses` of the protocol and of the provider, then the provider's own."""
    found = Quirks()
    for use in (*_uses(protocol), *_uses(tree)):
        name = use.text("name")
        if name not in shared:
            problems.add(
                use.entries["name"].place,
                f"no shared quirk '{name}' in specs/quirks{suggest(name, shared)}",
                see="unknown-name",
            )
            continue
        found.quirks += [_narrowed(quirk, use, problems) for quirk in items(shared[name], "quirks")]
        found.shared[name] = items(shared[name], "patch")
        found.patches += found.shared[name]
    found.quirks += items(tree, "quirks")
    found.patches += items(tree, "patch")
    for one in (*found.patches, *found.quirks):
        _check_variants(one.sub("when"), tree, problems)
    return found


def _uses(tree: Map) -> list[Map]:
    """Return the entries of `uses`, each as a map with the name of a shared quirk."""
    node = tree.entries.get("uses")
    listed = node.items if isinstance(node, Seq) else []
    return [one if isinstance(one, Map) else Map({"name": one}, {"name": one.place}, one.place) for one in listed]


def sides_using(tree: Map) -> list[tuple[str, str]]:
    """Return each shared quirk of a provider with the protocol in which it uses it."""
    also = tree.sub("also")
    sides = {tree.text("protocol"): tree, **{name: also.sub(name) for name in also.entries}}
    return [(name, use.text("name")) for name, side in sides.items() for use in _uses(side)]


def used_quirks(tree: Map) -> set[str]:
    """Return the names of the shared quirks that a protocol, or a provider in any of its protocols, uses."""
    also = tree.sub("also")
    return {use.text("name") for part in (tree, *map(also.sub, also.entries)) for use in _uses(part)}


def _narrowed(quirk: Map, use: Map, problems: Problems) -> Map:
    """Add the conditions and the source of a `uses` entry to a shared quirk."""
    if "see" in use.entries:
        source = {"see": use.entries["see"]}
        quirk = Map({**quirk.entries, **source}, {**quirk.keys, "see": use.keys["see"]}, quirk.place)
    if "when" not in use.entries:
        return quirk
    own, given = quirk.sub("when"), use.sub("when")
    for word in own.entries.keys() & given.entries.keys():
        text = f"the shared quirk '{use.text('name')}' has its own condition '{word}'; remove it here"
        problems.add(given.keys[word], f"{text}, or write the quirk under quirks:", see="quirk")
    when = Map({**own.entries, **given.entries}, {**own.keys, **given.keys}, given.place)
    return Map({**quirk.entries, "when": when}, {**quirk.keys, "when": use.keys["when"]}, quirk.place)


def _check_variants(when: Map, tree: Map, problems: Problems) -> None:
    known, listed = tree.sub("variants").entries, when.entries.get("variants")
    for item in listed.items if isinstance(listed, Seq) else []:
        if isinstance(item, Leaf) and str(item.value) not in known:
            hint = suggest(str(item.value), known) or "; this provider has no 'variants'"
            problems.add(item.place, f"no variant '{item.value}'{hint}", see="unknown-name")


def apply(quirks: list[Map], trees: dict[str, Map], problems: Problems) -> Overlay:
    """Lay quirks over the trees of a protocol, in order."""
    overlay = Overlay(dict(trees))
    for quirk in quirks:
        condition: int | None = None
        if "when" in quirk.entries:
            when = plain(quirk.entries["when"]) or {}
            condition = overlay.number(when)
            overlay.conditional.append(Quirk(condition, quirk.text("because"), quirk.keys["when"]))
        overlay.reasons.append(reason_of(quirk))
        parts = [name for name in FILES if any(map(_changes, quirk.sub(name).entries.values()))]
        if not parts:
            text = f"this quirk changes nothing; name the part it applies to: {', '.join(FILES[:-1])}"
            problems.add(quirk.place, text, see="quirk")
        for name in parts:
            before = len(problems.found)
            _check_part(name, quirk.sub(name), condition is not None, problems)
            if condition is not None:
                _check_fixed(overlay.trees[name], quirk.sub(name), name, problems)
            if len(problems.found) == before:
                _apply_part(overlay, name, quirk.sub(name), condition, problems)
    return overlay


def _changes(node: Node) -> bool:
    return not isinstance(node, Map) or bool(node.entries)


def reason_of(quirk: Map) -> Reason:
    """Return why a quirk or patch exists."""
    return Reason(quirk.text("because"), quirk.text("see"), plain(quirk.sub("when")) or {}, str(quirk.place))


def attributed(problem: Problem, tree: Map, trees: dict[str, Map], quirks: Sequence[Map]) -> Problem:
    """Name the provider in a problem that is shown in its protocol's file, and the last quirk that changes the rule or
    the type there, or this part of the protocol. Name the protocol in a problem of a shared quirk, which may be of
    another one."""
    place = problem.place
    if "/quirks/" in place.file:
        return Problem(place, f"{problem.text} [used with protocol '{trees['protocol'].text('name')}']", problem.see)
    if "/protocols/" not in place.file:
        return problem
    keys = [
        (at.line, part, half, key)
        for part, file in trees.items()
        for half in ("types", "read", "write")
        for key, at in file.sub(half).keys.items()
        if at.file == place.file and at.line <= place.line
    ]
    _, part, half, key = max(keys, default=(0, "", "", ""))
    near = [quirk for quirk in quirks if key in quirk.sub(part).sub(half).entries]
    named = set(re.findall(r"\w+", problem.text))
    telling = [quirk for quirk in near if named & {*quirk.sub(part).sub(half).sub(key).entries}]
    changing = telling or near or [quirk for quirk in quirks if quirk.sub(part).entries]
    known = not changing or "(quirk '" in problem.text
    quirk = "" if known else f" (quirk '{changing[-1].text('because')}')"
    return Problem(place, f"{problem.text} [as {tree.place.file} changes it{quirk}]", problem.see)


def _apply_part(overlay: Overlay, name: str, over: Map, condition: int | None, problems: Problems) -> None:
    """Types never depend on a condition."""
    types, rest = _split(over, ("types", "words"))
    overlay.trees[name] = lay(overlay.trees[name], types, problems)
    if name == "stream" and condition is not None:
        overlay.later.append((condition, rest))
    else:
        overlay.trees[name] = lay(overlay.trees[name], rest, problems, condition)


def _check_fixed(base: Map, over: Map, file: str, problems: Problems) -> None:
    """Report tables and fields of the protocol that a quirk with a condition changes: they are the same for all
    requests. A field may become optional; the types of a request that is written may change, which only checks them."""
    words = over.sub("words")
    parts = [(words, key, base.sub("words").entries.get(key)) for key in words.entries]
    types = over.sub("types") if file != "request" else empty()
    for name in types.entries:
        fields, known = types.sub(name), base.sub("types").sub(name).entries
        parts += [(fields, key, known.get(key) or known.get(key.removesuffix("?"))) for key in fields.entries]
    for tree, key, old in parts:
        new = tree.entries[key]
        whole = lay(old, new, Problems()) if isinstance(old, Map) and isinstance(new, Map) else new
        if old is not None and plain(whole) != plain(old):
            text = f"'{key}' of the protocol cannot depend on 'when': change it in a quirk without 'when'"
            problems.add(tree.keys[key], f"{text}, or give what is added here another name", see="quirk")


FIXED = {"stream": ("of", "blocks_end")}  # what a quirk cannot change
ALWAYS = {"errors": ("texts", "statuses", "error_headers", "retry", "refusals"), "response": ("$fail", "$require")}


def _check_part(name: str, over: Map, conditional: bool, problems: Problems) -> None:
    """Report changes without an effect: of a half that faces clients, and of what is the same for all requests."""
    other = {"request": "read", "response": "write", "stream": "write", "errors": "write"}.get(name, "")
    if other in over.entries:
        half = "write" if other == "read" else "read"
        text = f"a quirk changes the half of {name}.yaml that faces the provider, '{half}'; '{other}' faces clients"
        problems.add(over.keys[other], text, see="quirk")
    read = over.sub("read")
    for word in (word for word in FIXED.get(name, ()) if word in read.entries):
        problems.add(
            read.keys[word], f"a quirk cannot change '{word}', which is the same for all providers", see="quirk"
        )
    parts = [read, *(read.sub(rule) for rule in read.entries)] if conditional else []
    for part in parts:
        for word in (word for word in ALWAYS.get(name, ()) if word in part.entries):
            text = f"'{word}' cannot depend on 'when'; put it into a quirk without 'when'"
            problems.add(part.keys[word], text, see="quirk")


def _split(tree: Map, keys: tuple[str, ...]) -> tuple[Map, Map]:
    parts: tuple[dict[str, Node], dict[str, Node]] = ({}, {})
    for key, node in tree.entries.items():
        parts[key not in keys][key] = node
    return Map(parts[0], tree.keys, tree.place), Map(parts[1], tree.keys, tree.place)
