"""Streamed responses of Gemini generateContent.

Generated from specs/protocols/gemini/stream.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.filters import then, to_json, unless
from dragoman.library.shapes import Shapes
from dragoman.library.streams import Blocks
from dragoman.library.validation import word_of
from dragoman_adapters.gemini.types import Blocked, Candidate, ReadTypes, Usage


class Chunk(TypedDict, total=False):
    candidates: list[Candidate] | None
    promptFeedback: Blocked | None
    usageMetadata: Usage | None
    modelVersion: str | None
    responseId: str | None
    createTime: str | None
    modelStatus: Any
    error: Any


EXPLICIT_ENDS: Final = False  # each block's end is marked


class Reader(ReadTypes):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        self.blocks = blocks
        self.context = context

    def feed(self, it: Chunk) -> None:
        self.on_failed(it)
        self.on_begin(it)
        candidates = it.get("candidates")
        candidate = candidates[0] if candidates else None
        content = candidate.get("content") if candidate else None
        if content:
            self.on_parts(content)
        if candidate:
            self.on_cites(candidate)
            self.on_broke(candidate)
            self.on_stop(candidate)
        self.on_blocked(it)
        self.on_count(it)

    def on_failed(self, it: Chunk) -> None:
        error = it.get("error")
        if error:
            self.blocks.fail_from(it)

    def on_begin(self, it: Chunk) -> None:
        self.blocks.start(it.get("responseId"))

    def on_parts(self, content: Any) -> None:
        for part in content.get("parts") or ():
            thought = part.get("thought")
            if thought:
                self.blocks.add_text("reasoning", part.get("text"))
            text = unless(part.get("text"), part.get("thought"))
            if text:
                self.blocks.add_text("text", text)
            function_call = part.get("functionCall")
            if function_call:
                self.blocks.add_piece(
                    "tool_call",
                    function_call.get("id") if function_call else None,
                    id=function_call.get("id") if function_call else None,
                    name=function_call.get("name") if function_call else None,
                    text=to_json(function_call.get("args") if function_call else None),
                    signature=part.get("thoughtSignature"),
                    closes=True,
                )
            inline_data = part.get("inlineData")
            if inline_data:
                self.context.lose_member(
                    "candidates.content.parts.inlineData",
                    "images in responses are not supported by this client",
                )
            file_data = part.get("fileData")
            if file_data:
                self.context.lose_member(
                    "candidates.content.parts.fileData",
                    "files in responses are not supported by this client",
                )
            executable_code = part.get("executableCode")
            if executable_code:
                self.context.lose_member("candidates.content.parts.executableCode", "executed by the provider")
            code_execution_result = part.get("codeExecutionResult")
            if code_execution_result:
                self.context.lose_member("candidates.content.parts.codeExecutionResult", "executed by the provider")

    def on_cites(self, candidate: Any) -> None:
        grounding_metadata = candidate.get("groundingMetadata")
        if grounding_metadata:
            citation = self.read_citation_from_grounding(grounding_metadata)
            if citation is not None:
                self.blocks.citation(citation)

    def on_broke(self, candidate: Any) -> None:
        finish_reason = candidate.get("finishReason")
        broke = self.BROKEN.get(finish_reason) if finish_reason is not None else None
        if broke:
            failure: hub.ApiError = {"error_type": broke, "message": "the model aborted the response"}
            self.blocks.fail(failure.get("error_type") or "server_error", failure["message"])

    def on_stop(self, candidate: Any) -> None:
        finish_reason = candidate.get("finishReason")
        if finish_reason:
            self.blocks.record(
                finish_reason=word_of(
                    self.STOP_REASONS, finish_reason, "stop", self.context, "candidates.finishReason",
                ),
            )

    def on_blocked(self, it: Chunk) -> None:
        prompt_feedback = it.get("promptFeedback")
        blocked = prompt_feedback.get("blockReason") if prompt_feedback else None
        if blocked is None:
            blocked = prompt_feedback.get("blockReasonMessage") if prompt_feedback else None
        if blocked:
            refusal = prompt_feedback.get("blockReasonMessage") if prompt_feedback else None
            if refusal is None:
                refusal = prompt_feedback.get("blockReason") if prompt_feedback else None
            self.blocks.record(finish_reason=then(blocked, "refusal"), refusal=refusal)

    def on_count(self, it: Chunk) -> None:
        usage_metadata = it.get("usageMetadata")
        if usage_metadata:
            self.blocks.record(usage=self.read_usage_from_usage(usage_metadata))

    def final_marker(self) -> None:
        self.blocks.finish()

    def eof(self) -> None:
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")


SHAPES: Final = Shapes(
    {
        "Chunk": {
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
check_event: Final = SHAPES.check("Chunk")
