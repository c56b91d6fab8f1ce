"""In-process host of the Messages protocol: plays scripted turns and records its requests.

The number of tool calls in the history selects the turn, so that a repeated request receives the same response. A
request without tools is a side call of the client, for instance for a title.
"""

import json
from contextlib import AbstractContextManager
from typing import Any

from tests.http_server import Recorder, Responder, serving

Block = dict[str, Any]
Event = dict[str, Any]
USAGE = {"input_tokens": 30, "cache_creation_input_tokens": 70, "cache_read_input_tokens": 900, "output_tokens": 9}
SIDE_CALL: list[Block] = [{"type": "text", "text": "side call"}]


class Host(Recorder):
    def __init__(self, turns: list[list[Block]]) -> None:
        super().__init__(Handler)
        self.turns = turns

    def turn(self, body: dict[str, Any]) -> list[Block]:
        if not body.get("tools"):
            return SIDE_CALL
        made = [
            message
            for message in body["messages"]
            if isinstance(message["content"], list)
            and any(part.get("type") == "tool_use" for part in message["content"])
        ]
        return self.turns[min(len(made), len(self.turns) - 1)]


class Handler(Responder):
    server: Host

    def do_POST(self) -> None:
        body = json.loads(self.body())
        self.server.requests.append(body)
        blocks = self.server.turn(body)
        message = {
            "id": f"msg_{len(self.server.requests)}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
        }
        stop = "tool_use" if any(block["type"] == "tool_use" for block in blocks) else "end_turn"
        ended = {"stop_reason": stop, "stop_sequence": None, "usage": USAGE}
        if not body.get("stream"):
            return self.reply({**message, "content": blocks, **ended})
        opened: Event = {
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {**USAGE, "output_tokens": 1},
        }
        events: list[Event] = [{"type": "message_start", "message": message | opened}, {"type": "ping"}]
        for index, block in enumerate(blocks):
            events += [{**event, "index": index} for event in pieces(block)]
        usage = ended.pop("usage")
        events += [{"type": "message_delta", "delta": ended, "usage": usage}, {"type": "message_stop"}]
        text = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
        self.reply(text.encode(), kind="text/event-stream")


def pieces(block: Block) -> list[Event]:
    """Return the stream events of a block: start, deltas and stop."""
    empty: dict[str, Block] = {
        "text": {"text": ""},
        "thinking": {"thinking": "", "signature": ""},
        "tool_use": {"input": {}},
    }
    start = {"type": "content_block_start", "content_block": {**block, **empty.get(block["type"], {})}}
    deltas: list[Block] = []
    if block["type"] == "text":
        deltas = [{"type": "text_delta", "text": word + " "} for word in block["text"].split(" ")]
        deltas[-1]["text"] = deltas[-1]["text"][:-1]
    elif block["type"] == "thinking":
        deltas = [{"type": "thinking_delta", "thinking": block["thinking"]}]
        deltas += [{"type": "signature_delta", "signature": block["signature"]}]
    elif block["type"] == "tool_use":
        text = json.dumps(block["input"], ensure_ascii=False)
        deltas = [{"type": "input_json_delta", "partial_json": text[i : i + 7]} for i in range(0, len(text), 7)]
    return [
        start,
        *({"type": "content_block_delta", "delta": delta} for delta in deltas),
        {"type": "content_block_stop"},
    ]


def host(*turns: list[Block]) -> AbstractContextManager[Host]:
    return serving(Host(list(turns)))
