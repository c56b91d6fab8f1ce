"""Takes the client's own beginning of an answer off its head, where a provider repeats it (rule 2.1, row
prefill)."""

from __future__ import annotations


class Begun:
    """Feed it the answer's text as it comes. Text is held as long as it could still be the repetition."""

    def __init__(self, begun: str) -> None:
        self._begun = begun
        self._held = ""

    def feed(self, text: str) -> str:
        """The text that is certainly the answer's own."""
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
        """What is still held: it was no repetition after all."""
        text, self._held = self._held, ""
        if text:
            self._begun = ""
        return text
