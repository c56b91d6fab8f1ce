"""Actions of `dragoman auth`: login, refresh and logout. No output contains a secret."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from dragoman import loader
from dragoman.auth import flows, grants
from dragoman.auth.credential import Credential
from dragoman.auth.logins import Login, Logins
from dragoman.auth.requests import AuthClient, LoginRejected
from dragoman.auth.secret import cleaned_key, key_problem
from dragoman.auth.store import Store
from dragoman.auth.values import Values, derive
from dragoman.commands.arguments import CommandFailed, UsageError
from dragoman.commands.screen import Screen, when
from dragoman.config.profiles import Profile
from dragoman.config.settings import Settings
from dragoman.masking import CredentialError, TransientError, remember


class ActionError(CommandFailed):
    """The action is not possible. The text states the problem and the remedy."""


@dataclass
class Target:
    """What to log in to. `about`: the login's table, or None for a provider that uses a key."""

    name: str
    about: dict[str, Any] | None
    profile: str = ""
    provider: str = ""
    known: dict[str, str] = field(default_factory=dict)

    @property
    def entry(self) -> str:
        """The name in the credential store."""
        return f"{self.name}@{self.profile}" if self.profile else self.name


def target(name: str, profile: str, settings: Settings | None, site: str = "") -> Target:
    """Return what an argument names: a profile, a provider or a login. Raises ActionError."""
    known = {"site": site} if site else {}
    configured = _profile_named(name, profile, settings)
    if configured is not None:
        if (about := _login_of(configured)) is not None:
            return Target(about["name"], about, profile, configured.provider, {**configured.placeholders, **known})
        name = configured.provider
    if name in loader.auths():
        return Target(name, loader.auth(name), profile, _provider_of(name), known)
    if name not in loader.providers():
        raise UsageError(loader.unknown("provider", name, {*loader.providers(), *loader.auths()}))
    about = loader.provider(name)
    others = [auth for variant in about.get("variants", {}).values() for auth in variant.get("auth") or ()]
    names = [*(about.get("auth") or ()), *([] if about.get("api_key_env") else others)]
    if names:
        return Target(names[0], loader.auth(names[0]), profile, name, known)
    if not about.get("api_key_env"):
        raise ActionError(f"{about['title']} requires no login: use it in a profile as it is")
    return Target(name, None, profile, name)


def _profile_named(name: str, profile: str, settings: Settings | None) -> Profile | None:
    """Return the profile that `--profile` or the argument names. An argument names a profile only if it names no login
    and, unless the profile uses a login, no provider. Raises ActionError."""
    profiles = settings.profiles if settings is not None else {}
    configured = profiles.get(profile or name)
    if profile and configured is None and settings is not None and settings.source:
        raise UsageError(loader.unknown("profile", profile, profiles))
    if configured is None:
        return None
    if not profile:
        taken = name in loader.auths() or (name in loader.providers() and configured.login is None)
        return None if taken else configured
    about = _login_of(configured)
    accepted = {configured.provider, *(configured.table.get("auth") or ()), *([about["name"]] if about else [])}
    if name not in accepted:
        where = f"profile {profile} uses the provider {configured.provider}"
        raise ActionError(f"{where}, which does not accept {name}; accepted: {', '.join(sorted(accepted))}")
    return configured


def _login_of(profile: Profile) -> dict[str, Any] | None:
    """Return the login that a profile uses or would use."""
    if profile.login is not None:
        return dict(profile.login.table)
    names = profile.table.get("auth")
    return loader.auth(names[0]) if names else None


def _provider_of(auth: str) -> str:
    """Return the provider that accepts a login."""
    for name in loader.providers():
        about = loader.provider(name)
        if auth in (about.get("auth") or ()) or any(
            auth in (variant.get("auth") or ()) for variant in about.get("variants", {}).values()
        ):
            return name
    return ""


# login


def introduce(about: dict[str, Any], screen: Screen) -> None:
    """Show what the user logs in to, and its terms."""
    screen.title(about["title"])
    for text in (about.get("terms"), about.get("note")):
        if text:
            screen.paragraph(text)


async def log_in(to: Target, screen: Screen, headless: bool, force: bool, pasted: str = "") -> str:
    """Log in, or use an existing login. Returns the message. Raises ActionError, LoginRejected, CredentialError."""
    about = to.about
    assert about is not None
    logins = Logins(about, to.profile, known=to.known, store=Store(prompts=True))
    if not force and (found := await _use_existing(to, logins, screen)):
        return found
    if not to.known.get("site") and (site := logins.site_of_new_login()):
        to.known["site"] = site
        logins = Logins(about, to.profile, known=to.known, store=logins.store)
    auth_client = AuthClient(about)
    values = await _values(logins, auth_client, screen, headless, pasted)
    if to.known.get("site"):
        values["site"] = to.known["site"]
    await Credential(about, to.profile, known=to.known).try_values(values)
    place = logins.store_values(to.entry, values)
    return f"Logged in{_as(about, logins, values)}; stored in {'the keyring' if place == 'keyring' else place}."


def exists(logins: Logins) -> bool:
    """Whether there is a login that can be used."""
    try:
        return logins.find() is not None
    except CredentialError:
        return False


async def _use_existing(to: Target, logins: Logins, screen: Screen) -> str:
    """Return the message if a working login exists; it is used from now on and not copied."""
    about = to.about
    assert about is not None
    try:
        login = logins.find()
    except CredentialError as error:
        reason, _, remedy = str(error).rpartition("; ")
        screen.paragraph(f"{reason if reason and f'auth login {to.name}' in remedy else error}.")
        return ""
    if login is None or login.grant == "ask":
        return ""
    try:
        await Credential(about, to.profile, known=to.known).get()
    except TransientError as error:
        screen.paragraph(f"A login exists ({login.source}), but it cannot be tested now: {error}")
    except CredentialError as error:
        screen.paragraph(f"{error}.")
        return ""
    if not login.entry:
        logins.store.put(to.entry, {"login": about["name"], "uses": login.spec.get("title")})
    account = _as(about, logins, login.values)
    return f"An existing login{account} ({login.source}) is used. To create a new one, add --force"


async def _values(logins: Logins, auth_client: AuthClient, screen: Screen, headless: bool, pasted: str) -> Values:
    """Run the interactive flow and return the values of the login."""
    about, base = auth_client.table, logins.base()
    grants.client(about, base)  # fails before the user opens a page, if the client secret is missing
    if about.get("device") and (headless or not about.get("browser")):
        try:
            return await flows.with_device(auth_client, base, screen)
        except LoginRejected as refused:
            if refused.status != 404 or not about.get("browser"):
                raise
            screen.paragraph(f"{refused}.")
    if about.get("browser"):
        return await flows.with_browser(auth_client, base, screen, headless)
    if about.get("paste"):
        if not pasted:
            raise LoginRejected("no token was entered; run the command again and paste the token")
        return {"access_token": remember(cleaned_key(pasted))}
    raise ActionError(
        about.get("hint") or f"dragoman cannot create a login for {about['title']}; log in with its own program"
    )


def store_key(to: Target, key: str) -> str:
    """Store a provider's key. Returns the message. Raises ActionError."""
    key = cleaned_key(key)
    if problem := key_problem(key) if key else "is not a key: it is empty":
        raise ActionError(f"the input {problem}; nothing was stored")
    place = Store(prompts=True).put(to.entry, {"key": remember(key)})
    return f"The key is stored in {'the keyring' if place == 'keyring' else place}."


def _as(about: dict[str, Any], logins: Logins, values: Values) -> str:
    """Return ` as ACCOUNT`, or "" if the account is unknown."""
    name = account(about, logins, values)
    return f" as {name}" if name else ""


def account(about: dict[str, Any], logins: Logins, values: Values) -> str:
    """Return the account that a login belongs to, or ""."""
    made = derive(about.get("values") or {}, {**logins.base(values), **values}, logins.environment)
    return str(made.get("person") or "")


# refresh, logout


async def refresh(to: Target) -> str:
    """Renew a login now. Returns the message. Raises CredentialError, ActionError."""
    if to.about is None:
        raise ActionError(
            f"{to.name} uses an API key, which cannot be renewed: store another with `dragoman auth login {to.entry}`"
        )
    credential = Credential(to.about, to.profile, known=to.known)
    login = credential.logins.find()
    await credential.renew()
    expires = when(credential.until, time.time(), True)
    return f"{to.about['title']} ({login.source if login else ''}): renewed, expires {expires}"


async def log_out(to: Target) -> str:
    """Delete a stored login, and revoke it if the vendor has a revocation endpoint. Returns the message. Raises
    ActionError."""
    store = Store(prompts=True)
    try:
        found = store.get(to.entry)
    except CredentialError:
        found = None  # a damaged entry is deleted
    note = ""
    if found is not None and to.about is not None and isinstance(found[0].get("values"), dict):
        logins = Logins(to.about, to.profile, known=to.known)
        values = {**logins.base(found[0]["values"]), **found[0]["values"]}
        try:
            await grants.revoke(AuthClient(to.about), values)
        except (LoginRejected, CredentialError) as error:
            note = f" It could not be revoked: {error}."
    if not store.remove(to.entry):
        raise ActionError(f"no credential is stored for {to.entry}{_elsewhere(to)}")
    return f"Logged out of {to.about['title'] if to.about else to.name}.{note}{_elsewhere(to)}"


def _elsewhere(to: Target) -> str:
    """Return a note on a login of another program, which is not deleted."""
    if to.about is None:
        return ""
    try:
        login: Login | None = Logins(to.about, to.profile, known=to.known).find()
    except CredentialError:
        login = None
    return (
        f" (the login of {login.source} is not changed)"
        if login is not None and login.spec and login.grant != "ask"
        else ""
    )
