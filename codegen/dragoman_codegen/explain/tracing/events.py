"""Streams: the rows that read each event of a provider, and the frames that were sent for it."""

from __future__ import annotations

from typing import Any

from dragoman.library.streams import Blocks
from dragoman_codegen.explain.tracing.derivation import Lost
from dragoman_codegen.explain.tracing.origins import Ref
from dragoman_codegen.explain.tracing.trace import Trace, TracedEvent, losses_since
from dragoman_codegen.interpret.frames import Writer
from dragoman_codegen.interpret.rules import Half, Heads, Reader
from dragoman_codegen.interpret.snapshots import bare, snapshot
from dragoman_codegen.model import plan


class TracedReader(Reader):
    """Records each event with the rows whose actions it caused. `file`: the spec with the types of the events."""

    def __init__(self, trace: Trace, half: Half, stream: plan.ReadStream, blocks: Blocks, file: str) -> None:
        super().__init__(half, stream, blocks)
        self.trace, self.file = trace, file
        self.known = len(half.context.losses)
        self.open: plan.Row | None = None

    def feed(self, event: Any) -> None:
        self.trace.events.append(TracedEvent(bare(snapshot(event))))
        self.trace.misfits(losses_since(self.half.context, self.known), [], self.file)
        super().feed(event)
        self.known = len(self.half.context.losses)

    def word(self) -> None:
        self.trace.events.append(TracedEvent(None))
        super().word()

    def eof(self) -> None:
        self.trace.events.append(TracedEvent(None))
        super().eof()

    def row(self, row: plan.Row, heads: Heads) -> None:
        outer, self.open = self.open, row
        super().row(row, heads)
        self.open = outer

    def act(self, action: plan.Action, heads: Heads) -> None:
        row, known = self.open, len(self.half.context.losses)
        assert row is not None
        ref = Ref("read", row.place, f"row {row.name}")
        if ref not in self.trace.events[-1].rows:
            self.trace.events[-1].rows.append(ref)
        super().act(action, heads)
        for path, reason in losses_since(self.half.context, known):
            self.trace.losses.append(Lost(path, reason, (), Ref("loss", row.place, ref.rule)))


class TracedWriter(Writer):
    """Records each frame below the event that caused it."""

    def __init__(self, trace: Trace, half: Half, stream: plan.WriteStream, named: bool) -> None:
        super().__init__(half, stream, named)
        self.trace = trace

    def send(self, frames: plan.Frames, collected: str, values: dict[str, Any]) -> None:
        if not self.trace.events:
            self.trace.events.append(TracedEvent(None))
        for frame in frames:
            before, known = len(self.out), len(self.half.context.losses)
            super().send((frame,), collected, values)
            ref = Ref("write", frame.place, frame.event)
            for path, reason in losses_since(self.half.context, known):
                self.trace.losses.append(Lost(path, reason, (), Ref("loss", frame.place, frame.event)))
            if len(self.out) > before:
                self.trace.events[-1].frames.append((frame.event, self.last, ref))
