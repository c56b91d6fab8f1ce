"""Anthropic as a back: the functions that face it.

Generated from specs/providers/anthropic.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any

from dragoman import hub
from dragoman.blocks import Blocks
from dragoman.context import Context
from dragoman.patches import each, foreign, remove, trim, value_at
from dragoman_adapters.anthropic_messages.errors import read as read_failure
from dragoman_adapters.anthropic_messages.request import write as write_request
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader

__all__ = ["conditions", "patch", "read_failure", "read_response", "reader", "write_request"]


def reader(blocks: Blocks, context: Context) -> Reader:
    return Reader(blocks, context)


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Which of the quirks with a `when:` hold for this request."""
    return ()


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Changes a body (and headers) of the same protocol in place; whether anything changed."""
    changed = False
    # reasoning that another provider made, or that lost its proof, is refused
    for trail in each(body, ("messages", "*", "content", "*"), ("thinking",), {}):
        if foreign(value_at(trail, "signature")):
            changed = remove(trail, "reasoning of another provider, or without its proof", context, 2) or changed
    # a cache mark on reasoning is refused
    for trail in each(body, ("messages", "*", "content", "*", "cache_control"), ("thinking", "redacted_thinking"), {}):
        changed = remove(trail, "the vendor takes no cache mark there", context) or changed
    # an assistant message that ends the request may not end in white space
    for trail in each(body, ("messages", "last", "content"), (), {("role",): ("assistant",)}):
        changed = trim(trail) or changed
    # the newer version refuses sampling fields, whatever they say
    if headers.get("anthropic-version") in ("2026-10-21",):
        for trail in each(body, ("temperature",), (), {}):
            changed = remove(trail, "this version of the protocol has no sampling fields", context) or changed
        for trail in each(body, ("top_p",), (), {}):
            changed = remove(trail, "this version of the protocol has no sampling fields", context) or changed
        for trail in each(body, ("top_k",), (), {}):
            changed = remove(trail, "this version of the protocol has no sampling fields", context) or changed
    # models from 4.7 on take no temperature but the usual one
    if re.fullmatch(
        r"claude\-.*\-4\-7.*|claude\-.*\-4\-8.*|claude\-opus\-5.*|claude\-sonnet\-5.*|claude\-haiku\-5.*|claude\-fable\-.*|claude\-mythos\-.*",
        context.model.lower(),
    ) is not None:
        for trail in each(body, ("temperature",), (), {}):
            if value_at(trail) != 1:
                changed = remove(trail, "this model takes no temperature of its own", context) or changed
    # models from 4.7 on take no other sampling fields
    if re.fullmatch(
        r"claude\-.*\-4\-7.*|claude\-.*\-4\-8.*|claude\-opus\-5.*|claude\-sonnet\-5.*|claude\-haiku\-5.*|claude\-fable\-.*|claude\-mythos\-.*",
        context.model.lower(),
    ) is not None:
        for trail in each(body, ("top_p",), (), {}):
            changed = remove(trail, "this model takes no sampling fields", context) or changed
        for trail in each(body, ("top_k",), (), {}):
            changed = remove(trail, "this model takes no sampling fields", context) or changed
    # the newer version takes citations back from the assistant only
    if headers.get("anthropic-version") in ("2026-10-21",):
        for trail in each(body, ("messages", "*", "content", "*", "citations"), ("text",), {("role",): ("user",)}):
            changed = remove(trail, "this version of the protocol takes no citations from the user", context) or changed
    # the newer version takes documents from the user only
    if headers.get("anthropic-version") in ("2026-10-21",):
        for trail in each(body, ("messages", "*", "content", "*"), ("document",), {("role",): ("assistant",)}):
            changed = remove(
                trail,
                "this version of the protocol takes no document from the assistant",
                context,
                2,
            ) or changed
    return changed
