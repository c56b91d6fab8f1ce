"""The attempts made for one client request, until one of them has a response or none is left."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx

from dragoman import loader
from dragoman.adapters import Front
from dragoman.config.profiles import Profile
from dragoman.config.recovery import RetryOptions
from dragoman.config.routing import Target
from dragoman.exchange.bodies import parse_json_object
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import ClientRequest
from dragoman.exchange.replies import Reply, header_map
from dragoman.exchange.route import Route
from dragoman.http.codings import TooLarge, Unreadable
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.library.names import digest
from dragoman.masking import CredentialError
from dragoman.observer.observation import Observation
from dragoman.resilience.failures import IN_STREAM, NO_RESPONSE, FailedResponse, Headers, failed_call, failed_response
from dragoman.resilience.waits import Waits
from dragoman.server.attempt import Attempt
from dragoman.server.delivery import ClientDisconnected, ProviderTimeout, off_loop, read_response, reply_to_error
from dragoman.server.retry import Change
from dragoman.server.state import ServerState
from dragoman.server.stored.recording import Recorder
from dragoman.values import json_text

PROFILE = b"dragoman-profile"  # the response header that states which profile answers
RETRIES = "dragoman-retries"  # the request header with which a client lowers the number of repetitions
OPEN = FailedResponse(NO_RESPONSE, error_type="overloaded")  # stands for an open circuit breaker
CALL_ERRORS = (ProviderTimeout, httpx.HTTPError, TooLarge, Unreadable, CredentialError)

log = logging.getLogger("dragoman")


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request of a client in its protocol. `payload`: the parsed body; `observation`: if the server has an
    observer; `recorder`: if responses of the protocol are stored; `request_id`: of the proxy."""

    front: Front
    body: bytes
    payload: dict[str, Any]
    client: ClientRequest
    observation: Observation | None = None
    recorder: Recorder | None = None
    request_id: str = ""


class CircuitOpen(Exception):
    """The only target that is left is not used for a while. `wait`: seconds until it is."""

    def __init__(self, message: str, wait: float) -> None:
        super().__init__(message)
        self.wait = wait


def with_account(state: ServerState, received: ReceivedRequest, profile: Profile, tried: list[str]) -> Profile:
    """Return the profile with the credentials of an account, if it has several. The account's name is added to `tried`,
    whose accounts are not used. Raises CircuitOpen if all others cool down."""
    if not profile.accounts:
        return profile
    pool = state.providers.pool(profile)
    name = pool.choose(_conversation(received), tried)
    if name is None:
        wait = pool.remaining
        problem = f"all accounts of profile {profile.name} have reached a limit; one is available in {wait:.0f} s"
        raise CircuitOpen(f"{problem}. Wait, or run: dragoman breaker clear {profile.name}", wait)
    tried.append(name)
    return replace(profile.accounts[name], body=profile.body, effort=profile.effort)


def _conversation(received: ReceivedRequest) -> str:
    """Return what all requests of a conversation have in common: the session id, or the first message."""
    session = next(iter(received.client.values(received.front.table.get("session_header", ""))), "")
    request = None if session else received.front.hub_request(received.payload)
    if request is None:
        return session
    return request.get("session_id") or digest(json_text.dumps(request["messages"][:1]))


class Dispatch:
    """`targets`: what the request may be sent to, in order; `exchange` and `attempt`: the present ones."""

    exchange: Exchange
    attempt: Attempt

    def __init__(self, state: ServerState, received: ReceivedRequest, targets: Sequence[Target]) -> None:
        self.state, self.received = state, received
        self.target, self.left = targets[0], list(targets[1:])
        self.failures: list[str] = []  # of earlier targets
        self.tried: list[str] = []  # accounts of the target
        self.notes: list[str] = []  # repetitions, for the access log
        self.disconnected = self.reported = self.probing = False
        self.until = time.monotonic() + state.settings.timeouts.fallback

    async def start(self) -> Reply | None:
        """Send the request to the first target that can be used. Returns the reply to a request that is not sent.
        Raises CredentialError, CircuitOpen."""
        while True:
            try:
                reply = await self._try()
                failed = self._unsent(reply)
                if failed is None or not self._next(failed):
                    return reply
            except CredentialError as error:
                self._leave()
                if not self._next(failed_call(error)):
                    raise
            except CircuitOpen:
                if not self._next(OPEN):
                    raise

    async def _try(self) -> Reply | None:
        """Send the request to the present target."""
        received, payload = self.received, self.received.payload
        profile, model, _ = self.target
        if profile.problem:
            raise CredentialError(f"profile {profile.name} cannot be used: {profile.problem}")
        profile = with_account(self.state, received, profile, self.tried)
        self._enter()
        if self.failures or len(self.tried) > 1:  # the exchange of an earlier attempt has changed it
            payload = parse_json_object(received.body, self.state.settings.server.bounds)
        back = loader.back(profile.provider, profile.speaks(model, self.received.front.name))
        waits, observation = self._waits(profile), received.observation
        attempt = Attempt(self.state.upstream, profile, back.retry, waits, back.refusals, observation)
        await attempt.authenticate()
        route = Route(received.front, back, attempt.profile, model)
        self.attempt = attempt
        self.exchange = Exchange(route, received.body, payload, received.client, self.state.port)
        self.exchange.selection = self.exchange.losses = self._header()
        self.exchange.request_id = received.request_id
        if self.state.providers.undeclared.due(profile.name):
            self.exchange.context.undeclared = {}
        self.exchange.adjustments = self.state.providers.adjustments(self.target)
        if received.recorder is not None:
            received.recorder.prepare(self.exchange, received.request_id)
        if observation is not None:
            observation.routed(self.exchange)
        try:
            sent = await off_loop(len(received.body), self.exchange.request, attempt.key)
        except (InvalidRequest, Refused, AnsweredLocally, UpstreamError) as signal:
            self._leave()
            return self.exchange.reply_to(signal)
        if self.disconnected:
            raise ClientDisconnected
        attempt.start(sent, Change.OTHER_ACCOUNT if len(self.tried) > 1 else None)
        return None

    async def _next_account(self, failed: FailedResponse) -> bool:
        """Send the request with another account, if the present one has reached a limit."""
        profile = self.target.profile
        if not profile.accounts or not failed.of_account or not self.tried:
            return False
        name, pool = self.tried[-1], self.state.providers.pool(profile)
        pool.cool(name, failed.wait, failed.summary)
        log.warning("profile %s: account %s: %s", profile.name, name, failed.summary)
        self.notes.append(f"account {name}: {failed.summary}")
        self.attempt.end()
        try:
            return await self._try() is None
        except (CredentialError, CircuitOpen):
            return False

    def _enter(self) -> None:
        """Ask the circuit breaker of the target. Raises CircuitOpen."""
        providers, target = self.state.providers, self.target
        state = providers.enter(target)
        self.probing, self.reported = state == "half_open", False
        if state == "open":
            breaker = providers.breaker(target)
            name = f"{target.profile.name}/{target.model}"
            problem = f"{name} failed too often and is not used for {breaker.remaining:.0f} s"
            remedy = f"Wait, or run: dragoman breaker clear {name}"
            raise CircuitOpen(f"{problem} (last failure: {breaker.cause}). {remedy}", breaker.remaining)

    def _leave(self) -> None:
        """End a probe that has no result."""
        if self.probing and not self.reported:
            self.probing = False
            self.state.providers.leave(self.target)

    def report(self, failed: FailedResponse | None) -> None:
        """Report the outcome of the attempt to the circuit breaker, once. `failed`: None for an answer."""
        if not self.reported:
            self.reported = True
            self.state.providers.report(self.target, failed, self.probing)
            if failed is None:
                self.state.providers.remember(self.target, self.exchange.adjustments)

    def _unsent(self, reply: Reply | None) -> FailedResponse | None:
        """Return the failure of a request that the proxy refused to send."""
        if reply is None or reply.failure is None:
            return None
        return FailedResponse(IN_STREAM, error_type=reply.failure.get("error_type"))

    def _next(self, failed: FailedResponse) -> bool:
        """Move to the next target that is tried after this failure. Returns whether there is one."""
        if time.monotonic() > self.until:
            return False
        while self.left:
            target = self.left.pop(0)
            if failed.error_type in target.on:
                before = self.target.profile.name
                cause, summary = ("circuit_open",) * 2 if failed is OPEN else (failed.error_type, failed.summary)
                log.warning("profile %s: %s: trying profile %s", before, summary, target.profile.name)
                self.failures.append(f"{before} {cause}")
                self.notes.append(f"{before}: {summary}")
                self.target, self.tried = target, []
                return True
        return False

    def _header(self) -> list[tuple[bytes, bytes]]:
        """Return the header that states which profile answers, and which ones failed before it."""
        name = self.target.profile.name
        after = f'; after="{", ".join(self.failures)}"' if self.failures else ""
        return [(PROFILE, f"{name}{after}".encode("latin-1", "replace"))]

    async def whole(self) -> tuple[Reply, str]:
        """Return the reply, after any repetition, and a note for the access log. Raises ClientDisconnected."""
        while True:
            note = ""
            try:
                response = await read_response(self.attempt.call, self.state.settings.timeouts)
                if self.received.observation is not None:
                    self.received.observation.responded(*response)
            except CALL_ERRORS as error:
                reply, note = reply_to_error(self.exchange, error), str(error)
                failed: FailedResponse | None = failed_call(error)
            else:
                reply = await off_loop(len(response.body), self.exchange.whole, *response)
                failed = self.failure(reply, response.status, response.headers, response.body)
            try:
                if failed is None:
                    self.report(None)
                    return reply, note
                if not await self.recover(failed):
                    return reply, note
            except CredentialError as error:
                return reply_to_error(self.exchange, error), str(error)

    def failure(self, reply: Reply, status: int, headers: Headers, body: bytes) -> FailedResponse | None:
        """Return the failure that a provider's complete response reports; None for an answer. `reply`: to the
        client."""
        cause = reply.cause or reply.failure
        if not cause:
            return None
        limits = self.exchange.rate_limits(header_map(headers))
        return failed_response(status, headers, body, cause, time.time(), limits)

    async def recover(self, failed: FailedResponse) -> bool:
        """Send the request again, to this target or to the next one, if that may help. Raises CredentialError,
        ClientDisconnected."""
        if self.disconnected:
            return False
        problem: CredentialError | None = None
        observation = self.received.observation
        if observation is not None:
            observation.failed(failed.summary, failed.status)
        if await self._next_account(failed):
            return True
        self.report(failed)
        try:
            if self._repeatable() and await self.attempt.retry(self.exchange, failed):
                self.reported = False
                return True
        except CredentialError as error:
            failed, problem = failed_call(error), error
        if self.disconnected or not self._next(failed):
            if problem is not None:
                raise problem
            return False
        if self.attempt.note:
            self.notes.append(self.attempt.note)
        self.attempt.end()
        try:
            return await self.start() is None
        except (CredentialError, CircuitOpen):  # of the last target: the client receives the failure of the one before
            return False

    def _repeatable(self) -> bool:
        """Whether the circuit breaker of the target allows a repetition."""
        breaker = self.state.providers.breakers.get((self.target.profile.name, self.target.model))
        return breaker is None or breaker.state == "closed"

    def disconnect(self) -> None:
        """Break the attempt off, because the client has disconnected."""
        self.disconnected = True
        self.attempt.disconnect()

    def end(self) -> None:
        """Break off a call that is still under way."""
        self._leave()
        self.attempt.end()

    @property
    def undecided(self) -> bool:
        """Whether another profile may still answer."""
        return bool(self.left)

    @property
    def note(self) -> str:
        """The failures and repetitions, for the access log; "" without any."""
        return "; ".join(note for note in (*self.notes, self.attempt.note) if note)

    def _waits(self, profile: Profile) -> Waits:
        budget = self.state.providers.budget(profile)
        budget.add_request()
        return Waits(_lowered(profile.options.retry, self.received.client.values(RETRIES)), budget)


def _lowered(options: RetryOptions, wanted: list[str]) -> RetryOptions:
    """Return the options with at most the number of retries that a client allows."""
    if not wanted or not wanted[0].isdigit():
        return options
    return replace(options, max_retries=min(options.max_retries, int(wanted[0][:4])))
