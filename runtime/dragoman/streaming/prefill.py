"""Prefill removal: removes the client's prefill from the start of an answer if the provider repeats it (rule 2.1)."""

from __future__ import annotations


class PrefillFilter:
    """Incremental filter. Text is held back while it may be the repetition."""

    def __init__(self, begun: str) -> None:
        self._begun = begun
        self._held = ""

    def feed(self, text: str) -> str:
        """Add a piece of text; return the text to emit."""
        if not self._begun:
            return text
        text = self._held + text
        if text.startswith(self._begun):
            text = text[len(self._begun) :]
        elif self._begun.startswith(text):
            self._held = text
            return ""
        self._begun = self._held = ""
        return text

    def end(self) -> str:
        """Return the text that was held back, which is not a repetition."""
        text, self._held = self._held, ""
        if text:
            self._begun = ""
        return text
