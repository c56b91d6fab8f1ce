"""Baseten, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/baseten.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import equals
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request
from dragoman_adapters.quirks import foreign_details, gpt_oss_efforts, reasoning_content_history, reasoning_either_field


class Request(request.Request, total=False):
    top_k: int | None
    chat_template_args: Any


class WriteRequest(reasoning_content_history.WriteRequest, gpt_oss_efforts.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[1], files=False)

    write_request_loss_of_top_k = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        chat_template_args: Any
        if self.context.holds[2]:
            chat_template_args2: Any = None
            reasoning = it.get("reasoning")
            if equals(reasoning["mode"] if reasoning else None, "off"):
                chat_template_args2 = {"enable_thinking": False}
            if chat_template_args2 is None:
                if it.get("reasoning"):
                    chat_template_args2 = {"enable_thinking": True}
            chat_template_args = chat_template_args2
        else:
            chat_template_args = None
        if chat_template_args is not None:
            out["chat_template_args"] = chat_template_args
        return out


class ReadResponse(reasoning_either_field.ReadResponse):
    pass


class Reader(reasoning_either_field.Reader):
    pass


check_event: Final = reasoning_either_field.check_event

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
read_result: Final = ReadResponse.result_of
reader: Final = Reader
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
    When(model=("*glm*", "*kimi*")),
)

patch: Final = in_order(foreign_details.patch)
