"""Reasoning in bodies that are forwarded to hosts of the Responses protocol: that of other providers is removed."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.library.envelope import seal
from tests.conformance import translate

FRONT = "openai_responses"


def reasoning(encrypted: str) -> dict[str, Any]:
    return {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": encrypted}


@pytest.mark.parametrize("provider", ["openai", "grok"])
def test_an_envelope_of_this_proxy_is_removed_and_native_content_is_kept(provider: str) -> None:
    question = {"type": "message", "role": "user", "content": "hi"}
    native = reasoning("gAAAAB")
    body = {"model": "gpt-5.5", "input": [question, reasoning(seal("th", b="groq", s="x")), native]}
    sent = translate.request(provider, body, front=FRONT, protocol=FRONT)
    assert isinstance(sent, translate.Sent)
    assert sent.body["input"] == [question, native]
    assert any("reasoning of another provider" in loss for loss in sent.losses)
