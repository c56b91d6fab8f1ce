"""The requests sent to a provider for one client request: the first one, and repetitions that the policy allows.

Credentials are obtained before the first request. If a repetition needs other credentials, its URL, headers and body
are those of the first request apart from the authentication.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextvars import copy_context
from functools import partial

from dragoman.auth.secret import NO_AUTH, RequestAuth
from dragoman.config.profiles import Profile
from dragoman.config.settings import Timeouts
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import ProviderRequest
from dragoman.http.call import Call
from dragoman.http.upstream import Upstream
from dragoman.library.api_errors import Retry
from dragoman.library.refusals.messages import Refusals
from dragoman.masking import CredentialError, TransientError
from dragoman.observer.observation import Observation
from dragoman.resilience.failures import NO_RESPONSE, FailedResponse
from dragoman.resilience.waits import Waits
from dragoman.server.delivery import ClientDisconnected, ProviderResponse, read_response
from dragoman.server.retry import NO_REFUSALS, NO_RETRY, Change, RetryPolicy, error_text

REJECTED_CREDENTIALS = (401,)  # statuses, where the spec of a login names none

log = logging.getLogger("dragoman")


class Attempt:
    """`configured`: the profile; `profile`: the same with what its login provides; `rejections`, `waits`, `refusals`:
    see `RetryPolicy`; `observation`: if the server has an observer; `retried`: the changes of repeated requests, for
    the access log."""

    def __init__(
        self,
        upstream: Upstream,
        configured: Profile,
        rejections: Retry = NO_RETRY,
        waits: Waits | None = None,
        refusals: Refusals = NO_REFUSALS,
        observation: Observation | None = None,
    ) -> None:
        self.upstream, self.configured, self.observation = upstream, configured, observation
        self.profile = configured
        self.key = ""
        self.auth: RequestAuth = NO_AUTH
        self._call: Call | None = None
        self.sent: ProviderRequest | None = None
        self.disconnected = False
        self.pause: asyncio.Future[None] | None = None
        self.retried: list[Change] = []
        statuses = configured.login.auth_statuses if configured.login else REJECTED_CREDENTIALS
        self.policy = RetryPolicy(statuses, rejections, waits, refusals)

    @property
    def call(self) -> Call:
        """The call under way, once there is one; a repetition of the request replaces it."""
        assert self._call is not None
        return self._call

    async def authenticate(self) -> None:
        """Obtain the key, or what the login provides. Raises CredentialError."""
        profile = self.configured
        if profile.passthrough:
            return
        try:
            if profile.login is not None:
                self._use(profile.login.get_nowait() or await profile.login.get())
            elif profile.key:
                self.key = profile.key.get_nowait() or await profile.key.get()
            elif profile.signer is not None and not profile.signer.ready():
                await asyncio.to_thread(profile.signer.load)
        except CredentialError as error:
            raise self._with_profile(error) from None

    def start(self, sent: ProviderRequest, change: Change | None = None) -> None:
        """Send a request, signed if the provider takes signatures. `change`: how it differs from the one before."""
        self.sent = sent
        headers, signer = sent.headers, self.configured.signer
        if signer is not None and not self.configured.passthrough:
            headers = {**headers, **signer.headers(sent.method, sent.url, headers, sent.body)}
        self._call = self.upstream.start(sent.method, sent.url, headers.items(), sent.body, self.configured.embedded)
        recorded = self.configured.name, sent, self.retried, self.observation  # without `self`: no reference cycle
        self._call.on_resend = partial(copy_context().run, _resent, *recorded)
        if self.observation is not None:
            self.observation.sent(sent, change.value if change else "")

    async def retry(self, exchange: Exchange, failed: FailedResponse) -> bool:
        """Send the request again if the policy names a change that can be made. Raises CredentialError,
        ClientDisconnected."""
        if self.sent is None or self.disconnected:
            return False
        repetition = self.policy.decide(failed)
        if repetition is None:
            return False
        change, wait = repetition
        sent: ProviderRequest | None = self.sent
        if change is Change.FRESH_CREDENTIALS:
            sent = await self._with_fresh_credentials(self.sent, exchange.back.name)
        elif change is Change.WITHOUT_REJECTED_BLOCKS:
            sent = exchange.without_rejected_blocks(self.sent)
        elif change is Change.WITHOUT_REJECTED_PARAMETERS and failed.error is not None:
            sent = exchange.without_rejected_parameters(self.sent, failed.error, error_text(failed))
        if sent is None:
            return False
        self.call.release()
        if wait:
            await self._wait(wait)
        if self.disconnected:
            raise ClientDisconnected
        delay = f" of {wait:.1f} s" if wait else ""
        log.info(
            "profile %s: %s: sending the request again %s%s", self.configured.name, failed.summary, change.value, delay
        )
        self.retried.append(change)
        self.start(sent, change)
        return True

    async def response(self, exchange: Exchange, timeouts: Timeouts) -> ProviderResponse:
        """Return the complete response to a request whose temporary failures are not repeated. Raises what
        `read_response` and `retry` raise."""
        while True:
            response = await read_response(self.call, timeouts)
            if not await self.retry(exchange, FailedResponse(response.status, response.body)):
                return response

    @property
    def note(self) -> str:
        """The repetitions, for the access log; "" without any."""
        counts = Counter(change.value for change in self.retried)
        shown = (f"{count} times {change}" if count > 1 else change for change, count in counts.items())
        return f"sent again {', '.join(shown)}" if counts else ""

    async def _wait(self, seconds: float) -> None:
        """Wait, at most until the client disconnects."""
        self.pause = asyncio.get_running_loop().create_future()
        await asyncio.wait((self.pause,), timeout=seconds)

    def disconnect(self) -> None:
        """Break the call off, because the client has disconnected."""
        self.disconnected = True
        if self.pause is not None and not self.pause.done():
            self.pause.set_result(None)
        if self._call is not None:
            self._call.abort(ClientDisconnected())

    def end(self) -> None:
        """Break off a call that is still under way."""
        if self._call is not None and self._call.state in ("waiting", "body"):
            self._call.abort()

    async def _with_fresh_credentials(self, sent: ProviderRequest, protocol: str) -> ProviderRequest | None:
        """Return the request with other credentials; None if there are no others. Raises CredentialError."""
        before = self.profile.sides[protocol].url
        if not await self._renew():
            return None
        side = self.profile.sides[protocol]
        keys = {name: form.replace("{key}", self.key) for name, form in side.header.items()} if self.key else {}
        url = sent.url
        if before != side.url and url.startswith(before):
            url = side.url + url.removeprefix(before)
        return ProviderRequest(url, {**sent.headers, **keys, **self.profile.headers}, sent.body, sent.method)

    async def _renew(self) -> bool:
        """Obtain credentials that differ from the rejected ones. Returns whether there are any."""
        profile = self.configured
        if profile.passthrough:
            return False
        try:
            if profile.login is not None:
                auth = await profile.login.replacement(self.auth)
                if auth is not None:
                    self._use(auth)
                return auth is not None
            key = await profile.key.replacement(self.key) if profile.key else None
        except CredentialError as error:
            raise self._with_profile(error) from None
        self.key = key or self.key
        return key is not None

    def _use(self, auth: RequestAuth) -> None:
        self.auth, self.key = auth, auth.key
        self.profile = self.configured.authenticated(auth)

    def _with_profile(self, error: CredentialError) -> CredentialError:
        text = f"profile {self.configured.name} cannot be used: {error}"
        if isinstance(error, TransientError):
            return TransientError(text, error.retry_after)
        return CredentialError(text)


def _resent(profile: str, sent: ProviderRequest, retried: list[Change], observation: Observation | None) -> None:
    """Record that a request is sent over a new connection, because the provider has closed the one that was reused."""
    change = Change.NEW_CONNECTION
    log.debug("profile %s: a reused connection was closed: sending the request again %s", profile, change.value)
    retried.append(change)
    if observation is not None:
        observation.failed("reused connection closed (no response)", NO_RESPONSE)
        observation.sent(sent, change.value)
