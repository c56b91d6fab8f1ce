"""Numbers such as `913.0` where the specs declare integers: the same results as with `913`.

Every response, stream event and client request of the samples is read with its integers as floats, by generated code
and by the interpreter.
"""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from dragoman import loader
from dragoman.library.context import Context
from dragoman.library.errors import ErrorBody, InvalidRequest, UpstreamError
from tests.laws import pairs, samples

USUAL = {pairs.protocol_from_name(name): name for name in reversed(pairs.NAMES)}  # protocol -> the first provider


def with_fractions(value: Any) -> Any:
    """Return a JSON value whose integers are floats."""
    if isinstance(value, dict):
        return {key: with_fractions(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_fractions(inner) for inner in value]
    return float(value) if value.__class__ is int else value


def read(back: Any, body: Any) -> tuple[Any, str, dict[str, Any]]:
    context = Context()
    try:
        response = back.read_response(copy.deepcopy(body), context)
    except (ErrorBody, UpstreamError) as error:
        return type(error), "", dict(context.losses)
    return response, repr(response.get("usage")), dict(context.losses)


@pytest.mark.parametrize("protocol", sorted(USUAL))
@pytest.mark.parametrize("side", [pairs.generated, pairs.interpreted])
def test_responses(side: Any, protocol: str) -> None:
    found = [sample.value for sample in samples.of("answers", protocol)]
    assert found
    for body in found:
        assert read(side(USUAL[protocol]).back, with_fractions(body)) == read(side(USUAL[protocol]).back, body)


@pytest.mark.parametrize("protocol", sorted(USUAL))
def test_streams(protocol: str) -> None:
    name = USUAL[protocol]
    for sample in samples.of("streams", protocol)[:8]:
        payloads = pairs.payloads_of(sample.data, name)
        written = pairs.stream("anthropic_messages", name, with_fractions(payloads))
        assert not re.search(rb'tokens":\d+\.', written)
        # the arguments of a call are any JSON, whose numbers stay as they are
        assert re.sub(rb"(\d)\.0\b", rb"\1", written) == pairs.stream("anthropic_messages", name, payloads)


def test_a_fraction_is_dropped_and_recorded() -> None:
    body = {"id": "m", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": "end_turn"}
    back = loader.back("anthropic", "anthropic_messages")
    context = Context()
    response = back.read({**body, "usage": {"input_tokens": 913.0, "output_tokens": 83.5}}, context)
    assert response["usage"] == {"uncached_input_tokens": 913}
    assert list(context.losses) == ["usage.output_tokens;not of the declared type"]


@pytest.mark.parametrize("value", [1000.0, 1e3, 0.0])
def test_a_request_has_integers(value: float) -> None:
    front = loader.front("anthropic_messages")
    body = {"model": "m", "max_tokens": value, "messages": [{"role": "user", "content": "hi"}]}
    front.check(body)
    assert repr(front.read(body, Context())["max_tokens"]) == repr(int(value))


@pytest.mark.parametrize("value", [913.5, 1e300, float("inf"), float("nan"), True, "913.0"])
def test_a_request_with_another_number_is_refused(value: object) -> None:
    body = {"model": "m", "max_tokens": value, "messages": [{"role": "user", "content": "hi"}]}
    with pytest.raises(InvalidRequest, match="Input should be an integer"):
        loader.front("anthropic_messages").check(body)
