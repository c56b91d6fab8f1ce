"""Writers of streams: a class that builds frames from constant bytes and encoded values.

The bytes around the text of a delta are prepared when a block opens, so that a delta is written at once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import starmap

from dragoman_codegen.emit.functions.code import Code
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.streams.echoes import echo_of
from dragoman_codegen.emit.streams.frames import OPENING, FrameCode, Frames, bytes_lines, bytes_literal
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan
from dragoman_codegen.model.frame_text import segments

Kinds = dict[str, tuple[Frames, Frames, str]]  # kind of block -> frames, frames of its deltas, what else matters
ARGUMENTS = {
    "start": "id: str, model: str, usage: hub.Usage",
    "open": "index: int, kind: str, opening: dict[str, Any]",
    "delta": "text: str",
    "scored": "delta: str, logprobs: list[Any]",
    "citation": "citation: hub.Citation",
    "close": "signature: str | None",
    "finish": "finish_reason: hub.FinishReason, stop_sequence: str | None, refusal: str | None, usage: hub.Usage",
    "error": "error_type: hub.ErrorType, message: str, usage: hub.Usage | None = None",
}
HEAD = '        self.head = self.tail = b""  # frame bytes before and after the text of a delta'
FRAME = '        self.frame = b""  # the format of a delta, with its text and its number'


@dataclass(slots=True)
class WriterCode(FrameCode):
    """Emits the class of a writer."""

    def lines(self) -> list[str]:
        calls = {name: dict(kinds) for name, kinds in self.stream.calls}
        ping = [part for frame in calls["ping"][""] for part in segments(frame, self.events) or [] if len(part) == 2]
        starts, ends = (plan.firsts(tuple(calls[name].values())) for name in ("start", "finish"))
        late = self._closes_with_response
        head = [
            "class Writer(WriteTypes):",
            '    """Appends the frames of a streamed response to `out`."""',
            "",
            *(f"    {line}" for line in bytes_lines("PING: Final = ", ping)),
            f"    CLOSES_WITH_RESPONSE: Final = {late}  # whether the end of a block states that of the response",
            f"    USAGE_AT_START: Final = {'usage' in starts}  # whether frames report it",
            f"    EXPLAINS_REFUSAL: Final = {'refusal' in ends}  # whether the last frames do",
            *(
                f"    NUMBER: Final = {repr_str(name)}  # the member with the number of a frame"
                for name in self._number[:1]
            ),
            *(line for echo in starmap(echo_of, self.stream.values) if echo for line in echo.constants(self._new())),
            "",
            "    def __init__(self, context: Context) -> None:",
            "        super().__init__(context)",
            "        self.out: list[bytes] = []",
            '        self.started = self.named = self.kind = ""',
            f"        {' = '.join(f'self.{name}' for name in self._counters())} = -1",
            FRAME if self._numbered else HEAD,
            *self._state(),
            *(["", *self._begin()] if self._begins else []),
        ]
        lines = [*head, *(["", *self._end_item()] if self.stream.items else [])]
        for name in ARGUMENTS:
            lines += ["", *self._call(name, calls)]
        return [*lines, *self._cut_off()]

    # ------------------------------------------------------------------------------------------ what is needed
    @property
    def _begins(self) -> bool:
        """Whether the start prepares more than the id and the model."""
        return bool(self.stream.values or {"stem", "unstarted"} & self.used)

    def _counters(self) -> list[str]:
        used = self.used
        return ["index", *(name for name in ("nth", "sequence", "item", "part") if name in used)]

    def _state(self) -> list[str]:
        """Return the assignments of attributes that only some protocols need."""
        used = self.used
        return [
            *(['        self.stem = ""'] if "stem" in used else []),
            *(["        self.opening: dict[str, Any] = {}"] if self._keeps_opening else []),
            *(["        self.texts: list[str] = []"] if "text" in used else []),
            *(["        self.cited: list[hub.Citation] = []"] if self._keeps_citations else []),
            *(["        self.logprobs: list[Any] = []"] if self._keeps_logprobs else []),
            *(
                ['        self.run = ""  # the first kind of block that the open item may have']
                if self.stream.items
                else []
            ),
            *(["        self.parts: list[Any] = []"] if "parts" in used else []),
            *(["        self.items: list[Any] = []"] if "items" in used else []),
            *(f"        self.{name}: Any = None" for name, _ in self.stream.values),
        ]

    @property
    def _number(self) -> list[str]:
        """The name of the member that has the number of the frame."""
        bodies = [frame.body for frame in dict(dict(self.stream.calls)["error"])[""]]
        entries = [entry for body in bodies if isinstance(body, plan.Object) for entry in body.entries]
        return [entry.key for entry in entries if "sequence" in plan.firsts(entry.value)]

    @property
    def _keeps_opening(self) -> bool:
        later = [frames for name, frames in self.stream.calls if name in ("citation", "close")]
        return bool(set(OPENING) & plan.firsts(tuple(later)))

    @property
    def _keeps_citations(self) -> bool:
        return bool({"cited", "nth_citation"} & self.used)

    @property
    def _keeps_logprobs(self) -> bool:
        return "logprobs" in plan.firsts(dict(self.stream.calls)["close"])

    @property
    def _closes_with_response(self) -> bool:
        ends = tuple(frames for _, _, frames in self.stream.items)
        return "finish_reason" in plan.firsts((dict(self.stream.calls)["close"], ends))

    # ------------------------------------------------------------------------------------------------- methods
    def _begin(self) -> list[str]:
        code = self._new()
        used = self.used
        code.line("self.started, self.named = id, model")
        if "stem" in used:
            code.line(f"self.stem = id.removeprefix({repr_str(self.stream.stem)})")
        for name, template in self.stream.values:
            if echo := echo_of(name, template):
                echo.assign(code)
            else:
                code.wide(f"self.{name} = ", code.value(template, name))
        return ["    def begin(self, id: str, model: str) -> None:", *code.lines]

    def _end_item(self) -> list[str]:
        code = self._new()
        self._ending(code, tuple(frames for _, _, frames in self.stream.items))
        closing: Kinds = {
            kind: (frames, (), "") for kind, _, frames in self.stream.items if kind == self._runs[kind][0]
        }
        self._by_kind(code, "self.run", closing, lambda frames, deltas, more: self._give(code, frames, "items"))
        code.line('self.run = ""')
        if "parts" in self.used:
            code.line("self.parts = []")
        return ["    def end_item(self) -> None:", *code.lines]

    def _cut_off(self) -> list[str]:
        """Return the method that precedes an error whose frame contains the items of the response."""
        if not self.stream.items or "items" not in plan.firsts(dict(self.stream.calls)["error"]):
            return []
        numbered = "sequence" in self.used
        return [
            "",
            "    def cut_off(self, opened: bool) -> None:",
            '        """Count the open block and its item among the items, cut off and without frames: a client would',
            '        take their end for the end of the item."""',
            "        sent, finish_reason = len(self.out), self.context.finish_reason",
            *(["        sequence = self.sequence"] if numbered else []),
            '        self.context.finish_reason = "max_tokens"',
            "        if opened:",
            "            self.close(None)",
            "        self.end_item()",
            "        del self.out[sent:]",
            *(["        self.sequence = sequence"] if numbered else []),
            "        self.context.finish_reason = finish_reason",
        ]

    def _call(self, name: str, calls: dict[str, dict[str, Frames]]) -> list[str]:
        kinds = calls.get(name, {})
        code = self._new()
        alone: Kinds = {
            kind: (frames, (), "parts" if kind in self._item_kinds else "items") for kind, frames in kinds.items()
        }
        match name:
            case "start":
                code.line("self.begin(id, model)" if self._begins else "self.started, self.named = id, model")
                self._give(code, kinds[""], "", ("id", "started", "named"))
            case "open":
                self._opening(code, kinds, calls["delta"])
            case "delta":
                self._delta(code)
            case "scored":
                self._scored(code, alone)
            case "citation":
                if self._keeps_citations:
                    code.line("self.cited.append(citation)")
                self._by_kind(code, "self.kind", alone, lambda frames, deltas, to: self._give(code, frames, to))
            case "close":
                self._ending(code, tuple(kinds.values()))
                self._by_kind(code, "self.kind", alone, lambda frames, deltas, to: self._give(code, frames, to))
            case "finish":
                self._finishing(code, kinds[""])
            case "error":
                self._erring(code, kinds[""])
        if not code.lines:
            code.line("pass")
        return [f"    def {name}(self, {ARGUMENTS[name]}) -> None:", *code.lines]

    def _new(self) -> Code:
        code = self.new()
        code.depth = 2
        code.values.add("it")
        code.used |= {str(word) for word in self.used} - {"it"}
        return code

    @property
    def _item_kinds(self) -> dict[str, Frames]:
        return {kind: frames for kind, frames, _ in self.stream.items}

    @property
    def _runs(self) -> dict[str, tuple[str, ...]]:
        """Return the kinds whose adjacent blocks form one item, by each of these kinds. The first one names it."""
        same = {kind: frames for kind, *frames in self.stream.items}
        return {kind: tuple(other for other in same if same[other] == same[kind]) for kind in same}

    @property
    def _ends_item(self) -> str:
        """Return the condition under which a block of `kind` is no part of the open item."""
        runs = dict.fromkeys(self._runs.values())
        tests = [f"(self.run != {repr_str(run[0])} or kind not in {literal(run)})" for run in runs]
        return " and ".join(tests) if len(tests) > 1 else tests[0][1:-1]

    def _finishing(self, code: Code, frames: Frames) -> None:
        if self.stream.items:
            code.line("self.end_item()")
        self._give(code, frames, "")
        if self.stream.done:
            code.line(f"self.out.append({bytes_literal(f'data: {self.stream.done}' + chr(10) * 2)})")

    def _erring(self, code: Code, frames: Frames) -> None:
        """An error may come before the start: then the frames before it have the id and the model all the same."""
        if "unstarted" in plan.firsts(frames):
            code.line("unstarted = not self.started")
            with code.block("if unstarted:"):
                code.line("context = self.context")
                code.line("id = context.ids.message_id(None, context.seed)")
                code.line("self.begin(id, context.client_model or context.model)")
        self._give(code, frames, "")

    def _delta(self, code: Code) -> None:
        if "text" in self.used:
            code.line("self.texts.append(text)")
        if not self._numbered:
            with code.block("if self.head:"):
                code.line("self.out.append(self.head + dumps(text) + self.tail)")
            return
        with code.block("if self.frame:"):
            code.line("self.sequence = sequence = self.sequence + 1")
            code.line("self.out.append(self.frame % (dumps(text), sequence))")

    def _scored(self, code: Code, kinds: Kinds) -> None:
        """A delta with log probabilities. Where they have no place, only its text is written."""
        if not dict(self.stream.calls).get("scored"):
            code.line("self.delta(delta)")
            return
        if "text" in self.used:
            code.line("self.texts.append(delta)")
        if self._keeps_logprobs:
            code.line("self.logprobs += logprobs")
        known = ("logprobs",)
        self._by_kind(code, "self.kind", kinds, lambda frames, deltas, to: self._give(code, frames, to, known))

    def _opening(self, code: Code, kinds: dict[str, Frames], deltas: dict[str, Frames]) -> None:
        code.line("self.index, self.kind = index, kind")
        code.line('self.frame = b""' if self._numbered else 'self.head = self.tail = b""')
        if self._keeps_opening:
            code.line("self.opening = opening")
        if "text" in self.used:
            code.line("self.texts = []")
        if self._keeps_citations:
            code.line("self.cited = []")
        if self._keeps_logprobs:
            code.line("self.logprobs = []")
        if self.stream.items:
            with code.block(f"if {self._ends_item}:"):
                code.line("self.end_item()")
        items = self._item_kinds
        both: Kinds = {
            kind: (frames, deltas.get(kind, ()), kind if kind in items else "") for kind, frames in kinds.items()
        }
        self._by_kind(code, "kind", both, lambda *frames: self._open(code, *frames))

    def _by_kind(self, code: Code, subject: str, kinds: Kinds, body: Callable[[Frames, Frames, str], None]) -> None:
        groups: list[tuple[list[str], tuple[Frames, Frames, str]]] = []
        for kind, frames in kinds.items():
            if not (frames[0] or frames[1]):
                continue
            if groups and groups[-1][1] == frames:
                groups[-1][0].append(kind)
            else:
                groups.append(([kind], frames))
        for at, (names, frames) in enumerate(groups):
            test = f"{subject} == {repr_str(names[0])}" if len(names) == 1 else f"{subject} in {literal(tuple(names))}"
            with code.block(f"{'elif' if at else 'if'} {test}:"):
                body(*frames)

    def _open(self, code: Code, frames: Frames, deltas: Frames, item: str) -> None:
        lost = tuple(frame for frame in frames if frame.lost)
        asked = plan.firsts(lost)
        frames = tuple(frame for frame in frames if not frame.lost)
        around = plan.firsts((frames, deltas))
        numbered = "nth" in around | asked
        if numbered:
            code.line("nth = self.nth + 1")
        self._opening_values(code, asked, "opening")
        self._lost(code, lost)
        if lost and lost[-1].condition is None:
            return
        if numbered:
            code.line("self.nth = nth")
        if item:
            with code.block("if self.run:"):
                code.line("self.part += 1")
            with code.block("else:"):
                code.line(f"self.run, self.part = {repr_str(self._runs[item][0])}, 0")
                code.line("self.item += 1")
                self._give(code, self._item_kinds[item], "")
        elif "item" in around:
            code.line("self.item += 1")
        around = plan.firsts((frames, deltas))
        self._remembered(code, around - {"index", "nth"})
        self._opening_values(code, around - asked, "opening")
        self._send(code, frames, "parts" if item else "items")
        self._delta_frame(code, deltas)

    def _lost(self, code: Code, frames: Frames) -> None:
        """Leave the block out, with its later events, if one of these frames applies."""
        for frame in frames:
            condition = frame.condition
            with code.block_if(code.alternatives(condition, "given")) if condition else nullcontext():
                code.line('self.kind = ""')
                code.value(frame.body, "")
                if condition:
                    code.line("return")
