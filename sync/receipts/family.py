"""The families of fiscal devices that speak alike, by the names that settings keep."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Family(StrEnum):
    """A family of devices that speak alike."""

    DATECS_P = "datecs_p"
    DATECS_C = "datecs_c"
    DATECS_X = "datecs_x"
    DAISY = "daisy"
    ELTRADE = "eltrade"
    INCOTEX = "incotex"
    TREMOL = "tremol"
    TREMOL_V2 = "tremol_v2"


USUAL_TCP_PORTS: Final = {
    Family.DATECS_P: 4999,
    Family.DATECS_C: 4999,
    Family.DATECS_X: 4999,
    Family.TREMOL: 8000,
    Family.TREMOL_V2: 8000,
}
"""The port that a device in the network listens on from the factory, where that is known."""
