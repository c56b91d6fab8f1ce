"""In-process host of the Messages protocol: plays scripted turns and records its requests.

The number of tool calls in the history selects the turn, so that a repeated request receives the same response. A
request without tools is a side call of the client, for instance for a title.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Block = dict[str, Any]
Event = dict[str, Any]
USAGE = {"input_tokens": 30, "cache_creation_input_tokens": 70, "cache_read_input_tokens": 900, "output_tokens": 9}
SIDE_CALL: list[Block] = [{"type": "text", "text": "side call"}]


class Host(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, turns: list[list[Block]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.turns = turns
        self.requests: list[dict[str, Any]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"

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


class Handler(BaseHTTPRequestHandler):
    server: Host

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
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
            self._send("application/json", json.dumps({**message, "content": blocks, **ended}))
            return
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
        self._send("text/event-stream", text)

    def _send(self, kind: str, text: str) -> None:
        data = text.encode()
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


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


@contextmanager
def host(*turns: list[Block]) -> Iterator[Host]:
    served = Host(list(turns))
    threading.Thread(target=served.serve_forever, daemon=True).start()
    try:
        yield served
    finally:
        served.shutdown()
        served.server_close()
