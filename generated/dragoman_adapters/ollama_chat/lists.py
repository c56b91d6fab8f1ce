"""Token counts and model lists of Ollama Chat.

Generated from specs/protocols/ollama_chat/lists.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations
