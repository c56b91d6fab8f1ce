"""The words inside types, rules, streams and overlays, each with its description.

The compiler accepts exactly these words, and `docs/reference/notation.md` lists them. The keys of the files themselves
are the fields of the pydantic models of this package; filters and passes are functions of the runtime.
"""

from __future__ import annotations

from typing import Final

Words = dict[str, str]

TYPES: Final[Words] = {
    "str": "Text.",
    "int": "Whole number.",
    "num": "Number.",
    "bool": "`true` or `false`.",
    "json": "Any JSON value; it is passed through without validation.",
    "or": "`A or B`: a union of types that differ in their JSON type.",
    "named": "`limit?: int named maximum`: rules use the first name, the wire the second.",
    "one of": "`one of: tag`: a tagged union. The other keys are values of the tag, each with its record type; "
    "`tag ?? a` gives the type of an object without a tag.",
    "$else": "The record of an unknown tag.",
}

LEAVES: Final[Words] = {
    "$it": "The current value: the source of the rule, or the value of `if` in a row.",
    "$made": "`$made.x`: the value that a key above, or `$let`, has produced in the same map.",
    "$null": "A literal null, for optional fields of a protocol and where any JSON is accepted.",
    "$request": "`$request.user`: a field of the client's request, as received. Only where responses and streams are "
    "written; absent if the request was not validated.",
    "$signatures": "Whether the client requests the signatures of reasoning, by a header or by its profile. Only where "
    "responses and streams are written.",
    "$nothing": "No value: the key is left out.",
    "last": "`$xs.last`: the last item of a list; `$xs.before.last`: the items before it.",
    "of": "`$blocks of Text`: the value if it has this type; of a list, the items that have it.",
}

# symbols between the parts of a leaf, which is evaluated from left to right
OPERATORS: Final[Words] = {
    ".": "`$a.b`: a field; `$a.0` and `$a.*.b`: an item of a list, and a field of each item.",
    "|": "`$a | filter`, `$a | table`: applies a filter or translates a word with a table.",
    "->": "`$a -> Rule`: applies a rule, to each item of a list.",
    "??": "`$a ?? b`: the second value if the first one is absent.",
    "==": "`$a == word`: true if both are equal, else nothing.",
    "<": "`$a < 1`: true if the number is smaller, else nothing.",
    ">": "`$a > 1`: true if the number is larger, else nothing.",
    "+": "`$a + $b`: the sum; an absent operand counts as zero. `$b` is not carried, since its own number is lost: "
    "name it under `$ignore` or `$drop`.",
    "-": "`$a - $b`: the difference, at least zero; an absent `$b` counts as zero.",
}

TEMPLATES: Final[Words] = {
    "$case": "Chooses a template by a tag or word. Every declared value has a branch.",
    "$else": "The branch of `$case` for values that are not declared.",
    "$if": "Produces the rest of the map only if this leaf is present, not empty and not false.",
    "$value": "Beside `$if`: the value itself, where it is no map. `{ $if: $x, $value: $null }` is a literal null only "
    "if `$x` holds.",
    "$first": "A list of templates; the result is the first one that produces a value.",
    "$include": "An object whose members come first; other keys replace them. Only where the target has no declared "
    "type.",
    "$join": "Concatenates texts; produces nothing if one of them is absent.",
    "$let": "Named intermediate values, read as `$made.name`.",
    "$drop": "Source fields that have no counterpart, each with the reason of the loss. `{ if: leaf, because: "
    "reason }` records it only if the leaf holds. A text instead of fields: the whole value is lost for this reason.",
    "$ignore": "Source fields that carry no information for the target, each with the reason, or with "
    "`{ if: $other, because: reason }`; `if: $made.key` names a key of the same object, `passes: name` or "
    "`passes: name.parameter` a pass that carries the field. A type alone, as in `Metadata: reason`, names its objects "
    "where they are empty. No loss is recorded.",
    "$refuse": "Source fields, or a whole value, that make the request invalid: it is answered with status 400 and "
    "this message. `{ if: leaf, because: message, error_type: word, code: text }` states a condition or another error.",
    "$fail": "Conditions under which a response is an error: a list of `{ if: leaf, error: ApiError }`. Paths in "
    "`error` begin at the value of `if`. Without `error` the response is an error body, which is read like that of an "
    "error status.",
    "$require": "Paths that a response must have, each with the error message if it is absent.",
}

TABLES: Final[Words] = {
    "$of": "The hub's list of words that the table translates.",
    "$else": "The hub word of an unknown wire word; `~` for none.",
    "$read": "Entries for reading only. A word that ends in `*` is any text that begins so; the longest match wins.",
    "$write": "Entries for writing only.",
}

OVERLAYS: Final[Words] = {
    "append": "`{ append: [..] }`: adds items at the end of a list instead of replacing it.",
    "prepend": "`{ prepend: [..] }`: adds items at the start of a list instead of replacing it.",
    "before": "Places an entry in front of this sibling.",
    "passes": "Beside rules: the passes that run before the write half, or after the read half, in their order.",
}

ERRORS: Final[Words] = {
    "statuses": "HTTP statuses: of responses that are read, each with its error type of the hub; of responses that are "
    "written, the status of each error type.",
    "error_headers": "Response headers by error type.",
    "texts": "Patterns of messages by error type, beside those of `specs/error_texts.yaml`. The groups "
    "`prompt_tokens`, `output_tokens`, `total_tokens` and `token_limit` are the numbers of an exceeded context window.",
    "retry": "`{ patterns: [..], without: [kind] }`: after an error with such a message the request is repeated once "
    "without blocks of these kinds.",
    "refusals": "A list of `{ patterns, without }` beside that of `specs/error_texts.yaml`, which describes them.",
    "without": "What a repeated request leaves out: kinds of blocks, or parameters of a refusal.",
}

STREAMS: Final[Words] = {
    "of": "The type of the events, or of the value of a group. `of` and `$of` always name a type.",
    "blocks_end": "When a block ends: `explicit`: a row closes it; `complete_json`: its JSON is complete.",
    "groups": "Rows that several rows use, by name, each with `of: Type`; `rows: name` applies them.",
    "ends_after": "What must precede the end of the stream: `finish`, a row with `finish` or a recorded finish reason; "
    "`finish_reason`, a recorded one, or a final marker.",
}

ROWS: Final[Words] = {
    "if": "A leaf; the row applies if it is present, not empty and not false. `$it` is its value.",
    "each": "A list to iterate over; paths in the row begin at the item. `$nth` is the index, `$event` the whole "
    "event.",
    "within": "An object to enter; paths in the row begin there, `$event` is the whole event.",
    "case": "The tag of a union; `rows` has one row for each of its values.",
    "rows": "Rows within a row, all of which are tried; or the name of one of `groups`, whose `$key` is `key`.",
    "in": "The kind of block that the data belongs to.",
    "key": "What identifies the block within the stream: a leaf, or a list of leaves and constants. A new `id` under "
    "the same key begins the next call, so that `key: [call]` serves where pieces name no call. With `details`: the "
    "names of the fields that identify the detail.",
    "complete": "The text of the block so far, used if no delta came. Where blocks end explicitly, a later one adds "
    "what it has more: so a protocol is read whose events repeat the text.",
    "at_close": "Data that belongs to the end of the block, such as a signature.",
    "source": "The name of the source, if a provider sends the same text from several sources; the first one is used.",
    "separator": "The separator between parts of one source.",
    "unless_seen": "Applies the row only if no block has one of these keys.",
    "record": "Values recorded for the end of the response: `finish_reason`, `stop_sequence`, `refusal`, `usage`.",
    "ignore": "Does nothing, for this reason.",
    "$ignore": "Fields of the row, or of `event`, that carry no information in it, each with the reason.",
    "drop": "Records a loss with this reason. Alone with an `if`, in a row of the event itself, it ends the event.",
    "join": "Fields of a part that are concatenated.",
    "extract_reasoning": "`{ start_tag, end_tag }`: text between these tags is reasoning. Each is a tag, or a list of "
    "as many tags; a start tag with an empty end tag is removed from the start of the text.",
}

# Names of hub.yaml, with their meaning in rows and frames: events of a stream, and fields of blocks.
HUB_NAMES: Final[Words] = {
    "start": "The response begins: `{ id }`.",
    "id": "The id of a tool call.",
    "name": "The name of a tool call.",
    "toolset": "The tool set of a tool call.",
    "data": "The data of an encrypted block.",
    "error_code": "The error of a hosted tool.",
    "citations": "The search results of a hosted tool.",
    "delta": "Text to append to the block.",
    "signature": "The signature of a tool call.",
    "details": "A part of opaque reasoning details, which are returned to the provider in the next request.",
    "citation": "A citation of the open text block.",
    "logprobs": "Log probabilities of the tokens of the next delta of text.",
    "open": "In frames: opens a block, by kind of block.",
    "close": "In a row: closes the block with this key; `true` closes the block of this row. In frames: closes a "
    "block, by kind of block.",
    "finish": "`true`: the response is complete. Such rows run after the others of the event.",
    "error": "The response fails with this error, an `ApiError`. `true`: the event is an error body, which is read "
    "like that of an error status.",
}

ROW_VALUES: Final[Words] = {
    "$event": "In a row with `each` or `within`: the whole event.",
    "$nth": "In a row with `each`: the index of the item.",
    "$key": "In a group of rows: the key that the calling row passed.",
}

FRAMES: Final[Words] = {
    "ping": "Frames of a keep-alive.",
    "items": "`{ kind: { open, close } }`: frames before and after adjacent blocks of one kind, or of kinds with the "
    "same frames, which form an item. It ends when a block of another kind opens, or at the end of the response.",
    "$let": "Named values of the response, made once when it starts; frames read them as `$made.name`.",
    "last_frame": "In the write half of `response.yaml`, instead of rules: the whole response is this member of the "
    "last frame of the streamed response.",
    "$drop": "In a frame: values of the event that it does not carry, as in a rule. `{ $if: leaf, $drop: reason }` in "
    "`open`: the block, of which nothing is sent, is lost for this reason.",
    "$collect": "In a frame: the member that is kept for later frames, in `$item.parts` if the block belongs to an "
    "item, else in `$response.items`.",
}

FRAME_VALUES: Final[Words] = {
    "$response.id": "The id of the response.",
    "$response.model": "The model name that the client requested.",
    "$response.created": "The Unix time of the request; also in rules that write a whole response.",
    "$response.stem": "The id of the response without the prefix of message ids.",
    "$response.items": "In `finish` and `error`: the members that the items of the response collected.",
    "$response.unstarted": "In `error`: true if the response has not started.",
    "$item.index": "The index of the item in the response. A block that belongs to no item of `items` is one itself.",
    "$item.part": "The index of the block in its item.",
    "$item.parts": "In an item: the members that the blocks of the item collected.",
    "$block.index": "The index of the block in the response.",
    "$block.nth": "The index of the block among the blocks of its kind.",
    "$block.text": "In `close`: all deltas of the block.",
    "$block.citations": "In `close`: all citations of the block.",
    "$block.logprobs": "In `close`: all log probabilities of the block.",
    "$citation.index": "In `citation`: the index of the citation in the block.",
    "$frame.index": "The number of the frame in the stream, from 0. In the frame of a delta it follows `$delta`.",
}

NAMES_OF_THE_HUB: Final = "Names of the hub in rows and frames"
OPERATORS_OF_LEAVES: Final = "Operators of leaves"
UNCOUNTED: Final = (NAMES_OF_THE_HUB, OPERATORS_OF_LEAVES)  # no words of the notation
GROUPS: Final[dict[str, Words]] = {
    "Types": TYPES,
    "Leaves": LEAVES,
    OPERATORS_OF_LEAVES: OPERATORS,
    "Keys of templates": TEMPLATES,
    "Tables of words": TABLES,
    "Overlays and passes": OVERLAYS,
    "Errors": ERRORS,
    "Stream files": STREAMS,
    "Rows that read a stream": ROWS,
    NAMES_OF_THE_HUB: HUB_NAMES,
    "Values in rows": ROW_VALUES,
    "Frames that write a stream": FRAMES,
    "Values in frames": FRAME_VALUES,
}
