"""Citations of Gemini, whose positions are bytes of the text, as each client receives them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.inprocess.exchanges import Way
from dragoman.inprocess.translations import translate_response, translate_stream

TEXT = "Größe: 5 m. Die Türme stehen in Köln 🗼."
FIRST, SECOND = "Größe: 5 m.", "Die Türme stehen in Köln 🗼."
WEB = [{"web": {"uri": f"https://{name}.example/", "title": name.upper()}} for name in "abc"]
REQUESTS: dict[str, dict[str, Any]] = {
    "openai_chat": {"model": "m", "messages": [{"role": "user", "content": "hi"}], "web_search_options": {}},
    "openai_responses": {"model": "m", "input": "hi", "tools": [{"type": "web_search"}]},
    "anthropic_messages": {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]},
}


def support(quote: str, *sources: int, text: str = TEXT, quoted: bool = True, shift: int = 0) -> dict[str, Any]:
    start = len(text[: text.index(quote)].encode()) + shift
    segment = {"endIndex": start + len(quote.encode()), **({"startIndex": start} if start else {})}
    return {"segment": {**segment, **({"text": quote} if quoted else {})}, "groundingChunkIndices": list(sources)}


def grounded(*supports: dict[str, Any], sources: list[Any] = WEB) -> dict[str, Any]:
    return {"groundingChunks": sources, "groundingSupports": list(supports), "webSearchQueries": ["q"]}


def whole(front: str, metadata: dict[str, Any], *parts: dict[str, Any]) -> dict[str, Any]:
    content = {"role": "model", "parts": list(parts) or [{"text": TEXT}]}
    body = {"candidates": [{"content": content, "finishReason": "STOP", "groundingMetadata": metadata}]}
    return translate_response(body, REQUESTS[front], Way(front, "gemini", "gemini")).body


def streamed(front: str, *metadata: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the payloads of a stream that has the text in two pieces, and then the metadata."""
    stream = translate_stream({**REQUESTS[front], "stream": True}, Way(front, "gemini", "gemini"))
    chunks: list[dict[str, Any]] = [
        *({"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}}]} for text in (TEXT[:9], TEXT[9:])),
        *({"candidates": [{"groundingMetadata": one}]} for one in metadata),
        {"candidates": [{"content": {"parts": [{"text": ""}]}, "finishReason": "STOP"}]},
    ]
    data = b"".join(f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks)
    lines = (stream.feed(data) + stream.end()).decode().splitlines()
    return [json.loads(line[6:]) for line in lines if line.startswith("data: {")]


def chat_annotations(message: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the address and the cited words of each annotation."""
    cited = [annotation["url_citation"] for annotation in message["annotations"]]
    return [(one["url"], TEXT[one["start_index"] : one["end_index"]]) for one in cited]


A, B, C = (web["web"]["uri"] for web in WEB)
EXPECTED = [(A, FIRST), (B, FIRST), (C, SECOND)]
SUPPORTS = (support(FIRST, 0, 1), support(SECOND, 2))


def test_chat_annotations_count_characters() -> None:
    message = whole("openai_chat", grounded(*SUPPORTS))["choices"][0]["message"]
    assert message["content"] == TEXT
    assert chat_annotations(message) == EXPECTED
    chunks = streamed("openai_chat", grounded(*SUPPORTS))
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    found = [one for delta in deltas if "annotations" in delta for one in chat_annotations(delta)]
    assert found == EXPECTED


def test_responses_annotations_count_characters() -> None:
    (message,) = whole("openai_responses", grounded(*SUPPORTS))["output"]
    cited = message["content"][0]["annotations"]
    assert [(one["url"], TEXT[one["start_index"] : one["end_index"]]) for one in cited] == EXPECTED
    events = streamed("openai_responses", grounded(*SUPPORTS))
    added = [event for event in events if event["type"] == "response.output_text.annotation.added"]
    assert [event["annotation"] for event in added] == cited
    assert events[-1]["response"]["output"][0]["content"][0]["annotations"] == cited


def test_messages_citations_quote_the_text() -> None:
    (block,) = whole("anthropic_messages", grounded(*SUPPORTS))["content"]
    cited = [(one["url"], one["cited_text"]) for one in block["citations"]]
    assert cited == EXPECTED
    deltas = [event["delta"] for event in streamed("anthropic_messages", grounded(*SUPPORTS)) if "delta" in event]
    found = [delta["citation"] for delta in deltas if delta.get("type") == "citations_delta"]
    assert [(one["url"], one["cited_text"]) for one in found] == EXPECTED


def test_metadata_that_is_repeated_cites_once() -> None:
    chunks = streamed("openai_chat", grounded(SUPPORTS[0]), grounded(*SUPPORTS))
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    found = [one for delta in deltas if "annotations" in delta for one in chat_annotations(delta)]
    assert sorted(found) == sorted([*EXPECTED, (C, "")])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (support(SECOND, 0, quoted=False), SECOND),  # positions alone
        (support(SECOND, 0, shift=7), SECOND),  # positions that the quote contradicts
        ({"segment": {"text": SECOND}, "groundingChunkIndices": [0]}, SECOND),  # a quote alone
        ({"segment": {"text": "not there"}, "groundingChunkIndices": [0]}, ""),
        ({"segment": {"startIndex": 5, "endIndex": 9000}, "groundingChunkIndices": [0]}, ""),
        ({"groundingChunkIndices": [0]}, ""),
    ],
)
def test_a_position_that_is_unknown_is_the_end_of_the_text(given: dict[str, Any], words: str) -> None:
    message = whole("openai_chat", grounded(given, sources=WEB[:1]))["choices"][0]["message"]
    (cited,) = [annotation["url_citation"] for annotation in message["annotations"]]
    end = len(TEXT)
    assert (cited["start_index"], cited["end_index"]) == ((end, end) if not words else (end - len(words), end))


def test_sources_without_passages_and_unknown_numbers() -> None:
    message = whole("openai_chat", grounded(support(FIRST, 7, 1)))["choices"][0]["message"]
    assert chat_annotations(message) == [(B, FIRST), (A, ""), (C, "")]
    sources = [{"retrievedContext": {"uri": "x"}}, *WEB[:1]]
    message = whole("openai_chat", grounded(support(SECOND, 1), sources=sources))["choices"][0]["message"]
    assert chat_annotations(message) == [(A, SECOND)]


def test_a_passage_of_an_earlier_part_belongs_to_that_part() -> None:
    parts: list[dict[str, Any]] = [
        {"text": "thought", "thought": True},
        {"text": FIRST},
        {"functionCall": {"name": "f", "args": {}}},
    ]
    supports = [support(FIRST, 0, text=FIRST), support(SECOND, 1, text=SECOND)]
    body = whole("anthropic_messages", grounded(*supports), *parts, {"text": SECOND})
    blocks = [block for block in body["content"] if block["type"] == "text"]
    cited = [[(one["url"], one["cited_text"]) for one in block["citations"]] for block in blocks]
    assert cited == [[(A, FIRST)], [(B, SECOND), (C, "")]]
