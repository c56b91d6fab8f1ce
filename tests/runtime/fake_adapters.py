"""Two minimal protocols and four providers that replace the generated ones in tests of the runtime.

`plain` names its events (begin, text, end, error, ping); `wire` does not, and ends with [END]. Providers: `acme` and
`demo` speak wire, `twin` speaks plain as the client does, `keyless` needs no key, the address of `region` has a
placeholder.
"""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from dragoman import loader
from dragoman.library.errors import InvalidRequest, Refused, UpstreamError
from dragoman.values import json_text

STATUS = {
    "invalid_request": 400,
    "authentication": 401,
    "permission": 403,
    "not_found": 404,
    "request_too_large": 413,
    "rate_limit": 429,
    "quota": 429,
    "server_error": 500,
    "timeout": 504,
    "overloaded": 529,
}
ERROR_TYPES = {
    400: "invalid_request",
    401: "authentication",
    403: "permission",
    404: "not_found",
    429: "rate_limit",
    503: "overloaded",
}

PLAIN = {
    "name": "plain",
    "programs": {
        "client": {
            "models": {
                "family": "claude",
                "slots": ["haiku", "sonnet", "opus"],
                "fallback": ["sonnet", "opus", "haiku"],
                "context_window": {"[1m]": 1_000_000},
            }
        }
    },
    "title": "Plain",
    "kind": "direct",
    "frames": {"event": "type"},
    "paths": {"create": "/v1/say", "count": "/v1/say/count", "models": "/v1/models"},
    "key_headers": {"x-key": "{key}", "authorization": "Bearer {key}"},
    "version": {"plain-version": "1"},
    "forward_headers": {"plain-version": "single", "plain-extras": "list"},
    "request_id_header": "plain-id",
    "rate_limit_headers": {"requests-left": "plain-left"},
    "ids": {"message": "p_", "foreign": ["w_"], "tool_call": "c_"},
    "watch": {
        "first": "begin",
        "ends": ["end"],
        "errors": ["error"],
        "quiet": ["ping"],
        "tag": "type",
        "model": "model",
    },
    "hint": "plain: point your client at {url}",
}
WIRE = {
    "name": "wire",
    "title": "Wire",
    "front": False,
    "kind": "chat",
    "frames": {"done": "[END]"},
    "paths": {"create": "/talk", "models": "/models"},
    "key_headers": {"authorization": "Bearer {key}"},
    "request_id_header": "wire-id",
    "rate_limit_headers": {"requests-left": "wire-requests-left"},
    "ids": {"message": "w_", "foreign": ["p_"], "tool_call": "c_"},
}


class PlainWriter:
    PING = b"event: ping\ndata: {}\n\n"

    def __init__(self, context: Any) -> None:
        self.out: list[bytes] = []

    def tell(self, kind: str, **members: Any) -> None:
        self.out.append(b"event: %b\ndata: %b\n\n" % (kind.encode(), json_text.dumps({"type": kind, **members})))

    def start(self, id: str, model: str, usage: Any) -> None:
        self.tell("begin", id=id, model=model)

    def open(self, index: int, kind: str, first: Any) -> None:
        self.kind = kind
        if kind == "tool_call":
            self.tell("call", name=first["name"])

    def delta(self, text: str) -> None:
        self.tell("text" if self.kind != "tool_call" else "input", text=text)

    def citation(self, citation: Any) -> None: ...
    def scored(self, delta: str, logprobs: list[Any]) -> None: ...
    def close(self, signature: Any) -> None: ...

    def finish(self, finish_reason: str, stop_sequence: Any, refusal: Any, usage: Any) -> None:
        self.tell("end", stop=finish_reason)

    def error(self, error_type: str, message: str, usage: Any = None) -> None:
        self.tell("error", error_type=error_type, message=message)


class WireWriter(PlainWriter):
    def tell(self, kind: str, **members: Any) -> None:
        event: dict[str, Any] = {kind: members}
        if kind == "text":
            event = {"say": members["text"]}
        elif kind == "end":
            event = {"why": members["stop"]}
        self.out.append(b"data: %b\n\n" % json_text.dumps(event))
        if kind == "end":
            self.out.append(b"data: [END]\n\n")


class WireReader:
    def __init__(self, blocks: Any) -> None:
        self.blocks = blocks

    def feed(self, event: dict[str, Any]) -> None:
        if "broke" in event:
            self.blocks.fail(event["broke"]["error_type"], event["broke"]["message"])
            return
        self.blocks.start(event.get("id"))
        self.blocks.add_text("text", event.get("say"))
        if event.get("bug"):
            raise RuntimeError("a bug of the reader")
        if event.get("why"):
            self.blocks.record(finish_reason=event["why"])

    def final_marker(self) -> None:
        self.blocks.finish()

    def eof(self) -> None:
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")


class PlainReader(WireReader):
    def feed(self, event: dict[str, Any]) -> None:
        if event["type"] == "begin":
            self.blocks.start(event.get("id"))
        elif event["type"] == "text":
            self.blocks.add_text("text", event["text"])
        elif event["type"] == "end":
            self.blocks.record(finish_reason=event["stop"])
            self.blocks.finish()


def check(body: Any) -> None:
    if not isinstance(body.get("model"), str):
        raise InvalidRequest("Field required").inside("model")
    if not isinstance(body.get("turns"), list):
        raise InvalidRequest("Input should be a list").inside("turns")


def read_request(body: Any, context: Any) -> Any:
    turns = [{"role": "user", "blocks": [{"kind": "text", "text": text}]} for text in body["turns"]]
    request = {"model": body["model"], "messages": turns, "stream": body.get("stream") is True}
    if body.get("tools"):
        request["tools"] = [{"kind": "function", "name": name, "schema": {}} for name in body["tools"]]
    if body.get("odd"):
        context.lose("odd", "nobody knows it, anywhere")
    if body.get("refuse"):
        raise Refused("invalid_request", "this cannot be served")
    return request


def write_request(request: Any, context: Any) -> Any:
    texts = [block["text"] for turn in request["messages"] for block in turn["blocks"]]
    return {"model": request["model"], "turns": texts, "stream": request.get("stream", False)}


def read_response(body: Any, context: Any) -> Any:
    if "broke" in body:
        raise UpstreamError(body["broke"])
    return {
        "id": body.get("id"),
        "blocks": [{"kind": "text", "text": body["say"]}],
        "finish_reason": body.get("why", "stop"),
    }


def write_plain(answer: Any, context: Any) -> Any:
    text = "".join(block.get("text", "") for block in answer["blocks"])
    return {"id": answer.get("id"), "model": answer.get("model"), "text": text, "stop": answer["finish_reason"]}


def read_failure(body: Any, status: int, context: Any) -> Any:
    if isinstance(body, str):
        body = {"message": body}
    error = body.get("error", body) if isinstance(body, dict) else {}
    error = error if isinstance(error, dict) else {}
    return {
        "error_type": error.get("error_type") or ERROR_TYPES.get(status, "server_error"),
        "message": error.get("message", ""),
    }


def write_failure(failure: Any, context: Any) -> Any:
    return STATUS[failure["error_type"]], {
        "type": "error",
        "error_type": failure["error_type"],
        "message": failure["message"],
    }


def _protocol(name: str, table: Any, writer: Any, reader: Any, write: Any) -> None:
    parts = {
        "": {"PROTOCOL": table},
        ".request": {"check": check, "read": read_request, "write": write_request},
        ".response": {"read": read_response, "write": write},
        ".stream": {
            "check_event": lambda event, wrong: None,
            "Reader": reader,
            "Writer": writer,
        },
        ".errors": {
            "read": read_failure,
            "write": write_failure,
            "HEADERS": {"quota": {"x-should-retry": "false"}},
        },
        ".lists": {
            "write_count": lambda tokens: {"tokens": tokens},
            "write_models": lambda models: {"models": [model["id"] for model in models]},
            "write_model": lambda model: model,
        },
    }
    for part, members in parts.items():
        _module(f"fake_adapters_.{name}{part}", **members)


def _module(name: str, **members: Any) -> None:
    module = ModuleType(name)
    vars(module).update(members)
    sys.modules[name] = module


def _provider(
    name: str, speaks: str, reader: Any, url: str = "", header: Any = None, also: Any = None, **facts: Any
) -> None:
    side = {"url": url or f"https://{name}.example/base", "key_headers": header or {"authorization": "Bearer {key}"}}
    sides = {speaks: side, **(also or {})}
    table = {"name": name, "title": name.title(), "protocol": speaks, "sides": sides, "api_key_env": "", **facts}

    def patch(body: Any, headers: Any, context: Any) -> bool:
        return body.pop("unwanted", None) is not None

    def conditions(request: Any, context: Any) -> Any:
        return (True,)

    _module(f"fake_adapters_.{name}", PROVIDER=table)
    for protocol in sides:
        _module(
            f"fake_adapters_.{name}.{protocol}",
            write_request=write_request,
            read_response=read_response,
            reader=lambda blocks, context: reader(blocks),
            read_failure=read_failure,
            conditions=conditions,
            patch=patch,
        )


_protocol("plain", PLAIN, PlainWriter, PlainReader, write_plain)
_protocol(
    "wire",
    WIRE,
    WireWriter,
    WireReader,
    lambda answer, context: {"say": write_plain(answer, context)["text"], "why": answer["finish_reason"]},
)
_provider(
    "acme",
    "wire",
    WireReader,
    api_key_env="ACME_KEY",
    models={"haiku": "acme-small", "default": "acme-large"},
    list=["acme-large", "acme-small"],
    limits={"acme-*": {"context_window": 9000, "max_output_tokens": 900}, "acme-large": {"context_window": 90000}},
    variants={
        "eu": {
            "sides": {"wire": {"url": "https://eu.acme.example/base"}},
            "limits": {"acme-s*": {"max_output_tokens": 90}},
        }
    },
)
_provider("twin", "plain", PlainReader, api_key_env="TWIN_KEY", header={"x-key": "{key}"}, list=["claude-twin-1"])
_provider("keyless", "wire", WireReader, list=["tiny"], local=True)
_provider("region", "wire", WireReader, url="https://{region}.example/{project}")
_provider("demo", "wire", WireReader, url="http://127.0.0.1:{port}/v1", list=["demo"])
_provider(
    "both",
    "wire",
    WireReader,
    api_key_env="BOTH_KEY",
    also={"plain": {"url": "https://both.example/base/plain", "key_headers": {"x-key": "{key}"}}},
    picks=[{"model": r"(?!.*-mini\Z)b-.*", "protocol": "plain"}],
    variants={
        "own": {"protocol": "plain", "sides": {"plain": {"url": "https://own.example", "key_headers": {"y": "{key}"}}}}
    },
)
REGISTRY = SimpleNamespace(
    PROTOCOLS={name: f"fake_adapters_.{name}" for name in ("plain", "wire")},
    PROVIDERS={name: f"fake_adapters_.{name}" for name in ("acme", "twin", "keyless", "region", "both", "demo")},
)


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Replace the generated adapters by the fake ones."""

    def forget() -> None:
        for cached in (loader.protocol, loader.programs, loader.provider, loader.front, loader.back):
            cached.cache_clear()

    monkeypatch.setattr(loader, "_registry", lambda: REGISTRY)
    forget()
    yield
    forget()
