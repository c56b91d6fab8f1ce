"""Providers that echo the API key in errors, headers and streams: it appears in no response and no log."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from dragoman.masking import MASK
from tests.conformance.inprocess import BODY, STREAM, VERSION, Line, ReceivedRequest, app, ask, provider, run, whole

KEY = "sk-untold-profile"
MESSAGE = f"the key {KEY} is not allowed here"
CHAT = {"error": {"message": MESSAGE, "type": "x", "code": KEY}}
MESSAGES = {"type": "error", "error": {"type": "invalid_request_error", "message": MESSAGE}, "request_id": KEY}
START: dict[str, Any] = {
    "type": "message", "id": "msg_1", "role": "assistant", "model": "m", "content": [], "stop_reason": None,
    "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
}  # fmt: skip


def echo_script(name: str, how: str) -> Any:
    """Return a script of this provider that echoes the key."""
    error = MESSAGES if name == "anthropic" else CHAT
    if how == "text":
        return whole(400, f"<html>{MESSAGE}</html>", "text/html")
    if how == "header":
        return whole(400, error, request_id=KEY, x_request_id=KEY, retry_after=KEY)
    if how.isdigit():
        return whole(int(how), error)

    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        if name == "anthropic":
            if how == "late":
                await line.send(
                    f"event: message_start\ndata: {json.dumps({'type': 'message_start', 'message': START})}\n\n"
                )
            await line.send(f"event: error\ndata: {json.dumps(error)}\n\n")
        else:
            if how == "late":
                await line.chunk(role="assistant", content="Hi")
            await line.event(error)

    return play


@pytest.mark.parametrize("how", ["400", "401", "403", "429", "500", "text", "header", "early", "late"])
@pytest.mark.parametrize("body", [BODY, STREAM], ids=["whole", "stream"])
@pytest.mark.parametrize("name", ["openai", "anthropic"], ids=["translated", "passed on"])
def test_key_in_a_provider_error_is_masked(
    name: str, body: dict[str, Any], how: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        async with provider(echo_script(name, how)) as made:
            with caplog.at_level(logging.DEBUG):
                answer = await ask(app(made.url, name), body, headers=VERSION)
        assert KEY in (made.requests[0].header("x-api-key" if name == "anthropic" else "authorization") or "")
        shown = answer.body.decode() + str(answer.headers)
        assert KEY not in shown and KEY not in caplog.text
        if how not in ("header", "text"):
            assert MASK in shown and "is not allowed here" in shown, shown

    run(test())
