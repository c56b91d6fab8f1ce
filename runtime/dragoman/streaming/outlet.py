"""Outlet: the open block and the only caller of the sink.

Every event except a delta is checked against `hub.MOVES`; deltas are emitted while a block is open. Text is searched
for stop sequences (rule 2.3.6), split surrogate pairs are joined (case 241), hidden reasoning is withheld (case 249),
and citations and signatures wait for the end of the block.
"""

from __future__ import annotations

from typing import Any

from dragoman.library import reasoning
from dragoman.library.context import Context
from dragoman.library.hub import KINDS, MOVES, ErrorType
from dragoman.library.layout import Layout
from dragoman.library.streams import Sink, explains
from dragoman.streaming import citations
from dragoman.streaming.details import Details
from dragoman.streaming.endings import Ending
from dragoman.streaming.pending_block import CALLS, PendingBlock
from dragoman.streaming.repetition import CumulativeFilter, PrefillFilter
from dragoman.streaming.stop_strings import Stops
from dragoman.values import characters


class Outlet:
    """`kind`: of the block that the sink has open, or None; `owner`: the block that it belongs to, None if it has no
    key.

    `fast_kind` and `fast_block` are for the hot path: the kind, or the block, whose ASCII pieces may be passed to the
    sink unchanged. Both are None while a piece must be examined first.
    """

    def __init__(self, sink: Sink, context: Context, ending: Ending, explicit_ends: bool) -> None:
        self._sink = sink
        self._context = context
        self._ending = ending
        self._explicit_ends = explicit_ends
        self._stops = Stops(context.emulated) if any(context.emulated) else None
        self._prefill = PrefillFilter(context.prefill) if context.prefill else None
        self._cumulative = {} if explicit_ends else {"text": CumulativeFilter(), "reasoning": CumulativeFilter()}
        self._half = ""  # the first half of a surrogate pair
        self._hidden: list[str] = []  # reasoning that the client does not want to see
        self.state = "waiting"
        self.kind: str | None = None
        self.owner: PendingBlock | None = None
        self.fast_kind: str | None = None
        self.fast_block: PendingBlock | None = None
        self.index = 0
        self._opening: dict[str, Any] = {}  # of the open block
        self.sent_bytes = 0  # bytes sent, for the estimate
        self.called = False  # a tool call was sent
        self._refused = False  # a block of a refusal was sent
        self.sent_text = citations.SentText()  # for the positions of citations
        self._layout = Layout()
        self._item: object = None  # of the latest text
        self.logprobs: list[Any] = []  # of the next text
        self.citations = citations.Citations()
        self.details = Details()
        self.signature: str | None = None  # the signature of reasoning without a key
        self._hosted_call: dict[str, Any] | None = None  # the opening of one that has ended, until the next block opens
        self._hosted_ids: dict[str, str] = {}  # the provider's ids of hosted tool calls -> the client's

    def start(self, id: str) -> None:
        self._move("start")
        reported = getattr(self._sink, "USAGE_AT_START", False)
        usage = self._ending.first_usage() if reported else self._ending.usage.copy()
        self._sink.start(id, self._context.client_model or self._context.model, usage)

    def write(self, kind: str, text: str, owner: PendingBlock | None) -> None:
        """Emit text of a block, which is opened if necessary. A stop sequence in the text ends the answer."""
        if kind == "reasoning" and self._context.silent:
            return
        match = None
        if self._prefill is not None:
            if kind == "text":
                text = self._prefill.feed(text)
            else:
                self._release_prefill()
        if owner is None and self._cumulative:
            self._release_repeated(kind)
            if kind in self._cumulative:
                text = self._cumulative[kind].feed(text)
        if self._stops is not None:
            if kind == "text":
                text, match = self._stops.feed(text)
                self.fast_kind = self.fast_block = None  # held text precedes any other piece
            else:
                self.release()
        if text and self.state != "over":
            self._ensure(kind, owner)
            self._emit(text)
        self._matched(match)

    def score(self, logprobs: list[Any]) -> None:
        """Add log probabilities to the next delta of text."""
        self.logprobs += logprobs
        self.fast_kind = self.fast_block = None

    def release(self) -> None:
        """Emit text that was held back as a possible stop sequence or prefill."""
        self._release_prefill()
        self._release_repeated(None)
        if self._stops is None or not self._stops.held:
            return
        text, match = self._stops.end()
        if text:
            self._ensure("text", self.owner if self.kind == "text" else None)
            self._emit(text)
        self._matched(match)

    def _release_prefill(self) -> None:
        rest = self._prefill.end() if self._prefill is not None else ""
        if rest:
            self._prefill = None
            self.write("text", rest, self.owner if self.kind == "text" else None)

    def _release_repeated(self, kind: str | None) -> None:
        """Emit text that was held back as a possible repetition, except of this kind."""
        for held_kind, repeated in self._cumulative.items():
            rest = repeated.end() if held_kind != kind else ""
            if rest:
                self.write(held_kind, rest, None)

    def open_pending(self, block: PendingBlock, answer_id: str) -> bool:
        """Open a block with a key. Return whether it could be opened: one without its id or name is lost."""
        opening = self._opening_values(block, answer_id)
        if all(opening.get(key) for key in KINDS[block.kind].get("opening", ())):
            self.open(block.kind, opening, block)
            return True
        self._context.lose_block(block.kind, "its id or name is missing")
        return False

    def _opening_values(self, block: PendingBlock, answer_id: str) -> dict[str, Any]:
        """Return the values at the opening of a block, with the client's id, name and toolset."""
        context, opening = self._context, block.opening.copy()
        if block.kind in CALLS or block.kind == "hosted_tool_call":
            name, owner = context.name_of(block.name or f"tool_{block.order[0]}")
            opening["id"] = context.ids.for_call(block.id, answer_id, self.index, context.call_ids)
            opening["name"] = name
            if owner is not None:
                opening["toolset"] = owner
            self.sent_bytes += len(name.encode())
            self.called |= block.kind != "hosted_tool_call"
            if block.kind == "hosted_tool_call":
                self._hosted_ids[block.id] = opening["id"]
        elif block.kind == "encrypted_reasoning" and opening.get("data"):
            opening["data"] = reasoning.sealed_data(opening["data"], context)
        elif block.kind == "hosted_tool_result":
            last = next(reversed(self._hosted_ids.values()), "")
            opening["id"] = self._hosted_ids.get(block.id) or context.ids.clean(block.id) or last
        return opening

    def open(self, kind: str, opening: dict[str, Any], owner: PendingBlock | None = None) -> None:
        """Open a block. A signature without reasoning gets a reasoning block before it, so that it is not lost."""
        if kind != "reasoning" and (self.details or self.signature):
            self.open("reasoning", {"empty": True})
            self.close()
        self._close_hosted_call(opening if kind == "hosted_tool_result" else {})
        self._move("open")
        if self._layout.open(kind, "empty" in opening, kind == "text" and self._is_apart(owner)):
            opening = {**opening, "apart": True}
        self._sink.open(self.index, kind, opening)
        self._opening = opening
        self.kind = kind
        self.owner = owner
        self.index += 1
        self._refused |= kind == "refusal"

    def _is_apart(self, owner: PendingBlock | None) -> bool:
        """Whether a text belongs to another item than the text before it. The key of a block that is a part of an item
        begins with the item."""
        before, key = self._item, owner.key if owner is not None else None
        self._item = key[0] if isinstance(key, tuple) else None
        return None not in (before, self._item) and before != self._item

    def close(self) -> None:
        """Close the open block with its citations or signature. The sink closes a hosted call when the next block
        opens, which may be its result."""
        if self.kind is None:
            return
        if self._half:
            self._half = ""
            self._send("\ufffd")
        signature = None
        if self.kind == "text":
            if self.logprobs:
                self._score("")
            self._cite()
        elif self.kind == "reasoning":
            signature = self._signature()
        if self.kind == "hosted_tool_call":
            self._hosted_call = self._opening
        else:
            self._move("close")
            self._sink.close(signature)
        self.kind = self.owner = self.fast_kind = self.fast_block = None

    def _close_hosted_call(self, result: dict[str, Any]) -> None:
        """Close a hosted call that has ended. `result`: the opening of its result, with any error."""
        call, self._hosted_call = self._hosted_call, None
        if call is None:
            return
        if call["id"] == result.get("id") and "error_code" in result:
            call["error_code"] = result["error_code"]
        self._move("close")
        self._sink.close(None)

    def end(self) -> None:
        """Close the open block, emit remaining signatures and citations, and end the answer."""
        ending = self._ending
        finish_reason = self._context.finish_reason = ending.settled_finish_reason(self.called)
        self.close()
        if self.details or self.signature:
            self.open("reasoning", {"empty": True})
            self.close()
        if self.citations:
            self.open("text", {"empty": True})
            self.close()
        refusal = ending.settled_refusal()
        if refusal and not self._refused and not explains(self._sink):
            self.open("refusal", {})
            self._sink.delta(refusal)
            self.close()
        usage = self._context.usage = ending.settled_usage(lambda: self.sent_bytes)
        self._close_hosted_call({})
        self._move("finish")
        self._sink.finish(finish_reason, ending.stop_sequence, refusal, usage)

    def error(self, error_type: ErrorType, message: str) -> None:
        cut_off = getattr(self._sink, "cut_off", None)
        if cut_off is not None:
            cut_off(self.kind is not None or self._hosted_call is not None)
        self._move("error")
        self._sink.error(error_type, message, self._ending.reported_usage())

    def _move(self, event: str) -> None:
        self.state = MOVES[self.state][event]
        self.fast_kind = self.fast_block = None

    def _matched(self, match: str | None) -> None:
        if match is not None:
            self._ending.stop_sequence = match
            self.end()

    def _ensure(self, kind: str, owner: PendingBlock | None) -> None:
        if self.kind != kind or self.owner is not owner:
            self.close()
            self.open(kind, {"empty": True} if kind == "reasoning" and self._context.hidden else {}, owner)

    def _emit(self, text: str) -> None:
        """Emit a delta of complete characters, and update which pieces may take the hot path."""
        if self._half or not text.isascii():
            text, self._half = characters.cut(self._half + text)
        if text:
            self._send(text)
        searched = self._stops is not None and (self.kind == "text" or self._stops.held)
        free = not (self._half or searched or (self.kind == "reasoning" and self._context.hidden))
        repeated = self._cumulative.get(self.kind or "")
        self.fast_kind = self.kind if free and self.owner is None and (not repeated or repeated.decided) else None
        self.fast_block = self.owner if free and not (self.owner and self.owner.ended) else None

    def _send(self, text: str) -> None:
        self.sent_bytes += len(text.encode())
        if self.kind == "reasoning" and self._context.hidden:
            self._hidden.append(text)
            return
        if self.kind == "text":
            self.sent_text.write(text)
            if self.logprobs:
                self._score(text)
                return
        self._sink.delta(text)

    def _score(self, text: str) -> None:
        logprobs, self.logprobs = self.logprobs, []
        self._sink.scored(text, logprobs)

    def _cite(self) -> None:
        """Emit the collected citations. Positions refer to the block if the protocol states blocks, else to all text of
        the answer."""
        if self.citations:
            cited, text = self.citations.take(), self.sent_text.value()
            if self.citations.counts_bytes:
                citations.in_characters(cited, text)
            citations.complete(cited, text, self._layout.length)
            for citation in cited:
                self._move("citation")
                self._sink.citation(citation)
        if self._explicit_ends:
            self._layout.length += len(self.sent_text)
            self.sent_text = citations.SentText()

    def _signature(self) -> str | None:
        own = self.signature if self.owner is None else self.owner.at_close
        details, hidden = self.details.take(), "".join(self._hidden)
        self.signature, self._hidden = None, []
        return reasoning.signature(own, details, hidden, self._context, made=not self._explicit_ends)
