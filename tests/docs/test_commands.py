"""The commands in the README and in docs/ print what is shown; they run in an empty folder with the built-in demo."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.docs.commands import ROOT, Shell, blocks, missing_programs, steps

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a POSIX shell")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_commands_print_what_is_shown(name: str, tmp_path: Path) -> None:
    found = blocks((ROOT / name).read_text(encoding="utf-8"))
    assert any(block.action == "server" for block in found), f"{name} starts no server in a tested `console` block"
    assert sum(len(steps(block.body)) for block in found if block.runs) >= 2
    if missing := missing_programs(found):
        pytest.skip(f"not installed: {', '.join(missing)}")
    with Shell(tmp_path) as shell:
        for block in found:
            problems = shell.run(block)
            assert not problems, f"{name}:{block.line}:\n" + "\n".join(problems)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["docs/explain.md", "docs/operations.md", "docs/tutorial.md"])
def test_documentation_commands_print_what_is_shown(name: str, tmp_path: Path) -> None:
    found = [block for block in blocks((ROOT / name).read_text(encoding="utf-8")) if block.runs]
    assert found
    with Shell(tmp_path) as shell:
        for block in found:
            problems = shell.run(block)
            assert not problems, f"{name}:{block.line}:\n" + "\n".join(problems)


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        ("$ echo a; echo b\na\nb\n", True),
        ("$ echo a; echo b\na\n", False),
        ("$ echo a; echo b; echo c\na\n…\nc\n", True),
        ("$ echo one two three\none ... three\n", True),
        ("$ echo one two three\none ... four\n", False),
        ("$ echo a \\\n  b\na b\n", True),
        ("$ false\n", False),
        ("$ echo a\na\n$ echo b\nc\n", False),
    ],
)
def test_output_is_compared(body: str, fits: bool, tmp_path: Path) -> None:
    (block,) = blocks(f"```console\n{body}```\n")
    with Shell(tmp_path) as shell:
        assert (shell.run(block) == []) == fits


def test_other_blocks(tmp_path: Path) -> None:
    text = "<!-- test: file a.txt -->\n```json\n{}\n```\n\n<!-- test: skip needs a key -->\n```console\n$ false\n```\n"
    with Shell(tmp_path) as shell:
        assert [shell.run(block) for block in blocks(text)] == [[], []]
    assert (tmp_path / "a.txt").read_text() == "{}\n"
