"""Together AI, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/together.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import equals, negate
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import cached_tokens_field, foreign_details, reasoning_either_field, reasoning_tags


class Request(request.Request, total=False):
    top_k: int | None
    reasoning: Reasoning | None


class Reasoning(TypedDict, total=False):
    enabled: bool | None


class ReadTypes(cached_tokens_field.ReadTypes):
    pass


class WriteTypes(types.WriteTypes):
    ACTIVE_EFFORTS: ClassVar[dict[str, str]] = {
        "minimal": "minimal", "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max",
    }


class WriteRequest(WriteTypes, request.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[0], files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=[
                "low", "medium", "high",
            ] if self.context.holds[6] else ["low", "high", "max"] if self.context.holds[5] else ["low", "high", "max"] if self.context.holds[4] else ["high", "max"] if self.context.holds[3] else [],
            disabled="none" if self.context.holds[3] else "",
        )

    write_request_loss_of_top_k = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        reasoning: Any
        if self.context.holds[2]:
            reasoning2: Reasoning = {}
            reasoning3 = it.get("reasoning")
            enabled = equals(reasoning3["mode"] if reasoning3 else None, "on")
            if enabled is None:
                enabled = equals(reasoning3["mode"] if reasoning3 else None, "auto")
            if enabled is None:
                enabled = negate(equals(reasoning3["mode"] if reasoning3 else None, "off"))
            if enabled is None:
                enabled = negate(equals(reasoning3["mode"] if reasoning3 else None, "interleaved"))
            if enabled is not None:
                reasoning2["enabled"] = enabled
            reasoning = reasoning2
        else:
            reasoning = None
        if reasoning:
            out["reasoning"] = reasoning
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[1] and it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if self.context.holds[1] and it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")

    def write_request_temperature(self, it: hub.Request) -> float | None:
        return None if self.context.holds[1] else it.get("temperature")

    def write_request_top_p(self, it: hub.Request) -> float | None:
        return None if self.context.holds[1] else it.get("top_p")

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        reasoning_effort = it.get("reasoning_effort")
        return (
            self.ACTIVE_EFFORTS.get(reasoning_effort)
            if reasoning_effort is not None
            else None
        ) if self.context.holds[3] else it.get("reasoning_effort")


class ReadResponse(ReadTypes, reasoning_tags.ReadResponse, reasoning_either_field.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Message": {"reasoning": "str"},
        "Usage": {"cached_tokens": "int"},
    }).check("Completion"))


class Reader(ReadTypes, reasoning_tags.Reader, reasoning_either_field.Reader):
    pass


check_event: Final = stream.SHAPES.extend({
    "Delta": {"reasoning": "str", "reasoning_details": "json"},
    "Usage": {"cached_tokens": "int"},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(
        model=(
            "zai-org/GLM-5*", "moonshotai/Kimi-K2.7*", "deepseek-ai/*", "Qwen/Qwen3.6-Plus", "Qwen/Qwen3.7-Max",
            "openai/gpt-oss*", "meta-llama/Llama-3*", "MiniMaxAI/MiniMax-M2*", "!zai-org/GLM-5.3-Flash*",
            "!deepseek-ai/DeepSeek-V4.1*",
        ),
    ),
    When(model=("moonshotai/Kimi-K3*",)),
    When(
        model=(
            "zai-org/GLM-5*", "moonshotai/Kimi-K2.6*", "deepseek-ai/DeepSeek-V4*", "Qwen/Qwen3.5*", "Qwen/Qwen3.6*",
            "!zai-org/GLM-5.3*",
        ),
    ),
    When(model=("zai-org/GLM-5.2*", "deepseek-ai/DeepSeek-V4*")),
    When(model=("deepseek-ai/DeepSeek-V4-Pro-0813*", "deepseek-ai/DeepSeek-V4.1*")),
    When(model=("zai-org/GLM-5.3*", "moonshotai/Kimi-K3*")),
    When(model=("openai/gpt-oss*",)),
)

patch: Final = in_order(foreign_details.patch)
