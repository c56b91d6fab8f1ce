"""Requests to the servers that give credentials: what is sent, what is read, and what kind of failure came.

`Refused` is for good: only the user can help. `TransientError` passes by itself. `Pending` means that a login is waited
for. A text of a server that gets into a message is short and masked.
"""

from __future__ import annotations

import asyncio
import json
import logging
import platform
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from dragoman import __version__
from dragoman.auth import values as v
from dragoman.auth.values import Values
from dragoman.http.upstream import Upstream
from dragoman.masking import TransientError, masked, remember, without_credentials

TAKES = 30.0  # seconds for one request
MOST = 1024 * 1024  # bytes of an answer
ROUNDS = 40  # of an ask that waits for something
# RFC 6749 5.2, 4.1.2.1, RFC 8628 3.5: everything else that a token endpoint says is for good
PASSING = {"temporarily_unavailable", "server_error", "slow_down", "authorization_pending"}
PLAIN = {"expires", "expires_in", "refreshed", "site", "host", "port"}


log = logging.getLogger("dragoman")
_told: set[str] = set()  # the servers of whose clock the log has had a word


class Refused(Exception):
    """For good. `status`: of the answer, `word`: its error."""

    def __init__(self, message: str, status: int = 0, word: str = "") -> None:
        super().__init__(masked(message))
        self.status, self.word = status, word


class Pending(Exception):
    """Not yet; `slower`: and less often. `every`: how often, if the answer says so."""

    def __init__(self, slower: bool, every: float | None) -> None:
        super().__init__("pending")
        self.slower, self.every = slower, every


class Unreachable(TransientError):
    """Nobody is there who could answer."""


Answer = tuple[int, Mapping[str, str], bytes]
Fetch = Callable[[str, str, dict[str, str], bytes], Awaitable[Answer]]


async def fetch(method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
    """One request over the usual way to the world (proxies, certificates). Raises TransientError."""
    place = _place(url)
    try:
        async with asyncio.timeout(TAKES), httpx.AsyncClient(transport=Upstream(), timeout=TAKES) as client:
            async with client.stream(method, url, headers=headers, content=body) as answer:
                data = b""
                async for part in answer.aiter_bytes():
                    data += part
                    if len(data) > MOST:
                        raise TransientError(f"the answer of {place} has no end")
                return answer.status_code, {k.lower(): value for k, value in answer.headers.items()}, data
    except TimeoutError:
        raise Unreachable(f"{place} did not answer within {TAKES:g} s") from None
    except httpx.InvalidURL:
        raise Unreachable(f"{place} cannot be reached: its address is not a valid URL") from None
    except httpx.HTTPError as error:
        raise Unreachable(masked(f"{place} cannot be reached: {error or type(error).__name__}")) from None


def about_here() -> Values:
    """What a server may want to know of the machine that asks; ASCII, as headers are."""
    said = {"hostname": platform.node(), "system": platform.system(), "release": platform.release()}
    plain = {name: text.encode("ascii", "ignore").decode() or "unknown" for name, text in said.items()}
    return {**plain, "version": __version__, "uuid": str(uuid.uuid4())}


class Asking:
    """Asks as a table says, with the headers that it wants with every request. `shift`: of our clock, by the last
    answer."""

    shift = 0.0

    def __init__(self, table: Mapping[str, Any], send: Fetch | None = None) -> None:
        self.table = table
        self.send = send or fetch

    async def post(self, url: str, values: Values, body: Mapping[str, Any], form: bool, words: list[Any]) -> Any:
        """What a token endpoint answers, an object. `words`: errors and statuses that are for good, beside the usual.
        Raises Refused, TransientError, Pending."""
        kind, data = _body(body, form)
        where = v.text(url, values)
        if where is None:
            raise Refused(f"the address {url} has a hole that nothing fills")
        headers = {**self._headers(values), "content-type": kind}
        return judged(await self._sent("POST", where, headers, data), where, words)

    async def ask(self, ask: Mapping[str, Any], values: Values) -> Values:
        """What one ask of a table reads; `expires` is a moment of our own clock. Raises Refused, TransientError,
        Pending."""
        for _ in range(ROUNDS):
            answer = await self._once(ask, values)
            if not ask.get("until") or v.at(answer, ask["until"]):
                found = v.read(answer, ask.get("reads") or {}, values)
                return settled(found, self.shift, ask.get("lasts"))
            await asyncio.sleep(float(ask.get("every") or 5))
        raise TransientError(f"{_place(v.text(ask['url'], values) or '')} was asked {ROUNDS} times and is not done")

    async def _sent(self, method: str, url: str, headers: dict[str, str], data: bytes) -> Answer:
        answer = await self.send(method, url, headers, data)
        self.shift, place = clock_shift(answer[1]), _place(url)
        if self.shift and place not in _told:
            _told.add(place)
            way = "ahead of" if self.shift > 0 else "behind"
            log.warning("the clock here is %.0f min %s that of %s; set it right", abs(self.shift) / 60, way, place)
        return answer

    async def _once(self, ask: Mapping[str, Any], values: Values) -> Any:
        url = v.text(ask["url"], values)
        if url is None:
            raise Refused(f"the address {ask['url']} has a hole that nothing fills")
        form = ask.get("form")
        body = form if form is not None else ask.get("json")
        kind, data = _body(v.filled(body, values), form is not None) if body is not None else ("", b"")
        headers = {**self._headers(values), **v.texts(ask.get("headers") or {}, values)}
        if kind:
            headers["content-type"] = kind
        answer = await self._sent(ask.get("method") or ("POST" if kind else "GET"), url, headers, data)
        pending = ask.get("pending") or []
        if answer[0] in pending:
            raise Pending(False, None)
        fails = {int(status): text for status, text in (ask.get("fails") or {}).items()}
        if answer[0] in fails:
            raise Refused(fails[answer[0]], answer[0])
        return judged(answer, url, [], pending)

    def _headers(self, values: Values) -> dict[str, str]:
        one = {**values, "uuid": str(uuid.uuid4())}  # each request has a name of its own
        own = v.texts(self.table.get("headers") or {}, one)
        return {"accept": "application/json", "user-agent": f"dragoman/{__version__}", **own}


def judged(answer: Answer, url: str, words: list[Any], pending: list[Any] | None = None) -> Any:
    """The object that a server answered, if it is one. Raises Refused, TransientError, Pending."""
    status, headers, data = answer
    place = _place(url)
    try:
        said = json.loads(data) if data.strip() else {}
    except ValueError:
        said = None
    word, told = _error(said)
    if word in ("authorization_pending", "slow_down") or word in (pending or []):
        raise Pending(word == "slow_down", v.number(said.get("interval")) if isinstance(said, dict) else None)
    text = ": ".join(part for part in (word, told) if part)[:200] or f"HTTP status {status}"
    if 200 <= status < 300 and not word:
        if not isinstance(said, dict):
            raise TransientError(f"{place} answered with something else than a JSON object")
        return said
    listed = word in words or status in words
    passing = word in PASSING or status in (408, 425, 429) or not (word or 400 <= status < 500)
    if not listed and (passing or status >= 500):
        raise TransientError(masked(f"{place} answered: {text}"), v.number(headers.get("retry-after")))
    raise Refused(f"{place} answered: {text}", status, word)


def _error(said: Any) -> tuple[str, str]:
    """The word and the text of an error, as RFC 6749 has them, or in an object."""
    if not isinstance(said, dict):
        return "", ""
    error = said.get("error")
    if isinstance(error, dict):
        return str(error.get("code") or error.get("type") or "error"), str(error.get("message") or "")
    text = said.get("error_description") or said.get("message") or ""
    return (str(error) if error else ""), (str(text) if isinstance(text, str) else "")


def _body(body: Any, form: bool) -> tuple[str, bytes]:
    if form:
        return "application/x-www-form-urlencoded", urlencode(body).encode()
    return "application/json", json.dumps(body).encode()


def _place(url: str) -> str:
    """The host and port of a URL, without credentials."""
    return without_credentials(url).partition("://")[2].partition("/")[0] or "the server"


def clock_shift(headers: Mapping[str, str]) -> float:
    """How far our clock is ahead of the server's, by its Date; 0 where they agree within a minute."""
    try:
        shift = time.time() - parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, TypeError):
        return 0.0
    return shift if abs(shift) > 60 else 0.0


def settled(found: Values, shift: float = 0.0, lasts: float | None = None) -> Values:
    """Values with `expires` as a moment of our clock: of a lapse, or of a moment of the server's clock, or of the JWT.
    Whatever is secret is known to the log from here on."""
    now = time.time()
    lapse = v.number(found.get("expires_in"))
    when = v.moment(found.get("expires"))
    if lapse is not None:
        when = now + lapse
    elif when is not None:
        when += shift
    elif (exp := v.moment(v.claims(found.get("access_token")).get("exp"))) is not None:
        when = exp + shift
    elif lasts:
        when = now + lasts
    settled = {**found}
    settled.pop("expires", None)
    if when is not None:  # one that has no life at all would be asked for anew forever
        settled["expires"] = max(when, now + 30)
        settled["expires_in"] = settled["expires"] - now
    return guarded(settled)


def guarded(found: Values) -> Values:
    """The values, with each that may be a secret known to the log's filter."""
    for name, value in found.items():
        if name not in PLAIN and isinstance(value, str) and len(value) >= 16 and "://" not in value:
            remember(value)
    return found
