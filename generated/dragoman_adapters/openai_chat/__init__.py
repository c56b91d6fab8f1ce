"""OpenAI Chat Completions: properties of the protocol.

Generated from specs/protocols/openai_chat/protocol.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROTOCOL: Final[dict[str, Any]] = {
    "name": "openai_chat",
    "title": "OpenAI Chat Completions",
    "kind": "chat",
    "frames": {"done": "[DONE]"},
    "paths": {"create": "/chat/completions", "models": "/models"},
    "count": {"model": "{model}", "messages": "{messages}", "tools": "{tools}"},
    "signatures": "sealed",
    "uses": ["foreign_details"],
    "key_headers": {"authorization": "Bearer {key}"},
    "response_headers": [],
    "hint": "OpenAI SDKs: OPENAI_BASE_URL={url}/v1 OPENAI_API_KEY={key}",
    "ids": {
        "message": "chatcmpl-",
        "tool_call": "call_",
        "foreign": ["msg_", "bedrock-", "cohere-", "gemini-", "ollama-", "resp_"],
    },
    "programs": {
        "opencode": {
            "title": "opencode",
            "command": "opencode",
            "install": "npm install -g opencode-ai, or see https://opencode.ai/docs",
            "prompt": ["run", "{prompt}"],
            "env": {
                "OPENCODE_CONFIG_CONTENT": {
                    "model": "dragoman/{model}",
                    "small_model": "dragoman/{model}",
                    "provider": {
                        "dragoman": {
                            "npm": "@ai-sdk/openai-compatible",
                            "name": "Dragoman",
                            "options": {"baseURL": "{url}/v1", "apiKey": "{key}"},
                            "models": {
                                "{model}": {
                                    "name": "{model}",
                                    "tool_call": True,
                                    "reasoning": True,
                                    "interleaved": {"field": "reasoning_content"},
                                    "limit": {"context": "{context_window}", "output": "{max_output_tokens}"},
                                },
                            },
                        },
                    },
                },
            },
        },
        "aider": {
            "title": "aider",
            "command": "aider",
            "install": "python -m pip install aider-install && aider-install, or see https://aider.chat/docs/install.html",
            "arguments": ["--model", "openai/{model}", "--no-show-model-warnings"],
            "prompt": ["--message", "{prompt}"],
            "env": {"AIDER_OPENAI_API_BASE": "{url}/v1", "AIDER_OPENAI_API_KEY": "{key}"},
        },
        "llm": {
            "title": "llm",
            "command": "llm",
            "install": "pipx install llm, or see https://llm.datasette.io/en/stable/setup.html",
            "prompt": ["{prompt}"],
            "interactive": ["chat"],
            "env": {"LLM_USER_PATH": "{folder}", "LLM_MODEL": "{model}", "OPENAI_API_KEY": "{key}"},
            "files": {
                "extra-openai-models.yaml": [
                    {
                        "model_id": "{model}",
                        "model_name": "{model}",
                        "api_base": "{url}/v1",
                        "api_key_name": "openai",
                        "supports_tools": True,
                        "supports_schema": True,
                        "vision": True,
                    },
                ],
            },
        },
    },
    "rate_limit_headers": {
        "requests-limit": "x-ratelimit-limit-requests", "requests-remaining": "x-ratelimit-remaining-requests",
        "requests-reset": "x-ratelimit-reset-requests", "tokens-limit": "x-ratelimit-limit-tokens",
        "tokens-remaining": "x-ratelimit-remaining-tokens", "tokens-reset": "x-ratelimit-reset-tokens",
    },
    "request_id_header": "x-request-id",
    "watch": {
        "errors": ["error"],
        "model": "model",
        "finish": {"": ["choices.0.finish_reason"]},
        "texts": {
            "": [
                "choices.0.delta.content", "choices.0.delta.function_call.arguments", "choices.0.delta.function_call.name",
                "choices.0.delta.reasoning_content", "choices.0.delta.tool_calls.0.custom.input",
                "choices.0.delta.tool_calls.0.function.arguments", "choices.0.delta.tool_calls.0.function.name",
            ],
        },
    },
    "content": ["choices"],
    "explicit_ends": False,
    "words": {
        "max_tokens": "max_completion_tokens", "stop_sequences": "stop", "user_id": "safety_identifier",
        "session_id": "prompt_cache_key", "blocks": "content", "reasoning": "reasoning.text",
        "encrypted_reasoning": "reasoning.encrypted", "cache_breakpoint": "cache_control", "media_type": "url",
        "title": "filename", "tool_call": "function", "name": "function.name", "input": "function.arguments",
        "custom_tool_call": "custom", "description": "function.description", "schema": "function.parameters",
        "strict": "function.strict", "grammar": "custom.format", "user_location": "user_location.approximate",
        "syntax": "grammar.syntax", "definition": "grammar.definition", "allowed": "allowed_tools.tools",
    },
}
