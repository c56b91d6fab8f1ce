"""Reads the parts of errors.yaml beside its rules (statuses, headers, messages, retries), and error_texts.yaml."""

from __future__ import annotations

import re

from dragoman_codegen.model.program import ErrorTexts, File, Hub, Refusal
from dragoman_codegen.model.types import Words
from dragoman_codegen.spec.patterns import slow_or_wrong
from dragoman_codegen.spec.problems import Place, Problems, suggest
from dragoman_codegen.spec.yaml.tree import Map, Node, Seq, plain

GROUPS = {
    "prompt_tokens",
    "output_tokens",
    "total_tokens",
    "token_limit",
}  # numbers that a pattern can capture
REFUSAL_KEYS = ("because", "see", "patterns", "without")
REFUSAL_GROUPS = {"param", "within", "instead", "value"}  # what a pattern of a refusal can capture
TEXT_STATUSES = (400, 413, 422, 500)  # with which the messages of an errors.yaml count


def read_errors(file: File, half: str, node: Map, hub: Hub, problems: Problems) -> None:
    """Fill the file's statuses and, for the half, its headers or its messages and retries."""
    error_types = _error_types(hub)
    file.statuses[half] = plain(node.sub("statuses")) or {}
    _check_statuses(node.sub("statuses"), half, error_types, problems)
    if half == "write":
        missing = [word for word in error_types if word not in file.statuses[half]]
        if missing:
            problems.add(node.place, f"no status for {', '.join(missing)}: add it under 'statuses'", see="unknown-name")
        file.headers = {
            k: {a: str(b) for a, b in v.items()} for k, v in (plain(node.sub("error_headers")) or {}).items()
        }
        return
    file.texts = _texts(node.sub("texts"), hub, problems)
    if "retry" in node.entries:
        _retry(file, node, hub, problems)
    if "refusals" in node.entries:
        file.refusals = read_refusals(node.entries["refusals"], problems)


def _check_statuses(node: Map, half: str, error_types: tuple[str, ...], problems: Problems) -> None:
    """Read: `status: error type`. Write: `error type: status`."""
    for key, leaf in node.entries.items():
        value = str(plain(leaf))
        word, number = (value, key) if half == "read" else (key, value)
        if word not in error_types:
            problems.add(node.keys[key], f"ErrorType has no '{word}'{suggest(word, error_types)}", see="unknown-name")
        if not re.fullmatch(r"[1-5]\d\d", number):
            place = leaf.place if half == "write" else node.keys[key]
            problems.add(place, f"'{number}' is not an HTTP status; write a number, as in '400'", see="form")


def read_shared_texts(tree: Map, hub: Hub, problems: Problems) -> tuple[ErrorTexts, ...]:
    """Return the messages of specs/error_texts.yaml."""
    found: list[ErrorTexts] = []
    texts = tree.entries.get("texts")
    for entry in texts.items if isinstance(texts, Seq) else []:
        if not isinstance(entry, Map):
            continue
        sources = entry.entries.get("sources")
        lists = [
            one.entries.get("patterns")
            for one in (sources.items if isinstance(sources, Seq) else [])
            if isinstance(one, Map)
        ]
        patterns = tuple(text for one in lists for text in _patterns(one, problems))
        statuses = tuple(plain(entry.entries.get("statuses")) or ())
        _known_type(entry.text("error_type"), entry.entries["error_type"].place, hub, problems)
        found.append(ErrorTexts(entry.text("error_type"), statuses, patterns))
    return tuple(found)


def _texts(node: Map, hub: Hub, problems: Problems) -> tuple[ErrorTexts, ...]:
    """Return the messages of an errors.yaml, `texts: {error type: [pattern]}`."""
    found: list[ErrorTexts] = []
    for error_type, patterns in node.entries.items():
        _known_type(error_type, node.keys[error_type], hub, problems)
        found.append(ErrorTexts(error_type, TEXT_STATUSES, _patterns(patterns, problems)))
    return tuple(found)


def _known_type(word: str, place: Place, hub: Hub, problems: Problems) -> None:
    known = _error_types(hub)
    if word not in known:
        problems.add(place, f"ErrorType has no '{word}'{suggest(word, known)}", see="unknown-name")


def _error_types(hub: Hub) -> tuple[str, ...]:
    shape = hub.scope.shapes.get("ErrorType")
    return shape.words if isinstance(shape, Words) else ()


def _patterns(node: Node | None, problems: Problems) -> tuple[str, ...]:
    if node is not None and not isinstance(node, Seq):
        problems.add(node.place, "an error type has a list of patterns, as in '- maximum context length'", see="form")
    items = node.items if isinstance(node, Seq) else []
    for item in items:
        fault = text_fault(str(plain(item)))
        if fault:
            problems.add(item.place, fault, see="pattern")
    return tuple(str(plain(item)) for item in items)


def text_fault(pattern: str) -> str:
    """Return why a pattern of messages is not accepted, or ''."""
    return _pattern_fault(pattern, GROUPS, "number")


def refusal_fault(pattern: str) -> str:
    """Return why a pattern of refusals is not accepted, or ''."""
    return _pattern_fault(pattern, REFUSAL_GROUPS, "group")


def _pattern_fault(pattern: str, groups: set[str], what: str) -> str:
    fault = slow_or_wrong(pattern)
    if fault:
        return fault
    strange = set(re.compile(pattern).groupindex) - groups
    known = ", ".join(sorted(groups))
    return f"no {what} is called '{', '.join(sorted(strange))}'; there are: {known}" if strange else ""


def read_refusals(node: Node | None, problems: Problems) -> tuple[Refusal, ...]:
    """Return the refusals of a list; entries that are not valid are reported."""
    if node is not None and not isinstance(node, Seq):
        problems.add(node.place, "refusals is a list, as in '- { patterns: [does not support thinking] }'", see="form")
    found = (_refusal(entry, problems) for entry in (node.items if isinstance(node, Seq) else ()))
    return tuple(refusal for refusal in found if refusal is not None)


def _refusal(entry: Node, problems: Problems) -> Refusal | None:
    patterns = entry.entries.get("patterns") if isinstance(entry, Map) else None
    if not isinstance(entry, Map) or not isinstance(patterns, Seq) or not patterns.items:
        example = "'{ patterns: [does not support thinking] }'"
        problems.add(entry.place, f"a refusal has a list of patterns, as in {example}", see="form")
        return None
    for key in entry.entries:
        if key not in REFUSAL_KEYS:
            problems.add(entry.keys[key], f"a refusal has no '{key}'{suggest(key, REFUSAL_KEYS)}", see="unknown-name")
    for pattern in patterns.items:
        if fault := refusal_fault(str(plain(pattern))):
            problems.add(pattern.place, fault, see="pattern")
    without = plain(entry.entries["without"]) if "without" in entry.entries else None
    if without is not None and not isinstance(without, list):
        problems.add(
            entry.keys["without"], "without is a list of parameters, as in '[reasoning, thinking]'", see="form"
        )
        return None
    names = None if without is None else tuple(map(str, without))
    return Refusal(tuple(str(plain(pattern)) for pattern in patterns.items), names)


def _retry(file: File, node: Map, hub: Hub, problems: Problems) -> None:
    """`retry: {patterns: [pattern], without: [kind]}`"""
    retry = node.sub("retry")
    example = "as in 'retry: { patterns: [invalid signature], without: [reasoning] }'"
    for key in retry.entries:
        if key not in ("patterns", "without"):
            problems.add(
                retry.keys[key], f"retry has no '{key}'{suggest(key, ('patterns', 'without'))}", see="unknown-name"
            )
    texts, kinds = retry.entries.get("patterns"), retry.entries.get("without")
    if not isinstance(texts, Seq) or not isinstance(kinds, Seq):
        problems.add(node.keys["retry"], f"retry has lists of patterns and of kinds of blocks, {example}", see="form")
        return
    if not texts.items:
        problems.add(
            texts.place, f"retry has no pattern; give one, {example}, or remove it with 'retry: ~'", see="form"
        )
    for item in texts.items:
        fault = slow_or_wrong(str(plain(item)))
        if fault:
            problems.add(item.place, fault, see="pattern")
    for item in kinds.items:
        if str(plain(item)) not in hub.kinds:
            problems.add(
                item.place,
                f"there is no kind of block '{plain(item)}'{suggest(str(plain(item)), hub.kinds)}",
                see="unknown-name",
            )
    file.retry, file.without = (tuple(str(plain(item)) for item in found.items) for found in (texts, kinds))
