"""Perplexity: changes to requests.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import concat, pdf_name
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import Custom, Function


class Request(base.Request, total=False):
    search_domain_filter: list[str] | None


class FileUrlPart(TypedDict, total=False):
    type: Literal["file_url"]
    file_url: FileUrl
    file_name: str | None


class FileUrl(TypedDict, total=False):
    url: str


class WriteRequest(base.WriteRequest):
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

    write_request_max_completion_tokens = base.WriteRequest.nothing
    write_request_stream_options = base.WriteRequest.nothing
    write_request_tools = base.WriteRequest.nothing
    write_request_tool_choice = base.WriteRequest.nothing
    write_request_parallel_tool_calls = base.WriteRequest.nothing
    write_request_service_tier = base.WriteRequest.nothing

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
            function: Function = {"name": it["name"]}
            if (description := it.get("description")) is not None:
                function["description"] = description
            if (parameters := it.get("schema")) is not None:
                function["parameters"] = parameters
            if (strict := it.get("strict")) is not None:
                function["strict"] = strict
            return {"type": "function", "function": function}
        elif it["kind"] == "custom":
            custom: Custom = {"name": it["name"]}
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


write: Final = WriteRequest.of
