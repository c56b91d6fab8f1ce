"""OpenAI, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/openai.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import data_url, if_marked, join, pdf_name
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream
from dragoman_adapters.quirks import foreign_details, openai_models, refusals


class Breakpoint(TypedDict, total=False):
    type: str | None
    mode: str
    ttl: str | None


class ImagePart(TypedDict, total=False):
    type: Literal["image_url"]
    image_url: request.ImageUrl
    prompt_cache_breakpoint: Breakpoint | None


class FilePart(TypedDict, total=False):
    type: Literal["file"]
    file: request.FileData
    prompt_cache_breakpoint: Breakpoint | None


class WriteRequest(openai_models.WriteRequest, refusals.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["medium", "high", "xhigh"] if self.context.holds[10] else ["low", "medium", "high", "xhigh"] if self.context.holds[9] else ["low", "medium", "high"] if self.context.holds[8] else ["low", "medium", "high", "xhigh", "max"] if self.context.holds[7] else [
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[6] else ["none", "low", "medium", "high", "xhigh"] if self.context.holds[5] else ["none", "low", "medium", "high"] if self.context.holds[4] else ["high"] if self.context.holds[3] else ["minimal", "low", "medium", "high"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [],
            disabled="high" if self.context.holds[3] else "",
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(
            request, self.context, stop_sequences=0 if self.context.holds[0] else 4,
            cache_breakpoints=3 if self.context.holds[11] else 0,
            result_breakpoints="parts" if self.context.holds[11] else "whole",
        )

    write_request_loss_of_user_id = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> request.Request:
        out = super().write_request_from_request(it)
        if (logprobs := it.get("logprobs") if self.context.holds[12] else None) is not None:
            out["logprobs"] = logprobs
        top_logprobs: Any
        if self.context.holds[12]:
            top_logprobs2: Any = None
            if it.get("logprobs"):
                top_logprobs2 = it.get("top_logprobs")
            top_logprobs = top_logprobs2
        else:
            top_logprobs = None
        if top_logprobs is not None:
            out["top_logprobs"] = top_logprobs
        if (prompt_cache_key := it.get("session_id")) is not None:
            out["prompt_cache_key"] = prompt_cache_key
        if (safety_identifier := it.get("user_id")) is not None:
            out["safety_identifier"] = safety_identifier
        verbosity = it.get("verbosity")
        verbosity2 = (
            self.VERBOSITIES[verbosity]
            if verbosity is not None
            else None
        ) if self.context.holds[13] else None
        if verbosity2 is not None:
            out["verbosity"] = verbosity2
        return out

    def write_request_loss_of_verbosity(self, it: hub.Request) -> None:
        if not self.context.holds[13] and it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")

    def write_request_loss_of_logprobs(self, it: hub.Request) -> None:
        if not self.context.holds[12] and it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")

    def write_request_loss_of_top_logprobs(self, it: hub.Request) -> None:
        if not self.context.holds[12] and it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")

    def write_text_part_from_text(self, it: hub.Text) -> Any:
        out: Any = {"type": "text", "text": it["text"]}
        prompt_cache_breakpoint: Any
        if self.context.holds[11]:
            prompt_cache_breakpoint2: Any = None
            if it.get("cache_breakpoint"):
                prompt_cache_breakpoint2 = {"mode": "explicit"}
            prompt_cache_breakpoint = prompt_cache_breakpoint2
        else:
            prompt_cache_breakpoint = None
        if prompt_cache_breakpoint is not None:
            out["prompt_cache_breakpoint"] = prompt_cache_breakpoint
        return out

    def write_tool_message_from_tool_result(self, it: hub.ToolResult) -> request.ToolMessage:
        blocks_ = it["blocks"]
        content2 = if_marked([x for x in blocks_ if x["kind"] == "text"])
        content: Any = [self.write_text_part_from_text(x) for x in content2] if content2 is not None else None
        if content is None:
            content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n")
        content3 = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n")
        return {
            "role": "tool",
            "tool_call_id": it["id"],
            "content": ("" if content is None else content) if self.context.holds[11] else (
                ""
                if content3 is None
                else content3
            ),
        }

    def write_part_from_block_text(self, it: hub.Text) -> Any:
        out: Any = {"type": "text", "text": it["text"]}
        prompt_cache_breakpoint: Any
        if self.context.holds[11]:
            prompt_cache_breakpoint2: Any = None
            if it.get("cache_breakpoint"):
                prompt_cache_breakpoint2 = {"mode": "explicit"}
            prompt_cache_breakpoint = prompt_cache_breakpoint2
        else:
            prompt_cache_breakpoint = None
        if prompt_cache_breakpoint is not None:
            out["prompt_cache_breakpoint"] = prompt_cache_breakpoint
        return out

    def write_part_from_block_image(self, it: hub.Image) -> Any:
        url = data_url(it)
        if url is None:
            url = it.get("url")
        out: ImagePart = {"type": "image_url", "image_url": {"url": "" if url is None else url}}
        prompt_cache_breakpoint: Any
        if self.context.holds[11]:
            prompt_cache_breakpoint2: Any = None
            if it.get("cache_breakpoint"):
                prompt_cache_breakpoint2 = {"mode": "explicit"}
            prompt_cache_breakpoint = prompt_cache_breakpoint2
        else:
            prompt_cache_breakpoint = None
        if prompt_cache_breakpoint is not None:
            out["prompt_cache_breakpoint"] = prompt_cache_breakpoint
        return out

    def write_part_from_block_document(self, it: hub.Document) -> Any:
        if it.get("context") is not None:
            self.context.lose("messages.blocks.context", "the context of a file is not supported by this provider")
        file: request.FileData = {"filename": pdf_name(it)}
        if (file_data := data_url(it)) is not None:
            file["file_data"] = file_data
        out: FilePart = {"type": "file", "file": file}
        prompt_cache_breakpoint: Any
        if self.context.holds[11]:
            prompt_cache_breakpoint2: Any = None
            if it.get("cache_breakpoint"):
                prompt_cache_breakpoint2 = {"mode": "explicit"}
            prompt_cache_breakpoint = prompt_cache_breakpoint2
        else:
            prompt_cache_breakpoint = None
        if prompt_cache_breakpoint is not None:
            out["prompt_cache_breakpoint"] = prompt_cache_breakpoint
        return out


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("o1*", "o3*", "o4*", "gpt-5*", "gpt-6*", "gpt-daybreak-*", "!*-chat*")),
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
    When(model=("gpt-5.6*", "gpt-6*")),
    When(model=("!o1*", "!o3*", "!o4*", "!gpt-5*", "!gpt-6*")),
    When(model=("gpt-5*", "gpt-6*", "!*-chat*")),
)

patch: Final = in_order(foreign_details.patch)
