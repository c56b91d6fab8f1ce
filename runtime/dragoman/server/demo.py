"""The embedded upstream: a provider inside this process, so that a first request needs no key and no network.

It is an ASGI application on an ephemeral loopback port that speaks a real provider protocol: requests are read by the
generated reader of that protocol, it thinks in hub events, and the generated writers say them. It says plainly that
it is no language model. When tools are offered and no result has come yet, it calls the one that asks for least, once,
with a valid input made from its schema; when a result is there, it says what it was.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterator
from typing import Any, cast

from dragoman import loader
from dragoman.config.profiles import EMBEDDED
from dragoman.config.sides import usual_protocol
from dragoman.exchange.bodies import JSON, STREAM_HEADERS, model_of, parse_json_object
from dragoman.library.context import Context, Ids
from dragoman.library.errors import InvalidRequest, Refused
from dragoman.library.hub import FunctionTool, Request, Stop, Usage
from dragoman.library.streams import Sink
from dragoman.loader import Writer
from dragoman.server.delivery import Receive, Send
from dragoman.streaming.answers import Collector
from dragoman.streaming.estimate import estimate, tokens
from dragoman.values import json_text

PAUSE = 0.015  # seconds between two pieces
PIECE = 12  # characters of a piece
DEEP = 6  # levels of a schema that an example goes down

Event = tuple[str, tuple[Any, ...]]  # a Sink's method and what it is told
log = logging.getLogger("dragoman")


class Demo:
    """The ASGI application. `speaks`: the protocol, by default the first of its provider's facts."""

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
            ids=Ids(message=ids.get("message", ""), call=ids.get("call", "")), seed=hashlib.sha256(body).hexdigest()
        )
        try:
            if not scope["path"].endswith(self.front.table["paths"]["create"]):
                raise Refused("missing", f"{EMBEDDED} has nothing at {scope['path']}")
            said = parse_json_object(body)
            self.front.check(said)
            request = self.front.read(said, context)
            context.client_model = model_of(said)
        except InvalidRequest as bad:
            await self._refuse(send, context, Refused("invalid", str(bad)))
        except Refused as refused:
            await self._refuse(send, context, refused)
        else:
            events = play(request, context)
            await (self._stream(send, context, events) if request.get("stream") else self._whole(send, context, events))

    async def _stream(self, send: Send, context: Context, events: Iterator[Event]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        writer: Writer = self.front.writer(context)
        for event in events:
            tell(writer, event)
            out = b"".join(writer.out)
            writer.out.clear()
            if out:
                await send({"type": "http.response.body", "body": out, "more_body": True})
            if event[0] == "delta":
                await asyncio.sleep(PAUSE)
        await send({"type": "http.response.body", "body": b""})

    async def _whole(self, send: Send, context: Context, events: Iterator[Event]) -> None:
        collector = Collector()
        for event in events:
            tell(collector, event)
        await _send_json(send, 200, self.front.write(collector.answer(), context))

    async def _refuse(self, send: Send, context: Context, refused: Refused) -> None:
        status, body = self.front.failure({"fault": refused.fault, "message": refused.message}, context)
        await _send_json(send, status, body)


async def _send_json(send: Send, status: int, body: Any) -> None:
    data = json_text.dumps(body)
    headers = [JSON, (b"content-length", b"%d" % len(data))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})


def tell(sink: Sink, event: Event) -> None:
    getattr(sink, event[0])(*event[1])


def play(request: Request, context: Context) -> Iterator[Event]:
    """The whole answer as a Sink is to be told it."""
    answered, result = results(request)
    tool = None if answered else easiest_tool(request)
    thought, text = words(request, tool, result)
    prompt = estimate(request)
    yield (
        "start",
        (context.ids.message_id(None, context.seed), context.client_model, cast(Usage, {"tokens_in": prompt})),
    )
    index = 0
    for kind, said in (("reasoning", thought), ("text", text)):
        if said:
            yield "open", (index, kind, {})
            for start in range(0, len(said), PIECE):
                yield "delta", (said[start : start + PIECE],)
            yield "close", (None,)
            index += 1
    if tool is not None:
        input = json_text.dumps(example(tool.get("schema"), tool.get("schema"), DEEP)).decode()
        yield (
            "open",
            (
                index,
                "tool_call",
                {"id": context.ids.for_call(None, context.seed, index, context.told), "name": tool["name"]},
            ),
        )
        for start in range(0, len(input), PIECE):
            yield "delta", (input[start : start + PIECE],)
        yield "close", (None,)
    stop: Stop = "end" if tool is None else "call"
    usage: Usage = {
        "tokens_in": prompt,
        "tokens_out": tokens(len(thought) + len(text)) + 1,
        "tokens_thought": tokens(len(thought)),
    }
    yield "finish", (stop, None, None, usage)


def easiest_tool(request: Request) -> FunctionTool | None:
    """The tool to call, if one may be: of all that the client has, the one that asks for least."""
    mode = request["tool_choice"]["mode"] if "tool_choice" in request else "auto"
    if mode == "none":
        return None
    wanted = request["tool_choice"].get("name") if mode == "tool" else None
    own = [tool for tool in request.get("tools", []) if tool["kind"] == "function" and wanted in (None, tool["name"])]
    return min(own, key=_asks, default=None)


def _asks(tool: FunctionTool) -> tuple[int, int]:
    """How much a tool asks for: what it must be given, then what it may be."""
    schema = tool.get("schema")
    members = [schema.get(key) if isinstance(schema, dict) else None for key in ("required", "properties")]
    needed, known = (len(member) if isinstance(member, list | dict) else 0 for member in members)
    return needed, known


def results(request: Request) -> tuple[bool, str | None]:
    """Whether any tool has answered yet, and what those said that the last turn of the user brings, if it brings
    any."""
    found = [[block for block in turn["blocks"] if block["kind"] == "tool_result"] for turn in request["messages"]]
    users = [blocks for turn, blocks in zip(request["messages"], found, strict=True) if turn["role"] == "user"]
    last = users[-1] if users else []
    texts = [part["text"] for block in last for part in block["blocks"] if part["kind"] == "text"]
    return any(found), " ".join(texts) if last else None


def words(request: Request, tool: FunctionTool | None, result: str | None) -> tuple[str, str]:
    """What it thinks and what it says."""
    said = last_words(request)
    thinking = request["reasoning"]["mode"] if "reasoning" in request else "auto"
    thought = f"They wrote {len(said)} characters. I am only a demonstration, and I should say so."
    text = "I am the demo that is built into Dragoman, and no language model: nothing here thinks. "
    if result is not None:
        text += f"The tool ran, and its result was: {short(result)}"
    elif tool is not None:
        text += f"But I can call a tool, so here is a call of {tool['name']}, with an input made from its schema."
    else:
        text += f"But your words came through the real translation, and so does this answer. You said: {short(said)}"
    return ("" if thinking == "off" else thought), text


def last_words(request: Request) -> str:
    """What the user said last; texts in tags are a client's, not the user's."""
    for turn in reversed(request["messages"]):
        texts: list[str] = [block["text"] for block in turn["blocks"] if block["kind"] == "text"]
        own = [text for text in texts if text.strip() and not text.lstrip().startswith("<")]
        if turn["role"] == "user" and own:
            return own[-1]
    return ""


def short(text: str, most: int = 400) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def example(schema: Any, root: Any, deep: int) -> Any:
    """A value that a JSON Schema allows, as small as it may be. Good for ordinary tool schemas, not for every
    schema."""
    if not isinstance(schema, dict):
        return {} if schema is root else EMBEDDED
    for word in ("const", "default"):
        if word in schema:
            return schema[word]
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("examples"):
        return schema["examples"][0]
    if isinstance(schema.get("$ref"), str) and deep:
        return example(_referred(schema["$ref"], root), root, deep - 1)
    for word in ("anyOf", "oneOf", "allOf"):
        if schema.get(word) and deep:
            return example({**schema[word][0], **{key: schema[key] for key in schema if key != word}}, root, deep - 1)
    kind = schema.get("type", "object" if "properties" in schema or schema is root else "string")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object":
        properties = schema.get("properties", {})
        wanted = schema.get("required", [])
        return {name: example(properties.get(name), root, deep - 1) for name in wanted} if deep else {}
    if kind == "array":
        return [example(schema.get("items"), root, deep - 1)] * int(schema.get("minItems", 0)) if deep else []
    if kind in ("integer", "number"):
        return _number(schema)
    if kind in ("boolean", "null"):
        return True if kind == "boolean" else None
    return _string(schema)


def _referred(reference: str, root: Any) -> Any:
    node = root
    for step in reference.removeprefix("#").strip("/").split("/"):
        node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
    return node


def _number(schema: dict[str, Any]) -> Any:
    step = schema.get("multipleOf", 1)
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    high = schema.get("maximum", schema.get("exclusiveMaximum", max(low, 1) + step))
    value = max(low, min(1, high))
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        value += step
    return -(-value // step) * step if "multipleOf" in schema else value


def _string(schema: dict[str, Any]) -> str:
    formats = {
        "date": "2025-01-01",
        "date-time": "2025-01-01T00:00:00Z",
        "time": "00:00:00Z",
        "uri": "https://example.com/",
        "email": "demo@example.com",
        "uuid": "00000000-0000-4000-8000-000000000000",
        "ipv4": "127.0.0.1",
    }
    text = formats.get(schema.get("format", ""), EMBEDDED)
    text += "." * (int(schema.get("minLength", 0)) - len(text))
    return text[: int(schema.get("maxLength", len(text)))]
