"""Streamed responses of OpenAI Responses.

Generated from specs/protocols/openai_responses/stream.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from orjson import dumps

from collections.abc import Sequence
from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.filters import equals, from_json, join, member, non_empty, then, time_now, to_json, typed, unless
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.streams import Blocks, numbered
from dragoman.library.streams import dumps as to_bytes
from dragoman.library.validation import word_of
from dragoman_adapters.openai_responses.types import ReadTypes, WriteTypes

EXPLICIT_ENDS: Final = True  # each block's end is marked


class Reader(ReadTypes):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        self.blocks = blocks
        self.context = context

    def feed(self, it: Any) -> None:
        kind = it.get("type")
        if kind == "response.output_text.delta":
            self.on_response_output_text_delta(it)
        elif kind == "response.function_call_arguments.delta":
            self.on_response_function_call_arguments_delta(it)
        elif kind == "response.reasoning_summary_text.delta":
            self.on_response_reasoning_summary_text_delta(it)
        elif kind == "response.reasoning_text.delta":
            self.on_response_reasoning_text_delta(it)
        elif kind == "response.refusal.delta":
            self.on_response_refusal_delta(it)
        elif kind == "response.reasoning_summary_part.added":
            self.on_response_reasoning_summary_part_added(it)
        elif kind == "response.output_text.done":
            self.on_response_output_text_done(it)
        elif kind == "response.refusal.done":
            self.on_response_refusal_done(it)
        elif kind == "response.output_text.annotation.added":
            self.on_response_output_text_annotation_added(it)
        elif kind == "response.function_call_arguments.done":
            self.on_response_function_call_arguments_done(it)
        elif kind == "response.custom_tool_call_input.done":
            self.on_response_custom_tool_call_input_done(it)
        elif kind == "response.content_part.done":
            self.on_response_content_part_done(it)
        elif kind == "response.output_item.added":
            self.on_response_output_item_added(it)
        elif kind == "response.output_item.done":
            self.on_response_output_item_done(it)
        elif kind == "response.created":
            self.on_response_created(it)
        elif kind == "response.completed":
            self.on_response_completed(it)
        elif kind == "response.incomplete":
            self.on_response_incomplete(it)
        elif kind == "response.failed":
            self.on_response_failed(it)
        elif kind == "error":
            self.on_error(it)
        elif kind == "response.reasoning_text.done":
            self.on_response_reasoning_text_done(it)

    def on_response_output_text_delta(self, it: Any) -> None:
        logprobs = it.get("logprobs")
        if logprobs:
            self.blocks.logprobs(logprobs)
        key: Any = it.get("output_index")
        if key is None:
            key = it.get("item_id")
        key2 = it.get("content_index")
        self.blocks.add_piece("text", (key, 0 if key2 is None else key2), text=it.get("delta"))

    def on_response_function_call_arguments_delta(self, it: Any) -> None:
        key: Any = it.get("output_index")
        if key is None:
            key = it.get("item_id")
        self.blocks.add_piece("tool_call", key, text=it.get("delta"))

    def on_response_reasoning_summary_text_delta(self, it: Any) -> None:
        key: Any = it.get("output_index")
        if key is None:
            key = it.get("item_id")
        self.blocks.add_piece("reasoning", key, text=it.get("delta"), source="summary")

    def on_response_reasoning_text_delta(self, it: Any) -> None:
        key: Any = it.get("output_index")
        if key is None:
            key = it.get("item_id")
        self.blocks.add_piece("reasoning", key, text=it.get("delta"), source="raw")

    def on_response_refusal_delta(self, it: Any) -> None:
        key: Any = it.get("output_index")
        if key is None:
            key = it.get("item_id")
        key2 = it.get("content_index")
        self.blocks.add_piece("refusal", (key, 0 if key2 is None else key2), text=it.get("delta"))

    def on_response_reasoning_summary_part_added(self, it: Any) -> None:
        key: Any = it.get("output_index")
        if key is None:
            key = it.get("item_id")
        self.blocks.add_piece("reasoning", key, source="summary", separator="\n\n")

    def on_response_output_text_done(self, it: Any) -> None:
        key: Any = it.get("output_index")
        if key is None:
            key = it.get("item_id")
        key2 = it.get("content_index")
        self.blocks.add_piece("text", (key, 0 if key2 is None else key2), complete=it.get("text"))

    def on_response_refusal_done(self, it: Any) -> None:
        key: Any = it.get("output_index")
        if key is None:
            key = it.get("item_id")
        key2 = it.get("content_index")
        self.blocks.add_piece("refusal", (key, 0 if key2 is None else key2), complete=it.get("refusal"))
        self.blocks.record(refusal=it.get("refusal"))

    def on_response_output_text_annotation_added(self, it: Any) -> None:
        annotation = it.get("annotation")
        citation = self.read_citation_from_annotation(annotation) if annotation is not None else None
        if citation is not None:
            self.blocks.citation(citation)

    def on_response_function_call_arguments_done(self, it: Any) -> None:
        key: Any = it.get("output_index")
        if key is None:
            key = it.get("item_id")
        self.blocks.add_piece("tool_call", key, complete=to_json(it.get("arguments")))

    def on_response_custom_tool_call_input_done(self, it: Any) -> None:
        key: Any = it.get("output_index")
        if key is None:
            key = it.get("item_id")
        complete: dict[str, Any] = {}
        if (input_ := it.get("input")) is not None:
            complete["input"] = input_
        self.blocks.add_piece("tool_call", key, complete=complete)

    def on_response_content_part_done(self, it: Any) -> None:
        part = it.get("part")
        if part:
            kind = part.get("type") or "text"
            if kind == "text":
                for text in part.get("annotations") or ():
                    citation = self.read_citation_from_annotation(text)
                    if citation is not None:
                        self.blocks.citation(citation)
            elif kind == "output_text":
                for output_text in part.get("annotations") or ():
                    citation2 = self.read_citation_from_annotation(output_text)
                    if citation2 is not None:
                        self.blocks.citation(citation2)

    def on_response_output_item_added(self, it: Any) -> None:
        item = it.get("item")
        if item:
            type_ = item.get("type")
            if type_ == "function_call":
                key: Any = it.get("output_index")
                if key is None:
                    key = item.get("id")
                self.blocks.add_piece("tool_call", key, id=item.get("call_id"), name=item.get("name"))
            elif type_ == "custom_tool_call":
                key2: Any = it.get("output_index")
                if key2 is None:
                    key2 = item.get("id")
                self.blocks.add_piece("tool_call", key2, id=item.get("call_id"), name=item.get("name"))

    def on_response_output_item_done(self, it: Any) -> None:
        item = it.get("item")
        if item:
            key: Any = it.get("output_index")
            if key is None:
                key = item.get("id")
            self.do_item(item, key)

    def on_response_created(self, it: Any) -> None:
        response = it.get("response")
        if response:
            self.blocks.start(response.get("id"))

    def on_response_completed(self, it: Any) -> None:
        response = it.get("response")
        if response:
            self.do_end(response)

    def on_response_incomplete(self, it: Any) -> None:
        response = it.get("response")
        if response:
            self.do_end(response)

    def on_response_failed(self, it: Any) -> None:
        response = it.get("response")
        if response:
            self.blocks.record(usage=self.read_usage_from_response(response))
        if response:
            error = response.get("error")
            if error:
                self.blocks.fail_from(response)
        failure: hub.ApiError = {"error_type": "server_error", "message": "the provider aborted the response"}
        self.blocks.fail(failure.get("error_type") or "server_error", failure["message"])

    def on_error(self, it: Any) -> None:
        self.blocks.fail_from(it)

    def on_response_reasoning_text_done(self, it: Any) -> None:
        key: Any = it.get("output_index")
        if key is None:
            key = it.get("item_id")
        self.blocks.add_piece("reasoning", key, complete=it.get("text"), source="raw")

    def do_item(self, it: Any, key: Any = None) -> None:
        type_ = it.get("type")
        if type_ == "message":
            for nth, message in enumerate(it.get("content") or ()):
                kind = message.get("type") or "text"
                if kind in ("text", "output_text"):
                    self.blocks.add_piece("text", (key, nth), complete=message.get("text"))
                    for cite in message.get("annotations") or ():
                        citation = self.read_citation_from_annotation(cite)
                        if citation is not None:
                            self.blocks.citation(citation)
                    self.blocks.close((key, nth))
                elif kind == "refusal":
                    self.blocks.add_piece("refusal", (key, nth), complete=message.get("refusal"), closes=True)
                    self.blocks.record(refusal=message.get("refusal"))
                elif kind == "reasoning_text":
                    self.context.lose_member("output.content.reasoning_text", "reasoning inside a message item")
                elif kind == "summary_text":
                    self.context.lose_member("output.content.summary_text", "reasoning inside a message item")
                else:
                    type_2 = message.get("type")
                    self.context.lose_member(f"output.content.{type_2}", "unknown type of message part")
        elif type_ == "reasoning":
            summary = it.get("summary")
            complete = non_empty(join([x.get("text") for x in summary or ()], "\n\n"))
            if complete is None:
                content = it.get("content")
                complete = join([x.get("text") for x in content or ()], "")
            at_close: Any = None
            if it.get("encrypted_content"):
                at_close2: dict[str, Any] = {}
                if (i := it.get("id")) is not None:
                    at_close2["i"] = i
                if (e := it.get("encrypted_content")) is not None:
                    at_close2["e"] = e
                at_close = at_close2
            self.blocks.add_piece("reasoning", key, complete=complete, at_close=at_close, closes=True)
        elif type_ == "function_call":
            self.blocks.add_piece(
                "tool_call",
                key,
                id=it.get("call_id"),
                name=it.get("name"),
                complete=to_json(it.get("arguments")),
                closes=True,
            )
        elif type_ == "custom_tool_call":
            complete2: dict[str, Any] = {}
            if (input_ := it.get("input")) is not None:
                complete2["input"] = input_
            self.blocks.add_piece(
                "tool_call",
                key,
                id=it.get("call_id"),
                name=it.get("name"),
                complete=complete2,
                closes=True,
            )
        elif type_ == "web_search_call":
            action = it.get("action")
            asked = action.get("query") if action else None
            if asked is None:
                queries = action.get("queries") if action else None
                asked = queries[0] if queries else None
            if asked:
                self.blocks.add_piece(
                    "hosted_tool_call",
                    (key, "asked"),
                    id=it.get("id"),
                    name="web_search",
                    complete={"query": asked},
                    closes=True,
                )
            arguments = it.get("arguments")
            if arguments:
                self.blocks.add_piece(
                    "hosted_tool_call",
                    (key, "asked"),
                    id=it.get("id"),
                    name="web_search",
                    complete=arguments,
                    closes=True,
                )
            found = action.get("query") if action else None
            if found is None:
                queries2 = action.get("queries") if action else None
                found = queries2[0] if queries2 else None
            if found is None:
                found = it.get("arguments")
            if found:
                sources = action.get("sources") if action else None
                self.blocks.add_piece(
                    "hosted_tool_result",
                    (key, "found"),
                    id=it.get("id"),
                    error_code=then(equals(it.get("status"), "failed"), "unavailable"),
                    citations=[
                        citation2
                        for x in sources
                        if (citation2 := self.read_citation_from_source(x)) is not None
                    ] if sources is not None else None,
                    closes=True,
                )
            url = action.get("url") if action else None
            if url:
                self.context.lose_member("output.action.url", "open_page action")
            queries3 = action.get("queries") if action else None
            more = queries3[1] if queries3 and len(queries3) > 1 else None
            if more:
                self.context.lose_member("output.action.queries", "a search of other protocols has one query")
        elif type_ == "compaction":
            at_close3: Any = None
            if it.get("encrypted_content"):
                at_close4: dict[str, Any] = {"as": "compaction"}
                if (i2 := it.get("id")) is not None:
                    at_close4["i"] = i2
                if (e2 := it.get("encrypted_content")) is not None:
                    at_close4["e"] = e2
                at_close3 = at_close4
            self.blocks.add_piece("reasoning", key, at_close=at_close3, closes=True)
        else:
            self.context.lose_member(f"output.{type_}", "item of a hosted tool")

    def do_end(self, it: Any, key: Any = None) -> None:
        for nth, item in enumerate(it.get("output") or ()):
            if not self.blocks.seen(nth, item.get("id")):
                self.do_item(item, nth)
        incomplete_details = it.get("incomplete_details")
        reason = incomplete_details.get("reason") if incomplete_details else None
        self.blocks.record(
            finish_reason=word_of(
                self.INCOMPLETE_REASONS, reason, "stop", self.context, "incomplete_details.reason",
            ) if reason is not None else None,
        )
        self.blocks.record(usage=self.read_usage_from_response(it))
        self.blocks.finish()

    def final_marker(self) -> None:
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "the provider ended the stream before the response was complete")

    def eof(self) -> None:
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")


SHAPES: Final = Shapes(
    {
        "Event": OneOf("type", {
            "response.created": "Lifecycle", "response.queued": "Lifecycle", "response.in_progress": "Lifecycle",
            "response.completed": "Lifecycle", "response.incomplete": "Lifecycle", "response.failed": "Lifecycle",
            "error": "FailureEvent", "response.output_item.added": "ItemEvent",
            "response.output_item.done": "ItemEvent", "response.content_part.added": "PartEvent",
            "response.content_part.done": "PartEvent", "response.output_text.delta": "Delta",
            "response.refusal.delta": "Delta", "response.reasoning_text.delta": "Delta",
            "response.reasoning_summary_text.delta": "Delta", "response.function_call_arguments.delta": "Delta",
            "response.output_text.done": "TextDone", "response.reasoning_text.done": "TextDone",
            "response.reasoning_summary_text.done": "TextDone", "response.refusal.done": "RefusalDone",
            "response.output_text.annotation.added": "Annotated",
            "response.reasoning_summary_part.added": "SummaryEvent",
            "response.reasoning_summary_part.done": "SummaryEvent",
            "response.function_call_arguments.done": "ArgumentsDone",
            "response.custom_tool_call_input.done": "InputDone",
        }, open=True),
        "Lifecycle": {"sequence_number": "json", "response": "Response"},
        "Response": {
            "id": "str", "status": "str", "output": ["Item"], "output_text": "str", "usage": "Usage",
            "tool_usage": "ToolUsage", "service_tier": "str", "error": "json", "incomplete_details": "Incomplete",
            "object": "json", "created_at": "json", "completed_at": "json", "model": "json", "billing": "json",
            "content_filters": "json", "background": "json", "conversation": "json", "frequency_penalty": "json",
            "instructions": "json", "max_output_tokens": "json", "max_tool_calls": "json", "metadata": "json",
            "moderation": "json", "parallel_tool_calls": "json", "presence_penalty": "json",
            "previous_response_id": "json", "prompt_cache_key": "json", "prompt_cache_options": "json",
            "prompt_cache_retention": "json", "reasoning": "json", "safety_identifier": "json", "store": "json",
            "temperature": "json", "text": "json", "tool_choice": "json", "tools": "json", "top_logprobs": "json",
            "top_p": "json", "truncation": "json", "user": "json",
        },
        "Item": OneOf("type", {
            "message": "MessageItem", "reasoning": "ReasoningItem", "function_call": "CallItem",
            "custom_tool_call": "CustomItem", "web_search_call": "SearchItem", "compaction": "CompactionItem",
        }, open=True),
        "MessageItem": {"id": "str", "status": "str", "role": "str", "phase": "str", "content": ["Part"]},
        "Part": OneOf("type", {
            "text": "TextPart", "output_text": "TextPart", "refusal": "RefusalPart", "reasoning_text": "ReasoningPart",
            "summary_text": "ReasoningPart",
        }, default="text", open=True),
        "TextPart": {"text": "str", "annotations": ["Annotation"], "logprobs": "json"},
        "Annotation": OneOf("type", {"url_citation": "UrlCitation"}, open=True),
        "UrlCitation": {"url": "str", "title": "str", "start_index": "int", "end_index": "int"},
        "OtherPart": {"note": "str"},
        "RefusalPart": {"refusal": "str"},
        "ReasoningPart": {"text": "str"},
        "ReasoningItem": {
            "id": "str", "status": "str", "summary": ["ReasoningPart"], "content": ["ReasoningPart"],
            "encrypted_content": "str",
        },
        "CallItem": {
            "id": "str", "status": "str", "call_id": "str", "name": "str", "arguments": "json", "namespace": "str",
            "caller": "json",
        },
        "CustomItem": {"id": "str", "status": "str", "call_id": "str", "name": "str", "input": "str"},
        "SearchItem": {
            "id": "str", "status": "str", "call_id": "str", "name": "str", "arguments": "str", "action": "Action",
        },
        "Action": {
            "type": "str", "query": "str", "queries": ["str"], "sources": ["Source"], "url": "str", "pattern": "str",
        },
        "Source": {"type": "str", "url": "str", "title": "str"},
        "CompactionItem": {"id": "str", "encrypted_content": "str"},
        "OtherItem": {"id": "str"},
        "Usage": {
            "input_tokens": "int", "output_tokens": "int", "total_tokens": "int", "input_tokens_details": "InDetails",
            "output_tokens_details": "OutDetails",
        },
        "InDetails": {"cached_tokens": "int", "cache_write_tokens": "int", "cache_write_tokens_details": "json"},
        "OutDetails": {"reasoning_tokens": "int"},
        "ToolUsage": {"web_search": "Searches"},
        "Searches": {"num_requests": "int"},
        "Incomplete": {"reason": "str"},
        "FailureEvent": {"sequence_number": "json", "error": "json"},
        "ItemEvent": {"sequence_number": "json", "output_index": "int", "item": "Item"},
        "PartEvent": {
            "sequence_number": "json", "output_index": "int", "content_index": "int", "item_id": "str", "part": "Part",
        },
        "Delta": {
            "sequence_number": "json", "output_index": "int", "content_index": "int", "summary_index": "int",
            "item_id": "str", "delta": "str", "logprobs": "json", "obfuscation": "str",
        },
        "TextDone": {
            "sequence_number": "json", "output_index": "int", "content_index": "int", "summary_index": "int",
            "item_id": "str", "text": "str", "logprobs": "json",
        },
        "RefusalDone": {
            "sequence_number": "json", "output_index": "int", "content_index": "int", "item_id": "str",
            "refusal": "str",
        },
        "Annotated": {
            "sequence_number": "json", "output_index": "int", "content_index": "int", "item_id": "str",
            "annotation": "Annotation", "annotation_index": "int",
        },
        "SummaryEvent": {
            "sequence_number": "json", "output_index": "int", "summary_index": "int", "item_id": "str", "part": "json",
        },
        "ArgumentsDone": {
            "sequence_number": "json", "output_index": "int", "item_id": "str", "arguments": "json", "name": "str",
        },
        "InputDone": {"sequence_number": "json", "output_index": "int", "item_id": "str", "input": "str"},
        "Bare": {"sequence_number": "json", "note": "str"},
    },
)
check_event: Final = SHAPES.check("Event")


class Writer(WriteTypes):
    """Appends the frames of a streamed response to `out`."""

    PING: Final = b""
    CLOSES_WITH_RESPONSE: Final = True  # whether the end of a block states that of the response
    USAGE_AT_START: Final = False  # whether frames report it
    EXPLAINS_REFUSAL: Final = False  # whether the last frames do
    NUMBER: Final = "sequence_number"  # the member with the number of a frame
    ECHO: Final[dict[str, Any]] = {
        "background": False,
        "completed_at": None,
        "instructions": None,
        "max_output_tokens": None,
        "max_tool_calls": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "prompt_cache_key": None,
        "reasoning": None,
        "safety_identifier": None,
        "service_tier": "default",
        "store": False,
        "temperature": 1,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_logprobs": 0,
        "top_p": 1,
        "truncation": "disabled",
    }
    ECHO_KEYS: Final = {
        "instructions",
        "max_output_tokens",
        "max_tool_calls",
        "metadata",
        "parallel_tool_calls",
        "previous_response_id",
        "prompt_cache_key",
        "reasoning",
        "safety_identifier",
        "store",
        "temperature",
        "text",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "truncation",
        "user",
    }

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.out: list[bytes] = []
        self.started = self.named = self.kind = ""
        self.index = self.sequence = self.item = self.part = -1
        self.frame = b""  # the format of a delta, with its text and its number
        self.stem = ""
        self.opening: dict[str, Any] = {}
        self.texts: list[str] = []
        self.cited: list[hub.Citation] = []
        self.logprobs: list[Any] = []
        self.run = ""  # the first kind of block that the open item may have
        self.parts: list[Any] = []
        self.items: list[Any] = []
        self.echo: Any = None

    def begin(self, id: str, model: str) -> None:
        self.started, self.named = id, model
        self.stem = id.removeprefix("resp_")
        known, given = self.ECHO_KEYS, self.context.client_request.items()
        repeated = {key: value for key, value in given if key in known and value is not None}
        self.echo = {**self.ECHO, **repeated}

    def end_item(self) -> None:
        finish_reason = self.context.finish_reason or None
        if self.run == "text":
            stem, item, parts = self.stem, self.item, self.parts
            self.sequence = sequence = self.sequence + 1
            status = then(
                self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                "incomplete",
            )
            payload = {
                "type": "response.output_item.done",
                "output_index": item,
                "item": {
                    "id": "msg_" + str(stem) + "_" + str(item),
                    "type": "message",
                    "status": "completed" if status is None else status,
                    "role": "assistant",
                    "content": parts,
                },
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.output_item.done\ndata: " + to_bytes(payload) + b"\n\n")
            self.items.append(payload["item"])
        self.run = ""
        self.parts = []

    def start(self, id: str, model: str, usage: hub.Usage) -> None:
        self.begin(id, model)
        echo = self.echo
        self.sequence = sequence = self.sequence + 1
        payload = {
            "type": "response.created",
            "response": {
                **echo,
                "id": id,
                "object": "response",
                "created_at": self.context.created,
                "status": "in_progress",
                "model": model,
                "error": None,
                "incomplete_details": None,
                "output": [],
            },
            "sequence_number": sequence,
        }
        self.out.append(b"event: response.created\ndata: " + to_bytes(payload) + b"\n\n")
        self.sequence = sequence = self.sequence + 1
        payload = {
            "type": "response.in_progress",
            "response": {
                **echo,
                "id": id,
                "object": "response",
                "created_at": self.context.created,
                "status": "in_progress",
                "model": model,
                "error": None,
                "incomplete_details": None,
                "output": [],
            },
            "sequence_number": sequence,
        }
        self.out.append(b"event: response.in_progress\ndata: " + to_bytes(payload) + b"\n\n")

    def open(self, index: int, kind: str, opening: dict[str, Any]) -> None:
        self.index, self.kind = index, kind
        self.frame = b""
        self.opening = opening
        self.texts = []
        self.cited = []
        self.logprobs = []
        if self.run != "text" or kind not in ("text", "refusal"):
            self.end_item()
        if kind == "text":
            if self.run:
                self.part += 1
            else:
                self.run, self.part = "text", 0
                self.item += 1
                stem, item = self.stem, self.item
                self.sequence = sequence = self.sequence + 1
                self.out.append(
                    b'event: response.output_item.added\ndata: {"type":"response.output_item.added","output_index":%d,'
                    b'"item":{"id":%b,"type":"message","status":"in_progress","role":"assistant","content":[]},'
                    b'"sequence_number":%d}\n\n'
                    % (item, dumps("msg_" + stem + "_" + str(item)), sequence)
                )
            stem, item, part = self.stem, self.item, self.part
            self.sequence = sequence = self.sequence + 1
            self.out.append(
                b'event: response.content_part.added\ndata: {"type":"response.content_part.added","item_id":%b,'
                b'"output_index":%d,"content_index":%d,"part":{"type":"output_text","text":"","annotations":[],'
                b'"logprobs":[]},"sequence_number":%d}\n\n'
                % (dumps("msg_" + stem + "_" + str(item)), item, part, sequence)
            )
            head = (
                b'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":%b,'
                b'"output_index":%d,"content_index":%d,"delta":'
                % (dumps("msg_" + stem + "_" + str(item)), item, part)
            )
            middle = b',"logprobs":[],"sequence_number":'
            tail = b"}\n\n"
            self.frame = numbered(head, middle, tail)
        elif kind == "refusal":
            if self.run:
                self.part += 1
            else:
                self.run, self.part = "text", 0
                self.item += 1
                stem, item = self.stem, self.item
                self.sequence = sequence = self.sequence + 1
                self.out.append(
                    b'event: response.output_item.added\ndata: {"type":"response.output_item.added","output_index":%d,'
                    b'"item":{"id":%b,"type":"message","status":"in_progress","role":"assistant","content":[]},'
                    b'"sequence_number":%d}\n\n'
                    % (item, dumps("msg_" + stem + "_" + str(item)), sequence)
                )
            stem, item, part = self.stem, self.item, self.part
            self.sequence = sequence = self.sequence + 1
            self.out.append(
                b'event: response.content_part.added\ndata: {"type":"response.content_part.added","item_id":%b,'
                b'"output_index":%d,"content_index":%d,"part":{"type":"refusal","refusal":""},"sequence_number":%d}\n\n'
                % (dumps("msg_" + stem + "_" + str(item)), item, part, sequence)
            )
            head = (
                b'event: response.refusal.delta\ndata: {"type":"response.refusal.delta","item_id":%b,"output_index":%d,'
                b'"content_index":%d,"delta":'
                % (dumps("msg_" + stem + "_" + str(item)), item, part)
            )
            middle = b',"sequence_number":'
            tail = b"}\n\n"
            self.frame = numbered(head, middle, tail)
        elif kind == "reasoning":
            self.item += 1
            stem, item = self.stem, self.item
            empty = opening.get("empty")
            self.sequence = sequence = self.sequence + 1
            self.out.append(
                b'event: response.output_item.added\ndata: {"type":"response.output_item.added","output_index":%d,'
                b'"item":{"id":%b,"type":"reasoning","summary":[]},"sequence_number":%d}\n\n'
                % (item, dumps("rs_" + stem + "_" + str(item)), sequence)
            )
            if unless(stem, empty):
                self.sequence = sequence = self.sequence + 1
                self.out.append(
                    b'event: response.reasoning_summary_part.added\ndata: {"type":"response.reasoning_summary_part.added",'
                    b'"item_id":%b,"output_index":%d,"summary_index":0,"part":{"type":"summary_text","text":""},'
                    b'"sequence_number":%d}\n\n'
                    % (dumps("rs_" + stem + "_" + str(item)), item, sequence)
                )
            head = (
                b'event: response.reasoning_summary_text.delta\ndata: {"type":"response.reasoning_summary_text.delta",'
                b'"item_id":%b,"output_index":%d,"summary_index":0,"delta":'
                % (dumps("rs_" + stem + "_" + str(item)), item)
            )
            middle = b',"sequence_number":'
            tail = b"}\n\n"
            self.frame = numbered(head, middle, tail)
        elif kind == "encrypted_reasoning":
            self.item += 1
            stem, item = self.stem, self.item
            data = opening.get("data") or ""
            self.sequence = sequence = self.sequence + 1
            self.out.append(
                b'event: response.output_item.added\ndata: {"type":"response.output_item.added","output_index":%d,'
                b'"item":{"id":%b,"type":"reasoning","summary":[]},"sequence_number":%d}\n\n'
                % (item, dumps("rs_" + stem + "_" + str(item)), sequence)
            )
            self.sequence = sequence = self.sequence + 1
            item2: dict[str, Any] = {"id": "rs_" + str(stem) + "_" + str(item), "type": "reasoning", "summary": []}
            if data is not None:
                item2["encrypted_content"] = data
            payload = {
                "type": "response.output_item.done",
                "output_index": item,
                "item": item2,
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.output_item.done\ndata: " + to_bytes(payload) + b"\n\n")
            self.items.append(payload["item"])
        elif kind == "tool_call":
            self.item += 1
            stem, item = self.stem, self.item
            id = opening.get("id") or ""
            name = opening.get("name") or ""
            toolset = opening.get("toolset")
            self.sequence = sequence = self.sequence + 1
            item3: dict[str, Any] = {
                "id": "fc_" + str(stem) + "_" + str(item),
                "type": "function_call",
                "status": "in_progress",
                "arguments": "",
            }
            if id is not None:
                item3["call_id"] = id
            if name is not None:
                item3["name"] = name
            if toolset is not None:
                item3["namespace"] = toolset
            payload = {
                "type": "response.output_item.added",
                "output_index": item,
                "item": item3,
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.output_item.added\ndata: " + to_bytes(payload) + b"\n\n")
            head = (
                b'event: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta",'
                b'"item_id":%b,"output_index":%d,"delta":'
                % (dumps("fc_" + stem + "_" + str(item)), item)
            )
            middle = b',"sequence_number":'
            tail = b"}\n\n"
            self.frame = numbered(head, middle, tail)
        elif kind == "custom_tool_call":
            self.item += 1
            stem, item = self.stem, self.item
            id = opening.get("id") or ""
            name = opening.get("name") or ""
            self.sequence = sequence = self.sequence + 1
            item4: dict[str, Any] = {
                "id": "ctc_" + str(stem) + "_" + str(item),
                "type": "custom_tool_call",
                "status": "in_progress",
                "input": "",
            }
            if id is not None:
                item4["call_id"] = id
            if name is not None:
                item4["name"] = name
            payload = {
                "type": "response.output_item.added",
                "output_index": item,
                "item": item4,
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.output_item.added\ndata: " + to_bytes(payload) + b"\n\n")
            head = (
                b'event: response.custom_tool_call_input.delta\ndata: {"type":"response.custom_tool_call_input.delta",'
                b'"item_id":%b,"output_index":%d,"delta":'
                % (dumps("ctc_" + stem + "_" + str(item)), item)
            )
            middle = b',"sequence_number":'
            tail = b"}\n\n"
            self.frame = numbered(head, middle, tail)
        elif kind == "native_tool_call":
            self.item += 1
            stem, item = self.stem, self.item
            id = opening.get("id") or ""
            name = opening.get("name") or ""
            input = opening.get("input")
            if equals(name, "local_shell"):
                self.sequence = sequence = self.sequence + 1
                item5: dict[str, Any] = {
                    "id": "lsh_" + str(stem) + "_" + str(item),
                    "type": "local_shell_call",
                    "status": "in_progress",
                    "action": {"type": "exec", "command": [], "env": {}},
                }
                if id is not None:
                    item5["call_id"] = id
                payload = {
                    "type": "response.output_item.added",
                    "output_index": item,
                    "item": item5,
                    "sequence_number": sequence,
                }
                self.out.append(b"event: response.output_item.added\ndata: " + to_bytes(payload) + b"\n\n")
            if equals(name, "shell"):
                self.sequence = sequence = self.sequence + 1
                item6: dict[str, Any] = {
                    "id": "sh_" + str(stem) + "_" + str(item),
                    "type": "shell_call",
                    "status": "in_progress",
                    "action": {"commands": [], "max_output_length": None, "timeout_ms": None},
                }
                if id is not None:
                    item6["call_id"] = id
                payload = {
                    "type": "response.output_item.added",
                    "output_index": item,
                    "item": item6,
                    "sequence_number": sequence,
                }
                self.out.append(b"event: response.output_item.added\ndata: " + to_bytes(payload) + b"\n\n")
            if equals(name, "tool_search"):
                self.sequence = sequence = self.sequence + 1
                item7: dict[str, Any] = {
                    "id": "tsc_" + str(stem) + "_" + str(item),
                    "type": "tool_search_call",
                    "status": "in_progress",
                    "execution": "client",
                    "arguments": {},
                }
                if id is not None:
                    item7["call_id"] = id
                payload = {
                    "type": "response.output_item.added",
                    "output_index": item,
                    "item": item7,
                    "sequence_number": sequence,
                }
                self.out.append(b"event: response.output_item.added\ndata: " + to_bytes(payload) + b"\n\n")
            given = then(equals(name, "local_shell"), "")
            if given is None:
                given = then(equals(name, "shell"), "")
            if given is None:
                given = then(equals(name, "tool_search"), "")
            if given is None:
                given = stem
            if given:
                self.sequence = sequence = self.sequence + 1
                operation: dict[str, Any] = {}
                if (type_ := member(input, "type")) is not None:
                    operation["type"] = type_
                if (path := member(input, "path")) is not None:
                    operation["path"] = path
                if member(input, "diff"):
                    operation["diff"] = ""
                item8: dict[str, Any] = {
                    "id": "apc_" + str(stem) + "_" + str(item),
                    "type": "apply_patch_call",
                    "status": "in_progress",
                    "operation": operation,
                }
                if id is not None:
                    item8["call_id"] = id
                payload = {
                    "type": "response.output_item.added",
                    "output_index": item,
                    "item": item8,
                    "sequence_number": sequence,
                }
                self.out.append(b"event: response.output_item.added\ndata: " + to_bytes(payload) + b"\n\n")
            if member(then(equals(name, "apply_patch"), input), "diff"):
                self.sequence = sequence = self.sequence + 1
                frame: dict[str, Any] = {
                    "type": "response.apply_patch_call_operation_diff.delta",
                    "item_id": "apc_" + str(stem) + "_" + str(item),
                    "output_index": item,
                    "sequence_number": sequence,
                }
                if (delta2 := member(input, "diff")) is not None:
                    frame["delta"] = delta2
                payload = frame
                self.out.append(
                    b"event: response.apply_patch_call_operation_diff.delta\ndata: "
                    + to_bytes(payload)
                    + b"\n\n"
                )
            if member(then(equals(name, "apply_patch"), input), "diff"):
                self.sequence = sequence = self.sequence + 1
                frame2: dict[str, Any] = {
                    "type": "response.apply_patch_call_operation_diff.done",
                    "item_id": "apc_" + str(stem) + "_" + str(item),
                    "output_index": item,
                    "sequence_number": sequence,
                }
                if (diff := member(input, "diff")) is not None:
                    frame2["diff"] = diff
                payload = frame2
                self.out.append(
                    b"event: response.apply_patch_call_operation_diff.done\ndata: "
                    + to_bytes(payload)
                    + b"\n\n"
                )
        elif kind == "hosted_tool_call":
            name = opening.get("name") or ""
            given2 = then(equals(name, "web_search"), "")
            if given2 is None:
                given2 = name
            if given2:
                self.kind = ""
                self.context.lose(
                    "blocks.hosted_tool_call",
                    "calls of other hosted tools are not part of this protocol",
                )
                return
            self.item += 1
            stem, item = self.stem, self.item
            self.sequence = sequence = self.sequence + 1
            self.out.append(
                b'event: response.output_item.added\ndata: {"type":"response.output_item.added","output_index":%d,'
                b'"item":{"id":%b,"type":"web_search_call","status":"in_progress","action":{"type":"search",'
                b'"query":""}},"sequence_number":%d}\n\n'
                % (item, dumps("ws_" + stem + "_" + str(item)), sequence)
            )
            self.sequence = sequence = self.sequence + 1
            self.out.append(
                b'event: response.web_search_call.in_progress\ndata: {"type":"response.web_search_call.in_progress",'
                b'"item_id":%b,"output_index":%d,"sequence_number":%d}\n\n'
                % (dumps("ws_" + stem + "_" + str(item)), item, sequence)
            )
            self.sequence = sequence = self.sequence + 1
            self.out.append(
                b'event: response.web_search_call.searching\ndata: {"type":"response.web_search_call.searching",'
                b'"item_id":%b,"output_index":%d,"sequence_number":%d}\n\n'
                % (dumps("ws_" + stem + "_" + str(item)), item, sequence)
            )

    def delta(self, text: str) -> None:
        self.texts.append(text)
        if self.frame:
            self.sequence = sequence = self.sequence + 1
            self.out.append(self.frame % (dumps(text), sequence))

    def scored(self, delta: str, logprobs: list[Any]) -> None:
        self.texts.append(delta)
        self.logprobs += logprobs
        if self.kind == "text":
            stem, item, part = self.stem, self.item, self.part
            self.sequence = sequence = self.sequence + 1
            self.out.append(
                b'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":%b,'
                b'"output_index":%d,"content_index":%d,"delta":%b,"logprobs":%b,"sequence_number":%d}\n\n'
                % (dumps("msg_" + stem + "_" + str(item)), item, part, dumps(delta), to_bytes(logprobs), sequence)
            )

    def citation(self, citation: hub.Citation) -> None:
        self.cited.append(citation)
        if self.kind == "text":
            stem, item, part = self.stem, self.item, self.part
            nth_citation = len(self.cited) - 1
            self.sequence = sequence = self.sequence + 1
            payload = {
                "type": "response.output_text.annotation.added",
                "item_id": "msg_" + str(stem) + "_" + str(item),
                "output_index": item,
                "content_index": part,
                "annotation_index": nth_citation,
                "annotation": self.write_annotation_from_citation(citation),
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.output_text.annotation.added\ndata: " + to_bytes(payload) + b"\n\n")

    def close(self, signature: str | None) -> None:
        finish_reason = self.context.finish_reason or None
        if self.kind == "text":
            stem, item, part, cited, logprobs = self.stem, self.item, self.part, self.cited, self.logprobs
            text = "".join(self.texts)
            self.sequence = sequence = self.sequence + 1
            self.out.append(
                b'event: response.output_text.done\ndata: {"type":"response.output_text.done","item_id":%b,'
                b'"output_index":%d,"content_index":%d,"text":%b,"logprobs":%b,"sequence_number":%d}\n\n'
                % (dumps("msg_" + stem + "_" + str(item)), item, part, dumps(text), to_bytes(logprobs), sequence)
            )
            self.sequence = sequence = self.sequence + 1
            payload = {
                "type": "response.content_part.done",
                "item_id": "msg_" + str(stem) + "_" + str(item),
                "output_index": item,
                "content_index": part,
                "part": {
                    "type": "output_text",
                    "text": text,
                    "annotations": [self.write_annotation_from_citation(x) for x in cited],
                    "logprobs": logprobs,
                },
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.content_part.done\ndata: " + to_bytes(payload) + b"\n\n")
            self.parts.append(payload["part"])
        elif self.kind == "refusal":
            stem, item, part = self.stem, self.item, self.part
            text = "".join(self.texts)
            self.sequence = sequence = self.sequence + 1
            self.out.append(
                b'event: response.refusal.done\ndata: {"type":"response.refusal.done","item_id":%b,"output_index":%d,'
                b'"content_index":%d,"refusal":%b,"sequence_number":%d}\n\n'
                % (dumps("msg_" + stem + "_" + str(item)), item, part, dumps(text), sequence)
            )
            self.sequence = sequence = self.sequence + 1
            payload = {
                "type": "response.content_part.done",
                "item_id": "msg_" + str(stem) + "_" + str(item),
                "output_index": item,
                "content_index": part,
                "part": {"type": "refusal", "refusal": text},
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.content_part.done\ndata: " + to_bytes(payload) + b"\n\n")
            self.parts.append(payload["part"])
        elif self.kind == "reasoning":
            stem, item = self.stem, self.item
            empty = self.opening.get("empty")
            text = "".join(self.texts)
            if unless(stem, empty):
                self.sequence = sequence = self.sequence + 1
                self.out.append(
                    b'event: response.reasoning_summary_text.done\ndata: {"type":"response.reasoning_summary_text.done",'
                    b'"item_id":%b,"output_index":%d,"summary_index":0,"text":%b,"sequence_number":%d}\n\n'
                    % (dumps("rs_" + stem + "_" + str(item)), item, dumps(text), sequence)
                )
            if unless(stem, empty):
                self.sequence = sequence = self.sequence + 1
                self.out.append(
                    b'event: response.reasoning_summary_part.done\ndata: {"type":"response.reasoning_summary_part.done",'
                    b'"item_id":%b,"output_index":%d,"summary_index":0,"part":{"type":"summary_text","text":%b},'
                    b'"sequence_number":%d}\n\n'
                    % (dumps("rs_" + stem + "_" + str(item)), item, dumps(text), sequence)
                )
            self.sequence = sequence = self.sequence + 1
            item2: Any = None
            if unless(stem, empty):
                item2 = {"type": "summary_text", "text": text}
            item3: dict[str, Any] = {
                "id": "rs_" + str(stem) + "_" + str(item),
                "type": "reasoning",
                "summary": [*([item2] if item2 is not None else [])],
            }
            if signature is not None:
                item3["encrypted_content"] = signature
            payload = {
                "type": "response.output_item.done",
                "output_index": item,
                "item": item3,
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.output_item.done\ndata: " + to_bytes(payload) + b"\n\n")
            self.items.append(payload["item"])
        elif self.kind == "tool_call":
            stem, item = self.stem, self.item
            id = self.opening.get("id") or ""
            name = self.opening.get("name") or ""
            toolset = self.opening.get("toolset")
            text = "".join(self.texts)
            self.sequence = sequence = self.sequence + 1
            arguments = non_empty(text)
            frame: dict[str, Any] = {
                "type": "response.function_call_arguments.done",
                "item_id": "fc_" + str(stem) + "_" + str(item),
                "output_index": item,
                "arguments": "{}" if arguments is None else arguments,
                "sequence_number": sequence,
            }
            if name is not None:
                frame["name"] = name
            payload = frame
            self.out.append(b"event: response.function_call_arguments.done\ndata: " + to_bytes(payload) + b"\n\n")
            self.sequence = sequence = self.sequence + 1
            status = then(
                self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                "incomplete",
            )
            arguments2 = non_empty(text)
            item4: dict[str, Any] = {
                "id": "fc_" + str(stem) + "_" + str(item),
                "type": "function_call",
                "status": "completed" if status is None else status,
                "arguments": "{}" if arguments2 is None else arguments2,
            }
            if id is not None:
                item4["call_id"] = id
            if name is not None:
                item4["name"] = name
            if toolset is not None:
                item4["namespace"] = toolset
            payload = {
                "type": "response.output_item.done",
                "output_index": item,
                "item": item4,
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.output_item.done\ndata: " + to_bytes(payload) + b"\n\n")
            self.items.append(payload["item"])
        elif self.kind == "custom_tool_call":
            stem, item = self.stem, self.item
            id = self.opening.get("id") or ""
            name = self.opening.get("name") or ""
            text = "".join(self.texts)
            self.sequence = sequence = self.sequence + 1
            self.out.append(
                b'event: response.custom_tool_call_input.done\ndata: {"type":"response.custom_tool_call_input.done",'
                b'"item_id":%b,"output_index":%d,"input":%b,"sequence_number":%d}\n\n'
                % (dumps("ctc_" + stem + "_" + str(item)), item, dumps(text), sequence)
            )
            self.sequence = sequence = self.sequence + 1
            status2 = then(
                self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                "incomplete",
            )
            item5: dict[str, Any] = {
                "id": "ctc_" + str(stem) + "_" + str(item),
                "type": "custom_tool_call",
                "status": "completed" if status2 is None else status2,
                "input": text,
            }
            if id is not None:
                item5["call_id"] = id
            if name is not None:
                item5["name"] = name
            payload = {
                "type": "response.output_item.done",
                "output_index": item,
                "item": item5,
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.output_item.done\ndata: " + to_bytes(payload) + b"\n\n")
            self.items.append(payload["item"])
        elif self.kind == "native_tool_call":
            stem, item = self.stem, self.item
            id = self.opening.get("id") or ""
            name = self.opening.get("name") or ""
            input = self.opening.get("input")
            if equals(name, "local_shell"):
                self.sequence = sequence = self.sequence + 1
                status3 = then(
                    self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                    "incomplete",
                )
                item6: dict[str, Any] = {
                    "id": "lsh_" + str(stem) + "_" + str(item),
                    "type": "local_shell_call",
                    "status": "completed" if status3 is None else status3,
                }
                if (action := typed(input, "exec")) is not None:
                    item6["action"] = action
                if id is not None:
                    item6["call_id"] = id
                payload = {
                    "type": "response.output_item.done",
                    "output_index": item,
                    "item": item6,
                    "sequence_number": sequence,
                }
                self.out.append(b"event: response.output_item.done\ndata: " + to_bytes(payload) + b"\n\n")
                self.items.append(payload["item"])
            if equals(name, "shell"):
                self.sequence = sequence = self.sequence + 1
                status4 = then(
                    self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                    "incomplete",
                )
                item7: dict[str, Any] = {
                    "id": "sh_" + str(stem) + "_" + str(item),
                    "type": "shell_call",
                    "status": "completed" if status4 is None else status4,
                }
                if input is not None:
                    item7["action"] = input
                if id is not None:
                    item7["call_id"] = id
                payload = {
                    "type": "response.output_item.done",
                    "output_index": item,
                    "item": item7,
                    "sequence_number": sequence,
                }
                self.out.append(b"event: response.output_item.done\ndata: " + to_bytes(payload) + b"\n\n")
                self.items.append(payload["item"])
            if equals(name, "tool_search"):
                self.sequence = sequence = self.sequence + 1
                status5 = then(
                    self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                    "incomplete",
                )
                item8: dict[str, Any] = {
                    "id": "tsc_" + str(stem) + "_" + str(item),
                    "type": "tool_search_call",
                    "status": "completed" if status5 is None else status5,
                    "execution": "client",
                }
                if input is not None:
                    item8["arguments"] = input
                if id is not None:
                    item8["call_id"] = id
                payload = {
                    "type": "response.output_item.done",
                    "output_index": item,
                    "item": item8,
                    "sequence_number": sequence,
                }
                self.out.append(b"event: response.output_item.done\ndata: " + to_bytes(payload) + b"\n\n")
                self.items.append(payload["item"])
            given = then(equals(name, "local_shell"), "")
            if given is None:
                given = then(equals(name, "shell"), "")
            if given is None:
                given = then(equals(name, "tool_search"), "")
            if given is None:
                given = stem
            if given:
                self.sequence = sequence = self.sequence + 1
                item9: dict[str, Any] = {
                    "id": "apc_" + str(stem) + "_" + str(item),
                    "type": "apply_patch_call",
                    "status": "completed",
                }
                if id is not None:
                    item9["call_id"] = id
                if input is not None:
                    item9["operation"] = input
                payload = {
                    "type": "response.output_item.done",
                    "output_index": item,
                    "item": item9,
                    "sequence_number": sequence,
                }
                self.out.append(b"event: response.output_item.done\ndata: " + to_bytes(payload) + b"\n\n")
                self.items.append(payload["item"])
        elif self.kind == "hosted_tool_call":
            stem, item = self.stem, self.item
            error_code = self.opening.get("error_code")
            text = "".join(self.texts)
            if unless(stem, error_code):
                self.sequence = sequence = self.sequence + 1
                self.out.append(
                    b'event: response.web_search_call.completed\ndata: {"type":"response.web_search_call.completed",'
                    b'"item_id":%b,"output_index":%d,"sequence_number":%d}\n\n'
                    % (dumps("ws_" + stem + "_" + str(item)), item, sequence)
                )
            self.sequence = sequence = self.sequence + 1
            status6 = then(error_code, "failed")
            query = member(from_json(text), "query")
            payload = {
                "type": "response.output_item.done",
                "output_index": item,
                "item": {
                    "id": "ws_" + str(stem) + "_" + str(item),
                    "type": "web_search_call",
                    "status": "completed" if status6 is None else status6,
                    "action": {"type": "search", "query": "" if query is None else query},
                },
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.output_item.done\ndata: " + to_bytes(payload) + b"\n\n")
            self.items.append(payload["item"])

    def finish(
        self, finish_reason: hub.FinishReason, stop_sequence: str | None, refusal: str | None, usage: hub.Usage,
    ) -> None:
        self.end_item()
        started, named, items, echo = self.started, self.named, self.items, self.echo
        given = equals(self.ENDINGS.get(finish_reason), "completed")
        if given is None:
            given = equals(finish_reason, "pause")
        if given:
            self.sequence = sequence = self.sequence + 1
            if (equals(finish_reason, "pause")) and finish_reason is not None:
                self.context.lose("finish_reason", "a pause is not reported in this protocol")
            service_tier2 = usage.get("service_tier")
            service_tier = self.TIERS[service_tier2] if service_tier2 is not None else None
            response: dict[str, Any] = {
                **echo,
                "id": started,
                "object": "response",
                "created_at": self.context.created,
                "status": "completed",
                "model": named,
                "error": None,
                "incomplete_details": None,
                "output": items,
                "usage": self.write_usage_from_usage(usage),
                "service_tier": "default" if service_tier is None else service_tier,
            }
            if (completed_at := time_now(self.context.created)) is not None:
                response["completed_at"] = completed_at
            payload = {"type": "response.completed", "response": response, "sequence_number": sequence}
            self.out.append(b"event: response.completed\ndata: " + to_bytes(payload) + b"\n\n")
        if self.INCOMPLETE_REASONS.get(finish_reason):
            self.sequence = sequence = self.sequence + 1
            incomplete_details: dict[str, Any] = {}
            if (reason := self.INCOMPLETE_REASONS.get(finish_reason)) is not None:
                incomplete_details["reason"] = reason
            service_tier4 = usage.get("service_tier")
            service_tier3 = self.TIERS[service_tier4] if service_tier4 is not None else None
            payload = {
                "type": "response.incomplete",
                "response": {
                    **echo,
                    "id": started,
                    "object": "response",
                    "created_at": self.context.created,
                    "status": "incomplete",
                    "model": named,
                    "error": None,
                    "incomplete_details": incomplete_details,
                    "output": items,
                    "usage": self.write_usage_from_usage(usage),
                    "service_tier": "default" if service_tier3 is None else service_tier3,
                },
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.incomplete\ndata: " + to_bytes(payload) + b"\n\n")

    def error(self, error_type: hub.ErrorType, message: str, usage: hub.Usage | None = None) -> None:
        unstarted = not self.started
        if unstarted:
            context = self.context
            id = context.ids.message_id(None, context.seed)
            self.begin(id, context.client_model or context.model)
        started, named, items, echo = self.started, self.named, self.items, self.echo
        if unstarted:
            self.sequence = sequence = self.sequence + 1
            payload = {
                "type": "response.created",
                "response": {
                    **echo,
                    "id": started,
                    "object": "response",
                    "created_at": self.context.created,
                    "status": "in_progress",
                    "model": named,
                    "error": None,
                    "incomplete_details": None,
                    "output": [],
                },
                "sequence_number": sequence,
            }
            self.out.append(b"event: response.created\ndata: " + to_bytes(payload) + b"\n\n")
        self.sequence = sequence = self.sequence + 1
        response: dict[str, Any] = {
            **echo,
            "id": started,
            "object": "response",
            "created_at": self.context.created,
            "status": "failed",
            "model": named,
            "error": {"code": self.FAILURES[error_type], "message": message},
            "incomplete_details": None,
            "output": items,
        }
        if usage is not None:
            response["usage"] = self.write_usage_from_usage(usage)
        payload = {"type": "response.failed", "response": response, "sequence_number": sequence}
        self.out.append(b"event: response.failed\ndata: " + to_bytes(payload) + b"\n\n")

    def cut_off(self, opened: bool) -> None:
        """Count the open block and its item among the items, cut off and without frames: a client would
        take their end for the end of the item."""
        sent, finish_reason = len(self.out), self.context.finish_reason
        sequence = self.sequence
        self.context.finish_reason = "max_tokens"
        if opened:
            self.close(None)
        self.end_item()
        del self.out[sent:]
        self.sequence = sequence
        self.context.finish_reason = finish_reason


class WholeWriter(Writer):
    """Makes a whole response like the one in the last frame of a streamed response."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.item = self.part = -1
        self.run = ""
        self.parts = []
        self.items = []

    def end_item(self) -> None:
        finish_reason = self.context.finish_reason or None
        if self.run == "text":
            stem, item, parts = self.stem, self.item, self.parts
            status = then(
                self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                "incomplete",
            )
            self.items.append(
                {
                    "id": "msg_" + str(stem) + "_" + str(item),
                    "type": "message",
                    "status": "completed" if status is None else status,
                    "role": "assistant",
                    "content": parts,
                },
            )
        self.run = ""
        self.parts = []

    def add(
        self, index: int, kind: str, opening: dict[str, Any], text: str, cited: Sequence[hub.Citation],
        logprobs: list[Any] | None, signature: str | None, finish_reason: hub.FinishReason | None,
    ) -> None:
        if self.run != "text" or kind not in ("text", "refusal"):
            self.end_item()
        if kind == "text":
            if self.run:
                self.part += 1
            else:
                self.run, self.part = "text", 0
                self.item += 1
            logprobs = logprobs or []
            self.parts.append(
                {
                    "type": "output_text",
                    "text": text,
                    "annotations": [self.write_annotation_from_citation(x) for x in cited],
                    "logprobs": logprobs,
                },
            )
        elif kind == "refusal":
            if self.run:
                self.part += 1
            else:
                self.run, self.part = "text", 0
                self.item += 1
            self.parts.append({"type": "refusal", "refusal": text})
        elif kind == "reasoning":
            self.item += 1
            stem, item = self.stem, self.item
            empty = opening.get("empty")
            item2: Any = None
            if unless(stem, empty):
                item2 = {"type": "summary_text", "text": text}
            item3: dict[str, Any] = {
                "id": "rs_" + str(stem) + "_" + str(item),
                "type": "reasoning",
                "summary": [*([item2] if item2 is not None else [])],
            }
            if signature is not None:
                item3["encrypted_content"] = signature
            self.items.append(item3)
        elif kind == "encrypted_reasoning":
            self.item += 1
            stem, item = self.stem, self.item
            data = opening.get("data") or ""
            item4: dict[str, Any] = {"id": "rs_" + str(stem) + "_" + str(item), "type": "reasoning", "summary": []}
            if data is not None:
                item4["encrypted_content"] = data
            self.items.append(item4)
        elif kind == "tool_call":
            self.item += 1
            stem, item = self.stem, self.item
            id = opening.get("id") or ""
            name = opening.get("name") or ""
            toolset = opening.get("toolset")
            status = then(
                self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                "incomplete",
            )
            arguments = non_empty(text)
            item5: dict[str, Any] = {
                "id": "fc_" + str(stem) + "_" + str(item),
                "type": "function_call",
                "status": "completed" if status is None else status,
                "arguments": "{}" if arguments is None else arguments,
            }
            if id is not None:
                item5["call_id"] = id
            if name is not None:
                item5["name"] = name
            if toolset is not None:
                item5["namespace"] = toolset
            self.items.append(item5)
        elif kind == "custom_tool_call":
            self.item += 1
            stem, item = self.stem, self.item
            id = opening.get("id") or ""
            name = opening.get("name") or ""
            status2 = then(
                self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                "incomplete",
            )
            item6: dict[str, Any] = {
                "id": "ctc_" + str(stem) + "_" + str(item),
                "type": "custom_tool_call",
                "status": "completed" if status2 is None else status2,
                "input": text,
            }
            if id is not None:
                item6["call_id"] = id
            if name is not None:
                item6["name"] = name
            self.items.append(item6)
        elif kind == "native_tool_call":
            self.item += 1
            stem, item = self.stem, self.item
            id = opening.get("id") or ""
            name = opening.get("name") or ""
            input = opening.get("input")
            if equals(name, "local_shell"):
                status3 = then(
                    self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                    "incomplete",
                )
                item7: dict[str, Any] = {
                    "id": "lsh_" + str(stem) + "_" + str(item),
                    "type": "local_shell_call",
                    "status": "completed" if status3 is None else status3,
                }
                if (action := typed(input, "exec")) is not None:
                    item7["action"] = action
                if id is not None:
                    item7["call_id"] = id
                self.items.append(item7)
            if equals(name, "shell"):
                status4 = then(
                    self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                    "incomplete",
                )
                item8: dict[str, Any] = {
                    "id": "sh_" + str(stem) + "_" + str(item),
                    "type": "shell_call",
                    "status": "completed" if status4 is None else status4,
                }
                if input is not None:
                    item8["action"] = input
                if id is not None:
                    item8["call_id"] = id
                self.items.append(item8)
            if equals(name, "tool_search"):
                status5 = then(
                    self.INCOMPLETE_REASONS.get(finish_reason) if finish_reason is not None else None,
                    "incomplete",
                )
                item9: dict[str, Any] = {
                    "id": "tsc_" + str(stem) + "_" + str(item),
                    "type": "tool_search_call",
                    "status": "completed" if status5 is None else status5,
                    "execution": "client",
                }
                if input is not None:
                    item9["arguments"] = input
                if id is not None:
                    item9["call_id"] = id
                self.items.append(item9)
            given = then(equals(name, "local_shell"), "")
            if given is None:
                given = then(equals(name, "shell"), "")
            if given is None:
                given = then(equals(name, "tool_search"), "")
            if given is None:
                given = stem
            if given:
                item10: dict[str, Any] = {
                    "id": "apc_" + str(stem) + "_" + str(item),
                    "type": "apply_patch_call",
                    "status": "completed",
                }
                if id is not None:
                    item10["call_id"] = id
                if input is not None:
                    item10["operation"] = input
                self.items.append(item10)
        elif kind == "hosted_tool_call":
            name = opening.get("name") or ""
            given2 = then(equals(name, "web_search"), "")
            if given2 is None:
                given2 = name
            if given2:
                self.context.lose(
                    "blocks.hosted_tool_call",
                    "calls of other hosted tools are not part of this protocol",
                )
                return
            self.item += 1
            stem, item = self.stem, self.item
            error_code = opening.get("error_code")
            status6 = then(error_code, "failed")
            query = member(from_json(text), "query")
            self.items.append(
                {
                    "id": "ws_" + str(stem) + "_" + str(item),
                    "type": "web_search_call",
                    "status": "completed" if status6 is None else status6,
                    "action": {"type": "search", "query": "" if query is None else query},
                },
            )

    def response(
        self, finish_reason: hub.FinishReason, stop_sequence: str | None, refusal: str | None, usage: hub.Usage,
    ) -> dict[str, Any]:
        self.end_item()
        started, named, items, echo = self.started, self.named, self.items, self.echo
        made: dict[str, Any] = {}
        given = equals(self.ENDINGS.get(finish_reason), "completed")
        if given is None:
            given = equals(finish_reason, "pause")
        if given:
            if (equals(finish_reason, "pause")) and finish_reason is not None:
                self.context.lose("finish_reason", "a pause is not reported in this protocol")
            service_tier2 = usage.get("service_tier")
            service_tier = self.TIERS[service_tier2] if service_tier2 is not None else None
            response: dict[str, Any] = {
                **echo,
                "id": started,
                "object": "response",
                "created_at": self.context.created,
                "status": "completed",
                "model": named,
                "error": None,
                "incomplete_details": None,
                "output": items,
                "usage": self.write_usage_from_usage(usage),
                "service_tier": "default" if service_tier is None else service_tier,
            }
            if (completed_at := time_now(self.context.created)) is not None:
                response["completed_at"] = completed_at
            made = response
        if self.INCOMPLETE_REASONS.get(finish_reason):
            incomplete_details: dict[str, Any] = {}
            if (reason := self.INCOMPLETE_REASONS.get(finish_reason)) is not None:
                incomplete_details["reason"] = reason
            service_tier4 = usage.get("service_tier")
            service_tier3 = self.TIERS[service_tier4] if service_tier4 is not None else None
            made = {
                **echo,
                "id": started,
                "object": "response",
                "created_at": self.context.created,
                "status": "incomplete",
                "model": named,
                "error": None,
                "incomplete_details": incomplete_details,
                "output": items,
                "usage": self.write_usage_from_usage(usage),
                "service_tier": "default" if service_tier3 is None else service_tier3,
            }
        return made
