"""Copies of the files of a protocol without one entry, and the judgement of the compiler about each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman_codegen.cache import Cache
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.compile.protocols import Trees, compile_protocol, load_protocols
from dragoman_codegen.model.program import Hub, Protocol
from dragoman_codegen.spec.problems import Problems
from dragoman_codegen.spec.sources import Sources
from dragoman_codegen.spec.yaml.tree import Map, Node, Seq
from tools.removals.influence import Influence

SPECS = Path(__file__).parents[2] / "specs"
NAMES = sorted(path.name for path in (SPECS / "protocols").iterdir())
PARTS = ("types", "request", "response", "stream", "errors", "lists")
# keys of a half that declare no field: passes, tables of errors, properties of a stream
OTHER = ("passes", "texts", "statuses", "headers", "retry", "refusals", "of", "blocks", "ends_after")
Step = str | int


@dataclass(frozen=True, slots=True)
class Cut:
    """One entry of a file, by the keys and positions that lead to it."""

    file: str
    half: str
    path: tuple[Step, ...]
    place: str

    def __str__(self) -> str:
        return f"{self.place} {self.file}: {self.half}: {'.'.join(map(str, self.path))}"


class Judge:
    """Removes entries of one protocol and judges the result."""

    def __init__(self, name: str) -> None:
        problems = Problems()
        sources = Sources(SPECS, problems, Cache(), False)
        self.name = name
        self.trees: Trees = load_protocols([SPECS], sources, problems)[name]
        program = compile_all(SPECS, only=(), cache=Cache())
        self.hub: Hub = program.hub
        self.base: Protocol = program.protocols[name]
        self.influence = Influence(self.base, self.hub.scope)

    def cuts(self) -> Iterator[Cut]:
        for file in PARTS:
            for half in ("read", "write"):
                for key, node in self.trees[file].sub(half).entries.items():
                    if key not in OTHER:
                        yield from cuts_of(file, half, (key,), node)

    def without(self, cut: Cut, problems: Problems) -> Protocol:
        """Compile the protocol without an entry."""
        tree = without(self.trees[cut.file], (cut.half, *cut.path))
        return compile_protocol(self.name, {**self.trees, cut.file: tree}, self.hub, problems)

    def fault(self, cut: Cut) -> str:
        """Return why a removal is a fault of the compiler, or ''."""
        problems = Problems()
        try:
            changed = self.without(cut, problems)
        except Exception as error:  # every exception of the compiler is a fault
            return f"{type(error).__name__}: {error}"
        unplaced = [problem for problem in problems.found if not (problem.place.file and problem.place.line)]
        if unplaced:
            return f"no position: {unplaced[0]}"
        return "" if problems.found else self.influence.lost(changed)


def cuts_of(file: str, half: str, path: tuple[Step, ...], node: Node) -> Iterator[Cut]:
    yield Cut(file, half, path, f"{node.place.file}:{node.place.line}:{node.place.column}")
    parts: list[tuple[Step, Node]] = []
    if isinstance(node, Map):
        parts = [*node.entries.items()]
    elif isinstance(node, Seq):
        parts = [*enumerate(node.items)]
    for step, part in parts:
        yield from cuts_of(file, half, (*path, step), part)


def without(node: Node, path: tuple[Step, ...]) -> Map:
    made = _removed(node, path)
    assert isinstance(made, Map)
    return made


def _removed(node: Node, path: tuple[Step, ...]) -> Node:
    step, *rest = path
    if isinstance(node, Map):
        assert isinstance(step, str)
        entries = {k: v for k, v in node.entries.items() if rest or k != step}
        if rest:
            entries[step] = _removed(node.entries[step], tuple(rest))
        return Map(entries, node.keys, node.place)
    assert isinstance(node, Seq) and isinstance(step, int)
    items = [
        _removed(one, tuple(rest)) if at == step else one for at, one in enumerate(node.items) if rest or at != step
    ]
    return Seq(items, node.place)
