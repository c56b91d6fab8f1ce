"""A credential that keeps itself fresh: what `server` asks before each request, and again when a provider refuses it.

`get_nowait` is the way of every request: what is known and holds. `get` finds the login, renews it, asks what is asked
with it (a second token, an address, a project), and composes what a request bears; many who want it at one time wait
for one run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.auth import values as v
from dragoman.auth.logins import Login, Logins
from dragoman.auth.renewal import HOLDS, LEEWAY, MARGIN, Renewal
from dragoman.auth.requests import Asking, Fetch, Refused
from dragoman.auth.secret import RequestAuth, Secret
from dragoman.auth.values import Values
from dragoman.masking import CredentialError, TransientError

LOOKS = 5.0  # seconds between two looks at the files
LONG = 365 * 86400.0  # seconds that what has no end is trusted
REFUSED = (401,)  # statuses by which a provider refuses a token, where the spec does not say


@dataclass
class Stage:
    """What an ask gave: until when it holds, and when it is asked again."""

    values: Values = field(repr=False)
    until: float
    renew: float


class Credential:
    """`table`: of specs/auth; `secret`: a token that the profile gives itself, instead of a login; `known`: values that
    the profile gives."""

    def __init__(
        self,
        table: Mapping[str, Any],
        profile: str = "",
        secret: Secret | None = None,
        known: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        send: Fetch | None = None,
    ) -> None:
        self.table, self.secret = table, secret
        self.logins = Logins(table, profile, environment, known=known)
        self.asking = Asking(table, send)
        self.renewal = Renewal(table, self.logins, self.asking, secret)
        self.auth_statuses: tuple[int, ...] = tuple((table.get("renew") or {}).get("on") or REFUSED)
        self._given: RequestAuth | None = None
        self._until = self._renew = self._looked = 0.0
        self._login: Login | None = None
        self._stamp: tuple[float, ...] = ()
        self._stages: list[Stage | None] = [None] * len(table.get("exchange") or ())
        self._token = ""  # the access token that the stages were asked with
        self._run: asyncio.Task[RequestAuth] | None = None

    # what the server asks

    def get_nowait(self) -> RequestAuth | None:
        """What a request bears, if that is known and holds; else `get` finds out."""
        now = time.time()
        if self._given is None or now >= self._until:
            return None
        if now - self._looked > LOOKS or now < self._looked:
            self._looked = now
            if self.secret is None and self.logins.stamp(self._login) != self._stamp:
                return None
        if now >= self._renew and (self._run is None or self._run.done()):
            self._start().add_done_callback(_heard)  # in good time, while what there is still holds
        return self._given

    async def get(self) -> RequestAuth:
        """Raises CredentialError, or TransientError where it may be better later."""
        run = self._run
        if run is None or run.done() or run.get_loop() is not asyncio.get_running_loop():
            run = self._start()
        return await asyncio.shield(run)

    async def replacement(self, old: RequestAuth) -> RequestAuth | None:
        """After a provider refused what was given: something else, or None if there is nothing else. Raises
        CredentialError where the login is refused for good."""
        if self._given == old:  # it may have been made anew from the same login meanwhile
            self._until = 0.0
            if self._stages:
                self._stages = [None] * len(self._stages)
            elif self._login is not None:
                if not self._login.renewable and self.secret is None:
                    return None
                self.renewal.refuse(self._login)
        if self.secret is not None and not self._stages:
            self.secret.expire()
        new = self.get_nowait() or await self.get()
        if new.headers == old.headers and self._stages and self._login is not None and self._login.renewable:
            self._until = 0.0  # what was asked anew does not go into headers: it is the login's own token
            self.renewal.refuse(self._login)
            new = await self.get()
        return new if new.headers != old.headers else None

    async def renewed(self) -> RequestAuth:
        """Renews now, whether it is due or not: the login, or where that has no end what is asked with it. Raises
        CredentialError."""
        login = await asyncio.to_thread(self.renewal.find)
        if login.renewable:
            self.renewal.refuse(login)
        elif not self._stages:
            ways = [
                way for way in (login.again, self.renewal.command(login) if self.renewal.can_log_in() else "") if way
            ]
            remedy = f"a new one is made by: {' or: '.join(ways)}" if ways else "its owner gives a new one"
            raise CredentialError(f"nothing here renews the login of {self.table['title']} ({login.source}); {remedy}")
        self._stages = [None] * len(self._stages)
        return await self.get()

    @property
    def until(self) -> float | None:
        """When what is given ends, if that is known."""
        return self._until + LEEWAY if 0 < self._until < time.time() + LONG / 2 else None

    @property
    def asked_for(self) -> bool:
        """Whether somebody logged in with `dragoman auth login`."""
        return self.secret is not None or bool({*self.logins.entries} & {*self.logins.store.names()})

    def state(self) -> str:
        """One line for the banner; asks nobody."""
        try:
            login = self.renewal.find()
        except CredentialError as error:
            return str(error)
        if login.grant == "ask":
            return f"{login.source}, where there is one; else {self.table.get('hint') or 'there is no login'}"
        if not login.renewable and not self.renewal.holds(login.values) and self.secret is None:
            return f"the login of {login.source} has ended; {self.renewal.remedy(login)}"
        return f"ready, {login.source}"

    def missing(self, wanted: bool) -> str:
        """Why nothing can be asked with it, or "". `wanted`: its user wrote the profile down, and so asked for it."""
        try:
            login = self.renewal.find()
        except CredentialError as error:
            return str(error)
        if wanted or self.asked_for or not self.table.get("terms"):
            return ""
        return f"the login of {login.source} is used once you ask for it: {self.renewal.command(login)}"

    def remedy(self, force: bool = False) -> str:
        """What its user can do where a provider refuses it."""
        return self.renewal.remedy(self._login, force)

    async def tried(self, values: Values) -> RequestAuth:
        """What a request would bear with these values; nothing is kept. Raises CredentialError, TransientError."""
        try:
            return await self._given_by(Login(values))
        except Refused as refused:
            raise CredentialError(str(refused)) from None

    # how it is made

    def _start(self) -> asyncio.Task[RequestAuth]:
        self._run = asyncio.ensure_future(self._made())
        return self._run

    async def _made(self) -> RequestAuth:
        login = self._login = await asyncio.to_thread(self.renewal.find)
        self._login = login = await self.renewal.fresh(login)
        try:
            given = await self._given_by(login)
        except Refused as refused:
            if refused.status != 401 or not (login.renewable or (self.secret and self.secret.command)):
                raise self.renewal.for_good(login, refused) from None
            self.renewal.refuse(login)  # it looked fresh, and is not
            if self.secret is not None:
                self.secret.expire()
            self._login = login = await self.renewal.fresh(login)
            try:
                given = await self._given_by(login)
            except Refused as again:
                raise self.renewal.for_good(login, again) from None
        self._given = given
        self._stamp, self._looked = self.logins.stamp(login), time.time()
        return given

    async def _given_by(self, login: Login) -> RequestAuth:
        """What a request bears: the login's values, and what is asked with them. Raises Refused."""
        now = time.time()
        wanted, environment = self.table.get("values") or {}, self.logins.environment
        own = dict(login.values)
        if self.secret is not None:
            own["access_token"] = self.secret.get_nowait() or await self.secret.get()
            if self.secret.file or self.secret.command:  # which have a life of their own
                own["expires"] = now + 2 * LEEWAY
        values = v.make(wanted, {**self.logins.base(own), **own}, environment)
        until = own.get("expires") or now + LONG
        renew = self.renewal.due_at(own) if login.renewable else until
        if own.get("access_token") != self._token:
            self._token, self._stages = str(own.get("access_token")), [None] * len(self._stages)
        for place, ask in enumerate(self.table.get("exchange") or ()):
            if ask.get("unless") and all(values.get(name) for name in ask["unless"]):
                continue
            stage = self._stages[place]
            if stage is None or now >= min(stage.renew, stage.until):
                stage = await self._asked(ask, values, stage)
                self._stages[place] = stage
            values = v.make(wanted, {**values, **stage.values}, environment)
            until, renew = min(until, stage.until), min(renew, stage.renew)
        self._until, self._renew = until - LEEWAY, renew
        return self._composed(values)

    async def _asked(self, ask: Mapping[str, Any], values: Values, before: Stage | None) -> Stage:
        try:
            found = await self.asking.ask(ask, values)
        except TransientError:
            if before is not None and time.time() < before.until - LEEWAY:
                return Stage(before.values, before.until, time.time() + HOLDS)
            raise
        now = time.time()
        until = found.pop("expires", None) or now + LONG
        soon = v.number(found.pop("renew_in", None))
        renew = now + soon - 60 if soon is not None and soon > 120 else until - min(MARGIN, (until - now) / 5)
        return Stage(found, until, renew)

    def _composed(self, values: Values) -> RequestAuth:
        gives = self.table["gives"]
        for name, why in (gives.get("needs") or {}).items():
            if not values.get(name):
                raise CredentialError(why)
        headers = {name.lower(): text for name, text in v.texts(gives["headers"], values).items()}
        more = values.get(gives.get("all") or "")
        if isinstance(more, dict):
            never = {name.lower() for name in gives.get("never") or ()} | set(headers)
            headers |= {k.lower(): str(text) for k, text in more.items() if k.lower() not in never}
        if not headers and gives["headers"]:
            raise CredentialError(
                f"the login of {self.table['title']} holds no token; log in with: {self.renewal.command()}"
            )
        holes = {name: str(values[name]) for name in gives.get("holes") or () if values.get(name)}
        return RequestAuth("", headers, v.text(gives.get("url") or "", values) or "", holes)


def _heard(run: asyncio.Task[RequestAuth]) -> None:
    """A renewal in the background may fail; whoever needs it next is told."""
    if not run.cancelled():
        run.exception()
