"""The trace of one translation: the body on its way, with the origin of each part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dragoman.library.context import Context
from dragoman_codegen.explain.tracing.comparison import Comparison
from dragoman_codegen.explain.tracing.derivation import Derivation, Lost
from dragoman_codegen.explain.tracing.origins import RUNTIME, SOURCE, Origin, Ref, merged
from dragoman_codegen.explain.tracing.pieces import Pieces
from dragoman_codegen.interpret.recording import Call
from dragoman_codegen.interpret.snapshots import Snapshot, Steps, bare, snapshot, unchanged
from dragoman_codegen.model import plan
from dragoman_codegen.model.patches import Patch
from dragoman_codegen.model.program import Protocol
from dragoman_codegen.model.types import Type

TYPES = "types"  # the name of the validation of declared types
LostText = tuple[str, str]  # path and reason
Gone = tuple[Any, Origin, Ref]  # a value that a pass left out, its origin, the pass


@dataclass(frozen=True, slots=True)
class TracedFrame:
    """An event that was sent to the client: its name and payload, its line, and the origin of its parts, of which the
    sources begin with the number of the provider's event."""

    name: str
    payload: Any
    ref: Ref
    origin: Origin


@dataclass(slots=True)
class TracedEvent:
    """An event of a provider's stream, the rows that read it, and the frames that were sent before the next one."""

    payload: Any
    rows: list[Ref] = field(default_factory=list)
    frames: list[TracedFrame] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stage:
    """One half of the translation: its file and half, its input with its type, and its output, with their origins.
    `holds`: the conditions of quirks."""

    protocol: Protocol
    file: str
    half: str
    kind: Type
    given: Snapshot | Any
    given_origin: Origin
    made: Snapshot | Any
    made_origin: Origin
    holds: Sequence[bool]


class Trace:
    """The body on its way: its present value, the origin of each part, and what was lost or left out so far."""

    def __init__(self) -> None:
        self.value: Snapshot | Any = None
        self.origin: Origin = SOURCE
        self.source: Any = None  # the value at the start
        self.started = False
        self.losses: list[Lost] = []
        self.gone: list[Gone] = []
        self.stages: list[Stage] = []
        self.events: list[TracedEvent] = []  # of a stream
        self.pieces = Pieces()
        self.translated = False  # the events of the stream are read; else it is forwarded
        self.reading = False  # the rows of a reader are applied to an event

    def begin(self, value: Snapshot | Any, origin: Origin) -> None:
        """Follow another value: of a stream, a part of an event or of the answer."""
        self.value, self.origin, self.started = value, origin, value is not None

    def see(self, now: Snapshot | Any, ref: Ref = RUNTIME) -> list[Gone]:
        """Take note of the value, which Python code has changed since it was seen last. Returns what it left out or
        replaced."""
        if not self.started:
            self.source, self.started, self.value = bare(now), True, now
            return []
        if unchanged(self.value, now):
            return []
        comparison = Comparison(self.value, self.origin, ref)
        self.origin, self.value = comparison.after(now), now
        gone = [(leaf, origin, ref) for leaf, origin in comparison.vanished()]
        self.gone += gone
        return [*gone, *((None, origin, ref) for origin in comparison.changed)]

    def check(self, now: Any, lost: list[LostText], file: str) -> None:
        """Take note of what the validation of a body removed. `file`: the spec with its types."""
        self.misfits(lost, self.see(snapshot(now)), file)

    def misfits(self, lost: list[LostText], gone: list[Gone], file: str) -> None:
        """Take note of losses because of values that are not of their declared type."""
        for one in lost:
            declared = Ref("loss", file, one[0].rpartition(".")[2], TYPES)
            self.losses += self._attributed([one], gone, declared)

    def applied(self, protocol: Protocol, file: str, name: str, call: Call, holds: Sequence[bool]) -> None:
        """Take note of the result of a rule over the present value. `file`, `name`: the half that it belongs to;
        `holds`: the conditions of quirks."""
        self.see(snapshot(call.given))
        derivation = Derivation("read" if name == "read" else "write")
        origin, made = derivation.rule(call, self.origin), snapshot(call.value)
        kind = call.node.source
        self.stages.append(Stage(protocol, file, name, kind, self.value, self.origin, made, origin, holds))
        self.origin, self.value = origin, made
        self.losses += derivation.losses

    def passed(self, call: Call, holds: Sequence[bool]) -> None:
        """Take note of what a pass did to the present value. `holds`: the conditions of quirks."""
        one: plan.Pass = call.node
        self.see(call.given)
        held = [place for place, when in one.places if all(holds[number] is wanted for number, wanted in when)]
        ref = Ref("pass", held[-1] if held else "", name=one.name)
        gone = self.see(call.value, ref)
        self.losses += self._attributed(call.lost, gone, replace(ref, phase="loss"))

    def patched(self, patch: Patch, now: Any, lost: list[LostText]) -> None:
        """Take note of what a patch did to the present value."""
        ref = Ref("patch", patch.place)
        gone = self.see(snapshot(now), ref)
        self.losses += self._attributed(lost, gone, replace(ref, phase="loss"))

    def _attributed(self, lost: list[LostText], gone: list[Gone], ref: Ref) -> Iterator[Lost]:
        """Yield the losses of a pass with what it left out: what the path names, else all of it, else the part of the
        source with the beginning of the path."""
        for path, reason in lost:
            words = set(path.split("."))
            named = [origin for leaf, origin, _ in gone if words & {str(leaf), *map(str, _keys(origin))}]
            origins = named or [origin for _, origin, _ in gone]
            sources = merged(*(origin.sources or origin.depends for origin in origins))
            yield Lost(path, reason, sources or self._named(path), ref)

    def _named(self, path: str) -> tuple[Steps, ...]:
        """Return the longest beginning of a path that exists in the source."""
        value, found = self.source, tuple[str, ...]()
        for key in path.split("."):
            if not isinstance(value, dict) or key not in value:
                break
            value, found = value[key], (*found, key)
        return (found,) if found else ()


def _keys(origin: Origin) -> Iterator[object]:
    return (key for source in origin.sources or origin.depends for key in source)


def losses_since(context: Context, known: int) -> list[LostText]:
    """Return the losses of a context after the first `known` ones."""
    return [(path, reason) for path, _, reason in (loss.partition(";") for loss in list(context.losses)[known:])]
