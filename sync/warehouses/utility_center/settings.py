"""What the service cannot tell and the owner has to: how the program keeps its prices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PriceHabits:
    """``gross``: the program's prices include VAT (its setting 20); ``currency``: its base currency."""

    gross: bool
    currency: str
