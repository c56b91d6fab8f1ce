"""Key tables of docs/configuration.md, made from the schema of dragoman.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dragoman.config.schema import (
    Account,
    Breaker,
    Changes,
    File,
    Limits,
    Profile,
    Retry,
    Rule,
    Server,
    Store,
    Strict,
    Target,
    Tokens,
    When,
)
from dragoman_codegen.report.sections import replace_section

SECTIONS: dict[str, type[Strict]] = {
    "top-level keys": File,
    "profile keys": Profile,
    "timeout keys": Limits,
    "server keys": Server,
    "limit keys": Tokens,
    "store keys": Store,
    "retry keys": Retry,
    "fallback keys": Target,
    "breaker keys": Breaker,
    "account keys": Account,
    "rule keys": Rule,
    "condition keys": When,
    "change keys": Changes,
}
TYPES = {"object": "mapping", "array": "list", "string": "text"}


def configuration_page(root: Path) -> dict[Path, str]:
    """Return the text of docs/configuration.md with current tables; nothing where the page does not exist."""
    page = root / "docs" / "configuration.md"
    if not page.is_file():
        return {}
    text = page.read_text(encoding="utf-8")
    for name, model in SECTIONS.items():
        text = replace_section(text, name, key_table(model)) or text
    return {page: text}


def key_table(model: type[Strict]) -> str:
    """Return a Markdown table of a model's keys: type, default and description of each."""
    schema = model.model_json_schema()
    required = schema.get("required", ())
    lines = ["| Key | Type | Default | Meaning |", "| --- | --- | --- | --- |"]
    for name, field in schema["properties"].items():
        default = "required" if name in required else _default(field.get("default"))
        lines.append(f"| `{name}` | {_type(field)} | {default} | {field['description']} |")
    return "\n".join(lines) + "\n"


def _type(field: dict[str, Any]) -> str:
    kind: str = next(iter(field.get("anyOf", ())), field).get("type", "object")
    return TYPES.get(kind, kind)


def _default(value: object) -> str:
    """Return a default as YAML; nothing for a missing or empty one, or one that the table of its own keys has."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
