"""Code of shared quirks is emitted once, and records that no code names are not declared."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from dragoman_codegen.build import emit_all
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.emit.quirks import Class, QuirkCode, inherit
from dragoman_codegen.verify.check import verify
from tests.codegen.quirks import HEAD, specs

GENERATED = Path(__file__).parents[2] / "generated" / "dragoman_adapters"
SAME = ["    def write_a(self) -> int:", "        return 1"]
OTHER = ["    def write_a(self) -> int:", "        return 2"]
SECOND = ["    def write_b(self) -> int:", "        return 3"]
ADDED = ["    def write_a(self) -> int:", "        return super().write_a() + 1"]
NOTHING = ["    write_b = request.WriteRequest.nothing"]


def write(*members: list[str], bases: tuple[str, ...] = ()) -> Class:
    return Class("WriteRequest", list(bases), "request.WriteRequest", list(members))


def quirk(one: Class) -> QuirkCode:
    return QuirkCode("openai_chat", {one.name: one})


@pytest.mark.parametrize(
    ("own", "shared", "bases", "members"),
    [
        ([SAME], [[SAME]], ["q0.WriteRequest"], []),
        ([SAME, NOTHING], [[SAME, NOTHING]], ["q0.WriteRequest"], []),
        ([SAME, SECOND], [[SAME]], ["q0.WriteRequest"], [SECOND]),
        ([OTHER, SECOND], [[SAME, SECOND]], ["q0.WriteRequest"], [OTHER]),
        ([SAME], [[SAME, SECOND]], [], [SAME]),  # another quirk of the provider removes what this one adds
        ([OTHER], [[SAME]], [], [OTHER]),
        ([ADDED], [[ADDED]], ["q0.WriteRequest"], []),
        ([ADDED, SECOND], [[SAME, SECOND]], [], [ADDED, SECOND]),  # it would call the quirk's
        ([SAME, SECOND], [[ADDED, SECOND]], ["q0.WriteRequest"], [SAME]),
        ([SAME, SECOND], [[SAME], [SECOND]], ["q0.WriteRequest", "q1.WriteRequest"], []),
        ([SAME, SECOND], [[OTHER, SECOND], [SAME]], ["q0.WriteRequest"], [SAME]),  # the first base counts
        ([ADDED, SECOND], [[ADDED], [ADDED, SECOND]], ["q0.WriteRequest"], [SECOND]),  # it would be added twice
    ],
)
def test_a_class_inherits_what_is_its_own(
    own: list[list[str]], shared: list[list[list[str]]], bases: list[str], members: list[list[str]]
) -> None:
    one = write(*own)
    inherit([one], {f"q{at}": quirk(write(*each)) for at, each in enumerate(shared)})
    assert (one.bases, one.members) == (bases, members)
    assert one.base == ("" if bases else "request.WriteRequest")


def test_a_class_inherits_only_with_the_shared_rules_of_the_quirk() -> None:
    rules = Class("WriteTypes", [], "types.WriteTypes", [SECOND])
    code = QuirkCode("openai_chat", {one.name: one for one in (rules, write(SAME, bases=("WriteTypes",)))})
    alone = write(SAME)
    assert inherit([alone], {"q": code}) == set()
    own = Class("WriteTypes", [], "types.WriteTypes", [SECOND])
    both = [own, write(SAME, bases=("WriteTypes",))]
    assert inherit(both, {"q": code}) == {"q"}
    assert [one.bases for one in both] == [["q.WriteTypes"], ["WriteTypes", "q.WriteRequest"]]


def test_the_code_of_a_shared_quirk_is_emitted_once(tmp_path: Path) -> None:
    """Also where a condition changes how a stream is read."""
    shutil.copytree(specs(), tmp_path / "specs")
    when = "uses: [{ name: reasoning_tags, when: { model: ['a*'] } }, no_files]\n"
    for name, rest in {"one": "uses: [reasoning_tags, top_k]\n", "two": when, "three": "uses: [no_files]\n"}.items():
        text = HEAD.replace("name: sample", f"name: {name}") + rest
        (tmp_path / "specs" / "providers" / f"{name}.yaml").write_text(text, encoding="utf-8")
    program = compile_all(tmp_path / "specs")
    out = tmp_path / "dragoman_adapters"
    texts = {path.relative_to(out).as_posix(): text for path, text in emit_all(program, out).items()}
    modules = {file: text for file, text in texts.items() if file.endswith(".py")}
    assert verify(program, modules, list(modules)) == []
    having = {file for file, text in modules.items() if "self.tags.feed" in text}
    assert having == {"quirks/reasoning_tags.py"}  # top_k has one user, and its code is that provider's
    assert "class Reader(reasoning_tags.Reader):\n    pass\n" in modules["one/openai_chat.py"]
    assert "class ReaderWhen0(reasoning_tags.Reader, stream.Reader):" in modules["two/openai_chat.py"]
    assert "quirks/top_k.py" not in modules and '"top_k"' in modules["one/openai_chat.py"]


def test_every_declared_record_is_named() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in GENERATED.rglob("*.py")}
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    named |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    named |= {str(node.value).partition(" ")[0] for node in nodes if isinstance(node, ast.Constant)}
    records = {
        node.name: path
        for path, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and any(word.arg == "total" for word in node.keywords)
    }
    assert len(records) > 150
    assert {name: path for name, path in records.items() if name not in named} == {}
