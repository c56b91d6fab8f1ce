"""Venice AI, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/venice.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream
from dragoman_adapters.quirks import claude_property_names, foreign_details, reasoning_content_history, top_k


class Request(request.Request, total=False):
    top_k: int | None
    venice_parameters: Own | None


class Own(TypedDict, total=False):
    include_venice_system_prompt: bool | None


class WriteRequest(top_k.WriteRequest, reasoning_content_history.WriteRequest, claude_property_names.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[1], files=True)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"] if self.context.holds[2] else [])

    def write_request_from_request(self, it: hub.Request) -> Request:
        self.write_request_losses(it)
        system = it.get("system")
        item = self.write_system_message_from_texts(system) if system is not None else None
        messages = it["messages"]
        out: Request = {
            "model": it["model"],
            "messages": [
                *([item] if item is not None else []),
                *[y for x in messages for y in self.write_message_from_message(x)],
            ],
            "venice_parameters": {"include_venice_system_prompt": False},
        }
        if (temperature := self.write_request_temperature(it)) is not None:
            out["temperature"] = temperature
        if (top_p := self.write_request_top_p(it)) is not None:
            out["top_p"] = top_p
        if stop := it.get("stop_sequences"):
            out["stop"] = stop
        if (stream_ := self.write_request_stream(it)) is not None:
            out["stream"] = stream_
        if (stream_options := self.write_request_stream_options(it)) is not None:
            out["stream_options"] = stream_options
        if tools := self.write_request_tools(it):
            out["tools"] = tools
        if (tool_choice := self.write_request_tool_choice(it)) is not None:
            out["tool_choice"] = tool_choice
        if (parallel_tool_calls := self.write_request_parallel_tool_calls(it)) is not None:
            out["parallel_tool_calls"] = parallel_tool_calls
        if (response_format := self.write_request_response_format(it)) is not None:
            out["response_format"] = response_format
        if (reasoning_effort := self.write_request_reasoning_effort(it)) is not None:
            out["reasoning_effort"] = reasoning_effort
        if (seed := it.get("seed")) is not None:
            out["seed"] = seed
        if (frequency_penalty := it.get("frequency_penalty")) is not None:
            out["frequency_penalty"] = frequency_penalty
        if (presence_penalty := it.get("presence_penalty")) is not None:
            out["presence_penalty"] = presence_penalty
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*claude*",)),
    When(
        model=(
            "*gpt-oss*", "*deepseek-r1*", "*deepseek-v3*", "*deepseek-v4-pro*", "*glm-4?5*", "*glm-4?6*", "*glm-4?7*",
            "*glm-5", "*glm-5?1*", "*glm-5?2*", "*minimax-m2*", "*llama-3?1-*", "*llama-3?3-*", "*qwen3-235b*",
            "*qwen3-30b*", "*qwen3-32b*", "*qwen3-coder*", "*qwen3-next*", "*kimi-k2-*", "!*glm-4?5v*", "!*glm-4?6v*",
            "!*-vl-*",
        ),
    ),
    When(model=("openai-gpt-5*", "claude-*")),
)

patch: Final = in_order(foreign_details.patch)
