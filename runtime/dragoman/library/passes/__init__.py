"""Passes: in-place transformations of hub requests and answers, listed in specs in the order of execution.

A pass changes the request's own dicts and lists, and never values shared with the client's JSON (schemas, inputs,
examples). It raises only the exceptions of `library.errors`. What it removes is recorded with `context.lose`.
"""

from dragoman.library.passes.calls import (
    expand_calls,
    flag_failures,
    gather_results,
    name_results,
    pair_results,
    shorten_ids,
    tell_calls,
)
from dragoman.library.passes.easing import ease_schemas
from dragoman.library.passes.limits import (
    answer_nothing,
    cap_limit,
    keep_marks,
    settle_budget,
    settle_effort,
    split_stops,
)
from dragoman.library.passes.media import carry_media, spell_out
from dragoman.library.passes.proofs import open_proofs, return_proofs
from dragoman.library.passes.schemas import spell_format, tidy_schemas
from dragoman.library.passes.subset import fit_schemas
from dragoman.library.passes.thinking import split_tags
from dragoman.library.passes.tools import choose_tools, drop_tools, expand_sets, host_tools, shorten_names
from dragoman.library.passes.turns import (
    alternate,
    drop_empty,
    drop_texts,
    end_on_user,
    follow_turns,
    part_results,
    place_system,
    tell_ends,
)
from dragoman.library.passes.wishes import identify, note_wishes

__all__ = [
    "alternate",
    "answer_nothing",
    "cap_limit",
    "carry_media",
    "choose_tools",
    "drop_empty",
    "drop_texts",
    "drop_tools",
    "ease_schemas",
    "end_on_user",
    "expand_calls",
    "expand_sets",
    "fit_schemas",
    "flag_failures",
    "follow_turns",
    "gather_results",
    "host_tools",
    "identify",
    "keep_marks",
    "name_results",
    "note_wishes",
    "open_proofs",
    "pair_results",
    "part_results",
    "place_system",
    "return_proofs",
    "settle_budget",
    "settle_effort",
    "shorten_ids",
    "shorten_names",
    "spell_format",
    "spell_out",
    "split_stops",
    "split_tags",
    "tell_calls",
    "tell_ends",
    "tidy_schemas",
]
