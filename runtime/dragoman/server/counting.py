"""How many tokens a request has: asked of the provider where it counts, else estimated here.

A `Count` is an exchange whose request is the question. Where the provider is spoken to in the client's protocol, the
question and its answer are passed on; where it counts in another of its protocols, the request is written in that one
and cut down to what the question takes (`count:` of the protocol's spec). A provider that does not count after all
never fails a client: the estimate stands in, and the log says so.
"""

from __future__ import annotations

import logging
from typing import Any

from dragoman.exchange.exchange import JSON, Exchange
from dragoman.exchange.outgoing import Sent
from dragoman.exchange.replies import Headers, Reply
from dragoman.streaming.estimate import estimate
from dragoman.values import json_text
from dragoman.values.placeholders import fill

log = logging.getLogger(__name__)
UNCOUNTED = (404, 405, 501)  # statuses of a host that has no such question
PATIENCE = 20.0  # seconds for a count in a protocol that the provider is not usually asked in


class Count(Exchange):
    """The question for a request's tokens."""

    @property
    def passed_on(self) -> bool:
        """Whether the provider is usually asked in this protocol, so that its errors are the answer."""
        return self.same and self.back.name == self.profile.speaks(self.context.model)

    def question(self, key: str) -> Sent | None:
        """What to ask the provider; None where it does not count. Raises Bad, Refused."""
        url = self._address("count")
        if not url or (self.profile.passthrough and not self.same):
            return None
        self.context.action = "count"
        if self.same:
            headers = self._headers(key, False, None)
            return Sent(url, headers, self._same_body(headers))
        request = self._read(self._checked())
        headers = self._headers(key, False, request)
        self.context.holds = self.back.conditions(request, self.context)
        return Sent(url, headers, json_text.dumps(self._cut(self.back.write(request, self.context))))

    def here(self, why: str = "") -> Reply:
        """The local estimate; `why`: the provider did not count. Raises Bad."""
        if why:
            log.info("profile %s: the provider did not count (%s); the answer is an estimate", self.profile.name, why)
        return self._told(estimate(self._read(self._checked())))

    def reply(self, status: int, headers: Headers, data: bytes) -> Reply:
        """The provider's count, or its error, or the estimate instead. Raises Bad."""
        good = 200 <= status < 300
        if self.passed_on and status not in UNCOUNTED:
            return Reply(status, [JSON, *self._passed(headers)], data) if good else self.whole(status, headers, data)
        try:
            tokens: object = self.back.count(json_text.loads(data)) if good else None
        except (ValueError, TypeError, AttributeError):  # it is no JSON, or of another shape than its reader knows
            tokens = None
        if type(tokens) is not int or tokens <= 0:  # readers do not check types
            return self.here("its answer was not understood" if good else f"HTTP status {status}")
        return self._told(tokens)

    def _checked(self) -> dict[str, Any]:
        said = {**self.front.uncounted, **self.said}
        self.front.check(said)
        return said

    def _cut(self, body: dict[str, Any]) -> dict[str, Any]:
        taken = self.back.table.get("count") or {"keep": list(body)}
        model = self.context.model
        added = {name: fill(text, {"model": model}) for name, text in (taken.get("add") or {}).items()}
        asked = {**added, **{name: body[name] for name in taken["keep"] if name in body}}
        return {taken["under"]: asked} if taken.get("under") else asked

    def _told(self, tokens: int) -> Reply:
        return Reply(200, [JSON], json_text.dumps(self.front.count(tokens)))
