"""Pictures of the page for the documentation: python -m tools.window_pictures

Starts a server with the demo provider, sends requests, and takes the pictures in docs/images/window-*.png with
Chromium (Playwright).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
CONFIGURATION = """\
listen: 127.0.0.1:{port}
profiles:
  demo: {{ provider: demo }}
  first: {{ provider: compatible, base_url: "http://127.0.0.1:9/v1", fallback: [demo], retry: {{ max_retries: 0 }} }}
  cloud: {{ provider: groq }}
"""
TOOL = {
    "name": "read_file",
    "description": "Read a file",
    "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]},
}
CONVERSATION: dict[str, Any] = {
    "model": "claude-sonnet-5",
    "max_tokens": 4096,
    "stream": True,
    "temperature": 0.2,
    "top_k": 40,
    "system": [{"type": "text", "text": "You are a coding agent.", "cache_control": {"type": "ephemeral"}}],
    "tools": [TOOL],
    "messages": [
        {"role": "user", "content": "What does the configuration contain?"},
        {"role": "assistant", "content": [
            {"type": "text", "text": "I read the file."},
            {"type": "tool_use", "id": "toolu_1", "name": "read_file", "input": {"path": "dragoman.yaml"}},
        ]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "toolu_1", "content": "profiles: { demo: { provider: demo } }"},
        ]},
    ],
}  # fmt: skip
EXPLAINED_MS = 120_000  # the first explanation compiles specs
# Name of a picture -> path of the view, rows of which one with SELECTED is selected, and what is waited for.
SELECTED = re.compile(r"max_tokens|content_block_delta")
SELECT = """([rows, pattern, wanted]) => {
  if (document.querySelector(wanted)) return true;
  if (rows) [...document.querySelectorAll(rows)].find((row) => new RegExp(pattern).test(row.textContent))?.click();
  return false;
}"""  # until the explanation has arrived
VIEWS = {
    "requests": ("requests", "", ".row:not([hidden])"),
    "translation": ("requests/{id}/translation", ".p-row", ".foot .step .place"),
    "stream": ("requests/{id}/stream", ".s-row", ".s-made .place"),
    "profiles": ("profiles/first", "", ".p-detail"),
    "specs": ("specs?provider=demo&request={id}", "", ".specs[data-result]"),
}


def requests(url: str) -> str:
    """Send requests. Returns the id of the one whose pictures are taken."""
    agent = {"user-agent": "claude-cli/2.1.330 (external, cli)"}
    short = {"model": "demo", "max_tokens": 300, "messages": [{"role": "user", "content": "Hello"}]}
    for path, body in (
        ("/demo/v1/messages", short),
        ("/demo/v1/messages", {**short, "stream": True}),
        ("/first/v1/messages", {**short, "stream": True, "model": "large"}),
        ("/cloud/v1/messages", short),
        ("/demo/v1/messages", {**short, "max_tokens": "many"}),
        ("/demo/v1/chat/completions", {"model": "demo", "stream": True, "messages": short["messages"]}),
        ("/demo/v1/messages/count_tokens", short),
        ("/demo/v1/messages", CONVERSATION),
    ):
        httpx.post(url + path, json=body, headers=agent if "messages" in path else {}, timeout=30)
    rows = httpx.get(f"{url}/ui/api/snapshot").json()["rows"]
    return str(next(row["id"] for row in reversed(rows) if row["losses"]))


def pictures(url: str, id: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1280, "height": 760}, color_scheme="light").new_page()
        page.set_default_timeout(EXPLAINED_MS)
        for name, (path, rows, wanted) in VIEWS.items():
            page.goto(f"{url}/ui#/{path.format(id=id)}")
            page.wait_for_function(SELECT, arg=[rows, SELECTED.pattern, wanted], polling=500)
            page.wait_for_timeout(800)
            page.screenshot(path=IMAGES / f"window-{name}-light.png")
        browser.close()


def main() -> None:
    port = 4179
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dragoman.yaml"
        file.write_text(CONFIGURATION.format(port=port))
        command = [sys.executable, "-m", "dragoman", "serve", "--config", str(file), "--log-level", "error"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(100):
                try:
                    httpx.get(f"{url}/healthz")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            pictures(url, requests(url))
        finally:
            server.terminate()
            server.wait()
    print(json.dumps(sorted(path.name for path in IMAGES.glob("window-*.png"))))


if __name__ == "__main__":
    main()
