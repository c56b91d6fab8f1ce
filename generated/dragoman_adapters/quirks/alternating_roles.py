"""The shared quirk alternating_roles.

Generated from specs/quirks/alternating_roles.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub, passes
from dragoman_adapters.openai_chat import request


class WriteRequest(request.WriteRequest):
    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(request, self.context, end="refuse", alternate=True)
