"""Providers with logins: the credential files of a home folder, and the responses of token endpoints and providers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.auth.children import ReceivedRequest, write
from tests.auth.fakes import jwt
from tests.auth.streams import CHAT, GEMINI, MESSAGES, RESPONSES, Tree


@dataclass
class Vendor:
    """Token state of a vendor.

    `number` is the last issued token, `valid` the one that the provider accepts; `gone`: the login is revoked.
    """

    number: int = 0
    valid: int = 1
    gone: bool = False
    token: Callable[[int], str] = lambda number: f"access-token-number-{number}"
    no: tuple[int, Any] = (400, {"error": "invalid_grant", "error_description": "it was revoked"})

    def renew(self, request: ReceivedRequest) -> tuple[int, Any]:
        """Answer as a token endpoint whose refresh tokens are single-use."""
        assert request.payload["grant_type"] == "refresh_token"
        if self.gone or request.payload["refresh_token"] != f"refresh-token-number-{self.number}":
            return self.no
        self.number += 1
        tokens = {"access_token": self.token(self.number), "refresh_token": f"refresh-token-number-{self.number}"}
        return 200, {**tokens, "token_type": "Bearer", "expires_in": 3600}

    def answer(self, stream: bytes, refusal: tuple[int, Any]) -> Callable[[ReceivedRequest], Any]:
        """Return the handler of the provider: a stream for the valid token, otherwise the rejection."""

        def one(request: ReceivedRequest) -> Any:
            return stream if request.headers.get("authorization") == f"Bearer {self.token(self.valid)}" else refusal

        return one


@dataclass
class VendorLogin:
    """One login in its configured profile.

    `prepare` writes the credential files, registers the vendor's responses and returns a function that logs in again.
    `at` is the provider's address, `headers` the required request headers, `command` the login command in messages.
    """

    profile: str
    at: str
    command: str
    prepare: Callable[[Path, Tree, Vendor], Callable[[], object]]
    headers: Tree = field(default_factory=dict)
    model: str = "claude-sonnet-5"
    vendor: Vendor = field(default_factory=Vendor)

    @property
    def name(self) -> str:
        return self.profile.partition(":")[0]


def put(home: Path, name: str, vendor: Vendor, tree: Callable[[str, str], Any]) -> Callable[[], object]:
    """Write a file with expired tokens; return a function that writes new ones, as a new login does."""

    def now() -> object:
        vendor.number += vendor.gone
        vendor.gone = False
        return write(home, name, tree(vendor.token(vendor.number), f"refresh-token-number-{vendor.number}"))

    now()
    return now


def chatgpt(home: Path, answers: Tree, vendor: Vendor) -> Callable[[], object]:
    def token(number: int) -> str:
        ends = time.time() + (3600 if number else -60)
        about = {"chatgpt_account_id": "account-1", "chatgpt_plan_type": "plus", "number": number}
        prepare.setdefault(number, jwt({"exp": ends, "https://api.openai.com/auth": about}))
        return prepare[number]

    prepare: dict[int, str] = {}
    vendor.token = token
    vendor.no = (401, {"error": {"code": "refresh_token_invalidated", "message": "log in again", "type": "x"}})
    answers["auth.openai.com/oauth/token"] = vendor.renew
    refusal = (401, {"detail": "Could not validate your token."})
    answers["chatgpt.com/backend-api/codex/responses"] = vendor.answer(RESPONSES, refusal)
    tokens = {"id_token": jwt({"email": "ann@example.com"}), "account_id": None}
    return put(
        home,
        ".codex/auth.json",
        vendor,
        lambda a, r: {"OPENAI_API_KEY": None, "tokens": {**tokens, "access_token": a, "refresh_token": r}},
    )


def copilot(home: Path, answers: Tree, vendor: Vendor) -> Callable[[], object]:
    def exchange(request: ReceivedRequest) -> Any:
        if vendor.gone or request.headers["authorization"] != "token gho_of-the-editor":
            return 401, {"message": "Bad credentials", "status": "401"}
        vendor.number += 1
        ends = {"expires_at": str(int(time.time()) + 1500), "refresh_in": 1200}
        return 200, {"token": vendor.token(vendor.number), **ends, "endpoints": {"api": "https://api.business.x.com"}}

    answers["api.github.com/copilot_internal/v2/token"] = exchange
    refusal = (401, b"IDE token expired: unauthorized: token expired\n")
    answers["api.business.x.com/v1/messages"] = vendor.answer(MESSAGES, refusal)
    entry = {"user": "ann", "oauth_token": "gho_of-the-editor"}
    tree = {"github.com:Iv1.b507a08c87ecfe98": entry}
    return put(home, ".config/github-copilot/apps.json", vendor, lambda *_: tree)


def gitlab(home: Path, answers: Tree, vendor: Vendor) -> Callable[[], object]:
    def exchange(request: ReceivedRequest) -> Any:
        if vendor.gone or request.headers["authorization"] != "Bearer glpat-of-ann-1234567":
            return 401, {"message": "401 Unauthorized"}
        vendor.number += 1
        more = {"X-Gitlab-Realm": "saas", "X-Gitlab-Instance-Id": "i-1", "x-api-key": "never"}
        return 201, {"token": vendor.token(vendor.number), "headers": more}

    answers["gitlab.com/api/v4/ai/third_party_agents/direct_access"] = exchange
    answers["cloud.gitlab.com/ai/v1/proxy/anthropic/v1/messages"] = vendor.answer(MESSAGES, (401, {"detail": "no"}))
    text = "hosts:\n  gitlab.com:\n    token: glpat-of-ann-1234567\n    user: ann\n"
    return put(home, ".config/glab-cli/config.yml", vendor, lambda *_: text)


def qwen(home: Path, answers: Tree, vendor: Vendor) -> Callable[[], object]:
    place = {"resource_url": "portal.qwen.ai"}

    def renew(request: ReceivedRequest) -> tuple[int, Any]:
        status, form = vendor.renew(request)
        return status, {**form, **place}

    answers["chat.qwen.ai/api/v1/oauth2/token"] = renew
    refusal = (403, {"error": {"message": "invalid access token or token expired", "type": "invalid_request_error"}})
    answers["portal.qwen.ai/v1/chat/completions"] = vendor.answer(CHAT, refusal)
    tree = {"token_type": "Bearer", **place, "expiry_date": 1000}
    return put(home, ".qwen/oauth_creds.json", vendor, lambda a, r: {**tree, "access_token": a, "refresh_token": r})


def kimi(home: Path, answers: Tree, vendor: Vendor) -> Callable[[], object]:
    vendor.no = (401, {"error": "invalid_grant"})
    answers["auth.kimi.com/api/oauth/token"] = vendor.renew
    refusal = (401, {"error": {"message": "The API Key appears to be invalid", "type": "invalid_authentication_error"}})
    answers["api.kimi.com/coding/v1/chat/completions"] = vendor.answer(CHAT, refusal)
    tree = {"expires_at": 1000, "expires_in": 900, "scope": "kimi-code", "token_type": "Bearer"}
    name = ".kimi/credentials/kimi-code.json"
    return put(home, name, vendor, lambda a, r: {**tree, "access_token": a, "refresh_token": r})


UNAUTHENTICATED = (
    401,
    {"error": {"code": 401, "message": "Request had invalid credentials", "status": "UNAUTHENTICATED"}},
)


def google(answers: Tree, vendor: Vendor, client: str) -> None:
    """Register a token endpoint without rotation; the client secret selects the vendor."""

    def renew(request: ReceivedRequest) -> tuple[int, Any]:
        if request.payload["client_secret"] != client:
            other: tuple[int, Any] = before(request)
            return other
        assert request.payload["grant_type"] == "refresh_token"
        if vendor.gone:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        vendor.number += 1
        return 200, {"access_token": vendor.token(vendor.number), "expires_in": 3599, "token_type": "Bearer"}

    at = "oauth2.googleapis.com/token"
    before: Any = answers.get(at)
    answers[at] = renew


def code_assist(home: Path, answers: Tree, vendor: Vendor) -> Callable[[], object]:
    """Code Assist with a new account, for which a project is created."""
    google(answers, vendor, "the-secret-of-the-client")
    at = "cloudcode-pa.googleapis.com/v1internal"

    def known(answer: Any) -> Callable[[ReceivedRequest], Any]:
        return lambda request: answer if "access-token" in request.headers["authorization"] else UNAUTHENTICATED

    tiers = [{"id": "legacy-tier"}, {"id": "free-tier", "isDefault": True}]
    done = {"name": "operations/7", "done": True, "response": {"cloudaicompanionProject": {"id": "made-1"}}}
    answers[f"{at}:loadCodeAssist"] = known({"allowedTiers": tiers})
    answers[f"{at}:onboardUser"] = known({"name": "operations/7"})
    answers[f"{at}/operations/7"] = known(done)
    answers[f"{at}:streamGenerateContent"] = vendor.answer(GEMINI, UNAUTHENTICATED)
    tree = {"scope": "x", "token_type": "Bearer", "expiry_date": 1000}
    return put(home, ".gemini/oauth_creds.json", vendor, lambda a, r: {**tree, "access_token": a, "refresh_token": r})


def model_of_vertex(project: str, region: str) -> str:
    host = f"{region}-aiplatform.googleapis.com"
    return (
        f"{host}/v1/projects/{project}/locations/{region}/publishers/anthropic/models/claude-sonnet-5:streamRawPredict"
    )


def vertex(home: Path, answers: Tree, vendor: Vendor) -> Callable[[], object]:
    google(answers, vendor, "a-client-secret")
    answers[model_of_vertex("p-1", "europe-west1")] = vendor.answer(MESSAGES, UNAUTHENTICATED)
    tree = {"type": "authorized_user", "client_id": "c", "client_secret": "a-client-secret", "quota_project_id": "q-1"}
    name = ".config/gcloud/application_default_credentials.json"
    return put(home, name, vendor, lambda a, r: {**tree, "refresh_token": r})


def gcloud(home: Path, answers: Tree, vendor: Vendor) -> Callable[[], object]:
    """A command that prints the valid token, and fails when it is not logged in."""
    answers[model_of_vertex("p-2", "us-east5")] = vendor.answer(MESSAGES, UNAUTHENTICATED)
    form = "ERROR: (gcloud.auth.print-access-token) Reauthentication failed. Please run: gcloud auth login"
    fails = f'{{ echo "{form}" >&2; exit 1; }}'
    script = f'#!/bin/sh\n[ "$1 $2" = "auth print-access-token" ] || exit 2\ncat "$HOME/gcloud" || {fails}\n'
    write(home, "bin/gcloud", script, 0o755)

    def now() -> None:
        vendor.number, vendor.gone = vendor.valid, False
        write(home, "gcloud", vendor.token(vendor.valid))

    now()
    return now


GCLOUD = "with: { project: p-2, region: us-east5 }, key_command: [gcloud, auth, print-access-token]"
LOGINS = [
    VendorLogin(
        "chatgpt: { provider: chatgpt }",
        "chatgpt.com/backend-api/codex/responses",
        "dragoman auth login chatgpt or: codex login",
        chatgpt,
        {"chatgpt-account-id": "account-1"},
    ),
    VendorLogin(
        "copilot: { provider: copilot }",
        "api.business.x.com/v1/messages",
        "dragoman auth login copilot",
        copilot,
        {"copilot-integration-id": "vscode-chat", "x-initiator": "user"},
        "claude-sonnet-4.6",
    ),
    VendorLogin(
        "gitlab: { provider: gitlab }",
        "cloud.gitlab.com/ai/v1/proxy/anthropic/v1/messages",
        "dragoman auth login gitlab or: glab auth login",
        gitlab,
        {"x-gitlab-realm": "saas", "x-gitlab-instance-id": "i-1"},
    ),
    VendorLogin(
        "qwen: { provider: qwen, variant: subscription }",
        "portal.qwen.ai/v1/chat/completions",
        "dragoman auth login qwen-code or: qwen",
        qwen,
    ),
    VendorLogin(
        "kimi: { provider: kimi, variant: code }",
        "api.kimi.com/coding/v1/chat/completions",
        "dragoman auth login kimi-code or: kimi",
        kimi,
        {"x-msh-platform": "kimi_cli"},
    ),
    VendorLogin(
        "assist: { provider: gemini, variant: code-assist }",
        "cloudcode-pa.googleapis.com/v1internal:streamGenerateContent",
        "dragoman auth login gemini-cli or: gemini",
        code_assist,
    ),
    VendorLogin(
        "adc: { provider: vertex, with: { project: p-1, region: europe-west1 } }",
        model_of_vertex("p-1", "europe-west1"),
        "gcloud auth application-default login",
        vertex,
        {"x-goog-user-project": "q-1"},
    ),
    VendorLogin(
        f"gcloud: {{ provider: vertex, {GCLOUD} }}",
        model_of_vertex("p-2", "us-east5"),
        "gcloud",
        gcloud,
    ),
]
