"""Logins against an independent certified authorization server (npm's oidc-provider): PKCE, device flow, rotation,
reuse detection and revocation."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

from dragoman.auth import flows, grants
from dragoman.auth.credential import Credential
from dragoman.auth.requests import AuthClient, LoginRejected
from dragoman.auth.store import Store
from dragoman.masking import CredentialError
from tests.auth.children import Terminal, ended, vendor_server
from tests.auth.fakes import environment
from tests.auth.test_flows import Talk, base_of

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / ".venv" / "oidc-provider"
pytestmark = [pytest.mark.e2e, pytest.mark.exhaustive]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("it needs node and npm")
    if not (MODULES / "node_modules" / "oidc-provider").is_dir():
        MODULES.mkdir(parents=True, exist_ok=True)
        (MODULES / "package.json").write_text("{}")
        command = ["npm", "install", "--no-audit", "--no-fund", "oidc-provider@8.8.1"]
        if subprocess.run(command, cwd=MODULES, capture_output=True).returncode:
            pytest.skip("oidc-provider cannot be installed here")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = Path(__file__).parent / "oidc" / "server.mjs"
    process = subprocess.Popen(
        ["node", str(script), str(MODULES), str(port)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None and "ready" in process.stdout.readline()
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(60)


def table_of(issuer: str) -> dict[str, Any]:
    return {
        "name": "oidc",
        "title": "A real server",
        "client_id": "dragoman",
        "scopes": ["openid", "offline_access"],
        "token": {"url": f"{issuer}/token", "revoke": f"{issuer}/token/revocation"},
        "browser": {
            "url": f"{issuer}/auth",
            "redirect_uri": "http://127.0.0.1:{port}/callback",
            "with": {"prompt": "consent"},
        },
        "device": {"url": f"{issuer}/device/auth", "interval": 1},
        "request": {"headers": {"authorization": "Bearer {access_token}"}},
    }


async def person(url: str) -> None:
    """Simulate a user in a browser who logs in and grants access."""
    async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as client:
        page = await client.get(url)
        for _ in range(8):
            form = re.search(r"<form[^>]*?action=\"([^\"]+)\"", page.text)
            if form is None:
                return
            fields = dict(re.findall(r"<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"", page.text))
            if 'name="login"' in page.text:
                fields |= {"login": "alice", "password": "x"}
            if "confirm" not in fields and 'name="xsrf"' in page.text:
                fields["confirm"] = "yes"
            page = await client.post(urljoin(str(page.url), form[1]), data=fields)


async def by_browser(issuer: str) -> tuple[AuthClient, dict[str, Any]]:
    one = AuthClient(table_of(issuer))
    return one, await flows.with_browser(one, base_of(one), Talk(person), False)


def test_browser_login_with_pkce(issuer: str) -> None:
    one, values = asyncio.run(by_browser(issuer))
    assert values["access_token"] and values["refresh_token"] and values["id_token"].count(".") == 2
    assert 3500 < values["expires"] - time.time() < 3700


def test_wrong_code_verifier_is_rejected(issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = flows.pkce
    monkeypatch.setattr(flows, "pkce", lambda: {**real(), "code_verifier": real()["code_verifier"]})
    with pytest.raises(LoginRejected, match="invalid_grant"):
        asyncio.run(by_browser(issuer))


def test_device_code_login(issuer: str) -> None:
    one, talk = AuthClient(table_of(issuer)), Talk()

    async def test() -> dict[str, Any]:
        waiting = asyncio.ensure_future(flows.with_device(one, base_of(one), talk))
        while not talk.complete:
            await asyncio.sleep(0.05)
        await asyncio.sleep(1.2)  # at least one poll is pending
        await person(talk.complete)
        return await asyncio.wait_for(waiting, 30)

    values = asyncio.run(test())
    assert values["access_token"] and values["refresh_token"] and re.fullmatch(r"[A-Z]{4}-[A-Z]{4}", talk.user_code)


def test_refresh_token_rotation_and_reuse_detection(issuer: str, tmp_path: Path) -> None:
    variables = environment(tmp_path)
    _, values = asyncio.run(by_browser(issuer))
    store = Store(variables)
    store.put("oidc", {"values": {**values, "expires": time.time() - 10}})
    ones = [Credential(table_of(issuer), environment=variables) for _ in range(5)]

    async def all_of_them() -> set[str]:
        return {given.headers["authorization"] for given in await asyncio.gather(*(one.get() for one in ones))}

    assert len(asyncio.run(all_of_them())) == 1
    kept = store.get("oidc")
    assert kept is not None and kept[0]["values"]["refresh_token"] != values["refresh_token"]
    store.put("oidc", {"values": {**values, "expires": time.time() - 10}})  # simulate a lost write
    with pytest.raises(CredentialError, match="dragoman auth login oidc"):
        asyncio.run(Credential(table_of(issuer), environment=variables).get())


def test_revoked_login_cannot_be_renewed(issuer: str) -> None:
    one, values = asyncio.run(by_browser(issuer))

    async def test() -> None:
        assert await grants.revoke(one, values)
        with pytest.raises(LoginRejected, match="invalid_grant"):
            await grants.refresh(one, {**base_of(one), **values})

    asyncio.run(test())


def test_command_line_logins_renewal_and_logout(issuer: str, tmp_path: Path) -> None:
    """Browser login with PKCE, device login, renewal and revocation from the command line."""
    tables, kept = json.dumps([table_of(issuer)]), tmp_path / ".config/dragoman/credentials/oidc.json"

    def token() -> str:
        return str(json.loads(kept.read_text())["values"]["refresh_token"])

    with vendor_server({}) as vendors:
        with Terminal(tmp_path, vendors, "auth", "login", "oidc", TABLES=tables) as child:
            asyncio.run(person(child.until(rf"{issuer}/auth\?[^\s\x1b]+")[0]))
            child.until("Logged in; stored in .*oidc.json")
            assert child.end() == 0
        first = token()
        with Terminal(tmp_path, vendors, "auth", "login", "oidc", "--headless", "--force", TABLES=tables) as child:
            asyncio.run(person(child.until(rf"with the code included: ({issuer}[^\s\x1b]+)")[1]))
            child.until("Logged in; stored in .*oidc.json")
            assert child.end() == 0
        second = token()
        assert second != first
        status, shown = ended(tmp_path, vendors, "auth", "refresh", "oidc", TABLES=tables)
        assert status == 0 and "renewed, expires in" in shown and token() != second
        last = token()
        status, shown = ended(tmp_path, vendors, "auth", "logout", "oidc", TABLES=tables)
        assert status == 0 and "Logged out of A real server." in shown and not kept.exists()
        assert not vendors.requests
    one = AuthClient(table_of(issuer))
    with pytest.raises(LoginRejected, match="invalid_grant"):
        asyncio.run(grants.refresh(one, {**base_of(one), "refresh_token": last}))
