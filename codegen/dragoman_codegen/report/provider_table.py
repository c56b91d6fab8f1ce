"""The table of providers in both READMEs, between two marks, made from the specs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.commands.providers import as_markdown
from dragoman_codegen.compile.providers import provider_info

if TYPE_CHECKING:
    from dragoman_codegen.build import Built

BEGIN, END = "<!-- providers: made by `make generate` -->\n", "<!-- /providers -->"


def readme_tables(root: Path, built: Built) -> dict[Path, str]:
    """README path -> its text with the table as the specs say. A README without the marks is left alone."""
    tables = {name: provider_info(provider) for name, provider in built.providers.items()}
    out: dict[Path, str] = {}
    for name in ("README.md", "README.zh-CN.md"):
        path = root / name
        if path.is_file():
            before, mark, rest = path.read_text(encoding="utf-8").partition(BEGIN)
            _, end, after = rest.partition(END)
            if mark and end:
                out[path] = before + mark + as_markdown("zh" if "zh" in name else "en", tables) + end + after
    return out
