"""Requests of OpenAI Responses.

Generated from specs/protocols/openai_responses/request.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import at_least, data_url, filed_as, filled, join, member, only_text, then, to_json
from dragoman_adapters.openai_responses.types import WriteTypes


class TextPart(TypedDict, total=False):
    type: Literal["input_text"]
    text: str


class ReasoningItem(TypedDict, total=False):
    type: Literal["reasoning"]
    id: str | None
    summary: list[SummaryPart]
    encrypted_content: str


class CallItem(TypedDict, total=False):
    type: Literal["function_call"]
    call_id: str
    name: str
    arguments: str


class CompactionItem(TypedDict, total=False):
    type: Literal["compaction"]
    id: str | None
    encrypted_content: str


class Request(TypedDict, total=False):
    model: str
    input: list[Any]
    instructions: str | None
    max_output_tokens: int | None
    temperature: float | None
    top_p: float | None
    stream: bool | None
    store: bool | None
    include: list[str] | None
    tools: list[Any] | None
    tool_choice: Any
    parallel_tool_calls: bool | None
    text: TextOptions | None
    reasoning: Reasoning | None
    service_tier: str | None


class Reasoning(TypedDict, total=False):
    effort: str | None
    summary: str | None


class TextOptions(TypedDict, total=False):
    format: Any


class SchemaFormat(TypedDict, total=False):
    type: Literal["json_schema"]
    name: str
    description: str | None
    schema: Any
    strict: bool | None


class AnyFormat(TypedDict, total=False):
    type: Literal["json_object"]
    note: str | None


class Message(TypedDict, total=False):
    type: Literal["message"]
    role: str
    content: str | list[Any]


class SummaryPart(TypedDict, total=False):
    type: str
    text: str


class OutputItem(TypedDict, total=False):
    type: Literal["function_call_output"]
    call_id: str
    output: str | list[Any]


class ImagePart(TypedDict, total=False):
    type: Literal["input_image"]
    image_url: str
    detail: str


class FilePart(TypedDict, total=False):
    type: Literal["input_file"]
    filename: str | None
    file_data: str | None
    file_url: str | None


class FunctionTool(TypedDict, total=False):
    type: Literal["function"]
    name: str
    description: str | None
    parameters: Any
    strict: bool


class SearchTool(TypedDict, total=False):
    type: Literal["web_search"]
    filters: Filters | None
    user_location: Any


class Filters(TypedDict, total=False):
    allowed_domains: list[str] | None


class FunctionChoice(TypedDict, total=False):
    type: Literal["function"]
    name: str


class WriteRequest(WriteTypes):
    @classmethod
    def of(cls, request: hub.Request, context: Context) -> Request:
        return cls(context).write(request)

    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.wrap_custom_tools(request, self.context)
        passes.select_hosted_tools(request, self.context, tool_types=[])
        passes.select_tools(request, self.context, max_tools=128, deferred="all")
        passes.open_signatures(request, self.context, kinds=["rs"], before=["text", "tool_call"])
        passes.place_system_messages(request, self.context, mid_conversation="in_place")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context)
        passes.mark_failed_results(request, self.context, prefix="Error: ")
        passes.place_media(request, self.context, native=True, documents=True, vision=True, files=True, links=True)
        passes.drop_empty(request, self.context)
        passes.end_on_user(request, self.context, mode="refuse")
        passes.limit_cache_breakpoints(request, self.context, max_count=0)
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]")
        passes.shorten_ids(request, self.context, max_length=64)
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
        )
        passes.map_reasoning_effort(request, self.context, efforts=[])
        passes.limit_stop_sequences(request, self.context, max_count=0)
        passes.cap_max_tokens(request, self.context, caps={})
        return self.write_request_from_request(request)

    def write_request_from_request(self, it: hub.Request) -> Request:
        if it.get("top_k") is not None:
            self.context.lose("top_k", "top_k is not supported by this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        messages = it["messages"]
        out: Request = {
            "model": it["model"],
            "input": [y for x in messages for y in self.write_item_from_message(x)],
            "store": False,
        }
        system = it.get("system")
        if (instructions := join([x["text"] for x in system or ()], "\n\n")) is not None:
            out["instructions"] = instructions
        if (max_output_tokens := at_least(it.get("max_tokens"), 16)) is not None:
            out["max_output_tokens"] = max_output_tokens
        if (temperature := it.get("temperature")) is not None:
            out["temperature"] = temperature
        if (top_p := it.get("top_p")) is not None:
            out["top_p"] = top_p
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
        tools = it.get("tools")
        item = then(filled([x for x in tools or () if x["kind"] == "hosted"]), "web_search_call.action.sources")
        if (include := [*([item] if item is not None else [])]):
            out["include"] = include
        if (tools2 := [tool for x in tools or () if (tool := self.write_tool_from_tool(x)) is not None]):
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        if tool_choice is not None:
            out["tool_choice"] = self.write_tool_choice_from_tool_choice(tool_choice)
        if (parallel_tool_calls := it.get("parallel_tool_calls")) is not None:
            out["parallel_tool_calls"] = parallel_tool_calls
        text_2: Any = None
        response_format = it.get("response_format")
        if response_format and response_format.get("schema"):
            name = response_format.get("name")
            schema = response_format.get("schema")
            strict = response_format.get("strict")
            format_: SchemaFormat = {
                "type": "json_schema",
                "name": "structured_output" if name is None else name,
                "schema": {} if schema is None else schema,
                "strict": False if strict is None else strict,
            }
            if (description := response_format.get("description")) is not None:
                format_["description"] = description
            text_2 = {"format": format_}
        text_: Any = text_2
        if text_ is None:
            text_3: Any = None
            if response_format and response_format.get("json_object"):
                text_3 = {"format": {"type": "json_object"}}
            text_ = text_3
        if text_ is not None:
            out["text"] = text_
        reasoning: Any = None
        if it.get("reasoning_effort"):
            reasoning2: Reasoning = {}
            if (effort := it.get("reasoning_effort")) is not None:
                reasoning2["effort"] = effort
            reasoning = reasoning2
        if reasoning:
            out["reasoning"] = reasoning
        service_tier = it.get("service_tier")
        if service_tier is not None:
            out["service_tier"] = self.TIERS[service_tier]
        return out

    def write_item_from_message(self, it: hub.Message) -> list[Any]:
        blocks_ = it["blocks"]
        if [x for x in blocks_ if x["kind"] == "encrypted_reasoning"]:
            self.context.lose(
                "messages.blocks.encrypted_reasoning",
                "reasoning of other vendors is not accepted by this provider",
            )
        if [x for x in blocks_ if x["kind"] == "hosted_tool_call"]:
            self.context.lose("messages.blocks.hosted_tool_call", "hosted tool calls are executed by the vendor only")
        if [x for x in blocks_ if x["kind"] == "hosted_tool_result"]:
            self.context.lose("messages.blocks.hosted_tool_result", "hosted tool calls are executed by the vendor only")
        if it["role"] == "system":
            content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n\n")
            return [{"type": "message", "role": "developer", "content": "" if content is None else content}]
        elif it["role"] == "user":
            item: Any = None
            if [x for x in blocks_ if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document"]:
                item = {
                    "type": "message",
                    "role": "user",
                    "content": [
                        part
                        for x in blocks_
                        if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document"
                        if (part := self.write_part_from_block(x)) is not None
                    ],
                }
            return [
                *[self.write_item_from_tool_result(x) for x in blocks_ if x["kind"] == "tool_result"],
                *([item] if item is not None else []),
            ]
        else:  # assistant
            return [item2 for x in blocks_ if (item2 := self.write_item_from_block(x)) is not None]

    def write_item_from_tool_result(self, it: hub.ToolResult) -> Any:
        output: Any = only_text(it["blocks"])
        if output is None:
            blocks_ = it["blocks"]
            output = [part for x in blocks_ if (part := self.write_part_from_block(x)) is not None]
        return {"type": "function_call_output", "call_id": it["id"], "output": output}

    def write_item_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            return {"type": "message", "role": "assistant", "content": it["text"]}
        elif it["kind"] == "tool_call":
            arguments = to_json(it["input"])
            return {
                "type": "function_call",
                "call_id": it["id"],
                "name": it["name"],
                "arguments": "{}" if arguments is None else arguments,
            }
        elif it["kind"] == "reasoning":
            found2: Any = None
            if member(it.get("details"), "as"):
                encrypted_content = member(it.get("details"), "e")
                found3: CompactionItem = {
                    "type": "compaction",
                    "encrypted_content": "" if encrypted_content is None else encrypted_content,
                }
                if (id_ := member(it.get("details"), "i")) is not None:
                    found3["id"] = id_
                found2 = found3
            found: Any | None = found2
            if found is not None:
                return found
            item: Any = None
            if it["text"]:
                item = {"type": "summary_text", "text": it["text"]}
            encrypted_content2 = member(it.get("details"), "e")
            out: ReasoningItem = {
                "type": "reasoning",
                "summary": [*([item] if item is not None else [])],
                "encrypted_content": "" if encrypted_content2 is None else encrypted_content2,
            }
            if (id_2 := member(it.get("details"), "i")) is not None:
                out["id"] = id_2
            return out
        else:
            return None

    def write_part_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            return {"type": "input_text", "text": it["text"]}
        elif it["kind"] == "image":
            image_url = data_url(it)
            if image_url is None:
                image_url = it.get("url")
            return {"type": "input_image", "image_url": "" if image_url is None else image_url, "detail": "auto"}
        elif it["kind"] == "document":
            found2: Any = None
            if it.get("data"):
                found3: FilePart = {"type": "input_file", "filename": filed_as(it)}
                if (file_data := data_url(it)) is not None:
                    found3["file_data"] = file_data
                found2 = found3
            found: Any | None = found2
            if found is not None:
                return found
            out: FilePart = {"type": "input_file"}
            if (file_url := it.get("url")) is not None:
                out["file_url"] = file_url
            return out
        else:
            return None

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "function":
            if it.get("examples") is not None:
                self.context.lose("tools.examples", "tool examples are not supported by this provider")
            parameters = it.get("schema")
            strict = it.get("strict")
            out: FunctionTool = {
                "type": "function",
                "name": it["name"],
                "parameters": {} if parameters is None else parameters,
                "strict": False if strict is None else strict,
            }
            if (description := it.get("description")) is not None:
                out["description"] = description
            return out
        elif it["kind"] == "hosted":
            if it.get("blocked_domains") is not None:
                self.context.lose("tools.blocked_domains", "blocked domains are not supported by this provider")
            if it.get("max_uses") is not None:
                self.context.lose("tools.max_uses", "the number of searches cannot be limited at this provider")
            out2: SearchTool = {"type": "web_search"}
            filters: Filters = {}
            if allowed_domains := it.get("allowed_domains"):
                filters["allowed_domains"] = allowed_domains
            if filters:
                out2["filters"] = filters
            if (user_location := it.get("user_location")) is not None:
                out2["user_location"] = user_location
            return out2
        else:  # custom, toolset
            return None

    def write_tool_choice_from_tool_choice(self, it: hub.ToolChoice) -> Any:
        if it["mode"] == "auto":
            return "auto"
        elif it["mode"] == "any":
            return "required"
        elif it["mode"] == "tool":
            name = it.get("name")
            return {"type": "function", "name": "" if name is None else name}
        else:  # none
            return "none"


write: Final = WriteRequest.of
