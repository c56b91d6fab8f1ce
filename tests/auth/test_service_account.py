"""Google Cloud service accounts: a signed claim is exchanged for a token (RFC 7523)."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from dragoman import loader
from dragoman.auth.credential import Credential
from dragoman.auth.requests import Answer
from dragoman.masking import CredentialError
from tests.auth.fakes import environment

pytest.importorskip("cryptography")
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

URL = "https://oauth2.googleapis.com/token"


def pem(key: Any) -> str:
    form, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    text: str = key.private_bytes(form, kind, serialization.NoEncryption()).decode()
    return text


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def account(home: Path, private_key: str, **more: Any) -> dict[str, str]:
    """Write a key file as issued by the console; return an environment that names it."""
    tree = {
        "type": "service_account", "project_id": "p-2", "private_key_id": "key-7", "private_key": private_key,
        "client_email": "me@p-2.iam.gserviceaccount.com", "client_id": "1", "token_uri": URL,
        "auth_uri": "https://accounts.google.com/o/oauth2/auth", "universe_domain": "googleapis.com", **more,
    }  # fmt: skip
    file = home / "account.json"
    file.write_text(json.dumps(tree, indent=2))
    file.chmod(0o600)
    return environment(home, GOOGLE_APPLICATION_CREDENTIALS=str(file), CLOUD_ML_REGION="us-east5")


class Google:
    def __init__(self, *answers: tuple[int, dict[str, Any]]) -> None:
        self.answers = list(answers)
        self.requests: list[tuple[str, str, dict[str, str]]] = []

    async def __call__(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
        self.requests.append((url, headers["content-type"], {k: v[0] for k, v in parse_qs(body.decode()).items()}))
        token = {"access_token": f"ya29.token-number-{len(self.requests)}", "expires_in": 3599, "token_type": "Bearer"}
        status, answer = self.answers.pop(0) if self.answers else (200, token)
        return status, {}, json.dumps(answer).encode()


def part(text: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_signed_claim_names_issuer_audience_and_scope(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    google = Google()
    variables = account(tmp_path, pem(key))
    before = (tmp_path / "account.json").read_bytes()
    given = asyncio.run(Credential(loader.auth("google"), environment=variables, send=google).get())
    assert given.headers == {"authorization": "Bearer ya29.token-number-1"}
    assert {"project": "p-2", "region": "us-east5"}.items() <= given.placeholders.items()
    (url, kind, form), *others = google.requests
    assert not others and url == URL and kind == "application/x-www-form-urlencoded"
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer" and set(form) == {
        "grant_type",
        "assertion",
    }
    head, claim, signature = form["assertion"].split(".")
    assert part(head) == {"alg": "RS256", "typ": "JWT", "kid": "key-7"}
    claims = part(claim)
    assert claims["iss"] == "me@p-2.iam.gserviceaccount.com" and claims["aud"] == URL
    assert claims["scope"] == "https://www.googleapis.com/auth/cloud-platform"
    assert abs(claims["iat"] - time.time()) < 60 and claims["exp"] - claims["iat"] == 3600
    signed = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    key.public_key().verify(signed, f"{head}.{claim}".encode(), padding.PKCS1v15(), hashes.SHA256())
    assert (tmp_path / "account.json").read_bytes() == before
    assert not any("ya29" in path.read_text() for path in tmp_path.rglob("*") if path.is_file())


def test_token_is_cached_until_it_expires_or_is_rejected(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    google = Google()
    one = Credential(loader.auth("google"), environment=account(tmp_path, pem(key)), send=google)

    async def test() -> None:
        first = await one.get()
        assert one.get_nowait() is first and (await one.get()).headers == first.headers and len(google.requests) == 1
        answers = await asyncio.gather(*(one.replacement(first) for _ in range(10)))
        assert {given and given.headers["authorization"] for given in answers} == {"Bearer ya29.token-number-2"}
        assert len(google.requests) == 2
        one.renewal.unsaved[1]["expires"] = one._until = time.time() - 1  # simulate expiry
        assert (await one.get()).headers["authorization"] == "Bearer ya29.token-number-3"

    asyncio.run(test())


def test_revoked_key_is_reported(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    google = Google((400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}))
    one = Credential(loader.auth("google"), environment=account(tmp_path, pem(key)), send=google)
    with pytest.raises(
        CredentialError, match="service account.*Invalid JWT Signature.*gcloud auth application-default"
    ):
        asyncio.run(one.get())


@pytest.mark.parametrize(
    ("private_key", "claims"),
    [
        ("-----BEGIN PRIVATE KEY-----\nuntold\n-----END PRIVATE KEY-----\n", "private key is not a valid PEM key"),
        ("", "the service account's file has no account name or no private key"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "private key is not an RSA key"),
    ],
)
def test_invalid_private_key_is_reported(tmp_path: Path, private_key: str, claims: str) -> None:
    one = Credential(loader.auth("google"), environment=account(tmp_path, private_key), send=Google())
    with pytest.raises(CredentialError, match=claims):
        asyncio.run(one.get())


def test_missing_cryptography_package_names_the_install_command(
    tmp_path: Path, key: rsa.RSAPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    google = Google()
    one = Credential(loader.auth("google"), environment=account(tmp_path, pem(key)), send=google)
    with pytest.raises(
        CredentialError,
        match=r"the extra 'service-account' is not installed .*: pip install 'dragoman\[service-account\]'",
    ):
        asyncio.run(one.get())
    assert not google.requests
