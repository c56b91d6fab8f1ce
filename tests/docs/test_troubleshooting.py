"""Troubleshooting: the quoted messages exist in the code, and the commands exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from dragoman.commands import cli
from tests.docs.markdown import ROOT

PAGE = ROOT / "docs" / "troubleshooting.md"
MESSAGES = re.findall(r"^- Message: `(.+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
COMMANDS = sorted(set(re.findall(r"`dragoman ([^`]+)`", PAGE.read_text(encoding="utf-8"))))
OPTIONS = {"explain request": ("--client", "anthropic_messages", "--provider", "groq"), "run": ("demo",)}  # required
SECTIONS = re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of a module, with `…` for what is filled in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def known() -> frozenset[str]:
    files = (ROOT / "runtime").rglob("*.py")
    return frozenset(text for file in files for text in texts(ast.parse(file.read_text(encoding="utf-8"))))


def test_the_page_quotes_messages() -> None:
    assert len(MESSAGES) > 30


@pytest.mark.parametrize("message", MESSAGES)
def test_a_quoted_message_is_in_the_code(message: str) -> None:
    assert message in known()


def test_a_symptom_has_a_cause_a_check_and_a_remedy() -> None:
    for section in SECTIONS:
        words = re.findall(r"^- (\w+): ", section, re.MULTILINE)
        assert [word for word in words if word != "Message"] == ["Cause", "Check", "Remedy"], section


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_accepted(command: str) -> None:
    words = [*command.split(), *OPTIONS.get(command, ())]
    assert cli._parse(words).command == words[0]
