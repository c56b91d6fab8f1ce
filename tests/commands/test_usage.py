"""The usage line of `dragoman run`, and `dragoman statusline`."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from dragoman.commands.serving import run, usage
from dragoman.config import file
from tests.commands.empty_home import Home
from tests.commands.empty_home import home as home


def body(profile: str = "p", **more: Any) -> dict[str, Any]:
    row = {
        "profile": profile,
        "model": "m",
        "client": "c",
        "requests": 2,
        "failed": 0,
        "uncached_input_tokens": 1000,
        "cache_read_tokens": 3000,
        "cache_write_tokens": 0,
        "output_tokens": 50,
        "cost": 0.0123,
        "unpriced_tokens": 0,
    }
    return {"usage": {"rows": [row | more], "losses": {profile: {"thinking": 2, "metadata": 1}}}}


def test_the_usage_is_that_of_the_profile_since_the_start() -> None:
    line = "p: 2 requests; 4,000 tokens in (3,000 cached); 50 out; cost $0.0123; not translated: thinking, metadata"
    assert usage.summary("p", {}, body()) == line
    assert usage.summary("p", body(), body()) == "" == usage.summary("other", {}, body())
    later = body(requests=3, uncached_input_tokens=1500, output_tokens=51)
    assert usage.summary("p", body(), later) == "p: 1 request; 500 tokens in; 1 out; cost $0"


@pytest.mark.parametrize(
    ("dollars", "unpriced", "text"),
    [(0.5, 0, "cost $0.5000"), (0, 9, "cost unknown"), (0.1, 1500, "cost $0.1000 and unknown for 1,500 tokens")],
)
def test_an_unknown_cost_stays_unknown(dollars: float, unpriced: int, text: str) -> None:
    assert usage.cost(dollars, unpriced) == text


@pytest.fixture
def proxy(home: Home) -> Iterator[run.Proxy]:
    profile = "mine: { provider: demo, models: { default: big } }"
    home.write(f"listen: 127.0.0.1:0\nkeys: [sk-proxy]\nprofiles:\n  {profile}\n")
    with run.Proxy(file.load(home.folder / "dragoman.yaml"), "") as proxy:
        assert proxy.ready.wait(60)
        yield proxy


def status_line(home: Home, monkeypatch: pytest.MonkeyPatch, given: str) -> str:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    status, out = home.run("statusline")
    assert (status, home.errors) == (0, "")
    return out


def test_the_status_line_has_the_real_model(home: Home, proxy: run.Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    given = json.dumps({"model": {"id": "claude-sonnet-9", "display_name": "Sonnet"}, "session_id": "x"})
    assert status_line(home, monkeypatch, given) == "Sonnet\n"  # without a proxy
    monkeypatch.setenv("ANTHROPIC_BASE_URL", f"{proxy.url}/mine")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "sk-proxy")
    title = "Demo (built in, no language model)"
    assert status_line(home, monkeypatch, given) == f"big · {title}\n"
    before = usage.status(proxy.url, "sk-proxy")
    status, _ = home.run("check", "mine")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "wrong")
    assert status_line(home, monkeypatch, given) == "Sonnet\n"
    assert status == 0 and usage.summary("mine", before, usage.status(proxy.url, "sk-proxy")) == ""


@pytest.mark.parametrize("given", ["", "no JSON", "[]", "{}", "[" * 100_000, '{"model": 3}', '{"model": {"id": 5}}'])
def test_the_status_line_survives_any_input(home: Home, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert status_line(home, monkeypatch, given).endswith("\n")


def test_requests_through_the_proxy_are_counted(proxy: run.Proxy) -> None:
    import urllib.request

    before = usage.status(proxy.url, "sk-proxy")
    data = {"model": "big", "max_tokens": 50, "messages": [{"role": "user", "content": "hi"}]}
    headers = {"content-type": "application/json", "authorization": "Bearer sk-proxy"}
    request = urllib.request.Request(f"{proxy.url}/mine/v1/messages", json.dumps(data).encode(), headers)
    urllib.request.urlopen(request, timeout=60).read()
    line = usage.summary("mine", before, usage.status(proxy.url, "sk-proxy"))
    assert line.startswith("mine: 1 request; ") and line.endswith("; cost unknown")
