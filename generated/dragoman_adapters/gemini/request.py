"""Requests of Gemini generateContent.

Generated from specs/protocols/gemini/request.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import equals, join, negate, non_empty, then, unless
from dragoman_adapters.gemini.types import Content, FunctionResponse, Part, WriteTypes


class Request(TypedDict, total=False):
    contents: list[Content]
    systemInstruction: Content | None
    tools: list[Tool] | None
    toolConfig: ToolConfig | None
    generationConfig: GenerationConfig | None


class Tool(TypedDict, total=False):
    functionDeclarations: list[Declaration] | None
    googleSearch: Any


class Declaration(TypedDict, total=False):
    name: str
    description: str | None
    parameters: Any


class ToolConfig(TypedDict, total=False):
    functionCallingConfig: CallingConfig | None


class CallingConfig(TypedDict, total=False):
    mode: str
    allowedFunctionNames: list[str] | None


class GenerationConfig(TypedDict, total=False):
    maxOutputTokens: int | None
    temperature: float | None
    topP: float | None
    topK: int | None
    stopSequences: list[str] | None
    seed: int | None
    frequencyPenalty: float | None
    presencePenalty: float | None
    responseLogprobs: bool | None
    responseMimeType: str | None
    responseSchema: Any
    thinkingConfig: ThinkingConfig | None


class ThinkingConfig(TypedDict, total=False):
    includeThoughts: bool | None
    thinkingLevel: str | None
    thinkingBudget: int | None


class WriteRequest(WriteTypes):
    @classmethod
    def of(cls, request: hub.Request, context: Context) -> Request:
        return cls(context).write(request)

    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.render_refusals(request, self.context)
        passes.select_tools(request, self.context, hosted=["search"], exclusive=True)
        passes.open_signatures(request, self.context, kinds=["rc", "rd"])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, names=True)
        self.place_media(request)
        passes.arrange_messages(request, self.context, alternate=True, begin=".", end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="^[^a-zA-Z_]|[^a-zA-Z0-9_.-]")
        self.return_signatures(request)
        self.compile_schemas(request)
        self.map_reasoning(request)
        self.limit_parameters(request)
        return self.write_request_from_request(request)

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=True, linked=False)

    def return_signatures(self, request: hub.Request) -> None:
        passes.return_signatures(request, self.context)

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            keywords=[
                "type", "format", "title", "description", "nullable", "enum", "items", "minItems", "maxItems",
                "properties", "required", "minProperties", "maxProperties", "minimum", "maximum", "minLength",
                "maxLength", "pattern", "anyOf",
            ],
            formats=["date-time", "enum"],
            without={"pattern": "(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:[pPkc]|u\\{)|\\(\\?<[a-zA-Z]"}, references="inline",
            enums="strings", nullable=True, items=True, omit_empty=True,
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["minimal", "low", "medium", "high"])

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, stop_sequences=5)

    def write_request_from_request(self, it: hub.Request) -> Request:
        self.write_request_losses(it)
        messages = it["messages"]
        out: Request = {
            "contents": [content for x in messages if (content := self.write_content_from_message(x)) is not None],
        }
        system = it.get("system")
        if system is not None and (system_instruction := self.write_content_from_texts(system)) is not None:
            out["systemInstruction"] = system_instruction
        item: Any = None
        tools = it.get("tools")
        if [x for x in tools if x["kind"] == "function"] if tools is not None else None:
            item2: Tool = {}
            function_declarations = [
                self.write_declaration_from_function_tool(x)
                for x in tools or ()
                if x["kind"] == "function"
            ]
            if function_declarations:
                item2["functionDeclarations"] = function_declarations
            item = item2
        tools2 = [
            *([item] if item else []),
            *[self.write_tool_from_hosted_tool(x) for x in tools or () if x["kind"] == "hosted"],
        ]
        if tools2:
            out["tools"] = tools2
        tool_config: Any = None
        if [x for x in tools if x["kind"] == "function"] if tools is not None else None:
            tool_config2: ToolConfig = {}
            tool_choice = it.get("tool_choice")
            if tool_choice is not None:
                tool_config2["functionCallingConfig"] = self.write_calling_config_from_tool_choice(tool_choice)
            tool_config = tool_config2
        if tool_config:
            out["toolConfig"] = tool_config
        if generation_config := self.write_request_generation_config(it):
            out["generationConfig"] = generation_config
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if (then(it.get("logprobs"), it.get("stream"))) and it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not streamed by this provider")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "other likely tokens are not part of the tokens at this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
        response_format = it.get("response_format")
        if response_format and response_format.get("description") is not None:
            self.context.lose("response_format.description", "schemas have no description at this provider")
        if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel_tool_calls is not supported by this provider")
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")

    def write_request_generation_config(self, it: hub.Request) -> GenerationConfig | None:
        out: GenerationConfig = {}
        if (max_output_tokens := it.get("max_tokens")) is not None:
            out["maxOutputTokens"] = max_output_tokens
        if (temperature := self.write_request_generation_config_temperature(it)) is not None:
            out["temperature"] = temperature
        if (top_p := self.write_request_generation_config_top_p(it)) is not None:
            out["topP"] = top_p
        if (top_k := self.write_request_generation_config_top_k(it)) is not None:
            out["topK"] = top_k
        if stop_sequences := it.get("stop_sequences"):
            out["stopSequences"] = stop_sequences
        if (seed := it.get("seed")) is not None:
            out["seed"] = seed
        if (frequency_penalty := it.get("frequency_penalty")) is not None:
            out["frequencyPenalty"] = frequency_penalty
        if (presence_penalty := it.get("presence_penalty")) is not None:
            out["presencePenalty"] = presence_penalty
        if (response_logprobs := unless(non_empty(it.get("logprobs")), it.get("stream"))) is not None:
            out["responseLogprobs"] = response_logprobs
        if (response_mime_type := self.write_request_generation_config_response_mime_type(it)) is not None:
            out["responseMimeType"] = response_mime_type
        if (response_schema := self.write_request_generation_config_response_schema(it)) is not None:
            out["responseSchema"] = response_schema
        if thinking_config := self.write_request_generation_config_thinking_config(it):
            out["thinkingConfig"] = thinking_config
        return out

    def write_request_generation_config_temperature(self, it: hub.Request) -> float | None:
        return it.get("temperature")

    def write_request_generation_config_top_p(self, it: hub.Request) -> float | None:
        return it.get("top_p")

    def write_request_generation_config_top_k(self, it: hub.Request) -> int | None:
        return it.get("top_k")

    def write_request_generation_config_response_mime_type(self, it: hub.Request) -> str | None:
        return then(it.get("response_format"), "application/json")

    def write_request_generation_config_response_schema(self, it: hub.Request) -> Any:
        response_format = it.get("response_format")
        return response_format.get("schema") if response_format else None

    def write_request_generation_config_thinking_config(self, it: hub.Request) -> ThinkingConfig | None:
        out: ThinkingConfig = {}
        reasoning = it.get("reasoning")
        include_thoughts = equals(reasoning["mode"] if reasoning else None, "on")
        if include_thoughts is None:
            include_thoughts = equals(reasoning["mode"] if reasoning else None, "auto")
        if include_thoughts is None:
            include_thoughts = equals(reasoning["mode"] if reasoning else None, "interleaved")
        if include_thoughts is not None:
            out["includeThoughts"] = include_thoughts
        if (thinking_level := it.get("reasoning_effort")) is not None:
            out["thinkingLevel"] = thinking_level
        return out

    def write_content_from_texts(self, it: list[hub.Text]) -> Content | None:
        if not it:
            return None
        out: Content = {}
        if parts := [self.write_part_from_text(x) for x in it]:
            out["parts"] = parts
        return out

    def write_part_from_text(self, it: hub.Text) -> Part:
        return {"text": it["text"]}

    def write_content_from_message(self, it: hub.Message) -> Content | None:
        if it["role"] == "user":
            blocks_ = it["blocks"]
            if not [
                x
                for x in blocks_
                if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document" or x["kind"] == "tool_result"
            ]:
                return None
            out: Content = {"role": "user"}
            if (parts := [part for x in blocks_ if (part := self.write_part_from_block(x)) is not None]):
                out["parts"] = parts
            return out
        elif it["role"] == "assistant":
            blocks_2 = it["blocks"]
            kinds = {x["kind"] for x in blocks_2}
            if "encrypted_reasoning" in kinds:
                self.context.lose(
                    "messages.blocks.encrypted_reasoning",
                    "encrypted reasoning of other vendors cannot be decrypted",
                )
            if "hosted_tool_call" in kinds:
                self.context.lose(
                    "messages.blocks.hosted_tool_call",
                    "hosted tool calls are executed by the vendor only",
                )
            if "hosted_tool_result" in kinds:
                self.context.lose(
                    "messages.blocks.hosted_tool_result",
                    "hosted tool calls are executed by the vendor only",
                )
            if not [
                x
                for x in blocks_2
                if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document" or x["kind"] == "tool_call"
            ]:
                return None
            out2: Content = {"role": "model"}
            if (parts2 := [part2 for x in blocks_2 if (part2 := self.write_part_from_block(x)) is not None]):
                out2["parts"] = parts2
            return out2
        else:  # system
            self.context.lose(
                "messages.role",
                "system messages after the first message are not supported by this provider",
            )
            return None

    def write_part_from_block(self, it: hub.Block) -> Part | None:
        if it["kind"] == "text":
            return {"text": it["text"]}
        elif it["kind"] == "image":
            mime_type = it.get("media_type")
            data = it.get("data")
            return {
                "inlineData": {
                    "mimeType": "image/png" if mime_type is None else mime_type,
                    "data": "" if data is None else data,
                },
            }
        elif it["kind"] == "document":
            if it.get("title") is not None:
                self.context.lose("messages.blocks.title", "the title of a file is not supported by this provider")
            if it.get("context") is not None:
                self.context.lose("messages.blocks.context", "the context of a file is not supported by this provider")
            mime_type2 = it.get("media_type")
            data2 = it.get("data")
            return {
                "inlineData": {
                    "mimeType": "application/pdf" if mime_type2 is None else mime_type2,
                    "data": "" if data2 is None else data2,
                },
            }
        elif it["kind"] == "tool_call":
            out: Part = {"functionCall": {"id": it["id"], "name": it["name"], "args": it["input"]}}
            if (thought_signature := it.get("signature")) is not None:
                out["thoughtSignature"] = thought_signature
            return out
        elif it["kind"] == "tool_result":
            name = it.get("name")
            response: Any = None
            if it.get("is_error"):
                blocks_ = it["blocks"]
                error = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n")
                response = {"error": "" if error is None else error}
            if response is None:
                blocks_2 = it["blocks"]
                output = join([x["text"] for x in blocks_2 if x["kind"] == "text"], "\n")
                response = {"output": "" if output is None else output}
            function_response: FunctionResponse = {
                "id": it["id"],
                "name": "unknown" if name is None else name,
                "response": response,
            }
            blocks_3 = it["blocks"]
            parts = [
                part
                for x in blocks_3
                if x["kind"] == "image"
                if (part := self.write_part_from_block(x)) is not None
            ]
            if parts:
                function_response["parts"] = parts
            return {"functionResponse": function_response}
        else:  # reasoning, encrypted_reasoning, custom_tool_call, native_tool_call, hosted_tool_call, hosted_tool_resul
            return None

    def write_declaration_from_function_tool(self, it: hub.FunctionTool) -> Declaration:
        if it.get("examples") is not None:
            self.context.lose("tools.examples", "tool examples are not supported by this provider")
        out: Declaration = {"name": it["name"]}
        if (description := it.get("description")) is not None:
            out["description"] = description
        if (parameters := it.get("schema")) is not None:
            out["parameters"] = parameters
        return out

    def write_tool_from_hosted_tool(self, it: hub.HostedTool) -> Tool:
        if it.get("allowed_domains") is not None:
            self.context.lose("tools.allowed_domains", "allowed domains are not supported by this search")
        if it.get("blocked_domains") is not None:
            self.context.lose("tools.blocked_domains", "blocked domains are not supported by this search")
        if it.get("max_uses") is not None:
            self.context.lose("tools.max_uses", "the number of searches cannot be limited")
        if it.get("user_location") is not None:
            self.context.lose("tools.user_location", "the user location is not supported by this search")
        return {"googleSearch": {}}

    def write_calling_config_from_tool_choice(self, it: hub.ToolChoice) -> CallingConfig:
        if it["mode"] == "auto":
            return {"mode": "AUTO"}
        elif it["mode"] == "any":
            return {"mode": "ANY"}
        elif it["mode"] == "tool":
            out: CallingConfig = {"mode": "ANY"}
            name = it.get("name")
            if (allowed_function_names := [*([name] if name is not None else [])]):
                out["allowedFunctionNames"] = allowed_function_names
            return out
        else:  # none
            return {"mode": "NONE"}


write: Final = WriteRequest.of
