"""Compiles all specs into one program: hub, protocols, logins, providers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from dragoman_codegen.cache import Cache
from dragoman_codegen.compile.errors import read_refusals, read_shared_texts
from dragoman_codegen.compile.logins import compile_auths, load_auths
from dragoman_codegen.compile.protocols import Trees, compile_protocol, load_protocols
from dragoman_codegen.compile.providers import (
    add_differences,
    check_logins,
    check_models,
    check_packages,
    check_sides,
    compile_provider,
    compile_quirk,
    load_providers,
)
from dragoman_codegen.compile.quirks import items, sides_using, used_quirks
from dragoman_codegen.compile.reuse import Known, Parts
from dragoman_codegen.model.program import Hub, Program, Provider
from dragoman_codegen.resolve.hub import read_hub
from dragoman_codegen.spec.catalogues import Catalogues, named_catalogues
from dragoman_codegen.spec.checking import check_file
from dragoman_codegen.spec.problems import Place, Problems, Stop, internal_errors_of, suggest
from dragoman_codegen.spec.sources import Sources
from dragoman_codegen.spec.yaml.tree import Map, empty, plain


def compile_all(
    specs: Path,
    extra: Sequence[Path] = (),
    found: Problems | None = None,
    cache: Cache | None = None,
    versioned: bool = False,
    only: Collection[str] | None = None,
) -> Program:
    """Compile `specs`. Raises Stop with all problems.

    With `extra`, further spec folders, only the providers of these are compiled, with the protocols, quirks and logins
    of all folders. With `found`, problems of providers and protocols are added to it instead, and what has problems is
    left out. `cache` holds the results of earlier runs. `versioned`: files of `extra` name the version of the notation.
    `only`: the names of the providers to compile, if not all.
    """
    problems = Problems() if found is None else found
    cache = cache or Cache()
    sources = Sources(specs, problems, cache, versioned)
    folders = [specs, *extra]
    _check_places(extra, sources, problems)
    hub = sources.get(specs / "hub.yaml")
    protocols = load_protocols(folders, sources, problems)
    trees = [hub, *(tree for files in protocols.values() for tree in files.values())]
    known = sorted({path.name for top in folders for path in (top / "protocols").glob("*") if path.is_dir()})
    compiled = Known()
    program = _protocols(hub, protocols, problems, cache, cache.key(*map(sources.digest, trees)), compiled)
    _read_error_texts(program, specs, sources, problems, cache)
    shared = _shared(folders, sources, problems)
    auths = load_auths([folder / "auth" for folder in folders], sources.get, check_file, problems)
    program.auths = compile_auths(auths, problems)
    loaded = load_providers(specs, extra, sources, problems, only)
    providers = [tree for tree, _ in loaded]
    check_packages(providers, known, problems)
    check_logins(providers, auths, problems)
    valid = {name: files for name, files in protocols.items() if name in program.protocols}
    catalogues = Catalogues(folders, specs, cache)
    compiler = _Providers(program, valid, known, shared, problems, cache, catalogues, compiled)
    of_protocols = {name for files in protocols.values() for name in used_quirks(files["protocol"])}
    for tree, content in loaded:
        used = [shared[name] for name in sorted(of_protocols | used_quirks(tree)) if name in shared]
        parts = (*map(sources.digest, (*trees, *used)), content, *map(catalogues.digest, named_catalogues(tree)))
        compiler.add(tree, cache.key(*parts))
    for protocol, name in _most_used(loaded) if not extra else ():
        if name in shared:
            compiler.add_quirk(protocol, name, cache.key(*map(sources.digest, (*trees, shared[name])), protocol))
    program.catalogues = dict(sorted(catalogues.used.items()))
    if found is None:
        problems.stop_if_any()
    return program


def _most_used(loaded: Sequence[tuple[Map, str]]) -> Iterator[tuple[str, str]]:
    """Yield each quirk that several providers share, after the protocol in which most of them do."""
    counts = Counter(use for tree, _ in loaded for use in sides_using(tree))
    for quirk in sorted({quirk for _, quirk in counts}):
        count, protocol = max((count, protocol) for (protocol, name), count in counts.items() if name == quirk)
        if count > 1:
            yield protocol, quirk


PLACES = {"providers": 2, "quirks": 2, "auth": 2, "models": 2, "protocols": 3}  # folder of specs -> parts of a path


def _check_places(folders: Sequence[Path], sources: Sources, problems: Problems) -> None:
    """Report the files in folders of a user that are read as no kind of spec."""
    for root, path in [(top, path) for top in folders for path in sorted(top.rglob("*.y*ml"))]:
        parts = path.relative_to(root).parts
        if path.suffix != ".yaml":
            text = "this file is not read: its name must end with '.yaml'"
        elif PLACES.get(parts[0]) != len(parts):
            known = ", ".join(f"{name}/NAME" if count > 2 else name for name, count in PLACES.items())
            text = f"this file is not read: move it into one of the folders {known}"
        else:
            continue
        problems.add(Place(sources.shown(path), 1, 1), text, see="name")


def _protocols(
    tree: Map, protocols: dict[str, Trees], problems: Problems, cache: Cache, key: str, compiled: Known
) -> Program:
    """Compile the hub and the protocols; the result has those without problems."""
    known: Program | None = cache.get("protocols", key)
    if known is not None:
        return Program(known.hub, known.key, protocols=dict(known.protocols))
    before = len(problems.found)
    program = Program(_hub(tree, problems), key)
    for name, files in protocols.items():
        found = len(problems.found)
        with internal_errors_of(f"protocols/{name}"):
            protocol = compile_protocol(name, files, program.hub, problems, known=compiled)
        if len(problems.found) == found:
            program.protocols[name] = protocol
    _add_foreign_ids(program)
    if len(problems.found) == before:
        cache.put("protocols", key, program)
    return program


class _Providers:
    """Adds providers to a program. `known`: all protocols; `valid`: those without problems."""

    def __init__(
        self,
        program: Program,
        valid: dict[str, Trees],
        known: list[str],
        shared: dict[str, Map],
        problems: Problems,
        cache: Cache,
        catalogues: Catalogues,
        compiled: Known,
    ) -> None:
        self.program, self.valid, self.known, self.shared = program, valid, known, shared
        self.problems, self.cache, self.catalogues = problems, cache, catalogues
        self.parts = Parts.of(program.protocols)
        self.compiled = compiled

    def add(self, tree: Map, key: str) -> None:
        """Add a provider if it has no problems. `key` finds the result of an earlier run."""
        provider: Provider | None = self.cache.get("provider", key, self.parts.unpickler)
        if provider is None:
            with internal_errors_of(tree.place.file):
                provider = self._compile(tree)
            if provider is not None and self.cache.path is not None:
                provider.key = key
                self.cache.put("provider", key, provider, self.parts.pickler)
        else:
            for name in named_catalogues(tree):
                self.catalogues.use(name)
        if provider is not None:
            self.program.providers[provider.name] = provider

    def add_quirk(self, protocol: str, name: str, key: str) -> None:
        """Add a protocol with one shared quirk, unless the quirk has patches only or is not valid alone."""
        if protocol not in self.valid or not items(self.shared[name], "quirks"):
            return
        found: Provider | None = self.cache.get("quirk", key, self.parts.unpickler)
        if found is None:
            found = compile_quirk(name, self.valid[protocol], self.shared, self.program.hub, self.compiled)
            if found is None:
                return
            self.parts.share(found)
            add_differences(found, self.program.protocols[protocol])
            found.key = key
            self.cache.put("quirk", key, found, self.parts.pickler)
        self.program.quirks[name] = found

    def _compile(self, tree: Map) -> Provider | None:
        speaks = tree.text("protocol")
        if speaks not in self.known:
            text = f"no protocol '{speaks}' in specs/protocols{suggest(speaks, self.known)}"
            self.problems.add(tree.entries["protocol"].place, text, see="unknown-name")
        if speaks not in self.valid:
            return None
        own = Problems()
        check_sides(tree, self.known, own)
        check_models(tree, [protocol.info for protocol in self.program.protocols.values()], own)
        self.catalogues.check(tree, own)
        provider = compile_provider(tree, self.valid, self.shared, self.program.hub, own, self.compiled)
        self.problems.found += own.found
        if provider is not None:
            self.parts.share(provider)
        for side in provider.sides() if provider is not None else ():
            add_differences(side, self.program.protocols[side.protocol.name])
        return provider


def _add_foreign_ids(program: Program) -> None:
    """Add the other protocols' prefixes of message ids to each protocol: they are removed from a provider's ids."""
    prefixes = {name: protocol.info["ids"].get("message", "") for name, protocol in program.protocols.items()}
    for name, protocol in program.protocols.items():
        foreign = [prefix for other, prefix in prefixes.items() if other != name and prefix]
        protocol.info["ids"] = {**protocol.info["ids"], "foreign": foreign}


def _hub(tree: Map, problems: Problems) -> Hub:
    """Everything depends on the hub, so that its problems end the run."""
    if not check_file("hub", tree, problems):
        raise Stop(problems.found)
    own = Problems()  # those of a protocol stop no other protocol
    hub = read_hub(tree, own)
    own.stop_if_any()
    return hub


def _read_error_texts(program: Program, specs: Path, sources: Sources, problems: Problems, cache: Cache) -> None:
    """Compile error_texts.yaml, if there is one."""
    path = specs / "error_texts.yaml"
    if not path.exists():
        return
    before, tree = len(problems.found), sources.get(path)
    key = cache.key(program.key, sources.digest(tree))
    found = cache.get("error texts", key)
    if found is None:
        if not check_file("error_texts", tree, problems):
            return
        refusals = read_refusals(tree.entries.get("refusals"), problems)
        essential = tuple(map(str, plain(tree.entries.get("essential")) or ()))
        found = read_shared_texts(tree, program.hub, problems), refusals, essential
        if len(problems.found) == before:
            cache.put("error texts", key, found)
    program.texts, program.refusals, program.essential = found


def _shared(folders: list[Path], sources: Sources, problems: Problems) -> dict[str, Map]:
    """Load the quirks that several providers share."""
    shared: dict[str, Map] = {}
    for path in (path for folder in folders for path in sorted((folder / "quirks").glob("*.yaml"))):
        tree = sources.get(path)
        good = check_file("quirk", tree, problems)
        if good and tree.text("name") != path.stem:
            problems.add(tree.entries["name"].place, f"the name must be that of the file, '{path.stem}'", see="name")
        elif good and path.stem in shared:
            problems.add(
                tree.entries["name"].place, f"there is a quirk '{path.stem}' already; choose another name", see="name"
            )
        shared.setdefault(path.stem, tree if good else empty(tree.place.file))
    return shared
