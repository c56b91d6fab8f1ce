"""Optional dependencies: the extras of the package, and the message where one is needed and not installed."""

from __future__ import annotations

EXTRAS = {
    "aws": "signed requests to AWS, and its credentials",
    "keyring": "credentials in the keyring of the system",
    "metrics": "the path /metrics",
    "otel": "traces and metrics for OpenTelemetry",
    "service-account": "logins with the key of a service account",
}


def missing(extra: str) -> str:
    """Return the message for an extra of the package that is needed and not installed."""
    return f"the extra '{extra}' is not installed ({EXTRAS[extra]}): pip install 'dragoman[{extra}]'"
