"""Streamed answers of Gemini generateContent.

Generated from specs/protocols/gemini/stream.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.filters import as_text, then, unless
from dragoman.library.streams import Blocks
from dragoman.library.validation import Wrong, word_of
from dragoman_adapters.gemini.types import (
    READ_BROKEN,
    READ_STOP_REASONS,
    Blocked,
    Candidate,
    Error,
    Usage,
    read_cite_from_found,
    read_failure_from_error,
    read_usage_from_usage,
)


class Chunk(TypedDict, total=False):
    candidates: list[Candidate] | None
    promptFeedback: Blocked | None
    usageMetadata: Usage | None
    modelVersion: str | None
    responseId: str | None
    createTime: str | None
    modelStatus: Any
    error: Error | None


TOLD: Final = False  # blocks end when the protocol says so


class Reader:
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
        grounding_metadata = candidate.get("groundingMetadata") if candidate else None
        if grounding_metadata:
            self.on_cites(grounding_metadata)
        if candidate:
            self.on_broke(candidate)
            self.on_stop(candidate)
        self.on_blocked(it)
        self.on_count(it)

    def on_failed(self, it: Chunk) -> None:
        error = it.get("error")
        if error:
            failure: hub.Failure = read_failure_from_error(error, self.context)
            self.blocks.fail(failure.get("fault") or "api", failure["message"])

    def on_begin(self, it: Chunk) -> None:
        self.blocks.start(it.get("responseId"))

    def on_parts(self, content: Any) -> None:
        for part in content.get("parts") or ():
            thought = part.get("thought")
            if thought:
                self.blocks.say("thought", part.get("text"))
            text_ = unless(part.get("text"), part.get("thought"))
            if text_:
                self.blocks.say("text", text_)
            function_call = part.get("functionCall")
            if function_call:
                self.blocks.part(
                    "call",
                    function_call.get("id") if function_call else None,
                    id=function_call.get("id") if function_call else None,
                    name=function_call.get("name") if function_call else None,
                    text=as_text(function_call.get("args") if function_call else None),
                    proof=part.get("thoughtSignature"),
                    shut=True,
                )
            other: Any = part.get("inlineData")
            if other is None:
                other = part.get("fileData")
            if other is None:
                other = part.get("executableCode")
            if other is None:
                other = part.get("codeExecutionResult")
            if other:
                self.context.lose("other", "a part of an answer that this client takes from nobody")

    def on_cites(self, grounding_metadata: Any) -> None:
        for cite in grounding_metadata.get("groundingChunks") or ():
            cite2 = read_cite_from_found(cite, self.context)
            if cite2 is not None:
                self.blocks.cite(cite2)

    def on_broke(self, candidate: Any) -> None:
        finish_reason = candidate.get("finishReason")
        broke = READ_BROKEN.get(finish_reason) if finish_reason is not None else None
        if broke:
            failure: hub.Failure = {"fault": broke, "message": "the model broke off its answer"}
            self.blocks.fail(failure.get("fault") or "api", failure["message"])

    def on_stop(self, candidate: Any) -> None:
        finish_reason = candidate.get("finishReason")
        if finish_reason:
            self.blocks.keep(reason=word_of(READ_STOP_REASONS, finish_reason, "end", self.context))

    def on_blocked(self, it: Chunk) -> None:
        prompt_feedback = it.get("promptFeedback")
        block_reason = prompt_feedback.get("blockReason") if prompt_feedback else None
        if block_reason:
            refused = prompt_feedback.get("blockReasonMessage") if prompt_feedback else None
            if refused is None:
                refused = prompt_feedback.get("blockReason") if prompt_feedback else None
            self.blocks.keep(reason=then(block_reason, "refusal"), refused=refused)

    def on_count(self, it: Chunk) -> None:
        usage_metadata = it.get("usageMetadata")
        if usage_metadata:
            self.blocks.keep(usage=read_usage_from_usage(usage_metadata, self.context))

    def word(self) -> None:
        self.blocks.finish()

    def eof(self) -> None:
        if self.blocks.reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("api", "stream ended unexpectedly")


def check_chunk(it: Any, wrong: Wrong) -> None:
    value = it.get("candidates")
    if value is not None and value.__class__ is not list:
        wrong(it, "candidates", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_candidate(item, wrong)
    value = it.get("promptFeedback")
    if value is not None and value.__class__ is not dict:
        wrong(it, "promptFeedback", "an object")
    elif value is not None:
        check_blocked(value, wrong)
    value = it.get("usageMetadata")
    if value is not None and value.__class__ is not dict:
        wrong(it, "usageMetadata", "an object")
    elif value is not None:
        check_usage(value, wrong)
    value = it.get("modelVersion")
    if value is not None and value.__class__ is not str:
        wrong(it, "modelVersion", "a string")
    value = it.get("responseId")
    if value is not None and value.__class__ is not str:
        wrong(it, "responseId", "a string")
    value = it.get("createTime")
    if value is not None and value.__class__ is not str:
        wrong(it, "createTime", "a string")
    value = it.get("error")
    if value is not None and value.__class__ is not dict:
        wrong(it, "error", "an object")
    elif value is not None:
        check_error(value, wrong)


def check_candidate(it: Any, wrong: Wrong) -> None:
    value = it.get("content")
    if value is not None and value.__class__ is not dict:
        wrong(it, "content", "an object")
    elif value is not None:
        check_content(value, wrong)
    value = it.get("finishReason")
    if value is not None and value.__class__ is not str:
        wrong(it, "finishReason", "a string")
    value = it.get("finishMessage")
    if value is not None and value.__class__ is not str:
        wrong(it, "finishMessage", "a string")
    value = it.get("index")
    if value is not None and value.__class__ is not int:
        wrong(it, "index", "an integer")
    value = it.get("groundingMetadata")
    if value is not None and value.__class__ is not dict:
        wrong(it, "groundingMetadata", "an object")
    elif value is not None:
        check_grounding(value, wrong)
    value = it.get("tokenCount")
    if value is not None and value.__class__ is not int:
        wrong(it, "tokenCount", "an integer")
    value = it.get("avgLogprobs")
    if value is not None and value.__class__ not in (int, float):
        wrong(it, "avgLogprobs", "a number")


def check_content(it: Any, wrong: Wrong) -> None:
    value = it.get("role")
    if value is not None and value.__class__ is not str:
        wrong(it, "role", "a string")
    value = it.get("parts")
    if value is not None and value.__class__ is not list:
        wrong(it, "parts", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_part(item, wrong)


def check_part(it: Any, wrong: Wrong) -> None:
    value = it.get("text")
    if value is not None and value.__class__ is not str:
        wrong(it, "text", "a string")
    value = it.get("thought")
    if value is not None and value.__class__ is not bool:
        wrong(it, "thought", "a boolean")
    value = it.get("thoughtSignature")
    if value is not None and value.__class__ is not str:
        wrong(it, "thoughtSignature", "a string")
    value = it.get("functionCall")
    if value is not None and value.__class__ is not dict:
        wrong(it, "functionCall", "an object")
    elif value is not None:
        check_function_call(value, wrong)
    value = it.get("functionResponse")
    if value is not None and value.__class__ is not dict:
        wrong(it, "functionResponse", "an object")
    elif value is not None:
        check_function_response(value, wrong)
    value = it.get("inlineData")
    if value is not None and value.__class__ is not dict:
        wrong(it, "inlineData", "an object")
    elif value is not None:
        check_blob(value, wrong)


def check_function_call(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("name")
    if value is not None and value.__class__ is not str:
        wrong(it, "name", "a string")


def check_function_response(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("name")
    if value is not None and value.__class__ is not str:
        wrong(it, "name", "a string")
    value = it.get("parts")
    if value is not None and value.__class__ is not list:
        wrong(it, "parts", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_part(item, wrong)


def check_blob(it: Any, wrong: Wrong) -> None:
    value = it.get("mimeType")
    if value is not None and value.__class__ is not str:
        wrong(it, "mimeType", "a string")
    value = it.get("data")
    if value is not None and value.__class__ is not str:
        wrong(it, "data", "a string")
    value = it.get("displayName")
    if value is not None and value.__class__ is not str:
        wrong(it, "displayName", "a string")


def check_grounding(it: Any, wrong: Wrong) -> None:
    value = it.get("groundingChunks")
    if value is not None and value.__class__ is not list:
        wrong(it, "groundingChunks", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_found(item, wrong)


def check_found(it: Any, wrong: Wrong) -> None:
    value = it.get("web")
    if value is not None and value.__class__ is not dict:
        wrong(it, "web", "an object")
    elif value is not None:
        check_web(value, wrong)


def check_web(it: Any, wrong: Wrong) -> None:
    value = it.get("uri")
    if value is not None and value.__class__ is not str:
        wrong(it, "uri", "a string")
    value = it.get("title")
    if value is not None and value.__class__ is not str:
        wrong(it, "title", "a string")
    value = it.get("domain")
    if value is not None and value.__class__ is not str:
        wrong(it, "domain", "a string")


def check_blocked(it: Any, wrong: Wrong) -> None:
    value = it.get("blockReason")
    if value is not None and value.__class__ is not str:
        wrong(it, "blockReason", "a string")
    value = it.get("blockReasonMessage")
    if value is not None and value.__class__ is not str:
        wrong(it, "blockReasonMessage", "a string")


def check_usage(it: Any, wrong: Wrong) -> None:
    value = it.get("promptTokenCount")
    if value is not None and value.__class__ is not int:
        wrong(it, "promptTokenCount", "an integer")
    value = it.get("cachedContentTokenCount")
    if value is not None and value.__class__ is not int:
        wrong(it, "cachedContentTokenCount", "an integer")
    value = it.get("candidatesTokenCount")
    if value is not None and value.__class__ is not int:
        wrong(it, "candidatesTokenCount", "an integer")
    value = it.get("thoughtsTokenCount")
    if value is not None and value.__class__ is not int:
        wrong(it, "thoughtsTokenCount", "an integer")
    value = it.get("toolUsePromptTokenCount")
    if value is not None and value.__class__ is not int:
        wrong(it, "toolUsePromptTokenCount", "an integer")
    value = it.get("totalTokenCount")
    if value is not None and value.__class__ is not int:
        wrong(it, "totalTokenCount", "an integer")
    value = it.get("trafficType")
    if value is not None and value.__class__ is not str:
        wrong(it, "trafficType", "a string")
    value = it.get("serviceTier")
    if value is not None and value.__class__ is not str:
        wrong(it, "serviceTier", "a string")


def check_error(it: Any, wrong: Wrong) -> None:
    value = it.get("code")
    if value is not None and value.__class__ is not int:
        wrong(it, "code", "an integer")
    value = it.get("message")
    if value is not None and value.__class__ is not str:
        wrong(it, "message", "a string")
    value = it.get("status")
    if value is not None and value.__class__ is not str:
        wrong(it, "status", "a string")
    value = it.get("details")
    if value is not None and value.__class__ is not list:
        wrong(it, "details", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_detail(item, wrong)


def check_detail(it: Any, wrong: Wrong) -> None:
    value = it.get("reason")
    if value is not None and value.__class__ is not str:
        wrong(it, "reason", "a string")
    value = it.get("retryDelay")
    if value is not None and value.__class__ is not str:
        wrong(it, "retryDelay", "a string")


check_event: Final = check_chunk
