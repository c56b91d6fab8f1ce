"""Tables of words: two-way as a spec writes them, one direction at a time as rules use them."""

from __future__ import annotations

from dragoman_codegen.model import plan
from dragoman_codegen.model.types import STR, Scope, Type, Words
from dragoman_codegen.spec.load import Map, plain
from dragoman_codegen.spec.problems import Problems, suggest


def read_table(name: str, node: Map, half: str, hub: Scope, problems: Problems) -> tuple[plan.Table, Type] | None:
    """One direction of a two-way table of words, complete for that direction."""
    of = hub.shapes.get(node.text("$of"))
    if not isinstance(of, Words):
        known = [n for n, s in hub.shapes.items() if isinstance(s, Words)]
        place = node.entries["$of"].place if "$of" in node.entries else node.place
        problems.add(
            place, f"a table of words says whose under $of, as in '$of: Stop'{suggest(node.text('$of'), known)}"
        )
        return None
    both = {k: n for k, n in node.entries.items() if not k.startswith("$")}
    entries: dict[str, str | int] = {}
    said: dict[str, str] = {}
    clash = ""
    for word, leaf in both.items():
        ours = str(plain(leaf))
        if ours not in of.words:
            problems.add(leaf.place, f"{of.name} has no '{ours}'{suggest(ours, of.words)}")
            return None
        if half == "read":
            entries[word] = ours
        elif ours in said:
            clash = clash or f"'{ours}' is said by two words, '{said[ours]}' and '{word}'; put one of them under $read"
        else:
            said[ours] = word
            entries[ours] = word
    skipped: set[str] = set()
    for word, leaf in node.sub("$" + half).entries.items():
        value = plain(leaf)
        ours = word if half == "write" else str(value)
        if ours not in of.words:
            problems.add(leaf.place, f"{of.name} has no '{ours}'{suggest(ours, of.words)}")
            return None
        if value is None:
            skipped.add(word)
            entries.pop(word, None)
        else:
            entries[word] = value
    if half == "write":
        missing = tuple(word for word in of.words if word not in entries and word not in skipped)
        missing = missing or tuple(sorted(said)) if clash else missing
        return plan.Table(name, tuple(entries.items()), None, missing, not skipped, clash=clash), STR
    if "$else" not in node.entries:
        problems.add(node.place, f"{name} has no $else: say what a word that nobody knows means, or ~ for nothing")
        return None
    otherwise = plain(node.entries["$else"])
    if otherwise is not None and otherwise not in of.words:
        problems.add(node.entries["$else"].place, f"{of.name} has no '{otherwise}'{suggest(str(otherwise), of.words)}")
        return None
    return plan.Table(name, tuple(entries.items()), otherwise, kind=f"hub.{of.name}"), hub.ref(of.name)
