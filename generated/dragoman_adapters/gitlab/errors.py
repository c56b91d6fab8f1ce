"""GitLab Duo: changes to errors.

Generated from specs/providers/gitlab.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub
from dragoman.library.validation import record
from dragoman_adapters.anthropic_messages import errors as base


class Body(base.Body, total=False):
    detail: str | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Body": {"detail": "str"},
    }
)


class ReadErrors(base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))

    def read_api_error_from_body(self, it: Body) -> hub.ApiError:
        message2 = record(it.get("error"))
        message = message2.get("message") if message2 else None
        if message is None:
            error = it.get("error")
            message = error if isinstance(error, str) else None
        if message is None:
            message = it.get("detail")
        if message is None:
            message = it.get("message")
        out: hub.ApiError = {"message": "" if message is None else message}
        type_ = message2.get("type") if message2 else None
        if type_ is not None and (error_type := self.ERROR_TYPES.get(type_)) is not None:
            out["error_type"] = error_type
        if message2 and (code := message2.get("type")) is not None:
            out["code"] = code
        return out


read: Final = ReadErrors.of
