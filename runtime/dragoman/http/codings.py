"""Content codings of HTTP bodies: incremental decoders for gzip, deflate, br and zstd with a size limit.

A client may compress its request (case 51). A provider may compress its response although the request did not accept
that. The libraries for br and zstd are imported on first use. Input is decoded in slices, so that the time is linear in
its length, whatever it consists of.
"""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from typing import Any

SLICE = 4096  # bytes of input that are decoded at once: each may be copied as often as it has members
ZSTD_SLICE = 256  # a few bytes may expand to 128 KB, and the library has no limit
NO_CODINGS = ("identity", "none", "utf-8", "utf8", "binary")  # hosts write words that are no codings
MAX_HISTORY = 1 << 20  # bytes of input that are kept to find what precedes a damage


class Unreadable(ValueError):
    """The body is not valid in its coding, or the coding is unknown."""


class TooLarge(ValueError):
    """The body exceeds the limit. The text states it for an error message."""


Step = Callable[[bytes, int], bytes]  # decodes a part, to at most so many bytes


class Decoder:
    """Decodes one body. `codings`: the values of Content-Encoding; `limit`: bytes that one part may be decoded to.

    A damaged body is decoded up to the damage, and the error is raised with the next part, or at the end."""

    def __init__(self, codings: str, limit: int) -> None:
        self.codings = [name for name in (name.strip().lower() for name in codings.split(",")) if name]
        self.limit = limit
        self._steps = _steps(self.codings)
        self._history = bytearray()
        self._damage: Unreadable | None = None

    def feed(self, data: bytes) -> bytes:
        """Decode a part. Raises Unreadable, TooLarge."""
        if self._damage is not None:
            raise self._damage
        try:
            out = _decoded(self._steps, data, self.limit)
        except Unreadable as damage:
            self._damage = damage
            if good := self._before_damage(data):
                return good
            raise
        except TooLarge:
            raise TooLarge(f"it is larger than {self.limit >> 20} MB") from None
        if len(self._history) <= MAX_HISTORY:
            self._history += data
        return out

    def end(self) -> None:
        """Raise the damage that the last part had."""
        if self._damage is not None:
            raise self._damage

    def _before_damage(self, data: bytes) -> bytes:
        """Return what a damaged part contains before the damage, decoded."""
        if len(self._history) > MAX_HISTORY:
            return b""
        steps, good = _steps(self.codings), []
        _decoded(steps, bytes(self._history), self.limit)
        try:
            for place in range(len(data)):
                good.append(_decoded(steps, data[place : place + 1], self.limit))
        except ValueError:
            pass
        return b"".join(good)


def _steps(codings: list[str]) -> list[Step]:
    return [_step(name) for name in reversed(codings) if name not in NO_CODINGS]


def _decoded(steps: list[Step], data: bytes, limit: int) -> bytes:
    for step in steps:
        data = step(data, limit)
    if len(data) > limit:
        raise TooLarge
    return data


def _step(name: str) -> Step:
    if name in ("gzip", "x-gzip"):
        return _zlib(zlib.MAX_WBITS | 16)
    if name == "deflate":
        return _deflate()
    if name == "br":
        return _brotli()
    if name == "zstd":
        return _zstd()
    raise Unreadable(f"content-encoding {name} is not supported; use gzip, deflate, br or zstd")


def _in_slices(decode: Callable[[bytes, int], bytes], data: bytes, most: int, size: int) -> bytes:
    """Decode a part slice by slice. `decode`: returns the output of a slice, to at most so many bytes."""
    out: list[bytes] = []
    left = most
    for start in range(0, len(data), size):
        out.append(decode(data[start : start + size], left))
        left -= len(out[-1])
        if left < 0:
            raise TooLarge
    return out[0] if len(out) == 1 else b"".join(out)


def _zlib(bits: int) -> Step:
    inflater = zlib.decompressobj(bits)

    def decode(data: bytes, most: int) -> bytes:
        nonlocal inflater
        out: list[bytes] = []
        while data:
            out.append(inflater.decompress(data, most + 1))
            most -= len(out[-1])
            if most < 0 or inflater.unconsumed_tail:
                raise TooLarge
            data = inflater.unused_data
            if inflater.eof and data:  # a body may consist of several members
                inflater = zlib.decompressobj(bits)
        return b"".join(out)

    def step(data: bytes, most: int) -> bytes:
        try:
            return _in_slices(decode, data, most, SLICE)
        except zlib.error:
            raise Unreadable("the body is not valid in the coding that its content-encoding names") from None

    return step


def _deflate() -> Step:
    """Decode zlib's format, which RFC 9110 calls deflate, or raw deflate, which some senders use."""
    chosen: list[Step] = []

    def step(data: bytes, most: int) -> bytes:
        if not data:
            return b""
        if not chosen:
            chosen.append(_zlib(zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS))
        return chosen[0](data, most)

    return step


def _library(name: str, coding: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise Unreadable(
            f"content-encoding {coding} needs the Python package {name}; install it, or send another coding"
        ) from None


def _brotli() -> Step:
    brotli = _library("brotli", "br")

    decompressor = brotli.Decompressor()

    def step(data: bytes, most: int) -> bytes:
        out: list[bytes] = []
        try:
            while part := decompressor.process(data, output_buffer_limit=most + 1):
                out.append(part)
                most -= len(part)
                if most < 0:
                    raise TooLarge
                data = b""  # each call returns a part of the output only
        except brotli.error:
            raise Unreadable("the body is not valid br data, as its content-encoding states") from None
        return b"".join(out)

    return step


def _zstd() -> Step:
    zstandard = _library("zstandard", "zstd")

    decompressor: Any = zstandard.ZstdDecompressor(max_window_size=1 << 25).decompressobj(read_across_frames=True)

    def decode(data: bytes, most: int) -> bytes:
        out: bytes = decompressor.decompress(data)
        return out

    def step(data: bytes, most: int) -> bytes:
        try:
            return _in_slices(decode, data, most, ZSTD_SLICE)
        except zstandard.ZstdError:
            raise Unreadable("the body is not valid zstd data, as its content-encoding states") from None

    return step
