"""Every recorded answer of the Responses protocol, as an Anthropic client gets it: no exception, legal events, nothing
lost of texts, reasoning and its proofs, calls, searches, citations, stop and usage, nothing that the official SDK would
not take, and each item without a counterpart named by a loss."""

from __future__ import annotations

import json
from typing import Any

import pytest

import dragoman_adapters
from tests.conformance import grammar, translate
from tests.recordings import raw_responses
from tests.recordings.places import CORPUS, Recording, each, recordings
from tests.recordings.test_corpus import ASKED, MODEL, _taken_by_the_sdk

FOLDER = CORPUS / "responses"
ALL = recordings("responses", *sorted(path.name for path in FOLDER.iterdir())) if FOLDER.exists() else []
PROVIDER = "responses"  # tests/conformance/providers
pytestmark = pytest.mark.filterwarnings("ignore:The model:DeprecationWarning")  # the SDK's, about recorded models


@pytest.fixture(autouse=True)
def small_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dragoman_adapters.PROVIDERS, PROVIDER, f"dragoman_adapters.{PROVIDER}")


@each(ALL, "recording", lambda recording: recording.name)
def test_responses(recording: Recording) -> None:
    raw = raw_responses.read(recording.data, recording.streamed)
    asked: dict[str, Any] = {**ASKED, "model": recording.asked.get("model", MODEL)}
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
    assert not (found := raw_responses.differences(raw, message)), "\n".join(found)
    assert not raw.lost or any("own tools" in loss or "opened" in loss for loss in losses), (raw.lost, losses)
