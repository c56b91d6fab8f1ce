"""GitHub Copilot, OpenAI Responses: differences and entry points.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import equals, non_empty, then
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses import errors, request, response, stream
from dragoman_adapters.quirks import foreign_reasoning


class WriteRequest(request.WriteRequest):
    def write(self, request: hub.Request) -> request.Request:
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
            efforts=["low", "medium", "high", "xhigh", "max"] if self.context.holds[13] else ["low", "medium", "high"] if self.context.holds[12] else ["medium", "high", "xhigh"] if self.context.holds[10] else ["low", "medium", "high", "xhigh"] if self.context.holds[9] else ["low", "medium", "high"] if self.context.holds[8] else ["low", "medium", "high", "xhigh", "max"] if self.context.holds[7] else [
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[6] else ["none", "low", "medium", "high", "xhigh"] if self.context.holds[5] else ["none", "low", "medium", "high"] if self.context.holds[4] else ["high"] if self.context.holds[3] else ["minimal", "low", "medium", "high"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [],
            disabled="high" if self.context.holds[3] else "",
        )

    write_request_service_tier = request.WriteRequest.nothing

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[0] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[0] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")

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


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("gpt-5*", "gpt-6*", "mai-code*")),
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
    When(model=("mai-code-1*",)),
    When(model=("mai-code-2*",)),
)

patch: Final = in_order(foreign_reasoning.patch)
