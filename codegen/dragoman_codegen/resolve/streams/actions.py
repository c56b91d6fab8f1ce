"""Actions of stream rows: what a row does with the blocks of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dragoman_codegen.model import plan
from dragoman_codegen.model.types import JSON, STR, ListOf, Type
from dragoman_codegen.resolve.expressions.half import Half
from dragoman_codegen.resolve.expressions.paths import Env
from dragoman_codegen.resolve.templates.nodes import Templates
from dragoman_codegen.spec.problems import Problems, suggest
from dragoman_codegen.spec.yaml.tree import Map, Node, Seq, plain

# word of a row -> argument of a piece of a block
ARGUMENTS = {
    "id": "id",
    "name": "name",
    "toolset": "toolset",
    "data": "data",
    "error_code": "error_code",
    "citations": "citations",
    "delta": "delta",
    "complete": "complete",
    "at_close": "at_close",
    "signature": "signature",
    "source": "source",
    "separator": "separator",
}


def only(problems: Problems, node: Map, words: tuple[str, ...], what: str) -> bool:
    """Return whether a map has no other keys than these; add a problem for each that it has."""
    strange = [key for key in node.entries if key not in words]
    for key in strange:
        problems.add(node.keys[key], f"{what} has no '{key}'{suggest(key, words)}", see="unknown-name")
    return not strange


Lost = tuple[str, plan.Alternatives | None]  # a path, and the tag that stands behind it


class Actions:
    """Reads the actions of rows. `groups`: the type of each named group of rows."""

    def __init__(self, half: Half, kinds: Mapping[str, Mapping[str, Any]], groups: Mapping[str, Type]) -> None:
        self.half, self.problems, self.kinds, self.groups = half, half.problems, kinds, groups
        self.explicit = False  # rows state where a block ends

    def read(self, name: str, node: Map, env: Env, lost: Lost) -> tuple[plan.Action, ...] | None:
        """Return the actions of a row in the order of execution. `lost`: where the values of the row stand."""
        before = len(self.problems.found)
        self._check_words(name, node)
        found = [
            self._named_args("start", node, env),  # a block starts the response, without an id
            self._scores(node, env) if "logprobs" in node.entries else None,
            self._piece(name, node, env) if "in" in node.entries else None,
            self._named_args("record", node, env),
            self._group(node, env) if "rows" in node.entries else None,
            *self._plain_verbs(name, node, env),
            self._details(node, env) if "details" in node.entries else None,
            plan.Action("finish", ()) if "finish" in node.entries else None,
            self._loss(node, lost),
        ]
        actions = tuple(action for action in found if action is not None)
        if len(self.problems.found) > before:
            return None
        if not actions and "ignore" not in node.entries:
            self.problems.add(
                node.place, f"row {name} has no effect; if that is intended, write 'ignore: reason'", see="stream"
            )
            return None
        return actions

    def _check_words(self, name: str, node: Map) -> None:
        """Check that a row names its block: the kind of what it adds to, and the key where rows state its end."""
        block = "in" in node.entries
        for word in () if block else (*ARGUMENTS, "key"):
            if word in node.entries and not (word == "key" and {"rows", "details"} & {*node.entries}):
                text = f"'{word}' is of a block: add the kind of block, as in 'in: text'"
                self.problems.add(node.keys[word], text, see="key-missing")
        opens = bool((self.kinds.get(node.text("in")) or {}).get("opening"))
        if block and (self.explicit or opens) and "key" not in node.entries:
            text = f"row {name} has no 'key': add a path whose value is the same in all events of a block"
            self.problems.add(node.place, text, see="key-missing")

    def _plain_verbs(self, name: str, node: Map, env: Env) -> Iterator[plan.Action | None]:
        """`citation`, `close` and `error`: words with one value. `error: true`: the event is an error body."""
        hub = self.half.target
        for verb, asks in (("citation", hub.ref("Citation")), ("close", None), ("error", hub.ref("ApiError"))):
            value = node.entries.get("close" if verb == "close" else verb)
            if value is None or verb == "close" and self._ends_itself(node):
                continue
            if verb == "error" and plain(value) is True:
                yield plan.Action("fail_from", ())
            elif verb == "close" and isinstance(value, Seq):
                key = self._key(value, env)
                yield None if key is None else plan.Action(verb, (("", key),))
            else:
                result = Templates(self.half).make(value, asks, env)
                yield plan.Action(verb, (("", result.template),)) if result else None

    def _scores(self, node: Map, env: Env) -> plan.Action | None:
        result = Templates(self.half).make(node.entries["logprobs"], JSON, env)
        return plan.Action("logprobs", (("", result.template),)) if result else None

    def _details(self, node: Map, env: Env) -> plan.Action | None:
        result = Templates(self.half).make(node.entries["details"], None, env)
        same, join = self._fields(node, "key"), self._fields(node, "join")
        return plan.Action("add_details", (("", result.template), ("", same), ("", join))) if result else None

    def _loss(self, node: Map, lost: Lost) -> plan.Action | None:
        for verb in ("drop", "ignore"):
            if verb in node.entries and not node.text(verb):
                self.problems.add(
                    node.keys[verb],
                    f"{verb} needs a reason, as in '{verb}: no counterpart there'",
                    see="reason-missing",
                )
        path, tag = lost
        args: list[tuple[str, plan.Argument]] = [("", path), ("", node.text("drop"))]
        args += [("", tag)] if tag is not None else []
        return plan.Action("lose", tuple(args)) if "drop" in node.entries else None

    def _piece(self, name: str, node: Map, env: Env) -> plan.Action | None:
        kind = node.text("in")
        if kind not in self.kinds:
            self.problems.add(
                node.entries["in"].place,
                f"the hub has no kind of block '{kind}'{suggest(kind, self.kinds)}",
                see="unknown-name",
            )
            return None
        args = self._arguments(name, kind, node, env)
        if args is None:
            return None
        given = {word for word, _ in args}
        if "key" in given:
            self._check_opening(kind, given, node)
            return plan.Action("add_piece", args)
        if "delta" not in given:
            self.problems.add(
                node.place, f"row {name} has no content for the {kind} block: add 'delta: $path'", see="key-missing"
            )
            return None
        tags = (("tags", self._tags(node)),) if "extract_reasoning" in node.entries else ()
        return plan.Action("add_text", (*args, *tags))

    def _arguments(self, name: str, kind: str, node: Map, env: Env) -> tuple[tuple[str, plan.Argument], ...] | None:
        args: list[tuple[str, plan.Argument]] = [("", kind)]
        if "key" in node.entries:
            key = self._key(node.entries["key"], env)
            if key is None:
                return None
            args.append(("key", key))
        for word, argument in ARGUMENTS.items():
            if word in node.entries:
                value = node.entries[word]
                result = Templates(self.half).make(value, self._wants(word, value), env)
                if result is None:
                    return None
                args.append((argument, result.template))
        if self._ends_itself(node):
            args.append(("closes", True))
        return tuple(args)

    def _check_opening(self, kind: str, given: set[str], node: Map) -> None:
        """Check that a row that can open a block provides its opening fields."""
        for word in self.kinds[kind].get("opening") or []:
            if word not in given and not ({"delta", "complete", "at_close"} & given) and "id" not in given:
                text = f"no row has the '{word}' that a {kind} block opens with: add '{word}: $path'"
                self.problems.add(node.place, text, see="key-missing")

    def _wants(self, word: str, value: Node) -> Type:
        """Return the type of a piece's argument: a text; complete tool input can be an object."""
        if word == "citations":
            return ListOf(self.half.target.ref("Citation"))
        return JSON if word in ("complete", "at_close") and isinstance(value, Map) else STR

    def _key(self, node: Node, env: Env) -> plan.Template | plan.Key | None:
        """Return a block's key: one value, or several in a list."""
        found = [Templates(self.half).make(one, None, env) for one in (node.items if isinstance(node, Seq) else [node])]
        parts = tuple(result.template for result in found if result is not None)
        if len(parts) < len(found):
            return None
        return parts if isinstance(node, Seq) else parts[0]

    def _group(self, node: Map, env: Env) -> plan.Action | None:
        """`rows: name`: apply the rows of a group."""
        name = node.text("rows")
        if name not in self.groups:
            self.problems.add(
                node.entries["rows"].place,
                f"no group of rows is called '{name}'{suggest(name, self.groups)}",
                see="unknown-name",
            )
            return None
        if not self.half.fits(env.it, self.groups[name]):
            self.problems.add(
                node.entries["rows"].place,
                f"the rows of group '{name}' are for {self.groups[name]}, and this is {env.it}",
                see="stream",
            )
            return None
        if "key" not in node.entries:
            return plan.Action("group", (("", name),))
        key = self._key(node.entries["key"], env)
        return None if key is None else plan.Action("group", (("", name), ("key", key)))

    @staticmethod
    def _ends_itself(node: Map) -> bool:
        """Return whether the block ends with this piece: `close: true` beside `in`."""
        return "in" in node.entries and plain(node.entries.get("close")) is True

    def _tags(self, node: Map) -> tuple[plan.TagNames, ...]:
        """Return the texts before and after reasoning."""
        tags = node.sub("extract_reasoning")
        known = only(self.problems, tags, ("start_tag", "end_tag"), "extract_reasoning")
        found = _tag(tags.entries.get("start_tag")), _tag(tags.entries.get("end_tag"))
        alike = isinstance(found[0], str) == isinstance(found[1], str) and (
            isinstance(found[0], str) or len(found[0]) == len(found[1])
        )
        if known and not (all(found) and alike):
            self.problems.add(
                node.keys["extract_reasoning"],
                "the texts around reasoning are missing: write "
                '\'extract_reasoning: { start_tag: "<think>", end_tag: "</think>" }\'',
                see="key-missing",
            )
        return found

    def _fields(self, node: Map, word: str) -> tuple[str, ...]:
        given = node.entries.get(word)
        if given is not None and not isinstance(given, Seq):
            self.problems.add(given.place, f"{word} is a list of fields, as in '{word}: [type, index]'", see="form")
            return ()
        return tuple(map(str, plain(given) or ()))

    def _named_args(self, word: str, row: Map, env: Env) -> plan.Action | None:
        """Read `start` or `record`, which have named values."""
        node = row.entries.get(word)
        if node is None:
            return None
        hub = self.half.target
        named: dict[str, Type] = (
            {"id": STR}
            if word == "start"
            else {
                "finish_reason": hub.ref("FinishReason"),
                "stop_sequence": STR,
                "refusal": STR,
                "usage": hub.ref("Usage"),
            }
        )
        if not isinstance(node, Map):
            self.problems.add(
                node.place, f"{word} has named values, as in '{word}: {{ {next(iter(named))}: $path }}'", see="form"
            )
            return None
        args: list[tuple[str, plan.Argument]] = []
        for key, inner in node.entries.items():
            if key not in named:
                self.problems.add(node.keys[key], f"{word} has no '{key}'{suggest(key, named)}", see="unknown-name")
                return None
            result = Templates(self.half).make(inner, named[key], env)
            if result is None:
                return None
            args.append((key, result.template))
        return plan.Action(word, tuple(args))


def _tag(node: Node | None) -> plan.TagNames:
    """Return a tag, or several."""
    given = plain(node) if node is not None else ""
    return tuple(map(str, given)) if isinstance(given, list) else str(given)
