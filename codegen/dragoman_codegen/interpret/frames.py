"""Interpreter of the write half of streams, for tests."""

from __future__ import annotations

from typing import Any

from dragoman.library.streams import dumps, format_event
from dragoman_codegen.interpret.rules import Half
from dragoman_codegen.model import plan

COUNTERS = ("nth", "index", "sequence", "item", "part")


class Writer:
    """A Sink that builds each frame as an object and encodes it. `values`: values of frames; `opening`: values at the
    opening of the block; `run`: the kind of the first block of the open item."""

    def __init__(self, half: Half, stream: plan.WriteStream, named: bool) -> None:
        self.half, self.stream, self.named = half, stream, named
        self.calls = {name: dict(kinds) for name, kinds in stream.calls}
        self.USAGE_AT_START = "usage" in plan.firsts(tuple(self.calls["start"].values()))
        self.EXPLAINS_REFUSAL = "refusal" in plan.firsts(tuple(self.calls["finish"].values()))
        ends = (tuple(self.calls["close"].values()), tuple(frames for _, _, frames in stream.items))
        self.CLOSES_WITH_RESPONSE = "finish_reason" in plan.firsts(ends)
        self.items = {kind: {"open": opening, "close": closing} for kind, opening, closing in stream.items}
        self.out: list[bytes] = []
        self.values: dict[str, Any] = {"started": "", "named": "", "stem": "", "kind": ""}
        self.values |= dict.fromkeys(COUNTERS, -1) | {"parts": [], "items": [], "text": "", "cited": [], "logprobs": []}
        self.opening: dict[str, Any] = {}
        self.run = ""
        self.last: Any = None

    def tell(self, call: str, **values: Any) -> None:
        kinds = self.calls[call]
        self.send(kinds.get("", ()) or kinds.get(self.values["kind"], ()), "items", values)

    def send(self, frames: plan.Frames, collected: str, values: dict[str, Any]) -> None:
        for frame in frames:
            heads: dict[str, Any] = {"it": {**self.opening, **self.values, **values}, **self.half.heads}
            if frame.condition is not None and not self.half.leaf(frame.condition, heads):
                continue
            if frame.lost:
                self.half.make(frame.body, heads)
                continue
            if "sequence" in plan.firsts(frame):
                self.values["sequence"] += 1
                heads = {**heads, "it": {**heads["it"], "sequence": self.values["sequence"]}}
            payload = self.half.make(frame.body, heads)
            self.out.append(format_event(frame.event if self.named else None, dumps(payload)))
            if frame.collect:
                self.values[collected] = [*self.values[collected], payload[frame.collect]]
            self.last = payload

    def begin(self, id: str, model: str) -> None:
        self.values.update(started=id, named=model, stem=id.removeprefix(self.stream.stem))
        for name, template in self.stream.values:
            self.values[name] = self.half.make(template, {"it": self.values, **self.half.heads})

    def start(self, id: str, model: str, usage: Any) -> None:
        self.begin(id, model)
        self.tell("start", id=id, model=model, usage=usage)

    def open(self, index: int, kind: str, opening: dict[str, Any]) -> None:
        if kind not in self.items or self.items[kind] != self.items.get(self.run):
            self.end_item()
        frames = (self.calls["open"].get(kind, ()), self.calls["delta"].get(kind, ()))
        used = plan.firsts(frames)
        self.values.update(index=index, kind=kind, nth=self.values["nth"] + ("nth" in used))
        self.values.update(text="", cited=[], logprobs=[])
        self.opening = opening
        heads: dict[str, Any] = {"it": {**opening, **self.values}, **self.half.heads}
        for frame in frames[0]:
            if frame.lost and (frame.condition is None or self.half.leaf(frame.condition, heads)):
                self.send((frame,), "items", opening)
                self.values.update(kind="", nth=self.values["nth"] - ("nth" in used))
                return
        if self.run:
            self.values["part"] += 1
        else:
            self.values["item"] += kind in self.items or "item" in used
            if kind in self.items:
                self.run, self.values["part"] = kind, 0
                self.send(self.items[kind]["open"], "items", {})
        self.tell("open", **opening)

    def end_item(self) -> None:
        if self.run:
            self.send(self.items[self.run]["close"], "items", self._ending())
        self.run, self.values["parts"] = "", []

    def delta(self, text: str) -> None:
        self.values["text"] += text
        written = len(self.out)
        for frame in self.calls["delta"].get(self.values["kind"], ()):
            if len(self.out) == written:  # the first one that applies
                self.send((frame,), "items", {"delta": text})

    def scored(self, delta: str, logprobs: list[Any]) -> None:
        if self.values["kind"] not in self.calls.get("scored", {}):
            self.delta(delta)
            return
        self.values["text"] += delta
        self.values["logprobs"] = [*self.values["logprobs"], *logprobs]
        self.tell("scored", delta=delta, logprobs=logprobs)

    def citation(self, citation: Any) -> None:
        self.values["cited"] = [*self.values["cited"], citation]
        self.tell("citation", citation=citation, nth_citation=len(self.values["cited"]) - 1)

    def close(self, signature: str | None) -> None:
        kind = self.values["kind"]
        values = {"signature": signature, **self._ending()}
        self.send(self.calls["close"].get(kind, ()), "parts" if kind in self.items else "items", values)

    def _ending(self) -> dict[str, Any]:
        reason = self.half.context.finish_reason
        return {"finish_reason": reason} if reason else {}

    def finish(self, finish_reason: Any, stop_sequence: str | None, refusal: str | None, usage: Any) -> None:
        self.end_item()
        self.tell("finish", finish_reason=finish_reason, stop_sequence=stop_sequence, refusal=refusal, usage=usage)
        if self.stream.done:
            self.out.append(f"data: {self.stream.done}\n\n".encode())

    def cut_off(self, opened: bool) -> None:
        if not self.items or "items" not in plan.firsts(tuple(self.calls["error"].values())):
            return
        context, sent, sequence = self.half.context, len(self.out), self.values["sequence"]
        finish_reason, context.finish_reason = context.finish_reason, "max_tokens"
        if opened:
            self.close(None)
        self.end_item()
        del self.out[sent:]
        self.values["sequence"], context.finish_reason = sequence, finish_reason

    def error(self, error_type: Any, message: str, usage: Any = None) -> None:
        unstarted = not self.values["started"]
        if unstarted:
            context = self.half.context
            self.begin(context.ids.message_id(None, context.seed), context.client_model or context.model)
        self.tell("error", error_type=error_type, message=message, usage=usage, unstarted=unstarted)
