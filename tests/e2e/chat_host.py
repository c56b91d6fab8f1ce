"""In-process host of Chat Completions: answers by what a request contains, with reasoning before every answer.

A request with a tool whose name ends in `look` gets two calls of it, then a text; one with a JSON schema or with other
tools gets an object; any other request a text.
"""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from tests.http_server import Recorder, Responder, serving

Table = dict[str, Any]
CITIES = ["Paris", "Rome"]
HELLO = "Hello, how are you?"
SUNNY = "It is sunny in Paris and Rome."
PLACE = {"city": "Paris"}
USAGE = {"prompt_tokens": 30, "completion_tokens": 9, "total_tokens": 39}


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


class Handler(Responder):
    server: Recorder

    def do_POST(self) -> None:
        body = json.loads(self.body())
        self.server.requests.append(body)
        made = message(body)
        stop = "tool_calls" if "tool_calls" in made else "stop"
        head = {"id": f"c{len(self.server.requests)}", "created": 1, "model": body["model"]}
        if not body.get("stream"):
            whole = {"role": "assistant", "content": None, "reasoning_content": "hm", **made}
            choice = {"index": 0, "message": whole, "finish_reason": stop}
            answer = {**head, "object": "chat.completion", "choices": [choice], "usage": USAGE}
            return self.reply(answer)
        deltas = [{"role": "assistant", "content": ""}, {"reasoning_content": "hm"}, *_deltas(made)]
        choices: list[list[Table]] = [[{"index": 0, "delta": delta, "finish_reason": None}] for delta in deltas]
        choices += [[{"index": 0, "delta": {}, "finish_reason": stop}], []]
        chunks: list[Table] = [{**head, "object": "chat.completion.chunk", "choices": one} for one in choices]
        chunks[-1]["usage"] = USAGE
        text = "".join(f"data: {json.dumps(one)}\n\n" for one in chunks) + "data: [DONE]\n\n"
        self.reply(text.encode(), kind="text/event-stream")


def _deltas(made: Table) -> Iterator[Table]:
    """Yield the pieces of a message: words of its text, or the arguments of its calls in two halves."""
    for word in (made.get("content") or "").split(" "):
        yield {"content": word if made.get("content", "").startswith(word) else f" {word}"}
    for call in made.get("tool_calls", ()):
        arguments = call["function"]["arguments"]
        yield {"tool_calls": [{**call, "function": {**call["function"], "arguments": arguments[:4]}}]}
        yield {"tool_calls": [{"index": 0, "function": {"arguments": arguments[4:]}}]}


def host() -> AbstractContextManager[Recorder]:
    return serving(Recorder(Handler))
