"""The two READMEs: short, and with the same content."""

from __future__ import annotations

import re

from dragoman.commands.inspection import providers
from tests.docs.commands import blocks
from tests.docs.markdown import ROOT, headings, links

ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
MAX_WORDS = 1500


def test_the_readme_is_short() -> None:
    text = re.sub(r"<!-- providers.*?/providers -->", "", ENGLISH.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(text.split()) < MAX_WORDS


def test_both_readmes_have_the_same_content() -> None:
    assert len(headings(ENGLISH)) == len(headings(CHINESE))
    english, chinese = (blocks(page.read_text(encoding="utf-8")) for page in (ENGLISH, CHINESE))
    assert [(block.action, block.body) for block in english] == [(block.action, block.body) for block in chinese]
    assert {link.target for link in links(ENGLISH)} - {CHINESE.name} == {link.target for link in links(CHINESE)} - {
        ENGLISH.name
    }


def test_the_readmes_state_the_number_of_providers() -> None:
    count = len(providers.rows()) - 1  # without the demo
    assert f" {count} providers" in ENGLISH.read_text(encoding="utf-8")
    assert f" {count} 家供应商" in CHINESE.read_text(encoding="utf-8")


def test_the_readmes_state_how_many_providers_are_not_in_the_table() -> None:
    english, chinese = (page.read_text(encoding="utf-8") for page in (ENGLISH, CHINESE))
    listed = set(re.findall(r"^\|[^|]*\| `([\w-]+)` \|", english, re.MULTILINE))
    others = {str(row["name"]) for row in providers.rows()} - listed - {"demo", "compatible"}
    assert f"Another {len(others)} are not in this table" in english
    assert f"另有 {len(others)} 家供应商" in chinese


def test_the_chinese_table_has_no_english_words() -> None:
    table = re.findall(r"^\|.*\|$", providers.as_markdown("zh"), re.MULTILINE)
    for line in table:
        words = set(re.findall(r"(?<![\w.~/*-])[a-z]{2,}(?![\w./*-])", re.sub("`[^`]*`", "", line)))
        assert words <= {"direct", "chat", "responses", "key"}, line
