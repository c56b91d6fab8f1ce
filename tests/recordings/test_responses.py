"""Every recorded Responses response, translated by a provider without quirks.

Items keep their order, ids and signatures; items without a counterpart are reported as losses. test_corpus.py runs the
same recordings through their providers.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

import dragoman_adapters
from tests.conformance import grammar, translate
from tests.recordings import raw_items
from tests.recordings.corpus import Recording, each, recordings
from tests.recordings.test_corpus import REQUEST, _parse_with_the_sdk

PROVIDER = "responses"  # tests/conformance/providers
pytestmark = pytest.mark.filterwarnings("ignore:The model:DeprecationWarning")  # from the SDK, about recorded models


@pytest.fixture(autouse=True)
def small_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dragoman_adapters.PROVIDERS, PROVIDER, f"dragoman_adapters.{PROVIDER}")


@each(recordings("responses"), "recording", lambda recording: recording.name)
def test_recorded_responses_keep_their_items(recording: Recording) -> None:
    raw = raw_items.read(recording.data, recording.streamed)
    request: dict[str, Any] = {**REQUEST, "model": recording.model}
    if not recording.streamed:
        came = translate.response(PROVIDER, recording.data.decode(), request=request, status=recording.status)
        message, losses = came.body, came.losses
        if raw.error:
            assert came.status >= 400 and message["type"] == "error"
            error = json.loads(raw.error)
            if isinstance(error, dict) and "message" in error:
                assert error["message"] in message["error"]["message"]
            return
        assert came.status == 200, message
        grammar.validate_message(message)
        _parse_with_the_sdk(came.raw, request, streamed=False)
    else:
        streamed = translate.stream(PROVIDER, recording.data, request=request)
        events, losses = grammar.frames(streamed.sse), streamed.losses
        grammar.validate(events)
        for step in (1, 1000):
            if step > 1 or len(recording.data) < 30_000:
                again = translate.stream(PROVIDER, recording.data, request=request, step=step)
                assert again.sse == streamed.sse
        message = grammar.fold(events)
        assert bool(raw.error) == ("error" in message)
        if raw.error:
            return
        grammar.validate_calls(message)
        assert _parse_with_the_sdk(streamed.sse, request, streamed=True) == len(message["content"])
    assert not (found := raw_items.differences(raw, message)), "\n".join(found)
    assert not raw.lost or any("hosted tool" in loss or "open_page" in loss for loss in losses), (raw.lost, losses)
