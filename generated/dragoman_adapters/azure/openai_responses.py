"""Azure OpenAI, OpenAI Responses: differences and entry points.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import at_least, equals, non_empty, then
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses import errors, request, response, stream
from dragoman_adapters.quirks import foreign_reasoning


class Request(TypedDict, total=False):
    model: str
    input: str | list[Any]
    instructions: str | None
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
    context_management: list[Managing] | None
    moderation: Any


class Managing(TypedDict, total=False):
    type: str
    compact_threshold: int


class WriteRequest(request.WriteRequest):
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
        if self.context.holds[11]:
            passes.mark_final_text(request, self.context)
        return self.write_request_from_request(request)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["medium", "high", "xhigh"] if self.context.holds[10] else ["low", "medium", "high", "xhigh"] if self.context.holds[9] else ["low", "medium", "high"] if self.context.holds[8] else ["low", "medium", "high", "xhigh", "max"] if self.context.holds[7] else [
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[6] else ["none", "low", "medium", "high", "xhigh"] if self.context.holds[5] else ["none", "low", "medium", "high"] if self.context.holds[4] else ["high"] if self.context.holds[3] else ["minimal", "low", "medium", "high"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [],
            disabled="high" if self.context.holds[3] else "",
        )

    write_request_loss_of_compaction = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        compaction = it.get("compaction")
        if context_management := [self.write_managing_from_compaction(x) for x in compaction or ()]:
            out["context_management"] = context_management
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[0] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[0] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[0] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        return None if self.context.holds[0] else it.get("top_p")

    def write_request_include(self, it: hub.Request) -> list[str] | None:
        if self.context.holds[0]:
            tools = it.get("tools")
            item = then(non_empty([x for x in tools or () if x["kind"] == "hosted"]), "web_search_call.action.sources")
            return ["reasoning.encrypted_content", *([item] if item is not None else [])]
        else:
            tools2 = it.get("tools")
            item2 = then(
                non_empty([x for x in tools2 or () if x["kind"] == "hosted"]),
                "web_search_call.action.sources",
            )
            return [*([item2] if item2 is not None else [])]

    def write_request_reasoning(self, it: hub.Request) -> request.Reasoning | None:
        if self.context.holds[0]:
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
        else:
            if not it.get("reasoning_effort"):
                return None
            out5: request.Reasoning = {}
            if (effort5 := it.get("reasoning_effort")) is not None:
                out5["effort"] = effort5
            return out5

    def write_item_from_block_text(self, it: hub.Text) -> Any:
        out: request.Message = {"type": "message", "role": "assistant", "content": it["text"]}
        phase = then(it.get("final"), "final_answer")
        if (phase2 := ("commentary" if phase is None else phase) if self.context.holds[11] else None) is not None:
            out["phase"] = phase2
        return out

    def write_managing_from_compaction(self, it: hub.Compaction) -> Managing:
        compact_threshold = at_least(it["trigger_tokens"], 1000)
        return {"type": "compaction", "compact_threshold": 1000 if compact_threshold is None else compact_threshold}


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("o1*", "o3*", "o4*", "gpt-5*", "gpt-6*", "codex-*", "!*-chat*")),
    When(model=("o1*", "o3*", "o4*", "gpt-5*", "gpt-6*", "gpt-daybreak-*", "codex-*", "!*-chat*")),
    When(model=("gpt-5", "gpt-5-*", "!*-chat*", "!*-codex*", "!*-pro*")),
    When(model=("gpt-5-pro*",)),
    When(model=("gpt-5.1*", "!*-chat*")),
    When(model=("gpt-5.2*", "gpt-5.3*", "gpt-5.4*", "gpt-5.5*", "!*-chat*")),
    When(model=("gpt-5.6*", "gpt-6*", "gpt-daybreak-*", "!*-chat*")),
    When(model=("gpt-6-astra*", "gpt-6.1-sol*", "gpt-6.2*")),
    When(model=("gpt-5.1-codex*",)),
    When(model=("gpt-5.1-codex-max*", "gpt-5.2-codex*", "gpt-5.3-codex*")),
    When(model=("gpt-5.2-pro*", "gpt-5.4-pro*", "gpt-5.5-pro*")),
    When(model=("*gpt-5.3-codex*", "*gpt-5.4*", "*gpt-5.5*", "*gpt-5.6*", "*gpt-6*")),
)

patch: Final = in_order(foreign_reasoning.patch)
