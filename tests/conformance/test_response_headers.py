"""Headers of responses that clients read: the id of the request, rate limits, and pages of the list of models."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.exchange.passed_headers import converted, passed_headers
from dragoman.library.errors import InvalidRequest
from dragoman.server.models import page
from tests.conformance.inprocess import BODY, HI, STREAM, VERSION, app, ask, provider, reply_hi, run, whole

MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [{"type": "text", "text": "Hi"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 1, "output_tokens": 1},
}


@pytest.mark.parametrize(
    ("path", "method", "body", "status"),
    [
        ("/v1/messages", "POST", BODY, 200),
        ("/v1/messages", "POST", STREAM, 200),
        ("/v1/messages", "POST", {**BODY, "messages": 3}, 400),
        ("/v1/messages", "GET", None, 405),
        ("/v1/messages/count_tokens", "POST", BODY, 200),
        ("/v1/models", "GET", None, 200),
        ("/v1/models/none", "GET", None, 404),
        ("/v1/files", "GET", None, 404),
        ("/v1/messages/batches", "POST", {}, 404),
    ],
)
def test_every_response_has_a_request_id(path: str, method: str, body: Any, status: int) -> None:
    async def test() -> None:
        async with provider(reply_hi) as upstream:
            answer = await ask(app(upstream.url), body, path, VERSION, method)
            assert answer.status == status
            assert answer.headers["request-id"].startswith("req_")
            if status >= 400:
                assert answer.json["request_id"] == answer.headers["request-id"]

    run(test())


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/responses", "/v1/models/none"])
def test_other_clients_receive_it_under_their_name(path: str) -> None:
    async def test() -> None:
        async with provider(whole(200, HI)) as upstream:
            body = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "input": "hi", "store": False}
            method = "GET" if "none" in path else "POST"
            answer = await ask(app(upstream.url), None if method == "GET" else body, path, method=method)
            assert answer.headers["x-request-id"].startswith("req_")

    run(test())


def test_the_id_of_the_provider_wins() -> None:
    async def test() -> None:
        failure = {"error": {"message": "no", "type": "invalid_request_error"}}
        async with provider(whole(400, failure, x_request_id="abc")) as upstream:
            answer = await ask(app(upstream.url), BODY)
            assert answer.headers["request-id"] == answer.json["request_id"] == "abc"

    run(test())


def test_headers_of_the_same_protocol_are_kept() -> None:
    limits = {"anthropic_ratelimit_input_tokens_limit": "9", "anthropic_ratelimit_unified_5h_status": "allowed"}
    more = {"anthropic_organization_id": "org", "anthropic_ratelimit_requests_reset": "2026-01-02T03:04:05Z"}

    async def test() -> None:
        script = whole(200, MESSAGE, **limits, **more, x_internal="no", set_cookie="a=b")
        async with provider(script) as upstream:
            answer = await ask(app(upstream.url, "anthropic"), BODY, headers=VERSION)
            for name, value in {**limits, **more}.items():
                assert answer.headers[name.replace("_", "-")] == value
            assert not {"x-internal", "set-cookie"} & {*answer.headers}
            answer = await ask(app(upstream.url, "anthropic"), {"model": "m", "messages": BODY["messages"]}, CHAT)
            assert "anthropic-organization-id" not in answer.headers
            assert answer.headers["x-ratelimit-reset-requests"] == "0s"

    run(test())


CHAT = "/v1/chat/completions"


@pytest.mark.parametrize("name", ["retry-after", "retry-after-ms"])
@pytest.mark.parametrize(
    ("value", "passed"),
    [
        *((value, True) for value in ("0", "7", "1.5")),
        *((value, False) for value in ("-3", "nan", "inf", "1e400", "soon", "", "99999999999999", "1_0")),
    ],
)
def test_a_wait_is_passed_on_if_it_is_one(name: str, value: str, passed: bool) -> None:
    found = dict(passed_headers({}, {}, "", {name.encode(): value.encode()}, {}))
    assert found == ({name.encode(): value.encode()} if passed else {})


@pytest.mark.parametrize(("date", "passed"), [("Wed, 21 Oct 2015 07:28:00 GMT", True), ("31 Dec 9999 23:59:59", False)])
def test_the_date_of_a_wait_is_passed_on_unless_it_is_far_away(date: str, passed: bool) -> None:
    assert (passed_headers({}, {}, "", {b"retry-after": date.encode()}, {}) != []) is passed


def test_a_reset_is_a_time_for_messages_clients() -> None:
    async def test() -> None:
        async with provider(
            whole(200, HI, x_ratelimit_reset_requests="1m2s", x_ratelimit_reset_tokens="odd")
        ) as upstream:
            answer = await ask(app(upstream.url), BODY)
            assert answer.headers["anthropic-ratelimit-requests-reset"].endswith("Z")
            assert "anthropic-ratelimit-tokens-reset" not in answer.headers

    run(test())


@pytest.mark.parametrize(
    ("value", "at", "duration"),
    [
        ("1s", "1970-01-01T00:16:41Z", "1s"),
        ("20ms", "1970-01-01T00:16:40Z", "0.02s"),
        ("1h2m3.5s", "1970-01-01T01:18:43Z", "3723.5s"),
        ("6m0s", "1970-01-01T00:22:40Z", "360s"),
        ("60", "1970-01-01T00:17:40Z", "60s"),
        ("7.5", "1970-01-01T00:16:47Z", "7.5s"),
        ("1767323045", "2026-01-02T03:04:05Z", "1767322045s"),
        ("1767323045000", "2026-01-02T03:04:05Z", "1767322045s"),
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z", "1767322045s"),
        ("2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05Z", "1767318445s"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "0s"),
        *((text, "", "") for text in ("", "soon", "1s x", "nan", "inf", "-", "1e400", "1x2s")),
    ],
)
def test_reset_of_a_limit(value: str, at: str, duration: str) -> None:
    assert (converted(value, True, 1000), converted(value, False, 1000)) == (at, duration)


NAMES = {"limit": "limit", "after": "after_id", "before": "before_id", "more": "has_more"}


@pytest.mark.parametrize(
    ("query", "ids", "more"),
    [
        ({}, "abcde", False),
        ({"limit": "2"}, "ab", True),
        ({"limit": "5"}, "abcde", False),
        ({"after_id": "b"}, "cde", False),
        ({"after_id": "b", "limit": "2"}, "cd", True),
        ({"after_id": "e", "limit": "2"}, "", False),
        ({"before_id": "d", "limit": "2"}, "bc", True),
        ({"before_id": "c", "limit": "2"}, "ab", False),
        ({"before_id": "a"}, "", False),
        ({"other": "1"}, "abcde", False),
    ],
)
def test_pages_of_models(query: dict[str, str], ids: str, more: bool) -> None:
    entries, follows = page([{"id": id} for id in "abcde"], query, NAMES)
    assert ("".join(entry["id"] for entry in entries), follows) == (ids, more)


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "x"}, {"limit": "1001"}, {"limit": "-1"}, {"after_id": "z"}]
)
def test_invalid_pages_of_models(query: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest):
        page([{"id": id} for id in "abcde"], query, NAMES)


def test_the_list_of_models_has_pages() -> None:
    async def test() -> None:
        to = app("http://127.0.0.1:9", "groq")
        first = (await ask(to, path="/v1/models?limit=2", headers=VERSION, method="GET")).json
        assert len(first["data"]) == 2 and first["has_more"] is True
        rest = await ask(to, path=f"/v1/models?after_id={first['last_id']}", headers=VERSION, method="GET")
        assert rest.json["data"] and rest.json["has_more"] is False
        assert not {one["id"] for one in first["data"]} & {one["id"] for one in rest.json["data"]}
        wrong = await ask(to, path="/v1/models?limit=x", headers=VERSION, method="GET")
        assert wrong.status == 400 and "limit" in json.dumps(wrong.error)
        assert "data" in (await ask(to, path="/v1/models?limit=1", method="GET")).json

    run(test())


@pytest.mark.parametrize("path", ["/v1/files", "/v1/messages/batches", "/v1/messages/batches/x/results"])
def test_other_paths_are_not_proxied(path: str) -> None:
    async def test() -> None:
        answer = await ask(app(), {}, path, VERSION)
        assert (answer.status, answer.error["type"]) == (404, "not_found_error")
        assert "not proxied" in answer.error["message"] and "/v1/messages" in answer.error["message"]

    run(test())


def test_a_stream_starts_with_an_estimate_of_the_prompt() -> None:
    async def test() -> None:
        async with provider(reply_hi) as upstream:
            answer = await ask(app(upstream.url), STREAM)
            events = [json.loads(line[6:]) for line in answer.body.decode().splitlines() if line.startswith("data: ")]
            assert events[0]["message"]["usage"]["input_tokens"] > 0

    run(test())
