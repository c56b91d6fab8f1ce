"""Line folding of generated code at brackets and operators. String literals are never split."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

WIDTH = 120
PAIRS = {"(": ")", "[": "]", "{": "}"}
MARK = re.compile(r"""[][(){},: ]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""")


def fold(line: str) -> list[str]:
    """Return the line, folded into several if it is wider than WIDTH and can be folded."""
    if len(line) <= WIDTH or line.lstrip().startswith(("#", '"""')):
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    text = line.strip()
    group = _widest(text)
    head, _, condition = text.partition(" ")
    if group is None and head in ("if", "elif") and len(parts := _operands(condition.removesuffix(":"))) > 1:
        return [f"{indent}{head} (", *_folded(indent + "    ", parts), f"{indent}):"]
    if (
        group
        and group[1] - group[0] > 40
        and text[: group[0]].count(" if ") == 0
        or text.startswith(("if ", "elif ", "for ", "def "))
    ):
        return _fold_group(indent, text, group) if group else [line]
    target, _, value = text.partition(" = ")
    if value and not target.endswith(("!", "<", ">", "=")) and "(" not in target:
        parts = _operands(value)
        if len(parts) > 1:
            return [f"{indent}{target} = (", *_folded(indent + "    ", parts), f"{indent})"]
    return _fold_group(indent, text, group) if group else [line]


def _folded(indent: str, parts: list[str]) -> list[str]:
    return [line for part in parts for line in fold(indent + part)]


def _fold_group(indent: str, text: str, group: tuple[int, int]) -> list[str]:
    """Put the contents of a bracket group on their own lines."""
    start, end = group
    before, inside, after = text[: start + 1], text[start + 1 : end], text[end:]
    call = text[start] != "(" or start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_])")
    clauses = split_clauses(inside)
    items = clauses if len(clauses) > 1 else split_top(inside)
    if len(clauses) > 1:
        body = _folded(indent + "    ", items)
    elif len(items) > 2 and all(len(item) <= 80 and not set(item) & set("([{") for item in items):
        body = fill_rows(indent + "    ", items)
    elif len(items) > 1 or call and (len(_operands(inside)) == 1 or text[start] == "{"):
        body = _folded(indent + "    ", [item + "," for item in items])
    else:
        body = _folded(indent + "    ", _operands(inside))
    return [indent + before, *body, *fold(indent + after)]


def _scan(text: str) -> list[tuple[int, str, int]]:
    """Return (position, character, bracket depth) of all brackets, commas, colons and spaces outside string
    literals."""
    out, depth = [], 0
    for match in MARK.finditer(text):
        char = match.group()
        if char in ")]}":
            depth -= 1
        if len(char) == 1:
            out.append((match.start(), char, depth))
        if char in "([{":
            depth += 1
    return out


def is_group(text: str) -> bool:
    """Whether the opening bracket at the start is closed by the last character."""
    if text[:1] not in PAIRS or text[-1:] != PAIRS[text[0]]:
        return False
    return all(depth or at in (0, len(text) - 1) for at, _, depth in _scan(text))


def _widest(text: str) -> tuple[int, int] | None:
    """The widest bracket group of the outermost level. A subscript is none: with a comma its key would be a tuple."""
    groups: list[tuple[int, int]] = []
    start = -1
    for at, char, depth in _scan(text):
        if depth == 0 and char in PAIRS:
            start = at
        elif depth == 0 and char in PAIRS.values() and start >= 0:
            groups.append((start, at))
    groups = [(at, end) for at, end in groups if end - at > 1 and not _is_subscript(text, at)]
    return max(groups, key=lambda group: group[1] - group[0], default=None)


def _is_subscript(text: str, at: int) -> bool:
    return text[at] == "[" and at > 0 and (text[at - 1].isalnum() or text[at - 1] in "_)]")


def _operands(text: str) -> list[str]:
    """Split an expression at `if`/`else`, or else at `or`, `and` or `+`."""
    for words in ((" if ", " else "), (" or ",), (" and ",), (" + ",)):
        cuts = [
            at
            for at, char, depth in _scan(text)
            if depth == 0 and char == " " and any(text.startswith(word, at) for word in words)
        ]
        if cuts:
            places = [0, *(cut + 1 for cut in cuts), len(text) + 1]
            return [text[a : b - 1] for a, b in zip(places, places[1:], strict=False)]
    return [text]


def split_top(text: str) -> list[str]:
    """Split at commas outside brackets and string literals."""
    cuts = [at for at, char, depth in _scan(text) if char == "," and depth == 0]
    places = [-1, *cuts, len(text)]
    parts = [text[a + 1 : b].strip() for a, b in zip(places, places[1:], strict=False)]
    return [part for part in parts if part]


def split_key(text: str) -> tuple[str, str]:
    """Split a dict entry into its key with the colon and its value; other items have an empty key."""
    end = next((at for at, char, depth in _scan(text) if depth == 0 and text.startswith(": ", at)), -2) + 2
    return text[:end], text[end:]


def split_clauses(text: str) -> list[str]:
    """Split a comprehension into its element and clauses; return [text] for other expressions."""
    words = [
        at for at, char, depth in _scan(text) if depth == 0 and char == " " and text.startswith((" for ", " if "), at)
    ]
    first = next((at for at in words if text.startswith(" for ", at)), None)
    if first is None or any(char == "," and depth == 0 for at, char, depth in _scan(text) if at < first):
        return [text]
    places = [0, *(at + 1 for at in words if at >= first), len(text) + 1]
    return [text[a : b - 1] for a, b in zip(places, places[1:], strict=False)]


def fill(head: str, items: Iterable[str], tail: str) -> list[str]:
    """A bracketed list on one line, or with as many items on each line as fit. `head` carries the indentation."""
    parts = list(items)
    line = f"{head}{', '.join(parts)}{tail}"
    if len(line) <= WIDTH or not parts:
        return [line]
    indent = head[: len(head) - len(head.lstrip())]
    return [head, *fill_rows(indent + "    ", parts), indent + tail]


def fill_rows(indent: str, parts: Iterable[str]) -> list[str]:
    """Lines with as many of the parts on each as fit, each part with a comma behind it."""
    rows: list[str] = []
    for part in parts:
        if rows and len(rows[-1]) + len(part) + 2 <= WIDTH:
            rows[-1] += f" {part},"
        else:
            rows.append(f"{indent}{part},")
    return rows


def entries(table: Mapping[str, str], indent: str) -> list[str]:
    """The entries of a dict, each on its own line."""
    return [f'{indent}"{key}": {value},' for key, value in table.items() if value]
