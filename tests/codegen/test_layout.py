"""Line breaking: text between an opening and a closing bracket may be two groups."""

from __future__ import annotations

import pytest

from dragoman_codegen.emit.source.layout import fold, is_group


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


def test_a_subscript_is_not_folded_into_a_tuple() -> None:
    condition = " and ".join([*(f"not holds[{at}]" for at in range(9)), 'reasoning["mode"] is not None'])
    lines = fold(f"    if {condition}:")
    assert lines[0] == "    if (" and lines[-1] == "    ):"
    assert eval("".join(lines[1:-1]), {"holds": [False] * 9, "reasoning": {"mode": "on"}})
