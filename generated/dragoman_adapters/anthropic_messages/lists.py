"""Token counts and model lists of Anthropic Messages.

Generated from specs/protocols/anthropic_messages/lists.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, TypedDict, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.filters import date_time
from dragoman_adapters.anthropic_messages.types import ReadTypes, WriteTypes


class Count(TypedDict, total=False):
    input_tokens: int | None
    context_management: Any


class Models(TypedDict, total=False):
    data: list[Model]
    has_more: bool | None
    first_id: str | None
    last_id: str | None


class Model(TypedDict, total=False):
    type: str | None
    id: str | None
    display_name: str | None
    created_at: str | None
    lifecycle: str | None
    max_input_tokens: int | None
    max_tokens: int | None


class ReadLists(ReadTypes):
    def read_token_count_from_count(self, it: Count) -> hub.TokenCount:
        tokens = it.get("input_tokens")
        return {"tokens": 0 if tokens is None else tokens}


class WriteLists(WriteTypes):
    def write_count_from_token_count(self, it: hub.TokenCount) -> Count:
        return {"input_tokens": it["tokens"]}

    def write_models_from_model_list(self, it: hub.ModelList) -> Models:
        models = it["models"]
        model = models[0] if models else None
        model2 = models[-1] if models else None
        return {
            "data": [self.write_model_from_model_info(x) for x in models],
            "has_more": False,
            "first_id": model["id"] if model else None,
            "last_id": model2["id"] if model2 else None,
        }

    def write_model_from_model_info(self, it: hub.ModelInfo) -> Model:
        out: Model = {"type": "model", "id": it["id"], "display_name": it["display_name"], "lifecycle": "active"}
        if (created_at := date_time(it["created"])) is not None:
            out["created_at"] = created_at
        if (max_input_tokens := it.get("context_window")) is not None:
            out["max_input_tokens"] = max_input_tokens
        if (max_tokens := it.get("max_output_tokens")) is not None:
            out["max_tokens"] = max_tokens
        return out


def read_count(body: Any) -> int | None:
    """Return the token count of a response, or None if it has none."""
    return ReadLists(Context()).read_token_count_from_count(
        cast(Any, body),
    ).get("tokens") if isinstance(body, dict) else None


def write_count(tokens: int) -> Any:
    return WriteLists(Context()).write_count_from_token_count({"tokens": tokens})


def write_models(models: list[Any]) -> Any:
    return WriteLists(Context()).write_models_from_model_list({"models": models})


def write_model(model: Any) -> Any:
    return WriteLists(Context()).write_model_from_model_info(model)
