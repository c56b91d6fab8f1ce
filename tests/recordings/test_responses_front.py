"""Every recorded response behind the OpenAI Responses front: its content, the published schema and the official SDK.

Recordings of Chat and Messages providers are translated; those of Responses providers are read into the hub and written
again.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import jsonschema
import openai

from dragoman import loader
from dragoman.library.context import Context
from tests.conformance import translate
from tests.conformance.test_server_responses import assert_consistent, events_of
from tests.laws import exchanges
from tests.recordings import content, raw_chat, raw_messages, raw_responses
from tests.recordings.corpus import SHARED, Recording, answering, corpus, each, needed, recordings

FRONT = "openai_responses"
REQUEST: dict[str, Any] = {"model": "m", "input": "hi"}
READERS: dict[str, Any] = {
    "chat": raw_chat.read,
    "anthropic": lambda data, streamed, source: raw_messages.read(data, streamed),
}


@lru_cache
def _schemas() -> tuple[dict[str, Any], dict[str, str]]:
    """Return the published definitions, and the definition of each type of event."""
    found: dict[str, Any] = json.loads(needed(SHARED / "schemas" / "openai.schema.json").read_bytes())["$defs"]
    names = {}
    for branch in found["ResponseStreamEvent"].get("anyOf") or found["ResponseStreamEvent"]["oneOf"]:
        name = branch["$ref"].rsplit("/", 1)[1]
        for kind in found[name]["properties"]["type"]["enum"]:
            names[kind] = name
    return found, names


@lru_cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": _schemas()[0]})


def assert_valid(name: str, value: Any) -> None:
    """Check a value against a published definition."""
    error = jsonschema.exceptions.best_match(_validator(name).iter_errors(value))
    assert error is None, f"{name}: {error.json_path}: {error.message[:300]}"


def sdk(data: bytes, streamed: bool) -> Any:
    """Return the response as the official SDK reads it."""
    http = answering(data, streamed)
    with openai.OpenAI(api_key="k", base_url="http://127.0.0.1:9/v1", max_retries=0, http_client=http) as client:
        if not streamed:
            return client.responses.create(**REQUEST)
        if b"event: response.incomplete\n" in data:  # the helper accepts complete responses only
            return list(client.responses.create(**REQUEST, stream=True))[-1].response
        with client.responses.stream(**REQUEST) as stream:
            return stream.get_final_response()


def checked(data: bytes, streamed: bool) -> dict[str, Any]:
    """Check a written response in every way. Returns its final object."""
    if streamed:
        events = events_of(data)
        for event in events:
            assert_valid(_schemas()[1][event["type"]], event)
        final = assert_consistent(events)
        if final["status"] == "failed":
            return final
    else:
        final = json.loads(data)
        assert_valid("Response", final)
    read = sdk(data, streamed)
    assert read.id == final["id"] and len(read.output) == len(final["output"])
    texts = [part["text"] for item in final["output"] for part in item.get("content", ()) if "text" in part]
    assert read.output_text == "".join(texts)
    return final


@each(recordings("chat", "anthropic"), "recording", lambda recording: recording.name)
def test_recorded_content_behind_the_front(recording: Recording) -> None:
    recording.readable()
    raw = READERS[recording.wire](recording.data, recording.streamed, recording.source)
    options: dict[str, Any] = {"protocol": recording.protocol, "front": FRONT}
    request = {**REQUEST, "model": recording.model}
    if recording.streamed:
        data = translate.stream(recording.provider, recording.data, request=request, **options).sse
    else:
        came = translate.response(
            recording.provider, recording.data.decode(), request=request, status=recording.status, **options
        )
        data = came.raw
        if "error" in came.body and came.status >= 400:
            assert raw.error or raw.cut, came.body
            return
    final = checked(data, recording.streamed)
    assert (final["status"] == "failed") is bool(raw.cut or (raw.error and not raw.stop))
    if final["status"] == "failed":
        return
    raw.stop = ""  # several reasons have one word here
    found = content.differences(raw, raw_responses.read(data, recording.streamed))
    excused = corpus()["exceptions"].get(recording.name, {})
    assert not (left := [line for line in found if line.split(":")[0] not in excused]), "\n".join(left)


@each([one for one in recordings("responses") if one.status == 200], "recording", lambda one: one.name)
def test_recorded_responses_survive_the_hub(recording: Recording) -> None:
    recording.readable()
    front, back = loader.front(FRONT), loader.back(recording.provider, FRONT)
    context = Context(client_model="m", seed="1", ids=translate.context(recording.provider, {"model": "m"}).ids)
    raw = raw_responses.read(recording.data, recording.streamed)
    if raw.error or raw.cut:
        return
    if recording.streamed:
        writer = front.writer(context)
        exchanges.read_stream(back, context, writer, [recording.data])
        data = b"".join(writer.out)
    else:
        data = json.dumps(front.write(back.read(json.loads(recording.data), context), context)).encode()
    checked(data, recording.streamed)
    found = content.differences(raw, raw_responses.read(data, recording.streamed))
    assert not [line for line in found if line.split(":")[0] in ("text", "reasoning", "calls", "usage")], found
