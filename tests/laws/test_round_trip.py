"""read(write(x)) == x wherever nothing is dropped: for requests and answers of the hub, through both protocols.

What a protocol cannot carry is left out of the random values, each with its reason beside it. For streams: an answer,
played to a writer, read again, is the same answer.
"""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dragoman import loader
from dragoman.library.context import Context
from dragoman.library.streams import play
from dragoman.streaming.answers import Collector, settle
from dragoman.values import json_text
from dragoman_adapters.anthropic_messages import request as messages_request
from tests.laws import exchanges, pairs
from tests.laws.strategies import bounded

LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)
WORD = st.text("abcxyz_09", min_size=1, max_size=8).map(lambda word: f"w{word}")
LINK = WORD.map(lambda word: f"https://example.org/{word}")
DATA = st.sampled_from(["QUJD", "iVBORw0KGgo=", "JVBERi0xLjEK"])
COUNT = st.integers(0, 2**40)
SOME = st.integers(1, 2**40)
TEMPERATURE = st.sampled_from([0, 0.25, 1, 1.5])
TOP_P = st.sampled_from([0, 0.25, 1])
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), LINE),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(WORD, inner, max_size=2)),
    max_leaves=4,
)
INPUT = st.dictionaries(WORD, JSON, max_size=3)  # what is no object is kept under its own key
MARK = st.fixed_dictionaries({"kept": st.just(True)}, optional={"ttl": st.sampled_from(["short", "long"])})
SCHEMA = st.sampled_from(  # as rule 2.0.3 leaves it: an object, with its properties
    [
        {"type": "object", "properties": {}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
    ]
)
STRICT = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}


def of(kind: str, must: dict[str, Any], **may: Any) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"kind": st.just(kind), **must}, optional=may)


# --- requests, in the vendor's protocol

TEXT = of("text", {"text": LINE}, cache_breakpoint=MARK)  # citations: not sent upstream
PART = of("text", {"text": LINE})
IMAGE = st.one_of(
    of("image", {"media_type": st.just("image/png"), "data": DATA}, cache_breakpoint=MARK),
    of("image", {"url": LINK}, cache_breakpoint=MARK),
)
DOCUMENT = st.one_of(  # each document comes in one way
    of(
        "document",
        {"media_type": st.just("application/pdf"), "data": DATA},
        title=LINE,
        context=LINE,
        cache_breakpoint=MARK,
    ),
    of("document", {"text": LINE}, title=LINE, context=LINE, cache_breakpoint=MARK),
    of(
        "document",
        {"parts": st.lists(PART, min_size=1, max_size=2)},
        title=LINE,
        context=LINE,
        cache_breakpoint=MARK,
    ),
    of("document", {"url": LINK}, title=LINE, context=LINE, cache_breakpoint=MARK),
)
FINDING = of(
    "search_result",
    {"source": LINK, "title": LINE, "parts": st.lists(TEXT, min_size=1, max_size=2)},
    cache_breakpoint=MARK,
)
RESULT = of(
    "tool_result",
    {"id": WORD, "blocks": st.lists(st.one_of(TEXT, IMAGE, of("tool_reference", {"name": WORD})), max_size=2)},
    is_error=st.just(True),  # false is the same as absent
    cache_breakpoint=MARK,
)
# Left out: compaction_summary becomes text, hosted_tool_call and hosted_tool_result belong to the vendor,
# details belong to another vendor
USER = st.one_of(TEXT, IMAGE, DOCUMENT, FINDING, RESULT, of("tool_reference", {"name": WORD}))
CALL = of("tool_call", {"id": WORD, "name": WORD, "input": INPUT})  # toolset: expanded when it is read
ASSISTANT = st.one_of(
    TEXT, of("reasoning", {"text": LINE}, signature=LINE), of("encrypted_reasoning", {"data": LINE}), CALL
)
# Left out: role system, ephemeral, reasoning_effort, added_tools, removed_tools are applied when they are read
TURN = st.one_of(
    st.fixed_dictionaries({"role": st.just("user"), "blocks": st.lists(USER, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"role": st.just("assistant"), "blocks": st.lists(ASSISTANT, min_size=1, max_size=3)}),
)
OWN = of(  # allowed_callers: read only
    "function",
    {"name": WORD, "schema": SCHEMA},  # a missing one becomes an empty object
    description=LINE,
    deferred=st.just(True),  # false is the same as absent
    examples=st.lists(INPUT, min_size=1, max_size=2),
    cache_breakpoint=MARK,
)
STRICT_TOOL = of("function", {"name": WORD, "schema": st.just(STRICT), "strict": st.just(True)})  # false is omitted
WORDS = st.lists(WORD, min_size=1, max_size=2, unique=True)
SEARCH = of(
    "hosted",
    {"tool_type": st.just("search"), "name": WORD},
    allowed_domains=WORDS,
    blocked_domains=WORDS,
    max_uses=SOME,
    user_location=INPUT,
)
CHOICE = st.one_of(
    st.fixed_dictionaries({"mode": st.sampled_from(["auto", "any", "none"])}),
    st.fixed_dictionaries({"mode": st.just("tool"), "name": WORD}),
)
DISPLAY = st.sampled_from(["shown", "hidden", "updates"])
THINKING = st.one_of(
    st.fixed_dictionaries({"mode": st.just("on")}, optional={"budget_tokens": SOME, "display": DISPLAY}),
    st.fixed_dictionaries({"mode": st.sampled_from(["auto", "interleaved"])}, optional={"display": DISPLAY}),
    st.just({"mode": "off"}),
)
VENDOR_REQUEST = st.fixed_dictionaries(
    {"model": LINE, "messages": st.lists(TURN, min_size=1, max_size=4), "max_tokens": SOME},
    optional={
        "system": st.lists(TEXT, min_size=1, max_size=2),
        "tools": st.lists(st.one_of(OWN, STRICT_TOOL, SEARCH), min_size=1, max_size=3),
        "tool_choice": CHOICE,  # parallel_tool_calls: part of the choice, read only
        "stop_sequences": st.lists(LINE, min_size=1, max_size=6),
        "stream": st.booleans(),
        "temperature": TEMPERATURE,
        "top_p": TOP_P,
        "top_k": SOME,
        "reasoning": THINKING,
        "reasoning_effort": st.sampled_from(
            ["low", "medium", "high", "xhigh", "max"]
        ),  # none and minimal: it has no such words
        "response_format": st.fixed_dictionaries({"schema": st.just(STRICT)}),  # name, strict: always so there
        "user_id": WORD,  # longer ones are hashed, and JSON is split; session_id: part of the user id
        "service_tier": st.sampled_from(["auto", "standard", "priority"]),  # batch: a separate protocol
    },
)


def again(protocol: str, request: Any) -> Any:
    context = pairs.context_for(pairs.NAMES[0] if protocol == pairs.FRONTS[0] else "demo", protocol)
    front, back = loader.front(protocol), loader.back("anthropic" if protocol == pairs.FRONTS[0] else "demo", protocol)
    written: Any = (
        # without its passes, which repair what clients of other protocols send
        messages_request.WriteRequest(context).write_request_from_request(copy.deepcopy(request))
        if protocol == pairs.FRONTS[0]
        else back.write(copy.deepcopy(request), context)
    )
    body = json_text.loads(json_text.dumps(written))
    front.check(body)
    read = front.read(body, context)
    assert not context.losses, list(context.losses)
    return read


@bounded(33)
@given(request=VENDOR_REQUEST)
def test_requests_in_the_vendors_protocol(request: Any) -> None:
    if "tools" not in request:
        request.pop("tool_choice", None)  # without tools there is no choice
    assert again("anthropic_messages", request) == request


# --- requests in Chat

CHAT_IMAGE = st.one_of(of("image", {"media_type": st.just("image/png"), "data": DATA}), of("image", {"url": LINK}))
CHAT_FILE = of(
    "document", {"media_type": st.just("application/pdf"), "data": DATA, "title": WORD.map(lambda word: f"{word}.pdf")}
)
CHAT_USER = st.lists(st.one_of(PART, CHAT_IMAGE, CHAT_FILE), min_size=1, max_size=3)  # marks: a hint that goes


@st.composite
def chat_turns(draw: st.DrawFn) -> list[Any]:
    """User and assistant in turn, results behind their calls: what else there is, passes put in order."""
    turns: list[Any] = [{"role": "user", "blocks": draw(CHAT_USER)}]
    for number in range(draw(st.integers(0, 2))):
        text = draw(st.lists(PART, max_size=1))
        ids = [f"call_{number}_{at}" for at in range(draw(st.integers(0 if text else 1, 2)))]
        calls = [{"kind": "tool_call", "id": id, "name": draw(WORD), "input": draw(INPUT)} for id in ids]
        turns.append({"role": "assistant", "blocks": [*text, *calls]})  # thoughts: this protocol takes none back
        results = [{"kind": "tool_result", "id": id, "blocks": [draw(PART)]} for id in ids]
        content = draw(CHAT_USER) if not results or draw(st.booleans()) else []
        turns.append({"role": "user", "blocks": [*results, *content]})
    return turns


@st.composite
def chat_requests(draw: st.DrawFn) -> Any:
    request = draw(
        st.fixed_dictionaries(
            {"model": LINE, "messages": chat_turns()},
            optional={
                "system": st.lists(PART, min_size=1, max_size=1),  # more are joined to one
                "max_tokens": SOME,
                "stop_sequences": st.lists(LINE, min_size=1, max_size=4, unique=True),  # more are looked for here
                "stream": st.booleans(),
                "temperature": TEMPERATURE,
                "top_p": TOP_P,
                "response_format": st.just({"schema": STRICT, "name": "city", "strict": True}),
                "service_tier": st.sampled_from(["auto", "standard", "priority"]),
            },
        )
    )  # top_k, user_id, session_id, reasoning, reasoning_effort: a plain provider has no field for them
    names = draw(st.lists(WORD, max_size=3, unique=True))
    if names:  # without tools there is no choice
        tool = {"description": LINE, "schema": SCHEMA}  # strict: only where the schema is of the strict kind
        request["tools"] = [
            {"kind": "function", "name": name, "schema": draw(SCHEMA), **draw(st.fixed_dictionaries({}, optional=tool))}
            for name in names
        ]
        one = st.fixed_dictionaries({"mode": st.just("tool"), "name": st.sampled_from(names)})
        request |= draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "tool_choice": st.one_of(CHOICE.filter(lambda c: "name" not in c), one),
                    "parallel_tool_calls": st.booleans(),
                },
            )
        )
    return request


@bounded(33)
@given(request=chat_requests())
def test_requests_in_chat(request: Any) -> None:
    assert again("openai_chat", request) == request


# --- answers

ID = st.text("abcXYZ019", min_size=3, max_size=12)
VENDOR_CITE = st.fixed_dictionaries({"url": LINK, "title": LINE, "quote": LINE, "start": st.just(0)})  # of all the text
VENDOR_BLOCK = st.one_of(
    of(
        "text",
        {"text": LINE},
        citations=st.lists(VENDOR_CITE, min_size=1, max_size=2, unique_by=lambda cite: cite["url"]),
    ),
    of("reasoning", {"text": LINE, "signature": LINE}),
    of("encrypted_reasoning", {"data": LINE}),
    of("tool_call", {"id": ID, "name": WORD, "input": INPUT}, toolset=WORD),
    of("hosted_tool_call", {"id": ID, "name": WORD, "input": INPUT}),
)  # outcome: only its citations tell what was found
NUMBERS = {
    "uncached_input_tokens": COUNT,
    "output_tokens": COUNT,
    "cache_read_tokens": COUNT,
    "cache_write_tokens": COUNT,
}


@st.composite
def vendor_answers(draw: st.DrawFn) -> Any:
    blocks = draw(st.lists(VENDOR_BLOCK, max_size=4))
    for at, block in enumerate(blocks):
        if "id" in block:
            block["id"] += str(at)  # each id once
    called = any(block["kind"] == "tool_call" for block in blocks)
    stop = draw(
        st.sampled_from(
            ["tool_calls" if called else "stop", "max_tokens", "refusal", "stop_sequence", "pause", "context_window"]
        )
    )
    usage = draw(
        st.fixed_dictionaries(
            NUMBERS,
            optional={
                "reasoning_tokens": SOME,
                "web_searches": SOME,
                "service_tier": st.sampled_from(["standard", "priority"]),
            },
        )
    )
    answer = {
        "id": "msg_" + draw(ID),
        "model": "the-client's-model",
        "blocks": blocks,
        "finish_reason": stop,
        "usage": usage,
    }
    if stop == "refusal" and draw(st.booleans()):
        answer["refusal"] = draw(LINE)
    if stop == "stop_sequence":
        answer["stop_sequence"] = "stop here"
    return answer


@st.composite
def chat_answers(draw: st.DrawFn) -> Any:
    """One thought, one text and the calls, in this order: others are put into it. Signatures are not sent there."""
    thought = draw(st.lists(of("reasoning", {"text": LINE}), max_size=1))
    cite = st.fixed_dictionaries({"url": LINK, "title": LINE, "start": st.just(0), "end": st.just(1), "quote": LINE})
    cites = {"citations": st.lists(cite, min_size=1, max_size=2, unique_by=lambda one: one["url"])}
    text = draw(st.lists(of("text", {"text": LINE}, **cites), max_size=1))
    calls = draw(st.lists(of("tool_call", {"id": ID, "name": WORD, "input": INPUT}), max_size=3))
    for at, call in enumerate(calls):
        call["id"] += str(at)
    # some reasons have no word there; the text of a refusal would be sent twice
    stop = draw(st.sampled_from(["tool_calls" if calls else "stop", "max_tokens", "refusal"]))
    usage = draw(st.fixed_dictionaries({**NUMBERS, "reasoning_tokens": COUNT}))  # all of them, and no web searches
    return {"id": "chatcmpl-" + draw(ID), "blocks": [*thought, *text, *calls], "finish_reason": stop, "usage": usage}


def context_of(protocol: str) -> Context:
    return pairs.context_for("anthropic" if protocol == pairs.FRONTS[0] else "demo", protocol, stops=["stop here"])


def answered(protocol: str, answer: Any) -> Any:
    context = context_of(protocol)
    body = json_text.loads(json_text.dumps(loader.front(protocol).write(copy.deepcopy(answer), context)))
    read = loader.back(context.provider, protocol).read(body, context)
    assert not context.losses, list(context.losses)
    return read


@bounded(33)
@given(answer=vendor_answers())
def test_answers_in_the_vendors_protocol(answer: Any) -> None:
    assert answered("anthropic_messages", answer) == answer


@bounded(33)
@given(answer=chat_answers())
def test_answers_in_chat(answer: Any) -> None:
    assert answered("openai_chat", answer) == answer


# --- streams


def streamed(protocol: str, answer: Any) -> Any:
    """The answer, written as a stream, cut into bytes, read again, and gathered."""
    context = context_of(protocol)
    context.client_request = {"stream_options": {"include_usage": True}}  # Chat streams report usage on request only
    writer = loader.front(protocol).writer(context)
    play(answer, writer, context)
    back = loader.back(context.provider, protocol)
    sink = Collector()
    exchanges.read_stream(back, context, sink, writer.out)
    assert not context.losses, list(context.losses)
    return sink.answer()


@bounded(33)
@given(answer=vendor_answers())
def test_streams_in_the_vendors_protocol(answer: Any) -> None:
    settled = settle(answer, context_of("anthropic_messages"))
    assert streamed("anthropic_messages", copy.deepcopy(settled)) == settled


@bounded(33)
@given(answer=chat_answers())
def test_streams_in_chat(answer: Any) -> None:
    settled = settle(answer, context_of("openai_chat"))
    assert streamed("openai_chat", copy.deepcopy(settled)) == settled
