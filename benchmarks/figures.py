"""Figures with their bounds, as a table for people or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Bound(StrEnum):
    """How a figure stands to its bound."""

    AT_MOST = "at most"
    AT_LEAST = "at least"
    EXACTLY = "exactly"
    NONE = "for information"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. ``details`` are the parts it was made of, for JSON and the curious."""

    name: str
    value: float
    bound: Bound = Bound.NONE
    limit: float = 0.0
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> bool:
        """Whether the bound is kept."""
        match self.bound:
            case Bound.AT_MOST:
                return self.value <= self.limit
            case Bound.AT_LEAST:
                return self.value >= self.limit
            case Bound.EXACTLY:
                return self.value == self.limit
            case Bound.NONE:
                return True


def as_table(figures: Iterable[Figure]) -> str:
    """Name, value, bound and whether it is kept, in columns; details below each name."""
    lines: list[str] = []
    for figure in figures:
        bound = "" if figure.bound is Bound.NONE else f"{figure.bound} {_shown(figure.limit)}"
        verdict = "" if figure.kept else "  MISSED"
        lines.append(f"{figure.name:<68}{_shown(figure.value):>10}  {bound}{verdict}".rstrip())
        lines.extend(f"    {name}: {_shown(value)}" for name, value in figure.details.items())
    return "\n".join(lines)


def as_json(figures: Iterable[Figure]) -> str:
    """The same as a list of objects."""
    return json.dumps(
        [
            {
                "name": figure.name,
                "value": figure.value,
                "bound": figure.bound.value,
                "limit": None if figure.bound is Bound.NONE else figure.limit,
                "kept": figure.kept,
                "details": dict(figure.details),
            }
            for figure in figures
        ],
        ensure_ascii=False,
        indent=1,
    )


def _shown(value: object) -> str:
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)
