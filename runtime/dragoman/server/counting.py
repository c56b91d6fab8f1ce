"""Token counts of requests: requested from the provider if it counts, else estimated.

If the provider is used in the client's protocol, the request and its response are passed on. If it counts in another
of its protocols, the request is translated and reduced to the members that the count accepts (`count:` of the
protocol's spec). A provider that does not count after all never fails a client: the reply is an estimate, and the log
states the reason.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from dragoman.exchange.bodies import JSON
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import ProviderRequest
from dragoman.exchange.replies import Headers, Reply
from dragoman.streaming.estimate import estimate
from dragoman.values import json_text
from dragoman.values.placeholders import fill

log = logging.getLogger(__name__)
NOT_SUPPORTED = (404, 405, 501)  # statuses of a host without token counts
COUNT_TIMEOUT_SECONDS = 20.0  # for a count in a protocol that the provider is not otherwise used in


class Count(Exchange):
    """A request for the number of tokens of a client's request."""

    @property
    def native(self) -> bool:
        """Whether the provider is otherwise used in this protocol too, so that its errors are passed on."""
        return self.same and self.back.name == self.profile.speaks(self.context.model, self.front.name)

    def count_request(self, key: str) -> ProviderRequest | None:
        """Return the request, or None if the provider does not count. Raises InvalidRequest, Refused."""
        url = self._address("count")
        if not url or (self.profile.passthrough and not self.same):
            return None
        self.context.action = "count"
        if self.same:
            headers = self._headers(key, False, None)
            return ProviderRequest(url, headers, self._same_body(headers))
        request = self._read(self._checked())
        headers = self._headers(key, False, request)
        self.context.holds = self.back.conditions(request, self.context)
        body = self._reduced(self.back.write(request, self.context))
        return ProviderRequest(url, headers, json_text.dumps(body))

    def estimated(self, reason: str = "") -> Reply:
        """Return an estimate. `reason`: why the provider's count is missing, for the log. Raises InvalidRequest."""
        if reason:
            log.info(
                "profile %s: token count estimated, because the provider sent none (%s)", self.profile.name, reason
            )
        return self._count_reply(estimate(self._read(self._checked())))

    def reply(self, status: int, headers: Headers, data: bytes) -> Reply:
        """Return the provider's count, its error, or an estimate. Raises InvalidRequest."""
        good = 200 <= status < 300
        if self.native and status not in NOT_SUPPORTED:
            return Reply(status, [JSON, *self._passed(headers)], data) if good else self.whole(status, headers, data)
        try:
            tokens: object = self.back.count(json_text.loads(data)) if good else None
        except (ValueError, TypeError, AttributeError):  # not JSON, or not of the shape that the reader expects
            tokens = None
        if type(tokens) is not int or tokens <= 0:  # readers do not check types
            return self.estimated("its response has no count" if good else f"HTTP status {status}")
        return self._count_reply(tokens)

    def _checked(self) -> dict[str, Any]:
        payload = {**self.front.uncounted, **self.payload}
        self.front.check(payload)
        return payload

    def _reduced(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the members of a body that the count accepts."""
        template = self.back.table.get("count")
        return _filled(template, body, {"model": self.context.model}) if template else body

    def _count_reply(self, tokens: int) -> Reply:
        return Reply(200, [JSON], json_text.dumps(self.front.count(tokens)))


MEMBER = re.compile(r"\{(\w+)\}")


def _filled(template: dict[str, Any], body: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    """Return a template with members of the body in place of `{name}`. What the body does not have is left out."""
    made: dict[str, Any] = {}
    for name, part in template.items():
        if isinstance(part, dict):
            made[name] = _filled(part, body, values)
        elif not (placeholder := MEMBER.fullmatch(part)):
            made[name] = fill(part, values)
        elif placeholder[1] in body:
            made[name] = body[placeholder[1]]
    return made
