"""Every provider login behind `dragoman serve`, with the shipped specs and simulated vendor servers.

Requests with expired tokens are answered after a renewal, whether the expiry is known locally or reported by the
provider. A permanent rejection names the login command until a new login exists.
"""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.auth.children import VendorServer, dragoman, ended, kept, variables, vendor_server, write
from tests.auth.fakes import jwt
from tests.auth.streams import CHAT, GEMINI, RESPONSES, Tree
from tests.auth.vendors import LOGINS, UNAUTHENTICATED, Vendor, VendorLogin, chatgpt
from tests.e2e.running import free_port, until_answered


@dataclass
class Proxy:
    url: str
    vendors: VendorServer
    home: Path
    log: Path
    log_in_again: dict[str, Callable[[], object]]

    def ask(self, row: VendorLogin, stream: bool = True) -> httpx.Response:
        body = {
            "model": row.model,
            "max_tokens": 100,
            "stream": stream,
            "messages": [{"role": "user", "content": "Hi"}],
        }
        return httpx.post(f"{self.url}/{row.name}/v1/messages", json=body, timeout=20, trust_env=False)


@contextmanager
def served(home: Path, vendors: VendorServer, *words: str, **more: str) -> Iterator[str]:
    """Run `dragoman serve` as a child; yield its address."""
    port = free_port()
    command = dragoman("serve", "--port", str(port), "--log-level", "debug", *words)
    with (home / "log").open("wb") as out:
        env = variables(home, vendors, **more)
        process = subprocess.Popen(command, cwd=home, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    url = f"http://127.0.0.1:{port}"
    try:
        until_answered(f"{url}/healthz", process, home / "log")
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0, (home / "log").read_text()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    home = tmp_path_factory.mktemp("home")
    answers: Tree = {}
    log_in_again = {row.name: row.prepare(home, answers, row.vendor) for row in LOGINS}
    lines = "".join(f"  {row.profile}\n" for row in LOGINS)
    config = write(home, "dragoman.yaml", f"default: chatgpt\nprofiles:\n{lines}")
    with vendor_server(answers) as vendors:
        with served(home, vendors, "--config", str(config), GEMINI_CLIENT_SECRET="the-secret-of-the-client") as url:
            yield Proxy(url, vendors, home, home / "log", log_in_again)


def same(body: bytes) -> bytes:
    """Return the body without the id that differs in each request."""
    return re.sub(rb'"user_prompt_id":"[^"]*"', b"", body)


@pytest.mark.parametrize("row", LOGINS, ids=lambda row: row.name)
def test_logins_are_renewed_and_failures_reported_while_serving(row: VendorLogin, proxy: Proxy) -> None:
    vendor, vendors = row.vendor, proxy.vendors

    def answered() -> None:
        answer = proxy.ask(row)
        assert answer.status_code == 200, answer.text
        assert "Servus!" in answer.text and "message_stop" in answer.text

    answered()  # the stored token is known to be expired
    request = vendors.to(row.at)
    assert len(request) == 1 and request[0].headers["authorization"] == f"Bearer {vendor.token(1)}"
    for name, value in row.headers.items():
        assert request[0].headers[name] == value
    answered()  # the renewed token is valid
    assert len(vendors.to(row.at)) == 2 and vendor.number == 1

    vendor.valid = 2  # the provider rejects it before its expiry
    if row.name == "gcloud":
        proxy.log_in_again[row.name]()
    with ThreadPoolExecutor(5) as many:  # concurrent requests share one renewal
        for done in [many.submit(answered) for _ in range(5)]:
            done.result()
    request = vendors.to(row.at)[2:]
    assert vendor.number == 2 and len({same(one.body) for one in request}) == 1
    assert sum(one.headers["authorization"] == f"Bearer {vendor.token(2)}" for one in request) == 5

    vendor.valid, vendor.gone = 3, True  # the login is revoked
    if row.name == "gcloud":
        (proxy.home / "gcloud").unlink()
    for stream in (True, False):
        answer = proxy.ask(row, stream)
        assert answer.headers["content-type"] == "application/json", answer.text
        error = answer.json()["error"]
        assert answer.status_code == 403 and error["type"] == "permission_error", answer.text
        assert row.command in error["message"], error["message"]
        assert f"profile {row.name} cannot be used" in error["message"]
        for secret in ("-token-number-", "gho_", "glpat", vendor.token(2)):
            assert secret not in answer.text
    proxy.log_in_again[row.name]()  # a new login
    vendor.valid = vendor.number + 1
    if row.name in ("chatgpt", "gcloud"):
        vendor.valid = vendor.number  # still valid
    answered()

    vendor.valid = 99  # the provider rejects every token, although renewal succeeds
    error = proxy.ask(row).json()["error"]
    assert error["type"] == "permission_error", error
    for way in row.command.split(" or: "):
        assert way in error["message"]
    log = proxy.log.read_text()
    for secret in ("access-token-number", "refresh-token-number", "gho_", "glpat", vendor.token(2), "the-secret-of"):
        assert secret not in log


def test_code_assist_looks_up_its_project_once(proxy: Proxy) -> None:
    home = "cloudcode-pa.googleapis.com/v1internal"
    row = next(row for row in LOGINS if row.name == "assist")
    if not proxy.vendors.to(row.at):
        row.vendor.valid = 1
        proxy.ask(row)
    assert proxy.vendors.to(row.at)[0].payload["project"] == "made-1"
    assert proxy.vendors.to(f"{home}:onboardUser")[0].payload["tierId"] == "free-tier"


def test_status_lists_every_login_without_secrets(proxy: Proxy) -> None:
    status, shown = ended(proxy.home, proxy.vendors, "auth", "status", "--config", str(proxy.home / "dragoman.yaml"))
    assert status == 0
    for part in (
        "chatgpt chatgpt Codex CLI, ~/.codex/auth.json ann@example.com",
        "copilot copilot Copilot plug-in, ~/.config/github-copilot/apps.json ann -",
        "gitlab gitlab glab CLI, ~/.config/glab-cli/config.yml ann -",
        "qwen qwen-code Qwen Code, ~/.qwen/oauth_creds.json",
        "kimi kimi-code Kimi Code CLI, ~/.kimi/credentials/kimi-code.json",
        "assist gemini-cli Gemini CLI, ~/.gemini/oauth_creds.json",
        "adc google application default credentials, ~/.config/gcloud/application_default_credentials.json",
        "gcloud key command gcloud",
    ):
        assert part in shown, shown
    for secret in ("-token-number-", "gho_", "glpat", "eyJ", "a-client-secret"):
        assert secret not in shown


@pytest.mark.exhaustive
def test_logins_made_here_are_served_without_a_configuration_file(tmp_path: Path) -> None:
    """Each login creates a profile of the same name, which is then served."""
    secret, token = {"GEMINI_CLIENT_SECRET": "the-secret-of-the-client"}, "access-token-number-1"
    tokens = {"access_token": token, "refresh_token": "refresh-token-number-1", "expires_in": 3600}
    account = {"https://api.openai.com/auth": {"chatgpt_account_id": "account-1"}}
    codes = {"device_code": "code-1-of-the-device", "user_code": "ABCD", "interval": 0.05, "expires_in": 60}
    vendor, login, assist = (
        Vendor(),
        "auth.openai.com/api/accounts/deviceauth",
        "cloudcode-pa.googleapis.com/v1internal",
    )
    answers = {
        f"{login}/usercode": {"device_auth_id": "d-1", "usercode": "ABCD", "interval": "0.05"},
        f"{login}/token": [(403, {}), (404, {}), {"authorization_code": "c-1", "code_verifier": "v-1"}],
        "auth.openai.com/oauth/token": {**tokens, "id_token": jwt(account)},
        "chatgpt.com/backend-api/codex/responses": vendor.answer(RESPONSES, (401, {})),
        "chat.qwen.ai/api/v1/oauth2/device/code": {**codes, "verification_uri": "https://chat.qwen.ai/authorize"},
        "chat.qwen.ai/api/v1/oauth2/token": [
            (429, {"error": "slow_down"}),
            {**tokens, "resource_url": "portal.qwen.ai"},
        ],
        "portal.qwen.ai/v1/chat/completions": vendor.answer(CHAT, (401, {})),
        "oauth2.googleapis.com/token": tokens,
        f"{assist}:loadCodeAssist": {"currentTier": {"id": "free-tier"}, "cloudaicompanionProject": "own-1"},
        f"{assist}:streamGenerateContent": vendor.answer(GEMINI, UNAUTHENTICATED),
    }
    names = {"chatgpt": "gpt-5.5", "gemini-cli": "gemini-3.5-flash", "qwen-code": "coder-model"}
    with vendor_server(answers) as vendors:
        for name in names:
            status, shown = ended(tmp_path, vendors, "auth", "login", name, "--headless", say="a-code\n", **secret)
            assert status == 0 and "Logged in" in shown and "number-1" not in shown, shown
        assert kept(tmp_path) == [f"{name}.json" for name in sorted(names)]
        with served(tmp_path, vendors, **secret) as url:
            for name, model in names.items():
                answer = Proxy(url, vendors, tmp_path, tmp_path, {}).ask(
                    VendorLogin(name, "", "", chatgpt, model=model)
                )
                assert answer.status_code == 200 and "Servus!" in answer.text, answer.text
        assert vendors.to(f"{assist}:streamGenerateContent")[0].payload["project"] == "own-1"
    assert "number-1" not in (tmp_path / "log").read_text()
