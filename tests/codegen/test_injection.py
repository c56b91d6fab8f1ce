"""Injection tests: any text in a spec becomes a literal or a comment, or the spec does not compile.

Each nasty text is put into every place of the good specs (tests/bad/good) that takes a text. What is generated must be
the very program that a harmless word in its place gives, but for the values of its string literals, and these must be
the text.
"""

from __future__ import annotations

import ast
import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from dragoman_codegen import build
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.spec.problems import Stop
from tests import sampling
from tests.codegen.broken import GOOD

Specs = dict[str, Any]
Site = Callable[[Specs, str], None]

PLAIN = "harmless"
NASTY = [
    '"', "'", '"""', "'''", "\\", '\\"', "\\'", "a\\", "' + x + '", '" + x + "', '"""\nimport os\n"""',
    "a\nimport os\nb", "a\rimport os\rb", "a\r\nimport os",
    "a\u2028import os", "a\u2029b", "a\x85b", "a\x0cimport os", "a\x0bb", "a\x1cb", "a\x00b",
    "a\tb", "{", "}", "{x}", "{{ 7 * 7 }}",
    "{% for a in b %}", "{# c #}", "__import__('os').system('id')", "#",
    "# noqa", "%s", "\\N{DASH}", "\\u0041", "\\x41", "\\n",
    "\U0001f469", "|", "a|b",
    "<script>", "-->", "$x", "${HOME}", "`id`", "f'{x}'", "\ufeff", "\u202e", ";import os", ")", "]",
]  # fmt: skip


def nice(text: str) -> str:
    """Return the suffix of a test id."""
    return ascii(text)


def specs() -> Specs:
    return copy.deepcopy(good())


@cache
def good() -> Specs:
    yaml = YAML(typ="safe")
    return {path.relative_to(GOOD).as_posix(): yaml.load(path) for path in sorted(GOOD.rglob("*.yaml"))}


def as_yaml(content: Any) -> str:
    """Write JSON as YAML, with the characters escaped that YAML does not allow."""
    return "".join(
        char if char.isprintable() else f"\\U{ord(char):08x}" for char in json.dumps(content, ensure_ascii=False)
    )


def generate(tree: Specs, folder: Path) -> dict[Path, str]:
    for name, content in tree.items():
        path = folder / "specs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_yaml(content), encoding="utf-8")
    out = folder / "dragoman_adapters"
    build(folder / "specs", out=out)
    return {path: path.read_text(encoding="utf-8") for path in out.rglob("*") if path.is_file()}


def programs(files: dict[Path, str]) -> dict[str, ast.Module]:
    return {str(path): ast.parse(text, str(path)) for path, text in files.items() if path.suffix == ".py"}


def bones(files: dict[Path, str]) -> dict[str, str]:
    """Return each module without the values of its literals."""
    return {
        Path(name).parent.name + Path(name).stem: ast.dump(Bare().visit(tree)) for name, tree in programs(files).items()
    }


class Bare(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant(type(node.value).__name__) if isinstance(node.value, str | bytes) else node


def texts(files: dict[Path, str]) -> set[str]:
    found = {
        node.value for tree in programs(files).values() for node in ast.walk(tree) if isinstance(node, ast.Constant)
    }
    return {value for value in found if isinstance(value, str)} | {
        value.decode() for value in found if isinstance(value, bytes)
    }


REQUEST, RESPONSE, STREAM = (f"protocols/tiny/{name}.yaml" for name in ("request", "response", "stream"))
PROTOCOL, TYPES, ERRORS = (f"protocols/tiny/{name}.yaml" for name in ("protocol", "types", "errors"))
PLAIN_ONE, QUIRKY = "providers/plain.yaml", "providers/quirky.yaml"
QUIRK = {"because": "it differs", "see": "https://example.com"}


def put(file: str, *path: Any) -> Callable[[Specs, Any], None]:
    """Return a site that sets the value at a path of a file."""

    def set_it(tree: Specs, text: Any) -> None:
        holder = tree[file]
        for step in path[:-1]:
            holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
        holder[path[-1]] = text

    return set_it


def key(file: str, *path: Any, value: Any) -> Site:
    """Return a site that adds a key to the map at a path."""

    def set_it(tree: Specs, text: str) -> None:
        holder = tree[file]
        for step in path:
            holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
        holder[text] = value

    return set_it


def _with_text(value: Any, text: str) -> Any:
    """Put the text in place of PLAIN: a value, a member of a map, or a key with its value."""
    if value == {PLAIN: PLAIN}:
        return {text.replace(".", ""): text}
    if isinstance(value, dict):
        return {key: _with_text(member, text) for key, member in value.items()}
    return text if value == PLAIN else value


def patched(**entries: Any) -> Site:
    """A patch, with the text where an entry is PLAIN, or as a key of it."""

    def set_it(tree: Specs, text: str) -> None:
        patch = {"because": "it is refused", "see": "https://example.com", "at": "messages.*.text", **entries}
        patch = {word: _with_text(value, text) for word, value in patch.items() if value is not None}
        tree[PLAIN_ONE].setdefault("patch", []).append(patch)

    return set_it


def a_list(file: str, name: str) -> Site:
    return lambda tree, text: tree[file].update({name: [text]})


# Places that accept any text. The second value is whether the text must be preserved.
def error_texts(tree: Specs) -> list[str]:
    texts: list[str] = tree[ERRORS]["read"]["texts"]["invalid_request"]
    return texts


FREE: dict[str, tuple[Site, bool]] = {
    "title of a provider": (put(PLAIN_ONE, "title"), True),
    "title of a protocol": (put(PROTOCOL, "title"), True),
    "hint": (put(PROTOCOL, "hint"), True),
    "end word of a stream": (put(PROTOCOL, "frames", "done"), False),
    "prefix of an id": (put(PROTOCOL, "ids", "message"), True),
    "model": (put(PLAIN_ONE, "models", "haiku"), True),
    "listed model": (a_list(PLAIN_ONE, "model_ids"), True),
    "column": (put(PLAIN_ONE, "columns", "note"), True),
    "query": (put(PLAIN_ONE, "query", "a"), True),
    "name in a query": (key(PLAIN_ONE, "query", value="b"), True),
    "title of a variant": (put(QUIRKY, "variants", "beta", "title"), True),
    "why of a quirk": (put(QUIRKY, "quirks", 0, "because"), False),
    "pattern of models": (put(QUIRKY, "quirks", 0, "when", "model", 0), False),
    "why of a patch": (patched(because=PLAIN, do="remove", loss="it is refused"), False),
    "reason of a patch": (patched(do="remove", loss=PLAIN), True),
    "value of a patch": (patched(do="set", value=PLAIN), True),
    "condition of a patch": (patched(having={PLAIN: PLAIN}, do="remove", loss="it is refused"), True),
    "comparison of a patch": (
        lambda tree, text: patched(check=f"!{text}", do="remove", loss="it is refused")(tree, text),
        True,
    ),
    "member in a patch": (
        lambda tree, text: patched(check={text: "foreign"}, do="remove", loss="it is refused")(tree, text),
        True,
    ),
    "parameter of a pass": (put(REQUEST, "write", "passes", "pair_tool_results", "failed"), True),
    "reason of a loss": (put(RESPONSE, "write", "Reply from Response", "$drop", "blocks.Reasoning.*"), True),
    "reason of a lost kind": (put(REQUEST, "read", "Block from Part", "$else", "$drop"), True),
    "why of a skip": (put(STREAM, "read", "rows", "parts", "rows", "$else", "ignore"), False),
}


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    tree = specs()
    for site, _ in FREE.values():
        site(tree, PLAIN)
    return bones(generate(tree, tmp_path_factory.mktemp("harmless")))


@pytest.mark.parametrize("text", sampling.every(6, NASTY, nice))
def test_any_text_becomes_a_literal(text: str, harmless: dict[str, str], tmp_path: Path) -> None:
    tree = specs()
    for site, _ in FREE.values():
        site(tree, f"{text}x")  # a lone $ or white space has its own meaning
    built = generate(tree, tmp_path)
    assert bones(built) == harmless
    assert f"{text}x" in texts(built)


@pytest.mark.parametrize("name", sampling.every(4, [name for name, (_, kept) in FREE.items() if kept]))
def test_texts_are_preserved_in_every_place(name: str, tmp_path: Path) -> None:
    text = '"it\'s" \\ {x} {{ y }} \u2028 # \r\n é'
    tree = specs()
    FREE[name][0](tree, text)
    assert text in texts(generate(tree, tmp_path))


# Places for names or texts with a meaning: invalid ones are rejected or become literals.
NAMES: dict[str, Site] = {
    "name of a provider": put(PLAIN_ONE, "name"),
    "name of a protocol": put(PROTOCOL, "name"),
    "protocol spoken": put(PLAIN_ONE, "protocol"),
    "address": put(PLAIN_ONE, "url"),
    "path": put(PLAIN_ONE, "paths", "models"),
    "variable": put(PLAIN_ONE, "api_key_env"),
    "source of a quirk": put(QUIRKY, "quirks", 0, "see"),
    "name of a header": key(PLAIN_ONE, "headers", value="a"),
    "header": put(PLAIN_ONE, "headers", "x-one"),
    "name of a variant": key(QUIRKY, "variants", value={"title": "Other"}),
    "shared quirk": lambda tree, text: tree[QUIRKY].update(uses=[text]),
    "name of a limit": key(PROTOCOL, "response_headers", value="x-limit"),
    "key of an event": put(PROTOCOL, "frames", "event"),
    "characters of a name": put(REQUEST, "write", "passes", "shorten_names", "illegal"),
    "name of a type": key(REQUEST, "types", value={"text?": "str"}),
    "type": put(REQUEST, "types", "NotePart", "more?"),
    "name on the wire": lambda tree, text: put(REQUEST, "types", "NotePart", "note")(tree, f"str named {text}"),
    "name of a field": key(RESPONSE, "types", "Reply", value="str"),
    "tag": key(STREAM, "types", "Part", value="TextPart"),
    "name of a list of words": key(TYPES, "words", value=["a", "b"]),
    "name of a list of words in the hub": key("hub.yaml", "words", value=["a", "b"]),
    "word of the hub": lambda tree, text: tree["hub.yaml"]["words"]["ReasoningEffort"].append(text),
    "name of a table": key(
        TYPES,
        "words",
        value={"$of": "FinishReason", "stop": "stop", "tool": "tool_calls", "max": "max_tokens", "$else": "stop"},
    ),
    "word of a table": key(TYPES, "words", "reasons", "$read", value="stop"),
    "name of a rule": key(REQUEST, "read", value={"kind": "text", "text": "$it"}),
    "name of a pass": key(REQUEST, "write", "passes", value={}),
    "name of a row": key(STREAM, "read", "rows", value={"if": "$text", "record": {"finish_reason": "stop"}}),
    "name under $let": key(RESPONSE, "read", "Response from Reply", "$let", value="$id"),
    "leaf": put(RESPONSE, "read", "Response from Reply", "id"),
    "default": lambda tree, text: put(RESPONSE, "read", "Response from Reply", "id")(tree, f"$id ?? {text}"),
    "argument of a filter": lambda tree, text: put(RESPONSE, "write", "Reply from Response", "text")(
        tree, f"$blocks of Text .*.text | join {text}"
    ),
    "part of a $join": lambda tree, text: put(RESPONSE, "read", "Response from Reply", "id")(
        tree, {"$join": ["a", text]}
    ),
    "text of a frame": lambda tree, text: put(STREAM, "write", "ping")(tree, [{"text": text}]),
    "key of a frame": lambda tree, text: put(STREAM, "write", "ping")(tree, [{text: "a"}]),
    "status": key(ERRORS, "read", "statuses", value="server_error"),
    "text of an error": lambda tree, text: error_texts(tree).append(text),
    "escaped text of an error": lambda tree, text: error_texts(tree).append(re.escape(text)),
    "place of a patch": patched(at=PLAIN, do="remove", loss="it is refused"),
    "tag of a patch": patched(type=PLAIN, do="remove", loss="it is refused"),
    "word about betas": patched(at=None, header=PLAIN, do="remove", values=["a"]),
    "kind of block": key("hub.yaml", "stream", "blocks", value={"grows": "text"}),
    "state": key("hub.yaml", "stream", "moves", value={"start": "idle"}),
}
HARMFUL = {"system", "os", "exec", "eval", "__import__", "id", "open"}
SOME = ['"', "a\rimport os", "__import__('os').system('id')", "X = 1; import os", '"""', "{x}\\"]


@pytest.mark.parametrize("name", sampling.every(8, NAMES))
def test_invalid_names_are_rejected_or_literals(name: str, tmp_path: Path) -> None:
    for at, text in enumerate(SOME):
        tree = specs()
        NAMES[name](tree, text)
        try:
            files = generate(tree, tmp_path / str(at))
        except Stop as stop:
            assert stop.problems
            continue
        for path, program in programs(files).items():
            assert not names_in(program) & HARMFUL, f"{text!r} as {name} has {names_in(program) & HARMFUL} in {path}"


def names_in(program: ast.Module) -> set[str]:
    """Return the names that are loaded, called or imported, except loop variables."""
    names = {node.id for node in ast.walk(program) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    bound = {node.id for node in ast.walk(program) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(program) if isinstance(node, ast.arg)}
    names |= {node.attr for node in ast.walk(program) if isinstance(node, ast.Attribute)}
    modules = {
        alias.name
        for node in ast.walk(program)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return (names - bound) | modules


def test_imported_values_equal_the_spec(tmp_path: Path) -> None:
    tree = specs()
    tree[PLAIN_ONE] |= {"model_ids": NASTY, "query": {text: text for text in NASTY}, "title": "".join(NASTY)}
    tree[PLAIN_ONE]["quirks"] = [
        {**QUIRK, "when": {"model": NASTY}, "request": {"write": {"passes": {"arrange_messages": None}}}}
    ]
    listed_words = {text for text in NASTY if not text.startswith("$") and "*" not in text}
    tree[TYPES]["words"]["reasons"]["$read"] |= dict.fromkeys(listed_words, "stop")
    generate(tree, tmp_path)
    show = (
        "import json, sys, dragoman_adapters.plain as one, dragoman_adapters.plain.tiny as back\n"
        "from dragoman.library.context import Context\n"
        "import dragoman_adapters.tiny.types as types\n"
        "import dragoman_adapters.tiny.request, dragoman_adapters.tiny.stream, dragoman_adapters.tiny.errors\n"
        "print(json.dumps([one.PROVIDER['model_ids'], one.PROVIDER['sides']['tiny']['query'], one.PROVIDER['title'],"
        " list(types.ReadTypes.REASONS),"
        " [back.conditions({}, Context(model=model)) for model in json.loads(sys.argv[1])]]))"
    )
    root = Path(__file__).parent.parent.parent
    environment = {"PYTHONPATH": f"{tmp_path}:{root / 'runtime'}", "PATH": ""}
    command = [sys.executable, "-c", show, json.dumps(NASTY)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    listed, query, title, words, held = json.loads(done.stdout)
    assert listed == NASTY and list(query) == list(query.values()) and set(query) == set(NASTY)
    assert title == "".join(NASTY)
    assert listed_words <= set(words)
    assert held == [[True]] * len(NASTY)


@given(st.text())
def test_python_literal_of_a_text_evaluates_to_it(text: str) -> None:
    shown = repr_str(text)
    assert ast.literal_eval(shown) == text and shown.isprintable() and shown[0] == shown[-1] == '"'
