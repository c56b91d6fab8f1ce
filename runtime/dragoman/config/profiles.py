"""Profiles: a provider with credentials, an address, and a mapping of model names.

Profiles are plain objects, so that a start without a configuration file needs neither a YAML parser nor a validator. A
profile that cannot be used has a `problem`: the server starts all the same, and replies to its requests state it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from dragoman import loader
from dragoman.auth.secret import RequestAuth, Secret, is_placeholder
from dragoman.catalogue import records
from dragoman.config import base_urls, credentials
from dragoman.config.client_models import DEFAULT, client_models
from dragoman.config.recovery import AccountPick, BreakerOptions, Fallbacks, FallbackTarget, RetryOptions
from dragoman.config.sides import Pick, Side, made_picks, made_sides, usual_protocol
from dragoman.http import address
from dragoman.http.signing import RequestSigner
from dragoman.library.hub import ReasoningEffort
from dragoman.values.placeholders import fill
from dragoman.values.spelling import spelled

if TYPE_CHECKING:
    from dragoman.auth.credential import Credential

NAME = re.compile(r"[a-z][a-z0-9_-]*")
RESERVED = frozenset({"v1", "v1beta", "api", "ui", "metrics", "health", "healthz"})  # paths of the server
EMBEDDED = "demo"


@dataclass(frozen=True)
class ProfileOptions:
    """What a configuration sets for a profile; every option has a default. `limits`: glob of model ids -> tokens;
    `body`: merged into request bodies; `placeholders`: their values in addresses and bodies; `auth`: name of a login;
    `passthrough`: the client's own credentials are sent upstream; `insecure`: a key may be sent over plain http to a
    public host; `problem`: why the profile cannot be used."""

    protocol: str = ""
    variant: str = ""
    base_url: str = ""
    models: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, dict[str, int]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    placeholders: Mapping[str, str] = field(default_factory=dict)
    key: Secret = field(default_factory=Secret)
    passthrough: bool = False
    auth: str = ""
    estimates: bool = True
    retry: RetryOptions = RetryOptions()
    breaker: BreakerOptions = BreakerOptions()
    fallbacks: Fallbacks = field(default_factory=dict)
    signatures: bool = False
    shows_reasoning: bool = False
    sends_request_id: bool = True
    insecure: bool = False
    problem: str = ""


NO_OPTIONS = ProfileOptions()


@dataclass
class Profile:
    """A configured provider. `protocol`: the usual one; `sides`: the provider in each of its protocols; `options`: as
    the configuration has them. Other members combine them with the provider's spec and the environment."""

    name: str
    provider: str
    protocol: str
    table: dict[str, Any]  # PROVIDER of the generated package, with the variant applied
    sides: dict[str, Side]
    options: ProfileOptions = NO_OPTIONS
    picks: list[Pick] = field(default_factory=list)
    for_clients: frozenset[str] = frozenset()  # protocols that clients of the same protocol use with every model
    models: dict[str, str] = field(default_factory=dict)  # slot or alias -> the provider's id
    headers: dict[str, str] = field(default_factory=dict)  # of the configuration
    body: dict[str, Any] = field(default_factory=dict)  # merged into request bodies
    placeholders: dict[str, str] = field(default_factory=dict)
    key: Secret = field(default_factory=Secret)
    login: Credential | None = None  # instead of a key
    signer: RequestSigner | None = None  # instead of a key
    passthrough: bool = False  # the client's own credentials are sent upstream
    effort: ReasoningEffort | None = None  # that a routing rule sets
    accounts: dict[str, Profile] = field(default_factory=dict)  # the profile with the credentials of each account
    pick: AccountPick = "fill"
    problem: str = ""
    base_url: str = ""  # of the configuration
    base_query: str = ""  # of `base_url`, encoded
    _authenticated: tuple[RequestAuth, Profile] | None = field(default=None, repr=False, compare=False)
    _limits: records.Limits = field(default_factory=records.Limits, init=False, repr=False, compare=False)

    def authenticated(self, auth: RequestAuth) -> Profile:
        """Return the profile with what its login provides: headers, values of placeholders, the address. Values of the
        configuration win."""
        if self._authenticated is None or self._authenticated[0] is not auth:
            sides = self.sides
            if auth.url and not self.base_url:
                sides = made_sides(self.table, self.protocol, auth.url)
            headers, placeholders = {**auth.headers, **self.headers}, {**auth.placeholders, **self.placeholders}
            profile = replace(self, headers=headers, placeholders=placeholders, sides=sides, _authenticated=None)
            self._authenticated = auth, profile
        return self._authenticated[1]

    @property
    def embedded(self) -> bool:
        return self.provider == EMBEDDED

    def ids(self) -> list[str]:
        """Return the known model ids, each once, those of slots first."""
        return list(dict.fromkeys([*map(client_models().bare, self.models.values()), *self.table.get("model_ids", [])]))

    def limits(self, model: str) -> tuple[int, int]:
        """Return the tokens of the model's context window and of its longest answer; 0 if unknown. Values of the
        configuration win over the provider's, those of a record over those of a glob."""
        return self._limits.of(self.table, self.options.limits, model)[:2]

    def text_only(self, model: str) -> bool:
        """Return whether the catalogue lists the model without images as its input."""
        return self._limits.of(self.table, self.options.limits, model).text_only

    def resolve(self, model: str) -> str:
        """Return the provider's id for a model name of a client.

        An alias or a slot of `models:` stands for its value, and so does a name of the client program that contains a
        slot. `default` stands for the other names of its family. An id of the provider, and an unknown name, is
        returned in the provider's spelling."""
        client = client_models()
        if model in self.models:
            return client.bare(self.models[model])
        if model in map(client.bare, self.models.values()):
            return model
        slot = client.slot_of(model)
        ids = self.table.get("model_ids", ())
        spelling = spelled(model, self.table.get("model_spellings", {}))
        if slot not in self.options.models and (model in ids or spelling in ids):
            return model if model in ids else spelling
        if slot or client.in_family(model):
            return client.bare(self.models.get(slot) or self.default_model or spelling)
        return spelling

    @property
    def default_model(self) -> str:
        """The model for names of the client program without their own slot; "" if there is none."""
        if DEFAULT in self.models or self.table.get("own_names"):
            return self.models.get(DEFAULT, "")
        return next((self.models[slot] for slot in client_models().fallback if slot in self.models), "")

    def key_of(self, model: str) -> str:
        """Return the slot or alias of `models:` that `resolve` uses for a model name of a client; "" if none."""
        client = client_models()
        if model in self.models:
            return model
        slot = client.slot_of(model)
        return slot if slot in self.models else DEFAULT if client.in_family(model) else ""

    def fallback_of(self, model: str) -> tuple[FallbackTarget, ...]:
        """Return the targets to try if this profile fails. `model`: the model name of the client."""
        fallbacks = self.options.fallbacks
        return (fallbacks.get(self.key_of(model)) or fallbacks.get("", ())) if fallbacks else ()

    def speaks(self, model: str, front: str = "") -> str:
        """Return the protocol for requests to a model. `front`: the client's protocol."""
        if front in self.for_clients:
            return front
        low = model.lower()
        return next((pick.protocol for pick in self.picks if pick.holds(low)), self.protocol)

    def counts(self, model: str, front: str = "") -> str:
        """Return the protocol for token counts: the one of the model's requests if it has counts, else another one
        that has; "" if none has."""
        usual = self.speaks(model, front)
        return next((name for name in (usual, *self.sides) if self.sides[name].path("count")), "")

    @property
    def url(self) -> str:
        """The base URL in the usual protocol. A placeholder without a value stays."""
        return fill(self.sides[self.protocol].url, self.placeholders)

    def address(self, action: str, model: str, query: str = "", port: int = 0, protocol: str = "") -> str:
        """Return the URL of an action (`create`, `stream`, `count` or `models`); "" if the provider has none.
        `query`: an encoded query to append; `port`: of the embedded provider; `protocol`: if not the usual one. A path
        with two slashes starts at the root of the host. Raises address.UnsafeValue."""
        side = self.sides[protocol or self.protocol]
        path = side.path(action)
        if not path:
            return ""
        placeholders = {**self.placeholders, address.MODEL: model, address.MODEL_SEGMENT: model, "port": str(port)}
        base = side.url.rstrip("/")
        if path.startswith("//"):
            base, path = urljoin(base, "/").rstrip("/"), path[1:]
        url = address.filled(base + path, placeholders)
        fixed = {**{name: fill(value, placeholders) for name, value in side.query.items()}, **self.options.query}
        pairs = [f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in fixed.items()]
        more = base_urls.joined_query([self.base_query, *pairs, query])
        return url + ("&" if "?" in url else "?") + more if more else url


def make(
    name: str, provider: str, options: ProfileOptions = NO_OPTIONS, environment: Mapping[str, str] | None = None
) -> Profile:
    """Return a profile. What the options leave out comes from the provider's spec and the environment. Raises KeyError
    for an unknown provider, variant or protocol."""
    table = loader.provider(provider, options.variant)
    if options.protocol and options.protocol not in table["sides"]:
        raise KeyError(loader.unknown("protocol", options.protocol, table["sides"]))
    protocol = options.protocol or usual_protocol(table)
    base, problem = base_urls.BaseUrl(), options.problem
    try:
        base = base_urls.parse(options.base_url, table, protocol) if options.base_url and not problem else base
    except base_urls.InvalidBaseUrl as invalid:
        problem = f"{invalid} (base_url of the profile)"
    sides = made_sides(table, protocol, base.url)
    models = {} if table.get("own_names") else table.get("models", {})  # no slot stands in for a client's own names
    profile = Profile(
        name=name,
        provider=provider,
        protocol=protocol,
        table=table,
        sides=sides,
        options=options,
        for_clients=frozenset(() if options.protocol or base.url else table.get("for_clients", ())),
        picks=[] if options.protocol else [pick for pick in made_picks(table) if pick.protocol in sides],
        models={**models, **options.models},
        headers={**({"authorization": base.authorization} if base.authorization else {}), **options.headers},
        body=dict(options.body),
        placeholders={**values_of_variables(table, environment), **options.placeholders},
        key=options.key,
        passthrough=options.passthrough or bool(table.get("passthrough")),
        problem=problem,
        base_url=base.url,
        base_query=base.query,
    )
    filled: tuple[str, ...] = ()
    if not profile.passthrough:
        found = credentials.find(table, name, options.key, options.auth, profile.placeholders, environment)
        profile.key, profile.login, profile.signer, filled = found.key, found.login, found.signer, found.filled
        profile.problem = profile.problem or found.problem
    profile.problem = profile.problem or _unfilled_placeholder(profile, filled) or _unsafe_value(profile)
    profile.problem = profile.problem or _placeholder_key(profile)
    if not options.insecure:
        profile.problem = profile.problem or exposed_key(profile)
    return profile


def exposed_key(profile: Profile) -> str:
    """Return the problem of a key that would be sent over plain http to a public host; "" if there is none."""
    keyed = profile.key or profile.login or profile.passthrough or any(map(base_urls.is_secret_header, profile.headers))
    return base_urls.exposed_key(profile.base_url) if keyed and profile.base_url else ""


def _placeholder_key(profile: Profile) -> str:
    """Return the problem of a key that is a placeholder; "" if it is none. Servers of a local network may accept it."""
    key = profile.options.key or profile.key
    if not is_placeholder(key.value) or key.file or not base_urls.is_public(urlsplit(profile.url).hostname or ""):
        return ""
    if profile.options.key:
        return "api_key is a placeholder; write the key of your account"
    return f"{profile.table['api_key_env']} is a placeholder; set it to the key of your account"


def values_of_variables(table: Mapping[str, Any], environment: Mapping[str, str] | None) -> dict[str, str]:
    """Return the values of placeholders that environment variables fill."""
    values = os.environ if environment is None else environment
    found = {}
    for placeholder, variables in table.get("env", {}).items():
        if text := next((values[name].strip() for name in variables if values.get(name, "").strip()), ""):
            found[placeholder] = text
    return found


def _unfilled_placeholder(profile: Profile, filled: tuple[str, ...]) -> str:
    """Return the problem of an address with a placeholder that nothing fills; "" if there is none."""
    known = {*profile.placeholders, *filled}
    missing = [
        placeholder for placeholder in profile.sides[profile.protocol].placeholders() if placeholder not in known
    ]
    if not missing:
        return ""
    variables = [names[0] for placeholder, names in profile.table.get("env", {}).items() if placeholder in missing]
    ways = ", ".join(["`with:`", *variables])
    return f"its address has no value for {', '.join(missing)}: set {ways} or `base_url:` of the profile"


def _unsafe_value(profile: Profile) -> str:
    """Return the problem of a configured value that cannot stand in an address; "" if there is none."""
    try:
        for protocol, side in profile.sides.items():
            for action in side.paths:
                profile.address(action, "any", protocol=protocol)
    except address.UnsafeValue as unsafe:
        return f"{unsafe}. Correct it under `with:` in the configuration"
    return ""
