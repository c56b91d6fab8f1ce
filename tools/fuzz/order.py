"""A sink that checks the order of the blocks of an answer, and passes them on to the writer of a client."""

from __future__ import annotations

from typing import Any

from dragoman.library.hub import KINDS, MOVES, Citation, ErrorType, FinishReason, Usage
from dragoman.library.streams import Sink


class Ordered:
    """Raises AssertionError at the first event that the order of `hub.MOVES` does not allow."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.state, self.index, self.kind = "waiting", 0, ""

    def _move(self, event: str) -> None:
        assert event in MOVES[self.state], f"{event} in state {self.state}"
        self.state = MOVES[self.state][event]

    def start(self, id: str, model: str, usage: Usage) -> None:
        self._move("start")
        self.sink.start(id, model, usage)

    def open(self, index: int, kind: str, first: dict[str, Any]) -> None:
        self._move("open")
        assert index == self.index, f"block {index} instead of {self.index}"
        assert all(first.get(key) for key in KINDS[kind].get("opening", ())), f"{kind}: {first}"
        self.index, self.kind = index + 1, kind
        self.sink.open(index, kind, first)

    def delta(self, text: str) -> None:
        self._move("delta")
        assert text and "delta" in KINDS[self.kind], f"delta of {self.kind}"
        self.sink.delta(text)

    def scored(self, delta: str, logprobs: list[Any]) -> None:
        self._move("scored")
        assert logprobs and self.kind == "text", f"log probabilities of {self.kind}"
        self.sink.scored(delta, logprobs)

    def citation(self, citation: Citation) -> None:
        self._move("citation")
        assert self.kind == "text" and citation["url"]
        self.sink.citation(citation)

    def close(self, signature: str | None) -> None:
        self._move("close")
        self.sink.close(signature)

    def finish(self, finish_reason: FinishReason, stop_sequence: str | None, refusal: str | None, usage: Usage) -> None:
        self._move("finish")
        self.sink.finish(finish_reason, stop_sequence, refusal, usage)

    def error(self, error_type: ErrorType, message: str, usage: Usage | None = None) -> None:
        self._move("error")
        assert message, "an error without a message"
        self.sink.error(error_type, message, usage)
