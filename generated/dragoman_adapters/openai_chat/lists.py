"""Counts and lists of models of OpenAI Chat Completions.

Generated from specs/protocols/openai_chat/lists.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, TypedDict

from dragoman import hub
from dragoman.context import Context


class Count(TypedDict, total=False):
    tokens: int | None


class Models(TypedDict, total=False):
    object: str | None
    data: list[Model] | None


class Model(TypedDict, total=False):
    id: str | None
    object: str | None
    created: int | None
    owned_by: str | None


def write_count_from_count(it: hub.Count, context: Context) -> Count:
    return {"tokens": it["tokens"]}


def write_models_from_listing(it: hub.Listing, context: Context) -> Models:
    out: Models = {"object": "list"}
    models = it["models"]
    if data := [write_model_from_listed(x, context) for x in models]:
        out["data"] = data
    return out


def write_model_from_listed(it: hub.Listed, context: Context) -> Model:
    return {"id": it["id"], "object": "model", "created": 0, "owned_by": it["owner"]}


def write_count(tokens: int) -> Any:
    return write_count_from_count({"tokens": tokens}, Context())


def write_models(models: list[Any]) -> Any:
    return write_models_from_listing({"models": models}, Context())


def write_model(model: Any) -> Any:
    return write_model_from_listed(model, Context())
