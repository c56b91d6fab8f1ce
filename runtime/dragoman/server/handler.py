"""Handling of one client request: path, origin, credentials, body, and one exchange with a provider.

Every response, errors included, has the shape of the client's protocol. A response never contains a traceback.
"""

from __future__ import annotations

import asyncio
import logging
import math
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl

from dragoman import loader
from dragoman.adapters import Front
from dragoman.config.profiles import Profile
from dragoman.config.routing import Unroutable, route, ruled, targets
from dragoman.config.selection import rules
from dragoman.exchange.bodies import JSON, model_of, parse_json_object
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import ClientRequest
from dragoman.exchange.replies import Reply
from dragoman.exchange.route import Route
from dragoman.http import origin
from dragoman.library.context import Context
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.library.hub import ApiError, ErrorType
from dragoman.logs import escaped, request_id
from dragoman.masking import CredentialError
from dragoman.server import delivery, models
from dragoman.server.attempt import Attempt
from dragoman.server.control import access as permission
from dragoman.server.control import replies
from dragoman.server.control.errors import HttpError, allow
from dragoman.server.counting import COUNT_TIMEOUT_SECONDS, Count
from dragoman.server.dispatch import CALL_ERRORS, CircuitOpen, Dispatch, ReceivedRequest, with_account
from dragoman.server.paths import CONTROL, PROBES, UNKNOWN_PATH, PathNotFound
from dragoman.server.state import ServerState
from dragoman.server.stored import routes as stored
from dragoman.server.stored.conversation import complete_references
from dragoman.server.stored.recording import Recorder, recorder_of
from dragoman.server.streaming import StreamDelivery
from dragoman.server.window import routes
from dragoman.values import json_text

log = logging.getLogger("dragoman")
access = logging.getLogger("dragoman.access")


class RequestHandler:
    """One request of a client."""

    def __init__(
        self, state: ServerState, scope: dict[str, Any], receive: delivery.Receive, send: delivery.Send
    ) -> None:
        self.state, self.scope, self.receive = state, scope, receive
        self.request_id = f"req_{secrets.token_hex(12)}"
        self.send = delivery.IdentifiedSend(send, self.request_id)
        self.started = time.perf_counter()
        self.headers: list[tuple[bytes, bytes]] = scope["headers"]
        self.header = dict(self.headers)
        self.record = delivery.ResponseRecord(self.request_id)
        self.front: Front | None = None
        self.key_headers: set[bytes] = set()  # headers with the proxy key, which are not sent upstream
        self.task: asyncio.Task[None] | None = None
        self.target = ""  # profile and model, for the access log

    async def serve(self) -> None:
        """Send a response, whatever happens."""
        self.task = asyncio.current_task()
        request_id.set(self.request_id)
        try:
            reply = await self._reply()
        except asyncio.CancelledError:
            delivery.uncancel()
            self.record.note = delivery.STOPPING
            if self.record.status:
                return
            reply = self._error("overloaded", delivery.STOPPING, 503)
        except delivery.ClientDisconnected:  # before its request was complete
            self.record.note_disconnect()
            return
        except HttpError as error:
            reply = self._error(error.error_type, error.message, error.status)
            reply.headers.extend(error.headers)
        except InvalidRequest as invalid:
            reply = self._error("invalid_request", str(invalid))
        except CredentialError as error:
            error_type, status = delivery.credential_error(error)
            reply = self._error(error_type, str(error), status)
        except CircuitOpen as error:
            reply = self._error("overloaded", str(error))
            reply.headers.append((b"retry-after", b"%d" % math.ceil(error.wait)))
        except (PathNotFound, Unroutable) as error:
            code = UNKNOWN_PATH if isinstance(error, PathNotFound) else ""
            reply = self._error("not_found", str(error), code=code)
        except Exception:
            log.exception("a request could not be served")
            if self.record.status:
                return
            reply = self._error("server_error", "internal error; see the log of the server")
        if reply is not None:
            await delivery.send_reply(self.send, reply, self.record)

    def end(self) -> None:
        """End the request with an error, because the server stops."""
        if self.task is not None:
            self.task.cancel()

    def close(self) -> None:
        """Report the end of the request to the access log and the observer."""
        self._log_access()
        record = self.record
        if record.observation is not None:
            record.observation.end(record.status, record.disconnected, record.failure)

    def _log_access(self) -> None:
        """Write the line of the access log. Requests of the page are logged at level debug only."""
        level = logging.DEBUG if routes.serves(self.scope["path"]) else logging.INFO
        if not access.isEnabledFor(level):
            return
        record, scope = self.record, self.scope
        target, seconds = escaped(scope["path"] + self.target), time.perf_counter() - self.started
        note = escaped(f" ({record.note})") if record.note else ""
        values = scope["method"], target, record.status, record.size, seconds, note
        access.log(level, "%s %s %d %d bytes %.3f s%s", *values)

    async def _reply(self) -> Reply | None:
        """Return the response, or None if it has been sent."""
        method = self.scope["method"]
        paths = self.state.paths
        segment, path, id = paths.place(self.scope["path"])
        self.front = front = paths.front_for(self.header, path)
        self.send.header = front.table.get("request_id_header", "").encode("latin-1")
        permission.check_origin(method, self.headers, self.state.policy)
        own = self.scope["path"].rstrip("/")
        if own in CONTROL or routes.serves(own):
            return await self._own(own, method)
        authenticated = self._authenticated()
        if authenticated:
            paths.check(segment, path, self.state.settings.profiles)
        self._check_draining(path)
        if path in PROBES:  # without a key the response is the same for every profile name
            allow(method, "GET", "HEAD")
            return replies.probe(PROBES[path], self.state)
        if not authenticated:
            raise HttpError("authentication", "invalid proxy API key: send one of the keys configured under `keys:`")
        action = paths.actions[path][front.name]
        if id and action == "create":
            return await stored.reply(
                method, id, self._query(), front.table["stored"], self._owner(), self.state.responses
            )
        allow(method, *(("GET", "HEAD") if action == "models" else ("POST",)))
        if action == "models":
            return models.reply(front, self.state.settings, segment, id, self._query())
        if (observer := self.state.observer) is not None:
            self.record.observation = observer.begin(self.request_id, action, self.scope["path"], self.started)
        if not origin.is_json(self.headers):
            raise HttpError(
                "invalid_request",
                "the body is not declared as JSON. Send the header Content-Type: application/json",
                415,
            )
        return await self._forward(front, action == "count", segment)

    async def _own(self, path: str, method: str) -> Reply | None:
        """Return the reply to a request for the server itself, or None if it has been sent."""
        self._check_draining(path)
        query = self._query()
        names = self.state.paths.credentials | {b"authorization"}
        if path not in CONTROL:
            visit = routes.Visit(method, path, query, self.headers, names, self._body, self.receive, self.send)
            return await routes.reply(visit, self.state, self.record)
        permission.check_operator(self.headers, names, self.state.settings, clients=True)
        return await replies.control(path, method, query, self.state)

    def _check_draining(self, path: str) -> None:
        if self.state.draining and path not in PROBES:
            raise HttpError("overloaded", delivery.STOPPING, 503, ((b"retry-after", b"1"), (b"connection", b"close")))

    async def _forward(self, front: Front, counts: bool, segment: str) -> Reply | None:
        """Send the request to its provider. `counts`: request the number of its tokens only."""
        body = await self._body()
        observation = self.record.observation
        query = self.scope["query_string"].decode("latin-1")
        if observation is not None:
            agent = self.header.get(b"user-agent", b"")
            observation.received(self.scope["method"], query, self.headers, body, agent)
        payload = await delivery.off_loop(len(body), parse_json_object, body, self.state.settings.server.bounds)
        recording = None
        if table := front.table.get("stored"):
            complete_references(payload, table)
        if (store := self.state.responses) is not None and table:
            recording, payload, body = await recorder_of(store, self._owner(), payload, table, body)
        settings, rule = self.state.settings, None
        if settings.rules and not segment:
            rule = rules.first(settings.rules, self._routed(front, payload))
        model = model_of(payload)
        chosen = ruled(settings, rule, model) if rule else route(settings, segment, model)
        self.target = f" {chosen.profile.name} {chosen.model}"
        if observation is not None:
            observation.chosen(model, chosen.profile.name, chosen.profile.provider, chosen.model)
        headers = [pair for pair in self.headers if pair[0] not in self.key_headers]
        received = ReceivedRequest(
            front, body, payload, ClientRequest(headers, query), observation, recording, self.request_id
        )
        if counts:
            return await self._count(received, chosen.profile, chosen.model)
        fallback = rule.fallback if rule and rule.fallback is not None else chosen.profile.fallback_of(chosen.name)
        found = targets(settings, chosen, fallback)
        return await self._create(Dispatch(self.state, received, found))

    def _routed(self, front: Front, payload: dict[str, Any]) -> rules.RoutedRequest:
        """Return what routing rules may ask about the request."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in self.headers}
        return rules.RoutedRequest(model_of(payload), headers, lambda: front.hub_request(payload))

    async def _create(self, dispatch: Dispatch) -> Reply | None:
        """Return the reply, or None if it has been sent."""
        reply = await dispatch.start()
        try:
            return reply or await self._deliver(dispatch)
        finally:
            self.target = f" {dispatch.exchange.profile.name} {dispatch.exchange.context.model}"
            self._close(dispatch.exchange, dispatch.note)

    async def _stream(self, dispatch: Dispatch, recorder: Recorder | None) -> None:
        writer = self.scope.get("extensions", {}).get(delivery.BODY_WRITER) if recorder is None else None
        stream = StreamDelivery(dispatch, self.send, self.state.settings.timeouts, self.record, writer)
        if recorder is not None:
            stream.send = recorder.sending(self.send, lambda: stream.ending and not dispatch.exchange.same)
        await stream.run()

    async def _deliver(self, dispatch: Dispatch) -> Reply | None:
        recorder = dispatch.received.recorder
        watch = asyncio.ensure_future(delivery.on_disconnect(self.receive, dispatch.disconnect))
        try:
            if dispatch.exchange.streams:
                await self._stream(dispatch, recorder)
                return None
            reply, self.record.note = await dispatch.whole()
            if recorder is not None and reply.status == 200 and not dispatch.exchange.same:
                await recorder.keep_reply(reply.body)
            return reply
        except delivery.ClientDisconnected:
            self.record.note_disconnect()
            return None
        finally:
            watch.cancel()
            dispatch.end()

    def _close(self, exchange: Exchange, note: str) -> None:
        """Note repetitions in the access log, and log the losses."""
        if self.record.observation is not None:
            self.record.failure = self.record.failure or exchange.context.failure
        self.record.note = "; ".join(part for part in (note, self.record.note) if part)
        if exchange.context.losses:
            self.state.log_losses(exchange)
        if exchange.context.undeclared:
            self.state.providers.undeclared.add(exchange.profile.name, exchange.context.undeclared)

    async def _count(self, received: ReceivedRequest, profile: Profile, model: str) -> Reply | None:
        if profile.problem:
            raise HttpError("permission", f"profile {profile.name} cannot be used: {profile.problem}")
        profile = with_account(self.state, received, profile, [])
        front = received.front.name
        back = loader.back(profile.provider, profile.counts(model, front) or profile.speaks(model, front))
        attempt = Attempt(self.state.upstream, profile, observation=received.observation)
        await attempt.authenticate()
        route = Route(received.front, back, attempt.profile, model)
        count = Count(route, received.body, received.payload, received.client, self.state.port)
        count.request_id = self.request_id
        if received.observation is not None:
            received.observation.routed(count)
        try:
            return await self._counted(count, attempt)
        finally:
            self._close(count, attempt.note)

    async def _counted(self, count: Count, attempt: Attempt) -> Reply | None:
        try:
            sent = await delivery.off_loop(len(count.body), count.count_request, attempt.key)
            if sent is None:
                return count.estimated()
            attempt.start(sent)
            watch = asyncio.ensure_future(delivery.on_disconnect(self.receive, attempt.disconnect))
            try:
                response = attempt.response(count, self.state.settings.timeouts)
                return count.reply(*await asyncio.wait_for(response, None if count.native else COUNT_TIMEOUT_SECONDS))
            finally:
                watch.cancel()
                attempt.call.release()
        except delivery.ClientDisconnected:
            self.record.note_disconnect()
            return None
        except AnsweredLocally:  # the provider would not receive this request
            return count.estimated()
        except (InvalidRequest, Refused, UpstreamError) as signal:
            return count.reply_to(signal)
        except (*CALL_ERRORS, TimeoutError) as error:
            if count.native:
                return delivery.reply_to_error(count, error)
            return count.estimated(str(error) or f"no response within {COUNT_TIMEOUT_SECONDS:g} s")

    def _authenticated(self) -> bool:
        """Whether the client presents one of the configured keys, or none is configured."""
        keys = self.state.settings.keys
        self.key_headers = permission.key_headers(self.headers, self.state.paths.credentials, keys)
        return not keys or bool(self.key_headers)

    def _owner(self) -> str:
        """Return the owner of what this client stores."""
        return permission.owner(self.headers, self.state.paths.credentials, self.state.settings.keys)

    def _query(self) -> dict[str, str]:
        return dict(parse_qsl(self.scope["query_string"].decode("latin-1")))

    async def _body(self) -> bytes:
        return await delivery.read_body(self.receive, self.headers, self.state.settings.server.max_body_bytes)

    def _error(self, error_type: ErrorType, message: str, status: int = 0, code: str = "") -> Reply:
        """Return an error in the client's protocol. `status`: instead of the protocol's."""
        front = self.front or self.state.paths.front_for(self.header, "")
        failure: ApiError = {"error_type": error_type, "message": message, "request_id": self.request_id}
        if code:
            failure["code"] = code
        usual, body = front.failure(failure, Context())
        return Reply(status or usual, [JSON], json_text.dumps(body), failure)
