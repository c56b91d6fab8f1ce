"""The vendors' login tables, applied to their credential files and token responses."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from dragoman import loader
from dragoman.auth.credential import Credential
from dragoman.auth.requests import Answer, fetch
from dragoman.config import settings as config_settings
from dragoman.masking import CredentialError, TransientError
from tests.auth.fakes import environment, jwt


class Vendor:
    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.requests: list[tuple[str, str, dict[str, str], str]] = []

    async def __call__(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
        self.requests.append((method, url, headers, body.decode()))
        found = self.answers[url]
        answer = found.pop(0) if isinstance(found, list) else found
        status, answer = answer if isinstance(answer, tuple) else (200, answer)
        return status, {}, json.dumps(answer).encode()


def write(home: Path, name: str, tree: Any) -> Path:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tree if isinstance(tree, str) else json.dumps(tree, indent=2))
    path.chmod(0o600)
    return path


def given(name: str, home: Path, vendor: Vendor, **variables: str) -> Any:
    return asyncio.run(Credential(loader.auth(name), environment=environment(home, **variables), send=vendor).get())


def test_codex(tmp_path: Path) -> None:
    claims = {"exp": time.time() - 5, "https://api.openai.com/auth": {"chatgpt_account_id": "account-1"}}
    tokens = {"id_token": jwt(claims), "access_token": jwt(claims), "refresh_token": "old-refresh-untold"}
    path = write(
        tmp_path,
        ".codex/auth.json",
        {"OPENAI_API_KEY": None, "tokens": tokens, "last_refresh": "2026-11-20T10:00:00.123456789Z"},
    )
    fresh = {**tokens, "access_token": jwt({**claims, "exp": time.time() + 900}), "refresh_token": "new-refresh-untold"}
    vendor = Vendor({"https://auth.openai.com/oauth/token": fresh})
    assert given("chatgpt", tmp_path, vendor).headers == {
        "authorization": f"Bearer {fresh['access_token']}",
        "chatgpt-account-id": "account-1",
    }
    assert json.loads(vendor.requests[0][3])["grant_type"] == "refresh_token"  # JSON, as Codex sends it
    tree = json.loads(path.read_text())
    assert tree["tokens"] == fresh and "OPENAI_API_KEY" in tree and tree["last_refresh"] > "2026-11-20T10:00:01"


@pytest.mark.parametrize("word", ["refresh_token_expired", "refresh_token_reused", "refresh_token_invalidated"])
def test_codex_permanent_errors(tmp_path: Path, word: str) -> None:
    write(
        tmp_path,
        ".codex/auth.json",
        {"tokens": {"access_token": jwt({"exp": 1000000000}), "refresh_token": "old-refresh-untold"}},
    )
    vendor = Vendor({"https://auth.openai.com/oauth/token": (401, {"error": {"code": word, "message": "no"}})})
    with pytest.raises(CredentialError, match="codex login"):
        given("chatgpt", tmp_path, vendor)


def test_copilot(tmp_path: Path) -> None:
    write(
        tmp_path,
        ".config/github-copilot/apps.json",
        {"github.com:Iv1.b507a08c87ecfe98": {"user": "octo", "oauth_token": "ghu_of_the_editor"}},
    )
    url = "https://api.github.com/copilot_internal/v2/token"
    token = {
        "token": "tid=1;proxy-ep=proxy.individual.githubcopilot.com;x",
        "expires_at": str(int(time.time()) + 1500),
        "refresh_in": 1200,
    }
    vendor = Vendor(
        {url: [{**token, "endpoints": {"api": "https://api.business.githubcopilot.com"}}, token, (403, {})]}
    )
    first = given("copilot", tmp_path, vendor)
    assert (
        first.url == "https://api.business.githubcopilot.com"
        and first.headers["authorization"] == f"Bearer {token['token']}"
    )
    assert vendor.requests[0][2]["authorization"] == "token ghu_of_the_editor"
    assert given("copilot", tmp_path, vendor).url == "https://api.individual.githubcopilot.com"
    with pytest.raises(CredentialError, match="no Copilot seat"):
        given("copilot", tmp_path, vendor)


def test_gitlab(tmp_path: Path) -> None:
    url = "/api/v4/ai/third_party_agents/direct_access"
    answer = (201, {"token": "gateway-token-number-1", "headers": {"X-Gitlab-Realm": "saas", "x-api-key": "no"}})
    vendor = Vendor({f"https://gitlab.com{url}": answer, f"https://git.example.com{url}": answer})
    expected = {"authorization": "Bearer gateway-token-number-1", "x-gitlab-realm": "saas"}
    assert given("gitlab", tmp_path, vendor, GITLAB_TOKEN="glpat-of-the-user").headers == expected
    assert vendor.requests[0][2]["authorization"] == "Bearer glpat-of-the-user" and vendor.requests[0][3] == "{}"
    more = {"GL_TOKEN": "glpat-of-the-user", "GITLAB_INSTANCE_URL": "https://git.example.com"}
    assert given("gitlab", tmp_path, vendor, **more).headers == expected
    write(tmp_path, ".config/glab-cli/config.yml", "hosts:\n  gitlab.com:\n    token: glpat-of-glab\n")
    assert given("gitlab", tmp_path, vendor).headers == expected
    assert vendor.requests[-1][2]["authorization"] == "Bearer glpat-of-glab"


def test_kimi_and_qwen(tmp_path: Path) -> None:
    tokens = {"access_token": "access-untold", "refresh_token": "refresh-untold", "expires_in": 900}
    kimi = write(
        tmp_path,
        ".kimi-code/credentials/default.json",
        {"access_token": "access-untold-0", "refresh_token": "refresh-untold-0", "expires_at": time.time() - 5},
    )
    vendor = Vendor(
        {
            "https://auth.kimi.com/api/oauth/token": tokens,
            "https://chat.qwen.ai/api/v1/oauth2/token": {**tokens, "resource_url": "portal.qwen.ai"},
        }
    )
    headers = given("kimi-code", tmp_path, vendor).headers
    assert headers["authorization"] == "Bearer access-untold" and headers["x-msh-platform"] == "kimi_cli"
    tree = json.loads(kimi.read_text())
    assert tree["refresh_token"] == "refresh-untold" and abs(tree["expires_at"] - time.time() - 900) < 30
    qwen = write(
        tmp_path,
        ".qwen/oauth_creds.json",
        {"access_token": "access-untold-0", "refresh_token": "refresh-untold-0", "expiry_date": 1000},
    )
    one = given("qwen-code", tmp_path, vendor)
    assert one.url == "https://portal.qwen.ai/v1" and json.loads(qwen.read_text())["expiry_date"] > 1e12


def test_google(tmp_path: Path) -> None:
    adc = {
        "type": "authorized_user",
        "client_id": "c",
        "client_secret": "client-untold",
        "refresh_token": "1//untold",
        "quota_project_id": "q-1",
    }
    path = write(tmp_path, ".config/gcloud/application_default_credentials.json", adc)
    before = path.read_bytes()
    token = "https://oauth2.googleapis.com/token"
    vendor = Vendor({token: {"access_token": "ya29.token-of-an-hour", "expires_in": 3599}})
    one = given("google", tmp_path, vendor, GOOGLE_CLOUD_PROJECT="p-1", CLOUD_ML_REGION="europe-west1")
    assert one.headers == {"authorization": "Bearer ya29.token-of-an-hour", "x-goog-user-project": "q-1"}
    assert {
        "project": "p-1",
        "region": "europe-west1",
    }.items() <= one.placeholders.items() and path.read_bytes() == before
    assert "client_secret=client-untold" in vendor.requests[0][3]
    rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
    from cryptography.hazmat.primitives import serialization as s

    key = rsa.generate_private_key(65537, 2048).private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
    account = {"type": "service_account", "client_email": "me@p-2", "private_key": key.decode(), "project_id": "p-2"}
    file = write(tmp_path, "account.json", account)
    one = given("google", tmp_path, vendor, GOOGLE_APPLICATION_CREDENTIALS=str(file))
    assert one.placeholders["project"] == "p-2" and "jwt-bearer" in vendor.requests[-1][3]
    file.unlink()
    path.unlink()
    metadata = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
    vendor = Vendor({metadata: {"access_token": "ya29.of-the-machine", "expires_in": 1800}})
    assert given("google", tmp_path, vendor).headers["authorization"] == "Bearer ya29.of-the-machine"
    assert vendor.requests[0][0] == "GET" and vendor.requests[0][2]["metadata-flavor"] == "Google"


def test_code_assist_finds_its_project(tmp_path: Path) -> None:
    write(
        tmp_path,
        ".gemini/oauth_creds.json",
        {"access_token": "ya29.of-the-cli", "expiry_date": (time.time() + 3600) * 1000},
    )
    home = "https://cloudcode-pa.googleapis.com/v1internal"
    vendor = Vendor(
        {f"{home}:loadCodeAssist": {"currentTier": {"id": "free-tier"}, "cloudaicompanionProject": "own-1"}}
    )
    assert given("gemini-cli", tmp_path, vendor).placeholders["project"] == "own-1" and len(vendor.requests) == 1
    tiers = [{"id": "legacy-tier"}, {"id": "free-tier", "isDefault": True}]
    done = {"name": "operations/7", "done": True, "response": {"cloudaicompanionProject": {"id": "made-1"}}}
    vendor = Vendor(
        {
            f"{home}:loadCodeAssist": {"allowedTiers": tiers},
            f"{home}:onboardUser": {"name": "operations/7", "done": False},
            f"{home}/operations/7": done,
        }
    )
    assert given("gemini-cli", tmp_path, vendor).placeholders["project"] == "made-1"
    assert json.loads(vendor.requests[1][3])["tierId"] == "free-tier" and vendor.requests[2][0] == "GET"
    vendor = Vendor({f"{home}:loadCodeAssist": {"currentTier": {"id": "standard-tier"}}})
    with pytest.raises(CredentialError, match="GOOGLE_CLOUD_PROJECT"):
        given("gemini-cli", tmp_path, vendor)
    assert given("gemini-cli", tmp_path, vendor, GOOGLE_CLOUD_PROJECT="mine-1").placeholders["project"] == "mine-1"


def test_claude_login_is_listed_and_never_used(tmp_path: Path) -> None:
    write(
        tmp_path,
        ".claude/.credentials.json",
        {"claudeAiOauth": {"accessToken": "sk-ant-oat01-secret", "expiresAt": 4e12, "subscriptionType": "max"}},
    )
    with pytest.raises(CredentialError, match="dragoman run claude"):
        given("claude", tmp_path, Vendor({}))


def test_login_shares_a_provider_name_only_if_that_provider_accepts_it(tmp_path: Path) -> None:
    """Otherwise the name would be ambiguous in `dragoman auth login` and for profiles without a configuration file."""
    for name in {*loader.auths()} & {*loader.providers()}:
        assert loader.provider(name)["auth"][:1] == [name]
    found = config_settings.default_settings(environment(tmp_path, DASHSCOPE_API_KEY="a-key")).profiles["qwen"]
    assert not found.options.variant and str(found.key) == "***"


def test_machine_without_a_metadata_server(tmp_path: Path) -> None:
    """An unreachable metadata server is a permanent error with a remedy."""

    async def nobody(method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
        return await fetch(method, "http://127.0.0.1:1/", headers, body)

    one = Credential(loader.auth("google"), environment=environment(tmp_path), send=nobody)
    for _ in range(2):
        with pytest.raises(
            CredentialError, match="no login for Google Cloud.*gcloud auth application-default"
        ) as caught:
            asyncio.run(one.get())
        assert not isinstance(caught.value, TransientError)
    assert "gcloud auth application-default login" in one.state() and not one.state().startswith("ready")


def test_copilot_enterprise_uses_its_own_address(tmp_path: Path) -> None:
    vendor = Vendor({"https://api.octo.ghe.com/copilot_internal/v2/token": {"token": "t-1", "expires_at": 4e9}})
    write(tmp_path, ".config/github-copilot/hosts.json", {"octo.ghe.com": {"oauth_token": "gho_of_the_editor"}})
    one = Credential(
        loader.auth("copilot"), known={"site": "octo.ghe.com"}, environment=environment(tmp_path), send=vendor
    )
    assert asyncio.run(one.get()).url == "https://copilot-api.octo.ghe.com"
