"""Which login there is: our own, or one that another program made, in the order of the spec.

Another program's file is read and never damaged. It is written only where the spec says so, because its owner expects
a rotated token there; then every member that we do not know stays, and so do layout and mode.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dragoman.auth import files, requests
from dragoman.auth import values as v
from dragoman.auth.store import Store
from dragoman.auth.values import Values
from dragoman.library.context import digest
from dragoman.masking import CredentialError


@dataclass
class Login:
    """`source`: where it lies, in words; `grant`: how it is renewed; `again`: the owner's command that logs in anew;
    `path`: the owner's file; `entry`: the name in our own store; `seen`: the mark it had when it was read."""

    values: Values = field(repr=False)
    source: str = ""
    grant: str = "refresh_token"
    again: str = ""
    path: Path | None = None
    entry: str = ""
    spec: Mapping[str, Any] = field(default_factory=dict, repr=False)
    seen: str = ""

    def __post_init__(self) -> None:
        self.seen = self.mark

    @property
    def keeps(self) -> bool:
        """Whether what a renewal gives is written where the login lies."""
        return bool(self.entry or (self.path and self.spec.get("writes")))

    @property
    def renewable(self) -> bool:
        if self.grant == "refresh_token":
            return bool(self.values.get("refresh_token"))
        return self.grant in ("jwt", "ask")

    @property
    def mark(self) -> str:
        """Changes when the login does; holds no secret."""
        return digest(*(self.values.get(name, "") for name in ("access_token", "refresh_token")), self.source)


class Logins:
    """The logins of one spec, as one profile sees them."""

    def __init__(
        self,
        table: Mapping[str, Any],
        profile: str = "",
        environment: Mapping[str, str] | None = None,
        store: Store | None = None,
        known: Mapping[str, str] | None = None,
    ) -> None:
        self.table, self.profile, self.known = table, profile, dict(known or {})
        self.environment = os.environ if environment is None else environment
        self.store = store or Store(self.environment)

    @property
    def entries(self) -> list[str]:
        """The names under which our own may lie."""
        name = str(self.table["name"])
        return [f"{name}@{self.profile}", name] if self.profile else [name]

    def find(self) -> Login | None:
        """The login that is used. Raises CredentialError where one is there and cannot be read."""
        return next(self.all(), None)

    def all(self, shown: bool = False) -> Iterator[Login]:
        """All of them, the first first. `shown`: also those that are only for the eye. Raises CredentialError at one
        that cannot be read, or used."""
        uses = ""
        for name in self.entries:
            found = self.store.get(name)
            if found is None:
                continue
            entry, place = found
            uses = uses or str(entry.get("uses") or "")
            if isinstance(entry.get("values"), dict):
                yield Login(self._read(entry["values"]), place, entry=name)
        specs = [spec for spec in self.table.get("logins") or () if shown or spec.get("serves") is not False]
        for spec in sorted(specs, key=lambda spec: spec["title"] != uses):
            yield from self._found(spec)

    def stamp(self, login: Login | None) -> tuple[float, ...]:
        """Changes when a file does that has to do with the login."""
        stamps = [self.store.stamp(name) for name in self.entries]
        if login is not None and login.path is not None:
            try:
                stamps.append(login.path.stat().st_mtime)
            except OSError:
                stamps.append(0.0)
        return tuple(stamps)

    def lock(self, login: Login) -> Path:
        """What everybody who renews this login locks."""
        return self.store.lock(login.entry or digest(str(login.path or login.source)))

    def save(self, login: Login, values: Values) -> None:
        """Keeps what a renewal gave, where the login lies. Raises OSError, CredentialError."""
        login.values = values
        if login.entry:
            self.keep(login.entry, values)
        elif login.path is not None and login.spec.get("writes"):
            tree = files.read_tree(login.path, _format(login.spec, login.path)) or {}
            for pointer, template in login.spec["writes"].items():
                new = v.filled(template, forms(values))
                if new is not v.MISSING:
                    v.put(tree, v.text(pointer, self.base()) or pointer, new)
            files.write_tree(login.path, tree)

    def keep(self, name: str, values: Values) -> str:
        """Puts values into our own store; returns where that is."""
        return self.store.put(name, {"login": self.table["name"], "values": values})

    def base(self, values: Values | None = None) -> Values:
        """What is known before any login: the site, and what the machine is called."""
        site = self.known.get("site") or (values or {}).get("site") or self._usual_site()
        scope = " ".join(self.table.get("scopes") or ())
        known: Values = {**requests.about_here(), "machine": self._machine(), "scope": scope, **self.known}
        if self.table.get("client"):
            known["client_id"] = self.table["client"]
        if site:
            site = site if "://" in site else f"https://{site}"
            known |= {"site": site.rstrip("/"), "host": urlsplit(site).netloc}
        return known

    def _usual_site(self) -> str:
        about = self.table.get("site") or {}
        named = (self.environment.get(name, "").strip() for name in about.get("env") or ())
        return next((site for site in named if site), about.get("url", ""))

    def _machine(self) -> str:
        """An id of this installation, for those who want one."""
        return digest("machine", requests.about_here()["hostname"], str(self.store.folder), size=32)

    def _found(self, spec: Mapping[str, Any]) -> Iterator[Login]:
        grant, again = spec.get("grant") or "refresh_token", spec.get("again") or ""
        if "env" in spec:
            read: Values = {}
            names: list[str] = []
            for value, variables in spec["env"].items():
                for variable in [variables] if isinstance(variables, str) else variables:
                    if self.environment.get(variable, "").strip():
                        read[value] = self.environment[variable].strip()
                        names.append(f"${variable}")
                        break
            if len(read) == len(spec["env"]):
                yield Login(self._read(read), f"{spec['title']}, {', '.join(names)}", grant, again, spec=spec)
        elif "ask" in spec:
            yield Login({}, spec["title"], "ask", again, spec=spec)
        else:
            yield from self._in_files(spec, grant, again)

    def _in_files(self, spec: Mapping[str, Any], grant: str, again: str) -> Iterator[Login]:
        said = spec["file"]
        for template in [said] if isinstance(said, str) else said:
            path = files.named(template, self.environment)
            there = False
            for place in files.matching(path) if path is not None else ():
                tree = self._tree(spec, place)
                there = there or tree is not None
                if tree is None or not v.fits(tree, spec.get("having") or {}, self.base()):
                    continue
                read = v.read(tree, spec.get("reads") or {}, self.base())
                if spec.get("cannot"):
                    told = v.text(spec["cannot"], {**self.base(), **read}) or spec["cannot"]
                    raise CredentialError(f"{spec['title']}, {self._short(place)}: {told}")
                if read:
                    source = f"{spec['title']}, {self._short(place)}"
                    yield Login(self._read(read), source, grant, again, place, spec=spec)
                    return
            if there:  # a file that is named before others stands for them, of whatever kind it is
                return

    def _tree(self, spec: Mapping[str, Any], place: Path) -> dict[str, Any] | None:
        """What is in the file. One in which only a reason is looked for may be of any kind."""
        try:
            return files.read_tree(place, _format(spec, place))
        except CredentialError as broken:
            if spec.get("cannot"):
                return None
            raise CredentialError(
                f"{broken}; log in again with: {spec['again']}" if spec.get("again") else str(broken)
            ) from None

    def _short(self, path: Path) -> str:
        home = self.environment.get("HOME", "")
        text = str(path)
        return f"~{text[len(home) :]}" if home and text.startswith(f"{home}/") else text

    def _read(self, found: Values) -> Values:
        """Values as they lie somewhere, with moments as seconds, and every secret known to the log."""
        read = {**found}
        for name in ("expires", "refreshed"):
            if name in read:
                when = v.moment(read.pop(name))
                if when is not None:
                    read[name] = when
        exp = v.moment(v.claims(read.get("access_token")).get("exp"))
        if "expires" not in read and exp is not None:
            read["expires"] = exp
        return requests.guarded(read)


def _format(spec: Mapping[str, Any], path: Path) -> str:
    usual = {".yml": "yaml", ".yaml": "yaml", ".toml": "toml"}
    return str(spec.get("format") or usual.get(path.suffix, "json"))


def forms(values: Values) -> Values:
    """The values with their moments in the forms that files have."""
    more: Values = {"refreshed_iso": v.iso(values.get("refreshed") or time.time())}
    if values.get("expires"):
        more |= {"expires_ms": int(values["expires"] * 1000), "expires": int(values["expires"])}
    if values.get("expires_in"):
        more["expires_in"] = int(values["expires_in"])
    return {**values, **more}
