"""One request and its answer, without sockets: the request half.

An `Exchange` is made from a route (both protocols, profile and model) and the client's body. `request` returns the
request to send, or raises InvalidRequest, Refused or AnsweredLocally, which `reply_to` turns into the reply. The
response half is `responses.Responses`. If both sides speak the same protocol, the bytes of the body are kept wherever
no patch applies. Nothing here waits, opens or logs anything.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from dragoman.config.request_facts import Facts, facts_of
from dragoman.exchange.bodies import Seed, model_of
from dragoman.exchange.merging import merged
from dragoman.exchange.origins import options_of, source_of
from dragoman.exchange.outgoing import REQUEST_ID, ClientRequest, ProviderRequest, headers_for
from dragoman.exchange.replies import Headers, Reply, framing_of_body
from dragoman.exchange.responses import Responses
from dragoman.exchange.route import Route
from dragoman.http import address
from dragoman.library.context import Context
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.library.hub import ApiError, Request
from dragoman.library.names import Ids, digest
from dragoman.library.passes.tool_kinds import select_hosted_tools
from dragoman.library.refusals.adjustments import Adjustment
from dragoman.streaming.estimate import estimate
from dragoman.values import json_text
from dragoman.values.characters import whole

SIGNATURES = "dragoman-reasoning-signatures"  # the header that requests signatures of reasoning


class Exchange(Responses):
    """`payload`: the parsed body; `port`: of the embedded provider; `adjustments`: parameters that the provider
    rejects."""

    def __init__(
        self,
        route: Route,
        body: bytes,
        payload: dict[str, Any],
        client: ClientRequest | None = None,
        port: int = 0,
    ) -> None:
        self.route, self.body, self.payload = route, body, payload
        self.adjustments: tuple[Adjustment, ...] = ()
        self.echo: dict[str, Any] = {}  # members of the request that the response repeats, instead of the client's
        self.missing: tuple[str, str, str] | None = None  # a reference to what is not stored, the message and the code
        stored = route.front.table.get("stored")
        if stored:
            self.echo[stored["members"]["keep"]] = False
        self.client = client or ClientRequest()
        context = _context(route, body, payload)
        context.reasoning_shown = route.profile.options.shows_reasoning
        context.signatures = route.profile.options.signatures or self.client.values(SIGNATURES)[:1] == ["true"]
        super().__init__(route, context, payload.get("stream") is True, port)

    def request(self, key: str) -> ProviderRequest:
        """Return the request to send, authenticated with the key. Raises InvalidRequest, Refused, AnsweredLocally."""
        if self.profile.passthrough and not self.same:
            name, protocol = self.profile.name, self.back.table.get("title", self.back.name)
            raise Refused(
                "permission",
                f"profile {name} forwards the client's own credentials and accepts {protocol} only. Send the request "
                f"in that protocol, or choose another profile",
            )
        request = None if self.same else self._checked_request()
        headers = self._headers(key, self.streams, request)
        body = self._same_body(headers) if request is None else self._translated_body(request, headers)
        self.add_own_headers()
        return ProviderRequest(self._address("stream" if self.streams else "create"), headers, body)

    def without_rejected_blocks(self, sent: ProviderRequest) -> ProviderRequest | None:
        """Return the request without the blocks that the provider's protocol omits after a rejection (`retry:` of its
        errors), or None if that changes nothing."""
        return self._repeated(sent, self.adjustments, retried=True)

    def without_rejected_parameters(self, sent: ProviderRequest, error: ApiError, text: str) -> ProviderRequest | None:
        """Return the request without the parameters that the provider rejected with this error, or None if it does not
        contain them or cannot do without. `text`: the error body."""
        body = self.wrap.within(json_text.loads(sent.body))
        found = self.back.refusals.adjustments(error, text, body)
        new = tuple(one for one in found if one not in self.adjustments)
        return self._repeated(sent, (*self.adjustments, *new), self.context.retried) if new else None

    def _repeated(
        self, sent: ProviderRequest, adjustments: tuple[Adjustment, ...], retried: bool
    ) -> ProviderRequest | None:
        """Return the request with these changes, or None if they change nothing."""
        other = Exchange(self.route, self.body, json_text.loads(self.body), self.client, self.port)
        other.context.retried, other.adjustments = retried, adjustments
        other.context.undeclared, other.context.ids = self.context.undeclared, self.context.ids
        try:
            body = other.request("").body  # the headers exist already
        except (InvalidRequest, Refused, AnsweredLocally, UpstreamError):
            return None
        if body == sent.body:
            return None
        self.payload, self.context, self.adjustments = other.payload, other.context, adjustments
        self.add_own_headers()
        return ProviderRequest(sent.url, sent.headers, body, sent.method)

    def decide_conditions(self) -> None:
        """Decide the conditions of the provider's quirks for a request that was not translated, before its answer is
        read."""
        request = self._read_or_none(self.payload) or {"model": self.context.model, "messages": []}
        self.context.holds = self.back.conditions(request, self.context)

    def whole(self, status: int, headers: Headers, data: bytes) -> Reply:
        if self.same and (
            self.streams or framing_of_body(headers, data, self.back, complete=True)
        ):  # the answer is translated, unlike the request
            self.decide_conditions()
        return super().whole(status, headers, data)

    def _address(self, action: str) -> str:
        """Return the URL of an action. A query that the client adds to the path of its protocol is passed on to that
        path, not to another. Raises Refused if the model, or a value of the profile, cannot stand in a URL."""
        usual = self.front.table["paths"].get("create" if action == "stream" else action, "")
        path = self.profile.sides[self.back.name].path(action)
        query = self.client.query if self.same and path == usual else ""
        try:
            return self.profile.address(action, self.context.model, query, self.port, self.back.name)
        except address.UnsafeValue as unsafe:
            name = self.profile.name
            if unsafe.placeholder in (address.MODEL, address.MODEL_SEGMENT):
                raise Refused("invalid_request", f"{unsafe}. Send the id of a model of profile {name}") from None
            raise Refused("permission", f"profile {name} cannot be used: {unsafe}") from None

    def _headers(self, key: str, stream: bool, request: Request | None) -> dict[str, str]:
        facts = None
        if self.profile.sides[self.back.name].conditional_headers:
            session = next(iter(self.client.values(self.front.table.get("session_header", ""))), "")
            request = request or self._read_or_none(self.payload)
            facts = facts_of(request, stream, session) if request else Facts(self.context.model, session, stream)
        headers = headers_for(self.front, self.back, self.profile, self.client, key, stream, facts)
        if self.request_id and self.profile.options.sends_request_id:
            headers.setdefault(REQUEST_ID, self.request_id)
        return headers

    def _same_body(self, headers: dict[str, str]) -> bytes:
        """Return the body for a provider that speaks the client's protocol."""
        payload, context = self.payload, self.context
        if self.profile.effort:
            context.lose_member("reasoning_effort", "a routing rule sets it only where requests are translated")
        renamed = model_of(payload) != context.model
        if renamed:
            payload["model"] = context.model
        patched = self.back.patch(payload, headers, context)
        if context.unhosted and context.action == "create":
            self._check_without_hosted_tools()
        body = payload
        if context.action == "create":
            body = self._adjusted(merged(body, self.profile.body) if self.profile.body else body, None)
            body = self._wrapped(body)
        changed = renamed or patched or body is not payload
        return json_text.dumps(body) if changed or json_text.has_half_character(self.body) else self.body

    def _check_without_hosted_tools(self) -> None:
        """Treat a request whose hosted tools were removed like a translated one (case 62). Raises AnsweredLocally,
        Refused."""
        request = self._read_or_none(json_text.loads(self.body))
        if request is not None:
            select_hosted_tools(request, replace(self.context, losses={}), tool_types=[])

    def _translated_body(self, request: Request, headers: dict[str, str]) -> bytes:
        context = self.context
        context.holds = self.back.conditions(request, context)
        options = options_of(request) if self.adjustments else None
        body = self.back.write(request, context)
        context.origins = self.back.table.get("origins", {})
        self.back.patch(body, headers, context)
        return json_text.dumps(self._wrapped(self._adjusted(merged(body, self.profile.body), options)))

    def _wrapped(self, body: dict[str, Any]) -> Any:
        """Return the body in the envelope of the site, if it has one."""
        if self.wrap.request is None:
            return body
        id = digest("request", self.context.seed, size=32)
        return self.wrap.around(body, {**self.profile.placeholders, "model": self.context.model, "id": id})

    def _adjusted(self, body: dict[str, Any], options: Request | None) -> dict[str, Any]:
        """Return a body without the parameters that the provider rejects. `options`: the client's, if the request was
        translated."""
        for adjustment in self.adjustments:
            before, body = body, adjustment.apply(body)
            if body is before or adjustment.instead:
                continue
            reason = f"{self.profile.name} does not accept {adjustment.name} with this model"
            if options is None:
                self.context.lose_member(adjustment.name, reason)
            elif source := source_of(adjustment, options, self.back, self.context):
                self.context.lose(source, reason)
        return body

    def _checked_request(self) -> Request:
        self.front.check(self.payload)
        if self.missing:
            param, message, code = self.missing
            raise Refused("invalid_request", f"{param}: {message}", code, param)
        self.context.client_request = {**self.payload, **self.echo} if self.echo else self.payload
        request = self._read(self.payload)
        if self.profile.effort:
            request["reasoning_effort"] = self.profile.effort
        return request

    def _keep_client_request(self) -> None:
        if not self.body:  # a response without its request
            return
        try:
            payload = json_text.loads(self.body)
            self.front.check(payload)
            self.context.client_request = payload
        except InvalidRequest:
            pass

    def _estimated_input(self) -> int:
        request = self._read_or_none(json_text.loads(self.body)) if self.body else None
        return estimate(request) if request is not None else 0

    def _read_or_none(self, payload: dict[str, Any]) -> Request | None:
        """Read a request that is passed on in its protocol; None if it is not valid."""
        try:
            full = {**self.front.uncounted, **payload}
            self.front.check(full)
            return {**self.front.read(full, Context()), "model": self.context.model}
        except (InvalidRequest, Refused):
            return None

    def _read(self, payload: dict[str, Any]) -> Request:
        context = self.context
        request = self.front.read(payload, context)
        request["model"] = context.model
        if context.retried:
            self.back.retry.strip(request, context)
        context.request = request
        for tool in request.get("tools", ()):
            if tool["kind"] == "custom":
                context.custom_tools |= {tool["name"]}
            elif tool["kind"] == "function" and tool.get("native"):
                context.native_tools[tool["name"]] = tool.get("schema")
        return request


def _context(route: Route, body: bytes, payload: dict[str, Any]) -> Context:
    front, profile, model = route.front, route.profile, route.model
    ids = front.table.get("ids", {})
    return Context(
        profile=profile.name,
        provider=profile.provider,
        family=profile.table.get("family", profile.provider),
        client_model=whole(model_of(payload) or model),
        model=model,
        variant=profile.options.variant,
        max_output_tokens=profile.limits(model)[1],
        text_only=profile.text_only(model),
        seed=Seed(body),
        created=int(time.time()),
        sealed=front.table.get("signatures") == "sealed",
        ids=Ids(
            ids.get("message", ""),
            tuple(ids.get("foreign", ())),
            ids.get("tool_call", ""),
            ids.get("hosted_tool_call", ""),
        ),
        estimates=profile.options.estimates,
        words=front.table.get("words", {}),
    )
