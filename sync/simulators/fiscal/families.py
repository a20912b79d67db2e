"""The devices that there are: each family with one typical device of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sync.simulators.fiscal.daisy import Daisy
from sync.simulators.fiscal.datecs import DatecsC, DatecsP
from sync.simulators.fiscal.datecs_x import DatecsX
from sync.simulators.fiscal.eltrade import Eltrade
from sync.simulators.fiscal.incotex import Incotex
from sync.simulators.fiscal.machine import Machine
from sync.simulators.fiscal.settings import Passwords, Settings
from sync.simulators.fiscal.tremol import Tremol, TremolV2
from sync.simulators.fiscal.wire import Dialect


class Family(StrEnum):
    """A protocol, and who speaks it; named as settings name them."""

    DATECS_P = "datecs_p"
    DATECS_C = "datecs_c"
    DATECS_X = "datecs_x"
    DAISY = "daisy"
    ELTRADE = "eltrade"
    INCOTEX = "incotex"
    TREMOL = "tremol"
    TREMOL_V2 = "tremol_v2"


@dataclass(frozen=True, slots=True)
class Make:
    """How a family speaks, its usual device, and what of the open points its manual settles."""

    dialect: Callable[[Machine], Dialect]
    settings: Settings
    annulled_takes_number: bool = False


_TREMOL_WORDS: Final = Passwords("0", 20, longest=6)

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
    Family.DATECS_X: Make(
        DatecsX,
        Settings(
            "DT636533",
            "02636533",
            "FP-700X",
            Passwords("1", 30),
            item_width=72,
            text_width=46,
            leftover="in turn",
        ),
    ),
    Family.DAISY: Make(
        Daisy,
        Settings(
            "DY423793",
            "36423793",
            "CompactM",
            Passwords("1", 30, longest=6),
            item_width=28,
            text_width=28,
            cash_only_storno=True,
        ),
        annulled_takes_number=True,
    ),
    Family.ELTRADE: Make(
        Eltrade,
        Settings("ED325011", "44325011", "B1", None, item_width=30, text_width=46, lines_at_most=1500),
    ),
    Family.INCOTEX: Make(
        Incotex,
        Settings("IN015013", "54015013", "300SM", None, "2.11", item_width=34, text_width=34),
        annulled_takes_number=True,
    ),
    Family.TREMOL: Make(
        Tremol,
        Settings(
            "ZK126720",
            "50163145",
            "TREMOL M20",
            _TREMOL_WORDS,
            item_width=34,
            text_width=30,
        ),
    ),
    Family.TREMOL_V2: Make(
        TremolV2,
        Settings(
            "ZK140001",
            "50170001",
            "TREMOL FP21 V2",
            _TREMOL_WORDS,
            item_width=34,
            text_width=30,
        ),
    ),
}
