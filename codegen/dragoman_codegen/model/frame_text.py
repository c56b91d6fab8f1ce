"""Stream frames as constant text with placeholders, which a writer prepares when a block opens."""

from __future__ import annotations

import json

from dragoman_codegen.model import plan
from dragoman_codegen.model.types import JSON

Parts = tuple[tuple[str, str], ...]
# ("text", constant), ("placeholder", name of a value), or ("joined", texts and placeholders that form one string)
Plain = tuple[str, str | Parts]
Segment = Plain | tuple[str, str, plan.Alternatives]  # the last: a text that is present on a condition


def segments(frame: plan.Frame, events: bool) -> list[Segment] | None:
    """Return a frame as text and placeholders, or None where a key can be absent and the frame is built as a dict."""
    head = head_of(frame, events)
    inner = _json_parts(frame.body)
    if inner is None:
        return None
    out: list[Segment] = []
    for part in [("text", head), *inner, ("text", "\n\n")]:
        before = out[-1][1] if out and out[-1][0] == "text" else None
        if part[0] == "text" and isinstance(before, str):
            out[-1] = ("text", f"{before}{part[1]}")
        else:
            out.append(part)
    return out


def head_of(frame: plan.Frame, events: bool) -> str:
    """Return the lines before the payload of a frame."""
    return f"event: {frame.event}\ndata: " if events and frame.event else "data: "


def _json_parts(template: plan.Template) -> list[Segment] | None:
    match template:
        case plan.Literal(value):
            return [("text", json.dumps(value, ensure_ascii=False, separators=(",", ":")))]
        case plan.Null():
            return [("text", "null")]
        case plan.Alternatives(pipes=(plan.Pipe(atom=plan.Const() as const, stages=()),)):
            if const.type == JSON:
                return [("text", str(const.value))]
            return [("text", json.dumps(const.value, ensure_ascii=False))]
        case plan.Alternatives(pipes=(plan.Pipe(atom=plan.Path(head="response.created", steps=()), stages=()),)):
            return [("placeholder", "created")]
        case plan.Alternatives():
            name = _value_name(template)
            return [("placeholder", name)] if name else None
        case plan.Items(items=items):
            plain = [None if item.splice or item.filled else _json_parts(item.value) for item in items]
            return _many(plain, "[", "]", [""] * len(items))
        case plan.Join(parts=parts):
            texts = [_joined(part) for part in parts]
            return None if None in texts else [("joined", tuple(text for text in texts if text is not None))]
        case plan.Object(condition=None, losses=(), include=None):
            if any(entry.keep != "always" and not _sure(entry.value) for entry in template.entries):
                return None
            keys = [json.dumps(entry.key) + ":" for entry in template.entries]
            return _many([_json_parts(entry.value) for entry in template.entries], "{", "}", keys)
        case plan.Given(condition, value):
            inner = _json_parts(value)
            text = inner[0][1] if inner and [part[0] for part in inner] == ["text"] else None
            return [("given", text, condition)] if isinstance(text, str) else None
    return None


def _value_name(template: plan.Alternatives) -> str:
    """Return the name of the value of the event that a leaf reads as it is, or ''."""
    match template:
        case plan.Alternatives(pipes=(plan.Pipe(atom=plan.Path(head="it", steps=(step,)), stages=()),), optional=False):
            return str(step.key)
    return ""


def _joined(part: plan.Alternatives) -> tuple[str, str] | None:
    match part:
        case plan.Alternatives(pipes=(plan.Pipe(atom=plan.Const(value), stages=()),)):
            return "text", str(value)
    name = _value_name(part)
    return ("placeholder", name) if name else None


def _sure(template: plan.Template) -> bool:
    """Return whether a template is an explicit empty list or object, which is kept, or present on a condition."""
    if isinstance(template, plan.Given):
        return True
    if isinstance(template, plan.Items):
        return not template.items
    return isinstance(template, plan.Object) and not template.entries and template.condition is None


def _many(parts: list[list[Segment] | None], opening: str, closing: str, keys: list[str]) -> list[Segment] | None:
    out: list[Segment] = [("text", opening)]
    for at, (part, key) in enumerate(zip(parts, keys, strict=True)):
        if part is None or part[0][0] == "given" and not at:
            return None
        start = ("," if at else "") + key
        if len(part[0]) == 3:
            out.append(("given", start + part[0][1], part[0][2]))
        else:
            out += [("text", start), *part]
    return [*out, ("text", closing)]
