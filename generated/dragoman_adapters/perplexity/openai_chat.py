"""Perplexity, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import at_most, concat, join, minus, non_empty, pdf_name
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import foreign_details


class Usage(types.Usage, total=False):
    num_search_queries: int | None
    citation_tokens: int | None
    reasoning_tokens: int | None
    search_context_size: str | None
    cost: Any


class SearchResult(TypedDict, total=False):
    title: str | None
    url: str | None
    date: str | None
    last_updated: str | None
    snippet: str | None
    source: str | None


class Request(request.Request, total=False):
    search_domain_filter: list[str] | None


class Completion(TypedDict, total=False):
    id: str | None
    object: str | None
    created: int | None
    model: str | None
    choices: list[response.Choice] | None
    usage: Usage | None
    error: Any
    service_tier: str | None
    system_fingerprint: str | None
    metadata: Any
    moderation: Any
    citations: list[str] | None
    search_results: list[SearchResult] | None


class ReadTypes(types.ReadTypes):
    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cached_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        rest = minus(it.get("prompt_tokens"), cached_tokens)
        cache_write_tokens = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        completion_tokens = it.get("completion_tokens")
        completion_tokens_details = it.get("completion_tokens_details")
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        if reasoning_tokens is None:
            reasoning_tokens = it.get("reasoning_tokens")
        num_search_queries = it.get("num_search_queries")
        out: hub.Usage = {}
        if cached_tokens is not None:
            out["cache_read_tokens"] = cached_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if completion_tokens is not None:
            out["output_tokens"] = completion_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        if num_search_queries is not None:
            out["web_searches"] = num_search_queries
        return out

    def read_citation_from_search_result(self, it: SearchResult) -> hub.Citation | None:
        if not non_empty(it.get("url")):
            return None
        url = it.get("url")
        out: hub.Citation = {"url": "" if url is None else url}
        if (title := it.get("title")) is not None:
            out["title"] = title
        if (quote := it.get("snippet")) is not None:
            out["quote"] = quote
        return out

    def read_citation_from_str(self, it: str) -> hub.Citation:
        return {"url": it}


class WriteRequest(request.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        self.render_refusals(request)
        self.select_tools(request)
        self.open_signatures(request)
        self.place_system_messages(request)
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        self.pair_tool_results(request)
        self.place_media(request)
        passes.render_tool_calls(request, self.context, call="[called {name}: {input}]", result="[result of {name}]\n")
        self.arrange_messages(request)
        self.shorten_names(request)
        self.compile_schemas(request)
        self.map_reasoning(request)
        self.limit_parameters(request)
        return self.write_request_from_request(request)

    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, hosted=["search"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=True, links=True)

    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(request, self.context, end="refuse", alternate=True)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"] if self.context.holds[0] else [])

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, stop_sequences=0)

    write_request_max_completion_tokens = request.WriteRequest.nothing
    write_request_stream_options = request.WriteRequest.nothing
    write_request_tools = request.WriteRequest.nothing
    write_request_tool_choice = request.WriteRequest.nothing
    write_request_parallel_tool_calls = request.WriteRequest.nothing
    write_request_service_tier = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        tools = it.get("tools")
        if (search_domain_filter := concat([x.get("allowed_domains") for x in tools or () if x["kind"] == "hosted"])):
            out["search_domain_filter"] = search_domain_filter
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")
        tools = it.get("tools")
        if [
            x
            for x in tools
            if x["kind"] == "function" or x["kind"] == "custom"
        ] if tools is not None else None and it.get("tools") is not None:
            self.context.lose("tools", "tools are not supported by this provider")
        lost = [x.get("blocked_domains") for x in tools or ()]
        if [x for x in lost or () if x is not None]:
            self.context.lose(
                "tools.*.blocked_domains",
                "blocked domains are not supported together with allowed domains",
            )

    def write_part_from_block_document(self, it: hub.Document) -> Any:
        if it.get("context") is not None:
            self.context.lose("messages.blocks.context", "the context of a file is not supported by this provider")
        url = it.get("data")
        if url is None:
            url = it.get("url")
        return {"type": "file_url", "file_url": {"url": "" if url is None else url}, "file_name": pdf_name(it)}

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "function":
            if it.get("examples") is not None:
                self.context.lose("tool.examples", "tool examples are not supported by this provider")
            function: request.Function = {"name": it["name"]}
            if (description := it.get("description")) is not None:
                function["description"] = description
            if (parameters := it.get("schema")) is not None:
                function["parameters"] = parameters
            if (strict := it.get("strict")) is not None:
                function["strict"] = strict
            return {"type": "function", "function": function}
        elif it["kind"] == "custom":
            custom: request.Custom = {"name": it["name"]}
            if (description2 := it.get("description")) is not None:
                custom["description"] = description2
            if it.get("grammar"):
                grammar = it.get("grammar")
                syntax = grammar["syntax"] if grammar else None
                definition = grammar["definition"] if grammar else None
                custom["format"] = {
                    "type": "grammar",
                    "grammar": {
                        "syntax": "lark" if syntax is None else syntax,
                        "definition": "" if definition is None else definition,
                    },
                }
            return {"type": "custom", "custom": custom}
        else:  # hosted, toolset
            return None


class ReadResponse(ReadTypes, response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Completion": {"citations": ["str"], "search_results": ["SearchResult"]},
        "Usage": {
            "num_search_queries": "int", "citation_tokens": "int", "reasoning_tokens": "int",
            "search_context_size": "str", "cost": "json",
        },
        "SearchResult": {
            "title": "str", "url": "str", "date": "str", "last_updated": "str", "snippet": "str", "source": "str",
        },
    }).check("Completion"))

    def read(self, body: response.Completion) -> hub.Response:
        answer = super().read(body)
        if self.context.holds[1]:
            passes.extract_reasoning(answer, self.context, start_tag="<think>", end_tag="</think>")
        return answer

    def read_response_from_completion_blocks(self, it: Completion) -> list[hub.Block]:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        message = choice.get("message") if choice else None
        item = self.read_reasoning_from_message(message) if message is not None else None
        content = message.get("content") if message else None
        out = content if isinstance(content, list) else None
        item2 = self.read_text_from_completion(it)
        item3 = non_empty(join([str_ for x in out or () if (str_ := self.read_str_from_piece(x)) is not None], ""))
        item4 = self.read_text_from_str(item3) if item3 is not None else None
        item5 = non_empty(message.get("refusal") if message else None)
        item6 = self.read_refusal_from_str(item5) if item5 is not None else None
        audio = message.get("audio") if message else None
        item7 = non_empty(audio.get("transcript") if audio else None)
        item8 = self.read_text_from_str(item7) if item7 is not None else None
        tool_calls = message.get("tool_calls") if message else None
        function_call = message.get("function_call") if message else None
        item9 = self.read_tool_call_from_function(function_call) if function_call is not None else None
        return [
            *([item] if item is not None else []),
            *[reasoning for x in out or () if (reasoning := self.read_reasoning_from_piece(x)) is not None],
            *([item2] if item2 is not None else []),
            *([item4] if item4 is not None else []),
            *([item6] if item6 is not None else []),
            *([item8] if item8 is not None else []),
            *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
            *([item9] if item9 is not None else []),
        ]

    def read_text_from_str(self, it: str) -> hub.Text:
        return {"kind": "text", "text": it}

    def read_text_from_choice(self, it: response.Choice) -> hub.Text | None:
        message = it.get("message")
        content = message.get("content") if message else None
        given: Any = non_empty(content if isinstance(content, str) else None)
        if given is None:
            given = non_empty(message.get("annotations") if message else None)
        if given is None:
            logprobs = it.get("logprobs")
            given = non_empty(logprobs.get("content") if logprobs else None)
        if not given:
            return None
        text = content if isinstance(content, str) else None
        out: hub.Text = {"kind": "text", "text": "" if text is None else text}
        annotations = message.get("annotations") if message else None
        citations = [
            citation
            for x in annotations or ()
            if (citation := self.read_citation_from_annotation(x)) is not None
        ]
        if citations:
            out["citations"] = citations
        logprobs2 = it.get("logprobs")
        if (logprobs3 := non_empty(logprobs2.get("content") if logprobs2 else None)) is not None:
            out["logprobs"] = logprobs3
        return out

    def read_text_from_completion(self, it: Completion) -> hub.Text | None:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        message = choice.get("message") if choice else None
        content = message.get("content") if message else None
        given: Any = non_empty(content if isinstance(content, str) else None)
        if given is None:
            given = non_empty(it.get("search_results"))
        if given is None:
            given = non_empty(it.get("citations"))
        if not given:
            return None
        text = content if isinstance(content, str) else None
        out: hub.Text = {"kind": "text", "text": "" if text is None else text}
        search_results = it.get("search_results")
        citations = it.get("citations")
        citations2 = [
            *[
                citation
                for x in search_results or ()
                if (citation := self.read_citation_from_search_result(x)) is not None
            ],
            *[self.read_citation_from_str(x) for x in citations or ()],
        ]
        if citations2:
            out["citations"] = citations2
        return out


class Reader(ReadTypes, stream.Reader):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_begin(it)
        self.on_tier(it)
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
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_message(choice)
        self.on_broken(it)
        if choice:
            self.on_broke(choice)
        self.on_sources(it)
        self.on_links(it)
        if choice:
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)

    def on_sources(self, it: Any) -> None:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        finish_reason = choice.get("finish_reason") if choice else None
        if finish_reason:
            for source in it.get("search_results") or ():
                citation = self.read_citation_from_search_result(source)
                if citation is not None:
                    self.blocks.citation(citation)

    def on_links(self, it: Any) -> None:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        finish_reason = choice.get("finish_reason") if choice else None
        if finish_reason:
            for link in it.get("citations") or ():
                citation = self.read_citation_from_str(link)
                if citation is not None:
                    self.blocks.citation(citation)


class ReaderWhen1(Reader):
    """When the model is sonar-reasoning*, sonar-deep-research."""

    def __init__(self, blocks: Blocks, context: Context) -> None:
        super().__init__(blocks, context)
        self.tags = Tags("<think>", "</think>")

    def on_text(self, delta: Any) -> None:
        content = delta.get("content")
        text = content if isinstance(content, str) else None
        if text:
            for kind, piece in self.tags.feed(text):
                self.blocks.add_text(kind, piece)

    def final_marker(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.add_text(kind, piece)
        self.blocks.finish()

    def eof(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.add_text(kind, piece)
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")


check_event: Final = stream.SHAPES.extend({
    "Chunk": {"citations": ["str"], "search_results": ["SearchResult"]},
    "Usage": {
        "num_search_queries": "int", "citation_tokens": "int", "reasoning_tokens": "int",
        "search_context_size": "str", "cost": "json",
    },
    "SearchResult": {
        "title": "str", "url": "str", "date": "str", "last_updated": "str", "snippet": "str", "source": "str",
    },
}).check("Chunk")


def reader(blocks: Blocks, context: Context) -> Reader:
    if context.holds[1]:
        return ReaderWhen1(blocks, context)
    return Reader(blocks, context)


write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
read_result: Final = ReadResponse.result_of
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("sonar-deep-research",)),
    When(model=("sonar-reasoning*", "sonar-deep-research")),
)

patch: Final = in_order(foreign_details.patch)
