"""Answers and requests whose cost must grow linearly; `bench/growth.py` measures their time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from dragoman import loader
from dragoman.library.context import Context
from dragoman.library.hub import Message, Request
from dragoman.library.passes import arrange_messages, merge_messages, place_system_messages
from dragoman.streaming.blocks import Blocks
from dragoman.streaming.relay import Relay
from tests.runtime.checked import FRONT


class Silent:
    """A sink that ignores everything."""

    def start(self, *_: Any) -> None: ...
    def open(self, *_: Any) -> None: ...
    def delta(self, *_: Any) -> None: ...
    def scored(self, *_: Any) -> None: ...
    def citation(self, *_: Any) -> None: ...
    def close(self, *_: Any) -> None: ...
    def finish(self, *_: Any) -> None: ...
    def error(self, *_: Any) -> None: ...


def make(explicit_ends: bool = False) -> Blocks:
    return Blocks(Silent(), Context(provider="demo", model="m", ids=FRONT), explicit_ends)


def parallel_calls(number: int) -> None:
    """Calls that all open before the first one ends, with their arguments in turn."""
    blocks = make(explicit_ends=True)
    for key in range(number):
        blocks.add_piece("tool_call", key, id=f"call_{key}", name="f")
    for piece in ('{"a"', ":", "1}"):
        for key in range(number):
            blocks.add_piece("tool_call", key, text=piece)
    for key in range(number):
        blocks.close(key)
    blocks.finish()


def parallel_calls_without_ends(number: int) -> None:
    """The same in a protocol that does not state when a call ends."""
    blocks = make()
    for key in range(number):
        blocks.add_piece("tool_call", key, id=f"call_{key}", name="f", text='{"a"')
    for key in reversed(range(number)):
        blocks.add_piece("tool_call", key, text=":1}")
    blocks.finish()


def interleaved_calls(number: int) -> None:
    """Two calls whose pieces alternate, each the end of an object within the arguments."""
    blocks = make()
    for key in (0, 1):
        blocks.add_piece("tool_call", key, id=f"call_{key}", name="f", text='{"list":[{}')
    for _ in range(number):
        for key in (0, 1):
            blocks.add_piece("tool_call", key, text=',{"a":1}')
    for key in (0, 1):
        blocks.add_piece("tool_call", key, text="]}")
    blocks.finish()


def arguments_encoded_twice(number: int) -> None:
    """Arguments that are JSON within a JSON string, beside a call that waits."""
    blocks = make()
    blocks.add_piece("tool_call", 0, id="a", name="f", text='"{')
    blocks.add_piece("tool_call", 1, id="b", name="f", text="{}")
    for count in range(number):
        blocks.add_piece("tool_call", 0, text=f'\\"{count}\\":\\"')
        blocks.add_piece("tool_call", 0, text='x\\",')
    blocks.add_piece("tool_call", 0, text='\\"last\\":1}"')
    blocks.finish()


def names_repeated_without_ids(number: int) -> None:
    """A call of which each piece repeats the name, from a host that sends neither ids nor other indices."""
    blocks = make()
    for piece in ("[", *["{},"] * number, "{}]"):
        blocks.add_piece("tool_call", 0, name="f", text=piece)
    blocks.finish()


def text_beside_waiting_calls(number: int) -> None:
    """Text in pieces while calls wait for their end."""
    blocks = make()
    for key in range(number):
        blocks.add_piece("tool_call", key, id=f"call_{key}", name="f", text='{"a":')
    for _ in range(number):
        blocks.add_text("text", "word ")
    blocks.finish()


def reasoning_details(number: int) -> None:
    """A reasoning detail in pieces."""
    blocks = make()
    for _ in range(number):
        blocks.add_details({"type": "t", "index": 0, "text": "word " * 20}, ("type", "index"), ("text",))
    blocks.finish()


def forwarded_parallel_calls(number: int) -> None:
    """Calls of a forwarded stream that all open before the first one ends, and end in the other order."""
    kinds = ("start", "delta", "delta")
    events = [call_event(kind, key) for kind in kinds for key in range(number)]
    forwarded([*events, *(call_event("stop", key) for key in reversed(range(number)))])


def call_event(kind: str, key: int, text: str = "") -> dict[str, Any]:
    """Return an event of a tool call in a Messages stream."""
    event: dict[str, Any] = {"type": f"content_block_{kind}", "index": key}
    if kind == "start":
        event["content_block"] = {"type": "tool_use", "id": f"call_{key}", "name": f"f{key}", "input": {}}
    elif kind == "delta":
        event["delta"] = {"type": "input_json_delta", "partial_json": text}
    return event


def forwarded(events: list[dict[str, Any]]) -> bytes:
    """Return what a client of Messages receives of an answer of Messages with these events of blocks."""
    counts = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    usage = dict.fromkeys(counts, 1)
    answer = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [], "usage": usage}
    start = {"type": "message_start", "message": {**answer, "stop_reason": None, "stop_sequence": None}}
    end = {"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": None}, "usage": usage}
    front, back = loader.front("anthropic_messages"), loader.back("anthropic", "anthropic_messages")
    relay = Relay(front, back, Context(provider="anthropic", model="m"), renamed=False)
    frames = [
        f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
        for event in (start, *events, end, {"type": "message_stop"})
    ]
    return b"".join([*map(relay.feed, frames), relay.end()])


def _turns(role: Any, number: int) -> Request:
    turns: list[Message] = [
        {"role": role, "blocks": [{"kind": "text", "text": json.dumps(at)}]} for at in range(number)
    ]
    return {"model": "m", "messages": turns}


def runs_of_user_messages(number: int) -> None:
    arrange_messages(_turns("user", number), Context(), alternate=True)


def runs_of_assistant_messages(number: int) -> None:
    merge_messages(_turns("assistant", number), Context(), assistant=True)


def runs_of_system_messages(number: int) -> None:
    place_system_messages(_turns("system", number), Context(), leading=True)


CASES: Final[dict[str, Callable[[int], None]]] = {
    case.__name__: case
    for case in (
        parallel_calls,
        parallel_calls_without_ends,
        interleaved_calls,
        arguments_encoded_twice,
        names_repeated_without_ids,
        text_beside_waiting_calls,
        reasoning_details,
        forwarded_parallel_calls,
        runs_of_user_messages,
        runs_of_assistant_messages,
        runs_of_system_messages,
    )
}
