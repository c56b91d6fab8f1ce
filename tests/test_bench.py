"""Validity of the benchmark: documented sizes, and detection of lost events."""

import asyncio
import json
import os
import subprocess
import sys

import pytest

from bench import load, processes, wire


def body(request: bytes) -> dict[str, object]:
    parsed: dict[str, object] = json.loads(request.partition(b"\r\n\r\n")[2])
    return parsed


def test_sizes_match_the_readme() -> None:
    assert {len(wire.chat_text(n).split(b"\r\n")[1]) for n in (0, 9, 3999)} == {wire.CHUNK}
    assert len(wire.small()) < 260
    assert 58_000 < len(wire.big()) < 66_000
    big = body(wire.big())
    assert isinstance(big["tools"], list)
    assert isinstance(big["messages"], list)
    assert len(big["tools"]) == 15
    assert len(big["messages"]) == 7
    assert 13_000 < len(json.dumps(big["system"])) < 16_000


def answer(*texts: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    return head + wire.messages_head() + b"".join(texts) + wire.messages_tail()


async def proven(received: bytes, chunks: int) -> None:
    stream = load.Stream(b"")
    stream.pieces = [received]
    stream.prove(chunks)


def test_complete_response_passes() -> None:
    asyncio.run(proven(answer(*map(wire.messages_text, range(3))), 3))


@pytest.mark.parametrize("kept", [(), (0, 2), (1, 0, 2), (0, 1), (0, 1, 1, 2)], ids=str)
def test_lost_or_misplaced_event_is_detected(kept: tuple[int, ...]) -> None:
    with pytest.raises(load.Incomplete):
        asyncio.run(proven(answer(*map(wire.messages_text, kept)), 3))


def test_cpu_of_a_process_tree_includes_its_children() -> None:
    busy = "import time\nwhile time.process_time() < 0.2: pass\nprint(1, flush=True); time.sleep(20)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE)
    assert process.stdout
    try:
        process.stdout.readline()
        tree = processes.Tree(process)
        assert len(tree.pids()) == 2
        assert tree.cpu() > 0.2
        assert tree.resident() > 5
    finally:
        for pid in reversed(tree.pids()):
            os.kill(pid, 9)
        process.wait()
        process.stdout.close()
