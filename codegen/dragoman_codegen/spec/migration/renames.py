"""Words of notation 1 and those of notation 2 that replace them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PassRename:
    """A pass that became a part of another one.

    `params`: the new names of parameters; others keep their name. `adds`: parameters that state what the old pass did.
    `removed`: parameters that replace the value `~`, with which a quirk removes the pass; without it, there are none.
    """

    name: str
    params: dict[str, str] = field(default_factory=dict)
    adds: dict[str, str] = field(default_factory=dict)
    removed: dict[str, str] = field(default_factory=dict)


PASSES: dict[str, PassRename] = {
    "alternate_roles": PassRename("arrange_messages", adds={"alternate": "true"}, removed={"alternate": "false"}),
    "begin_with_user": PassRename("arrange_messages", {"text": "begin"}, removed={"begin": '""'}),
    "drop_empty": PassRename("arrange_messages"),
    "end_on_user": PassRename("arrange_messages", {"mode": "end"}, {"end": "refuse"}, removed={"end": "any"}),
    "separate_tool_results": PassRename("arrange_messages", {"text": "separator"}, removed={"separator": '""'}),
    "cap_max_tokens": PassRename("limit_parameters", {"caps": "max_tokens", "default": "default_max_tokens"}),
    "cap_temperature": PassRename("limit_parameters", {"most": "temperature"}, removed={"temperature": "0"}),
    "limit_stop_sequences": PassRename(
        "limit_parameters", {"max_count": "stop_sequences", "blank": "blank_stop_sequences"}
    ),
    "limit_cache_breakpoints": PassRename(
        "limit_parameters", {"max_count": "cache_breakpoints", "results": "result_breakpoints"}
    ),
    "describe_response_format": PassRename(
        "compile_schemas",
        {"prefix": "schema_prompt", "json_object": "json_prompt"},
        removed={"schema_prompt": '""', "json_prompt": '""'},
    ),
    "map_reasoning_effort": PassRename("map_reasoning"),
    "map_reasoning_budget": PassRename("map_reasoning", {"disabled": "disabled_tokens"}),
    "reason_by_effort": PassRename("map_reasoning"),
    "mark_failed_results": PassRename("pair_tool_results", {"prefix": "failed"}, removed={"failed": '""'}),
    "name_tool_results": PassRename("pair_tool_results", adds={"names": "true"}, removed={"names": "false"}),
    "select_hosted_tools": PassRename("select_tools", {"tool_types": "hosted"}),
    "expand_toolsets": PassRename("resolve_tools"),
    "select_allowed_tools": PassRename("resolve_tools"),
    "shorten_ids": PassRename(
        "shorten_names",
        {"max_length": "max_id_length", "exact_length": "exact_id_length", "illegal": "illegal_in_ids"},
        removed={"max_id_length": "0", "exact_id_length": "0"},
    ),
    "place_system_messages": PassRename("place_system_messages", {"mid_conversation": "later"}),
    "merge_assistant_messages": PassRename(
        "merge_messages", adds={"assistant": "true"}, removed={"assistant": "false"}
    ),
    "join_signatures": PassRename("merge_messages", adds={"reasoning": "true"}, removed={"reasoning": "false"}),
}

# without an equivalent in one place: the remedy
BY_HAND: dict[str, str] = {
    "identify_calls": "'merge_messages' gives ids to calls",
    "lead_with_system": "write 'place_system_messages' with 'leading' and 'later'",
    "merge_tool_results": "write 'merge_messages'",
    "set_user_id": "write 'session_key' and 'user_keys' of 'drop_client_content'",
    "wrap_custom_tools": "'select_tools' turns custom tools into functions; remove the line",
}

# passes that each protocol has at its place, so that `before:` of a former part is left out
PLACED = frozenset(
    {
        "arrange_messages",
        "limit_parameters",
        "compile_schemas",
        "pair_tool_results",
        "select_tools",
        "place_system_messages",
    }
)

# filters: the operator, or the filter with its form
FILTERS: dict[str, str] = {
    "as_list": "as list",
    "base64": "media base64",
    "data_url": "media data_url",
    "date_time": "as date_time",
    "detail_text": "text details",
    "digest": "as digest",
    "equals": "==",
    "from_json": "as object",
    "joined_text": "text joined",
    "minus": "-",
    "pdf_name": "media filename",
    "plus": "+",
    "seconds": "as seconds",
    "single_text": "text single",
    "subtype": "media subtype",
    "text_lines": "text lines",
    "to_json": "as json",
    "to_string": "as string",
    "url_part": "media",
}

# values of frames, and of rules that write responses
VALUES: dict[str, str] = {
    "cited": "block.citations",
    "created": "response.created",
    "index": "block.index",
    "item": "item.index",
    "items": "response.items",
    "named": "response.model",
    "nth": "block.nth",
    "nth_citation": "citation.index",
    "part": "item.part",
    "parts": "item.parts",
    "sequence": "frame.index",
    "started": "response.id",
    "stem": "response.stem",
    "unstarted": "response.unstarted",
}
VALUES_IN_ROWS: dict[str, str] = {"at": "nth"}
VALUES_AT_CLOSE: dict[str, str] = {"late": "signature", "logprobs": "block.logprobs", "text": "block.text"}
EVENTS = ("start", "open", "delta", "scored", "citation", "close", "finish", "error", "ping", "items", "values")

# glob of the path below the root (`-`: the items of a list), the key, and its new name
KEYS: tuple[tuple[str, str, str], ...] = (
    ("/", "key", "api_key_env"),
    ("/variants/*", "key", "api_key_env"),
    ("/read", "end", "ends_after"),
    ("*/stream/read", "end", "ends_after"),
    ("*/when", "variant", "variants"),
    ("*/patch/-", "fields", "members"),
    ("/token", "refresh", "format"),
    ("/token", "with", "parameters"),
    ("/browser", "with", "parameters"),
    ("/device", "request", "code_request"),
    ("/logins/-", "request", "endpoint"),
    ("/renew", "interval", "max_age"),
    ("/client_secret/-", "program", "command"),
    ("/programs/*", "env", "set_env"),
    ("/frames", "kind", "format"),
    ("/frames", "event", "event_field"),
    ("/read", "blocks", "blocks_end"),
    ("*/stream/read", "blocks", "blocks_end"),
    ("/read", "do", "groups"),
    ("*/stream/read", "do", "groups"),
    ("*/read/rows/*", "do", "rows"),
    ("*/read/do/*", "do", "rows"),
    ("*/read/rows/*", "with", "within"),
    ("*/read/do/*", "with", "within"),
    ("*/extract_reasoning", "open", "start_tag"),
    ("*/extract_reasoning", "close", "end_tag"),
    ("*/read/retry", "match", "patterns"),
    ("/write", "headers", "error_headers"),
    ("*/errors/write", "headers", "error_headers"),
    ("*/write", "values", "$let"),
)

# keys whose value moves to another place
NO_EQUIVALENT: tuple[tuple[str, str, str], ...] = (
    ("/programs/*", "default_env", "write each variable as 'NAME?' under 'set_env'"),
    ("/stored", "path", "write it as 'stored_input' under 'paths'"),
)
