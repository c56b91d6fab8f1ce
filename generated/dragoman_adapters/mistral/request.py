"""Mistral AI: changes to requests.

Generated from specs/providers/mistral.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import data_url, if_any, join, joined_text
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import Request, ToolMessage


class AssistantMessage(base.AssistantMessage, total=False):
    prefix: bool | None


class DocumentPart(TypedDict, total=False):
    type: Literal["document_url"]
    document_url: str


class ThinkingPart(TypedDict, total=False):
    type: Literal["thinking"]
    thinking: Any
    closed: bool | None


class WriteRequest(base.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, forced="alone")

    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc"])

    def pair_tool_results(self, request: hub.Request) -> None:
        passes.pair_tool_results(request, self.context, failed="Error: ", names=True)

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=True, links=True)

    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(request, self.context, end="continue", separator="Ok.")

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(
            request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=40, exact_id_length=9,
            illegal_in_ids="[^a-zA-Z0-9]",
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context, efforts=["none", "high"] if self.context.holds[0] else [],
            disabled="none" if self.context.holds[0] else "",
        )

    write_request_max_completion_tokens = base.WriteRequest.nothing
    write_request_stream_options = base.WriteRequest.nothing
    write_request_service_tier = base.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = super().write_request_from_request(it)
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = cast(AssistantMessage, super().write_assistant_message_from_message(it))
        if (prefix := it.get("prefill")) is not None:
            out["prefix"] = prefix
        return out

    def write_assistant_message_from_message_content(self, it: hub.Message) -> Any:
        blocks_ = it["blocks"]
        out2 = if_any([x for x in blocks_ if x["kind"] == "text" or x["kind"] == "reasoning"], "reasoning")
        out: Any = [
            part
            for x in out2
            if (part := self.write_part_from_block(x)) is not None
        ] if out2 is not None else None
        if out is None:
            out = joined_text(it["blocks"])
        return out

    def write_tool_message_from_tool_result(self, it: hub.ToolResult) -> ToolMessage:
        blocks_ = it["blocks"]
        content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n")
        out: ToolMessage = {"role": "tool", "tool_call_id": it["id"], "content": "" if content is None else content}
        if (name := it.get("name")) is not None:
            out["name"] = name
        return out

    def write_part_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            return {"type": "text", "text": it["text"]}
        elif it["kind"] == "image":
            url = data_url(it)
            if url is None:
                url = it.get("url")
            return {"type": "image_url", "image_url": {"url": "" if url is None else url}}
        elif it["kind"] == "document":
            if it.get("context") is not None:
                self.context.lose("messages.blocks.context", "the context of a file is not supported by this provider")
            if it.get("title") is not None:
                self.context.lose("messages.blocks.title", "the name of a file is not supported by this provider")
            document_url = data_url(it)
            if document_url is None:
                document_url = it.get("url")
            return {"type": "document_url", "document_url": "" if document_url is None else document_url}
        elif it["kind"] == "reasoning":
            return {"type": "thinking", "thinking": [{"type": "text", "text": it["text"]}], "closed": True}
        else:
            return None

    def write_tool_choice_any(self, it: hub.ToolChoice) -> Any:
        return "any"


write: Final = WriteRequest.of
