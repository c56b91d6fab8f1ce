"""Profiles: which provider answers, under which address and with which key, and which of its models a name means.

A profile is a provider with a key, an address and model names; `Settings` is everything a server was told. Both are
plain, so that a start without a configuration file (`default_settings`) needs neither a YAML reader nor a validator.
An unusable profile carries its `problem`: it does not stop the server, its answers say what is missing.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from dragoman import loader
from dragoman.auth.secret import RequestAuth, Secret
from dragoman.config.model_names import spelled
from dragoman.config.sides import Pick, Side, made_picks, made_sides, usual_protocol
from dragoman.http import address
from dragoman.values import globs
from dragoman.values.placeholders import fill

if TYPE_CHECKING:
    from dragoman.auth.credential import Credential

NAME = re.compile(r"[a-z][a-z0-9_-]*")
RESERVED = frozenset({"v1", "api", "healthz"})
SLOTS = ("haiku", "sonnet", "opus")  # the sizes by which the usual client names its models
FAMILY = "claude"  # what that client's model names begin with; it lists only ids that do
DEFAULT = "default"  # the slot for what has no other
LONG = "[1m]"  # that client's mark for a long window; no provider knows it
SLOTTED = re.compile(  # a name of that client's, from which its slot is to be seen, with its family's name and without
    rf"{FAMILY}[^/]*({'|'.join(SLOTS)})[^/]*|(?:\d[\d.]*-)?({'|'.join(SLOTS)})(?:[-@]?\d[\d.@-]*)?(?:-latest)?"
)
EMBEDDED = "demo"


@dataclass
class Profile:
    """One provider as it was configured. `protocol`: the usual one; `sides`: as each of its protocols is spoken."""

    name: str
    provider: str
    protocol: str
    table: dict[str, Any]  # the provider's facts, its variant laid over them
    sides: dict[str, Side]
    picks: list[Pick] = field(default_factory=list)
    models: dict[str, str] = field(default_factory=dict)  # slot or alias -> the provider's id
    held: dict[str, dict[str, int]] = field(default_factory=dict)  # what models hold, as the configuration says
    said: frozenset[str] = frozenset()  # those of them that the configuration says
    headers: dict[str, str] = field(default_factory=dict)  # the configuration's own
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)  # merged into what is asked
    holes: dict[str, str] = field(default_factory=dict)
    key: Secret = field(default_factory=Secret)
    login: Credential | None = None  # instead of a key
    passthrough: bool = False  # the client's own credentials go upstream
    variant: str = ""
    estimates: bool = True
    problem: str = ""
    base_url: str = ""  # the configuration's own
    given: tuple[RequestAuth, Profile] | None = field(default=None, repr=False, compare=False)

    def having(self, given: RequestAuth) -> Profile:
        """The profile with what its login gives: headers, values for holes, the address. The configuration's own go
        first."""
        if self.given is None or self.given[0] is not given:
            sides = self.sides
            if given.url and not self.base_url:
                sides = made_sides(self.table, self.protocol, given.url)
            headers, holes = {**given.headers, **self.headers}, {**given.holes, **self.holes}
            self.given = given, replace(self, headers=headers, holes=holes, sides=sides, given=None)
        return self.given[1]

    @property
    def embedded(self) -> bool:
        return self.provider == EMBEDDED

    def ids(self) -> list[str]:
        """The model ids it is known to have, each once, those of its slots first."""
        return list(dict.fromkeys([*map(bare, self.models.values()), *self.table.get("list", [])]))

    def limits(self, model: str) -> tuple[int, int]:
        """Tokens of the model's window and of its longest answer; 0 where that is not known. Of the globs that fit the
        longest counts, so that a variant may say it better; what the configuration says wins."""
        found: dict[str, int] = {}
        for known in (self.table.get("limits", {}), self.held):
            fits = [glob for glob in known if globs.matches(model, [glob])]
            found |= known[max(fits, key=len)] if fits else {}
        return found.get("window", 0), found.get("answer", 0)

    def settle(self, model: str) -> str:
        """The provider's name of the model that a client asked for. An alias or a slot of `models:` means what stands
        there, and so does a name of the usual client's with the slot in it; `default` stands for the rest of its
        names. An id that the provider has, and what nobody knows, is left as it is."""
        if model in self.models:
            return bare(self.models[model])
        if model in map(bare, self.models.values()):
            return model
        found = SLOTTED.fullmatch(model.lower())
        slot = (found[1] or found[2]) if found else ""
        ids = self.table.get("list", ())
        spells = spelled(model, self.table.get("spells", {}))
        if slot not in self.said and (model in ids or spells in ids):  # the provider's own, and nobody put another
            return model if model in ids else spells
        if slot or model.lower().startswith(FAMILY):
            return bare(self.models.get(slot) or self.fallback or spells)
        return spells

    @property
    def fallback(self) -> str:
        """The model for those of the usual client's names that no slot is for."""
        if DEFAULT in self.models or self.table.get("own_names"):
            return self.models.get(DEFAULT, "")
        return next((self.models[slot] for slot in ("sonnet", "opus", "haiku") if slot in self.models), "")

    def speaks(self, model: str) -> str:
        """The protocol in which the provider is asked for a model."""
        low = model.lower()
        return next((pick.protocol for pick in self.picks if pick.holds(low)), self.protocol)

    def counts(self, model: str) -> str:
        """The protocol in which the provider is asked for the tokens of a request: the one it is spoken to in, where
        that has such a question, else another that has; "" where none does."""
        usual = self.speaks(model)
        return next((name for name in (usual, *self.sides) if self.sides[name].path("count")), "")

    @property
    def url(self) -> str:
        """Of the usual protocol."""
        return self.sides[self.protocol].url

    def address(self, action: str, model: str, query: str = "", port: int = 0, protocol: str = "") -> str:
        """The whole URL of an action, `create`, `stream`, `count` or `models`; "" where there is none. `query`: more
        of it, encoded; `protocol`: where it is not the usual one. A path with two slashes stands at the root of the
        host. Raises address.UnsafeValue."""
        side = self.sides[protocol or self.protocol]
        path = side.path(action)
        if not path:
            return ""
        holes = {**self.holes, "model": model, "port": str(port)}
        base = side.url.rstrip("/")
        if path.startswith("//"):
            base, path = urljoin(base, "/").rstrip("/"), path[1:]
        url = address.filled(base + path, holes)
        asked = {**{name: fill(value, holes) for name, value in side.query.items()}, **self.query}
        pairs = [f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in asked.items()]
        more = "&".join(part for part in [*pairs, query] if part)
        return url + ("&" if "?" in url else "?") + more if more else url


@dataclass
class Timeouts:
    """Seconds. There is no total limit."""

    connect: float = 10.0
    first_byte: float = 300.0
    idle: float = 300.0


@dataclass
class Settings:
    """All that a server is told."""

    profiles: dict[str, Profile]
    default: str
    host: str = "127.0.0.1"
    port: int = 4141
    keys: list[str] = field(default_factory=list)
    allowed_hosts: list[str] = field(default_factory=list)  # beside loopback and `host`
    allowed_origins: list[str] = field(default_factory=list)
    timeouts: Timeouts = field(default_factory=Timeouts)
    source: str = ""  # the file it was read from


class BadSettings(Exception):
    """What is wrong with the settings, one problem a line."""


def make(
    name: str,
    provider: str,
    *,
    protocol: str = "",
    variant: str = "",
    base_url: str = "",
    models: Mapping[str, str] | None = None,
    limits: Mapping[str, dict[str, int]] | None = None,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
    holes: Mapping[str, str] | None = None,
    key: Secret | None = None,
    passthrough: bool = False,
    auth: str = "",
    estimates: bool = True,
    problem: str = "",
    environment: Mapping[str, str] | None = None,
) -> Profile:
    """A profile of a provider that exists; what is not given comes from the provider's own facts and the
    environment."""
    table = loader.provider(provider, variant)
    usual = usual_protocol(table)
    if protocol and protocol not in table["sides"]:
        raise KeyError(loader.unknown("protocol", protocol, table["sides"]))
    passthrough = passthrough or bool(table.get("passthrough"))
    sides = made_sides(table, protocol or usual, base_url)
    picks = [] if protocol else [pick for pick in made_picks(table) if pick.protocol in sides]
    protocol = protocol or usual
    own_models = table.get("models", {})
    if table.get("own_names"):  # the client's names are its own: no slot stands in for them
        own_models = {}
    profile = Profile(
        name=name,
        provider=provider,
        protocol=protocol,
        table=table,
        sides=sides,
        picks=picks,
        models={**own_models, **(models or {})},
        said=frozenset(models or ()),
        held=dict(limits or {}),
        headers=dict(headers or {}),
        query=dict(query or {}),
        body=dict(body or {}),
        holes=dict(holes or {}),
        key=key or Secret(),
        passthrough=passthrough,
        variant=variant,
        estimates=estimates,
        problem=problem,
        base_url=base_url,
    )
    filled = [*profile.holes]
    if not passthrough and (table.get("auth") or auth):
        from dragoman.auth import selection

        profile.login = selection.credential(table, name, auth, profile.key, holes, environment)
        filled += selection.fills(table, auth) if profile.login else []
    if profile.login is not None:
        profile.key = Secret()
    elif table.get("key") and not profile.key and not passthrough:
        _look_up_key(profile, environment)
    open_holes = [hole for hole in sides[protocol].opens() if hole not in filled]
    if open_holes and not profile.problem:
        profile.problem = f"its address leaves {', '.join(open_holes)} open: give the profile with: or base_url"
    profile.problem = profile.problem or _unsafe_value(profile)
    return profile


def _unsafe_value(profile: Profile) -> str:
    """Return what is wrong with a configured value that fills a hole of an address; "" where nothing is."""
    try:
        for protocol, side in profile.sides.items():
            for action in side.paths:
                profile.address(action, "any", protocol=protocol)
    except address.UnsafeValue as unsafe:
        return f"{unsafe}. Correct it under `with:` in the configuration"
    return ""


def _look_up_key(profile: Profile, environment: Mapping[str, str] | None) -> None:
    """The provider's key, from the environment or as `dragoman auth login` kept it."""
    variable = profile.table["key"]
    profile.key = Secret((os.environ if environment is None else environment).get(variable, "").strip())
    if not profile.key:
        from dragoman.auth import selection

        profile.key = selection.kept_key(profile.provider, profile.name, environment)
    if not profile.key and not profile.problem:
        names = profile.table.get("auth")
        way = selection.way_in(names) if names else f"run dragoman auth login {profile.provider}"
        what = "no key and no login" if names else "no key"
        profile.problem = f"it has {what}: set {variable}, {way}, or give the profile api_key, key_file or key_command"


def default_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Without a file: every provider whose key is in the environment, that was logged in to, or that needs neither; and
    `demo`, the default."""
    profiles = {EMBEDDED: make(EMBEDDED, EMBEDDED)}
    for name, (provider, variant) in usual().items():
        profile = make(name, provider, variant=variant, environment=environment)
        if not profile.problem and (profile.login is None or profile.login.asked_for):
            profiles[name] = profile
    return Settings(profiles, EMBEDDED)


def usual() -> dict[str, tuple[str, str]]:
    """The names of profiles without a file: each provider's, and of a variant that is another product, which is logged
    in to, its login's; with the provider and the variant."""
    found: dict[str, tuple[str, str]] = {}
    for name in loader.providers():
        if name != EMBEDDED:
            found[name] = name, ""
            variants = loader.provider(name).get("variants", {}).items()
            found |= {about["auth"][0]: (name, variant) for variant, about in variants if about.get("auth")}
    return found


def bare(model: str) -> str:
    """The name without the mark of a long window."""
    return model.removesuffix(LONG)


def host_and_port(listen: str) -> tuple[str, int]:
    """`127.0.0.1:4141`, `[::1]:4141`. Raises ValueError with what would be right."""
    host, colon, digits = listen.rpartition(":")
    host = host.strip("[]")
    if not colon or not host or not digits.isdigit() or int(digits) > 65535:
        raise ValueError(f"'{listen}' is no address to listen on; write host:port, as in 127.0.0.1:4141")
    return host, int(digits)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_access(settings: Settings) -> None:
    """Raises BadSettings if others than this machine could reach the server without a key."""
    if not settings.keys and not is_loopback(settings.host):
        raise BadSettings(f"listening on {settings.host} lets others in; configure keys: that clients must present")


def find_file(given: str | None, environment: Mapping[str, str] | None = None) -> Path | None:
    """The configuration file: --config, $DRAGOMAN_CONFIG, the working directory, ~/.config/dragoman; None if there is
    none.

    One that was named but is not there raises FileNotFoundError."""
    environment = os.environ if environment is None else environment
    named = given or environment.get("DRAGOMAN_CONFIG")
    if named:
        path = Path(named)
        if not path.is_file():
            raise FileNotFoundError(f"there is no configuration file {path}")
        return path
    home = environment.get("HOME", "")
    places = [Path("dragoman.yaml")] + ([Path(home) / ".config" / "dragoman" / "dragoman.yaml"] if home else [])
    return next((path for path in places if path.is_file()), None)
