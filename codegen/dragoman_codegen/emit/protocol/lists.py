"""Functions of the module for token counts and model lists."""

from __future__ import annotations

from dragoman_codegen.emit.source.module import Module
from dragoman_codegen.model.program import File


def emit_lists(module: Module, file: File) -> None:
    module.need("dragoman.library.context", "Context")
    for rule in file.rules.values():
        if str(rule.source) == "TokenCount" and rule.name.startswith("write"):
            module.body += [
                "",
                "",
                "def write_count(tokens: int) -> Any:",
                f'    return WriteLists(Context()).{rule.name}({{"tokens": tokens}})',
            ]
        elif str(rule.source) == "ModelList":
            module.body += [
                "",
                "",
                "def write_models(models: list[Any]) -> Any:",
                f'    return WriteLists(Context()).{rule.name}({{"models": models}})',
            ]
        elif str(rule.source) == "ModelInfo":
            module.body += [
                "",
                "",
                "def write_model(model: Any) -> Any:",
                f"    return WriteLists(Context()).{rule.name}(model)",
            ]
        elif rule.name.startswith("read"):
            module.body += [
                "",
                "",
                "def read_count(body: Any) -> int | None:",
                '    """Return the token count of a response, or None if it has none."""',
                f'    return ReadLists(Context()).{rule.name}(cast(Any, body)).get("tokens") '
                "if isinstance(body, dict) else None",
            ]
