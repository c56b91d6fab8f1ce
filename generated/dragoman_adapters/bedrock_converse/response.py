"""Complete responses of Amazon Bedrock Converse.

Generated from specs/protocols/bedrock_converse/response.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.errors import UpstreamError
from dragoman.library.filters import join, unless
from dragoman.library.shapes import Shapes
from dragoman.library.validation import prune, word_of
from dragoman_adapters.bedrock_converse.types import Cited, ReadTypes, Tier, Usage


class Answer(TypedDict, total=False):
    output: Output | None
    stopReason: str | None
    usage: Usage | None
    metrics: Any
    additionalModelResponseFields: Any
    trace: Any
    performanceConfig: Any
    serviceTier: Tier | None


class Output(TypedDict, total=False):
    message: Message | None


class Message(TypedDict, total=False):
    role: str | None
    content: list[Block] | None


class Block(TypedDict, total=False):
    text: str | None
    toolUse: ToolUse | None
    reasoningContent: Reasoned | None
    citationsContent: CitedText | None
    image: Any
    audio: Any
    video: Any
    document: Any
    guardContent: Any
    toolResult: Any
    cachePoint: Any
    searchResult: Any


class ToolUse(TypedDict, total=False):
    toolUseId: str | None
    name: str | None
    input: Any
    type: str | None


class Reasoned(TypedDict, total=False):
    reasoningText: ReasoningText | None
    redactedContent: str | None


class ReasoningText(TypedDict, total=False):
    text: str | None
    signature: str | None


class CitedText(TypedDict, total=False):
    content: list[Generated] | None
    citations: list[Cited] | None


class Generated(TypedDict, total=False):
    text: str | None


SHAPES: Final = Shapes(
    {
        "Answer": {
            "output": "Output", "stopReason": "str", "usage": "Usage", "metrics": "json",
            "additionalModelResponseFields": "json", "trace": "json", "performanceConfig": "json",
            "serviceTier": "Tier",
        },
        "Output": {"message": "Message"},
        "Message": {"role": "str", "content": ["Block"]},
        "Block": {
            "text": "str", "toolUse": "ToolUse", "reasoningContent": "Reasoned", "citationsContent": "CitedText",
            "image": "json", "audio": "json", "video": "json", "document": "json", "guardContent": "json",
            "toolResult": "json", "cachePoint": "json", "searchResult": "json",
        },
        "ToolUse": {"toolUseId": "str", "name": "str", "input": "json", "type": "str"},
        "Reasoned": {"reasoningText": "ReasoningText", "redactedContent": "str"},
        "ReasoningText": {"text": "str", "signature": "str"},
        "CitedText": {"content": ["Generated"], "citations": ["Cited"]},
        "Generated": {"text": "str"},
        "Cited": {"title": "str", "source": "str", "sourceContent": ["SourceContent"], "location": "Location"},
        "SourceContent": {"text": "str"},
        "Location": {
            "web": "Web", "documentChar": "json", "documentPage": "json", "documentChunk": "json",
            "searchResultLocation": "json",
        },
        "Web": {"url": "str", "domain": "str"},
        "Usage": {
            "inputTokens": "int", "outputTokens": "int", "totalTokens": "int", "cacheReadInputTokens": "int",
            "cacheWriteInputTokens": "int", "cacheDetails": "json", "serverToolUsage": "json",
        },
        "Tier": {"type": "str"},
    },
)


class ReadResponse(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Answer"))

    @classmethod
    def of(cls, body: Answer, context: Context) -> hub.Response:
        return cls(context).read(body)

    def read(self, body: Answer) -> hub.Response:
        prune(self.CHECK, cast(dict[str, Any], body), self.context)
        answer = self.read_response_from_answer(body)
        return answer

    @classmethod
    def result_of(cls, body: Answer, context: Context) -> hub.Response:
        return cls(context).read_result_from_answer(body)

    def read_response_from_answer(self, it: Answer) -> hub.Response:
        stop_reason = it.get("stopReason")
        failed: hub.ErrorType | None = self.BROKEN.get(stop_reason) if stop_reason is not None else None
        if failed:
            raise UpstreamError({"error_type": failed, "message": "the model aborted the response"})
        output = it.get("output")
        if (output.get("message") if output else None) is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no message"})
        message = output.get("message") if output else None
        content = message.get("content") if message else None
        finish_reason: hub.FinishReason | None = word_of(
            self.STOP_REASONS, stop_reason, "stop", self.context, "stopReason",
        ) if stop_reason is not None else None
        out: hub.Response = {
            "blocks": [y for x in content or () for y in self.read_block_from_block(x)],
            "finish_reason": "stop" if finish_reason is None else finish_reason,
        }
        usage = it.get("usage")
        if usage is not None:
            out["usage"] = self.read_usage_from_usage(usage)
        service_tier = it.get("serviceTier")
        type_ = service_tier.get("type") if service_tier else None
        service_tier2 = word_of(
            self.TIERS, type_, "standard", self.context, "serviceTier.type",
        ) if type_ is not None else None
        if service_tier2 is not None:
            out["service_tier"] = service_tier2
        return out

    def read_block_from_block(self, it: Block) -> list[hub.Block]:
        item: Any = None
        tool_use = it.get("toolUse")
        if (unless(it.get("toolUse"), (tool_use.get("name") if tool_use else None))) and it.get("toolUse") is not None:
            self.context.lose_member("output.message.content.toolUse", "a call without a name")
        if it.get("image") is not None:
            self.context.lose_member(
                "output.message.content.image",
                "images in responses are not supported by this client",
            )
        if it.get("audio") is not None:
            self.context.lose_member(
                "output.message.content.audio",
                "audio in responses is not supported by this client",
            )
        if it.get("video") is not None:
            self.context.lose_member(
                "output.message.content.video",
                "video in responses is not supported by this client",
            )
        if it.get("document") is not None:
            self.context.lose_member(
                "output.message.content.document",
                "documents in responses are not supported by this client",
            )
        if it.get("toolResult") is not None:
            self.context.lose_member("output.message.content.toolResult", "executed by the provider")
        if it.get("searchResult") is not None:
            self.context.lose_member("output.message.content.searchResult", "executed by the provider")
        if tool_use and tool_use.get("name"):
            id_ = tool_use.get("toolUseId")
            name = tool_use.get("name")
            input_ = tool_use.get("input")
            item = {
                "kind": "tool_call",
                "id": "" if id_ is None else id_,
                "name": "" if name is None else name,
                "input": {} if input_ is None else input_,
            }
        item2: Any = None
        reasoning_content = it.get("reasoningContent")
        if reasoning_content and reasoning_content.get("reasoningText"):
            reasoning_text = reasoning_content.get("reasoningText")
            text = reasoning_text.get("text") if reasoning_text else None
            item3: hub.Reasoning = {"kind": "reasoning", "text": "" if text is None else text}
            if reasoning_text and (signature := reasoning_text.get("signature")) is not None:
                item3["signature"] = signature
            item2 = item3
        item4: Any = None
        if reasoning_content and reasoning_content.get("redactedContent"):
            data = reasoning_content.get("redactedContent")
            item4 = {"kind": "encrypted_reasoning", "data": "" if data is None else data}
        item5: Any = None
        if it.get("citationsContent"):
            citations_content = it.get("citationsContent")
            content = citations_content.get("content") if citations_content else None
            text2 = join([x.get("text") for x in content or ()], "")
            item6: hub.Text = {"kind": "text", "text": "" if text2 is None else text2}
            citations = citations_content.get("citations") if citations_content else None
            citations2 = [
                citation
                for x in citations or ()
                if (citation := self.read_citation_from_cited(x)) is not None
            ]
            if citations2:
                item6["citations"] = citations2
            item5 = item6
        item7: Any = None
        if it.get("text"):
            text3 = it.get("text")
            item7 = {"kind": "text", "text": "" if text3 is None else text3}
        return [
            *([item] if item is not None else []),
            *([item2] if item2 is not None else []),
            *([item4] if item4 is not None else []),
            *([item5] if item5 is not None else []),
            *([item7] if item7 is not None else []),
        ]

    def read_result_from_answer(self, it: Answer) -> hub.Response:
        stop_reason = it.get("stopReason")
        failed: hub.ErrorType | None = self.BROKEN.get(stop_reason) if stop_reason is not None else None
        if failed:
            raise UpstreamError({"error_type": failed, "message": "the model aborted the response"})
        output = it.get("output")
        if (output.get("message") if output else None) is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no message"})
        finish_reason: hub.FinishReason | None = word_of(
            self.STOP_REASONS, stop_reason, "stop", self.context, "stopReason",
        ) if stop_reason is not None else None
        out: hub.Response = {"blocks": [], "finish_reason": "stop" if finish_reason is None else finish_reason}
        usage = it.get("usage")
        if usage is not None:
            out["usage"] = self.read_usage_from_usage(usage)
        return out


read: Final = ReadResponse.of
