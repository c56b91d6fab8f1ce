"""Patches of the shared quirk claude_models.

Generated from specs/quirks/claude_models.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library.context import Context
from dragoman.library.patches import drop_betas, foreign, is_blank, leave, put, remove, trim
from dragoman.library.places import Walk, value_at

ONE_OF_0: Final = re.compile(
    r".*claude\-.*\-4.7.*|.*claude\-.*\-4.8.*|.*claude\-opus\-5.*|.*claude\-sonnet\-5.*|.*claude\-haiku\-5.*|.*claude\-fable\-.*|.*claude\-mythos\-.*",
)
ONE_OF_1: Final = re.compile(r".*claude\-fable\-5.*|.*claude\-mythos\-5.*")
ONE_OF_2: Final = re.compile(r".*claude\-3.*|.*claude\-.*\-4.2025.*|.*claude\-opus\-4.1.*|.*claude\-.*\-4.5.*")
ONE_OF_3: Final = re.compile(r".*claude\-opus\-4.5.*")
ONE_OF_4: Final = re.compile(r".*claude\-.*\-4.6.*")
ONE_OF_5: Final = re.compile(r".*claude\-opus\-5.*")
ONE_OF_6: Final = re.compile(r".*claude\-opus\-4.1.*|.*claude\-.*\-4.5.*|.*claude\-.*\-4.6.*")


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body (and headers) of the same protocol in place. Return whether anything changed."""
    model = context.model.lower()
    one_of_0 = ONE_OF_0.fullmatch(model) is not None
    one_of_1 = ONE_OF_1.fullmatch(model) is not None
    one_of_2 = ONE_OF_2.fullmatch(model) is not None
    one_of_3 = ONE_OF_3.fullmatch(model) is not None
    one_of_4 = ONE_OF_4.fullmatch(model) is not None
    one_of_5 = ONE_OF_5.fullmatch(model) is not None
    one_of_6 = ONE_OF_6.fullmatch(model) is not None
    changed = False
    # a model that thinks by a budget begins its turns with reasoning, and the request has none any more
    if not one_of_0 and context.retried:
        for trail in walk.each(
            ("context_management", "edits", "*"),
            ("clear_thinking_*",),
            {"thinking.type": ("enabled",)},
        ):
            changed = remove(
                trail, "the provider refused earlier reasoning, and was asked once more without", context, 1,
            ) or changed
    # a model that thinks by a budget begins its turns with reasoning, and the request has none any more
    if not one_of_0 and context.retried:
        for trail in walk.each(("thinking",), ("enabled",), {}):
            changed = remove(
                trail, "the provider refused earlier reasoning, and was asked once more without", context,
            ) or changed
    # a proof that was refused is refused again, after a switch of the account or of the model
    if context.retried:
        for trail in walk.each(("messages", "*", "content", "*"), ("thinking", "redacted_thinking"), {}):
            changed = remove(trail, "the provider refused it, and was asked once more without", context, 2) or changed
    # reasoning that another provider made, or that lost its proof, is refused
    for trail in walk.each(("messages", "*", "content", "*"), ("thinking",), {}):
        if foreign(value_at(trail, "signature")):
            changed = remove(trail, "reasoning of another provider, or without its proof", context, 2) or changed
    # a cache mark on reasoning is refused
    for trail in walk.each(("messages", "*", "content", "*", "cache_control"), ("thinking", "redacted_thinking"), {}):
        changed = remove(trail, "the vendor takes no cache mark there", context) or changed
    # at most four cache marks are taken
    changed = leave(
        [
            walk.each(("tools", "*", "cache_control"), (), {}),
            walk.each(("system", "*", "cache_control"), (), {}),
            walk.each(("messages", "*", "content", "*", "cache_control"), (), {}),
        ],
        4,
        "the vendor takes four cache marks, and the last ones serve best",
        context,
    ) or changed
    # a text of nothing but white space is refused
    for trail in walk.each(("system", "*"), ("text",), {}):
        if is_blank(value_at(trail, "text")):
            changed = remove(trail, "", context, 2) or changed
    for trail in walk.each(("messages", "*", "content", "*"), ("text",), {}):
        if is_blank(value_at(trail, "text")):
            changed = remove(trail, "", context, 2) or changed
    # an assistant message that ends the request may not end in white space
    for trail in walk.each(("messages", "last", "content"), (), {"role": ("assistant",)}):
        changed = trim(trail) or changed
    # an empty list of domains is refused
    for trail in walk.each(("tools", "*", "allowed_domains"), (), {}):
        if is_blank(value_at(trail)):
            changed = remove(trail, "", context) or changed
    for trail in walk.each(("tools", "*", "blocked_domains"), (), {}):
        if is_blank(value_at(trail)):
            changed = remove(trail, "", context) or changed
    # models from 4.7 on decide by themselves how long to think, and refuse a budget
    if one_of_0:
        for trail in walk.each(("thinking", "budget_tokens"), ("enabled",), {}):
            changed = remove(trail, "this model decides by itself how long to think", context) or changed
    # so to think is to think adaptively
    if one_of_0:
        for trail in walk.each(("thinking", "type"), ("enabled",), {}, True):
            changed = put(trail, "adaptive") or changed
            walk.forget()
    # these models cannot stop thinking, and refuse to be told
    if one_of_1:
        for trail in walk.each(("thinking",), ("disabled",), {}):
            changed = remove(trail, "this model always thinks", context) or changed
    # models up to 4.5 think by a budget, and know no other way
    if one_of_2:
        for trail in walk.each(("thinking",), ("adaptive",), {}):
            changed = remove(
                trail, "this model thinks by a budget only, and the request names none", context,
            ) or changed
    # models up to 4.5 but one know no effort
    if one_of_2 and not one_of_3:
        drop_betas(headers, "anthropic-beta", ("effort-2025-11-24",), "this model knows no effort", context)
        for trail in walk.each(("output_config", "effort"), (), {}):
            changed = remove(trail, "this model knows no effort", context) or changed
    # the first models with an effort know three or four
    if one_of_3:
        for trail in walk.each(("output_config", "effort"), (), {"output_config.effort": ("xhigh", "max")}, True):
            changed = put(trail, "high", "this model goes as far as high", context) or changed
            walk.forget()
    # models of 4.6 know no effort between high and the highest
    if one_of_4:
        for trail in walk.each(("output_config", "effort"), (), {"output_config.effort": ("xhigh",)}, True):
            changed = put(trail, "high", "this model knows none between high and max", context) or changed
            walk.forget()
    # without thinking this model tries no harder than high
    if one_of_5:
        for trail in walk.each(
            ("output_config", "effort"),
            (),
            {"output_config.effort": ("xhigh", "max"), "thinking.type": ("disabled",)},
            True,
        ):
            changed = put(trail, "high", "without thinking this model goes as far as high", context) or changed
            walk.forget()
    # while a model thinks by a budget no tool can be forced
    for trail in walk.each(("tool_choice",), ("any", "tool"), {"thinking.type": ("enabled",)}):
        changed = remove(trail, "a model that thinks by a budget chooses by itself", context) or changed
    # these models choose their tools by themselves
    if one_of_1:
        for trail in walk.each(("tool_choice",), ("any", "tool"), {}):
            changed = remove(trail, "this model chooses by itself", context) or changed
    # models from 4.7 on take no temperature but the usual one, and no model does that thinks
    if one_of_0:
        for trail in walk.each(("temperature",), (), {}):
            if value_at(trail) != 1:
                changed = remove(trail, "this model takes no temperature of its own", context) or changed
    # models from 4.7 on take no other sampling fields
    if one_of_0:
        for trail in walk.each(("top_p",), (), {}):
            changed = remove(trail, "this model takes no sampling fields", context) or changed
        for trail in walk.each(("top_k",), (), {}):
            changed = remove(trail, "this model takes no sampling fields", context) or changed
    # a model that thinks samples as it likes
    for trail in walk.each(("temperature",), (), {"thinking.type": ("enabled", "adaptive")}):
        if value_at(trail) != 1:
            changed = remove(trail, "a model that thinks samples as it likes", context) or changed
    # a model that thinks takes no rank either
    for trail in walk.each(("top_k",), (), {"thinking.type": ("enabled", "adaptive")}):
        changed = remove(trail, "a model that thinks samples as it likes", context) or changed
    # models between take a temperature or a nucleus, not both
    if one_of_6:
        for trail in walk.each(("top_p",), (), {"temperature": ("*",)}):
            changed = remove(trail, "this model takes a temperature or a nucleus, not both", context) or changed
    return changed
