"""Recorder of what a reader of streams does: the interface `Blocks`, of which each call is kept."""

from __future__ import annotations

import inspect
from typing import Any

from dragoman.library.context import Context
from dragoman.library.streams import Blocks

SIGNATURES = {name: inspect.signature(item) for name, item in vars(Blocks).items() if inspect.isfunction(item)}


class Recorder:
    """`calls`: the name and the arguments of each call, in order; `pieces`: those that add to the answer."""

    def __init__(self) -> None:
        self.calls: list[list[Any]] = []
        self.pieces: list[tuple[str, dict[str, Any]]] = []
        self.over = False
        self.finish_reason: Any = None
        self.keys: list[Any] = []

    def hold(self, names: Any, after: Any) -> None:
        answer: Any = {
            "blocks": [{"kind": "tool_call", "id": "i", "name": next(iter(names), "n"), "input": {"a": "b"}}]
        }
        context = Context()
        after(answer, context)
        self.calls = [call for call in self.calls if call[0] != "hold"]  # the last one counts
        self.calls.append(["hold", list(names), answer, list(context.losses)])

    def seen(self, *keys: Any) -> bool:
        self.calls.append(["seen", list(keys)])
        return any(key in self.keys for key in keys)

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **named: Any) -> None:
            bound = SIGNATURES[name].bind(self, *args, **named)
            bound.apply_defaults()
            given = {key: value for key, value in bound.arguments.items() if key not in ("self", "opening")}
            given |= bound.arguments.get("opening", {})
            self.calls.append([name, dict(sorted(given.items()))])
            self.pieces.append((name, given))
            if name == "add_piece":
                self.keys.append(given["key"])
            if name == "record" and given["finish_reason"] is not None:
                self.finish_reason = given["finish_reason"]
            if name in ("finish", "fail"):
                self.over = True

        return call
