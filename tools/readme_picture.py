"""Picture of the README: a terminal session with the built-in demo provider, as an SVG image.

`make picture` starts the proxy without any configuration, sends one streamed request, and writes docs/images/demo.svg.
The text of the image is the captured output: long lines are cut, and `...` stands for all but the first of consecutive
deltas.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "demo.svg"
ADDRESS = "http://127.0.0.1:4141"
BODY = '{"model": "demo", "max_tokens": 1000, "stream": true, "messages": [{"role": "user", "content": "Hello"}]}'
COLUMNS = 116
CHARACTER_WIDTH, LINE_HEIGHT, MARGIN = 7.8, 18, 20
COLORS = {"$": "#7ee787", "e": "#79c0ff"}  # by first character: commands and event names
DEFAULT_COLOR = "#e6edf3"


@contextmanager
def proxy() -> Iterator[tuple[str, list[str]]]:
    """Run the proxy on a free port without configuration; give its address and the lines it prints at startup."""
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "DRAGOMAN_KEYRING": "off"}
        command = [sys.executable, "-m", "dragoman", "serve", "--port", "0"]
        with Popen(command, stdout=PIPE, stderr=DEVNULL, text=True, cwd=home, env=environment) as process:
            assert process.stdout is not None
            lines = []
            for line in process.stdout:
                lines.append(line.rstrip("\n"))
                if "ANTHROPIC_BASE_URL" in line:
                    break
            try:
                yield re.findall(r"http://[\d.]+:\d+", lines[0])[0], lines
            finally:
                process.terminate()


def session() -> list[str]:
    """Return the lines of a session: the start of the proxy, and a streamed response."""
    with proxy() as (address, banner):
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"{address}/v1/messages", BODY.encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            stream = response.read().decode().splitlines()
    command = f"$ curl -N {ADDRESS}/v1/messages -H 'content-type: application/json' \\"
    lines = ["$ make run", *banner, "", command, f"    -d '{BODY}'", *shortened(stream)]
    return [line.replace(address, ADDRESS) for line in lines]


def shortened(stream: Iterable[str]) -> Iterator[str]:
    """Yield the lines of an event stream without blank lines, and `...` for all but the first of consecutive deltas."""
    before, skipping = "", False
    for line in filter(None, stream):
        if line.startswith("event: "):
            repeated = line == before and line.endswith("delta")
            if repeated and not skipping:
                yield "..."
            before, skipping = line, repeated
        if not skipping:
            yield line


def svg(lines: list[str]) -> str:
    """Return an SVG image of terminal text."""
    width, height = round(COLUMNS * CHARACTER_WIDTH) + 2 * MARGIN, len(lines) * LINE_HEIGHT + 2 * MARGIN
    rows = []
    for number, line in enumerate(lines):
        shown = line if len(line) <= COLUMNS else line[: COLUMNS - 1] + "…"
        color = COLORS.get(shown[:1], DEFAULT_COLOR)
        y = MARGIN + number * LINE_HEIGHT + 13
        rows.append(f'<text x="{MARGIN}" y="{y}" fill="{color}" xml:space="preserve">{escape(shown)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>\n' + "\n".join(rows) + "\n</svg>\n"
    )


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(svg(session()), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)}: written")
