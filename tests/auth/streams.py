"""One short streamed response in each protocol that providers with logins use."""

from __future__ import annotations

import json
from typing import Any

Tree = dict[str, Any]


def events(*data: Tree, named: bool = False) -> bytes:
    lines = [(f"event: {one['type']}\n" if named else "") + f"data: {json.dumps(one)}\n\n" for one in data]
    return "".join(lines).encode()


def usage(*names: str) -> Tree:
    return dict.fromkeys(names, 3)


MESSAGES = events(
    {
        "type": "message_start",
        "message": {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "m",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage("input_tokens", "output_tokens"),
        },
    },
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Servus!"}},
    {"type": "content_block_stop", "index": 0},
    {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {"output_tokens": 3},
    },
    {"type": "message_stop"},
    named=True,
)
CHUNK = {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
CHAT = (
    events(
        {
            **CHUNK,
            "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Servus!"}, "finish_reason": None}],
        },
        {**CHUNK, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {**CHUNK, "choices": [], "usage": usage("prompt_tokens", "completion_tokens", "total_tokens")},
    )
    + b"data: [DONE]\n\n"
)
ITEM = {"type": "message", "id": "m_1", "role": "assistant", "status": "completed"}
WHOLE = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "output": [], "status": "in_progress"}
TEXT = {"type": "output_text", "text": "Servus!", "annotations": []}
RESPONSES = events(
    {"type": "response.created", "sequence_number": 0, "response": WHOLE},
    {
        "type": "response.output_item.added",
        "sequence_number": 1,
        "output_index": 0,
        "item": {**ITEM, "status": "in_progress", "content": []},
    },
    {
        "type": "response.output_text.delta",
        "sequence_number": 2,
        "item_id": "m_1",
        "output_index": 0,
        "content_index": 0,
        "delta": "Servus!",
    },
    {
        "type": "response.output_item.done",
        "sequence_number": 3,
        "output_index": 0,
        "item": {**ITEM, "content": [TEXT]},
    },
    {
        "type": "response.completed",
        "sequence_number": 4,
        "response": {
            **WHOLE,
            "status": "completed",
            "usage": {**usage("input_tokens", "output_tokens", "total_tokens")},
        },
    },
    named=True,
)
CANDIDATE = {"content": {"role": "model", "parts": [{"text": "Servus!"}]}, "finishReason": "STOP", "index": 0}
GEMINI = events(
    {"response": {"candidates": [CANDIDATE], "usageMetadata": usage("promptTokenCount", "totalTokenCount")}}
)
