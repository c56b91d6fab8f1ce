"""Paths of the server: those of all client protocols, at the root and below a profile's name."""

from __future__ import annotations

from collections.abc import Collection

from dragoman import loader
from dragoman.adapters import Front

RELOAD, STATUS, CLEAR = "/api/reload", "/api/status", "/api/breakers/clear"
CONTROL = (RELOAD, STATUS, CLEAR)
UNKNOWN_PATH = "unknown_path"  # the code of this error in the hub; specs write what a protocol calls it
PROBES = {"": "hello", "/api/hello": "hello", "/health": "hello", "/healthz": "health"}


class PathNotFound(Exception):
    """The path does not exist. The text lists the profiles, if the profile is what is missing."""


class Paths:
    """`actions`: path -> {protocol: create, count or models}; `credentials`: headers in which clients send a key;
    `signs`: protocol -> headers that only its clients send; `lists`: paths below which each model, or each stored
    response, has a path."""

    def __init__(self) -> None:
        self.actions: dict[str, dict[str, str]] = {}
        credentials: set[bytes] = set()
        for name in loader.fronts():
            table = loader.protocol(name)
            credentials.update(header.encode("latin-1") for header in table.get("key_headers", ()))
            for action, path in table["paths"].items():
                if path:
                    self.actions.setdefault(path if path.startswith("/v1/") else f"/v1{path}", {})[name] = action
        self.signs = {name: _signs(name) for name in loader.fronts()}
        self.credentials = frozenset(credentials)
        self.lists = [path for path, actions in self.actions.items() if "models" in actions.values()]
        self.lists += [path for path, made in self.actions.items() if any(map(_stores, made, made.values()))]

    def place(self, path: str) -> tuple[str, str, str]:
        """Split a path into the profile or "", the path without it, and the model or response that it names or "".
        `check` decides whether the profile and the path exist, so that a response before authentication cannot depend
        on it."""
        path = path.rstrip("/")
        if found := self._known(path):
            return "", *found
        segment, slash, rest = path.lstrip("/").partition("/")
        if found := self._known(slash + rest):
            return segment, *found
        return "", path, ""

    def check(self, segment: str, path: str, profiles: Collection[str]) -> None:
        """Raise PathNotFound unless the profile and the path exist."""
        if segment and segment not in profiles:
            if path in self.actions:
                raise PathNotFound(f"no profile '{segment}'; the configured profiles are: {', '.join(profiles)}")
            raise PathNotFound(f"no such path: /{segment}{path}")
        if path not in self.actions and path not in PROBES and (segment or path not in CONTROL):
            near = self._near(path, profiles)
            if not near and "/v1/" in path:
                near = f". It is not proxied; Dragoman serves {', '.join(sorted(self.actions))}"
            raise PathNotFound(f"no such path: {path}{near}")

    def _near(self, path: str, profiles: Collection[str]) -> str:
        """Return a hint at the path with a version that a client's base URL lacks; "" if there is none."""
        first, slash, rest = path.lstrip("/").partition("/")
        profile = f"/{first}" if first in profiles else ""
        usual = f"/v1{slash + rest if profile else path}"
        return f"; did you mean {profile}{usual}? The base URL ends in {profile}/v1" if self._known(usual) else ""

    def _known(self, path: str) -> tuple[str, str] | None:
        """Return the known path that a path begins with, and the id after it, which may contain slashes."""
        if path in self.actions or path in PROBES or path in CONTROL:
            return path, ""
        for known in self.lists:
            if path.startswith(known + "/"):
                return known, path[len(known) + 1 :]
        return None

    def front_for(self, headers: Collection[bytes], path: str) -> Front:
        """Return the client's protocol: the one that the path belongs to. Of several, the one whose sign is among the
        headers, else the first without a sign, else the first."""
        names = self.actions.get(path) or self._around(path) or self.signs
        for name in names:
            if any(sign in headers for sign in self.signs.get(name, ())):
                return loader.front(name)
        return loader.front(next((name for name in names if not self.signs.get(name)), next(iter(names))))

    def _around(self, path: str) -> dict[str, str] | None:
        """Return the actions of the known path that an unknown one begins with, below a profile or not, with a version
        or not: the path of another API of the same protocol, or a mistyped one."""
        below = path.lstrip("/").partition("/")[2]
        for start in (path, f"/v1{path}", f"/{below}", f"/v1/{below}"):
            while start.strip("/"):
                if start in self.actions:
                    return self.actions[start]
                start = start.rpartition("/")[0]
        return None


def _stores(name: str, action: str) -> bool:
    """Whether responses to this action of a protocol can be stored."""
    return action == "create" and "stored" in loader.protocol(name)


def _signs(name: str) -> list[bytes]:
    """Return the headers that only clients of this protocol send: its version, and keys that no other protocol uses."""
    table = loader.protocol(name)
    others = {
        key for other in loader.fronts() if other != name for key in loader.protocol(other).get("key_headers", ())
    }
    signs = [*table.get("version", ()), *(key for key in table.get("key_headers", ()) if key not in others)]
    return [header.encode("latin-1") for header in signs]
