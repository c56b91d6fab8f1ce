"""Google Gemini: endpoints, authentication and models.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "gemini",
    "title": "Google Gemini",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://generativelanguage.googleapis.com/v1beta/openai",
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "gemini": {
            "url": "https://generativelanguage.googleapis.com/v1beta",
            "key_headers": {"x-goog-api-key": "{key}"},
        },
    },
    "api_key_env": "GEMINI_API_KEY",
    "models": {
        "haiku": "gemini-3.5-flash-lite", "sonnet": "gemini-3.8-flash", "opus": "gemini-4-argon",
        "default": "gemini-3.8-flash",
    },
    "model_ids": [
        "gemini-4-argon", "gemini-4-carbon", "gemini-4-hydrogen", "gemini-4-neon", "gemini-3.8-flash",
        "gemini-3.6-flash", "gemini-3.5-flash-lite", "gemini-3.1-pro-preview", "gemini-3.1-flash-lite",
        "gemini-3-flash-preview", "gemini-2.5-flash-lite",
    ],
    "limits": {"gemini-*": {"context_window": 1048576, "max_output_tokens": 65536}},
    "catalogue": "gemini",
    "telemetry_name": "gcp.gemini",
    "model_facts": {
        "gemini-2.5-pro": {"ends": {"date": "2026-12-01", "successor": "gemini-3.8-flash"}},
        "gemini-2.5-flash": {"ends": {"date": "2026-12-01", "successor": "gemini-3.5-flash-lite"}},
        "gemini-2.0-flash": {"ends": {"date": "2026-06-01"}},
        "gemini-2.0-flash-lite": {"ends": {"date": "2026-06-01"}},
        "gemini-3-pro-preview": {"ends": {"date": "2026-03-09", "successor": "gemini-3.1-pro-preview"}},
    },
    "columns": {
        "row": 20, "auth": "API key / OAuth, Gemini CLI's",
        "superseded": "this address accepts API keys only; the login requires the variant `code-assist` and a licence of Code Assist. gemini-2.0-flash is superseded; it passes through",
    },
    "variants": {
        "code-assist": {
            "title": "Gemini Code Assist",
            "protocol": "gemini",
            "api_key_env": "GOOGLE_CLOUD_ACCESS_TOKEN",
            "auth": ["gemini-cli"],
            "sides": {
                "gemini": {
                    "url": "https://cloudcode-pa.googleapis.com/v1internal",
                    "paths": {"create": ":generateContent", "stream": ":streamGenerateContent?alt=sse", "count": ""},
                    "wrap": {
                        "request": {
                            "model": "{model}",
                            "project": "{project}",
                            "user_prompt_id": "{id}",
                            "request": "{body}",
                        },
                        "response": "response",
                    },
                    "key_headers": {"authorization": "Bearer {key}"},
                },
            },
        },
    },
}
