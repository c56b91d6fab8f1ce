"""Translation of 109 recorded requests (Claude Code, opencode, a framework) for every provider and protocol.

There are no exceptions, the requests match the vendor's schema, texts, tools, calls and images are kept, and every
field that is not supported is reported.
"""

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
from tests.recordings.corpus import CORPUS, SHARED

CLIENTS = ("claude-code", "opencode/anthropic")
# Fields that are translated or only control the response. Any other field must be reported as a loss.
CARRIED = {
    "model", "messages", "system", "tools", "tool_choice", "max_tokens", "stream", "metadata", "thinking",
    "output_config", "temperature", "top_p", "stop_sequences",
}  # fmt: skip
RENAMED = {"top_k": "k"}  # names that have no part of the client's name
MARKS = {"cache_control"}  # cache breakpoints have no effect without cache support
PLACEHOLDER = "DeferredToolPlaceholder"
THEIRS = (
    "mcp_",
    "server_tool",
    "web_search_tool_r",
    "code_execution_tool_r",
)  # content of hosted tools
SEARCH = "web_search_"  # answered locally if it is the only tool and not supported (case 62)
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
            sent_texts = json.loads(file.read_bytes())
            name = file.relative_to(folder.parent).with_suffix("").as_posix().replace("scenarios/", "")
            headers = [(key.lower(), value) for key, value in sent_texts["headers"]]
            found.append(Request(name.replace("/", "-"), sent_texts["method"], headers, sent_texts.get("body")))
    for file in sorted(CORPUS.glob("anthropic/*/*/request.json")):
        body = {"model": "claude-sonnet-4-5", **json.loads(file.read_bytes())}
        body.pop("anthropic_version", None)  # of a host that names the model in the address
        found.append(Request(file.parent.name, "POST", [], body))
    return found


ALL = _all()
BODIES = [request for request in ALL if request.method == "POST"]


def test_recorded_requests_are_complete() -> None:
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
        found = list(
            _local_response_problems(request.body, came)
            if isinstance(came, translate.ClientResponse)
            else _problems(request.body, came)
        )
        if isinstance(came, translate.Sent):
            found += published.problems(came.body, provider, protocol)
        wrong += [f"{request.name}: {line}" for line in found]
    assert not wrong, "\n".join(wrong)


def _local_response_problems(request_body: Any, came: translate.ClientResponse) -> Iterator[str]:
    """Yield problems of a response given without a provider request."""
    if came.status == 200:
        if [str(tool.get("type"))[: len(SEARCH)] for tool in request_body.get("tools", ())] != [SEARCH]:
            yield f"it was answered locally: {came.body}"
    elif (
        came.status != 400
        or '"file_id"' not in json.dumps(request_body)
        or "file id" not in came.body["error"]["message"]
    ):
        yield f"{came.status} {came.body}"  # only files of another vendor may be rejected (case 135)


def _problems(request_body: Any, came: translate.Sent) -> Iterator[str]:
    if "messages" in came.body and "max_tokens" in came.body and came.body["messages"] == request_body["messages"]:
        return  # passed through
    named = {loss.split(";")[0].split(".")[0] for loss in came.losses}
    there = json.dumps(came.body).lower()
    rest = (key for key in request_body if key not in CARRIED | MARKS | named and RENAMED.get(key) not in came.body)
    silent = [key for key in rest if f'"{_plain(key)}"' not in _plain(there)]
    if silent:
        yield f"lost without a report: {silent}; losses: {came.losses}"
    sent_texts = list(_texts(came.body))
    foreign = {block["type"] for block in _blocks(request_body["messages"]) if block["type"].startswith(THEIRS)}
    foreign -= set(sent_texts)  # passed through
    if foreign and not any(kind in loss for loss in came.losses for kind in foreign):
        yield f"lost without a report: {foreign}; losses: {came.losses}"
    toolless = {loss.split(";")[0] for loss in came.losses} & {"tools", "tool_use", "tool_choice"}
    if toolless and "tools" not in came.body:  # tools are not supported, which is reported
        request_body = {
            **request_body,
            "tools": [],
            "messages": [m for m in request_body["messages"] if isinstance(m["content"], str)],
        }
    for text in _required_texts(request_body):
        if not any(text in one for one in sent_texts):
            yield f"a text is missing: {text[:200]!r}"
    for name in (tool["name"] for tool in request_body.get("tools", ()) if "input_schema" in tool):
        if name != PLACEHOLDER and name not in sent_texts:
            yield f"the tool {name} is missing"
    calls = list(_calls(came.body))
    if calls != list(_inputs(request_body["messages"])):
        yield f"the calls are {calls}"
    for data in _pictures(request_body["messages"]):
        if not any(data in one for one in sent_texts) and not came.losses:
            yield "an image is lost without a report"


def _plain(name: str) -> str:
    """Return the name without case and underscores."""
    return name.replace("_", "").lower()


def _calls(body: Any) -> Iterator[Any]:
    """Yield the arguments of the calls in a history of any protocol."""
    for message in body.get("messages", ()):
        for call in message.get("tool_calls") or ():
            given = call["function"]["arguments"]
            yield json.loads(given) if isinstance(given, str) else given
        for block in message["content"] if isinstance(message.get("content"), list) else ():
            if block.get("type") == "tool_use":
                yield block["input"]
            elif "toolUse" in block:
                yield block["toolUse"]["input"]
    for item in body.get("input", ()):
        if item.get("type") == "function_call":
            yield json.loads(item["arguments"])
    for turn in body.get("contents", ()):
        for part in turn.get("parts", ()):
            if "functionCall" in part:
                yield part["functionCall"].get("args", {})


def _required_texts(request_body: Any) -> Iterator[str]:
    """Yield the texts of a client's request that must be sent."""
    blocks = [block for block in _blocks(request_body["messages"]) if not block["type"].startswith(THEIRS)]
    plain = [message["content"] for message in request_body["messages"] if isinstance(message.get("content"), str)]
    for text in _texts([{"text": request_body.get("system"), "content": [plain, blocks]}], ("text", "content")):
        if text.strip() and not text.startswith("x-anthropic-billing-header:"):
            yield text
    for tool in request_body.get("tools", ()):
        if tool.get("description") and tool["name"] != PLACEHOLDER:
            yield tool["description"]


def _blocks(messages: Any) -> Iterator[dict[str, Any]]:
    for message in messages:
        if isinstance(message.get("content"), list):
            yield from message["content"]


def _texts(value: Any, keys: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield all texts, or those under these keys."""
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
    """Yield the inputs of the calls in the history."""
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
