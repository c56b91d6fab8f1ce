"""docs/reference/filters-and-passes.md: filters and passes, from the runtime's signatures and docstrings."""

from __future__ import annotations

import inspect
import re

from dragoman.library import filters, passes
from dragoman_codegen.model.library import FORMS, all_filters, all_passes, default_param, plain_filters, required_params

HEAD = """\
<!-- Generated from the runtime's filters and passes by `make generate`. Do not edit. -->
# Filters and passes

Functions that [specs](notation.md) call by name. They work on hub types and know no wire protocol.
"""


def library_page() -> str:
    """Return the page of filters and passes."""
    lines = [
        HEAD,
        "## Filters",
        "",
        "A leaf applies a filter with `$path | filter argument`. The filter of an absent value is absent. `as`, "
        "`media` and `text` have several forms.",
        "",
        "| filter | result |",
        "|---|---|",
    ]
    written = {name: [f"`{name} ...`" if found.arg else f"`{name}`"] for name, found in plain_filters().items()}
    for name, forms in FORMS.items():
        for form, function in forms.items():
            written.setdefault(function, []).append(f"`{name} {form}`")
    for function, names in sorted(written.items(), key=lambda item: item[1]):
        description = _description(getattr(filters, function, None) or getattr(filters, f"{function}_"))
        lines.append(f"| {', '.join(names)} | {description} |")
    lines += [
        "",
        "## Passes",
        "",
        "Passes transform a whole request or response. The `passes:` of a write half run before its rules, those of a "
        "read half after them, in the order in which they stand. "
        "A parameter that is shown with a value has this default.",
        "",
        "| pass | effect |",
        "|---|---|",
    ]
    for name, params in sorted(all_passes().items()):
        needed = required_params(name)
        shown = ", ".join(param if param in needed else f"{param}: {_value(name, param)}" for param in params)
        lines.append(f"| `{name}{': { ' + shown + ' }' if shown else ''}` | {_description(getattr(passes, name))} |")
    return "\n".join(lines) + "\n"


def _value(name: str, param: str) -> str:
    """Return a default as YAML."""
    value = default_param(name, param)
    return str(value).lower() if isinstance(value, bool) else str(value) or '""'


def _description(function: object) -> str:
    """Return the docstring as one paragraph."""
    text = re.sub(r"\s+", " ", inspect.getdoc(function) or "").strip()
    return text.replace("|", "\\|").replace("<", "&lt;")


def undocumented() -> list[str]:
    """Return the filters and passes without a docstring."""
    functions = [getattr(filters, name, None) or getattr(filters, f"{name}_") for name in all_filters()]
    functions += [getattr(passes, name) for name in all_passes()]
    return [f"{one.__module__}.{one.__name__}" for one in functions if not inspect.getdoc(one)]
