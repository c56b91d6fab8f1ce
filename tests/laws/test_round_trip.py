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
from dragoman.library.validation import prune
from dragoman.streaming.answers import Collector, play, settle
from dragoman.streaming.blocks import Blocks
from dragoman.streaming.sse import DONE, SseFrames
from dragoman.values import json_text
from tests.laws import pairs
from tests.laws.strategies import bounded

SAID = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)
WORD = st.text("abcxyz_09", min_size=1, max_size=8).map(lambda word: f"w{word}")
LINK = WORD.map(lambda word: f"https://example.org/{word}")
DATA = st.sampled_from(["QUJD", "iVBORw0KGgo=", "JVBERi0xLjEK"])
COUNT = st.integers(0, 2**40)
SOME = st.integers(1, 2**40)
SHARE = st.sampled_from([0, 0.25, 1, 1.5])
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), SAID),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(WORD, inner, max_size=2)),
    max_leaves=4,
)
INPUT = st.dictionaries(WORD, JSON, max_size=3)  # what is no object is kept under a key of its own
MARK = st.fixed_dictionaries({"kept": st.just(True)}, optional={"life": st.sampled_from(["short", "long"])})
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

TEXT = of("text", {"text": SAID}, mark=MARK)  # cites: the vendor takes back only its own
PART = of("text", {"text": SAID})
IMAGE = st.one_of(
    of("image", {"media": st.just("image/png"), "data": DATA}, mark=MARK), of("image", {"link": LINK}, mark=MARK)
)
DOCUMENT = st.one_of(  # each document comes in one way
    of("document", {"media": st.just("application/pdf"), "data": DATA}, title=SAID, context=SAID, mark=MARK),
    of("document", {"text": SAID}, title=SAID, context=SAID, mark=MARK),
    of("document", {"parts": st.lists(PART, min_size=1, max_size=2)}, title=SAID, context=SAID, mark=MARK),
    of("document", {"link": LINK}, title=SAID, context=SAID, mark=MARK),
)
FINDING = of("finding", {"source": LINK, "title": SAID, "parts": st.lists(TEXT, min_size=1, max_size=2)}, mark=MARK)
RESULT = of(
    "result",
    {"id": WORD, "blocks": st.lists(st.one_of(TEXT, IMAGE, of("loaded", {"name": WORD})), max_size=2)},
    failed=st.just(True),  # false is the same as absent
    mark=MARK,
)
# summary: becomes a text; errand, outcome: only the vendor runs them; details of a thought: of another vendor
USER = st.one_of(TEXT, IMAGE, DOCUMENT, FINDING, RESULT, of("loaded", {"name": WORD}))
CALL = of("call", {"id": WORD, "name": WORD, "input": INPUT})  # set: read as one plain tool for each member
ASSISTANT = st.one_of(TEXT, of("thought", {"text": SAID}, proof=SAID), of("sealed", {"data": SAID}), CALL)
# role system, passing, effort of a turn, gains, loses: settled when they are read
TURN = st.one_of(
    st.fixed_dictionaries({"role": st.just("user"), "blocks": st.lists(USER, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"role": st.just("assistant"), "blocks": st.lists(ASSISTANT, min_size=1, max_size=3)}),
)
OWN = of(  # indirect: only the vendor's own code calls so
    "own",
    {"name": WORD},
    description=SAID,
    schema=SCHEMA,
    strict=st.booleans(),
    deferred=st.just(True),  # false is the same as absent
    examples=st.lists(INPUT, min_size=1, max_size=2),
    mark=MARK,
)
WORDS = st.lists(WORD, min_size=1, max_size=2, unique=True)
SEARCH = of("hosted", {"sort": st.just("search"), "name": WORD}, allowed=WORDS, blocked=WORDS, most=SOME, place=INPUT)
CHOICE = st.one_of(
    st.fixed_dictionaries({"mode": st.sampled_from(["auto", "any", "none"])}),
    st.fixed_dictionaries({"mode": st.just("one"), "name": WORD}),
)
DISPLAY = st.sampled_from(["shown", "hidden", "updates"])
THINKING = st.one_of(
    st.fixed_dictionaries({"mode": st.just("on")}, optional={"budget": SOME, "display": DISPLAY}),
    st.fixed_dictionaries({"mode": st.sampled_from(["auto", "between"])}, optional={"display": DISPLAY}),
    st.just({"mode": "off"}),
)
VENDOR_REQUEST = st.fixed_dictionaries(
    {"model": SAID, "turns": st.lists(TURN, max_size=4), "limit": SOME},
    optional={
        "system": st.lists(TEXT, min_size=1, max_size=2),
        "tools": st.lists(st.one_of(OWN, SEARCH), min_size=1, max_size=3),
        "choice": CHOICE,  # parallel: told with the choice, and only read
        "stops": st.lists(SAID, min_size=1, max_size=6),
        "stream": st.booleans(),
        "temperature": SHARE,
        "nucleus": SHARE,
        "rank": SOME,
        "thinking": THINKING,
        "effort": st.sampled_from(["low", "medium", "high", "xhigh", "max"]),  # none and minimal: it has no such words
        "format": st.fixed_dictionaries({"schema": st.just(STRICT)}),  # name, strict: always so there
        "person": WORD,  # longer ones are hashed, and JSON is taken apart; session: told by the person
        "tier": st.sampled_from(["auto", "standard", "priority"]),  # batch: a protocol of its own
    },
)


def again(protocol: str, request: Any) -> Any:
    context = pairs.context_for(pairs.NAMES[0] if protocol == pairs.FRONTS[0] else "demo", protocol)
    front, back = loader.front(protocol), loader.back("anthropic" if protocol == pairs.FRONTS[0] else "demo", protocol)
    body = json_text.loads(json_text.dumps(back.write(copy.deepcopy(request), context)))
    front.check(body)
    read = front.read(body, context)
    assert not context.losses, list(context.losses)
    return read


@bounded(100)
@given(request=VENDOR_REQUEST)
def test_requests_in_the_vendors_protocol(request: Any) -> None:
    assert again("anthropic_messages", request) == request


# --- requests in Chat

CHAT_IMAGE = st.one_of(of("image", {"media": st.just("image/png"), "data": DATA}), of("image", {"link": LINK}))
CHAT_FILE = of(
    "document", {"media": st.just("application/pdf"), "data": DATA, "title": WORD.map(lambda word: f"{word}.pdf")}
)
CHAT_USER = st.lists(st.one_of(PART, CHAT_IMAGE, CHAT_FILE), min_size=1, max_size=3)  # marks: a hint that goes


@st.composite
def chat_turns(draw: st.DrawFn) -> list[Any]:
    """User and assistant in turn, results behind their calls: what else there is, passes put in order."""
    turns: list[Any] = [{"role": "user", "blocks": draw(CHAT_USER)}]
    for number in range(draw(st.integers(0, 2))):
        text = draw(st.lists(PART, max_size=1))
        ids = [f"call_{number}_{at}" for at in range(draw(st.integers(0 if text else 1, 2)))]
        calls = [{"kind": "call", "id": id, "name": draw(WORD), "input": draw(INPUT)} for id in ids]
        turns.append({"role": "assistant", "blocks": [*text, *calls]})  # thoughts: this protocol takes none back
        results = [{"kind": "result", "id": id, "blocks": [draw(PART)]} for id in ids]
        said = draw(CHAT_USER) if not results or draw(st.booleans()) else []
        turns.append({"role": "user", "blocks": [*results, *said]})
    return turns


@st.composite
def chat_requests(draw: st.DrawFn) -> Any:
    request = draw(
        st.fixed_dictionaries(
            {"model": SAID, "turns": chat_turns()},
            optional={
                "system": st.lists(PART, min_size=1, max_size=1),  # more are joined to one
                "limit": SOME,
                "stops": st.lists(SAID, min_size=1, max_size=4, unique=True),  # more are looked for here
                "stream": st.booleans(),
                "temperature": SHARE,
                "nucleus": SHARE,
                "format": st.just({"schema": STRICT, "name": "city", "strict": True}),
                "tier": st.sampled_from(["auto", "standard", "priority"]),
            },
        )
    )  # rank, person, session, thinking, effort: a plain provider has no field for them
    names = draw(st.lists(WORD, max_size=3, unique=True))
    if names:  # without tools there is no choice
        tool = {"description": SAID, "schema": SCHEMA}  # strict: only where the schema is of the strict kind
        request["tools"] = [
            {"kind": "own", "name": name, "schema": draw(SCHEMA), **draw(st.fixed_dictionaries({}, optional=tool))}
            for name in names
        ]
        one = st.fixed_dictionaries({"mode": st.just("one"), "name": st.sampled_from(names)})
        request |= draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "choice": st.one_of(CHOICE.filter(lambda c: "name" not in c), one),
                    "parallel": st.booleans(),
                },
            )
        )
    return request


@bounded(100)
@given(request=chat_requests())
def test_requests_in_chat(request: Any) -> None:
    assert again("openai_chat", request) == request


# --- answers

ID = st.text("abcXYZ019", min_size=3, max_size=12)
VENDOR_CITE = st.fixed_dictionaries({"link": LINK, "title": SAID, "quote": SAID})  # start, end: count in another text
VENDOR_BLOCK = st.one_of(
    of(
        "text", {"text": SAID}, cites=st.lists(VENDOR_CITE, min_size=1, max_size=2, unique_by=lambda cite: cite["link"])
    ),
    of("thought", {"text": SAID, "proof": SAID}),
    of("sealed", {"data": SAID}),
    of("call", {"id": ID, "name": WORD, "input": INPUT}, set=WORD),
    of("errand", {"id": ID, "name": WORD, "input": INPUT}),
)  # outcome: only its citations tell what was found
NUMBERS = {"tokens_in": COUNT, "tokens_out": COUNT, "tokens_read": COUNT, "tokens_written": COUNT}


@st.composite
def vendor_answers(draw: st.DrawFn) -> Any:
    blocks = draw(st.lists(VENDOR_BLOCK, max_size=4))
    for at, block in enumerate(blocks):
        if "id" in block:
            block["id"] += str(at)  # each id once
    called = any(block["kind"] == "call" for block in blocks)
    stop = draw(st.sampled_from(["call" if called else "end", "length", "refusal", "match", "pause", "window"]))
    usage = draw(
        st.fixed_dictionaries(
            NUMBERS,
            optional={
                "tokens_thought": SOME,
                "searches": SOME,
                "tier": st.sampled_from(["standard", "priority", "batch"]),
            },
        )
    )
    answer = {"id": "msg_" + draw(ID), "model": "the-client's-model", "blocks": blocks, "stop": stop, "usage": usage}
    if stop == "refusal" and draw(st.booleans()):
        answer["refused"] = draw(SAID)
    if stop == "match":
        answer["match"] = "stop here"
    return answer


@st.composite
def chat_answers(draw: st.DrawFn, streamed: bool) -> Any:
    """One thought, one text and the calls, in this order: others are put into it. Proofs are not told there."""
    thought = draw(st.lists(of("thought", {"text": SAID}), max_size=1))
    cite = st.fixed_dictionaries({"link": LINK, "title": SAID, "start": st.just(0), "end": st.just(1), "quote": SAID})
    cites = {} if streamed else {"cites": st.lists(cite, min_size=1, max_size=2, unique_by=lambda one: one["link"])}
    text = draw(st.lists(of("text", {"text": SAID}, **cites), max_size=1))  # in its streams there are no citations
    calls = draw(st.lists(of("call", {"id": ID, "name": WORD, "input": INPUT}), max_size=3))
    for at, call in enumerate(calls):
        call["id"] += str(at)
    # match, pause and window are told as others; the text of a refusal would be said twice
    stop = draw(st.sampled_from(["call" if calls else "end", "length", "refusal"]))
    usage = draw(st.fixed_dictionaries({**NUMBERS, "tokens_thought": COUNT}))  # all of them, and no searches
    return {"id": "chatcmpl-" + draw(ID), "blocks": [*thought, *text, *calls], "stop": stop, "usage": usage}


def context_of(protocol: str) -> Context:
    return pairs.context_for("anthropic" if protocol == pairs.FRONTS[0] else "demo", protocol, stops=["stop here"])


def answered(protocol: str, answer: Any) -> Any:
    context = context_of(protocol)
    body = json_text.loads(json_text.dumps(loader.front(protocol).write(copy.deepcopy(answer), context)))
    read = loader.back(context.provider, protocol).read(body, context)
    assert not context.losses, list(context.losses)
    return read


@bounded(100)
@given(answer=vendor_answers())
def test_answers_in_the_vendors_protocol(answer: Any) -> None:
    assert answered("anthropic_messages", answer) == answer


@bounded(100)
@given(answer=chat_answers(streamed=False))
def test_answers_in_chat(answer: Any) -> None:
    assert answered("openai_chat", answer) == answer


# --- streams


def streamed(protocol: str, answer: Any) -> Any:
    """The answer, written as a stream, cut into bytes, read again, and gathered."""
    context = context_of(protocol)
    writer = loader.front(protocol).writer(context)
    play(answer, writer, context)
    back = loader.back(context.provider, protocol)
    sink = Collector()
    reader = back.reader(Blocks(sink, context, told=back.told), context)
    frames = SseFrames(back.table["frames"].get("done", ""))
    for payload in frames.feed(b"".join(writer.out)):
        if payload is DONE:
            reader.word()
            continue
        event = json_text.loads(payload)
        prune(back.check_event, event, context)
        reader.feed(event)
    reader.eof()
    assert not context.losses, list(context.losses)
    return sink.answer()


@bounded(100)
@given(answer=vendor_answers())
def test_streams_in_the_vendors_protocol(answer: Any) -> None:
    settled = settle(answer, context_of("anthropic_messages"))
    assert streamed("anthropic_messages", copy.deepcopy(settled)) == settled


@bounded(100)
@given(answer=chat_answers(streamed=True))
def test_streams_in_chat(answer: Any) -> None:
    settled = settle(answer, context_of("openai_chat"))
    assert streamed("openai_chat", copy.deepcopy(settled)) == settled
