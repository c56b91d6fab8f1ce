"""Client programs of protocols (`programs:`): placeholders in their texts, and the model slots that providers fill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dragoman.values.placeholders import PLACEHOLDER
from dragoman_codegen.spec.problems import Place, Problems, suggest
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, plain, within

# placeholders beside the slots of a program
VALUES = ("url", "key", "model", "context_window", "max_output_tokens")
PARTS = ("arguments", "prompt", "interactive", "set_env", "files")


def check_programs(protocol: Map, problems: Problems) -> None:
    """Report placeholders of the programs of a protocol that have no value."""
    programs = protocol.sub("programs")
    for program in map(programs.sub, programs.entries):
        slots = plain(program.sub("models").entries.get("slots")) or []
        folder = ["folder"] if "files" in program.entries else []
        for part in PARTS:
            known = [*VALUES, *slots, *folder, *(["prompt"] if part == "prompt" else [])]
            for text, place in _texts(program.entries.get(part)):
                for name in PLACEHOLDER.findall(text):
                    if name not in known:
                        problems.add(
                            place, f"nothing fills '{{{name}}}' here{suggest(name, known)}", see="unknown-name"
                        )


def _texts(node: Node | None) -> Iterator[tuple[str, Place]]:
    """Yield the values and keys in a node."""
    for one in within(node):
        if isinstance(one, Leaf):
            yield str(one.value), one.place
        elif isinstance(one, Map):
            yield from one.keys.items()


def slots_of(protocols: Iterable[dict[str, Any]]) -> list[str]:
    """Return the model slots of the programs of these protocols."""
    programs = [program for info in protocols for program in (info.get("programs") or {}).values()]
    return [slot for program in programs if "models" in program for slot in program["models"]["slots"]]


def with_defaults(program: dict[str, Any]) -> dict[str, Any]:
    """Return a program with its variables `NAME?`, which the user may set, under `default_env`."""
    variables = program["set_env"].items()
    env = {name: value for name, value in variables if not name.endswith("?")}
    defaults = {name[:-1]: value for name, value in variables if name.endswith("?")}
    return {**program, "set_env": env, **({"default_env": defaults} if defaults else {})}
