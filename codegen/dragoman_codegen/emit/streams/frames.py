"""Frames of a stream's writer: constant bytes, encoded values, and the bytes around the text of a delta."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dragoman_codegen.emit.functions.code import Code
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan
from dragoman_codegen.model.frame_text import Parts, Plain, Segment, head_of, segments

Frames = plan.Frames
NUMBERS = ("index", "nth", "sequence", "item", "part", "nth_citation")
OPENING = (
    "id",
    "name",
    "data",
    "toolset",
    "error_code",
    "input",
    "citations",
    "empty",
    "apart",
)  # values at the opening of a block
TEXTS = ("id", "name", "data")  # those of them that are always there
LINE = 108  # columns of a statement within a method
HELD = ("started", "named", "stem", "index", "nth", "item", "part", "cited", "logprobs", "parts", "items")  # attributes


@dataclass(slots=True)
class FrameCode:
    """Emits frames within the functions of a writer. `new` begins a function; `events`: each frame has an `event:`
    line."""

    stream: plan.WriteStream
    new: Callable[[], Code]
    events: bool
    used: frozenset[str | int] = frozenset()  # the values that frames name

    def __post_init__(self) -> None:
        self.used = frozenset(plan.firsts(self.stream))

    @property
    def _numbered(self) -> bool:
        """Whether deltas carry the number of their frame."""
        return "sequence" in plan.firsts(dict(self.stream.calls)["delta"])

    def _needed(self, frames: Frames) -> Frames:
        """Return the frames to write."""
        return frames

    def _delta_frame(self, code: Code, frames: Frames) -> None:
        """Prepare the first frame whose condition holds."""
        if not frames:
            return
        if frames[0].condition is None:
            self._around(code, frames[0])
            return
        with code.block_if(code.alternatives(frames[0].condition, "given")):
            self._around(code, frames[0])
        if frames[1:]:
            with code.block("else:"):
                self._delta_frame(code, frames[1:])

    def _around(self, code: Code, frame: plan.Frame) -> None:
        """Prepare the bytes around the text of a delta, or the format of a frame with the text and its number."""
        parts = _tested(code, segments(frame, self.events) or [])
        at = parts.index(("placeholder", "delta"))
        rest = parts[at + 1 :]
        if not self._numbered:
            code.text(bytes_lines("self.head = ", parts[:at]))
            code.text(bytes_lines("self.tail = ", rest))
            return
        number = rest.index(("placeholder", "sequence"))
        for name, found in (("head", parts[:at]), ("middle", rest[:number]), ("tail", rest[number + 1 :])):
            code.text(bytes_lines(f"{name} = ", found))
        code.line("self.frame = numbered(head, middle, tail)")

    def _give(self, code: Code, frames: Frames, collected: str, known: tuple[str, ...] = ()) -> None:
        """Write frames that use attributes of the writer. `collected`: the list for members that they collect."""
        frames = self._needed(frames)
        used = plan.firsts(frames)
        self._remembered(code, used - set(known))
        self._opening_values(code, used - set(known), "self.opening")
        if "text" in used:
            code.line('text = "".join(self.texts)')
        if "nth_citation" in used:
            code.line("nth_citation = len(self.cited) - 1")
        self._send(code, frames, collected)

    @staticmethod
    def _ending(code: Code, closing: object) -> None:
        """Read the finish reason, which is known when the last block closes."""
        if "finish_reason" in plan.firsts(closing):
            code.line("finish_reason = self.context.finish_reason or None")

    def _remembered(self, code: Code, used: set[str | int]) -> None:
        """Read the attributes that a frame uses into variables."""
        words = [word for word in (*HELD, *(name for name, _ in self.stream.values)) if word in used]
        if words:
            code.line(f"{', '.join(words)} = {', '.join(f'self.{word}' for word in words)}")

    @staticmethod
    def _opening_values(code: Code, used: set[str | int], source: str) -> None:
        """Read the values at the opening of the block into variables."""
        for word in OPENING:
            if word in used:
                code.line(f'{word} = {source}.get("{word}"){" or " + repr_str("") if word in TEXTS else ""}')

    def _send(self, code: Code, frames: Frames, collected: str) -> None:
        for frame in frames:
            if frame.condition is None:
                self._frame(code, frame, collected)
                continue
            with code.block_if(code.alternatives(frame.condition, "given")):
                self._frame(code, frame, collected)

    def _frame(self, code: Code, frame: plan.Frame, collected: str) -> None:
        if "sequence" in plan.firsts(frame):
            code.line("self.sequence = sequence = self.sequence + 1")
        parts = segments(frame, self.events)
        if parts is not None and not frame.collect:
            code.text(bytes_lines("self.out.append(", _tested(code, parts), ")"))
            return
        code.wide("payload = ", code.value(frame.body, "frame"))
        code.line(f'self.out.append({bytes_literal(head_of(frame, self.events))} + to_bytes(payload) + b"\\n\\n")')
        if frame.collect:
            code.line(f"self.{collected}.append(payload[{repr_str(frame.collect)}])")


def _tested(code: Code, parts: list[Segment]) -> list[Plain]:
    """Write the tests of texts with a condition. Returns the parts with these as expressions."""
    out: list[Plain] = []
    for part in parts:
        if len(part) == 3:
            test = code.condition(code.alternatives(part[2], "given"))
            out.append(("code", f'({bytes_literal(part[1])} if {test} else b"")'))
        else:
            out.append(part)
    return out


def bytes_lines(before: str, parts: list[Plain], after: str = "") -> list[str]:
    """Return the bytes of a frame, between what stands before and after them, as lines."""
    pieces = [_piece(kind, text) for kind, text in parts]
    values = [value for _, value in pieces if value]
    text = "".join(text if value or not values else text.replace("%", "%%") for text, value in pieces)
    given = "" if not values else f"% {values[0]}" if len(values) == 1 else f"% ({', '.join(values)})"
    line = f"{before}{bytes_literal(text)}{' ' * bool(given)}{given}{after}"
    if len(line) <= LINE:
        return [line]
    opened, closed = (before, after) if after else (f"{before}(", ")")
    chunks = [f"    {bytes_literal(chunk)}" for chunk in _chunks(text)]
    return [opened, *chunks, *([f"    {given}"] if given else []), closed]


def _chunks(text: str) -> list[str]:
    """Split a text behind commas into parts that fit on a line."""
    found = [""]
    *behind, last = text.split(",")
    for part in (*(f"{one}," for one in behind), last):
        if found[-1] and len(bytes_literal(found[-1] + part)) > LINE - 4:
            found.append("")
        found[-1] += part
    return found


def _piece(kind: str, text: str | Parts) -> tuple[str, str]:
    """Return a part of a format, and the expression of the value that it is for, or ''."""
    if not isinstance(text, str):
        texts = [repr_str(part) if of == "text" else f"str({part})" if part in NUMBERS else part for of, part in text]
        return "%b", f"dumps({' + '.join(texts)})"
    if kind == "text":
        return text, ""
    if kind == "code":
        return "%b", text
    if text == "logprobs":  # as the provider sends them: only `to_bytes` encodes every text
        return "%b", "to_bytes(logprobs)"
    if text == "created":
        return "%d", "self.context.created"
    return ("%d", text) if text in NUMBERS else ("%b", f"dumps({text})")


def bytes_literal(text: str) -> str:
    body = repr(text.encode())
    return body if '"' in text else f'b"{body[2:-1]}"'
