"""vLLM, OpenAI Responses: differences and entry points.

Generated from specs/providers/vllm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses import errors, request, response, stream
from dragoman_adapters.quirks import foreign_reasoning

write_request: Final = request.write
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

patch: Final = in_order(foreign_reasoning.patch)
