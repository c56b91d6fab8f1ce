"""Token counts and model lists of OpenAI Chat Completions.

Generated from specs/protocols/openai_chat/lists.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, TypedDict, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman_adapters.openai_chat.types import ReadTypes, WriteTypes


class Count(TypedDict, total=False):
    count: int | None
    data: Total | None


class Total(TypedDict, total=False):
    total_tokens: int | None


class Models(TypedDict, total=False):
    object: str | None
    data: list[Model]


class Model(TypedDict, total=False):
    id: str | None
    object: str | None
    created: int | None
    owned_by: str | None


class ReadLists(ReadTypes):
    def read_token_count_from_count(self, it: Count) -> hub.TokenCount:
        tokens = it.get("count")
        if tokens is None:
            data = it.get("data")
            tokens = data.get("total_tokens") if data else None
        return {"tokens": 0 if tokens is None else tokens}


class WriteLists(WriteTypes):
    def write_count_from_token_count(self, it: hub.TokenCount) -> Count:
        return {"count": it["tokens"]}

    def write_models_from_model_list(self, it: hub.ModelList) -> Models:
        models = it["models"]
        return {"object": "list", "data": [self.write_model_from_model_info(x) for x in models]}

    def write_model_from_model_info(self, it: hub.ModelInfo) -> Model:
        return {"id": it["id"], "object": "model", "created": it["created"], "owned_by": it["owned_by"]}


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
