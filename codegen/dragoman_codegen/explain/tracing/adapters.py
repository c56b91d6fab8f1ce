"""Adapters that trace one exchange: the interpreter under the names of the runtime's loader."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from dragoman.adapters import Back, Front
from dragoman.inprocess.exchanges import Adapt
from dragoman.library.context import Context
from dragoman.library.streams import Blocks
from dragoman.library.validation import Check
from dragoman_codegen.explain.programs import Specs
from dragoman_codegen.explain.tracing.events import TracedReader, TracedWriter
from dragoman_codegen.explain.tracing.origins import Origin
from dragoman_codegen.explain.tracing.trace import Trace, losses_since
from dragoman_codegen.interpret.entry_points import Adapter
from dragoman_codegen.interpret.frames import Writer
from dragoman_codegen.interpret.patches import Patches
from dragoman_codegen.interpret.recording import Recorder
from dragoman_codegen.interpret.rows import Reader
from dragoman_codegen.interpret.snapshots import snapshot
from dragoman_codegen.model import plan
from dragoman_codegen.model.patches import Patch
from dragoman_codegen.model.program import ErrorTexts, Protocol, Provider


class Half(Recorder):
    """Records the calls of one half for a trace."""

    def __init__(self, trace: Trace, protocol: Protocol, file: str, half: str, context: Context) -> None:
        super().__init__(protocol, file, half, context)
        self.trace, self.protocol = trace, protocol

    def rule(self, name: str, it: Any) -> Any:
        outermost = self.open is self.top
        made = super().rule(name, it)
        if outermost:
            file, half = self.top.node
            self.trace.applied(self.protocol, file, half, self.top.calls[-1], self.context.holds)
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
        self.trace.patched(patch, body, losses_since(context, known))
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

    def read_response(self, body: Any, context: Context) -> Any:
        self.trace.see(snapshot(body))
        return super().read_response(body, context)

    def prune(self, check: Check, body: Any, context: Context) -> None:
        known = len(context.losses)
        super().prune(check, body, context)
        self.trace.check(body, losses_since(context, known), self.files["response"].place)

    def read_failure(self, body: object, status: int, context: Context) -> Any:
        if self.trace.translated and not self.trace.reading:  # an event that may be an error is examined
            self.trace.begin(None, Origin(((len(self.trace.events),),), copied=True))
        self.trace.see(snapshot(body if isinstance(body, dict) else {}))
        return super().read_failure(body, status, context)

    def write_response(self, answer: Any, context: Context) -> Any:
        member = self.files["response"].last_frame
        if not member:
            return super().write_response(answer, context)
        self.trace.see(snapshot(answer))
        self.trace.pieces.add("", answer, self.trace.origin)
        made = super().write_response(answer, context)
        self.trace.begin(snapshot(made), self.trace.events[-1].frames[-1].origin.at(member))
        return made

    def reader(self, blocks: Blocks, context: Context) -> Reader:
        plain = super().reader(blocks, context)
        return TracedReader(self.trace, cast(Recorder, plain.half), plain.stream, blocks, self.files["stream"].place)

    def writer(self, context: Context) -> Writer:
        plain = super().writer(context)
        return TracedWriter(self.trace, cast(Recorder, plain.half), plain.stream, plain.named)


def adapted(trace: Trace, specs: Specs, requests: bool) -> Adapt:
    """Return a function that replaces functions of adapters by traced ones: those for requests, or for responses."""

    def adapt(front: Front, back: Back) -> tuple[Front, Back]:
        side = specs.side(back.provider, back.name)
        client = TracedAdapter(trace, specs.protocol(front.name))
        provider = TracedAdapter(trace, side, specs.texts)
        if requests:
            write, patch = provider.write_request, provider.patch
            return replace(front, read=client.read_request), replace(back, write=write, patch=patch)
        return (
            replace(front, write=client.write_response, writer=client.writer, failure=client.write_failure),
            replace(back, read=provider.read_response, reader=provider.reader, failure=provider.read_failure),
        )

    return adapt
