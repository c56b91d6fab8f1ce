"""Reads the parts of errors.yaml beside its rules: statuses, headers, overflow patterns, retries."""

from __future__ import annotations

import re

from dragoman_codegen.model.program import File, Hub
from dragoman_codegen.model.types import Words
from dragoman_codegen.spec.load import Map, Node, Seq, plain
from dragoman_codegen.spec.patterns import slow_or_wrong
from dragoman_codegen.spec.problems import Problems, suggest

GROUPS = {
    "prompt_tokens",
    "output_tokens",
    "total_tokens",
    "token_limit",
}  # numbers that an overflow pattern can capture


def read_errors(file: File, half: str, node: Map, hub: Hub, problems: Problems) -> None:
    """Fill the file's statuses and, for the half, its headers or its overflow and retry patterns."""
    shape = hub.scope.shapes.get("ErrorType")
    error_types = shape.words if isinstance(shape, Words) else ()
    file.statuses[half] = plain(node.sub("statuses")) or {}
    _check_statuses(node.sub("statuses"), half, error_types, problems)
    if half == "write":
        missing = [word for word in error_types if word not in file.statuses[half]]
        if missing:
            problems.add(node.place, f"no status for {', '.join(missing)}: add it under 'statuses'")
        file.headers = {k: {a: str(b) for a, b in v.items()} for k, v in (plain(node.sub("headers")) or {}).items()}
        return
    file.overflow = _overflow(node.entries.get("overflow"), problems)
    if "retry" in node.entries:
        _retry(file, node, hub, problems)


def _check_statuses(node: Map, half: str, error_types: tuple[str, ...], problems: Problems) -> None:
    """Read: `status: error type`. Write: `error type: status`."""
    for key, leaf in node.entries.items():
        value = str(plain(leaf))
        word, number = (value, key) if half == "read" else (key, value)
        if word not in error_types:
            problems.add(node.keys[key], f"ErrorType has no '{word}'{suggest(word, error_types)}")
        if not re.fullmatch(r"[1-5]\d\d", number):
            place = leaf.place if half == "write" else node.keys[key]
            problems.add(place, f"'{number}' is not an HTTP status; write a number, as in '400'")


def _overflow(node: Node | None, problems: Problems) -> tuple[str, ...]:
    if node is not None and not isinstance(node, Seq):
        problems.add(node.place, "overflow is a list of patterns, as in '- maximum context length'")
    items = node.items if isinstance(node, Seq) else []
    for item in items:
        fault = overflow_fault(str(plain(item)))
        if fault:
            problems.add(item.place, fault)
    return tuple(str(plain(item)) for item in items)


def overflow_fault(pattern: str) -> str:
    """Return why an overflow pattern is not accepted, or ''."""
    fault = slow_or_wrong(pattern)
    if fault:
        return fault
    strange = set(re.compile(pattern).groupindex) - GROUPS
    return f"no number is called {', '.join(sorted(strange))}; there is {', '.join(sorted(GROUPS))}" if strange else ""


def _retry(file: File, node: Map, hub: Hub, problems: Problems) -> None:
    """`retry: {match: [pattern], without: [kind]}`"""
    retry = node.sub("retry")
    example = "as in 'retry: { match: [invalid signature], without: [reasoning] }'"
    for key in retry.entries:
        if key not in ("match", "without"):
            problems.add(retry.keys[key], f"retry has no '{key}'{suggest(key, ('match', 'without'))}")
    texts, kinds = retry.entries.get("match"), retry.entries.get("without")
    if not isinstance(texts, Seq) or not isinstance(kinds, Seq):
        problems.add(node.keys["retry"], f"retry has lists of patterns and of kinds of blocks, {example}")
        return
    if not texts.items:
        problems.add(texts.place, f"retry has no pattern; give one, {example}, or remove it with 'retry: ~'")
    for item in texts.items:
        fault = slow_or_wrong(str(plain(item)))
        if fault:
            problems.add(item.place, fault)
    for item in kinds.items:
        if str(plain(item)) not in hub.kinds:
            problems.add(item.place, f"there is no kind of block '{plain(item)}'{suggest(str(plain(item)), hub.kinds)}")
    file.retry, file.without = (tuple(str(plain(item)) for item in found.items) for found in (texts, kinds))
