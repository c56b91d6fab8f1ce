"""What the real Claude Code sent (67 recorded requests) translates for every provider: no exception, valid by the
vendor's schema, no text gone, and each field that could not be carried named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from dragoman import loader
from tests.conformance import translate
from tests.recordings import chat_schema
from tests.recordings.places import SHARED, each

FOLDER = SHARED / "recordings" / "claude-code"
# What becomes something else, or only says how the answer is to come. Any other field must be named as a loss.
CARRIED = {
    "model", "messages", "system", "tools", "tool_choice", "max_tokens", "stream", "metadata", "thinking",
    "output_config", "temperature", "top_p", "stop_sequences",
}  # fmt: skip
PLACEHOLDER = "DeferredToolPlaceholder"


@dataclass(frozen=True)
class Request:
    name: str
    method: str
    path: str
    headers: list[tuple[str, str]]
    body: Any


def _all() -> list[Request]:
    found = []
    for file in sorted(FOLDER.rglob("*.json")):
        told = json.loads(file.read_bytes())
        name = file.relative_to(FOLDER).with_suffix("").as_posix().removeprefix("scenarios/").replace("/", "-")
        headers = [(key.lower(), value) for key, value in told["headers"]]
        found.append(Request(name, told["method"], told["path"], headers, told.get("body")))
    return found


ALL = _all()
BODIES = [request for request in ALL if request.method == "POST"]


def test_there_are_as_many_as_were_recorded() -> None:
    if not ALL:
        pytest.skip(f"there are no recordings in {SHARED} (DRAGOMAN_SHARED names another folder)")
    assert (len(ALL), len(BODIES)) == (67, 63)
    assert {request.method for request in ALL if request not in BODIES} <= {"HEAD", "GET"}


@each(BODIES, "request_", lambda request: request.name)
def test_it_translates_for_every_provider(request_: Request) -> None:
    for provider in loader.providers():
        came = translate.request(provider, request_.body, headers=request_.headers)
        if isinstance(came, translate.Told):
            # the one thing that is answered here: a search alone, at a provider without one (case 62)
            assert came.status == 200, f"{provider}: {came.body}"
            assert [tool.get("type") for tool in request_.body["tools"]] == ["web_search_20250305"]
        elif loader.provider(provider)["speaks"] == "anthropic_messages":
            assert came.body.keys() <= request_.body.keys(), provider
        elif loader.provider(provider)["speaks"] == "openai_chat":
            _judge(provider, request_.body, came)


def _judge(provider: str, asked: Any, came: translate.Sent) -> None:
    found = chat_schema.problems(came.body, provider)
    assert not found, f"{provider}: {found}"
    named = {loss.split(";")[0].split(".")[0] for loss in came.losses}
    silent = [key for key in asked if key not in CARRIED and key not in named]
    assert not silent, f"{provider}: lost in silence: {silent}; losses: {came.losses}"
    told = list(_texts(came.body))
    for text in _said(asked):
        assert any(text in one for one in told), f"{provider}: a text is gone: {text[:200]!r}"
    for name in (tool["name"] for tool in asked.get("tools", ()) if "input_schema" in tool):
        assert name == PLACEHOLDER or name in told, f"{provider}: the tool {name} is gone"
    calls = [call for message in came.body["messages"] for call in message.get("tool_calls", ())]
    assert [json.loads(call["function"]["arguments"]) for call in calls] == list(_inputs(asked["messages"])), provider
    for data in _pictures(asked["messages"]):
        assert any(data in one for one in told) or came.losses, f"{provider}: a picture is lost in silence"


def _said(asked: Any) -> Iterator[str]:
    """The texts of a client's request that the model must see."""
    for text in _texts([asked.get("system"), asked["messages"]], ("text", "content")):
        if text.strip() and not text.startswith("x-anthropic-billing-header:"):
            yield text
    for tool in asked.get("tools", ()):
        if tool.get("description") and tool["name"] != PLACEHOLDER:
            yield tool["description"]


def _texts(value: Any, keys: tuple[str, ...] = ()) -> Iterator[str]:
    """All texts, or those under these keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, keys)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not keys or key in keys:
                yield from _texts(inner, keys)


def _inputs(messages: Any) -> Iterator[Any]:
    """Of the calls in the history."""
    for message in messages:
        for block in message["content"] if isinstance(message["content"], list) else ():
            if block["type"] == "tool_use":
                yield block["input"]


def _pictures(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _pictures(item)
    elif isinstance(value, dict):
        source = value.get("source")
        if value.get("type") in ("image", "document") and isinstance(source, dict) and source.get("type") == "base64":
            yield source["data"]
        for inner in value.values():
            yield from _pictures(inner)
