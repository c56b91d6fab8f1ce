"""`dragoman check`: a working provider, and each kind of broken one with its remedy."""

from __future__ import annotations

import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import pytest

from dragoman.commands.checks import network, probes, suggestions
from tests.commands.empty_home import Home, upstream
from tests.commands.empty_home import home as home

OK = {
    "id": "x",
    "object": "chat.completion",
    "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "pong"}}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 2},
}


def states(checks: dict[str, Any]) -> dict[str, str]:
    return {one["check"]: one["state"] for one in checks["checks"]}


def failure(checks: dict[str, Any]) -> dict[str, str]:
    (found,) = [one for one in checks["checks"] if one["state"] == "failed"]
    return dict(found)


def configure(home: Home, url: str, **more: str) -> None:
    members = "".join(f"    {key}: {value}\n" for key, value in more.items())
    home.write(
        f"profiles:\n  mine:\n    provider: compatible\n    base_url: {url}\n    api_key: sk-mine-1234\n"
        f"    models: {{ default: m }}\n{members}"
    )


def test_the_demo_passes_in_an_empty_home(home: Home) -> None:
    status, out = home.run("check", "demo")
    assert (status, home.errors) == (0, "")
    assert out == (
        "  ✓ configuration    N.NN s  no configuration file, profile demo, provider demo\n"
        "  - dns                      the provider is a part of the proxy\n"
        "  - proxy                    a direct connection\n"
        "  - connection               the provider is a part of the proxy\n"
        "  - credentials              none is needed\n"
        "  - models                   the provider has no list of models\n"
        "  ✓ text             N.NN s  'I am the demo that is built into Dragoma', 69 tokens\n"
        "  ✓ stream           N.NN s  N pieces, 67 tokens\n"
        '  ✓ tool call        N.NN s  get_weather({"city": "demo"})\n'
        "  ✓ reasoning        N.NN s  73 characters\n"
        "  ✓ image            N.NN s  'I am the demo that is built into Dragoma'\n"
        "  ✓ token count      N.NN s  12 tokens, estimated\n"
    )


def test_offline_sends_nothing(home: Home) -> None:
    configure(home, "https://nowhere.invalid/v1")
    status, checks = home.json("check", "--offline")
    assert status == 0 and states(checks) == {"configuration": "ok", "credentials": "ok"}


def test_a_missing_key_is_named(home: Home) -> None:
    home.write("profiles: { fast: { provider: groq } }\n")
    status, checks = home.json("check", "fast", "--offline")
    assert status == 1 and "GROQ_API_KEY" in failure(checks)["detail"]
    assert "dragoman auth login groq" in failure(checks)["remedy"]
    assert checks["checks"][1] | {"seconds": 0} == {
        "check": "credentials",
        "state": "skipped",
        "seconds": 0,
        "detail": "because of configuration",
    }


def test_a_wrong_path_of_the_address(home: Home) -> None:
    with upstream(404, {}) as url:
        configure(home, url)
        _, checks = home.json("check")
    assert failure(checks)["remedy"].endswith("Or correct the path of `base_url:`.")


def test_a_name_that_cannot_be_resolved(home: Home) -> None:
    configure(home, "https://nowhere.invalid/v1")
    status, checks = home.json("check")
    assert status == 1 and failure(checks)["check"] == "dns"
    assert "Check the spelling of nowhere.invalid" in failure(checks)["remedy"]
    assert states(checks)["text"] == "skipped"


def test_the_host_contains_the_values_of_the_profile(home: Home) -> None:
    home.write(
        "profiles: { mine: { provider: databricks, api_key: sk-mine-1234, with: { workspace: nowhere.invalid } } }\n"
    )
    _, checks = home.json("check")
    assert failure(checks)["check"] == "dns" and "nowhere.invalid" in failure(checks)["detail"]


def test_a_refused_connection(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    configure(home, f"http://127.0.0.1:{port}/v1")
    status, checks = home.json("check")
    assert status == 1 and "Connection refused" in failure(checks)["detail"]
    assert "Start the server" in failure(checks)["remedy"]


def test_a_rejected_key_is_not_shown(home: Home) -> None:
    error = {"error": {"message": "Incorrect API key provided: sk-mine-1234", "type": "invalid_request_error"}}
    with upstream(401, error) as url:
        configure(home, url)
        status, out = home.run("check")
        assert "sk-mine-1234" not in out + home.errors
        status, checks = home.json("check")
    assert status == 1 and failure(checks)["check"] == "models"
    assert failure(checks)["remedy"] == "Set `api_key:` of profile mine."


def test_a_model_that_is_not_listed_is_a_warning(home: Home) -> None:
    with upstream(200, OK, models=["m1", "m2"]) as url:
        configure(home, url)
        status, checks = home.json("check")
    found = states(checks)
    assert found["models"] == "warning" and found["text"] == "ok"
    warning = next(one for one in checks["checks"] if one["check"] == "models")
    assert "no model 'm'; did you mean 'm" in warning["remedy"]
    # an answer without tool calls, whatever the tools: coding clients cannot work with this model
    assert (status, found["tool call"], failure(checks)["detail"]) == (1, "failed", "the model calls no tool")


@pytest.mark.parametrize(
    ("status", "message", "remedy"),
    [
        (404, "the model `m` does not exist", "Set `models:` of profile mine"),
        (429, "Rate limit reached", "add `accounts:` or `fallback:`"),
        (400, "Unsupported parameter: 'max_tokens'", "dragoman docs cookbook"),
        (402, "Insufficient Balance", "Add credit"),
    ],
)
def test_errors_of_a_provider_have_remedies(home: Home, status: int, message: str, remedy: str) -> None:
    with upstream(status, {"error": {"message": message}}, models=["m"]) as url:
        configure(home, url, retry="{ max_retries: 0 }")
        code, checks = home.json("check")
    assert code == 1 and failure(checks)["check"] == "text"
    assert message in failure(checks)["detail"] and remedy in failure(checks)["remedy"]


def test_a_server_without_tls(home: Home) -> None:
    with upstream(200, OK) as url:
        configure(home, url.replace("http:", "https:"))
        status, checks = home.json("check")
    assert status == 1 and "does not speak TLS" in failure(checks)["detail"]
    assert "http://" in failure(checks)["remedy"]


def test_a_certificate_that_is_not_trusted(home: Home) -> None:
    key, certificate = self_signed(home.folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            peer, _ = listener.accept()
            with pytest.raises(OSError), context.wrap_socket(peer, server_side=True):
                pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        configure(home, f"https://127.0.0.1:{listener.getsockname()[1]}/v1")
        status, checks = home.json("check")
        thread.join(5)
    assert status == 1 and "its certificate is not trusted" in failure(checks)["detail"]
    assert "SSL_CERT_FILE" in failure(checks)["remedy"]


def self_signed(folder: Path) -> tuple[Path, Path]:
    from datetime import UTC, datetime, timedelta
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    paths = folder / "key.pem", folder / "certificate.pem"
    pem = serialization.Encoding.PEM
    private = serialization.PrivateFormat.TraditionalOpenSSL
    paths[0].write_bytes(key.private_bytes(pem, private, serialization.NoEncryption()))
    paths[1].write_bytes(certificate.public_bytes(pem))
    return paths


def test_a_proxy_of_the_environment_that_refuses(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with upstream(403, {}) as url:
        monkeypatch.setenv("HTTPS_PROXY", url.removesuffix("/v1"))
        configure(home, "https://provider.example/v1")
        status, checks = home.json("check")
    assert status == 1 and failure(checks)["check"] == "proxy" and "HTTPS_PROXY" in failure(checks)["remedy"]


@pytest.mark.exhaustive
def test_a_spec_of_the_user_gets_suggestions(home: Home) -> None:
    folder = home.folder / ".config" / "dragoman" / "specs" / "providers"
    folder.mkdir(parents=True)
    spec = (
        "notation: 2\nname: mine\ntitle: Mine\nprotocol: openai_chat\nurl: https://a.example/v1\napi_key_env: MY_KEY\n"
    )
    (folder / "mine.yaml").write_text(spec)
    message = {"role": "assistant", "content": "<think>hm</think>pong", "reasoning": "hm"}
    answer = {**OK, "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
    with upstream(200, answer, models=["m"]) as url:
        configure(home, url)
        home.write((home.folder / "dragoman.yaml").read_text().replace("provider: compatible", "provider: mine"))
        _, checks = home.json("check")
    text = next(one for one in checks["checks"] if one["check"] == "text")
    assert text["state"] == "warning", text
    assert "add `reasoning_tags` to `uses:`" in text["remedy"]
    assert "its response has reasoning: add `reasoning_field` to `uses:`" in text["remedy"]


def test_parameters_that_a_provider_rejects_suggest_quirks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert suggestions.rejected("groq", ["top_p"]) == []
    monkeypatch.setattr(suggestions, "is_users", lambda provider: True)
    assert any("max_tokens_only" in text for text in suggestions.rejected("mine", ["max_completion_tokens"]))
    assert any("no_sampling_parameters" in text for text in suggestions.rejected("mine", ["top_p"]))
    assert suggestions.rejected("mine", ["nothing_like_it"]) == []


def test_an_unknown_profile_exits_64(home: Home) -> None:
    assert home.run("check", "demmo") == (64, "")
    assert "did you mean 'demo'?" in home.errors


def test_the_picture_is_a_valid_image() -> None:
    data = probes.png()
    assert data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82")
    assert network.Way("http://[::1]:8080/v1").port == 8080


def test_a_server_that_closes_the_connection_is_described(home: Home) -> None:
    """The list of models is requested as the proxy requests it, and a message is never empty."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def close_each() -> None:
            for _ in range(2):  # of the checks connection and models
                server.accept()[0].close()

        threading.Thread(target=close_each, daemon=True).start()
        configure(home, f"http://127.0.0.1:{server.getsockname()[1]}/v1")
        status, checks = home.json("check")
    assert status == 1 and failure(checks)["check"] == "models"
    assert not failure(checks)["detail"].rstrip().endswith(":")


def test_a_silent_server_does_not_hold_the_check(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "READ_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        configure(home, f"http://127.0.0.1:{server.getsockname()[1]}/v1")
        status, checks = home.json("check")
    assert status == 1 and "sent no list within 0.2 s" in failure(checks)["detail"]
    assert states(checks)["text"] == "skipped"


def test_the_list_of_a_local_server_is_not_requested_through_a_proxy(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with upstream(200, OK, ["m"]) as url:
        configure(home, url)
        _, checks = home.json("check")
    assert states(checks)["models"] == states(checks)["text"] == "ok"


def test_a_proxy_of_another_type_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1080")
    configure(home, "https://api.mine.example/v1")
    _, checks = home.json("check")
    found = {one["check"]: one for one in checks["checks"]}["proxy"]
    assert found["state"] == "failed" and "socks5:// is not supported" in found["detail"]


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("ftp://api.mine.example/v1", "starts with http:// or https://"),
        ("api.mine.example", "starts with http:// or https://"),
        ("http://api.mine.example:99999/v1", "a port up to 65535"),
        ("http://api.mine.example:port/v1", "a port up to 65535"),
        ("https:///v1", "write https://HOST"),
        ("https://api.mine.example/a b", "percent-encode spaces"),
    ],
)
def test_an_address_that_is_none_is_refused_with_its_fault(url: str, text: str, home: Home) -> None:
    configure(home, f'"{url}"')
    assert home.run("check") == (1, "")
    assert "dragoman.yaml:4:" in home.errors and text in home.errors
