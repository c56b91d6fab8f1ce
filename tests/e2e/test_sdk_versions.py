"""The SDKs of OpenAI and Anthropic in other versions and for Node, through the running proxy.

Each makes the same calls (`sdk_check`): create, the stream helper, parsed output, tools, an image, and errors, whose
classes are compared. The SDKs are installed into the cache of the end-to-end tests.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import clients, messages_host
from tests.e2e.running import Proxy
from tests.http_server import serving

pytestmark = pytest.mark.exhaustive

HERE = Path(__file__).parent
NODE = ("openai@7.59.0", "@anthropic-ai/sdk@1.14.0")
A_YEAR_OLD = ("openai==2.8.1", "anthropic==0.74.1", "pydantic<3")
ERRORS = ["AuthenticationError", "BadRequestError", "NotFoundError"]
CALLS: dict[str, Any] = {
    "create": "images: 0",
    "stream": ["images: 0", "images: 0"],
    "parse": {"city": "Paris"},
    "tools": ["tool_calls", "look", {"city": "Paris"}],
    "image": "images: 1",
    "errors": ERRORS,
}
CONFIG = """\
keys: [sk-proxy]
profiles:
  it: {{ provider: {provider}, protocol: {protocol}, api_key: sk-untold, base_url: "{url}" }}
"""


class Handler(messages_host.Handler):
    def do_POST(self) -> None:
        try:
            super().do_POST()
        except TypeError:
            self.send_error(400)


class Host(messages_host.Host):
    """A host that answers by what a request contains, and rejects messages that are no list."""

    def turn(self, body: dict[str, Any]) -> list[messages_host.Block]:
        if body.get("tools"):
            return [{"type": "tool_use", "id": "toolu_1", "name": "look", "input": {"city": "Paris"}}]
        if body.get("output_config", {}).get("format"):
            return [{"type": "text", "text": '{"city": "Paris"}'}]
        parts = [part for message in body["messages"] for part in message["content"] if isinstance(part, dict)]
        return [{"type": "text", "text": f"images: {sum(part['type'] == 'image' for part in parts)}"}]


@pytest.fixture
def url(proxy: Callable[[str], Proxy]) -> Iterator[str]:
    served = Host([])
    served.RequestHandlerClass = Handler
    with serving(served):
        yield proxy(CONFIG.format(provider="anthropic", protocol="anthropic_messages", url=served.url)).url


def results(command: list[str], url: str) -> Any:
    done = subprocess.run([*command, url, "sk-proxy"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_sdks_for_node(url: str) -> None:
    if not shutil.which("node"):
        pytest.skip("there is no node")
    home = clients.node_packages("sdks", *NODE)
    shutil.copy(HERE / "sdk_check.mjs", home / "sdk_check.mjs")  # imports are looked up beside the script
    assert results(["node", str(home / "sdk_check.mjs")], url) == dict.fromkeys(
        ("chat", "responses", "messages"), CALLS
    )


def test_the_python_sdks_of_a_year_ago(url: str) -> None:
    python = clients.python_program("python", *A_YEAR_OLD)
    found = results([str(python), str(HERE / "sdk_check.py")], url)
    assert found == dict.fromkeys(("chat", "responses", "messages"), CALLS)
