"""Shared fixtures of the credential tests: a login table, its credential file and a token server without a socket."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from dragoman.auth.requests import Answer

TABLE: dict[str, Any] = {
    "name": "acme",
    "title": "Acme",
    "client_id": "client-1",
    "token": {"url": "https://acme.example/token", "permanent": ["session_gone"]},
    "device": {"url": "https://acme.example/device"},
    "logins": [
        {
            "title": "Acme CLI",
            "file": "${ACME_HOME:-~/.acme}/auth.json",
            "values": {
                "access_token": "/tokens/access_token",
                "refresh_token": "/tokens/refresh_token",
                "expires": "/expiry_date",
            },
            "write_back": {
                "/tokens/access_token": "{access_token}",
                "/tokens/refresh_token": "{refresh_token}",
                "/expiry_date": "{expires_ms}",
            },
            "command": "acme login",
        },
        {"title": "environment", "env": {"access_token": ["ACME_TOKEN"]}},
    ],
    "request": {"headers": {"authorization": "Bearer {access_token}", "acme-account": "{account}"}},
    "values": {"account": [{"from": "{access_token}", "claim": "/acme~1about/account"}]},
}


class Server:
    """A token endpoint with single-use refresh tokens; `fails` lists responses that are returned first."""

    def __init__(self, life: float = 3600) -> None:
        self.life = life
        self.requests: list[tuple[str, str, dict[str, str], dict[str, str]]] = []
        self.fails: list[tuple[int, Any]] = []
        self.valid = {"refresh-token-number-0"}
        self.count = 0

    async def __call__(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
        form = dict(parse_qsl(body.decode())) if b"=" in body else json.loads(body or b"{}")
        self.requests.append((method, url, headers, form))
        if self.fails:
            status, answer = self.fails.pop(0)
            return status, {"retry-after": "7"}, answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        if form.get("refresh_token") not in self.valid:
            return 400, {}, json.dumps({"error": "invalid_grant", "error_description": "it was used before"}).encode()
        self.count += 1
        self.valid = {f"refresh-token-number-{self.count}"}
        answer = {
            "access_token": f"access-token-number-{self.count}",
            "refresh_token": f"refresh-token-number-{self.count}",
            "expires_in": self.life,
            "unknown": {"field": True},
        }
        return 200, {}, json.dumps(answer).encode()


def owned(home: Path, expires_in: float, access: str = "access-token-number-0", number: int = 0, **more: Any) -> Path:
    """Write the credential file of Acme's own CLI."""
    path = home / ".acme" / "auth.json"
    path.parent.mkdir(exist_ok=True)
    tree = {
        "other": [1, 2],
        "tokens": {"access_token": access, "refresh_token": f"refresh-token-number-{number}", "extra": "x"},
        "expiry_date": int((time.time() + expires_in) * 1000),
        **more,
    }
    path.write_text(json.dumps(tree, indent=2), "utf-8")
    path.chmod(0o600)
    return path


def environment(home: Path, **more: str) -> dict[str, str]:
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "DRAGOMAN_KEYRING": "off", **more}


def jwt(claims: Mapping[str, Any]) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJub25lIn0.{part}.untold"
