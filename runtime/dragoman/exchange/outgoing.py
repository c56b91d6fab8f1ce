"""What goes to a provider, and which headers it bears (rule 2.12)."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman import __version__
from dragoman.config.profiles import Profile
from dragoman.config.request_facts import Facts, told
from dragoman.loader import Back, Front


@dataclass(slots=True)
class Client:
    """What else a request brings: its headers and its query (encoded, without `?`)."""

    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    query: str = ""

    def values(self, name: str) -> list[str]:
        wanted = name.encode("latin-1")
        return [value.decode("latin-1") for key, value in self.headers if key == wanted]


@dataclass(slots=True)
class Sent:
    """What goes to the provider."""

    url: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"


def headers_for(
    front: Front, back: Back, profile: Profile, client: Client, key: str, stream: bool, known: Facts | None = None
) -> dict[str, str]:
    """The headers of a request: nothing of the client's but what its protocol lists, and only within that protocol.
    `known`: what the request is like, where the provider has headers that depend on it."""
    side = profile.sides[back.name]
    headers = {
        "content-type": "application/json",
        "accept": "text/event-stream" if stream else "application/json",
        "user-agent": f"dragoman/{__version__}",
        **back.table.get("version", {}),
    }
    if front.name == back.name:
        for name in front.table.get("keep", ()):
            if values := client.values(name):
                headers[name] = one_list(values) if name in front.table.get("lists", ()) else values[0]
    if profile.passthrough:
        for name in front.table.get("keys", ()):
            if values := client.values(name):
                headers[name] = values[0]
    elif key:
        headers.update({name: form.replace("{key}", key) for name, form in side.header.items()})
    headers.update(side.headers)
    if known is not None:
        headers.update(told(side.asked, known, profile.holes))
    headers.update(profile.headers)
    return headers


def one_list(values: list[str]) -> str:
    """The lines of a list header as one: order kept, each name once (case 246)."""
    names = [name.strip() for value in values for name in value.split(",")]
    return ",".join(dict.fromkeys(name for name in names if name))
