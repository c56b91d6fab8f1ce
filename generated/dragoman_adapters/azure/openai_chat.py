"""Azure OpenAI, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import specific, to_string
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import foreign_details, no_files, openai_models, refusals


class Error(types.Error, total=False):
    innererror: Inner | None


class Inner(TypedDict, total=False):
    code: str | None
    content_filter_result: Any
    content_filter_results: Any


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
        "503": "overloaded", "504": "timeout", "529": "overloaded", "ResponsibleAIPolicyViolation": "content_policy",
    }

    def read_api_error_from_error_error_type(self, it: Error) -> hub.ErrorType | None:
        innererror = it.get("innererror")
        code = innererror.get("code") if innererror else None
        out: hub.ErrorType | None = self.ERROR_TYPES.get(code) if code is not None else None
        if out is None:
            out2 = to_string(it.get("code"))
            out = specific(self.ERROR_TYPES.get(out2) if out2 is not None else None)
        if out is None:
            type_ = it.get("type")
            out = specific(self.ERROR_TYPES.get(type_) if type_ is not None else None)
        if out is None:
            out3 = to_string(it.get("code"))
            out = self.ERROR_TYPES.get(out3) if out3 is not None else None
        if out is None:
            type_2 = it.get("type")
            out = self.ERROR_TYPES.get(type_2) if type_2 is not None else None
        return out

    def read_api_error_from_error_code(self, it: Error) -> str | None:
        out = to_string(it.get("code"))
        if out is None:
            out = it.get("type")
        if out is None:
            innererror = it.get("innererror")
            out = innererror.get("code") if innererror else None
        return out


class WriteRequest(openai_models.WriteRequest, refusals.WriteRequest, no_files.WriteRequest):
    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(request, self.context, end="refuse", separator="Ok." if self.context.holds[14] else "")

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(
            request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=40,
            exact_id_length=9 if self.context.holds[14] else 0,
            illegal_in_ids="[^a-zA-Z0-9]" if self.context.holds[14] else "",
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["none", "low", "medium", "high"] if self.context.holds[13] else ["low", "medium", "high"] if self.context.holds[12] else ["low", "medium", "high", "xhigh"] if self.context.holds[11] else ["medium", "high", "xhigh"] if self.context.holds[10] else ["low", "medium", "high", "xhigh"] if self.context.holds[9] else ["low", "medium", "high"] if self.context.holds[8] else ["low", "medium", "high", "xhigh", "max"] if self.context.holds[7] else [
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[6] else ["none", "low", "medium", "high", "xhigh"] if self.context.holds[5] else ["none", "low", "medium", "high"] if self.context.holds[4] else ["high"] if self.context.holds[3] else ["minimal", "low", "medium", "high"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [],
            disabled="high" if self.context.holds[3] else "",
        )

    write_request_loss_of_user_id = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> request.Request:
        out = super().write_request_from_request(it)
        if (logprobs := it.get("logprobs") if self.context.holds[15] else None) is not None:
            out["logprobs"] = logprobs
        top_logprobs: Any
        if self.context.holds[15]:
            top_logprobs2: Any = None
            if it.get("logprobs"):
                top_logprobs2 = it.get("top_logprobs")
            top_logprobs = top_logprobs2
        else:
            top_logprobs = None
        if top_logprobs is not None:
            out["top_logprobs"] = top_logprobs
        if (user := it.get("user_id")) is not None:
            out["user"] = user
        if (max_tokens := it.get("max_tokens") if self.context.holds[16] else None) is not None:
            out["max_tokens"] = max_tokens
        return out

    def write_request_loss_of_logprobs(self, it: hub.Request) -> None:
        if not self.context.holds[15] and it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")

    def write_request_loss_of_top_logprobs(self, it: hub.Request) -> None:
        if not self.context.holds[15] and it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")

    def write_request_max_completion_tokens(self, it: hub.Request) -> int | None:
        return None if self.context.holds[16] else it.get("max_tokens")


class ReadErrors(ReadTypes, errors.ReadErrors):
    CHECK = staticmethod(errors.SHAPES.extend({
        "Error": {"innererror": "Inner"},
        "Inner": {"code": "str", "content_filter_result": "json", "content_filter_results": "json"},
    }).check("Body"))


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = ReadErrors.of
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
    When(model=("grok-4.6*", "grok-4.7*")),
    When(model=("grok-4.5*",)),
    When(model=("grok-4.3*",)),
    When(
        model=(
            "mistral*", "*/mistral*", "ministral*", "*/ministral*", "mixtral*", "*/mixtral*", "codestral*",
            "*/codestral*", "devstral*", "*/devstral*", "magistral*", "*/magistral*", "pixtral*", "*/pixtral*",
            "!*minitron*",
        ),
    ),
    When(model=("!o1*", "!o3*", "!o4*", "!gpt-5*", "!gpt-6*")),
    When(model=("*mistral*", "*ministral*", "*codestral*", "*llama*", "*deepseek*", "*cohere*", "*phi-*", "*jais*")),
)

patch: Final = in_order(foreign_details.patch)
