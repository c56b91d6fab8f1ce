"""Requests to the proxy as a whole: any path, headers and body. Its provider cannot be reached."""

from __future__ import annotations

import asyncio
import json
from random import Random

from tests.conformance import inprocess
from tools.fuzz import parties, values
from tools.fuzz.sandbox import sandbox

PATHS = ["/v1/messages", "/v1/chat/completions", "/v1/responses", "/v1beta/models/m:generateContent", "/api/chat",
    "/v1/messages/count_tokens", "/v1/models", "/v1/models/m", "/v1/messages/batches", "/v1/files", "/main/v1/messages",
    "/", "/healthz", "/v1/responses/resp_1", "/%2e%2e/x", "/v1/embeddings"]  # fmt: skip
METHODS = ["POST"] * 8 + ["GET", "DELETE", "PUT", "OPTIONS"]
HEADERS = ["anthropic-version", "anthropic-beta", "authorization", "x-api-key", "content-type", "accept", "origin",
    "content-encoding", "host", "x-request-id", "openai-organization"]  # fmt: skip


def run(chance: Random) -> None:
    provider, protocol = chance.choice(parties.sides())
    front = chance.choice(parties.fronts()).name
    body = b"" if chance.random() < 0.05 else parties.body(chance, "request", front)
    headers = [(name, _header(chance)) for name in HEADERS if chance.random() < 0.1]
    path = chance.choice(PATHS) + (
        "?" + chance.choice(("limit=2", "alt=sse", "%ff", "a=b&a")) if chance.random() < 0.1 else ""
    )
    with sandbox(b"", {}):
        placeholders = dict.fromkeys(("resource", "region", "project", "workspace", "deployment", "host"), "x")
        app = inprocess.app(provider=provider, protocol=protocol, placeholders=placeholders)
        answer = asyncio.run(inprocess.ask(app, body, path, headers, method=chance.choice(METHODS)))
    assert 200 <= answer.status < 600 and answer.status != 500, f"{answer.status} of {path}: {answer.body[:200]!r}"
    if answer.status >= 400 and answer.headers.get("content-type", "").startswith("application/json"):
        assert isinstance(json.loads(answer.body), dict)


def _header(chance: Random) -> str:
    text = chance.choice(
        (values.text(chance), "application/json", "text/event-stream", "Bearer x", "2023-06-01", "gzip")
    )
    return "".join(letter for letter in text if letter.isprintable() and ord(letter) < 128)
