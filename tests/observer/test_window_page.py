"""The page in a headless browser, against a running server with the demo provider."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.config.file import load
from dragoman.config.settings import default_settings
from dragoman.server.window.files import contents
from tests.observer.browser import npm_package
from tests.observer.conftest import Running
from tests.observer.facts import begin, exchange

HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>\' \u202e </span>'
TOOL = {"name": "weather", "description": HOSTILE, "input_schema": {"type": "object", "properties": {HOSTILE: {}}}}
WIDTHS = {"wide": 1440, "medium": 900, "narrow": 390}
PAGE = Path(__file__).resolve().parents[2] / "runtime/dragoman/server/window/page"
TSC = [
    *("--noEmit", "--allowJs", "--checkJs", "--strict", "--target", "es2023", "--module", "esnext"),
    *("--moduleResolution", "bundler", "--lib", "es2023,dom,dom.iterable,dom.asynciterable"),
]
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MAX_TASK_MS = 50.0  # of the page's main thread: a longer one delays a frame


def longest_task(browser: Any, tab: Any, seconds: float) -> float:
    """Return the longest task of the page's main thread in the following seconds, in ms of its CPU time: time in which
    the machine runs other programs does not count."""
    browser.start_tracing(page=tab, categories=["toplevel", "__metadata"])
    tab.wait_for_timeout(seconds * 1000)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    threads = {(one["pid"], one["tid"]) for one in events if one.get("args", {}).get("name") == "CrRendererMain"}
    spent = [one["tdur"] / 1000 for one in events if "tdur" in one and (one["pid"], one["tid"]) in threads]
    assert len(spent) > 50, "the browser has no CPU times of its tasks"
    return float(max(spent))


class Page:
    """A tab on the page, which collects errors and foreign requests."""

    def __init__(self, browser: Any, url: str, width: int = 1440, scheme: str = "light") -> None:
        self.url, self.errors = url, list[str]()
        self.context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        self.tab = self.context.new_page()
        self.tab.set_default_timeout(10_000)
        self.tab.on("pageerror", lambda error: self.errors.append(str(error)))
        self.tab.on("request", self._request)
        self.tab.on("console", self._console)
        self.tab.goto(f"{url}/ui")
        self.tab.wait_for_selector("body[data-status=on]")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.url, "blob:")):
            self.errors.append(request.url)

    def _console(self, message: Any) -> None:
        # see `without_explanations`
        stubbed = message.location.get("url", "").partition("?")[0].endswith(("/explain", "/play", "/quirks"))
        if message.type in ("error", "warning") and not stubbed:
            self.errors.append(message.text)

    def go(self, path: str, selector: str) -> None:
        self.tab.evaluate("path => { location.hash = `#/${path}`; }", path)
        self.tab.wait_for_selector(selector)

    def text(self, selector: str) -> str:
        return str(self.tab.inner_text(selector))


@pytest.fixture(scope="module")
def asked(running: Running) -> Iterator[str]:
    """The id of a streamed request with hostile texts and a loss."""
    answer = running.ask(HOSTILE, stream=True, top_k=5, tools=[TOOL])
    assert answer.status_code == 200
    assert running.ask(HOSTILE, max_tokens="many").status_code == 400
    observer = running.app.observer
    assert observer is not None
    yield next(iter(observer.rows))


@pytest.fixture
def page(browser: Any, running: Running, asked: str) -> Iterator[Page]:
    found = Page(browser, running.url)
    yield found
    found.context.close()
    assert found.errors == []


def visit_all(page: Page, asked: str) -> None:
    """Open every view, and check that it neither scrolls sideways nor contains markup of a provider."""
    views = {
        "requests": ".row:not([hidden])",
        f"requests/{asked}/translation": ".p-row",
        f"requests/{asked}/stream": ".s-row",
        f"requests/{asked}/headers": ".h-row",
        f"requests/{asked}/timing": ".w-bar",
        "profiles": ".p-item",
        "profiles/demo": ".p-detail",
        "usage": ".usage-table",
        "specs?provider=demo": ".e-line",
        "specs?file=specs/hub.yaml&line=20": ".r-line.on",
    }
    for path, selector in views.items():
        page.go(path, selector)
        assert page.tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        assert page.tab.evaluate("document.querySelectorAll('main img, main script').length") == 0, path
        assert page.tab.evaluate("window.hit") is None, path


def test_every_view_shows_hostile_texts_as_text(page: Page, asked: str) -> None:
    visit_all(page, asked)
    page.go(f"requests/{asked}/translation", ".p-row")
    assert HOSTILE[:20] in page.text(".pages") and "top_k" in page.text(".lostline")
    page.go("requests", ".row:not([hidden])")
    assert "invalid_request" in page.text(".row.failed .message")


@pytest.mark.exhaustive
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_view_fits_every_width(browser: Any, running: Running, asked: str, width: str, scheme: str) -> None:
    page = Page(browser, running.url, WIDTHS[width], scheme)
    visit_all(page, asked)
    page.context.close()
    assert page.errors == []


def test_a_forwarded_body_that_a_patch_changed_has_the_line_of_the_patch(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "dragoman.yaml").write_text(
        "profiles:\n  same: { provider: minimax, protocol: anthropic_messages, api_key: sk-untold,\n"
        "    base_url: 'http://127.0.0.1:9', retry: { max_retries: 0 } }\n"
    )
    server = Running(load(tmp_path / "dragoman.yaml"))
    try:
        assert server.ask("hi", path="/same/v1/messages", top_k=5, stop_sequences=["x"]).status_code >= 500
        page = Page(browser, server.url)
        (id,) = server.app.observer.rows  # type: ignore[union-attr]
        page.go(f"requests/{id}/translation", ".p-row")
        row = page.tab.locator(".p-row", has=page.tab.locator(".p-l", has_text="messages:"))
        assert "messages:" in row.locator(".p-r").inner_text()  # lists stand side by side
        page.tab.keyboard.press("l")
        found = "() => document.querySelector('.foot').innerText.includes('minimax.yaml')"
        page.tab.wait_for_function(found, timeout=120_000)  # the first explanation compiles the specs
        page.context.close()
    finally:
        server.stop()


@pytest.mark.exhaustive
def test_the_fields_of_a_whole_response_have_their_lines(browser: Any) -> None:
    server = Running(default_settings({}))
    answer = server.ask("whole", tools=[TOOL]).json()
    page = Page(browser, server.url)
    page.tab.set_default_timeout(240_000)  # the first explanation compiles the specs
    (id,) = server.app.observer.rows  # type: ignore[union-attr]
    page.go(f"requests/{id}/stream", ".s-made .made tbody tr")
    rows = {row.locator(".to").inner_text(): row for row in page.tab.locator(".s-made .made tbody tr").all()}
    for path in ("content.1.text", "stop_reason", "usage.output_tokens"):
        assert "openai_chat" in rows[path].inner_text() and "$" in rows[path].locator("code.line").last.inner_text(), (
            path
        )
    assert rows["content.1.text"].locator(".from").inner_text() == "choices.0.message.content"
    assert answer["content"][1]["text"][:20] in page.text(".twin") and page.tab.locator(".s-row").count() == 0
    assert "one body" in page.text(".s-top")
    page.context.close()
    server.stop()
    assert page.errors == []


@pytest.mark.exhaustive
def test_attempts_without_a_response_have_no_status(browser: Any, tmp_path: Path) -> None:
    config = tmp_path / "dragoman.yaml"
    config.write_text(
        "profiles:\n  demo: { provider: demo }\n"
        "  x: { provider: compatible, base_url: 'http://127.0.0.1:9/v1', models: { default: m }, fallback: [demo] }\n"
    )
    server = Running(load(config))
    assert server.ask("Hello", "/x/v1/messages").status_code == 200
    page = Page(browser, server.url, WIDTHS["narrow"])
    page.go(f"requests/{next(iter(server.app.observer.rows))}/timing", ".tries li")  # type: ignore[union-attr]
    states = [one.inner_text() for one in page.tab.locator(".tries li > b").all()]
    assert states[-1] == "200" and set(states[:-1]) == {"–"} and "tried before" in page.text(".times")
    assert page.tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.context.close()
    server.stop()
    assert page.errors == []


def test_requests_appear_while_the_page_is_open(page: Page, running: Running) -> None:
    page.go("requests", ".row:not([hidden])")
    before = page.tab.locator(".row:not([hidden])").count()
    running.ask("another")
    page.tab.wait_for_function("n => document.querySelectorAll('.row:not([hidden])').length > n", arg=before)
    page.tab.fill("#filter", "status:4xx")
    assert page.text(".hits").startswith("1 of ")


def test_the_page_can_be_used_with_the_keyboard_alone(page: Page, asked: str) -> None:
    keyboard = page.tab.keyboard
    page.go("requests", ".row:not([hidden])")
    keyboard.press("/")
    assert page.tab.evaluate("document.activeElement.id") == "filter"
    keyboard.type("loss:top_k ")
    keyboard.press("Enter")
    assert page.text(".hits").startswith("1 of ")
    keyboard.press("j")
    page.tab.wait_for_selector(".f-lost code")
    keyboard.press("Enter")
    page.tab.wait_for_selector(".p-row")
    keyboard.press("l")
    assert "top_k" in page.text(".p-row.on")
    for key, selector in (("s", ".s-row"), ("h", ".h-row"), ("m", ".w-bar"), ("t", ".p-row")):
        keyboard.press(key)
        page.tab.wait_for_selector(selector)
        if key == "s":
            keyboard.press("ArrowDown")
            keyboard.press("ArrowDown")
            page.tab.wait_for_selector(".s-row:nth-child(2).on")
    keyboard.press("Escape")
    page.tab.wait_for_selector(".row:not([hidden])")
    for key, selector in (("2", ".p-item"), ("4", ".usage-table"), ("?", "dialog[open]")):
        keyboard.press(key)
        page.tab.wait_for_selector(selector)


def test_a_filter_without_matches_states_what_its_terms_mean(page: Page) -> None:
    page.go("requests", ".row:not([hidden])")
    page.tab.fill("#filter", "took:>soon nokey:1 profile:demo")
    page.tab.wait_for_selector(":text('No request matches')")
    shown = page.text("main")
    assert "“took:” compares numbers" in shown and "There is no key “nokey”" in shown and "“profile" not in shown
    page.tab.fill("#filter", "took:>9000s")
    page.tab.wait_for_function("() => !document.querySelector('main').innerText.includes('nokey')")


FILTERS = [
    ("profile:fast", "a"),
    ("-profile:fast", "bc"),
    ("status:4xx", "b"),
    ("status:>=400 profile:slow", "b"),
    ("profile:fast|slow took:<2s", "a"),
    ("model:*large*", "c"),
    ("loss:top_k", "a"),
    ("loss:*", "a"),
    ("error:*", "b"),
    ("is:retried", "c"),
    ("cost:unknown", "ab"),
    ("cost:>0.01", "c"),
    ("in:>1k", "c"),
    ("overloaded", "b"),
    ('"too busy"', "b"),
    ("client:tool", "abc"),
]


def test_the_filter_language(page: Page) -> None:
    usual = {
        "client": ["tool", "1"], "profile": "", "requested": "m", "model": "m", "status": 200, "error": None,
        "cost": None, "losses": [], "attempts": 1, "duration": 100, "first_token": 50,
        "tokens": {"input": 10, "output": 1},
    }  # fmt: skip
    rows = [
        {**usual, "id": "a", "profile": "fast", "losses": [["top_k", "not supported"]]},
        {**usual, "id": "b", "profile": "slow", "status": 429, "error": ["overloaded", "too busy"], "duration": 3000},
        {**usual, "id": "c", "profile": "other", "model": "a-large-one", "attempts": 2, "cost": 0.5,
         "tokens": {"input": 2000, "output": 1}},
    ]  # fmt: skip
    found = page.tab.evaluate(
        """async ([filters, rows]) => {
             const { ui } = await import("/ui/kit.js");
             return filters.map((text) => rows.filter(ui.filter(text)).map((row) => row.id).join(""));
           }""",
        [[text for text, _ in FILTERS], rows],
    )
    assert dict(zip([text for text, _ in FILTERS], found, strict=True)) == dict(FILTERS)


def test_the_command_of_curl_quotes_every_text(page: Page) -> None:
    headers, body = [["x-a", "b'c"], ["authorization", "***"]], {"t": "a'b $(x)"}
    message = {"url": "https://h/it's", "headers": headers, "body": body}
    text = page.tab.evaluate("async (m) => (await import('/ui/actions.js')).curl(m, '')", message)
    script = "curl() { printf '%s\\n' \"$@\"; }; KEY=k; " + text
    shown = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
    data = json.dumps(body, separators=(",", ":"))
    assert shown == ["-N", "https://h/it's", "-H", "x-a: b'c", "-H", "authorization: k", "-d", data]


@pytest.mark.exhaustive
def test_the_checks_of_a_profile_are_shown_with_their_remedies(browser: Any, tmp_path: Path) -> None:
    config = tmp_path / "dragoman.yaml"
    config.write_text(
        "profiles:\n  demo: { provider: demo }\n  keyless: { provider: groq, api_key: '${UNTOLD_NONE}' }\n"
    )
    server = Running(load(config))
    page = Page(browser, server.url)
    page.tab.set_default_timeout(120_000)
    page.go("profiles/demo", ".p-detail")
    page.tab.keyboard.press("x")
    page.tab.wait_for_selector(".checks table.check")
    assert "failed" not in page.text(".checks table") and "tool call" in page.text(".checks table")
    page.go("profiles/keyless", ".p-detail h1:has-text('keyless')")
    page.tab.click(".checks button:has-text('Offline')")
    page.tab.wait_for_selector(".checks table .remedy")
    assert "UNTOLD_NONE" in page.text(".checks table")
    page.tab.wait_for_selector(".quirks li:has-text('overload has its own status')")
    shared, own = "quirks/no_media.yaml", "providers/groq.yaml"
    assert "when model qwen/qwen3*" in page.text(".quirks") and all(
        name in page.text(".quirks") for name in (shared, own)
    )
    page.context.close()
    server.stop()
    assert page.errors == []


@pytest.mark.exhaustive
def test_the_page_reconnects_to_a_restarted_server(browser: Any) -> None:
    first = Running(default_settings({}))
    port = first.listener.getsockname()[1]
    first.ask("before")
    page = Page(browser, first.url)
    first.stop()
    page.tab.wait_for_selector("body[data-status=off]")
    assert "Not connected" in page.text("#banner")
    second = Running(default_settings({}), port)
    second.ask("after")
    second.ask("after")
    page.tab.wait_for_selector("body[data-status=on]")
    page.tab.wait_for_function("document.querySelectorAll('.row:not([hidden])').length === 2")
    page.context.close()
    second.stop()


@pytest.mark.exhaustive
def test_the_page_asks_for_the_key_of_an_operator(browser: Any) -> None:
    settings = default_settings({})
    settings.operators = ["untold-operator"]
    server = Running(settings)
    server.ask("before")
    tab = browser.new_page()
    tab.goto(f"{server.url}/ui")
    tab.wait_for_selector("body[data-status=locked]")
    assert tab.locator(".row:not([hidden])").count() == 0
    for key, status in (("wrong", "locked"), ("untold-operator", "on")):
        tab.fill("#operator-key", key)
        tab.keyboard.press("Enter")
        tab.wait_for_selector(f"body[data-status={status}]")
    tab.wait_for_selector(".row:not([hidden])")
    tab.close()
    server.stop()


@pytest.mark.exhaustive
def test_ten_thousand_rows(browser: Any) -> None:
    server = Running(default_settings({}))
    observer = server.app.observer
    assert observer is not None

    def add(count: int) -> None:
        for _ in range(count):
            seen = begin(observer)
            seen.routed(exchange("demo", "demo", "m", known=["m"]))
            seen.end(200, False, None)

    server.loop.call_soon_threadsafe(add, 10_000)
    page = Page(browser, server.url)
    page.tab.wait_for_function("document.querySelector('.hits').textContent === '5,000 requests'")
    assert page.tab.evaluate("document.querySelectorAll('*').length") < 2500
    for second in range(3):  # 200 requests per second
        for tenth in range(10):
            server.loop.call_soon_threadsafe(server.loop.call_later, second + tenth / 10, add, 20)
    worst = longest_task(browser, page.tab, 3)
    page.tab.evaluate("document.querySelector('.rows').scrollTop = 60000")
    page.tab.wait_for_selector(".row:not([hidden])")
    page.context.close()
    server.stop()
    assert worst < MAX_TASK_MS, f"a task takes {worst:.0f} ms"


@pytest.mark.exhaustive
def test_axe_finds_nothing_serious(browser: Any, running: Running, asked: str, tmp_path: Path) -> None:
    axe = (npm_package("axe-core", tmp_path) / "axe.min.js").read_text("utf-8")
    found = []
    for scheme in ("light", "dark"):
        page = Page(browser, running.url, scheme=scheme)
        for path, selector in (
            ("requests", ".row:not([hidden])"),
            *((f"requests/{asked}/{tab}", ".panel > *") for tab in ("translation", "stream", "headers", "timing")),
            ("profiles/demo", ".p-detail"),
            ("usage", ".usage-table"),
            ("specs?provider=demo", ".e-line"),
            ("specs?file=specs/providers/demo.yaml&line=3", ".r-line.on"),
            ("requests?filter=nothing", ".empty h2"),
            (f"requests/{asked}", ".panel > *"),
        ):
            page.go(path, selector)
            if path == f"requests/{asked}":
                page.tab.click("text=Replay…")
            page.tab.evaluate(axe)
            result = page.tab.evaluate(f"axe.run(document, {{ runOnly: {AXE} }})")
            serious = [one for one in result["violations"] if one["impact"] in ("serious", "critical")]
            found += [(scheme, path, one["id"], one["nodes"][0]["html"][:200]) for one in serious]
        page.context.close()
    assert found == []


@pytest.mark.exhaustive
def test_the_types_of_the_scripts(tmp_path: Path) -> None:
    tsc = npm_package("typescript@7", tmp_path) / "bin" / "tsc"
    scripts = sorted(map(str, PAGE.glob("*.js")))
    done = subprocess.run(["node", str(tsc), *TSC, *scripts], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_file_refers_to_another_host_or_runs_inline_code() -> None:
    files = {name: data.decode() for name, data in contents().items()}
    assert {"index.html", "style.css", "app.js", "icon.svg"} <= set(files)
    html = files["index.html"]
    assert "<script>" not in html and "style=" not in html and "onload" not in html and "http" not in html
    for name, text in files.items():
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "@import",
        ):
            assert word not in text, f"{name} contains {word}"


def test_the_playground_shows_what_a_change_does(page: Page) -> None:
    """The compiler's answers are stubbed: they take seconds, and `test_way` has real ones."""
    line = {"phase": "write", "file": "demo.yaml", "line": 2}
    first = {"result": {"model": "m"}, "links": [["model", [], "=", [0], []]], "steps": [line]}
    lost = [{"path": "top_k", "reason": "not supported", "sources": [], "step": 0}]
    answers: list[dict[str, Any]] = [
        {**first, "losses": lost},
        {"problems": [{"line": n, "column": 3, "text": HOSTILE} for n in (3, 5)]},
        {**first, "losses": [{**lost[0], "path": "seed"}]},
    ]
    page.tab.route("**/ui/api/play", lambda route: route.fulfill(json=answers.pop(0)))
    page.go("specs?provider=demo", ".specs[data-result]")
    editor = page.tab.locator("textarea").first
    editor.evaluate("area => { area.focus(); area.setSelectionRange(0, 0); }")
    page.tab.keyboard.press("ArrowDown")
    assert page.text(".g-caret") == "2:1" and "model" in page.text(".g-line.lit")
    page.tab.keyboard.press("End")
    page.tab.keyboard.type(" ")
    page.tab.wait_for_selector(".g-problems li")
    carets = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.tab.keyboard.press(f"Alt+{key}")
        carets.append(page.text(".g-caret"))
    assert carets == ["3:3", "5:3", "3:3", "5:3"]
    page.tab.keyboard.press("Control+Enter")
    page.tab.wait_for_selector(".g-lost li.new")
    assert "seed" in page.text(".g-lost li.new") and "top_k" in page.text(".g-lost li.back")


def test_a_changed_spec_is_compared_with_the_saved_one_for_the_same_request(page: Page, asked: str) -> None:
    plays: list[dict[str, Any]] = []

    def play(route: Any) -> None:
        given = route.request.post_data_json
        plays.append(given)
        result = {"model": given["request"]["model"], **({"seed": 1} if "seed" in given["spec"] else {})}
        route.fulfill(json={"result": result, "links": [], "losses": [], "steps": [], "protocol": "openai_chat"})

    page.tab.route("**/ui/api/play", play)
    page.go("specs?provider=demo", ".specs[data-result]")
    assert page.text(".g-spec header code") == "providers/demo.yaml"
    page.tab.locator(".e-box textarea").press("Control+End")
    page.tab.keyboard.type("# seed")
    page.tab.wait_for_selector(".g-line.diff >> text=seed")
    page.tab.select_option(".g-in select", asked)
    page.tab.wait_for_selector(".g-json .j-text:has-text('demo')")
    assert HOSTILE[:10] in page.tab.input_value(".g-request")
    assert [row.inner_text() for row in page.tab.locator(".g-line.diff").all()] == ["+\nseed: 1"]
    assert ["# seed" in play["spec"] for play in plays[-2:]] == [True, False]  # the saved one for the other request
    page.go("requests", ".row:not([hidden])")
    page.go("specs?provider=demo", ".specs[data-result]")
    assert page.tab.input_value(".e-box textarea").endswith("# seed")  # what is not saved stays
    page.tab.click("text=Revert")
    assert "# seed" not in page.tab.input_value(".e-box textarea") and page.tab.locator(".revert").is_disabled()


def test_a_case_is_shown_before_it_is_saved(page: Page, asked: str, tmp_path: Path) -> None:
    def made(route: Any) -> None:
        route.fulfill(json={"name": HOSTILE, "texts": not route.request.post_data_json["redact_text"]})

    page.tab.route("**/case", made)
    page.go(f"requests/{asked}/translation", ".p-row")
    page.tab.click("text=Save as case")
    page.tab.wait_for_function("() => document.querySelector('dialog .raw').textContent.includes('true')")
    page.tab.check("dialog input[name=texts]")
    page.tab.wait_for_function("() => document.querySelector('dialog .raw').textContent.includes('false')")
    shown = page.tab.evaluate("document.querySelector('dialog .raw').textContent")
    with page.tab.expect_download() as download:
        page.tab.click("dialog button:has-text('Save'):not(.quiet)")
    download.value.save_as(tmp_path / "case.json")
    assert (tmp_path / "case.json").read_text("utf-8") == shown
    assert json.loads(shown) == {"name": HOSTILE, "texts": False} and page.tab.evaluate("window.hit") is None


def test_a_header_under_another_name_is_beside_its_source(page: Page, running: Running, asked: str) -> None:
    def renamed(route: Any) -> None:
        found = route.fetch().json()
        found["response"]["headers"] = [["x-request-id", "req_123456"], ["x-secret", "***"]]
        found["answer"]["headers"] = [["request-id", "req_123456"], ["x-token", "***"]]
        route.fulfill(json=found)

    page.tab.route(f"**/ui/api/requests/{asked}", renamed)
    page.go(f"requests/{asked}/headers", ".h-row")
    rows = [row.inner_text().split() for row in page.tab.locator(".h-part:nth-child(2) .h-row:not(.h-top)").all()]
    assert sorted(rows) == [
        ["request-idreq_123456", "→", "x-request-idreq_123456"],
        ["x-token***", "+"],
        ["·", "x-secret***"],
    ]


def test_a_run_of_events_opens_and_a_view_is_left_while_one_types(page: Page, asked: str) -> None:
    explained = {"events": [], "links": [], "steps": [{"rule": "row text"}], "losses": [], "silent": []}

    def lines(route: Any) -> None:
        events = page.tab.evaluate(
            """async (id) => {
                 const { splitter } = await import("/ui/stream.js"), split = splitter();
                 const { stream } = await (await fetch(`/ui/api/requests/${id}`)).json();
                 const events = stream.flatMap(([, received]) => split(received));
                 return events.filter((one) => one.body).map((one) => one.body);
               }""",
            asked,
        )
        route.fulfill(json={**explained, "events": [[event, [0], []] for event in events]})

    page.tab.route("**/explain?of=answer", lines)
    page.go(f"requests/{asked}/stream", ".s-lane:has-text('text')")
    run = page.tab.locator(".s-to button.many").first
    count = int(run.inner_text().removeprefix("× "))
    run.press("Enter")
    assert page.tab.locator(".s-to .single").first.locator("span").count() == count
    page.go("requests", ".row:not([hidden])")
    page.tab.keyboard.press("/")
    page.go("usage", ".usage-table")


def test_the_playground_opens_without_the_body_of_its_request(page: Page) -> None:
    page.tab.route("**/ui/api/requests/gone", lambda route: route.fulfill(json={"client": None, "names": []}))
    page.tab.route("**/ui/api/play", lambda route: None)
    page.go("specs?provider=demo&request=gone", ".e-line")
    page.tab.wait_for_selector("#toast.on >> text=not kept")
    assert "Hello" in page.tab.input_value(".g-request")


def test_a_slow_translation_shows_its_seconds(page: Page) -> None:
    held: list[Any] = []
    page.tab.route("**/ui/api/play", lambda route: held.append(route))
    page.go("specs?provider=demo", ".e-line")
    page.tab.locator(".g-wait", has_text="s: the compiler").wait_for()
    assert page.text(".g-state") == "translating…"
    held[0].fulfill(json={"problems": []})
    page.tab.locator(".g-wait:empty").wait_for(state="attached")


def test_a_request_that_is_sent_again_is_shown(page: Page, asked: str) -> None:
    page.go(f"requests/{asked}/translation", ".p-row")
    page.tab.get_by_role("button", name="Replay…").click()
    page.tab.locator("dialog input[name=send]").check()
    page.tab.locator("dialog button", has_text="Replay").click()
    page.tab.wait_for_url(lambda url: "/requests/" in url and asked not in url)
    page.tab.wait_for_selector(".p-row")
