"""What Claude Code expects of a gateway in the Messages format, by the public documentation.

Source: https://code.claude.com/docs/en/llm-gateway-protocol. The provider is a server that records what it receives.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.config import file
from dragoman.config.settings import Settings
from dragoman.inprocess.calls import AppCall
from dragoman.server.app import App
from tests.http_server import Host, Responder, serving

KEY = b"sk-gateway"
ANSWER = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-x",
    "content": [{"type": "text", "text": "hi"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 1, "output_tokens": 1},
}
ASK: dict[str, Any] = {
    "model": "claude-x",
    "max_tokens": 10,
    "system": [
        {"type": "text", "text": "x-anthropic-billing-header: cc_version=1; cc_entrypoint=cli"},
        {"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}},
    ],
    "messages": [{"role": "user", "content": "hi"}],
    "context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]},
    "a_field_of_tomorrow": {"kept": [1, None, "ü"]},
}
HEADERS = {
    "anthropic-version": "2023-06-01",
    "anthropic-beta": "interleaved-thinking-2025-05-14,context-management-2025-06-27",
    "anthropic-workspace-id": "wrkspc_1",
    "x-claude-code-session-id": "session-1",
}


class Provider(Responder):
    """Answers every request and keeps it."""

    seen: list[tuple[str, dict[str, str], bytes]]

    def do_POST(self) -> None:
        self.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}, self.body()))
        self.reply({"input_tokens": 7} if self.path.endswith("count_tokens") else ANSWER)


@pytest.fixture
def seen() -> list[tuple[str, dict[str, str], bytes]]:
    return []


@pytest.fixture
def settings(tmp_path: Path, seen: list[tuple[str, dict[str, str], bytes]]) -> Iterator[Settings]:
    """A gateway with a key, before a provider in the Messages format and one in another."""
    with serving(Host(type("Seen", (Provider,), {"seen": seen}))) as server:
        path = tmp_path / "dragoman.yaml"
        path.write_text(
            f"keys: [{KEY.decode()}]\nprofiles:\n"
            f"  same: {{ provider: anthropic, api_key: sk-upstream, base_url: '{server.url}' }}\n"
            "  other: { provider: groq, api_key: gsk-x, models: { default: big } }\n"
        )
        yield file.load(path)


def send(
    settings: Settings, method: str, path: str, body: Any = None, headers: dict[str, str] = HEADERS, query: bytes = b""
) -> tuple[int, dict[bytes, bytes], Any]:
    """Send one request; return status, headers and body."""
    given = {"content-type": "application/json", "authorization": f"Bearer {KEY.decode()}", **headers}
    raw = [(b"host", b"localhost"), *((name.encode(), value.encode()) for name, value in given.items() if value)]

    async def run() -> tuple[int, dict[bytes, bytes], Any]:
        app = App(settings)
        call = AppCall(app, method, path, query, raw, json.dumps(body).encode() if body is not None else b"")
        head = await call.head()
        data = b"".join([piece async for piece in call.pieces()])
        await call.close()
        await app.upstream.aclose()
        return head.status, dict(head.headers), json.loads(data)

    return asyncio.run(run())


def test_the_endpoints_are_served(settings: Settings, seen: list[Any]) -> None:
    assert send(settings, "POST", "/v1/messages", ASK)[2]["content"] == ANSWER["content"]
    count = {name: ASK[name] for name in ("model", "system", "messages")}
    assert send(settings, "POST", "/v1/messages/count_tokens", count)[2] == {"input_tokens": 7}
    assert [path for path, _, _ in seen] == ["/v1/messages", "/v1/messages/count_tokens"]


def test_headers_that_must_be_forwarded_arrive_unchanged(settings: Settings, seen: list[Any]) -> None:
    send(settings, "POST", "/v1/messages", ASK)
    (_, headers, _) = seen[0]
    assert headers["anthropic-version"] == HEADERS["anthropic-version"]
    assert headers["anthropic-beta"] == HEADERS["anthropic-beta"]
    assert headers["anthropic-workspace-id"] == HEADERS["anthropic-workspace-id"]  # Claude Platform on AWS requires it
    assert headers["x-api-key"] == "sk-upstream" and KEY.decode() not in json.dumps(headers)


def test_the_body_arrives_byte_for_byte(settings: Settings, seen: list[Any]) -> None:
    send(settings, "POST", "/v1/messages", ASK)
    assert seen[0][2] == json.dumps(ASK).encode()


@pytest.mark.parametrize("header", ["authorization", "x-api-key"])
def test_both_credentials_of_the_client_are_accepted(settings: Settings, header: str) -> None:
    value = f"Bearer {KEY.decode()}" if header == "authorization" else KEY.decode()
    assert send(settings, "POST", "/v1/messages", ASK, {**HEADERS, "authorization": "", header: value})[0] == 200
    status, _, body = send(settings, "POST", "/v1/messages", ASK, {**HEADERS, "authorization": "", header: "wrong"})
    assert (status, body["type"], body["error"]["type"]) == (401, "error", "authentication_error")


def test_models_are_discovered(settings: Settings) -> None:
    status, headers, body = send(settings, "GET", "/v1/models", query=b"limit=1000")
    assert status == 200 and b"location" not in headers
    ids = [entry["id"] for entry in body["data"]]
    assert all(entry["type"] == "model" and entry["display_name"] for entry in body["data"])
    assert any(name.startswith(("claude", "anthropic")) for name in ids), ids


def test_other_formats_get_no_beta_header_and_the_same_answer_format(settings: Settings) -> None:
    status, headers, body = send(settings, "POST", "/other/v1/messages", {**ASK, "max_tokens": "many"})
    assert (status, body["type"], body["error"]["type"]) == (400, "error", "invalid_request_error")
    assert headers[b"content-type"].startswith(b"application/json")


def test_errors_are_in_the_format_of_the_client(settings: Settings) -> None:
    status, _, body = send(settings, "POST", "/nowhere/v1/messages", ASK)
    assert (status, body["error"]["type"]) == (404, "not_found_error")


def test_the_path_is_matched_and_not_the_query(settings: Settings, seen: list[Any]) -> None:
    """Inference requests have `?beta=true`."""
    assert send(settings, "POST", "/v1/messages", ASK, query=b"beta=true")[0] == 200
    assert seen[0][0].partition("?")[0] == "/v1/messages"


def test_a_connection_probe_is_answered(settings: Settings) -> None:
    async def probe() -> int:
        app = App(settings)
        call = AppCall(app, "HEAD", "/", b"", [(b"host", b"localhost")], b"")
        head = await call.head()
        await call.close()
        await app.upstream.aclose()
        return head.status

    assert asyncio.run(probe()) == 200
