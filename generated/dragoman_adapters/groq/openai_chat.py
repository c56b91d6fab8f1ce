"""Groq, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import concat, nested_text, non_empty
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman.library.streams import Blocks
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import foreign_details, reasoning_field, reasoning_tags


class Error(types.Error, total=False):
    failed_generation: str | None


class Page(TypedDict, total=False):
    url: str | None
    title: str | None
    content: str | None


class Request(request.Request, total=False):
    reasoning_format: str | None


class ReadTypes(types.ReadTypes):
    TIERS: ClassVar[dict[str, hub.ServiceTier]] = {
        "auto": "auto", "flex": "batch", "on_demand": "standard", "performance": "priority", "scale": "priority",
        "fast": "priority", "default": "standard", "priority": "priority",
    }

    def read_api_error_from_error_message(self, it: Error) -> str:
        message = it.get("message")
        found2 = message if isinstance(message, str) else None
        part = "" if found2 is None else found2
        part2 = non_empty(it.get("failed_generation"))
        found: str | None = str(part) + " The model wrote: " + str(part2) if part2 is not None else None
        if found is not None:
            return found
        out = nested_text(message if isinstance(message, str) else None, "message")
        return "" if out is None else out

    def read_citation_from_page(self, it: Page) -> hub.Citation | None:
        if not non_empty(it.get("url")):
            return None
        url = it.get("url")
        out: hub.Citation = {"url": "" if url is None else url}
        if (title := it.get("title")) is not None:
            out["title"] = title
        if (quote := it.get("content")) is not None:
            out["quote"] = quote
        return out


class WriteTypes(types.WriteTypes):
    TIERS: ClassVar[dict[str, str]] = {
        "auto": "auto", "batch": "flex", "standard": "on_demand", "priority": "performance",
    }


class WriteRequest(WriteTypes, request.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(
            request, self.context, max_tools=128, hosted=["search"] if self.context.holds[2] else [],
            exclusive=self.context.holds[2],
        )

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[0], files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=[
                "none", "low", "medium", "high",
            ] if self.context.holds[3] else ["none", "default"] if self.context.holds[1] else ["low", "medium", "high"] if self.context.holds[2] else [],
            disabled="none" if self.context.holds[1] else "",
        )

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (reasoning_format := "parsed" if self.context.holds[1] else None) is not None:
            out["reasoning_format"] = reasoning_format
        return out

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "hosted":
            if self.context.holds[2]:
                if it.get("allowed_domains") is not None:
                    self.context.lose("tools.allowed_domains", "allowed domains are not supported by this search")
                if it.get("blocked_domains") is not None:
                    self.context.lose("tools.blocked_domains", "blocked domains are not supported by this search")
                if it.get("max_uses") is not None:
                    self.context.lose("tools.max_uses", "the number of searches cannot be limited")
                if it.get("user_location") is not None:
                    self.context.lose("tools.user_location", "the user location is not supported by this search")
                return {"type": "browser_search"}
            else:
                return None
        elif it["kind"] == "toolset":
            return None
        else:
            return super().write_tool_from_tool(it)


class ReadResponse(ReadTypes, reasoning_field.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Message": {"reasoning": "str", "executed_tools": ["Executed"], "reasoning_content": "json"},
        "Executed": {"search_results": "Results"},
        "Results": {"results": ["Page"]},
        "Page": {"url": "str", "title": "str", "content": "str"},
    }).check("Completion"))

    def read(self, body: response.Completion) -> hub.Response:
        answer = super().read(body)
        if self.context.holds[1]:
            passes.extract_reasoning(
                answer, self.context,
                start_tag=[
                    "<think>",
                    "<thinking>",
                    "<thought>",
                    "<reasoning>",
                    "<mm:think>",
                    "<seed:think>",
                    "[THINK]",
                    "<|channel|>analysis<|message|>",
                    "<|start|>assistant<|channel|>analysis<|message|>",
                    "<|channel>thought",
                    "<|start|>assistant",
                    "<|channel|>final<|message|>",
                ],
                end_tag=[
                    "</think>",
                    "</thinking>",
                    "</thought>",
                    "</reasoning>",
                    "</mm:think>",
                    "</seed:think>",
                    "[/THINK]",
                    "<|end|>",
                    "<|end|>",
                    "<channel|>",
                    "",
                    "",
                ],
            )
        return answer

    def read_text_from_choice(self, it: Any) -> hub.Text | None:
        message = it.get("message")
        content = message.get("content") if message else None
        given: Any = non_empty(content if isinstance(content, str) else None)
        if given is None:
            given = non_empty(message.get("annotations") if message else None)
        if given is None:
            logprobs = it.get("logprobs")
            given = non_empty(logprobs.get("content") if logprobs else None)
        if given is None:
            executed_tools = message.get("executed_tools") if message else None
            given = concat([(x.get("search_results") or {}).get("results") for x in executed_tools or ()])
        if not given:
            return None
        text = content if isinstance(content, str) else None
        out: hub.Text = {"kind": "text", "text": "" if text is None else text}
        annotations = message.get("annotations") if message else None
        executed_tools2 = message.get("executed_tools") if message else None
        citations = concat([(x.get("search_results") or {}).get("results") for x in executed_tools2 or ()])
        citations2 = [
            *[citation for x in annotations or () if (citation := self.read_citation_from_annotation(x)) is not None],
            *[citation2 for x in citations or () if (citation2 := self.read_citation_from_page(x)) is not None],
        ]
        if citations2:
            out["citations"] = citations2
        logprobs2 = it.get("logprobs")
        if (logprobs3 := non_empty(logprobs2.get("content") if logprobs2 else None)) is not None:
            out["logprobs"] = logprobs3
        return out


class Reader(ReadTypes, reasoning_field.Reader):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_begin(it)
        self.on_tier(it)
        x_groq = it.get("x_groq")
        if x_groq:
            self.on_count_groq(x_groq)
        self.on_count(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        if choice:
            if self.on_other(choice):
                return
        self.on_second(it)
        logprobs = choice.get("logprobs") if choice else None
        if logprobs:
            self.on_scores(logprobs)
        delta = choice.get("delta") if choice else None
        if delta:
            self.on_reasoning(delta)
            self.on_text(delta)
        if choice:
            self.on_plain(choice)
        if delta:
            self.on_parts(delta)
            self.on_refusal(delta)
            self.on_cites(delta)
            self.on_found(delta)
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_message(choice)
        self.on_broken(it)
        if choice:
            self.on_broke(choice)
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)

    def on_count_groq(self, x_groq: Any) -> None:
        usage = x_groq.get("usage")
        if usage:
            self.blocks.record(usage=self.read_usage_from_usage(usage))

    def on_found(self, delta: Any) -> None:
        for found in delta.get("executed_tools") or ():
            search_results = found.get("search_results")
            results = search_results.get("results") if search_results else None
            for page in results or ():
                citation = self.read_citation_from_page(page)
                if citation is not None:
                    self.blocks.citation(citation)


class ReaderWhen1(reasoning_tags.Reader, Reader):
    """When the model is qwen/qwen3*."""


class ReadErrors(ReadTypes, errors.ReadErrors):
    CHECK = staticmethod(errors.SHAPES.extend({
        "Error": {"failed_generation": "str"},
    }).check("Body"))

    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {
        400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
        405: "invalid_request", 408: "timeout", 409: "conflict", 413: "request_too_large", 422: "invalid_request",
        429: "rate_limit", 503: "overloaded", 504: "timeout", 529: "overloaded", 498: "overloaded",
    }


check_event: Final = stream.SHAPES.extend({
    "Chunk": {"x_groq": "XGroq"},
    "Delta": {"reasoning": "str", "executed_tools": ["Executed"], "reasoning_content": "json"},
    "Executed": {"search_results": "Results"},
    "Results": {"results": ["Page"]},
    "Page": {"url": "str", "title": "str", "content": "str"},
    "XGroq": {"id": "str", "seed": "int", "usage": "Usage"},
}).check("Chunk")


def reader(blocks: Blocks, context: Context) -> Reader:
    if context.holds[1]:
        return ReaderWhen1(blocks, context)
    return Reader(blocks, context)


write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = ReadErrors.of
read_result: Final = ReadResponse.result_of
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("openai/gpt-oss-*", "llama-3*", "qwen/qwen3-32b", "groq/compound*")),
    When(model=("qwen/qwen3*",)),
    When(model=("openai/gpt-oss-*",)),
    When(model=("qwen/qwen3.8*",)),
)

patch: Final = in_order(foreign_details.patch)
