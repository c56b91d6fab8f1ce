"""Opaque reasoning details that arrive in pieces (case 120)."""

from __future__ import annotations

from typing import Any


class Details:
    """Collects pieces with `add` until `take` returns the details. Joined texts are copied once."""

    def __init__(self) -> None:
        self._kept: list[dict[str, Any]] = []
        self._texts: dict[str, list[str]] = {}  # of the last detail: the pieces of its joined members

    def __bool__(self) -> bool:
        return bool(self._kept)

    def append(self, detail: dict[str, Any]) -> None:
        """Add a complete detail."""
        self._join()
        self._kept.append(detail)

    def add(self, detail: dict[str, Any], same: tuple[str, ...], join: tuple[str, ...]) -> None:
        """Add a piece: to the last detail, unless a member of `same` differs. Strings under `join` are concatenated;
        other members are overwritten, except by null."""
        last = self._kept[-1] if self._kept else None
        if last is None or any(
            last.get(key) is not None and detail.get(key) is not None and last[key] != detail[key] for key in same
        ):
            self.append(dict(detail))
            return
        for key, value in detail.items():
            before = last.get(key)
            if key in join and isinstance(value, str) and isinstance(before, str):
                self._texts.setdefault(key, [before]).append(value)
            elif value is not None or key not in last:
                self._texts.pop(key, None)
                last[key] = value

    def take(self) -> list[dict[str, Any]]:
        self._join()
        kept, self._kept = self._kept, []
        return kept

    def _join(self) -> None:
        for key, pieces in self._texts.items():
            self._kept[-1][key] = "".join(pieces)
        self._texts = {}
