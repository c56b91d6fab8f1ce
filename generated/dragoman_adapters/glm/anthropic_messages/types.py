"""GLM (Z.ai): changes to shared types, tables and rules.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar

from dragoman.library import hub
from dragoman_adapters.anthropic_messages import types as base


class ReadTypes(base.ReadTypes):
    ERROR_TYPES: ClassVar[dict[str, hub.ErrorType]] = {
        "invalid_request_error": "invalid_request", "authentication_error": "authentication",
        "billing_error": "billing", "permission_error": "permission", "not_found_error": "not_found",
        "conflict_error": "conflict", "request_too_large": "request_too_large", "rate_limit_error": "rate_limit",
        "timeout_error": "timeout", "overloaded_error": "overloaded", "api_error": "server_error",
        "exceed_context_size_error": "context_length_exceeded", "400": "invalid_request", "401": "authentication",
        "402": "billing", "403": "permission", "404": "not_found", "413": "request_too_large", "429": "rate_limit",
        "500": "server_error", "502": "server_error", "503": "overloaded", "504": "timeout", "529": "overloaded",
        "1000": "authentication", "1001": "authentication", "1002": "authentication", "1003": "authentication",
        "1110": "permission", "1112": "permission", "1113": "billing", "1210": "invalid_request", "1211": "not_found",
        "1213": "invalid_request", "1214": "invalid_request", "1261": "context_length_exceeded",
        "1301": "content_policy", "1302": "rate_limit", "1303": "rate_limit", "1305": "overloaded", "1308": "quota",
        "1309": "quota", "1310": "quota",
    }
