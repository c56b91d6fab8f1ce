"""Pass over answers: reasoning between tags in the text (rule 2.2)."""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.hub import Block, Response
from dragoman.library.reasoning_tags import Tags


def extract_reasoning(answer: Response, context: Context, *, open: str, close: str) -> None:
    """Move the content of tags at the start of the first text into a reasoning block before it."""
    blocks: list[Block] = []
    done = False
    for block in answer["blocks"]:
        if done or block["kind"] != "text":
            blocks.append(block)
            continue
        done = True
        tags = Tags(open, close)
        parts = {"reasoning": "", "text": ""}
        for kind, piece in [*tags.feed(block["text"]), *tags.end()]:
            parts[kind] += piece
        if parts["reasoning"]:
            blocks.append({"kind": "reasoning", "text": parts["reasoning"]})
        if parts["text"]:
            blocks.append({**block, "text": parts["text"]})
    answer["blocks"] = blocks
