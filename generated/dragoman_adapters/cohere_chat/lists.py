"""Token counts and model lists of Cohere Chat v2.

Generated from specs/protocols/cohere_chat/lists.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations
