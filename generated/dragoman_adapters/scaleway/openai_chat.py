"""Scaleway (Generative APIs), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/scaleway.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import remove
from dragoman.library.quirks.places import Walk
from dragoman.library.streams import Blocks
from dragoman_adapters.openai_chat import errors, response
from dragoman_adapters.quirks import (
    foreign_details, max_tokens_only, no_service_tier, reasoning_either_field, reasoning_tags,
)


class WriteRequest(max_tokens_only.WriteRequest, no_service_tier.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[2], files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=[
                "none", "low", "medium", "high",
            ] if self.context.holds[3] else ["low", "medium", "high"] if self.context.holds[1] else [],
        )


class ReadResponse(reasoning_either_field.ReadResponse):
    def read(self, body: response.Completion) -> hub.Response:
        answer = super().read(body)
        if self.context.holds[0]:
            passes.extract_reasoning(
                answer, self.context,
                start_tag=[
                    "<think>",
                    "<thinking>",
                    "<thought>",
                    "<reasoning>",
                    "<mm:think>",
                    "<seed:think>",
                    "[THINK]",
                    "<|channel|>analysis<|message|>",
                    "<|start|>assistant<|channel|>analysis<|message|>",
                    "<|channel>thought",
                    "<|start|>assistant",
                    "<|channel|>final<|message|>",
                ],
                end_tag=[
                    "</think>",
                    "</thinking>",
                    "</thought>",
                    "</reasoning>",
                    "</mm:think>",
                    "</seed:think>",
                    "[/THINK]",
                    "<|end|>",
                    "<|end|>",
                    "<channel|>",
                    "",
                    "",
                ],
            )
        return answer


class Reader(reasoning_either_field.Reader):
    pass


class ReaderWhen0(reasoning_tags.Reader, Reader):
    """When the model is deepseek-r1-distill-*."""


check_event: Final = reasoning_either_field.check_event


def reader(blocks: Blocks, context: Context) -> Reader:
    if context.holds[0]:
        return ReaderWhen0(blocks, context)
    return Reader(blocks, context)


write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
read_result: Final = ReadResponse.result_of
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("deepseek-r1-distill-*",)),
    When(model=("*gpt-oss*",)),
    When(
        model=(
            "*gpt-oss*", "*deepseek-r1*", "*deepseek-v3*", "*deepseek-v4-pro*", "*glm-4?5*", "*glm-4?6*", "*glm-4?7*",
            "*glm-5", "*glm-5?1*", "*glm-5?2*", "*minimax-m2*", "*llama-3?1-*", "*llama-3?3-*", "*qwen3-235b*",
            "*qwen3-30b*", "*qwen3-32b*", "*qwen3-coder*", "*qwen3-next*", "*kimi-k2-*", "!*glm-4?5v*", "!*glm-4?6v*",
            "!*-vl-*",
        ),
    ),
    When(model=("qwen3.*",)),
)


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    walk = Walk(body)
    changed = False
    changed = foreign_details.patch(walk, headers, context) or changed
    # frequency_penalty is not supported
    for trail in walk.each(("frequency_penalty",), (), {}):
        changed = remove(trail, "frequency_penalty is not supported by this provider", context) or changed
    return changed
