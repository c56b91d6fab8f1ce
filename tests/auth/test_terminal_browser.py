"""`dragoman auth login` with a browser or with pasted input, as a child process in a terminal."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.auth.children import ReceivedRequest, Terminal, kept
from tests.auth.fakes import jwt
from tests.auth.test_flows import challenge
from tests.auth.test_terminal import get, is_free, listens, terminal, tokens

OPENAI = "auth.openai.com/oauth/token"


def codex(number: int = 0) -> dict[str, Any]:
    claims = {"email": "ann@example.com", "https://api.openai.com/auth": {"chatgpt_account_id": "account-1"}}
    token = jwt({"exp": time.time() + 3600, **claims, "n": number})
    return {"access_token": token, "id_token": jwt(claims), "refresh_token": f"secret-refresh-{number}"}


def page_of(child: Terminal) -> tuple[str, dict[str, str], int]:
    """Return the shown URL, its query and the callback port."""
    url = child.until(r"https://auth\.openai\.com/oauth/authorize\?[^\s\x1b]+")[0]
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    return url, query, urlsplit(query["redirect_uri"]).port or 0


def test_browser_login_in_a_terminal(tmp_path: Path) -> None:
    with terminal(tmp_path, {OPENAI: codex()}, "auth", "login", "chatgpt") as (child, vendors):
        _, query, port = page_of(child)
        back = f"http://127.0.0.1:{port}/auth/callback?"
        child.until("Waiting for you")
        assert listens(port) <= {"0100007F", "00000000000000000000000001000000"}  # 127.0.0.1 and ::1
        assert get(back + urlencode({"code": "secret-code-forged", "state": "forged"})) == 400
        assert get(back.replace("/auth/callback", "/elsewhere") + "code=x") == 404
        assert not vendors.requests  # invalid callbacks cause no token request
        assert get(back + urlencode({"code": "secret-code-1", "state": query["state"]})) == 200
        child.until(r"Logged in as ann@example\.com; stored in")
        assert child.end() == 0 and is_free(port)
        form = vendors.to(OPENAI)[0].payload
        assert form["code"] == "secret-code-1" and form["redirect_uri"] == query["redirect_uri"]
        assert query["code_challenge_method"] == "S256" and query["code_challenge"] == challenge(form["code_verifier"])
        assert form["code_verifier"] not in child.shown and codex()["access_token"][:40] not in child.shown
        assert len(vendors.requests) == 1


@pytest.mark.exhaustive
def test_only_the_first_browser_callback_counts(tmp_path: Path) -> None:
    def slow(request: ReceivedRequest) -> Any:
        time.sleep(0.5)
        return codex()

    with terminal(tmp_path, {OPENAI: slow}, "auth", "login", "chatgpt") as (child, vendors):
        _, query, port = page_of(child)
        back = f"http://127.0.0.1:{port}/auth/callback?"
        assert get(back + urlencode({"code": "secret-code-1", "state": query["state"]})) == 200
        try:
            assert get(back + urlencode({"code": "secret-code-2", "state": query["state"]})) == 404
        except OSError:
            pass  # the page is closed
        assert child.end() == 0
        assert [request.payload["code"] for request in vendors.requests] == ["secret-code-1"]


def test_ctrl_c_during_a_browser_login(tmp_path: Path) -> None:
    with terminal(tmp_path, {}, "auth", "login", "chatgpt") as (child, vendors):
        port = page_of(child)[2]
        child.until("Waiting for you")
        assert not is_free(port)
        child.press("\x03", r"Cancelled; nothing was saved\.")
        assert child.end() == 130 and not kept(tmp_path) and is_free(port) and not vendors.requests


@pytest.mark.exhaustive
def test_denied_browser_login_is_an_error(tmp_path: Path) -> None:
    with terminal(tmp_path, {}, "auth", "login", "chatgpt") as (child, vendors):
        _, query, port = page_of(child)
        child.until("Waiting for you")
        got = get(f"http://127.0.0.1:{port}/auth/callback?error=access_denied&state={query['state']}")
        assert got == 200
        child.until("Failed: the login was denied: access_denied")
        assert child.end() == 1 and not kept(tmp_path) and not vendors.requests


def test_redirect_url_is_pasted_if_device_codes_are_disabled(tmp_path: Path) -> None:
    """Device codes are disabled for the workspace, so the final URL is pasted. Empty lines are ignored."""
    answers: dict[str, Any] = {"auth.openai.com/api/accounts/deviceauth/usercode": (404, {}), OPENAI: codex()}
    with terminal(tmp_path, answers, "auth", "login", "chatgpt", "--headless") as (child, vendors):
        child.until("switched off for this workspace")
        _, query, port = page_of(child)
        child.until("paste the code")
        child.until("Waiting for you")
        assert is_free(port)  # no callback page
        child.type("\n")
        child.type(f"http://localhost:{port}/auth/callback?code=from-elsewhere&state={query['state']}\n")
        child.until(r"Logged in as ann@example\.com")
        assert child.end() == 0 and vendors.to(OPENAI)[0].payload["code"] == "from-elsewhere"


@pytest.mark.exhaustive
def test_pasted_code_of_another_login_is_rejected(tmp_path: Path) -> None:
    answers: dict[str, Any] = {"auth.openai.com/api/accounts/deviceauth/usercode": (404, {})}
    with terminal(tmp_path, answers, "auth", "login", "chatgpt", "--headless") as (child, vendors):
        child.until("Waiting for you")
        child.type("from-elsewhere#another-state\n")
        child.until("Failed: the pasted code belongs to another login; run the command again")
        assert child.end() == 1 and not kept(tmp_path) and not vendors.to(OPENAI)


@pytest.mark.exhaustive
def test_code_shown_by_a_page_is_pasted(tmp_path: Path) -> None:
    """Google's page for machines without a browser; only this flow uses PKCE."""
    token, home = "oauth2.googleapis.com/token", "cloudcode-pa.googleapis.com/v1internal"
    answers = {
        token: tokens(),
        f"{home}:loadCodeAssist": {"currentTier": {"id": "free"}, "cloudaicompanionProject": "p"},
    }
    words = ("auth", "login", "gemini-cli", "--headless")
    with terminal(tmp_path, answers, *words, GEMINI_CLIENT_SECRET="glpat-secret") as (child, vendors):
        url = child.until(r"https://accounts\.google\.com/[^\s\x1b]+")[0]
        child.until("Waiting for you")
        child.type("secret-code-1\n".replace("secret-", "a-"))
        child.until("Logged in; stored in")
        assert child.end() == 0
        form, query = vendors.to(token)[0].payload, parse_qs(urlsplit(url).query)
        assert form["redirect_uri"] == "https://codeassist.google.com/authcode" == query["redirect_uri"][0]
        assert form["client_secret"] == "glpat-secret" and query["code_challenge"][0] == challenge(
            form["code_verifier"]
        )


@pytest.mark.exhaustive
def test_missing_settings_are_reported_before_the_login(tmp_path: Path) -> None:
    with terminal(tmp_path, {}, "auth", "login", "gemini-cli") as (child, _):
        child.until("Failed: .* was not found: provide it in \\$GEMINI_CLIENT_SECRET or the installed program gemini")
        assert child.end() == 1 and "https://accounts" not in child.shown and not kept(tmp_path)
