"""Interactive logins: authorization code with PKCE (RFC 6749 4.1, 7636) and device authorization (RFC 8628)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from dragoman.auth import grants, requests
from dragoman.auth import values as v
from dragoman.auth.callback import Callback
from dragoman.auth.requests import AuthClient, AuthorizationPending, LoginRejected
from dragoman.auth.values import Values
from dragoman.masking import TransientError, remember

LOGIN_TIMEOUT = 15 * 60.0  # seconds, unless the spec or the server states them
POLL_INTERVAL = 5.0  # seconds


class LoginScreen(Protocol):
    """Interface to the user."""

    def show_page(self, url: str, open_it: bool) -> None:
        """Show an address to open, and open it in a local browser if possible."""

    def show_code(self, url: str, code: str, complete: str) -> None:
        """Show an address to open on any device, and the code to enter there."""

    def waiting(self, left: float) -> None:
        """Show that the login is not finished. `left`: remaining seconds."""

    async def pasted(self) -> str:
        """Return the next line that the user pastes."""


def pkce() -> Values:
    """Return a code verifier and its challenge (RFC 7636 4.1, 4.2)."""
    verifier = remember(secrets.token_urlsafe(64))
    digest = hashlib.sha256(verifier.encode()).digest()
    return {"code_verifier": verifier, "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode()}


async def with_browser(auth_client: AuthClient, base: Values, screen: LoginScreen, headless: bool) -> Values:
    """Log in with a browser and return the values. The browser on this machine returns to a page on loopback; from
    another machine the user pastes the code. Raises LoginRejected, TransientError."""
    about = auth_client.table["browser"]
    state = secrets.token_urlsafe(32)
    paged = headless and about.get("page")
    challenge = pkce() if paged or about.get("pkce") is not False else {}
    path = urlsplit(about["redirect_uri"]).path
    callback = Callback(path, state)
    try:
        ports = list(about.get("ports") or ())
        port = (ports or [0])[0] if headless else await callback.open(ports)
        redirect = about["page"] if paged else v.text(about["redirect_uri"], {**base, "port": str(port)})
        values: Values = {**base, **challenge, "redirect_uri": redirect, "state": state}
        screen.show_page(authorize_url(auth_client.table, values), not headless)
        values["code"] = await _code(callback, screen, state, headless)
    finally:
        await callback.close()
    remember(values["code"])
    return await grants.code(auth_client, values)


def authorize_url(table: Mapping[str, Any], values: Values) -> str:
    """Return the URL of the authorization page."""
    about = table["browser"]
    query = {
        "response_type": "code",
        "client_id": values.get("client_id", ""),
        "redirect_uri": values["redirect_uri"],
        "scope": values.get("scope", ""),
        "state": values["state"],
        **v.texts(about.get("parameters") or {}, values),
    }
    if values.get("code_challenge"):
        query |= {"code_challenge": values["code_challenge"], "code_challenge_method": "S256"}
    url = v.text(about["url"], values) or about["url"]
    return f"{url}{'&' if '?' in url else '?'}{urlencode({k: text for k, text in query.items() if text})}"


async def _code(callback: Callback, screen: LoginScreen, state: str, headless: bool) -> str:
    """Return the code from the browser or from the user's paste, whichever arrives first."""
    end = time.monotonic() + LOGIN_TIMEOUT
    pasted = asyncio.ensure_future(screen.pasted())
    waits: set[asyncio.Future[str]] = {pasted} if headless else {pasted, asyncio.ensure_future(callback.code())}
    try:
        while (left := end - time.monotonic()) > 0:
            screen.waiting(left)
            done, _ = await asyncio.wait(waits, timeout=min(1.0, left), return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                text = one.result()
                if one is not pasted:
                    return text
                if text.strip():
                    return parse_pasted_code(text, state)
                waits.discard(pasted)  # standard input is closed
                if not waits:
                    raise LoginRejected("no code was pasted; run the command again and paste the code")
        raise LoginRejected(f"the login was not finished within {LOGIN_TIMEOUT / 60:g} minutes; run the command again")
    finally:
        for wait in (pasted, *waits):
            wait.cancel()


def parse_pasted_code(pasted: str, state: str) -> str:
    """Return the code from pasted text: the address of the page, `code#state`, or the code itself. Raises
    LoginRejected."""
    pasted = pasted.strip().strip("\"'")
    code, pasted_state = pasted, ""
    if "code=" in pasted or "error=" in pasted:
        query = {name: values[0] for name, values in parse_qs(urlsplit(pasted).query or pasted.lstrip("?")).items()}
        if "error" in query:
            raise LoginRejected(f"the login was denied: {query['error'][:100]}; run the command again")
        code, pasted_state = query.get("code", ""), query.get("state", "none")
    elif "#" in pasted:
        code, _, pasted_state = pasted.partition("#")
    if pasted_state and not hmac.compare_digest(pasted_state.encode(), state.encode()):
        raise LoginRejected("the pasted code belongs to another login; run the command again")
    if not code or any(char.isspace() for char in code):
        raise LoginRejected("the pasted text contains no code; paste the code or the complete address")
    return code


async def with_device(auth_client: AuthClient, base: Values, screen: LoginScreen) -> Values:
    """Log in with a code that the user enters on another device, and return the values. Raises LoginRejected,
    TransientError."""
    about = auth_client.table["device"]
    values = {**base, **(pkce() if about.get("pkce") else {})}
    values |= await _device_code(auth_client, about, values)
    every = max(v.parse_seconds(values.get("interval")) or float(about.get("interval") or POLL_INTERVAL), 0.05)
    lasts = v.parse_seconds(values.get("expires_in")) or float(about.get("expires_in") or LOGIN_TIMEOUT)
    page = str(values.get("verification_uri") or v.text(about.get("page") or "", values) or "")
    screen.show_code(page, str(values.get("user_code", "")), str(values.get("verification_uri_complete") or ""))
    end = time.monotonic() + lasts
    while True:
        await _sleep(screen, min(every, max(end - time.monotonic(), 0)), end)
        if time.monotonic() >= end:
            raise LoginRejected("the code has expired; run the command again")
        try:
            return await _poll(auth_client, about, values)
        except AuthorizationPending as pending:
            if pending.slow_down:
                every = max(pending.interval, every) if pending.interval else every + 5
            elif pending.interval:
                every = max(every, pending.interval)
        except TransientError as error:
            every = max(every, min(error.retry_after or every * 2, 60))
        except LoginRejected as refused:
            raise LoginRejected(REJECTION_TEXTS.get(refused.code, str(refused)), refused.status, refused.code) from None


REJECTION_TEXTS = {
    "access_denied": "the login was denied in the browser; run the command again and allow it",
    "expired_token": "the code has expired; run the command again",
}


async def _device_code(auth_client: AuthClient, about: Mapping[str, Any], values: Values) -> Values:
    if about.get("code_request"):
        return await auth_client.request(about["code_request"], values)
    body = {**grants.client(auth_client.table, values), "scope": values.get("scope", "")}
    if values.get("code_challenge"):
        body |= {"code_challenge": values["code_challenge"], "code_challenge_method": "S256"}
    answer = await auth_client.post(about["url"], values, {k: text for k, text in body.items() if text}, True, [])
    names = ("device_code", "user_code", "verification_uri", "verification_uri_complete", "expires_in", "interval")
    found = v.read(answer, {name: f"/{name}" for name in names})
    found.setdefault("verification_uri", answer.get("verification_url"))  # the name in drafts of the RFC
    if not found.get("device_code") or not found.get("user_code"):
        raise LoginRejected("the server returned no device code; try again later")
    return requests.register_secrets(found)


async def _poll(auth_client: AuthClient, about: Mapping[str, Any], values: Values) -> Values:
    if not about.get("poll"):
        return await grants.device(auth_client, values)
    found = await auth_client.request(about["poll"], values)
    if not found.get("code"):
        return found
    return await grants.code(auth_client, {**values, **found, "redirect_uri": about.get("redirect_uri", "")})


async def _sleep(screen: LoginScreen, seconds: float, end: float) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        screen.waiting(end - time.monotonic())
        await asyncio.sleep(min(1.0, left))
