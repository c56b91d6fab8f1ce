"""In-process host of the Gemini protocol: plays scripted turns as streams and records its requests.

The number of function calls in the history selects the turn, so that a repeated request receives the same response.
"""

import json
from contextlib import AbstractContextManager
from typing import Any

from tests.http_server import Recorder, Responder, serving

Part = dict[str, Any]
USAGE = {"promptTokenCount": 40, "candidatesTokenCount": 9, "thoughtsTokenCount": 5, "totalTokenCount": 54}


class Host(Recorder):
    def __init__(self, turns: list[list[Part]]) -> None:
        super().__init__(Handler)
        self.turns = turns

    def turn(self, body: dict[str, Any]) -> list[Part]:
        parts = [part for content in body["contents"] for part in content["parts"]]
        made = sum("functionCall" in part for part in parts)
        return self.turns[min(made, len(self.turns) - 1)]


class Handler(Responder):
    server: Host

    def do_POST(self) -> None:
        body = json.loads(self.body())
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
        self.reply(data, kind="text/event-stream")


def host(*turns: list[Part]) -> AbstractContextManager[Host]:
    return serving(Host(list(turns)))
