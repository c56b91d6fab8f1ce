"""ChatGPT / Codex, OpenAI Responses: differences and entry points.

Generated from specs/providers/chatgpt.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import equals, join, non_empty, then
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses import errors, request, response, stream, types
from dragoman_adapters.quirks import foreign_reasoning, responses_phase


class Error(types.Error, total=False):
    resets_in_seconds: int | None


class Request(TypedDict, total=False):
    model: str
    input: str | list[Any]
    instructions: str
    max_output_tokens: int | None
    max_tool_calls: int | None
    temperature: float | None
    top_p: float | None
    top_logprobs: int | None
    stream: bool | None
    stream_options: Any
    store: bool | None
    include: list[str] | None
    tools: list[Any] | None
    tool_choice: Any
    parallel_tool_calls: bool | None
    text: request.TextOptions | None
    reasoning: request.Reasoning | None
    service_tier: str | None
    truncation: str | None
    metadata: Any
    client_metadata: Any
    user: str | None
    safety_identifier: str | None
    prompt_cache_key: str | None
    prompt_cache_retention: str | None
    prompt_cache_options: Any
    previous_response_id: str | None
    conversation: Any
    prompt: Any
    background: bool | None
    context_management: Any
    moderation: Any


class ReadTypes(types.ReadTypes):
    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        out = super().read_api_error_from_error(it)
        if (retry_after := it.get("resets_in_seconds")) is not None:
            out["retry_after"] = retry_after
        return out


class WriteRequest(responses_phase.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.render_refusals(request, self.context, native=True)
        self.select_tools(request)
        self.open_signatures(request)
        self.place_system_messages(request)
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        self.place_media(request)
        passes.arrange_messages(request, self.context, end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=64)
        self.compile_schemas(request)
        self.map_reasoning(request)
        self.limit_parameters(request)
        if self.context.holds[0]:
            passes.mark_final_text(request, self.context)
        return self.write_request_from_request(request)

    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, hosted=["search"])

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high", "xhigh", "max"])

    def write_request_from_request(self, it: hub.Request) -> Request:
        self.write_request_losses(it)
        out: Request = {
            "model": it["model"],
            "instructions": self.write_request_instructions(it),
            "input": self.write_request_input(it),
            "stream": True,
            "store": False,
            "include": self.write_request_include(it),
        }
        tools = it.get("tools")
        if (tools2 := [tool for x in tools or () if (tool := self.write_tool_from_tool(x)) is not None]):
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        if tool_choice is not None:
            out["tool_choice"] = self.write_tool_choice_from_tool_choice(tool_choice)
        if (parallel_tool_calls := it.get("parallel_tool_calls")) is not None:
            out["parallel_tool_calls"] = parallel_tool_calls
        if text := self.write_request_text(it):
            out["text"] = text
        if (reasoning := self.write_request_reasoning(it)) is not None:
            out["reasoning"] = reasoning
        if (service_tier := self.write_request_service_tier(it)) is not None:
            out["service_tier"] = service_tier
        if (prompt_cache_key := it.get("session_id")) is not None:
            out["prompt_cache_key"] = prompt_cache_key
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")
        if it.get("max_tokens") is not None:
            self.context.lose("max_tokens", "max_tokens is not supported by this subscription")
        if (equals(it.get("service_tier"), "batch")) and it.get("service_tier") is not None:
            self.context.lose("service_tier", "batches are not supported by this provider")

    def write_request_instructions(self, it: hub.Request) -> str:
        system = it.get("system")
        out = join([x["text"] for x in system or ()], "\n\n")
        return "" if out is None else out

    def write_request_include(self, it: hub.Request) -> list[str] | None:
        tools = it.get("tools")
        item = then(non_empty([x for x in tools or () if x["kind"] == "hosted"]), "web_search_call.action.sources")
        return ["reasoning.encrypted_content", *([item] if item is not None else [])]

    def write_request_reasoning(self, it: hub.Request) -> request.Reasoning | None:
        reasoning = it.get("reasoning")
        if equals(reasoning.get("display") if reasoning else None, "hidden"):
            out: request.Reasoning = {}
            if (effort := it.get("reasoning_effort")) is not None:
                out["effort"] = effort
            return out
        if equals(reasoning["mode"] if reasoning else None, "off"):
            out2: request.Reasoning = {}
            if (effort2 := it.get("reasoning_effort")) is not None:
                out2["effort"] = effort2
            return out2
        if reasoning and reasoning["mode"]:
            out3: request.Reasoning = {"summary": "auto"}
            if (effort3 := it.get("reasoning_effort")) is not None:
                out3["effort"] = effort3
            return out3
        if not it.get("reasoning_effort"):
            return None
        out4: request.Reasoning = {}
        if (effort4 := it.get("reasoning_effort")) is not None:
            out4["effort"] = effort4
        return out4

    def write_request_service_tier(self, it: hub.Request) -> str | None:
        return then(equals(it.get("service_tier"), "priority"), "priority")


class ReadErrors(ReadTypes, errors.ReadErrors):
    CHECK = staticmethod(errors.SHAPES.extend({
        "Error": {"resets_in_seconds": "int"},
    }).check("Body"))


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = ReadErrors.of
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*gpt-5.3-codex*", "*gpt-5.4*", "*gpt-5.5*", "*gpt-5.6*", "*gpt-6*")),
)

patch: Final = in_order(foreign_reasoning.patch)
