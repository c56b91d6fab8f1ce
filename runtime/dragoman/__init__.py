"""Dragoman: translation between LLM wire protocols.

The names below are the public Python interface (docs/in-process.md). They are imported when they are first used, so
that `import dragoman` takes no time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.config.settings import ConfigurationError as ConfigurationError
    from dragoman.inprocess.exchanges import Way as Way
    from dragoman.inprocess.translations import Loss as Loss
    from dragoman.inprocess.translations import StreamTranslation as StreamTranslation
    from dragoman.inprocess.translations import Translated as Translated
    from dragoman.inprocess.translations import TranslationError as TranslationError
    from dragoman.inprocess.translations import translate_request as translate_request
    from dragoman.inprocess.translations import translate_response as translate_response
    from dragoman.inprocess.translations import translate_stream as translate_stream
    from dragoman.inprocess.transports import AsyncTransport as AsyncTransport
    from dragoman.inprocess.transports import Transport as Transport
    from dragoman.inprocess.transports import async_client as async_client
    from dragoman.inprocess.transports import client as client

__version__ = "0.1.0"

_SETTINGS = ("ConfigurationError",)
_TRANSLATIONS = (
    *("Loss", "StreamTranslation", "Translated", "TranslationError"),
    *("translate_request", "translate_response", "translate_stream"),
)
_TRANSPORTS = ("AsyncTransport", "Transport", "async_client", "client")
_HOMES = {
    "Way": "dragoman.inprocess.exchanges",
    **dict.fromkeys(_SETTINGS, "dragoman.config.settings"),
    **dict.fromkeys(_TRANSLATIONS, "dragoman.inprocess.translations"),
    **dict.fromkeys(_TRANSPORTS, "dragoman.inprocess.transports"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'dragoman' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
