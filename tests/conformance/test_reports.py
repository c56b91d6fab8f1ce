"""Reports of users as cases: each request of reports.yaml goes through the whole proxy to a scripted provider."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest

from dragoman import loader
from dragoman.library.context import Context
from tests.conformance import grammar, reports
from tests.conformance.cases import load
from tests.conformance.expect import ABSENT, at, differences
from tests.conformance.inprocess import BODY, Answer, Line, Provider, ReceivedRequest, app, ask, provider, run

Table = dict[str, Any]


@pytest.mark.parametrize("case", reports.cases(), ids=lambda case: str(case["id"]))
def test_report(case: Table) -> None:
    run(_play(case))


async def _play(case: Table) -> None:
    given = case["given"] if isinstance(case["given"], list) else [case["given"]]

    async def script(request: ReceivedRequest, line: Line) -> None:
        body = request.json
        await _send(next(one for one in given if _applies(one.get("when", {}), body)), line)

    options = {name: case[name] for name in ("protocol", "variant") if name in case}
    async with provider(script) as upstream:
        body = case["raw"].encode() if "raw" in case else {**BODY, **case.get("send", {})}
        answer = await ask(app(upstream.url + case.get("base", ""), case["provider"], **options), body)
    problems = _differences(case["expect"], answer, upstream)
    assert not problems, "\n".join([*problems, answer.body.decode("utf-8", "replace")[:2000]])


def _applies(when: Table, body: Table) -> bool:
    """Whether the members of a request at these paths are present (true), absent (false), or equal to a value."""
    return all(
        (at(body, path) is not ABSENT) == wanted if isinstance(wanted, bool) else at(body, path) == wanted
        for path, wanted in when.items()
    )


async def _send(given: Table, line: Line) -> None:
    events = given.get("events")
    kind = "text/event-stream" if events is not None else "application/json"
    headers = {name.replace("-", "_"): str(value) for name, value in given.get("headers", {}).items()}
    await line.begin(given.get("status", 200), headers.pop("content_type", kind), **headers)
    if events is None:
        data = str(given["text"]).encode() if "text" in given else json.dumps(given["json"]).encode()
        await line.send(gzip.compress(data) if given.get("gzip") else data)
    for event in events or ():
        name = f"event: {event['type']}\n" if isinstance(event, dict) and "type" in event else ""
        await line.send(f"{name}data: {event if isinstance(event, str) else json.dumps(event)}\n\n")


def _differences(expect: Table, answer: Answer, upstream: Provider) -> list[str]:
    found = differences(expect.get("status", 200), answer.status, "status")
    for name, wanted in expect.get("headers", {}).items():
        found += differences(wanted, answer.headers.get(name, ABSENT), name)
    got = _answered(answer)
    for key in ("error", "text", "thinking", "tools", "kinds", "stop", "usage", "deltas"):
        if key in expect:
            found += differences({"$has": expect[key]}, got.get(key, ABSENT), key)
    if "error" not in expect and "error" in got:
        found.append(f"an error: {got['error']}")
    if "times" in expect:
        found += differences(expect["times"], len(upstream.requests), "requests")
    sent = upstream.requests[-1].json if upstream.requests else {}
    for path, wanted in expect.get("sent", {}).items():
        found += differences(wanted, at(sent, path), f"sent.{path}")
    found += [f"{path} should not be sent" for path in expect.get("absent", ()) if at(sent, path) is not ABSENT]
    losses = answer.headers.get("dragoman-losses", "")
    found += [f"no loss names {word!r}: {losses}" for word in expect.get("losses", ()) if word not in losses]
    return found


def _answered(answer: Answer) -> Table:
    """Return the parts of an answer or error, from JSON or from a stream, whose order of events is validated."""
    if "event-stream" in answer.headers.get("content-type", ""):
        events = grammar.frames(answer.body)
        grammar.validate(events, ours=False)
        message = {**grammar.fold(events), "deltas": sum(event.name == "content_block_delta" for event in events)}
    else:
        message = answer.json
    if message.get("error"):
        return {"error": message["error"], **_content(message)}
    ending = {"stop": message.get("stop_reason"), "usage": message.get("usage"), "deltas": message.get("deltas")}
    return {**ending, **_content(message)}


def _content(message: Table) -> Table:
    blocks = message.get("content") or []
    return {
        "text": "".join(block["text"] for block in blocks if block["type"] == "text"),
        "thinking": "".join(block["thinking"] for block in blocks if block["type"] == "thinking"),
        "kinds": [block["type"] for block in blocks],
        "tools": [[block["name"], block["input"]] for block in blocks if block["type"] == "tool_use"],
    }


BACKS = [
    ("openai", "openai_chat"),
    ("openai", "openai_responses"),
    ("gemini", "gemini"),
    ("vllm", "anthropic_messages"),
]
WORDINGS = load(reports.HERE / "overflow_wordings.yaml")


@pytest.mark.parametrize("wording", WORDINGS["overflows"], ids=lambda wording: wording["by"])
def test_overflow_wording_is_recognized_in_every_protocol(wording: Table) -> None:
    """Each text is recognized by each protocol, with the statuses of the issue and without one."""
    for name, protocol in BACKS:
        back = loader.back(name, protocol)
        for status in (0, 400, 413, 422, 500):
            found = back.failure({"error": {"message": wording["text"]}}, status, Context())
            assert found["error_type"] == "context_length_exceeded", (protocol, status)
            numbers = {key: found[key] for key in ("prompt_tokens", "output_tokens", "token_limit") if key in found}
            assert numbers == wording.get("numbers", {}), protocol


@pytest.mark.parametrize("text", WORDINGS["others"])
def test_other_text_is_no_overflow(text: str) -> None:
    found = loader.back("openai", "openai_chat").failure({"error": {"message": text}}, 400, Context())
    assert found["error_type"] == "invalid_request"


@pytest.mark.parametrize("text", WORDINGS["limits"])
def test_rate_limit_is_recognized_without_its_status(text: str) -> None:
    for status in (0, 400, 413, 500):
        found = loader.back("openai", "openai_chat").failure({"error": {"message": text}}, status, Context())
        assert found["error_type"] == "rate_limit", status


@pytest.mark.parametrize("wording", load(reports.HERE / "error_wordings.yaml"), ids=lambda wording: wording["by"])
def test_error_wording_is_recognized_in_every_protocol(wording: Table) -> None:
    wanted = wording["error_type"]
    for name, protocol in BACKS:
        for status in (*wording["statuses"], *([0] if wanted != "invalid_request" else [])):
            found = loader.back(name, protocol).failure({"error": {"message": wording["text"]}}, status, Context())
            assert found["error_type"] == wanted, (protocol, status)


@pytest.mark.parametrize("wording", load(reports.HERE / "refusal_wordings.yaml"), ids=lambda wording: wording["by"])
def test_refusal_wording_names_the_parameters_to_remove(wording: Table) -> None:
    error = {"message": wording["text"], "param": wording.get("param", "")}
    adjustments = loader.shared_refusals().adjustments(error, json.dumps({"error": error}), wording["body"])
    assert sorted(one.name for one in adjustments) == sorted(wording["without"])
    later = wording["body"]
    for one in adjustments:
        later = one.apply(later)
    assert loader.shared_refusals().adjustments(error, "", later) == () or len(adjustments) == 1


def test_at_least_forty_wordings_have_a_source() -> None:
    assert len(WORDINGS["overflows"]) >= 40
    assert all(re.match("https://", one["see"]) for one in WORDINGS["overflows"])


def test_the_page_lists_the_cases() -> None:
    assert reports.PAGE.read_text(encoding="utf-8") == reports.page(), "run python -m tests.conformance.page"
    names = [case["id"] for case in reports.cases()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("test", [test for kind in reports.elsewhere() for test in kind["tests"]])
def test_a_test_of_the_page_exists(test: str) -> None:
    file, name = test.split("::")
    assert f"def {name}(" in (reports.HERE.parents[1] / file).read_text(encoding="utf-8")
