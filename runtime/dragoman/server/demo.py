"""The embedded provider: an ASGI application in this process, so that a first request needs no key and no network.

It listens on an ephemeral loopback port and uses a real provider protocol: the generated reader parses requests, and
the generated writer encodes the answers, which are made here as hub events. The answer states that no language model
wrote it; if the request asks for JSON, it is an example of the schema. If the request offers tools and has no tool
result yet, the answer calls the tool with the fewest required arguments, with an input made from its schema. If there
is a result, the answer quotes it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Iterator
from typing import Any, cast

from dragoman import loader
from dragoman.adapters import Writer
from dragoman.config.profiles import EMBEDDED
from dragoman.config.sides import usual_protocol
from dragoman.exchange.bodies import JSON, STREAM_HEADERS, model_of, parse_json_object
from dragoman.library.context import Context
from dragoman.library.errors import InvalidRequest, Refused
from dragoman.library.hub import FinishReason, FunctionTool, Request, Usage
from dragoman.library.names import Ids
from dragoman.library.streams import Sink
from dragoman.server.delivery import Receive, Send
from dragoman.streaming.answers import Collector
from dragoman.streaming.estimate import estimate, tokens
from dragoman.values import json_text
from dragoman.values.schema_example import MAX_DEPTH, example

PAUSE_SECONDS = 0.015  # between two deltas
DELTA_LENGTH = 12  # characters

Event = tuple[str, tuple[Any, ...]]  # a method of Sink and its arguments
log = logging.getLogger("dragoman")


class Demo:
    """The ASGI application. `speaks`: the protocol; by default the usual one of the embedded provider."""

    def __init__(self, speaks: str = "") -> None:
        self.front = loader.front(speaks or usual_protocol(loader.provider(EMBEDDED)))

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        ids = self.front.table.get("ids", {})
        context = Context(
            ids=Ids(message=ids.get("message", ""), tool_call=ids.get("tool_call", "")),
            seed=hashlib.sha256(body).hexdigest(),
            created=int(time.time()),
        )
        try:
            if not scope["path"].endswith(self.front.table["paths"]["create"]):
                raise Refused("not_found", f"{EMBEDDED} has no path {scope['path']}")
            payload = parse_json_object(body)
            self.front.check(payload)
            context.client_request = payload
            request = self.front.read(payload, context)
            context.client_model = model_of(payload)
        except InvalidRequest as bad:
            await self._refuse(send, context, Refused("invalid_request", str(bad)))
        except Refused as refused:
            await self._refuse(send, context, refused)
        else:
            events = play(request, context)
            await (self._stream(send, context, events) if request.get("stream") else self._whole(send, context, events))

    async def _stream(self, send: Send, context: Context, events: Iterator[Event]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        writer: Writer = self.front.writer(context)
        for event in events:
            send_event(writer, event)
            out = b"".join(writer.out)
            writer.out.clear()
            if out:
                await send({"type": "http.response.body", "body": out, "more_body": True})
            if event[0] == "delta":
                await asyncio.sleep(PAUSE_SECONDS)
        await send({"type": "http.response.body", "body": b""})

    async def _whole(self, send: Send, context: Context, events: Iterator[Event]) -> None:
        collector = Collector()
        for event in events:
            send_event(collector, event)
        await _send_json(send, 200, self.front.write(collector.answer(), context))

    async def _refuse(self, send: Send, context: Context, refused: Refused) -> None:
        status, body = self.front.failure(refused.failure, context)
        await _send_json(send, status, body)


async def _send_json(send: Send, status: int, body: Any) -> None:
    data = json_text.dumps(body)
    headers = [JSON, (b"content-length", b"%d" % len(data))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})


def send_event(sink: Sink, event: Event) -> None:
    getattr(sink, event[0])(*event[1])


def play(request: Request, context: Context) -> Iterator[Event]:
    """Yield the events of the answer, in the order of a Sink."""
    answered, result = results(request)
    tool = None if answered else easiest_tool(request)
    thought, text = words(request, tool, result)
    if tool is None and "response_format" in request:
        schema = request["response_format"].get("schema", {"type": "object"})
        text = json_text.dumps(example(schema, schema, MAX_DEPTH)).decode()
    prompt = estimate(request)
    yield (
        "start",
        (
            context.ids.message_id(None, context.seed),
            context.client_model,
            cast(Usage, {"uncached_input_tokens": prompt}),
        ),
    )
    index = 0
    for kind, piece in (("reasoning", thought), ("text", text)):
        if piece:
            yield "open", (index, kind, {})
            for start in range(0, len(piece), DELTA_LENGTH):
                yield "delta", (piece[start : start + DELTA_LENGTH],)
            yield "close", (None,)
            index += 1
    if tool is not None:
        input = json_text.dumps(example(tool.get("schema"), tool.get("schema"), MAX_DEPTH)).decode()
        yield (
            "open",
            (
                index,
                "tool_call",
                {"id": context.ids.for_call(None, context.seed, index, context.call_ids), "name": tool["name"]},
            ),
        )
        for start in range(0, len(input), DELTA_LENGTH):
            yield "delta", (input[start : start + DELTA_LENGTH],)
        yield "close", (None,)
    stop: FinishReason = "stop" if tool is None else "tool_calls"
    usage: Usage = {
        "uncached_input_tokens": prompt,
        "output_tokens": tokens(len(thought) + len(text)) + 1,
        "reasoning_tokens": tokens(len(thought)),
    }
    yield "finish", (stop, None, None, usage)


def easiest_tool(request: Request) -> FunctionTool | None:
    """Return the tool to call, if the request allows one: the one with the fewest required arguments."""
    mode = request["tool_choice"]["mode"] if "tool_choice" in request else "auto"
    if mode == "none":
        return None
    wanted = request["tool_choice"].get("name") if mode == "tool" else None
    own = [tool for tool in request.get("tools", []) if tool["kind"] == "function" and wanted in (None, tool["name"])]
    return min(own, key=_asks, default=None)


def _asks(tool: FunctionTool) -> tuple[int, int]:
    """Return the numbers of required and of all arguments of a tool."""
    schema = tool.get("schema")
    members = [schema.get(key) if isinstance(schema, dict) else None for key in ("required", "properties")]
    needed, known = (len(member) if isinstance(member, list | dict) else 0 for member in members)
    return needed, known


def results(request: Request) -> tuple[bool, str | None]:
    """Return whether a tool has answered, and the text of the results in the last message of the user, if any."""
    found = [
        [block for block in message["blocks"] if block["kind"] == "tool_result"] for message in request["messages"]
    ]
    users = [blocks for message, blocks in zip(request["messages"], found, strict=True) if message["role"] == "user"]
    last = users[-1] if users else []
    texts = [part["text"] for block in last for part in block["blocks"] if part["kind"] == "text"]
    return any(found), " ".join(texts) if last else None


def words(request: Request, tool: FunctionTool | None, result: str | None) -> tuple[str, str]:
    """Return the reasoning and the text of the answer."""
    words = last_words(request)
    thinking = request["reasoning"]["mode"] if "reasoning" in request else "auto"
    thought = f"They wrote {len(words)} characters. I am only a demonstration, and I should say so."
    text = "I am the demo that is built into Dragoman, and no language model: nothing here thinks. "
    if result is not None:
        text += f"The tool ran, and its result was: {short(result)}"
    elif tool is not None:
        text += f"But I can call a tool, so here is a call of {tool['name']}, with an input made from its schema."
    else:
        text += f"But your words came through the real translation, and so does this answer. You said: {short(words)}"
    return ("" if thinking == "off" else thought), text


def last_words(request: Request) -> str:
    """Return the last text of the user, without texts in tags, which clients add."""
    for message in reversed(request["messages"]):
        texts: list[str] = [block["text"] for block in message["blocks"] if block["kind"] == "text"]
        own = [text for text in texts if text.strip() and not text.lstrip().startswith("<")]
        if message["role"] == "user" and own:
            return own[-1]
    return ""


def short(text: str, max_length: int = 400) -> str:
    text = " ".join(text.split())
    return text if len(text) <= max_length else text[: max_length - 1] + "…"
