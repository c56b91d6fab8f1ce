"""The response half of an exchange: a provider's response, or an early end of the request, becomes the client's reply.

`Responses.whole` translates a complete response, errors included. `Responses.stream` returns the object that
translates a stream piece by piece.
"""

from __future__ import annotations

from typing import Any

from dragoman.exchange.bodies import JSON, STREAM_HEADERS
from dragoman.exchange.error_bodies import error_in_answer, error_of, quoted
from dragoman.exchange.passed_headers import limit_values, passed_headers
from dragoman.exchange.replies import (
    Headers,
    Reply,
    framing_of_body,
    header_map,
    losses_header,
    no_answer,
    not_understood,
    rejected_credentials,
)
from dragoman.exchange.route import Route
from dragoman.http.address import UnsafeValue
from dragoman.library.api_errors import NO_STATUS
from dragoman.library.context import Context
from dragoman.library.errors import AnsweredLocally, ErrorBody, InvalidRequest, Refused, UpstreamError
from dragoman.library.hub import ApiError, ErrorType, Response
from dragoman.library.streams import play
from dragoman.masking import masked, masked_bytes
from dragoman.streaming.answers import Collector, settle
from dragoman.streaming.framing import SSE
from dragoman.streaming.relay import Relay, Results
from dragoman.streaming.relay.completion import fits, is_complete
from dragoman.streaming.relay.counts import fill_answer
from dragoman.streaming.relay.watch import watch_of
from dragoman.streaming.translation import TOO_DEEP, StreamTranslation, Translation
from dragoman.values import json_text
from dragoman.values.wrapping import answer_in

WITHOUT_ANSWER = (204, 205, 206)  # good statuses of a response that is empty or a part only
LAST_STATUS = 599  # HTTP defines no status above it, and servers and clients accept none


class Responses:
    """`streams`: the client requested a stream; `losses`: the header with the losses of the request, once it has been
    translated, and further headers of the proxy."""

    def __init__(self, route: Route, context: Context, streams: bool, port: int = 0) -> None:
        self.front, self.back, self.profile, self.context = route.front, route.back, route.profile, context
        self.streams, self.port = streams, port
        side = self.profile.sides[self.back.name]
        self.same = self.front.name == self.back.name and side.forwards
        self.wrap = side.wrap
        self.request_id = ""  # of the proxy
        self.selection: list[tuple[bytes, bytes]] = []  # the header that states which profile answers
        self.losses: list[tuple[bytes, bytes]] = []
        self.forwarded: dict[str, Any] | bytes | Results | None = None  # an answer that was passed on

    def reply_to(self, signal: Exception) -> Reply:
        """Return the reply to a request that is not sent: it was invalid, refused, or answered locally."""
        if isinstance(signal, AnsweredLocally):
            self.add_own_headers()
            return self._answer(settle(signal.answer, self.context), [])
        if isinstance(signal, InvalidRequest):
            invalid: ApiError = {"error_type": "invalid_request", "message": str(signal)}
            return self.failed({**invalid, "param": signal.param} if signal.param else invalid)
        if isinstance(signal, Refused):
            return self.failed(signal.failure)
        if isinstance(signal, UpstreamError):
            return self.failed(signal.failure)
        raise signal

    def add_own_headers(self) -> None:
        """Set the headers of the proxy, once all losses of the request are known."""
        self.losses = [*self.selection, *losses_header(self.context.losses)]

    def failure(self, error_type: ErrorType, message: str, status: int = 0) -> Reply:
        """Return an error of the proxy itself in the client's protocol. `status`: instead of the protocol's."""
        failure = self._identified({"error_type": error_type, "message": message}, [])
        usual, body = self.front.failure(failure, self.context)
        return Reply(status or usual, [JSON, *self.losses], json_text.dumps(body), failure)

    def failed(self, failure: ApiError, status: int = 0, headers: Headers = ()) -> Reply:
        """Translate a provider's failure for the client (rule 2.0.7). `status`: the provider's, 0 if it came with a
        good one."""
        cause = failure = {**failure, "message": masked(failure["message"])}
        error_type = failure.get("error_type", "server_error")
        if error_type == "content_policy":
            refusal: Response = {
                "blocks": [{"kind": "refusal", "text": failure["message"]}],
                "finish_reason": "refusal",
            }
            reply = self._answer(settle(refusal, self.context), headers)
            reply.cause = cause
            return reply
        if self._rejects_credentials(error_type, status):
            message = rejected_credentials(self.profile, failure["message"], status)
            failure = {**failure, "error_type": "permission", "message": message}
        passed_on = self._passed(headers)
        failure = self._identified(failure, passed_on)
        written, body = self.front.failure(failure, self.context)
        if error_type == "server_error" and status >= 500:
            written = status
        fixed = {
            name.encode("latin-1"): value.encode("latin-1")
            for name, value in self.front.headers.get(error_type, {}).items()
        }
        retry_after = failure.get("retry_after")
        passed = {
            **({b"retry-after": b"%d" % retry_after} if retry_after else {}),
            **dict(passed_on),
            **fixed,
        }
        return Reply(written, [JSON, *passed.items(), *self.losses], json_text.dumps(body), failure, cause)

    def whole(self, status: int, headers: Headers, data: bytes) -> Reply:
        """Translate a complete response: errors by rule 2.0.7, a stream into JSON or JSON into a stream, whichever the
        client requested."""
        try:
            return self._whole(status, headers, data)
        except RecursionError:
            return self.failure("server_error", TOO_DEEP, status if 400 <= status <= LAST_STATUS else 502)

    def _whole(self, status: int, headers: Headers, data: bytes) -> Reply:
        if status >= 400:
            return self._error(status, headers, data)
        if not 200 <= status < 300 or status in WITHOUT_ANSWER:
            return self.failure("server_error", no_answer(status, headers), 502)
        self._name_losses()
        try:
            if framing := framing_of_body(headers, data, self.back, complete=True):
                return self._answer(self._collect(data, framing), headers)
            payload = self._json(headers, data)
            if not self.wrap.response and (inner := answer_in(payload, self.back.table)) is not payload:
                payload, data = inner, json_text.dumps(inner)
            if failure := error_in_answer(self.back, self.context, self.wrap, payload, data):
                return self.failed(failure, NO_STATUS, headers)
            if self.same and not self.streams:
                if not self.wrap.response and (reply := self._forwarded(payload, headers, data)):
                    return reply
                self.decide_conditions()
            return self._answer(settle(self.back.read(self.wrap.inside(payload), self.context), self.context), headers)
        except ErrorBody as error:
            return self.failed(self.back.failure(error.body, NO_STATUS, self.context), NO_STATUS, headers)
        except UpstreamError as error:
            return self.failed(quoted(error.failure, self.back, self.context, headers, data), NO_STATUS, headers)

    def _forwarded(self, payload: dict[str, Any], headers: Headers, data: bytes) -> Reply | None:
        """Return an answer that is passed on in its protocol: its bytes, unless something in it must change. None: it
        lacks what clients need."""
        self._check_error(payload)
        watch = watch_of(self.back, renamed=False)
        if watch.reason_in(payload) in watch.broken:
            return None
        changed = watch.settle_reason(payload)
        filled = fill_answer(self.back.table, payload, self.context, self._estimated_input)
        changed |= filled
        if not is_complete(self.front, self.back, payload) or not fits(self.back, payload):
            return None
        if self._renamed():
            payload["model"] = self.context.client_model
            changed = True
        given = data
        data = json_text.dumps(payload) if changed else data
        self.forwarded = given if filled else payload
        return Reply(200, [JSON, *self._passed(headers), *self.losses], data)

    def _estimated_input(self) -> int:
        """Return the estimated tokens of the request, which is read for that if it was passed on."""
        return 0

    def stream(self, framing: str = "") -> StreamTranslation:
        """Return a translation of the provider's stream; one for each response."""
        if self.same and (framing or self.back.framing) == SSE and not self.wrap.response:
            relay = Relay(
                self.front, self.back, self.context, self._renamed(), self._estimated_input, self._prepare_forwarded
            )
            self.forwarded = relay.results
            return relay
        self._name_losses()
        if self.same:
            self.decide_conditions()
        return Translation(self.front, self.back, self.context, wrap=self.wrap, framing=framing)

    def _prepare_forwarded(self) -> None:
        """Decide what reading and writing a forwarded stream depends on."""
        self.decide_conditions()
        self._keep_client_request()

    def _name_losses(self) -> None:
        """Report further losses in the terms of the response, which the provider has sent."""
        self.context.words = self.back.table.get("response_words", {})

    def as_event(self, reply: Reply) -> bytes:
        """Return a complete reply as the rest of a stream whose header has been sent."""
        if reply.failure is None:
            return reply.body
        writer = self.front.writer(self.context)
        writer.error(reply.failure.get("error_type", "server_error"), reply.failure["message"])
        return b"".join(writer.out)

    def stream_headers(self, headers: Headers) -> list[tuple[bytes, bytes]]:
        """Return the client's headers of a stream. `headers`: the provider's."""
        return [*STREAM_HEADERS, *self._passed(headers), *self.losses]

    def rate_limits(self, headers: dict[bytes, bytes]) -> dict[str, str]:
        """Return the provider's rate limits in a response, by their neutral names."""
        return limit_values(self.profile.sides[self.back.name].rate_limit_headers, headers)

    def _renamed(self) -> bool:
        return self.context.client_model != self.context.model

    def _rejects_credentials(self, error_type: ErrorType, status: int) -> bool:
        """Whether a failure means that the provider rejects the credentials of the profile."""
        if self.profile.passthrough:
            return False
        login = self.profile.login
        return error_type == "authentication" or (
            error_type == "permission" and login is not None and status in login.auth_statuses
        )

    def _json(self, headers: Headers, data: bytes) -> dict[str, Any]:
        try:
            payload = json_text.loads(data)
        except ValueError:
            payload = None
        if not isinstance(payload, dict):
            try:
                url = self.profile.address("create", self.context.model, "", self.port, self.back.name)
            except UnsafeValue:
                url = self.profile.sides[self.back.name].url
            raise UpstreamError({"error_type": "server_error", "message": not_understood(url, headers, data)})
        if not payload:
            raise UpstreamError({"error_type": "server_error", "message": "the provider's response is an empty object"})
        return payload

    def _check_error(self, payload: dict[str, Any]) -> None:
        """Raise UpstreamError for an error that has the status of an answer."""
        if any(payload.get(name) for name in self.back.table.get("watch", {}).get("errors", ())):
            raise UpstreamError(self.back.failure(payload, NO_STATUS, self.context))

    def _collect(self, data: bytes, framing: str) -> Response:
        collector = Collector()
        translation = Translation(self.front, self.back, self.context, collector, self.wrap, framing)
        translation.feed(data)
        translation.end()
        return collector.answer()

    def decide_conditions(self) -> None:
        """Decide the conditions of the provider's quirks, if the request was not translated."""

    def _keep_client_request(self) -> None:
        """Keep the request for the writers, if it is valid. Within one protocol it has not been validated before."""

    def _answer(self, answer: Response, headers: Headers) -> Reply:
        if self.same:
            self._keep_client_request()
        if not self.streams:
            body = json_text.dumps(self.front.write(answer, self.context))
            self.add_own_headers()  # with the losses of the answer
            return Reply(200, [JSON, *self._passed(headers), *self.losses], body)
        writer = self.front.writer(self.context)
        play(answer, writer, self.context)
        return Reply(200, self.stream_headers(headers), b"".join(writer.out))

    def _error(self, status: int, headers: Headers, data: bytes) -> Reply:
        failure, value = error_of(self.back, self.context, status, headers, data)
        status = status if status <= LAST_STATUS else 502
        # clients match the exact text of an overflow; a code that text or status overrule may be written all the same
        equal = failure.get("overruled", False) or failure.get("error_type") == "context_length_exceeded"
        own = self.same and json_text.same_shape(value, self.front.failure(failure, self.context)[1], equal)
        if own and (status != 401 or self.profile.passthrough):
            kind = header_map(headers).get(b"content-type", b"")
            passed = [
                (b"content-type", kind) if b"json" in kind.lower() else JSON,
                *self._passed(headers),
                *self.losses,
            ]
            return Reply(status, passed, masked_bytes(data), failure)
        return self.failed(failure, status, headers)

    def _identified(self, failure: ApiError, headers: list[tuple[bytes, bytes]]) -> ApiError:
        """Return an error with the id of the request: the provider's, or that of the proxy."""
        name = self.front.table.get("request_id_header", "").encode("latin-1")
        id = next((value.decode("latin-1") for key, value in headers if key == name), self.request_id)
        return {**failure, "request_id": id} if id else failure

    def _passed(self, headers: Headers) -> list[tuple[bytes, bytes]]:
        request_id_header = self.profile.sides[self.back.name].request_id_header
        found = header_map(headers)
        return passed_headers(self.front.table, self.back.table, request_id_header, found, self.rate_limits(found))
