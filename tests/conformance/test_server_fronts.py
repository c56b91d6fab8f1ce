"""Paths, model lists, credentials and errors of every client protocol, at the root and below a profile."""

from __future__ import annotations

import datetime
import json
import time
from typing import Any

import pytest

from tests.conformance.inprocess import (
    BODY,
    VERSION,
    Line,
    ReceivedRequest,
    app,
    ask,
    provider,
    reply_hi,
    run,
    whole,
)

CHAT = "/v1/chat/completions"
ANSWER = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "up",
    "content": [{"type": "text", "text": "Hi"}],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 3, "output_tokens": 2},
}


@pytest.mark.parametrize("prefix", ["", "/main"])
def test_each_front_is_served_at_the_root_and_below_a_profile(prefix: str) -> None:
    async def test() -> None:
        async with provider(reply_hi) as made:
            to = app(made.url)
            chat = await ask(to, BODY, prefix + CHAT)
            assert chat.json["choices"][0]["message"]["content"] == "Hi"
            messages = await ask(to, BODY, prefix + "/v1/messages", VERSION)
            assert messages.json["content"] == [{"type": "text", "text": "Hi"}]

    run(test())


def test_another_profile_by_the_path_is_not_found() -> None:
    async def test() -> None:
        answer = await ask(app(), BODY, "/other" + CHAT)
        assert answer.status == 404
        assert answer.json["error"]["message"] == "no profile 'other'; the configured profiles are: main"

    run(test())


@pytest.mark.parametrize("path", ["/chat/completions", "/main/chat/completions"])
def test_a_base_url_without_a_version_is_explained(path: str) -> None:
    async def test() -> None:
        answer = await ask(app(), BODY, path)
        profile = path.removesuffix("/chat/completions")
        assert answer.status == 404
        assert answer.json["error"]["message"] == (
            f"no such path: {path}; did you mean {profile}{CHAT}? The base URL ends in {profile}/v1"
        )

    run(test())


def test_losses_are_reported_in_the_terms_of_the_client() -> None:
    async def test() -> None:
        async with provider(whole(200, ANSWER)) as made:
            message = {"role": "user", "content": "hi", "name": "ann"}
            answer = await ask(app(made.url, "anthropic"), {"model": "m", "messages": [message]}, CHAT)
            assert answer.status == 200, answer.body
            assert "messages.name;" in answer.headers["dragoman-losses"]

    run(test())


def test_losses_of_a_complete_answer_are_reported() -> None:
    async def test() -> None:
        async with provider(whole(200, {**ANSWER, "stop_reason": "pause_turn"})) as made:
            message = {"role": "user", "content": "hi", "name": "ann"}
            answer = await ask(app(made.url, "anthropic"), {"model": "m", "messages": [message]}, CHAT)
            assert answer.json["choices"][0]["finish_reason"] == "stop"
            lost = answer.headers["dragoman-losses"]
            assert "messages.name;" in lost and "stop_reason;a pause is not reported in this protocol" in lost

    run(test())


def test_model_list_states_when_models_were_created() -> None:
    async def test() -> None:
        to = app(models={"default": "gpt-x", "long": "org/gpt-y"})
        listed = (await ask(to, path="/main/v1/models", method="GET")).json["data"]
        assert {"gpt-x", "org/gpt-y", "long"} <= {model["id"] for model in listed}
        assert all(type(model["created"]) is int and model["created"] > 1_500_000_000 for model in listed)
        messages: dict[str, Any] = (await ask(to, path="/v1/models", method="GET", headers=VERSION)).json["data"][0]
        created = datetime.datetime.fromisoformat(messages["created_at"])
        assert int(created.timestamp()) == listed[0]["created"]

    run(test())


@pytest.mark.parametrize("prefix", ["", "/main"])
def test_one_model_by_its_id(prefix: str) -> None:
    async def test() -> None:
        to = app(models={"default": "org/gpt-y"})
        found = await ask(to, path=f"{prefix}/v1/models/org/gpt-y", method="GET")
        assert found.json == {
            "id": "org/gpt-y",
            "object": "model",
            "created": found.json["created"],
            "owned_by": "openai",
        }
        missing = await ask(to, path=f"{prefix}/v1/models/none", method="GET")
        assert missing.status == 404 and "none" in missing.json["error"]["message"]

    run(test())


@pytest.mark.parametrize(
    ("headers", "shape"),
    [
        ({}, "openai"),
        ({"authorization": "Bearer k"}, "openai"),
        (VERSION, "anthropic"),
        ({"x-api-key": "k"}, "anthropic"),
    ],
)
def test_shared_paths_answer_in_the_protocol_of_the_headers(headers: dict[str, str], shape: str) -> None:
    async def test() -> None:
        listed = (await ask(app(), path="/v1/models", method="GET", headers=headers)).json
        assert ("object" in listed) is (shape == "openai")
        unknown = (await ask(app(), path="/v1/nothing", method="GET", headers=headers)).json
        assert ("type" in unknown) is (shape == "anthropic")

    run(test())


@pytest.mark.parametrize("prefix", ["", "/main"])
@pytest.mark.parametrize("path", [CHAT + "/x/messages", "/v1/completions", "/v1/responses/r/cancel", "/other" + CHAT])
def test_an_unknown_path_is_not_an_unknown_model(prefix: str, path: str) -> None:
    """What OpenAI returns for its own unknown paths; clients treat `model_not_found` otherwise."""

    async def test() -> None:
        answer = await ask(app(), BODY, prefix + path)
        assert answer.status == 404
        error = answer.json["error"]
        assert (error["type"], error["code"]) == ("invalid_request_error", "unknown_url")
        messages = await ask(app(), BODY, f"{prefix}/v1/messages/batches")
        assert messages.status == 404
        assert (messages.json["type"], messages.error["type"]) == ("error", "not_found_error")

    run(test())


def test_227_missing_credentials_have_the_shape_of_the_front() -> None:
    async def test() -> None:
        to = app(keys=("right",))
        chat = await ask(to, BODY, CHAT, {"authorization": "Bearer wrong"})
        assert chat.status == 401 and set(chat.json) == {"error"}
        messages = await ask(to, BODY, "/v1/messages", {"x-api-key": "wrong"})
        assert messages.status == 401 and messages.error["type"] == "authentication_error"

    run(test())


@pytest.mark.parametrize("back", ["openai", "anthropic"])
@pytest.mark.parametrize("options", [None, {"include_usage": True}, {"include_usage": False}])
def test_usage_is_streamed_on_request_only(back: str, options: dict[str, bool] | None) -> None:
    async def test() -> None:
        async with provider(reply_hi if back == "openai" else whole(200, ANSWER)) as made:
            more = {} if options is None else {"stream_options": options}
            body = {"model": "m", "messages": BODY["messages"], "stream": True, **more}
            answer = await ask(app(made.url, back), body, CHAT)
            lines = [line.removeprefix("data: ") for line in answer.body.decode().split("\n\n") if line]
            assert lines[-1] == "[DONE]"
            chunks = [json.loads(line) for line in lines[:-1]]
            if back == "openai":  # forwarded
                return
            usages = [chunk.get("usage", "absent") for chunk in chunks]
            wanted = options == {"include_usage": True}
            assert all(usage is None if wanted else usage == "absent" for usage in usages[: len(usages) - wanted])
            if wanted:
                assert chunks[-1]["choices"] == [] and usages[-1]["total_tokens"] == 5
            assert all(abs(chunk["created"] - time.time()) < 60 for chunk in chunks)
            assert {chunk["id"] for chunk in chunks} == {"chatcmpl-1"}
            reasons = [choice["finish_reason"] for chunk in chunks for choice in chunk["choices"]]
            assert [reason for reason in reasons if reason] == ["stop"]

    run(test())


@pytest.mark.parametrize("name", ["groq", "minimax", "openrouter"])
def test_a_forwarded_stream_is_read_with_the_conditions_of_its_request(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        async with provider(reply_hi) as made:
            answer = await ask(app(made.url, name, protocol="openai_chat"), {**BODY, "stream": True}, CHAT)
            assert answer.status == 200
            assert "could not be served" not in caplog.text

    run(test())


@pytest.mark.parametrize("path", [CHAT, "/v1/messages"])
@pytest.mark.parametrize("rest", ["", "data: [DONE]\n\n", "data: not JSON\n\n"])
def test_an_answer_is_complete_after_the_finish_reason(path: str, rest: str) -> None:
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**ANSWER, "content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hi"}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}},
    ]

    async def script(request: ReceivedRequest, line: Line) -> None:
        await line.begin(200, "text/event-stream")
        for event in events:
            await line.send(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n")
        await line.send(rest)

    async def test() -> None:
        async with provider(script) as made:
            answer = await ask(app(made.url, "minimax"), {**BODY, "stream": True}, path)
            text = answer.body.decode()
            assert answer.status == 200
            assert "Hi" in text
            assert '"error"' not in text
            assert text.rstrip().endswith("[DONE]" if path == CHAT else '{"type":"message_stop"}')

    run(test())
