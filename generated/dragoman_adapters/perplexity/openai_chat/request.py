"""Perplexity: changes to requests.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import concat, data_url, pdf_name
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
        passes.select_tools(request, self.context, max_tools=128, hosted=["search"])
        passes.open_signatures(request, self.context, kinds=[])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        passes.place_media(request, self.context, native=False, vision=True, files=True, links=True)
        passes.render_tool_calls(request, self.context, call="[called {name}: {input}]", result="[result of {name}]\n")
        passes.arrange_messages(request, self.context, end="refuse", alternate=True)
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=40)
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
        )
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"] if self.context.holds[0] else [])
        passes.limit_parameters(request, self.context, stop_sequences=0)
        return self.write_request_from_request(request)

    def write_request_from_request(self, it: hub.Request) -> Request:
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")
        if it.get("top_k") is not None:
            self.context.lose("top_k", "top_k is not supported by this provider")
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
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
        system = it.get("system")
        item = self.write_system_message_from_texts(system) if system is not None else None
        messages = it["messages"]
        out: Request = {
            "model": it["model"],
            "messages": [
                *([item] if item is not None else []),
                *[y for x in messages for y in self.write_message_from_message(x)],
            ],
        }
        if (temperature := it.get("temperature")) is not None:
            out["temperature"] = temperature
        if (top_p := it.get("top_p")) is not None:
            out["top_p"] = top_p
        if stop := it.get("stop_sequences"):
            out["stop"] = stop
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
        response_format = it.get("response_format")
        if response_format is not None:
            out["response_format"] = self.write_response_format_from_response_format(response_format)
        if (reasoning_effort := it.get("reasoning_effort")) is not None:
            out["reasoning_effort"] = reasoning_effort
        if (seed := it.get("seed")) is not None:
            out["seed"] = seed
        if (frequency_penalty := it.get("frequency_penalty")) is not None:
            out["frequency_penalty"] = frequency_penalty
        if (presence_penalty := it.get("presence_penalty")) is not None:
            out["presence_penalty"] = presence_penalty
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (search_domain_filter := concat([x.get("allowed_domains") for x in tools or () if x["kind"] == "hosted"])):
            out["search_domain_filter"] = search_domain_filter
        return out

    def write_part_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            return {"type": "text", "text": it["text"]}
        elif it["kind"] == "image":
            url = data_url(it)
            if url is None:
                url = it.get("url")
            return {"type": "image_url", "image_url": {"url": "" if url is None else url}}
        elif it["kind"] == "document":
            url2 = it.get("data")
            if url2 is None:
                url2 = it.get("url")
            return {"type": "file_url", "file_url": {"url": "" if url2 is None else url2}, "file_name": pdf_name(it)}
        else:
            return None

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
