"""The table of providers, made from their facts: for the terminal, as JSON, and as Markdown for the READMEs."""

from __future__ import annotations

import math
from typing import Any

from dragoman import loader
from dragoman.values import json_text

COLUMNS = ("name", "type", "auth", "streaming", "tools", "slots", "base_url")
HEADINGS = {
    "en": ("Provider", "Type", "Auth", "Streaming", "Tools", "Slots", "Base URL", "Models", "Note"),
    "zh": ("供应商", "类型", "认证", "流式", "工具", "模型槽位", "基础地址", "模型", "说明"),
}
SLOTS = ("haiku", "sonnet", "opus", "default")
SHOWN = 4  # models in a cell of the Markdown table; `--json` has them all


def rows(tables: dict[str, dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """One row a provider, in the order that the specs give, the others by name behind them; its keys are stable.
    `tables`: name -> PROVIDER, when not those installed."""
    found = tables if tables is not None else {name: loader.provider(name) for name in loader.providers()}
    order = {name: table.get("columns", {}).get("row", math.inf) for name, table in found.items()}
    return [_row(name, found[name]) for name in sorted(found, key=lambda name: (order[name], name))]


def _row(name: str, table: dict[str, Any]) -> dict[str, Any]:
    said = table.get("columns", {})
    models = table.get("models", {})
    usual = table.get("speaks") or next(iter(table["sides"]))
    return {
        "name": name,
        "title": table.get("title", name),
        "type": table.get("kind", ""),
        "auth": _auth(said, table),
        "streaming": said.get("streaming", True),
        "tools": said.get("tools", True),
        "slots": {slot: models[slot] for slot in SLOTS if slot in models},
        "base_url": table["sides"][usual]["url"],
        "protocols": [usual, *(name for name in table["sides"] if name != usual)],
        "models": table.get("list", []),
        "variants": sorted(table.get("variants", {})),
        "key": table.get("key", ""),
        "note": said.get("note", ""),
        "moved": said.get("moved", ""),
    }


def _auth(said: dict[str, Any], table: dict[str, Any]) -> str:
    """What the spec says of it, else what follows: a login, a key, or neither."""
    if said.get("auth"):
        return str(said["auth"])
    logins = table.get("auth", [])
    return f"login ({', '.join(logins)})" if logins else f"API key, {table['key']}" if table.get("key") else "none"


def as_json() -> str:
    return json_text.dumps(rows()).decode()


def as_text() -> str:
    """Columns for a terminal."""
    cells = [list(HEADINGS["en"][: len(COLUMNS)])] + [[*_cells(row)] for row in rows()]
    widths = [max(len(line[column]) for line in cells) for column in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def as_markdown(language: str = "en", tables: dict[str, dict[str, Any]] | None = None) -> str:
    """A Markdown table and its footnotes; `language`: of its headings."""
    lines: list[tuple[str, ...]] = [HEADINGS[language], tuple("---" for _ in HEADINGS[language])]
    notes: list[str] = []
    for row in rows(tables):
        name, kind, auth, streaming, tools, slots, url = _cells(row)
        if row["key"] and row["key"] not in auth:
            auth = f"{auth}, `{row['key']}`"
        models = ", ".join(row["models"][:SHOWN]) + (", …" if len(row["models"]) > SHOWN else "")
        mark = ""
        if row["moved"]:
            notes.append(f"[^{name}]: {row['moved']}.")
            mark = f" [^{name}]"
        told = (kind, auth, streaming, tools, slots, f"`{url}`{mark}", models, row["note"])
        lines.append((f"{row['title']} `{name}`", *told))
    table = "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
    return table + "".join(f"\n{note}" for note in notes) + ("\n" if notes else "")


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    def text(value: Any) -> str:
        return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)

    slots = ", ".join(f"{slot}: {model}" for slot, model in row["slots"].items()) or "yours"
    told = (row["name"], row["type"], row["auth"], row["streaming"], row["tools"], slots, row["base_url"])
    return tuple(map(text, told))
