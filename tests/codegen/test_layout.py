"""Line breaking: text between an opening and a closing bracket may be two groups."""

from __future__ import annotations

import pytest

from dragoman_codegen.emit.source.layout import is_group


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("(a)", True),
        ("[a, (b), {c}]", True),
        ('(")(")', True),
        ("(a) if b else (c)", False),
        ("[a] + [b]", False),
        ("(a]", False),
        ("a)", False),
    ],
)
def test_bracket_groups_are_detected(text: str, one: bool) -> None:
    assert is_group(text) is one
