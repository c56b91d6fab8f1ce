"""Checking sink: validates every event against `hub.MOVES` and the shapes of the contract, and records it."""

from __future__ import annotations

from typing import Any

from dragoman.library.context import Context
from dragoman.library.hub import KINDS, MOVES
from dragoman.library.names import Ids
from dragoman.streaming.blocks import Blocks
from dragoman.streaming.endings import ERROR_TYPES, FINISH_REASONS

FRONT = Ids(message="msg_", foreign=("chatcmpl-", "resp_"), tool_call="toolu_")


class Checked:
    """`events`: in short forms; `blocks`: tuples (kind, opening, text, signature); `ending`: the last event."""

    def __init__(self) -> None:
        self.state = "waiting"
        self.kind = ""
        self.events: list[tuple[Any, ...]] = []
        self.blocks: list[list[Any]] = []
        self.ending: tuple[Any, ...] | None = None
        self.usage: dict[str, Any] = {}
        self.id = ""

    def _move(self, event: str, *what: Any) -> None:
        assert event in MOVES[self.state], f"{event} while {self.state}, after {self.events}"
        self.state = MOVES[self.state][event]
        self.events.append((event, *what))

    def start(self, id: str, model: str, usage: Any) -> None:
        self._move("start", id)
        assert isinstance(id, str) and isinstance(usage, dict)
        self.id = id

    def open(self, index: int, kind: str, first: dict[str, Any]) -> None:
        self._move("open", index, kind)
        assert index == len(self.blocks)
        assert all(isinstance(first[key], str) and first[key] for key in KINDS[kind].get("opening", ())), (kind, first)
        self.kind = kind
        self.blocks.append([kind, first, "", None])

    def delta(self, text: str) -> None:
        self._move("delta", text)
        assert "delta" in KINDS[self.kind]
        assert isinstance(text, str) and text
        text.encode()
        self.blocks[-1][2] += text

    def scored(self, delta: str, logprobs: list[Any]) -> None:
        self._move("scored", delta, logprobs)
        assert self.kind == "text"
        self.blocks[-1][2] += delta

    def citation(self, citation: Any) -> None:
        self._move("citation", citation)
        assert self.kind == "text" and citation["url"]

    def close(self, signature: str | None) -> None:
        self._move("close")
        assert signature is None or (self.kind == "reasoning" and signature)
        self.blocks[-1][3] = signature

    def finish(self, finish_reason: str, stop_sequence: str | None, refusal: str | None, usage: Any) -> None:
        self._move("finish", finish_reason)
        assert finish_reason in FINISH_REASONS and (stop_sequence is None or finish_reason == "stop_sequence")
        self.ending = (finish_reason, stop_sequence, refusal)
        self.usage = usage

    def error(self, error_type: str, message: str, usage: Any = None) -> None:
        self._move("error", error_type)
        assert error_type in ERROR_TYPES and message
        message.encode()
        self.ending = (error_type, message)

    def texts(self) -> list[tuple[str, str]]:
        return [(kind, text) for kind, _, text, _ in self.blocks]


def make(explicit_ends: bool = False, **given: Any) -> tuple[Blocks, Checked, Context]:
    """Return Blocks with a checking sink."""
    given.setdefault("ids", FRONT)
    context = Context(family="demo", client_model="m", seed="s", **given)
    sink = Checked()
    return Blocks(sink, context, explicit_ends), sink, context
