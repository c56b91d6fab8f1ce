"""GitLab Duo: the functions that the runtime calls.

Generated from specs/providers/gitlab.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import in_order
from dragoman_adapters.gitlab.openai_responses.request import write as write_request
from dragoman_adapters.openai_responses.errors import RETRY
from dragoman_adapters.openai_responses.errors import read as read_failure
from dragoman_adapters.openai_responses.response import read as read_response
from dragoman_adapters.openai_responses.stream import Reader as reader
from dragoman_adapters.quirks import foreign_reasoning

__all__ = ["RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]

MODEL_0: Final = re.compile(r"(?!(?:.*\-chat.*)\Z)(?:o1.*|o3.*|o4.*|gpt\-5.*|gpt\-6.*|codex\-.*)")
MODEL_1: Final = re.compile(r"(?!(?:.*\-chat.*|.*\-codex.*|.*\-pro.*)\Z)(?:gpt\-5|gpt\-5\-.*)")
MODEL_2: Final = re.compile(r"gpt\-5\-pro.*")
MODEL_3: Final = re.compile(r"(?!(?:.*\-chat.*)\Z)(?:gpt\-5\.1.*)")
MODEL_4: Final = re.compile(r"(?!(?:.*\-chat.*)\Z)(?:gpt\-5\.2.*|gpt\-5\.3.*|gpt\-5\.4.*|gpt\-5\.5.*)")
MODEL_5: Final = re.compile(r"(?!(?:.*\-chat.*)\Z)(?:gpt\-5\.6.*|gpt\-6.*)")
MODEL_6: Final = re.compile(r"gpt\-6\-astra.*|gpt\-6\.1\-sol.*|gpt\-6\.2.*")
MODEL_7: Final = re.compile(r"gpt\-5\.1\-codex.*")
MODEL_8: Final = re.compile(r"gpt\-5\.1\-codex\-max.*|gpt\-5\.2\-codex.*|gpt\-5\.3\-codex.*")
MODEL_9: Final = re.compile(r"gpt\-5\.2\-pro.*|gpt\-5\.4\-pro.*|gpt\-5\.5\-pro.*")


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Return for each condition of a quirk whether it holds for this request."""
    model = context.model.lower()
    return (
        MODEL_0.fullmatch(model) is not None,
        MODEL_1.fullmatch(model) is not None,
        MODEL_2.fullmatch(model) is not None,
        MODEL_3.fullmatch(model) is not None,
        MODEL_4.fullmatch(model) is not None,
        MODEL_5.fullmatch(model) is not None,
        MODEL_6.fullmatch(model) is not None,
        MODEL_7.fullmatch(model) is not None,
        MODEL_8.fullmatch(model) is not None,
        MODEL_9.fullmatch(model) is not None,
    )


patch: Final = in_order(foreign_reasoning.patch)
