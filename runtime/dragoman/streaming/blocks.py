"""Order of a streamed answer: accepts pieces in any order and emits blocks one after the other, then one ending.

Two guarantees of rule 2.3 hold for any input: the sink receives only what `hub.MOVES` allows, and nothing here raises.
Unusable pieces are dropped with a loss. The state consists of the open block (`Outlet`), the blocks with a key that
wait (`PendingBlocks`), and `_live`, the one of these whose pieces are emitted. A live text may not be open in the sink
yet while all of it is held back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from dragoman.library import reasoning
from dragoman.library.context import Context
from dragoman.library.hub import KINDS, ApiError, Citation, ErrorType, FinishReason, Response, Usage
from dragoman.library.streams import Sink
from dragoman.streaming.endings import Ending, presentable, unclassified
from dragoman.streaming.outlet import Outlet
from dragoman.streaming.pending import HELD, PendingBlocks
from dragoman.streaming.pending_block import CALLS, TEXTS, PendingBlock


class Blocks:
    """Implementation of `library.streams.Blocks`.

    `explicit_ends`: the protocol states when a block with a key ends (`close`).
    Otherwise such blocks are calls, and a call ends when its arguments are complete and another piece arrives.
    `read_error`: returns the error that a body reports."""

    def __init__(
        self,
        sink: Sink,
        context: Context,
        explicit_ends: bool = False,
        read_error: Callable[[object], ApiError] = unclassified,
    ) -> None:
        self._read_error = read_error
        self.failure: ApiError | None = None  # the failure that ended the answer
        self._context = context
        self._explicit_ends = explicit_ends
        self._ending = Ending(context)
        self._outlet = Outlet(sink, context, self._ending, explicit_ends)
        self._delta = sink.delta
        self._closes_with_response = getattr(sink, "CLOSES_WITH_RESPONSE", False)  # the last block does
        self._pending = PendingBlocks(explicit_ends, context)
        self._live: PendingBlock | None = None
        self._after: Callable[[Response, Context], None] | None = None
        self._id = ""

    @property
    def over(self) -> bool:
        """Whether the answer is complete: the rest of the provider's stream is not read."""
        return self._outlet.state == "over"

    @property
    def shown(self) -> bool:
        """Whether the client has received a block, or the whole answer."""
        return self._outlet.index > 0 or (self.over and self.failure is None)

    @property
    def finish_reason(self) -> FinishReason | None:
        """The finish reason, if the provider has sent it."""
        return self._ending.finish_reason

    def hold(self, names: Iterable[str], after: Callable[[Response, Context], None]) -> None:
        """Hold back calls of these names until the end of the answer, when `after` rewrites each of them. Calls of
        tools that the request offers are not held. `after` is a plain function: a bound method of the reader would
        close a reference cycle around the request."""
        request = self._context.request
        offered = {tool["name"] for tool in request.get("tools", ())} if request is not None else set()
        self._pending.held, self._after = frozenset(names) - offered, after

    def start(self, id: object = None) -> None:
        """Start the answer. `id`: the provider's id. Only the first call has an effect, and every piece implies it."""
        if self._outlet.state == "waiting":
            self._id = self._context.ids.message_id(id if isinstance(id, str) else None, self._context.seed)
            self._outlet.start(self._id)

    def add_text(self, kind: Literal["text", "refusal", "reasoning"], text: object, source: str = "") -> None:
        """Add a piece of text or reasoning without a key to the open block of its kind, or to a new one."""
        outlet = self._outlet
        if kind == outlet.fast_kind and isinstance(text, str) and text and text.isascii() and not source:
            outlet.sent_bytes += len(text)
            if kind == "text":
                outlet.sent_text.write(text)
            self._delta(text)
        elif text is not None and text != "" and not self.over:
            if not isinstance(text, str) or kind not in TEXTS:
                self._context.lose_block(kind, "a piece that is not text")
            elif self._pending.is_used(source):
                self.start()
                self._add_text(kind, text)

    def add_piece(
        self,
        kind: str,
        key: object,
        id: object = None,
        name: object = None,
        text: object = None,
        complete: object = None,
        at_close: object = None,
        closes: bool = False,
        source: str = "",
        separator: str = "",
        **opening: object,
    ) -> None:
        """Add a piece of the block with this key.

        `text`: a delta; a JSON object as the text of a call becomes compact JSON. `complete`: the text so far, used if
        no delta came before. `at_close`: the signature, or an object for an envelope. `closes`: the block ends with
        this piece. `source`: of a block that is sent in several forms, only the form that comes first is used.
        `separator`: precedes the text if there is earlier text. `opening`: further values at the opening, or for a call
        the `signature` that a reasoning block before it carries.
        """
        block = self._outlet.fast_block
        if (
            block is not None
            and block.key == key
            and block.kind == kind
            and key is not None
            and isinstance(text, str)
            and text
            and text.isascii()
            and text[0] != "{"  # complete arguments may be repeated
            and ("}" not in text or kind in TEXTS)  # more braces than were opened may be closed, or words may follow
            and block.source == source
            and not (id or name or at_close or closes or separator or opening or self._pending.waiting)
            and not (block.full or block.whole)
        ):
            self._outlet.sent_bytes += len(text)
            if kind == "text":
                self._outlet.sent_text.write(text)
            elif kind not in TEXTS:
                block.received.append(text)
            self._delta(text)
        elif not self.over:
            self._add_piece(kind, key, id, name, text, complete, at_close, closes, source, separator, opening)

    def seen(self, *keys: object) -> bool:
        """Whether a block has one of these keys, or a key that starts with one."""
        return self._pending.seen(keys)

    def close(self, key: object) -> None:
        """End the block with this key."""
        block = self._pending.known(key)
        if block is not None and not self.over:
            block.ended, self._outlet.fast_block = True, None
            self._pending.forget(block)
            self._pending.offer(block)
            self._advance()

    def add_details(self, detail: object, same: tuple[str, ...], join: tuple[str, ...]) -> None:
        """Add a piece of the signature of the current reasoning, see `Details.add`. It is sent once, complete, when
        the reasoning ends (case 120); later pieces get their own reasoning block."""
        if isinstance(detail, dict) and detail:
            self._outlet.details.add(detail, same, join)
        elif detail:
            self._context.lose_block("reasoning", "a signature that is not an object")

    def citation(self, citation: Citation) -> None:
        """Keep a citation until the text is closed; without a text at the end it opens one (rule 2.3.3). It belongs to
        the next text if the live one has ended."""
        if self._live is not None and self._live.ended:
            self._leave()
        if not self._outlet.citations.add(citation):
            self._context.lose("citations", "a citation without a URL")

    def logprobs(self, logprobs: object) -> None:
        """Keep the log probabilities of tokens, if the client requests them, until the next piece of text."""
        if self._context.logprobs and isinstance(logprobs, list):
            self._outlet.score(logprobs)

    def record(
        self,
        finish_reason: FinishReason | None = None,
        stop_sequence: str | None = None,
        refusal: str | None = None,
        usage: Usage | None = None,
    ) -> None:
        """Record values for the end. The first reason and the first stop sequence win; pieces of a refusal are joined
        (explicit_ends: the last one wins); the last count of each kind wins."""
        self._ending.keep_finish_reason(finish_reason)
        self._ending.keep_stop_sequence(stop_sequence)
        self._ending.keep_refusal(refusal, join=not self._explicit_ends)
        self._ending.keep_usage(usage)

    def finish(self) -> None:
        """End the answer: emit what is pending, then the finish reason and the usage."""
        if self.over:
            return
        self.start()
        rest = self._pending.rest(self._context, self._after)
        if rest:
            self._leave()
        for block in rest:
            self._begin(block)
        self._leave(last=True)
        if not self.over:
            self._outlet.end()

    def fail(self, error_type: ErrorType, message: str) -> None:
        """Report a provider failure to the sink at once, with the open block (rule 2.3.3). Nothing follows."""
        self.fail_with({"error_type": error_type, "message": message})

    def fail_from(self, body: object) -> None:
        """Report the error of a body that the provider sent as an event, like `fail`."""
        if not self.over:
            self.fail_with(self._read_error(body))

    def fail_with(self, failure: ApiError) -> None:
        """Report an error of the provider that has been read, like `fail`."""
        if self.over:
            return
        if self._live is not None and self._live.ended:
            self._leave()
        self.failure = self._context.failure = shown = presentable(failure)
        self._outlet.error(shown["error_type"], shown["message"])

    # Ordering. Any emitted text may contain a stop sequence, after which the answer is over.

    def _add_text(self, kind: str, text: str) -> None:
        """Emit or hold text without a key. Rule 2.3.4: text after an incomplete call is held, and blank text is
        dropped."""
        live = self._live
        if self._pending.holds or (live is not None and not self._ended(live)):
            if self._explicit_ends or self._pending.holds or not text.isspace():
                self._pending.hold(kind, text)
            return
        if live is not None:
            self._leave()
        if not self.over:
            self._outlet.write(kind, text, None)

    def _add_piece(
        self,
        kind: str,
        key: object,
        id: object,
        name: object,
        text: object,
        complete: object,
        at_close: object,
        closes: bool,
        source: str,
        separator: str,
        opening: dict[str, object],
    ) -> None:
        if kind not in KINDS:
            self._context.lose_block(kind, "unknown kind of block")
            return
        self.start()
        if not self._explicit_ends:
            if not self._pending.is_used(source):
                return
            if kind in TEXTS:
                self._add_text_with_key(kind, text or complete, at_close)
                return
        block = self._pending.find(kind, key, id, name)
        if block.phase == "done" or (block.phase == "live" and block.ended and self._explicit_ends):
            if at_close or text and not (isinstance(text, str) and text.isspace()):
                self._context.lose_block(kind, "a piece after the end of its block")
            return
        if not block.accepts(source, bool(text or complete)):
            text = complete = separator = ""
        if not block.take(id, name, text, complete, at_close, opening, separator):
            self._context.lose_block(kind, "arguments after a complete object")
        if closes or (not self._explicit_ends and "delta" not in KINDS[kind]):
            block.ended, self._outlet.fast_block = True, None
            self._pending.forget(block)
        self._pending.offer(block)
        if block is self._live:
            self._emit_available(block)
        if self._pending.waiting:
            self._advance()

    def _add_text_with_key(self, kind: str, text: object, at_close: object) -> None:
        """Add text or reasoning with a key in a protocol in which only calls have keys: the key is ignored."""
        if isinstance(text, str) and text:
            self._add_text(kind, text)
        if kind == "reasoning" and isinstance(at_close, str) and at_close:
            self._outlet.signature = at_close

    def _ended(self, block: PendingBlock) -> bool:
        return block.ended or (not self._explicit_ends and block.complete)

    def _overtaken(self, live: PendingBlock) -> bool:
        """Whether a text may start before the end of reasoning: some providers state that end after the text."""
        turn = self._pending.turn() if self._explicit_ends and live.kind == "reasoning" else None
        return turn is not None and turn.kind == "text"

    def _advance(self) -> None:
        """Emit pending blocks while the live block has ended and the next one can open."""
        while not self.over:
            live = self._live
            if live is not None and not self._ended(live) and not self._overtaken(live):
                return
            block = self._pending.turn()
            if live is not None and self._explicit_ends and (block is not None or not self._closes_with_response):
                self._leave()
            if block is None or self.over:
                return
            self._begin(block)

    def _begin(self, block: PendingBlock) -> None:
        """Make a pending block live. A text opens with its first piece, any other block at once."""
        signature = block.opening.pop("signature", None)
        if signature is not None and block.kind in CALLS:
            self._outlet.details.append(reasoning.of_call(signature))
        if block.key is not HELD or self._live is not None:
            self._leave()
        if self.over:
            return
        self._pending.remove(block)
        if block.key is HELD:
            self._outlet.write(block.kind, block.outgoing(), None)
            return
        if block.kind not in TEXTS and not self._outlet.open_pending(block, self._id):
            block.phase = "done"
            return
        block.phase = "live"
        self._live = block
        self._emit_available(block)

    def _emit_available(self, block: PendingBlock) -> None:
        """Emit the available text of the live block."""
        text = block.outgoing()
        if text:
            self._outlet.write(block.kind, text, block)

    def _leave(self, last: bool = False) -> None:
        """End the live or open block, after all text that was held back. `last`: the end of the answer closes it."""
        if self.over:
            return
        live, self._live = self._live, None
        if live is not None:
            live.phase = "done"
            rest = live.remaining(cut_off=self.finish_reason == "max_tokens")
            if rest:
                self._outlet.write(live.kind, rest, live)
        self._outlet.release()
        if self.over:
            return
        if live is not None and live.at_close and self._outlet.owner is not live and not self._context.silent:
            self._outlet.close()
            # reasoning of which only the signature is known (case 122)
            self._outlet.open(live.kind, {"empty": True}, live)
        if not last:
            self._outlet.close()
