"""Web origins and host names: the decision table, and the same through the real server."""

from __future__ import annotations

import asyncio
import json
import textwrap
from pathlib import Path

import httpx
import pytest

from dragoman.config import file
from dragoman.config.settings import ConfigurationError, Settings
from dragoman.http import origin
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import raw_server, run
from tests.runtime.test_server import ASK, both, proxy, settings_for, unasked, yo

pytestmark = pytest.mark.usefixtures("fakes")
LOCAL = origin.Policy()
KEYED = origin.Policy(any_host=True)
OPEN = origin.Policy(
    hosts=frozenset({"proxy.example"}), origins=frozenset({"https://app.example", "tauri://localhost"})
)
HOST = ("host", "127.0.0.1:4141")
ACCEPTED_HOSTS = [
    *("localhost", "localhost:4141", "LOCALHOST:1", "localhost.", "localhost.:80", "localhost:"),
    *("127.0.0.1", "127.0.0.1:4141", "127.255.255.254:9", "[::1]", "[::1]:4141", "[0:0:0:0:0:0:0:1]:1"),
    *("my.localhost:4141", "A.B.localhost.", " localhost "),
]
REFUSED_HOSTS = [
    *("evil.example", "evil.example:4141", "localhost.evil.example", "evillocalhost", ".localhost", "a..localhost"),
    *("127.0.0.1.evil.example", "128.0.0.1", "0.0.0.0:4141", "2130706433", "127.1", "0177.0.0.1", "127.0.0.01"),
    *("[::2]", "[::]", "[::ffff:8.8.8.8]", "::1", "[::1", "[::1]evil", "[localhost]"),
    *("user@localhost", "localhost@evil.example", "localhost:80@evil.example", "http://localhost", "localhost/x"),
    *(
        "localhost:99999",
        "localhost:4141:1",
        "localhost:-1",
        "localhost, evil.example",
        "",
        ":4141",
        "localhost..",
        "*",
    ),
    "localhost\u00b9",
]
FOREIGN_ORIGINS = [
    *("https://evil.example", "http://evil.example:4141", "null", "NULL", "", "*", "127.0.0.1:4141"),
    *("http://127.0.0.1", "http://127.0.0.1:3000", "http://localhost:4141", "http://127.0.0.1:4141.evil.example"),
    *("http://user@127.0.0.1:4141", "http://127.0.0.1:4141/", "http://127.0.0.1:4141 http://evil.example"),
    *("chrome-extension://abcdefgh", "file://", "ftp://127.0.0.1:4141"),
]


def status(policy: origin.Policy, *headers: tuple[str, str], method: str = "POST") -> int:
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    refused = origin.refusal(method, pairs, policy)
    return refused.status if refused else 200


@pytest.mark.parametrize("host", ACCEPTED_HOSTS)
def test_loopback_hosts_are_accepted(host: str) -> None:
    assert status(LOCAL, ("host", host)) == 200


@pytest.mark.parametrize("host", REFUSED_HOSTS)
def test_other_hosts_are_refused_unless_a_key_is_required(host: str) -> None:
    assert status(LOCAL, ("host", host)) == 421
    assert status(KEYED, ("host", host)) == 200


def test_one_host_header_is_accepted_and_none_is_http_1_0() -> None:
    assert status(LOCAL) == 200
    assert status(LOCAL, HOST, HOST) == status(LOCAL, HOST, ("host", "evil.example")) == 421
    assert status(KEYED, HOST, ("host", "evil.example")) == 200


@pytest.mark.parametrize("policy", [LOCAL, KEYED, OPEN])
@pytest.mark.parametrize("foreign", FOREIGN_ORIGINS)
def test_foreign_origins_are_refused(policy: origin.Policy, foreign: str) -> None:
    assert status(policy, HOST, ("origin", foreign)) == 403
    assert status(policy, HOST, ("origin", "http://127.0.0.1:4141"), ("origin", foreign)) == 403
    assert status(policy, ("origin", foreign), method="GET") == 403


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1:4141", "http://127.0.0.1:4141"),
        ("Localhost:4141", "HTTP://LOCALHOST:4141"),
        ("localhost", "http://localhost:80"),
        ("localhost:80", "http://localhost"),
        ("localhost", "https://localhost"),
        ("[::1]:4141", "http://[::1]:4141"),
    ],
)
def test_the_server_s_own_origin_is_accepted(host: str, own: str) -> None:
    assert status(LOCAL, ("host", host), ("origin", own)) == 200
    assert status(KEYED, ("host", host), ("origin", own), ("sec-fetch-site", "same-origin")) == 200


def test_a_rebound_host_name_is_not_an_own_origin() -> None:
    rebound = (("host", "evil.example:4141"), ("origin", "http://evil.example:4141"))
    assert status(LOCAL, *rebound) == status(KEYED, *rebound) == 403


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        *(("same-origin", 200), ("none", 200), ("None", 200)),
        *(("cross-site", 403), ("same-site", 403), ("Cross-Site", 403), ("", 403), ("new-value", 403)),
    ],
)
def test_sec_fetch_site(site: str, expected: int) -> None:
    for policy in (LOCAL, KEYED, OPEN):
        assert status(policy, HOST, ("sec-fetch-site", site), method="GET") == expected


def test_configured_hosts_and_origins_are_accepted() -> None:
    assert status(OPEN, ("host", "Proxy.Example.:8080")) == 200
    assert status(OPEN, ("host", "sub.proxy.example")) == 421
    assert status(OPEN, ("host", "proxy.example"), ("origin", "https://proxy.example")) == 200
    for allowed in ("https://app.example", "https://APP.example:443", "tauri://localhost"):
        assert status(OPEN, HOST, ("origin", allowed), ("sec-fetch-site", "cross-site")) == 200
    for other in ("http://app.example", "https://app.example:8443", "https://x.app.example"):
        assert status(OPEN, HOST, ("origin", other)) == 403
    assert status(OPEN, HOST, ("origin", "https://app.example"), ("origin", "https://evil.example")) == 403


@pytest.mark.parametrize("policy", [LOCAL, KEYED, OPEN])
def test_preflight_is_refused(policy: origin.Policy) -> None:
    assert status(policy, HOST, method="OPTIONS") == 403
    assert status(policy, HOST, ("origin", "https://app.example"), method="OPTIONS") == 403


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        *((["application/json"], True), (["Application/JSON; charset=utf-8"], True), (["application/json;"], True)),
        *((["application/vnd.x+json"], True), (["application/problem+json; a=b"], True)),
        *(([], False), ([""], False), (["text/plain"], False), (["text/plain; application/json"], False)),
        *((["application/jsonp"], False), (["text/json"], False), (["application/+json"], False)),
        *((["application/json, text/plain"], False), (["application/json", "text/plain"], False)),
        (["application/x-www-form-urlencoded"], False),
    ],
)
def test_json_content_types(types: list[str], expected: bool) -> None:
    assert origin.is_json([(b"content-type", text.encode()) for text in types]) is expected


# the configuration


def load(folder: Path, text: str, **environment: str) -> Settings:
    path = folder / "dragoman.yaml"
    path.write_text("profiles: { a: { provider: keyless } }\n" + textwrap.dedent(text))
    return file.load(path, environment)


def test_configured_names_are_canonical(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """\
        allowed_hosts: [Proxy.Example., "fd00:0::1", "[fd00::2]", 10.0.0.1, "${NAME}"]
        allowed_origins: ["HTTPS://App.Example:443", "http://localhost:3000", "chrome-extension://abcd"]
        """,
        NAME="box",
    )
    assert settings.allowed_hosts == ["proxy.example", "[fd00::1]", "[fd00::2]", "10.0.0.1", "box"]
    assert settings.allowed_origins == ["https://app.example", "http://localhost:3000", "chrome-extension://abcd"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('allowed_hosts: ["https://x.example"]', "2:17: 'https://x.example' is not a host name; write the name alone"),
        ('allowed_hosts: ["x.example:80"]', "2:17: 'x.example:80' is not a host name; write the name alone"),
        ('allowed_hosts: ["*.example"]', "2:17: '*.example' is not a host name; "),
        ("allowed_hosts: x.example", "2:16: 'allowed_hosts' must be a list"),
        ('allowed_hosts: ["${NAME}"]', "2:17: NAME is not set"),
        (
            "allowed_origins: [x.example]",
            "2:19: 'x.example' is not an origin; write scheme://host or scheme://host:port",
        ),
        ('allowed_origins: ["https://x.example/"]', "2:19: 'https://x.example/' is not an origin; "),
        ('allowed_origins: ["*"]', "2:19: '*' is not an origin; "),
        ('allowed_origins: ["null"]', "2:19: the origin 'null' cannot be allowed, because any page can send it; "),
        ('allowed_origins: ["${NAME}"]', "2:19: NAME is not set"),
        ("allowed_origin: []", "2:1: there is no key 'allowed_origin' here; did you mean 'allowed_origins'?"),
    ],
)
def test_wrong_names_are_problems(tmp_path: Path, line: str, expected: str) -> None:
    with pytest.raises(ConfigurationError) as bad:
        load(tmp_path, line)
    problems = str(bad.value).splitlines()
    assert len(problems) == 1 and problems[0].startswith(f"{tmp_path}/dragoman.yaml:{expected}")


# the server


def check_refused(answer: httpx.Response, expected: int, error_type: str) -> None:
    assert (answer.status_code, answer.json()["error_type"]) == (expected, error_type), answer.text
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert not any(name in answer.text for name in ("main", "second", "broken"))


@pytest.mark.parametrize("keys", [(), ("right",)])
def test_a_web_page_is_refused_on_every_path(keys: tuple[str, ...]) -> None:
    async def test() -> None:
        async with both(unasked, keys=keys) as (client, upstream):
            key = {"x-key": "right"}
            for path in (
                "/v1/say",
                "/main/v1/say",
                "/none/v1/say",
                "/v1/say/count",
                "/v1/models",
                "/healthz",
                "/",
                "/x",
            ):
                for headers in (
                    {"origin": "https://evil.example"},
                    {"origin": "null"},
                    {"sec-fetch-site": "cross-site"},
                ):
                    for method in ("POST", "GET"):
                        check_refused(await client.request(method, path, headers=headers | key), 403, "permission")
                check_refused(await client.options(path, headers=key), 403, "permission")
            plain = {"content-type": "text/plain", "origin": "https://evil.example"}
            check_refused(await client.post("/v1/say", content=json.dumps(ASK), headers=plain | key), 403, "permission")
            assert not upstream.requests

    run(test())


def test_a_foreign_host_name_is_refused_where_no_key_is_required() -> None:
    async def test() -> None:
        async with both(yo) as (client, upstream):
            for path in ("/v1/say", "/main/v1/say", "/none/v1/say", "/healthz", "/x"):
                answer = await client.post(path, json=ASK, headers={"host": "evil.example"})
                check_refused(answer, 421, "invalid_request")
                assert "'evil.example' is not accepted" in answer.json()["message"]
            for host in ("localhost:4141", "me.localhost", "[::1]:1"):
                assert (await client.post("/v1/say", json=ASK, headers={"host": host})).status_code == 200
        async with both(yo, keys=("right",)) as (client, upstream):
            headers = {"host": "proxy.example", "x-key": "right"}
            assert (await client.post("/v1/say", json=ASK, headers=headers)).status_code == 200

    run(test())


def test_a_body_without_a_json_content_type_is_refused() -> None:
    async def test() -> None:
        async with both(yo) as (client, upstream):
            body = json.dumps(ASK).encode()
            for path in ("/v1/say", "/main/v1/say", "/v1/say/count"):
                for headers in ({}, {"content-type": "text/plain"}):
                    answer = await client.post(path, content=body, headers=headers)
                    assert (answer.status_code, answer.json()["error_type"]) == (415, "invalid_request")
                    assert "Content-Type: application/json" in answer.json()["message"]
            assert not upstream.requests
            for kind in ("application/json; charset=utf-8", "application/vnd.acme+json"):
                answer = await client.post("/v1/say", content=body, headers={"content-type": kind})
                assert answer.status_code == 200

    run(test())


def test_configured_names_reach_the_server() -> None:
    async def test() -> None:
        async with raw_server(yo) as upstream:
            settings = settings_for(upstream.url)
            settings.allowed_hosts, settings.allowed_origins = ["proxy.example"], ["https://app.example"]
            async with proxy(settings) as client:
                headers = {
                    "host": "proxy.example:8080",
                    "origin": "https://app.example",
                    "sec-fetch-site": "cross-site",
                }
                answer = await client.post("/v1/say", json=ASK, headers=headers)
                assert answer.status_code == 200
                assert not [name for name in answer.headers if name.startswith("access-control")]

    run(test())


def test_without_a_key_every_profile_name_has_the_same_answer() -> None:
    async def test() -> None:
        async with both(unasked, keys=("right",)) as (client, upstream):
            for path in (
                "",
                "/api/hello",
                "/healthz",
                "/v1/say",
                "/v1/say/count",
                "/v1/models",
                "/v1/models/m",
                "/v1/no",
            ):
                for method in ("GET", "HEAD", "POST", "PUT"):
                    for key in ({}, {"x-key": "wrong"}):
                        answers = [
                            await client.request(method, f"/{name}{path}", headers=key) for name in ("main", "nope")
                        ]
                        first, second = [(answer.status_code, answer.content, answer.headers) for answer in answers]
                        for answer in (first, second):
                            del answer[2]["date"]
                            for name in ("plain-id", "dragoman-request-id"):
                                answer[2].pop(name, None)  # of the request
                        assert first == second, (method, path)
                        assert b"main" not in first[1] and b"broken" not in first[1]
            key = {"x-key": "right"}
            assert (await client.get("/nope/healthz", headers=key)).status_code == 404
            assert (await client.get("/main/healthz", headers=key)).status_code == 200
            assert "main" in (await client.post("/nope/v1/say", json=ASK, headers=key)).json()["message"]

    run(test())


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("GET /healthz HTTP/1.0\r\n\r\n", 200),
        ("GET /healthz HTTP/1.0\r\nHost: evil.example\r\n\r\n", 421),
        ("GET http://evil.example/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        ("GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
        ("GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 421),
        ("GET /healthz HTTP/1.1\r\nHOST: LOCALHOST.:1\r\n\r\n", 200),
        ("GET /healthz HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n", 421),
        ("GET /healthz HTTP/1.1\r\nHost: localhost\r\nORIGIN: null\r\n\r\n", 403),
        ("GET /healthz HTTP/1.1\r\nHost:\r\n\r\n", 421),
        ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
    ],
)
def test_raw_requests(head: str, expected: int) -> None:
    async def test() -> None:
        async with both(unasked) as (client, _):
            reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
            writer.write(head.encode())
            line = await reader.readline()
            writer.close()
            assert int(line.split()[1]) == expected, line

    run(test())
