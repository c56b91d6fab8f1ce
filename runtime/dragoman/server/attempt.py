"""A request to a provider with its credentials, and once more with fresh ones where they are refused.

The credentials are got before the request is made. A provider that refuses them (401, or what a login's spec names) is
asked a second time, with the same bytes, if others can be had: a request that began with a token which had expired
meanwhile is answered all the same. One that refuses the proof of earlier reasoning is asked once more without it.
"""

from __future__ import annotations

import logging

from dragoman.auth.secret import NO_AUTH, RequestAuth
from dragoman.config.profiles import Profile, Timeouts
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import Sent
from dragoman.http.connection import Call
from dragoman.http.upstream import Upstream
from dragoman.loader import Back
from dragoman.masking import CredentialError, TransientError
from dragoman.server import delivery

REFUSED = (401,)
log = logging.getLogger("dragoman")


class Attempt:
    """One request. `profile`: what it is asked of, with what its login gives; `call`: the call under way."""

    def __init__(self, upstream: Upstream, configured: Profile) -> None:
        self.upstream, self.configured = upstream, configured
        self.profile = configured
        self.key = ""
        self.given: RequestAuth = NO_AUTH
        self.call: Call | None = None
        self.sent: Sent | None = None
        self.left = self.done = False
        self.refused = configured.login.refusals if configured.login else REFUSED

    async def credentials(self) -> str:
        """The key, and the profile with what its login gives. Raises CredentialError."""
        profile = self.configured
        if profile.passthrough:
            return ""
        try:
            if profile.login is not None:
                self._take(profile.login.get_nowait() or await profile.login.get())
            elif profile.key:
                self.key = profile.key.get_nowait() or await profile.key.get()
        except CredentialError as error:
            raise self._told(error) from None
        return self.key

    def start(self, sent: Sent) -> Call:
        self.sent = sent
        self.call = self.upstream.start(
            sent.method, sent.url, sent.headers.items(), sent.body, self.configured.embedded
        )
        return self.call

    async def again(self, back: Back) -> Call | None:
        """The same request with other credentials, if these were refused and others can be had. Raises
        CredentialError."""
        before, call, sent = self.profile, self.call, self.sent
        if self.done or call is None or sent is None or call.status not in self.refused or self.left:
            return None
        self.done = True
        if not await self._renew():
            return None
        call.let_go()
        if self.left:
            raise delivery.Gone()
        form = self.profile.sides[back.name].header if self.key else {}
        keys = {name: text.replace("{key}", self.key) for name, text in form.items()}
        url, old, new = sent.url, before.sides[back.name].url, self.profile.sides[back.name].url
        if old != new and url.startswith(old):
            url = new + url.removeprefix(old)
        return self.start(Sent(url, {**sent.headers, **keys, **self.profile.headers}, sent.body, sent.method))

    def repeat(self, exchange: Exchange, status: int, said: bytes) -> bool:
        """Whether the provider is asked once more, since it refused what the request need not have."""
        sent = exchange.again(self.sent, status, said) if self.sent is not None else None
        if sent is None:
            return False
        if self.call is not None:
            self.call.let_go()
        if self.left:
            raise delivery.Gone()
        name = self.configured.name
        log.info("profile %s: the provider did not take back what it had said, and is asked once more without", name)
        self.start(sent)
        return True

    async def whole(self, back: Back, timeouts: Timeouts) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """The complete answer: status, headers, body."""
        assert self.call is not None
        answer = await delivery.whole(self.call, timeouts)
        if answer[0] in self.refused and (call := await self.again(back)) is not None:
            answer = await delivery.whole(call, timeouts)
        return answer

    def leave(self) -> None:
        """The client has left."""
        self.left = True
        if self.call is not None:
            self.call.abort(delivery.Gone())

    def end(self) -> None:
        if self.call is not None and self.call.state in ("waiting", "body"):
            self.call.abort()

    async def _renew(self) -> bool:
        """Whether there are other credentials now."""
        profile = self.configured
        try:
            if profile.passthrough:
                return False
            if profile.login is not None:
                given = await profile.login.replacement(self.given)
                if given is not None:
                    self._take(given)
                return given is not None
            key = await profile.key.replacement(self.key) if profile.key else None
            self.key = key or self.key
            return key is not None
        except CredentialError as error:
            raise self._told(error) from None

    def _take(self, given: RequestAuth) -> None:
        self.given, self.key = given, given.key
        self.profile = self.configured.having(given)

    def _told(self, error: CredentialError) -> CredentialError:
        text = f"profile {self.configured.name} cannot be used: {error}"
        return TransientError(text, error.retry_after) if isinstance(error, TransientError) else CredentialError(text)
