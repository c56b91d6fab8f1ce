"""Conformance cases of this folder's YAML files. README.md documents the keys.

Short forms are expanded here: `$times` repeats an item, `$repeat` a text, `$envelope` builds a reasoning envelope
(rule 2.0.1), and abbreviated responses and chunks become complete ones.
"""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tests.runtime import messages
from tests.yaml_files import parse

HERE = Path(__file__).parent
GROUPS = ["requests", "tools", "reasoning", "media", "answers", "streams", "errors", "usage", "more", "responses"]
GROUPS += ["bedrock_converse", "cohere_chat", "ollama_chat"]  # one for each protocol of a single provider
LAST = 260  # the highest number of an edge case in docs/reference

BODY = {"model": "gpt-4o", "max_tokens": 100, "messages": [{"role": "user", "content": "hi"}]}
USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
COMPLETION = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "up", "usage": USAGE}
CHUNK = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "up"}
PROFILE = {
    "protocol": "protocol",
    "variant": "variant",
    "with": "placeholders",
    "body": "body",
}  # settings of a profile
CLIENT = {"client": "front"}  # the protocol of the client, of requests only
OF_CHOICE = ("message", "delta", "finish_reason", "native_finish_reason", "stop_reason", "matched_stop", "logprobs")


@dataclass(frozen=True)
class Case:
    group: str
    number: int | None  # of an edge case in docs/reference
    rule: str  # or the rule
    title: str
    provider: str
    kind: str  # request, answer, stream or failure
    send: Any  # the client's body
    given: Any  # the provider's response: a body, a stream or a failure
    expect: dict[str, Any]
    headers: list[tuple[str, str]] = field(default_factory=list)
    bytewise: bool = True
    published: bool = True  # the request matches the vendor's schema
    refused: dict[str, Any] = field(default_factory=dict)  # a failure; the case is about the request that follows it
    profile: dict[str, Any] = field(default_factory=dict)  # settings of the profile
    frames: tuple[bytes, ...] = ()  # of a stream, if they do not end in an empty line

    @property
    def name(self) -> str:
        words = re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")
        return f"{self.number or self.rule}-{self.provider}-{words}"[:120]


@lru_cache
def cases() -> tuple[Case, ...]:
    """Return all cases in the order of the files."""
    return tuple(_case(group, entry) for group in groups() for entry in entries(load(HERE / f"{group}.yaml")))


def entries(file: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cases of a file, each with the file's `defaults`."""
    return [{**file.get("defaults", {}), **entry} for entry in file["cases"]]


def groups() -> list[str]:
    """Return the case files: those of the reference, and one for the quirks of each provider."""
    return [*GROUPS, *(f"quirks/{path.stem}" for path in sorted((HERE / "quirks").glob("*.yaml")))]


@lru_cache
def untested() -> dict[int, str]:
    """Return the numbers without a test, each with its reason."""
    table = load(HERE / "untested.yaml")
    return {number: reason for reason, numbers in table.items() for number in numbers}


@lru_cache
def python_tests(beginning: str = "test_") -> dict[int, list[tuple[str, str]]]:
    """Return the Python tests of numbered cases: file, and function name in words.

    `beginning` is the prefix of the function names; `test_failure_` selects the numbers of failures.yaml.
    """
    found: dict[int, list[tuple[str, str]]] = {}
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.parse(path.read_text()).body:
            named = re.match(beginning + r"(\d+)_(\w+)", getattr(node, "name", ""))
            if named:
                found.setdefault(int(named[1]), []).append((path.name, named[2].replace("_", " ")))
    return found


@lru_cache
def failures() -> dict[int, dict[str, str]]:
    """Return the failures reported by users, by number."""
    table: dict[int, dict[str, str]] = load(HERE / "failures.yaml")
    return table


@cache
def load(path: Path) -> Any:
    """Return the value of a YAML file of this repository; the callers change no part of it."""
    return parse(path.read_text(encoding="utf-8"))


def envelope(members: dict[str, Any]) -> str:
    """Encode a reasoning envelope by rule 2.0.1, independently of the product."""
    text = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "xr1." + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _case(group: str, entry: dict[str, Any]) -> Case:
    kind, given, frames = "request", None, ()
    for key in GIVEN:
        if key in entry:
            kind = "stream" if key in STREAMS else key
            given = GIVEN[key](filled(entry[key]))
    if isinstance(given, tuple):
        frames, given = given, b"".join(given)
    send = entry.get("send") or {}
    return Case(
        group=group,
        number=entry.get("number"),
        rule=str(entry.get("rule", "")),
        title=entry["title"],
        provider=entry["provider"],
        kind=kind,
        send=send["$whole"] if "$whole" in send else {**BODY, **filled(send)},
        given=given,
        expect=filled(entry["expect"], wanted=True),
        headers=[(name, value) for name, value in entry.get("headers", [])],
        bytewise=entry.get("bytewise", True),
        published=entry.get("published", True),
        refused=entry.get("refused", {}),
        profile={word: entry[key] for key, word in (PROFILE | CLIENT).items() if key in entry},
        frames=frames,
    )


def filled(value: Any, wanted: bool = False) -> Any:
    """Return the value with expanded short forms; in expectations (`wanted`) envelopes stay unencoded."""
    if isinstance(value, list):
        return [item for part in value for item in _times(part, wanted)]
    if not isinstance(value, dict):
        return value
    if "$envelope" in value and not wanted:
        return envelope(value["$envelope"])
    if "$repeat" in value:
        text, times = value["$repeat"]
        return text * times
    return {key: filled(inner, wanted) for key, inner in value.items()}


def _times(part: Any, wanted: bool) -> list[Any]:
    if not isinstance(part, dict) or "$times" not in part:
        return [filled(part, wanted)]
    first = part.get("$from", 0)
    item = {key: value for key, value in part.items() if key not in ("$times", "$from")}
    return [_numbered(filled(item.get("$", item), wanted), n) for n in range(first, first + part["$times"])]


def _numbered(value: Any, n: int) -> Any:
    if isinstance(value, str):
        return value.replace("{n}", str(n))
    if isinstance(value, dict):
        return {key: _numbered(inner, n) for key, inner in value.items()}
    return value


def _answer(short: dict[str, Any]) -> dict[str, Any] | str:
    if "text" in short:
        return str(short["text"])
    if "whole" in short:
        return dict(short["whole"])
    return _around(COMPLETION, short)


def _stream(chunks: list[Any]) -> bytes:
    return b"".join(_frame(chunk) for chunk in chunks)


def _lines(lines: list[Any]) -> tuple[bytes, ...]:
    return tuple((line if isinstance(line, str) else json.dumps(line)).encode() + b"\n" for line in lines)


def _messages(events: list[dict[str, Any]]) -> tuple[bytes, ...]:
    return tuple(map(messages.encoded, events))


STREAMS = ("chunks", "sse", "lines", "events")
GIVEN: dict[str, Callable[[Any], Any]] = {
    "answer": _answer,
    "chunks": _stream,
    "sse": str.encode,
    "lines": _lines,
    "events": _messages,
    "failure": dict,
}


def _frame(chunk: Any) -> bytes:
    if isinstance(chunk, str):
        text = chunk if chunk.startswith((":", "data:", "event:")) else f"data: {chunk}"
    elif "raw" in chunk:
        return str(chunk["raw"]).encode()
    elif "type" in chunk:  # an event with its type
        text = f"event: {chunk['type']}\ndata: {json.dumps(chunk, ensure_ascii=False)}"
    elif "event" in chunk:
        text = f"event: {chunk['event']}\ndata: {json.dumps(chunk['data'])}"
    else:
        whole = chunk["whole"] if "whole" in chunk else _around(CHUNK, chunk)
        text = "data: " + json.dumps(whole, ensure_ascii=False)
    return text.encode() + b"\n\n"


def _around(under: dict[str, Any], short: dict[str, Any]) -> dict[str, Any]:
    choice = {key: value for key, value in short.items() if key in OF_CHOICE}
    rest = {key: value for key, value in short.items() if key not in OF_CHOICE}
    if choice:
        rest["choices"] = [{"index": 0, "finish_reason": None, **choice}]
    return {**under, **rest}
