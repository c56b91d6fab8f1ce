"""The order of a streamed answer: a generated reader tells it pieces, in whatever order a provider sends them, and it
tells a sink whole blocks, one after the other, and one ending (rule 2.3).

Two rules hold whatever comes in: the sink is told nothing that `hub.MOVES` does not allow, and nothing here raises.
What cannot be used is dropped, with a loss. The state is which block is open (`Outlet`), which blocks with a key wait
(`Slots`), and `_live`: the one among these whose pieces go out. A live text may still be closed to the sink, while all
of it is held back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

from dragoman.library import reasoning
from dragoman.library.context import Context
from dragoman.library.hub import KINDS, Answer, Citation, Fault, Stop, Usage
from dragoman.library.streams import Sink
from dragoman.streaming.endings import FAULTS, Ending
from dragoman.streaming.outlet import Outlet
from dragoman.streaming.pending import HELD, TEXTS, Slot, Slots
from dragoman.values import characters


class Blocks:
    """`told`: the protocol says when a block with a key ends (`shut`). Otherwise such blocks are calls, and one ends
    when its arguments are whole and something else arrives."""

    def __init__(self, sink: Sink, context: Context, told: bool = False) -> None:
        self._context = context
        self._told = told
        self._ending = Ending(context)
        self._outlet = Outlet(sink, context, self._ending, told)
        self._delta = sink.delta
        self._slots = Slots(told)
        self._live: Slot | None = None
        self._after: Callable[[Answer, Context], None] | None = None
        self._id = ""
        self._errands: dict[str, str] = {}  # the provider's ids of errands -> the client's

    @property
    def over(self) -> bool:
        """Whether the sink was told the end: nothing more is wanted from the provider."""
        return self._outlet.state == "over"

    @property
    def reason(self) -> Stop | None:
        """Why it stopped, as far as the provider has said."""
        return self._ending.reason

    def hold(self, names: Iterable[str], after: Callable[[Answer, Context], None]) -> None:
        """Hold back calls of these names until the end of the answer, when `after` rewrites each of them. Calls of
        tools that the request offers are not held. `after` is a plain function: a bound method of the reader would
        close a reference cycle around the request."""
        request = self._context.request
        offered = {tool["name"] for tool in request.get("tools", ())} if request is not None else set()
        self._slots.held, self._after = frozenset(names) - offered, after

    def start(self, id: object = None) -> None:
        """The answer begins; `id` is the provider's. Only the first call counts, and every piece implies it."""
        if self._outlet.state == "waiting":
            self._id = self._context.ids.message_id(id if isinstance(id, str) else None, self._context.seed)
            self._outlet.start(self._id)

    def say(self, kind: Literal["text", "reasoning"], text: object) -> None:
        """A piece of text or reasoning that has no key: it goes to the open block of its kind, or opens one."""
        outlet = self._outlet
        if kind == outlet.loose and isinstance(text, str) and text and text.isascii():
            outlet.said += len(text)
            if kind == "text":
                outlet.words.append(text)
            self._delta(text)
        elif text is not None and text != "" and not self.over:
            if isinstance(text, str) and kind in TEXTS:
                self.start()
                self._say(kind, text)
            else:
                self._context.lose(kind, "a piece that is no text")

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
        """A piece of the block with this key. `whole`: its full text, used if it said nothing so far; `late`: its
        proof, or an object that is to be sealed into one; `shut`: it ends with this piece; `first`: what else it opens
        with, or, of a call, the `proof` that a thought before it takes along. A JSON object as the text of a call is
        its compact JSON. `lane`: a block that is told twice, in two manners, listens to the one that speaks first;
        `gap`: put behind what it has said."""
        slot = self._outlet.straight
        if (
            slot is not None
            and slot.key == key
            and slot.kind == kind
            and key is not None
            and isinstance(text, str)
            and text
            and text.isascii()
            and slot.lane == lane
            and not (id or name or late or shut or gap or first or self._slots.waiting)
        ):
            self._outlet.said += len(text)
            if kind == "text":
                self._outlet.words.append(text)
            elif kind != "reasoning":
                slot.past.append(text)
            self._delta(text)
        elif not self.over:
            self._part(kind, key, id, name, text, whole, late, shut, lane, gap, first)

    def knows(self, *keys: object) -> bool:
        """Whether a block has one of these keys, or a key that begins with one."""
        return self._slots.knows(keys)

    def shut(self, key: object) -> None:
        """The block with this key has ended."""
        slot = self._slots.known(key)
        if slot is not None and not self.over:
            slot.shut = True
            self._slots.forget(slot)
            self._advance()

    def gather(self, detail: object, same: tuple[str, ...], join: tuple[str, ...]) -> None:
        """A piece of the proof of the running reasoning, see `thoughts.merge`. Sent complete, once, when the reasoning
        ends (case 120); what comes later gets a thought of its own."""
        if isinstance(detail, dict) and detail:
            reasoning.merge(self._outlet.details, detail, same, join)
        elif detail:
            self._context.lose("reasoning", "a proof that is no object")

    def citation(self, citation: Citation) -> None:
        """Keep a citation until the text is closed; without a text at the end it opens one (rule 2.3.3)."""
        if not self._outlet.cites.add(citation):
            self._context.lose("citations", "a citation without a link")

    def keep(
        self,
        reason: Stop | None = None,
        match: str | None = None,
        refused: str | None = None,
        usage: Usage | None = None,
    ) -> None:
        """What the end will say. The first reason and the first match win; pieces of a refusal are joined (told: the
        last one wins); the last number of each kind wins."""
        self._ending.keep_reason(reason)
        self._ending.keep_match(match)
        self._ending.keep_refused(refused, join=not self._told)
        self._ending.keep_usage(usage)

    def finish(self) -> None:
        """The answer has ended properly: what still waits goes out, then the reason and the usage."""
        if self.over:
            return
        self.start()
        self._leave()
        for slot in self._slots.rest(self._context, self._after):
            self._begin(slot)
        self._leave()
        if not self.over:
            self._outlet.end()

    def fail(self, fault: Fault, message: str) -> None:
        """Report a provider failure to the sink at once, with the open block (rule 2.3.3). Nothing follows."""
        if not self.over:
            text = characters.whole(message) if isinstance(message, str) else ""
            known = isinstance(fault, str) and fault in FAULTS
            self._outlet.error(fault if known else "api", text or "the provider failed without saying why")

    # The order itself. Whatever sends text may meet a stop string, after which the answer is over.

    def _say(self, kind: str, text: str) -> None:
        """Rule 2.3.4: behind a call that is not whole yet text waits, and blank text is dropped."""
        live = self._live
        if self._slots.holds or (live is not None and not self._ended(live)):
            if self._told or self._slots.holds or not text.isspace():
                self._slots.hold(kind, text)
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
            self._context.lose(kind, "a kind of block that nobody knows")
            return
        self.start()
        if kind in TEXTS and not self._told:
            self._loose_part(kind, text or whole, late)
            return
        slot = self._slots.find(kind, key, id, name)
        if slot.phase == "done":
            if late or text and not (isinstance(text, str) and text.isspace()):
                self._context.lose(kind, "came after its end")
            return
        if not slot.listens(lane, bool(text or whole)):
            text = whole = gap = ""
        slot.take(id, name, text, whole, late, first, gap)
        if shut or (not self._told and "grows" not in KINDS[kind]):
            slot.shut = True
            self._slots.forget(slot)
        if slot is self._live:
            self._give(slot)
        if self._slots.waiting:
            self._advance()

    def _loose_part(self, kind: str, text: object, late: object) -> None:
        """A text or thought with a key where only calls have one: the key means nothing."""
        if isinstance(text, str) and text:
            self._say(kind, text)
        if kind == "reasoning" and isinstance(late, str) and late:
            self._outlet.late = late

    def _ended(self, slot: Slot) -> bool:
        return slot.shut or (not self._told and slot.complete)

    def _overtaken(self, live: Slot, turn: Slot | None) -> bool:
        """Some providers tell the end of reasoning only behind the text that follows: the text does not wait for it."""
        return self._told and live.kind == "reasoning" and turn is not None and turn.kind == "text"

    def _advance(self) -> None:
        """Let blocks that wait go out, as far as the live one has ended and the next one may open."""
        while not self.over:
            live, slot = self._live, self._slots.turn()
            if live is not None:
                if not self._ended(live) and not self._overtaken(live, slot):
                    return
                if self._told:
                    self._leave()
            if slot is None or self.over:
                return
            self._begin(slot)

    def _begin(self, slot: Slot) -> None:
        """Let a slot that waits speak. A text opens with its first words, any other block now."""
        proof = slot.first.pop("signature", None)
        if proof is not None and slot.kind == "tool_call":
            self._outlet.details.append(reasoning.of_call(proof))
        if slot.key is not HELD or self._live is not None:
            self._leave()
        if self.over:
            return
        self._slots.waiting.remove(slot)
        if slot.key is HELD:
            self._outlet.write(slot.kind, slot.outgoing(), None)
            return
        if slot.kind not in TEXTS:
            first = self._first_of(slot)
            if not all(first.get(key) for key in KINDS[slot.kind].get("first", ())):
                slot.phase = "done"
                self._context.lose(slot.kind, "it never said what it must begin with")
                return
            self._outlet.open(slot.kind, first, slot)
        slot.phase = "live"
        self._live = slot
        self._give(slot)

    def _give(self, slot: Slot) -> None:
        """Send what the live slot has to say by now."""
        text = slot.outgoing()
        if text:
            self._outlet.write(slot.kind, text, slot)

    def _leave(self) -> None:
        """End what is live or open, once all that was held back for it is out."""
        if self.over:
            return
        live, self._live = self._live, None
        if live is not None:
            live.phase = "done"
            rest = live.remaining(cut_off=self.reason == "length")
            if rest:
                self._outlet.write(live.kind, rest, live)
        self._outlet.release()
        if self.over:
            return
        if live is not None and live.late and self._outlet.owner is not live:
            self._outlet.close()
            self._outlet.open(live.kind, {}, live)  # a thought of which only the proof is known (case 122)
        self._outlet.close()

    def _first_of(self, slot: Slot) -> dict[str, Any]:
        """What a block opens with, in the client's words: id, name and set."""
        context, first = self._context, slot.first.copy()
        if slot.kind in ("tool_call", "hosted_tool_call"):
            name, owner = context.name_of(slot.name or f"tool_{slot.order[0]}")
            first["id"] = context.ids.for_call(slot.id, self._id, self._outlet.index, context.told)
            first["name"] = name
            if owner is not None:
                first["toolset"] = owner
            self._outlet.said += len(name.encode())
            self._outlet.called |= slot.kind == "tool_call"
            if slot.kind == "hosted_tool_call":
                self._errands[slot.id] = first["id"]
        elif slot.kind == "hosted_tool_result":
            last = next(reversed(self._errands.values()), "")
            first["id"] = self._errands.get(slot.id) or context.ids.clean(slot.id) or last
        return first
