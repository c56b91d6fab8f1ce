"""Numbered cases that need a server: request bodies, routing and authentication."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import brotli
import pytest
import zstandard

from dragoman.exchange import exchange
from tests.conformance.inprocess import BODY, STREAM, VERSION, app, ask, provider, reply_hi, run, whole


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
    ],
)
def test_51_compressed_bodies_are_decompressed(coding: str, pack: Any) -> None:
    async def test() -> None:
        async with provider(reply_hi) as made:
            answer = await ask(app(made.url), pack(json.dumps(BODY).encode()), headers={"content-encoding": coding})
            assert answer.status == 200, answer.body
            assert made.requests[0].json["messages"] == BODY["messages"]

    run(test())


def test_51_byte_order_mark_and_duplicate_keys() -> None:
    async def test() -> None:
        async with provider(reply_hi) as made:
            body = (
                b'\xef\xbb\xbf{"model":"m","max_tokens":1,"max_tokens":9,"messages":[{"role":"user","content":"hi"}]}'
            )
            assert (await ask(app(made.url), body)).status == 200
            assert made.requests[0].json["max_completion_tokens"] == 9

    run(test())


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b"[1]", b"null", b'{"model": NaN}'])
def test_51_body_that_is_no_json_object_is_an_invalid_request(body: bytes) -> None:
    async def test() -> None:
        answer = await ask(app(), body, headers=VERSION)
        assert (answer.status, answer.error["type"]) == (400, "invalid_request_error")

    run(test())


def test_51_body_with_a_wrong_content_encoding() -> None:
    async def test() -> None:
        answer = await ask(app(), b"{}", headers={"content-encoding": "gzip"})
        assert (answer.status, answer.error["type"]) == (400, "invalid_request_error")

    run(test())


@pytest.mark.parametrize(
    "path",
    ["/v1/messages", "/v1/messages?beta=true", "/v1/messages/", "/main/v1/messages", "/main/v1/messages/?beta=true"],
)
def test_52_every_form_of_the_path_is_served(path: str) -> None:
    async def test() -> None:
        async with provider(reply_hi) as made:
            assert (await ask(app(made.url), BODY, path)).status == 200
            assert made.requests[0].path == "/chat/completions"

    run(test())


def test_52_unknown_profile_in_the_path_lists_the_profiles() -> None:
    async def test() -> None:
        answer = await ask(app(), BODY, "/other/v1/messages", headers=VERSION)
        assert (answer.status, answer.error["type"]) == (404, "not_found_error")
        assert "main" in answer.error["message"] and "other" in answer.error["message"]

    run(test())


def test_15_zero_output_tokens_cause_no_provider_request() -> None:
    async def test() -> None:
        async with provider(reply_hi) as made:
            answer = await ask(app(made.url), {**BODY, "max_tokens": 0})
            assert (answer.status, answer.json["content"], answer.json["stop_reason"]) == (200, [], "max_tokens")
            assert not made.requests

    run(test())


def test_216_rejected_key_names_the_profile() -> None:
    async def test() -> None:
        async with provider(whole(401, {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}})) as made:
            answer = await ask(app(made.url), STREAM)
            assert (answer.status, answer.error["type"]) == (403, "permission_error")
            assert "Incorrect API key" in answer.error["message"] and "main" in answer.error["message"]
            assert "sk-untold-profile" not in answer.error["message"]

    run(test())


def test_216_rejected_client_credentials_are_a_401() -> None:
    error = {"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key"}}

    async def test() -> None:
        async with provider(whole(401, error)) as made:
            to = app(made.url, "anthropic", passthrough=True)
            answer = await ask(to, BODY, headers={"x-api-key": "sk-untold-client", **VERSION})
            assert made.requests[0].header("x-api-key") == "sk-untold-client"
            assert (answer.status, answer.json) == (401, error)

    run(test())


def test_225_error_within_its_protocol_is_passed_on_byte_for_byte() -> None:
    error = (
        b'{"type":"error", "error":{"type":"invalid_request_error","message":"b\\u00fc"},  "request_id":"r9","new":1}'
    )

    async def test() -> None:
        async with provider(whole(400, error, request_id="r9")) as made:
            answer = await ask(app(made.url, "anthropic"), STREAM, headers=VERSION)
            assert (answer.status, answer.body, answer.headers["request-id"]) == (400, error, "r9")

    run(test())


def test_225_a_401_for_the_profile_key_becomes_a_403() -> None:
    error = {"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key"}}

    async def test() -> None:
        async with provider(whole(401, error)) as made:
            answer = await ask(app(made.url, "anthropic"), BODY, headers=VERSION)
            assert (answer.status, answer.error["type"]) == (403, "permission_error")
            assert "invalid x-api-key" in answer.error["message"] and "main" in answer.error["message"]

    run(test())


def test_226_unknown_model_is_rejected_by_the_provider() -> None:
    async def test() -> None:
        refusal = whole(404, {"error": {"message": "The model `nope` does not exist", "code": "model_not_found"}})
        async with provider(refusal) as made:
            answer = await ask(app(made.url), {**BODY, "model": "nope"})
            assert made.requests[0].json["model"] == "nope"
            assert (answer.status, answer.error["type"]) == (404, "not_found_error")
            assert "nope" in answer.error["message"]

    run(test())


def test_227_missing_client_credentials_are_reported_in_its_protocol() -> None:
    async def test() -> None:
        answer = await ask(app(keys=("right",)), BODY, headers=VERSION)
        assert (answer.status, answer.error["type"]) == (401, "authentication_error")

    run(test())


@pytest.mark.parametrize("place", ["request", "whole"])
def test_228_internal_error_is_reported_without_a_traceback(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    def bug(*_: Any) -> None:
        raise ZeroDivisionError("a secret of the engine")

    async def test() -> None:
        async with provider(reply_hi) as made:
            answer = await ask(app(made.url), BODY, headers=VERSION)
            assert (answer.status, answer.error["type"]) == (500, "api_error")
            assert b"secret" not in answer.body and b"Traceback" not in answer.body

    monkeypatch.setattr(exchange.Exchange, place, bug)
    run(test())


def test_246_two_header_lines_become_one_list() -> None:
    async def test() -> None:
        error = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": []}
        async with provider(whole(200, error)) as made:
            lines = [
                ("anthropic-beta", "a-1, b-1"),
                ("anthropic-beta", "c-1"),
                ("anthropic-beta", "a-1"),
                *VERSION.items(),
            ]
            await ask(app(made.url, "anthropic"), BODY, headers=lines)
            betas = made.requests[0].header("anthropic-beta") or ""
            assert [beta.strip() for beta in betas.split(",")] == ["a-1", "b-1", "c-1"]

    run(test())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-api-key": "right"}, 200),
        ({"authorization": "Bearer right"}, 200),
        ({"x-api-key": "wrong", "authorization": "Bearer right"}, 200),
        ({"x-api-key": "right", "authorization": "Bearer wrong"}, 200),
        ({"x-api-key": "wrong", "authorization": "Bearer wrong"}, 401),
        ({}, 401),
    ],
)
def test_248_key_is_accepted_in_either_header(headers: dict[str, str], status: int) -> None:
    async def test() -> None:
        async with provider(reply_hi) as made:
            answer = await ask(app(made.url, keys=("right",)), BODY, headers=headers)
            assert answer.status == status
            if status == 200:
                assert made.requests[0].header("authorization") == "Bearer sk-untold-profile"

    run(test())


def test_248_without_configured_keys_any_key_is_accepted() -> None:
    async def test() -> None:
        async with provider(reply_hi) as made:
            assert (await ask(app(made.url), BODY, headers={"x-api-key": "whatever"})).status == 200

    run(test())


def test_251_invalid_streaming_request_is_rejected_as_json() -> None:
    async def test() -> None:
        answer = await ask(app(), {"model": "m", "max_tokens": 1, "stream": True}, headers=VERSION)
        assert (answer.status, answer.headers["content-type"]) == (400, "application/json")
        assert answer.error == {"type": "invalid_request_error", "message": "messages: Field required"}

    run(test())
