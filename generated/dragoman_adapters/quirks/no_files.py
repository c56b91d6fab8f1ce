"""The shared quirk no_files.

Generated from specs/quirks/no_files.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub, passes
from dragoman_adapters.openai_chat import request


class WriteRequest(request.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=False)
