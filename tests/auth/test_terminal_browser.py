"""`dragoman auth login` in a browser or with what is pasted from one, as a child process in a terminal."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.auth.fakes import jwt
from tests.auth.test_flows import challenge
from tests.auth.test_terminal import get, is_free, listens, terminal, tokens
from tests.auth.world import Asked, Terminal, kept

OPENAI = "auth.openai.com/oauth/token"


def codex(number: int = 0) -> dict[str, Any]:
    claims = {"email": "ann@example.com", "https://api.openai.com/auth": {"chatgpt_account_id": "account-1"}}
    token = jwt({"exp": time.time() + 3600, **claims, "n": number})
    return {"access_token": token, "id_token": jwt(claims), "refresh_token": f"secret-refresh-{number}"}


def page_of(child: Terminal) -> tuple[str, dict[str, str], int]:
    """The address that is shown, what it says, and the port that it comes back to."""
    url = child.until(r"https://auth\.openai\.com/oauth/authorize\?[^\s\x1b]+")[0]
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    return url, query, urlsplit(query["redirect_uri"]).port or 0


def test_a_browser_that_comes_back(tmp_path: Path) -> None:
    with terminal(tmp_path, {OPENAI: codex()}, "auth", "login", "chatgpt") as (child, there):
        _, query, port = page_of(child)
        back = f"http://127.0.0.1:{port}/auth/callback?"
        child.until("Waiting for you")
        assert listens(port) <= {"0100007F", "00000000000000000000000001000000"}  # 127.0.0.1 and ::1
        assert get(back + urlencode({"code": "secret-code-forged", "state": "forged"})) == 400
        assert get(back.replace("/auth/callback", "/elsewhere") + "code=x") == 404
        assert not there.asked  # nothing was exchanged for those
        assert get(back + urlencode({"code": "secret-code-1", "state": query["state"]})) == 200
        child.until(r"Logged in as ann@example\.com; kept in")
        assert child.end() == 0 and is_free(port)
        said = there.to(OPENAI)[0].said
        assert said["code"] == "secret-code-1" and said["redirect_uri"] == query["redirect_uri"]
        assert query["code_challenge_method"] == "S256" and query["code_challenge"] == challenge(said["code_verifier"])
        assert said["code_verifier"] not in child.shown and codex()["access_token"][:40] not in child.shown
        assert len(there.asked) == 1


def test_only_the_first_answer_of_a_browser_counts(tmp_path: Path) -> None:
    def slow(asked: Asked) -> Any:
        time.sleep(0.5)
        return codex()

    with terminal(tmp_path, {OPENAI: slow}, "auth", "login", "chatgpt") as (child, there):
        _, query, port = page_of(child)
        back = f"http://127.0.0.1:{port}/auth/callback?"
        assert get(back + urlencode({"code": "secret-code-1", "state": query["state"]})) == 200
        try:
            assert get(back + urlencode({"code": "secret-code-2", "state": query["state"]})) == 404
        except OSError:
            pass  # it is closed already
        assert child.end() == 0
        assert [asked.said["code"] for asked in there.asked] == ["secret-code-1"]


def test_ctrl_c_while_a_browser_is_waited_for(tmp_path: Path) -> None:
    with terminal(tmp_path, {}, "auth", "login", "chatgpt") as (child, there):
        port = page_of(child)[2]
        child.until("Waiting for you")
        assert not is_free(port)
        child.type("\x03")
        child.until(r"Stopped; nothing was kept\.")
        assert child.end() == 130 and not kept(tmp_path) and is_free(port) and not there.asked


def test_a_browser_that_says_no(tmp_path: Path) -> None:
    with terminal(tmp_path, {}, "auth", "login", "chatgpt") as (child, there):
        _, query, port = page_of(child)
        child.until("Waiting for you")
        got = get(f"http://127.0.0.1:{port}/auth/callback?error=access_denied&state={query['state']}")
        assert got == 200
        child.until("It did not work: the login was not allowed: access_denied")
        assert child.end() == 1 and not kept(tmp_path) and not there.asked


def test_what_is_pasted_where_no_browser_is(tmp_path: Path) -> None:
    """Codes are switched off for the workspace: what the browser elsewhere ends up at is pasted. An empty line is no
    answer."""
    answers: dict[str, Any] = {"auth.openai.com/api/accounts/deviceauth/usercode": (404, {}), OPENAI: codex()}
    with terminal(tmp_path, answers, "auth", "login", "chatgpt", "--headless") as (child, there):
        child.until("switched off for this workspace")
        _, query, port = page_of(child)
        child.until("paste here the code")
        child.until("Waiting for you")
        assert is_free(port)  # nothing listens
        child.type("\n")
        child.type(f"http://localhost:{port}/auth/callback?code=from-elsewhere&state={query['state']}\n")
        child.until(r"Logged in as ann@example\.com")
        assert child.end() == 0 and there.to(OPENAI)[0].said["code"] == "from-elsewhere"


def test_what_is_pasted_may_belong_to_another_login(tmp_path: Path) -> None:
    answers: dict[str, Any] = {"auth.openai.com/api/accounts/deviceauth/usercode": (404, {})}
    with terminal(tmp_path, answers, "auth", "login", "chatgpt", "--headless") as (child, there):
        child.until("Waiting for you")
        child.type("from-elsewhere#another-state\n")
        child.until("It did not work: what was pasted belongs to another login; begin anew")
        assert child.end() == 1 and not kept(tmp_path) and not there.to(OPENAI)


def test_a_page_that_shows_the_code(tmp_path: Path) -> None:
    """Google's, for machines without a browser: PKCE is used there and only there."""
    token, home = "oauth2.googleapis.com/token", "cloudcode-pa.googleapis.com/v1internal"
    answers = {
        token: tokens(),
        f"{home}:loadCodeAssist": {"currentTier": {"id": "free"}, "cloudaicompanionProject": "p"},
    }
    words = ("auth", "login", "gemini-cli", "--headless")
    with terminal(tmp_path, answers, *words, GEMINI_CLIENT_SECRET="glpat-secret") as (child, there):
        url = child.until(r"https://accounts\.google\.com/[^\s\x1b]+")[0]
        child.until("Waiting for you")
        child.type("secret-code-1\n".replace("secret-", "a-"))
        child.until("Logged in; kept in")
        assert child.end() == 0
        said, query = there.to(token)[0].said, parse_qs(urlsplit(url).query)
        assert said["redirect_uri"] == "https://codeassist.google.com/authcode" == query["redirect_uri"][0]
        assert said["client_secret"] == "glpat-secret" and query["code_challenge"][0] == challenge(
            said["code_verifier"]
        )


def test_what_is_missing_is_told_before_anybody_logs_in(tmp_path: Path) -> None:
    with terminal(tmp_path, {}, "auth", "login", "gemini-cli") as (child, _):
        child.until("It did not work: .* was not found in \\$GEMINI_CLIENT_SECRET or the installed program gemini")
        assert child.end() == 1 and "https://accounts" not in child.shown and not kept(tmp_path)
