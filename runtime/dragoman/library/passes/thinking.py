"""A pass over answers: reasoning that stands in the text, between tags (rule 2.2)."""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.hub import Answer, Block
from dragoman.library.reasoning_tags import Tags


def split_tags(answer: Answer, context: Context, *, open: str, close: str) -> None:
    """Take what stands between the tags at the head of the first text out of it, as a thought before it."""
    blocks: list[Block] = []
    done = False
    for block in answer["blocks"]:
        if done or block["kind"] != "text":
            blocks.append(block)
            continue
        done = True
        tags = Tags(open, close)
        said = {"reasoning": "", "text": ""}
        for kind, piece in [*tags.feed(block["text"]), *tags.end()]:
            said[kind] += piece
        if said["reasoning"]:
            blocks.append({"kind": "reasoning", "text": said["reasoning"]})
        if said["text"]:
            blocks.append({**block, "text": said["text"]})
    answer["blocks"] = blocks
