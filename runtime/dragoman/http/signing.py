"""Signatures of requests, for providers that take signed requests instead of a key (`request_signing` of their spec).

The signer and the search for credentials (environment, configured profiles, single sign-on, roles, the machine's
metadata service) are those of botocore, an optional dependency that is imported on first use. A signature covers the
method, the address, the content type and the final body, so it is made when a request is sent.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from dragoman import extras
from dragoman.masking import CredentialError, remember

LIBRARY = "botocore"
EXTRA = "aws"  # the optional extra of this package that installs the library
SIGNED = ("content-type",)  # headers that are signed beside the host and those of the signature


def missing_library() -> str:
    """Return the message that the library of the signer is not installed; "" if it is."""
    return "" if find_spec(LIBRARY) else extras.missing(EXTRA)


class RequestSigner:
    """Signs requests for one service in one region."""

    def __init__(self, service: str, region: str) -> None:
        self.service, self.region = service, region
        self._credentials: Any = None

    def ready(self) -> bool:
        """Whether the credentials are known and valid, so that signing needs no input and output."""
        return self._credentials is not None and not getattr(self._credentials, "refresh_needed", bool)()

    def load(self) -> None:
        """Find the credentials, or renew them. It may read files and send requests. Raises CredentialError."""
        errors = import_module(f"{LIBRARY}.exceptions")
        try:
            if self._credentials is None:
                self._credentials = import_module(f"{LIBRARY}.session").Session().get_credentials()
            if self._credentials is not None:
                self._credentials.get_frozen_credentials()
        except errors.BotoCoreError as error:
            raise CredentialError(f"the credentials to sign requests cannot be used: {error}") from None
        if self._credentials is None:
            raise CredentialError(
                "no credentials to sign requests were found on this machine: log in, or set the key of the provider"
            )

    def headers(self, method: str, url: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
        """Return the headers of the signature of a request. Call `load` before unless `ready`."""
        request = import_module(f"{LIBRARY}.awsrequest").AWSRequest(
            method=method, url=url, headers={name: headers[name] for name in SIGNED if name in headers}, data=body
        )
        credentials = self._credentials.get_frozen_credentials()
        remember(credentials.secret_key)
        if credentials.token:
            remember(credentials.token)
        import_module(f"{LIBRARY}.auth").SigV4Auth(credentials, self.service, self.region).add_auth(request)
        return {name.lower(): value for name, value in request.headers.items() if name.lower() not in SIGNED}
