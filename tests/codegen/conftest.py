"""Cache of parsed files: most files of a broken spec tree are unchanged and are not parsed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman_codegen.compile import program
from dragoman_codegen.spec.sources import Sources
from dragoman_codegen.spec.yaml.tree import Map
from tests.cache import ROOT, cached, compiler, key_of

LEARNT: dict[tuple[str, bytes], Map] = {}


class Remembering(Sources):
    def _load(self, path: Path, shown: str) -> Map:
        if not path.is_relative_to(self.root.parent) or not path.is_file():
            return super()._load(path, shown)
        known = (shown, path.read_bytes())
        if known not in LEARNT:
            before = len(self.problems.found)
            tree = self._read(path, *known)
            if len(self.problems.found) > before:
                return tree
            LEARNT[known] = tree
        return LEARNT[known]

    def _read(self, path: Path, name: str, data: bytes) -> Map:
        own = ROOT / name
        if own.is_file() and own.read_bytes() == data:  # unchanged, so without problems
            return cached(
                "tree", key_of(compiler(), name.encode(), data), lambda: super(Remembering, self)._load(path, name)
            )
        return super()._load(path, name)


@pytest.fixture(autouse=True, scope="session")
def remember_what_was_read() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "Sources", Remembering)
        yield
