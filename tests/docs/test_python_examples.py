"""The Python examples of the documentation that need no network print a result."""

from __future__ import annotations

import re

import pytest

from tests.docs.markdown import ROOT

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    ("page", "text"),
    [("in-process", "max_completion_tokens"), ("explain", "('max_completion_tokens',) → (('max_tokens',),)")],
)
def test_the_last_example_prints_a_result(page: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    example = BLOCK.findall((ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8"))[-1]
    exec(compile(example, f"{page}.md", "exec"), {})
    assert text in capsys.readouterr().out
