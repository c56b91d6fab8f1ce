"""Complete responses of Ollama Chat.

Generated from specs/protocols/ollama_chat/response.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.errors import ErrorBody, UpstreamError
from dragoman.library.filters import from_json, non_empty, unless
from dragoman.library.shapes import Shapes
from dragoman.library.validation import prune, word_of
from dragoman_adapters.ollama_chat.types import Answer, Called, ReadTypes

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


class ReadResponse(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Answer"))

    @classmethod
    def of(cls, body: Answer, context: Context) -> hub.Response:
        return cls(context).read(body)

    def read(self, body: Answer) -> hub.Response:
        prune(self.CHECK, cast(dict[str, Any], body), self.context)
        answer = self.read_response_from_answer(body)
        return answer

    @classmethod
    def result_of(cls, body: Answer, context: Context) -> hub.Response:
        return cls(context).read_result_from_answer(body)

    def read_response_from_answer(self, it: Answer) -> hub.Response:
        failed: Any | None = it.get("error")
        if failed:
            raise ErrorBody(it)
        if it.get("message") is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no message"})
        message = it.get("message")
        item = non_empty(message.get("thinking") if message else None)
        item2 = self.read_reasoning_from_str(item) if item is not None else None
        item3 = self.read_text_from_answer(it)
        tool_calls = message.get("tool_calls") if message else None
        done_reason = it.get("done_reason")
        finish_reason: hub.FinishReason | None = word_of(
            self.STOP_REASONS, done_reason, "stop", self.context, "done_reason",
        ) if done_reason is not None else None
        out: hub.Response = {
            "blocks": [
                *([item2] if item2 is not None else []),
                *([item3] if item3 is not None else []),
                *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_called(x)) is not None],
            ],
            "finish_reason": "stop" if finish_reason is None else finish_reason,
        }
        usage: hub.Usage = {}
        if (uncached_input_tokens := it.get("prompt_eval_count")) is not None:
            usage["uncached_input_tokens"] = uncached_input_tokens
        if (output_tokens := it.get("eval_count")) is not None:
            usage["output_tokens"] = output_tokens
        if usage:
            out["usage"] = usage
        return out

    def read_reasoning_from_str(self, it: str) -> hub.Reasoning:
        return {"kind": "reasoning", "text": it}

    def read_text_from_answer(self, it: Answer) -> hub.Text | None:
        message = it.get("message")
        if not (message and message.get("content")):
            return None
        text = message.get("content")
        out: hub.Text = {"kind": "text", "text": "" if text is None else text}
        if (logprobs := non_empty(it.get("logprobs"))) is not None:
            out["logprobs"] = logprobs
        return out

    def read_tool_call_from_called(self, it: Called) -> hub.ToolCall | None:
        function = it.get("function")
        if (
            unless(it.get("function"), (function.get("name") if function else None))
        ) and it.get("function") is not None:
            self.context.lose_member("message.tool_calls.function", "a call without a name")
        if not (non_empty(function.get("name") if function else None)):
            return None
        id_ = it.get("id")
        name = function.get("name") if function else None
        input_ = from_json(function.get("arguments") if function else None)
        return {
            "kind": "tool_call",
            "id": "" if id_ is None else id_,
            "name": "" if name is None else name,
            "input": {} if input_ is None else input_,
        }

    def read_result_from_answer(self, it: Answer) -> hub.Response:
        failed: Any | None = it.get("error")
        if failed:
            raise ErrorBody(it)
        if it.get("message") is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no message"})
        done_reason = it.get("done_reason")
        finish_reason: hub.FinishReason | None = word_of(
            self.STOP_REASONS, done_reason, "stop", self.context, "done_reason",
        ) if done_reason is not None else None
        out: hub.Response = {"blocks": [], "finish_reason": "stop" if finish_reason is None else finish_reason}
        usage: hub.Usage = {}
        if (uncached_input_tokens := it.get("prompt_eval_count")) is not None:
            usage["uncached_input_tokens"] = uncached_input_tokens
        if (output_tokens := it.get("eval_count")) is not None:
            usage["output_tokens"] = output_tokens
        if usage:
            out["usage"] = usage
        return out


read: Final = ReadResponse.of
