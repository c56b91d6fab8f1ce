"""Ways to log in: a code with PKCE and a browser (RFC 6749 4.1, 7636), or a code on another device (RFC 8628)."""

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
from dragoman.auth.requests import Asking, Pending, Refused
from dragoman.auth.values import Values
from dragoman.masking import TransientError, remember

LASTS = 15 * 60.0  # seconds a login may take, where nobody says
EVERY = 5.0  # seconds between two polls


class Talk(Protocol):
    """Who speaks with the user."""

    def show_page(self, url: str, open_it: bool) -> None:
        """An address to go to, in a browser here if that can be."""

    def show_code(self, url: str, code: str, complete: str) -> None:
        """An address to go to anywhere, and the code to type there."""

    def waiting(self, left: float) -> None:
        """It is still waited for; seconds that are left."""

    async def pasted(self) -> str:
        """A line that the user pastes, whenever that is."""


def pkce() -> Values:
    """A verifier and its challenge (RFC 7636 4.1, 4.2)."""
    verifier = remember(secrets.token_urlsafe(64))
    digest = hashlib.sha256(verifier.encode()).digest()
    return {"code_verifier": verifier, "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode()}


async def with_browser(asking: Asking, base: Values, talk: Talk, headless: bool) -> Values:
    """Values of a login in a browser: here, with a page on loopback that it comes back to, or anywhere, with what the
    user pastes from there. Raises Refused, TransientError."""
    about = asking.table["browser"]
    state = secrets.token_urlsafe(32)
    paged = headless and about.get("page")
    proof = pkce() if paged or about.get("pkce") is not False else {}
    path = urlsplit(about["redirect"]).path
    callback = Callback(path, state)
    try:
        ports = list(about.get("ports") or ())
        port = (ports or [0])[0] if headless else await callback.open(ports)
        redirect = about["page"] if paged else v.text(about["redirect"], {**base, "port": str(port)})
        values: Values = {**base, **proof, "redirect_uri": redirect, "state": state}
        talk.show_page(authorize_url(asking.table, values), not headless)
        values["code"] = await _code(callback, talk, state, headless)
    finally:
        await callback.close()
    remember(values["code"])
    return await grants.code(asking, values)


def authorize_url(table: Mapping[str, Any], values: Values) -> str:
    about = table["browser"]
    query = {
        "response_type": "code",
        "client_id": values.get("client_id", ""),
        "redirect_uri": values["redirect_uri"],
        "scope": values.get("scope", ""),
        "state": values["state"],
        **v.texts(about.get("with") or {}, values),
    }
    if values.get("code_challenge"):
        query |= {"code_challenge": values["code_challenge"], "code_challenge_method": "S256"}
    url = v.text(about["url"], values) or about["url"]
    return f"{url}{'&' if '?' in url else '?'}{urlencode({k: text for k, text in query.items() if text})}"


async def _code(callback: Callback, talk: Talk, state: str, headless: bool) -> str:
    """What comes first: the browser, or what the user pastes."""
    end = time.monotonic() + LASTS
    pasted = asyncio.ensure_future(talk.pasted())
    waits: set[asyncio.Future[str]] = {pasted} if headless else {pasted, asyncio.ensure_future(callback.code())}
    try:
        while (left := end - time.monotonic()) > 0:
            talk.waiting(left)
            done, _ = await asyncio.wait(waits, timeout=min(1.0, left), return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                said = one.result()
                if one is not pasted:
                    return said
                if said.strip():
                    return code_in(said, state)
                waits.discard(pasted)  # nobody is there who could paste
                if not waits:
                    raise Refused("nothing was pasted")
        raise Refused(f"nobody logged in within {LASTS / 60:g} minutes")
    finally:
        for wait in (pasted, *waits):
            wait.cancel()


def code_in(said: str, state: str) -> str:
    """The code in what a user pastes: the address of the page, `code#state`, or the bare code. Raises Refused."""
    said = said.strip().strip("\"'")
    code, theirs = said, ""
    if "code=" in said or "error=" in said:
        query = {name: values[0] for name, values in parse_qs(urlsplit(said).query or said.lstrip("?")).items()}
        if "error" in query:
            raise Refused(f"the login was not allowed: {query['error'][:100]}")
        code, theirs = query.get("code", ""), query.get("state", "none")
    elif "#" in said:
        code, _, theirs = said.partition("#")
    if theirs and not hmac.compare_digest(theirs.encode(), state.encode()):
        raise Refused("what was pasted belongs to another login; begin anew")
    if not code or any(char.isspace() for char in code):
        raise Refused("there is no code in what was pasted")
    return code


async def with_device(asking: Asking, base: Values, talk: Talk) -> Values:
    """Values of a login with a code that is typed elsewhere. Raises Refused, TransientError."""
    about = asking.table["device"]
    values = {**base, **(pkce() if about.get("pkce") else {})}
    values |= await _device_code(asking, about, values)
    every = max(v.number(values.get("interval")) or float(about.get("every") or EVERY), 0.05)
    lasts = v.number(values.get("expires_in")) or float(about.get("lasts") or LASTS)
    page = str(values.get("verification_uri") or v.text(about.get("page") or "", values) or "")
    talk.show_code(page, str(values.get("user_code", "")), str(values.get("verification_uri_complete") or ""))
    end = time.monotonic() + lasts
    while True:
        await _sleep(talk, min(every, max(end - time.monotonic(), 0)), end)
        if time.monotonic() >= end:
            raise Refused("the code has expired; begin anew")
        try:
            return await _poll(asking, about, values)
        except Pending as pending:
            if pending.slower:
                slower = every * float(about["slower"]) if about.get("slower") else every + 5
                every = max(pending.every or 0, slower if not pending.every else every)
            elif pending.every:
                every = max(every, pending.every)
        except TransientError as passing:
            every = max(every, min(passing.retry_after or every * 2, 60))
        except Refused as refused:
            raise Refused(SAID.get(refused.word, str(refused)), refused.status, refused.word) from None


SAID = {
    "access_denied": "the login was refused on the other side",
    "expired_token": "the code has expired; begin anew",
}


async def _device_code(asking: Asking, about: Mapping[str, Any], values: Values) -> Values:
    if about.get("ask"):
        return await asking.ask(about["ask"], values)
    body = {**grants.client(asking.table, values), "scope": values.get("scope", "")}
    if values.get("code_challenge"):
        body |= {"code_challenge": values["code_challenge"], "code_challenge_method": "S256"}
    answer = await asking.post(about["url"], values, {k: text for k, text in body.items() if text}, True, [])
    names = ("device_code", "user_code", "verification_uri", "verification_uri_complete", "expires_in", "interval")
    found = v.read(answer, {name: f"/{name}" for name in names})
    found.setdefault("verification_uri", answer.get("verification_url"))  # as some wrote before the RFC was one
    if not found.get("device_code") or not found.get("user_code"):
        raise Refused("the server answered without a code")
    return requests.guarded(found)


async def _poll(asking: Asking, about: Mapping[str, Any], values: Values) -> Values:
    if not about.get("poll"):
        return await grants.device(asking, values)
    found = await asking.ask(about["poll"], values)
    if not found.get("code"):
        return found
    return await grants.code(asking, {**values, **found, "redirect_uri": about.get("redirect", "")})


async def _sleep(talk: Talk, seconds: float, end: float) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        talk.waiting(end - time.monotonic())
        await asyncio.sleep(min(1.0, left))
