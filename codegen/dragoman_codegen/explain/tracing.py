"""Adapters that trace one exchange: the interpreter under the names of the runtime's loader, with origins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dragoman.library.context import Context
from dragoman.loader import Back, Front
from dragoman_codegen.explain.comparison import Comparison
from dragoman_codegen.explain.derivation import Derivation, Lost
from dragoman_codegen.explain.origins import SOURCE, Origin, Ref, merged
from dragoman_codegen.interpret.entry_points import Adapter
from dragoman_codegen.interpret.patches import Patches
from dragoman_codegen.interpret.recording import Call, Recorder
from dragoman_codegen.interpret.snapshots import Snapshot, Steps, bare, snapshot, unchanged
from dragoman_codegen.model import plan
from dragoman_codegen.model.patches import Patch
from dragoman_codegen.model.program import ErrorTexts, Protocol, Provider
from dragoman_codegen.model.types import Type

RUNTIME = Ref("runtime", "")
Gone = tuple[Any, Origin, Ref]  # a value that a pass left out, its origin, the pass


@dataclass(frozen=True, slots=True)
class Stage:
    """One half of the translation: its file and half, its input with its type, and its output, with their origins."""

    protocol: Protocol
    file: str
    half: str
    kind: Type
    given: Snapshot | Any
    given_origin: Origin
    made: Snapshot | Any
    made_origin: Origin


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

    def applied(self, half: Half, call: Call) -> None:
        """Take note of the result of a rule over the present value."""
        self.see(snapshot(call.given))
        file, name = half.top.node
        derivation = Derivation("read" if name == "read" else "write")
        origin, made = derivation.rule(call, self.origin), snapshot(call.value)
        self.stages.append(Stage(half.protocol, file, name, call.node.source, self.value, self.origin, made, origin))
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

    def patched(self, patch: Patch, now: Any, lost: list[tuple[str, str]]) -> None:
        """Take note of what a patch did to the present value."""
        ref = Ref("patch", patch.place)
        gone = self.see(snapshot(now), ref)
        self.losses += self._attributed(lost, gone, replace(ref, phase="loss"))

    def _attributed(self, lost: list[tuple[str, str]], gone: list[Gone], ref: Ref) -> Iterator[Lost]:
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


class Half(Recorder):
    """Records the calls of one half for a trace."""

    def __init__(self, trace: Trace, protocol: Protocol, file: str, half: str, context: Context) -> None:
        super().__init__(protocol, file, half, context)
        self.trace, self.protocol = trace, protocol

    def rule(self, name: str, it: Any) -> Any:
        outermost = self.open is self.top
        made = super().rule(name, it)
        if outermost:
            self.trace.applied(self, self.top.calls[-1])
        return made

    def surround(self, given: tuple[plan.Pass, ...], subject: Any) -> None:
        for one in given:
            super().surround((one,), subject)
            self.trace.passed(self.top.calls[-1], self.context.holds)


class TracedPatches(Patches):
    """Applies patches one by one for a trace."""

    def __init__(self, trace: Trace, given: tuple[Patch, ...], version: str) -> None:
        super().__init__(given, version)
        self.trace = trace

    def apply(self, body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
        self.trace.see(snapshot(body))
        return super().apply(body, headers, context)

    def one(self, patch: Patch, body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
        known = len(context.losses)
        changed = super().one(patch, body, headers, context)
        lost = [tuple(loss.split(";", 1)) for loss in list(context.losses)[known:]]
        self.trace.patched(patch, body, [(path, reason) for path, reason in lost])
        return changed


class TracedAdapter(Adapter):
    """A protocol's or provider's functions, which keep a trace of the body that they translate."""

    def __init__(self, trace: Trace, of: Protocol | Provider, texts: tuple[ErrorTexts, ...] = ()) -> None:
        super().__init__(of, texts)
        self.trace = trace

    def half(self, file: str, half: str, context: Context) -> Half:
        return Half(self.trace, self.protocol, file, half, context)

    def patches(self) -> Patches:
        plain = super().patches()
        return TracedPatches(self.trace, plain.given, plain.version)


def traced_front(front: Front, adapter: Adapter) -> Front:
    """Return the client side of a protocol with traced functions."""
    return replace(
        front,
        read=adapter.read_request,
        write=adapter.write_response,
        writer=adapter.writer,
        failure=adapter.write_failure,
    )


def traced_back(back: Back, adapter: Adapter) -> Back:
    """Return a provider's side of a protocol with traced functions."""
    return replace(
        back,
        write=adapter.write_request,
        read=adapter.read_response,
        reader=adapter.reader,
        failure=adapter.read_failure,
        conditions=adapter.conditions,
        patch=adapter.patch,
    )
