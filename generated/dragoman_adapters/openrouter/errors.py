"""OpenRouter: changes to errors.

Generated from specs/providers/openrouter.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.filters import text, within
from dragoman.library.validation import record
from dragoman_adapters.openai_chat import errors as base
from dragoman_adapters.openrouter.types import ReadTypes


class Error(TypedDict, total=False):
    message: str | None
    type: str | None
    code: str | int | None
    param: str | None
    metadata: Metadata | None


class Metadata(TypedDict, total=False):
    raw: str | None
    provider_name: str | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Error": {"metadata": "Metadata"},
        "Metadata": {"raw": "str", "provider_name": "str"},
    }
)


class ReadErrors(ReadTypes, base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))

    def read_failure_from_body(self, it: Any) -> hub.Failure:
        message2 = record(it.get("error"))
        message3 = message2.get("message") if message2 else None
        metadata = message2.get("metadata") if message2 else None
        part = within(metadata.get("raw") if metadata else None, "message")
        message: Any = str(message3) + ": " + str(part) if message3 is not None and part is not None else None
        if message is None:
            message4 = within(message2.get("message") if message2 else None, "message")
            if message4 is None:
                error = it.get("error")
                message4 = error if isinstance(error, str) else None
            if message4 is None:
                message4 = it.get("message")
            message = "" if message4 is None else message4
        out: hub.Failure = {"message": message}
        fault2 = text(message2.get("code") if message2 else None)
        fault: hub.Fault | None = self.FAULTS.get(fault2) if fault2 is not None else None
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
