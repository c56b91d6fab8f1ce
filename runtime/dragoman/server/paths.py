"""Which path means what: made from the protocols' own tables, at the root and under a profile's name."""

from __future__ import annotations

from collections.abc import Collection

from dragoman import loader
from dragoman.loader import Front

PROBES = {"": "hello", "/api/hello": "hello", "/health": "hello", "/healthz": "health"}


class NotThere(Exception):
    """Nothing is at this path; the text says what is."""


class Paths:
    """`actions`: path -> {protocol: create, count or models}, of all protocols that clients may speak; `credentials`:
    the headers that may carry a client's; `lists`: the paths of lists of models, below which each has its own."""

    def __init__(self) -> None:
        self.actions: dict[str, dict[str, str]] = {}
        credentials: set[bytes] = set()
        self.signs: dict[str, list[bytes]] = {}  # protocol -> headers that only its clients send
        for name in loader.protocols():
            table = loader.protocol(name)
            served = table.get("front", True)
            if served:
                self.signs[name] = [header.encode("latin-1") for header in table.get("version", ())]
                credentials.update(header.encode("latin-1") for header in table.get("keys", ()))
            for action, path in table["paths"].items():
                if path and (served or action == "models"):  # a list of models may have any protocol's shape
                    self.actions.setdefault(path if path.startswith("/v1/") else f"/v1{path}", {})[name] = action
        self.credentials = frozenset(credentials)
        self.lists = [path for path, actions in self.actions.items() if "models" in actions.values()]

    def place(self, path: str) -> tuple[str, str, str]:
        """Split a path into the profile or "", the path without it, and the model that it names or "". Whether the
        profile and the path exist is left to `check`, so that a response before authentication cannot depend on it."""
        path = path.rstrip("/")
        if found := self._known(path):
            return "", *found
        segment, slash, rest = path.lstrip("/").partition("/")
        if found := self._known(slash + rest):
            return segment, *found
        return "", path, ""

    def check(self, segment: str, path: str, profiles: Collection[str]) -> None:
        """Raise NotThere unless the profile and the path exist."""
        if segment and segment not in profiles:
            if path in self.actions:
                raise NotThere(f"there is no profile '{segment}'; there are: {', '.join(profiles)}")
            raise NotThere(f"there is nothing at /{segment}{path}")
        if path not in self.actions and path not in PROBES:
            raise NotThere(f"there is nothing at {path}")

    def _known(self, path: str) -> tuple[str, str] | None:
        """A path as it is known, and what stands behind it: the name of a model, which may hold slashes."""
        if path in self.actions or path in PROBES:
            return path, ""
        for known in self.lists:
            if path.startswith(known + "/"):
                return known, path[len(known) + 1 :]
        return None

    def front_for(self, headers: Collection[bytes], path: str) -> Front:
        """The protocol a client speaks: the one that the path belongs to; of several the one that a header is a sign
        of, else the first that has no such sign, else the first."""
        names = self.actions.get(path, self.signs)
        for name in names:
            if any(sign in headers for sign in self.signs.get(name, ())):
                return loader.front(name)
        return loader.front(next((name for name in names if not self.signs.get(name)), next(iter(names))))
