"""The client of the checks: sends hub requests to a profile through the proxy of this process.

It speaks the protocol of the client program. A request is written, and its response read, by the adapters of a provider
of this protocol, so that nothing here depends on a wire format.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from types import TracebackType
from typing import cast

from dragoman import loader
from dragoman.adapters import Back
from dragoman.commands.serving import serve
from dragoman.config.profiles import EMBEDDED
from dragoman.config.settings import Settings
from dragoman.inprocess.calls import AppCall
from dragoman.inprocess.proxy import Proxy
from dragoman.library.api_errors import NO_STATUS
from dragoman.library.context import Context
from dragoman.library.hub import ApiError, Request, Response
from dragoman.server.listener.embedded import EmbeddedProvider
from dragoman.streaming.answers import Collector
from dragoman.streaming.translation import Translation

JSON = [(b"host", b"localhost"), (b"content-type", b"application/json")]
LOSSES = b"dragoman-losses"


@dataclass
class Answer:
    """A response: what was read, or the error. `events`: pieces of a stream; `losses`: of the translation."""

    status: int
    response: Response | None = None
    error: ApiError | None = None
    losses: str = ""
    events: int = 0


def client_protocol() -> str:
    """Return the protocol of the default client program."""
    return next((str(program["protocol"]) for program in loader.programs().values()), loader.fronts()[0])


def codec(protocol: str) -> Back:
    """Return a provider whose usual protocol it is, whose adapters write requests and read responses."""
    name = next(name for name in loader.providers() if loader.provider(name).get("protocol") == protocol)
    return loader.back(name, protocol)


class CheckClient:
    """Requests to one profile. `protocol`: that of the client program by default."""

    def __init__(self, settings: Settings, profile: str, protocol: str = "") -> None:
        settings = replace(settings, keys=[], allowed_hosts=[], observe=True, inspect=True)
        settings.profiles = {name: one for name, one in settings.profiles.items() if name in (profile, EMBEDDED)}
        self.proxy = Proxy(replace(settings, default=profile, rules=()), profile)
        self.embedded = EmbeddedProvider(self.proxy.app, serve.bind)
        self.settings, self.profile = settings, profile
        self.front = loader.front(protocol or client_protocol())
        self.codec = codec(self.front.name)

    async def __aenter__(self) -> CheckClient:
        if self.settings.profiles[self.profile].embedded:
            await self.embedded.start_if_used(self.settings)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.embedded.stop()
        await self.proxy.aclose()

    @property
    def provider_body(self) -> bytes:
        """The provider's response to the last request; b"" if there was none."""
        observer = self.proxy.app.observer
        last = observer.recording(next(reversed(observer.rows), "")) if observer is not None else None
        return last.response.body if last is not None and last.response is not None else b""

    def rejected_parameters(self, model: str) -> list[str]:
        """Return the parameters that the provider rejected, so that the proxy leaves them out."""
        found = self.proxy.app.providers.adjusted.get((self.profile, model), ())
        return sorted({one.name for one in found})

    async def ask(self, request: Request) -> Answer:
        """Send a request and read its response."""
        status, headers, pieces = await self._post("create", request)
        context = Context(client_model=request["model"], model=request["model"])
        losses = headers.get(LOSSES, b"").decode("utf-8", "replace")
        data = b"".join(pieces)
        if status >= 400:
            return Answer(status, error=self._error(data, status), losses=losses)
        if not request.get("stream"):
            return Answer(status, self.codec.read(json.loads(data), context), losses=losses)
        collector = Collector()
        translation = Translation(self.front, self.codec, context, collector)
        for piece in pieces:
            translation.feed(piece)
        translation.end()
        if collector.failure is not None:
            return Answer(status, error=collector.failure, losses=losses)
        return Answer(status, collector.answer(), losses=losses, events=len(pieces))

    async def count(self, request: Request) -> int:
        """Return the tokens of a request, as the proxy counts them; 0 without a count."""
        status, _, pieces = await self._post("count", request)
        body = json.loads(b"".join(pieces)) if status == 200 else {}
        return self.codec.count(body) or 0

    async def _post(self, action: str, request: Request) -> tuple[int, dict[bytes, bytes], list[bytes]]:
        context = Context(client_model=request["model"], model=request["model"], action=action)
        context.holds = self.codec.conditions(request, context)
        body = self.codec.write(cast(Request, dict(request)), context)
        path = self.front.table["paths"][action]
        path = f"/{self.profile}{path if path.startswith('/v1/') else f'/v1{path}'}"
        call = AppCall(self.proxy.app, "POST", path, b"", JSON, json.dumps(body).encode())
        try:
            head = await call.head()
            return head.status, dict(head.headers), [piece async for piece in call.pieces()]
        finally:
            await call.close()

    def _error(self, data: bytes, status: int) -> ApiError:
        try:
            body: object = json.loads(data)
        except (ValueError, RecursionError):
            body = data.decode("utf-8", "replace")
        return self.codec.failure(body, status or NO_STATUS, Context())
