"""Conformance cases, run through the code of `dragoman translate`.

Each result is compared with its expectation, the event grammar of this folder and the types of the official SDK.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from anthropic.types import Message, RawMessageStreamEvent
from pydantic import TypeAdapter

from tests.conformance import grammar, translate
from tests.conformance.cases import Case, cases
from tests.conformance.expect import ABSENT, at, differences
from tests.recordings import published

Table = dict[str, Any]
MESSAGE = TypeAdapter(Message)
EVENT = TypeAdapter[Any](RawMessageStreamEvent)
ENDS = re.compile(
    rb'"(?:finish|stop)_reason": ?"[^"]+"|^data: ?\[DONE\]|"type": ?"(message_stop|response\.(completed|incomplete))"'
    rb'|"(?:finish|block)Reason": ?"|"done": ?true|"message-end"|messageStop',
    re.MULTILINE,
)


def cases_of(kind: str, expectation: str = "") -> pytest.MarkDecorator:
    """Run a test on the cases of a kind, or on those whose expectation has a key."""
    chosen = [case for case in cases() if case.kind == kind and (not expectation or expectation in case.expect)]
    return pytest.mark.parametrize("case", chosen, ids=[case.name for case in chosen])


@cases_of("request")
def test_request(case: Case) -> None:
    came = translate.request(case.provider, case.send, headers=case.headers, refused=case.refused, **case.profile)
    if isinstance(came, translate.ClientResponse):
        assert "body" not in case.expect and "url" not in case.expect, f"it was not sent: {came}"
        _check_response(case, came)
        return
    assert "error" not in case.expect and "answered" not in case.expect, f"it was sent: {came.body}"
    found = []
    for key, wanted in case.expect.get("body", {}).items():
        found += differences(wanted, came.body.get(key, ABSENT), key)
    names = [tool.get("function", tool).get("name") for tool in came.body.get("tools", ())]
    if "tool_names" in case.expect:
        found += differences(case.expect["tool_names"], names, "tools")
    if "tool_set" in case.expect:
        found += differences(sorted(case.expect["tool_set"]), sorted(names), "tools")
    found += [
        f"{path} should not be sent" for path in case.expect.get("absent", ()) if at(came.body, path) is not ABSENT
    ]
    found += _headers(case, came.headers) + _losses(case, came.losses) + _nowhere(case, came.body)
    if "url" in case.expect:
        found += differences(case.expect["url"], came.url, "url")
    assert not found, "\n".join(found)


@cases_of("request")
def test_request_matches_the_published_schema(case: Case) -> None:
    """The request is valid by the published schema, except for the provider's declared dialect."""
    came = translate.request(case.provider, case.send, headers=case.headers, **case.profile)
    if isinstance(came, translate.Sent) and came.protocol == "openai_chat" and case.published:
        assert published.problems(came.body, case.provider) == []


@cases_of("answer")
def test_answer(case: Case) -> None:
    _check_response(case, translate.response(case.provider, case.given, request=case.send, **case.profile))


@cases_of("failure")
def test_failure(case: Case) -> None:
    failure = case.given
    body = failure["body"] if isinstance(failure["body"], str) else json.dumps(failure["body"])
    _check_response(
        case,
        translate.response(case.provider, body, case.send, failure["status"], failure.get("headers"), **case.profile),
    )


@cases_of("stream")
def test_stream(case: Case) -> None:
    came = translate.stream(case.provider, case.given, request=case.send, **case.profile)
    events = grammar.frames(came.sse)
    grammar.validate(events)
    for event in events:
        if event.name not in ("error", "ping"):
            EVENT.validate_python(event.data)
    message = grammar.fold(events)
    grammar.validate_calls(message)
    found = _message(case, message) + _losses(case, came.losses)
    if "events" in case.expect:
        found += differences(case.expect["events"], [str(event) for event in events if event.name != "ping"], "events")
    if "error" in case.expect:
        found += _error(case.expect["error"], message.get("error"))
        found += ["message_stop after an error" for event in events if event.name == "message_stop"]
    elif "error" in message:
        found.append(f"an error: {message['error']}")
    if "started" in case.expect:
        found += differences({"$has": case.expect["started"]["usage"]}, message["started"], "started")
    assert not found, "\n".join(found)


@cases_of("stream")
def test_stream_byte_by_byte(case: Case) -> None:
    if not case.bytewise:
        pytest.skip("too long to run one byte at a time")
    whole = translate.stream(case.provider, case.given, request=case.send, **case.profile)
    assert translate.stream(case.provider, case.given, request=case.send, step=1, **case.profile).sse == whole.sse


@cases_of("stream")
def test_stream_cut_after_every_frame(case: Case) -> None:
    frames = case.frames or re.split(rb"(?<=\n\n)|(?<=\r\n\r\n)", case.given)
    for n in range(len(frames)):
        given = b"".join(frames[:n])
        events = grammar.frames(translate.stream(case.provider, given, request=case.send, **case.profile).sse)
        grammar.validate(events)
        if not ENDS.search(given) and case.expect.get("stop") != "stop_sequence":
            assert events[-1].name == "error", f"the stream ends normally although it is cut after {n} frames"


@cases_of("stream", "after")
def test_stream_is_emitted_incrementally(case: Case) -> None:
    """The events of each chunk are emitted before the next chunk arrives."""
    frames = re.split(rb"(?<=\n\n)", case.given)
    for n, wanted in case.expect["after"].items():
        came = translate.stream(case.provider, b"".join(frames[:n]), request=case.send, end=False, **case.profile)
        got = [str(event) for event in grammar.frames(came.sse) if event.name != "ping"]
        assert not differences(wanted, got, f"after {n}")


def _check_response(case: Case, came: translate.ClientResponse) -> None:
    """Compare a complete response or error with the expectation of the case."""
    found = _headers(case, came.headers) + _nowhere(case, came.body) + _losses(case, came.losses)
    if "error" in case.expect:
        found += differences("error", came.body.get("type"), "type")
        found += _error(
            {"status": 0, **case.expect["error"]}, {**(came.body.get("error") or {}), "status": came.status}
        )
    else:
        assert came.status == case.expect.get("status", 200), f"{came.status}: {came.body}"
        grammar.validate_message(came.body)
        MESSAGE.validate_python(came.body)
        found += _message(case, came.body)
    assert not found, "\n".join(found)


def _message(case: Case, message: Table) -> list[str]:
    found = []
    expect = case.expect
    if "blocks" in expect:
        got = message.get("content") or []
        if len(got) != len(expect["blocks"]):
            found.append(f"{len(got)} blocks and not {len(expect['blocks'])}: {json.dumps(got)[:600]}")
        else:
            for n, (wanted, block) in enumerate(zip(expect["blocks"], got, strict=True)):
                members = wanted if "$has" in wanted else {key: block.get(key, ABSENT) for key in wanted}
                found += differences(wanted, block if "$has" in wanted else members, f"blocks.{n}")
    for key, field in (
        ("stop", "stop_reason"),
        ("stop_sequence",) * 2,
        ("stop_details",) * 2,
        ("model",) * 2,
        ("id",) * 2,
    ):
        if key in expect:
            found += differences(expect[key], message.get(field), field)
    if "usage" in expect:
        found += differences({"$has": expect["usage"]}, message.get("usage"), "usage")
    found += [f"{path} is not null" for path in expect.get("null", ()) if at(message, path) not in (None, ABSENT)]
    found += [f"{path} should not be there" for path in expect.get("absent", ()) if at(message, path) is not ABSENT]
    return found


def _error(wanted: Table, error: Table | None) -> list[str]:
    if not error:
        return ["there is no error"]
    found = []
    for key in ("status", "type", "message"):
        if wanted.get(key):
            found += differences(wanted[key], error.get(key), f"error.{key}")
    if error.get("type") not in grammar.ERRORS:
        found.append(f"no error is called {error.get('type')}")
    message = str(error.get("message"))
    found += [
        f"error.message {message!r} lacks {word!r}" for word in wanted.get("message_has", ()) if word not in message
    ]
    if len(message) > wanted.get("shorter_than", 10000):
        found.append(f"error.message is too long: {message!r}")
    return found


def _losses(case: Case, losses: list[str]) -> list[str]:
    wanted = case.expect.get("losses", [])
    if wanted == "none":
        return [f"there are losses: {losses}"] if losses else []
    found = [
        f"no loss names {words!r}: {losses}"
        for words in wanted
        if not any(word in loss for word in words.split("|") for loss in losses)
    ]
    named = " ".join(loss.split(";")[0] for loss in losses)
    return found + [
        f"a loss names {word!r}: {losses}" for word in case.expect.get("quiet", ()) if re.search(rf"\b{word}\b", named)
    ]


def _headers(case: Case, headers: dict[str, str]) -> list[str]:
    found = []
    for name, wanted in case.expect.get("headers", {}).items():
        found += differences(wanted, headers.get(name, ABSENT), name)
    return found + [f"{name} should not be sent" for name in case.expect.get("no_headers", ()) if name in headers]


def _nowhere(case: Case, body: Any) -> list[str]:
    text = json.dumps(body, ensure_ascii=False)
    return [f"{word!r} is sent: {text[:500]}" for word in case.expect.get("nowhere", ()) if word in text]
