"""YAML text to nodes with positions, by libyaml where PyYAML is installed.

libyaml parses a spec ten times as fast as the parser in Python, which defines what a spec may contain: it parses the
texts that YAML 1.1 and 1.2 divide into lines differently, and all that libyaml rejects, because its messages are shown.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.resolver import VersionedResolver

PYTHON_ONLY = re.compile(r"[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|^[%.]", re.M)
KINDS = {"scalar": ScalarNode, "sequence": SequenceNode, "mapping": MappingNode}
RESOLVER = VersionedResolver()


class Mark(Protocol):
    """A position, from 0."""

    line: int
    column: int


class YamlNode(Protocol):
    """A node of either parser. `id`: scalar, sequence or mapping; `style`: of a scalar, empty if it has no quotes."""

    id: str
    tag: Any
    value: Any
    style: str | None
    start_mark: Mark
    end_mark: Mark


def compose(text: str) -> YamlNode | None:
    """Return the root of a document; None for an empty one. Raises YAMLError and ValueError of ruamel.yaml."""
    if LIBYAML is not None and not PYTHON_ONLY.search(text):
        try:
            root: YamlNode | None = LIBYAML(text).get_single_node()
            return root
        except ValueError:
            pass
    composed: YamlNode | None = YAML(typ="safe", pure=True).compose(text)
    return composed


@lru_cache(maxsize=4096)
def _tag(kind: str, value: str, implicit: Any) -> str:
    return str(RESOLVER.resolve(KINDS[kind], value, implicit))


def _libyaml() -> Any:
    """Return a class that composes nodes with libyaml and resolves tags by YAML 1.2; None if it is not installed."""
    if not find_spec("yaml") or not (library := import_module("yaml")).__with_libyaml__:
        return None

    class Loader(library.cyaml.CParser):  # type: ignore[misc, name-defined]
        def resolve(self, kind: Any, value: str, implicit: Any) -> str:
            return _tag(kind.id, value, implicit)

        def descend_resolver(self, *_: object) -> None:
            pass

        def ascend_resolver(self) -> None:
            pass

        def get_single_node(self) -> Any:
            try:
                return super().get_single_node()
            except library.YAMLError as error:
                raise ValueError(str(error)) from None

    return Loader


LIBYAML = _libyaml()
