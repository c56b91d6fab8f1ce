"""Traversal of a body: recorded lists save traversals and never hide a value."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dragoman.library.context import Context
from dragoman.library.quirks.patches import put, remove
from dragoman.library.quirks.places import Path, Trail, Walk

TYPES = st.sampled_from(["text", "thinking", "web_search_call", 7, None])
ITEM = st.fixed_dictionaries({}, optional={"type": TYPES, "mark": st.integers(0, 2), "text": st.just("x")})
INNER = st.one_of(ITEM, st.just("plain"), st.fixed_dictionaries({"content": st.lists(ITEM, max_size=2)}))
MESSAGE = st.fixed_dictionaries({}, optional={"role": st.sampled_from("ua"), "content": st.lists(INNER, max_size=3)})
BODY = st.fixed_dictionaries({}, optional={"top": st.integers(), "messages": st.lists(MESSAGE, max_size=3)})
PATHS: list[Path] = [
    ("top",),
    ("messages", "*"),
    ("messages", "*", "content", "*"),
    ("messages", "*", "content", "*", "mark"),
    ("messages", "*", "content", "*", "content", "*", "type"),
    ("messages", "last", "content", "*"),
    ("messages", 0, "content", "*"),
    ("messages", "*", "content", 0),
]
OF: list[tuple[str, ...]] = [(), ("text",), ("thinking", "web_*")]
HAVING: list[dict[str, tuple[Any, ...]]] = [{}, {"role": ("a",)}, {"top": (None,)}, {"mark": ("*",)}]


class Plain(Walk):
    def _may(self, path: Path, of: tuple[str, ...], new: bool) -> bool:
        return True


def shown(trails: list[Trail]) -> list[list[tuple[int, Any]]]:
    return [[(id(holder), key) for holder, key in trail] for trail in trails]


SOME_PATH = st.sampled_from(PATHS)


@given(BODY, SOME_PATH, st.sampled_from(OF), st.sampled_from(HAVING), st.booleans(), SOME_PATH)
def test_recorded_lists_hide_no_place(
    body: Any, path: Path, of: tuple[str, ...], having: dict[str, tuple[Any, ...]], new: bool, before: Path
) -> None:
    walk = Walk(body)
    list(walk.each(before, (), {}))
    assert shown(list(walk.each(path, of, having, new))) == shown(list(Plain(body).each(path, of, having, new)))


def test_added_values_are_found_after_forget() -> None:
    body: dict[str, Any] = {"messages": [{"content": [{"type": "fetch"}]}]}
    walk, context = Walk(body), Context()
    assert not list(walk.each(("messages", "*", "content", "*"), ("text",), {}))
    for trail in walk.each(("messages", "*", "content", "*"), ("fetch",), {}):
        assert put(trail, {"type": "text", "text": ""})
        walk.forget()
    for trail in walk.each(("messages", "*", "content", "*"), ("text",), {}):
        assert remove(trail, "empty", context, 2)
    assert body == {"messages": []} and list(context.losses) == ["messages.content.text;empty"]
