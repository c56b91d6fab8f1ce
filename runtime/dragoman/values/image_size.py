"""Sizes of images, read from the headers of PNG, GIF, JPEG and WebP files."""

from __future__ import annotations

import base64
import struct
from typing import Final

HEAD: Final = 1 << 18  # characters of base64 that are decoded: a JPEG may have much data before its size


def size_of(data: str) -> tuple[int, int] | None:
    """Return width and height in pixels of an image in base64; None if they cannot be read."""
    try:
        head = base64.b64decode(data[:HEAD] + "=" * (-len(data[:HEAD]) % 4))
        return _size(head)
    except (ValueError, struct.error):
        return None


def _size(head: bytes) -> tuple[int, int] | None:
    width = height = 0
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = struct.unpack(">II", head[16:24])
    elif head[:6] in (b"GIF87a", b"GIF89a"):
        width, height = struct.unpack("<HH", head[6:10])
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        width, height = _webp(head)
    elif head[:2] == b"\xff\xd8":
        width, height = _jpeg(head)
    return (width, height) if width and height else None


def _webp(head: bytes) -> tuple[int, int]:
    if head[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if head[12:16] == b"VP8L":
        (bits,) = struct.unpack("<I", head[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if head[12:16] == b"VP8X" and len(head) >= 30:
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    return 0, 0


def _jpeg(head: bytes) -> tuple[int, int]:
    """Walk the segments up to the one that begins the frame."""
    place = 2
    while place + 9 <= len(head) and head[place] == 0xFF:
        kind = head[place + 1]
        if kind == 0xFF:  # a fill byte
            place += 1
        elif kind == 0x01 or 0xD0 <= kind <= 0xD8:  # no segment follows
            place += 2
        elif 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", head[place + 5 : place + 9])
            return width, height
        else:
            place += 2 + max(2, int.from_bytes(head[place + 2 : place + 4], "big"))
    return 0, 0
