"""GLM (Z.ai), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import equals, join, non_empty, unless
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import foreign_details, json_mode_without_schema, reasoning_content_history, thinking_type


class Found(TypedDict, total=False):
    title: str | None
    link: str | None
    content: str | None
    media: str | None
    icon: str | None
    refer: str | None
    publish_date: str | None


class Request(request.Request, total=False):
    thinking: Switch | None
    tool_stream: bool | None


class Switch(TypedDict, total=False):
    type: str | None
    clear_thinking: bool | None


class Search(TypedDict, total=False):
    enable: bool
    search_engine: str
    search_result: bool
    search_domain_filter: str | None


class Completion(response.Completion, total=False):
    web_search: list[Found] | None


class ReadTypes(types.ReadTypes):
    ERROR_TYPES: ClassVar[dict[str, hub.ErrorType]] = {
        "invalid_request_error": "invalid_request", "authentication_error": "authentication",
        "permission_error": "permission", "insufficient_quota": "quota", "model_not_found": "not_found",
        "conflict_error": "conflict", "request_too_large": "request_too_large",
        "context_length_exceeded": "context_length_exceeded", "rate_limit_exceeded": "rate_limit",
        "content_policy_violation": "content_policy", "timeout": "timeout", "server_is_overloaded": "overloaded",
        "server_error": "server_error", "billing_error": "billing", "invalid_api_key": "authentication",
        "rate_limit_error": "rate_limit", "overloaded_error": "overloaded", "api_error": "server_error",
        "not_found_error": "not_found", "exceed_context_size_error": "context_length_exceeded",
        "context_too_large": "context_length_exceeded", "model_max_prompt_tokens_exceeded": "context_length_exceeded",
        "content_filter": "content_policy", "cyber_policy": "content_policy", "bio_policy": "content_policy",
        "misalignment": "content_policy", "misalignment_policy_violation": "content_policy",
        "tool_use_failed": "server_error", "slow_down": "overloaded", "400": "invalid_request", "401": "authentication",
        "402": "billing", "403": "permission", "404": "not_found", "408": "timeout", "409": "conflict",
        "413": "request_too_large", "429": "rate_limit", "500": "server_error", "502": "server_error",
        "503": "overloaded", "504": "timeout", "529": "overloaded", "1000": "authentication", "1001": "authentication",
        "1002": "authentication", "1003": "authentication", "1110": "permission", "1112": "permission",
        "1113": "billing", "1210": "invalid_request", "1211": "not_found", "1213": "invalid_request",
        "1214": "invalid_request", "1261": "context_length_exceeded", "1301": "content_policy", "1302": "rate_limit",
        "1303": "rate_limit", "1305": "overloaded", "1308": "quota", "1309": "quota", "1310": "quota",
    }

    def read_citation_from_found(self, it: Found) -> hub.Citation | None:
        if not non_empty(it.get("link")):
            return None
        url = it.get("link")
        out: hub.Citation = {"url": "" if url is None else url}
        if (title := it.get("title")) is not None:
            out["title"] = title
        if (quote := it.get("content")) is not None:
            out["quote"] = quote
        return out


class WriteTypes(thinking_type.WriteTypes):
    pass


class WriteRequest(WriteTypes, json_mode_without_schema.WriteRequest, reasoning_content_history.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(
            request, self.context, max_tools=128, modes=[], hosted=[] if self.context.holds[2] else ["search"],
        )

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[0], files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=[
                "low", "high", "max",
            ] if self.context.holds[5] else ["high", "max"] if self.context.holds[4] else [],
            disabled="low" if self.context.holds[5] else "none",
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, stop_sequences=1)

    write_request_max_completion_tokens = request.WriteRequest.nothing
    write_request_parallel_tool_calls = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        thinking: Switch = {}
        reasoning = it.get("reasoning")
        mode = reasoning["mode"] if reasoning else None
        type_ = self.SWITCHES[mode] if mode is not None else None
        if type_ is None:
            tool_choice = it.get("tool_choice")
            mode2 = tool_choice["mode"] if tool_choice else None
            type_ = self.QUIETS.get(mode2) if mode2 is not None else None
        if (type_2 := None if self.context.holds[5] else type_) is not None:
            thinking["type"] = type_2
        if (clear_thinking := False if self.context.holds[3] else None) is not None:
            thinking["clear_thinking"] = clear_thinking
        if thinking:
            out["thinking"] = thinking
        if (tool_stream := True if self.context.holds[6] else None) is not None:
            out["tool_stream"] = tool_stream
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if not self.context.holds[5]:
            reasoning = it.get("reasoning")
            if (
                equals(reasoning["mode"] if reasoning else None, "interleaved")
            ) and reasoning and reasoning["mode"] is not None:
                self.context.lose(
                    "reasoning.mode",
                    "reasoning between tool calls alone is not supported by this provider",
                )
        if it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel tool calls cannot be disabled for this model")

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        reasoning_effort = it.get("reasoning_effort")
        return self.EFFORTS.get(reasoning_effort) if reasoning_effort is not None else None

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "hosted":
            allowed_domains = it.get("allowed_domains")
            if (
                allowed_domains[1]
                if allowed_domains and len(allowed_domains) > 1
                else None
            ) and it.get("allowed_domains") is not None:
                self.context.lose("tools.allowed_domains", "only one allowed domain is supported by this search")
            if it.get("blocked_domains") is not None:
                self.context.lose("tools.blocked_domains", "blocked domains are not supported by this search")
            if it.get("max_uses") is not None:
                self.context.lose("tools.max_uses", "the number of searches cannot be limited")
            if it.get("user_location") is not None:
                self.context.lose("tools.user_location", "the user location is not supported by this search")
            web_search: Search = {
                "enable": True,
                "search_engine": "search_std" if self.context.holds[1] else "search-prime",
                "search_result": True,
            }
            if (search_domain_filter := allowed_domains[0] if allowed_domains else None) is not None:
                web_search["search_domain_filter"] = search_domain_filter
            return {"type": "web_search", "web_search": web_search}
        elif it["kind"] == "toolset":
            return None
        else:
            return super().write_tool_from_tool(it)


class ReadResponse(ReadTypes, response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Completion": {"web_search": ["Found"]},
        "Found": {
            "title": "str", "link": "str", "content": "str", "media": "str", "icon": "str", "refer": "str",
            "publish_date": "str",
        },
    }).check("Completion"))

    def read_response_from_completion_blocks(self, it: Completion) -> list[hub.Block]:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        message = choice.get("message") if choice else None
        item = self.read_reasoning_from_message(message) if message is not None else None
        content = message.get("content") if message else None
        out = content if isinstance(content, list) else None
        item2 = self.read_text_from_choice(choice) if choice is not None else None
        item3 = non_empty(join([str_ for x in out or () if (str_ := self.read_str_from_piece(x)) is not None], ""))
        item4 = self.read_text_from_str(item3) if item3 is not None else None
        item5 = non_empty(unless(choice.get("text") if choice else None, (message.get("content") if message else None)))
        item6 = self.read_text_from_str(item5) if item5 is not None else None
        item7 = non_empty(message.get("refusal") if message else None)
        item8 = self.read_refusal_from_str(item7) if item7 is not None else None
        audio = message.get("audio") if message else None
        item9 = non_empty(audio.get("transcript") if audio else None)
        item10 = self.read_text_from_str(item9) if item9 is not None else None
        tool_calls = message.get("tool_calls") if message else None
        function_call = message.get("function_call") if message else None
        item11 = self.read_tool_call_from_function(function_call) if function_call is not None else None
        item12 = self.read_text_from_completion(it)
        return [
            *([item] if item is not None else []),
            *[reasoning for x in out or () if (reasoning := self.read_reasoning_from_piece(x)) is not None],
            *([item2] if item2 is not None else []),
            *([item4] if item4 is not None else []),
            *([item6] if item6 is not None else []),
            *([item8] if item8 is not None else []),
            *([item10] if item10 is not None else []),
            *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
            *([item11] if item11 is not None else []),
            *([item12] if item12 is not None else []),
        ]

    def read_text_from_completion(self, it: Completion) -> hub.Text | None:
        if not non_empty(it.get("web_search")):
            return None
        out: hub.Text = {"kind": "text", "text": ""}
        web_search = it.get("web_search")
        citations = [citation for x in web_search or () if (citation := self.read_citation_from_found(x)) is not None]
        if citations:
            out["citations"] = citations
        return out


class Reader(ReadTypes, stream.Reader):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_begin(it)
        self.on_tier(it)
        self.on_count(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        if choice:
            if self.on_other(choice):
                return
        self.on_second(it)
        logprobs = choice.get("logprobs") if choice else None
        if logprobs:
            self.on_scores(logprobs)
        delta = choice.get("delta") if choice else None
        if delta:
            self.on_reasoning(delta)
            self.on_text(delta)
        if choice:
            self.on_plain(choice)
        if delta:
            self.on_parts(delta)
            self.on_refusal(delta)
            self.on_cites(delta)
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_message(choice)
        self.on_broken(it)
        if choice:
            self.on_broke(choice)
        self.on_found(it)
        if choice:
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)

    def on_found(self, it: Any) -> None:
        for found in it.get("web_search") or ():
            citation = self.read_citation_from_found(found)
            if citation is not None:
                self.blocks.citation(citation)


class ReadErrors(ReadTypes, errors.ReadErrors):
    pass


check_event: Final = stream.SHAPES.extend({
    "Chunk": {"web_search": ["Found"]},
    "Found": {
        "title": "str", "link": "str", "content": "str", "media": "str", "icon": "str", "refer": "str",
        "publish_date": "str",
    },
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = ReadErrors.of
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("!*v", "!*v-*", "!glm-5.3-flash*", "!glm-5.4*")),
    When(variants=("china",)),
    When(variants=("coding-plan", "china-coding-plan")),
    When(model=("glm-4.7*", "glm-5*")),
    When(model=("glm-5.2*",)),
    When(model=("glm-5.3*",)),
    When(model=("glm-4.6*", "glm-4.7*", "glm-5*"), streaming=True, tools=True),
)

patch: Final = in_order(foreign_details.patch)
