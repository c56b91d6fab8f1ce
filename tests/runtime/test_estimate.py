"""Local token estimate: rule 2.11, cases 238 and 239."""

from __future__ import annotations

import base64
import copy
import struct
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dragoman.streaming.estimate import document, estimate, picture
from dragoman.values.image_size import size_of


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


PNG = b64(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 300, 200) + b"\0" * 9)
GIF = b64(b"GIF89a" + struct.pack("<HH", 30, 20) + b"\0")
JPEG = b64(
    b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xdb\x00\x03x"
    + b"\xff\xc2\x00\x0b\x08"
    + struct.pack(">HH", 200, 300)
    + b"\0" * 9
)
VP8 = b64(b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 10 + struct.pack("<HH", 300, 200))
VP8L = b64(b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 299 | 199 << 14))
VP8X = b64(b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + (299).to_bytes(3, "little") + (199).to_bytes(3, "little"))


def test_image_sizes() -> None:
    assert [size_of(data) for data in (PNG, JPEG, VP8, VP8L, VP8X)] == [(300, 200)] * 5
    assert size_of(GIF) == (30, 20)
    assert [size_of(data) for data in ("", "x", "!!!!", b64(b"\xff\xd8"), PNG[:16], b64(b"RIFF0000WEBPVP8X"))] == [
        None
    ] * 6


@given(st.binary(max_size=40))
def test_invalid_images_raise_nothing(data: bytes) -> None:
    for head in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"GIF89a", b"RIFF....WEBPVP8X", b"RIFF....WEBPVP8 "):
        size_of(b64(head + data))


def test_images_and_documents() -> None:
    assert picture(PNG) == 80 and picture("?") == picture(None) == 1600
    assert document(b64(b"/Type /Page /Type /Pages /Type/Page")) == 4000
    assert document(b64(b"x" * 5000)) == 100


REQUEST: Any = {
    "model": "m",
    "system": [{"kind": "text", "text": "12345678"}],
    "messages": [{"role": "user", "blocks": [{"kind": "text", "text": "1234"}]}],
}


def test_238_formula() -> None:
    assert estimate(REQUEST) == 12 // 4 + 4 + 3
    assert estimate({"model": "m", "messages": []}) > 0


def test_239_signatures_do_not_count() -> None:
    def with_proof(**more: Any) -> int:
        blocks = [
            {"kind": "reasoning", "text": "abcd", **more},
            {"kind": "encrypted_reasoning", "data": more.get("signature", "")},
        ]
        request: Any = {"model": "m", "messages": [{"role": "assistant", "blocks": blocks}]}
        return estimate(request)

    assert with_proof() == with_proof(signature="x" * 20000, details=["x" * 20000])


blocks = st.recursive(
    st.one_of(
        st.builds(lambda text: {"kind": "text", "text": text}, st.text(max_size=9)),
        st.builds(
            lambda name: {"kind": "tool_call", "id": "a", "name": name, "input": {"a": name}}, st.text(max_size=5)
        ),
        st.sampled_from(
            [{"kind": "image", "data": PNG}, {"kind": "image", "url": "l"}, {"kind": "document", "data": GIF}]
        ),
    ),
    lambda inner: st.builds(
        lambda inside: {"kind": "tool_result", "id": "a", "blocks": inside}, st.lists(inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.lists(blocks, max_size=4), blocks, st.booleans())
def test_estimate_is_monotonic(given: list[Any], more: Any, own_turn: bool) -> None:
    request: Any = {"model": "m", "messages": [{"role": "user", "blocks": given}]}
    grown = copy.deepcopy(request)
    if own_turn:
        grown["messages"].append({"role": "user", "blocks": [more]})
        assert estimate(grown) > estimate(request)
    else:
        grown["messages"][0]["blocks"].append(more)
        assert estimate(grown) >= estimate(request)
    grown["tools"] = [{"kind": "function", "name": "t", "schema": {"a": 1}}]
    assert estimate(grown) >= estimate(request)
