"""Complete responses of Gemini generateContent.

Generated from specs/protocols/gemini/response.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.errors import ErrorBody, UpstreamError
from dragoman.library.filters import non_empty, then, utf8_bytes
from dragoman.library.shapes import Shapes
from dragoman.library.validation import prune, word_of
from dragoman_adapters.gemini.types import Blocked, Candidate, LogprobsResult, Part, ReadTypes, Token, Usage


class Completion(TypedDict, total=False):
    candidates: list[Candidate] | None
    promptFeedback: Blocked | None
    usageMetadata: Usage | None
    modelVersion: str | None
    responseId: str | None
    createTime: str | None
    modelStatus: Any
    error: Any


SHAPES: Final = Shapes(
    {
        "Completion": {
            "candidates": ["Candidate"], "promptFeedback": "Blocked", "usageMetadata": "Usage", "modelVersion": "str",
            "responseId": "str", "createTime": "str", "modelStatus": "json", "error": "json",
        },
        "Candidate": {
            "content": "Content", "finishReason": "str", "finishMessage": "str", "index": "int",
            "groundingMetadata": "Grounding", "citationMetadata": "json", "urlContextMetadata": "json",
            "safetyRatings": "json", "tokenCount": "int", "avgLogprobs": "num", "logprobsResult": "LogprobsResult",
        },
        "Content": {"role": "str", "parts": ["Part"]},
        "Part": {
            "text": "str", "thought": "bool", "thoughtSignature": "str", "functionCall": "FunctionCall",
            "functionResponse": "FunctionResponse", "inlineData": "Blob", "fileData": "json", "executableCode": "json",
            "codeExecutionResult": "json",
        },
        "FunctionCall": {"id": "str", "name": "str", "args": "json"},
        "FunctionResponse": {"id": "str", "name": "str", "response": "json", "parts": ["Part"]},
        "Blob": {"mimeType": "str", "data": "str", "displayName": "str"},
        "Grounding": {
            "groundingChunks": ["Found"], "groundingSupports": ["Support"], "webSearchQueries": "json",
            "searchEntryPoint": "json", "retrievalMetadata": "json",
        },
        "Found": {"web": "Web", "retrievedContext": "json", "maps": "json", "image": "json"},
        "Web": {"uri": "str", "title": "str", "domain": "str"},
        "Support": {"segment": "Segment", "groundingChunkIndices": ["int"], "confidenceScores": "json"},
        "Segment": {"partIndex": "int", "startIndex": "int", "endIndex": "int", "text": "str"},
        "LogprobsResult": {"chosenCandidates": ["Token"], "topCandidates": "json", "logProbabilitySum": "num"},
        "Token": {"token": "str", "tokenId": "int", "logProbability": "num"},
        "Blocked": {"blockReason": "str", "blockReasonMessage": "str", "safetyRatings": "json"},
        "Usage": {
            "promptTokenCount": "int", "cachedContentTokenCount": "int", "candidatesTokenCount": "int",
            "thoughtsTokenCount": "int", "toolUsePromptTokenCount": "int", "totalTokenCount": "int",
            "trafficType": "str", "serviceTier": "str", "promptTokensDetails": "json", "cacheTokensDetails": "json",
            "candidatesTokensDetails": "json", "toolUsePromptTokensDetails": "json",
        },
    },
)


class ReadResponse(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Completion"))

    @classmethod
    def of(cls, body: Completion, context: Context) -> hub.Response:
        return cls(context).read(body)

    def read(self, body: Completion) -> hub.Response:
        prune(self.CHECK, cast(dict[str, Any], body), self.context)
        answer = self.read_response_from_completion(body)
        return answer

    @classmethod
    def result_of(cls, body: Completion, context: Context) -> hub.Response:
        return cls(context).read_result_from_completion(body)

    def read_response_from_completion(self, it: Completion) -> hub.Response:
        failed: Any | None = it.get("error")
        if failed:
            raise ErrorBody(it)
        candidates = it.get("candidates")
        candidate = candidates[0] if candidates else None
        finish_reason = candidate.get("finishReason") if candidate else None
        failed2: hub.ErrorType | None = self.BROKEN.get(finish_reason) if finish_reason is not None else None
        if failed2:
            raise UpstreamError({"error_type": failed2, "message": "the model aborted the response"})
        needed: Any = it.get("candidates")
        if needed is None:
            needed = it.get("promptFeedback")
        if needed is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no candidates"})
        content = candidate.get("content") if candidate else None
        parts = content.get("parts") if content else None
        item: Any = None
        grounding_metadata = candidate.get("groundingMetadata") if candidate else None
        given: Any = grounding_metadata.get("groundingChunks") if grounding_metadata else None
        if given is None:
            given = grounding_metadata.get("groundingSupports") if grounding_metadata else None
        if given:
            item2: hub.Text = {"kind": "text", "text": ""}
            item3 = self.read_citation_from_grounding(grounding_metadata) if grounding_metadata is not None else None
            if (citations := [*([item3] if item3 is not None else [])]):
                item2["citations"] = citations
            item = item2
        logprobs_result = candidate.get("logprobsResult") if candidate else None
        item4 = self.read_text_from_logprobs_result(logprobs_result) if logprobs_result is not None else None
        prompt_feedback = it.get("promptFeedback")
        finish_reason2: hub.FinishReason | None = then(
            non_empty(prompt_feedback.get("blockReason") if prompt_feedback else None),
            "refusal",
        )
        if finish_reason2 is None:
            finish_reason2 = word_of(
                self.STOP_REASONS, finish_reason, "stop", self.context, "candidates.finishReason",
            ) if finish_reason is not None else None
        out: hub.Response = {
            "blocks": [
                *[y for x in parts or () for y in self.read_block_from_part(x)],
                *([item] if item is not None else []),
                *([item4] if item4 is not None else []),
            ],
            "finish_reason": "stop" if finish_reason2 is None else finish_reason2,
        }
        if (id_ := it.get("responseId")) is not None:
            out["id"] = id_
        refusal = prompt_feedback.get("blockReasonMessage") if prompt_feedback else None
        if refusal is None:
            refusal = prompt_feedback.get("blockReason") if prompt_feedback else None
        if refusal is not None:
            out["refusal"] = refusal
        usage_metadata = it.get("usageMetadata")
        if usage_metadata is not None:
            out["usage"] = self.read_usage_from_usage(usage_metadata)
        return out

    def read_text_from_logprobs_result(self, it: LogprobsResult) -> hub.Text | None:
        if not it.get("chosenCandidates"):
            return None
        out: hub.Text = {"kind": "text", "text": ""}
        chosen_candidates = it.get("chosenCandidates")
        if logprobs := [self.read_logprob_from_token(x) for x in chosen_candidates or ()]:
            out["logprobs"] = logprobs
        return out

    def read_logprob_from_token(self, it: Token) -> hub.Logprob:
        token = it.get("token")
        logprob: Any = it.get("logProbability")
        out: hub.Logprob = {
            "token": "" if token is None else token,
            "logprob": 0 if logprob is None else logprob,
            "top_logprobs": [],
        }
        if bytes_ := utf8_bytes(it.get("token")):
            out["bytes"] = bytes_
        return out

    def read_block_from_part(self, it: Part) -> list[hub.Block]:
        item: Any = None
        if it.get("functionCall"):
            function_call = it.get("functionCall")
            id_ = function_call.get("id") if function_call else None
            name = function_call.get("name") if function_call else None
            input_ = function_call.get("args") if function_call else None
            item2: hub.ToolCall = {
                "kind": "tool_call",
                "id": "" if id_ is None else id_,
                "name": "" if name is None else name,
                "input": {} if input_ is None else input_,
            }
            if (signature := it.get("thoughtSignature")) is not None:
                item2["signature"] = signature
            item = item2
        if it.get("inlineData") is not None:
            self.context.lose_member(
                "candidates.0.content.parts.inlineData",
                "images in responses are not supported by this client",
            )
        if it.get("fileData") is not None:
            self.context.lose_member(
                "candidates.0.content.parts.fileData",
                "files in responses are not supported by this client",
            )
        if it.get("executableCode") is not None:
            self.context.lose_member("candidates.0.content.parts.executableCode", "executed by the provider")
        if it.get("codeExecutionResult") is not None:
            self.context.lose_member("candidates.0.content.parts.codeExecutionResult", "executed by the provider")
        item3: Any = None
        if it.get("thought"):
            text = it.get("text")
            item3 = {"kind": "reasoning", "text": "" if text is None else text}
        if item3 is None:
            if it.get("text"):
                text2 = it.get("text")
                item3 = {"kind": "text", "text": "" if text2 is None else text2}
        return [*([item] if item is not None else []), *([item3] if item3 is not None else [])]

    def read_result_from_completion(self, it: Completion) -> hub.Response:
        failed: Any | None = it.get("error")
        if failed:
            raise ErrorBody(it)
        candidates = it.get("candidates")
        candidate = candidates[0] if candidates else None
        finish_reason = candidate.get("finishReason") if candidate else None
        failed2: hub.ErrorType | None = self.BROKEN.get(finish_reason) if finish_reason is not None else None
        if failed2:
            raise UpstreamError({"error_type": failed2, "message": "the model aborted the response"})
        needed: Any = it.get("candidates")
        if needed is None:
            needed = it.get("promptFeedback")
        if needed is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no candidates"})
        prompt_feedback = it.get("promptFeedback")
        finish_reason2: hub.FinishReason | None = then(
            non_empty(prompt_feedback.get("blockReason") if prompt_feedback else None),
            "refusal",
        )
        if finish_reason2 is None:
            finish_reason2 = word_of(
                self.STOP_REASONS, finish_reason, "stop", self.context, "candidates.finishReason",
            ) if finish_reason is not None else None
        out: hub.Response = {"blocks": [], "finish_reason": "stop" if finish_reason2 is None else finish_reason2}
        usage_metadata = it.get("usageMetadata")
        if usage_metadata is not None:
            out["usage"] = self.read_usage_from_usage(usage_metadata)
        return out


read: Final = ReadResponse.of
