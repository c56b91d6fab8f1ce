"""The proxy as a raw ASGI application: paths, credentials, bodies, and one exchange per request.

What clients may ask is made from the protocols' own tables (create, count, models), at the root and under a profile's
name. Every answer, errors included, has the shape of the client's protocol; no body ever holds a traceback. A
provider is asked through `Upstream`; `Streaming` carries what streams.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
import time
from functools import cached_property
from typing import Any

import httpx

from dragoman import __version__, loader
from dragoman.config.profiles import Settings
from dragoman.config.routing import Unroutable, route
from dragoman.exchange.exchange import JSON, Exchange, model_of, understand
from dragoman.exchange.outgoing import Client
from dragoman.exchange.replies import Reply
from dragoman.http import origin
from dragoman.http.codings import Decoder, TooLarge, Unreadable
from dragoman.http.upstream import Upstream
from dragoman.library.errors import Answered, Bad, Failed, Refused
from dragoman.library.hub import Fault
from dragoman.loader import Front
from dragoman.logs import escaped
from dragoman.masking import CredentialError
from dragoman.server import delivery, models
from dragoman.server.attempt import Attempt
from dragoman.server.counting import PATIENCE, Count
from dragoman.server.delivery import Receive, Send, Told, about, broken
from dragoman.server.paths import PROBES, NotThere, Paths
from dragoman.server.streaming import Streaming
from dragoman.values import json_text

MOST = 32 * 1024 * 1024  # bytes of a request, decoded
HELLO = b"Dragoman, an interpreter between LLM wire protocols.\n"
PLACE = re.compile(r"\d+")
MOST_KINDS = 1000  # of losses, remembered per server

log = logging.getLogger("dragoman")
access = logging.getLogger("dragoman.access")


class Denied(Exception):
    """The request ends here, with a failure of this kind."""

    def __init__(
        self, fault: Fault, message: str, status: int = 0, headers: tuple[tuple[bytes, bytes], ...] = ()
    ) -> None:
        super().__init__(message)
        self.fault: Fault = fault
        self.message, self.status, self.headers = message, status, headers


class App:
    """`port`: of the embedded upstream, once it listens; `lasting`: whether it is there for others than who started
    it."""

    def __init__(
        self, settings: Settings, upstream: Upstream | None = None, port: int = 0, lasting: bool = True
    ) -> None:
        self.settings = settings
        self.upstream = upstream or Upstream(settings.timeouts.connect)
        self.port, self.lasting = port, lasting
        self.paths = Paths()
        self.lost: set[str] = set()  # the kinds of losses that the log has had

    @cached_property
    def policy(self) -> origin.Policy:
        """The origins and hosts that the settings accept."""
        settings = self.settings
        names = [origin.host_name(name) for name in (settings.host, *settings.allowed_hosts)]
        return origin.Policy(
            hosts=frozenset(name for name in names if name),
            origins=frozenset(settings.allowed_origins),
            any_host=bool(settings.keys),
        )

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Asked(self, scope, receive, send)
        try:
            await request.serve()
        finally:
            request.log()

    def note_losses(self, exchange: Exchange) -> None:
        """Each kind of loss is told once per profile, then only to those who debug."""
        for loss in exchange.context.losses:
            kind = f"{exchange.profile.name}: {PLACE.sub('*', loss)}"
            if kind not in self.lost and len(self.lost) < MOST_KINDS:
                self.lost.add(kind)
                log.info("lost for profile %s: %s", exchange.profile.name, loss.replace(";", ": ", 1))
            else:
                log.debug("lost for profile %s: %s", exchange.profile.name, loss.replace(";", ": ", 1))


class Asked:
    """One request of a client."""

    def __init__(self, app: App, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.app, self.scope, self.receive, self.send = app, scope, receive, send
        self.began = time.perf_counter()
        self.headers: list[tuple[bytes, bytes]] = scope["headers"]
        self.header = dict(self.headers)
        self.told = Told()
        self.front: Front | None = None
        self.shown = b""  # the header that carried our key
        self.about = ""  # profile and model, for the log

    async def serve(self) -> None:
        """Answers, whatever happens."""
        try:
            answer = await self._answer()
        except Denied as denied:
            answer = self._failure(denied.fault, denied.message, denied.status)
            answer.headers.extend(denied.headers)
        except Bad as bad:
            answer = self._failure("invalid", str(bad))
        except CredentialError as none:
            fault, status = about(none)
            answer = self._failure(fault, str(none), status)
        except (NotThere, Unroutable) as nowhere:
            answer = self._failure("missing", str(nowhere))
        except Exception:
            log.exception("a request could not be served")
            if self.told.status:
                return
            answer = self._failure("api", "internal error; the server's log says more")
        if answer is not None:
            await delivery.reply(self.send, answer, self.told)

    async def _answer(self) -> Reply | None:
        """The answer, or None if it was sent already."""
        method = self.scope["method"]
        paths = self.app.paths
        segment, path, named = paths.place(self.scope["path"])
        self.front = front = paths.front_for(self.header, path)
        self._check_origin()
        authenticated = self._authenticated()
        if authenticated:
            paths.check(segment, path, self.app.settings.profiles)
        if path in PROBES:  # without a key the answer is the same for every profile name
            _allow(method, "GET", "HEAD")
            return _probe(PROBES[path], self.app.lasting)
        if not authenticated:
            raise Denied(
                "auth", "the proxy asks for a key of its own (keys: in its configuration), and this is none of them"
            )
        action = paths.actions[path][front.name]
        _allow(method, *(("GET", "HEAD") if action == "models" else ("POST",)))
        if action == "models":
            return models.answer(front, self.app.settings, segment, named, bool(paths.signs.get(front.name)))
        if not origin.is_json(self.headers):
            raise Denied(
                "invalid", "the body is not declared as JSON. Send the header Content-Type: application/json", 415
            )
        return await self._forward(front, action == "count", segment)

    async def _forward(self, front: Front, counts: bool, segment: str) -> Reply | None:
        """Send the request to its provider; `counts`: ask for the number of its tokens only."""
        body = await self._body()
        said = understand(body)
        profile, model = route(self.app.settings, segment, model_of(said))
        self.about = f" {profile.name} {model}"
        if profile.problem:
            raise Denied("permission", f"profile {profile.name} cannot be used: {profile.problem}")
        protocol = (counts and profile.counts(model)) or profile.speaks(model)
        back = loader.back(profile.provider, protocol)
        headers = [pair for pair in self.headers if pair[0] != self.shown]  # our own key is for nobody else
        client = Client(headers, self.scope["query_string"].decode("latin-1"))
        attempt = Attempt(self.app.upstream, profile)
        await attempt.credentials()
        kind = Count if counts else Exchange
        exchange = kind(front, back, attempt.profile, model, body, said, client, self.app.port)
        try:
            if isinstance(exchange, Count):
                return await self._count(exchange, attempt)
            return await self._create(exchange, attempt)
        finally:
            if exchange.context.losses:
                self.app.note_losses(exchange)

    async def _create(self, exchange: Exchange, attempt: Attempt) -> Reply | None:
        try:
            sent = exchange.request(attempt.key)
        except (Bad, Refused, Answered, Failed) as signal:
            return exchange.reply_to(signal)
        attempt.start(sent)
        watch = asyncio.ensure_future(delivery.leaving(self.receive, attempt.leave))
        try:
            if exchange.streams:
                await Streaming(exchange, attempt, self.send, self.app.settings.timeouts, self.told).run()
                return None
            return await self._whole(exchange, attempt)
        finally:
            watch.cancel()
            attempt.end()

    async def _whole(self, exchange: Exchange, attempt: Attempt) -> Reply | None:
        try:
            timeouts = self.app.settings.timeouts
            status, headers, data = await attempt.whole(exchange.back, timeouts)
            if attempt.repeat(exchange, status, data):
                self.told.note = "asked twice"
                status, headers, data = await attempt.whole(exchange.back, timeouts)
            return exchange.whole(status, headers, data)
        except delivery.Gone:
            self.told.note = "the client left"
            return None
        except (delivery.Slow, httpx.HTTPError, TooLarge, Unreadable, CredentialError) as error:
            self.told.note = str(error)
            return broken(exchange, error)

    async def _count(self, count: Count, attempt: Attempt) -> Reply | None:
        try:
            sent = count.question(attempt.key)
            if sent is None:
                return count.here()
            call = attempt.start(sent)
            try:
                asked = attempt.whole(count.back, self.app.settings.timeouts)
                return count.reply(*await asyncio.wait_for(asked, None if count.passed_on else PATIENCE))
            finally:
                (attempt.call or call).let_go()
        except Answered:  # without the provider, so it has nothing to count
            return count.here()
        except (Bad, Refused, Failed) as signal:
            return count.reply_to(signal)
        except (delivery.Slow, httpx.HTTPError, TooLarge, Unreadable, CredentialError, TimeoutError) as error:
            return broken(count, error) if count.passed_on else count.here(str(error) or "it took too long")

    def _check_origin(self) -> None:
        """Raise Denied for a request of a foreign web page, or for a host name that is not accepted."""
        if refused := origin.refusal(self.scope["method"], self.headers, self.app.policy):
            raise Denied("permission" if refused.status == 403 else "invalid", refused.message, refused.status)

    def _authenticated(self) -> bool:
        """Whether the client presents one of the configured keys, or none is configured."""
        keys = self.app.settings.keys
        if not keys:
            return True
        for name, value in self.headers:
            if name in self.app.paths.credentials:
                given = value.removeprefix(b"Bearer ").removeprefix(b"bearer ").strip()
                if any(hmac.compare_digest(given, key.encode()) for key in keys):
                    self.shown = name
                    return True
        return False

    async def _body(self) -> bytes:
        """The client's body, decoded. Raises Denied when it is too large, Bad when its coding is not what it says."""
        headers = self.header
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > MOST:
            raise _too_large()
        parts: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Denied("invalid", "the client left before its request was complete")
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > MOST:
                raise _too_large()
        body = parts[0] if len(parts) == 1 else b"".join(parts)
        coding = headers.get(b"content-encoding")
        if not coding:
            return body
        try:
            return Decoder(coding.decode("latin-1"), MOST).feed(body)
        except TooLarge:
            raise _too_large() from None
        except Unreadable as error:
            raise Bad(str(error)) from None

    def _failure(self, fault: Fault, message: str, status: int = 0) -> Reply:
        from dragoman.library.context import Context

        front = self.front or self.app.paths.front_for(self.header, "")
        wrote, body = front.failure({"fault": fault, "message": message}, Context())
        return Reply(status or wrote, [JSON], json_text.dumps(body))

    def log(self) -> None:
        if not access.isEnabledFor(logging.INFO):
            return
        told, scope = self.told, self.scope
        target, seconds = escaped(scope["path"] + self.about), time.perf_counter() - self.began
        note = escaped(f" ({told.note})") if told.note else ""
        access.info("%s %s %d %d bytes %.3f s%s", scope["method"], target, told.status, told.size, seconds, note)


def _probe(kind: str, lasting: bool) -> Reply:
    if kind == "hello":
        return Reply(200, [(b"content-type", b"text/plain; charset=utf-8")], HELLO)
    return Reply(200, [JSON], json_text.dumps({"status": "ok", "version": __version__, "lasting": lasting}))


def _allow(method: str, *methods: str) -> None:
    if method not in methods:
        allowed = ", ".join(methods)
        raise Denied("invalid", f"{method} is not for this path; {allowed} is", 405, ((b"allow", allowed.encode()),))


def _too_large() -> Denied:
    return Denied("too_large", f"the request is larger than {MOST >> 20} MB")
