"""Links of the documentation: each relative link and each anchor exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, anchors, headings, links, pages, problem, slug


def test_every_relative_link_resolves() -> None:
    dead = [
        f"{page.relative_to(ROOT)}:{link.line}: dead link {link.target}: {wrong}"
        for page in pages()
        for link in links(page)
        if (wrong := problem(page, link.target))
    ]
    assert not dead, "\n".join(dead)


def test_the_index_lists_every_page_of_the_documentation() -> None:
    listed, queue = set(), [ROOT / "docs" / "index.md"]
    while queue:
        page = queue.pop()
        if page in listed or not page.is_relative_to(ROOT / "docs") or not page.exists():
            continue
        listed.add(page)
        targets = [link.target.partition("#")[0] for link in links(page) if ":" not in link.target]
        queue += [(page.parent / target).resolve() for target in targets if target.endswith(".md")]
    assert {page for page in pages() if page.is_relative_to(ROOT / "docs")} <= listed


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    page = tmp_path / "page.md"
    page.write_text(
        "# One `word` (and more)\n\n## Same\n\n## Same\n\n"
        '<a id="explicit"></a>\n```\n# no heading\n[no](link.md)\n```\n`[no](link.md)` [yes](page.md#same-1 "title")\n'
    )
    monkeypatch.setattr("tests.docs.markdown.ROOT", tmp_path)
    return page


def test_code_has_neither_headings_nor_links(page: Path) -> None:
    assert headings(page) == ("One `word` (and more)", "Same", "Same")
    assert links(page) == [(12, "page.md#same-1")]


def test_anchors_are_those_of_a_code_host(page: Path) -> None:
    assert anchors(page) == {"one-word-and-more", "same", "same-1", "explicit"}
    assert slug("2.3.4: Tool calls in streams") == "234-tool-calls-in-streams"


@pytest.mark.parametrize("target", ["page.md", "#same", "page.md#explicit", "https://example.com/#any", "mailto:a@b"])
def test_a_link_that_resolves_has_no_problem(page: Path, target: str) -> None:
    assert problem(page, target) == ""


@pytest.mark.parametrize("target", ["other.md", "#same-2", "page.md#no-heading", "../page.md"])
def test_a_dead_link_is_reported(page: Path, target: str) -> None:
    assert problem(page, target)
