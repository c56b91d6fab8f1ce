"""The shared quirk claude_models.

Generated from specs/quirks/claude_models.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.quirks.patches import foreign, is_blank, keep_last, put, remove, remove_values, trim
from dragoman.library.quirks.places import Walk, value_at
from dragoman_adapters.anthropic_messages import request


class WriteRequest(request.WriteRequest):
    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            formats=["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"],
            strict=[
                "type", "enum", "const", "description", "title", "default", "$ref", "$defs", "definitions", "anyOf",
                "allOf", "format", "properties", "required", "additionalProperties", "items",
            ],
            strict_sizes={"optional": 24},
            closed=[
                "type", "enum", "const", "description", "title", "default", "$ref", "$defs", "definitions", "anyOf",
                "allOf", "format", "properties", "required", "additionalProperties", "items",
            ],
            json_prompt="Respond with a single JSON object and no other text.", illegal="[^a-zA-Z0-9_.-]",
            max_length=64,
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            budgets={
                "minimal": 1024, "low": 1024, "medium": 8192, "high": 24576, "xhigh": 32768, "max": 32768,
            } if self.context.holds[0] else {},
        )


ONE_OF_0: Final = re.compile(
    r"(?!(?:.*claude\-.*\-4.7.*|.*claude\-.*\-4.8.*|.*claude\-opus\-5.*|.*claude\-sonnet\-5.*|.*claude\-haiku\-5.*|.*claude\-fable\-.*|.*claude\-mythos\-.*|\~.*\-latest)\Z)(?s:.*)",
)
ONE_OF_1: Final = re.compile(
    r".*claude\-.*\-4.7.*|.*claude\-.*\-4.8.*|.*claude\-opus\-5.*|.*claude\-sonnet\-5.*|.*claude\-haiku\-5.*|.*claude\-fable\-.*|.*claude\-mythos\-.*|\~.*\-latest",
)
ONE_OF_2: Final = re.compile(
    r".*claude\-fable\-5.*|.*claude\-mythos\-5.*|.*claude\-opus\-5.5.*|.*claude\-sonnet\-5.5.*",
)
ONE_OF_3: Final = re.compile(
    r".*claude\-3.*|.*claude\-.*\-4|.*claude\-.*\-4.0.*|.*claude\-.*\-4.2025.*|.*claude\-opus\-4.1.*|.*claude\-.*\-4.5.*",
)
ONE_OF_4: Final = re.compile(
    r"(?!(?:.*claude\-opus\-4.5.*)\Z)(?:.*claude\-3.*|.*claude\-.*\-4|.*claude\-.*\-4.0.*|.*claude\-.*\-4.2025.*|.*claude\-opus\-4.1.*|.*claude\-.*\-4.5.*)",
)
ONE_OF_5: Final = re.compile(r".*claude\-opus\-4.5.*")
ONE_OF_6: Final = re.compile(r".*claude\-.*\-4.6.*")
ONE_OF_7: Final = re.compile(r".*claude\-opus\-5.*")
ONE_OF_8: Final = re.compile(r"(?!(?:.*claude\-fable\-5.2.*|.*claude\-mythos\-5.2.*|.*claude\-opus\-5.*)\Z)(?s:.*)")
ONE_OF_9: Final = re.compile(r".*claude\-opus\-4.1.*|.*claude\-.*\-4.5.*|.*claude\-.*\-4.6.*")


@lru_cache(maxsize=256)
def matches(model: str) -> tuple[bool, ...]:
    """Return for each set of globs whether it matches a model."""
    return (
        ONE_OF_0.fullmatch(model) is not None,
        ONE_OF_1.fullmatch(model) is not None,
        ONE_OF_2.fullmatch(model) is not None,
        ONE_OF_3.fullmatch(model) is not None,
        ONE_OF_4.fullmatch(model) is not None,
        ONE_OF_5.fullmatch(model) is not None,
        ONE_OF_6.fullmatch(model) is not None,
        ONE_OF_7.fullmatch(model) is not None,
        ONE_OF_8.fullmatch(model) is not None,
        ONE_OF_9.fullmatch(model) is not None,
    )


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    one_of_0, one_of_1, one_of_2, one_of_3, one_of_4, one_of_5, one_of_6, one_of_7, one_of_8, one_of_9 = matches(
        context.model.lower(),
    )
    changed = False
    # with a thinking budget the last assistant turn must begin with a thinking block
    if one_of_0 and context.retried:
        for trail in walk.each(
            ("context_management", "edits", "*"),
            ("clear_thinking_*",),
            {"thinking.type": ("enabled",)},
        ):
            changed = remove(
                trail, "the provider rejected earlier reasoning; the request was repeated without it", context, 1,
            ) or changed
    # with a thinking budget the last assistant turn must begin with a thinking block
    if one_of_0 and context.retried:
        for trail in walk.each(("thinking",), ("enabled",), {}):
            changed = remove(
                trail, "the provider rejected earlier reasoning; the request was repeated without it", context,
            ) or changed
    # a rejected thinking signature stays invalid after a change of account or model
    if context.retried:
        for trail in walk.each(("messages", "*", "content", "*"), ("thinking", "redacted_thinking"), {}):
            changed = remove(
                trail, "rejected by the provider; the request was repeated without it", context, 2,
            ) or changed
    # thinking blocks with a missing or foreign signature are rejected
    for trail in walk.each(("messages", "*", "content", "*"), ("thinking",), {}):
        if foreign(value_at(trail, "signature")):
            changed = remove(trail, "reasoning of another provider or without a signature", context, 2) or changed
    # cache_control on thinking blocks is rejected
    for trail in walk.each(("messages", "*", "content", "*", "cache_control"), ("thinking", "redacted_thinking"), {}):
        changed = remove(trail, "cache_control is not supported on thinking blocks", context) or changed
    # at most four cache breakpoints are accepted
    changed = keep_last(
        [
            walk.each(("tools", "*", "cache_control"), (), {}),
            walk.each(("system", "*", "cache_control"), (), {}),
            walk.each(("messages", "*", "content", "*", "cache_control"), (), {}),
        ],
        4,
        "at most four cache breakpoints are supported; the last ones are kept",
        context,
    ) or changed
    # text blocks that contain only white space are rejected
    for trail in walk.each(("system", "*"), ("text",), {}):
        if is_blank(value_at(trail, "text")):
            changed = remove(trail, "", context, 2) or changed
    for trail in walk.each(("messages", "*", "content", "*"), ("text",), {}):
        if is_blank(value_at(trail, "text")):
            changed = remove(trail, "", context, 2) or changed
    # a trailing assistant message may not end in white space
    for trail in walk.each(("messages", "last", "content"), (), {"role": ("assistant",)}):
        changed = trim(trail) or changed
    # empty domain lists are rejected
    for trail in walk.each(("tools", "*", "allowed_domains"), (), {}):
        if is_blank(value_at(trail)):
            changed = remove(trail, "", context) or changed
    for trail in walk.each(("tools", "*", "blocked_domains"), (), {}):
        if is_blank(value_at(trail)):
            changed = remove(trail, "", context) or changed
    # models from 4.7 on use adaptive thinking and reject budget_tokens
    if one_of_1:
        for trail in walk.each(("thinking", "budget_tokens"), ("enabled",), {}):
            changed = remove(trail, "budget_tokens is not supported by this model", context) or changed
    # models from 4.7 on support adaptive thinking instead of enabled
    if one_of_1:
        for trail in walk.each(("thinking", "type"), ("enabled",), {}, True):
            changed = put(trail, "adaptive") or changed
            walk.forget()
    # thinking cannot be disabled on these models
    if one_of_2:
        for trail in walk.each(("thinking",), ("disabled",), {}):
            changed = remove(trail, "thinking cannot be disabled for this model", context) or changed
    # models up to 4.5 do not support adaptive thinking
    if one_of_3:
        for trail in walk.each(("thinking",), ("adaptive",), {}):
            changed = remove(trail, "adaptive thinking is not supported by this model", context) or changed
    # models up to 4.5 except Opus 4.5 do not support effort
    if one_of_4:
        remove_values(
            headers,
            "anthropic-beta",
            ("effort-2025-11-24",),
            "effort is not supported by this model",
            context,
        )
    # models up to 4.5 except Opus 4.5 do not support effort
    if one_of_4:
        for trail in walk.each(("output_config", "effort"), (), {}):
            changed = remove(trail, "effort is not supported by this model", context) or changed
    # Opus 4.5 supports efforts up to high
    if one_of_5:
        for trail in walk.each(("output_config", "effort"), (), {"output_config.effort": ("xhigh", "max")}, True):
            changed = put(trail, "high", "high is the highest effort of this model", context) or changed
            walk.forget()
    # models of 4.6 do not support the effort xhigh
    if one_of_6:
        for trail in walk.each(("output_config", "effort"), (), {"output_config.effort": ("xhigh",)}, True):
            changed = put(trail, "high", "xhigh is not supported by this model", context) or changed
            walk.forget()
    # without thinking Opus 5 supports efforts up to high
    if one_of_7:
        for trail in walk.each(
            ("output_config", "effort"),
            (),
            {"output_config.effort": ("xhigh", "max"), "thinking.type": ("disabled",)},
            True,
        ):
            changed = put(
                trail, "high", "high is the highest effort of this model without thinking", context,
            ) or changed
            walk.forget()
    # a forced tool_choice is rejected together with a thinking budget
    for trail in walk.each(("tool_choice",), ("any", "tool"), {"thinking.type": ("enabled",)}):
        changed = remove(
            trail, "a forced tool choice is not supported together with a thinking budget", context,
        ) or changed
    # a forced tool_choice is rejected by models that always think
    if one_of_2:
        for trail in walk.each(("tool_choice",), ("any", "tool"), {}):
            changed = remove(trail, "a forced tool choice is not supported by this model", context) or changed
    # models from 4.7 on accept the default temperature only
    if one_of_1:
        for trail in walk.each(("temperature",), (), {}):
            if value_at(trail) != 1:
                changed = remove(trail, "only the default temperature is supported by this model", context) or changed
    # models from 4.7 on reject top_p and top_k
    if one_of_1:
        for trail in walk.each(("top_p",), (), {}):
            changed = remove(trail, "top_p and top_k are not supported by this model", context) or changed
        for trail in walk.each(("top_k",), (), {}):
            changed = remove(trail, "top_p and top_k are not supported by this model", context) or changed
    # few models have a fast mode, Opus 4.8 until 2026-11-30
    if one_of_8:
        for trail in walk.each(("speed",), (), {"speed": ("fast",)}):
            changed = remove(trail, "this model has no fast mode", context) or changed
    # with thinking only the default temperature is accepted
    for trail in walk.each(("temperature",), (), {"thinking.type": ("enabled", "adaptive")}):
        if value_at(trail) != 1:
            changed = remove(trail, "sampling parameters are not supported together with thinking", context) or changed
    # top_k is rejected together with thinking
    for trail in walk.each(("top_k",), (), {"thinking.type": ("enabled", "adaptive")}):
        changed = remove(trail, "sampling parameters are not supported together with thinking", context) or changed
    # these models reject temperature together with top_p
    if one_of_9:
        for trail in walk.each(("top_p",), (), {"temperature": ("*",)}):
            changed = remove(
                trail, "temperature and top_p are not supported together by this model", context,
            ) or changed
    return changed
