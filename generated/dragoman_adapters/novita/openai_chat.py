"""Novita AI, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/novita.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.filters import equals, negate
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream
from dragoman_adapters.quirks import foreign_details, gpt_oss_efforts, reasoning_content_history, top_k


class Request(request.Request, total=False):
    top_k: int | None
    separate_reasoning: bool | None
    enable_thinking: bool | None


class WriteRequest(top_k.WriteRequest, reasoning_content_history.WriteRequest, gpt_oss_efforts.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[1], files=False)

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
            "separate_reasoning": True,
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
        reasoning = it.get("reasoning")
        enable_thinking = equals(reasoning["mode"] if reasoning else None, "on")
        if enable_thinking is None:
            enable_thinking = equals(reasoning["mode"] if reasoning else None, "auto")
        if enable_thinking is None:
            enable_thinking = negate(equals(reasoning["mode"] if reasoning else None, "off"))
        if enable_thinking is None:
            enable_thinking = negate(equals(reasoning["mode"] if reasoning else None, "interleaved"))
        if (enable_thinking2 := enable_thinking if self.context.holds[2] else None) is not None:
            out["enable_thinking"] = enable_thinking2
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
    When(model=("*gpt-oss*",)),
    When(
        model=(
            "*gpt-oss*", "*deepseek-r1*", "*deepseek-v3*", "*deepseek-v4-pro*", "*glm-4?5*", "*glm-4?6*", "*glm-4?7*",
            "*glm-5", "*glm-5?1*", "*glm-5?2*", "*minimax-m2*", "*llama-3?1-*", "*llama-3?3-*", "*qwen3-235b*",
            "*qwen3-30b*", "*qwen3-32b*", "*qwen3-coder*", "*qwen3-next*", "*kimi-k2-*", "!*glm-4?5v*", "!*glm-4?6v*",
            "!*-vl-*",
        ),
    ),
    When(model=("zai-org/glm-4.*", "deepseek/deepseek-v3.*")),
)

patch: Final = in_order(foreign_details.patch)
