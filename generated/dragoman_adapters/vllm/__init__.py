"""vLLM: endpoints, authentication and models.

Generated from specs/providers/vllm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "vllm",
    "title": "vLLM",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "http://localhost:8000/v1",
            "paths": {"count": "//tokenize"},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "openai_responses": {
            "url": "http://localhost:8000/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "anthropic_messages": {"url": "http://localhost:8000", "key_headers": {"authorization": "Bearer {key}"}},
    },
    "local": True,
    "columns": {
        "row": 23, "auth": "none", "tools": "by model",
        "note": "start it with --enable-auto-tool-choice and --tool-call-parser; one served model stands for all slots: models: { default: NAME }",
    },
}
