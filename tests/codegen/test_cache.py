"""The compiler's cache: the same output with and without it, and no stale or harmful content."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dragoman_codegen.build import emit_all
from dragoman_codegen.cache import FILE, Cache, open_cache
from dragoman_codegen.compile.files import compile_file
from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.compile.providers import compile_provider
from dragoman_codegen.spec.problems import Stop
from dragoman_codegen.spec.yaml.tree import Map

ROOT = Path(__file__).parents[2]
KEPT = ("cerebras.yaml", "openai_chat")
Texts = dict[Path, str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one provider and its protocol."""
    specs = shutil.copytree(ROOT / "specs", tmp_path / "specs")
    for path in (*(specs / "providers").iterdir(), *(specs / "protocols").iterdir()):
        if path.is_file() and path.name not in KEPT:
            path.unlink()
        elif path.is_dir() and path.name not in KEPT:
            shutil.rmtree(path)
    return tmp_path


def generated(project: Path, cache: Cache | None = None) -> Texts:
    compiled = compile_all(project / "specs", cache=cache)
    texts = emit_all(compiled, Path("out"), specs=Path("specs"), cache=cache)
    if cache:
        cache.save()
    return texts


def test_reused_results_give_the_same_output(project: Path) -> None:
    expected = generated(project)
    assert generated(project, open_cache(project)) == expected
    second = open_cache(project)
    assert generated(project, second) == expected
    assert second.used == set(second.entries)  # nothing was compiled again


def test_a_changed_provider_is_compiled_again(project: Path) -> None:
    generated(project, open_cache(project))
    provider = project / "specs" / "providers" / "cerebras.yaml"
    provider.write_text(provider.read_text().replace("title: Cerebras", "title: Changed"))
    assert "Changed" in generated(project, open_cache(project))[Path("out/cerebras/__init__.py")]


def test_a_changed_protocol_is_compiled_again_with_its_providers(project: Path) -> None:
    generated(project, open_cache(project))
    request = project / "specs" / "protocols" / "openai_chat" / "request.yaml"
    text = request.read_text()
    assert "max_completion_tokens: $max_tokens" in text
    request.write_text(text.replace("max_completion_tokens: $max_tokens", "max_completion_tokens: $max_tokens ?? 7"))
    expected = generated(project)
    assert generated(project, open_cache(project)) == expected


@pytest.mark.parametrize(
    ("file", "compiled"),
    [
        ("providers/groq.yaml", {"groq"}),
        ("quirks/max_tokens_only.yaml", {"fireworks"}),
        ("models/groq.yaml", {"groq"}),
        ("quirks/foreign_details.yaml", {"groq", "fireworks"}),
    ],
)
def test_only_providers_that_use_a_changed_file_are_compiled(
    file: str, compiled: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = shutil.copytree(ROOT / "specs", tmp_path / "specs")
    for path in (specs / "providers").iterdir():
        if path.name not in ("groq.yaml", "fireworks.yaml"):
            path.unlink()
    generated(tmp_path, open_cache(tmp_path))
    path = specs / file
    path.write_text(f"# changed\n{path.read_text()}")
    seen: set[str] = set()
    noted = partial(_noted, seen, compile_provider)
    monkeypatch.setattr("dragoman_codegen.compile.program.compile_provider", noted)
    generated(tmp_path, open_cache(tmp_path))
    assert seen == compiled


def _noted(seen: set[str], compile_: Callable[..., Any], tree: Map, *rest: Any) -> Any:
    seen.add(tree.text("name"))
    return compile_(tree, *rest)


def test_files_that_no_quirk_changes_are_compiled_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "title: Sample\nprotocol: openai_chat\nurl: https://sample.example/v1\napi_key_env: SAMPLE_API_KEY\n"
    (project / "specs" / "providers" / "cerebras.yaml").unlink()
    for name in ("one", "two"):
        path = project / "specs" / "providers" / f"{name}.yaml"
        path.write_text(f"name: {name}\n{text}uses: [max_tokens_only]\n")
    seen: list[str] = []

    def noted(name: str, *rest: Any) -> Any:
        seen.append(name)
        return compile_file(name, *rest)

    monkeypatch.setattr("dragoman_codegen.compile.protocols.compile_file", noted)
    made = generated(project)
    assert seen.count("lists") == 2  # for the protocol, and for all providers
    assert seen.count("request") == 4  # for the protocol, each provider, and the quirk that they share
    assert {Path("out/one/__init__.py"), Path("out/two/__init__.py")} <= made.keys()


def test_problems_are_reported_each_time(project: Path) -> None:
    provider = project / "specs" / "providers" / "cerebras.yaml"
    provider.write_text(provider.read_text() + "nonsense: 1\n")
    shown = []
    for _ in range(2):
        cache = open_cache(project)
        with pytest.raises(Stop) as stop:
            compile_all(project / "specs", cache=cache)
        cache.save()
        shown.append(str(stop.value))
    assert "nonsense" in shown[0]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("content", [b"", b"garbage", pickle.dumps(["no", "map"])])
def test_a_damaged_file_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert open_cache(tmp_path).entries == {}


def test_a_damaged_entry_is_made_again(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(pickle.dumps({"tree x": b"\x80"}))
    assert open_cache(tmp_path).made("tree", "x", lambda: "made") == "made"


def test_a_file_of_another_user_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_bytes(pickle.dumps({"tree x": b""}))
    assert open_cache(tmp_path).entries
    monkeypatch.setattr("os.getuid", lambda: -1)
    assert not open_cache(tmp_path).entries
