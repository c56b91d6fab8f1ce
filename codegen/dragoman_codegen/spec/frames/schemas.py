"""The frames of spec files as pydantic models: the source of validation, JSON schemas and the reference.

A frame declares the keys of a file and the type of each value. Rules and rows inside of a frame are checked by the
compiler, which has their types; their words are listed in `vocabulary.py`.
"""

from __future__ import annotations

from pydantic import BaseModel

from dragoman.catalogue.schema import ModelFile
from dragoman_codegen.spec.frames.auth import Auth
from dragoman_codegen.spec.frames.error_texts import ErrorTextFile
from dragoman_codegen.spec.frames.protocols import BodyFile, HubFile, ProtocolFile, StreamFile, TypesFile
from dragoman_codegen.spec.frames.providers import Provider
from dragoman_codegen.spec.frames.quirks import SharedQuirk

SCHEMAS: dict[str, type[BaseModel]] = {
    "hub": HubFile,
    "error_texts": ErrorTextFile,
    "protocol": ProtocolFile,
    "types": TypesFile,
    "request": BodyFile,
    "response": BodyFile,
    "stream": StreamFile,
    "errors": BodyFile,
    "lists": BodyFile,
    "provider": Provider,
    "quirk": SharedQuirk,
    "auth": Auth,
    "models": ModelFile,
}
