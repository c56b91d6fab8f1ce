"""Complete answers: the counterpart of `Blocks` for unstreamed answers, and conversion from and to streams."""

from __future__ import annotations

from typing import Any, cast

from dragoman.library import reasoning
from dragoman.library.context import Context
from dragoman.library.errors import UpstreamError
from dragoman.library.hub import (
    ApiError,
    Block,
    Citation,
    ErrorType,
    FinishReason,
    HostedToolCall,
    HostedToolResult,
    Reasoning,
    Refusal,
    Response,
    Text,
    ToolCall,
    Usage,
)
from dragoman.library.layout import Layout
from dragoman.streaming import citations, estimate
from dragoman.streaming.endings import Ending
from dragoman.streaming.pending_block import CALLS, TEXTS
from dragoman.streaming.repetition import PrefillFilter
from dragoman.streaming.stop_strings import Stops
from dragoman.values import arguments
from dragoman.values.characters import whole


def settle(answer: Response, context: Context) -> Response:
    """Convert a provider's answer into the client's, in place (rule 2.2): ids and tool names, hidden reasoning,
    emulated stop sequences, parsed arguments, the finish reason by content, and estimated usage if there is none."""
    ending = Ending(context)
    ending.keep_finish_reason(answer.get("finish_reason"))
    ending.keep_stop_sequence(answer.get("stop_sequence"))
    ending.keep_refusal(answer.get("refusal"), join=False)
    ending.keep_usage(answer.get("usage"))
    ending.keep_tier(answer.get("service_tier"))
    id = context.ids.message_id(answer.get("id"), context.seed)
    settling = _Settling(id, context, ending)
    for block in reasoning.before_calls(answer["blocks"]):
        if settling.ended:
            break
        settling.take(block)
    blocks = settling.blocks
    if settling.cited:
        _place_citations(blocks, settling.in_bytes)
    called = any(block["kind"] in CALLS for block in blocks)
    context.finish_reason = finish_reason = ending.settled_finish_reason(called)
    context.usage = usage = ending.settled_usage(lambda: estimate.size_of_blocks(blocks))
    settled: Response = {
        "id": id,
        "model": context.client_model or context.model,
        "blocks": blocks,
        "finish_reason": finish_reason,
        "usage": usage,
    }
    refusal = ending.settled_refusal()
    if ending.stop_sequence is not None:
        settled["stop_sequence"] = ending.stop_sequence
    if refusal is not None:
        settled["refusal"] = refusal
    answer.clear()  # type: ignore[attr-defined]
    answer.update(settled)
    return answer


def _place_citations(blocks: list[Block], in_bytes: list[Citation]) -> None:
    """Complete the citations of all texts. `in_bytes`: those whose positions count bytes. They are at the end of the
    answer, and belong to the last text that has their quote."""
    layout = Layout()
    for citation in in_bytes:
        _move_to_text(citation, blocks)
    for block in blocks:
        text = block["text"] if block["kind"] == "text" else ""
        layout.open(block["kind"], not text, "apart" in block)
        if block["kind"] == "text" and "citations" in block:
            citations.complete(block["citations"], text, layout.length)
        layout.length += len(text)


def _move_to_text(citation: Citation, blocks: list[Block]) -> None:
    texts = [block for block in blocks if block["kind"] == "text"]
    holder = next((text for text in reversed(texts) if citation.get("quote", "") in text["text"]), texts[-1])
    if all(citation is not own for own in holder.get("citations", ())):
        for text in texts:
            if "citations" in text:
                text["citations"] = [own for own in text["citations"] if own is not citation]
        holder["citations"] = [*holder.get("citations", ()), citation]
    citations.in_characters([citation], holder["text"])


class _Settling:
    """State of one answer. `ended`: a stop sequence was matched, the rest is dropped; `cited`: a text has citations."""

    def __init__(self, id: str, context: Context, ending: Ending) -> None:
        self._id = id
        self._context = context
        self._ending = ending
        self._hosted_ids: dict[str, str] = {}
        self.blocks: list[Block] = []
        self._prefill = context.prefill
        self.ended = self.cited = self._apart = False
        self.in_bytes: list[Citation] = []

    def take(self, block: Block) -> None:
        """Convert one block; an empty block is dropped."""
        if block["kind"] == "text":
            self._text(block)
        elif block["kind"] == "refusal":
            self._refusal(block)
        elif block["kind"] == "reasoning":
            self._thought(block)
        elif block["kind"] == "tool_call" or block["kind"] == "hosted_tool_call":
            self._call(block)
        elif block["kind"] == "hosted_tool_result":
            self._outcome(block)
        elif block["kind"] == "encrypted_reasoning":
            if self._context.silent:
                return
            block["data"] = reasoning.sealed_data(block["data"], self._context)
            if block["data"]:
                self.blocks.append(block)
        else:
            self._context.lose_block(block["kind"], "an answer cannot contain it")

    def _text(self, block: Text) -> None:
        apart = block.pop("apart", self._apart)
        self._apart = apart and not block["text"]
        if self._apart and block.keys() == {"kind", "text"}:
            return  # it only states that the next text does not continue the one before
        text = whole(block["text"])
        if self._prefill:
            prefill = PrefillFilter(self._prefill)
            text, self._prefill = prefill.feed(text) + prefill.end(), ""
        block["text"] = text = self._stopped(text)
        logprobs = block.pop("logprobs", None)
        if self._context.logprobs and isinstance(logprobs, list):
            block["logprobs"] = logprobs
        cites = citations.Citations()
        for cite in block.pop("citations", []):
            if not cites.add(cite):
                self._context.lose("citations", "a citation without a URL")
        if cites:
            block["citations"] = cites.take()
            self.in_bytes += block["citations"] if cites.counts_bytes else ()
            self.cited = True
        last = self.blocks[-1] if self.blocks else None
        if not text and last is not None and last["kind"] == "text":
            _append(last, block)
        elif text or "citations" in block:
            if apart and _follows_text(self.blocks):
                block["apart"] = True
            self.blocks.append(block)

    def _stopped(self, text: str) -> str:
        """Return a text up to an emulated stop sequence."""
        if not self._context.emulated:
            return text
        stops = Stops(self._context.emulated)
        text, match = stops.feed(text)
        if match is None:
            rest, match = stops.end()
            text += rest
        if match is not None:
            self._ending.stop_sequence = match
            self.ended = True
        return text

    def _refusal(self, block: Refusal) -> None:
        block["text"] = whole(block["text"])
        if block["text"]:
            self.blocks.append(block)

    def _thought(self, block: Reasoning) -> None:
        """Convert reasoning. A signature from the provider, even an empty one, is kept; otherwise an envelope is
        made."""
        details = block.pop("details", None)
        given = block.pop("signature", None)
        text = whole(block["text"])
        if self._context.silent:  # what a call requires in the next request is kept
            text, given = "", None
        hidden = text if self._context.hidden else ""
        if not text and not given and not details:
            return
        signature = reasoning.signature(
            given or None,
            details if isinstance(details, list | dict) else None,
            hidden,
            self._context,
            made=given is None,
        )
        block["text"] = "" if self._context.hidden else text
        if signature:
            block["signature"] = signature
        self.blocks.append(block)

    def _call(self, block: ToolCall | HostedToolCall) -> None:
        context = self._context
        if self._ending.finish_reason == "max_tokens" and arguments.unreadable(block["input"]):
            context.lose_block("tool_call", "its arguments were cut off")
            return
        if not block["id"] and not block["name"] and not arguments.settled(block["input"]):
            return
        place = len(self.blocks)
        number = sum(earlier["kind"] == "tool_call" for earlier in self.blocks)
        name, owner = context.name_of(whole(block["name"]) or f"tool_{number}")
        id = context.ids.for_call(
            block["id"], self._id, place, context.call_ids, hosted=block["kind"] == "hosted_tool_call"
        )
        if block["kind"] == "hosted_tool_call":
            self._hosted_ids[block["id"]] = id
        elif owner is not None:
            block["toolset"] = owner
        if block["kind"] == "tool_call" and name in context.custom_tools:
            text = arguments.unwrapped(block["input"])
            self.blocks.append({"kind": "custom_tool_call", "id": id, "name": name, "input": text})
            return
        if block["kind"] == "tool_call" and name in context.native_tools:
            whole_input = arguments.conforming(block["input"], context.native_tools[name])
            self.blocks.append({"kind": "native_tool_call", "id": id, "name": name, "input": whole_input})
            return
        block["id"], block["name"], block["input"] = id, name, arguments.settled(block["input"])
        self.blocks.append(block)

    def _outcome(self, block: HostedToolResult) -> None:
        last = next(reversed(self._hosted_ids.values()), "")
        block["id"] = self._hosted_ids.get(block["id"]) or self._context.ids.clean(block["id"]) or last
        if block["id"]:
            self.blocks.append(block)


def _append(text: Text, rest: Text) -> None:
    """Add the citations and log probabilities of an empty text to the text before it."""
    if "citations" in rest:
        text["citations"] = [*text.get("citations", ()), *rest["citations"]]
    if "logprobs" in rest:
        text["logprobs"] = [*text.get("logprobs", ()), *rest["logprobs"]]


def _follows_text(blocks: list[Block]) -> bool:
    """Whether a text after these blocks would continue one: other kinds of blocks separate texts themselves."""
    return bool(blocks) and blocks[-1]["kind"] in ("text", "reasoning", "encrypted_reasoning")


class Collector:
    """A sink that collects the complete answer, for providers that only stream (cases 163, 213)."""

    def __init__(self) -> None:
        self._answer: Response = {"blocks": [], "finish_reason": "stop"}
        self._open: dict[str, Any] = {}
        self._pieces: list[str] = []
        self._cites: list[Citation] = []
        self._logprobs: list[Any] = []
        self.finished = False
        self.failure: ApiError | None = None

    def answer(self) -> Response:
        """Return the answer. Raises `UpstreamError` if the stream ended with an error."""
        if self.failure is not None:
            raise UpstreamError(self.failure)
        return self._answer

    def start(self, id: str, model: str, usage: Usage) -> None:
        self._answer["id"], self._answer["model"], self._answer["usage"] = id, model, usage

    def open(self, index: int, kind: str, first: dict[str, Any]) -> None:
        left_out = {"empty"}
        if kind != "text" or not _follows_text(self._answer["blocks"]):
            left_out.add("apart")
        if kind == "hosted_tool_call":
            left_out.add("error_code")  # the result has it
        self._open = {"kind": kind, **{key: value for key, value in first.items() if key not in left_out}}
        self._pieces = []
        self._cites = []
        self._logprobs = []

    def delta(self, text: str) -> None:
        self._pieces.append(text)

    def scored(self, delta: str, logprobs: list[Any]) -> None:
        self._pieces.append(delta)
        self._logprobs += logprobs

    def citation(self, citation: Citation) -> None:
        self._cites.append(citation)

    def close(self, late: str | None) -> None:
        block, text = self._open, "".join(self._pieces)
        if block["kind"] in TEXTS:
            block["text"] = text
        elif block["kind"] in ("tool_call", "custom_tool_call", "hosted_tool_call"):
            block["input"] = text
        if late:
            block["signature"] = late
        if self._cites:
            citations.complete(self._cites, text, 0)
            block["citations"] = self._cites
        if self._logprobs:
            block["logprobs"] = self._logprobs
        self._answer["blocks"].append(cast(Block, block))

    def finish(self, finish_reason: FinishReason, stop_sequence: str | None, refusal: str | None, usage: Usage) -> None:
        """Finish the answer. Arguments are parsed here, since a call that was cut off is dropped (rule 2.2)."""
        answer = self._answer
        blocks: list[Block] = []
        for block in answer["blocks"]:
            if block["kind"] == "tool_call" or block["kind"] == "hosted_tool_call":
                if finish_reason == "max_tokens" and arguments.unreadable(block["input"]):
                    continue
                block["input"] = arguments.settled(block["input"])
            blocks.append(block)
        answer["blocks"], answer["finish_reason"], answer["usage"] = blocks, finish_reason, usage
        if stop_sequence is not None:
            answer["stop_sequence"] = stop_sequence
        if refusal is not None:
            answer["refusal"] = refusal
        self.finished = True

    def error(self, error_type: ErrorType, message: str, usage: Usage | None = None) -> None:
        self.failure = {"error_type": error_type, "message": message}
