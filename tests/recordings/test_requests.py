"""What real clients of Anthropic Messages sent (Claude Code, opencode, a framework: 109 recorded requests) translates
for every provider, in each protocol that it speaks: no exception, valid by the vendor's schema, no text, tool, call or
picture gone, and each field that could not be carried named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from dragoman import loader
from tests import sampling
from tests.conformance import translate
from tests.recordings import published
from tests.recordings.places import CORPUS, SHARED

CLIENTS = ("claude-code", "opencode/anthropic")
# What becomes something else, or only says how the answer is to come. Any other field must be named as a loss.
CARRIED = {
    "model", "messages", "system", "tools", "tool_choice", "max_tokens", "stream", "metadata", "thinking",
    "output_config", "temperature", "top_p", "stop_sequences",
}  # fmt: skip
MARKS = {"cache_control"}  # of a cache: where the provider has none they mean nothing
PLACEHOLDER = "DeferredToolPlaceholder"
THEIRS = (
    "mcp_",
    "server_tool",
    "web_search_tool_r",
    "code_execution_tool_r",
)  # what the vendor's servers did themselves
SEARCH = "web_search_"  # alone, at a provider without one, it is answered here (case 62)
EACH_SIDE = pytest.mark.parametrize(
    "provider, protocol", [(name, side) for name in loader.providers() for side in loader.provider(name)["sides"]]
)


@dataclass(frozen=True)
class Request:
    name: str
    method: str
    headers: list[tuple[str, str]]
    body: Any


def _all() -> list[Request]:
    found = []
    for client in CLIENTS:
        folder = SHARED / "recordings" / client
        for file in sorted(folder.rglob("*.json")):
            told = json.loads(file.read_bytes())
            name = file.relative_to(folder.parent).with_suffix("").as_posix().replace("scenarios/", "")
            headers = [(key.lower(), value) for key, value in told["headers"]]
            found.append(Request(name.replace("/", "-"), told["method"], headers, told.get("body")))
    for file in sorted(CORPUS.glob("anthropic/*/*/request.json")):
        body = {"model": "claude-sonnet-4-5", **json.loads(file.read_bytes())}
        body.pop("anthropic_version", None)  # of another host's wire: there the address names the model
        found.append(Request(file.parent.name, "POST", [], body))
    return found


ALL = _all()
BODIES = [request for request in ALL if request.method == "POST"]


def test_there_are_as_many_as_were_recorded() -> None:
    if not ALL:
        pytest.skip(f"there are no recordings in {SHARED} (DRAGOMAN_SHARED names another folder)")
    assert (len(ALL), len(BODIES)) == (113, 109)
    assert {request.method for request in ALL if request not in BODIES} <= {"HEAD", "GET"}


@EACH_SIDE
@pytest.mark.parametrize("sample", [sampling.param(True, True, str), sampling.param(False, False, str)])
def test_recorded_requests_translate(provider: str, protocol: str, sample: bool) -> None:
    if not BODIES:
        pytest.skip(f"there are no recordings in {SHARED} (DRAGOMAN_SHARED names another folder)")
    wrong = []
    for request in [one for at, one in enumerate(BODIES) if (at % 6 == 0) == sample]:
        came = translate.request(provider, request.body, headers=request.headers, protocol=protocol)
        found = list(_told(request.body, came) if isinstance(came, translate.Told) else _problems(request.body, came))
        if isinstance(came, translate.Sent):
            found += published.problems(came.body, provider, protocol)
        wrong += [f"{request.name}: {line}" for line in found]
    assert not wrong, "\n".join(wrong)


def _told(asked: Any, came: translate.Told) -> Iterator[str]:
    """What may be answered without asking the provider."""
    if came.status == 200:
        if [str(tool.get("type"))[: len(SEARCH)] for tool in asked.get("tools", ())] != [SEARCH]:
            yield f"it was answered here: {came.body}"
    elif came.status != 400 or '"file_id"' not in json.dumps(asked) or "file id" not in came.body["error"]["message"]:
        yield f"{came.status} {came.body}"  # another vendor's file cannot be had (case 135); anything else can


def _problems(asked: Any, came: translate.Sent) -> Iterator[str]:
    if "messages" in came.body and "max_tokens" in came.body and came.body["messages"] == asked["messages"]:
        return  # passed on
    named = {loss.split(";")[0].split(".")[0] for loss in came.losses}
    there = json.dumps(came.body).lower()
    silent = [key for key in asked if key not in CARRIED | MARKS | named and f'"{_plain(key)}"' not in _plain(there)]
    if silent:
        yield f"lost in silence: {silent}; losses: {came.losses}"
    told = list(_texts(came.body))
    foreign = {block["type"] for block in _blocks(asked["messages"]) if block["type"].startswith(THEIRS)}
    foreign -= set(told)  # they are passed on
    if foreign and not any(kind in loss for loss in came.losses for kind in foreign):
        yield f"lost in silence: {foreign}; losses: {came.losses}"
    toolless = {loss.split(";")[0] for loss in came.losses} & {"tools", "tool_use", "tool_choice"}
    if toolless and "tools" not in came.body:  # the provider takes none: named, not silent
        asked = {**asked, "tools": [], "messages": [m for m in asked["messages"] if isinstance(m["content"], str)]}
    for text in _said(asked):
        if not any(text in one for one in told):
            yield f"a text is gone: {text[:200]!r}"
    for name in (tool["name"] for tool in asked.get("tools", ()) if "input_schema" in tool):
        if name != PLACEHOLDER and name not in told:
            yield f"the tool {name} is gone"
    calls = list(_calls(came.body))
    if calls != list(_inputs(asked["messages"])):
        yield f"the calls are {calls}"
    for data in _pictures(asked["messages"]):
        if not any(data in one for one in told) and not came.losses:
            yield "a picture is lost in silence"


def _plain(name: str) -> str:
    """top_k and topK are one name."""
    return name.replace("_", "").lower()


def _calls(body: Any) -> Iterator[Any]:
    """The calls in the history, in the words of Chat, Responses or Gemini."""
    for message in body.get("messages", ()):
        for call in message.get("tool_calls") or ():
            yield json.loads(call["function"]["arguments"])
        for block in message["content"] if isinstance(message.get("content"), list) else ():
            if block.get("type") == "tool_use":
                yield block["input"]
    for item in body.get("input", ()):
        if item.get("type") == "function_call":
            yield json.loads(item["arguments"])
    for turn in body.get("contents", ()):
        for part in turn.get("parts", ()):
            if "functionCall" in part:
                yield part["functionCall"].get("args", {})


def _said(asked: Any) -> Iterator[str]:
    """The texts of a client's request that the model must see."""
    blocks = [block for block in _blocks(asked["messages"]) if not block["type"].startswith(THEIRS)]
    plain = [message["content"] for message in asked["messages"] if isinstance(message.get("content"), str)]
    for text in _texts([{"text": asked.get("system"), "content": [plain, blocks]}], ("text", "content")):
        if text.strip() and not text.startswith("x-anthropic-billing-header:"):
            yield text
    for tool in asked.get("tools", ()):
        if tool.get("description") and tool["name"] != PLACEHOLDER:
            yield tool["description"]


def _blocks(messages: Any) -> Iterator[dict[str, Any]]:
    for message in messages:
        if isinstance(message.get("content"), list):
            yield from message["content"]


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
    for block in _blocks(messages):
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
