"""Content codings of HTTP bodies: incremental decoders for gzip, deflate, br and zstd with a size limit.

A client may compress its request (case 51). A provider may compress its response although the request did not accept
that. The libraries for br and zstd are imported on first use.
"""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from typing import Any


class Unreadable(ValueError):
    """The body is not valid in its coding, or the coding is unknown."""


class TooLarge(ValueError):
    """The decoded body exceeds the limit."""


class Decoder:
    """Decodes one body. `codings`: the value of Content-Encoding; `limit`: bytes of the decoded body."""

    def __init__(self, codings: str, limit: int) -> None:
        names = [name.strip().lower() for name in codings.split(",")]
        self.steps = [_step(name) for name in reversed(names) if name not in ("", "identity")]
        self.left = limit

    def feed(self, data: bytes) -> bytes:
        for step in self.steps:
            data = step(data, self.left)
        self.left -= len(data)
        if self.left < 0:
            raise TooLarge
        return data


def _step(name: str) -> Callable[[bytes, int], bytes]:
    if name in ("gzip", "x-gzip"):
        return _zlib(zlib.MAX_WBITS | 16)
    if name == "deflate":
        return _deflate()
    if name == "br":
        return _brotli()
    if name == "zstd":
        return _zstd()
    raise Unreadable(f"content-encoding {name} is not supported; use gzip, deflate, br or zstd")


def _zlib(bits: int) -> Callable[[bytes, int], bytes]:
    inflater = zlib.decompressobj(bits)

    def step(data: bytes, most: int) -> bytes:
        nonlocal inflater
        out = b""
        try:
            while data:
                out += inflater.decompress(data, most + 1 - len(out))
                if inflater.unconsumed_tail:
                    raise TooLarge
                data = inflater.unused_data
                if inflater.eof and data:  # a body may consist of several members
                    inflater = zlib.decompressobj(bits)
        except zlib.error:
            raise Unreadable("the body is not valid in the coding that its content-encoding names") from None
        return out

    return step


def _deflate() -> Callable[[bytes, int], bytes]:
    """Decode zlib's format, which RFC 9110 calls deflate, or raw deflate, which some senders use."""
    chosen: list[Callable[[bytes, int], bytes]] = []

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


def _brotli() -> Callable[[bytes, int], bytes]:
    brotli = _library("brotli", "br")

    decompressor = brotli.Decompressor()

    def step(data: bytes, most: int) -> bytes:
        try:
            out: bytes = decompressor.process(data, output_buffer_limit=most + 1)
        except brotli.error:
            raise Unreadable("the body is not valid br data, as its content-encoding states") from None
        return out

    return step


def _zstd() -> Callable[[bytes, int], bytes]:
    zstandard = _library("zstandard", "zstd")

    decompressor: Any = zstandard.ZstdDecompressor(max_window_size=1 << 25).decompressobj(read_across_frames=True)

    def step(data: bytes, most: int) -> bytes:
        out = b""
        try:
            # a few bytes may expand to 128 KB, and the library has no limit
            for start in range(0, len(data), 256):
                out += decompressor.decompress(data[start : start + 256])
                if len(out) > most:
                    raise TooLarge
        except zstandard.ZstdError:
            raise Unreadable("the body is not valid zstd data, as its content-encoding states") from None
        return out

    return step
