"""Log formats, for people and as JSON: one record is one line, whatever clients and providers send.

Control characters, line separators, bidirectional marks and all else that is not printable are written as escapes. The
lines of a traceback are indented, so that none of them begins like a record.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")  # of the request that a record belongs to

FORMAT = "%(asctime)s %(levelname)-7s %(message)s"
DATE = "%Y-%m-%d %H:%M:%S"
INDENT = "    "


def escaped(text: str) -> str:
    """Return the text with each character that is not printable as its escape, such as `\\n` or `\\u2028`."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


class LineFormatter(logging.Formatter):
    """Formats each record as a line, which ends with the id of the request that it belongs to."""

    def __init__(self) -> None:
        super().__init__(FORMAT, DATE)

    def formatMessage(self, record: logging.LogRecord) -> str:
        id = request_id.get()
        return escaped(super().formatMessage(record)) + (f" [{id}]" if id else "")

    def format(self, record: logging.LogRecord) -> str:
        line, *traceback = super().format(record).split("\n")
        return "\n".join([line, *(INDENT + escaped(text) for text in traceback)])


class JsonFormatter(logging.Formatter):
    """Formats each record as a JSON object: `time` (UTC), `level`, `logger`, `message`, and where they apply `request`,
    the id of the request, and `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if id := request_id.get():
            fields["request"] = id
        if record.exc_text or record.exc_info:
            fields["traceback"] = record.exc_text or self.formatException(record.exc_info or (None, None, None))
        return json.dumps(fields)
