"""Checks that send small requests to the provider: models, text, stream, tool call, reasoning, image, token count."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
import zlib
from typing import Any

import httpx

from dragoman import loader
from dragoman.catalogue import ends
from dragoman.commands.checks import remedies, suggestions
from dragoman.commands.checks.client import Answer, CheckClient
from dragoman.commands.checks.result import CheckFailed, CheckSkipped, Finding
from dragoman.config.profiles import Profile
from dragoman.exchange.outgoing import ClientRequest, headers_for
from dragoman.http.upstream import Upstream
from dragoman.library.hub import Block, FunctionTool, Message, Request, Response

MAX_TOKENS = 2000  # room for the reasoning of models that always reason
READ_SECONDS = 20.0  # for the list of models; the requests have the limits of the configuration
WEATHER: FunctionTool = {
    "kind": "function",
    "name": "get_weather",
    "description": "Return the weather of a city.",
    "schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


def asked(model: str, text: str, *more: Block, **members: Any) -> Request:
    """Return a request with one message."""
    blocks: list[Block] = [*more, {"kind": "text", "text": text}]
    message: Message = {"role": "user", "blocks": blocks}
    request: Request = {"model": model, "messages": [message], "max_tokens": MAX_TOKENS}
    request.update(members)  # type: ignore[typeddict-item]
    return request


async def list_models(profile: Profile, port: int) -> Finding:
    """Read the provider's list of models, and compare the profile's models with it and with the catalogue."""
    warnings = [text for model in configured(profile) if (text := ends.warning(profile.table, model))]
    url = profile.address("models", "", port=port)
    if not url or profile.embedded:
        raise CheckSkipped("the provider has no list of models" + "".join(f"; {text}" for text in warnings))
    headers = await _headers(profile)
    try:
        async with (
            asyncio.timeout(READ_SECONDS),
            httpx.AsyncClient(transport=Upstream(), timeout=READ_SECONDS) as client,
        ):
            reply = await client.get(url, headers=headers)
    except TimeoutError:
        raise CheckFailed(f"{url} sent no list within {READ_SECONDS:g} s", remedies.CONNECTION) from None
    except (OSError, httpx.HTTPError) as error:
        raise CheckFailed(f"{url}: {str(error) or 'no response'}", remedies.CONNECTION) from None
    if reply.status_code in (401, 403):
        raise CheckFailed(f"HTTP {reply.status_code}: the credentials are rejected", remedies.key(profile))
    if reply.status_code >= 400:
        raise CheckSkipped(f"the provider does not list its models (HTTP {reply.status_code})")
    found = listed(reply)
    if not found:
        raise CheckSkipped("the list of models cannot be read")
    for model in configured(profile):
        if model not in found:
            near = loader.unknown("model", model, found) if len(found) <= 20 else f"no model '{model}' is listed"
            warnings.append(f"{near}. Set `models:` of profile {profile.name}.")
    return Finding(f"{len(found)} model{'s' * (len(found) != 1)}", warnings)


async def _headers(profile: Profile) -> dict[str, str]:
    auth = await profile.login.get() if profile.login is not None else None
    profile = profile.authenticated(auth) if auth is not None else profile
    key = auth.key if auth is not None else await profile.key.get() if profile.key else ""
    back = loader.back(profile.provider, profile.protocol)
    return headers_for(loader.front(loader.fronts()[0]), back, profile, ClientRequest(), key, stream=False)


def configured(profile: Profile) -> list[str]:
    """Return the models that the profile's slots and aliases name."""
    return list(dict.fromkeys(profile.resolve(name) for name in profile.models))


def listed(reply: httpx.Response) -> list[str]:
    """Return the ids of a list of models: the objects of the first list in the body."""
    try:
        body = reply.json()
    except ValueError:
        return []
    lists = [body] if isinstance(body, list) else list(body.values()) if isinstance(body, dict) else []
    entries: list[Any] = next((one for one in lists if isinstance(one, list)), [])
    names = [str(entry.get("id") or entry.get("name") or "") for entry in entries if isinstance(entry, dict)]
    return [name.removeprefix("models/") for name in names if name]


async def text(client: CheckClient, model: str) -> Finding:
    """Request a short text."""
    answer = good(client, await client.ask(asked(model, "Reply with the word: pong")))
    shown = text_of(answer)
    if not shown:
        raise CheckFailed("the response has no text", "Raise max_tokens of the client, or choose another model.")
    provider = client.settings.profiles[client.profile].provider
    warnings = suggestions.rejected(provider, client.rejected_parameters(model))
    warnings += suggestions.answered(provider, client.provider_body, answer)
    return Finding(f"{shown[:40]!r}, {tokens(answer)}", warnings)


async def stream(client: CheckClient, model: str) -> Finding:
    """Request a short text as a stream."""
    answer = await client.ask(asked(model, "Count from 1 to 5.", stream=True))
    response = good(client, answer)
    if not text_of(response):
        raise CheckFailed("the stream has no text", "Set `protocol:` or `variant:` if the provider has others.")
    return Finding(f"{answer.events} piece{'s' * (answer.events != 1)}, {tokens(response)}")


async def tool_call(client: CheckClient, model: str) -> Finding:
    """Offer a tool, and answer its call."""
    request = asked(model, "What is the weather in Paris? Use the tool.", tools=[WEATHER], tool_choice={"mode": "auto"})
    response = good(client, await client.ask(request))
    calls = [block for block in response["blocks"] if block["kind"] == "tool_call"]
    if not calls:
        raise CheckFailed("the model calls no tool", "Choose a model with tool calls; coding clients need them.")
    if not isinstance(calls[0]["input"], dict):
        raise CheckFailed("the arguments of the tool call are no JSON object", "Choose another model or server.")
    results: list[Block] = [
        {"kind": "tool_result", "id": call["id"], "blocks": [{"kind": "text", "text": "18 °C"}]} for call in calls
    ]
    request["messages"] += [
        {"role": "assistant", "blocks": response["blocks"]},
        {"role": "user", "blocks": results},
    ]
    good(client, await client.ask(request))
    return Finding(f"{calls[0]['name']}({json.dumps(calls[0]['input'], ensure_ascii=False)[:60]})")


async def reasoning(client: CheckClient, model: str) -> Finding:
    """Request reasoning."""
    config = {"mode": "on", "budget_tokens": 1024}
    answer = await client.ask(asked(model, "What is 17 * 23?", reasoning=config))
    response = good(client, answer)
    shown = sum(len(block["text"]) for block in response["blocks"] if block["kind"] == "reasoning")
    count = response.get("usage", {}).get("reasoning_tokens", 0)
    if not shown and not count:
        raise CheckSkipped("the model returns no reasoning")
    return Finding(f"{shown} characters" if shown else f"hidden, {count} tokens")


async def image(client: CheckClient, model: str) -> Finding:
    """Send a small image."""
    picture: Block = {"kind": "image", "media_type": "image/png", "data": base64.b64encode(png()).decode()}
    answer = await client.ask(asked(model, "Which color is this image? One word.", picture))
    if answer.error is not None and answer.error.get("error_type") == "invalid_request":
        raise CheckSkipped(f"the model accepts no images ({answer.error['message'][:80]})")
    if "image" in answer.losses:
        raise CheckSkipped("images are not sent to this provider")
    return Finding(f"{text_of(good(client, answer))[:40]!r}")


async def count(client: CheckClient, model: str) -> Finding:
    """Count the tokens of a request."""
    if not client.front.table["paths"].get("count"):
        raise CheckSkipped("the protocol of the client has no token count")
    found = await client.count(asked(model, "Count these tokens."))
    if not found:
        raise CheckFailed("the proxy returns no count", "Report it: what a provider does not count is estimated.")
    exact = bool(client.settings.profiles[client.profile].counts(model))
    return Finding(f"{found} tokens, {'of the provider' if exact else 'estimated'}")


def good(client: CheckClient, answer: Answer) -> Response:
    """Return the response. Raises CheckFailed."""
    if answer.response is not None:
        return answer.response
    error = answer.error or {"message": "no response"}
    message = error["message"].strip().rstrip(".")
    raise CheckFailed(f"HTTP {answer.status}: {message}", remedies.of(client.settings, client.profile, error))


def text_of(response: Response) -> str:
    """Return the text of a response."""
    return "".join(block["text"] for block in response["blocks"] if block["kind"] == "text").strip()


def tokens(response: Response) -> str:
    """Return the output tokens of a response, as text."""
    return f"{response.get('usage', {}).get('output_tokens', 0)} tokens"


def png() -> bytes:
    """Return a red image of 32 × 32 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xff\0\0" * 32) * 32
    header = struct.pack(">IIBBBBB", 32, 32, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
