"""Kinds of problems of specs: what each means and how it is mended. Source of docs/reference/errors.md.

A message states what is wrong at one place; its kind (`see` of a problem) explains the rule behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE = "dragoman docs errors"


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """`code`: anchor of the page; `example`: a file of tests/bad that causes it."""

    code: str
    title: str
    meaning: str
    remedy: str
    example: str


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
    ),
    ErrorCode(
        "not-carried",
        "A field is lost without a reason",
        "Each field and each kind of block of the source of a half must be used by a rule, or be named with a reason. "
        "`read half`: a field of the wire protocol that does not reach the hub; `write half`: a field of the hub that "
        "does not reach the provider. With a condition in the message, the field is lost only while it holds. `it is "
        "an empty object`: all fields of its type are optional, and nothing shows that it is there.",
        "Use the field in a rule, or name it under `$drop` (a loss that is reported to the user) or `$ignore` "
        "(no loss).",
        "lost_field",
    ),
    ErrorCode(
        "missing-case",
        "A choice does not cover every value",
        "`$case` over a tag or word needs a branch for each declared value, and `$else` where other values can occur. "
        "The types of a branch are those of its case; in `$else` a value has no narrower type.",
        "Add the missing branches. A kind without a counterpart is a branch `{ $drop: reason }`, a row "
        "`{ ignore: reason }`.",
        "case_of_a_word_missing",
    ),
    ErrorCode(
        "reason-missing",
        "A reason is missing",
        "What is dropped or ignored has a reason, which users read in `dragoman-losses` and in the list of losses.",
        "Write one plain sentence behind the name. Quote a text with a comma inside `{ }`.",
        "drop_without_reason",
    ),
    ErrorCode(
        "nullable",
        "A required value can be absent",
        "A required key of the target has a source that may be nothing, or no source.",
        "Give a default with `??`, or a source. A key with `?` in its declaration is optional.",
        "required_may_be_nothing",
    ),
    ErrorCode(
        "wrong-type",
        "A value has the wrong type",
        "The target or a filter requires a type that this value does not have.",
        "Convert the value with a filter, select one of its types with `of Type`, or apply a rule with `-> Type`.",
        "leaf_wrong_type",
    ),
    ErrorCode(
        "unknown-name",
        "A name is not known",
        "The name of a field, type, rule, filter, pass, table, quirk, protocol or variant is not declared where "
        "it is used.",
        "Correct the spelling, or declare the name. The message has the most similar name, or those that exist.",
        "leaf_unknown_field",
    ),
    ErrorCode(
        "key-missing",
        "A key is missing",
        "A spec, a type or an action needs a key that is not there.",
        "Add the key. The message describes its value.",
        "frames_without_event",
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
    ),
    ErrorCode(
        "template",
        "A template cannot be built",
        "A word of the notation stands beside keys that it excludes, or has a value of the wrong form.",
        "Write the word in the form that the message shows.",
        "drop_beside_keys",
    ),
    ErrorCode(
        "rule",
        "A rule is missing or misnamed",
        "A rule is named by its target and source, as in `Item from Message`. Each half has a rule for the "
        "hub's type of its "
        "file.",
        "Name the rule by existing types, and add the rule that the message names.",
        "rule_name",
    ),
    ErrorCode(
        "words",
        "A table of words cannot be used",
        "A table translates words in both directions. A word of the hub that two words of the wire share, or "
        "none, cannot "
        "be written.",
        "Put entries of one direction under `$read` or `$write`.",
        "table_not_complete",
    ),
    ErrorCode(
        "stream",
        "A stream is not complete",
        "The read half of a stream has rows with an effect and states what precedes its end; the write half has "
        "frames for "
        "each event of the hub. A delta is one frame of constants.",
        "Follow the form in the message.",
        "frames_no_list",
    ),
    ErrorCode(
        "type",
        "A type is not well declared",
        "Types begin with a capital letter, fields with a small one; `?` marks optional fields, `T*` lists.",
        "Declare nested objects as types with their own name.",
        "type_field_name",
    ),
    ErrorCode(
        "name",
        "A name cannot be used",
        "Names of files, packages and variables have a fixed form, and each provider and protocol has its own package.",
        "Choose a name of the form in the message.",
        "protocol_name",
    ),
    ErrorCode(
        "quirk",
        "A quirk has no effect or conflicts",
        "A quirk changes a part of its protocol; a shared quirk and its use may not set the same condition.",
        "Name the part that it changes, or remove the condition of one of both.",
        "quirk_changes_nothing",
    ),
    ErrorCode(
        "pattern",
        "A pattern is wrong or slow",
        "A regular expression is invalid, or can take exponential time on some texts.",
        "Bound repetitions, as in `.{0,80}`, and write no repetition or alternative inside a repetition.",
        "overflow_catastrophic",
    ),
    ErrorCode(
        "yaml",
        "The file is not valid YAML",
        "The file cannot be parsed, or uses a feature of YAML that means nothing in specs: tags, merges, aliases of "
        "themselves, several documents, repeated keys.",
        "Quote texts with `: `, `, ` or a leading `*`; indent with spaces.",
        "rule_twice",
    ),
    ErrorCode(
        "form",
        "A value has the wrong form",
        "A key of a spec has a list where a map is expected, or the reverse, or a value outside of its range.",
        "Write the value in the form that the message shows.",
        "pass_null",
    ),
)


def link_to(code: str) -> str:
    """Return the command that prints the explanation of a kind of problem."""
    return f"{PAGE}#{code}"
