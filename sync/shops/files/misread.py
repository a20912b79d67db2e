"""A cell that does not hold what its column is for."""

from __future__ import annotations

from sync.sentences import Sentence


class Misread(ValueError):
    """A cell cannot be read as what it should be; ``sentence`` says why, for the owner."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text())
        self.sentence = sentence


_SHOWN = 60


def shown(cell: str) -> str:
    """A cell as it may stand in a sentence: one line, not too long."""
    line = " ".join(cell.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
