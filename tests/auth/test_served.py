"""Every login of a provider behind `dragoman serve`, with the specs as they are and servers that behave as
the vendors document: a stream that begins with a token which has ended is answered, whoever finds out that it has; and
a login that is refused for good is told with the command that makes a new one, until there is one.
"""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.auth.fakes import jwt
from tests.auth.streams import CHAT, GEMINI, RESPONSES, Tree
from tests.auth.vendors import ROWS, UNAUTHENTICATED, Row, Vendor, chatgpt
from tests.auth.world import World, dragoman, ended, kept, variables, world, write
from tests.e2e.running import free_port


@dataclass
class Proxy:
    url: str
    there: World
    home: Path
    log: Path
    anew: dict[str, Callable[[], object]]

    def ask(self, row: Row, stream: bool = True) -> httpx.Response:
        body = {
            "model": row.model,
            "max_tokens": 100,
            "stream": stream,
            "messages": [{"role": "user", "content": "Hi"}],
        }
        return httpx.post(f"{self.url}/{row.name}/v1/messages", json=body, timeout=20, trust_env=False)


@contextmanager
def served(home: Path, there: World, *words: str, **more: str) -> Iterator[str]:
    """`dragoman serve` as a child; its address."""
    port = free_port()
    command = dragoman("serve", "--port", str(port), "--log-level", "debug", *words)
    with (home / "log").open("wb") as out:
        env = variables(home, there, **more)
        process = subprocess.Popen(command, cwd=home, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    url, end = f"http://127.0.0.1:{port}", time.monotonic() + 20
    while time.monotonic() < end:
        try:
            httpx.get(f"{url}/healthz", trust_env=False)
            break
        except httpx.HTTPError:
            time.sleep(0.05)
    try:
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0, (home / "log").read_text()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    home = tmp_path_factory.mktemp("home")
    answers: Tree = {}
    anew = {row.name: row.made(home, answers, row.vendor) for row in ROWS}
    lines = "".join(f"  {row.profile}\n" for row in ROWS)
    config = write(home, "dragoman.yaml", f"default: chatgpt\nprofiles:\n{lines}")
    with world(answers) as there:
        with served(home, there, "--config", str(config), GEMINI_CLIENT_SECRET="the-secret-of-the-client") as url:
            yield Proxy(url, there, home, home / "log", anew)


def same(body: bytes) -> bytes:
    """The body without the id that each request has of its own."""
    return re.sub(rb'"user_prompt_id":"[^"]*"', b"", body)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_login_behind_serve(row: Row, proxy: Proxy) -> None:
    vendor, there = row.vendor, proxy.there

    def answered() -> None:
        answer = proxy.ask(row)
        assert answer.status_code == 200, answer.text
        assert "Servus!" in answer.text and "message_stop" in answer.text

    answered()  # the token that lies there has and we know it
    asked = there.to(row.at)
    assert len(asked) == 1 and asked[0].headers["authorization"] == f"Bearer {vendor.token(1)}"
    for name, value in row.headers.items():
        assert asked[0].headers[name] == value
    answered()  # and holds
    assert len(there.to(row.at)) == 2 and vendor.number == 1

    vendor.valid = 2  # it ends sooner than we were told: the provider says so
    if row.name == "gcloud":
        proxy.anew[row.name]()
    with ThreadPoolExecutor(5) as many:  # to many at a time, and one new token serves them all
        for done in [many.submit(answered) for _ in range(5)]:
            done.result()
    asked = there.to(row.at)[2:]
    assert vendor.number == 2 and len({same(one.body) for one in asked}) == 1
    assert sum(one.headers["authorization"] == f"Bearer {vendor.token(2)}" for one in asked) == 5

    vendor.valid, vendor.gone = 3, True  # and now there are no more
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
    proxy.anew[row.name]()  # somebody logs in
    vendor.valid = vendor.number + 1
    if row.name in ("chatgpt", "gcloud"):
        vendor.valid = vendor.number  # it has not ended yet
    answered()

    vendor.valid = 99  # and then the provider takes none of them, whatever its token endpoint thinks
    error = proxy.ask(row).json()["error"]
    assert error["type"] == "permission_error", error
    for way in row.command.split(" or: "):
        assert way in error["message"]
    log = proxy.log.read_text()
    for secret in ("access-token-number", "refresh-token-number", "gho_", "glpat", vendor.token(2), "the-secret-of"):
        assert secret not in log


def test_code_assist_finds_its_project_once(proxy: Proxy) -> None:
    home = "cloudcode-pa.googleapis.com/v1internal"
    row = next(row for row in ROWS if row.name == "assist")
    if not proxy.there.to(row.at):
        row.vendor.valid = 1
        proxy.ask(row)
    assert proxy.there.to(row.at)[0].said["project"] == "made-1"
    assert proxy.there.to(f"{home}:onboardUser")[0].said["tierId"] == "free-tier"


def test_status_shows_each_and_no_secret(proxy: Proxy) -> None:
    status, shown = ended(proxy.home, proxy.there, "auth", "status", "--config", str(proxy.home / "dragoman.yaml"))
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


def test_logged_in_here_and_served_without_a_file(tmp_path: Path) -> None:
    """From nothing to a stream: the logins are made here, and are profiles of their own names then."""
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
    with world(answers) as there:
        for name in names:
            status, shown = ended(tmp_path, there, "auth", "login", name, "--headless", say="a-code\n", **secret)
            assert status == 0 and "Logged in" in shown and "number-1" not in shown, shown
        assert kept(tmp_path) == [f"{name}.json" for name in sorted(names)]
        with served(tmp_path, there, **secret) as url:
            for name, model in names.items():
                answer = Proxy(url, there, tmp_path, tmp_path, {}).ask(Row(name, "", "", chatgpt, model=model))
                assert answer.status_code == 200 and "Servus!" in answer.text, answer.text
        assert there.to(f"{assist}:streamGenerateContent")[0].said["project"] == "own-1"
    assert "number-1" not in (tmp_path / "log").read_text()
