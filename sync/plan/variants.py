"""Goods of one code that are variants of one product. Pure.

In Warehouse Pro a shirt in five sizes is five goods with the same code, and each says in its fields Catalog 1
to 3 which variant it is: "Размер-M". The first hyphen divides the kind from the value; other dashes and
blanks do as well. Goods of one code that do not say it, or not each by the same kinds, stay ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sync.matching.folding import code_key, fold
from sync.model import Product
from sync.sentences import Sentence, say

ADVICE: Final = say(
    "Write the kind and the value with a hyphen into Catalog 1, 2 or 3 of each of them, the same kinds for "
    "all, or give each good its own code."
)

_DASH: Final = re.compile(r"[-‐‑‒–—―−]")
_AT_THE_END: Final = " \t-‐‑‒–—―−,.;:/|(["
_SHORTEST_NAME: Final = 2


@dataclass(frozen=True, slots=True)
class Variant:
    """What a good is a variant of. ``options``: kind -> value, in the family's order of kinds; ``family`` is
    the folded code that the variants share, ``name`` the name of their product.
    """

    family: str
    name: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Variants:
    """The variants among the goods, by good, and why other goods of a shared code are none."""

    of: Mapping[int, Variant] = field(default_factory=dict)
    doubts: Mapping[int, Sentence] = field(default_factory=dict)


def read_option(text: str) -> tuple[str, str] | None:
    """Kind and value of "Размер-M"; None where the text says no such thing."""
    parts = _DASH.split(text, maxsplit=1)
    if len(parts) != 2:
        return None
    kind, value = (" ".join(part.split()) for part in parts)
    return (kind, value) if kind and value else None


def find_variants(goods: Iterable[Product], weight_from: int = 0) -> Variants:
    """The families of these goods. ``weight_from``: the Catalog field that holds the weight and so no variant
    (1 to 3; 0: none). Services take no part. The answer does not depend on the order of ``goods``.
    """
    by_code: dict[str, list[Product]] = {}
    for good in goods:
        key = "" if good.service else code_key(good.code)
        if key:
            by_code.setdefault(key, []).append(good)
    of: dict[int, Variant] = {}
    doubts: dict[int, Sentence] = {}
    for key, members in by_code.items():
        if len(members) < 2:
            continue
        members.sort(key=lambda good: good.id)
        found = _family(key, members, weight_from)
        if isinstance(found, Sentence):
            doubts.update({good.id: found for good in members})
        else:
            of.update(found)
    return Variants(of, doubts)


def _family(key: str, members: Sequence[Product], weight_from: int) -> Mapping[int, Variant] | Sentence:
    code = members[0].code.strip()
    options = {good.id: _options(good, weight_from) for good in members}
    if any(not each for each in options.values()):
        return say(
            "{count} goods have the code {code}, and not each says in its Catalog fields which variant it "
            "is, as in “Размер-M”.",
            count=len(members),
            code=code,
        )
    # The good with the lowest number decides the order and the spelling, so that goods which come later
    # change nothing of a product that is in the shop already.
    kinds = [fold(kind) for kind, _ in options[members[0].id]]
    alike = [sorted(fold(kind) for kind, _ in each) == sorted(kinds) for each in options.values()]
    if len(set(kinds)) < len(kinds) or not all(alike):
        return say("The goods with the code {code} do not all have the same kinds of variants.", code=code)
    spelled = {fold(kind): kind for kind, _ in options[members[0].id]}
    variants: dict[int, Mapping[str, str]] = {}
    seen: set[tuple[str, ...]] = set()
    for good in members:
        values = {fold(kind): value for kind, value in options[good.id]}
        same = tuple(fold(values[kind]) for kind in kinds)
        if same in seen:
            return say(
                "Two goods with the code {code} are the same variant: {variant}.",
                code=code,
                variant=", ".join(values[kind] for kind in kinds),
            )
        seen.add(same)
        variants[good.id] = {spelled[kind]: values[kind] for kind in kinds}
    name = family_name(members, variants)
    return {good: Variant(key, name, each) for good, each in variants.items()}


def _options(good: Product, weight_from: int) -> list[tuple[str, str]]:
    texts = (text for place, text in enumerate(good.catalogs[:3], start=1) if place != weight_from)
    return [option for text in texts if (option := read_option(text)) is not None]


# ---------------------------------------------------------------- the product's name


def family_name(members: Sequence[Product], options: Mapping[int, Mapping[str, str]]) -> str:
    """The words with which the names of all begin, without the kind of variant at their end; where they
    have none in common, the first name without its own values; else that name as it is.
    """
    first = members[0].name.split()
    common = list(first)
    for good in members[1:]:
        words = good.name.split()
        same = 0
        while same < min(len(common), len(words)) and _bare(common[same]) == _bare(words[same]):
            same += 1
        common = common[:same]
    kinds = {fold(kind) for kind in options[members[0].id]}
    while common and (_bare(common[-1]) in kinds or not _bare(common[-1])):
        common.pop()
    values = {fold(value) for value in options[members[0].id].values()}
    for words in (common, [word for word in first if _bare(word) not in values | kinds]):
        name = " ".join(words).rstrip(_AT_THE_END)
        if len(name) >= _SHORTEST_NAME:
            return name
    return " ".join(first)


def _bare(word: str) -> str:
    """A word without the sign that divides it from the next."""
    return fold(word.strip(_AT_THE_END + ")]"))
