"""HTTP client for authorization servers: requests, responses and their errors.

`LoginRejected` is permanent: only the user can help. `TransientError` may pass. `AuthorizationPending` means
that the user has not finished the login yet. Server text that becomes part of a message is shortened and masked.
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

REQUEST_TIMEOUT = 30.0  # seconds
MAX_RESPONSE_BYTES = 1024 * 1024
MAX_POLLS = 40  # of a request with `until:`
# RFC 6749 5.2, 4.1.2.1, RFC 8628 3.5: every other error code of a token endpoint is permanent
TRANSIENT_ERRORS = {"temporarily_unavailable", "server_error", "slow_down", "authorization_pending"}
NOT_SECRET = {"expires", "expires_in", "refreshed", "site", "host", "port"}


log = logging.getLogger("dragoman")
_clock_warnings: set[str] = set()  # servers for which a clock warning was logged


class LoginRejected(Exception):
    """The authorization server rejected the request, or the login cannot be completed. `status`: HTTP status of the
    response; `code`: its error code; `account`: the vendor states that it does not serve the account, so that another
    login does not help."""

    def __init__(self, message: str, status: int = 0, code: str = "", account: bool = False) -> None:
        super().__init__(masked(message))
        self.status, self.code, self.account = status, code, account


class AuthorizationPending(Exception):
    """The user has not finished the login. `slow_down`: poll less often; `interval`: seconds between polls, if the
    server states them."""

    def __init__(self, slow_down: bool, interval: float | None) -> None:
        super().__init__("pending")
        self.slow_down, self.interval = slow_down, interval


class Unreachable(TransientError):
    """The server does not respond."""


Answer = tuple[int, Mapping[str, str], bytes]
Fetch = Callable[[str, str, dict[str, str], bytes], Awaitable[Answer]]


async def fetch(method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
    """Send one request through the configured proxies and certificates. Raises TransientError."""
    place = _place(url)
    try:
        async with (
            asyncio.timeout(REQUEST_TIMEOUT),
            httpx.AsyncClient(transport=Upstream(), timeout=REQUEST_TIMEOUT) as client,
        ):
            async with client.stream(method, url, headers=headers, content=body) as answer:
                data = b""
                async for part in answer.aiter_bytes():
                    data += part
                    if len(data) > MAX_RESPONSE_BYTES:
                        raise TransientError(f"{place} returned more than {MAX_RESPONSE_BYTES} bytes; try again later")
                return answer.status_code, {k.lower(): value for k, value in answer.headers.items()}, data
    except TimeoutError:
        raise Unreachable(
            f"{place} did not respond within {REQUEST_TIMEOUT:g} s; check the network and try again"
        ) from None
    except httpx.InvalidURL:
        raise Unreachable(
            f"{place} cannot be reached: its address is not a valid URL; check the spec and the profile's site"
        ) from None
    except httpx.HTTPError as error:
        raise Unreachable(masked(f"{place} cannot be reached: {str(error) or type(error).__name__}")) from None


def machine_facts() -> Values:
    """Return facts about this machine that a server may require, in ASCII because they may be sent in headers."""
    facts = {"hostname": platform.node(), "system": platform.system(), "release": platform.release()}
    plain = {name: text.encode("ascii", "ignore").decode() or "unknown" for name, text in facts.items()}
    return {**plain, "version": __version__, "uuid": str(uuid.uuid4())}


class AuthClient:
    """Client of one authorization server. Sends the requests that the login's table describes, with the table's
    headers. `shift`: seconds that the local clock is ahead, from the last response."""

    shift = 0.0

    def __init__(self, table: Mapping[str, Any], send: Fetch | None = None) -> None:
        self.table = table
        self.send = send or fetch

    async def post(self, url: str, values: Values, body: Mapping[str, Any], form: bool, permanent: list[Any]) -> Any:
        """Send a form or JSON body to a token endpoint and return the object of its response. `permanent`: error codes
        and statuses that are permanent in addition to the usual ones. Raises LoginRejected, TransientError,
        AuthorizationPending."""
        kind, data = _body(body, form)
        where = v.text(url, values)
        if where is None:
            raise LoginRejected(
                f"the address {url} has a placeholder without a value; set it under `with:` in the profile"
            )
        headers = {**self._headers(values), "content-type": kind}
        return parse_response(await self._sent("POST", where, headers, data), where, permanent)

    async def request(self, spec: Mapping[str, Any], values: Values) -> Values:
        """Send one request that a table describes and return the values read from the response. `expires` is in local
        time. Raises LoginRejected, TransientError, AuthorizationPending."""
        for _ in range(MAX_POLLS):
            answer = await self._once(spec, values)
            if not spec.get("until") or v.at(answer, spec["until"]):
                found = v.read(answer, spec.get("values") or {}, values)
                return with_expiry(found, self.shift, spec.get("expires_in"))
            await asyncio.sleep(float(spec.get("interval") or 5))
        raise TransientError(
            f"{_place(v.text(spec['url'], values) or '')} has not finished after {MAX_POLLS} polls; try again later"
        )

    async def _sent(self, method: str, url: str, headers: dict[str, str], data: bytes) -> Answer:
        bad = next((name for name, text in headers.items() if not (text.isascii() and text.isprintable())), "")
        if bad:
            raise LoginRejected(f"the value of the header {bad} is not one line of printable ASCII; log in again")
        answer = await self.send(method, url, headers, data)
        self.shift, place = clock_shift(answer[1]), _place(url)
        if self.shift and place not in _clock_warnings:
            _clock_warnings.add(place)
            direction = "ahead of" if self.shift > 0 else "behind"
            log.warning("the local clock is %.0f min %s that of %s; correct it", abs(self.shift) / 60, direction, place)
        return answer

    async def _once(self, spec: Mapping[str, Any], values: Values) -> Any:
        url = v.text(spec["url"], values)
        if url is None:
            raise LoginRejected(
                f"the address {spec['url']} has a placeholder without a value; set it under `with:` in the profile"
            )
        body = spec.get("json")
        kind, data = _body(v.filled(body, values), False) if body is not None else ("", b"")
        headers = {**self._headers(values), **v.texts(spec.get("headers") or {}, values)}
        if kind:
            headers["content-type"] = kind
        answer = await self._sent("POST" if kind else "GET", url, headers, data)
        pending = spec.get("pending") or []
        if answer[0] in pending:
            raise AuthorizationPending(False, None)
        messages = {int(status): text for status, text in (spec.get("statuses") or {}).items()}
        template = messages.get(answer[0], "")
        if message := v.text(template, values):  # None without the vendor's reason
            raise LoginRejected(message, answer[0], account="{" in template)
        return parse_response(answer, url, [], pending)

    def _headers(self, values: Values) -> dict[str, str]:
        one = {**values, "uuid": str(uuid.uuid4())}  # each request has its own id
        own = v.texts(self.table.get("headers") or {}, one)
        return {"accept": "application/json", "user-agent": f"dragoman/{__version__}", **own}


def parse_response(answer: Answer, url: str, permanent: list[Any], pending: list[Any] | None = None) -> Any:
    """Return the JSON object of a response. Raises LoginRejected, TransientError, AuthorizationPending."""
    status, headers, data = answer
    place = _place(url)
    try:
        body = json.loads(data) if data.strip() else {}
    except (ValueError, RecursionError):
        body = None
    code, message = _error(body)
    if code in ("authorization_pending", "slow_down") or code in (pending or []):
        raise AuthorizationPending(
            code == "slow_down", v.parse_seconds(body.get("interval")) if isinstance(body, dict) else None
        )
    text = ": ".join(part for part in (code, message) if part)[:200] or f"HTTP status {status}"
    if 200 <= status < 300 and not code:
        if not isinstance(body, dict):
            raise TransientError(f"the response of {place} is not a JSON object; try again later")
        return body
    listed = code in permanent or status in permanent
    transient = code in TRANSIENT_ERRORS or status in (408, 425, 429) or not (code or 400 <= status < 500)
    if not listed and (transient or status >= 500):
        raise TransientError(masked(f"{place} returned an error: {text}"), v.parse_seconds(headers.get("retry-after")))
    raise LoginRejected(f"{place} rejected the request: {text}", status, code)


def _error(body: Any) -> tuple[str, str]:
    """Return the code and the message of an error: in the form of RFC 6749, or of an error object."""
    if not isinstance(body, dict):
        return "", ""
    error = body.get("error")
    if isinstance(error, dict):
        return str(error.get("code") or error.get("type") or "error"), str(error.get("message") or "")
    text = body.get("error_description") or body.get("message") or ""
    return (str(error) if error else ""), (str(text) if isinstance(text, str) else "")


def _body(body: Any, form: bool) -> tuple[str, bytes]:
    if form:
        return "application/x-www-form-urlencoded", urlencode(body).encode()
    return "application/json", json.dumps(body).encode()


def _place(url: str) -> str:
    """Return the host and port of a URL, without credentials."""
    return without_credentials(url).partition("://")[2].partition("/")[0] or "the server"


def clock_shift(headers: Mapping[str, str]) -> float:
    """Return the seconds that the local clock is ahead of the server's Date header; 0 within one minute."""
    try:
        shift = time.time() - parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, TypeError):
        return 0.0
    return shift if abs(shift) > 60 else 0.0


def with_expiry(found: Values, shift: float = 0.0, lasts: float | None = None) -> Values:
    """Return the values with `expires` in local time, from a duration, from a time of the server's clock, or from the
    JWT. Registers secret values for masking."""
    now = time.time()
    duration = v.parse_seconds(found.get("expires_in"))
    when = v.parse_timestamp(found.get("expires"))
    if duration is not None:
        when = now + duration
    elif when is not None:
        when += shift
    elif (exp := v.parse_timestamp(v.claims(found.get("access_token")).get("exp"))) is not None:
        when = exp + shift
    elif lasts:
        when = now + lasts
    settled = {**found}
    settled.pop("expires", None)
    if when is not None:  # an expiry in the past would cause endless renewal
        settled["expires"] = max(when, now + 30)
        settled["expires_in"] = settled["expires"] - now
    return register_secrets(settled)


def register_secrets(found: Values) -> Values:
    """Register each value that may be a secret for masking. Returns the values."""
    for name, value in found.items():
        if name in NOT_SECRET or not isinstance(value, str) or len(value) < 16:
            continue
        if "://" not in value and " " not in value:  # an address or a sentence is no secret
            remember(value)
    return found
