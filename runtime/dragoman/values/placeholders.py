"""Placeholders in texts: `{name}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
LEFT_OUT = object()  # the value of a template with a placeholder without a value


def fill(text: str, placeholders: Mapping[str, str]) -> str:
    """Replace each placeholder that has a value; others stay."""
    return PLACEHOLDER.sub(lambda match: placeholders.get(match[1], match[0]), text)


def fill_tree(template: Any, values: Mapping[str, Any]) -> Any:
    """Fill the texts and keys of a JSON value. A text that is one placeholder becomes its value, of any type. A text
    with a placeholder without a value is LEFT_OUT, with the object that contains it."""
    if isinstance(template, Mapping):
        parts = {key: fill_tree(part, values) for key, part in template.items()}
        if any(parts[key] is LEFT_OUT for key, part in template.items() if isinstance(part, str)):
            return LEFT_OUT
        texts = {name: str(value) for name, value in values.items()}
        return {fill(key, texts): part for key, part in parts.items() if part is not LEFT_OUT}
    if isinstance(template, list | tuple):
        return [part for part in (fill_tree(item, values) for item in template) if part is not LEFT_OUT]
    if not isinstance(template, str):
        return template
    names = PLACEHOLDER.findall(template)
    if any(name not in values for name in names):
        return LEFT_OUT
    whole = PLACEHOLDER.fullmatch(template)
    return values[whole[1]] if whole else fill(template, {name: str(values[name]) for name in names})
