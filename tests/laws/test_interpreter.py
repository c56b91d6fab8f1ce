"""Generated code and the interpreter of the plan give the same bytes, losses and errors.

The inputs are samples, recorded traffic and random values of the types in the specs.
"""

from __future__ import annotations

import copy
import json
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import loader
from dragoman.library.context import Context
from dragoman.library.errors import Refused
from dragoman.streaming.framing import DONE
from dragoman.values import json_text
from dragoman_codegen.interpret.entry_points import Adapter
from tests import sampling
from tests.laws import pairs, samples
from tests.laws.strategies import bounded, damaged, event_of, failure_of, hub_answers, hub_requests, value_of
from tests.recordings.corpus import CORPUS, SHARED

# the corpus' folders; nobody recorded Gemini's own protocol yet, for which its samples stand
SPOKEN = {"anthropic_messages": "anthropic", "openai_chat": "chat", "openai_responses": "responses"}
EACH_PROVIDER = pytest.mark.parametrize("provider", sampling.within(pairs.SAMPLE, pairs.DISTINCT))
EACH_RECORDED = pytest.mark.parametrize(
    "provider",
    sampling.within(pairs.SAMPLE, [one for one in pairs.DISTINCT if pairs.protocol_from_name(one) in SPOKEN]),
)
EACH_FRONT = pytest.mark.parametrize("front", pairs.FRONTS)


def test_every_provider_is_compared() -> None:
    made = [side for provider in pairs.built().providers.values() for side in provider.sides()]
    assert [pairs.plan_of(name) for name in pairs.NAMES] == made
    files = {name: one.files["response"] for name, one in pairs.built().protocols.items()}
    written = [name for name, file in files.items() if "write" in file.roots or file.last_frame]
    assert sorted(written) == sorted(pairs.FRONTS)  # the others are spoken to providers only


def test_providers_without_comparison_equal_their_protocol() -> None:
    """They have no separate code."""
    others = set(pairs.NAMES) - set(pairs.DISTINCT)
    assert others
    for name in sorted(others):
        protocol = pairs.protocol_from_name(name)
        back = loader.back(name.partition(":")[0], protocol)
        functions = (back.write, back.read, back.failure, pairs.reads(back))
        assert {one.__module__.rpartition(".")[0] for one in functions} == {f"dragoman_adapters.{protocol}"}, name
        assert back.check_event is import_module(f"dragoman_adapters.{protocol}.stream").check_event
        assert not back.conditions(pairs.EMPTY, Context()), name


def test_every_condition_is_tested_both_ways() -> None:
    for name in pairs.DISTINCT:
        for at, when in enumerate(pairs.plan_of(name).conditions):
            back = pairs.interpreted(name).back
            outcomes = {
                back.conditions(request, Context(model=model, variant=variant))[at]
                for model, variant in pairs.kinds(name)
                for request in (pairs.EMPTY, pairs.BUSY)
            }
            assert outcomes == {True, False}, (name, when)


# --- our samples


@EACH_FRONT
@EACH_PROVIDER
def test_sample_requests(front: str, provider: str) -> None:
    for sample in samples.of("requests", front):
        for kind in pairs.kinds(provider):
            pairs.request(front, provider, sample.value, kind)


REFUSED: dict[str, dict[str, Any]] = {  # a part that is refused, and parts that are lost before and after it
    "anthropic_messages": {
        "system": [{"type": "text", "text": "S", "cache_control": {"type": "ephemeral", "ttl": "2h"}}],
        "messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "file", "file_id": "f"}}]}],
        "max_tokens": 9,
        "container": "c",
        "undeclared": 1,
    },
    "openai_chat": {
        "messages": [
            {"role": "user", "content": [{"type": "undeclared"}]},
            {"role": "user", "content": [{"type": "file", "file": {"file_id": "f"}}]},
        ],
        "tools": [{"type": "undeclared"}],
        "undeclared": 1,
    },
    "openai_responses": {
        "input": [{"type": "undeclared"}, {"type": "item_reference", "id": "i"}],
        "tools": [{"type": "undeclared"}],
        "undeclared": 1,
    },
}


@pytest.mark.parametrize("front", REFUSED)
def test_a_refused_request_has_no_losses(front: str) -> None:
    for side in (pairs.GeneratedFront(loader.front(front)), Adapter(pairs.built().protocols[front])):
        context, body = pairs.context_for("demo", front), {"model": "m", **copy.deepcopy(REFUSED[front])}
        with pytest.raises(Refused, match="^(messages|input)[.]"):
            side.read_request(body, context)
        assert not context.losses


@EACH_FRONT
@EACH_PROVIDER
def test_sample_answers(front: str, provider: str) -> None:
    for sample in samples.of("answers", pairs.protocol_of(provider), provider):
        for kind in pairs.kinds(provider):
            pairs.answer(front, provider, sample.value, kind)
            pairs.answer(front, provider, sample.value, kind, emulated=["o"], stops=["o"], hidden=True)


@EACH_FRONT
@EACH_PROVIDER
def test_sample_streams(front: str, provider: str) -> None:
    for sample in samples.of("streams", pairs.protocol_of(provider), provider):
        for kind in pairs.kinds(provider):
            payloads = pairs.payloads_of(sample.data, provider)
            pairs.stream(front, provider, payloads, kind)
            pairs.stream(front, provider, payloads, kind, emulated=["o"], stops=["o"], hidden=True)


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
        assert json_text.dumps(lists.count(tokens)) == json_text.dumps(
            adapter.small("TokenCount", "write", {"tokens": tokens})
        )
    model = {"id": "a/b", "display_name": "A b", "created": 1735689600, "owned_by": "someone"}
    for models in ([], [model], [model, {**model, "id": "c"}]):
        ours = adapter.small("ModelList", "write", {"models": copy.deepcopy(models)})
        assert json_text.dumps(lists.models(copy.deepcopy(models))) == json_text.dumps(ours)
    owner = {"anthropic_messages": "anthropic", "openai_chat": "demo", "openai_responses": "openai"}[front]
    read = loader.back(owner, front).count
    for body in ({}, {"input_tokens": 5}, {"input_tokens": None, "x": 1}):
        count = adapter.small("Count", "read", body)
        assert read(body) == (count["tokens"] if count else None)


# --- recorded traffic


@EACH_PROVIDER
def test_recorded_requests(provider: str) -> None:
    """Requests of the real Claude Code."""
    files = sorted((SHARED / "recordings" / "claude-code").rglob("*.json"))
    if not files:
        pytest.skip(f"there are no recordings in {SHARED} (DRAGOMAN_SHARED names another folder)")
    for at, file in enumerate(files):
        body = json.loads(file.read_bytes()).get("body")
        if isinstance(body, dict):
            pairs.request("anthropic_messages", provider, body, pairs.kinds(provider)[at % len(pairs.kinds(provider))])


@EACH_RECORDED
def test_recorded_answers(provider: str) -> None:
    """Every provider of a protocol reads every recording of it, alternately for the protocols of clients."""
    folder = CORPUS / SPOKEN[pairs.protocol_from_name(provider)]
    files = sorted(folder.rglob("meta.json"))
    if not files:
        pytest.skip(f"there is no {folder.name} in {CORPUS} (DRAGOMAN_CORPUS names another folder)")
    for at, file in enumerate(files):
        about, data = json.loads(file.read_bytes()), next(file.parent.glob("response.*")).read_bytes()
        own = file.parent.parent.name == provider
        fronts = pairs.FRONTS if own else [pairs.FRONTS[at % len(pairs.FRONTS)]]
        kind = pairs.kinds(provider)[at % len(pairs.kinds(provider))]
        for front in fronts:
            if about["stream"] and about["status"] < 400:
                pairs.stream(front, provider, pairs.payloads_of(data, provider), kind)
                continue
            try:
                body = json.loads(data)
            except ValueError:
                continue
            if about["status"] >= 400:
                pairs.failure(front, provider, body, about["status"])
            elif isinstance(body, dict):
                pairs.answer(front, provider, body, kind)


# --- random values


@EACH_PROVIDER
@bounded(8)
@given(data=st.data())
def test_random_requests_from_the_wire(provider: str, data: st.DataObject) -> None:
    front = data.draw(st.sampled_from(pairs.FRONTS))
    body = data.draw(value_of(pairs.built().protocols[front], "request"))
    if data.draw(st.integers(0, 4)) == 0:
        body = data.draw(damaged(body))
    pairs.request(front, provider, body, data.draw(st.sampled_from(pairs.kinds(provider))))


@EACH_PROVIDER
@bounded(8)
@given(data=st.data())
def test_random_requests_from_the_hub(provider: str, data: st.DataObject) -> None:
    pairs.hub_request(provider, data.draw(hub_requests()), data.draw(st.sampled_from(pairs.kinds(provider))))


@EACH_FRONT
@bounded(20)
@given(answer=hub_answers())
def test_random_answers_from_the_hub(front: str, answer: Any) -> None:
    pairs.hub_answer(front, answer)


@EACH_PROVIDER
@bounded(13)
@given(data=st.data())
def test_random_answers_from_the_wire(provider: str, data: st.DataObject) -> None:
    body = data.draw(value_of(pairs.plan_of(provider).protocol, "response"))
    if data.draw(st.booleans()):
        body = data.draw(damaged(body))
    front = data.draw(st.sampled_from(pairs.FRONTS))
    more = {"emulated": ["a"], "stops": ["a"], "hidden": True} if data.draw(st.booleans()) else {}
    pairs.answer(front, provider, body, data.draw(st.sampled_from(pairs.kinds(provider))), **more)


@EACH_PROVIDER
@bounded(13)
@given(data=st.data())
def test_random_streams_from_the_wire(provider: str, data: st.DataObject) -> None:
    events = data.draw(st.lists(event_of(pairs.plan_of(provider).protocol), max_size=8))
    events = [data.draw(damaged(event)) if data.draw(st.integers(0, 3)) == 0 else event for event in events]
    last = [DONE] if data.draw(st.booleans()) else []
    front = data.draw(st.sampled_from(pairs.FRONTS))
    pairs.stream(front, provider, [*events, *last], data.draw(st.sampled_from(pairs.kinds(provider))))


@EACH_PROVIDER
@bounded(8)
@given(data=st.data())
def test_random_errors(provider: str, data: st.DataObject) -> None:
    body = data.draw(failure_of(pairs.plan_of(provider).protocol))
    body = data.draw(damaged(body)) if data.draw(st.booleans()) else body
    front = data.draw(st.sampled_from(pairs.FRONTS))
    pairs.failure(front, provider, body, data.draw(st.sampled_from([0, 400, 401, 404, 418, 429, 500, 503, 529])))
