"""In-process host of Chat Completions: answers by what a request contains, with reasoning before every answer.

A request with a tool whose name ends in `look` gets two calls of it, then a text; one with a JSON schema or with other
tools gets an object; any other request a text.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Table = dict[str, Any]
CITIES = ["Paris", "Rome"]
HELLO = "Hello, how are you?"
SUNNY = "It is sunny in Paris and Rome."
PLACE = {"city": "Paris"}
USAGE = {"prompt_tokens": 30, "completion_tokens": 9, "total_tokens": 39}


class Host(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[Table] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


def message(body: Table) -> Table:
    """Return the message that answers a request."""
    names = [tool["function"]["name"] for tool in body.get("tools") or ()]
    looks = [name for name in names if name.endswith("look")]
    done = sum(one["role"] == "tool" for one in body["messages"])
    if body.get("response_format"):
        return {"content": json.dumps(PLACE)}
    if looks and done < len(CITIES):
        return {"tool_calls": [_call(looks[0], {"city": CITIES[done]}, done)]}
    if done or not names:
        return {"content": SUNNY if done else HELLO}
    return {"tool_calls": [_call(names[0], PLACE, 0)]}


def _call(name: str, arguments: Table, number: int) -> Table:
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {"index": 0, "id": f"call_{number}", "type": "function", "function": function}


class Handler(BaseHTTPRequestHandler):
    server: Host

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(body)
        made = message(body)
        stop = "tool_calls" if "tool_calls" in made else "stop"
        head = {"id": f"c{len(self.server.requests)}", "created": 1, "model": body["model"]}
        if not body.get("stream"):
            whole = {"role": "assistant", "content": None, "reasoning_content": "hm", **made}
            choice = {"index": 0, "message": whole, "finish_reason": stop}
            answer = {**head, "object": "chat.completion", "choices": [choice], "usage": USAGE}
            self._send("application/json", json.dumps(answer))
            return
        deltas = [{"role": "assistant", "content": ""}, {"reasoning_content": "hm"}, *_deltas(made)]
        choices: list[list[Table]] = [[{"index": 0, "delta": delta, "finish_reason": None}] for delta in deltas]
        choices += [[{"index": 0, "delta": {}, "finish_reason": stop}], []]
        chunks: list[Table] = [{**head, "object": "chat.completion.chunk", "choices": one} for one in choices]
        chunks[-1]["usage"] = USAGE
        self._send("text/event-stream", "".join(f"data: {json.dumps(one)}\n\n" for one in chunks) + "data: [DONE]\n\n")

    def _send(self, kind: str, text: str) -> None:
        data = text.encode()
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _deltas(made: Table) -> Iterator[Table]:
    """Yield the pieces of a message: words of its text, or the arguments of its calls in two halves."""
    for word in (made.get("content") or "").split(" "):
        yield {"content": word if made.get("content", "").startswith(word) else f" {word}"}
    for call in made.get("tool_calls", ()):
        arguments = call["function"]["arguments"]
        yield {"tool_calls": [{**call, "function": {**call["function"], "arguments": arguments[:4]}}]}
        yield {"tool_calls": [{"index": 0, "function": {"arguments": arguments[4:]}}]}


@contextmanager
def host() -> Iterator[Host]:
    served = Host()
    threading.Thread(target=served.serve_forever, daemon=True).start()
    try:
        yield served
    finally:
        served.shutdown()
        served.server_close()
