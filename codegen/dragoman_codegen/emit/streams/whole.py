"""Writers of whole responses that the last frame of a stream contains: a class that makes the response and the members
that frames collect for it, but no frames."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dragoman_codegen.emit.functions.code import Code
from dragoman_codegen.emit.streams.frames import Frames
from dragoman_codegen.emit.streams.writer import ARGUMENTS, Kinds, WriterCode
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan

HEAD = (
    "class WholeWriter(Writer):",
    '    """Makes a whole response like the one in the last frame of a streamed response."""',
    "",
    "    def __init__(self, context: Context) -> None:",
    "        self.context = context",
)
ADD = (
    "    def add(",
    "        self, index: int, kind: str, opening: dict[str, Any], text: str, cited: Sequence[hub.Citation],",
    "        logprobs: list[Any] | None, signature: str | None, finish_reason: hub.FinishReason | None,",
    "    ) -> None:",
)
BEGIN = "        self.started, self.named = id, model"
GIVEN = {"index", "cited", "logprobs"}  # attributes of a writer of streams that are arguments here


@dataclass(slots=True)
class WholeCode(WriterCode):
    """Emits the class of a writer. `member`: the member of the last frame that is the whole response."""

    member: str = ""

    def lines(self) -> list[str]:
        calls = {name: dict(kinds) for name, kinds in self.stream.calls}
        counters = [f"self.{name}" for name in ("nth", "item", "part") if name in self.used]
        return [
            *HEAD,
            *([f"        {' = '.join(counters)} = -1"] if counters else []),
            *(['        self.run = ""'] if self.stream.items else []),
            *(f"        self.{name} = []" for name in ("parts", "items") if name in self.used),
            *([] if self._begins else ["", "    def begin(self, id: str, model: str) -> None:", BEGIN]),
            *(["", *self._end_item()] if self.stream.items else []),
            *("", *self._add(calls)),
            *("", *self._response(calls["finish"][""])),
        ]

    def _needed(self, frames: Frames) -> Frames:
        """Return the frames whose members are collected."""
        return tuple(_reduced(frame, frame.collect) for frame in frames if frame.collect)

    def _add(self, calls: dict[str, dict[str, Frames]]) -> list[str]:
        """Return the method that adds a block."""
        code = self._new()
        if self.stream.items:
            with code.block(f"if {self._ends_item}:"):
                code.line("self.end_item()")
        opened, closed = calls["open"], calls["close"]
        kinds: Kinds = {
            kind: (
                (*opened.get(kind, ()), *calls["delta"].get(kind, ())),
                closed.get(kind, ()),
                kind if kind in self._item_kinds else "",
            )
            for kind in dict.fromkeys((*opened, *closed))
        }
        self._by_kind(code, "kind", kinds, lambda *frames: self._block(code, *frames))
        return [*ADD, *(code.lines or ["        pass"])]

    def _block(self, code: Code, opening: Frames, closing: Frames, item: str) -> None:
        lost = tuple(frame for frame in opening if frame.lost)
        around, asked = plan.firsts(opening), plan.firsts(lost)
        if "nth" in around:
            code.line("nth = self.nth + 1")
        self._opening_values(code, asked, "opening")
        self._lost(code, lost)
        if lost and lost[-1].condition is None:
            return
        if "nth" in around:
            code.line("self.nth = nth")
        if item:
            self._enter_item(code, item)
        elif "item" in around:
            code.line("self.item += 1")
        frames = self._needed((*opening, *closing))
        used = plan.firsts(frames)
        self._remembered(code, used - GIVEN - ({"nth"} & around))
        self._opening_values(code, used - asked, "opening")
        if "logprobs" in used:
            code.line("logprobs = logprobs or []")
        self._send(code, frames, "parts" if item else "items")

    def _enter_item(self, code: Code, kind: str) -> None:
        """Count the block as a part of the open item, or as the first part of a new one."""
        with code.block("if self.run:"):
            code.line("self.part += 1")
        with code.block("else:"):
            code.line(f"self.run, self.part = {repr_str(self._runs[kind][0])}, 0")
            code.line("self.item += 1")

    def _lost(self, code: Code, frames: Frames) -> None:
        """Leave the block out if one of these frames applies."""
        for frame in frames:
            if frame.condition is None:
                code.value(frame.body, "")
                return
            with code.block_if(code.alternatives(frame.condition, "given")):
                code.value(frame.body, "")
                code.line("return")

    def _response(self, frames: Frames) -> list[str]:
        """Return the method that ends the response."""
        code = self._new()
        frames = tuple(_reduced(frame, self.member) for frame in frames)
        if self.stream.items:
            code.line("self.end_item()")
        self._remembered(code, plan.firsts(frames))
        code.line("made: dict[str, Any] = {}")
        for at, frame in enumerate(frames):
            last = at == len(frames) - 1 or frame.condition is not None
            self._send(code, (replace(frame, collect=self.member if last else ""),), "")
        code.line("return made")
        return ["    def response(", f"        self, {ARGUMENTS['finish']},", "    ) -> dict[str, Any]:", *code.lines]

    def _frame(self, code: Code, frame: plan.Frame, collected: str) -> None:
        body = frame.body
        if isinstance(body, plan.Object) and [entry.key for entry in body.entries] == [frame.collect]:
            code.losses(body.losses)
            value = code.value(body.entries[0].value, frame.collect)
        else:
            code.wide("payload = ", code.value(body, "frame"))
            value = f"payload[{repr_str(frame.collect)}]"
        if collected:
            code.wide(f"self.{collected}.append", f"({value})")
        elif frame.collect:
            code.wide("made = ", value)


def _reduced(frame: plan.Frame, name: str) -> plan.Frame:
    """Return a frame of which only one member is needed without the others, if these record nothing."""
    body = frame.body
    if not isinstance(body, plan.Object) or body.include or body.condition or plan.firsts(body, "made"):
        return frame
    kept = tuple(entry for entry in body.entries if entry.key == name and entry.keep == "always")
    others = tuple(entry for entry in body.entries if entry.key != name)
    if not kept or any(isinstance(part, plan.Loss | plan.Nothing | plan.Refuse) for part in plan.within(others)):
        return frame
    return replace(frame, body=replace(body, entries=kept))
