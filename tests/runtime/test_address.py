"""Addresses: no model id and no value of a profile changes the host, or leaves the path, of a provider."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote

import pytest

from dragoman.auth.secret import Secret
from dragoman.config import profiles
from dragoman.config.settings import Settings
from dragoman.http import address
from dragoman.http.address import UnsafeValue, filled, stays_below
from dragoman.server.app import App
from tests.conformance.inprocess import ask
from tests.runtime.raw_server import Request, raw_server, run, whole

MODELS = "https://provider.test/v1/projects/mine/models"
ENCODED = {
    "claude-sonnet-4@20250514": "claude-sonnet-4@20250514",
    "publisher/model:free": "publisher/model:free",
    "a?alt=sse": "a%3Falt%3Dsse",
    "a#b": "a%23b",
    "a b%": "a%20b%25",
    "a..b": "a..b",
    "模型": "%E6%A8%A1%E5%9E%8B",
}
ESCAPES = [
    *("..", ".", "../x", "../../other/models/x", "a/../../x", "a/..", "a/../b"),
    *("%2e%2e/x", "%2E%2E%2fx", "%252e%252e/x", "a/%2e%2e/%2e%2e/x"),
    *("..\\x", "a\\..\\..\\x", "%5c..%5c..", "..;/x", "..;a=b/x"),
    *("//evil.test/x", "/x", "a//b", "a/", ""),
]
UNPRINTABLE = [
    "a\0",
    "..\0",
    "a%00",
    "a\r",
    "a\nb",
    "a\r\nx: y",
    "a\u2028b",
    "a\u2029b",
    "a\x85b",
    "a\u202eb",
    "\ud800",
]


@pytest.mark.parametrize("model", ENCODED)
def test_a_model_id_is_percent_encoded_in_a_path(model: str) -> None:
    assert filled(f"{MODELS}/{{model}}:call?alt=sse", {"model": model}) == f"{MODELS}/{ENCODED[model]}:call?alt=sse"


@pytest.mark.parametrize(("length", "kept"), [(10, 1), (address.MAX_KEPT + 1, 0)])
def test_an_address_is_made_once_unless_it_is_long(length: int, kept: int) -> None:
    address._kept.cache_clear()
    for _ in range(3):
        assert filled(f"{MODELS}/{{model}}", {"model": "m" * length}) == f"{MODELS}/{'m' * length}"
    assert address._kept.cache_info().currsize == kept


@pytest.mark.parametrize("model", [*ESCAPES, *UNPRINTABLE], ids=ascii)
def test_a_model_id_that_could_leave_the_path_is_rejected(model: str) -> None:
    with pytest.raises(UnsafeValue, match="cannot stand in a URL") as refused:
        filled(f"{MODELS}/{{model}}:call", {"model": model})
    assert refused.value.placeholder == "model"
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    "value", ["evil.test/", "evil.test#", "evil.test?", "a@evil.test", "a:1", "a\\b", "a\n", "", "-a"]
)
def test_a_value_cannot_change_the_host(value: str) -> None:
    with pytest.raises(UnsafeValue, match="a host name has"):
        filled("https://{region}.provider.test/v1", {"region": value})


def test_a_value_of_a_profile_is_one_segment_of_the_path() -> None:
    url = filled("https://provider.test/{project}/x?version={version}", {"project": "a/b", "version": "1&key=2"})
    assert url == "https://provider.test/a%2Fb/x?version=1%26key%3D2"
    assert filled("https://provider.test/{project}/x", {"project": "example.com:p"}).endswith("/example.com:p/x")
    with pytest.raises(UnsafeValue):
        filled("https://provider.test/projects/{project}/models", {"project": "../other"})


def test_a_placeholder_without_a_value_is_kept() -> None:
    assert filled("https://{a}.provider.test/{b}/{model}", {"model": "m"}) == "https://{a}.provider.test/{b}/m"


@pytest.mark.parametrize(
    ("url", "below"),
    [
        ("https://host.test/a/b/c", True),
        ("https://host.test/a//b/./c", True),
        ("https://host.test/a/b/../c", False),
        ("https://host.test/a/b/%252e%252e/c", False),
        ("https://host.test/a/b\\..\\c", False),
        ("https://other.test/a/b/c", False),
        ("http://host.test/a/b/c", False),
        ("https://host.test:8443/a/b/c", False),
        ("https://host.test@other.test/a/b/c", False),
    ],
)
def test_an_address_is_compared_with_its_prefix_decoded_and_normalized(url: str, below: bool) -> None:
    assert stays_below(url, "https://host.test/a/b/") is below


def vertex(url: str, **values: str) -> App:
    base = f"{url}/v1/projects/{{project}}/publishers/vendor/models"
    profile = profiles.make(
        "main",
        "vertex",
        profiles.ProfileOptions(base_url=base, placeholders=values, key=Secret("sk-untold-1"), passthrough=False),
        environment={},
    )
    return App(Settings({"main": profile}, "main"))


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "model", ["../../../../other/publishers/vendor/models/claude-x", "claude/%2e%2e/x", "a?b", "a\nb"]
)
def test_no_request_reaches_another_project(model: str, stream: bool) -> None:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(whole(b'{"error":{"message":"no"}}', "404 Not Found"))

    body = {"model": model, "max_tokens": 9, "stream": stream, "messages": [{"role": "user", "content": "hi"}]}

    async def test() -> None:
        async with raw_server(answer) as upstream:
            response = await ask(vertex(upstream.url, project="mine"), body)
            paths = [unquote(request.line.split()[1]) for request in upstream.requests]
        if model == "a?b":
            assert paths[0].startswith("/v1/projects/mine/publishers/vendor/models/a?b:")
            return
        assert paths == []
        assert (response.status, response.error["type"]) == (400, "invalid_request_error")
        assert "cannot stand in a URL" in response.error["message"]
        assert "Send the id of a model of profile main" in response.error["message"]

    run(test())


def test_a_profile_with_an_unsafe_value_cannot_be_used() -> None:
    profile = vertex("https://provider.test", project="../other").settings.profiles["main"]
    assert profile.problem.startswith("project '../other' cannot stand in a URL")
    assert "`with:`" in profile.problem
    assert not vertex("https://provider.test", project="mine").settings.profiles["main"].problem


def test_every_provider_has_safe_addresses() -> None:
    from dragoman import loader

    for name in loader.providers():
        for protocol, side in profiles.make(name, name, environment={}).sides.items():
            for action in side.paths:
                assert address.filled(side.url + side.path(action), {"model": "m"}).startswith(side.url), (
                    name,
                    protocol,
                )
