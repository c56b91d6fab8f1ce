"""Login flows against simulated vendors, and the loopback callback page."""

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
from dragoman.auth.requests import Answer, AuthClient, LoginRejected
from dragoman.auth.values import Values
from dragoman.commands import screen

Handler = Callable[[str, str, dict[str, str], dict[str, Any]], tuple[int, Any]]

TOKEN = {"access_token": "access-token-number-1", "refresh_token": "refresh-token-number-1", "expires_in": 3600}


class Talk:
    """A simulated user who opens pages with `browse` and pastes `line`."""

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


def asking(name: str, handler: Handler, **changes: Any) -> AuthClient:
    async def send(method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
        kind = headers.get("content-type", "")
        form = dict(parse_qsl(body.decode())) if "form" in kind else json.loads(body or b"{}")
        status, answer = handler(method, url, headers, form)
        return status, {}, json.dumps(answer).encode()

    return AuthClient({**loader.auth(name), **changes}, send)


def base_of(one: AuthClient, **known: str) -> Values:
    return Logins(one.table, environment={"HOME": "/nowhere", "DRAGOMAN_KEYRING": "off"}, known=known).base()


def challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Chatgpt:
    """ChatGPT's device and token endpoints; `requests` is the last token form."""

    def __init__(self) -> None:
        self.requests: dict[str, str] = {}
        self.polls = 0

    def __call__(self, method: str, url: str, headers: dict[str, str], form: dict[str, Any]) -> tuple[int, Any]:
        if url.endswith("/deviceauth/usercode"):
            assert form == {"client_id": "app_EMoamEEZ73f0CkXaXp7hrann"}
            return 200, {"device_auth_id": "device-1", "usercode": "ABCD-1234", "interval": "0.05"}
        if url.endswith("/deviceauth/token"):
            assert form == {"device_auth_id": "device-1", "user_code": "ABCD-1234"}
            self.polls += 1
            if self.polls < 3:
                return (403, 404)[self.polls - 1], {"error": "not yet"}
            return 200, {"authorization_code": "code-untold", "code_verifier": "verifier-untold"}
        assert url == "https://auth.openai.com/oauth/token" and "form" in headers["content-type"]
        self.requests = form
        return 200, {**TOKEN, "id_token": "a.b.c"}


async def visit(url: str, state: str = "", **more: str) -> list[int]:
    """Simulate a browser: send invalid callbacks first, then the valid one."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    to = query["redirect_uri"].replace("localhost", "127.0.0.1")
    async with httpx.AsyncClient(trust_env=False) as client:
        statuses = [
            (await client.get(to, params={"code": "forged", "state": "forged"})).status_code,
            (await client.get(to.replace("/callback", "/elsewhere"), params={"code": "x"})).status_code,
            (await client.post(to, params={"code": "x", "state": query["state"]})).status_code,
        ]
        answer = {"code": "the-code", "state": query["state"], **more}
        statuses.append((await client.get(to, params=answer)).status_code)
    return statuses


def test_browser_login_exchanges_the_code() -> None:
    server = Chatgpt()
    talk = Talk(visit)

    async def test() -> Values:
        one = asking("chatgpt", server, browser={**loader.auth("chatgpt")["browser"], "ports": []})
        values = await flows.with_browser(one, base_of(one), talk, False)
        assert await talk.task == [400, 404, 405, 200]
        return values

    values = asyncio.run(test())
    assert values["access_token"] == "access-token-number-1" and values["refresh_token"] == "refresh-token-number-1"
    query = {name: found[0] for name, found in parse_qs(urlsplit(talk.url).query).items()}
    assert talk.url.startswith("https://auth.openai.com/oauth/authorize?")
    assert query["code_challenge_method"] == "S256" and len(query["state"]) >= 32
    assert query["code_challenge"] == challenge(server.requests["code_verifier"])
    assert query["redirect_uri"] == server.requests["redirect_uri"] and server.requests["code"] == "the-code"
    assert (
        query["scope"] == "openid profile email offline_access"
        and server.requests["grant_type"] == "authorization_code"
    )


def test_second_callback_port_is_used_if_the_first_is_taken() -> None:
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
        with pytest.raises(LoginRejected, match=f"port {first}, which is in use"):
            await flows.with_browser(one, base_of(one), talk, False)
        takers[0].close()

    asyncio.run(test())


def test_denied_browser_login_is_an_error() -> None:
    async def no(url: str) -> None:
        query = parse_qs(urlsplit(url).query)
        async with httpx.AsyncClient(trust_env=False) as client:
            to = query["redirect_uri"][0].replace("localhost", "127.0.0.1")
            await client.get(to, params={"error": "access_denied", "state": query["state"][0]})

    async def test() -> None:
        one = asking("chatgpt", Chatgpt(), browser={**loader.auth("chatgpt")["browser"], "ports": []})
        with pytest.raises(LoginRejected, match="access_denied"):
            await flows.with_browser(one, base_of(one), Talk(no), False)

    asyncio.run(test())


def test_pasted_codes_and_urls_are_accepted() -> None:
    def line(url: str) -> str:
        state = parse_qs(urlsplit(url).query)["state"][0]
        return f"http://localhost:1455/auth/callback?code=pasted-code&state={state}\n"

    server = Chatgpt()
    one = asking("chatgpt", server)
    asyncio.run(flows.with_browser(one, base_of(one), Talk(line=line), True))
    assert server.requests["code"] == "pasted-code"
    assert server.requests["redirect_uri"] == "http://localhost:1455/auth/callback"
    assert (
        flows.parse_pasted_code(" code-1#state-1 ", "state-1") == "code-1"
        and flows.parse_pasted_code("code-1", "state-1") == "code-1"
    )
    for form in (
        "code-1#other",
        "http://localhost/?code=x&state=other",
        "http://localhost/?code=x",
        "two words",
        "?error=no",
    ):
        with pytest.raises(LoginRejected):
            flows.parse_pasted_code(form, "state-1")


def test_chatgpt_device_login_exchanges_the_code_in_two_steps() -> None:
    server, talk = Chatgpt(), Talk()
    one = asking("chatgpt", server)
    values = asyncio.run(flows.with_device(one, base_of(one), talk))
    assert (talk.url, talk.user_code) == ("https://auth.openai.com/codex/device", "ABCD-1234")
    assert values["access_token"] == "access-token-number-1" and server.polls == 3
    assert server.requests["code"] == "code-untold" and server.requests["code_verifier"] == "verifier-untold"
    assert server.requests["redirect_uri"] == "https://auth.openai.com/deviceauth/callback"


def test_chatgpt_with_device_codes_disabled() -> None:
    one = asking("chatgpt", lambda *_: (404, {}))
    with pytest.raises(LoginRejected, match="switched off for this workspace"):
        asyncio.run(flows.with_device(one, base_of(one), Talk()))


class Device:
    """A device authorization server (RFC 8628); `polls` lists its token responses in order."""

    def __init__(self, polls: list[tuple[int, Any]], **more: Any) -> None:
        self.polls, self.more = polls, more
        self.requests: list[tuple[str, dict[str, str], dict[str, Any]]] = []

    def __call__(self, method: str, url: str, headers: dict[str, str], form: dict[str, Any]) -> tuple[int, Any]:
        self.requests.append((url, headers, form))
        if len(self.requests) == 1:
            answer = {
                "device_code": "device-untold",
                "user_code": "WXYZ",
                "verification_uri": "https://a.example/device",
            }
            return 200, {"interval": 0.05, "expires_in": 900, **answer, **self.more}
        return self.polls.pop(0)


@pytest.mark.parametrize(
    ("name", "site", "urls", "polls"),
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
def test_device_login_of_each_vendor(name: str, site: str, urls: list[str], polls: list[tuple[int, Any]]) -> None:
    server, talk = Device([*polls, (200, {**TOKEN, "resource_url": "portal.qwen.ai"})]), Talk()
    one = asking(name, server)
    values = asyncio.run(flows.with_device(one, base_of(one, **({"site": site} if site else {})), talk))
    assert values["access_token"] == "access-token-number-1" and talk.user_code == "WXYZ"
    assert list(dict.fromkeys(url for url, *_ in server.requests)) == urls and len(server.requests) == 2 + len(polls)
    first, last = server.requests[0][2], server.requests[-1][2]
    assert first["client_id"] == last["client_id"] == loader.auth(name)["client_id"]
    assert last["device_code"] == "device-untold" and last["grant_type"].endswith("device_code")
    if name == "qwen-code":
        assert (
            first["code_challenge"] == challenge(last["code_verifier"]) and values["resource_url"] == "portal.qwen.ai"
        )
        assert server.requests[0][1]["x-request-id"] != server.requests[1][1]["x-request-id"]
    if name == "kimi-code":
        assert server.requests[0][1]["x-msh-platform"] == "kimi_cli" and "scope" not in first


@pytest.mark.parametrize(
    ("polls", "expected"),
    [
        ([(200, {"error": "access_denied"})], "denied in the browser"),
        ([(400, {"error": "expired_token"})], "has expired"),
        ([(401, {"error": "invalid_client"})], "invalid_client"),
        ([(200, {"error": "incorrect_device_code"})], "incorrect_device_code"),
    ],
)
def test_device_login_ends_on_a_final_error(polls: list[tuple[int, Any]], expected: str) -> None:
    one = asking("copilot", Device(polls))
    with pytest.raises(LoginRejected, match=expected):
        asyncio.run(flows.with_device(one, base_of(one), Talk()))


def test_unused_device_code_expires() -> None:
    one = asking("copilot", Device([(200, {"error": "authorization_pending"})] * 50, expires_in=0.2))
    with pytest.raises(LoginRejected, match="has expired"):
        asyncio.run(flows.with_device(one, base_of(one), Talk()))


def test_polling_continues_after_a_transient_server_failure() -> None:
    one = asking("copilot", Device([(503, {}), (200, TOKEN)]))
    assert asyncio.run(flows.with_device(one, base_of(one), Talk()))["access_token"] == "access-token-number-1"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "-psn", "x-app://open", ""])
def test_only_http_urls_are_opened_in_a_browser(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setattr("webbrowser.open", lambda url: not opened.append(url))  # type: ignore[func-returns-value]
    assert (
        not screen.open_browser(url)
        and screen.open_browser("https://a.example/device")
        and opened == ["https://a.example/device"]
    )


@pytest.mark.parametrize("token", ["ключ", "one\ntwo"])
def test_token_that_cannot_stand_in_a_header_is_rejected(token: str) -> None:
    client = AuthClient(loader.auth("copilot"))
    spec = {"url": "https://example.org/token", "headers": {"authorization": "Bearer {access_token}"}}
    with pytest.raises(LoginRejected, match="authorization is not one line"):
        asyncio.run(client.request(spec, {"access_token": token}))
