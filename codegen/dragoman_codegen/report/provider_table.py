"""The provider table of both READMEs, and the provider page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.commands.inspection.providers import as_markdown, authentication, rows
from dragoman_codegen.model.program import Program
from dragoman_codegen.report.sections import replace_section

INTRODUCTION = """\
<!-- Generated from specs/ by `make generate`. Do not edit: change the spec. -->
# Providers

Each provider is a profile of its own name as soon as its key or login exists; `dragoman providers` prints this list
for the terminal, `dragoman providers --json` for programs. The first protocol of a provider is the default; a profile
selects another with `protocol:`, and a variant with `variant:` ([configuration](configuration.md)). The models of the
slots are defaults that `models:` overrides ([profiles and models](profiles-and-models.md)). The differences are those
of the default protocol. [Losses](../generated/dragoman_adapters/losses.md) lists what each provider cannot carry.
"""


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


def provider_page(program: Program) -> str:
    """Return docs/providers.md: address, protocols, models and differences of each provider."""
    found = rows({name: provider.info for name, provider in program.providers.items()})
    sections = ["\n".join(_section(row, program.providers[row["name"]].because)) for row in found]
    return INTRODUCTION + "".join(f"\n{section}\n" for section in sections)


def _section(row: dict[str, Any], differences: list[str]) -> Iterator[str]:
    yield f"## {row['title']}\n"
    facts = {
        "Name": _code([row["name"]]),
        "Type": row["type"],
        "Protocols": _code(row["protocols"]),
        "Authentication": authentication(row),
        "Address": _code([row["base_url"]]),
        "Variants": _code(row["variants"]),
        "Slots": ", ".join(f"{slot} `{model}`" for slot, model in row["slots"].items()),
        "Models": _code(row["models"]),
        "Note": row["note"],
        "Superseded": row["superseded"],
    }
    yield from (f"- {label}: {_escaped(fact)}" for label, fact in facts.items() if fact)
    if differences:
        yield "\nDifferences from the protocol:\n"
        yield from (f"- {_escaped(text)}" for text in dict.fromkeys(differences))


def _code(values: list[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _escaped(text: str) -> str:
    """Escape what Markdown would take for HTML outside of code."""
    parts = text.split("`")
    return "`".join(part if index % 2 else part.replace("<", "&lt;") for index, part in enumerate(parts))
