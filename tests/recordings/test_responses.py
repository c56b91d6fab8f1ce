"""Every recorded answer of the Responses protocol, read with what the protocol itself says and no provider's quirks:
items in their order, ids and proofs of reasoning included, and each item without a counterpart named by a loss.
(test_corpus.py asks the same recordings of their own providers.)"""

from __future__ import annotations

import json
from typing import Any

import pytest

import dragoman_adapters
from tests.conformance import grammar, translate
from tests.recordings import raw_items
from tests.recordings.places import Recording, each, recordings
from tests.recordings.test_corpus import ASKED, _taken_by_the_sdk

PROVIDER = "responses"  # tests/conformance/providers
pytestmark = pytest.mark.filterwarnings("ignore:The model:DeprecationWarning")  # the SDK's, about recorded models


@pytest.fixture(autouse=True)
def small_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dragoman_adapters.PROVIDERS, PROVIDER, f"dragoman_adapters.{PROVIDER}")


@each(recordings("responses"), "recording", lambda recording: recording.name)
def test_responses(recording: Recording) -> None:
    raw = raw_items.read(recording.data, recording.streamed)
    asked: dict[str, Any] = {**ASKED, "model": recording.model}
    if not recording.streamed:
        came = translate.response(PROVIDER, recording.data.decode(), request=asked, status=recording.status)
        message, losses = came.body, came.losses
        if raw.error:
            assert came.status >= 400 and message["type"] == "error"
            said = json.loads(raw.error)
            if isinstance(said, dict) and "message" in said:
                assert said["message"] in message["error"]["message"]
            return
        assert came.status == 200, message
        grammar.judge_message(message)
        _taken_by_the_sdk(came.raw, asked, streamed=False)
    else:
        streamed = translate.stream(PROVIDER, recording.data, request=asked)
        events, losses = grammar.frames(streamed.sse), streamed.losses
        grammar.judge(events)
        for step in (1, 1000):
            if step > 1 or len(recording.data) < 30_000:
                again = translate.stream(PROVIDER, recording.data, request=asked, step=step)
                assert again.sse == streamed.sse
        message = grammar.fold(events)
        assert bool(raw.error) == ("error" in message)
        if raw.error:
            return
        grammar.judge_calls(message)
        assert _taken_by_the_sdk(streamed.sse, asked, streamed=True) == len(message["content"])
    assert not (found := raw_items.differences(raw, message)), "\n".join(found)
    assert not raw.lost or any("own tools" in loss or "opened" in loss for loss in losses), (raw.lost, losses)
