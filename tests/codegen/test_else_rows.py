"""Rows under `$else` of a stream: generated code has their conditions and the rows within them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import translate

MESSAGES = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]}


@pytest.mark.parametrize(
    ("event", "error", "loss"),
    [
        ('{"type": "stream-error", "message": "no"}', "no", "stream-error"),
        ('{"type": "error", "error": {"message": "no"}}', "no", "error"),
        ('{"type": "heartbeat"}', "stream ended unexpectedly", "heartbeat"),
    ],
)
def test_rows_of_an_unknown_event(event: str, error: str, loss: str) -> None:
    sent = translate.stream("cohere", f"data: {event}\n\n".encode(), MESSAGES, protocol="cohere_chat")
    assert f'"message":"{error}' in sent.sse.decode()
    assert f"{loss};unknown type of event" in sent.losses


def test_the_generated_code_has_the_rows() -> None:
    text = (Path(__file__).parents[2] / "generated/dragoman_adapters/cohere_chat/stream.py").read_text("utf-8")
    assert "self.blocks.fail_from(it)" in text
