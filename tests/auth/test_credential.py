"""Renewal of logins: when it happens, how often, where the tokens are stored, and how failures are reported."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from dragoman.auth import credential
from dragoman.auth.credential import Credential
from dragoman.auth.secret import RequestAuth, Secret
from dragoman.auth.store import Store
from dragoman.masking import CredentialError, TransientError
from tests.auth.fakes import TABLE, Server, environment, jwt, owned


def made(home: Path, server: Server | None = None, table: dict[str, Any] = TABLE, **more: Any) -> Credential:
    variables = more.pop("variables", {})
    return Credential(table, environment=environment(home, **variables), send=server or Server(), **more)


def got(one: Credential) -> RequestAuth:
    return one.get_nowait() or asyncio.run(one.get())


def bearer(given: RequestAuth | None) -> str:
    return "" if given is None else given.headers["authorization"].removeprefix("Bearer ")


def test_valid_login_is_used_unchanged(tmp_path: Path) -> None:
    server, path = Server(), owned(tmp_path, 3600)
    before = path.read_bytes()
    one = made(tmp_path, server)
    assert one.get_nowait() is None and bearer(got(one)) == "access-token-number-0"
    assert one.get_nowait() is not None and not server.requests and path.read_bytes() == before


def test_renewal_preserves_unknown_fields_of_the_file(tmp_path: Path) -> None:
    server, path = Server(), owned(tmp_path, -10)
    one = made(tmp_path, server)
    assert bearer(got(one)) == "access-token-number-1"
    tree = json.loads(path.read_text())
    assert tree["tokens"] == {
        "access_token": "access-token-number-1",
        "refresh_token": "refresh-token-number-1",
        "extra": "x",
    }
    assert tree["other"] == [1, 2] and abs(tree["expiry_date"] / 1000 - time.time() - 3600) < 60
    assert path.stat().st_mode & 0o777 == 0o600 and "\n  " in path.read_text()
    assert [form for *_, form in server.requests] == [
        {"grant_type": "refresh_token", "refresh_token": "refresh-token-number-0", "client_id": "client-1"}
    ]


def test_concurrent_requests_share_one_renewal(tmp_path: Path) -> None:
    server = Server()
    owned(tmp_path, -10)
    one = made(tmp_path, server)

    async def test() -> list[RequestAuth]:
        return await asyncio.gather(*(one.get() for _ in range(50)))

    assert {bearer(given) for given in asyncio.run(test())} == {"access-token-number-1"} and len(server.requests) == 1


def test_two_credentials_of_one_login_share_one_renewal(tmp_path: Path) -> None:
    server = Server()
    owned(tmp_path, -10)
    ones = [made(tmp_path, server) for _ in range(5)]

    async def test() -> list[RequestAuth]:
        return await asyncio.gather(*(one.get() for one in ones))

    assert {bearer(given) for given in asyncio.run(test())} == {"access-token-number-1"} and len(server.requests) == 1


def test_token_is_renewed_in_the_background_before_it_expires(tmp_path: Path) -> None:
    server = Server()
    owned(tmp_path, 200)
    one = made(tmp_path, server)

    async def test() -> None:
        first = await one.get()
        assert bearer(first) == "access-token-number-1"  # renewal is due

    asyncio.run(test())
    owned(tmp_path, 400, "access-token-number-1", 1)

    async def later() -> None:
        two = made(tmp_path, server)
        assert bearer(await two.get()) == "access-token-number-1"
        two._renew = 0.0  # simulate elapsed time
        assert bearer(two.get_nowait()) == "access-token-number-1"
        owned(tmp_path, 200, "access-token-number-1", 1)
        for _ in range(100):
            await asyncio.sleep(0.01)
            if bearer(two._auth) == "access-token-number-2":
                return
        raise AssertionError("it was not renewed")

    asyncio.run(later())


def test_rejected_token_is_renewed_before_its_expiry(tmp_path: Path) -> None:
    server = Server()
    owned(tmp_path, 3600)
    one = made(tmp_path, server)

    async def test() -> None:
        old = await one.get()
        answers = await asyncio.gather(*(one.replacement(old) for _ in range(20)))
        assert {bearer(given) for given in answers} == {"access-token-number-1"} and len(server.requests) == 1

    asyncio.run(test())


def test_rejected_token_is_renewed_after_a_concurrent_lookup(tmp_path: Path) -> None:
    server = Server()
    owned(tmp_path, 3600)
    one = made(tmp_path, server)

    async def test() -> None:
        old = await one.get()
        assert (await one.get()).headers == old.headers  # as after a change of the file
        assert bearer(await one.replacement(old)) == "access-token-number-1" and len(server.requests) == 1

    asyncio.run(test())


def test_rejected_token_without_renewal_is_not_retried(tmp_path: Path) -> None:
    one = made(tmp_path, variables={"ACME_TOKEN": "environment-token-number-1"})

    async def test() -> None:
        old = await one.get()
        assert bearer(old) == "environment-token-number-1" and await one.replacement(old) is None

    asyncio.run(test())


def test_tokens_renewed_by_the_owner_of_the_file_are_used(tmp_path: Path) -> None:
    """The owner of the file renews at the same time: its new tokens are used instead of the spent refresh token."""
    server = Server()
    owned(tmp_path, -10)
    one = made(tmp_path, server)

    async def slow(*arguments: Any) -> Any:
        owned(tmp_path, 3600, "owner-token-number-7", 7)
        server.valid = {"refresh-token-number-7"}
        return await server(*arguments)

    one.auth_client.send = slow
    assert bearer(got(one)) == "owner-token-number-7"


def test_changes_of_the_file_by_its_owner_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credential, "FILE_CHECK_SECONDS", 0.0)
    path = owned(tmp_path, 3600)
    one = made(tmp_path)
    assert bearer(got(one)) == "access-token-number-0"
    owned(tmp_path, 3600, "other-token-number-1")
    os.utime(path, (1, 1))
    assert bearer(got(one)) == "other-token-number-1"


def test_permanent_rejection_names_the_login_command_and_is_not_retried(tmp_path: Path) -> None:
    server = Server()
    owned(tmp_path, -10, number=9)
    one = made(tmp_path, server)
    for _ in range(3):
        with pytest.raises(CredentialError) as caught:
            got(one)
        text = str(caught.value)
        assert "dragoman auth login acme" in text and "acme login" in text and "it was used before" in text
        assert "refresh-token" not in text and not isinstance(caught.value, TransientError)
    assert len(server.requests) == 1
    owned(tmp_path, 3600)  # a new login
    assert bearer(got(one)) == "access-token-number-0"


@pytest.mark.parametrize(
    ("status", "answer", "passing"),
    [
        (400, {"error": "invalid_grant"}, False),
        (401, {"error": {"code": "session_gone", "message": "x"}}, False),
        (500, {"error": {"code": "session_gone", "message": "x"}}, False),
        (401, b"", False),
        (200, {"error": "invalid_grant"}, False),
        (200, {}, False),
        (429, {"error": "rate_limited"}, True),
        (503, b"<html>", True),
        (400, {"error": "temporarily_unavailable"}, True),
        (500, {"error": "server_error"}, True),
        (200, b"<html>", True),
        (302, b"", True),
    ],
)
def test_permanent_and_transient_renewal_failures(tmp_path: Path, status: int, answer: Any, passing: bool) -> None:
    server = Server()
    server.fails = [(status, answer)]
    owned(tmp_path, -10)
    with pytest.raises(TransientError if passing else CredentialError) as caught:
        got(made(tmp_path, server))
    assert isinstance(caught.value, TransientError) == passing


def test_transient_renewal_failure_keeps_a_valid_token(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    server = Server()
    server.fails = [(503, b"")]
    owned(tmp_path, 100)
    one = made(tmp_path, server)
    assert bearer(got(one)) == "access-token-number-0" and "could not be renewed" in caplog.text
    assert bearer(asyncio.run(one.get())) == "access-token-number-0" and len(server.requests) == 1
    one.renewal.transient = ("", 0.0)
    assert bearer(asyncio.run(one.get())) == "access-token-number-1"


def test_renewal_that_cannot_be_stored_is_used_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server()
    owned(tmp_path, -10)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    one = made(tmp_path, server)
    monkeypatch.setattr("dragoman.auth.files.write_tree", full)
    assert bearer(got(one)) == "access-token-number-1"
    assert "No space left on device" in caplog.text and "dragoman auth login acme" in caplog.text
    assert bearer(asyncio.run(one.get())) == "access-token-number-1" and len(server.requests) == 1


def test_login_precedence_is_profile_then_own_then_other_programs(tmp_path: Path) -> None:
    owned(tmp_path, 3600)
    store = Store(environment(tmp_path))
    store.put("acme", {"values": {"access_token": "own-token-number-1"}})
    assert bearer(got(made(tmp_path))) == "own-token-number-1"
    store.put("acme@work", {"values": {"access_token": "work-token-number-1"}})
    assert bearer(got(made(tmp_path, profile="work"))) == "work-token-number-1"
    assert bearer(got(made(tmp_path, profile="home"))) == "own-token-number-1"
    path = store.path("acme")
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700


def test_missing_login_names_the_login_command(tmp_path: Path) -> None:
    with pytest.raises(CredentialError, match="no login for Acme; log in with: dragoman auth login acme"):
        got(made(tmp_path))


def test_claims_become_headers(tmp_path: Path) -> None:
    token = jwt({"exp": time.time() + 3600, "acme/about": {"account": "account-7"}})
    owned(tmp_path, 3600, token)
    assert got(made(tmp_path)).headers == {"authorization": f"Bearer {token}", "acme-account": "account-7"}


EXCHANGE = {
    **TABLE,
    "logins": [{"title": "environment", "env": {"access_token": "ACME_TOKEN"}}],
    "exchange": [
        {
            "url": "https://acme.example/short",
            "headers": {"authorization": "token {access_token}"},
            "values": {
                "token": "/token",
                "expires": "/expires_at",
                "renew_in": "/refresh_in",
                "base": "/endpoints/api",
                "more": "/headers",
            },
            "statuses": {403: "there is no seat for this account"},
        }
    ],
    "request": {
        "headers": {"authorization": "Bearer {token}"},
        "headers_from": "more",
        "exclude": ["x-key"],
        "url": "{base}",
    },
}


def test_token_exchange_yields_a_short_lived_token_an_address_and_headers(tmp_path: Path) -> None:
    server = Server()
    answer = {
        "token": "short-token-number-1",
        "expires_at": str(int(time.time() + 1500)),
        "refresh_in": 1200,
        "endpoints": {"api": "https://api.acme.example"},
        "headers": {"X-Acme": "1", "x-key": "never", "Authorization": "never"},
    }
    server.fails = [(200, answer), (200, {**answer, "token": "short-token-number-2"}), (403, {"message": "no"})]
    one = made(tmp_path, server, EXCHANGE, variables={"ACME_TOKEN": "environment-token-number-1"})

    async def test() -> None:
        given = await one.get()
        assert given.headers == {"authorization": "Bearer short-token-number-1", "x-acme": "1"}
        assert given.url == "https://api.acme.example" and one.get_nowait() is given
        assert server.requests[0][2]["authorization"] == "token environment-token-number-1"
        assert abs(one._renew - time.time() - 1140) < 5
        other = await one.replacement(given)
        assert bearer(other) == "short-token-number-2"
        assert other is not None
        with pytest.raises(CredentialError, match="there is no seat for this account"):
            await one.replacement(other)

    asyncio.run(test())


def test_api_key_of_the_profile_is_exchanged(tmp_path: Path) -> None:
    server = Server()
    server.fails = [(200, {"token": "short-token-number-1", "expires_at": time.time() + 900})]
    one = made(tmp_path, server, EXCHANGE, secret=Secret("personal-token-number-1"))
    assert bearer(got(one)) == "short-token-number-1"
    assert server.requests[0][2]["authorization"] == "token personal-token-number-1"


def test_rejected_api_key_of_the_profile_is_named(tmp_path: Path) -> None:
    """The message does not suggest a login, because the profile uses its key."""
    server = Server()
    server.fails = [(401, {"message": "revoked"})]
    with pytest.raises(CredentialError, match="set another `api_key:`") as caught:
        got(made(tmp_path, server, EXCHANGE, secret=Secret("a-personal-token")))
    assert "auth login" not in str(caught.value) and "a-personal-token" not in str(caught.value)


def test_expiry_is_corrected_by_the_clock_of_the_server(tmp_path: Path) -> None:
    """Expiry times are shifted by the clock difference; a token that seems expired locally is used."""
    server = Server()
    past = time.time() - 7200
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(past))

    async def behind(*arguments: Any) -> Any:
        await server(*arguments)
        return 200, {"date": date}, json.dumps({"token": "short-token-number-1", "expires_at": past + 900}).encode()

    server.fails = [(200, {})]
    one = made(tmp_path, server, EXCHANGE, variables={"ACME_TOKEN": "environment-token-number-1"})
    one.auth_client.send = behind
    assert bearer(got(one)) == "short-token-number-1"
    assert abs(one._until - time.time() - 895) < 10


@pytest.mark.parametrize("ahead", [7200, -7200])
def test_wrong_local_clock_is_reported_once_and_does_not_expire_the_login(
    ahead: float, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token is used until it expires by the clock of the server."""
    monkeypatch.setattr("dragoman.auth.requests._clock_warnings", set())
    theirs = time.time() - ahead
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(theirs))
    server = Server()

    async def answers(*arguments: Any) -> Any:
        status, _, body = await server(*arguments)
        form = {**json.loads(body), "access_token": jwt({"exp": theirs + 900})}
        del form["expires_in"]
        return status, {"date": date}, json.dumps(form).encode()

    owned(tmp_path, -10)
    one = made(tmp_path)
    one.auth_client.send = answers
    got(one)
    assert abs(one._until - time.time() - 895) < 10 and one.get_nowait() is not None
    asyncio.run(one.renew())
    way = "ahead of" if ahead > 0 else "behind"
    assert caplog.text.count(f"the local clock is 120 min {way} that of acme.example; correct it") == 1
