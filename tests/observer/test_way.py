"""The way from a request on the page to a mended spec: explanation, case, failing replay, playground, passing one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from dragoman.config.profiles import ProfileOptions, make
from dragoman.config.settings import Settings
from tests.observer.browser import browser
from tests.observer.conftest import Running
from tests.observer.test_window_page import Page

pytestmark = pytest.mark.exhaustive
PROVIDER = "groq"
QUIRK = """
quirks:
  - because: it accepts only the older name of the limit
    see: https://console.groq.com/docs/api-reference
    request: { write: { Request from Request: { max_completion_tokens: ~, max_tokens: $max_tokens } } }
"""
ANSWER = {
    "id": "1", "object": "chat.completion", "created": 1, "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4},
}  # fmt: skip


class Host(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
        (tmp_path / name).mkdir()
    host = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=host.serve_forever, daemon=True).start()
    options = ProfileOptions(base_url=f"http://127.0.0.1:{host.server_address[1]}/v1")
    profile = make("main", PROVIDER, options, {"GROQ_API_KEY": "untold-key"})
    server = Running(Settings({"main": profile}, "main"))
    yield server
    server.stop()
    host.shutdown()


def dragoman(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dragoman", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)


def test_a_fault_becomes_a_case_and_a_quirk_mends_it(running: Running, tmp_path: Path) -> None:
    assert running.ask("Hello", "/main/v1/messages").status_code == 200
    observer = running.app.observer
    assert observer is not None
    id = next(iter(observer.rings.rows))

    with browser() as chromium:
        page = Page(chromium, running.url)
        page.tab.set_default_timeout(120_000)
        # the page shows the line of the spec that made the field
        page.go(f"requests/{id}/translation", ".p-row")
        page.tab.wait_for_function("!!document.querySelector('.is-changed, .p-sign')")
        explained = httpx.get(f"{running.url}/ui/api/requests/{id}/explain", timeout=120).json()
        link = next(link for link in explained["links"] if link[0] == "max_completion_tokens")
        step = explained["steps"][link[3][-1]]
        assert (link[1], step["text"]) == (["max_tokens"], "max_completion_tokens: $max_tokens")
        # the request becomes a case
        page.tab.click("text=Save as case")
        with page.tab.expect_download() as download:
            page.tab.click("dialog button:has-text('Save'):not(.quiet)")
        case = tmp_path / "case.json"
        download.value.save_as(case)
        assert dragoman("replay", str(case)).returncode == 0
        # the case becomes a failing test
        text = case.read_text("utf-8")
        assert "untold" not in text
        case.write_text(text.replace('"max_completion_tokens"', '"max_tokens"'), "utf-8")
        assert dragoman("replay", str(case)).returncode == 1
        # a quirk in the playground gives what the case expects
        page.go(f"specs?provider={PROVIDER}&request={id}", ".specs[data-result]")
        spec = page.tab.input_value(".e-box textarea")
        first = page.tab.get_attribute(".specs", "data-result")
        assert "\nquirks:" not in spec or spec.count("\nquirks:") == 1
        broken = spec.replace("protocol:", "protokol:", 1)
        page.tab.fill(".e-box textarea", broken)
        page.tab.wait_for_selector(".g-problems li")
        mended = spec + QUIRK if "\nquirks:" not in spec else spec.replace("\nquirks:\n", QUIRK, 1)
        page.tab.fill(".e-box textarea", mended)
        page.tab.wait_for_function("n => document.querySelector('.specs').dataset.result !== n", arg=first)
        assert page.tab.locator(".g-line.diff", has_text="max_tokens").count() == 1
        page.tab.click(".g-spec >> text=Save")
        page.tab.wait_for_selector("#toast.on")
        page.context.close()
        assert page.errors == []

    # the same spec in the user's folder makes the test pass
    written = tmp_path / "XDG_CONFIG_HOME" / "dragoman" / "specs" / "providers" / f"{PROVIDER}.yaml"
    assert written.read_text("utf-8") == mended
    done = dragoman("replay", str(case))
    assert done.returncode == 0, done.stdout + done.stderr
