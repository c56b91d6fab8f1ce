"""Complete responses of OpenAI Responses.

Generated from specs/protocols/openai_responses/response.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.errors import ErrorBody, UpstreamError
from dragoman.library.filters import concat, equals, from_json, join, non_empty, then, unless
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.streams import whole
from dragoman.library.validation import prune, word_of
from dragoman_adapters.openai_responses.stream import WholeWriter
from dragoman_adapters.openai_responses.types import ReadTypes, ReasoningItem, Response, SearchItem

SHAPES: Final = Shapes(
    {
        "Response": {
            "id": "str", "status": "str", "output": ["Item"], "output_text": "str", "usage": "Usage",
            "tool_usage": "ToolUsage", "service_tier": "str", "error": "json", "incomplete_details": "Incomplete",
            "object": "json", "created_at": "json", "completed_at": "json", "model": "json", "billing": "json",
            "content_filters": "json", "background": "json", "conversation": "json", "frequency_penalty": "json",
            "instructions": "json", "max_output_tokens": "json", "max_tool_calls": "json", "metadata": "json",
            "moderation": "json", "parallel_tool_calls": "json", "presence_penalty": "json",
            "previous_response_id": "json", "prompt_cache_key": "json", "prompt_cache_options": "json",
            "prompt_cache_retention": "json", "reasoning": "json", "safety_identifier": "json", "store": "json",
            "temperature": "json", "text": "json", "tool_choice": "json", "tools": "json", "top_logprobs": "json",
            "top_p": "json", "truncation": "json", "user": "json",
        },
        "Item": OneOf("type", {
            "message": "MessageItem", "reasoning": "ReasoningItem", "function_call": "CallItem",
            "custom_tool_call": "CustomItem", "web_search_call": "SearchItem", "compaction": "CompactionItem",
        }, open=True),
        "MessageItem": {"id": "str", "status": "str", "role": "str", "phase": "str", "content": ["Part"]},
        "Part": OneOf("type", {
            "text": "TextPart", "output_text": "TextPart", "refusal": "RefusalPart", "reasoning_text": "ReasoningPart",
            "summary_text": "ReasoningPart",
        }, default="text", open=True),
        "TextPart": {"text": "str", "annotations": ["Annotation"], "logprobs": "json"},
        "Annotation": OneOf("type", {"url_citation": "UrlCitation"}, open=True),
        "UrlCitation": {"url": "str", "title": "str", "start_index": "int", "end_index": "int"},
        "OtherPart": {"note": "str"},
        "RefusalPart": {"refusal": "str"},
        "ReasoningPart": {"text": "str"},
        "ReasoningItem": {
            "id": "str", "status": "str", "summary": ["ReasoningPart"], "content": ["ReasoningPart"],
            "encrypted_content": "str",
        },
        "CallItem": {
            "id": "str", "status": "str", "call_id": "str", "name": "str", "arguments": "json", "namespace": "str",
            "caller": "json",
        },
        "CustomItem": {"id": "str", "status": "str", "call_id": "str", "name": "str", "input": "str"},
        "SearchItem": {
            "id": "str", "status": "str", "call_id": "str", "name": "str", "arguments": "str", "action": "Action",
        },
        "Action": {
            "type": "str", "query": "str", "queries": ["str"], "sources": ["Source"], "url": "str", "pattern": "str",
        },
        "Source": {"type": "str", "url": "str", "title": "str"},
        "CompactionItem": {"id": "str", "encrypted_content": "str"},
        "OtherItem": {"id": "str"},
        "Usage": {
            "input_tokens": "int", "output_tokens": "int", "total_tokens": "int", "input_tokens_details": "InDetails",
            "output_tokens_details": "OutDetails",
        },
        "InDetails": {"cached_tokens": "int", "cache_write_tokens": "int", "cache_write_tokens_details": "json"},
        "OutDetails": {"reasoning_tokens": "int"},
        "ToolUsage": {"web_search": "Searches"},
        "Searches": {"num_requests": "int"},
        "Incomplete": {"reason": "str"},
    },
)


class ReadResponse(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Response"))

    @classmethod
    def of(cls, body: Response, context: Context) -> hub.Response:
        return cls(context).read(body)

    def read(self, body: Response) -> hub.Response:
        prune(self.CHECK, cast(dict[str, Any], body), self.context)
        answer = self.read_response_from_response(body)
        return answer

    @classmethod
    def result_of(cls, body: Response, context: Context) -> hub.Response:
        return cls(context).read_result_from_response(body)

    def read_response_from_response(self, it: Response) -> hub.Response:
        failed: Any | None = it.get("error")
        if failed:
            raise ErrorBody(it)
        status = it.get("status")
        failed2: hub.ErrorType | None = self.BROKEN.get(status) if status is not None else None
        if failed2:
            raise UpstreamError({"error_type": failed2, "message": "the provider aborted the response"})
        output = it.get("output")
        failed3: hub.ErrorType | None = unless(
            self.UNFINISHED.get(status) if status is not None else None,
            (output[0] if output else None),
        )
        if failed3:
            raise UpstreamError(
                {"error_type": failed3, "message": "the provider returned a response that it has not finished"},
            )
        needed: Any = it.get("output")
        if needed is None:
            needed = it.get("output_text")
        if needed is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no output"})
        item: Any = None
        if unless(it.get("output_text"), (output[0] if output else None)):
            text = it.get("output_text")
            item = {"kind": "text", "text": "" if text is None else text}
        incomplete_details = it.get("incomplete_details")
        reason = incomplete_details.get("reason") if incomplete_details else None
        finish_reason: hub.FinishReason | None = word_of(
            self.INCOMPLETE_REASONS, reason, "stop", self.context, "incomplete_details.reason",
        ) if reason is not None else None
        out: hub.Response = {
            "blocks": [
                *[y for x in output or () for y in self.read_block_from_item(x) or ()],
                *([item] if item is not None else []),
            ],
            "finish_reason": "stop" if finish_reason is None else finish_reason,
        }
        if (id_ := it.get("id")) is not None:
            out["id"] = id_
        refusal = concat([x.get("content") for x in output or () if x.get("type") == "message"])
        refusal2 = non_empty(join([x.get("refusal") for x in refusal or () if x.get("type") == "refusal"], "\n\n"))
        if refusal2 is not None:
            out["refusal"] = refusal2
        if (usage := self.read_usage_from_response(it)) is not None:
            out["usage"] = usage
        service_tier = it.get("service_tier")
        service_tier2 = word_of(
            self.TIERS, service_tier, "standard", self.context, "service_tier",
        ) if service_tier is not None else None
        if service_tier2 is not None:
            out["service_tier"] = service_tier2
        return out

    def read_block_from_item(self, it: Any) -> list[hub.Block] | None:
        type_ = it.get("type")
        if type_ == "message":
            content = it.get("content")
            return [
                {"kind": "text", "text": "", "apart": True},
                *[block for x in content or () if (block := self.read_block_from_part(x)) is not None],
            ]
        elif type_ == "reasoning":
            return [self.read_reasoning_from_reasoning_item(it)]
        elif type_ == "function_call":
            id_ = it.get("call_id")
            name = it.get("name")
            input_ = from_json(it.get("arguments"))
            return [
                {
                    "kind": "tool_call",
                    "id": "" if id_ is None else id_,
                    "name": "" if name is None else name,
                    "input": {} if input_ is None else input_,
                },
            ]
        elif type_ == "custom_tool_call":
            id_2 = it.get("call_id")
            name2 = it.get("name")
            input_2 = it.get("input")
            return [
                {
                    "kind": "tool_call",
                    "id": "" if id_2 is None else id_2,
                    "name": "" if name2 is None else name2,
                    "input": {"input": "" if input_2 is None else input_2},
                },
            ]
        elif type_ == "web_search_call":
            item = self.read_hosted_tool_call_from_search_item(it)
            item2 = self.read_hosted_tool_result_from_search_item(it)
            return [*([item] if item is not None else []), *([item2] if item2 is not None else [])]
        elif type_ == "compaction":
            item3: hub.Reasoning = {"kind": "reasoning", "text": "", "signature": ""}
            if it.get("encrypted_content"):
                details: dict[str, Any] = {"as": "compaction"}
                if (i := it.get("id")) is not None:
                    details["i"] = i
                if (e := it.get("encrypted_content")) is not None:
                    details["e"] = e
                item3["details"] = details
            return [item3]
        else:
            self.context.lose_member(f"output.{type_}", "item of a hosted tool")
            return None

    def read_block_from_part(self, it: Any) -> hub.Block | None:
        kind = it.get("type")
        kind2 = "text" if kind is None else kind
        if kind2 == "text" or kind2 == "output_text":
            given: Any = non_empty(it.get("text"))
            if given is None:
                given = non_empty(it.get("annotations"))
            if given is None:
                given = non_empty(it.get("logprobs"))
            if not given:
                return None
            text = it.get("text")
            out: hub.Text = {"kind": "text", "text": "" if text is None else text}
            annotations = it.get("annotations")
            citations = [
                citation
                for x in annotations or ()
                if (citation := self.read_citation_from_annotation(x)) is not None
            ]
            if citations:
                out["citations"] = citations
            if (logprobs := non_empty(it.get("logprobs"))) is not None:
                out["logprobs"] = logprobs
            return out
        elif kind2 == "refusal":
            if not non_empty(it.get("refusal")):
                return None
            text2 = it.get("refusal")
            return {"kind": "refusal", "text": "" if text2 is None else text2}
        elif kind2 == "reasoning_text" or kind2 == "summary_text":
            kind3 = it.get("type")
            kind4 = "text" if kind3 is None else kind3
            self.context.lose_member(f"output.content.{kind4}", "reasoning inside a message item")
            return None
        else:
            kind5 = it.get("type")
            kind6 = "text" if kind5 is None else kind5
            self.context.lose_member(f"output.content.{kind6}", "unknown type of message part")
            return None

    def read_reasoning_from_reasoning_item(self, it: ReasoningItem) -> hub.Reasoning:
        summary = it.get("summary")
        text = non_empty(join([x.get("text") for x in summary or ()], "\n\n"))
        if text is None:
            content = it.get("content")
            text = join([x.get("text") for x in content or ()], "")
        out: hub.Reasoning = {"kind": "reasoning", "text": "" if text is None else text, "signature": ""}
        details: Any = None
        if it.get("encrypted_content"):
            details2: dict[str, Any] = {}
            if (i := it.get("id")) is not None:
                details2["i"] = i
            if (e := it.get("encrypted_content")) is not None:
                details2["e"] = e
            details = details2
        if details:
            out["details"] = details
        return out

    def read_hosted_tool_call_from_search_item(self, it: SearchItem) -> hub.HostedToolCall | None:
        action = it.get("action")
        if action and action.get("url") is not None:
            self.context.lose_member("output.action.url", "open_page action")
        queries = action.get("queries") if action else None
        if (queries[1] if queries and len(queries) > 1 else None) and action and action.get("queries") is not None:
            self.context.lose_member("output.action.queries", "a search of other protocols has one query")
        given = action.get("query") if action else None
        if given is None:
            given = queries[0] if queries else None
        if given is None:
            given = it.get("arguments")
        if not given:
            return None
        id_ = it.get("id")
        input_: Any = None
        given2 = action.get("query") if action else None
        if given2 is None:
            given2 = queries[0] if queries else None
        if given2:
            input_2: dict[str, Any] = {}
            query = action.get("query") if action else None
            if query is None:
                query = queries[0] if queries else None
            if query is not None:
                input_2["query"] = query
            input_ = input_2
        if input_ is None:
            input_3 = from_json(it.get("arguments"))
            input_ = {} if input_3 is None else input_3
        return {"kind": "hosted_tool_call", "id": "" if id_ is None else id_, "name": "web_search", "input": input_}

    def read_hosted_tool_result_from_search_item(self, it: SearchItem) -> hub.HostedToolResult | None:
        action = it.get("action")
        given = action.get("query") if action else None
        if given is None:
            queries = action.get("queries") if action else None
            given = queries[0] if queries else None
        if given is None:
            given = it.get("arguments")
        if not given:
            return None
        id_ = it.get("id")
        out: hub.HostedToolResult = {"kind": "hosted_tool_result", "id": "" if id_ is None else id_}
        if (error_code := then(equals(it.get("status"), "failed"), "unavailable")) is not None:
            out["error_code"] = error_code
        sources = action.get("sources") if action else None
        citations = [citation for x in sources or () if (citation := self.read_citation_from_source(x)) is not None]
        if citations:
            out["citations"] = citations
        return out

    def read_result_from_response(self, it: Response) -> hub.Response:
        failed: Any | None = it.get("error")
        if failed:
            raise ErrorBody(it)
        status = it.get("status")
        failed2: hub.ErrorType | None = self.BROKEN.get(status) if status is not None else None
        if failed2:
            raise UpstreamError({"error_type": failed2, "message": "the provider aborted the response"})
        output = it.get("output")
        failed3: hub.ErrorType | None = unless(
            self.UNFINISHED.get(status) if status is not None else None,
            (output[0] if output else None),
        )
        if failed3:
            raise UpstreamError(
                {"error_type": failed3, "message": "the provider returned a response that it has not finished"},
            )
        needed: Any = it.get("output")
        if needed is None:
            needed = it.get("output_text")
        if needed is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no output"})
        incomplete_details = it.get("incomplete_details")
        reason = incomplete_details.get("reason") if incomplete_details else None
        finish_reason: hub.FinishReason | None = word_of(
            self.INCOMPLETE_REASONS, reason, "stop", self.context, "incomplete_details.reason",
        ) if reason is not None else None
        out: hub.Response = {"blocks": [], "finish_reason": "stop" if finish_reason is None else finish_reason}
        if (usage := self.read_usage_from_response(it)) is not None:
            out["usage"] = usage
        return out


read: Final = ReadResponse.of


def write(answer: hub.Response, context: Context) -> dict[str, Any]:
    """Return the response that ends the streamed response."""
    return whole(answer, WholeWriter(context), context)
