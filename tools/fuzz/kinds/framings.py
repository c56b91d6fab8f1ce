"""Bytes in all framings and codings: the result does not depend on how they are divided into reads."""

from __future__ import annotations

import gzip
import zlib
from random import Random

import brotli
import zstandard

from dragoman import loader
from dragoman.http.codings import Decoder, TooLarge, Unreadable
from dragoman.streaming.framing import CONTENT_TYPES, EventTooLong, Marker, framing_of, parser
from tools.fuzz import parties, values
from tools.fuzz.kinds.streams import cut

CODINGS = ("gzip", "deflate", "br", "zstd", "gzip, deflate", "identity", "x-gzip", "snappy")
LIMIT = 1 << 20
Payloads = list[bytes | Marker]


def run(chance: Random) -> None:
    if chance.random() < 0.3:
        _decode(chance)
        return
    data = b"".join(chance.choice(parties.frames(chance.choice(loader.protocols()))))
    for _ in range(chance.randrange(4)):
        data = values.damage_bytes(chance, data)
    framing_of(chance.choice(("", "text/plain", *CONTENT_TYPES.values())), data[:200], chance.choice(_framings()))
    framing = chance.choice(_framings())
    whole, divided = _parsed(framing, [data]), _parsed(framing, cut(chance, data))
    assert whole == divided, f"{framing}: {len(whole)} payloads of one read, {len(divided)} of several"


def _framings() -> tuple[str, ...]:
    return tuple(CONTENT_TYPES)


def _parsed(framing: str, reads: list[bytes]) -> Payloads:
    frames = parser(framing, "[DONE]")
    found: Payloads = []
    try:
        for read in reads:
            found += frames.feed(read)
        return found + frames.end()
    except EventTooLong:
        return found


def _decode(chance: Random) -> None:
    plain = chance.choice((b"", b"x" * 3000, chance.randbytes(50), values.encoded(values.anything(chance))))
    packed = plain
    codings = chance.choice(CODINGS)
    for coding in codings.split(", "):
        packed = _packed(coding, packed)
    intact = chance.random() < 0.3
    data = packed if intact else values.damage_bytes(chance, packed)
    decoded = b""
    try:
        decoder = Decoder(codings, LIMIT)
        for part in cut(chance, data):
            decoded += decoder.feed(part)
        decoder.end()
    except (Unreadable, TooLarge):
        assert not intact or codings == "snappy", f"{codings}: a valid body cannot be decoded"
        return
    assert not intact or decoded == plain, f"{codings}: {len(decoded)} bytes instead of {len(plain)}"


def _packed(coding: str, data: bytes) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return gzip.compress(data, 1)
    if coding == "deflate":
        return zlib.compress(data, 1)
    if coding == "br":
        return bytes(brotli.compress(data, quality=1))
    return zstandard.compress(data) if coding == "zstd" else data
