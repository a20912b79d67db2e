"""How the sample shop's assortment is written down: families of goods that differ by kind and by size.

One family is one line of a price list ("Билков чай, thirteen herbs, two packs"). The lists themselves stand
in ``assortment_food``, ``assortment_care`` and ``assortment_home``; ``goods`` turns them into rows of the
warehouse.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

STANDARD_VAT = 20
REDUCED_VAT = 9
ZERO_VAT = 0

PIECE = "бр."
KILOGRAM = "кг."


@dataclass(frozen=True, slots=True)
class Size:
    """A pack or a measure: its ``text`` in the name, the retail ``price`` in euro with VAT, the weight in
    kilograms.
    """

    text: str
    price: Decimal
    weight: Decimal


def size(text: str, price: str, weight: str) -> Size:
    """A size from plain texts."""
    return Size(text, Decimal(price), Decimal(weight))


@dataclass(frozen=True, slots=True)
class Family:
    """Goods of one group with one name pattern (``{kind}`` and ``{size}``), kinds and sizes.

    ``prefix`` + a number from ``first_code`` on is the good's code. ``vat`` is the rate in percent. A family
    with ``variants`` is shown in the shop as one product for each stem (what its names have in common) with
    variants.
    """

    group: str
    first_code: int
    pattern: str
    kinds: tuple[str, ...]
    sizes: tuple[Size, ...]
    vat: int = STANDARD_VAT
    measure: str = PIECE
    prefix: str = ""
    variants: str = ""
