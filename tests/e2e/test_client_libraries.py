"""Client libraries of the Messages protocol against the running proxy, in front of a Chat Completions host.

Each makes the calls that it is used for: a text, a stream, a loop of tool calls, and an object of a schema. The host
sends reasoning with every answer, which clients that do not ask for it do not receive. The libraries are installed into
the cache of the end-to-end tests.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import chat_host, clients
from tests.e2e.running import Proxy, environment
from tests.e2e.test_sdk_versions import A_YEAR_OLD
from tests.http_server import Recorder

pytestmark = pytest.mark.exhaustive

HERE = Path(__file__).parent / "libraries"
ZOD = "zod@4.6.7"
CONFIG = """\
keys: [sk-proxy]
profiles:
  it: {{ provider: compatible, api_key: sk-untold, base_url: "{url}/v1", models: {{ default: served-model }} }}
"""
TEXTS = {"text": chat_host.HELLO, "stream": chat_host.HELLO}
LOOP = [chat_host.CITIES, chat_host.SUNNY]
SDK = {**TEXTS, "started": True, "tools": [LOOP, LOOP]}
PYTHON: dict[str, Any] = {
    "anthropic_tools": (["anthropic==2.14.0"], SDK),
    "anthropic_tools of a year ago": (A_YEAR_OLD, SDK),
    "with_langchain": (
        ["langchain-anthropic==1.7.10"],
        {**TEXTS, "usage": [9, 9], "tools": LOOP, "object": chat_host.PLACE},
    ),
    "with_pydantic_ai": (["pydantic-ai-slim[anthropic]==2.68.0"], {**TEXTS, "tools": LOOP, "object": chat_host.PLACE}),
    "with_instructor": (["instructor[anthropic]==1.17.0"], {"object": chat_host.PLACE, "stream": "Paris"}),
    "with_agent_sdk": (["claude-agent-sdk==0.2.189"], {"tools": LOOP, "input": True}),
}
NODE: dict[str, Any] = {
    "sdk": (["@anthropic-ai/sdk@1.14.0", ZOD], SDK),
    "sdk of a year ago": (["@anthropic-ai/sdk@0.71.0", ZOD], SDK),
    "langchain": (
        ["@langchain/anthropic@1.5.11", "@langchain/core@1.4.0", ZOD],
        {**TEXTS, "input": True, "tools": LOOP, "object": chat_host.PLACE},
    ),
    "vercel": (["ai@7.0.173", "@ai-sdk/anthropic@4.0.105", ZOD], {**TEXTS, "tools": LOOP, "object": chat_host.PLACE}),
}


@pytest.fixture
def host() -> Iterator[Recorder]:
    with chat_host.host() as served:
        yield served


@pytest.fixture
def url(proxy: Callable[[str], Proxy], host: Recorder) -> str:
    return proxy(CONFIG.format(url=host.url)).url


def results(command: list[str], url: str, home: Path) -> Any:
    variables = environment(home, clients.LOOPBACK_ONLY)
    del variables["PYTHONPATH"]
    done = subprocess.run(
        [*command, url, "sk-proxy"], capture_output=True, text=True, timeout=180, env=variables, cwd=home
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("script", PYTHON)
def test_a_library_for_python(script: str, url: str, tmp_path: Path) -> None:
    requirements, expected = PYTHON[script]
    file = HERE / f"{script.partition(' ')[0]}.py"
    python = clients.python_program("python", *requirements)
    assert results([str(python), str(file)], url, tmp_path) == expected


@pytest.mark.parametrize("script", NODE)
def test_a_library_for_node(script: str, url: str, tmp_path: Path) -> None:
    if not shutil.which("node"):
        pytest.skip("there is no node")
    packages, expected = NODE[script]
    name = script.partition(" ")[0]
    home = clients.node_packages(name, *packages)
    file = home / f"{name}.mjs"
    shutil.copy(HERE / file.name, file)  # imports are looked up beside the script
    assert results(["node", str(file)], url, tmp_path) == expected


def test_the_http_client_of_java_which_offers_h2c(url: str, tmp_path: Path) -> None:
    if not shutil.which("java"):
        pytest.skip("there is no java")
    command = ["java", str(HERE / "Ask.java"), url, "sk-proxy"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answer, events = map(json.loads, done.stdout.splitlines())
    assert answer["content"] == [{"type": "text", "text": chat_host.HELLO}]
    text = "".join(one["delta"]["text"] for one in events if one["type"] == "content_block_delta")
    assert text == chat_host.HELLO and events[-1] == {"type": "message_stop"}
