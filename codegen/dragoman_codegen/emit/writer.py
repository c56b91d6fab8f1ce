"""Writers of streams: a class that builds frames from constant bytes and encoded values.

The bytes around the text of a delta are prepared when a block opens, so that a delta is a single concatenation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.rules import Code
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan
from dragoman_codegen.model.frame_text import Segment, head_of, segments

Frames = tuple[plan.Frame, ...]
ARGUMENTS = {
    "start": "id: str, model: str, usage: hub.Usage",
    "open": "index: int, kind: str, first: dict[str, Any]",
    "delta": "text: str",
    "citation": "citation: hub.Citation",
    "close": "late: str | None",
    "finish": "finish_reason: hub.FinishReason, stop_sequence: str | None, refusal: str | None, usage: hub.Usage",
    "error": "error_type: hub.ErrorType, message: str",
}


@dataclass(slots=True)
class WriterCode:
    """Emits the class. `new` begins a function; `events`: each frame has an `event:` line."""

    stream: plan.WriteStream
    new: Callable[[], Code]
    events: bool

    def lines(self) -> list[str]:
        calls = {name: dict(kinds) for name, kinds in self.stream.calls}
        counts = "nth" in plan.firsts(self.stream)
        ping = [part for frame in calls["ping"][""] for part in segments(frame, self.events) or [] if len(part) == 2]
        lines = [
            "class Writer(WriteTypes):",
            '    """Appends the frames of a streamed response to `out`."""',
            "",
            f"    PING: Final = {_concat(ping)}",
            "",
            "    def __init__(self, context: Context) -> None:",
            "        super().__init__(context)",
            "        self.out: list[bytes] = []",
            '        self.started = self.named = self.kind = ""',
            f"        self.index{' = self.nth' if counts else ''} = -1",
            '        self.head = self.tail = b""  # frame bytes before and after the text of a delta',
        ]
        for name in ARGUMENTS:
            lines += ["", *self._call(name, calls)]
        return lines

    def _call(self, name: str, calls: dict[str, dict[str, Frames]]) -> list[str]:
        kinds = calls[name]
        code = self.new()
        code.depth = 2
        code.values.add("it")
        match name:
            case "open":
                code.line("self.index, self.kind = index, kind")
                code.line('self.head = self.tail = b""')
                both = {kind: (frames, calls["delta"].get(kind, ())) for kind, frames in kinds.items()}
                self._by_kind(code, "kind", both, lambda frames: self._open(code, *frames))
            case "delta":
                code.line("if self.head:")
                code.line("    self.out.append(self.head + dumps(text) + self.tail)")
            case "citation" | "close":
                if "index" in plan.firsts(tuple(kinds.values())):
                    code.line("index = self.index")
                _remembered(code, plan.firsts(tuple(kinds.values())))
                alone: dict[str, tuple[Frames, Frames]] = {kind: (frames, ()) for kind, frames in kinds.items()}
                self._by_kind(code, "self.kind", alone, lambda frames: self._send(code, frames[0]))
            case _:
                if name == "start":
                    code.line("self.started, self.named = id, model")
                else:
                    _remembered(code, plan.firsts(tuple(kinds.values())))
                self._send(code, kinds[""])
                if name == "finish" and self.stream.done:
                    code.line(f"self.out.append({_bytes(f'data: {self.stream.done}' + chr(10) * 2)})")
        if not code.lines:
            code.line("pass")
        return [f"    def {name}(self, {ARGUMENTS[name]}) -> None:", *code.lines]

    def _by_kind(
        self,
        code: Code,
        subject: str,
        kinds: dict[str, tuple[Frames, Frames]],
        body: Callable[[tuple[Frames, Frames]], None],
    ) -> None:
        groups: list[tuple[list[str], tuple[Frames, Frames]]] = []
        for kind, frames in kinds.items():
            if not any(frames):
                continue
            if groups and groups[-1][1] == frames:
                groups[-1][0].append(kind)
            else:
                groups.append(([kind], frames))
        for at, (names, frames) in enumerate(groups):
            test = f"{subject} == {repr_str(names[0])}" if len(names) == 1 else f"{subject} in {literal(tuple(names))}"
            with code.block(f"{'elif' if at else 'if'} {test}:"):
                body(frames)

    def _open(self, code: Code, frames: Frames, deltas: Frames) -> None:
        said = plan.firsts(frames)
        around = said | plan.firsts(deltas)
        if "nth" in around:
            code.line("self.nth += 1")
            code.line("nth = self.nth")
        _remembered(code, around)
        for word in ("id", "name", "data"):
            if word in said:
                code.line(f'{word} = first.get("{word}") or ""')
        for word in ("toolset", "error_code", "citations"):
            if word in said:
                code.line(f'{word} = first.get("{word}")')
        self._send(code, frames)
        for frame in deltas:
            parts = _tested(code, segments(frame, self.events) or [])
            at = parts.index(("hole", "delta"))
            code.line(f"self.head = {_concat(parts[:at])}")
            code.line(f"self.tail = {_concat(parts[at + 1 :])}")

    def _send(self, code: Code, frames: Frames) -> None:
        for frame in frames:
            if isinstance(frame.body, plan.Object) and frame.body.condition is not None:
                with code.block_if(code.alternatives(frame.body.condition, "given")):
                    self._append(code, replace(frame, body=replace(frame.body, condition=None)))
            else:
                self._append(code, frame)

    def _append(self, code: Code, frame: plan.Frame) -> None:
        parts = segments(frame, self.events)
        if parts is not None:
            code.line(f"self.out.append({_concat(_tested(code, parts))})")
            return
        code.wide("payload = ", code.value(frame.body, "frame"))
        code.line(f'self.out.append({_bytes(head_of(frame, self.events))} + to_bytes(payload) + b"\\n\\n")')


def _remembered(code: Code, said: set[str | int]) -> None:
    """Read the id and model of the start into variables where a frame uses them."""
    for word in ("started", "named"):
        if word in said:
            code.line(f"{word} = self.{word}")


def _tested(code: Code, parts: list[Segment]) -> list[tuple[str, str]]:
    """Write the tests of texts with a condition. Returns the parts with these as expressions."""
    out: list[tuple[str, str]] = []
    for part in parts:
        if len(part) == 3:
            test = code.condition(code.alternatives(part[2], "given"))
            out.append(("code", f'({_bytes(part[1])} if {test} else b"")'))
        else:
            out.append(part)
    return out


def _concat(parts: list[tuple[str, str]]) -> str:
    out = []
    for kind, text in parts:
        if kind == "text":
            out.append(_bytes(text))
        elif kind == "code":
            out.append(text)
        elif text == "created":
            out.append('b"%d" % self.context.created')
        else:
            out.append(f'b"%d" % {text}' if text in ("index", "nth") else f"dumps({text})")
    return " + ".join(out) or 'b""'


def _bytes(text: str) -> str:
    body = repr(text.encode())
    return body if '"' in text else f'b"{body[2:-1]}"'
