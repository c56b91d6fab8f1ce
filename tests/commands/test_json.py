"""The values that commands print with --json are those that docs/json.md describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.auth.store import Store
from dragoman.commands.running import requests
from dragoman.commands.serving import run
from dragoman.config import file
from tests.commands.empty_home import Home
from tests.commands.empty_home import home as home

ROOT = Path(__file__).parents[2]
CASE = ROOT / "tests" / "cases" / "demo_tool_call.json"
SPEC = ROOT / "specs" / "providers" / "groq.yaml"
PAGE = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`[^|]+) \| `([{\[].+?[}\]])`[:;]? ?(?:[^`].*)?\|$", PAGE, re.MULTILINE)
SHAPES = {name: shape for names, shape in ROWS for name in re.findall(r"`([^`]+)`", names)}
TOKEN = re.compile(r'\s*("(?:[^"]+)"\??|[\[\]{}:,])')
ASK = '{"model": "m", "max_tokens": 9, "top_k": 3, "messages": [{"role": "user", "content": "hi"}]}'
CCR = (
    '{"Providers": [{"name": "groq", "api_base_url": "https://api.groq.com/openai/v1", "api_key": "k", "models": []}]}'
)


class Shape:
    """A parsed value of the table: a mapping of keys, a list with the shape of its entries, or anything (None)."""

    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)
        self.value = self._value()
        assert not self.tokens, text

    def _value(self) -> Any:
        if self.tokens[0] == "[":
            self.tokens.pop(0)
            entry = None if self.tokens[0] == "]" else self._value()
            assert self.tokens.pop(0) == "]"
            return [entry]
        assert self.tokens.pop(0) == "{"
        members: dict[str, Any] = {}
        while self.tokens[0] != "}":
            key = self.tokens.pop(0)
            members[key] = None
            if self.tokens[0] == ":":
                self.tokens.pop(0)
                members[key] = self._value()
            if self.tokens[0] == ",":
                self.tokens.pop(0)
        self.tokens.pop(0)
        return members


def problems(shape: Any, value: Any, where: str = "$") -> Iterator[str]:
    """Yield where a value differs from a shape."""
    if isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{where} is no list"
        else:
            for number, entry in enumerate(value):
                yield from problems(shape[0], entry, f"{where}[{number}]")
    elif isinstance(shape, dict):
        if not isinstance(value, dict):
            yield f"{where} is no object"
            return
        known = {key.strip('"?'): inner for key, inner in shape.items()}
        required = {key.strip('"') for key in shape if not key.endswith("?")} - {"*"}
        yield from (f"{where} has no {key}" for key in sorted(required - {*value}))
        for key, inner in value.items():
            if key in known or "*" in known:
                yield from problems(known.get(key, known.get("*")), inner, f"{where}.{key}")
            else:
                yield f"{where}.{key} is not documented"


def differences(name: str, value: Any) -> list[str]:
    return list(problems(Shape(SHAPES[name]).value, value))


def test_the_table_is_read() -> None:
    assert len(SHAPES) > 20 and all(Shape(text).value for text in SHAPES.values())
    assert differences("breaker clear", {"cleared": ["a/b"]}) == []
    assert differences("breaker clear", {"cleared": "a", "more": 1}) == [
        "$.cleared is no list",
        "$.more is not documented",
    ]
    assert differences("record", {"case": "c"}) == ["$ has no file"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("auth status", ("auth", "status")),
        ("check", ("check", "--offline")),
        ("check", ("check",)),
        ("config check", ("config", "check")),
        ("explain", ("explain", "request", "ask.json", "--client", "anthropic_messages", "--provider", "groq")),
        ("import", ("import", "ccr", "ccr.json", "--output", "made.yaml")),
        ("init", ("init", "--provider", "demo")),
        ("models", ("models",)),
        ("models PROVIDER", ("models", "groq", "--offline")),
        ("providers", ("providers",)),
        ("replay", ("replay", str(CASE))),
        ("report", ("report", str(CASE))),
        ("route", ("route", "ask.json")),
        ("specs diff", ("specs", "diff", str(SPEC), "changed.yaml")),
        ("specs upgrade", ("specs", "upgrade", "changed.yaml")),
    ],
)
def test_values_are_documented(name: str, words: tuple[str, ...], home: Home) -> None:
    home.write(ASK, "ask.json")
    home.write(CCR, "ccr.json")
    home.write(SPEC.read_text("utf-8").replace("openai/gpt-oss-20b", "other"), "changed.yaml")
    status, value = home.json(*words)
    assert status == 0 and differences(name, value) == []
    assert value


def test_an_invalid_configuration_is_reported_as_json(home: Home) -> None:
    home.write("profiles: 1\n")
    status, value = home.json("config", "check")
    assert status == 1 and differences("config check", value) == [] and home.errors == ""
    assert value["ok"] is False and "dragoman.yaml:1" in value["problems"][0]


def test_a_profile_with_the_login_of_a_client_is_checked_as_json(home: Home) -> None:
    status, value = home.json("check", "claude")
    assert status == 1 and differences("check", value) == [] and value["checks"][0]["state"] == "failed"


def test_a_logout_is_reported_as_json(home: Home) -> None:
    Store().put("groq", {"key": "sk-untold"})
    status, value = home.json("auth", "logout", "groq")
    assert status == 0 and differences("auth logout", value) == [] and value["login"] == "groq"
    assert home.run("auth", "logout", "groq", "--json") == (1, "") and "no credential is stored" in home.errors
    assert home.run("auth", "logout", "grog", "--json")[0] == 64


@pytest.fixture
def proxy(home: Home) -> Iterator[run.Proxy]:
    home.write("listen: 127.0.0.1:0\ninspect: true\nprofiles:\n  mine: { provider: demo }\n")
    with run.Proxy(file.load(home.folder / "dragoman.yaml"), "") as proxy:
        assert proxy.ready.wait(10)
        yield proxy


def test_values_of_a_running_proxy_are_documented(home: Home, proxy: run.Proxy) -> None:
    import urllib.request

    port = ("--port", proxy.url.rpartition(":")[2])
    for name in ("status", "breaker clear"):
        status, value = home.json(*name.split(), *port)
        assert status == 0 and differences(name, value) == [], name
    assert home.run("breaker", "clear", "mina", *port)[0] == 1
    assert "no profile 'mina'; did you mean 'mine'?" in home.errors
    home.write(f"listen: 127.0.0.1:{port[1]}\nprofiles:\n  mine: {{ provider: demo }}\n")
    headers = {"content-type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(f"{proxy.url}/v1/messages", ASK.encode(), headers), timeout=10).read()
    status, value = home.json("record")
    assert status == 0 and differences("record", value) == [] and (home.folder / value["file"]).is_file()
    assert home.run("record", "req_9")[0] == 1 and "no bodies of the request req_9 (HTTP 404)" in home.errors
    assert "restart" not in home.errors


def test_a_reload_is_reported_as_json(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = b'{"status": "reloaded", "message": "done"}'
    monkeypatch.setattr(requests, "_request", lambda *arguments: reply)
    assert home.run("reload")[1] == "done\n"
    assert differences("reload", home.json("reload")[1]) == []
