"""Reasoning envelope (rule 2.0.1): a provider's signature and details in the one field that clients return unchanged.

Format: `xr1.` and base64url of JSON. The dot distinguishes it from native signatures. Returned envelopes are untrusted
input.
"""

from __future__ import annotations

import base64
import json
from typing import Any, Final

HEAD: Final = "xr1."
LIMIT: Final = 1 << 20  # characters of an envelope

_None = type(None)
# The kinds and their members, beside b (the family): i id, e encrypted, as what it is, t text, d details or data,
# s signature.
KINDS: Final[dict[str, dict[str, tuple[type, ...]]]] = {
    "rs": {"i": (str, _None), "e": (str, _None), "as": (str, _None)},
    "rc": {"t": (str, _None)},
    "rd": {"d": (list,)},
    "th": {"s": (str,), "t": (str, _None)},
    "rt": {"d": (str,)},
}
_NEEDED: Final = {"rd": "d", "th": "s", "rt": "d"}


def seal(k: str, **members: Any) -> str:
    """Return the envelope of kind `k`. `members`: JSON values. Raises ValueError or RecursionError if they are not
    JSON."""
    value = {"k": k, **members}
    try:
        packed = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a lone surrogate, which is kept as an escape
        packed = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    return HEAD + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def sealed_or_none(k: str, **members: Any) -> str | None:
    """Like `seal`, but None if the envelope cannot be made or exceeds the limit of `unseal`."""
    try:
        text = seal(k, **members)
    except (ValueError, TypeError, RecursionError):
        return None
    return text if len(text) <= LIMIT else None


def unseal(text: object) -> dict[str, Any] | None:
    """Return the members of an envelope, including `k`; None for other text, too large envelopes and members of other
    types."""
    if not isinstance(text, str) or not text.startswith(HEAD) or len(text) > LIMIT:
        return None
    packed = text[len(HEAD) :]
    try:
        value = json.loads(base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not isinstance(value.get("k"), str) or not isinstance(value.get("b"), str):
        return None
    kinds = KINDS.get(value["k"])
    if kinds is None or not all(isinstance(value.get(member), kinds[member]) for member in kinds if member in value):
        return None
    return None if _NEEDED.get(value["k"], "k") not in value else value


def is_envelope(text: object) -> bool:
    """Whether a signature is one of our envelopes, valid or not: it must not be sent to a provider as its own."""
    return isinstance(text, str) and text.startswith(HEAD)
