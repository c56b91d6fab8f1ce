"""Tables of words: declared in both directions, resolved for one."""

from __future__ import annotations

from dragoman_codegen.model import plan
from dragoman_codegen.model.types import STR, Scope, Type, Words
from dragoman_codegen.spec.problems import Problems, suggest
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, plain


def read_table(name: str, node: Map, half: str, hub: Scope, problems: Problems) -> tuple[plan.Table, Type] | None:
    """Read one direction of a table. `$read` and `$write` hold entries of one direction only."""
    of = hub.shapes.get(node.text("$of"))
    if not isinstance(of, Words):
        known = [n for n, s in hub.shapes.items() if isinstance(s, Words)]
        place = node.entries["$of"].place if "$of" in node.entries else node.place
        if given := node.text("$of"):
            problems.add(place, f"the hub has no list of words '{given}'{suggest(given, known)}", see="unknown-name")
        else:
            text = f"a table names the hub's list of words under $of, as in '$of: FinishReason'{suggest('', known)}"
            problems.add(place, text, see="key-missing")
        return None
    if not _well_formed(name, node, problems):
        return None
    entries: dict[str, str] = {}
    clash = _two_way(node, half, entries)
    skipped = _one_way(node.sub("$" + half), entries)
    if not _check_words(node, half, of, problems):
        return None
    if half == "write":
        unused = [word for word in of.words if word not in entries and word not in skipped]
        missing = tuple(unused or sorted(entries) if clash else unused)
        return plan.Table(name, tuple(entries.items()), None, missing, not skipped, clash=clash, of=of.name), STR
    if "$else" not in node.entries:
        problems.add(
            node.place, f"{name} has no $else: add the meaning of unknown words, or ~ for nothing", see="missing-case"
        )
        return None
    otherwise = plain(node.entries["$else"])
    if otherwise is not None and otherwise not in of.words:
        problems.add(
            node.entries["$else"].place,
            f"{of.name} has no '{otherwise}'{suggest(str(otherwise), of.words)}",
            see="unknown-name",
        )
        return None
    return plan.Table(name, tuple(entries.items()), otherwise, kind=f"hub.{of.name}"), hub.ref(of.name)


def _well_formed(name: str, node: Map, problems: Problems) -> bool:
    """Return whether a table has entries of texts only; report the first other one."""
    for word, value in node.entries.items():
        if word not in ("$of", "$else", "$read", "$write"):
            if word.startswith("$"):
                hint = suggest(word, ("$of", "$else", "$read", "$write"))
                problems.add(node.keys[word], f"'{word}' is no word of the notation{hint}", see="unknown-name")
                return False
            if not _is_text(name, word, value, problems):
                return False
        elif word in ("$read", "$write"):
            if not isinstance(value, Map):
                text = f"{word} holds the entries of one direction, as in '{word}: {{ one: other }}'"
                problems.add(value.place, text, see="words")
                return False
            if not all(_is_text(name, key, one, problems, word == "$write") for key, one in value.entries.items()):
                return False
    return True


def _is_text(name: str, word: str, value: Node, problems: Problems, nothing: bool = False) -> bool:
    """Return whether a word has a text. `nothing`: it may have none, `~`."""
    given = plain(value)
    if isinstance(given, str) or given is None and nothing:
        return True
    shown = str(given).lower() if isinstance(given, bool) else given
    hint = (
        f"quote it, as in '\"{shown}\"'"
        if isinstance(value, Leaf) and given is not None
        else "give it one word, or leave it out"
    )
    problems.add(value.place, f"{name} translates texts, and '{word}' has none: {hint}", see="words")
    return False


def _two_way(node: Map, half: str, entries: dict[str, str]) -> str:
    """Add the two-way entries, `wire: hub`. Returns why they cannot be written, or ''."""
    clash = ""
    for word, leaf in node.entries.items():
        if word.startswith("$"):
            continue
        ours: str = plain(leaf)
        if half == "read":
            entries[word] = ours
        elif ours in entries:
            if ours not in node.sub("$write").entries:
                both = f"'{entries[ours]}' and '{word}'"
                clash = clash or f"'{ours}' has two words, {both}; put one of them under $read"
        else:
            entries[ours] = word
    return clash


def _one_way(node: Map, entries: dict[str, str]) -> set[str]:
    """Add the entries of one direction. Returns the words that have none on purpose (`word: ~`)."""
    skipped: set[str] = set()
    for word, leaf in node.entries.items():
        value = plain(leaf)
        if value is None:
            skipped.add(word)
            entries.pop(word, None)
        else:
            entries[word] = value
    return skipped


def _check_words(node: Map, half: str, of: Words, problems: Problems) -> bool:
    """Return whether all words of a table can be used; report the first that cannot."""
    two_way = [(str(plain(leaf)), leaf.place) for word, leaf in node.entries.items() if not word.startswith("$")]
    own = node.sub("$" + half).entries.items()
    one_way = [(word if half == "write" else str(plain(leaf)), leaf.place) for word, leaf in own]
    for word, place in (*two_way, *one_way):
        if word not in of.words:
            problems.add(place, f"{of.name} has no '{word}'{suggest(word, of.words)}", see="unknown-name")
            return False
    starred = [(word, place) for word, place in node.keys.items() if "*" in word]
    starred += [(word, place) for word, place in node.sub("$read").keys.items() if "*" in word[:-1]]
    for word, place in starred:
        problems.add(
            place,
            f"'{word}': a word that ends in '*' is any text that begins so, and is listed under $read",
            see="words",
        )
        return False
    return True
