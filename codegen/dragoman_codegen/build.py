"""One run of the compiler: load, lay over, resolve, check, plan, emit. Either everything is right and all files are
given,
or `Stop` carries every problem that was found, and nothing was written."""

from __future__ import annotations

import json
import keyword
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman_codegen.compile.protocols import FILES, Hub, Protocol, compile_protocol, load_protocol
from dragoman_codegen.compile.providers import Provider, as_it_speaks, compile_provider, load_provider
from dragoman_codegen.emit.hub import emit_hub, literal
from dragoman_codegen.emit.modules import Writer, data_rows
from dragoman_codegen.emit.provider import provider_modules
from dragoman_codegen.emit.source.module import ADAPTERS, Module, package_of
from dragoman_codegen.model.types import read_scope
from dragoman_codegen.report.losses import losses_page
from dragoman_codegen.resolve.hub import check_hub
from dragoman_codegen.spec.auth import check_named, compile_auths, load_auths
from dragoman_codegen.spec.checking import check_file, schema_of
from dragoman_codegen.spec.load import Map, Seq, Sources, empty
from dragoman_codegen.spec.notation import SCHEMAS
from dragoman_codegen.spec.problems import Place, Problem, Problems, suggest


@dataclass(slots=True)
class Built:
    """What a run makes: path -> text, and the plans behind it (the interpreter of tests reads these)."""

    files: dict[Path, str] = field(default_factory=dict)
    hub: Hub | None = None
    protocols: dict[str, Protocol] = field(default_factory=dict)
    providers: dict[str, Provider] = field(default_factory=dict)
    auths: dict[str, dict[str, Any]] = field(default_factory=dict)


def compile_all(specs: Path, extra: Path | None = None, found: Problems | None = None) -> Built:
    """Everything up to the plans. `extra`: a folder of further provider specs. Raises Stop; where problems are to be
    `found`, only for those of what all providers rest on, and a provider with others is not among the built."""
    problems = Problems() if found is None else found
    sources = Sources(specs, problems)
    hub_tree = sources.get(specs / "hub.yaml")
    check_file("hub", hub_tree, problems)
    problems.stop_if_any()
    hub = Hub(read_scope("hub", hub_tree.sub("types"), hub_tree.sub("words"), problems), hub_tree)
    problems.stop_if_any()
    check_hub(hub.scope, hub_tree, problems)
    problems.stop_if_any()
    built = Built(hub=hub)
    trees = _protocol_trees(specs, sources, problems)
    broken = {path.name for path in (specs / "protocols").glob("*") if path.is_dir()} - {*trees}
    for name, files in trees.items():
        before = len(problems.found)
        built.protocols[name] = compile_protocol(name, files, hub, problems)
        if len(problems.found) > before:
            broken.add(name)
    shared = _shared(specs, sources, problems)
    folders = [folder / "auth" for folder in (specs, *([extra] if extra else []))]
    auths = load_auths(folders, sources.get, check_file, problems)
    built.auths = compile_auths(auths, problems)
    provider_trees: list[Map] = []
    for folder in (specs / "providers", *([extra] if extra else [])):
        for path in sorted(folder.glob("*.yaml")):
            tree = load_provider(path, sources, problems)
            if tree is not None:
                provider_trees.append(tree)
    _check_packages(provider_trees, [*trees, *broken], problems)
    for tree in provider_trees:
        for part in (tree, *(tree.sub("variants").sub(name) for name in tree.sub("variants").entries)):
            check_named(part.entries.get("auth"), auths, problems)
    for tree in provider_trees:
        speaks = tree.text("speaks")
        if speaks in broken:
            continue  # what is wrong with the protocol would only be told again
        if speaks not in trees:
            problems.add(
                tree.entries["speaks"].place, f"no protocol '{speaks}' in specs/protocols{suggest(speaks, trees)}"
            )
            continue
        own = Problems()
        provider = compile_provider(tree, trees[speaks], shared, hub, own)
        for other in _others(tree, trees, broken, own):
            side = compile_provider(as_it_speaks(tree, other), trees[other], shared, hub, own)
            if provider is not None and side is not None:
                provider.also[other] = side
        problems.found += [_blamed(problem, tree, specs) for problem in own.found]
        if provider is not None and not own.found:
            built.providers[provider.name] = provider
    if found is None:
        problems.stop_if_any()
    return built


def _others(tree: Map, trees: dict[str, dict[str, Map]], broken: set[str], problems: Problems) -> list[str]:
    """The protocols under `also`; whatever else names a protocol names one that the provider speaks."""
    also = tree.sub("also")
    speaks = {tree.text("speaks"), *also.entries}
    for name in also.entries:
        if name == tree.text("speaks"):
            problems.add(also.keys[name], f"'{name}' is what it speaks already; 'also' names its other protocols")
        elif name not in trees and name not in broken:
            problems.add(also.keys[name], f"no protocol '{name}' in specs/protocols{suggest(name, trees)}")
    variants = tree.sub("variants")
    picks = tree.entries.get("picks")
    named = [(pick, "protocol") for pick in (picks.items if isinstance(picks, Seq) else [])]
    named += [(variants.entries[name], "speaks") for name in variants.entries]
    for holder, word in named:
        if isinstance(holder, Map) and word in holder.entries and holder.text(word) not in speaks:
            place = holder.entries[word].place
            problems.add(place, f"it does not speak '{holder.text(word)}'{suggest(holder.text(word), speaks)}")
    for variant in variants.entries.values():
        over = variant.sub("also") if isinstance(variant, Map) else also
        for name in over.entries:
            if name not in speaks:
                problems.add(over.keys[name], f"it does not speak '{name}'{suggest(name, speaks)}")
    return [name for name in also.entries if name in trees and name not in broken and name != tree.text("speaks")]


def _check_packages(providers: list[Map], protocols: list[str], problems: Problems) -> None:
    """Each provider and each protocol is a Python package of its own beside the others."""
    taken = {name: f"the protocol {name}" for name in protocols} | {"auth": "the table of logins"}
    for tree in providers:
        name = tree.text("name")
        package = package_of(name, protocols)
        if keyword.iskeyword(package):
            problems.add(
                tree.entries["name"].place, f"'{name}' is a word of Python and cannot name a package; add to it"
            )
        elif package in taken:
            problems.add(tree.entries["name"].place, f"'{name}' would be the same package as {taken[package]}")
        taken.setdefault(package, f"the provider {name}")


def _blamed(problem: Problem, tree: Map, specs: Path) -> Problem:
    """A provider's problem that shows in its protocol's file, with the provider that brings it about."""
    if not problem.place.file.startswith(f"{specs.name}/protocols/"):
        return problem
    return Problem(problem.place, f"{problem.text} [as {tree.place.file} changes it]")


def _protocol_trees(specs: Path, sources: Sources, problems: Problems) -> dict[str, dict[str, Map]]:
    trees: dict[str, dict[str, Map]] = {}
    for folder in sorted(path for path in (specs / "protocols").glob("*") if path.is_dir()):
        files = load_protocol(sources, folder)
        good = True
        for name in ("protocol", *FILES):
            if not files[name].entries:
                good = False
                if any(problem.place.file.endswith(f"{folder.name}/{name}.yaml") for problem in problems.found):
                    continue  # it is there, but could not be read
                place = (
                    files[name].place
                    if files[name].place.file
                    else Place(f"{specs.name}/protocols/{folder.name}/{name}.yaml")
                )
                state = "is empty" if files[name].place.file else "is missing"
                problems.add(
                    place,
                    f"{name}.yaml {state}; "
                    f"a protocol is made of {', '.join(f'{part}.yaml' for part in ('protocol', *FILES))}",
                )
            else:
                good = check_file(name, files[name], problems) and good
        if good and files["protocol"].text("name") != folder.name:
            problems.add(files["protocol"].entries["name"].place, f"the name is that of the folder, '{folder.name}'")
        if good:
            trees[folder.name] = files
    return trees


def _shared(specs: Path, sources: Sources, problems: Problems) -> dict[str, Map]:
    shared: dict[str, Map] = {}
    for path in sorted((specs / "quirks").glob("*.yaml")):
        tree = sources.get(path)
        good = check_file("quirk", tree, problems)
        if good and tree.text("name") != path.stem:
            problems.add(tree.entries["name"].place, f"the name is that of the file, '{path.stem}'")
        shared[path.stem] = tree if good else empty(tree.place.file)
    return shared


def emit_all(built: Built, out: Path, runtime: Path | None = None, specs: Path | None = None) -> dict[Path, str]:
    """Path -> text of every generated file. `out` is the package folder; `runtime` gets hub.py, `specs` its schemas."""
    assert built.hub is not None
    files: dict[Path, str] = {}
    writers = {}
    for name, protocol in built.protocols.items():
        writers[name] = Writer(protocol, built.hub.scope)
        for module, text in writers[name].protocol_modules().items():
            files[out / name / f"{module}.py"] = text
    for name, provider in built.providers.items():
        for module, text in provider_modules(provider, built.protocols, built.hub.scope).items():
            files[out / package_of(name, built.protocols) / f"{module}.py"] = text
    registry = Module("All adapters by name, imported when first used.", "specs/", ADAPTERS)
    packages = {name: package_of(name, built.protocols) for name in built.providers}
    for title, names in (("PROTOCOLS", {name: name for name in built.protocols}), ("PROVIDERS", packages)):
        registry.body += [
            "",
            f"{title}: Final[dict[str, str]] = {{",
            *(f"    {literal(n)}: {literal(f'{ADAPTERS}.{names[n]}')}," for n in sorted(names)),
            "}",
        ]
    files[out / "__init__.py"] = registry.text()
    logins = Module("Logins by name: how a credential is got, kept fresh and sent.", "specs/auth", ADAPTERS)
    logins.body += ["", "", "AUTH: Final[dict[str, dict[str, Any]]] = {", *data_rows(dict(built.auths)), "}"]
    files[out / "auth.py"] = logins.text()
    files[out / "py.typed"] = ""
    files[out / "losses.md"] = losses_page(built)
    if runtime is not None:
        files[runtime / "library" / "hub.py"] = emit_hub(built.hub.scope, built.hub.tree, "specs/hub.yaml")
    if specs is not None:
        for name, model in SCHEMAS.items():
            files[specs / "schema" / f"{name}.json"] = json.dumps(schema_of(model), indent=2, ensure_ascii=False) + "\n"
    return files


def build(specs: Path, extra: Path | None = None, out: Path | None = None) -> Built:
    """Compile `specs` (and the providers of `extra`), and write the adapters into the package folder `out` if one is
    given.
    Raises Stop with every problem; then nothing is written."""
    built = compile_all(specs, extra)
    if out is not None:
        built.files = emit_all(built, out)
        for path, text in built.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return built
