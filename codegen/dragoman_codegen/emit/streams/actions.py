"""Calls that a row of a stream's reader makes."""

from __future__ import annotations

from collections.abc import Callable

from dragoman_codegen.emit.functions.code import Code
from dragoman_codegen.emit.functions.leaves import Value
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.model import plan


def emit_actions(code: Code, row: plan.Row, it: str) -> None:
    """Write the calls of a row's actions. `it`: the variable of the event or item."""
    for action in row.actions:
        if action.verb == "group":
            args = dict(action.args)
            key = f", {_value(code, args['key'], 'key')}" if "key" in args else ""
            code.line(f"self.do_{args['']}({it}{key})")
        else:
            ACTIONS[action.verb](code, action)


def _add_text(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    value = _value(code, args["delta"], "text")
    if "tags" in args:
        code.line(f"for kind, piece in self.tags.feed({value}):")
        code.line("    self.blocks.add_text(kind, piece)")
    else:
        source = f", source={_value(code, args['source'], '')}" if "source" in args else ""
        code.line(f"self.blocks.add_text({_value(code, args[''], '')}, {value}{source})")


def _add_piece(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    kind = _value(code, args.pop(""), "")
    key = _value(code, args.pop("key"), "key")
    given = [f"{_keyword(word)}={_value(code, value, word)}" for word, value in args.items()]
    _invoke(code, "self.blocks.add_piece", [kind, key, *given])


def _start(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    code.line(f"self.blocks.start({', '.join(_value(code, value, word) for word, value in args.items())})")


def _record(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    _invoke(code, "self.blocks.record", [f"{word}={_recorded(code, value, word)}" for word, value in args.items()])


def _citation(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    value = code.named(Value(_value(code, args[""], "citation"), True), "citation")
    code.line(f"if {value} is not None:")
    code.line(f"    self.blocks.citation({value})")


def _logprobs(code: Code, action: plan.Action) -> None:
    value = code.named(Value(_value(code, dict(action.args)[""], "logprobs"), True), "logprobs")
    code.line(f"if {value}:")
    code.line(f"    self.blocks.logprobs({value})")


def _close(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    code.line(f"self.blocks.close({_value(code, args[''], 'key')})")


def _add_details(code: Code, action: plan.Action) -> None:
    (_, detail), (_, same), (_, join) = action.args
    assert isinstance(same, tuple) and isinstance(join, tuple)
    code.line(f"self.blocks.add_details({_value(code, detail, 'detail')}, {literal(same)}, {literal(join)})")


def _error(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    name = code.fresh("failure")
    template = args[""]
    default = ' or {"error_type": "server_error", "message": "the provider failed"}'
    maybe = isinstance(template, plan.Alternatives) and template.optional
    expr = _value(code, template, "failure")
    code.line(f"{name}: hub.ApiError = {f'({expr}){default}' if maybe else expr}")
    code.line(f'self.blocks.fail({name}.get("error_type") or "server_error", {name}["message"])')


def _fail_from(code: Code, action: plan.Action) -> None:
    code.line(f"self.blocks.fail_from({code.heads['it']})")


def _finish(code: Code, action: plan.Action) -> None:
    code.line("self.blocks.finish()")


def _lose(code: Code, action: plan.Action) -> None:
    path, reason, *tags = (value for _, value in action.args)
    shown = literal(path)
    if tags:
        tag = code.named(Value(_value(code, tags[0], "kind"), True), "kind")
        shown = f"f{shown[:-1]}.{{{tag}}}{shown[-1]}" if path else f"str({tag})"
    code.line(f"self.context.{code.lose}({shown}, {literal(reason)})")


ACTIONS: dict[str, Callable[[Code, plan.Action], None]] = {
    "add_text": _add_text,
    "add_piece": _add_piece,
    "start": _start,
    "record": _record,
    "citation": _citation,
    "logprobs": _logprobs,
    "close": _close,
    "add_details": _add_details,
    "error": _error,
    "fail_from": _fail_from,
    "finish": _finish,
    "lose": _lose,
}


def _recorded(code: Code, value: object, word: str) -> str:
    expr = _value(code, value, word)
    if isinstance(value, plan.Object) and value.type and not expr.isidentifier():
        name = code.fresh(word)
        code.line(f"{name}: {code.type_name(value.type)} = {expr}")
        return name
    return expr


def _invoke(code: Code, function: str, args: list[str]) -> None:
    line = f"{function}({', '.join(args)})"
    if len(line) + 4 * code.depth <= 120:
        code.line(line)
        return
    code.line(f"{function}(")
    for arg in args:
        code.line(f"    {arg},")
    code.line(")")


def _keyword(word: str) -> str:
    return {"delta": "text"}.get(word, word)


def _value(code: Code, value: object, hint: str) -> str:
    if isinstance(value, str | bool):
        return literal(value)
    if isinstance(value, tuple):
        return f"({', '.join(_value(code, part, hint) for part in value)}{',' * (len(value) == 1)})"
    return code.value(value, hint)  # type: ignore[arg-type]
