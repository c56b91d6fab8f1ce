"""Passes over media and special blocks: moved to where the provider accepts them, or replaced by text."""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.errors import Refused
from dragoman.library.hub import Block, Document, Image, Message, Request, SearchResult, Text, ToolResult

MEDIA = ("image", "document")
SPECIAL = ("document", "search_result", "tool_reference", "compaction_summary")


def render_as_text(
    request: Request,
    context: Context,
    *,
    document: str,
    search_result: str,
    tool_reference: str,
    compaction_summary: str,
) -> None:
    """Write out in text what has no separate block elsewhere (rule 2.1, cases 134, 142, 255).

    document, search_result, compaction_summary: the tag around a text document, a search result and a summary.
    tool_reference: the text before the name of a loaded tool. A summary becomes user text, whatever the role of its
    message. Apply it after `select_tools`, which looks for loaded tools.
    """
    messages: list[Message] = []
    for message in request["messages"]:
        if not _contains(message["blocks"], SPECIAL):
            messages.append(message)
            continue
        blocks: list[Block] = []
        for block in message["blocks"]:
            if block["kind"] == "compaction_summary":
                if message["role"] != "user" and blocks:
                    messages.append({**message, "blocks": blocks})
                words = _text(f"<{compaction_summary}>\n{block['text']}\n</{compaction_summary}>")
                if message["role"] == "user":
                    blocks.append(words)
                else:
                    messages.append({"role": "user", "blocks": [words]})
                    blocks = []
            else:
                blocks.extend(_spelled(block, document, search_result, tool_reference))
        if blocks or not message["blocks"]:
            message["blocks"] = blocks
            messages.append(message)
    request["messages"] = messages


def render_refusals(request: Request, context: Context, *, native: bool = False, separator: str = "") -> None:
    """Write refusals in the history as texts. native: assistant messages have a place for them; otherwise it is a
    loss. separator: the text between a refusal and the texts beside it, for providers whose messages have one text."""
    for message in request["messages"]:
        if not native or message["role"] != "assistant":
            _render_refusals(message["blocks"], context, separator if message["role"] == "assistant" else "")


def _render_refusals(blocks: list[Block], context: Context, separator: str) -> None:
    previous = ""
    for at, block in enumerate(blocks):
        kind = block["kind"]
        if block["kind"] == "refusal":
            context.lose_block("refusal", "written as text: this provider does not distinguish refusals")
            blocks[at] = _text((separator if previous else "") + block["text"])
        elif block["kind"] == "text" and previous == "refusal":
            blocks[at] = {**block, "text": separator + block["text"]}
        elif block["kind"] == "tool_result":
            _render_refusals(block["blocks"], context, "")
        if kind not in ("reasoning", "encrypted_reasoning"):
            previous = kind if kind in ("text", "refusal") else ""


def place_media(
    request: Request,
    context: Context,
    *,
    native: bool = False,
    documents: bool = False,
    vision: bool = True,
    files: bool = True,
    links: bool = False,
    linked: bool = True,
    media_types: list[str] = [],  # noqa: B006 (read by the compiler, never changed)
) -> None:
    """Place media where the provider accepts them (rule 2.1, cases 129, 131-133, 136).

    native, documents: images and documents may remain in tool results; otherwise the result states that they follow,
    and they are placed, labelled with the result's id, after all results and before the user's other blocks. vision,
    files, links: whether images, documents, and documents by URL are accepted; linked: images by URL; otherwise a text
    replaces them, with a loss, as it does images for a model that the catalogue lists without them. media_types: the
    accepted media types of images and documents, of which a list without one of a kind accepts all of it; another type
    is refused (cases 138, 141). Apply it after `render_as_text` and `pair_tool_results`.
    """
    vision = vision and not context.text_only
    for message in request["messages"]:
        if not _contains(message["blocks"], MEDIA):
            continue
        results: list[Block] = []
        attached: list[Block] = []
        others: list[Block] = []
        for block in message["blocks"]:
            kept = _carried(block, context, vision, files, links, linked)
            if kept["kind"] == "tool_result":
                kept["blocks"] = [_carried(part, context, vision, files, links, linked) for part in kept["blocks"]]
                attached += _detached(kept, native, documents)
                results.append(kept)
            else:
                others.append(kept)
        if results:
            message["blocks"] = [*results, *attached, *others]
        else:
            message["blocks"] = others
        _check_types(message["blocks"], media_types)


def _contains(blocks: list[Block], kinds: tuple[str, ...]) -> bool:
    """Whether one of the blocks, or of those in tool results, is of one of the kinds."""
    for block in blocks:
        if block["kind"] in kinds or (block["kind"] == "tool_result" and _contains(block["blocks"], kinds)):
            return True
    return False


def _check_types(blocks: list[Block], media_types: list[str]) -> None:
    """Refuse images and documents of another media type. The usual misspelling of JPEG is corrected."""
    for block in blocks:
        if block["kind"] == "tool_result":
            _check_types(block["blocks"], media_types)
        elif (block["kind"] == "image" or block["kind"] == "document") and "data" in block:
            if block.get("media_type") == "image/jpg":
                block["media_type"] = "image/jpeg"
            image = block["kind"] == "image"
            accepted = [one for one in media_types if one.startswith("image/") == image]
            if accepted and block.get("media_type", accepted[0]) not in accepted:
                raise Refused(
                    "invalid_request",
                    f"{block['kind']}s of type {block.get('media_type')} are not accepted by this provider; send "
                    f"{', '.join(accepted)}",
                )


def _spelled(block: Block, document: str, search_result: str, tool_reference: str) -> list[Block]:
    if block["kind"] == "document" and ("text" in block or "parts" in block):
        return _spelled_document(block, document)
    if block["kind"] == "search_result":
        return [_marked(_spelled_search_result(block, search_result), block)]
    if block["kind"] == "tool_reference":
        return [_text(tool_reference + block["name"])]
    if block["kind"] == "tool_result":
        parts = [_spelled(inner, document, search_result, tool_reference) for inner in block["blocks"]]
        block["blocks"] = [part for inner in parts for part in inner]
    return [block]


def _spelled_document(block: Document, tag: str) -> list[Block]:
    head = tag + _attributes(title=block.get("title"), context=block.get("context"))
    parts: list[Block] = [_text(block["text"])] if "text" in block else block.get("parts", [])
    texts = [part["text"] for part in parts if part["kind"] == "text"]
    if len(texts) == len(parts):
        return [_marked(_text("\n".join([f"<{head}>", *texts, f"</{tag}>"])), block)]
    return [_text(f"<{head}>"), *parts, _marked(_text(f"</{tag}>"), block)]


def _spelled_search_result(block: SearchResult, tag: str) -> Text:
    head = tag + _attributes(source=block["source"], title=block["title"])
    lines = [f"<{head}>", *(part["text"] for part in block["parts"]), f"</{tag}>"]
    return _text("\n".join(lines))


def _attributes(**values: str | None) -> str:
    pairs = ((key, value.replace('"', "&quot;")) for key, value in values.items() if value is not None)
    return "".join(f' {key}="{value}"' for key, value in pairs)


def _carried(block: Block, context: Context, vision: bool, files: bool, links: bool, linked: bool) -> Block:
    """Return the block, or the text that replaces it if the provider does not accept it."""
    if block["kind"] == "image" and not vision:
        context.lose_block("image", "this model accepts no images")
        return _marked(_text("[image omitted]"), block)
    if block["kind"] == "image" and "data" not in block and "url" in block and not linked:
        context.lose_block("image", "this provider accepts no image URLs")
        return _marked(_text(f"[image: {block['url']}]"), block)
    if block["kind"] == "document" and "data" not in block and "url" in block and not links:
        context.lose_block("document", "this provider accepts no document URLs")
        return _marked(_text(f"[document: {block['url']}]"), block)
    if block["kind"] == "document" and "data" in block and not files:
        context.lose_block("document", "this provider accepts no PDF")
        return _marked(_text(f'[document "{_file_name(block)}" omitted: this provider takes no PDF]'), block)
    return block


def _detached(result: ToolResult, native: bool, documents: bool) -> list[Block]:
    """Move media out of a tool result, replaced by a note that they follow."""
    media: list[Block] = []
    counts = {"image": 0, "document": 0}
    parts: list[Block] = []
    for part in result["blocks"]:
        if (part["kind"] == "document" and not documents) or (part["kind"] == "image" and not native):
            counts[part["kind"]] += 1
            parts.append(_text(f"[{part['kind']} {counts[part['kind']]} of tool result {result['id']} follows]"))
            media.append(part)
        else:
            parts.append(part)
    result["blocks"] = parts
    return [_text(f"Attachments of tool result {result['id']}:"), *media] if media else []


def _file_name(document: Document) -> str:
    title = document.get("title") or "document"
    return title if title.lower().endswith(".pdf") else title + ".pdf"


def _marked(text: Text, block: Document | SearchResult | Image) -> Text:
    if "cache_breakpoint" in block:
        text["cache_breakpoint"] = block["cache_breakpoint"]
    return text


def _text(text: str) -> Text:
    return {"kind": "text", "text": text}
