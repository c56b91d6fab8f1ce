"""Account pools with a given clock, and through the proxy with a scripted provider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dragoman.config.file import load
from dragoman.config.recovery import AccountPick
from dragoman.config.settings import ConfigurationError
from dragoman.resilience.accounts import MAX_SESSIONS, AccountPool
from dragoman.server.app import App
from tests.conformance.inprocess import VERSION, Line, ReceivedRequest, ask, reply_hi, run, whole
from tests.resilience.fronts import every_front, send, text_of, whole_and_streamed
from tests.resilience.several import FAST, error, serving

ACCOUNTS = "accounts: [{ name: a, api_key: sk-account-a }, { name: b, api_key: sk-account-b }, { api_key: k-c }]"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def pool(pick: AccountPick) -> tuple[AccountPool, Clock]:
    clock = Clock()
    return AccountPool(("a", "b", "c"), pick, clock), clock


def test_fill_uses_the_first_account_until_it_cools_down() -> None:
    made, clock = pool("fill")
    assert {made.choose(f"s{index}") for index in range(20)} == {"a"}
    made.cool("a", 50.0, "rate_limit")
    assert {made.choose(f"s{index}") for index in range(20)} == {"b"}
    clock.now += 50
    assert made.choose("new") == "a"
    assert made.choose("s1") == "b"  # its prompt cache is there now


@pytest.mark.parametrize("pick", ["spread", "least_used"])
def test_conversations_are_distributed(pick: Any) -> None:
    made, _ = pool(pick)
    for index in range(300):
        made.choose(f"s{index}")
    assert min(made.used.values()) >= 75


@pytest.mark.parametrize("pick", ["fill", "spread", "least_used"])
def test_conversation_stays_with_its_account(pick: Any) -> None:
    made, _ = pool(pick)
    first = {session: made.choose(session) for session in map(str, range(50))}
    for _ in range(3):
        assert {session: made.choose(session) for session in first} == first


def test_account_cools_down_for_the_stated_time_and_each_by_itself() -> None:
    made, clock = pool("fill")
    made.cool("a", None, "quota")
    made.cool("b", 10.0**9, "quota")
    assert made.choose("s") == "c" and made.remaining == 0
    made.cool("c", 100.0, "quota")
    assert made.choose("s") is None and made.remaining == 60
    clock.now += 60
    assert made.choose("s") == "a"
    clock.now += 8 * 86_400
    assert made.choose("t", ["a"]) == "b"


def test_number_of_remembered_conversations_is_bounded() -> None:
    made, _ = pool("spread")
    for index in range(MAX_SESSIONS + 10):
        made.choose(str(index))
    assert len(made.sessions) == MAX_SESSIONS


def limited(*keys: str, **headers: str) -> Any:
    """Return a script that rejects these accounts with a rate limit."""

    async def play(request: ReceivedRequest, line: Line) -> None:
        key = (request.header("authorization") or "")[-1]
        await (error(429, "slow down", **headers) if key in keys else reply_hi)(request, line)

    return play


def configuration(more: str = "") -> str:
    return FAST + f"profiles:\n  main: {{ provider: openai, base_url: '@main', {ACCOUNTS}{more} }}\n"


def keys_of(made: Any) -> list[str]:
    return [request.header("authorization")[-1] for request in made["main"].requests]


@whole_and_streamed
@every_front
def test_another_account_answers_and_the_limited_one_is_not_used_again(
    front: str, stream: bool, tmp_path: Path
) -> None:
    async def test() -> None:
        async with serving(tmp_path, configuration(), main=limited("a", retry_after="3600")) as (to, made):
            for _ in range(2):
                assert text_of(front, await send(to, front, stream), stream) == "Hi"
            assert keys_of(made) == ["a", "b", "b"]
            shown = await _status(to)
            assert 3500 < shown["a"]["seconds"] <= 3600 and shown["a"]["cause"] == "rate_limit (HTTP 429)"
            assert shown["b"]["seconds"] == 0 and shown["b"]["requests"] == 2

    run(test())


async def _status(to: App) -> Any:
    return (await ask(to, None, "/api/status", method="GET")).json["profiles"]["main"]["accounts"]


def test_failure_of_all_accounts_is_reported_with_the_shortest_wait(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving(tmp_path, configuration(), main=limited("a", "b", "c", retry_after="100")) as (to, made):
            first = await send(to, "openai_chat", False)
            assert first.status == 429 and keys_of(made) == ["a", "b", "c"]
            second = await send(to, "openai_chat", False)
            assert b"all accounts of profile main have reached a limit" in second.body
            assert b"dragoman breaker clear main" in second.body
            assert 95 <= int(second.headers["retry-after"]) <= 100 and len(keys_of(made)) == 3
            cleared = [f"main (account {name})" for name in ("a", "b", "3")]  # the third has no name
            assert (await ask(to, None, "/api/breakers/clear?profile=main")).json == {"cleared": cleared}
            assert (await ask(to, None, "/api/breakers/clear")).json == {"cleared": []}
            await send(to, "openai_chat", False)
            assert len(keys_of(made)) == 6

    run(test())


def test_errors_of_the_provider_do_not_change_the_account(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving(tmp_path, configuration(), main=error(503)) as (to, made):
            await send(to, "openai_chat", False)
            await send(to, "openai_chat", False)
            assert keys_of(made) == ["a", "a"]

    run(test())


@pytest.mark.parametrize(
    ("accounts", "message"),
    [
        ("[{ name: a }]", "an account has one of api_key, key_file, key_command, keyring and login"),
        ("[{ api_key: sk-account-a, keyring: k }]", "an account has one of api_key"),
        ("[{ name: a, api_key: sk-1 }, { name: a, api_key: sk-2 }]", "there are two accounts 'a'"),
        ("[{ api_keys: x }]", "did you mean 'api_key'?"),
        ("[]", "'accounts' is empty"),
        ("[{ api_key: sk-1 }], api_key: sk-2", "api_key is set as well"),
        ("[{ api_key: sk-1 }], auth: passthrough", "auth is set as well"),
        ("[{ api_key: sk-1 }], base_url: 'http://example.com/v1'", "plain http would show the key"),
    ],
)
def test_wrong_accounts_are_problems_of_the_file(accounts: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(f"profiles:\n  main: {{ provider: openai, accounts: {accounts} }}\n")
    with pytest.raises(ConfigurationError) as problems:
        load(path, {})
    assert message in str(problems.value)


def test_counts_use_an_account(tmp_path: Path) -> None:
    async def count(request: ReceivedRequest, line: Line) -> None:
        await whole(200, {"input_tokens": 7})(request, line)

    async def test() -> None:
        text = configuration().replace("openai", "anthropic")
        async with serving(tmp_path, text, main=count) as (to, made):
            body = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
            answer = await ask(to, body, "/v1/messages/count_tokens", VERSION)
            assert answer.json == {"input_tokens": 7}
            assert made["main"].requests[0].header("x-api-key") == "sk-account-a"

    run(test())


def test_what_uses_no_particular_account_uses_the_first_with_credentials(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(
        "profiles:\n  main: { provider: openai, accounts: [{ api_key: '${NOT_SET_1}' }, { api_key: sk-account-b }] }\n"
    )
    found = load(path, {"OPENAI_API_KEY": "sk-of-the-environment"}).profiles["main"]
    assert found.key.get_nowait() == "sk-account-b" and list(found.accounts) == ["1", "2"]


def test_account_without_its_credentials_is_unusable_alone(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(
        "profiles:\n  main: { provider: openai, accounts: [{ api_key: '${NOT_SET_1}' }, { api_key: sk-account-b }] }\n"
        "  none: { provider: openai, accounts: [{ api_key: '${NOT_SET_1}' }] }\n"
    )
    made = load(path, {}).profiles
    assert made["main"].problem == "" and made["main"].accounts["1"].problem == "NOT_SET_1 is not set"
    assert made["none"].problem == "NOT_SET_1 is not set"
