"""Nothing that a client of Chat or Responses sends, and nothing that a provider answers it, disappears without a loss.

Every text of a random request or answer is unique. It is found again in what is written, or a loss names its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.inprocess.exchanges import Way
from dragoman.inprocess.translations import Loss, translate_request, translate_response, translate_stream
from tests.conformance.chat import messages_stream
from tests.conformance.test_server_responses import assert_consistent, events_of
from tests.laws.strategies import bounded

CHAT, RESPONSES = "openai_chat", "openai_responses"
BACKS = {
    "messages": ("anthropic", "anthropic_messages"),
    "chat": ("openai", CHAT),
    "responses": ("openai", RESPONSES),
    "gemini": ("gemini", "gemini"),
    "converse": ("aws", "bedrock_converse"),
    "cohere": ("cohere", "cohere_chat"),
    "ollama": ("ollama", "ollama_chat"),
}
PARAMETERS = {"type": "object", "properties": {"a": {"type": "string"}}}


class Marks:
    """Unique texts. `lost`: text -> a word of the loss that may take its place."""

    def __init__(self) -> None:
        self.lost: dict[str, str] = {}

    def __call__(self, lost: str = "") -> str:
        text = f"mark{len(self.lost)}z"
        self.lost[text] = lost
        return text

    def check(self, written: object, losses: list[Loss]) -> None:
        found = json.dumps(written, ensure_ascii=False)
        named = [f"{loss.path} {loss.reason}" for loss in losses]
        for text, lost in self.lost.items():
            assert text in found or (lost and any(lost in one for one in named)), (text, lost, named, found)


# --- requests of Responses clients: items by kind, each call with its output

Maker = Callable[[Marks, str], list[dict[str, Any]]]


def called(kind: str, id: str, output: Any, **members: Any) -> list[dict[str, Any]]:
    call = {"type": kind, "id": f"i_{id}", "call_id": id, "status": "completed", **members}
    result = {"type": f"{kind}_output", "call_id": id, **(output if isinstance(output, dict) else {"output": output})}
    return [call, result]


def spoken(*parts: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [{"type": "message", "role": "assistant", "content": list(parts), **more}]


def text_part(mark: Marks) -> dict[str, Any]:
    citation = {"type": "url_citation", "url": mark("citations"), "title": "t", "start_index": 0, "end_index": 1}
    return {"type": "output_text", "text": mark(), "annotations": [citation]}


ITEMS: dict[str, Maker] = {
    "text": lambda mark, id: spoken(text_part(mark)),
    "commentary": lambda mark, id: spoken({"type": "output_text", "text": mark()}, phase="commentary"),
    "refusal": lambda mark, id: spoken({"type": "refusal", "refusal": mark()}),
    "reasoning": lambda mark, id: [
        {"type": "reasoning", "id": id, "summary": [{"type": "summary_text", "text": mark("reasoning")}]}
        | {"encrypted_content": mark("reasoning")}
    ],
    "function": lambda mark, id: called("function_call", id, mark(), name="f", arguments=json.dumps({"a": mark()})),
    "parts": lambda mark, id: called(
        "function_call", id, [{"type": "input_text", "text": mark()}], name="f", arguments=json.dumps({"a": mark()})
    ),
    "namespace": lambda mark, id: called(
        "function_call", id, mark(), name="look", namespace="crm", arguments=json.dumps({"a": mark()})
    ),
    "custom": lambda mark, id: called("custom_tool_call", id, mark(), name="c", input=mark()),
    "local_shell": lambda mark, id: called(
        "local_shell_call", id, mark(), action={"type": "exec", "command": [mark()], "env": {"E": mark()}}
    ),
    "shell": lambda mark, id: called(
        "shell_call",
        id,
        [{"stdout": mark(), "stderr": mark(), "outcome": {"type": "exit", "exit_code": 1}}],
        action={"commands": [mark(), mark()]},
    ),
    "patch": lambda mark, id: called(
        "apply_patch_call",
        id,
        {"status": "failed", "output": mark()},
        operation={"type": "update_file", "path": mark(), "diff": mark()},
    ),
    "search": lambda mark, id: [
        {"type": "web_search_call", "id": id, "status": "completed"}
        | {"action": {"type": "search", "query": mark("web_search_call")}}
    ],
    "code": lambda mark, id: [{"type": "code_interpreter_call", "id": id, "code": mark("code_interpreter_call")}],
    "mcp": lambda mark, id: [{"type": "mcp_call", "id": id, "name": "n", "arguments": mark("mcp_call")}],
    "compaction": lambda mark, id: [{"type": "compaction", "id": id, "encrypted_content": mark("compaction")}],
    "user": lambda mark, id: [{"role": "user", "content": mark()}],
    "developer": lambda mark, id: [{"role": "developer", "content": [{"type": "input_text", "text": mark()}]}],
}


def responses_tools(mark: Marks) -> list[dict[str, Any]]:
    grammar = {"type": "grammar", "syntax": "lark", "definition": mark()}
    inner = {"type": "function", "name": "look", "description": mark(), "parameters": PARAMETERS}
    return [
        {"type": "function", "name": "f", "description": mark(), "parameters": PARAMETERS},
        {"type": "custom", "name": "c", "description": mark(), "format": grammar},
        {"type": "namespace", "name": "crm", "description": mark("tools"), "tools": [inner]},
        *({"type": kind} for kind in ("local_shell", "shell", "apply_patch")),
    ]


@pytest.mark.parametrize("back", [back for back in BACKS if back != "responses"])
@bounded(8)
@given(kinds=st.lists(st.sampled_from(sorted(ITEMS)), min_size=1, max_size=8))
def test_requests_of_responses_clients(back: str, kinds: list[str]) -> None:
    mark = Marks()
    items = [item for number, kind in enumerate(kinds) for item in ITEMS[kind](mark, f"call_{number}")]
    body = {"model": "m", "instructions": mark(), "tools": responses_tools(mark)}
    body["input"] = [{"role": "user", "content": mark()}, *items, {"role": "user", "content": mark()}]
    made = translate_request(body, Way(RESPONSES, *BACKS[back]))
    mark.check(made.body, made.losses)


# --- requests of Chat clients: messages by kind


def turn(*results: dict[str, Any], **members: Any) -> list[dict[str, Any]]:
    return [{"role": "assistant", "content": None, **members}, *results]


def chat_call(mark: Marks, id: str, kind: str, **call: Any) -> list[dict[str, Any]]:
    return turn({"role": "tool", "tool_call_id": id, "content": mark()}, tool_calls=[{"id": id, "type": kind, **call}])


MESSAGES: dict[str, Maker] = {
    "text": lambda mark, id: turn(content=mark()),
    "parts": lambda mark, id: turn(content=[{"type": "text", "text": mark()}, {"type": "refusal", "refusal": mark()}]),
    "refusal": lambda mark, id: turn(refusal=mark()),
    "cited": lambda mark, id: turn(
        content=mark(), annotations=[{"type": "url_citation", "url_citation": {"url": mark("annotations")}}]
    ),
    "reasoning": lambda mark, id: turn(content=mark(), reasoning_content=mark("reasoning")),
    "details": lambda mark, id: turn(
        content=mark(),
        reasoning_details=[{"type": "reasoning.encrypted", "data": mark("reasoning")}],
    ),
    "function": lambda mark, id: chat_call(
        mark, id, "function", function={"name": "f", "arguments": json.dumps({"a": mark()})}
    ),
    "custom": lambda mark, id: chat_call(mark, id, "custom", custom={"name": "c", "input": mark()}),
    "legacy": lambda mark, id: turn(
        {"role": "function", "name": "f", "content": mark()},
        function_call={"name": "f", "arguments": json.dumps({"a": mark()})},
    ),
    "user": lambda mark, id: [{"role": "user", "content": mark(), "name": mark("name")}],
    "system": lambda mark, id: [{"role": "system", "content": mark()}],
}


@pytest.mark.parametrize("back", [back for back in BACKS if back != "chat"])
@bounded(8)
@given(kinds=st.lists(st.sampled_from(sorted(MESSAGES)), min_size=1, max_size=8))
def test_requests_of_chat_clients(back: str, kinds: list[str]) -> None:
    mark = Marks()
    grammar = {"type": "grammar", "grammar": {"syntax": "lark", "definition": mark()}}
    tools = [
        {"type": "function", "function": {"name": "f", "description": mark(), "parameters": PARAMETERS}},
        {"type": "custom", "custom": {"name": "c", "description": mark(), "format": grammar}},
    ]
    turns = [message for number, kind in enumerate(kinds) for message in MESSAGES[kind](mark, f"call_{number}")]
    end = {"role": "user", "content": mark()}
    body = {"model": "m", "tools": tools, "messages": [{"role": "user", "content": mark()}, *turns, end]}
    made = translate_request(body, Way(CHAT, *BACKS[back]))
    mark.check(made.body, made.losses)


# --- answers of a Messages provider: blocks by kind


def used(id: str, name: str, **given: Any) -> dict[str, Any]:
    return {"type": "tool_use", "id": id, "name": name, "input": given}


BLOCKS: dict[str, Callable[[Marks, str], dict[str, Any]]] = {
    "text": lambda mark, id: {"type": "text", "text": mark()},
    "cited": lambda mark, id: {
        "type": "text",
        "text": mark(),
        "citations": [{"type": "web_search_result_location", "url": mark(), "title": mark(), "cited_text": "c"}],
    },
    "quoted": lambda mark, id: {
        "type": "text",
        "text": mark(),
        "citations": [{"type": "char_location", "cited_text": mark("citations"), "document_title": "t"}],
    },
    "thinking": lambda mark, id: {"type": "thinking", "thinking": mark(), "signature": "c2ln"},
    "redacted": lambda mark, id: {"type": "redacted_thinking", "data": "cmVk"},
    "function": lambda mark, id: used(id, "f", a=mark()),
    "namespace": lambda mark, id: used(id, "crm__look", a=mark()),
    "custom": lambda mark, id: used(id, "c", input=mark()),
    "local_shell": lambda mark, id: used(id, "local_shell", command=[mark()]),
    "shell": lambda mark, id: used(id, "shell", commands=[mark(), mark()]),
    "patch": lambda mark, id: used(id, "apply_patch", type="create_file", path=mark(), diff=mark()),
    "search": lambda mark, id: {
        "type": "server_tool_use",
        "id": id,
        "name": "web_search",
        "input": {"query": mark("server_tool_use")},
    },  # fmt: skip
    "code": lambda mark, id: {
        "type": "server_tool_use",
        "id": id,
        "name": "code_execution",
        "input": {"code": mark("server_tool_use")},
    },  # fmt: skip
    "mcp": lambda mark, id: {
        "type": "mcp_tool_use",
        "id": id,
        "name": "n",
        "server_name": "s",
        "input": {"a": mark("mcp_tool_use")},
    },  # fmt: skip
}
STOPS = ["end_turn", "max_tokens", "refusal", "pause_turn", "stop_sequence"]
UNSTEADY = ("created_at", "completed_at")


@bounded(25)
@given(
    kinds=st.lists(st.sampled_from(sorted(BLOCKS)), max_size=6),
    stop=st.sampled_from(STOPS),
    cuts=st.lists(st.integers(0, 10**6), max_size=4),
)
def test_answers_to_responses_clients(kinds: list[str], stop: str, cuts: list[int]) -> None:
    """The final object of a stream, wherever it is cut, is the whole answer, and contains what was streamed."""
    mark, way = Marks(), Way(RESPONSES, *BACKS["messages"])
    request = {"model": "m", "input": "hi", "tools": responses_tools(Marks())}
    blocks = [BLOCKS[kind](mark, f"toolu_{number}") for number, kind in enumerate(kinds)]
    usage = {"input_tokens": 3, "output_tokens": 2}
    body = {"id": "msg_1", "type": "message", "role": "assistant", "model": "up", "content": blocks, "usage": usage}
    answered = translate_response({**body, "stop_reason": stop}, request, way)
    mark.check(answered.body, answered.losses)

    data, stream = (
        messages_stream(*blocks, stop=stop, usage={**usage, "output_tokens": 1}),
        translate_stream(request, way),
    )
    places = sorted({cut % len(data) for cut in cuts} | {0, len(data)})
    pieces = [data[begin:end] for begin, end in pairwise(places)]
    final = assert_consistent(events_of(b"".join(map(stream.feed, pieces)) + stream.end()))
    assert steady(final) == steady(answered.body)
    assert set(stream.losses) == set(answered.losses)


@bounded(15)
@given(kinds=st.lists(st.sampled_from(sorted(BLOCKS)), max_size=6), stop=st.sampled_from(STOPS))
def test_answers_to_chat_clients(kinds: list[str], stop: str) -> None:
    """A stream has the text, the calls, the finish reason and the losses of the whole answer."""
    mark, way = Marks(), Way(CHAT, *BACKS["messages"])
    tools: list[Any] = [{"type": "custom", "custom": {"name": "c"}}]
    request = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "tools": tools}
    blocks = [BLOCKS[kind](mark, f"toolu_{number}") for number, kind in enumerate(kinds)]
    body = {"id": "msg_1", "type": "message", "role": "assistant", "model": "up", "content": blocks}
    answered = translate_response({**body, "stop_reason": stop, "usage": {"output_tokens": 2}}, request, way)
    mark.check(answered.body, answered.losses)

    stream = translate_stream(request, way)
    sent = stream.feed(messages_stream(*blocks, stop=stop)) + stream.end()
    chunks = [json.loads(line[6:]) for line in sent.decode().split("\n\n")[:-2]]
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    (choice,) = answered.body["choices"]
    for name in ("content", "reasoning_content"):
        assert "".join(delta.get(name) or "" for delta in deltas) == (choice["message"].get(name) or "")
    opened = [call["id"] for delta in deltas for call in delta.get("tool_calls", ()) if "id" in call]
    assert opened == [call["id"] for call in choice["message"].get("tool_calls", ())]
    assert chunks[-1]["choices"][0]["finish_reason"] == choice["finish_reason"]
    assert set(stream.losses) == set(answered.losses)


def steady(response: dict[str, Any]) -> dict[str, Any]:
    """Return a response without times, and with parsed arguments."""
    output = [
        {**item, **({"arguments": json.loads(item["arguments"])} if "arguments" in item else {})}
        for item in response["output"]
    ]
    return {key: value for key, value in response.items() if key not in UNSTEADY} | {"output": output}
