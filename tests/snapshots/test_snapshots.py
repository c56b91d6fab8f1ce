"""Snapshots of the requests to each provider and of its translated responses: one file per sample, named after it.

`make snapshots` accepts the current output; review the diff before committing it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension
from syrupy.location import PyTestLocation

from dragoman import loader
from tests.laws import exchanges, pairs, samples

CHAT = "openai_chat"
MESSAGES = "anthropic_messages"
WHOLE = ["anthropic", "deepseek", "demo", "groq", "ollama", "openai", "openrouter"]  # providers with every sample
OWN = {
    "bedrock_converse",
    "cohere_chat",
    "ollama_chat",
}  # protocols of one provider, whose samples of responses are all in the snapshots
SOME = {  # further samples of other providers, and of further protocols and variants
    "requests": ["one_question_and_nothing_else", "tools_of_which_one_must_be_called_alone", "as_a_coding_agent_asks"],
    "answers": [],
    "streams": ["two_calls", "two_calls_interleaved"],
    "errors": ["too_long", "too_long_with_numbers"],
}
SIDES = pairs.NAMES
VARIANTS = [f"{name}@{variant}" for name in loader.providers() for variant in loader.provider(name)["variants"]]
MODEL = {
    "cerebras": "qwen-3.8-27b",
    "deepseek": "deepseek-v4-pro",
    "glm": "glm-5.2",
    "grok": "grok-4.6",
    "groq": "openai/gpt-oss-120b",
    "kimi": "kimi-k2.6",
    "openai": "gpt-4.1",
    "qwen": "qwen3.7-plus",
    "together": "zai-org/GLM-5.2",
}
TAGGED = {
    "reasoning_between_tags",
    "reasoning_between_tags_cut_anywhere",
    "tags_that_never_close",
}  # samples of models that reason between tags


class OneFile(SingleFileSnapshotExtension):
    """Snapshots in a folder for each provider, with a file for each sample."""

    file_extension = "json"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        provider = re.split("[-:@]", test_location.snapshot_name.partition("[")[2])[0]
        usual = Path(super().dirname(test_location=test_location))
        return str(usual.parent / provider / usual.name)


class OneStream(OneFile):
    file_extension = "sse"


def _cases(what: str, *names: str) -> list[Any]:
    """Return parameters: all samples for some providers, selected ones for the others, and each provider's own."""
    plain = {"openai": CHAT, "anthropic": MESSAGES}
    found = []
    for name in names:
        provider = re.split("[:@]", name)[0]
        if what == "requests":
            homes, whole = [MESSAGES], name in WHOLE
        elif name in WHOLE:
            homes, whole = [*([plain[name]] if name in plain else []), provider], True
        else:
            homes, whole = [pairs.protocol_of(name), *([provider] if name == provider else [])], False
        found += [
            pytest.param(name, sample, id=f"{name}-{sample.name}")
            for sample in samples.of(what, *homes)
            if whole or sample.home in {provider, *OWN} or sample.name in SOME[what]
        ]
    return found


def _text(value: Any) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _model(provider: str, sample: samples.Sample) -> str:
    return "qwen/qwen3-32b" if sample.name in TAGGED else MODEL.get(provider, "")


@pytest.mark.parametrize("provider, sample", _cases("requests", *SIDES, *VARIANTS))
def test_requests(provider: str, sample: samples.Sample, snapshot: SnapshotAssertion) -> None:
    assert _text(exchanges.sent(provider, sample.value, MODEL.get(provider, ""))) == snapshot(extension_class=OneFile)


@pytest.mark.parametrize("provider, sample", _cases("answers", *SIDES))
def test_answers(provider: str, sample: samples.Sample, snapshot: SnapshotAssertion) -> None:
    response = exchanges.translated_response(provider, sample.value, model=_model(provider, sample))
    assert _text(response) == snapshot(extension_class=OneFile)


@pytest.mark.parametrize("provider, sample", _cases("errors", *SIDES))
def test_errors(provider: str, sample: samples.Sample, snapshot: SnapshotAssertion) -> None:
    response = exchanges.translated_response(provider, sample.value["body"], sample.value["status"])
    assert _text(response) == snapshot(extension_class=OneFile)


@pytest.mark.parametrize("provider, sample", _cases("streams", *SIDES))
def test_streams(provider: str, sample: samples.Sample, snapshot: SnapshotAssertion) -> None:
    written, losses = exchanges.translated_stream(provider, sample.data, _model(provider, sample))
    shown = written + b"".join(f": lost: {loss}\n".encode() for loss in losses)
    assert shown == snapshot(extension_class=OneStream)
