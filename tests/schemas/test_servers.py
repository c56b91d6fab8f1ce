"""Schemas of real MCP servers, compiled for every provider."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from ruamel.yaml import YAML

from dragoman.library.schemas import compile_schema
from tests.schemas import laws, profiles

SERVERS: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("servers.yaml").read_text("utf-8"))


def names(schema: Any) -> set[str]:
    """Return the names of all properties at the top level of a schema and of its alternatives."""
    found = set(schema.get("properties", {}))
    for key in ("anyOf", "oneOf", "allOf"):
        for part in schema.get(key, ()):
            target = schema[part["$ref"].split("/")[1]][part["$ref"].split("/")[2]] if "$ref" in part else part
            found |= names(target)
    return found


def test_there_are_samples_of_many_servers() -> None:
    assert len(SERVERS) >= 40


@pytest.mark.parametrize("server", SERVERS)
def test_schema_of_a_server_keeps_its_properties_and_the_laws(server: str) -> None:
    schema = SERVERS[server]
    standard = {key: value for key, value in schema.items() if key != "$schema"}
    if server != "qgis":  # items as a list have another meaning in the draft of the judge
        assert laws.broken(standard, profiles.distinct(), Random(server)) == []
    for name, profile in profiles.distinct().items():
        compiled = compile_schema(standard, profile, as_object=True)
        assert set(compiled.schema["properties"]) == names(schema), name
        assert laws.subset(compiled.schema, profile) == [], name


@pytest.mark.parametrize("server", ["filesystem", "memory", "unity", "pencil", "hubspot"])
def test_schemas_within_a_subset_are_compiled_without_a_loss(server: str) -> None:
    profile = profiles.of("kimi")
    assert profile is not None
    schema = {key: value for key, value in SERVERS[server].items() if key != "$schema"}
    lost = [one.reason for one in compile_schema(schema, profile, as_object=True).losses]
    assert lost == []
