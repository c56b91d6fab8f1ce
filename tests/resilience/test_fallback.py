"""Fallback to other profiles, through the proxy with scripted providers, for every front."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from dragoman.config.file import load
from dragoman.config.settings import ConfigurationError
from tests.conformance.builders import turns
from tests.conformance.cases import envelope
from tests.conformance.inprocess import Line, ReceivedRequest, quick, reply_hi, run, whole
from tests.resilience.fronts import every_front, send, text_of, whole_and_streamed
from tests.resilience.several import Script, error, profiles, serving

MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "up",
    "stop_reason": "end_turn",
    "content": [{"type": "text", "text": "Hi"}],
    "usage": {"input_tokens": 3, "output_tokens": 2},
}
PAIR = profiles(main="provider: openai, fallback: [backup/m2]", backup="provider: anthropic")
LINKS = profiles(main="provider: openai, fallback: [{FALLBACK}]", backup="provider: openai, protocol: openai_chat")
OVERFLOW = (
    "maximum context length is 10 tokens. However, you requested 20 tokens (15 in the messages, 5 in the completion)."
)


async def close(request: ReceivedRequest, line: Line) -> None:
    """Script that closes the connection without a response."""


async def first_event(request: ReceivedRequest, line: Line) -> None:
    await line.begin(kind="text/event-stream")
    await line.event({"error": {"message": "overloaded", "code": 503}})


FAULTS: dict[str, Script] = {
    "closed": close,
    "first event": first_event,
    "quota": error(429, code="insufficient_quota"),
    **{str(status): error(status) for status in (402, 403, 404, 408, 429, 500, 503, 529)},
}


def answered_by(headers: dict[str, str]) -> str:
    return headers["dragoman-profile"]


@whole_and_streamed
@every_front
@pytest.mark.parametrize("fault", FAULTS)
def test_another_provider_of_another_protocol_answers(fault: str, front: str, stream: bool, tmp_path: Path) -> None:
    async def test() -> None:
        async with serving(tmp_path, PAIR, main=FAULTS[fault], backup=whole(200, MESSAGE)) as (to, made):
            answer = await send(to, front, stream)
            assert text_of(front, answer, stream) == "Hi"
            assert answered_by(answer.headers).startswith('backup; after="main ')
            assert [len(one.requests) for one in made.values()] == [1, 1]
            sent = made["backup"].requests[0]
            assert sent.json["model"] == "m2" and sent.header("x-api-key") == "sk-key-backup"

    run(test())


NOT_USUAL = {
    "invalid_request": error(400),
    "authentication": error(401),
    "context_length_exceeded": error(400, OVERFLOW),
    "request_too_large": error(413),
}


@whole_and_streamed
@pytest.mark.parametrize("named", [False, True], ids=["usual", "named"])
@pytest.mark.parametrize("fault", NOT_USUAL)
def test_errors_of_the_request_fall_back_only_if_named(fault: str, named: bool, stream: bool, tmp_path: Path) -> None:
    target = f"{{ use: backup, on: [{fault}] }}" if named else "backup"
    text = LINKS.replace("{FALLBACK}", target)

    async def test() -> None:
        async with serving(tmp_path, text, main=NOT_USUAL[fault], backup=reply_hi) as (to, made):
            answer = await send(to, "openai_chat", stream)
            assert len(made["backup"].requests) == named
            assert (answer.status == 200) is named

    run(test())


@whole_and_streamed
@pytest.mark.parametrize("named", [False, True], ids=["usual", "named"])
def test_content_policy_falls_back_only_if_named(named: bool, stream: bool, tmp_path: Path) -> None:
    text = LINKS.replace("{FALLBACK}", "{ use: backup, on: [usual, content_policy] }" if named else "backup")
    refusal = error(400, "not allowed", "content_filter")

    async def test() -> None:
        async with serving(tmp_path, text, main=refusal, backup=reply_hi) as (to, made):
            answer = await send(to, "anthropic_messages", stream)
            assert len(made["backup"].requests) == named
            assert (b"not allowed" in answer.body) is not named

    run(test())


def test_named_errors_replace_the_usual_ones(tmp_path: Path) -> None:
    text = LINKS.replace("{FALLBACK}", "{ use: backup, on: [context_length_exceeded] }")

    async def test() -> None:
        async with serving(tmp_path, text, main=error(503), backup=reply_hi) as (to, made):
            assert (await send(to, "openai_chat", False)).status == 503
            assert not made["backup"].requests

    run(test())


THREE = profiles(
    main="provider: openai, fallback: [b, c, b, main/m]",
    b="provider: openai, fallback: [d]",
    c="provider: openai",
    d="provider: openai",
)


@whole_and_streamed
def test_each_target_is_tried_once_and_its_own_fallback_is_not_followed(stream: bool, tmp_path: Path) -> None:
    async def test() -> None:
        scripts = {"main": error(503), "b": close, "c": error(429, retry_after="9"), "d": reply_hi}
        async with serving(tmp_path, THREE, **scripts) as (to, made):
            answer = await send(to, "openai_chat", stream)
            assert answer.status == 429 and answer.headers["retry-after"] == "9"
            assert answered_by(answer.headers) == 'c; after="main overloaded, b server_error"'
            assert [len(one.requests) for one in made.values()] == [1, 1, 1, 0]

    run(test())


def test_profile_is_named_without_a_fallback_too(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving(tmp_path, PAIR, main=reply_hi, backup=reply_hi) as (to, _):
            assert answered_by((await send(to, "openai_chat", False)).headers) == "main"
            assert answered_by((await send(to, "openai_chat", True)).headers) == "main"

    run(test())


def test_slots_have_their_own_targets(tmp_path: Path) -> None:
    text = profiles(
        main="provider: openai, models: {haiku: small, big: large}, fallback: {haiku: [b/x], default: [c/y]}",
        b="provider: openai",
        c="provider: openai",
    )

    async def test() -> None:
        async with serving(tmp_path, text, main=error(503), b=reply_hi, c=reply_hi) as (to, made):
            for model in ("claude-haiku-4-5", "big", "anything"):
                assert (await send(to, "anthropic_messages", False, model=model)).status == 200
            assert [request.json["model"] for request in made["main"].requests] == ["small", "large", "anything"]
            assert [request.json["model"] for request in made["b"].requests] == ["x"]
            assert [request.json["model"] for request in made["c"].requests] == ["y", "y"]

    run(test())


def test_target_without_a_model_uses_its_own_slot_or_default(tmp_path: Path) -> None:
    text = profiles(
        main="provider: openai, fallback: [backup]",
        backup="provider: openai, protocol: openai_chat, models: {default: usual, haiku: small}",
    )

    async def test() -> None:
        async with serving(tmp_path, text, main=error(503), backup=reply_hi) as (to, made):
            for model in ("claude-haiku-4-5", "gpt-of-the-first-provider"):
                assert (await send(to, "anthropic_messages", False, model=model)).status == 200
            assert [request.json["model"] for request in made["backup"].requests] == ["small", "usual"]

    run(test())


def test_unusable_targets_are_skipped(tmp_path: Path) -> None:
    text = profiles(
        main="provider: openai, fallback: [broken, backup]", backup="provider: openai, protocol: openai_chat"
    )
    text += "  broken: { provider: openai, api_key: '${NOT_SET}' }\n"

    async def test() -> None:
        async with serving(tmp_path, text, main=error(503), backup=reply_hi) as (to, made):
            answer = await send(to, "openai_chat", False)
            assert answer.status == 503  # missing credentials are not a usual reason to go on
            assert not made["backup"].requests

    run(test())


def test_no_further_profile_after_the_time_limit(tmp_path: Path) -> None:
    text = PAIR + "timeouts: { fallback: 0.1 }\n"

    async def slow(request: ReceivedRequest, line: Line) -> None:
        await asyncio.sleep(0.2)
        await error(503)(request, line)

    async def test() -> None:
        async with serving(tmp_path, text, main=slow, backup=reply_hi) as (to, made):
            assert (await send(to, "openai_chat", False)).status == 503
            assert not made["backup"].requests

    run(test())


def test_signatures_of_another_provider_are_dropped_and_recorded(tmp_path: Path) -> None:
    text = profiles(
        main="provider: openai, protocol: openai_responses, fallback: [backup]",
        backup="provider: openai, protocol: openai_chat",
    )
    thought = {"type": "thinking", "thinking": "hm", "signature": envelope({"k": "rd", "b": "openrouter", "d": [{}]})}
    history = turns("hi", [thought, {"type": "text", "text": "a"}], "go on")

    async def test() -> None:
        async with serving(tmp_path, text, main=error(503), backup=reply_hi) as (to, made):
            answer = await send(to, "anthropic_messages", False, messages=history)
            assert answer.status == 200
            assert answer.headers["dragoman-losses"] == "thinking;only the provider that created it accepts it"
            assert b"xr1." not in made["backup"].requests[0].body

    run(test())


def test_pings_do_not_prevent_a_fallback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    quick(monkeypatch)

    async def slow(request: ReceivedRequest, line: Line) -> None:
        await asyncio.sleep(0.3)
        await error(503)(request, line)

    async def test() -> None:
        async with serving(tmp_path, PAIR, main=slow, backup=whole(200, MESSAGE)) as (to, _):
            answer = await send(to, "anthropic_messages", True)
            assert text_of("anthropic_messages", answer, True) == "Hi"
            assert b"ping" in answer.body and "dragoman-profile" not in answer.headers  # sent before it was known

    run(test())


def test_nothing_follows_content(tmp_path: Path) -> None:
    async def half(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await line.chunk(role="assistant", content="Hal")

    async def test() -> None:
        async with serving(tmp_path, PAIR, main=half, backup=reply_hi) as (to, made):
            answer = await send(to, "anthropic_messages", True)
            assert answer.body.count(b"Hal") == 1 and b"error" in answer.body
            assert not made["backup"].requests

    run(test())


def test_no_answer_is_doubled_or_lost_under_load(tmp_path: Path) -> None:
    text = profiles(
        main="provider: openai, fallback: [b, c]",
        b="provider: openai, protocol: openai_chat",
        c="provider: openai, protocol: openai_chat",
    )
    count = 0

    async def echo(request: ReceivedRequest, line: Line) -> None:
        asked = request.json["messages"][0]["content"]
        await line.begin(kind="text/event-stream")
        await line.chunk(role="assistant", content=asked)
        await line.chunk(finish_reason="stop")
        await line.event("[DONE]")

    async def flap(request: ReceivedRequest, line: Line) -> None:
        nonlocal count
        count += 1
        await (echo, error(503), close, first_event)[count % 4](request, line)

    async def test() -> None:
        async with serving(tmp_path, text, main=flap, b=flap, c=echo) as (to, made):
            texts = [f"number {index}" for index in range(100)]
            asked = (send(to, "openai_chat", True, messages=[{"role": "user", "content": one}]) for one in texts)
            answers = await asyncio.gather(*asked)
            assert [text_of("openai_chat", answer, True) for answer in answers] == texts
            assert len(made["main"].requests) == 100 and made["c"].requests

    run(test())


def test_log_states_which_profile_answered_and_why(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        async with serving(tmp_path, PAIR, main=error(503), backup=whole(200, MESSAGE)) as (to, _):
            with caplog.at_level(logging.INFO, "dragoman"):
                await send(to, "openai_chat", False)

    run(test())
    assert "profile main: overloaded (HTTP 503): trying profile backup" in caplog.text
    assert "/v1/chat/completions backup m2 200" in caplog.text and "(main: overloaded (HTTP 503))" in caplog.text


@pytest.mark.parametrize(
    ("bodies", "position", "message"),
    [
        ({"a": "fallback: [b]", "b": "fallback: [a]"}, "4:38", "the fallbacks form a cycle: a -> b -> a"),
        ({"a": "fallback: [b]", "b": "fallback: [c]", "c": "fallback: {default: [b/m]}"}, "5:48", "b -> c -> b"),
        ({"a": "fallback: [a]"}, "3:38", "'a' is the profile itself; name another model of it, as in a/MODEL"),
        ({"a": "fallback: [nope]"}, "3:38", "no profile 'nope'"),
        ({"a": "fallback: [{ use: a/x, on: [oops] }]"}, "3:52", "item 1 of 'on' must be 'usual'"),
        ({"a": "fallback: 7"}, "3:37", "'fallback' must be text, a list or a mapping, not a number"),
        ({"a": "fallback: []"}, "3:37", "'fallback' is empty"),
    ],
)
def test_wrong_targets_are_problems_of_the_file(
    bodies: dict[str, str], position: str, message: str, tmp_path: Path
) -> None:
    lines = [f"  {name}: {{ provider: demo, {body} }}" for name, body in bodies.items()]
    path = tmp_path / "d.yaml"
    path.write_text("retry: {}\nprofiles:\n" + "\n".join(lines) + "\n")
    with pytest.raises(ConfigurationError) as problems:
        load(path, {})
    assert message in str(problems.value) and len(str(problems.value).splitlines()) == 1, problems.value
