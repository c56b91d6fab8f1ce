"""Matrix of client protocols and recorded protocols: recordings, and those that a front receives without a loss.

`python -m tests.recordings.matrix` measures it and writes matrix.yaml, from which docs/conformance.md is generated.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dragoman import loader
from dragoman.inprocess.exchanges import Way
from dragoman.inprocess.translations import TranslationError, translate_response, translate_stream
from dragoman.values import json_text
from tests.conformance.cases import load
from tests.recordings.corpus import PROTOCOLS, Recording, recordings

FILE = Path(__file__).with_name("matrix.yaml")
REQUESTS: dict[str, dict[str, Any]] = {
    "anthropic_messages": {"max_tokens": 1000, "messages": [{"role": "user", "content": "hi"}]},
    "openai_chat": {"messages": [{"role": "user", "content": "hi"}]},
    "openai_responses": {"input": "hi"},
}
Counts = dict[str, int]


def matrix() -> dict[str, dict[str, Counts]]:
    """Return the written matrix: client protocol, recorded protocol, counts."""
    found: dict[str, dict[str, Counts]] = load(FILE)
    return found


def measured() -> dict[str, dict[str, Counts]]:
    """Translate every recorded answer for every client protocol."""
    readable = [one for one in recordings(*PROTOCOLS) if one.status == 200 and _readable(one)]
    return {
        front: {wire: _counts(front, [one for one in readable if one.wire == wire]) for wire in PROTOCOLS}
        for front in REQUESTS
    }


def _readable(recording: Recording) -> bool:
    known = recording.provider in loader.providers()
    return known and recording.protocol in loader.provider(recording.provider)["sides"]


def _counts(front: str, found: list[Recording]) -> Counts:
    losses = [_losses(front, recording) for recording in found]
    return {"recordings": len(found), "lossless": losses.count(0)}


def _losses(front: str, recording: Recording) -> int:
    """Return the number of losses of an answer; -1 if it is reported as an error."""
    way = Way(front, recording.provider, recording.protocol, model=recording.model)
    request = {"model": recording.model, **REQUESTS[front]}
    try:
        if not recording.streamed:
            return len(translate_response(json_text.loads(recording.data), request, way).losses)
        stream = translate_stream({**request, "stream": True}, way)
        stream.feed(recording.data)
        stream.end()
        return len(stream.losses)
    except TranslationError:
        return -1


def text(table: dict[str, dict[str, Counts]]) -> str:
    """Return the matrix as YAML."""
    lines = ["# Recorded answers behind each client protocol: made by `python -m tests.recordings.matrix`\n"]
    for front, wires in table.items():
        lines.append(f"{front}:\n")
        for wire, counts in wires.items():
            lines.append(f"  {wire}: {{ recordings: {counts['recordings']}, lossless: {counts['lossless']} }}\n")
    return "".join(lines)


if __name__ == "__main__":
    FILE.write_text(text(measured()), encoding="utf-8")
