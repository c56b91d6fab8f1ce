"""A login kept fresh: found, renewed before its end or when a provider refuses its token, and written back.

A renewal is made under a lock that all processes share, and only after the login was read once more, so that a refresh
token which may be spent once is spent once. What is refused for good is not asked for again until the login changes;
what fails in passing does not take away a token that still holds.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

from dragoman.auth import files, grants
from dragoman.auth import values as v
from dragoman.auth.logins import Login, Logins
from dragoman.auth.requests import Asking, Refused, Unreachable
from dragoman.auth.secret import Secret
from dragoman.auth.values import Values
from dragoman.masking import CredentialError, TransientError

LEEWAY = 5.0  # seconds before its end at which a token is not sent any more
MARGIN = 300.0  # seconds before its end at which it is renewed
HOLDS = 10.0  # seconds until a renewal that failed in passing is tried again

log = logging.getLogger("dragoman")


class Renewal:
    """Of one login of specs/auth, as one profile sees it. `secret`: a token that the profile gives instead."""

    def __init__(self, table: Mapping[str, Any], logins: Logins, asking: Asking, secret: Secret | None) -> None:
        self.table, self.logins, self.asking, self.secret = table, logins, asking, secret
        self.bad = ""  # an access token that a provider refused
        self.dead = ("", "")  # the mark of a login that is refused for good, and what was said
        self.later = ("", 0.0)  # what failed in passing, and when it is tried again
        self.kept: tuple[str, Values] = ("", {})  # what a renewal gave that lies nowhere, and of which login

    def find(self) -> Login:
        """The login that is used. Raises CredentialError."""
        if self.secret is not None:
            return Login({}, "the profile's own key", grant="none")
        login = self.logins.find()
        if login is not None:
            if login.path is not None:
                files.warn_if_open(login.path)
            if login.seen == self.kept[0]:
                login.values = self.kept[1]
            return login
        raise CredentialError(self.none())

    def none(self) -> str:
        """That there is none, and what makes one."""
        hint = self.table.get("hint") or f"log in with: {self.command()}"
        return f"there is no login for {self.table['title']}; {hint}"

    def command(self, login: Login | None = None) -> str:
        """What logs in anew."""
        own = f" --profile {self.logins.profile}" if login and "@" in login.entry else ""
        return f"dragoman auth login {self.table['name']}{own}"

    def remedy(self, login: Login | None, force: bool = False) -> str:
        """What its user can do where a login is refused. `force`: although nothing here can see what is wrong."""
        if self.secret is not None:
            return "give the profile another api_key, key_file or key_command"
        own = f"{self.command(login)}{' --force' if force else ''}" if self.can_log_in() else ""
        ways = [way for way in (own, login.again if login else "") if way]
        return f"log in again with: {' or: '.join(ways)}" if ways else (self.table.get("hint") or "log in again there")

    def due_at(self, values: Values) -> float:
        """When the login is to be renewed: before its end, or at an age."""
        about = self.table.get("renew") or {}
        due = float("inf")
        expires, lapse = values.get("expires"), v.number(values.get("expires_in"))
        if expires:
            margin = float(about.get("margin") or MARGIN)
            if lapse:
                margin = min(max(margin, lapse * float(about.get("ratio") or 0)), max(lapse / 2, LEEWAY))
            due = expires - margin
        if about.get("every") and values.get("refreshed"):
            due = min(due, values["refreshed"] + float(about["every"]))
        return due

    def due(self, values: Values) -> bool:
        """Whether it is time for that, or a provider refused the token."""
        token = values.get("access_token")
        return not token or token == self.bad or time.time() >= self.due_at(values)

    def holds(self, values: Values) -> bool:
        """Whether the token may still be sent."""
        token = values.get("access_token")
        return bool(token) and token != self.bad and time.time() < (values.get("expires") or 1e18) - LEEWAY

    async def fresh(self, login: Login) -> Login:
        """The login, renewed if that is due. Raises CredentialError, TransientError."""
        if self.secret is not None or not self.due(login.values):
            return login
        if not login.renewable:
            if self.holds(login.values):
                return login
            raise self.for_good(login, Refused("it has expired, and nothing here renews it"))
        if self.dead[0] == login.mark:
            raise CredentialError(self.dead[1])
        said, when = self.later
        if time.time() < when:
            if self.holds(login.values):
                return login
            raise TransientError(said, when - time.time())
        async with files.locked(self.logins.lock(login)):
            login = await asyncio.to_thread(self.find)  # another process may have renewed it
            if not self.due(login.values) or not login.renewable:
                return login
            return await self._renewal(login)

    async def _renewal(self, login: Login) -> Login:
        values = v.make(
            self.table.get("values") or {},
            {**self.logins.base(login.values), **login.values},
            self.logins.environment,
        )
        try:
            if login.grant == "ask":
                new = await self.asking.ask(login.spec["ask"], values)
            else:
                new = await (grants.signed if login.grant == "jwt" else grants.refresh)(self.asking, values)
        except Refused as refused:
            other = await asyncio.to_thread(self.find)  # its owner may have been faster
            if other.mark != login.mark and not self.due(other.values):
                return other
            raise self.for_good(login, refused) from None
        except TransientError as passing:
            self.later = (str(passing), time.time() + max(HOLDS, min(passing.retry_after or 0, 300)))
            if self.holds(login.values):
                log.warning("a login of %s could not be renewed yet: %s", self.table["title"], passing)
                return login
            if login.grant == "ask" and isinstance(passing, Unreachable):  # this is no such machine
                self.later = ("", 0.0)
                raise CredentialError(f"{self.none()} ({passing})") from None
            raise
        self.later = ("", 0.0)
        merged = {**login.values, **new}
        if "expires" not in new:
            merged.pop("expires", None)
        self.kept = (login.seen, merged)
        try:
            await asyncio.shield(asyncio.to_thread(self.logins.save, login, merged))
            if login.keeps:
                self.kept = ("", {})
        except (OSError, CredentialError) as error:
            login.values = merged
            log.error(
                "a renewed login of %s could not be kept (%s); once this process ends, log in with: %s",
                self.table["title"],
                getattr(error, "strerror", None) or error,
                self.command(login),
            )
        return login

    def for_good(self, login: Login, refused: Refused) -> CredentialError:
        """What is said from now on, until the login changes."""
        said = f"the login of {self.table['title']} ({login.source}) does not work any more: {refused}"
        text = f"{said}; {self.remedy(login)}"
        self.dead = (login.mark, text)
        return CredentialError(text)

    def refuse(self, login: Login) -> None:
        """A provider does not take its token, however fresh that looks."""
        self.bad = str(login.values.get("access_token", ""))

    def can_log_in(self) -> bool:
        return any(self.table.get(way) for way in ("browser", "device", "paste"))
