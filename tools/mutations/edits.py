"""Random edits of the text of a spec: of its lines, of single characters, and of the notation."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Edit = Callable[[str, random.Random], str]

VALUES: list[str] = [
    "~", "[]", "[a, b]", "{}", "{ a: b }", "7", "-1.5", "true", "''", '"text"', "$it", "$", "$nothing", "$null",
    "$x.y | z ?? 1", "{ $lose: it is lost }", "{ $if: $it, $value: 1 }", "{ $first: [$it, 1] }", "{ $join: [$it, a] }",
]  # fmt: skip
STRAY: list[str] = [*"\t\"'{}[]:,*!|%@#?$.", ": ", "&a", "- ", "\x00", "\u2028"]
TYPES = ["str", "int", "num", "bool", "json", "str*", "str or json*", "json"]
FILTERS = [
    "filled",
    "text",
    "to_json",
    "from_json",
    "flat",
    "as_list",
    "as_text",
    "negate",
    'join ","',
    "is a",
    "then b",
]


def a_line(lines: list[str], chance: random.Random) -> int:
    return chance.choice([at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")])


def without_a_line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(True)
    del lines[a_line(lines, chance)]
    return "".join(lines)


def with_a_line_elsewhere(text: str, chance: random.Random) -> str:
    lines = text.splitlines(True)
    lines.insert(a_line(lines, chance), lines.pop(a_line(lines, chance)))
    return "".join(lines)


def with_a_typo(text: str, chance: random.Random) -> str:
    word = chance.choice([m for m in re.finditer(r"[A-Za-z_$]{3,}", text) if not in_comment(text, m.start())])
    at = chance.randrange(word.start(), word.end())
    return text[:at] + chance.choice(["", "x", "X"]) + text[at + 1 :]


def indented_otherwise(text: str, chance: random.Random) -> str:
    lines = text.splitlines(True)
    at = a_line(lines, chance)
    lines[at] = chance.choice([" " + lines[at], "    " + lines[at], "\t" + lines[at], lines[at].removeprefix("  ")])
    return "".join(lines)


def with_a_block_gone(text: str, chance: random.Random) -> str:
    """Remove the indented content of a key."""
    lines = text.splitlines(True)
    at = a_line(lines, chance)
    deep = len(lines[at]) - len(lines[at].lstrip())
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > deep):
        end += 1
    return "".join(lines[: at + 1] + lines[end:])


def with_something_stray(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(STRAY) + text[at:]


def with_another_value(text: str, chance: random.Random) -> str:
    return replaced(r": ([^\s{\[][^,}\]\n#]*)", text, chance, lambda _: chance.choice(VALUES))


def with_a_value_of_another_key(text: str, chance: random.Random) -> str:
    values: list[str] = re.findall(r": ([^\s{\[][^,}\]\n#]*)", text)
    return replaced(r": ([^\s{\[][^,}\]\n#]*)", text, chance, lambda _: chance.choice(values))


def with_another_key(text: str, chance: random.Random) -> str:
    keys = re.findall(r"[\w$?-]+(?=:\s)", text)
    return replaced(r"([\w$?-]+)(?=:\s)", text, chance, lambda _: chance.choice(keys))


def with_another_path(text: str, chance: random.Random) -> str:
    paths = re.findall(r"\$[a-z][\w.*]*", text)
    return replaced(r"(\$[a-z][\w.*]*)", text, chance, lambda _: chance.choice(paths))


def with_another_type(text: str, chance: random.Random) -> str:
    records = re.findall(r"\b[A-Z]\w+(?=:\s)", text)
    return replaced(
        r"\w\??: (str|int|num|bool|json|[A-Z]\w*)\b", text, chance, lambda _: chance.choice(TYPES + records)
    )


def with_a_field_made_optional_or_required(text: str, chance: random.Random) -> str:
    return replaced(r"\w(\??): (?:str|int|num|bool|json|[A-Z]\w*)\b", text, chance, lambda old: "" if old else "?")


def with_a_list_of_a_type(text: str, chance: random.Random) -> str:
    return replaced(
        r"\w\??: (?:str|int|num|bool|json|[A-Z]\w*)(\*?)(?=[\s,}])", text, chance, lambda o: "" if o else "*"
    )


def with_a_filter(text: str, chance: random.Random) -> str:
    return replaced(r"\$[a-z][\w.*]*()", text, chance, lambda _: f" | {chance.choice(FILTERS)}")


def without_a_filter(text: str, chance: random.Random) -> str:
    return replaced(r"(\s\| \w+(?: \"[^\"]*\"| \d+)?)", text, chance, lambda _: "")


def without_a_default(text: str, chance: random.Random) -> str:
    return replaced(r"(\s\?\? [^,}\]\n]+)", text, chance, lambda _: "")


def with_an_alternative(text: str, chance: random.Random) -> str:
    paths = re.findall(r"\$[a-z][\w.*]*", text)
    return replaced(
        r"\$[a-z][\w.*]*()", text, chance, lambda _: f" ?? {chance.choice([*paths, '$null', 'a', '0', '[]'])}"
    )


def without_an_entry(text: str, chance: random.Random) -> str:
    return replaced(
        r"((?:, |\{ )[\w$?.*-]+: [^,{}\[\]\n]+)(?=[,}])", text, chance, lambda old: old[:2] if old[0] == "{" else ""
    )


def with_a_condition(text: str, chance: random.Random) -> str:
    """Restrict a quirk to some requests."""
    when = chance.choice(["model: [a*]", "streaming: true", "tools: false", "reasoning: true", 'model: ["!*"]'])
    return replaced(r"\n    see: [^\n]*()\n", text, chance, lambda _: f"\n    when: {{ {when} }}")


def without_a_condition(text: str, chance: random.Random) -> str:
    return replaced(r"(\n    when: [^\n]*)\n", text, chance, lambda _: "")


def with_a_wrapped_value(text: str, chance: random.Random) -> str:
    wrap = chance.choice(["{{ $first: [{}] }}", "[{}]", "{{ $if: $it, $value: {} }}", "{{ $join: [{}, a] }}"])
    return replaced(r": (\$[a-z][^,}\]\n#]*)", text, chance, lambda old: wrap.format(old))


def replaced(pattern: str, text: str, chance: random.Random, new: Callable[[str], str]) -> str:
    """Replace the group of one match of a pattern; the text is unchanged if there is none."""
    found = [match for match in re.finditer(pattern, text) if not in_comment(text, match.start())]
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start(1)] + new(match.group(1)) + text[match.end(1) :]


def in_comment(text: str, at: int) -> bool:
    return "#" in text[text.rfind("\n", 0, at) + 1 : at]


EDITS: list[Edit] = [
    without_a_line, with_a_typo, with_another_value, with_a_value_of_another_key, with_another_key, with_another_path,
    with_another_type, with_a_field_made_optional_or_required, with_a_list_of_a_type, with_a_filter, without_a_filter,
    without_a_default, with_an_alternative, without_an_entry, with_a_condition, without_a_condition,
    with_a_wrapped_value, indented_otherwise, with_a_block_gone, with_a_line_elsewhere, with_something_stray,
]  # fmt: skip
