"""Ways to log in, against servers that speak the vendors' dialects, and the page on loopback for a browser."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest

from dragoman import loader
from dragoman.auth import flows
from dragoman.auth.logins import Logins
from dragoman.auth.requests import Answer, Asking, Refused
from dragoman.auth.values import Values
from dragoman.commands import screen

Handler = Callable[[str, str, dict[str, str], dict[str, Any]], tuple[int, Any]]

TOKEN = {"access_token": "access-token-number-1", "refresh_token": "refresh-token-number-1", "expires_in": 3600}


class Talk:
    """A user who opens every page with `browse`, and pastes `line`."""

    def __init__(self, browse: Callable[[str], Any] | None = None, line: Callable[[str], str] | None = None) -> None:
        self.browse, self.line = browse, line
        self.url = self.user_code = self.complete = ""
        self.task: Any = None

    def show_page(self, url: str, open_it: bool) -> None:
        self.url = url
        if self.browse is not None:
            self.task = asyncio.ensure_future(self.browse(url))

    def show_code(self, url: str, code: str, complete: str) -> None:
        self.url, self.user_code, self.complete = url, code, complete

    def waiting(self, left: float) -> None:
        assert left >= 0

    async def pasted(self) -> str:
        if self.line is not None:
            return self.line(self.url)
        await asyncio.sleep(60)
        return ""


def asking(name: str, handler: Handler, **changes: Any) -> Asking:
    async def send(method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
        kind = headers.get("content-type", "")
        said = dict(parse_qsl(body.decode())) if "form" in kind else json.loads(body or b"{}")
        status, answer = handler(method, url, headers, said)
        return status, {}, json.dumps(answer).encode()

    return Asking({**loader.auth(name), **changes}, send)


def base_of(one: Asking, **known: str) -> Values:
    return Logins(one.table, environment={"HOME": "/nowhere", "DRAGOMAN_KEYRING": "off"}, known=known).base()


def challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Chatgpt:
    """The token endpoint: a form with the code, checked against the challenge."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}
        self.polls = 0

    def __call__(self, method: str, url: str, headers: dict[str, str], said: dict[str, Any]) -> tuple[int, Any]:
        if url.endswith("/deviceauth/usercode"):
            assert said == {"client_id": "app_EMoamEEZ73f0CkXaXp7hrann"}
            return 200, {"device_auth_id": "device-1", "usercode": "ABCD-1234", "interval": "0.05"}
        if url.endswith("/deviceauth/token"):
            assert said == {"device_auth_id": "device-1", "user_code": "ABCD-1234"}
            self.polls += 1
            if self.polls < 3:
                return (403, 404)[self.polls - 1], {"error": "not yet"}
            return 200, {"authorization_code": "code-untold", "code_verifier": "verifier-untold"}
        assert url == "https://auth.openai.com/oauth/token" and "form" in headers["content-type"]
        self.asked = said
        return 200, {**TOKEN, "id_token": "a.b.c"}


async def visit(url: str, state: str = "", **more: str) -> list[int]:
    """A browser that logs in at once: wrong requests first, then the right one."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    to = asked["redirect_uri"].replace("localhost", "127.0.0.1")
    async with httpx.AsyncClient(trust_env=False) as client:
        statuses = [
            (await client.get(to, params={"code": "forged", "state": "forged"})).status_code,
            (await client.get(to.replace("/callback", "/elsewhere"), params={"code": "x"})).status_code,
            (await client.post(to, params={"code": "x", "state": asked["state"]})).status_code,
        ]
        answer = {"code": "the-code", "state": asked["state"], **more}
        statuses.append((await client.get(to, params=answer)).status_code)
    return statuses


def test_a_browser_comes_back_with_a_code() -> None:
    server = Chatgpt()
    talk = Talk(visit)

    async def test() -> Values:
        one = asking("chatgpt", server, browser={**loader.auth("chatgpt")["browser"], "ports": []})
        values = await flows.with_browser(one, base_of(one), talk, False)
        assert await talk.task == [400, 404, 405, 200]
        return values

    values = asyncio.run(test())
    assert values["access_token"] == "access-token-number-1" and values["refresh_token"] == "refresh-token-number-1"
    asked = {name: found[0] for name, found in parse_qs(urlsplit(talk.url).query).items()}
    assert talk.url.startswith("https://auth.openai.com/oauth/authorize?")
    assert asked["code_challenge_method"] == "S256" and len(asked["state"]) >= 32
    assert asked["code_challenge"] == challenge(server.asked["code_verifier"])
    assert asked["redirect_uri"] == server.asked["redirect_uri"] and server.asked["code"] == "the-code"
    assert (
        asked["scope"] == "openid profile email offline_access" and server.asked["grant_type"] == "authorization_code"
    )


def test_the_first_port_may_be_taken_and_the_second_is_used() -> None:
    async def test() -> None:
        takers = []
        for _ in range(2):
            takers.append(await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0))
        first, second = (taker.sockets[0].getsockname()[1] for taker in takers)
        takers[1].close()
        await takers[1].wait_closed()
        talk = Talk(visit)
        one = asking("chatgpt", Chatgpt(), browser={**loader.auth("chatgpt")["browser"], "ports": [first, second]})
        await flows.with_browser(one, base_of(one), talk, False)
        assert f"%3A{second}%2F" in talk.url
        one = asking("chatgpt", Chatgpt(), browser={**loader.auth("chatgpt")["browser"], "ports": [first]})
        with pytest.raises(Refused, match=f"port {first}, which is in use"):
            await flows.with_browser(one, base_of(one), talk, False)
        takers[0].close()

    asyncio.run(test())


def test_a_browser_that_says_no() -> None:
    async def no(url: str) -> None:
        asked = parse_qs(urlsplit(url).query)
        async with httpx.AsyncClient(trust_env=False) as client:
            to = asked["redirect_uri"][0].replace("localhost", "127.0.0.1")
            await client.get(to, params={"error": "access_denied", "state": asked["state"][0]})

    async def test() -> None:
        one = asking("chatgpt", Chatgpt(), browser={**loader.auth("chatgpt")["browser"], "ports": []})
        with pytest.raises(Refused, match="access_denied"):
            await flows.with_browser(one, base_of(one), Talk(no), False)

    asyncio.run(test())


def test_what_a_user_pastes() -> None:
    def line(url: str) -> str:
        state = parse_qs(urlsplit(url).query)["state"][0]
        return f"http://localhost:1455/auth/callback?code=pasted-code&state={state}\n"

    server = Chatgpt()
    one = asking("chatgpt", server)
    asyncio.run(flows.with_browser(one, base_of(one), Talk(line=line), True))
    assert server.asked["code"] == "pasted-code"
    assert server.asked["redirect_uri"] == "http://localhost:1455/auth/callback"
    assert flows.code_in(" code-1#state-1 ", "state-1") == "code-1" and flows.code_in("code-1", "state-1") == "code-1"
    for said in (
        "code-1#other",
        "http://localhost/?code=x&state=other",
        "http://localhost/?code=x",
        "two words",
        "?error=no",
    ):
        with pytest.raises(Refused):
            flows.code_in(said, "state-1")


def test_chatgpt_with_a_code_in_two_steps() -> None:
    server, talk = Chatgpt(), Talk()
    one = asking("chatgpt", server)
    values = asyncio.run(flows.with_device(one, base_of(one), talk))
    assert (talk.url, talk.user_code) == ("https://auth.openai.com/codex/device", "ABCD-1234")
    assert values["access_token"] == "access-token-number-1" and server.polls == 3
    assert server.asked["code"] == "code-untold" and server.asked["code_verifier"] == "verifier-untold"
    assert server.asked["redirect_uri"] == "https://auth.openai.com/deviceauth/callback"


def test_chatgpt_where_codes_are_switched_off() -> None:
    one = asking("chatgpt", lambda *_: (404, {}))
    with pytest.raises(Refused, match="switched off for this workspace"):
        asyncio.run(flows.with_device(one, base_of(one), Talk()))


class Device:
    """RFC 8628, as a vendor speaks it: `says` are the answers to the polls, in turn."""

    def __init__(self, says: list[tuple[int, Any]], **more: Any) -> None:
        self.says, self.more = says, more
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []

    def __call__(self, method: str, url: str, headers: dict[str, str], said: dict[str, Any]) -> tuple[int, Any]:
        self.asked.append((url, headers, said))
        if len(self.asked) == 1:
            answer = {
                "device_code": "device-untold",
                "user_code": "WXYZ",
                "verification_uri": "https://a.example/device",
            }
            return 200, {"interval": 0.05, "expires_in": 900, **answer, **self.more}
        return self.says.pop(0)


@pytest.mark.parametrize(
    ("name", "site", "urls", "says"),
    [
        (
            "copilot",
            "",
            ["https://github.com/login/device/code", "https://github.com/login/oauth/access_token"],
            [(200, {"error": "authorization_pending"}), (200, {"error": "slow_down", "interval": 0.1})],
        ),
        (
            "copilot",
            "https://octo.ghe.com",
            ["https://octo.ghe.com/login/device/code", "https://octo.ghe.com/login/oauth/access_token"],
            [],
        ),
        (
            "qwen-code",
            "",
            ["https://chat.qwen.ai/api/v1/oauth2/device/code", "https://chat.qwen.ai/api/v1/oauth2/token"],
            [(400, {"error": "authorization_pending"}), (429, {"error": "slow_down"})],
        ),
        (
            "kimi-code",
            "",
            ["https://auth.kimi.com/api/oauth/device_authorization", "https://auth.kimi.com/api/oauth/token"],
            [(200, {"error": "authorization_pending"}), (400, {"error": "authorization_pending"})],
        ),
    ],
)
def test_vendors_with_device_codes(name: str, site: str, urls: list[str], says: list[tuple[int, Any]]) -> None:
    server, talk = Device([*says, (200, {**TOKEN, "resource_url": "portal.qwen.ai"})]), Talk()
    one = asking(name, server)
    values = asyncio.run(flows.with_device(one, base_of(one, **({"site": site} if site else {})), talk))
    assert values["access_token"] == "access-token-number-1" and talk.user_code == "WXYZ"
    assert list(dict.fromkeys(url for url, *_ in server.asked)) == urls and len(server.asked) == 2 + len(says)
    first, last = server.asked[0][2], server.asked[-1][2]
    assert first["client_id"] == last["client_id"] == loader.auth(name)["client"]
    assert last["device_code"] == "device-untold" and last["grant_type"].endswith("device_code")
    if name == "qwen-code":
        assert (
            first["code_challenge"] == challenge(last["code_verifier"]) and values["resource_url"] == "portal.qwen.ai"
        )
        assert server.asked[0][1]["x-request-id"] != server.asked[1][1]["x-request-id"]
    if name == "kimi-code":
        assert server.asked[0][1]["x-msh-platform"] == "kimi_cli" and "scope" not in first


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ([(200, {"error": "access_denied"})], "refused on the other side"),
        ([(400, {"error": "expired_token"})], "has expired"),
        ([(401, {"error": "invalid_client"})], "invalid_client"),
        ([(200, {"error": "incorrect_device_code"})], "incorrect_device_code"),
    ],
)
def test_a_device_login_that_ends(says: list[tuple[int, Any]], told: str) -> None:
    one = asking("copilot", Device(says))
    with pytest.raises(Refused, match=told):
        asyncio.run(flows.with_device(one, base_of(one), Talk()))


def test_a_code_that_nobody_types_expires() -> None:
    one = asking("copilot", Device([(200, {"error": "authorization_pending"})] * 50, expires_in=0.2))
    with pytest.raises(Refused, match="has expired"):
        asyncio.run(flows.with_device(one, base_of(one), Talk()))


def test_a_server_that_is_away_for_a_moment_is_asked_again() -> None:
    one = asking("copilot", Device([(503, {}), (200, TOKEN)]))
    assert asyncio.run(flows.with_device(one, base_of(one), Talk()))["access_token"] == "access-token-number-1"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "-psn", "x-app://open", ""])
def test_only_pages_of_the_web_are_opened(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setattr("webbrowser.open", lambda url: not opened.append(url))  # type: ignore[func-returns-value]
    assert not screen.opens(url) and screen.opens("https://a.example/device") and opened == ["https://a.example/device"]
