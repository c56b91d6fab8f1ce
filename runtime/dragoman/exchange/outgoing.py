"""The request sent upstream and its headers (rule 2.12)."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman import __version__
from dragoman.adapters import Back, Front
from dragoman.config.profiles import Profile
from dragoman.config.request_facts import Facts, fill_headers
from dragoman.streaming.framing import CONTENT_TYPES

REQUEST_ID = "x-client-request-id"  # the name that SDKs of several vendors use; other providers ignore it


@dataclass(slots=True)
class ClientRequest:
    """The headers (names in lower case) and the query (encoded, without `?`) of a client's request."""

    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    query: str = ""

    def values(self, name: str) -> list[str]:
        wanted = name.encode("latin-1")
        return [value.decode("latin-1") for key, value in self.headers if key == wanted]


@dataclass(slots=True)
class ProviderRequest:
    """A request to a provider."""

    url: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"


def headers_for(
    front: Front,
    back: Back,
    profile: Profile,
    client: ClientRequest,
    key: str,
    stream: bool,
    facts: Facts | None = None,
) -> dict[str, str]:
    """Return the headers of a request. Of the client's headers only those are passed on that its protocol lists, and
    only within that protocol. `facts`: of the request, for a provider with headers that depend on it."""
    side = profile.sides[back.name]
    headers = {
        "content-type": "application/json",
        "accept": CONTENT_TYPES[back.framing] if stream else "application/json",
        "user-agent": f"dragoman/{__version__}",
        **back.table.get("version", {}),
    }
    if front.name == back.name:
        for name, kind in front.table.get("forward_headers", {}).items():
            if values := client.values(name):
                headers[name] = joined_list(values) if kind == "list" else values[0]
    if profile.passthrough:
        for name in front.table.get("key_headers", ()):
            if values := client.values(name):
                headers[name] = values[0]
    elif key:
        headers.update({name: form.replace("{key}", key) for name, form in side.header.items()})
    headers.update(side.headers)
    if facts is not None:
        headers.update(fill_headers(side.conditional_headers, facts, profile.placeholders))
    headers.update(profile.headers)
    return headers


def joined_list(values: list[str]) -> str:
    """Join the lines of a list header: the order is kept, each name appears once (case 246)."""
    names = [name.strip() for value in values for name in value.split(",")]
    return ",".join(dict.fromkeys(name for name in names if name))
