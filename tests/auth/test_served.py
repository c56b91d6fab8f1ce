"""Every login of a provider behind `dragoman serve`, with the specs as they are and servers that behave as
providers.md tells: a stream that begins with a token which has ended is answered, whoever finds out that it has; and a
login that is refused for good is told with the command that makes a new one, until there is one.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.auth.fakes import jwt
from tests.auth.world import Asked, World, dragoman, variables, world, write
from tests.e2e.running import free_port

Tree = dict[str, Any]


def events(*data: Tree, named: bool = False) -> bytes:
    lines = [(f"event: {one['type']}\n" if named else "") + f"data: {json.dumps(one)}\n\n" for one in data]
    return "".join(lines).encode()


def usage(*names: str) -> Tree:
    return dict.fromkeys(names, 3)


MESSAGES = events(
    {
        "type": "message_start",
        "message": {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "m",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage("input_tokens", "output_tokens"),
        },
    },
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Servus!"}},
    {"type": "content_block_stop", "index": 0},
    {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {"output_tokens": 3},
    },
    {"type": "message_stop"},
    named=True,
)
CHUNK = {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
CHAT = (
    events(
        {
            **CHUNK,
            "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Servus!"}, "finish_reason": None}],
        },
        {**CHUNK, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {**CHUNK, "choices": [], "usage": usage("prompt_tokens", "completion_tokens", "total_tokens")},
    )
    + b"data: [DONE]\n\n"
)
ITEM = {"type": "message", "id": "m_1", "role": "assistant", "status": "completed"}
WHOLE = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "output": [], "status": "in_progress"}
TEXT = {"type": "output_text", "text": "Servus!", "annotations": []}
RESPONSES = events(
    {"type": "response.created", "sequence_number": 0, "response": WHOLE},
    {
        "type": "response.output_item.added",
        "sequence_number": 1,
        "output_index": 0,
        "item": {**ITEM, "status": "in_progress", "content": []},
    },
    {
        "type": "response.output_text.delta",
        "sequence_number": 2,
        "item_id": "m_1",
        "output_index": 0,
        "content_index": 0,
        "delta": "Servus!",
    },
    {
        "type": "response.output_item.done",
        "sequence_number": 3,
        "output_index": 0,
        "item": {**ITEM, "content": [TEXT]},
    },
    {
        "type": "response.completed",
        "sequence_number": 4,
        "response": {
            **WHOLE,
            "status": "completed",
            "usage": {**usage("input_tokens", "output_tokens", "total_tokens")},
        },
    },
    named=True,
)
CANDIDATE = {"content": {"role": "model", "parts": [{"text": "Servus!"}]}, "finishReason": "STOP", "index": 0}
GEMINI = events(
    {"response": {"candidates": [CANDIDATE], "usageMetadata": usage("promptTokenCount", "totalTokenCount")}}
)


@dataclass
class Vendor:
    """`number`: of the token that was given last; `valid`: of the one that the provider takes; `gone`: no more of
    them."""

    number: int = 0
    valid: int = 1
    gone: bool = False
    token: Callable[[int], str] = lambda number: f"access-token-number-{number}"
    no: tuple[int, Any] = (400, {"error": "invalid_grant", "error_description": "it was revoked"})

    def renew(self, asked: Asked) -> tuple[int, Any]:
        """The token endpoint: a refresh token may be used once."""
        assert asked.said["grant_type"] == "refresh_token"
        if self.gone or asked.said["refresh_token"] != f"refresh-token-number-{self.number}":
            return self.no
        self.number += 1
        tokens = {"access_token": self.token(self.number), "refresh_token": f"refresh-token-number-{self.number}"}
        return 200, {**tokens, "token_type": "Bearer", "expires_in": 3600}

    def answer(self, stream: bytes, refusal: tuple[int, Any]) -> Callable[[Asked], Any]:
        """The provider."""

        def one(asked: Asked) -> Any:
            return stream if asked.headers.get("authorization") == f"Bearer {self.token(self.valid)}" else refusal

        return one


@dataclass
class Row:
    """A way to log in. `made`: fills the home and the world; `at`: where the provider is asked, and with which headers;
    `command`: what is told to log in with; `anew`: logs in again."""

    profile: str
    at: str
    command: str
    made: Callable[[Path, Tree, Vendor], Callable[[], object]]
    headers: Tree = field(default_factory=dict)
    model: str = "claude-sonnet-5"
    vendor: Vendor = field(default_factory=Vendor)

    @property
    def name(self) -> str:
        return self.profile.partition(":")[0]


def put(home: Path, name: str, vendor: Vendor, tree: Callable[[str, str], Any]) -> Callable[[], object]:
    """A file with tokens that have ended; and afterwards others, as somebody logs in anew."""

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
        made.setdefault(number, jwt({"exp": ends, "https://api.openai.com/auth": about}))
        return made[number]

    made: dict[int, str] = {}
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
    def exchange(asked: Asked) -> Any:
        if vendor.gone or asked.headers["authorization"] != "token gho_of-the-editor":
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
    def exchange(asked: Asked) -> Any:
        if vendor.gone or asked.headers["authorization"] != "Bearer glpat-of-ann-1234567":
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

    def renew(asked: Asked) -> tuple[int, Any]:
        status, said = vendor.renew(asked)
        return status, {**said, **place}

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
    """Whose refresh tokens do not rotate; the secret says whose they are."""

    def renew(asked: Asked) -> tuple[int, Any]:
        if asked.said["client_secret"] != client:
            other: tuple[int, Any] = before(asked)
            return other
        assert asked.said["grant_type"] == "refresh_token"
        if vendor.gone:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        vendor.number += 1
        return 200, {"access_token": vendor.token(vendor.number), "expires_in": 3599, "token_type": "Bearer"}

    at = "oauth2.googleapis.com/token"
    before = answers.get(at)
    answers[at] = renew


def code_assist(home: Path, answers: Tree, vendor: Vendor) -> Callable[[], object]:
    """An account that is new there: a project is made for it."""
    google(answers, vendor, "the-secret-of-the-client")
    at = "cloudcode-pa.googleapis.com/v1internal"

    def known(answer: Any) -> Callable[[Asked], Any]:
        return lambda asked: answer if "access-token" in asked.headers["authorization"] else UNAUTHENTICATED

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
    """A command that gives the token which is valid; it fails when it is not logged in."""
    answers[model_of_vertex("p-2", "us-east5")] = vendor.answer(MESSAGES, UNAUTHENTICATED)
    said = "ERROR: (gcloud.auth.print-access-token) Reauthentication failed. Please run: gcloud auth login"
    fails = f'{{ echo "{said}" >&2; exit 1; }}'
    script = f'#!/bin/sh\n[ "$1 $2" = "auth print-access-token" ] || exit 2\ncat "$HOME/gcloud" || {fails}\n'
    write(home, "bin/gcloud", script, 0o755)

    def now() -> None:
        vendor.number, vendor.gone = vendor.valid, False
        write(home, "gcloud", vendor.token(vendor.valid))

    now()
    return now


GCLOUD = "with: { project: p-2, region: us-east5 }, key_command: [gcloud, auth, print-access-token]"
ROWS = [
    Row(
        "chatgpt: { provider: chatgpt }",
        "chatgpt.com/backend-api/codex/responses",
        "dragoman auth login chatgpt or: codex login",
        chatgpt,
        {"chatgpt-account-id": "account-1"},
    ),
    Row(
        "copilot: { provider: copilot }",
        "api.business.x.com/v1/messages",
        "dragoman auth login copilot",
        copilot,
        {"copilot-integration-id": "vscode-chat", "x-initiator": "user"},
        "claude-sonnet-4.6",
    ),
    Row(
        "gitlab: { provider: gitlab }",
        "cloud.gitlab.com/ai/v1/proxy/anthropic/v1/messages",
        "dragoman auth login gitlab or: glab auth login",
        gitlab,
        {"x-gitlab-realm": "saas", "x-gitlab-instance-id": "i-1"},
    ),
    Row(
        "qwen: { provider: qwen, variant: subscription }",
        "portal.qwen.ai/v1/chat/completions",
        "dragoman auth login qwen-code or: qwen",
        qwen,
    ),
    Row(
        "kimi: { provider: kimi, variant: code }",
        "api.kimi.com/coding/v1/chat/completions",
        "dragoman auth login kimi-code or: kimi",
        kimi,
        {"x-msh-platform": "kimi_cli"},
    ),
    Row(
        "assist: { provider: gemini, variant: code-assist }",
        "cloudcode-pa.googleapis.com/v1internal:streamGenerateContent",
        "dragoman auth login gemini-cli or: gemini",
        code_assist,
    ),
    Row(
        "adc: { provider: vertex, with: { project: p-1, region: europe-west1 } }",
        model_of_vertex("p-1", "europe-west1"),
        "gcloud auth application-default login",
        vertex,
        {"x-goog-user-project": "q-1"},
    ),
    Row(
        f"gcloud: {{ provider: vertex, {GCLOUD} }}",
        model_of_vertex("p-2", "us-east5"),
        "gcloud",
        gcloud,
    ),
]


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


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    home = tmp_path_factory.mktemp("home")
    answers: Tree = {}
    anew = {row.name: row.made(home, answers, row.vendor) for row in ROWS}
    lines = "".join(f"  {row.profile}\n" for row in ROWS)
    config = write(home, "dragoman.yaml", f"default: chatgpt\nprofiles:\n{lines}")
    port, log = free_port(), home / "log"
    with world(answers) as there, log.open("wb") as out:
        env = variables(home, there, GEMINI_CLIENT_SECRET="the-secret-of-the-client")
        words = dragoman("serve", "--config", str(config), "--port", str(port), "--log-level", "debug")
        process = subprocess.Popen(words, cwd=home, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        url = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                httpx.get(f"{url}/healthz", trust_env=False)
                break
            except httpx.HTTPError:
                time.sleep(0.05)
        try:
            yield Proxy(url, there, home, log, anew)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 0, log.read_text()


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
