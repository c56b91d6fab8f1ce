"""The table of providers, made from their facts: for the terminal, as JSON, and as Markdown for the READMEs."""

from __future__ import annotations

from typing import Any

from dragoman import jsontext, loader

COLUMNS = ("name", "type", "auth", "streaming", "tools", "slots", "base_url")
HEADINGS = {
    "en": ("Provider", "Type", "Auth", "Streaming", "Tools", "Slots", "Base URL"),
    "zh": ("供应商", "类型", "认证", "流式", "工具", "模型槽位", "基础地址"),
}
SLOTS = ("haiku", "sonnet", "opus", "default")


def rows(tables: dict[str, dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """One row a provider, sorted by name; its keys are stable. `tables`: name -> PROVIDER, when not those installed."""
    found = tables if tables is not None else {name: loader.provider(name) for name in loader.providers()}
    return [_row(name, found[name]) for name in sorted(found)]


def _row(name: str, table: dict[str, Any]) -> dict[str, Any]:
    said = {**table.get("columns", {}), **{column: table[column] for column in COLUMNS if column in table}}
    models = table.get("models", {})
    usual = table.get("speaks") or next(iter(table["sides"]))
    return {
        "name": name,
        "title": table.get("title", name),
        "type": said.get("type") or table.get("kind", ""),
        "auth": said.get("auth") or (table["key"] if table.get("key") else "none"),
        "streaming": said.get("streaming", True),
        "tools": said.get("tools", True),
        "slots": {slot: models[slot] for slot in SLOTS if slot in models},
        "base_url": table["sides"][usual]["url"],
        "protocols": [usual, *(name for name in table["sides"] if name != usual)],
        "models": table.get("list", []),
        "variants": sorted(table.get("variants", {})),
    }


def as_json() -> str:
    return jsontext.dumps(rows()).decode()


def as_text() -> str:
    """Columns for a terminal."""
    cells = [list(HEADINGS["en"])] + [[*_cells(row)] for row in rows()]
    widths = [max(len(line[column]) for line in cells) for column in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def as_markdown(language: str = "en", tables: dict[str, dict[str, Any]] | None = None) -> str:
    """A Markdown table; `language`: of its headings."""
    lines = [HEADINGS[language], tuple("---" for _ in COLUMNS)]
    lines += [_cells(row, code="`") for row in rows(tables)]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _cells(row: dict[str, Any], code: str = "") -> tuple[str, ...]:
    def text(value: Any) -> str:
        return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)

    slots = ", ".join(f"{slot}: {model}" for slot, model in row["slots"].items()) or "-"
    return (
        row["title"] if code else row["name"],
        text(row["type"]),
        text(row["auth"]),
        text(row["streaming"]),
        text(row["tools"]),
        slots,
        f"{code}{row['base_url']}{code}",
    )
