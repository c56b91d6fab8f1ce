"""Certificates that connections trust on Linux: the system's, and those of certifi where a container has none."""

from __future__ import annotations

import ssl
import sys
from pathlib import Path
from types import SimpleNamespace

import certifi
import pytest

from dragoman.http import sockets

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems verify certificates themselves")


@pytest.fixture(autouse=True)
def no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system whose OpenSSL finds no certificates."""
    for name in sockets.CERTIFICATES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: SimpleNamespace(cafile=None))
    monkeypatch.setattr(ssl, "create_default_context", lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    monkeypatch.setattr(sockets, "SYSTEM_CERTIFICATES", ("/nonexistent/certificates.pem",))


def trusted() -> int:
    return sockets.tls_context().cert_store_stats()["x509_ca"]


def test_a_container_without_certificates_trusts_those_of_certifi() -> None:
    assert trusted() > 50


def test_a_file_of_the_distribution_comes_before_certifi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle, end = Path(certifi.where()).read_text(encoding="utf-8"), "-----END CERTIFICATE-----"
    file = tmp_path / "certificates.pem"
    file.write_text(bundle.partition(end)[0] + end, encoding="utf-8")
    monkeypatch.setattr(sockets, "SYSTEM_CERTIFICATES", ("/nonexistent/certificates.pem", str(file)))
    assert trusted() == 1
