"""Watching a forwarded stream: the table of a protocol, from complete write halves and from incomplete ones."""

from __future__ import annotations

import functools

import pytest

from dragoman_codegen.compile.protocols import Trees, load_protocols
from dragoman_codegen.resolve.streams.watch import watch_table
from dragoman_codegen.spec.problems import Problems
from dragoman_codegen.spec.sources import Sources
from dragoman_codegen.spec.yaml.tree import Leaf, Map
from tools.removals.cuts import SPECS, cuts_of, without

FRONTS = {"anthropic_messages": "type", "openai_responses": "type", "openai_chat": None}


@functools.cache
def trees() -> dict[str, Trees]:
    problems = Problems()
    return load_protocols([SPECS], Sources(SPECS, problems), problems)


def test_the_table_names_the_events_of_an_answer() -> None:
    files = trees()["anthropic_messages"]
    table = watch_table(files["stream"], files["types"], "type")
    assert (table["first"], table["ends"]) == ("message_start", ["message_stop"])
    assert table["finish"] == {"message_delta": ["delta.stop_reason"]}
    assert table["blocks"]["opens"] == "content_block_start"


@pytest.mark.parametrize("protocol", FRONTS)
def test_frames_without_one_entry_have_a_table(protocol: str) -> None:
    files = trees()[protocol]
    for key, node in files["stream"].sub("write").entries.items():
        for cut in cuts_of("stream", "write", (key,), node):
            table = watch_table(without(files["stream"], ("write", *cut.path)), files["types"], FRONTS[protocol])
            assert isinstance(table, dict), cut


@pytest.mark.parametrize("protocol", FRONTS)
def test_frames_without_a_value_have_a_table(protocol: str) -> None:
    files = trees()[protocol]
    write = files["stream"].sub("write")
    for part, node in write.entries.items():
        nothing = Leaf(None, node.place)
        for kind in node.entries if isinstance(node, Map) else ():
            inner = Map({**write.sub(part).entries, kind: nothing}, {}, node.place)
            changed = Map({"write": Map({**write.entries, part: inner}, {}, write.place)}, {}, write.place)
            assert watch_table(changed, files["types"], FRONTS[protocol]).get("blocks", {}).get("kinds") != [], kind
        changed = Map({"write": Map({**write.entries, part: nothing}, {}, write.place)}, {}, write.place)
        assert not (
            part in ("start", "finish") and watch_table(changed, files["types"], FRONTS[protocol]).get("blocks")
        )


def test_blocks_whose_events_have_no_name_are_not_watched() -> None:
    files = trees()["anthropic_messages"]
    cut = without(files["stream"], ("write", "close", "text", 0, "type"))
    assert "blocks" not in watch_table(cut, files["types"], "type")
