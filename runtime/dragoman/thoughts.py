"""The proof of a thought: what lets the provider recognise its own reasoning when the client brings it back (protocols
2.0.1)."""

from __future__ import annotations

from typing import Any

from dragoman.context import Context
from dragoman.envelope import sealed_or_none


def merge(details: list[dict[str, Any]], detail: dict[str, Any], same: tuple[str, ...], join: tuple[str, ...]) -> None:
    """Add a proof that comes in pieces: to the last one, unless a member of `same` that both have differs. Texts under
    `join` are concatenated; other members are overwritten, though not by null."""
    last = details[-1] if details else None
    if last is None or any(
        last.get(key) is not None and detail.get(key) is not None and last[key] != detail[key] for key in same
    ):
        details.append(dict(detail))
        return
    for key, value in detail.items():
        before = last.get(key)
        if key in join and isinstance(value, str) and isinstance(before, str):
            last[key] = before + value
        elif value is not None or key not in last:
            last[key] = value


def proof(
    late: str | dict[str, Any] | None,
    details: list[Any] | dict[str, Any] | None,
    hidden: str,
    context: Context,
    made: bool,
) -> str | None:
    """The provider's own proof as it came, else an envelope: of its details (rd, or rs where they are one object), or,
    if `made`, one (rc) that only says whose reasoning this is, with the text itself where the client does not get to
    see it."""
    if isinstance(late, dict):
        late, details = None, late
    if details:
        kind, members = ("rs", details) if isinstance(details, dict) else ("rd", {"d": details})
        late = late or sealed_or_none(kind, b=context.family, **members)
        if late is None:
            context.lose("thought", "its proof is too large")
    if late is None and made:
        if hidden:
            late = sealed_or_none("rc", b=context.family, t=hidden)
        late = late or sealed_or_none("rc", b=context.family)
    return late
