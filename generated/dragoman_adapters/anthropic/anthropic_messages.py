"""Anthropic, Anthropic Messages: differences and entry points.

Generated from specs/providers/anthropic.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import add_values
from dragoman.library.quirks.places import Walk
from dragoman_adapters.anthropic_messages import errors, response, stream
from dragoman_adapters.quirks import claude_models, version_2026_10_21


class WriteRequest(claude_models.WriteRequest):
    pass


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY
REFUSALS: Final = errors.REFUSALS

conditions: Final = Conditions(
    When(
        model=(
            "*claude-3?7*", "*claude-*-4", "*claude-*-4?0*", "*claude-*-4?2025*", "*claude-opus-4?1*", "*claude-*-4?5*",
        ),
    ),
)

ONE_OF_0: Final = re.compile(r"(?!(?:claude\-opus\-5\-5.*)\Z)(?:claude\-opus\-5.*)")


@lru_cache(maxsize=256)
def matches(model: str) -> tuple[bool, ...]:
    """Return for each set of globs whether it matches a model."""
    return (
        ONE_OF_0.fullmatch(model) is not None,
    )


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    (one_of_0,) = matches(context.model.lower())
    walk = Walk(body)
    changed = False
    changed = claude_models.patch(walk, headers, context) or changed
    changed = version_2026_10_21.patch(walk, headers, context) or changed
    # the fast mode of Opus 5 is a beta and needs its name
    if one_of_0:
        add_values(headers, "anthropic-beta", ("fast-mode-2026-02-01",), "", context)
    return changed
