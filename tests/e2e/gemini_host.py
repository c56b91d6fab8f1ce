"""In-process host of the Gemini protocol: plays scripted turns as streams and records its requests.

The number of function calls in the history selects the turn, so that a repeated request receives the same response.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Part = dict[str, Any]
USAGE = {"promptTokenCount": 40, "candidatesTokenCount": 9, "thoughtsTokenCount": 5, "totalTokenCount": 54}


class Host(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, turns: list[list[Part]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.turns = turns
        self.requests: list[dict[str, Any]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def turn(self, body: dict[str, Any]) -> list[Part]:
        parts = [part for content in body["contents"] for part in content["parts"]]
        made = sum("functionCall" in part for part in parts)
        return self.turns[min(made, len(self.turns) - 1)]


class Handler(BaseHTTPRequestHandler):
    server: Host

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(body)
        parts = self.server.turn(body)
        chunks = [{"content": {"role": "model", "parts": [part]}, "index": 0} for part in parts]
        ends: list[dict[str, Any]] = [{}] * (len(parts) - 1) + [{"finishReason": "STOP"}]
        events = [
            {
                "candidates": [chunk | end],
                "usageMetadata": USAGE,
                "modelVersion": "gemini-3.5",
                "responseId": "r1",
            }
            for chunk, end in zip(chunks, ends, strict=True)
        ]
        data = "".join(f"data: {json.dumps(event)}\r\n\r\n" for event in events).encode()
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def host(*turns: list[Part]) -> Iterator[Host]:
    served = Host(list(turns))
    threading.Thread(target=served.serve_forever, daemon=True).start()
    try:
        yield served
    finally:
        served.shutdown()
        served.server_close()
