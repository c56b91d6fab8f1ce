"""Form of a map in a template: the words of the notation that may stand side by side."""

from __future__ import annotations

from dragoman_codegen.spec.problems import Problems, suggest
from dragoman_codegen.spec.vocabulary import TEMPLATES
from dragoman_codegen.spec.yaml.tree import Leaf, Map

MAKERS = ("$first", "$join", "$case", "$if", "$value")
LOSSES = ("$drop", "$ignore", "$refuse")
BESIDE: dict[str, tuple[str, ...]] = {  # the words that may stand beside the one that makes the value, or beside keys
    "$first": LOSSES,
    "$join": LOSSES,
    "$value": ("$if",),
    "$case": ("$else", *LOSSES),
    "": ("$if", "$include", "$let", *LOSSES),
}


def known(node: Map, problems: Problems) -> bool:
    """Return whether the words of a map are words of the notation."""
    for key, place in node.keys.items():
        if key.startswith("$") and key not in TEMPLATES and key in node.entries:
            problems.add(place, f"'{key}' is no word of the notation{suggest(key, TEMPLATES)}", see="unknown-name")
            return False
    return True


def well_formed(node: Map, problems: Problems) -> bool:
    return _alone(node, problems) and _fitting(node, problems)


def _alone(node: Map, problems: Problems) -> bool:
    """Return whether a word that makes the whole value has no target keys beside it, and a loss has a reason."""
    texts = (word for word in ("$drop", "$refuse") if isinstance(node.entries.get(word), Leaf))
    word = next((word for word in (*texts, "$first", "$join") if word in node.entries), "")
    if not word:
        return True
    if word in ("$drop", "$refuse") and not node.text(word).strip():
        problems.add(
            node.keys[word],
            f"{word} needs a reason, as in '{word}: an unknown kind of block'",
            see="reason-missing",
        )
        return False
    beside = [key for key in node.entries if key not in (word, "$drop", "$ignore")]
    if beside:
        problems.add(
            node.keys[beside[0]],
            f"'{beside[0]}' cannot stand beside {word}, which makes the whole value",
            see="template",
        )
    return not beside


def _fitting(node: Map, problems: Problems) -> bool:
    """Return whether each word of the notation has a meaning beside the one that makes the value."""
    maker = next((word for word in BESIDE if word in node.entries), "")
    for word in (key for key in node.entries if key.startswith("$") and key != maker):
        if word not in BESIDE[maker]:
            beside = f"beside {maker}: put it into each branch" if maker else "here"
            problems.add(node.keys[word], f"'{word}' has no meaning {beside}", see="unknown-name")
            return False
    return True
