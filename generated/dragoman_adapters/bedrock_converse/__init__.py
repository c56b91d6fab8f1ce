"""Amazon Bedrock Converse: properties of the protocol.

Generated from specs/protocols/bedrock_converse/protocol.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROTOCOL: Final[dict[str, Any]] = {
    "name": "bedrock_converse",
    "title": "Amazon Bedrock Converse",
    "kind": "native",
    "front": False,
    "frames": {"kind": "eventstream"},
    "paths": {
        "create": "/model/{model_segment}/converse", "stream": "/model/{model_segment}/converse-stream",
        "count": "/model/{model_segment}/count-tokens",
    },
    "count": {"input": {"converse": {"messages": "{messages}", "system": "{system}", "toolConfig": "{toolConfig}"}}},
    "key_headers": {"authorization": "Bearer {key}"},
    "response_headers": [],
    "ids": {
        "message": "bedrock-",
        "tool_call": "tooluse_",
        "foreign": ["msg_", "cohere-", "gemini-", "ollama-", "chatcmpl-", "resp_"],
    },
    "rate_limit_headers": {},
    "request_id_header": "x-amzn-requestid",
    "watch": {},
    "content": ["output"],
    "explicit_ends": True,
    "words": {},
    "origins": {
        "messages.content": "messages.blocks messages.blocks.text messages.blocks.image messages.blocks.document messages.blocks.reasoning messages.blocks.encrypted_reasoning messages.blocks.tool_call messages.blocks.tool_result",
        "messages.content.cachePoint": "messages.blocks.cache_breakpoint",
        "messages.content.image.format": "messages.blocks.media_type",
        "messages.content.image.source.bytes": "messages.blocks.data",
        "messages.content.document.format": "messages.blocks.media_type",
        "messages.content.document.source.bytes": "messages.blocks.data",
        "messages.content.document.context": "messages.blocks.context messages.blocks.title",
        "messages.content.reasoningContent.reasoningText.text": "messages.blocks.text",
        "messages.content.reasoningContent.reasoningText.signature": "messages.blocks.signature",
        "messages.content.reasoningContent.redactedContent": "messages.blocks.data",
        "messages.content.toolUse.toolUseId": "messages.blocks.id",
        "messages.content.toolUse.name": "messages.blocks.name",
        "messages.content.toolUse.input": "messages.blocks.input",
        "messages.content.toolResult.toolUseId": "messages.blocks.id",
        "messages.content.toolResult.content": "messages.blocks.blocks",
        "messages.content.toolResult.status": "messages.blocks.is_error",
        "system.cachePoint": "system.cache_breakpoint", "inferenceConfig.maxTokens": "max_tokens",
        "inferenceConfig.temperature": "temperature", "inferenceConfig.topP": "top_p",
        "inferenceConfig.stopSequences": "stop_sequences", "toolConfig": "tools", "toolConfig.tools": "tools",
        "toolConfig.tools.toolSpec.name": "tools.name", "toolConfig.tools.toolSpec.description": "tools.description",
        "toolConfig.tools.toolSpec.inputSchema.json": "tools.schema",
        "toolConfig.tools.toolSpec.strict": "tools.strict", "toolConfig.tools.cachePoint": "tools.cache_breakpoint",
        "toolConfig.toolChoice": "tool_choice", "toolConfig.toolChoice.tool.name": "tool_choice.name",
        "outputConfig.textFormat.structure.jsonSchema.schema": "response_format.schema",
        "outputConfig.textFormat.structure.jsonSchema.name": "response_format.name",
        "outputConfig.textFormat.structure.jsonSchema.description": "response_format.description",
        "serviceTier": "service_tier", "serviceTier.type": "service_tier",
    },
    "response_words": {
        "blocks": "output.message.content", "blocks.id": "output.message.content.toolUse.toolUseId",
        "blocks.name": "output.message.content.toolUse.name", "blocks.input": "output.message.content.toolUse.input",
        "blocks.text": "output.message.content.reasoningContent.reasoningText.text output.message.content.citationsContent.content.text output.message.content.text output.message.content.citationsContent",
        "blocks.signature": "output.message.content.reasoningContent.reasoningText.signature",
        "blocks.data": "output.message.content.reasoningContent.redactedContent",
        "blocks.citations": "output.message.content.citationsContent.citations", "finish_reason": "stopReason",
        "usage.uncached_input_tokens": "usage.inputTokens", "usage.output_tokens": "usage.outputTokens",
        "usage.cache_read_tokens": "usage.cacheReadInputTokens",
        "usage.cache_write_tokens": "usage.cacheWriteInputTokens", "service_tier": "serviceTier.type",
        "blocks.tool_call": "output.message.content.toolUse.name", "tool_call": "name",
        "blocks.reasoning": "output.message.content.reasoningContent.reasoningText", "reasoning": "reasoningText",
        "blocks.encrypted_reasoning": "output.message.content.reasoningContent.redactedContent",
        "encrypted_reasoning": "redactedContent", "text": "citationsContent",
    },
}
