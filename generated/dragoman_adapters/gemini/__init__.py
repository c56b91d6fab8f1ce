"""Gemini generateContent: properties of the protocol.

Generated from specs/protocols/gemini/protocol.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROTOCOL: Final[dict[str, Any]] = {
    "name": "gemini",
    "title": "Gemini generateContent",
    "kind": "native",
    "front": False,
    "paths": {
        "create": "/models/{model}:generateContent", "stream": "/models/{model}:streamGenerateContent?alt=sse",
        "count": "/models/{model}:countTokens",
    },
    "count": {
        "generateContentRequest": {
            "model": "models/{model}", "contents": "{contents}", "systemInstruction": "{systemInstruction}",
            "tools": "{tools}", "toolConfig": "{toolConfig}", "generationConfig": "{generationConfig}",
        },
    },
    "response_headers": [],
    "ids": {
        "message": "gemini-",
        "tool_call": "call_",
        "foreign": ["msg_", "bedrock-", "cohere-", "ollama-", "chatcmpl-", "resp_"],
    },
    "rate_limit_headers": {},
    "key_headers": {"x-goog-api-key": "{key}"},
    "request_id_header": "x-request-id",
    "watch": {},
    "event_tag": "",
    "content": ["candidates", "promptFeedback"],
    "text": "",
    "explicit_ends": False,
    "words": {},
    "origins": {
        "contents": "messages",
        "contents.parts": "messages.blocks messages.blocks.text messages.blocks.image messages.blocks.document messages.blocks.tool_call messages.blocks.tool_result",
        "contents.parts.inlineData.mimeType": "messages.blocks.media_type",
        "contents.parts.inlineData.data": "messages.blocks.data",
        "contents.parts.functionCall.id": "messages.blocks.id",
        "contents.parts.functionCall.name": "messages.blocks.name",
        "contents.parts.functionCall.args": "messages.blocks.input",
        "contents.parts.thoughtSignature": "messages.blocks.signature",
        "contents.parts.functionResponse.id": "messages.blocks.id",
        "contents.parts.functionResponse.name": "messages.blocks.name",
        "contents.parts.functionResponse.response": "messages.blocks.is_error",
        "contents.parts.functionResponse.response.error": "messages.blocks.blocks.text",
        "contents.parts.functionResponse.response.output": "messages.blocks.blocks.text",
        "contents.parts.functionResponse.parts": "messages.blocks.blocks", "systemInstruction": "system",
        "systemInstruction.parts": "system", "tools.functionDeclarations": "tools",
        "tools.functionDeclarations.parameters": "tools.schema", "toolConfig": "tools",
        "toolConfig.functionCallingConfig": "tool_choice",
        "toolConfig.functionCallingConfig.allowedFunctionNames": "tool_choice.name",
        "generationConfig.maxOutputTokens": "max_tokens", "generationConfig.temperature": "temperature",
        "generationConfig.topP": "top_p", "generationConfig.topK": "top_k",
        "generationConfig.stopSequences": "stop_sequences", "generationConfig.seed": "seed",
        "generationConfig.frequencyPenalty": "frequency_penalty",
        "generationConfig.presencePenalty": "presence_penalty", "generationConfig.responseLogprobs": "logprobs",
        "generationConfig.responseMimeType": "response_format",
        "generationConfig.responseSchema": "response_format.schema",
        "generationConfig.thinkingConfig.includeThoughts": "reasoning.mode",
        "generationConfig.thinkingConfig.thinkingLevel": "reasoning_effort",
    },
    "response_words": {
        "id": "responseId", "blocks": "candidates.content.parts candidates.logprobsResult",
        "blocks.id": "candidates.content.parts.functionCall.id",
        "blocks.name": "candidates.content.parts.functionCall.name",
        "blocks.input": "candidates.content.parts.functionCall.args",
        "blocks.signature": "candidates.content.parts.thoughtSignature",
        "blocks.text": "candidates.content.parts.text candidates.logprobsResult",
        "blocks.citations": "candidates.groundingMetadata",
        "blocks.logprobs": "candidates.logprobsResult.chosenCandidates",
        "finish_reason": "promptFeedback.blockReason candidates.finishReason",
        "refusal": "promptFeedback.blockReasonMessage promptFeedback.blockReason", "usage": "usageMetadata",
        "usage.cache_read_tokens": "usageMetadata.cachedContentTokenCount",
        "usage.uncached_input_tokens": "usageMetadata.promptTokenCount",
        "usage.output_tokens": "usageMetadata.candidatesTokenCount",
        "usage.reasoning_tokens": "usageMetadata.thoughtsTokenCount",
        "blocks.tool_call": "candidates.content.parts.functionCall",
        ".tool_call": "candidates.content.parts.functionCall", "blocks.reasoning": "candidates.content.parts.thought",
        ".reasoning": "candidates.content.parts.thought",
        ".text": "candidates.content.parts.text candidates.logprobsResult",
    },
}
