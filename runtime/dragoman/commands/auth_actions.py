"""`dragoman auth login`, `status`, `refresh`, `logout`: what they do. Nothing that they print holds a secret."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from dragoman import loader
from dragoman.auth import files, flows, grants
from dragoman.auth.credential import Credential
from dragoman.auth.logins import Login, Logins
from dragoman.auth.requests import Asking, Refused
from dragoman.auth.secret import Secret
from dragoman.auth.selection import unseen
from dragoman.auth.store import Store
from dragoman.auth.values import Values, make
from dragoman.commands.screen import Screen, table, when
from dragoman.config.profiles import Profile
from dragoman.config.settings import Settings
from dragoman.masking import CredentialError, TransientError, remember


class CannotDo(Exception):
    """The text says what is wrong, and what would be right."""


@dataclass
class Target:
    """What is logged in to. `about`: the login's table, or None for a provider that goes by a key."""

    name: str
    about: dict[str, Any] | None
    profile: str = ""
    provider: str = ""
    known: dict[str, str] = field(default_factory=dict)

    @property
    def entry(self) -> str:
        return f"{self.name}@{self.profile}" if self.profile else self.name


def target(name: str, profile: str, settings: Settings | None, site: str = "") -> Target:
    """What a word of the command line means: a profile, a provider, or a login. Raises CannotDo."""
    known = {"site": site} if site else {}
    configured = _profile_meant(name, profile, settings)
    if configured is not None:
        if (about := _login_of(configured)) is not None:
            return Target(about["name"], about, profile, configured.provider, {**configured.holes, **known})
        name = configured.provider
    if name in loader.auths():
        return Target(name, loader.auth(name), profile, _provider_of(name), known)
    if name not in loader.providers():
        raise CannotDo(loader.unknown("provider", name, {*loader.providers(), *loader.auths()}))
    about = loader.provider(name)
    others = [auth for variant in about.get("variants", {}).values() for auth in variant.get("auth") or ()]
    names = [*(about.get("auth") or ()), *([] if about.get("key") else others)]
    if names:
        return Target(names[0], loader.auth(names[0]), profile, name, known)
    if not about.get("key"):
        raise CannotDo(f"{about['title']} needs no login")
    return Target(name, None, profile, name)


def _profile_meant(name: str, profile: str, settings: Settings | None) -> Profile | None:
    """The profile that `--profile` names, or the word itself where that is no login and, unless the profile goes by a
    login, no provider. Raises CannotDo."""
    profiles = settings.profiles if settings is not None else {}
    configured = profiles.get(profile or name)
    if profile and configured is None and settings is not None and settings.source:
        raise CannotDo(loader.unknown("profile", profile, profiles))
    if configured is None:
        return None
    if not profile:
        taken = name in loader.auths() or (name in loader.providers() and configured.login is None)
        return None if taken else configured
    about = _login_of(configured)
    takes = {configured.provider, *(configured.table.get("auth") or ()), *([about["name"]] if about else [])}
    if name not in takes:
        of = f"profile {profile} is of the provider {configured.provider}"
        raise CannotDo(f"{of}, which does not take {name}; it takes: {', '.join(sorted(takes))}")
    return configured


def _login_of(profile: Profile) -> dict[str, Any] | None:
    """The login that a profile goes by, or would."""
    if profile.login is not None:
        return dict(profile.login.table)
    names = profile.table.get("auth")
    return loader.auth(names[0]) if names else None


def _provider_of(auth: str) -> str:
    """The provider that takes a login."""
    for name in loader.providers():
        about = loader.provider(name)
        if auth in (about.get("auth") or ()) or any(
            auth in (variant.get("auth") or ()) for variant in about.get("variants", {}).values()
        ):
            return name
    return ""


# login


def introduce(about: dict[str, Any], screen: Screen) -> None:
    """What is logged in to, and whose terms that falls under."""
    screen.title(about["title"])
    for text in (about.get("terms"), about.get("note")):
        if text:
            screen.say(text)


async def log_in(to: Target, screen: Screen, headless: bool, force: bool, pasted: str = "") -> str:
    """Logs in, or takes a login that is there; returns what to tell. Raises CannotDo, Refused, CredentialError."""
    about = to.about
    assert about is not None
    logins = Logins(about, to.profile, known=to.known, store=Store(prompts=True))
    if not force and (found := await _there_already(to, logins, screen)):
        return found
    asking = Asking(about)
    values = await _values(to, logins, asking, screen, headless, pasted)
    if to.known.get("site"):
        values["site"] = to.known["site"]
    await Credential(about, to.profile, known=to.known).tried(values)
    place = logins.keep(to.entry, values)
    return f"Logged in{_as(about, logins, values)}; kept in {'the keyring' if place == 'keyring' else place}."


async def _there_already(to: Target, logins: Logins, screen: Screen) -> str:
    """What to tell if a login is there that works; it is used from now on, where it lies."""
    about = to.about
    assert about is not None
    try:
        login = logins.find()
    except CredentialError as error:
        screen.say(f"{error}.")
        return ""
    if login is None or login.grant == "ask":
        return ""
    try:
        await Credential(about, to.profile, known=to.known).get()
    except TransientError as passing:
        screen.say(f"A login is there ({login.source}), but it cannot be tried now: {passing}")
    except CredentialError as error:
        screen.say(f"{error}.")
        return ""
    if not login.entry:
        logins.store.put(to.entry, {"login": about["name"], "uses": login.spec.get("title")})
    account = _as(about, logins, login.values)
    return f"A login is there already{account} ({login.source}), and is used. A new one: --force"


async def _values(to: Target, logins: Logins, asking: Asking, screen: Screen, headless: bool, pasted: str) -> Values:
    about, base = asking.table, logins.base()
    grants.client(about, base)  # what that needs is looked for before anybody goes to a page
    if about.get("device") and (headless or not about.get("browser")):
        try:
            return await flows.with_device(asking, base, screen)
        except Refused as refused:
            if refused.status != 404 or not about.get("browser"):
                raise
            screen.say(f"{refused}.")
    if about.get("browser"):
        return await flows.with_browser(asking, base, screen, headless)
    if about.get("paste"):
        if not pasted:
            raise Refused("nothing was given")
        return {"access_token": remember(pasted)}
    raise CannotDo(about.get("hint") or f"there is no login to make for {about['title']}")


def keep_key(to: Target, screen: Screen, key: str) -> str:
    """Keeps a provider's key. Raises CannotDo."""
    if not key or not key.isprintable() or not key.isascii():
        raise CannotDo("that is no key; nothing was kept")
    place = Store(prompts=True).put(to.entry, {"key": remember(key)})
    return f"The key is kept in {'the keyring' if place == 'keyring' else place}."


def _as(about: dict[str, Any], logins: Logins, values: Values) -> str:
    person = _person(about, logins, values)
    return f" as {person}" if person else ""


def _person(about: dict[str, Any], logins: Logins, values: Values) -> str:
    made = make(about.get("values") or {}, {**logins.base(values), **values}, logins.environment)
    return str(made.get("person") or "")


# status


def status(settings: Settings) -> str:
    """A table of profiles and logins: where each credential comes from, whose it is, how long it holds."""
    rows = [["PROFILE", "LOGIN", "FROM", "ACCOUNT", "EXPIRES"]]
    notes: list[str] = []
    seen: set[str] = set()
    for profile in settings.profiles.values():
        if profile.embedded:
            continue
        if profile.passthrough and profile.table.get("auth"):
            about = loader.auth(profile.table["auth"][0])
            rows += _rows(profile.name, about, Logins(about, profile.name), notes, seen)
            continue
        if profile.login is None:
            rows.append([profile.name, "key", _from(profile), "", "-"])
            continue
        login = profile.login
        rows += _rows(profile.name, login.table, login.logins, notes, seen, login.secret)
    for name in loader.auths():
        rows += _rows("-", loader.auth(name), Logins(loader.auth(name)), notes, seen)
    return "\n".join([table(rows), *(["", *notes] if notes else [])])


def _rows(
    profile: str, about: Any, logins: Logins, notes: list[str], seen: set[str], secret: Secret | None = None
) -> list[list[str]]:
    name, now = str(about["name"]), time.time()
    if secret is not None:
        return [[profile, name, "the profile's own key", "", "-"]]
    rows: list[list[str]] = []
    try:
        for login in logins.all(shown=True):
            if profile == "-" and login.source in seen or login.grant == "ask":
                continue
            seen.add(login.source)
            used = profile if not rows else "-"
            expires = when(login.values.get("expires"), now, login.renewable)
            rows.append([used, name, login.source, _person(about, logins, login.values), expires])
            if login.path is not None and files.open_to_others(login.path):
                notes.append(f"others may read {login.path}: chmod 600 {login.path}")
    except CredentialError as error:
        notes += [] if str(error) in notes else [str(error)]
    if not rows and profile != "-":
        shown_only = all(spec.get("serves") is False for spec in about.get("logins") or [{}])
        said = unseen(about) if shown_only else f"none; {about.get('hint') or f'dragoman auth login {name}'}"
        rows.append([profile, name, said, "", "-"])
    return rows


def _from(profile: Profile) -> str:
    key = profile.key
    if profile.passthrough:
        return "the client's own"
    for given, text in ((key.file, "file"), (key.keyring, "keyring"), (" ".join(key.command[:1]), "command")):
        if given:
            return f"{text} {given}"
    if key.value:
        variable = profile.table.get("key", "")
        import os

        own = bool(variable) and os.environ.get(variable, "").strip() == key.value
        return f"${variable}" if own else "the configuration"
    return profile.problem or "none is needed"


# refresh, logout


async def refresh(to: Target) -> str:
    """Renews now. Raises CredentialError, CannotDo."""
    if to.about is None:
        raise CannotDo(f"{to.name} goes by a key, which is not renewed")
    one = Credential(to.about, to.profile, known=to.known)
    login = one.logins.find()
    await one.renewed()
    expires = when(one.until, time.time(), True)
    return f"{to.about['title']} ({login.source if login else ''}): renewed, ends {expires}"


async def log_out(to: Target) -> str:
    """Forgets what we keep, and takes it back where the vendor has a place for that. Raises CannotDo."""
    store = Store(prompts=True)
    try:
        found = store.get(to.entry)
    except CredentialError:
        found = None  # it is broken, and goes
    note = ""
    if found is not None and to.about is not None and isinstance(found[0].get("values"), dict):
        logins = Logins(to.about, to.profile, known=to.known)
        values = {**logins.base(found[0]["values"]), **found[0]["values"]}
        try:
            await grants.revoke(Asking(to.about), values)
        except (Refused, CredentialError) as error:
            note = f" It could not be taken back there: {error}."
    if not store.remove(to.entry):
        raise CannotDo(f"nothing is kept here for {to.entry}{_elsewhere(to)}")
    return f"Logged out of {to.about['title'] if to.about else to.name}.{note}{_elsewhere(to)}"


def _elsewhere(to: Target) -> str:
    """A word on a login of another program, which stays."""
    if to.about is None:
        return ""
    try:
        login: Login | None = Logins(to.about, to.profile, known=to.known).find()
    except CredentialError:
        login = None
    return f" (the login of {login.source} stays)" if login is not None and login.spec and login.grant != "ask" else ""
