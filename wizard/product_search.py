"""Finds products of one side by words of their names, by codes and barcodes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Generic, TypeVar

_Id = TypeVar("_Id", bound=int | str)
_WORD: Final = re.compile(r"\w{3,}")
_COMMON: Final = 200
"""A word that so many names hold says nothing about which product is meant."""


class ProductSearch(Generic[_Id]):
    """Names, codes and barcodes of one side, to be searched, and the words of the names."""

    def __init__(self, texts: Mapping[_Id, tuple[str, ...]]) -> None:
        self._texts: dict[_Id, str] = {each: "\n".join(parts).casefold() for each, parts in texts.items()}
        self._by_word: dict[str, list[_Id]] = {}
        for each, parts in texts.items():
            for word in _words(parts[0]):
                self._by_word.setdefault(word, []).append(each)

    def search(self, text: str) -> Iterator[_Id]:
        words = text.casefold().split()
        return (each for each, whole in self._texts.items() if words and all(word in whole for word in words))

    def like(self, name: str) -> list[_Id]:
        """Those that share words with ``name``, the likeliest first: a rare word weighs more."""
        weights: dict[_Id, float] = {}
        for word in _words(name):
            holders = self._by_word.get(word, [])
            if len(holders) <= _COMMON:
                for each in holders:
                    weights[each] = weights.get(each, 0) + 1 / len(holders)
        return sorted(weights, key=lambda each: -weights[each])


def _words(name: str) -> set[str]:
    return set(_WORD.findall(name.casefold()))
