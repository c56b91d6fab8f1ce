"""The files of the page, with headers that confine it: no foreign script, style, font, image, frame or connection."""

from __future__ import annotations

from functools import cache
from importlib import resources

from dragoman.exchange.replies import Reply
from dragoman.server.control.errors import HttpError

TYPES = {
    "html": b"text/html; charset=utf-8",
    "js": b"text/javascript; charset=utf-8",
    "css": b"text/css; charset=utf-8",
    "svg": b"image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
SECURITY = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


@cache
def contents() -> dict[str, bytes]:
    """Return the files by name."""
    folder = resources.files("dragoman.server.window") / "page"
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.rpartition(".")[2] in TYPES}


def reply(name: str) -> Reply:
    """Return a file; the page itself for "". Raises HttpError."""
    name = name or "index.html"
    if name not in contents():
        raise HttpError("not_found", f"no such path: /ui/{name}")
    headers = [(b"content-type", TYPES[name.rpartition(".")[2]]), *SECURITY, (b"cache-control", b"no-cache")]
    return Reply(200, headers, contents()[name])
