"""The picture of the README shows the current output of the proxy."""

from __future__ import annotations

from tools import readme_picture


def test_the_picture_shows_a_current_session() -> None:
    expected = readme_picture.svg(readme_picture.session())
    assert readme_picture.PICTURE.read_text(encoding="utf-8") == expected, "run `make picture`"


def test_consecutive_deltas_are_shortened() -> None:
    stream = ["event: start", "data: 1", "", *("event: a_delta", "data: 2", "") * 3, "event: stop", "data: 3", ""]
    shortened = ["event: start", "data: 1", "event: a_delta", "data: 2", "...", "event: stop", "data: 3"]
    assert list(readme_picture.shortened(stream)) == shortened


def test_long_lines_are_cut_and_markup_is_escaped() -> None:
    image = readme_picture.svg(["<&" + "x" * readme_picture.COLUMNS])
    assert "&lt;&amp;xx" in image and "x…</text>" in image
