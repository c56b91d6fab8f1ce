"""Google Gemini: changes to errors.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.filters import join, seconds, text, within
from dragoman.library.validation import record
from dragoman_adapters.gemini_provider.types import ReadTypes
from dragoman_adapters.openai_chat import errors as base

SHAPES: Final = base.SHAPES.extend(
    {
        "Error": {"status": "str", "details": ["Detailed"]},
        "Detailed": {"reason": "str", "retryDelay": "str"},
    }
)


class ReadErrors(ReadTypes, base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))

    def read_failure_from_body(self, it: Any) -> hub.Failure:
        message2 = record(it.get("error"))
        message = within(message2.get("message") if message2 else None, "message")
        if message is None:
            error = it.get("error")
            message = error if isinstance(error, str) else None
        if message is None:
            message = it.get("message")
        if message is None:
            detail = it.get("detail")
            message = detail if isinstance(detail, str) else None
        if message is None:
            detail2 = it.get("detail")
            message3 = detail2 if isinstance(detail2, list) else None
            message = join([x.get("msg") for x in message3 or ()], "; ")
        out: hub.Failure = {"message": "" if message is None else message}
        details = message2.get("details") if message2 else None
        fault2 = join([x.get("reason") for x in details or ()], "")
        fault: hub.Fault | None = self.REASONS.get(fault2) if fault2 is not None else None
        if fault is None:
            fault3 = text(message2.get("code") if message2 else None)
            fault = self.FAULTS.get(fault3) if fault3 is not None else None
        if fault is None:
            fault4 = text(it.get("code"))
            fault = self.FAULTS.get(fault4) if fault4 is not None else None
        if fault is not None:
            out["fault"] = fault
        said = message2.get("status") if message2 else None
        if said is None:
            said = text(message2.get("code") if message2 else None)
        if said is None:
            said = text(it.get("code"))
        if said is not None:
            out["said"] = said
        if (wait := seconds(join([x.get("retryDelay") for x in details or ()], ""))) is not None:
            out["wait"] = wait
        return out


read: Final = ReadErrors.of
