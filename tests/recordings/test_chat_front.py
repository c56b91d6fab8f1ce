"""Every recorded response of Messages and Responses providers behind the Chat front, read by the official SDK."""

from __future__ import annotations

from typing import Any

import openai

from tests.conformance import translate
from tests.recordings import raw_chat, raw_messages, raw_responses
from tests.recordings.corpus import Recording, answering, each, recordings

FRONT = "openai_chat"
REQUEST: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
READERS: dict[str, Any] = {"anthropic": raw_messages.read, "responses": raw_responses.read}


def sdk(data: bytes, streamed: bool) -> Any:
    """Return the completion as the official SDK reads it. Raises openai.APIError for an error in a stream."""
    http = answering(data, streamed)
    with openai.OpenAI(api_key="k", base_url="http://127.0.0.1:9/v1", max_retries=0, http_client=http) as client:
        if not streamed:
            return client.chat.completions.create(**REQUEST)
        text = ""
        for chunk in client.chat.completions.create(**REQUEST, stream=True):
            text += "".join(choice.delta.content or "" for choice in chunk.choices)
        return text


@each([one for one in recordings("anthropic", "responses") if one.status == 200], "recording", lambda one: one.name)
def test_recorded_content_behind_the_front(recording: Recording) -> None:
    recording.readable()
    raw = READERS[recording.wire](recording.data, recording.streamed)
    options: dict[str, Any] = {"protocol": recording.protocol, "front": FRONT}
    request = {**REQUEST, "model": recording.model, "stream_options": {"include_usage": True}}
    if recording.streamed:
        data = translate.stream(recording.provider, recording.data, request=request, **options).sse
    else:
        came = translate.response(
            recording.provider, recording.data.decode(), request=request, status=recording.status, **options
        )
        data = came.raw
        if came.status >= 400:
            assert raw.error or raw.cut, came.body
            return
    try:
        read = sdk(data, recording.streamed)
    except openai.APIError:
        assert raw.error or raw.cut
        return
    assert not raw.cut
    wanted = raw_chat.read(data, recording.streamed, recording.source)
    assert (read if recording.streamed else read.choices[0].message.content or "") == wanted.text
    assert wanted.text.replace("\n", "") == raw.text.replace("\n", "")
    names = [(name, given) for _, name, given in wanted.calls]
    assert names == [(name, given) for _, name, given in raw.calls]
