"""Refusals. The maker publishes no list of errors, so all words here are our own."""

from __future__ import annotations


class Refusal(Exception):
    """The call is refused; the text tells the reader of a test what was wrong."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NotFound(Refusal):
    """There is nothing under this id."""


class NotSimulated(Refusal):
    """The maker's API has this, the stand-in has not."""
