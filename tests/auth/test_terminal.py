"""`dragoman auth login`, `status`, `refresh` and `logout` as child processes in a terminal."""

from __future__ import annotations

import json
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import sampling
from tests.auth.children import Terminal, VendorServer, ended, kept, vendor_server, write

KIMI, KIMI_TOKEN = "auth.kimi.com/api/oauth/device_authorization", "auth.kimi.com/api/oauth/token"
SECRETS = ["secret-access-0", "secret-access-1", "secret-refresh", "secret-device-code", "secret-code", "glpat-secret"]


def device(**more: Any) -> dict[str, Any]:
    """Return a device authorization response (RFC 8628)."""
    page = {"verification_uri": "https://www.kimi.com/code", "verification_uri_complete": "https://www.kimi.com/c?x=1"}
    return (
        {"device_code": "secret-device-code", "user_code": "WXYZ-9876", "expires_in": 900, "interval": 0.05}
        | page
        | more
    )


def tokens(number: int = 0) -> dict[str, Any]:
    return {"access_token": f"secret-access-{number}", "refresh_token": f"secret-refresh-{number}", "expires_in": 3600}


def kimi(*polls: Any, **more: Any) -> dict[str, Any]:
    return {KIMI: device(**more), KIMI_TOKEN: list(polls)}


PENDING = (400, {"error": "authorization_pending"})


@contextmanager
def terminal(home: Path, answers: dict[str, Any], *words: str, **more: str) -> Iterator[tuple[Terminal, VendorServer]]:
    """Run a child, then check that its output contains no secret."""
    with vendor_server(answers) as vendors, Terminal(home, vendors, *words, **more) as child:
        yield child, vendors
        assert_no_secret(child.shown)


def assert_no_secret(shown: str) -> None:
    assert not [secret for secret in SECRETS if secret in shown], shown


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True


def listens(port: int) -> set[str]:
    """Return the listening addresses of a port, in the notation of /proc/net."""
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()]
    found = {line[1].partition(":")[0] for line in lines if line[3] == "0A" and line[1].endswith(f":{port:04X}")}
    assert found
    return found


def get(url: str) -> int:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


# device codes


def test_device_login_followed_by_status_refresh_and_logout(tmp_path: Path) -> None:
    write(tmp_path, "bin/browse", '#!/bin/sh\necho "$1" > "$HOME/opened"\n', 0o755)
    answers = kimi(PENDING, (200, {"error": "authorization_pending"}), tokens(), tokens(1))
    answers["auth.kimi.com/api/oauth/revoke"] = {}
    with terminal(tmp_path, answers, "auth", "login", "kimi-code", BROWSER="browse") as (child, vendors):
        child.until("Kimi Code")
        child.until("Moonshot AI's terms for it apply")
        child.until(r"Page \x1b\[1mhttps://www\.kimi\.com/code\x1b")
        child.until(r"Code \x1b\[1mWXYZ-9876\x1b")
        child.until(r"Waiting for you to approve the login, 1[45]:\d\d left \(Ctrl-C stops\)")
        child.until("Logged in; stored in .*kimi-code.json")
        assert child.end() == 0
        assert (tmp_path / "opened").read_text() == "https://www.kimi.com/c?x=1\n"
        assert kept(tmp_path) == ["kimi-code.json"]
        folder = tmp_path / ".config" / "dragoman" / "credentials"
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / "kimi-code.json").stat().st_mode & 0o777 == 0o600
        status, shown = ended(tmp_path, vendors, "auth", "status")
        assert status == 0 and re.search(r"kimi-code kimi-code .*kimi-code\.json in (60 min|1 h)", shown)
        assert_no_secret(shown)
        status, shown = ended(tmp_path, vendors, "auth", "refresh", "kimi-code")
        assert status == 0 and "renewed, expires in" in shown
        assert vendors.requests[-1].payload["refresh_token"] == "secret-refresh-0"
        assert "secret-access-1" in (folder / "kimi-code.json").read_text()
        assert_no_secret(shown)
        status, shown = ended(tmp_path, vendors, "auth", "logout", "kimi-code")
        assert status == 0 and "Logged out of Kimi Code" in shown and not kept(tmp_path)
        status, shown = ended(tmp_path, vendors, "auth", "logout", "kimi-code")
        assert status == 1 and "no credential is stored for kimi-code" in shown


@pytest.mark.exhaustive
def test_a_new_login_is_made_on_the_site_of_the_installed_program(tmp_path: Path) -> None:
    write(tmp_path, ".kimi-code/region", "global\n")
    answers = {name.replace("kimi.com", "kimi.ai"): reply for name, reply in kimi(tokens()).items()}
    with terminal(tmp_path, answers, "auth", "login", "kimi-code") as (child, _):
        child.until("Logged in; stored in .*kimi-code.json")
        assert child.end() == 0
    stored = json.loads((tmp_path / ".config/dragoman/credentials/kimi-code.json").read_text())
    assert stored["values"]["site"] == "https://auth.kimi.ai"


@pytest.mark.parametrize(
    ("polls", "more", "expected"),
    sampling.every(
        3,
        [
            ([PENDING, (400, {"error": "access_denied"})], {}, "the login was denied in the browser"),
            ([PENDING, (400, {"error": "expired_token"})], {}, "the code has expired; run the command again"),
            ([PENDING], {"expires_in": 0.5}, "the code has expired; run the command again"),
        ],
    ),
    ids=["denied", "expired there", "expired here"],
)
def test_denied_or_expired_device_code(polls: list[Any], more: dict[str, Any], expected: str, tmp_path: Path) -> None:
    with terminal(tmp_path, kimi(*polls, **more), "auth", "login", "kimi-code") as (child, _):
        child.until("WXYZ-9876")
        child.until(f"Failed: {expected}")
        assert child.end() == 1 and not kept(tmp_path)


def test_ctrl_c_during_a_device_login(tmp_path: Path) -> None:
    with terminal(tmp_path, kimi(PENDING), "auth", "login", "kimi-code") as (child, vendors):
        child.until("Waiting for you")
        child.press("\x03", r"Cancelled; nothing was saved\.")
        assert child.end() == 130 and not kept(tmp_path)


# options


def copilot(host: str, *seats: Any) -> dict[str, Any]:
    api = "api.github.com" if host == "github.com" else f"api.{host}"
    token = {"token": "secret-access-1", "expires_at": int(time.time()) + 1500, "refresh_in": 1200}
    return {
        f"{host}/login/device/code": device(verification_uri=f"https://{host}/login/device"),
        f"{host}/login/oauth/access_token": [{"access_token": "secret-access-0", "token_type": "bearer", "scope": ""}],
        f"{api}/copilot_internal/v2/token": list(seats) or [token],
    }


@pytest.mark.exhaustive
def test_login_with_enterprise_url_and_profile(tmp_path: Path) -> None:
    config = write(tmp_path, "dragoman.yaml", "profiles:\n  work: { provider: copilot }\n")
    words = (
        "auth",
        "login",
        "copilot",
        "--profile",
        "work",
        "--enterprise-url",
        "octo.ghe.com",
        "--config",
        str(config),
    )
    with terminal(tmp_path, copilot("octo.ghe.com"), *words) as (child, vendors):
        child.until("https://octo.ghe.com/login/device")
        child.until("Logged in; stored in .*copilot@work.json")
        assert child.end() == 0 and kept(tmp_path) == ["copilot@work.json"]
        assert [request.at.partition("/")[0] for request in vendors.requests] == [
            "octo.ghe.com",
            "octo.ghe.com",
            "api.octo.ghe.com",
        ]
        assert vendors.requests[-1].headers["authorization"] == "token secret-access-0"
        for action in ("refresh", "logout"):  # without repeating the enterprise URL
            status, shown = ended(tmp_path, vendors, "auth", action, "copilot", "--profile", "work")
            assert status == 0, shown
            assert_no_secret(shown)
        assert {request.at.partition("/")[0] for request in vendors.requests} == {"octo.ghe.com", "api.octo.ghe.com"}
        assert not kept(tmp_path)


@pytest.mark.exhaustive
def test_refresh_of_a_login_without_refresh_token(tmp_path: Path) -> None:
    with vendor_server({}) as vendors:
        status, shown = ended(tmp_path, vendors, "auth", "refresh", "chatgpt", CODEX_ACCESS_TOKEN="secret-access-0")
        assert status == 1 and "the login of ChatGPT subscription (the environment" in shown
        assert "dragoman auth login chatgpt" in shown and not vendors.requests
        assert_no_secret(shown)


@pytest.mark.exhaustive
def test_headless_login_opens_no_browser(tmp_path: Path) -> None:
    write(tmp_path, "bin/browse", '#!/bin/sh\necho "$1" > "$HOME/opened"\n', 0o755)
    with vendor_server(kimi(tokens())) as vendors:
        status, shown = ended(tmp_path, vendors, "auth", "login", "kimi-code", "--headless", BROWSER="browse")
        assert status == 0 and "WXYZ-9876" in shown and not (tmp_path / "opened").exists()


@pytest.mark.exhaustive
def test_enterprise_url_is_rejected_for_a_provider_without_instances(tmp_path: Path) -> None:
    with vendor_server({}) as vendors:
        status, shown = ended(tmp_path, vendors, "auth", "login", "chatgpt", "--enterprise-url", "x.example")
        assert status == 1 and "has no self-hosted servers: remove --enterprise-url" in shown and not vendors.requests


@pytest.mark.exhaustive
def test_existing_login_is_kept_without_force(tmp_path: Path) -> None:
    tree = {"github.com:Iv1.b507a08c87ecfe98": {"user": "octo", "oauth_token": "secret-access-of-the-editor"}}
    SECRETS.append("secret-access-of-the-editor")
    path = write(tmp_path, ".config/github-copilot/apps.json", tree)
    before = path.read_bytes()
    with vendor_server(copilot("github.com")) as vendors:
        status, shown = ended(tmp_path, vendors, "auth", "login", "copilot")
        assert status == 0 and "An existing login as octo (Copilot plug-in" in shown and "--force" in shown
        assert [request.headers["authorization"] for request in vendors.requests] == [
            "token secret-access-of-the-editor"
        ]
        assert_no_secret(shown)
        status, shown = ended(tmp_path, vendors, "auth", "login", "copilot", "--force")
        assert status == 0 and "Logged in; stored in" in shown and "WXYZ-9876" in shown
        assert_no_secret(shown)
        entry = json.loads((tmp_path / ".config/dragoman/credentials/copilot.json").read_text())
        assert entry["values"]["access_token"] == "secret-access-0" and path.read_bytes() == before
        status, shown = ended(tmp_path, vendors, "auth", "logout", "copilot")
        assert (
            status == 0 and "(the login of Copilot plug-in, ~/.config/github-copilot/apps.json is not changed)" in shown
        )
        assert path.read_bytes() == before


@pytest.mark.exhaustive
def test_login_without_a_seat_is_not_stored(tmp_path: Path) -> None:
    with terminal(tmp_path, copilot("github.com", (403, {})), "auth", "login", "copilot") as (child, _):
        child.until("Failed: this account has no Copilot seat")
        assert child.end() == 1 and not kept(tmp_path)


# hidden input

DUO = "gitlab.com/api/v4/ai/third_party_agents/direct_access"


def test_typed_token_is_not_echoed(tmp_path: Path) -> None:
    answers = {DUO: (201, {"token": "secret-access-1", "headers": {}})}
    with terminal(tmp_path, answers, "auth", "login", "gitlab") as (child, vendors):
        child.until("a personal access token with the scope api.*: ")
        child.type("glpat-secret-of-ann\n")
        child.until("Logged in; stored in .*gitlab.json")
        assert child.end() == 0 and vendors.requests[0].headers["authorization"] == "Bearer glpat-secret-of-ann"


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("name", "key", "status", "expected"),
    [("gitlab", "\x03", 130, "Cancelled; nothing was saved"), ("openai", "\x04", 1, "the input is not a key")],
)
def test_cancelled_prompt_stores_nothing(name: str, key: str, status: int, expected: str, tmp_path: Path) -> None:
    with terminal(tmp_path, {}, "auth", "login", name) as (child, vendors):
        child.until(": $")
        child.press(key, expected)
        assert child.end() == status and not kept(tmp_path) and not vendors.requests
