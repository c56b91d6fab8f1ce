"""Rows of the mapping of answers: Messages to Chat (rule 2.7), Messages and Chat to Responses (rule 2.9).

Each row has the blocks or the message of a provider, the other members of its answer, and what the client receives;
then the paths of the losses. The profile of Chat clients returns reasoning signatures.
"""

# Differences from the rules: the details of signed reasoning have neither `format` nor `index`, since a signature is in
# an envelope, and each block has one detail, which a stream sends when the block ends.

from __future__ import annotations

from typing import Any

from dragoman.config.profiles import ProfileOptions, make
from dragoman.inprocess.exchanges import Way
from dragoman.library.envelope import seal

Row = tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any], list[str]]
MESSAGES = make("anthropic", "anthropic", ProfileOptions(signatures=True), environment={})
TO_CHAT = Way("openai_chat", "anthropic", profile=MESSAGES)
TO_RESPONSES, FROM_CHAT = Way("openai_responses", "anthropic"), Way("openai_responses", "openai", "openai_chat")
SCHEMA = {"type": "object", "properties": {}}
FLAT = {"type": "function", "name": "f", "parameters": SCHEMA}
SPACE = {"type": "namespace", "name": "n", "tools": [{**FLAT, "name": "g"}]}
TOOLS = [FLAT, {"type": "custom", "name": "patch"}, SPACE]
REQUESTS: dict[str, dict[str, Any]] = {
    "openai_chat": {"model": "m", "messages": [{"role": "user", "content": "hi"}], "stop": ["END"]},
    "openai_responses": {"model": "m", "input": "hi", "tools": TOOLS},
}
SEARCHED = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "q"}}
FOUND = {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}
HOSTED: list[dict[str, Any]] = [
    {"type": "mcp_tool_use", "id": "mcptoolu_1", "name": "x", "server_name": "s", "input": {}},
    {"type": "container_upload", "file_id": "f"},
    {"type": "fallback", "from": {"model": "a"}, "to": {"model": "b"}},
    {"type": "compaction", "content": "c"},
]
HIDDEN = ["content.compaction", "content.container_upload", "content.fallback", "content.mcp_tool_use"]
LINK = {"type": "web_search_result_location", "url": "https://a.b", "title": "A", "cited_text": "Hi"}
PAGE = {"type": "page_location", "cited_text": "Hi", "document_index": 0, "start_page_number": 1, "end_page_number": 2}
SIGNED = {"type": "thinking", "thinking": "so", "signature": "c2lnbmVk"}
SEALED = {"type": "redacted_thinking", "data": "ZW5j"}
SIGNATURE, DATA = seal("th", b="anthropic", s="c2lnbmVk"), seal("rt", b="anthropic", d="ZW5j")
USAGE = {
    "input_tokens": 3,
    "cache_read_input_tokens": 4,
    "cache_creation_input_tokens": 5,
    "output_tokens": 2,
    "output_tokens_details": {"thinking_tokens": 1},
}


def text(words: str, *citations: dict[str, Any]) -> dict[str, Any]:
    return {"type": "text", "text": words, **({"citations": list(citations)} if citations else {})}


def use(id: str, name: str = "f", **input: Any) -> dict[str, Any]:
    return {"type": "tool_use", "id": id, "name": name, "input": input}


def call(id: str, arguments: str, name: str = "f") -> dict[str, Any]:
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def stopped(reason: str, wanted: str, *losses: str, **more: Any) -> Row:
    return [text("a")], {"stop_reason": reason, **more}, {"finish_reason": wanted}, list(losses)


CHAT: dict[str, Row] = {
    "texts": ([text("a"), text("b")], {}, {"content": "ab", "refusal": None, "tool_calls": None}, []),
    "no text": ([use("t1")], {}, {"content": None}, []),
    "thinking": (
        [SIGNED, {**SIGNED, "thinking": "then"}],
        {},
        {
            "reasoning_content": "so\n\nthen",
            "reasoning_details": [
                {"type": "reasoning.text", "text": words, "signature": SIGNATURE} for words in ("so", "then")
            ],
        },
        [],
    ),
    "redacted thinking": ([SEALED], {}, {"reasoning_details": [{"type": "reasoning.encrypted", "data": DATA}]}, []),
    "calls": (
        [text("a"), use("t1", a=1), use("t2")],
        {"stop_reason": "tool_use"},
        {"tool_calls": [call("t1", '{"a":1}'), call("t2", "{}")], "finish_reason": "tool_calls"},
        [],
    ),
    "hosted tools": (
        [text("a"), SEARCHED, FOUND, *HOSTED, text("b")],
        {},
        {"content": "a\n\nb", "tool_calls": None, "finish_reason": "stop"},
        sorted([*HIDDEN, "content.server_tool_use", "content.web_search_tool_result"]),
    ),
    "a citation of a page": (
        [text("so "), text("Hi", LINK)],
        {},
        {
            "annotations": [
                {
                    "type": "url_citation",
                    "url_citation": {
                        "url": "https://a.b",
                        "title": "A",
                        "start_index": 3,
                        "end_index": 5,
                        "content": "Hi",
                    },
                }
            ]
        },
        [],
    ),
    "a citation of a document": ([text("Hi", PAGE)], {}, {"content": "Hi", "annotations": None}, ["location"]),
    "end_turn": stopped("end_turn", "stop"),
    "stop_sequence": stopped("stop_sequence", "stop", "stop_sequence", stop_sequence="END"),
    "max_tokens": stopped("max_tokens", "length"),
    "the context window": stopped("model_context_window_exceeded", "length"),
    "a pause": stopped("pause_turn", "stop", "stop_reason"),
    "compaction": stopped("compaction", "stop"),
    "a refusal": stopped("refusal", "content_filter"),
    "an explained refusal": (
        [text("a")],
        {"stop_reason": "refusal", "stop_details": {"type": "refusal", "category": None, "explanation": "No."}},
        {"finish_reason": "content_filter", "content": "a", "refusal": "No."},
        [],
    ),
    "usage": (
        [text("a")],
        {},
        {
            "usage": {
                "prompt_tokens": 12,
                "prompt_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 5},
                "completion_tokens": 2,
                "completion_tokens_details": {"reasoning_tokens": 1},
                "total_tokens": 14,
            }
        },
        [],
    ),
    "the tier": ([text("a")], {"usage": {**USAGE, "service_tier": "priority"}}, {"service_tier": "priority"}, []),
    "the id": ([text("a")], {}, {"id": "chatcmpl-1", "model": "m"}, []),
}


def item(kind: str, number: int, **more: Any) -> dict[str, Any]:
    prefix = {"message": "msg", "reasoning": "rs", "function_call": "fc", "custom_tool_call": "ctc"}.get(kind, "ws")
    return {"id": f"{prefix}_1_{number}", "type": kind, **more}


def message(number: int, *parts: dict[str, Any], status: str = "completed") -> dict[str, Any]:
    return item("message", number, status=status, role="assistant", content=list(parts))


def part(words: str, *annotations: dict[str, Any]) -> dict[str, Any]:
    return {"type": "output_text", "text": words, "annotations": list(annotations), "logprobs": []}


def reasoning(number: int, data: str, *words: str) -> dict[str, Any]:
    summary = [{"type": "summary_text", "text": text} for text in words]
    return item("reasoning", number, summary=summary, encrypted_content=data)


def function(number: int, id: str, arguments: str, name: str = "f", **more: Any) -> dict[str, Any]:
    made = {"call_id": id, "name": name, "arguments": arguments}
    return item("function_call", number, **{"status": "completed", **made, **more})


def ended(status: str, reason: str | None, *output: dict[str, Any]) -> dict[str, Any]:
    details = {"reason": reason} if reason else None
    return {"status": status, "incomplete_details": details, "error": None, "output": list(output)}


REFUSAL = {"type": "refusal", "refusal": "No."}
SEARCH = item("web_search_call", 1, status="completed", action={"type": "search", "query": "q"})
TOKENS = {
    "input_tokens": 12,
    "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 5},
    "output_tokens": 2,
    "output_tokens_details": {"reasoning_tokens": 1},
    "total_tokens": 14,
}
DEFAULTS = {
    "instructions": None,
    "tool_choice": "auto",
    "parallel_tool_calls": True,
    "temperature": 1,
    "top_p": 1,
    "max_output_tokens": None,
    "reasoning": None,
    "text": {"format": {"type": "text"}},
    "truncation": "disabled",
    "metadata": {},
    "previous_response_id": None,
    "store": False,
}


def finished(reason: str, status: str, details: str | None, *losses: str) -> Row:
    item_status = "incomplete" if details else "completed"
    wanted = ended(status, details, message(0, part("a"), status=item_status))
    return [text("a")], {"stop_reason": reason}, wanted, list(losses)


RESPONSES: dict[str, Row] = {
    "thinking": ([SIGNED, text("a")], {}, {"output": [reasoning(0, SIGNATURE, "so"), message(1, part("a"))]}, []),
    "empty thinking": ([{**SIGNED, "thinking": ""}], {}, {"output": [reasoning(0, SIGNATURE)]}, []),
    "redacted thinking": ([SEALED], {}, {"output": [reasoning(0, DATA)]}, []),
    "adjacent texts": ([text("a"), text("b")], {}, {"output": [message(0, part("a"), part("b"))]}, []),
    "a citation": (
        [text("so "), text("Hi", LINK)],
        {},
        {
            "output": [
                message(
                    0,
                    part("so "),
                    part(
                        "Hi",
                        {"type": "url_citation", "start_index": 0, "end_index": 2, "url": "https://a.b", "title": "A"},
                    ),
                )
            ]
        },
        [],
    ),
    "calls": (
        [text("a"), use("t1", a=1), use("t2")],
        {"stop_reason": "tool_use"},
        ended("completed", None, message(0, part("a")), function(1, "t1", '{"a":1}'), function(2, "t2", "{}")),
        [],
    ),
    "calls of custom tools and namespaces": (
        [use("t1", "patch", input="x"), use("t2", "n__g")],
        {"stop_reason": "tool_use"},
        {
            "output": [
                item("custom_tool_call", 0, status="completed", call_id="t1", name="patch", input="x"),
                function(1, "t2", "{}", "g", namespace="n"),
            ]
        },
        [],
    ),
    "hosted tools": (
        [text("a"), SEARCHED, FOUND, *HOSTED, text("b")],
        {},
        {"output": [message(0, part("a")), SEARCH, message(2, part("b"))]},
        HIDDEN,
    ),
    "end_turn": finished("end_turn", "completed", None),
    "stop_sequence": finished("stop_sequence", "completed", None),
    "max_tokens": finished("max_tokens", "incomplete", "max_output_tokens"),
    "the context window": finished("model_context_window_exceeded", "incomplete", "max_output_tokens"),
    "a refusal": finished("refusal", "incomplete", "content_filter"),
    "a pause": finished("pause_turn", "completed", None, "stop_reason"),
    "compaction": finished("compaction", "completed", None),
    "an explained refusal": (
        [text("a")],
        {"stop_reason": "refusal", "stop_details": {"type": "refusal", "category": None, "explanation": "No."}},
        ended("incomplete", "content_filter", message(0, part("a"), REFUSAL, status="incomplete")),
        [],
    ),
    "the last item of an incomplete response": (
        [text("a"), use("t1")],
        {"stop_reason": "max_tokens"},
        {"output": [message(0, part("a")), function(1, "t1", "{}", status="incomplete")]},
        [],
    ),
    "usage": ([text("a")], {}, {"usage": TOKENS}, []),
    "members of the request": ([text("a")], {}, {**DEFAULTS, "tools": TOOLS, "id": "resp_1", "model": "m"}, []),
}


def returned(finish: str, wanted: dict[str, Any], **members: Any) -> Row:
    return [members], {"finish_reason": finish}, wanted, []


FROM_CHAT_ROWS: dict[str, Row] = {
    "reasoning": returned(
        "stop",
        {"output": [reasoning(0, seal("rc", b="openai"), "so"), message(1, part("a"))]},
        reasoning_content="so",
        content="a",
    ),
    "a refusal": returned("stop", ended("completed", None, message(0, REFUSAL)), refusal="No."),
    "a refusal after a text": returned(
        "stop", ended("completed", None, message(0, part("a"), REFUSAL)), content="a", refusal="No."
    ),
    "calls": returned(
        "tool_calls",
        {
            "output": [
                message(0, part("a")),
                function(1, "c1", '{"a":1}'),
                function(2, "c2", "{}", "g", namespace="n"),
                item("custom_tool_call", 3, status="completed", call_id="c3", name="patch", input="x"),
            ]
        },
        content="a",
        tool_calls=[call("c1", '{"a":1}'), call("c2", "", "n__g"), call("c3", '{"input":"x"}', "patch")],
    ),
    "length": returned(
        "length",
        ended("incomplete", "max_output_tokens", message(0, part("a"), status="incomplete")),
        content="a",
    ),
    "content_filter": returned(
        "content_filter",
        ended("incomplete", "content_filter", message(0, part("a"), status="incomplete")),
        content="a",
    ),
    "usage": returned("stop", {"usage": TOKENS}, content="a"),
}
TABLES: dict[str, tuple[dict[str, Row], Way]] = {
    "messages to chat": (CHAT, TO_CHAT),
    "messages to responses": (RESPONSES, TO_RESPONSES),
    "chat to responses": (FROM_CHAT_ROWS, FROM_CHAT),
}
ROWS = [(table, row) for table, (rows, _) in TABLES.items() for row in rows]
