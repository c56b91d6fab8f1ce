"""The provider table of both READMEs."""

from __future__ import annotations

from pathlib import Path

from dragoman.commands.inspection.providers import as_markdown
from dragoman_codegen.model.program import Program
from dragoman_codegen.report.sections import replace_section


def readme_tables(root: Path, program: Program) -> dict[Path, str]:
    """Return the text of each README with the current provider table. A README without the section is left alone."""
    tables = {name: provider.info for name, provider in program.providers.items()}
    pages = {root / "README.md": "en", root / "README.zh-CN.md": "zh"}
    return {
        page: text
        for page, language in pages.items()
        if page.is_file()
        and (text := replace_section(page.read_text(encoding="utf-8"), "providers", as_markdown(language, tables)))
    }
