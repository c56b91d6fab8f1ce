"""Entry points of the classes of halves: what the runtime calls, its checks, and the tables of errors."""

from __future__ import annotations

from dragoman_codegen.emit.data import refusal_rows, text_rows
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.passes import pass_calls
from dragoman_codegen.emit.protocol.members import Members
from dragoman_codegen.emit.source.layout import fill
from dragoman_codegen.emit.source.module import ADAPTERS, Module
from dragoman_codegen.emit.types import raw, repr_str
from dragoman_codegen.model import plan
from dragoman_codegen.model.program import File
from dragoman_codegen.model.types import Type

HUB_VALUES = {"request": "request", "response": "answer"}


class Entries(Members):
    """Emits the entry points of one protocol, and those that its providers change."""

    def entry(self, module: Module, file: File, half: str, old: File | None = None) -> list[list[str]]:
        """Return the method that applies the root rule, with the passes before or after it, and a method for each pass
        that providers override; with `old`, the methods that differ from the protocol's."""
        passes, before = file.passes.get(half, ()), old.passes.get(half, ()) if old else ()
        names = [one.name for one in passes]
        own = {name for name in self.parts if names.count(name) == 1}
        new = [one for one in passes if one not in before]
        methods = [self._pass(one, file) for one in new if one.name in own]
        if old and names == [one.name for one in before] and all(one.name in own for one in new):
            return methods
        inherited = half == "read" and bool(old) and passes[: len(before)] == before
        return [self._entry_point(module, file, half, passes, own, len(before) if inherited else 0), *methods]

    @staticmethod
    def _pass(one: plan.Pass, file: File) -> list[str]:
        made = HUB_VALUES[file.name]
        return [f"    def {one.name}(self, {made}: hub.{file.name.title()}) -> None:", *pass_calls((one,), made)]

    def _entry_point(
        self, module: Module, file: File, half: str, passes: tuple[plan.Pass, ...], own: set[str], inherited: int
    ) -> list[str]:
        """`own`: the passes with a method; `inherited`: how many passes the inherited method runs."""
        root = file.rules[file.roots[half]]
        code = self.new_code(module, file, half)
        source, target = code.type_name(root.source), code.type_name(root.target)
        module.need("dragoman.library.validation", "RefusedMember", "prune")
        if inherited:
            source = self.names.in_protocol(file.name, str(root.source)) or source  # that of the inherited method
        made = HUB_VALUES[file.name]
        calls = pass_calls(passes[inherited:], made, own)
        if half == "write":
            return [
                f"    def write(self, {made}: {source}) -> {target}:",
                *calls,
                f"        return self.{root.name}({made})",
            ]
        body = "cast(Any, body)" if self.names.redeclares(source) else "body"
        if made == "request":
            before = [
                "        try:",
                f"            request = self.{root.name}(body)",
                "        except RefusedMember as unwanted:",
                "            raise unwanted.refused(body, self.context) from None",
            ]
        elif inherited:
            before = [f"        answer = super().read({body})"]
        else:
            before = [
                "        prune(self.CHECK, cast(dict[str, Any], body), self.context)",
                f"        answer = self.{root.name}({body})",
            ]
        return [f"    def read(self, body: {source}) -> {target}:", *before, *calls, f"        return {made}"]

    @staticmethod
    def result_entry(file: File, source: str, target: str) -> list[str]:
        """Return the method that reads the usage and the finish reason alone. Passes change blocks only."""
        return [
            "    @classmethod",
            f"    def result_of(cls, body: {source}, context: Context) -> {target}:",
            f"        return cls(context).{file.result or 'read'}(body)",
        ]

    @staticmethod
    def check_member(root: Type) -> str:
        return f"    CHECK = staticmethod(SHAPES.check({repr_str(str(root))}))"

    @staticmethod
    def shapes(module: Module, table: list[str]) -> None:
        """The table of shapes that a half's check is made of."""
        module.need("dragoman.library.shapes", "OneOf", "Shapes", "Words")
        module.body += table

    def error_tables(self, module: Module, file: File, old: File | None) -> list[list[str]]:
        """The tables that classify errors, where they differ from those of the protocol."""
        members: list[list[str]] = []
        statuses = (f"{int(k)}: {repr_str(str(v))}" for k, v in file.statuses["read"].items())
        if old is None or file.statuses["read"] != old.statuses["read"]:
            members.append(fill("    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {", statuses, "}"))
        if old is None and not file.texts:
            module.need(ADAPTERS, "error_texts")
            members.append(["    TEXTS: ClassVar[tuple[api_errors.Texts, ...]] = error_texts.TEXTS"])
        elif old is None or file.texts != old.texts:
            module.need(ADAPTERS, "error_texts")
            module.need("dragoman.library", "api_errors")
            rows = [line for text in file.texts for line in text_rows(text, 8)]
            about = "    # messages and the error types that they mean"
            head = "    TEXTS: ClassVar[tuple[api_errors.Texts, ...]] = ("
            members.append([about, head, *rows, "        *error_texts.TEXTS,", "    )"])
        return members

    def retry(self, module: Module, file: File) -> None:
        """The messages after which a request is repeated."""
        module.modules.add("re")
        module.need("dragoman.library", "api_errors")
        texts = (f"re.compile({raw(text)})" for text in file.retry)
        module.body += ["", "", "# patterns of messages after which the request is repeated without these blocks"]
        module.body += fill("RETRY: Final = api_errors.Retry((", texts, f"), {literal(file.without)})")

    def refusals(self, module: Module, file: File) -> None:
        """The messages by which a provider rejects parameters."""
        module.need(ADAPTERS, "error_texts")
        module.need("dragoman.library.refusals", "messages")
        rows = [f"    {line}" for refusal in file.refusals for line in refusal_rows(refusal, 4)]
        module.body += ["", "", "# rejections of parameters, after which the request is repeated without them"]
        module.body += ["REFUSALS: Final = messages.Refusals(", "    (", *rows]
        module.body += ["        *error_texts.REFUSALS.rows,", "    ),", "    error_texts.REFUSALS.essential,", ")"]
