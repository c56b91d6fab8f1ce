"""`base_url:`: endpoints, queries and passwords in it, and keys that plain http would expose."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.auth.secret import Secret
from dragoman.commands.serving.serve import banner
from dragoman.config import base_urls, file, profiles
from dragoman.config.settings import ConfigurationError, Settings
from dragoman.masking import masked

KEY = Secret("sk-untold-profile")


def made(provider: str, url: str, protocol: str = "", **options: object) -> profiles.Profile:
    given = profiles.ProfileOptions(base_url=url, protocol=protocol, key=KEY, **options)  # type: ignore[arg-type]
    return profiles.make("p", provider, given, environment={})


def problems(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> list[str]:
    path = tmp_path / "dragoman.yaml"
    path.write_text(text)
    try:
        file.load(path, environment or {})
    except ConfigurationError as error:
        return str(error).splitlines()
    return []


@pytest.mark.parametrize(
    ("provider", "protocol", "given", "address"),
    [
        ("groq", "", "https://x.example/v1/chat/completions", "https://x.example/v1/chat/completions"),
        ("groq", "", "https://x.example/v1/chat/completions/", "https://x.example/v1/chat/completions"),
        ("groq", "", "https://x.example/v1//", "https://x.example/v1/chat/completions"),
        ("groq", "", "https://x.example", "https://x.example/chat/completions"),
        ("openai", "openai_responses", "https://x.example/v1/responses", "https://x.example/v1/responses"),
        ("anthropic", "", "https://x.example/v1/messages", "https://x.example/v1/messages"),
        ("anthropic", "", "https://x.example/v1", "https://x.example/v1/messages"),
        ("anthropic", "", "https://x.example/team/v1/", "https://x.example/team/v1/messages"),
        ("anthropic", "", "https://x.example/v2", "https://x.example/v2/v1/messages"),
        ("gemini", "gemini", "https://x.example/v1beta", "https://x.example/v1beta/models/m:generateContent"),
        (
            "gemini",
            "gemini",
            "https://x.example/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse",
            "https://x.example/v1beta/models/m:generateContent?alt=sse",
        ),
        ("groq", "", "https://x.example/v1?tag=a%20b", "https://x.example/v1/chat/completions?tag=a%20b"),
        ("groq", "", "https://x.example/?a=1&a=2", "https://x.example/chat/completions?a=1&a=2"),
        ("groq", "", "https://x.example/v1/chat/completions?k=v", "https://x.example/v1/chat/completions?k=v"),
    ],
)
def test_address(provider: str, protocol: str, given: str, address: str) -> None:
    profile = made(provider, given, protocol)
    assert not profile.problem
    assert profile.address("create", "m") == address


def test_queries_are_joined() -> None:
    profile = made("anthropic", "https://x.example/g?team=blue", query={"tag": "nightly"})
    assert (
        profile.address("create", "m", "beta=true") == "https://x.example/g/v1/messages?team=blue&tag=nightly&beta=true"
    )
    stream = made("gemini", "https://x.example/v1beta?team=blue", "gemini").address("stream", "m")
    assert stream == "https://x.example/v1beta/models/m:streamGenerateContent?alt=sse&team=blue"


@pytest.mark.parametrize(
    ("provider", "url", "message"),
    [
        ("groq", "https://x.example/v1/messages", "ends with '/v1/messages'"),
        ("openai", "https://x.example/v1/responses", "set protocol: openai_responses"),
        ("anthropic", "https://x.example/v1/chat/completions", "ends with '/chat/completions'"),
        ("groq", "https://x.example/v1#top", "after '#'"),
        ("groq", "x.example/v1", "http:// or https://"),
        ("groq", "https://x.example:0/", "port up to 65535"),
        ("groq", "https://x.example:99999/", "port up to 65535"),
        ("groq", "https://[::1/", "write https://HOST"),
        ("groq", "https://x.exa mple/", "percent-encode spaces"),
        ("groq", "https://me:sk-a-secret-word@/v1", "write https://HOST"),
    ],
)
def test_an_unusable_address_is_refused_at_its_place(tmp_path: Path, provider: str, url: str, message: str) -> None:
    found = problems(tmp_path, f"profiles:\n  p:\n    provider: {provider}\n    base_url: '{url}'\n    api_key: k\n")
    assert len(found) == 1 and "dragoman.yaml:4:15: " in found[0] and message in found[0]
    assert "sk-a-secret-word" not in found[0]


def test_an_address_from_a_variable_makes_the_profile_unusable(tmp_path: Path) -> None:
    path = tmp_path / "dragoman.yaml"
    path.write_text("profiles: { p: { provider: groq, base_url: '${URL}', api_key: k } }")
    assert "base_url" in file.load(path, {"URL": "ftp://x.example"}).profiles["p"].problem


def test_a_password_becomes_basic_authentication_and_is_not_shown() -> None:
    profile = profiles.make(
        "p",
        "vllm",
        profiles.ProfileOptions(base_url="https://me:pa%24sword-1@x.example/v1?token=t"),
        environment={},
    )
    assert profile.headers == {"authorization": "Basic bWU6cGEkc3dvcmQtMQ=="}
    assert profile.url == "https://x.example/v1"
    shown = banner(Settings({"p": profile}, "p"), "127.0.0.1", 1)
    assert "https://x.example/v1" in shown and "pa" not in shown.split("vLLM")[1].splitlines()[0]
    assert masked("pa$sword-1 pa%24sword-1 bWU6cGEkc3dvcmQtMQ==") == "*** *** ***"


def test_a_password_and_a_key_in_the_same_header_are_a_problem(tmp_path: Path) -> None:
    text = "profiles: { p: { provider: groq, base_url: 'https://a:b@x.example', api_key: k } }"
    assert "same header" in problems(tmp_path, text)[0]
    assert not problems(tmp_path, text.replace("groq", "anthropic"))


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("8.8.8.8", True),
        ("134744072", True),
        ("0x08080808", True),
        ("8.8.2056", True),
        ("api\u3002groq\uff0ecom", True),
        ("2130706433", False),
        ("127.1", False),
        ("0x7f.1", False),
        ("[2606:4700::1111]", True),
        ("api.groq.com", True),
        ("API.GROQ.COM.", True),
        ("llm.example", True),
        ("internal.example.com", True),
        ("notlocal", False),
        ("gateway", False),
        ("localhost", False),
        ("a.localhost", False),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.0.9", False),
        ("172.16.0.1", False),
        ("100.64.0.1", False),
        ("169.254.1.1", False),
        ("[::1]", False),
        ("[fd00::1]", False),
        ("[fe80::1]", False),
        ("box.local", False),
        ("host.docker.internal", False),
        ("nas.lan", False),
        ("x.home.arpa", False),
        ("llm.test", False),
        ("svc.cluster.local", False),
    ],
)
def test_public_hosts(host: str, public: bool, tmp_path: Path) -> None:
    assert base_urls.is_public(host) is public
    profile = made("groq", f"http://{host}/v1")
    assert ("insecure: true" in profile.problem) is public
    assert not made("groq", f"http://{host}/v1", insecure=True).problem
    assert not made("groq", f"https://{host}/v1").problem


def test_a_key_over_plain_http_is_refused_at_its_place(tmp_path: Path) -> None:
    text = "profiles:\n  p: { provider: groq, api_key: k, base_url: 'http://x.example/v1' }\n"
    assert "dragoman.yaml:2:46: " in problems(tmp_path, text)[0] and "insecure" in problems(tmp_path, text)[0]
    assert not problems(tmp_path, text.replace("api_key: k", "api_key: k, insecure: true"))
    assert problems(tmp_path, text.replace("api_key: k, ", ""), {"GROQ_API_KEY": "k-from-the-environment"})
    assert problems(tmp_path, text.replace("'http://x.example/v1'", "'${URL}'"), {"URL": "http://x.example"})
    keyless = "profiles: { p: { provider: ollama, base_url: 'http://x.example/v1' } }"
    assert not problems(tmp_path, keyless)
    assert problems(tmp_path, keyless.replace("ollama,", "ollama, headers: { X-Api-Key: secret-1 },"))
