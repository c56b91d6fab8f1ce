"""Signed requests: compared with those of botocore's own client at a fixed time. No request leaves the machine."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from dragoman.config import file, profiles
from dragoman.config.settings import ConfigurationError, Settings
from dragoman.http import signing
from dragoman.http.signing import RequestSigner
from dragoman.masking import CredentialError, masked
from dragoman.server.app import App
from tests.conformance.inprocess import BODY, Line, ReceivedRequest, ask, provider, run
from tests.runtime import messages

botocore_auth = pytest.importorskip("botocore.auth", reason="botocore is not installed: pip install '.[dev]'")
botocore_awsrequest = pytest.importorskip("botocore.awsrequest")
botocore_session = pytest.importorskip("botocore.session")

NOW = datetime.datetime(2026, 11, 28, 12, 0, 0, tzinfo=datetime.UTC)
MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
MESSAGES = [{"role": "user", "content": [{"text": "héllo"}]}]


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """A machine with credentials in the environment only, and a fixed time."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_BEARER_TOKEN_BEDROCK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret-for-tests")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "a-session-for-tests")
    monkeypatch.setattr(botocore_auth, "get_current_datetime", lambda **_: NOW.replace(tzinfo=None))


def signer() -> RequestSigner:
    made = RequestSigner("bedrock", "us-east-1")
    made.load()
    return made


def test_signatures_equal_those_of_the_vendors_client() -> None:
    """The client's request is caught before it is sent; the same bytes are signed here."""
    caught: list[Any] = []

    def catch(request: Any, **_: Any) -> Any:
        caught.append(request)
        body = {"output": {"message": {"role": "assistant", "content": []}}, "stopReason": "end_turn"}
        return botocore_awsrequest.AWSResponse(request.url, 200, {}, _Raw(json.dumps(body).encode()))

    client = botocore_session.Session().create_client("bedrock-runtime", region_name="us-east-1")
    client.meta.events.register("before-send.bedrock-runtime.Converse", catch)
    client.converse(modelId=MODEL, messages=MESSAGES)
    (theirs,) = caught
    sent = {"content-type": _text(theirs.headers["Content-Type"])}
    ours = signer().headers("POST", theirs.url, sent, theirs.body)
    wanted = {name.lower(): _text(value) for name, value in theirs.headers.items()}
    assert "content-type;host;x-amz-date;x-amz-security-token" in ours["authorization"]
    assert {name: ours[name] for name in ("authorization", "x-amz-date", "x-amz-security-token")} == {
        name: wanted[name] for name in ("authorization", "x-amz-date", "x-amz-security-token")
    }


class _Raw:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def stream(self, *_: Any, **__: Any) -> list[bytes]:
        return [self.data]

    def read(self, *_: Any) -> bytes:
        data, self.data = self.data, b""
        return data


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def test_a_signature_covers_the_final_body_and_the_address() -> None:
    made = signer()
    sent = {"content-type": "application/json"}
    one = made.headers("POST", "https://host.example/model/a%3A0/converse", sent, b"{}")
    assert (
        one["authorization"]
        != made.headers("POST", "https://host.example/model/a%3A0/converse", sent, b"{ }")["authorization"]
    )
    assert (
        one["authorization"]
        != made.headers("POST", "https://host.example/model/b/converse", sent, b"{}")["authorization"]
    )
    assert "content-type" not in one


def test_secrets_are_masked() -> None:
    signer().headers("POST", "https://host.example/", {}, b"")
    assert masked("a-secret-for-tests a-session-for-tests") == "*** ***"


def test_missing_credentials_are_an_error_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    made = RequestSigner("bedrock", "us-east-1")
    with pytest.raises(CredentialError, match="no credentials"):
        made.load()
    assert not made.ready()


def test_credentials_of_a_named_profile_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    (tmp_path / "credentials").write_text(
        "[dev]\naws_access_key_id = AKIDDEV\naws_secret_access_key = another-secret\n"
    )
    monkeypatch.setenv("AWS_PROFILE", "dev")
    made = signer()
    assert made.ready()
    assert (
        "Credential=AKIDDEV/20261128/us-east-1/bedrock"
        in made.headers("POST", "https://h.example/", {}, b"")["authorization"]
    )


def test_a_profile_without_a_key_signs_its_requests() -> None:
    options = profiles.ProfileOptions(placeholders={"region": "eu-west-1"})
    made = profiles.make("mine", "aws", options, environment={})
    assert made.problem == "" and made.signer is not None and made.signer.region == "eu-west-1"


def test_the_proxy_signs_the_bytes_that_it_sends() -> None:
    """A stream over the wire: the signature that the provider computes from the request is the one that it received."""

    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="application/vnd.amazon.eventstream")
        for event in (
            {"messageStart": {"role": "assistant"}},
            {"contentBlockDelta": {"contentBlockIndex": 0, "delta": {"text": "Hi"}}},
            {"contentBlockStop": {"contentBlockIndex": 0}},
            {"messageStop": {"stopReason": "end_turn"}},
        ):
            await line.send(messages.encoded(event))

    async def test() -> None:
        async with provider(play) as host:
            options = profiles.ProfileOptions(base_url=host.url, placeholders={"region": "us-east-1"})
            made = profiles.make("main", "aws", options, environment={})
            answer = await ask(App(Settings({"main": made}, "main")), {**BODY, "model": MODEL, "stream": True})
            assert b'"text":"Hi"' in answer.body and b"message_stop" in answer.body
            (request,) = host.requests
            url = host.url + request.path
            again = signer().headers("POST", url, {"content-type": request.header("content-type") or ""}, request.body)
            assert request.path == f"/model/{MODEL.replace(':', '%3A')}/converse-stream"
            assert request.header("authorization") == again["authorization"]
            assert request.header("x-amz-security-token") == "a-session-for-tests"

    run(test())


def test_a_key_is_used_before_signatures() -> None:
    options = profiles.ProfileOptions(placeholders={"region": "eu-west-1"})
    made = profiles.make("mine", "aws", options, environment={"AWS_BEARER_TOKEN_BEDROCK": "a-bearer-key"})
    assert made.problem == "" and made.signer is None and made.key


@pytest.mark.parametrize(
    ("variables", "given", "region"),
    [
        ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"}, {}, "eu-west-1"),
        ({"AWS_REGION": " ", "AWS_DEFAULT_REGION": "us-east-1"}, {}, "us-east-1"),
        ({"AWS_REGION": "eu-west-1"}, {"region": "us-west-2"}, "us-west-2"),
    ],
)  # fmt: skip
def test_the_region_is_that_of_the_profile_or_of_the_environment(
    variables: dict[str, str], given: dict[str, str], region: str
) -> None:
    environment = {"AWS_BEARER_TOKEN_BEDROCK": "a-bearer-key", **variables}
    made = profiles.make("mine", "aws", profiles.ProfileOptions(placeholders=given), environment=environment)
    assert made.problem == ""
    assert made.address("create", MODEL).startswith(f"https://bedrock-runtime.{region}.amazonaws.com/")


def test_without_a_region_the_message_names_the_variable() -> None:
    made = profiles.make("mine", "aws", environment={"AWS_BEARER_TOKEN_BEDROCK": "a-bearer-key"})
    assert made.problem == (
        "its address has no value for region: set `with:`, AWS_REGION or `base_url:` of the profile"
    )


def test_a_configuration_needs_no_region_that_the_environment_has(tmp_path: Path) -> None:
    path = tmp_path / "dragoman.yaml"
    path.write_text("profiles: { mine: { provider: aws } }\n", encoding="utf-8")
    environment = {"AWS_BEARER_TOKEN_BEDROCK": "a-bearer-key", "AWS_REGION": "eu-west-1"}
    assert file.load(path, environment).profiles["mine"].problem == ""
    with pytest.raises(ConfigurationError, match="with: { region: ... }"):
        file.load(path, {"AWS_BEARER_TOKEN_BEDROCK": "a-bearer-key"})


def test_without_the_library_the_message_has_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "find_spec", lambda _: None)
    made = profiles.make("mine", "aws", profiles.ProfileOptions(placeholders={"region": "eu-west-1"}), environment={})
    assert made.problem == (
        "no API key: set AWS_BEARER_TOKEN_BEDROCK, or sign requests with the credentials of this machine; "
        "the extra 'aws' is not installed (signed requests to AWS, and its credentials): pip install 'dragoman[aws]'"
    )


def test_the_library_is_imported_on_first_use() -> None:
    import subprocess

    code = "import sys, dragoman.http.signing, dragoman.config.profiles; print('botocore' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
