"""Streamed responses of Ollama Chat.

Generated from specs/protocols/ollama_chat/stream.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.filters import to_json
from dragoman.library.shapes import Shapes
from dragoman.library.streams import Blocks
from dragoman.library.validation import word_of
from dragoman_adapters.ollama_chat.types import Answer, ReadTypes

EXPLICIT_ENDS: Final = False  # each block's end is marked


class Reader(ReadTypes):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        self.blocks = blocks
        self.context = context

    def feed(self, it: Answer) -> None:
        self.on_failed(it)
        self.on_begin(it)
        self.on_scores(it)
        message = it.get("message")
        if message:
            self.on_thinking(message)
            self.on_text(message)
            self.on_calls(message)
        self.on_done(it)

    def on_failed(self, it: Answer) -> None:
        error = it.get("error")
        if error:
            self.blocks.fail_from(it)

    def on_begin(self, it: Answer) -> None:
        self.blocks.start()

    def on_scores(self, it: Answer) -> None:
        logprobs = it.get("logprobs")
        if logprobs:
            if logprobs:
                self.blocks.logprobs(logprobs)

    def on_thinking(self, message: Any) -> None:
        thinking = message.get("thinking")
        if thinking:
            self.blocks.add_text("reasoning", thinking)

    def on_text(self, message: Any) -> None:
        content = message.get("content")
        if content:
            self.blocks.add_text("text", content)

    def on_calls(self, message: Any) -> None:
        for call in message.get("tool_calls") or ():
            function = call.get("function")
            self.blocks.add_piece(
                "tool_call",
                call.get("id"),
                id=call.get("id"),
                name=function.get("name") if function else None,
                text=to_json(function.get("arguments") if function else None),
                closes=True,
            )

    def on_done(self, it: Answer) -> None:
        done = it.get("done")
        if done:
            done_reason = it.get("done_reason")
            finish_reason: hub.FinishReason | None = word_of(
                self.STOP_REASONS, done_reason, "stop", self.context, "done_reason",
            ) if done_reason is not None else None
            usage: hub.Usage = {}
            if (uncached_input_tokens := it.get("prompt_eval_count")) is not None:
                usage["uncached_input_tokens"] = uncached_input_tokens
            if (output_tokens := it.get("eval_count")) is not None:
                usage["output_tokens"] = output_tokens
            self.blocks.record(finish_reason="stop" if finish_reason is None else finish_reason, usage=usage)
            self.blocks.finish()

    def final_marker(self) -> None:
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "the provider ended the stream before the response was complete")

    def eof(self) -> None:
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")


SHAPES: Final = Shapes(
    {
        "Answer": {
            "model": "str", "remote_model": "str", "remote_host": "str", "created_at": "str", "message": "Spoken",
            "done": "bool", "done_reason": "str", "error": "json", "logprobs": "json", "total_duration": "int",
            "load_duration": "int", "prompt_eval_count": "int", "prompt_eval_duration": "int", "eval_count": "int",
            "eval_duration": "int",
        },
        "Spoken": {"role": "str", "content": "str", "thinking": "str", "images": "json", "tool_calls": ["Called"]},
        "Called": {"id": "str", "type": "str", "function": "Function"},
        "Function": {"index": "int", "name": "str", "description": "str", "arguments": "json"},
    },
)
check_event: Final = SHAPES.check("Answer")
