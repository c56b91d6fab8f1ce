"""Whole answers of Gemini generateContent.

Generated from specs/protocols/gemini/response.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, TypedDict, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.errors import Failed
from dragoman.library.filters import filled, then
from dragoman.library.validation import Wrong, prune, word_of
from dragoman_adapters.gemini.types import (
    READ_BROKEN,
    READ_STOP_REASONS,
    Blocked,
    Candidate,
    Error,
    Part,
    Usage,
    read_cite_from_found,
    read_failure_from_error,
    read_usage_from_usage,
)


class Completion(TypedDict, total=False):
    candidates: list[Candidate] | None
    promptFeedback: Blocked | None
    usageMetadata: Usage | None
    modelVersion: str | None
    responseId: str | None
    createTime: str | None
    modelStatus: Any
    error: Error | None


def read_answer_from_completion(it: Completion, context: Context) -> hub.Answer:
    failed: Error | None = it.get("error")
    if failed:
        raise Failed(read_failure_from_error(failed, context))
    candidates = it.get("candidates")
    candidate = candidates[0] if candidates else None
    finish_reason = candidate.get("finishReason") if candidate else None
    failed2: hub.Fault | None = READ_BROKEN.get(finish_reason) if finish_reason is not None else None
    if failed2:
        raise Failed({"fault": failed2, "message": "the model broke off its answer"})
    needed: Any = it.get("candidates")
    if needed is None:
        needed = it.get("promptFeedback")
    if needed is None:
        raise Failed({"fault": "api", "message": "the provider answered with no candidate"})
    content = candidate.get("content") if candidate else None
    parts = content.get("parts") if content else None
    item: Any = None
    grounding_metadata = candidate.get("groundingMetadata") if candidate else None
    if grounding_metadata.get("groundingChunks") if grounding_metadata else None:
        item2: hub.Text = {"kind": "text", "text": ""}
        grounding_chunks = grounding_metadata.get("groundingChunks") if grounding_metadata else None
        if (cites := [cite for x in grounding_chunks or () if (cite := read_cite_from_found(x, context)) is not None]):
            item2["cites"] = cites
        item = item2
    prompt_feedback = it.get("promptFeedback")
    stop: hub.Stop | None = then(filled(prompt_feedback.get("blockReason") if prompt_feedback else None), "refusal")
    if stop is None:
        stop = word_of(READ_STOP_REASONS, finish_reason, "end", context) if finish_reason is not None else None
    out: hub.Answer = {
        "blocks": [
            *[block for x in parts or () if (block := read_block_from_part(x, context)) is not None],
            *([item] if item is not None else []),
        ],
        "stop": "end" if stop is None else stop,
    }
    if (id_ := it.get("responseId")) is not None:
        out["id"] = id_
    refused = prompt_feedback.get("blockReasonMessage") if prompt_feedback else None
    if refused is None:
        refused = prompt_feedback.get("blockReason") if prompt_feedback else None
    if refused is not None:
        out["refused"] = refused
    usage_metadata = it.get("usageMetadata")
    if (usage := read_usage_from_usage(usage_metadata, context) if usage_metadata is not None else None) is not None:
        out["usage"] = usage
    return out


def read_block_from_part(it: Part, context: Context) -> hub.Block | None:
    if it.get("inlineData") is not None:
        context.lose("candidates.0.content.parts.inlineData", "this client takes no pictures")
    if it.get("fileData") is not None:
        context.lose("candidates.0.content.parts.fileData", "this client takes no files")
    if it.get("executableCode") is not None:
        context.lose("candidates.0.content.parts.executableCode", "the provider ran it itself")
    if it.get("codeExecutionResult") is not None:
        context.lose("candidates.0.content.parts.codeExecutionResult", "the provider ran it itself")
    found2: Any = None
    if it.get("functionCall"):
        function_call = it.get("functionCall")
        id_ = function_call.get("id") if function_call else None
        name = function_call.get("name") if function_call else None
        input_ = function_call.get("args") if function_call else None
        found3: hub.Call = {
            "kind": "call",
            "id": "" if id_ is None else id_,
            "name": "" if name is None else name,
            "input": {} if input_ is None else input_,
        }
        if (proof := it.get("thoughtSignature")) is not None:
            found3["proof"] = proof
        found2 = found3
    found: hub.Block | None = found2
    if found is not None:
        return found
    found5: Any = None
    if it.get("thought"):
        text_ = it.get("text")
        found5 = {"kind": "thought", "text": "" if text_ is None else text_}
    found4: hub.Block | None = found5
    if found4 is not None:
        return found4
    if not it.get("text"):
        return None
    text_2 = it.get("text")
    return {"kind": "text", "text": "" if text_2 is None else text_2}


def check_completion(it: Any, wrong: Wrong) -> None:
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


def read(body: Completion, context: Context) -> hub.Answer:
    prune(check_completion, cast(dict[str, Any], body), context)
    answer = read_answer_from_completion(body, context)
    return answer
