"""The devices that there are: each family with one typical device of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sync.simulators.fiscal.datecs import DatecsC, DatecsP
from sync.simulators.fiscal.machine import Machine
from sync.simulators.fiscal.settings import Passwords, Settings
from sync.simulators.fiscal.wire import Dialect


class Family(StrEnum):
    """A protocol, and who speaks it."""

    DATECS_P = "datecs-p"
    DATECS_C = "datecs-c"


@dataclass(frozen=True, slots=True)
class Make:
    """How a family speaks, its usual device, and what of the open points its manual settles."""

    dialect: Callable[[Machine], Dialect]
    settings: Settings
    annulled_takes_number: bool = False


MAKES: Final[Mapping[Family, Make]] = {
    Family.DATECS_P: Make(
        DatecsP,
        Settings("DT279013", "02279013", "FP-800", Passwords("0000", 16, shortest=4)),
    ),
    Family.DATECS_C: Make(
        DatecsC,
        Settings(
            "DT743818",
            "00000289",
            "DP-25",
            Passwords("1", 30),
            item_width=22,
            text_width=36,
            lines_at_most=120,
            leftover="in turn",
        ),
    ),
}
