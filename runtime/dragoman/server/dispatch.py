"""The attempts made for one client request, until one of them has a response or none is left."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from typing import Any

import httpx

from dragoman import loader
from dragoman.config.profiles import Profile
from dragoman.config.recovery import RetryOptions
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import ClientRequest
from dragoman.exchange.replies import Reply
from dragoman.http.codings import TooLarge, Unreadable
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.loader import Front
from dragoman.masking import CredentialError
from dragoman.resilience.failures import FailedResponse, Headers, failed_call, failed_response
from dragoman.resilience.waits import Waits
from dragoman.server.attempt import Attempt
from dragoman.server.delivery import ProviderTimeout, read_response, reply_to_error
from dragoman.server.state import ServerState

RETRIES = "dragoman-retries"  # the request header with which a client lowers the number of repetitions
CALL_ERRORS = (ProviderTimeout, httpx.HTTPError, TooLarge, Unreadable, CredentialError)

log = logging.getLogger("dragoman")


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request of a client in its protocol. `payload`: the parsed body."""

    front: Front
    body: bytes
    payload: dict[str, Any]
    client: ClientRequest


class Dispatch:
    """`exchange` and `attempt`: the present ones."""

    exchange: Exchange
    attempt: Attempt

    def __init__(self, state: ServerState, received: ReceivedRequest, profile: Profile, model: str) -> None:
        self.state, self.received = state, received
        self.profile, self.model = profile, model

    async def start(self) -> Reply | None:
        """Send the request. Returns the reply to a request that is not sent. Raises CredentialError."""
        received, profile = self.received, self.profile
        back = loader.back(profile.provider, profile.speaks(self.model))
        self.attempt = attempt = Attempt(self.state.upstream, profile, back.retry, self._waits(profile))
        await attempt.authenticate()
        self.exchange = exchange = Exchange(
            *(received.front, back, attempt.profile, self.model, received.body, received.payload, received.client),
            self.state.port,
        )
        try:
            sent = exchange.request(attempt.key)
        except (InvalidRequest, Refused, AnsweredLocally, UpstreamError) as signal:
            return exchange.reply_to(signal)
        attempt.start(sent)
        return None

    async def whole(self) -> tuple[Reply, str]:
        """Return the reply, after any repetition, and a note for the access log. Raises ClientDisconnected."""
        while True:
            note = ""
            try:
                response = await read_response(self.attempt.call, self.state.settings.timeouts)
            except CALL_ERRORS as error:
                reply, note = reply_to_error(self.exchange, error), str(error)
                failed: FailedResponse | None = failed_call(error)
            else:
                reply = self.exchange.whole(*response)
                failed = self.failure(reply, response.status, response.headers, response.body)
            try:
                if failed is None or not await self.recover(failed):
                    return reply, note
            except CredentialError as error:
                return reply_to_error(self.exchange, error), str(error)

    def failure(self, reply: Reply, status: int, headers: Headers, body: bytes) -> FailedResponse | None:
        """Return the failure that a provider's complete response reports; None for an answer. `reply`: to the
        client."""
        if reply.failure is None:
            return None
        return failed_response(status, headers, body, reply.failure, time.time())

    async def recover(self, failed: FailedResponse) -> bool:
        """Send the request again if that may help. Raises CredentialError, ClientDisconnected."""
        return await self.attempt.retry(self.exchange, failed)

    def disconnect(self) -> None:
        """Break the attempt off, because the client has disconnected."""
        self.attempt.disconnect()

    def end(self) -> None:
        """Break off a call that is still under way."""
        self.attempt.end()

    @property
    def note(self) -> str:
        """The repetitions, for the access log; "" without any."""
        return self.attempt.note

    def _waits(self, profile: Profile) -> Waits:
        budget = self.state.providers.budget(profile)
        budget.add_request()
        return Waits(_lowered(profile.retry, self.received.client.values(RETRIES)), budget)


def _lowered(options: RetryOptions, wanted: list[str]) -> RetryOptions:
    """Return the options with at most the number of repetitions that a client wants."""
    if not wanted or not wanted[0].isdigit():
        return options
    return replace(options, max_retries=min(options.max_retries, int(wanted[0][:4])))
