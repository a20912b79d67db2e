"""Refusals. Only the form ``{"error": {"message": ...}}`` is on record; all words are our own."""

from __future__ import annotations


class Refusal(Exception):
    """The call is refused; status is what HTTP says where the service uses it."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.text = text
        self.status = status
