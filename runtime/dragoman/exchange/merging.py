"""JSON Merge Patch (RFC 7396), for the `body:` of a profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merged(body: Any, patch: Any) -> Any:
    """Return a body with a patch applied: objects merge, null removes a member, every other value replaces. Both
    arguments stay unchanged."""
    if not isinstance(patch, Mapping):
        return patch
    out = dict(body) if isinstance(body, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            out.pop(key, None)
        else:
            out[key] = merged(out.get(key), value)
    return out
