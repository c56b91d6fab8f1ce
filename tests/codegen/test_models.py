"""Catalogue files: `make models` is reproducible, and specs name no model that has ended."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from dragoman import loader
from dragoman.catalogue import ends, records, snapshot
from dragoman_codegen.compile.program import compile_all
from tools import models

SPECS = Path(__file__).resolve().parents[2] / "specs"


def test_the_files_are_those_of_the_snapshot_and_two_runs_are_equal(tmp_path: Path) -> None:
    shutil.copytree(SPECS / "models", tmp_path / "specs" / "models")
    shutil.copytree(SPECS / "providers", tmp_path / "specs" / "providers")
    (tmp_path / "specs" / "models" / "vanished.yaml").write_text("", encoding="utf-8")
    for _ in range(2):
        assert models.main(["--root", str(tmp_path)]) == 0
        made = {path.name: path.read_bytes() for path in (tmp_path / "specs" / "models").glob("*.yaml")}
        assert made == {path.name: path.read_bytes() for path in (SPECS / "models").glob("*.yaml")}


@pytest.mark.parametrize("value", ["glm", "a:b", "no", "1.5", "~x/y-latest", "a, b", "x: y", "", "2026-11-28", "é"])
def test_text_is_quoted_where_yaml_reads_something_else(value: str) -> None:
    lists = {"main": {"models": {value: {"note": [value]}}}}
    text = models.file_text({"provider": "p", "as_of": "2026-11-28", "lists": lists})
    assert YAML(typ="safe", pure=True).load(text)["lists"] == lists


def document(**model: Any) -> dict[str, Any]:
    lists = {"main": {"models": {"m": model}, "ended": {}}}
    return {"format": 1, "generated": "2026-11-28", "sources": {"pkg": {}}, "providers": {"host": {"lists": lists}}}


def converted(**model: Any) -> dict[str, Any]:
    found: dict[str, Any] = snapshot.convert(document(**model), ["host"])["host"]["lists"]["main"]["models"]["m"]
    return found


def test_a_price_of_zero_is_an_unknown_price() -> None:
    assert "prices" not in converted(prices={"input": 0, "output": 0})
    assert converted(prices={"input": 2, "output": 0, "cache_write": 0})["prices"] == {"input": 2, "cache_write": 0}


def test_only_sources_of_a_record_of_its_own_are_kept() -> None:
    assert converted(sources=["pkg", "https://example.com"])["sources"] == ["https://example.com"]


def test_context_and_prompt_are_different_limits() -> None:
    limits = {"context": 10, "input": 8, "output": 2}
    assert converted(limits=limits) == {"context_window": 10, "max_prompt_tokens": 8, "max_output_tokens": 2}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"limits": {"context": -1}}, r"providers\.host\.lists\.main\.models\.m\.context_window: "),
        ({"prices": {"input": "2"}}, r"prices\.input"),
        ({"retires": {"on": "soon"}}, r"ends\.date"),
        ({"in": ["smell"]}, r"input\.0"),
        ({"limits": 3}, r"providers\.host: not in the format"),
    ],
)
def test_a_damaged_snapshot_is_rejected_with_the_place(change: dict[str, Any], message: str) -> None:
    with pytest.raises(snapshot.InvalidSnapshot, match=message):
        snapshot.convert(document(**change), ["host"])


@pytest.mark.parametrize("document", [None, [], {}, {"format": 2}, {"format": 1}, {"format": 1, "providers": []}])
def test_a_document_that_is_no_snapshot_is_rejected(document: Any) -> None:
    with pytest.raises(snapshot.InvalidSnapshot):
        snapshot.convert(document, ["host"])


@pytest.mark.parametrize("name", loader.providers())
def test_no_provider_lists_a_model_that_had_ended_when_its_catalogue_was_made(name: str) -> None:
    variants = ["", *loader.provider(name).get("variants", {})]
    for table in (loader.provider(name, variant) for variant in variants):
        if as_of := records.listed(table).get("as_of"):
            day = date.fromisoformat(as_of)
            assert [id for id in table["model_ids"] if ends.ended(table, id, day)] == []


def test_a_copy_of_specs_without_catalogues_compiles(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    for part in ("quirks", "auth", "protocols/openai_chat"):
        shutil.copytree(SPECS / part, specs / part)
    (specs / "providers").mkdir()
    shutil.copy(SPECS / "hub.yaml", specs)
    shutil.copy(SPECS / "providers" / "cerebras.yaml", specs / "providers")
    assert "cerebras" in compile_all(specs).providers
