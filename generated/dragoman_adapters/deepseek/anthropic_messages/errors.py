"""DeepSeek: changes to errors.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import api_errors
from dragoman_adapters.anthropic_messages import errors as base


class ReadErrors(base.ReadErrors):
    pass


read: Final = ReadErrors.of

# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"),
    re.compile(r"thinking` blocks in the latest assistant message cannot be modified"),
    re.compile(r"reasoning_content is missing"),
    re.compile(r"(?:reasoning_content|content\[\]\.thinking).{0,60}must be passed back"),
), ("reasoning", "encrypted_reasoning"))
