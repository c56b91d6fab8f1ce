"""vLLM, Anthropic Messages: differences and entry points.

Generated from specs/providers/vllm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library.quirks.patches import in_order
from dragoman_adapters.anthropic_messages import errors, response, stream
from dragoman_adapters.quirks import no_hosted_tools, other_messages_host


class WriteRequest(other_messages_host.WriteRequest):
    pass


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY
REFUSALS: Final = errors.REFUSALS

patch: Final = in_order(other_messages_host.patch, no_hosted_tools.patch)
