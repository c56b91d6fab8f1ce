"""LM Studio, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/lmstudio.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, cast

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman_adapters.openai_chat import errors, request, response
from dragoman_adapters.quirks import foreign_details, grammar_schemas, no_service_tier, reasoning_either_field


class Request(request.Request, total=False):
    top_k: int | None


class WriteRequest(no_service_tier.WriteRequest, grammar_schemas.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, forced="alone")

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(
            request, self.context, native=False, vision=not self.context.holds[0], files=False, linked=False,
        )

    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(
            request, self.context, end="refuse", alternate=True, separator="Ok." if self.context.holds[1] else "",
        )

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(
            request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=40,
            exact_id_length=9 if self.context.holds[1] else 0,
            illegal_in_ids="[^a-zA-Z0-9]" if self.context.holds[1] else "",
        )

    write_request_loss_of_top_k = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        return out


class ReadResponse(reasoning_either_field.ReadResponse):
    def read(self, body: response.Completion) -> hub.Response:
        answer = super().read(body)
        passes.extract_reasoning(answer, self.context, start_tag="<think>", end_tag="</think>")
        return answer


class Reader(reasoning_either_field.Reader):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        super().__init__(blocks, context)
        self.tags = Tags("<think>", "</think>")

    def on_text(self, delta: Any) -> None:
        content = delta.get("content")
        text = content if isinstance(content, str) else None
        if text:
            for kind, piece in self.tags.feed(text):
                self.blocks.add_text(kind, piece)

    def final_marker(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.add_text(kind, piece)
        self.blocks.finish()

    def eof(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.add_text(kind, piece)
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")


check_event: Final = reasoning_either_field.check_event

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
    When(
        model=(
            "mistral*", "*/mistral*", "ministral*", "*/ministral*", "mixtral*", "*/mixtral*", "codestral*",
            "*/codestral*", "devstral*", "*/devstral*", "magistral*", "*/magistral*", "pixtral*", "*/pixtral*",
            "!*minitron*",
        ),
    ),
)

patch: Final = in_order(foreign_details.patch)
