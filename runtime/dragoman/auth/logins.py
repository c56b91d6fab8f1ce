"""Existing logins: our own and those of other programs, in the order of the spec.

Another program's file is read only, except where the spec declares `writes:` because the owner expects a rotated token
there. Then unknown members, indentation and mode are preserved.
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
from dragoman.auth.secret import cleaned_key
from dragoman.auth.store import Store
from dragoman.auth.values import Values
from dragoman.library.names import digest
from dragoman.masking import CredentialError


def or_variables(about: Mapping[str, Any]) -> str:
    """Return the end of a message about a missing login: the environment variables that can hold it."""
    held = (one["env"] for one in about.get("logins") or () if "env" in one and not one.get("unusable"))
    names = [name if isinstance(name, str) else name[0] for name in next(held, {}).values()]
    return f", or set {' and '.join(names)}" if names else ""


@dataclass
class Login:
    """One login. `source`: description of where it is stored; `grant`: how it is renewed; `again`: the owner's command
    that logs in again; `path`: the owner's file; `entry`: the name in the credential store; `seen`: its fingerprint
    when it was read."""

    values: Values = field(repr=False)
    source: str = ""
    grant: str = "refresh_token"
    again: str = ""
    path: Path | None = None
    entry: str = ""
    spec: Mapping[str, Any] = field(default_factory=dict, repr=False)
    seen: str = ""

    def __post_init__(self) -> None:
        self.seen = self.fingerprint

    @property
    def persistent(self) -> bool:
        """Whether renewed values are saved where the login is stored."""
        return bool(self.entry or (self.path and self.spec.get("write_back")))

    @property
    def renewable(self) -> bool:
        """Whether the login can be renewed."""
        if self.grant == "refresh_token":
            return bool(self.values.get("refresh_token"))
        return self.grant in ("jwt", "ask")

    @property
    def fingerprint(self) -> str:
        """A digest that changes when the login does and contains no secret."""
        return digest(*(self.values.get(name, "") for name in ("access_token", "refresh_token")), self.source)


class Logins:
    """The logins of one spec, for one profile."""

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
        """The names in the credential store, the profile's own first."""
        name = str(self.table["name"])
        return [f"{name}@{self.profile}", name] if self.profile else [name]

    def find(self) -> Login | None:
        """Return the login to use. Raises CredentialError if a login exists and cannot be read."""
        return next(self.all(), None)

    def all(self, shown: bool = False) -> Iterator[Login]:
        """Iterate over all logins by precedence. `shown`: include those that are only displayed. Raises CredentialError
        for a login that cannot be read or used."""
        uses = ""
        for name in self.entries:
            found = self.store.get(name)
            if found is None:
                continue
            entry, place = found
            uses = uses or str(entry.get("uses") or "")
            if isinstance(entry.get("values"), dict):
                yield Login(self._read(entry["values"]), place, entry=name)
        specs = [spec for spec in self.table.get("logins") or () if shown or spec.get("unusable") is not True]
        found_titles: set[str] = set()
        for spec in sorted(specs, key=lambda spec: spec["title"] != uses):
            if isinstance(spec.get("unusable"), str) and spec["title"] in found_titles:
                continue  # the program has a login that can be used
            for login in self._found(spec):
                found_titles.add(spec["title"])
                yield login

    def stamp(self, login: Login | None) -> tuple[float, ...]:
        """Return modification times that change when a file of the login does."""
        stamps = [self.store.stamp(name) for name in self.entries]
        if login is not None and login.path is not None:
            try:
                stamps.append(login.path.stat().st_mtime)
            except OSError:
                stamps.append(0.0)
        return tuple(stamps)

    def lock(self, login: Login) -> Path:
        """Return the path of the lock for renewals of this login."""
        return self.store.lock(login.entry or digest(str(login.path or login.source)))

    def save(self, login: Login, values: Values) -> None:
        """Save renewed values where the login is stored. Raises OSError, CredentialError."""
        login.values = values
        if login.entry:
            self.store_values(login.entry, values)
        elif login.path is not None and login.spec.get("write_back"):
            tree = files.read_tree(login.path, _format(login.spec, login.path)) or {}
            for pointer, template in login.spec["write_back"].items():
                new = v.filled(template, file_values(values))
                if new is not v.MISSING:
                    v.put(tree, v.text(pointer, self.base()) or pointer, new)
            files.write_tree(login.path, tree)

    def store_values(self, name: str, values: Values) -> str:
        """Save values in the credential store. Returns a description of where."""
        return self.store.put(name, {"login": self.table["name"], "values": values})

    def base(self, values: Values | None = None) -> Values:
        """Return the values that are known before a login: the site and facts about this machine."""
        site = self.known.get("site") or (values or {}).get("site") or self._default_site()
        scope = " ".join(self.table.get("scopes") or ())
        known: Values = {**requests.machine_facts(), "machine": self._machine(), "scope": scope, **self.known}
        if self.table.get("client_id"):
            known["client_id"] = self.table["client_id"]
        if site:
            site = site if "://" in site else f"https://{site}"
            known |= {"site": site.rstrip("/"), "host": urlsplit(site).netloc}
        return known

    def _default_site(self) -> str:
        """Return the site from the environment, or the spec's default."""
        about = self.table.get("site") or {}
        named = (self.environment.get(name, "").strip() for name in about.get("env") or ())
        return next((site for site in named if site), about.get("url", ""))

    def site_of_new_login(self) -> str:
        """Return the site that a file of the vendor's program names for a new login, "" for the usual one. A login that
        exists stays with the site that issued it."""
        about = self.table.get("site") or {}
        if any(self.environment.get(name, "").strip() for name in about.get("env") or ()):
            return ""
        path = files.expand_path(about.get("file") or "", self.environment)
        try:
            word = path.read_text(encoding="utf-8").strip() if path else ""
        except (OSError, UnicodeDecodeError):
            return ""
        return str((about.get("words") or {}).get(word, ""))

    def _machine(self) -> str:
        """Return an id of this installation, for vendors that require one."""
        return digest("machine", requests.machine_facts()["hostname"], str(self.store.folder), size=32)

    def _found(self, spec: Mapping[str, Any]) -> Iterator[Login]:
        """Iterate over the logins that one entry of the spec finds."""
        grant, again = spec.get("grant") or "refresh_token", spec.get("command") or ""
        if "env" in spec:
            read: Values = {}
            names: list[str] = []
            for value, variables in spec["env"].items():
                for variable in [variables] if isinstance(variables, str) else variables:
                    if token := cleaned_key(self.environment.get(variable, "")):
                        read[value] = token
                        names.append(f"${variable}")
                        break
            if len(read) == len(spec["env"]):
                yield Login(self._read(read), f"{spec['title']}, {', '.join(names)}", grant, again, spec=spec)
        elif "endpoint" in spec:
            yield Login({}, spec["title"], "ask", again, spec=spec)
        else:
            yield from self._in_files(spec, grant, again)

    def _in_files(self, spec: Mapping[str, Any], grant: str, again: str) -> Iterator[Login]:
        """Iterate over the logins in the files of one entry of the spec."""
        templates = spec["file"]
        for template in [templates] if isinstance(templates, str) else templates:
            path = files.expand_path(template, self.environment)
            exists = False
            for place in files.matching(path) if path is not None else ():
                tree = self._tree(spec, place)
                exists = exists or tree is not None
                if tree is None or not v.matches(tree, spec.get("having") or {}, self.base()):
                    continue
                read = v.read(tree, spec.get("values") or {}, self.base())
                if isinstance(cause := spec.get("unusable"), str):
                    reason = v.text(cause, {**self.base(), **read}) or cause
                    raise CredentialError(f"{spec['title']}, {self._short(place)}: {reason}")
                if read:
                    source = f"{spec['title']}, {self._short(place)}"
                    yield Login(self._read(read), source, grant, again, place, spec=spec)
                    return
            if exists:  # an existing file hides the files after it, whatever it contains
                return

    def _tree(self, spec: Mapping[str, Any], place: Path) -> dict[str, Any] | None:
        """Return the content of a file. A file that only states a reason (`unusable:`) may have any content."""
        try:
            return files.read_tree(place, _format(spec, place))
        except CredentialError as broken:
            if isinstance(spec.get("unusable"), str):
                return None
            raise CredentialError(
                f"{broken}; log in again with: {spec['command']}" if spec.get("command") else str(broken)
            ) from None

    def _short(self, path: Path) -> str:
        """Return a path with `~` for the home directory."""
        home = self.environment.get("HOME", "")
        text = str(path)
        return f"~{text[len(home) :]}" if home and text.startswith(f"{home}/") else text

    def _read(self, found: Values) -> Values:
        """Return stored values with timestamps in seconds, and register their secrets for masking."""
        read = {**found}
        for name in ("expires", "refreshed"):
            if name in read:
                when = v.parse_timestamp(read.pop(name))
                if when is not None:
                    read[name] = when
        exp = v.parse_timestamp(v.claims(read.get("access_token")).get("exp"))
        if "expires" not in read and exp is not None:
            read["expires"] = exp
        return requests.register_secrets(read)


def _format(spec: Mapping[str, Any], path: Path) -> str:
    """Return the format of a login's file."""
    by_suffix = {".yml": "yaml", ".yaml": "yaml", ".toml": "toml", ".db": "sqlite"}
    return str(spec.get("format") or by_suffix.get(path.suffix, "json"))


def file_values(values: Values) -> Values:
    """Return the values with their timestamps in the formats that files use."""
    more: Values = {"refreshed_iso": v.format_timestamp(values.get("refreshed") or time.time())}
    if values.get("expires"):
        more |= {"expires_ms": int(values["expires"] * 1000), "expires": int(values["expires"])}
    if values.get("expires_in"):
        more["expires_in"] = int(values["expires_in"])
    return {**values, **more}
