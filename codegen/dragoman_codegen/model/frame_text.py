"""Stream frames as constant text with placeholders, which a writer prepares when a block opens."""

from __future__ import annotations

import json

from dragoman_codegen.model import plan
from dragoman_codegen.model.types import JSON

Segment = tuple[str, str] | tuple[str, str, plan.Alternatives]  # the last: a text that is present on a condition


def segments(frame: plan.Frame, events: bool) -> list[Segment] | None:
    """Return a frame as text and placeholders, or None where a key can be absent and the frame is built as a dict."""
    head = head_of(frame, events)
    inner = _json_parts(frame.body)
    if inner is None:
        return None
    out: list[Segment] = []
    for part in [("text", head), *inner, ("text", "\n\n")]:
        if part[0] == "text" and out and out[-1][0] == "text":
            out[-1] = ("text", out[-1][1] + part[1])
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
        case plan.Alternatives(pipes=(plan.Pipe(atom=plan.Path(steps=(step,)), stages=()),), optional=False):
            return [("hole", str(step.key))]
        case plan.Alternatives(pipes=(plan.Pipe(atom=plan.Path(head="created", steps=()), stages=()),)):
            return [("hole", "created")]
        case plan.Items(items=items):
            plain = [None if item.splice or item.filled else _json_parts(item.value) for item in items]
            return _many(plain, "[", "]", [""] * len(items))
        case plan.Object(condition=None, losses=()):
            if any(entry.keep != "always" and not _sure(entry.value) for entry in template.entries):
                return None
            keys = [json.dumps(entry.key) + ":" for entry in template.entries]
            return _many([_json_parts(entry.value) for entry in template.entries], "{", "}", keys)
        case plan.Given(condition, value):
            inner = _json_parts(value)
            return [("given", inner[0][1], condition)] if inner and [kind for kind, *_ in inner] == ["text"] else None
    return None


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
