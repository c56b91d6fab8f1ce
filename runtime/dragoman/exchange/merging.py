"""What a configuration adds to the bodies of requests: objects merge, a null takes away, all else replaces (RFC 7396).

`merged` leaves both of its values as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merged(body: Any, more: Any) -> Any:
    if not isinstance(more, Mapping):
        return more
    out = dict(body) if isinstance(body, Mapping) else {}
    for key, value in more.items():
        if value is None:
            out.pop(key, None)
        else:
            out[key] = merged(out.get(key), value)
    return out
