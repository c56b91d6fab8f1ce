"""Model names in requests and responses: slots, aliases, names of the client, and model lists."""

from __future__ import annotations

import pytest

from dragoman import loader
from tests.conformance import grammar
from tests.conformance.inprocess import BODY, HI, STREAM, VERSION, app, ask, provider, reply_hi, run, whole

MODELS = {"default": "big-1", "haiku": "small-1", "sonnet": "middle-1", "nick": "odd/one"}


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("claude-haiku-4-5-20251001", "small-1"),
        ("claude-haiku-4-5", "small-1"),
        ("haiku-4-5", "small-1"),
        ("haiku", "small-1"),
        ("claude-3-5-haiku-latest", "small-1"),
        ("claude-sonnet-5[1m]", "middle-1"),
        ("sonnet[1m]", "middle-1"),
        ("small-1", "small-1"),  # the model of a slot
        ("claude-main/middle-1", "middle-1"),  # as listed for Claude Code
        ("nick", "odd/one"),
        ("claude-fable-5-2", "big-1"),  # of the family, but without a slot
        ("claude-instant-1", "big-1"),
        ("gpt-5.5", "gpt-5.5"),  # a model of the provider
        ("nobody-knows-it", "nobody-knows-it"),
    ],
)
@pytest.mark.parametrize("streams", [False, True])
def test_mapped_model_is_requested_and_the_response_has_the_client_name(name: str, model: str, streams: bool) -> None:
    async def test() -> None:
        async with provider(reply_hi if streams else whole(200, HI)) as made:
            to = app(made.url, models=MODELS)
            answer = await ask(to, {**(STREAM if streams else BODY), "model": name})
            assert answer.status == 200
            assert made.requests[0].json["model"] == model
            returned = grammar.fold(grammar.frames(answer.body))["model"] if streams else answer.json["model"]
            assert returned == name

    run(test())


def test_unmapped_slot_uses_the_spec_and_then_the_default() -> None:
    async def test() -> None:
        slots = loader.provider("openai")["models"]
        for models, name, model in (
            ({}, "claude-haiku-4-5", slots["haiku"]),
            ({"default": "mine"}, "claude-haiku-4-5", slots["haiku"]),
            ({"default": "mine"}, "claude-fable-5", "mine"),
            ({"haiku": "mine"}, "claude-haiku-4-5", "mine"),
            ({}, "claude-fable-5", slots["default"]),
        ):
            async with provider(whole(200, HI)) as made:
                await ask(app(made.url, models=models), {**BODY, "model": name})
                assert made.requests[0].json["model"] == model

    run(test())


def test_vendor_model_names_are_kept_unless_mapped() -> None:
    async def test() -> None:
        for models, name, model in (
            ({}, "claude-sonnet-4-5-20250929", "claude-sonnet-4-5-20250929"),
            ({}, "claude-haiku-4-5", "claude-haiku-4-5"),
            ({"haiku": "claude-sonnet-5"}, "claude-haiku-4-5", "claude-sonnet-5"),
            ({"haiku": "claude-sonnet-5"}, "claude-opus-4-8", "claude-opus-4-8"),
        ):
            async with provider(whole(200, {"type": "message", "model": model, "content": []})) as made:
                answer = await ask(app(made.url, "anthropic", models=models), {**BODY, "model": name}, headers=VERSION)
                assert made.requests[0].json["model"] == model
                assert answer.json["model"] == name

    run(test())


def test_models_are_listed_with_their_limits() -> None:
    async def test() -> None:
        limits = {
            "big-1": {"context_window": 1_000_000, "max_output_tokens": 64_000},
            "small-1": {"context_window": 32_000},
        }
        to = app(models=MODELS, limits=limits)
        found = (await ask(to, path="/main/v1/models?limit=1000", method="GET", headers=VERSION)).json
        listed = {model["id"]: model for model in found["data"]}
        big, long, small = (listed[f"claude-main/{id}"] for id in ("big-1", "big-1[1m]", "small-1"))
        assert (big["max_input_tokens"], big["max_tokens"]) == (1_000_000, 64_000)
        assert long["max_input_tokens"] == 1_000_000
        assert small["max_input_tokens"] == 32_000 and "max_tokens" not in small
        assert "claude-main/small-1[1m]" not in listed
        assert listed["claude-main/nick"]["display_name"] == "nick: odd/one (main)"
        for id in ("big-1[1m]", "nick"):
            assert (await ask(to, path=f"/v1/models/claude-main/{id}", method="GET", headers=VERSION)).status == 200
        plain = (await ask(to, path="/main/v1/models", method="GET")).json["data"]
        assert {"big-1", "nick"} <= {model["id"] for model in plain}
        assert not any("[1m]" in model["id"] for model in plain)

    run(test())


@pytest.mark.parametrize("path", ["/v1/models", "/main/v1/models"])
def test_single_model_lookup(path: str) -> None:
    async def test() -> None:
        to = app(models=MODELS)
        one = (await ask(to, path=f"{path}/claude-haiku-4-5-20251001", method="GET", headers=VERSION)).json
        assert (one["type"], one["id"]) == ("model", "claude-haiku-4-5-20251001")
        assert "small-1" in one["display_name"]
        plain = (await ask(to, path=f"{path}/odd/one", method="GET")).json
        assert (plain["object"], plain["id"]) == ("model", "odd/one")
        missing = await ask(to, path=f"{path}/not-listed", method="GET", headers=VERSION)
        assert missing.status == 404 and missing.json["error"]["type"] == "not_found_error"
        assert (await ask(to, {**BODY}, path=f"{path}/small-1")).status == 405

    run(test())


@pytest.mark.parametrize(("name", "header"), [("own_receipt", "x-call-id"), ("kimi", "msh-request-id")])
def test_request_id_is_returned_from_each_provider_header(name: str, header: str) -> None:
    async def test() -> None:
        async with provider(whole(200, HI, **{header: "call-77"})) as made:
            answer = await ask(app(made.url, name), BODY)
            assert answer.headers["request-id"] == "call-77"
            own = (await ask(app(made.url), BODY)).headers["request-id"]
            assert own.startswith("req_")  # where the provider sends none

    run(test())
