"""Compiles a provider: its protocol with its quirks applied, in each protocol that it offers."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from dragoman.values import globs
from dragoman.values.placeholders import PLACEHOLDER
from dragoman_codegen.compile.differences import changed_rules, compare, using
from dragoman_codegen.compile.logins import check_named
from dragoman_codegen.compile.patches import compile_patches
from dragoman_codegen.compile.protocols import Trees, compile_protocol
from dragoman_codegen.compile.provider_data import carries_key, provider_info
from dragoman_codegen.compile.quirks import Overlay, Quirks, apply, attributed, collect, reason_of
from dragoman_codegen.compile.reuse import Known
from dragoman_codegen.model.conditions import outcomes
from dragoman_codegen.model.program import Hub, Protocol, Provider, package_of
from dragoman_codegen.spec.checking import check_file
from dragoman_codegen.spec.client_programs import slots_of
from dragoman_codegen.spec.overlay import lay
from dragoman_codegen.spec.problems import Problems, suggest
from dragoman_codegen.spec.sources import Sources
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, Seq, plain

MAX_STREAMS = 16  # each is compiled
# keys that belong to one protocol of a provider
OF_A_SIDE = ("protocol", "also", "uses", "quirks", "patch", "paths", "wrap", "front")


def load_providers(
    specs: Path, extra: Sequence[Path], sources: Sources, problems: Problems, only: Collection[str] | None = None
) -> list[tuple[Map, str]]:
    """Load the well-formed providers of `specs`, or those of the folders `extra` if there are any, each with a hash of
    its content. `only`: the names of those that are wanted.

    A file of `extra` with the name of a provider of `specs` is laid over that one's file.
    """
    found: dict[str, tuple[Map, str]] = {}
    for path in (path for folder in extra or (specs,) for path in sorted((folder / "providers").glob("*.yaml"))):
        if only is not None and path.stem not in only:
            continue
        tree = sources.get(path)
        content = sources.digest(tree)
        original = specs / "providers" / path.name
        if extra and original.is_file():
            below = sources.get(original)
            content += sources.digest(below)
            tree = lay(below, tree, problems)
        if not check_file("provider", tree, problems):
            continue
        if tree.text("name") != path.stem:
            problems.add(tree.entries["name"].place, f"the name must be that of the file, '{path.stem}'", see="name")
        elif path.stem in found:
            problems.add(
                tree.entries["name"].place,
                f"there is a provider '{path.stem}' already; choose another name",
                see="name",
            )
        else:
            found[path.stem] = tree, content
    return list(found.values())


def check_packages(providers: list[Map], protocols: list[str], problems: Problems) -> None:
    """Each provider and each protocol needs a package name that no other has."""
    taken = {name: f"the protocol {name}" for name in protocols} | {"auth": "the table of logins"}
    for tree in providers:
        name, place = tree.text("name"), tree.entries["name"].place
        package = package_of(name, protocols)
        if keyword.iskeyword(package):
            problems.add(
                place, f"'{name}' is a Python keyword and cannot name a package; choose another name", see="name"
            )
        elif package in taken:
            problems.add(place, f"'{name}' would be the same package as {taken[package]}", see="name")
        taken.setdefault(package, f"the provider {name}")


def check_logins(providers: list[Map], auths: dict[str, Map], problems: Problems) -> None:
    """`auth:` of a provider and of its variants names files of specs/auth."""
    for tree in providers:
        variants = tree.sub("variants")
        for part in (tree, *map(variants.sub, variants.entries)):
            check_named(part.entries.get("auth"), auths, problems)


def check_sides(tree: Map, known: list[str], problems: Problems) -> None:
    """`also` and `variants` name protocols that the provider offers."""
    also = tree.sub("also")
    speaks = {tree.text("protocol"), *also.entries}
    for name in also.entries:
        if name == tree.text("protocol"):
            problems.add(also.keys[name], f"'{name}' is the default protocol; 'also' names the others", see="quirk")
        elif name not in known:
            problems.add(
                also.keys[name], f"no protocol '{name}' in specs/protocols{suggest(name, known)}", see="unknown-name"
            )
    variants = tree.sub("variants")
    for holder in variants.entries.values():
        if isinstance(holder, Map) and "protocol" in holder.entries and holder.text("protocol") not in speaks:
            name = holder.text("protocol")
            problems.add(
                holder.entries["protocol"].place,
                f"this provider does not offer protocol '{name}'{suggest(name, speaks)}",
                see="unknown-name",
            )
    for variant in variants.entries.values():
        over = variant.sub("also") if isinstance(variant, Map) else also
        for name in over.entries:
            if name not in speaks:
                problems.add(
                    over.keys[name],
                    f"this provider does not offer protocol '{name}'{suggest(name, speaks)}",
                    see="unknown-name",
                )


def check_models(tree: Map, protocols: list[dict[str, Any]], problems: Problems) -> None:
    """`models` of a provider and of its variants names slots of client programs, or `default`."""
    named = slots_of(protocols)
    slots = ["default", *named]
    variants = tree.sub("variants")
    for part in (tree, *map(variants.sub, variants.entries)):
        for slot, place in part.sub("models").keys.items():
            if named and slot not in slots:
                problems.add(
                    place, f"'{slot}' is no slot of a client program{suggest(slot, slots)}", see="unknown-name"
                )


def as_side(tree: Map, protocol: str) -> Map:
    """Return the provider's tree as if this one of its other protocols was its only one."""
    also = tree.sub("also")
    over = also.sub(protocol)
    general = {k: n for k, n in tree.entries.items() if k not in OF_A_SIDE}
    places = {k: tree.keys[k] for k in general}
    own = {key: node for key, node in over.entries.items() if key != "when"}
    if "headers" in own:
        own["headers"] = _headers_of_side(tree.sub("headers"), over.sub("headers"))
    entries: dict[str, Node] = {**general, "protocol": Leaf(protocol, also.keys[protocol]), **own}
    return Map(entries, {**places, "protocol": also.keys[protocol], **over.keys}, over.place)


def _headers_of_side(general: Map, own: Map) -> Map:
    """Return the headers of a side: its own with the API key replace those with the key, its others the others."""
    replaced = {carries_key(plain(node)) for node in own.entries.values()}
    kept = {name: node for name, node in general.entries.items() if carries_key(plain(node)) not in replaced}
    return Map({**kept, **own.entries}, {**general.keys, **own.keys}, own.place)


def compile_provider(
    tree: Map, protocols: dict[str, Trees], shared: dict[str, Map], hub: Hub, problems: Problems, known: Known
) -> Provider | None:
    """Compile a provider in each of its protocols, `protocols` being those that are valid. None if it has problems."""
    usual = tree.text("protocol")
    provider = _compile_side(tree, protocols[usual], shared, hub, problems, known)
    trees = {usual: tree}
    for name in tree.sub("also").entries:
        if name in protocols and name != usual:
            trees[name] = as_side(tree, name)
            side = _compile_side(trees[name], protocols[name], shared, hub, problems, known)
            if provider is not None and side is not None:
                provider.also[name] = side
    if provider is None or problems.found:
        return None
    _check_ties(tree.sub("limits"), problems)
    if problems.found:
        return None
    provider.info = provider_info(tree, [(trees[side.protocol.name], side.protocol) for side in provider.sides()])
    return provider


def compile_quirk(name: str, trees: Trees, shared: dict[str, Map], hub: Hub, known: Known) -> Provider | None:
    """Compile a protocol with one shared quirk, as if a provider had no other. None if the quirk needs others."""
    place = shared[name].place
    use = Seq([Leaf(name, place)], place)
    entries: dict[str, Node] = {"name": Leaf(name, place), "title": Leaf(name, place), "uses": use}
    entries["protocol"] = Leaf(trees["protocol"].text("name"), place)
    tree, problems = Map(entries, dict.fromkeys(entries, place), place), Problems()
    found = _compile_side(tree, trees, shared, hub, problems, known)
    return None if problems.found else found


def _compile_side(
    tree: Map, trees: Trees, shared: dict[str, Map], hub: Hub, problems: Problems, known: Known
) -> Provider | None:
    """Compile a provider in one protocol. None where a quirk cannot be applied."""
    before = len(problems.found)
    found = collect(tree, trees["protocol"], shared, problems)
    side = _changed(tree, trees, found, hub, problems, known)
    problems.found[before:] = [attributed(one, tree, trees, found.quirks) for one in problems.found[before:]]
    return side


def _changed(tree: Map, trees: Trees, found: Quirks, hub: Hub, problems: Problems, known: Known) -> Provider | None:
    _check_spelling(tree.sub("model_spellings"), problems)
    overlay = apply(found.quirks, trees, problems)
    before = len(problems.found)
    # problems of the protocol itself are reported where it is compiled
    own = problems if found.quirks else Problems()
    conditions = overlay.all_conditions()
    compiled = partial(compile_protocol, tree.text("protocol"), hub=hub, back_only=True, conditions=conditions)
    protocol = compiled(overlay.trees, problems=own, known=known)
    if len(problems.found) > before:
        return None
    provider = Provider(tree.text("name"), tree.text("title"), protocol)
    provider.conditions = overlay.conditions
    provider.reasons = [*overlay.reasons, *map(reason_of, found.patches)]
    lists = [name for name, kind in (protocol.info.get("forward_headers") or {}).items() if kind == "list"]
    provider.patches = compile_patches(found.patches, lists, problems)
    provider.uses = tuple(found.shared)
    provider.shared_patches = {
        name: compile_patches(patches, lists, Problems()) for name, patches in found.shared.items() if patches
    }
    for held, changed in _conditional_streams(tree, overlay, problems):
        with_stream = {**overlay.trees, "stream": changed}
        provider.streams.append((held, compiled(with_stream, problems=problems, known=known).files["stream"]))
    return None if len(problems.found) > before else provider


def _conditional_streams(tree: Map, overlay: Overlay, problems: Problems) -> Iterator[tuple[tuple[int, ...], Map]]:
    """Yield the stream file for each combination of conditions that changes how it is read."""
    touching = sorted({condition for condition, _ in overlay.later})
    possible = outcomes([overlay.conditions[number] for number in touching])
    found_held = {tuple(number for number, holds in zip(touching, one, strict=True) if holds) for one in possible}
    combinations = sorted(found_held - {()}, key=lambda held: (-len(held), held))
    if len(combinations) > MAX_STREAMS:
        text = f"conditions change how a stream is read in {len(combinations)} ways, and at most {MAX_STREAMS} are"
        text += " possible; use fewer quirks with 'when', or such that exclude others"
        problems.add(tree.keys["quirks"], text, see="stream")
        return
    for held in combinations:
        yield held, overlay.stream_when(held, problems)


def add_differences(provider: Provider, base: Protocol) -> None:
    """Compare a provider in one protocol with that protocol."""
    changed, provider.signed = changed_rules(
        provider.protocol, base, [file.read_stream for _, file in provider.streams]
    )
    provider.dirty = frozenset(using(changed, provider.protocol))
    files = provider.protocol.files.items()
    provider.differences = {name: compare(file, base.files[name], changed, provider.dirty) for name, file in files}


def _check_spelling(forms: Map, problems: Problems) -> None:
    """A pattern has each placeholder once; its replacement uses no other."""
    for pattern, form in forms.entries.items():
        placeholders = PLACEHOLDER.findall(pattern)
        if len(set(placeholders)) < len(placeholders):
            problems.add(forms.keys[pattern], f"a placeholder occurs twice in '{pattern}'", see="pattern")
        for placeholder in PLACEHOLDER.findall(str(plain(form))):
            if placeholder not in placeholders:
                problems.add(
                    form.place,
                    f"'{pattern}' has no placeholder '{placeholder}'{suggest(placeholder, placeholders)}",
                    see="unknown-name",
                )


def _check_ties(limits: Map, problems: Problems) -> None:
    """Report globs that match the same model and are equally long, so that neither of them is more specific."""
    names = list(limits.entries)
    for number, glob in enumerate(names):
        for other in names[:number]:
            tied = globs.length(glob) == globs.length(other) and globs.overlap(glob, other)
            if tied and plain(limits.entries[glob]) != plain(limits.entries[other]):
                text = f"'{glob}' and '{other}' are equally long and match the same models; make one of them longer"
                problems.add(limits.keys[glob], text, see="form")
