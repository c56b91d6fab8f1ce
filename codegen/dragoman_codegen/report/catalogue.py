"""docs/library.md: the filters and passes that specs may name, as the runtime's signatures and docstrings tell them."""

from __future__ import annotations

import inspect
import re

from dragoman.library import filters, passes
from dragoman_codegen.model.library import all_filters, all_passes, default_param, required_params


def library_page() -> str:
    lines = [
        "<!-- Generated from the runtime's filters and passes by `make generate`. Do not edit. -->",
        "# Filters and passes",
        "",
        "What specs may name ([the notation](../specs/README.md)). They know the hub's words and nothing of any wire.",
        "",
        "## Filters: `$path | filter argument`",
        "",
        "Nothing in, nothing out.",
        "",
        "| filter | what it makes |",
        "|---|---|",
    ]
    for name, found in sorted(all_filters().items()):
        function = getattr(filters, name, None) or getattr(filters, f"{name}_")
        shown = f"{name} ..." if found.arg else name
        lines.append(f"| `{shown}` | {_told(function, name)} |")
    lines += [
        "",
        "## Passes: `before:` (write) and `after:` (read)",
        "",
        "A parameter with a value has that value if the spec gives none.",
        "",
        "| pass | what it does |",
        "|---|---|",
    ]
    for name, params in sorted(all_passes().items()):
        needed = required_params(name)
        shown = ", ".join(param if param in needed else f"{param}: {_value(name, param)}" for param in params)
        lines.append(f"| `{name}{': { ' + shown + ' }' if shown else ''}` | {_told(getattr(passes, name), name)} |")
    return "\n".join(lines) + "\n"


def _value(name: str, param: str) -> str:
    """A default as YAML says it."""
    value = default_param(name, param)
    return str(value).lower() if isinstance(value, bool) else str(value) or '""'


def _told(function: object, name: str) -> str:
    """The docstring as one paragraph, or the name in words where there is none."""
    text = re.sub(r"\s+", " ", inspect.getdoc(function) or name.replace("_", " ")).strip()
    return text.replace("|", "\\|").replace("<", "&lt;")
