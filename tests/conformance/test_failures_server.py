"""Failures of failures.yaml that need a server: timing, token counts, rate limits and logins."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path

import pytest

from dragoman.auth.credential import Credential
from tests.auth.fakes import TABLE, Server, environment, owned
from tests.conformance import grammar
from tests.conformance.builders import sent, turns
from tests.conformance.inprocess import (
    BODY,
    STREAM,
    VERSION,
    Line,
    ReceivedRequest,
    app,
    ask,
    provider,
    quick,
    reply_hi,
    run,
    whole,
)

COUNT = "/v1/messages/count_tokens"
ATTRIBUTION = {"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1.330.abc; cc_entrypoint=cli;"}


STRICT = ("vertex", "copilot", "gitlab")  # hosts that reject unknown fields


@pytest.mark.parametrize("name", STRICT)
def test_failure_07_compatible_hosts_receive_only_supported_betas_and_fields(name: str) -> None:
    edits = {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]}
    betas = "prompt-caching-scope-2026-01-05,no-such-beta-2026-11-25"
    came = sent(
        name,
        context_management=edits,
        no_such_field={"of": "tomorrow"},
        protocol="anthropic_messages",
        headers=[("anthropic-beta", betas), *VERSION.items()],
    )
    assert "no-such-beta" not in f"{came.headers} {came.body}"
    assert "no_such_field" not in came.body
    assert any("no-such-beta" in loss for loss in came.losses)
    assert any("no_such_field" in loss for loss in came.losses)


def test_failure_11_token_count_grows_with_the_text() -> None:
    async def test() -> None:
        counts = []
        for text in ("hi", "hi " * 100, "hi " * 1000):
            answer = await ask(app(), {**BODY, "messages": turns(text)}, COUNT)
            assert answer.status == 200
            counts.append(answer.json["input_tokens"])
        assert 0 < counts[0] < counts[1] < counts[2]
        assert 600 < counts[2] < 3000

    run(test())


def test_failure_14_silent_stream_is_kept_alive_without_a_total_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        await asyncio.sleep(0.4)  # corresponds to 40 s
        await line.begin(kind="text/event-stream")
        await line.chunk(reasoning_content="hm")
        await asyncio.sleep(0.4)
        await line.chunk(content="Hi")
        await line.chunk(finish_reason="stop")
        await line.event("[DONE]")

    async def test() -> None:
        async with provider(play) as made:
            answer = await ask(app(made.url), STREAM)
            events = grammar.frames(answer.body)
            grammar.validate(events)
            names = [event.name for event in events]
            start = names.index("content_block_start")
            assert names[:start].count("ping") >= 1 and names[start:].count("ping") >= 1

    quick(monkeypatch)
    run(test())


def test_failure_15_login_is_renewed_once_before_it_expires(tmp_path: Path) -> None:
    server = Server()
    owned(tmp_path, -10)

    async def test() -> None:
        one, other = (Credential(TABLE, environment=environment(tmp_path), send=server) for _ in range(2))
        given = await asyncio.gather(*(credential.get() for credential in (one, other) for _ in range(10)))
        assert {each.headers["authorization"] for each in given} == {"Bearer access-token-number-1"}
        assert len(server.requests) == 1  # reuse of the rotated token would end the login

    run(test())


def test_failure_16_rate_limit_is_passed_on_and_does_not_block_the_next_request() -> None:
    limits = [whole(429, {"error": {"message": "slow down"}}, retry_after="3600"), reply_hi]

    async def play(request: ReceivedRequest, line: Line) -> None:
        await limits.pop(0)(request, line)

    async def test() -> None:
        async with provider(play) as made:
            to = app(made.url)
            first, second = await ask(to, BODY), await ask(to, BODY)
            assert (first.status, first.error["type"], first.headers["retry-after"]) == (
                429,
                "rate_limit_error",
                "3600",
            )
            assert (second.status, len(made.requests)) == (200, 2)

    run(test())


def test_failure_22_local_server_can_reuse_its_prompt_cache_and_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        await asyncio.sleep(0.5)  # prompt processing
        await reply_hi(request, line)

    async def test() -> None:
        async with provider(play) as made:
            to = app(made.url, "ollama")
            for version in ("a", "b"):
                system = [{**ATTRIBUTION, "text": ATTRIBUTION["text"] + version}, {"type": "text", "text": "You are"}]
                answer = await ask(to, {**STREAM, "system": system})
                assert answer.status == 200 and b"message_stop" in answer.body and b"ping" in answer.body
            one, other = (request.json for request in made.requests)
            assert one == other and "billing" not in json.dumps(one)

    quick(monkeypatch)
    run(test())


def test_failure_26_rejected_key_names_the_profile_and_the_remedy() -> None:
    gone = whole(401, {"error": {"message": "Qwen OAuth free tier has been discontinued", "code": "invalid_api_key"}})

    async def test() -> None:
        async with provider(gone) as made:
            answer = await ask(app(made.url, "openai"), BODY)
            assert (answer.status, answer.error["type"]) == (
                403,
                "permission_error",
            )  # the client retries a 401 ten times
            text = answer.error["message"]
            assert "discontinued" in text and "profile main" in text and "OPENAI_API_KEY" in text

    run(test())


def test_failure_27_side_calls_use_the_small_model_and_counts_use_none() -> None:
    models = {"haiku": "small", "sonnet": "large", "default": "large"}

    async def test() -> None:
        async with provider(reply_hi) as made:
            to = app(made.url, models=models)
            await ask(to, {**BODY, "model": "claude-haiku-4-5-20251001"})
            await ask(to, {**BODY, "model": "claude-sonnet-5"})
            await ask(to, {**BODY, "model": "claude-sonnet-5"}, COUNT)
            assert [request.json["model"] for request in made.requests if request.path.endswith("/completions")] == [
                "small",
                "large",
            ]
            await ask(to, {**BODY, "max_tokens": 0})  # a connectivity check
            assert sum(request.path.endswith("/completions") for request in made.requests) == 2

    run(test())


def test_failure_27_copilot_receives_the_initiator() -> None:
    call = {"type": "tool_use", "id": "toolu_1", "name": "get", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "found"}
    tools = [{"name": "get", "input_schema": {"type": "object"}}]
    assert sent("copilot", tools=tools).headers["x-initiator"] == "user"
    assert sent("copilot", tools=tools, messages=turns("hi", [call], [result])).headers["x-initiator"] == "agent"


def test_failure_30_log_of_a_failure_contains_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        refusal = whole(400, {"error": {"message": "key sk-untold-profile is not allowed here"}})
        async with provider(refusal) as made:
            with caplog.at_level(logging.DEBUG):
                answer = await ask(app(made.url), BODY)
            assert "sk-untold-profile" not in caplog.text
            assert answer.status == 400

    run(test())
