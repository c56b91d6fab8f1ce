"""Spec files of a run, and the version of the notation that they are written in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dragoman_codegen.cache import Cache, digest
from dragoman_codegen.spec.problems import Place, Problems
from dragoman_codegen.spec.yaml.load import load
from dragoman_codegen.spec.yaml.tree import Leaf, Map, empty

NOTATION = 2  # the version of the notation that this compiler reads (docs/stability.md)


@dataclass(slots=True)
class Sources:
    """Spec files of a run, each loaded once. Positions name them relative to the parent folder of `specs`; those of
    other folders by their path."""

    root: Path
    problems: Problems
    cache: Cache = field(default_factory=Cache)
    versioned: bool = False  # files outside of the root must name the version of the notation
    files: dict[str, Map] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def get(self, path: Path) -> Map:
        shown = self.shown(path)
        if shown not in self.files:
            if path.is_file():
                self.digests[shown] = digest(path.read_bytes())
            tree = self._load(path, shown)
            self.files[shown] = tree if self._is_readable(path, tree) else empty(shown)
        return self.files[shown]

    def _is_readable(self, path: Path, tree: Map) -> bool:
        """Require the version of the notation in the files of a user, so that a later version can migrate them."""
        part_of_protocol = path.parent.parent.name == "protocols" and path.name != "protocol.yaml"
        if not self.versioned or path.is_relative_to(self.root) or part_of_protocol or not tree.entries:
            return True
        node = tree.entries.get("notation")
        if node is None:
            text = f"the version of the notation is missing; add the line 'notation: {NOTATION}'"
            self.problems.add(Place(tree.place.file, 1, 1), text, see="key-missing")
            return False
        if not isinstance(node, Leaf) or node.value != NOTATION:
            number = node.value if isinstance(node, Leaf) and type(node.value) is int else 0
            older, newer = 0 < number < NOTATION, number > NOTATION
            remedy = f"run 'dragoman specs upgrade {path}'" if older else f"write 'notation: {NOTATION}'"
            remedy = "install the version that reads this one" if newer else remedy
            text = f"this version of Dragoman reads notation {NOTATION}; {remedy}"
            self.problems.add(node.place, text, see="form")
            return False
        return True

    def shown(self, path: Path) -> str:
        """Return the name of a file in positions."""
        parent = self.root.parent
        return (path.relative_to(parent) if path.is_relative_to(parent) else path).as_posix()

    def _load(self, path: Path, shown: str) -> Map:
        """Load a file, or the result of an earlier run. What has problems is not kept."""
        key = self.cache.key(digest(shown.encode()), self.digests.get(shown, ""))
        tree: Map | None = self.cache.get("tree", key)
        if tree is None:
            known = len(self.problems.found)
            tree = load(path, shown, self.problems)
            if len(self.problems.found) == known:
                self.cache.put("tree", key, tree)
        return tree

    def digest(self, tree: Map) -> str:
        """Return the hash of the file that a tree was loaded from; of an absent file the empty text."""
        return self.digests.get(tree.place.file, "")
