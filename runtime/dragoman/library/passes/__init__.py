"""Passes: in-place transformations of hub requests and answers, listed in specs in the order of execution.

A pass changes the request's own dicts and lists, and never values shared with the client's JSON (schemas, inputs,
examples). It raises only the exceptions of `library.errors`. What it removes is recorded with `context.lose`.
"""

from dragoman.library.passes.calls import (
    identify_calls,
    mark_failed_results,
    merge_tool_results,
    name_tool_results,
    pair_tool_results,
    render_tool_calls,
    shorten_ids,
    unwrap_tool_calls,
)
from dragoman.library.passes.custom_tools import wrap_custom_tools
from dragoman.library.passes.limits import (
    answer_zero_tokens,
    cap_max_tokens,
    cap_temperature,
    limit_cache_breakpoints,
    limit_stop_sequences,
    map_reasoning_budget,
    map_reasoning_effort,
)
from dragoman.library.passes.media import place_media, render_as_text
from dragoman.library.passes.proofs import join_signatures, open_signatures, return_signatures
from dragoman.library.passes.schemas import compile_schemas, describe_response_format
from dragoman.library.passes.thinking import extract_reasoning, reason_by_effort
from dragoman.library.passes.tools import (
    drop_client_content,
    expand_toolsets,
    select_allowed_tools,
    select_hosted_tools,
    select_tools,
    shorten_names,
)
from dragoman.library.passes.turns import (
    alternate_roles,
    apply_message_changes,
    begin_with_user,
    drop_empty,
    end_on_user,
    lead_with_system,
    mark_final_text,
    merge_assistant_messages,
    place_system_messages,
    separate_tool_results,
)
from dragoman.library.passes.wishes import record_response_options, set_user_id

__all__ = [
    "alternate_roles",
    "answer_zero_tokens",
    "apply_message_changes",
    "begin_with_user",
    "cap_max_tokens",
    "cap_temperature",
    "compile_schemas",
    "describe_response_format",
    "drop_client_content",
    "drop_empty",
    "end_on_user",
    "expand_toolsets",
    "extract_reasoning",
    "identify_calls",
    "join_signatures",
    "lead_with_system",
    "limit_cache_breakpoints",
    "limit_stop_sequences",
    "map_reasoning_budget",
    "map_reasoning_effort",
    "mark_failed_results",
    "mark_final_text",
    "merge_assistant_messages",
    "merge_tool_results",
    "name_tool_results",
    "open_signatures",
    "pair_tool_results",
    "place_media",
    "place_system_messages",
    "reason_by_effort",
    "record_response_options",
    "render_as_text",
    "render_tool_calls",
    "return_signatures",
    "select_allowed_tools",
    "select_hosted_tools",
    "select_tools",
    "separate_tool_results",
    "set_user_id",
    "shorten_ids",
    "shorten_names",
    "unwrap_tool_calls",
    "wrap_custom_tools",
]
