"""Kinds of problems of specs: what each means and how it is mended. Source of docs/reference/errors.md.

A message states what is wrong at one place; its kind, recognized by its wording, explains the rule behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

PAGE = "docs/reference/errors.md"


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """`code`: anchor of the page; `example`: a file of tests/bad that causes it; `wording`: patterns of its
    messages."""

    code: str
    title: str
    meaning: str
    remedy: str
    example: str
    wording: tuple[str, ...]


CODES = (
    ErrorCode(
        "model-catalogue",
        "A provider and the catalogue of models disagree",
        "`catalogue:` names a file of specs/models and one of its lists. A slot may not have a model that ended before "
        "the day of that file (`as_of`), so that the result does not depend on the day of the build. The limits of a "
        "model that the catalogue contains are corrected in one place, with a reason.",
        "Use the successor, or write `{ model: .., because: .. }` for a model that is served all the same. Correct "
        "single values under `model_facts`.",
        "catalogue_model_ended",
        (
            r"^no catalogue",
            r"^catalogue '.*' has no list",
            r"of slot '.*' (ended on|is not served)",
            r"^the catalogue has",
            r"under 'models' and under 'ended'",
        ),
    ),
    ErrorCode(
        "not-carried",
        "A field is lost without a reason",
        "Each field and each kind of block of the source of a half must be used by a rule, or be named with a reason. "
        "`read half`: a field of the wire protocol that does not reach the hub; `write half`: a field of the hub that "
        "does not reach the provider. With a condition in the message, the field is lost only while it holds.",
        "Use the field in a rule, or name it under `$drop` (a loss that is reported to the user) or `$ignore` "
        "(no loss).",
        "lost_field",
        (r"is not carried in the (read|write) half",),
    ),
    ErrorCode(
        "missing-case",
        "A choice does not cover every value",
        "`$case` over a tag or word needs a branch for each declared value, and `$else` where other values can occur. "
        "The types of a branch are those of its case; in `$else` a value has no narrower type.",
        "Add the missing branches. A kind without a counterpart is a branch `{ $drop: reason }`, a row "
        "`{ ignore: reason }`.",
        "case_of_a_word_missing",
        (
            r"which only \$else covers",
            r"^no case for",
            r"^no row for",
            r"add \$else",
            r"has no \$else",
            r"says nothing of",
            r"does not say what",
        ),
    ),
    ErrorCode(
        "reason-missing",
        "A reason is missing",
        "What is dropped or ignored has a reason, which users read in `dragoman-losses` and in the list of losses.",
        "Write one plain sentence behind the name. Quote a text with a comma inside `{ }`.",
        "drop_without_reason",
        (r"needs a reason", r"names fields with their reasons", r"needs the message of the error", r"'because' is"),
    ),
    ErrorCode(
        "nullable",
        "A required value can be absent",
        "A required key of the target has a source that may be nothing, or no source.",
        "Give a default with `??`, or a source. A key with `?` in its declaration is optional.",
        "required_may_be_nothing",
        (r"is required, and this may be nothing", r"is required and has no source", r"is never used$"),
    ),
    ErrorCode(
        "wrong-type",
        "A value has the wrong type",
        "The target or a filter requires a type that this value does not have.",
        "Convert the value with a filter, select one of its types with `of Type`, or apply a rule with `-> Type`.",
        "leaf_wrong_type",
        (
            r"is required here, and",
            r"is required, and this is",
            r"takes (a|an|the) [^,]*, and this is",
            r"the argument of '\| [^']*' is",
            r"is looked into with a text",
            r"goes over a list",
            r"is a place in a list",
            r"say which with 'of'",
            r"is never (?!applied)",
            r"is \w+( \w+)*, and this is '",
            r"cannot be checked against",
        ),
    ),
    ErrorCode(
        "unknown-name",
        "A name is not known",
        "The name of a field, type, rule, filter, pass, table, quirk, protocol or variant is not declared where "
        "it is used.",
        "Correct the spelling, or declare the name. The message has the most similar name, or those that exist.",
        "leaf_unknown_field",
        (
            r"(has|takes) no (\w+ )?'",
            r"does not change a header",
            r"^no (filter|pass|protocol|variant|shared quirk|kind|type|rule|rows|group|number|status|login)",
            r"^there is no ",
            r"is not known here",
            r"is no word of the notation",
            r"is not one of ",
            r"is one of ",
            r"the hub has no",
            r"is no (slot|header|name)",
            r"^nothing (fills|here makes)",
            r"does not offer protocol",
            r"is not defined yet",
            r"no type here has",
        ),
    ),
    ErrorCode(
        "key-missing",
        "A key is missing",
        "A spec, a type or an action needs a key that is not there.",
        "Add the key. The message describes its value.",
        "frames_without_event",
        (
            r"^'[^']*' is missing",
            r"^'do: [^']*' needs",
            r"side of the protocol needs",
            r"has one of is,",
            r"^pass \w+ needs",
            r"needs its fields",
            r"is missing; a protocol is made of",
            r"is empty; a protocol is made of",
            r"has no key",
            r"the version of the notation is missing",
            r"that a \w+ block opens with",
            r"has no content for",
            r"names its e(vent|numeration) under",
            r"needs 'names'",
            r"are missing: write",
            r"without its tag",
        ),
    ),
    ErrorCode(
        "expression",
        "An expression is not understood",
        "A text that begins with `$` is a path, followed by `of Type`, filters, a rule, and a default. The "
        "argument of a "
        "filter is a literal or a path alone.",
        'Write the parts in this order, as in `$blocks of Text .*.text | join "\\n" ?? ""`. Name an intermediate value '
        "with `$let` and use it as `$made.name`.",
        "leaf_not_understood",
        (
            r"is not understood here",
            r"takes (no|one) argument",
            r"takes no argument",
            r"is a path alone",
            r"further steps stand behind",
            r"a path is required here",
            r"name one of its values",
        ),
    ),
    ErrorCode(
        "template",
        "A template cannot be built",
        "A word of the notation stands beside keys that it excludes, or has a value of the wrong form.",
        "Write the word in the form that the message shows.",
        "drop_beside_keys",
        (
            r"cannot stand beside",
            r"stands beside",
            r"^\$(first|join|fail|include)",
            r"a null cannot be joined",
            r"this map has no key of the target",
            r"'~' takes away",
            r"cannot change '\$if' alone",
            r"records a loss where it stands",
        ),
    ),
    ErrorCode(
        "rule",
        "A rule is missing or misnamed",
        "A rule is named by its target and source, as in `Item from Message`. Each half has a rule for the "
        "hub's type of its "
        "file.",
        "Name the rule by existing types, and add the rule that the message names.",
        "rule_name",
        (r"is not a rule;", r"has no root rule", r"there is no rule", r"is never applied"),
    ),
    ErrorCode(
        "words",
        "A table of words cannot be used",
        "A table translates words in both directions. A word of the hub that two words of the wire share, or "
        "none, cannot "
        "be written.",
        "Put entries of one direction under `$read` or `$write`.",
        "table_not_complete",
        (r"cannot be written:", r"what stands under words", r"a table of words"),
    ),
    ErrorCode(
        "stream",
        "A stream is not complete",
        "The read half of a stream has rows with an effect and states what precedes its end; the write half has "
        "frames for "
        "each event of the hub. A delta is one frame of constants.",
        "Follow the form in the message.",
        "frames_no_list",
        (
            r"^row ",
            r"a stream (is|has)",
            r"frames are a list",
            r"a delta is one frame",
            r"an item has frames",
            r"server-sent events",
            r"'(end|blocks)' is '",
            r"is distinguished by",
            r"'case' is over",
            r"conditions change how a stream is read",
            r"carry the number",
        ),
    ),
    ErrorCode(
        "type",
        "A type is not well declared",
        "Types begin with a capital letter, fields with a small one; `?` marks optional fields, `T*` lists.",
        "Declare nested objects as types with their own name.",
        "type_field_name",
        (
            r"is not a valid (type|field) name",
            r"a type is one word",
            r"another name for something",
            r"is declared twice",
            r"may be is a type with fields",
            r"no such type",
        ),
    ),
    ErrorCode(
        "name",
        "A name cannot be used",
        "Names of files, packages and variables have a fixed form, and each provider and protocol has its own package.",
        "Choose a name of the form in the message.",
        "protocol_name",
        (
            r"cannot be a name here",
            r"the name must be that of",
            r"same package as",
            r"is a Python keyword",
            r"there is a \w+ '[^']*' already",
            r"^'[^']*' cannot be '",
            r"only a file can show",
        ),
    ),
    ErrorCode(
        "quirk",
        "A quirk has no effect or conflicts",
        "A quirk changes a part of its protocol; a shared quirk and its use may not set the same condition.",
        "Name the part that it changes, or remove the condition of one of both.",
        "quirk_changes_nothing",
        (r"this quirk changes nothing", r"says '\w+' itself", r"is the default protocol", r"'also' names the others"),
    ),
    ErrorCode(
        "pattern",
        "A pattern is wrong or slow",
        "A regular expression is invalid, or can take exponential time on some texts.",
        "Bound repetitions, as in `.{0,80}`, and write no repetition or alternative inside a repetition.",
        "overflow_catastrophic",
        (r"not a regular expression", r"inside a repetition", r"may take very long", r"a placeholder occurs twice"),
    ),
    ErrorCode(
        "yaml",
        "The file is not valid YAML",
        "The file cannot be parsed, or uses a feature of YAML that means nothing in specs: tags, merges, aliases of "
        "themselves, several documents, repeated keys.",
        "Quote texts with `: `, `, ` or a leading `*`; indent with spaces.",
        "rule_twice",
        (
            r"^not YAML",
            r"^not UTF-8",
            r"cannot be read",
            r"is defined twice",
            r"means nothing here",
            r"merges nothing here",
            r"this alias",
            r"a key is one word",
            r"a spec is a map",
            r"half a character",
        ),
    ),
    ErrorCode(
        "form",
        "A value has the wrong form",
        "A key of a spec has a list where a map is expected, or the reverse, or a value outside of its range.",
        "Write the value in the form that the message shows.",
        "pass_null",
        (r"",),
    ),
)


@lru_cache(maxsize=4096)
def code_of(text: str) -> str:
    """Return the code of a message; the last code for a message of no listed kind."""
    return next(one.code for one in CODES if any(re.search(pattern, text) for pattern in one.wording))


def link_of(text: str) -> str:
    """Return the page and anchor that explain a message."""
    return f"{PAGE}#{code_of(text)}"
