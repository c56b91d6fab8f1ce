"""Ollama, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/ollama.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.filters import join
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request
from dragoman_adapters.quirks import foreign_details, grammar_schemas, max_tokens_only, reasoning_field, reasoning_tags


class WriteRequest(max_tokens_only.WriteRequest, grammar_schemas.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, modes=[])

    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(
            request, self.context, native=False, vision=not self.context.holds[0], files=False, linked=False,
        )

    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(request, self.context, end="continue")

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["low", "high", "max"] if self.context.holds[4] else ["none", "low", "high", "max"] if self.context.holds[3] else ["none", "high", "max"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [
                "none", "low", "medium", "high", "max",
            ],
            disabled="low" if self.context.holds[4] else "low" if self.context.holds[1] else "none",
        )

    write_request_parallel_tool_calls = request.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = request.WriteRequest.nothing

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel tool calls cannot be disabled for this model")

    def write_assistant_message_from_message(self, it: hub.Message) -> request.AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        if (reasoning := join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")) is not None:
            out["reasoning"] = reasoning
        return out


class ReadResponse(reasoning_field.ReadResponse, reasoning_tags.ReadResponse):
    pass


class Reader(reasoning_field.Reader, reasoning_tags.Reader):
    pass


check_event: Final = reasoning_field.check_event

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(
        model=(
            "*gpt-oss*", "*deepseek-r1*", "*deepseek-v3*", "*deepseek-v4-pro*", "*glm-4?5*", "*glm-4?6*", "*glm-4?7*",
            "*glm-5", "*glm-5?1*", "*glm-5?2*", "*minimax-m2*", "*llama-3?1-*", "*llama-3?3-*", "*qwen3-235b*",
            "*qwen3-30b*", "*qwen3-32b*", "*qwen3-coder*", "*qwen3-next*", "*kimi-k2-*", "!*glm-4?5v*", "!*glm-4?6v*",
            "!*-vl-*",
        ),
    ),
    When(model=("*gpt-oss*",)),
    When(model=("glm-5.2*", "deepseek-v4*")),
    When(model=("deepseek-v4.1*",)),
    When(model=("glm-5.3*", "kimi-k3*")),
)

patch: Final = in_order(foreign_details.patch)
