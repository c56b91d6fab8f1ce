"""How a stream is observed that is forwarded unchanged: by the events that the write half of its protocol produces.

The table names the events that begin and end an answer or report an error, and the paths of its model, finish reason,
usage and texts. The runtime's relay reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from dragoman_codegen.spec.yaml.tree import Map, Node, Seq, plain

COUNTS = ("uncached_input_tokens", "output_tokens")
Frame = dict[str, Any]
ByKind = dict[str, list[Frame]]


def watch_table(stream: Map, types: Map, tag: str | None) -> dict[str, Any]:
    """Return the table of a protocol. `tag`: the member of events that has their name."""
    found = _watched(_read(stream.sub("write")), tag)
    rows = plain(stream.sub("read").sub("rows")) or {}
    _add_errors(found, rows)
    if found.get("finish"):
        _add_reasons(found, str(plain(stream.sub("write"))), rows, plain(types.sub("words")) or {})
    return {**found, **(_counted(plain(types.sub("write")) or {}) if found.get("usage") else {})}


def text_path(response: Map) -> str:
    """Return the path of the text in a complete answer that the write half produces; "" if there is none."""
    return _path_of("$blocks", plain(response.sub("write")) or {}).partition(".")[2]


def _read(write: Map) -> Frames:
    """Return the frames of a write half. What is no frame is left out; its problem is reported where it is compiled."""
    start, finish, error, ping = (_list(write.entries.get(part)) for part in ("start", "finish", "error", "ping"))
    opened, deltas, closed = (
        {kind: _list(node) for kind, node in write.sub(part).entries.items()} for part in ("open", "delta", "close")
    )
    return Frames(start, finish, error, ping, opened, deltas, closed)


def _list(node: Node | None) -> list[Frame]:
    return [plain(item) for item in node.items if isinstance(item, Map)] if isinstance(node, Seq) else []


@dataclass(frozen=True, slots=True)
class Frames:
    start: list[Frame]
    finish: list[Frame]
    error: list[Frame]
    ping: list[Frame]
    open: ByKind
    delta: ByKind
    close: ByKind

    @property
    def deltas(self) -> list[Frame]:
        """The deltas of all kinds."""
        return [frame for frames in self.delta.values() for frame in frames]


def _watched(frames: Frames, tag: str | None) -> dict[str, Any]:
    """Return what the write half produces. Without names of events an error, and the chunk with the finish reason, are
    recognized by their members."""
    if not tag:
        return _watched_by_member(frames)
    errors, pings = _names(frames.error, tag), _names(frames.ping, tag)
    starts, ends = _names(frames.start, tag), _final(frames.finish, tag)
    if not (starts and frames.finish):
        return {}
    opened = [frame for kind in ("text", "reasoning") for frame in frames.open.get(kind, ())]
    final = [frame for frame in frames.finish if not {*_names([frame], tag)} & {*ends}]
    return {
        "first": next(iter(_names(frames.start[:1], tag)), ""),
        "ends": ends,
        "errors": [name for name in errors if name not in starts],
        "quiet": pings,
        "tag": tag,
        "model": _path_of("$model", frames.start[0]),
        "opening": sorted({*starts, *_names(opened, tag)}),
        "finish": _paths_in("$finish_reason", final, tag),
        "usage": _paths_in("$usage", [frames.start[0], *final], tag),
        "texts": _paths_in("$delta", frames.deltas, tag),
        **_blocks(frames, tag),
    }


def _blocks(frames: Frames, tag: str) -> dict[str, Any]:
    """Return how the events of blocks with deltas are written, if each names its block by an index: the events, their
    members that have the index and the content, the members that the start of the answer needs, and the kinds."""
    kinds: list[dict[str, Any]] = []
    events = {}
    for kind in frames.delta:
        opening, delta = _first(frames.open, kind), _first(frames.delta, kind)
        closing = next(reversed(frames.close.get(kind, ())), {})
        index, content, change = _path_of("$block.index", opening), _tagged(opening, tag), _tagged(delta, tag)
        if not (index and content and change and all(tag in frame for frame in (opening, delta, closing))):
            return {}
        block = {
            "name": opening[content][tag],
            "delta": delta[change][tag],
            "text": _path_of("$delta", delta[change]),
            "empty": {key: value for key, value in opening[content].items() if value in ("", {})},
            "needs": [key for key, leaf in opening[content].items() if str(leaf).startswith("$")],
            "id": _path_of("$id", opening[content]),
            "calls": kind == "tool_call",
        }
        kinds.append(block)
        events = {"opens": opening[tag], "changes": delta[tag], "closes": closing[tag]}
        events |= {"index": index, "content": content, "change": change}
    answer = next((value for value in frames.start[0].values() if isinstance(value, dict)), {})
    needed = [key for key, leaf in answer.items() if leaf != "$null"]
    return {"blocks": {**events, "needed": needed, "kinds": kinds}} if kinds else {}


def _first(frames: ByKind, kind: str) -> Frame:
    return next(iter(frames.get(kind, ())), {})


def _tagged(frame: Frame, tag: str) -> str:
    """Return the member of a frame that is a record with a tag."""
    return next((key for key, value in frame.items() if isinstance(value, dict) and tag in value), "")


def _watched_by_member(frames: Frames) -> dict[str, Any]:
    """Return what is observed in a stream whose events have no names."""
    members = [key for frame in frames.error for key in frame if not key.startswith("$")]
    texts = {_path_of("$delta", frame) for frame in frames.deltas}
    texts |= {_path_of("$name", frame) for frame in frames.open.get("tool_call", ())}
    found = {
        "errors": members,
        "model": next((_path_of("$model", frame) for frame in frames.start), ""),
        "finish": _paths_in("$finish_reason", frames.finish, ""),
        "texts": {"": sorted(filter(None, texts))},
    }
    return {key: value for key, value in found.items() if value} if members else {}


def _names(frames: list[Frame], tag: str) -> list[str]:
    """Return the names of the events that frames produce."""
    return [name for frame in frames for name in _constants(frame.get(tag))]


def _final(frames: list[Frame], tag: str) -> list[str]:
    """Return the names of the frames that can be the last one: a frame with `$if` may not be sent."""
    found: list[str] = []
    for frame in reversed(frames):
        found = [*_names([frame], tag), *found]
        if "$if" not in frame:
            break
    return found


def _paths_in(leaf: str, frames: list[Frame], tag: str) -> dict[str, list[str]]:
    """Return the paths of a leaf by the events whose frames contain it."""
    found: dict[str, list[str]] = {}
    for frame in frames:
        path = _path_of(leaf, frame)
        for name in (_names([frame], tag) if tag else [""]) if path else ():
            found.setdefault(name, []).append(path)
    return {name: sorted({*paths}) for name, paths in found.items()}


def _add_errors(watch: dict[str, Any], rows: dict[str, Any]) -> None:
    """Add the events that the read half takes for an error to those that the write half produces."""
    if watch.get("tag"):
        raising = [name for name, row in rows.items() if any("if" not in one for one in _failing(row))]
        watch["errors"] += [name for name in raising if name not in watch["errors"] and not name.startswith("$")]


def _failing(row: Any) -> list[dict[str, Any]]:
    """Return the rows that report an error: a row, or those in it."""
    if not isinstance(row, dict):
        return []
    inner = row.get("rows")
    below = [one for part in (inner.values() if isinstance(inner, dict) else ()) for one in _failing(part)]
    return [row, *below] if "error" in row else below


def _add_reasons(watch: dict[str, Any], write: str, rows: dict[str, Any], tables: dict[str, Any]) -> None:
    """Add the finish reasons that are written, by words of the hub, that are read only, and that mean an error."""
    name = re.search(r"\$finish_reason \| (\w+)", write)
    table = tables.get(name[1]) if name else None
    if not isinstance(table, dict):
        return
    written = {hub: word for hub, word in (table.get("$write") or {}).items() if word}
    watch["reasons"] = {**{hub: word for word, hub in table.items() if not word.startswith("$")}, **written}
    watch["other_reasons"] = table.get("$read") or {}
    asked = [str(one["if"]).rpartition(" | ")[2] for row in rows.values() for one in _failing(row) if "if" in one]
    broken = [found for ask in asked if isinstance(found := tables.get(ask), dict)]
    watch["broken"] = [word for one in broken for word in (*one, *(one.get("$read") or ())) if not word.startswith("$")]


def _counted(types: dict[str, Any]) -> dict[str, Any]:
    """Return the required token counts of the wire, and the hub's name of each."""
    rule = types.get("Usage from Usage") or {}
    return {"counts": {key: hub for key, leaf in rule.items() for hub in COUNTS if str(leaf).startswith(f"${hub} ")}}


def _constants(template: Any) -> list[str]:
    """Return the texts that a template can produce."""
    if isinstance(template, dict):
        return [text for key, part in template.items() if key != "$case" for text in _constants(part)]
    return [template] if isinstance(template, str) and not template.startswith("$") else []


def _path_of(leaf: str, template: Any) -> str:
    """Return the path of a leaf in a frame, or ''. The leaf may have filters."""
    if isinstance(template, list):
        template = dict(enumerate(template))
    for key, inner in template.items() if isinstance(template, dict) else ():
        if isinstance(inner, str) and inner.partition(" ")[0] == leaf:
            return str(key)
        if found := _path_of(leaf, inner):
            return f"{key}.{found}"
    return ""
