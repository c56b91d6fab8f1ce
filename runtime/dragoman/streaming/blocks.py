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
from dragoman.streaming.pending_block import TEXTS, PendingBlock


class Blocks:
    """Implementation of `library.streams.Blocks`.

    `explicit_ends`: the protocol states when a block with a key ends (`shut`).
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
        self._closes_late = getattr(sink, "CLOSES_LATE", False)  # the last block closes with the answer
        self._pending = PendingBlocks(explicit_ends)
        if context.custom_tools:
            renamed = {name for name, original in context.names.items() if original in context.custom_tools}
            self._pending.custom = context.custom_tools | renamed
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

    def say(self, kind: Literal["text", "reasoning"], text: object) -> None:
        """Add a piece of text or reasoning without a key to the open block of its kind, or to a new one."""
        outlet = self._outlet
        if kind == outlet.loose and isinstance(text, str) and text and text.isascii():
            outlet.sent_bytes += len(text)
            if kind == "text":
                outlet.words.write(text)
            self._delta(text)
        elif text is not None and text != "" and not self.over:
            if isinstance(text, str) and kind in TEXTS:
                self.start()
                self._say(kind, text)
            else:
                self._context.lose(kind, "a piece that is not text")

    def part(
        self,
        kind: str,
        key: object,
        id: object = None,
        name: object = None,
        text: object = None,
        whole: object = None,
        late: object = None,
        shut: bool = False,
        lane: str = "",
        gap: str = "",
        **first: object,
    ) -> None:
        """Add a piece of the block with this key. `whole`: its complete text, used if no piece came before; `late`: its
        signature, or an object for an envelope; `shut`: the block ends with this piece; `first`: further values at its
        opening, or for a call the `signature` that a reasoning block before it carries. A JSON object as the text of a
        call becomes compact JSON. `lane`: for a block that is sent in two forms, only the form that comes first is
        used; `gap`: separator after earlier text."""
        slot = self._outlet.straight
        if (
            slot is not None
            and slot.key == key
            and slot.kind == kind
            and key is not None
            and isinstance(text, str)
            and text
            and text.isascii()
            and text[0] != "{"  # complete arguments may be repeated
            and slot.lane == lane
            and not (id or name or late or shut or gap or first or self._pending.waiting)
        ):
            self._outlet.sent_bytes += len(text)
            if kind == "text":
                self._outlet.words.write(text)
            elif kind != "reasoning":
                slot.past.append(text)
            self._delta(text)
        elif not self.over:
            self._part(kind, key, id, name, text, whole, late, shut, lane, gap, first)

    def knows(self, *keys: object) -> bool:
        """Whether a block has one of these keys, or a key that starts with one."""
        return self._pending.knows(keys)

    def shut(self, key: object) -> None:
        """End the block with this key."""
        slot = self._pending.known(key)
        if slot is not None and not self.over:
            slot.shut, self._outlet.straight = True, None
            self._pending.forget(slot)
            self._pending.offer(slot)
            self._advance()

    def gather(self, detail: object, same: tuple[str, ...], join: tuple[str, ...]) -> None:
        """Add a piece of the signature of the current reasoning, see `Details.add`. It is sent once, complete, when
        the reasoning ends (case 120); later pieces get their own reasoning block."""
        if isinstance(detail, dict) and detail:
            self._outlet.details.add(detail, same, join)
        elif detail:
            self._context.lose("reasoning", "a signature that is not an object")

    def citation(self, citation: Citation) -> None:
        """Keep a citation until the text is closed; without a text at the end it opens one (rule 2.3.3)."""
        if not self._outlet.cites.add(citation):
            self._context.lose("citations", "a citation without a URL")

    def logprobs(self, logprobs: object) -> None:
        """Keep the log probabilities of tokens, if the client requests them, until the next piece of text."""
        if self._context.logprobs and isinstance(logprobs, list):
            self._outlet.score(logprobs)

    def keep(
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
        for slot in rest:
            self._begin(slot)
        self._leave(last=True)
        if not self.over:
            self._outlet.end()

    def fail(self, error_type: ErrorType, message: str) -> None:
        """Report a provider failure to the sink at once, with the open block (rule 2.3.3). Nothing follows."""
        self._fail({"error_type": error_type, "message": message})

    def fail_from(self, body: object) -> None:
        """Report the error of a body that the provider sent as an event, like `fail`."""
        if not self.over:
            self._fail(self._read_error(body))

    def _fail(self, failure: ApiError) -> None:
        if self.over:
            return
        if self._live is not None and self._live.shut:
            self._leave()
        self.failure = self._context.failure = shown = presentable(failure)
        self._outlet.error(shown["error_type"], shown["message"])

    # Ordering. Any emitted text may contain a stop sequence, after which the answer is over.

    def _say(self, kind: str, text: str) -> None:
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

    def _part(
        self,
        kind: str,
        key: object,
        id: object,
        name: object,
        text: object,
        whole: object,
        late: object,
        shut: bool,
        lane: str,
        gap: str,
        first: dict[str, object],
    ) -> None:
        if kind not in KINDS:
            self._context.lose(kind, "unknown kind of block")
            return
        self.start()
        if kind in TEXTS and not self._explicit_ends:
            self._loose_part(kind, text or whole, late)
            return
        slot = self._pending.find(kind, key, id, name)
        if slot.phase == "done" or (slot.phase == "live" and slot.shut and self._explicit_ends):
            if late or text and not (isinstance(text, str) and text.isspace()):
                self._context.lose(kind, "a piece after the end of its block")
            return
        if not slot.listens(lane, bool(text or whole)):
            text = whole = gap = ""
        slot.take(id, name, text, whole, late, first, gap)
        if shut or (not self._explicit_ends and "grows" not in KINDS[kind]):
            slot.shut, self._outlet.straight = True, None
            self._pending.forget(slot)
        self._pending.offer(slot)
        if slot is self._live:
            self._give(slot)
        if self._pending.waiting:
            self._advance()

    def _loose_part(self, kind: str, text: object, late: object) -> None:
        """Add text or reasoning with a key in a protocol in which only calls have keys: the key is ignored."""
        if isinstance(text, str) and text:
            self._say(kind, text)
        if kind == "reasoning" and isinstance(late, str) and late:
            self._outlet.late = late

    def _ended(self, slot: PendingBlock) -> bool:
        return slot.shut or (not self._explicit_ends and slot.complete)

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
            slot = self._pending.turn()
            if live is not None and self._explicit_ends and (slot is not None or not self._closes_late):
                self._leave()
            if slot is None or self.over:
                return
            self._begin(slot)

    def _begin(self, slot: PendingBlock) -> None:
        """Make a pending block live. A text opens with its first piece, any other block at once."""
        proof = slot.first.pop("signature", None)
        if proof is not None and slot.kind in ("tool_call", "custom_tool_call"):
            self._outlet.details.append(reasoning.of_call(proof))
        if slot.key is not HELD or self._live is not None:
            self._leave()
        if self.over:
            return
        self._pending.remove(slot)
        if slot.key is HELD:
            self._outlet.write(slot.kind, slot.outgoing(), None)
            return
        if slot.kind not in TEXTS:
            first = self._outlet.opening_values(slot, self._id)
            if not all(first.get(key) for key in KINDS[slot.kind].get("first", ())):
                slot.phase = "done"
                self._context.lose(slot.kind, "its id or name is missing")
                return
            self._outlet.open(slot.kind, first, slot)
        slot.phase = "live"
        self._live = slot
        self._give(slot)

    def _give(self, slot: PendingBlock) -> None:
        """Emit the available text of the live block."""
        text = slot.outgoing()
        if text:
            self._outlet.write(slot.kind, text, slot)

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
        if live is not None and live.late and self._outlet.owner is not live and not self._context.silent:
            self._outlet.close()
            self._outlet.open(
                live.kind, {"empty": True}, live
            )  # reasoning of which only the signature is known (case 122)
        if not last:
            self._outlet.close()
