"""Compiled programs for explanations: a provider in one of its protocols, and the client's protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dragoman_codegen.cache import Cache, open_cache
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.explain.positions import SpecFiles
from dragoman_codegen.model.program import ErrorTexts, Program, Protocol, Provider
from dragoman_codegen.model.types import Scope
from dragoman_codegen.spec.problems import Problems


@dataclass(slots=True)
class Specs:
    """Spec folders, compiled as far as needed. `shipped`: the folder `specs`; `folders`: those of the user; `cache`: a
    private folder for results of the compiler."""

    shipped: Path
    folders: Sequence[Path] = ()
    cache: Path | None = None
    hub: Scope = field(default_factory=lambda: Scope("hub"))
    texts: tuple[ErrorTexts, ...] = ()
    protocols: dict[str, Protocol] = field(default_factory=dict)
    providers: dict[str, Provider] = field(default_factory=dict)
    files: SpecFiles = field(init=False)

    def __post_init__(self) -> None:
        self.files = SpecFiles(self.shipped.parent)

    def file_of(self, provider: str) -> str:
        """Return the name of a provider's file in positions."""
        for folder in self.folders:
            path = folder / "providers" / f"{provider}.yaml"
            if path.is_file():
                return path.as_posix()
        return f"{self.shipped.name}/providers/{provider}.yaml"

    def place_of(self, provider: str, *keys: str) -> str:
        """Return where a provider's file has the first of these keys, else its name."""
        tree = self.files.get(self.file_of(provider)).tree
        found = [place for key, place in tree.keys.items() if key in keys]
        return str(found[0] if found else tree.keys.get("name", tree.place))

    def sides(self, provider: str) -> list[Provider]:
        """Return a provider in each of its protocols, the usual one first. Raises KeyError if it does not compile."""
        if provider not in self.providers:
            self._compile(provider)
        return self.providers[provider].sides()

    def side(self, provider: str, protocol: str) -> Provider:
        """Return a provider in one of its protocols. Raises KeyError if it does not compile."""
        return {side.protocol.name: side for side in self.sides(provider)}[protocol]

    def protocol(self, name: str) -> Protocol:
        return self.protocols[name]

    def _compile(self, provider: str) -> None:
        own = any((folder / "providers" / f"{provider}.yaml").is_file() for folder in self.folders)
        self.compile(provider, self.folders if own else (), Problems())

    def compile(self, provider: str, folders: Sequence[Path], problems: Problems) -> None:
        """Compile a provider with what is in the folders."""
        cache = self._cache(provider)
        self.take(compile_all(self.shipped, folders, problems, cache, versioned=True, only=[provider]))
        if not problems.found:
            cache.save()

    def _cache(self, provider: str) -> Cache:
        """Return the cache of a provider. Each has one, because a run of the compiler keeps only what it used."""
        if self.cache is None:
            return Cache()
        folder = self.cache / provider
        folder.mkdir(mode=0o700, exist_ok=True)
        return open_cache(folder)

    def take(self, program: Program) -> None:
        """Add what is compiled already."""
        self.texts, self.hub = program.texts, program.hub.scope
        self.protocols |= program.protocols
        self.providers |= program.providers
