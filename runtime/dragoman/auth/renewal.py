"""Renewal of a login: before it expires or when a provider rejects its token, and saved where the login is stored.

A renewal runs under a lock that all processes share, after the login was read again, so that a single-use refresh token
is used once. A permanent rejection is remembered until the login changes. A transient error does not invalidate a token
that is still valid.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

from dragoman.auth import files, grants
from dragoman.auth import values as v
from dragoman.auth.logins import Login, Logins, or_variables
from dragoman.auth.requests import AuthClient, LoginRejected, Unreachable
from dragoman.auth.secret import Secret
from dragoman.auth.values import Values
from dragoman.masking import CredentialError, TransientError

LEEWAY = 5.0  # seconds before its expiry at which a token is no longer sent
MARGIN = 300.0  # seconds before its expiry at which it is renewed
RETRY_SECONDS = 10.0  # until a renewal with a transient error is tried again

log = logging.getLogger("dragoman")


class Renewal:
    """Renewal of one login of specs/auth for one profile. `secret`: a token configured in the profile, used instead."""

    def __init__(
        self, table: Mapping[str, Any], logins: Logins, auth_client: AuthClient, secret: Secret | None
    ) -> None:
        self.table, self.logins, self.auth_client, self.secret = table, logins, auth_client, secret
        self.rejected_token = ""  # an access token that a provider rejected
        self.rejected_login = ("", "")  # the fingerprint of a login that is permanently rejected, and the message
        self.transient = ("", 0.0)  # the message of a transient error, and when the renewal is tried again
        self.unsaved: tuple[str, Values] = ("", {})  # the fingerprint of a login, and its renewed values if not saved

    def find(self) -> Login:
        """Return the login to use. Raises CredentialError."""
        if self.secret is not None:
            return Login({}, "the profile's own key", grant="none")
        login = self.logins.find()
        if login is not None:
            if login.path is not None:
                files.warn_if_readable_by_others(login.path)
            if login.seen == self.unsaved[0]:
                login.values = self.unsaved[1]
            return login
        raise CredentialError(self.none())

    def none(self) -> str:
        """Return the message that there is no login, and how to create one."""
        hint = self.table.get("hint") or f"log in with: {self.command()}"
        return f"there is no login for {self.table['title']}; {hint}{or_variables(self.table)}"

    def command(self, login: Login | None = None) -> str:
        """Return the command that logs in again."""
        own = f" --profile {self.logins.profile}" if login and "@" in login.entry else ""
        return f"dragoman auth login {self.table['name']}{own}"

    def remedy(self, login: Login | None, force: bool = False) -> str:
        """Return what the user can do if a login is rejected. `force`: the login looks valid on this machine."""
        if self.secret is not None:
            return "set another `api_key:`, `key_file:` or `key_command:` in the profile"
        own = f"{self.command(login)}{' --force' if force else ''}" if self.can_log_in() else ""
        if login and "env" in login.spec:
            names = [part.removeprefix("$") for part in login.source.split(", ") if part.startswith("$")]
            return f"set {' and '.join(names)} to a valid token{f', or log in with: {own}' if own else ''}"
        commands = [text for text in (own, login.again if login else "") if text]
        return (
            f"log in again with: {' or: '.join(commands)}"
            if commands
            else (self.table.get("hint") or "log in again with the program that owns the login")
        )

    def due_at(self, values: Values) -> float:
        """Return when the login is to be renewed: before its expiry, or at a configured age."""
        about = self.table.get("renew") or {}
        due = float("inf")
        expires, lifetime = values.get("expires"), v.parse_seconds(values.get("expires_in"))
        if expires:
            margin = float(MARGIN)
            if lifetime:
                margin = min(max(margin, lifetime * float(about.get("ratio") or 0)), max(lifetime / 2, LEEWAY))
            due = expires - margin
        if about.get("max_age") and values.get("refreshed"):
            due = min(due, values["refreshed"] + float(about["max_age"]))
        return due

    def due(self, values: Values) -> bool:
        """Whether the login is to be renewed now, or a provider rejected its token."""
        token = values.get("access_token")
        return not token or token == self.rejected_token or time.time() >= self.due_at(values)

    def holds(self, values: Values) -> bool:
        """Whether the token may still be sent."""
        token = values.get("access_token")
        return bool(token) and token != self.rejected_token and time.time() < (values.get("expires") or 1e18) - LEEWAY

    async def fresh(self, login: Login) -> Login:
        """Return the login, renewed if that is due. Raises CredentialError, TransientError."""
        if self.secret is not None or not self.due(login.values):
            return login
        if not login.renewable:
            if self.holds(login.values):
                return login
            raise self.for_good(login, LoginRejected("it has expired and cannot be renewed"))
        if self.rejected_login[0] == login.fingerprint:
            raise CredentialError(self.rejected_login[1])
        message, when = self.transient
        if time.time() < when:
            if self.holds(login.values):
                return login
            raise TransientError(message, when - time.time())
        async with files.locked(self.logins.lock(login)):
            login = await asyncio.to_thread(self.find)  # another process may have renewed it
            if not self.due(login.values) or not login.renewable:
                return login
            return await self._renewal(login)

    async def _renewal(self, login: Login) -> Login:
        values = v.derive(
            self.table.get("values") or {},
            {**self.logins.base(login.values), **login.values},
            self.logins.environment,
        )
        try:
            if login.grant == "ask":
                new = await self.auth_client.request(login.spec["endpoint"], values)
            else:
                new = await (grants.signed if login.grant == "jwt" else grants.refresh)(self.auth_client, values)
        except LoginRejected as refused:
            other = await asyncio.to_thread(self.find)  # another process may have renewed it
            if other.fingerprint != login.fingerprint and not self.due(other.values):
                return other
            raise self.for_good(login, refused) from None
        except TransientError as error:
            self.transient = (str(error), time.time() + max(RETRY_SECONDS, min(error.retry_after or 0, 300)))
            if self.holds(login.values):
                log.warning(
                    "the login of %s could not be renewed, the current token is used: %s", self.table["title"], error
                )
                return login
            if login.grant == "ask" and isinstance(error, Unreachable):  # the login exists only on some machines
                self.transient = ("", 0.0)
                raise CredentialError(f"{self.none()} ({error})") from None
            raise
        self.transient = ("", 0.0)
        merged = {**login.values, **new}
        if "expires" not in new:
            merged.pop("expires", None)
        self.unsaved = (login.seen, merged)
        try:
            await asyncio.shield(asyncio.to_thread(self.logins.save, login, merged))
            if login.persistent:
                self.unsaved = ("", {})
        except (OSError, CredentialError) as error:
            login.values = merged
            log.error(
                "the renewed login of %s could not be saved (%s); after this process ends, log in with: %s",
                self.table["title"],
                getattr(error, "strerror", None) or error,
                self.command(login),
            )
        return login

    def for_good(self, login: Login, refused: LoginRejected) -> CredentialError:
        """Return the error of a permanent rejection, and remember it until the login changes."""
        text = (
            f"the login of {self.table['title']} ({login.source}) is no longer valid: {refused}; {self.remedy(login)}"
        )
        self.rejected_login = (login.fingerprint, text)
        return CredentialError(text)

    def refuse(self, login: Login) -> None:
        """Record that a provider rejected the login's token, even if the token looks valid."""
        self.rejected_token = str(login.values.get("access_token", ""))

    def can_log_in(self) -> bool:
        """Whether `dragoman auth login` can create the login."""
        return any(self.table.get(flow) for flow in ("browser", "device", "paste"))
