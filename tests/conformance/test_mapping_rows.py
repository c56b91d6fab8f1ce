"""Rows of the mapping of requests: Chat to Messages (rule 2.6), Responses to Chat (rule 2.8), and Chat to Responses
(rule 2.10). Each row has what the request contains, and what the provider receives, or the refused parameter; then the
paths of the losses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance import translate

Row = tuple[dict[str, Any], dict[str, Any] | str, list[str]]
HI = {"role": "user", "content": "hi"}
FUNCTION = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
FLAT = {"type": "function", "name": "f", "parameters": {"type": "object", "properties": {}}}
CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLED = {"role": "assistant", "content": None, "tool_calls": [CALL]}


def user(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(parts)}]}


def received(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(blocks)}]}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def file(**members: str) -> dict[str, Any]:
    return user({"type": "file", "file": members})


def source(kind: str, media_type: str, data: str) -> dict[str, Any]:
    return {"type": kind, "media_type": media_type, "data": data}


def image(url: str) -> dict[str, Any]:
    return user({"type": "image_url", "image_url": {"url": url}})


PDF = source("base64", "application/pdf", "AAAA")
TO_MESSAGES: dict[str, Row] = {
    "max_completion_tokens before max_tokens": (
        {"max_tokens": 5, "max_completion_tokens": 7},
        {"max_tokens": 7},
        ["max_tokens"],
    ),
    "no limit": ({}, {"max_tokens": 32000}, []),
    "later system messages are moved to the front": (
        {"messages": [{"role": "system", "content": "a"}, HI, {"role": "developer", "content": "b"}]},
        {"system": [text("a"), text("b")]},
        ["messages.system"],
    ),
    "empty parts": (user(text(""), text("x")), received(text("x")), []),
    "an image in the URL": (
        image("data:image/jpg;base64,AAAA"),
        received({"type": "image", "source": source("base64", "image/jpeg", "AAAA")}),
        [],
    ),
    "an image at a URL": (
        image("https://a.b/c.png"),
        received({"type": "image", "source": {"type": "url", "url": "https://a.b/c.png"}}),
        [],
    ),
    "audio": (user({"type": "input_audio", "input_audio": {}}), "messages.0.content.0", []),
    "a PDF": (
        file(filename="a.pdf", file_data="data:application/pdf;base64,AAAA"),
        received({"type": "document", "source": PDF, "title": "a.pdf"}),
        [],
    ),
    "a PDF without the prefix": (
        file(filename="a.pdf", file_data="AAAA"),
        received({"type": "document", "source": PDF, "title": "a.pdf"}),
        [],
    ),
    "a text": (
        file(filename="a.txt", file_data="data:text/plain;base64,aGk="),
        received({"type": "document", "source": source("text", "text/plain", "hi"), "title": "a.txt"}),
        [],
    ),
    "the id of a file": (file(file_id="f"), "messages.0.content.0.file.file_id", []),
    "a result without a call": (
        {"messages": [HI, {"role": "tool", "tool_call_id": "zz", "content": "x"}]},
        {"messages": [{"role": "user", "content": [text("hi")]}, *received(text("[tool result zz] x"))["messages"]]},
        ["tool"],
    ),
    "names": ({"messages": [{**HI, "name": "bob"}]}, received(text("hi")), ["messages.name"]),
    "system messages alone": ({"messages": [{"role": "system", "content": "x"}]}, received(text(".")), []),
    "tool_choice none": ({"tools": [FUNCTION], "tool_choice": "none"}, {"tool_choice": {"type": "none"}}, []),
    "tool_choice required": ({"tools": [FUNCTION], "tool_choice": "required"}, {"tool_choice": {"type": "any"}}, []),
    "one call at a time": (
        {"tools": [FUNCTION], "parallel_tool_calls": False},
        {"tool_choice": {"type": "auto", "disable_parallel_tool_use": True}},
        [],
    ),
    "any JSON object": (
        {"response_format": {"type": "json_object"}},
        {"system": [text("Respond with a single JSON object and no other text.")]},
        ["response_format"],
    ),
    "temperature": ({"temperature": 1.7}, {"temperature": 1}, ["temperature"]),
    "blank stop sequences": ({"stop": ["a", " "]}, {"stop_sequences": ["a"]}, []),
    "several responses": ({"n": 2}, "n", []),
    "users": ({"user": "u", "safety_identifier": "s"}, {"metadata": {"user_id": "s"}}, ["user"]),
    "the default tier": ({"service_tier": "default"}, {"service_tier": "standard_only"}, []),
    "a cache breakpoint": (
        user({**text("hi"), "prompt_cache_breakpoint": {"ttl": "12h"}}),
        received({**text("hi"), "cache_control": {"type": "ephemeral", "ttl": "1h"}}),
        [],
    ),
    "a web search": (
        {"web_search_options": {"user_location": {"type": "approximate", "approximate": {"country": "US"}}}},
        {
            "tools": [
                {
                    "type": "web_search_20250305",
                    "name": "web_search",
                    "user_location": {"type": "approximate", "country": "US"},
                }
            ]
        },
        [],
    ),
    "what has no counterpart": (
        {
            "logprobs": True,
            "logit_bias": {"1": 1},
            "seed": 1,
            "verbosity": "low",
            "store": True,
            "metadata": {"a": "b"},
        },
        {},
        ["logit_bias", "logprobs", "metadata", "seed", "store", "verbosity"],
    ),
    "spoken answers": ({"modalities": ["audio"]}, "modalities", []),
}

FROM_RESPONSES: dict[str, Row] = {
    "previous_response_id": ({"previous_response_id": "x"}, "previous_response_id", []),
    "conversation": ({"conversation": "x"}, "conversation", []),
    "prompt": ({"prompt": {"id": "x"}}, "prompt", []),
    "background": ({"background": True}, "background", []),
    "instructions": ({"instructions": "be"}, {"messages": [{"role": "system", "content": "be"}, HI]}, []),
    "a file at a URL": (
        {"input": [{"role": "user", "content": [{"type": "input_file", "file_url": "https://a.b/c.pdf"}]}]},
        {"messages": [{"role": "user", "content": "[document: https://a.b/c.pdf]"}]},
        ["input_file"],
    ),
    "a message between a call and its output": (
        {
            "input": [
                HI,
                {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
                HI,
                {"type": "function_call_output", "call_id": "c1", "output": "ok"},
            ]
        },
        {"messages": [HI, CALLED, {"role": "tool", "tool_call_id": "c1", "content": "ok"}, HI]},
        [],
    ),
    "log probabilities": (
        {"include": ["message.output_text.logprobs"], "top_logprobs": 3},
        {"logprobs": True, "top_logprobs": 3},
        [],
    ),
    "truncation and limits of calls": (
        {"truncation": "auto", "max_tool_calls": 3},
        {"messages": [HI]},
        ["max_tool_calls", "truncation"],
    ),
    "a stream": ({"stream": True}, {"stream": True, "stream_options": {"include_usage": True}}, []),
    "a namespace": (
        {"tools": [{"type": "namespace", "name": "n", "description": "", "tools": [FLAT]}]},
        {"tools": [{**FUNCTION, "function": {**FUNCTION["function"], "name": "n__f"}}]},  # type: ignore[dict-item]
        ["tools.description"],
    ),
}
TO_RESPONSES: dict[str, Row] = {
    "leading system messages": (
        {"messages": [{"role": "system", "content": "s"}, {"role": "developer", "content": "d"}, HI]},
        {"instructions": "s\n\nd"},
        [],
    ),
    "calls and results": (
        {"messages": [HI, {**CALLED, "content": "t"}, {"role": "tool", "tool_call_id": "c1", "content": "ok"}]},
        {
            "input": [
                {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hi"}]},
                {"type": "message", "role": "assistant", "content": "t"},
                {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
                {"type": "function_call_output", "call_id": "c1", "output": "ok"},
            ]
        },
        [],
    ),
    "tools": ({"tools": [FUNCTION]}, {"tools": [{**FLAT, "strict": False}]}, []),
    "the smallest limit": ({"max_tokens": 5}, {"max_output_tokens": 16}, []),
    "storing": ({}, {"store": False}, []),
    "log probabilities": (
        {"logprobs": True, "top_logprobs": 2},
        {"include": ["message.output_text.logprobs"], "top_logprobs": 2},
        [],
    ),
    "several responses": ({"n": 2}, "n", []),
}
TABLES: dict[str, tuple[dict[str, Row], str, str, dict[str, Any]]] = {
    "anthropic_messages": (TO_MESSAGES, "openai_chat", "anthropic", {"messages": [HI]}),
    "openai_chat": (FROM_RESPONSES, "openai_responses", "openai", {"input": [HI]}),
    "openai_responses": (TO_RESPONSES, "openai_chat", "openai", {"messages": [HI]}),
}


@pytest.mark.parametrize(("back", "row"), [(back, row) for back, table in TABLES.items() for row in table[0]])
def test_row(back: str, row: str) -> None:
    rows, front, provider, usual = TABLES[back]
    given, expected, losses = rows[row]
    sent = translate.request(provider, {"model": "m", **usual, **given}, front=front, protocol=back)
    if isinstance(expected, str):
        assert isinstance(sent, translate.ClientResponse)
        assert (sent.status, sent.body["error"]["param"]) == (400, expected)
        return
    assert isinstance(sent, translate.Sent)
    assert {name: sent.body.get(name) for name in expected} == expected
    assert sorted(loss.partition(";")[0] for loss in sent.losses) == losses
