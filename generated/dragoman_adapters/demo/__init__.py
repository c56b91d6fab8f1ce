"""Demo (built in, no language model): endpoints, authentication and models.

Generated from specs/providers/demo.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "demo",
    "title": "Demo (built in, no language model)",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "http://127.0.0.1:{port}/v1",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
    },
    "picks": [],
    "key": "",
    "auth": [],
    "models": {},
    "list": ["demo"],
    "limits": {},
    "local": True,
    "columns": {"auth": "none"},
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat"}
