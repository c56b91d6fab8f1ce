"""Self-renewing credential: provides the authentication of each request, and a replacement after a provider rejects it.

`get_nowait` serves every request while the cached authentication is valid. `get` finds the login, renews it, runs the
spec's exchange requests (a second token, an address, a project) and composes the headers. Concurrent callers share one
run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.auth import values as v
from dragoman.auth.logins import Login, Logins
from dragoman.auth.renewal import LEEWAY, MARGIN, RETRY_SECONDS, Renewal
from dragoman.auth.requests import AuthClient, Fetch, LoginRejected
from dragoman.auth.secret import RequestAuth, Secret
from dragoman.auth.values import Values
from dragoman.masking import CredentialError, TransientError

FILE_CHECK_SECONDS = 5.0  # between two checks of the files' modification times
NO_EXPIRY_SECONDS = 365 * 86400.0  # lifetime assumed for values without an expiry
AUTH_STATUSES = (401,)  # statuses with which a provider rejects a token, unless the spec declares others


@dataclass
class ExchangeResult:
    """The result of one exchange request. `until`: when it expires; `renew`: when it is requested again."""

    values: Values = field(repr=False)
    until: float
    renew: float


class Credential:
    """The credential of one profile. `table`: the login's table of specs/auth; `secret`: a token configured in the
    profile, used instead of a login; `known`: values configured in the profile."""

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
        self.auth_client = AuthClient(table, send)
        self.renewal = Renewal(table, self.logins, self.auth_client, secret)
        self.auth_statuses: tuple[int, ...] = tuple((table.get("renew") or {}).get("statuses") or AUTH_STATUSES)
        self._auth: RequestAuth | None = None
        self._until = self._renew = self._looked = 0.0
        self._login: Login | None = None
        self._stamp: tuple[float, ...] = ()
        self._exchanged: list[ExchangeResult | None] = [None] * len(table.get("exchange") or ())
        self._token = ""  # the access token that the exchange results belong to
        self._run: asyncio.Task[RequestAuth] | None = None

    # the server's interface

    def get_nowait(self) -> RequestAuth | None:
        """Return the authentication of a request if it is known and valid, else None."""
        now = time.time()
        if self._auth is None or now >= self._until:
            return None
        if now - self._looked > FILE_CHECK_SECONDS or now < self._looked:
            self._looked = now
            if self.secret is None and self.logins.stamp(self._login) != self._stamp:
                return None
        if now >= self._renew and (self._run is None or self._run.done()):
            self._start().add_done_callback(
                _retrieve_exception
            )  # renewed in the background; the current value is still valid
        return self._auth

    async def get(self) -> RequestAuth:
        """Return the authentication of a request. Raises CredentialError, or TransientError if it may be available
        later."""
        run = self._run
        if run is None or run.done() or run.get_loop() is not asyncio.get_running_loop():
            run = self._start()
        return await asyncio.shield(run)

    async def replacement(self, old: RequestAuth) -> RequestAuth | None:
        """Return an authentication that differs from `old`, which a provider rejected, or None. Raises CredentialError
        if the login is permanently rejected."""
        if self._auth == old:  # otherwise it was already replaced
            self._until = 0.0
            if self._exchanged:
                self._exchanged = [None] * len(self._exchanged)
            elif self._login is not None:
                if not self._login.renewable and self.secret is None:
                    return None
                self.renewal.refuse(self._login)
        if self.secret is not None and not self._exchanged:
            self.secret.expire()
        new = self.get_nowait() or await self.get()
        if new.headers == old.headers and self._exchanged and self._login is not None and self._login.renewable:
            self._until = 0.0  # the headers contain the login's own token, not an exchange result
            self.renewal.refuse(self._login)
            new = await self.get()
        return new if new.headers != old.headers else None

    async def renew(self) -> RequestAuth:
        """Renew now, even if it is not due: the login, or the exchange results of a login without expiry. Returns the
        new authentication. Raises CredentialError."""
        login = await asyncio.to_thread(self.renewal.find)
        if login.renewable:
            self.renewal.refuse(login)
        elif not self._exchanged:
            own = self.renewal.command(login) if self.renewal.can_log_in() else ""
            commands = [text for text in (login.again, own) if text]
            remedy = f"log in again with: {' or: '.join(commands)}" if commands else "request a new one from its owner"
            raise CredentialError(
                f"the login of {self.table['title']} ({login.source}) cannot be renewed by dragoman; {remedy}"
            )
        self._exchanged = [None] * len(self._exchanged)
        return await self.get()

    @property
    def until(self) -> float | None:
        """When the authentication expires, or None if unknown."""
        return self._until + LEEWAY if 0 < self._until < time.time() + NO_EXPIRY_SECONDS / 2 else None

    @property
    def requested_by_user(self) -> bool:
        """Whether the user logged in with `dragoman auth login` or configured a token."""
        return self.secret is not None or bool({*self.logins.entries} & {*self.logins.store.names()})

    def state(self) -> str:
        """Return one line for the banner. Sends no request."""
        try:
            login = self.renewal.find()
        except CredentialError as error:
            return str(error)
        if login.grant == "ask":
            return f"{login.source}, if available; otherwise {self.table.get('hint') or 'no login'}"
        if not login.renewable and not self.renewal.holds(login.values) and self.secret is None:
            return f"the login of {login.source} has expired; {self.renewal.remedy(login)}"
        return f"ready, {login.source}"

    def unusable_reason(self, configured: bool) -> str:
        """Return why the credential cannot be used, or "". `configured`: the profile is in the configuration file,
        which expresses the user's consent."""
        try:
            login = self.renewal.find()
        except CredentialError as error:
            return str(error)
        if configured or self.requested_by_user or not self.table.get("terms"):
            return ""
        command = self.renewal.command(login)
        return f"the login of {login.source} is not used without your consent; to allow it, run: {command}"

    def remedy(self, force: bool = False) -> str:
        """Return what the user can do if a provider rejects the credential."""
        return self.renewal.remedy(self._login, force)

    async def try_values(self, values: Values) -> RequestAuth:
        """Return the authentication that these values would give; nothing is cached. Raises CredentialError,
        TransientError."""
        try:
            return await self._authenticate(Login(values))
        except LoginRejected as refused:
            raise CredentialError(str(refused)) from None

    # composition

    def _start(self) -> asyncio.Task[RequestAuth]:
        self._run = asyncio.ensure_future(self._load())
        return self._run

    async def _load(self) -> RequestAuth:
        """Find and renew the login, and compose the authentication. One renewal is forced if an exchange request
        rejects the token."""
        login = self._login = await asyncio.to_thread(self.renewal.find)
        self._login = login = await self.renewal.fresh(login)
        try:
            auth = await self._authenticate(login)
        except LoginRejected as refused:
            if refused.account:
                raise CredentialError(f"{self.table['title']} does not serve this account: {refused}") from None
            if refused.status != 401 or not (login.renewable or (self.secret and self.secret.command)):
                raise self.renewal.for_good(login, refused) from None
            self.renewal.refuse(login)  # the token looked valid
            if self.secret is not None:
                self.secret.expire()
            self._login = login = await self.renewal.fresh(login)
            try:
                auth = await self._authenticate(login)
            except LoginRejected as again:
                raise self.renewal.for_good(login, again) from None
        self._auth = auth
        self._stamp, self._looked = self.logins.stamp(login), time.time()
        return auth

    async def _authenticate(self, login: Login) -> RequestAuth:
        """Return the authentication from a login's values and the results of the exchange requests. Raises
        LoginRejected."""
        now = time.time()
        wanted, environment = self.table.get("values") or {}, self.logins.environment
        own = dict(login.values)
        if self.secret is not None:
            own["access_token"] = self.secret.get_nowait() or await self.secret.get()
            if self.secret.file or self.secret.command:  # expire independently
                own["expires"] = now + 2 * LEEWAY
        values = v.derive(wanted, {**self.logins.base(own), **own}, environment)
        until = own.get("expires") or now + NO_EXPIRY_SECONDS
        renew = self.renewal.due_at(own) if login.renewable else until
        if own.get("access_token") != self._token:
            self._token, self._exchanged = str(own.get("access_token")), [None] * len(self._exchanged)
        for index, spec in enumerate(self.table.get("exchange") or ()):
            if spec.get("unless") and all(values.get(name) for name in spec["unless"]):
                continue
            result = self._exchanged[index]
            if result is None or now >= min(result.renew, result.until):
                result = await self._exchange(spec, values, result)
                self._exchanged[index] = result
            values = v.derive(wanted, {**values, **result.values}, environment)
            until, renew = min(until, result.until), min(renew, result.renew)
        self._until, self._renew = until - LEEWAY, renew
        return self._compose(values)

    async def _exchange(self, spec: Mapping[str, Any], values: Values, before: ExchangeResult | None) -> ExchangeResult:
        """Run one exchange request. After a transient error the previous result is used while it is valid."""
        try:
            found = await self.auth_client.request(spec, values)
        except TransientError:
            if before is not None and time.time() < before.until - LEEWAY:
                return ExchangeResult(before.values, before.until, time.time() + RETRY_SECONDS)
            raise
        now = time.time()
        until = found.pop("expires", None) or now + NO_EXPIRY_SECONDS
        soon = v.parse_seconds(found.pop("renew_in", None))
        renew = now + soon - 60 if soon is not None and soon > 120 else until - min(MARGIN, (until - now) / 5)
        return ExchangeResult(found, until, renew)

    def _compose(self, values: Values) -> RequestAuth:
        """Return the authentication from the values. Raises CredentialError if a required value is missing."""
        added = self.table["request"]
        for name, reason in (added.get("require") or {}).items():
            if not values.get(name):
                raise CredentialError(reason)
        headers = {name.lower(): text for name, text in v.texts(added["headers"], values).items()}
        more = values.get(added.get("headers_from") or "")
        if isinstance(more, dict):
            excluded = {name.lower() for name in added.get("exclude") or ()} | set(headers)
            headers |= {k.lower(): str(text) for k, text in more.items() if k.lower() not in excluded}
        if not headers and added["headers"]:
            raise CredentialError(
                f"the login of {self.table['title']} contains no token; log in with: {self.renewal.command()}"
            )
        placeholders = {name: str(values[name]) for name in self.table.get("values") or () if values.get(name)}
        return RequestAuth("", headers, v.text(added.get("url") or "", values) or "", placeholders)


def _retrieve_exception(run: asyncio.Task[RequestAuth]) -> None:
    """Mark the exception of a background renewal as retrieved; the next caller of `get` receives it."""
    if not run.cancelled():
        run.exception()
