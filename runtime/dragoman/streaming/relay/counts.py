"""Token counts that a host leaves out of a forwarded answer, and their estimates (rule 2.0.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from dragoman.library.context import Context
from dragoman.library.validation import DIGITS
from dragoman.streaming import estimate
from dragoman.streaming.relay.watch import Path, Watch, at
from dragoman.values import json_text

USAGE = "usage"  # of a complete answer
INPUT, OUTPUT = "uncached_input_tokens", "output_tokens"
BYTES_PER_TOKEN = 100  # of forwarded events, each with a few characters of text

Estimate = Callable[[], int]


class Counts:
    """Fills the counts of one stream. `estimate_input`: returns the estimated tokens of the request."""

    def __init__(self, watch: Watch, context: Context, estimate_input: Estimate) -> None:
        self.watch, self.context, self.estimate_input = watch, context, estimate_input
        self.reading = False  # the host counts nothing: the texts of all events are measured
        self.text_bytes = 0
        self.sent_bytes = 0

    def measure(self, name: str, event: dict[str, Any]) -> None:
        """Count the texts of an event."""
        for path in self.watch.texts.get(name, ()):
            text = at(event, path)
            if isinstance(text, str):
                self.text_bytes += len(text.encode("utf-8", "replace"))

    def fill(self, name: str, event: dict[str, Any]) -> bool:
        """Fill the counts that an event lacks. Returns whether it was changed."""
        path = self.watch.usage.get(name)
        if path is None:
            return False
        if name != self.watch.first:
            return fill_usage(event, path, self._names(OUTPUT), self._output, self.context)
        changed = fill_usage(event, path, self._names(INPUT), self._input, self.context, self._names(OUTPUT))
        changed |= fill_usage(event, path, self._names(OUTPUT), lambda: 0, self.context)
        self.reading = self.reading or changed
        return changed

    def _names(self, neutral: str) -> list[str]:
        return [name for name, count in self.watch.counts.items() if count == neutral]

    def _input(self) -> int:
        return self.estimate_input() if self.context.estimates else 0

    def _output(self) -> int:
        if not self.context.estimates:
            return 0
        return estimate.tokens(self.text_bytes) if self.reading else self.sent_bytes // BYTES_PER_TOKEN


def fill_answer(table: dict[str, Any], answer: dict[str, Any], context: Context, estimate_input: Estimate) -> bool:
    """Fill the counts that a complete answer lacks. Returns whether it was changed."""
    counts, changed = table.get("watch", {}).get("counts", {}), False
    for name, neutral in counts.items():
        value = estimate_input if neutral == INPUT else partial(_size_of, answer, table.get("content", ()))
        changed |= fill_usage(answer, [USAGE], [name], value if context.estimates else _nothing, context)
    return changed


def _size_of(answer: dict[str, Any], members: Iterable[str]) -> int:
    return sum(estimate.tokens(len(json_text.dumps(answer.get(member)))) for member in members)


def _nothing() -> int:
    return 0


def fill_usage(
    body: dict[str, Any], path: Path, names: list[str], value: Estimate, context: Context, others: Sequence[str] = ()
) -> bool:
    """Give the usage of a body or event the counts that it lacks. A count of zero is lacking too unless another count
    is positive, apart from `others`. Returns whether it was changed."""
    holder = at(body, path[:-1]) if path[:-1] else body
    if not isinstance(holder, dict):
        return False
    usage = holder.get(path[-1])
    usage = usage if isinstance(usage, dict) else {}
    texts = {name: int(count) for name, count in usage.items() if isinstance(count, str) and DIGITS.fullmatch(count)}
    usage = {**usage, **texts}
    counted = any(isinstance(count, (int, float)) and count for name, count in usage.items() if name not in others)
    missing = [name for name in names if not isinstance(usage.get(name), (int, float)) or not (usage[name] or counted)]
    if texts:
        holder[path[-1]] = usage
    if not missing:
        return bool(texts)
    count = value()
    if not count and all(isinstance(usage.get(name), (int, float)) for name in missing):
        return bool(texts)
    if count:
        context.lose_member("usage", "estimated")
    holder[path[-1]] = {**usage, **dict.fromkeys(missing, count)}
    return True
