"""Kimi (Moonshot AI): changes to errors.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub
from dragoman.library.filters import join, text, within
from dragoman.library.validation import record
from dragoman_adapters.kimi.types import ReadTypes
from dragoman_adapters.openai_chat import errors as base
from dragoman_adapters.openai_chat.errors import Body


class ReadErrors(ReadTypes, base.ReadErrors):
    def read_failure_from_body(self, it: Body) -> hub.Failure:
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
        fault2 = text(message2.get("code") if message2 else None)
        fault: hub.Fault | None = self.FAULTS.get(fault2) if fault2 is not None else None
        if fault is None:
            type_ = message2.get("type") if message2 else None
            fault = self.FAULTS.get(type_) if type_ is not None else None
        if fault is None:
            fault3 = text(it.get("code"))
            fault = self.FAULTS.get(fault3) if fault3 is not None else None
        if fault is not None:
            out["fault"] = fault
        said = text(message2.get("code") if message2 else None)
        if said is None:
            said = text(it.get("code"))
        if said is not None:
            out["said"] = said
        return out


read: Final = ReadErrors.of
