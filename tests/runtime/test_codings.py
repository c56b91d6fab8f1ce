"""Content codings: damaged bodies, several codings, limits, and input that costs more than it is long."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from dragoman.http.codings import Decoder, TooLarge, Unreadable

MB = 1 << 20
CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=1),
    "zstd": zstandard.ZstdCompressor().compress,
}
TEXT = b"".join(b'data: {"n":%d,"text":"%x"}\n\n' % (n, n * 7919) for n in range(2000))


def flushed(coding: str) -> tuple[bytes, bytes]:
    """Return a first part that can be decoded by itself, and a second one."""
    if coding == "br":
        compressor = brotli.Compressor()
        return compressor.process(TEXT) + compressor.flush(), compressor.process(TEXT) + compressor.finish()
    if coding == "zstd":
        coder = zstandard.ZstdCompressor().compressobj()
        return coder.compress(TEXT) + coder.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK), coder.compress(
            TEXT
        ) + coder.flush()
    deflater = zlib.compressobj(wbits=31 if coding == "gzip" else 15)
    return deflater.compress(TEXT) + deflater.flush(zlib.Z_SYNC_FLUSH), deflater.compress(TEXT) + deflater.flush()


@pytest.mark.parametrize("coding", CODERS)
@pytest.mark.parametrize("size", [1, 100, 10 * MB])
def test_parts_of_any_size(coding: str, size: int) -> None:
    data, decoder = CODERS[coding](TEXT), Decoder(coding, 8 * MB)
    out = b"".join(decoder.feed(data[start : start + size]) for start in range(0, len(data), size))
    decoder.end()
    assert out == TEXT


@pytest.mark.parametrize("coding", CODERS)
@pytest.mark.parametrize("reads", [1, 2])
def test_data_before_a_damage_is_kept(coding: str, reads: int) -> None:
    first, _ = flushed(coding)
    damaged = first + b"\xff\x00\xff\x07" * 50
    decoder = Decoder(coding, 8 * MB)
    assert decoder.feed(damaged if reads == 1 else first) == TEXT
    if reads == 2:
        with pytest.raises(Unreadable):
            decoder.feed(damaged[len(first) :])
    with pytest.raises(Unreadable):
        decoder.end()
    with pytest.raises(Unreadable):
        decoder.feed(b"more")


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_body_that_is_not_compressed(coding: str) -> None:
    with pytest.raises(Unreadable):
        Decoder(coding, MB).feed(b'{"error":"not compressed"}')
        Decoder(coding, MB).end()


def test_several_codings_are_undone_in_reverse() -> None:
    data = brotli.compress(gzip.compress(TEXT))
    assert Decoder("gzip, br", MB).feed(data) == TEXT
    assert Decoder(" GZip ,identity, BR", MB).feed(data) == TEXT


@pytest.mark.parametrize("coding", CODERS)
def test_a_bomb_is_refused_without_its_size_in_memory(coding: str) -> None:
    bomb = CODERS[coding](bytes(16 * MB))
    with pytest.raises(TooLarge):
        Decoder(coding, MB).feed(bomb)


def test_the_limit_applies_to_each_part() -> None:
    decoder = Decoder("identity", 10)
    assert [len(decoder.feed(b"12345678")) for _ in range(5)] == [8] * 5
    with pytest.raises(TooLarge):
        decoder.feed(b"12345678901")


def test_empty_members_are_decoded_in_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = 0

    class Counting:
        def __init__(self, bits: int) -> None:
            self.inner = real(bits)

        def __getattr__(self, name: str) -> object:
            nonlocal copied
            value = getattr(self.inner, name)
            copied += len(value) if name == "unused_data" else 0
            return value

    real = zlib.decompressobj
    monkeypatch.setattr(zlib, "decompressobj", Counting)
    counts = []
    for number in (2_000, 4_000, 8_000):
        copied = 0
        assert Decoder("gzip", MB).feed(gzip.compress(b"", mtime=0) * number) == b""
        counts.append(copied)
    assert counts[1] < 2.2 * counts[0] and counts[2] < 2.2 * counts[1]


@pytest.mark.parametrize("label", ["identity", "None", "UTF-8", "utf8", "binary", "gzip, utf-8"])
def test_a_label_that_names_no_coding_is_ignored(label: str) -> None:
    body = b'{"a": 1}'
    decoder = Decoder(label, 1000)
    assert decoder.feed(gzip.compress(body) if "gzip" in label else body) == body
