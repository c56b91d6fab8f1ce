"""The time at which a provider's limit resets, as its headers and error bodies state it, for retries, circuit breakers
and accounts."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dragoman.exchange.passed_headers import limit_values
from dragoman.exchange.replies import header_map
from dragoman.resilience.failures import failed_response
from dragoman.resilience.resets import stated_reset
from tests.conformance.inprocess import ask, run
from tests.laws import exchanges
from tests.resilience.fronts import send
from tests.resilience.several import FAST, error, serving

NOW = 1_790_000_000.0


def later(seconds: float) -> str:
    return datetime.fromtimestamp(NOW + seconds, UTC).isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("limits", "wait"),
    [
        ({}, None),
        ({"requests-reset": "2m59.56s"}, 179.56),
        ({"requests-reset": "90"}, 90),
        ({"requests-reset-time": later(60)}, 60),
        ({"requests-reset-time": str(int(NOW + 60))}, 60),
        ({"requests-reset-time": f"{int(NOW + 60)}000"}, 60),
        ({"requests-reset-time": later(-60)}, 0),
        ({"requests-reset": "soon", "tokens-reset": "nan"}, None),
        ({"requests-remaining": "0", "requests-reset": "1h", "tokens-remaining": "5", "tokens-reset": "1s"}, 3600),
        ({"requests-remaining": "3", "requests-reset": "1h", "tokens-remaining": "5", "tokens-reset": "1s"}, 1),
        ({"a-used": "100", "a-reset": "60", "b-used": "100.0", "b-reset": "600"}, 600),
        ({"a-used": "100", "a-reset": "60", "b-used": "99", "b-reset": "600"}, 60),
        ({"a-used": "99", "a-reset": "60", "window-reset": "600"}, 600),
        ({"a-used": "much", "a-reset": "60"}, 60),
    ],
)
def test_reset_of_the_limit_that_is_used_up(limits: dict[str, str], wait: float | None) -> None:
    found = stated_reset(limits, NOW)
    assert found == (wait if wait is None else pytest.approx(wait, abs=0.01))


def test_values_in_a_header_that_has_several() -> None:
    names = {"x-remaining": "X-Quota?rem", "x-reset-time": "X-Quota?rst", "y-reset": "other", "z-reset": "X-Quota?no"}
    headers = {b"x-quota": b"ent=300&ov=0.0&rem=0.0&rst=2026-10-01T00%3A00%3A00Z", b"date": b"now"}
    assert limit_values(names, headers) == {"x-remaining": "0.0", "x-reset-time": "2026-10-01T00:00:00Z"}


DAY = {"error": {"message": "limit reached", "type": "rate_limit_error", "code": "rate_limit_exceeded"}}
PLAN = {"error": {"message": "The usage limit has been reached", "type": "usage_limit_reached"}}
SNAPSHOT = f"ent=300&ov=0.0&ovPerm=false&rem=0.0&rst={later(86_400)}"
OF_VENDORS: list[tuple[str, int, dict[str, str], dict[str, Any], float | None]] = [
    ("groq", 429, {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2m59.56s"}, DAY, 179.56),
    ("groq", 429, {"retry-after": "7", "x-ratelimit-reset-requests": "2m59.56s"}, DAY, 7),
    ("openai:openai_chat", 429, {"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m0s"}, DAY, 360),
    ("azure", 429, {"retry-after-ms": "1500", "retry-after": "2"}, DAY, 1.5),
    ("anthropic", 429, {"anthropic-ratelimit-unified-reset": str(int(NOW + 18_000))}, DAY, 18_000),
    (
        "anthropic",
        429,
        {"anthropic-ratelimit-input-tokens-remaining": "0", "anthropic-ratelimit-input-tokens-reset": later(42)},
        DAY,
        42,
    ),
    ("claude", 429, {"anthropic-ratelimit-unified-reset": str(int(NOW + 600_000))}, DAY, 600_000),
    (
        "chatgpt",
        429,
        {
            "x-codex-primary-used-percent": "100",
            "x-codex-primary-reset-after-seconds": "1200",
            "x-codex-secondary-used-percent": "31",
            "x-codex-secondary-reset-after-seconds": "400000",
        },
        PLAN,
        1200,
    ),
    ("chatgpt", 429, {"x-codex-secondary-reset-at": str(int(NOW + 77))}, PLAN, 77),
    ("chatgpt", 429, {}, {"error": {**PLAN["error"], "resets_in_seconds": 6552}}, 6552),
    (
        "copilot",
        402,
        {"x-quota-snapshot-premium_interactions": SNAPSHOT},
        {"error": {"code": "quota_exceeded"}},
        86_400,
    ),
    ("copilot", 429, {"x-quota-snapshot-chat": SNAPSHOT}, DAY, 86_400),
    ("cerebras", 429, {"x-ratelimit-reset-tokens-minute": "11.38"}, DAY, 11.38),
    ("openrouter", 429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": f"{int(NOW + 30)}000"}, DAY, 30),
    ("groq", 503, {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2m"}, {}, None),
]


@pytest.mark.parametrize(("provider", "status", "headers", "body", "wait"), OF_VENDORS)
def test_reset_headers_of_vendors(
    provider: str, status: int, headers: dict[str, str], body: dict[str, Any], wait: float | None
) -> None:
    exchange = exchanges.started_exchange(provider)
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    data = json.dumps(body).encode()
    reply = exchange.whole(status, pairs, data)
    cause = reply.cause or reply.failure
    assert cause is not None
    failed = failed_response(status, pairs, data, cause, NOW, exchange.rate_limits(header_map(pairs)))
    assert failed.wait == (wait if wait is None else pytest.approx(wait, abs=0.01))


def test_an_account_cools_down_until_its_limit_resets(tmp_path: Path) -> None:
    limited = error(429, "slow", x_ratelimit_remaining_requests="0", x_ratelimit_reset_requests="2m59.56s")
    text = (
        FAST + "profiles:\n  main: { provider: groq, base_url: '@main', accounts: [{ name: a, api_key: sk-a-key }] }\n"
    )

    async def test() -> None:
        async with serving(tmp_path, text, main=limited) as (to, _):
            assert (await send(to, "openai_chat", False)).status == 429
            shown = (await ask(to, None, "/api/status", method="GET")).json["profiles"]["main"]["accounts"]["a"]
            assert 175 < shown["seconds"] <= 180
            answer = await send(to, "openai_chat", False)
            assert 175 < int(answer.headers["retry-after"]) <= 180

    run(test())


def test_a_breaker_stays_open_until_the_limit_resets(tmp_path: Path) -> None:
    limited = error(429, "slow", x_ratelimit_reset_requests="1h")
    text = (
        FAST + "profiles:\n  main: { provider: groq, base_url: '@main', api_key: sk-a-key, breaker: { failures: 1 } }\n"
    )

    async def test() -> None:
        async with serving(tmp_path, text, main=limited) as (to, made):
            await send(to, "openai_chat", False)
            answer = await send(to, "openai_chat", True)
            assert 3590 < int(answer.headers["retry-after"]) <= 3600 and len(made["main"].requests) == 1

    run(test())


@pytest.mark.parametrize(("reset", "requests"), [("150ms", 3), ("1h", 1)])
def test_a_request_is_repeated_when_its_limit_resets_soon(reset: str, requests: int, tmp_path: Path) -> None:
    limited = error(429, "slow", x_ratelimit_remaining_tokens="0", x_ratelimit_reset_tokens=reset)
    text = "profiles:\n  main: { provider: groq, base_url: '@main', api_key: sk-a-key }\n"

    async def test() -> None:
        async with serving(tmp_path, text, main=limited) as (to, made):
            began = time.monotonic()
            assert (await send(to, "openai_chat", False)).status == 429
            assert len(made["main"].requests) == requests
            assert requests == 1 or time.monotonic() - began >= 0.3

    run(test())
