"""Complete responses of Anthropic Messages.

Generated from specs/protocols/anthropic_messages/response.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.errors import ErrorBody, UpstreamError
from dragoman.library.filters import equals, from_json, member, then
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.validation import prune, word_of
from dragoman_adapters.anthropic_messages.types import Location, ReadTypes, StopDetails, ToolUse, Usage, WriteTypes


class Message(TypedDict, total=False):
    id: str | None
    type: str
    role: str
    model: str
    content: list[Any]
    stop_reason: str | None
    stop_sequence: str | None
    stop_details: StopDetails | None
    usage: Usage
    container: Any
    diagnostics: Any
    context_management: Any
    input_transformations: Any
    error: Any
    request_id: str | None


class TextPart(TypedDict, total=False):
    type: Literal["text"]
    text: str | None
    citations: list[Location] | None


SHAPES: Final = Shapes(
    {
        "Message": {
            "id": "str", "type": "str", "role": "str", "model": "str", "content": ["Part"], "stop_reason": "str",
            "stop_sequence": "str", "stop_details": "StopDetails", "usage": "Usage", "container": "json",
            "diagnostics": "json", "context_management": "json", "input_transformations": "json", "error": "json",
            "request_id": "str",
        },
        "Part": OneOf("type", {
            "text": "TextPart", "thinking": "ThinkingBlock", "redacted_thinking": "RedactedBlock",
            "tool_use": "ToolUse", "server_tool_use": "ServerCall", "web_search_tool_result": "SearchOutcome",
        }, default="text", open=True),
        "TextPart": {"text": "str", "citations": ["Location"]},
        "Location": {"type": "str", "url": "str", "title": "str", "cited_text": "str", "encrypted_index": "str"},
        "ThinkingBlock": {"thinking": "str", "signature": "str", "cache_control": "json"},
        "RedactedBlock": {"data": "str", "cache_control": "json"},
        "ToolUse": {
            "id": "str", "name": "str", "input": "json", "caller": "json", "toolset_name": "str",
            "cache_control": "json",
        },
        "ServerCall": {"id": "str", "name": "str", "input": "json", "caller": "json"},
        "SearchOutcome": {"tool_use_id": "str", "content": "json", "caller": "json"},
        "OtherPart": {"id": "str"},
        "StopDetails": {
            "type": "str", "category": "str", "explanation": "str", "recommended_model": "str",
            "fallback_credit_token": "str", "fallback_has_prefill_claim": "json",
        },
        "Usage": {
            "input_tokens": "int", "output_tokens": "int", "cache_creation_input_tokens": "int",
            "cache_read_input_tokens": "int", "cache_creation": "json", "output_tokens_details": "OutputDetails",
            "server_tool_use": "ServerCounts", "service_tier": "str", "speed": "str", "inference_geo": "str",
            "iterations": "json", "fallback_credit": "json",
        },
        "OutputDetails": {"thinking_tokens": "int"},
        "ServerCounts": {"web_search_requests": "int", "web_fetch_requests": "int"},
    },
)


class ReadResponse(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Message"))

    @classmethod
    def of(cls, body: Message, context: Context) -> hub.Response:
        return cls(context).read(body)

    def read(self, body: Message) -> hub.Response:
        prune(self.CHECK, cast(dict[str, Any], body), self.context)
        answer = self.read_response_from_message(body)
        return answer

    @classmethod
    def result_of(cls, body: Message, context: Context) -> hub.Response:
        return cls(context).read_result_from_message(body)

    def read_response_from_message(self, it: Message) -> hub.Response:
        failed: Any | None = it.get("error")
        if failed:
            raise ErrorBody(it)
        stop_reason = it.get("stop_reason")
        failed2: hub.ErrorType | None = self.BROKEN.get(stop_reason) if stop_reason is not None else None
        if failed2:
            raise UpstreamError({"error_type": failed2, "message": "the provider aborted the response"})
        needed: Any = it.get("content")
        if needed is None:
            needed = it.get("stop_reason")
        if needed is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no content"})
        content = it.get("content")
        finish_reason: hub.FinishReason | None = word_of(
            self.STOP_REASONS, stop_reason, "stop", self.context, "stop_reason",
        ) if stop_reason is not None else None
        out: hub.Response = {
            "blocks": [block for x in content or () if (block := self.read_block_from_part(x)) is not None],
            "finish_reason": "stop" if finish_reason is None else finish_reason,
        }
        if (id_ := it.get("id")) is not None:
            out["id"] = id_
        if (model := it.get("model")) is not None:
            out["model"] = model
        if (stop_sequence := it.get("stop_sequence")) is not None:
            out["stop_sequence"] = stop_sequence
        stop_details = it.get("stop_details")
        if stop_details and (refusal := stop_details.get("explanation")) is not None:
            out["refusal"] = refusal
        usage = it.get("usage")
        if usage is not None:
            out["usage"] = self.read_usage_from_usage(usage)
        return out

    def read_block_from_part(self, it: Any) -> hub.Block | None:
        kind = it.get("type")
        kind2 = "text" if kind is None else kind
        if kind2 == "text":
            text = it.get("text")
            out: hub.Text = {"kind": "text", "text": "" if text is None else text}
            citations = it.get("citations")
            citations2 = [
                citation
                for x in citations or ()
                if (citation := self.read_citation_from_location(x)) is not None
            ]
            if citations2:
                out["citations"] = citations2
            return out
        elif kind2 == "thinking":
            text2 = it.get("thinking")
            out2: hub.Reasoning = {"kind": "reasoning", "text": "" if text2 is None else text2}
            if (signature := it.get("signature")) is not None:
                out2["signature"] = signature
            return out2
        elif kind2 == "redacted_thinking":
            data = it.get("data")
            return {"kind": "encrypted_reasoning", "data": "" if data is None else data}
        elif kind2 == "tool_use":
            id_ = it.get("id")
            name = it.get("name")
            input_ = from_json(it.get("input"))
            out3: hub.ToolCall = {
                "kind": "tool_call",
                "id": "" if id_ is None else id_,
                "name": "" if name is None else name,
                "input": {} if input_ is None else input_,
            }
            if (toolset := it.get("toolset_name")) is not None:
                out3["toolset"] = toolset
            return out3
        elif kind2 == "server_tool_use":
            id_2 = it.get("id")
            name2 = it.get("name")
            input_2 = it.get("input")
            return {
                "kind": "hosted_tool_call",
                "id": "" if id_2 is None else id_2,
                "name": "" if name2 is None else name2,
                "input": {} if input_2 is None else input_2,
            }
        elif kind2 == "web_search_tool_result":
            id_3 = it.get("tool_use_id")
            out4: hub.HostedToolResult = {"kind": "hosted_tool_result", "id": "" if id_3 is None else id_3}
            if (error_code := member(it.get("content"), "error_code")) is not None:
                out4["error_code"] = error_code
            return out4
        else:
            kind3 = it.get("type")
            kind4 = "text" if kind3 is None else kind3
            self.context.lose_member(f"content.{kind4}", "block of a hosted tool of the vendor")
            return None

    def read_result_from_message(self, it: Message) -> hub.Response:
        failed: Any | None = it.get("error")
        if failed:
            raise ErrorBody(it)
        stop_reason = it.get("stop_reason")
        failed2: hub.ErrorType | None = self.BROKEN.get(stop_reason) if stop_reason is not None else None
        if failed2:
            raise UpstreamError({"error_type": failed2, "message": "the provider aborted the response"})
        needed: Any = it.get("content")
        if needed is None:
            needed = it.get("stop_reason")
        if needed is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no content"})
        finish_reason: hub.FinishReason | None = word_of(
            self.STOP_REASONS, stop_reason, "stop", self.context, "stop_reason",
        ) if stop_reason is not None else None
        out: hub.Response = {"blocks": [], "finish_reason": "stop" if finish_reason is None else finish_reason}
        usage = it.get("usage")
        if usage is not None:
            out["usage"] = self.read_usage_from_usage(usage)
        return out


class WriteResponse(WriteTypes):
    @classmethod
    def of(cls, answer: hub.Response, context: Context) -> Message:
        return cls(context).write(answer)

    def write(self, answer: hub.Response) -> Message:
        return self.write_message_from_response(answer)

    def write_message_from_response(self, it: hub.Response) -> Message:
        id_ = it.get("id")
        model = it.get("model")
        blocks_ = it["blocks"]
        stop_reason = then(then(equals(it["finish_reason"], "stop"), it.get("refusal")), "refusal")
        if stop_reason is None:
            stop_reason = self.STOP_REASONS[it["finish_reason"]]
        stop_details: Any = None
        given: Any = equals(it["finish_reason"], "refusal")
        if given is None:
            given = it.get("refusal")
        if given:
            stop_details = {"type": "refusal", "category": None, "explanation": it.get("refusal")}
        if stop_details is None:
            stop_details = None
        usage2 = it.get("usage")
        usage: Any = self.write_usage_from_usage(usage2) if usage2 is not None else None
        return {
            "id": "msg_unknown" if id_ is None else id_,
            "type": "message",
            "role": "assistant",
            "model": "" if model is None else model,
            "content": [part for x in blocks_ if (part := self.write_part_from_block(x)) is not None],
            "stop_reason": stop_reason,
            "stop_sequence": it.get("stop_sequence"),
            "stop_details": stop_details,
            "usage": {} if usage is None else usage,
        }

    def write_part_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            out: TextPart = {"type": "text", "text": it["text"]}
            citations = it.get("citations")
            if citations2 := [self.write_location_from_citation(x) for x in citations or ()]:
                out["citations"] = citations2
            return out
        elif it["kind"] == "refusal":
            return {"type": "text", "text": it["text"]}
        elif it["kind"] == "reasoning":
            signature = it.get("signature")
            return {"type": "thinking", "thinking": it["text"], "signature": "" if signature is None else signature}
        elif it["kind"] == "encrypted_reasoning":
            return {"type": "redacted_thinking", "data": it["data"]}
        elif it["kind"] == "tool_call":
            out2: ToolUse = {"type": "tool_use", "id": it["id"], "name": it["name"], "input": it["input"]}
            if (toolset_name := it.get("toolset")) is not None:
                out2["toolset_name"] = toolset_name
            return out2
        elif it["kind"] == "custom_tool_call":
            return {"type": "tool_use", "id": it["id"], "name": it["name"], "input": {"input": it["input"]}}
        elif it["kind"] == "native_tool_call":
            return {"type": "tool_use", "id": it["id"], "name": it["name"], "input": it["input"]}
        elif it["kind"] == "hosted_tool_call":
            return {"type": "server_tool_use", "id": it["id"], "name": it["name"], "input": it["input"]}
        elif it["kind"] == "hosted_tool_result":
            content: Any = None
            if it.get("error_code"):
                content2: dict[str, Any] = {"type": "web_search_tool_result_error"}
                if (error_code := it.get("error_code")) is not None:
                    content2["error_code"] = error_code
                content = content2
            if content is None:
                citations3 = it.get("citations")
                content = [self.write_search_hit_from_citation(x) for x in citations3 or ()]
            return {"type": "web_search_tool_result", "tool_use_id": it["id"], "content": content}
        else:  # image, document, search_result, tool_result, tool_reference, compaction_summary
            kind = it["kind"]
            self.context.lose(f"blocks.{kind}", "not part of a response")
            return None


read: Final = ReadResponse.of

write: Final = WriteResponse.of
