"""Generated sections: parts of hand-written Markdown pages, between two comments, that the compiler writes."""

from __future__ import annotations


def replace_section(page: str, name: str, content: str) -> str | None:
    """Return a page with new content between the comments of a section; None if it has no such section."""
    begin, end = f"<!-- {name}: made by `make generate` -->\n", f"<!-- /{name} -->"
    before, opened, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    return before + begin + content + end + after if opened and closed else None
