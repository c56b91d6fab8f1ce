"""Generated code gives what the interpreter of the plan gives, byte for byte, losses and refusals included: on our own
samples, on recorded traffic where there is some, and on random values made from the specs' own types."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import jsontext, loader
from dragoman.frames import DONE
from dragoman_codegen.interpret_doors import Adapter
from tests.laws import pairs, samples
from tests.laws.strategies import bounded, damaged, event_of, failure_of, hub_answers, hub_requests, value_of
from tests.recordings.places import CORPUS, SHARED

EACH_PROVIDER = pytest.mark.parametrize("provider", pairs.NAMES)
EACH_FRONT = pytest.mark.parametrize("front", pairs.FRONTS)
# the corpus' folders
SPOKEN = {"anthropic_messages": "anthropic", "openai_chat": "chat", "openai_responses": "responses"}


def test_every_provider_is_compared() -> None:
    made = [side for provider in pairs.built().providers.values() for side in provider.sides()]
    assert [pairs.plan_of(name) for name in pairs.NAMES] == made
    written = [name for name, one in pairs.built().protocols.items() if "write" in one.files["response"].roots]
    assert sorted(written) == pairs.FRONTS  # the others are spoken to providers only


def _models(provider: str) -> list[str]:
    return pairs.MODELS.get(provider, ["a-model"])


# --- our samples


@EACH_FRONT
@EACH_PROVIDER
def test_sample_requests(front: str, provider: str) -> None:
    for sample in samples.of("requests", front):
        for model in _models(provider):
            pairs.request(front, provider, sample.value, model)


@EACH_FRONT
@EACH_PROVIDER
def test_sample_answers(front: str, provider: str) -> None:
    for sample in samples.of("answers", pairs.protocol_of(provider), provider):
        for model in _models(provider):
            pairs.answer(front, provider, sample.value, model)
            pairs.answer(front, provider, sample.value, model, emulated=["o"], stops=["o"], hidden=True)


@EACH_FRONT
@EACH_PROVIDER
def test_sample_streams(front: str, provider: str) -> None:
    for sample in samples.of("streams", pairs.protocol_of(provider), provider):
        for model in _models(provider):
            payloads = pairs.payloads_of(sample.data, provider)
            pairs.stream(front, provider, payloads, model)
            pairs.stream(front, provider, payloads, model, emulated=["o"], stops=["o"], hidden=True)


@EACH_FRONT
@EACH_PROVIDER
def test_sample_errors(front: str, provider: str) -> None:
    for sample in samples.of("errors", pairs.protocol_of(provider), provider):
        for status in (sample.value["status"], 0, 400, 500):
            pairs.failure(front, provider, sample.value["body"], status)


@EACH_FRONT
def test_counts_and_lists(front: str) -> None:
    lists, adapter = loader.front(front), Adapter(pairs.built().protocols[front])
    for tokens in (0, 7, 2**40):
        assert jsontext.dumps(lists.count(tokens)) == jsontext.dumps(
            adapter.small("Count", "write", {"tokens": tokens})
        )
    model = {"id": "a/b", "title": "A b", "made": "2025-01-01T00:00:00Z", "owner": "someone"}
    for models in ([], [model], [model, {**model, "id": "c"}]):
        ours = adapter.small("Listing", "write", {"models": copy.deepcopy(models)})
        assert jsontext.dumps(lists.models(copy.deepcopy(models))) == jsontext.dumps(ours)
    read = loader.back("anthropic" if front == "anthropic_messages" else "demo", front).count
    for body in ({}, {"input_tokens": 5}, {"input_tokens": None, "x": 1}):
        count = adapter.small("Count", "read", body)
        assert read(body) == (count["tokens"] if count else None)


# --- recorded traffic


@EACH_PROVIDER
def test_recorded_requests(provider: str) -> None:
    """What the real Claude Code sent."""
    files = sorted((SHARED / "recordings" / "claude-code").rglob("*.json"))
    if not files:
        pytest.skip(f"there are no recordings in {SHARED} (DRAGOMAN_SHARED names another folder)")
    for at, file in enumerate(files):
        body = json.loads(file.read_bytes()).get("body")
        if isinstance(body, dict):
            pairs.request("anthropic_messages", provider, body, _models(provider)[at % len(_models(provider))])


@EACH_PROVIDER
def test_recorded_answers(provider: str) -> None:
    """The corpus, whole: every provider of the protocol reads every recording of it, in turn for the two clients."""
    folder = CORPUS / SPOKEN.get(pairs.protocol_of(provider), pairs.protocol_of(provider))
    files = sorted(folder.rglob("meta.json"))
    if not files:
        pytest.skip(f"there is no {folder.name} in {CORPUS} (DRAGOMAN_CORPUS names another folder)")
    for at, file in enumerate(files):
        about, data = json.loads(file.read_bytes()), next(file.parent.glob("response.*")).read_bytes()
        own = file.parent.parent.name == provider
        fronts = pairs.FRONTS if own else [pairs.FRONTS[at % 2]]
        model = _models(provider)[at % len(_models(provider))]
        for front in fronts:
            if about["stream"] and about["status"] < 400:
                pairs.stream(front, provider, pairs.payloads_of(data, provider), model)
                continue
            try:
                body = json.loads(data)
            except ValueError:
                continue
            if about["status"] >= 400:
                pairs.failure(front, provider, body, about["status"])
            elif isinstance(body, dict):
                pairs.answer(front, provider, body, model)


# --- random values


@EACH_PROVIDER
@bounded(25)
@given(data=st.data())
def test_random_requests_from_the_wire(provider: str, data: st.DataObject) -> None:
    front = data.draw(st.sampled_from(pairs.FRONTS))
    body = data.draw(value_of(pairs.built().protocols[front], "request"))
    if data.draw(st.integers(0, 4)) == 0:
        body = data.draw(damaged(body))
    pairs.request(front, provider, body, data.draw(st.sampled_from(_models(provider))))


@EACH_PROVIDER
@bounded(25)
@given(data=st.data())
def test_random_requests_from_the_hub(provider: str, data: st.DataObject) -> None:
    pairs.hub_request(provider, data.draw(hub_requests()), data.draw(st.sampled_from(_models(provider))))


@EACH_FRONT
@bounded(60)
@given(answer=hub_answers())
def test_random_answers_from_the_hub(front: str, answer: Any) -> None:
    pairs.hub_answer(front, answer)


@EACH_PROVIDER
@bounded(40)
@given(data=st.data())
def test_random_answers_from_the_wire(provider: str, data: st.DataObject) -> None:
    body = data.draw(value_of(pairs.plan_of(provider).protocol, "response"))
    if data.draw(st.booleans()):
        body = data.draw(damaged(body))
    front = data.draw(st.sampled_from(pairs.FRONTS))
    more = {"emulated": ["a"], "stops": ["a"], "hidden": True} if data.draw(st.booleans()) else {}
    pairs.answer(front, provider, body, data.draw(st.sampled_from(_models(provider))), **more)


@EACH_PROVIDER
@bounded(40)
@given(data=st.data())
def test_random_streams_from_the_wire(provider: str, data: st.DataObject) -> None:
    events = data.draw(st.lists(event_of(pairs.plan_of(provider).protocol), max_size=8))
    events = [data.draw(damaged(event)) if data.draw(st.integers(0, 3)) == 0 else event for event in events]
    last = [DONE] if data.draw(st.booleans()) else []
    front = data.draw(st.sampled_from(pairs.FRONTS))
    pairs.stream(front, provider, [*events, *last], data.draw(st.sampled_from(_models(provider))))


@EACH_PROVIDER
@bounded(25)
@given(data=st.data())
def test_random_errors(provider: str, data: st.DataObject) -> None:
    body = data.draw(failure_of(pairs.plan_of(provider).protocol))
    body = data.draw(damaged(body)) if data.draw(st.booleans()) else body
    front = data.draw(st.sampled_from(pairs.FRONTS))
    pairs.failure(front, provider, body, data.draw(st.sampled_from([0, 400, 401, 404, 418, 429, 500, 503, 529])))
