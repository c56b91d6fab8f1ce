"""Bodies of rule methods, in spec order.

An object is a literal of its required entries, followed by an `if` for each optional one.
"""

from __future__ import annotations

from dataclasses import replace

from dragoman_codegen.emit.functions.body import WIDTH
from dragoman_codegen.emit.functions.branches import Branches
from dragoman_codegen.emit.functions.leaves import Value
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan
from dragoman_codegen.model.types import JSON, Prim, Type


class Code(Branches):
    """One function under construction: its templates."""

    def give(self, template: plan.Template, kind: Type | None) -> None:
        """Write statements that return the value of a template."""
        match template:
            case plan.Case():
                self.losses(template.losses)
                self._branches(template, lambda inner: self.give(inner, kind))
            case plan.Nothing() | plan.Refuse():
                self._nothing(template)
                if isinstance(template, plan.Nothing):
                    self.line("return None")
            case plan.First(options):
                self.losses(template.losses)
                for at, option in enumerate(options):
                    if at == len(options) - 1:
                        self.give(option, kind)
                    elif isinstance(option, plan.Object) and option.condition is not None:
                        with self.block_if(self.alternatives(option.condition, "given")):
                            self.give(replace(option, condition=None), kind)
                    else:
                        name = self.fresh("found")
                        known = kind is not None and not isinstance(option, plan.Items)
                        typed = f": {self.type_name(kind)} | None" if kind is not None and known else ""
                        self.line(f"{name}{typed} = {self.value(option, 'found')}")
                        with self.block(f"if {name} is not None:"):
                            self.line(f"return {name}")
            case plan.When(condition, then, other) if not _both_simple(then, other):
                with self.block(f"if {self.ctx}.holds[{condition}]:"):
                    self.give(then, kind)
                with self.block("else:"):
                    self.give(other, kind)
            case plan.Object(condition=condition) if condition is not None:
                self.losses(template.losses)
                test = self.alternatives(condition, "given")
                with self.block(f"if not {self._group(self.condition(test))}:"):
                    self.line("return None")
                self.assume(test)
                self.give(plan.Object(template.entries, (), None, template.type, template.include), kind)
            case plan.Given(condition, inner):
                with self.block_if(self.alternatives(condition, "given")):
                    self.give(inner, kind)
                self.line("return None")
            case _:
                self._return(template, kind)

    def _return(self, template: plan.Template, kind: Type | None) -> None:
        """Return a value that is made without a branch. What is read from an untyped source gets a type."""
        if self.untyped and isinstance(template, plan.Alternatives) and isinstance(kind, Prim) and kind != JSON:
            name, optional = self.fresh("out"), " | None" if template.optional else ""
            self.line(f"{name}: {self.type_name(kind)}{optional} = {self.value(template, 'out', True)}")
            self.line(f"return {name}")
        else:
            self.wide("return ", self.value(template, "out", True))

    def value(self, template: plan.Template, hint: str, root: bool = False) -> str:
        """Write the statements that a template needs and return the expression of its value."""
        match template:
            case plan.Alternatives():
                return self.alternatives(template, hint)
            case plan.Literal(value):
                return literal(value)
            case plan.Null():
                return "None"
            case plan.Nothing() | plan.Refuse():
                self._nothing(template)
                return "None"
            case plan.Join(parts):
                return self._joined(parts, hint)
            case plan.When(condition, then, other):
                return self._chosen(condition, then, other, hint)
            case plan.Items():
                return self._list(template, hint)
            case plan.Object():
                return self._object(template, "out" if root else hint)
            case plan.Case() | plan.First():
                return self._branching(template, hint)
            case plan.Given():
                name = self.fresh(hint)
                self.line(f"{name}: Any = None")
                self._fill(name, template, hint)
                return name
        raise AssertionError(template)

    def _joined(self, parts: tuple[plan.Alternatives, ...], hint: str) -> str:
        names, texts = [], []
        for part in parts:
            atom = part.pipes[0].atom
            if len(part.pipes) == 1 and isinstance(atom, plan.Const) and not part.pipes[0].stages:
                texts.append(literal(str(atom.value)))
                continue
            name = self.named(Value(self.alternatives(part, hint), part.optional), "part")
            texts.append(f"str({name})")
            names.extend([name] if part.optional else [])
        joined = " + ".join(texts)
        return f"{joined} if {' and '.join(f'{name} is not None' for name in names)} else None" if names else joined

    def _chosen(self, condition: int, then: plan.Template, other: plan.Template, hint: str) -> str:
        if _both_simple(then, other):
            one, two = (self._simple(self.value(inner, hint)) for inner in (then, other))
            return f"{one} if {self.ctx}.holds[{condition}] else {two}"
        name = self.fresh(hint)
        self.line(f"{name}: Any")
        with self.block(f"if {self.ctx}.holds[{condition}]:"):
            self.line(f"{name} = {self.value(then, hint)}")
        with self.block("else:"):
            self.line(f"{name} = {self.value(other, hint)}")
        return name

    def _branching(self, template: plan.Case | plan.First, hint: str) -> str:
        name = self.fresh(hint)
        if isinstance(template, plan.Case):
            self.line(f"{name}: Any = None")
            self._fill(name, template, hint)
            return name
        self.losses(template.losses)
        first, *others = template.options
        if isinstance(first, plan.Object) and first.condition is not None:
            self.line(f"{name}: Any = None")
            self._option(name, first, hint, not others)
        else:
            self.line(f"{name}: Any = {self.value(first, hint)}")
        for option in others:
            with self.block(f"if {name} is None:"):
                self._option(name, option, hint, option is others[-1])
        return name

    def _option(self, name: str, option: plan.Template, hint: str, last: bool) -> None:
        """Fill a variable with one of several options. What an option drops is lost if it is chosen or the last one."""
        if isinstance(option, plan.Object) and option.condition is not None and not last:
            with self.block_if(self.alternatives(option.condition, "given")):
                self._fill(name, replace(option, condition=None), hint)
        else:
            self._fill(name, option, hint)

    def _fill(self, name: str, template: plan.Template, hint: str) -> None:
        """Set a variable that is None to the value of a template."""
        match template:
            case plan.Case():
                self.losses(template.losses)
                self._branches(template, lambda inner: self._fill(name, inner, hint))
            case plan.Object(condition=condition) if condition is not None:
                self.losses(template.losses)
                with self.block_if(self.alternatives(condition, "given")):
                    self._fill(name, replace(template, condition=None, losses=()), hint)
            case plan.Given(condition, inner):
                with self.block_if(self.alternatives(condition, "given")):
                    self._fill(name, inner, hint)
            case _:
                self.wide(f"{name} = ", self.value(template, hint))

    def _list(self, template: plan.Items, hint: str) -> str:
        parts = [self._item(item, hint) for item in template.items]
        if len(parts) == 1 and parts[0].startswith("*[") and parts[0].endswith("]"):
            return parts[0][1:]
        return f"[{', '.join(parts)}]"

    def _item(self, item: plan.Item, hint: str) -> str:
        """Return the part of a list display that an item becomes."""
        if isinstance(item.value, plan.Alternatives) and item.splice:
            expr = self.alternatives(item.value, hint, loose=True)
            bare = expr.startswith("[") and expr.endswith("]")
            return f"*{expr}" if bare else f"*({expr} or ())" if item.value.optional else f"*{self._simple(expr)}"
        value = self.value(item.value, "item")
        if item.splice:
            return f"*({value} or ())"
        if _is_sure(item.value) and not item.filled:
            return value
        name = self.named(Value(value, True), "item")
        return f"*([{name}] if {name}{'' if item.filled else ' is not None'} else [])"

    def _object(self, template: plan.Object, hint: str) -> str:
        if template.condition is not None:
            name = self.fresh(hint)
            self.line(f"{name}: Any = None")
            self._fill(name, template, hint)
            return name
        self.losses(template.losses)
        asked = plan.firsts(template, "made")  # the keys that a `$made.x` further down asks for
        for entry in template.entries if asked else ():  # in the order of the spec, since one may ask for another
            expr = self.value(entry.value, entry.key)
            kind = self._literal_type(entry.value)
            if kind and not expr.isidentifier():
                name = self.fresh(entry.key)
                self.wide(f"{name}: {kind} = ", expr)
                expr = name
            self.made[entry.key] = expr if expr.isidentifier() else self.assign(expr, entry.key)
        always = (
            [f"**{self._simple(self.alternatives(template.include, hint))}"] if template.include is not None else []
        )
        for entry in template.entries:
            if entry.keep == "always":
                expr = self.made[entry.key] if asked else self.value(entry.value, entry.key)
                always.append(f"{repr_str(entry.key)}: {expr}")
        rest = [entry for entry in template.entries if entry.keep not in ("always", "let")]
        if not rest:
            return "{" + ", ".join(always) + "}"
        name = self.fresh(hint)
        kind = self.type_name(template.type) if template.type else "dict[str, Any]"
        if self.inherited:
            self._extended(name, kind)
        else:
            self.wide(f"{name}: {kind} = ", "{" + ", ".join(always) + "}")
        for entry in rest:
            self._optional_entry(name, entry, bool(asked))
        return name

    def _literal_type(self, template: plan.Template) -> str:
        """Return the type of a literal that a variable would have another type for; "" for other values."""
        if isinstance(template, plan.Items):
            return "list[Any]"
        return self.type_name(template.type) if isinstance(template, plan.Object) and template.type else ""

    def _extended(self, name: str, kind: str) -> None:
        """Begin with the object that the inherited method returns."""
        made = self.inherited
        if self.redeclared(kind):
            made = f"cast({repr_str(f'{kind} | None') if self.nullable else kind}, {made})"
        self.line(f"{name} = {made}")
        self.inherited = ""
        if self.nullable:
            with self.block(f"if {name} is None:"):
                self.line("return None")

    def _optional_entry(self, name: str, entry: plan.Entry, asked: bool) -> None:
        """Set an entry of the object `name` unless its value is None, or empty where the entry must be filled."""
        target = f"{name}[{repr_str(entry.key)}]"
        filled = entry.keep == "filled"
        if asked:
            self._set(target, self.made[entry.key], entry.key, filled)
        elif isinstance(entry.value, plan.Alternatives):
            self._set(target, self.alternatives(entry.value, entry.key, loose=filled), entry.key, filled)
        elif filled:
            self._set(target, self.value(entry.value, entry.key), entry.key, filled)
        else:
            self._store(target, entry.value, entry.key)

    def _store(self, target: str, template: plan.Template, hint: str) -> None:
        """Set a target to the value of a template unless that is None."""
        match template:
            case plan.Object(condition=condition) if condition is not None:
                self.losses(template.losses)
                with self.block_if(self.alternatives(condition, "given")):
                    bare = plan.Object(template.entries, (), None, template.type, template.include)
                    self._store(target, bare, hint)
            case plan.Case():
                self.losses(template.losses)
                self._branches(template, lambda inner: self._store(target, inner, hint))
            case plan.Given(condition, inner):
                with self.block_if(self.alternatives(condition, "given")):
                    if isinstance(inner, plan.Null):
                        self.line(f"{target} = None")
                    else:
                        self._store(target, inner, hint)
            case plan.Nothing(reason="") | plan.Null():
                self.line("pass")
            case plan.Nothing() | plan.Refuse():
                self._nothing(template)
            case _ if _is_sure(template):
                self.wide(f"{target} = ", self.value(template, hint))
            case _:
                self._set(target, self.value(template, hint), hint, False)

    def _set(self, target: str, expr: str, hint: str, filled: bool) -> None:
        """Set a target to the value of an expression unless that is None; `filled`: unless it is empty."""
        test = "" if filled else " is not None"
        guard = self.guarded.get(expr)
        if guard and guard.sure and not filled:
            head, value = f"if {guard.test}:", guard.value
        elif expr.isidentifier():
            head, value = f"if {expr}{test}:", expr
        else:
            value = self.fresh(hint)
            if guard:
                head = f"if {guard.test} and ({value} := {guard.value}){test}:"
            else:
                head = f"if ({value} := {expr}){test}:" if test or " if " in expr else f"if {value} := {expr}:"
            if len(head) + 4 * self.depth > WIDTH:
                self.wide(f"{value} = ", expr)
                head = f"if {value}{test}:"
        self.line(head)
        self.wide(f"    {target} = ", value)


def _is_sure(template: plan.Template) -> bool:
    match template:
        case plan.Object(condition=condition):
            return condition is None
        case plan.Alternatives(optional=optional):
            return not optional
        case plan.Literal() | plan.Items() | plan.Null():
            return True
    return False


def _both_simple(then: plan.Template, other: plan.Template) -> bool:
    """Whether both values of a condition are expressions without statements."""
    simple = (plan.Alternatives, plan.Literal, plan.Null, plan.Nothing)
    lost = isinstance(then, plan.Nothing) and then.reason
    return isinstance(then, simple) and isinstance(other, simple) and not lost
