"""Passes: in-place transformations of hub requests and answers, listed in specs in the order of execution.

A pass changes the request's own dicts and lists, and never values shared with the client's JSON (schemas, inputs,
examples). It raises only the exceptions of `library.errors`. What it removes is recorded with `context.lose`. The
modules also have the steps that a pass consists of.
"""

from dragoman.library.passes.calls import pair_tool_results, render_tool_calls, unwrap_tool_calls
from dragoman.library.passes.client_content import drop_client_content, record_response_options
from dragoman.library.passes.client_messages import apply_message_changes, merge_messages
from dragoman.library.passes.limits import answer_zero_tokens, limit_parameters
from dragoman.library.passes.media import place_media, render_as_text, render_refusals
from dragoman.library.passes.messages import arrange_messages, mark_final_text, place_system_messages
from dragoman.library.passes.reasoning import extract_reasoning, map_reasoning
from dragoman.library.passes.schemas import compile_schemas
from dragoman.library.passes.signatures import open_signatures, return_signatures
from dragoman.library.passes.tools import resolve_tools, select_tools, shorten_names

__all__ = [
    "answer_zero_tokens",
    "apply_message_changes",
    "arrange_messages",
    "compile_schemas",
    "drop_client_content",
    "extract_reasoning",
    "limit_parameters",
    "map_reasoning",
    "mark_final_text",
    "merge_messages",
    "open_signatures",
    "pair_tool_results",
    "place_media",
    "place_system_messages",
    "record_response_options",
    "render_as_text",
    "render_refusals",
    "render_tool_calls",
    "resolve_tools",
    "return_signatures",
    "select_tools",
    "shorten_names",
    "unwrap_tool_calls",
]
