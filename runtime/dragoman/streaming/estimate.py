"""Token estimates for requests, if no provider counted them (rule 2.11).

A quarter of the bytes that the model reads, 4 tokens per message, and images. Monotone: more content never counts less.
Reasoning signatures do not count (case 239).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import Any, Final

from dragoman.library.hub import Request, Tool
from dragoman.values import arguments
from dragoman.values.image_size import size_of

PICTURE: Final = 1600  # maximum tokens of an image, also used for an unknown size
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")


def estimate(request: Request) -> int:
    """Return the estimated tokens of the prompt; always more than 0."""
    counter = _Counter()
    for block in request.get("system", ()):
        counter.block(block)
    for message in request["messages"]:
        counter.blocks(message["blocks"])
    for tool in request.get("tools", ()):
        counter.tool(tool)
    if "response_format" in request and request["response_format"].get("schema"):
        counter.value(request["response_format"]["schema"])
    return counter.total + 4 * len(request["messages"]) + 3


def tokens(size: int) -> int:
    """Return the tokens of `size` bytes of text, rounded up."""
    return -(-size // 4)


def size_of_blocks(blocks: Iterable[Any]) -> int:
    """Return the bytes of an answer's texts, reasoning, names and arguments."""
    counter = _Counter()
    counter.blocks(blocks)
    return counter.size


class _Counter:
    """`size`: bytes of text so far; `media`: tokens of pictures and documents so far."""

    def __init__(self) -> None:
        self.size = 0
        self.media = 0

    @property
    def total(self) -> int:
        return tokens(self.size) + self.media

    def text(self, text: object) -> None:
        if isinstance(text, str):
            self.size += len(text) if text.isascii() else len(text.encode("utf-8", "replace"))

    def value(self, value: object) -> None:
        self.text(arguments.text(value))

    def blocks(self, blocks: Iterable[Any]) -> None:
        for block in blocks:
            self.block(block)

    def block(self, block: Any) -> None:
        """Count a block: its texts are in these fields or in nested blocks. `signature`, `details` and encrypted `data`
        do not count."""
        for key in ("text", "title", "context", "source", "name"):
            self.text(block.get(key))
        if block["kind"] == "custom_tool_call":
            self.text(block["input"])
        elif "input" in block:
            self.value(block["input"])
        self.blocks(block.get("blocks", ()))
        self.blocks(block.get("parts", ()))
        if block["kind"] == "image":
            self.media += picture(block.get("data"))
        elif block["kind"] == "document" and "text" not in block and "parts" not in block:
            self.media += document(block.get("data"))

    def tool(self, tool: Tool) -> None:
        self.text(tool["name"])
        if tool["kind"] == "function":
            self.text(tool.get("description"))
            if tool.get("schema"):
                self.value(tool["schema"])
            if tool.get("examples"):
                self.value(tool["examples"])
        elif tool["kind"] == "custom":
            self.text(tool.get("description"))
            self.text(tool.get("grammar", {}).get("definition"))
        elif tool["kind"] == "toolset":
            self.value(tool["members"])


def picture(data: object) -> int:
    """Return the tokens of a base64 image: its area divided by 750, at most 1600."""
    size = size_of(data) if isinstance(data, str) else None
    return min(-(-size[0] * size[1] // 750), PICTURE) if size else PICTURE


def document(data: object) -> int:
    """Return the tokens of a base64 PDF: 2000 per page, or a fiftieth of its bytes if pages cannot be counted."""
    if not isinstance(data, str):
        return 2000
    try:
        pages = len(_PAGE.findall(base64.b64decode(data)))
    except ValueError:
        pages = 0
    return 2000 * pages or len(data) * 3 // 4 // 50
