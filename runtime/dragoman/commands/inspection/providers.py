"""Table of providers: for the terminal, as JSON, and as Markdown for the READMEs."""

from __future__ import annotations

import math
from typing import Any

from dragoman import loader
from dragoman.config.client_models import DEFAULT, client_models

COLUMNS = ("name", "type", "auth", "streaming", "tools", "slots", "base_url")
HEADINGS = ("Provider", "Type", "Auth", "Streaming", "Tools", "Slots", "Base URL")
IMPORTANCE = ("name", "auth", "tools", "type", "streaming", "base_url", "slots")  # on a narrow terminal
MARKDOWN_HEADINGS = {
    "en": ("Provider", "Name", "Type", "Authentication", "Streaming", "Tools"),
    "zh": ("供应商", "名称", "类型", "认证", "流式", "工具"),
}
TRANSLATIONS: dict[str, dict[str, str]] = {
    "en": {},
    "zh": {"yes": "支持", "no": "不支持", "by model": "取决于模型", "limited": "受限", "none": "无需认证"},
}
PHRASES: dict[str, dict[str, str]] = {  # within other cells, in this order
    "en": {},
    "zh": {
        " or device code": " 或设备码",
        "device code": "设备码",
        "access token": "访问令牌",
        " header": " 请求头",
        "none /": "无需认证 /",
        "'s": " 的登录",
        " subscription": " 订阅",
        ", ": "，",
    },
}


def rows(tables: dict[str, dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """Return one row for each provider with stable keys, in the order of the specs, then by name. `tables`: provider
    tables by name, instead of those installed."""
    found = tables if tables is not None else {name: loader.provider(name) for name in loader.providers()}
    order = {name: table.get("columns", {}).get("row", math.inf) for name, table in found.items()}
    return [_row(name, found[name]) for name in sorted(found, key=lambda name: (order[name], name))]


def _row(name: str, table: dict[str, Any]) -> dict[str, Any]:
    """Return the row of one provider."""
    columns = table.get("columns", {})
    models = table.get("models", {})
    protocol = table.get("protocol") or next(iter(table["sides"]))
    return {
        "name": name,
        "title": table.get("title", name),
        "type": table.get("kind", ""),
        "auth": _auth(columns, table),
        "in_readme": "row" in columns,
        "streaming": columns.get("streaming", True),
        "tools": columns.get("tools", True),
        "slots": {slot: models[slot] for slot in (*client_models().slots, DEFAULT) if slot in models},
        "base_url": table["sides"][protocol]["url"],
        "protocols": [protocol, *(name for name in table["sides"] if name != protocol)],
        "models": table.get("model_ids", []),
        "variants": sorted(table.get("variants", {})),
        "key": table.get("api_key_env", ""),
        "note": columns.get("note", ""),
        "superseded": columns.get("superseded", ""),
    }


def _auth(columns: dict[str, Any], table: dict[str, Any]) -> str:
    """Return the spec's text for authentication, or one derived from its logins or key."""
    if columns.get("auth"):
        return str(columns["auth"])
    if logins := table.get("auth"):
        return f"login ({', '.join(logins)})"
    variable = table.get("api_key_env")
    return f"API key, {variable}" if variable else "none"


def print_text() -> None:
    """Print the table for a terminal, in the columns that fit, or completely to anything else."""
    from dragoman.commands.console import print_table

    print_table(HEADINGS, [_cells(row) for row in rows()], [COLUMNS.index(name) for name in IMPORTANCE])


def as_details(row: dict[str, Any]) -> str:
    """Return everything about one provider, in lines."""
    facts = {
        "Name": row["name"],
        "Type": row["type"],
        "Authentication": authentication(row).replace("`", ""),
        "Base URL": row["base_url"],
        "Protocols": ", ".join(row["protocols"]),
        "Variants": ", ".join(row["variants"]),
        "Streaming": _text(row["streaming"]),
        "Tools": _text(row["tools"]),
        "Slots": "\n".join(f"{slot}: {model}" for slot, model in row["slots"].items()) or "yours",
        "Models": "\n".join(row["models"]),
        "Note": row["note"],
        "Superseded": row["superseded"],
    }
    width = max(map(len, facts)) + 2
    lines = [row["title"]]
    for label, fact in facts.items():
        for number, line in enumerate(fact.splitlines()):
            lines.append(f"  {(label if number == 0 else '').ljust(width)}{line}")
    return "\n".join(lines)


def as_markdown(language: str = "en", tables: dict[str, dict[str, Any]] | None = None) -> str:
    """Return a Markdown table with a line for each provider that the README lists. `language`: a key of
    MARKDOWN_HEADINGS."""
    headings = MARKDOWN_HEADINGS[language]
    lines: list[tuple[str, ...]] = [headings, tuple("---" for _ in headings)]
    for row in (row for row in rows(tables) if row["in_readme"]):
        name, kind, _, streaming, tools, *_ = _cells(row)
        facts = (row["title"], f"`{name}`", kind, authentication(row), streaming, tools)
        lines.append(tuple(_translated(fact, language) for fact in facts))
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _translated(fact: str, language: str) -> str:
    if fact in TRANSLATIONS[language]:
        return TRANSLATIONS[language][fact]
    for phrase, translation in PHRASES[language].items():
        fact = fact.replace(phrase, translation)
    return fact


def authentication(row: dict[str, Any]) -> str:
    """Return how a provider authenticates, with the environment variable of its key."""
    auth, key = str(row["auth"]), row["key"]
    return f"{auth}, `{key}`" if key and key not in auth else auth


def _text(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    slots = ", ".join(f"{slot}: {model}" for slot, model in row["slots"].items()) or "yours"
    cells = (row["name"], row["type"], row["auth"], row["streaming"], row["tools"], slots, row["base_url"])
    return tuple(map(_text, cells))
