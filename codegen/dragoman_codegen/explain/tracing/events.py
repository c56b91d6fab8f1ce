"""Streams: the rows that read each event of a provider, and the frames that were sent for it, with their origins."""

from __future__ import annotations

from typing import Any

from dragoman.library.streams import Blocks
from dragoman_codegen.explain.tracing.derivation import At, Derivation, Lost, Origins
from dragoman_codegen.explain.tracing.origins import COMPLETED, REQUEST, SOURCE, Origin, Ref, merged, union
from dragoman_codegen.explain.tracing.trace import Trace, TracedEvent, TracedFrame, losses_since
from dragoman_codegen.interpret.frames import Writer
from dragoman_codegen.interpret.recording import Call, Recorder
from dragoman_codegen.interpret.rows import Reader
from dragoman_codegen.interpret.rules import Heads
from dragoman_codegen.interpret.snapshots import Key, bare, snapshot
from dragoman_codegen.model import plan

ORIGINS = "origins"  # beside the heads of a row: where each of them comes from


class TracedReader(Reader):
    """Records each event with the rows whose actions it caused, and the origin of each value that was read. `file`: the
    spec with the types of the events."""

    half: Recorder

    def __init__(self, trace: Trace, half: Recorder, stream: plan.ReadStream, blocks: Blocks, file: str) -> None:
        super().__init__(half, stream, blocks)
        self.trace, self.file = trace, file
        trace.translated = True
        self.known = len(half.context.losses)
        self.open: plan.Row | None = None
        self.action: plan.Action | None = None

    def feed(self, event: Any) -> None:
        self._next(bare(snapshot(event)))
        self.trace.misfits(losses_since(self.half.context, self.known), [], self.file)
        self.trace.reading = True
        super().feed(event)
        self.trace.reading = False
        self.known = len(self.half.context.losses)

    def final_marker(self) -> None:
        self._next(None)
        super().final_marker()

    def eof(self) -> None:
        self._next(None)
        super().eof()

    def _next(self, payload: Any) -> None:
        self.trace.begin(None, SOURCE)
        self.trace.pieces.event = len(self.trace.events)
        self.trace.events.append(TracedEvent(payload))

    @property
    def whole(self) -> Origin:
        """The origin of the event: paths begin with its number."""
        return Origin(((self.trace.pieces.event,),), copied=True)

    def after(self, answer: Any) -> None:
        self.trace.begin(snapshot(answer), self.trace.pieces.origin("", answer))
        super().after(answer)
        self.trace.pieces.add("", answer, self.trace.origin)

    def row(self, row: plan.Row, heads: Heads) -> bool:
        outer, self.open = self.open, row
        applied = super().row(row, heads)
        self.open = outer
        return applied

    def scopes(self, row: plan.Row, heads: Heads) -> list[Heads]:
        at, known = At(f"row {row.name}"), len(self.half.top.calls)
        origins: Origins = {"it": self.whole, **heads.get(ORIGINS, {})}
        if heads["event"] is heads["it"]:
            origins["event"] = origins["it"]
        found = super().scopes(row, heads)
        derivation, calls = Derivation("read"), self.half.top.calls[known:]
        del self.half.top.calls[known:]
        for call in calls:
            one = derivation.leaf(call, origins, at)
            origins = {**origins, "value" if call.node is row.guard else "it": one}
        each = bool(row.each) and not row.single
        return [
            {**inner, ORIGINS: {**origins, "it": origins["it"].at(number)} if each else origins}
            for number, inner in enumerate(found)
        ]

    def value(self, name: str, given: plan.Argument, heads: Heads) -> Any:
        known = len(self.half.top.calls)
        found = super().value(name, given, heads)
        if not isinstance(given, tuple | str | bool) and self.open is not None and self.action is not None:
            call = self.half.top.calls[known]
            origin = Derivation("read").make(call, heads[ORIGINS], At(f"row {self.open.name}"))
            name = {"start": "message_id", "add_details": "details"}.get(self.action.verb, name)
            self.trace.pieces.add(name, found, origin)
        del self.half.top.calls[known:]
        return found

    def act(self, action: plan.Action, heads: Heads) -> None:
        row, known, outer = self.open, len(self.half.context.losses), self.action
        assert row is not None
        ref = Ref("read", row.place, f"row {row.name}")
        if ref not in self.trace.events[-1].rows:
            self.trace.events[-1].rows.append(ref)
        origins = heads[ORIGINS]
        if action.verb == "fail_from":
            self.trace.begin(None, origins["it"])
        self.action = action
        super().act(action, heads)
        self.action = outer
        for path, reason in losses_since(self.half.context, known):
            sources = origins.get("value", origins["it"]).sources
            self.trace.losses.append(Lost(path, reason, sources, Ref("loss", row.place, ref.rule)))


class TracedWriter(Writer):
    """Records each frame below the event that caused it, with the origin of each part."""

    half: Recorder

    def __init__(self, trace: Trace, half: Recorder, stream: plan.WriteStream, named: bool) -> None:
        super().__init__(half, stream, named)
        self.trace = trace
        self.opened: dict[str, Any] = {}  # `opening` of which `opening_origins` has the origins
        self.opening_origins: dict[Key, Origin] = {}
        self.deltas: list[Origin] = []  # of the open block
        self.declared: dict[Key, Origin] = {}  # of the values that the protocol declares for all frames
        self.collected: dict[str, list[Origin]] = {"parts": [], "items": []}

    def begin(self, id: str, model: str) -> None:
        known = len(self.half.top.calls)
        super().begin(id, model)
        calls, origins = self.half.top.calls[known:], {"it": COMPLETED, "request": REQUEST}
        del self.half.top.calls[known:]
        for (name, _), call in zip(self.stream.values, calls, strict=True):
            self.declared[name] = Derivation("write").make(call, origins, At(f"value {name}"))

    def send(self, frames: plan.Frames, collected: str, values: dict[str, Any]) -> None:
        if not self.trace.events:
            self.trace.events.append(TracedEvent(None))
        origins = self._origins(values)
        for frame in frames:
            before, known, start = len(self.out), len(self.half.context.losses), len(self.half.top.calls)
            super().send((frame,), collected, values)
            ref = Ref("write", frame.place, frame.event)
            for path, reason in losses_since(self.half.context, known):
                self.trace.losses.append(Lost(path, reason, (), Ref("loss", frame.place, frame.event)))
            calls = self.half.top.calls[start:]
            del self.half.top.calls[start:]
            if len(self.out) > before:
                origin = self._origin(frame, origins, calls)
                self.trace.events[-1].frames.append(TracedFrame(frame.event, self.last, ref, origin))
                if frame.collect:
                    self.collected[collected].append(origin.at(frame.collect))

    def _origins(self, values: dict[str, Any]) -> Origin:
        """Return the origin of all that a frame can contain."""
        pieces = self.trace.pieces
        if self.opening is not self.opened:
            self.opened = self.opening
            self.opening_origins = {name: pieces.origin(name, value) for name, value in self.opening.items()}
        started = pieces.origin("message_id", self.values["started"] or None)
        found: dict[Key, Origin] = {
            name: pieces.origin(name, value) for name, value in values.items() if name not in self.opening
        }
        if "model" in values:  # the answer starts; elsewhere an id is that of a block
            found["id"] = started
        if "delta" in values:
            self.deltas = [] if self.values["text"] == values["delta"] else self.deltas
            self.deltas.append(found["delta"])
        members: dict[Key, Origin] = {
            **dict.fromkeys(self.values, COMPLETED),
            **self.declared,
            **self.opening_origins,
            **found,
        }
        members |= {"started": started, "stem": started, "text": union(self.deltas)}
        for name, one in self.collected.items():
            del one[len(self.values[name]) :]
            members[name] = Origin(merged(*(item.sources for item in one)), (), (), dict(enumerate(one)))
        return Origin(((),), (), (), members)

    def cut_off(self, opened: bool) -> None:
        sent = len(self.trace.events[-1].frames) if self.trace.events else 0
        super().cut_off(opened)
        if self.trace.events:
            del self.trace.events[-1].frames[sent:]  # the error reports their content; they are not sent

    def error(self, error_type: Any, message: str, usage: Any = None) -> None:
        if self.trace.started:  # an event was read as an error body
            value, origin = bare(self.trace.value), self.trace.origin
            if not self.trace.translated:
                origin = origin.within(len(self.trace.events))
                self.trace.events.append(TracedEvent(self.trace.source))
                self.trace.begin(None, SOURCE)
            elif not self.trace.reading:
                self.trace.pieces.event = len(self.trace.events)
                self.trace.events.append(TracedEvent(self.trace.source))
            self.trace.pieces.add("", value, origin)
        super().error(error_type, message, usage)

    def _origin(self, frame: plan.Frame, it: Origin, calls: list[Call]) -> Origin:
        made = next(call for call in calls if call.node is frame.body)
        return Derivation("write").make(made, {"it": it, "request": REQUEST}, At(frame.event, frame.place))
