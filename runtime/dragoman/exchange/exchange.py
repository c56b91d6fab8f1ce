"""One request and its answer, without sockets: the client's bytes become the provider's, and back.

An `Exchange` is made of a client's protocol (front), a provider's side (back), a profile and the body. `request`
gives what is to be sent, or raises Bad, Refused or Answered; `reply_to` turns any of these into the client's answer.
`whole` translates a complete answer, errors included; `stream` gives the object that translates one piece by piece.
Where both sides speak the same protocol, what no patch names keeps its bytes. Nothing here waits, opens or logs
anything.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

from dragoman.config.profiles import Profile
from dragoman.config.request_facts import Facts, facts_of
from dragoman.exchange.merging import merged
from dragoman.exchange.outgoing import Client, Sent, headers_for
from dragoman.exchange.replies import (
    Headers,
    Reply,
    alike,
    header_map,
    is_stream,
    losses_header,
    not_understood,
    passed_headers,
    plain_text,
    refused_key,
)
from dragoman.http import address
from dragoman.library.context import Context, Ids, digest
from dragoman.library.errors import Answered, Bad, Failed, Refused
from dragoman.library.hub import Answer, Failure, Request
from dragoman.library.passes.tools import host_tools
from dragoman.loader import Back, Front
from dragoman.masking import masked, masked_bytes
from dragoman.streaming.answers import Collector, play, settle
from dragoman.streaming.translation import Relay, Translation, Watched
from dragoman.values import json_text

STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]
JSON = (b"content-type", b"application/json")
SAID = 65536  # bytes of an error that are looked at


def understand(body: bytes) -> dict[str, Any]:
    """The JSON object that a request's body is. Raises Bad."""
    try:
        said = json_text.loads(body)
    except ValueError as error:
        raise Bad(f"the body is not JSON: {error}") from None
    if not isinstance(said, dict):
        raise Bad("the body should be a JSON object")
    return said


def model_of(said: dict[str, Any]) -> str:
    """The model that a request names; "" where it names none (the front's `check` then says so)."""
    model = said.get("model")
    return model if isinstance(model, str) else ""


class Exchange:
    """`model`: the provider's name of the model; `port`: of the embedded upstream, where the profile is that."""

    def __init__(
        self,
        front: Front,
        back: Back,
        profile: Profile,
        model: str,
        body: bytes,
        said: dict[str, Any],
        client: Client | None = None,
        port: int = 0,
    ) -> None:
        self.front, self.back, self.profile = front, back, profile
        self.body, self.said, self.port = body, said, port
        self.client = client or Client()
        self.same = front.name == back.name
        self.wrap = profile.sides[back.name].wrap
        self.streams = said.get("stream") is True
        ids = front.table.get("ids", {})
        self.context = Context(
            profile=profile.name,
            provider=profile.provider,
            family=profile.table.get("family", profile.provider),
            client_model=model_of(said) or model,
            model=model,
            variant=profile.variant,
            most=profile.limits(model)[1],
            seed=f"{len(body)}.{zlib.crc32(body)}",  # names nothing but ids that a provider left out
            ids=Ids(
                ids.get("message", ""),
                tuple(ids.get("cut", ())),
                ids.get("call", ""),
                ids.get("illegal", ""),
                ids.get("errand", ""),
            ),
            estimates=profile.estimates,
            words=front.table.get("words", {}),
        )
        self.losses: list[tuple[bytes, bytes]] = []  # the header that names the request's losses, once it is translated

    # the request

    def request(self, key: str) -> Sent:
        """What to send, with the key in it. Raises Bad, Refused, Answered."""
        if self.profile.passthrough and not self.same:
            name = self.profile.name
            raise Refused("permission", f"profile {name} takes the client's own credentials, in its own protocol only")
        request = None if self.same else self._understood()
        headers = self._headers(key, self.streams, request)
        body = self._same_body(headers) if request is None else self._other_body(request)
        self.losses = losses_header(self.context.losses)
        return Sent(self._address("stream" if self.streams else "create"), headers, body)

    def again(self, sent: Sent, status: int, said: bytes) -> Sent | None:
        """The request once more, without what the provider would not take back; None where its error is another one,
        where that would change nothing, and the second time. `said`: what it answered with a status, or, with 0, the
        words of a stream that begins with an error."""
        if self.context.again or status not in (0, 400, 422):
            return None
        if not self.back.retry.after(said[:SAID].decode("utf-8", "replace")):
            return None
        front, back, profile, model = self.front, self.back, self.profile, self.context.model
        other = Exchange(front, back, profile, model, self.body, understand(self.body), self.client, self.port)
        other.context.again = True
        try:
            body = other.request("").body  # its headers are made already
        except (Bad, Refused, Answered, Failed):
            return None
        if body == sent.body:
            return None
        self.said, self.context, self.losses = other.said, other.context, other.losses
        return Sent(sent.url, sent.headers, body, sent.method)

    def _address(self, action: str) -> str:
        """Return the URL of an action. A query that the client adds to the path of its protocol is passed on to that
        path, not to another. Raises Refused where the model, or a value of the profile, cannot stand in a URL."""
        usual = self.front.table["paths"].get("create" if action == "stream" else action, "")
        path = self.profile.sides[self.back.name].path(action)
        query = self.client.query if self.same and path == usual else ""
        try:
            return self.profile.address(action, self.context.model, query, self.port, self.back.name)
        except address.UnsafeValue as unsafe:
            name = self.profile.name
            if unsafe.hole == address.MODEL:
                raise Refused("invalid", f"{unsafe}. Send the id of a model of profile {name}") from None
            raise Refused("permission", f"profile {name} cannot be used: {unsafe}") from None

    def _headers(self, key: str, stream: bool, request: Request | None) -> dict[str, str]:
        known = None
        if self.profile.sides[self.back.name].asked:
            session = next(iter(self.client.values(self.front.table.get("session", ""))), "")
            request = request or self._seen(self.said)
            known = facts_of(request, stream, session) if request else Facts(self.context.model, session, stream)
        return headers_for(self.front, self.back, self.profile, self.client, key, stream, known)

    def _same_body(self, headers: dict[str, str]) -> bytes:
        said, context = self.said, self.context
        renamed = model_of(said) != context.model
        if renamed:
            said["model"] = context.model
        patched = self.back.patch(said, headers, context)
        if context.unhosted and context.action == "create":
            self._without_hosted()
        if self.profile.body and context.action == "create":
            return json_text.dumps(merged(said, self.profile.body))
        return json_text.dumps(said) if renamed or patched else self.body

    def _without_hosted(self) -> None:
        """What else becomes of a request from which tools were taken that the provider would have to run: the same as
        of a translated one (case 62). Raises Answered, Refused."""
        request = self._seen(understand(self.body))
        if request is not None:
            host_tools(request, replace(self.context, losses={}))

    def _other_body(self, request: Request) -> bytes:
        context = self.context
        context.holds = self.back.conditions(request, context)
        body = self.back.write(request, context)
        values = {**self.profile.holes, "model": context.model, "id": digest("request", context.seed, size=32)}
        return json_text.dumps(self.wrap.around(merged(body, self.profile.body), values))

    def _understood(self) -> Request:
        self.front.check(self.said)
        return self._read(self.said)

    def _seen(self, said: dict[str, Any]) -> Request | None:
        """The request as others would read it, where it is passed on; None where it is not understood."""
        try:
            self.front.check({**self.front.uncounted, **said})
            return {**self.front.read(said, Context()), "model": self.context.model}
        except Bad:
            return None

    def _read(self, said: dict[str, Any]) -> Request:
        context = self.context
        request = self.front.read(said, context)
        request["model"] = context.model
        if context.again:
            self.back.retry.strip(request, context)
        context.request = request
        return request

    # answers

    def reply_to(self, signal: Exception) -> Reply:
        """The client's answer to a request that went nowhere: it was bad, refused, or could be answered here."""
        if isinstance(signal, Answered):
            self.losses = losses_header(self.context.losses)
            return self._answer(settle(signal.answer, self.context), [])
        if isinstance(signal, Bad):
            return self.failure("invalid", str(signal))
        if isinstance(signal, Refused):
            return self.failed({"fault": signal.fault, "message": signal.message})
        if isinstance(signal, Failed):
            return self.failed(signal.failure)
        raise signal

    def failure(self, fault: Any, message: str, status: int = 0) -> Reply:
        """A failure of our own in the client's protocol; `status` where the fault alone does not tell it."""
        failure: Failure = {"fault": fault, "message": message}
        wrote, body = self.front.failure(failure, self.context)
        return Reply(status or wrote, [JSON, *self.losses], json_text.dumps(body), failure)

    def failed(self, failure: Failure, status: int = 0, headers: Headers = ()) -> Reply:
        """Translate the provider's failure for the client (rule 2.0.7). `status`: the provider's, 0 if it came with a
        good one."""
        failure = {**failure, "message": masked(failure["message"])}
        fault = failure.get("fault", "api")
        if fault == "policy":
            refusal: Answer = {"blocks": [{"kind": "text", "text": failure["message"]}], "stop": "refusal"}
            return self._answer(settle(refusal, self.context), headers)
        login = self.profile.login
        refused = fault == "auth" or (fault == "permission" and login is not None and status in login.refusals)
        if refused and not self.profile.passthrough:
            failure = {**failure, "fault": "permission", "message": refused_key(self.profile, failure["message"])}
        wrote, body = self.front.failure(failure, self.context)
        if fault == "api" and status >= 500:
            wrote = status
        more = {
            name.encode("latin-1"): value.encode("latin-1") for name, value in self.front.headers.get(fault, {}).items()
        }
        wait = failure.get("wait")
        passed = {**({b"retry-after": b"%d" % wait} if wait else {}), **dict(self._passed(headers)), **more}
        return Reply(wrote, [JSON, *passed.items(), *self.losses], json_text.dumps(body), failure)

    def whole(self, status: int, headers: Headers, data: bytes) -> Reply:
        """A provider's complete answer as the client's: errors by rule 2.0.7, JSON where a stream came, a stream where
        JSON came."""
        if status >= 400:
            return self._error(status, headers, data)
        if not 200 <= status < 300:
            return self.failure("api", f"the provider answered with HTTP status {status}", 502)
        try:
            if is_stream(headers, data):
                return self._answer(self._collect(data), headers)
            said = self._json(headers, data)
            if self.same and not self.streams:
                if self._renamed():
                    said["model"] = self.context.client_model
                    data = json_text.dumps(said)
                return Reply(status, [JSON, *self._passed(headers), *self.losses], data)
            return self._answer(settle(self.back.read(self.wrap.inside(said), self.context), self.context), headers)
        except Failed as failed:
            return self.failed(failed.failure, 0, headers)

    def stream(self) -> Watched:
        """What translates the provider's stream; one per answer."""
        if self.same:
            return Relay(self.front, self.back, self.context, self._renamed())
        return Translation(self.front, self.back, self.context, wrap=self.wrap)

    def as_event(self, reply: Reply) -> bytes:
        """A complete reply as (the rest of) a stream whose header is out already."""
        if reply.failure is None:
            return reply.body
        writer = self.front.writer(self.context)
        writer.error(reply.failure.get("fault", "api"), reply.failure["message"])
        return b"".join(writer.out)

    def stream_headers(self, headers: Headers) -> list[tuple[bytes, bytes]]:
        return [*STREAM_HEADERS, *self._passed(headers), *self.losses]

    def _renamed(self) -> bool:
        return self.context.client_model != self.context.model

    def _json(self, headers: Headers, data: bytes) -> dict[str, Any]:
        try:
            said = json_text.loads(data)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            url = self.profile.address("create", self.context.model, "", self.port, self.back.name)
            raise Failed({"fault": "api", "message": not_understood(url, headers, data)})
        return said

    def _collect(self, data: bytes) -> Answer:
        collector = Collector()
        translation = Translation(self.front, self.back, self.context, collector, self.wrap)
        translation.feed(data)
        translation.end()
        return collector.answer()

    def _answer(self, answer: Answer, headers: Headers) -> Reply:
        if not self.streams:
            body = json_text.dumps(self.front.write(answer, self.context))
            return Reply(200, [JSON, *self._passed(headers), *self.losses], body)
        writer = self.front.writer(self.context)
        play(answer, writer)
        return Reply(200, self.stream_headers(headers), b"".join(writer.out))

    def _error(self, status: int, headers: Headers, data: bytes) -> Reply:
        data = masked_bytes(data)  # some show the key that they refuse
        try:
            value = json_text.loads(data)
        except ValueError:
            value = None
        failure = self.back.failure(value, status, self.context)
        if not failure["message"]:
            failure = {**failure, "message": plain_text(status, headers, data)}
        overflow = failure.get("fault") == "overflow"  # clients act on its very words
        own = self.same and alike(value, self.front.failure(failure, self.context)[1], overflow)
        if own and (status != 401 or self.profile.passthrough):
            kind = header_map(headers).get(b"content-type", b"application/json")
            return Reply(status, [(b"content-type", kind), *self._passed(headers), *self.losses], data, failure)
        return self.failed(failure, status, headers)

    def _passed(self, headers: Headers) -> list[tuple[bytes, bytes]]:
        receipt = self.profile.sides[self.back.name].receipt
        return passed_headers(self.front.table, self.back.table, receipt, header_map(headers))
