"""Round trips between two protocols with losses: what is missing after a round trip is named by a recorded loss.

Losses are recorded in the terms of the hub here, so that their paths and those of the request can be compared.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import loader
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused
from dragoman.values import json_text
from tests.laws.strategies import bounded
from tests.laws.test_round_trip import VENDOR_REQUEST, chat_answers, chat_requests, vendor_answers
from tests.laws.test_triangles import ADDED, PROVIDERS, TRIPS, context_of, read_answer, written_answer

EXAMPLES = 3
# values of settings that mean the same as their absence
EQUAL: dict[str, list[Any]] = {
    "parallel_tool_calls": [True],  # the default
    "tool_choice": ["auto"],
    "service_tier": ["auto", "standard"],
}
CONTENT = ("messages", "system", "tools")
# the text of a failed result begins with "Error: "; the name of a hosted tool is that of the search
RENDERED = [("messages", "blocks", "tool_result", "is_error"), ("tools", "hosted", "name")]
HINTS = {"cache_breakpoint", "session_id", "deferred", "strict", "stream"}  # they do not change the answer


def request_through(protocol: str, request: Any) -> tuple[Any, list[str]]:
    """Return a request after it was written in a protocol and read by its front, and the losses in the hub's terms."""
    context = context_of(protocol)
    context.words = {}
    back = loader.back(PROVIDERS[protocol], protocol)
    context.holds = back.conditions(request, context)
    body = json_text.loads(json_text.dumps(back.write(copy.deepcopy(request), context)))
    loader.front(protocol).check(body)
    read = loader.front(protocol).read(body, context)
    return read, [loss.partition(";")[0] for loss in context.losses]


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the values in a request with their paths; the kind of a block or tool is a step of the path."""
    if isinstance(value, dict) and path[-1:] not in (("input",), ("schema",), ("examples",), ("user_location",)):
        kind = (value["kind"],) if isinstance(value.get("kind"), str) else ()
        for name, inner in value.items():
            if name not in ("kind", "role", "media_type"):
                yield from leaves(inner, (*path, *kind, name))
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, path)
    else:
        yield path, value


def texts_of(value: Any) -> Iterator[str]:
    """Yield all texts in a value."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_of(inner)


def changed(start: Any, once: Any) -> set[tuple[str, ...]]:
    """Return the paths of values that are absent or different afterwards, and of settings that were added. What becomes
    text is found in a text; settings of reasoning become an effort."""
    texts, before, after = list(texts_of(once)), list(leaves(start)), list(leaves(once))
    off = start.get("reasoning", {}).get("mode") in ("off", "interleaved")  # the effort is none then
    gone = {path for path, value in after if path[0] not in CONTENT and (path, value) not in before}
    for path, value in before:
        in_text = path[0] in CONTENT and isinstance(value, str) and any(value in text for text in texts)
        if not in_text and (path, value) not in after and path not in RENDERED:
            gone.add(path)
    return {
        path
        for path in gone
        if not (HINTS & set(path) or path[0] in (*ADDED, "reasoning") or off and path[0] == "reasoning_effort")
        and not all(one in EQUAL.get(path[0], ()) for which, one in (*before, *after) if which == path)
    }


def named(path: tuple[str, ...], losses: list[str]) -> bool:
    """Whether a loss names a value, an object that holds it, or its kind of block."""
    for loss in losses:
        steps = loss.split(".")
        if len(steps) == 1 and steps[0] in path or steps[0] == path[0] and set(steps[1:]) & {*path, "blocks"}:
            return True
        if path[0] == "tools" and steps[0] == "tools":
            return True
    return False


@pytest.mark.parametrize(("first", "second"), TRIPS)
@bounded(EXAMPLES)
@given(request=st.one_of(VENDOR_REQUEST, chat_requests()))
def test_what_a_request_loses_is_named(first: str, second: str, request: Any) -> None:
    if "tools" not in request:
        request.pop("tool_choice", None)
    try:
        start, _ = request_through(first, request)
        there, lost = request_through(second, start)
        once, more = request_through(first, there)
    except (Refused, InvalidRequest, AnsweredLocally):
        return
    unnamed = {path for path in changed(start, once) if not named(path, lost + more)}
    assert not unnamed, (unnamed, lost, more)


def answer_through(protocol: str, answer: Any, cuts: list[int] | None) -> tuple[Any, list[str]]:
    """Return an answer after it was written by the front of a protocol and read by its back, and the losses in the
    hub's terms. `cuts`: places where a stream is cut; without them the answer is whole."""
    context = context_of(protocol)
    context.words, context.signatures = {}, True
    data = written_answer(protocol, answer, context, cuts is not None)
    read = read_answer(protocol, data, context, cuts)
    return read, [loss.partition(";")[0] for loss in context.losses]


SAME = {"context_window": "max_tokens"}  # finish reasons that other protocols have one word for
TIERS = {"batch": "standard", None: "standard"}


def content(answer: Any) -> dict[str, Any]:
    """Return what a client acts on, by the names that losses use. Texts next to each other may become one, and so may
    reasoning; what only its vendor can read is left out."""
    found: dict[str, Any] = {"text": "", "reasoning": "", "tool_call": [], "hosted_tool_call": [], "citations": []}
    for block in answer["blocks"]:
        if block["kind"] in ("text", "reasoning"):
            found[block["kind"]] += block["text"].replace("\n", "")
        elif block["kind"] == "tool_call":
            found["tool_call"].append((block["id"], block["name"], block["input"]))
        elif block["kind"] == "hosted_tool_call":  # its name is that of the search, which every protocol has
            found["hosted_tool_call"].append(block["input"].get("query", ""))
        found["citations"] += [(cite["url"], cite.get("title")) for cite in block.get("citations", ())]
    usage = {name: count for name, count in answer["usage"].items() if count}
    tier = usage.pop("service_tier", None)
    reason = answer["finish_reason"]
    ending = {name: answer[name] for name in ("stop_sequence", "refusal") if name in answer}
    ending |= {"service_tier": TIERS.get(tier, tier), "finish_reason": SAME.get(reason, reason)}
    found["text"] = found["text"].removesuffix(ending.get("refusal", ""))  # a text of a Messages client
    return {**found, **usage, **ending}


@pytest.mark.parametrize(("first", "second"), TRIPS)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@bounded(EXAMPLES)
@given(answer=st.one_of(vendor_answers(), chat_answers()), cuts=st.lists(st.integers(0, 10**6), max_size=6))
def test_what_an_answer_loses_is_named(first: str, second: str, streamed: bool, answer: Any, cuts: list[int]) -> None:
    pieces = cuts if streamed else None
    start, _ = answer_through(first, answer, pieces)
    there, lost = answer_through(second, start, pieces)
    once, more = answer_through(first, there, pieces)
    before, after = content(start), content(once)
    steps = {step for loss in lost + more for step in loss.split(".")}
    unnamed = {name for name in before | after if before.get(name) != after.get(name)} - steps
    assert not unnamed, ([(name, before.get(name), after.get(name)) for name in unnamed], lost, more)
