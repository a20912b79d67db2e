"""Which families there are, by the name that settings keep, and how a device of one is made on a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sync.ports import Clock
from sync.receipts.device import FiscalDevice, OperatorAccess
from sync.receipts.devices.daisy import Daisy
from sync.receipts.devices.datecs_c import DatecsC
from sync.receipts.devices.datecs_p import DatecsP
from sync.receipts.devices.datecs_x import DatecsX
from sync.receipts.devices.eltrade import Eltrade
from sync.receipts.devices.incotex import Incotex
from sync.receipts.devices.isl import IslDevice
from sync.receipts.devices.tremol import Tremol, TremolV2
from sync.receipts.family import USUAL_TCP_PORTS, Family
from sync.receipts.link import Patience
from sync.receipts.port import ByteLine
from sync.receipts.vat import VatLetters

__all__ = ["USUAL_TCP_PORTS", "Family", "device_on"]


_MAKERS: Final[Mapping[Family, type[IslDevice | DatecsX | Tremol]]] = {
    Family.DATECS_P: DatecsP,
    Family.DATECS_C: DatecsC,
    Family.DATECS_X: DatecsX,
    Family.DAISY: Daisy,
    Family.ELTRADE: Eltrade,
    Family.INCOTEX: Incotex,
    Family.TREMOL: Tremol,
    Family.TREMOL_V2: TremolV2,
}


def device_on(
    line: ByteLine,
    family: Family,
    clock: Clock,
    *,
    access: OperatorAccess,
    vat: VatLetters | None = None,
    serial: str = "",
    patience: Patience | None = None,
) -> FiscalDevice:
    """A device of ``family`` at the other end of ``line``. Nothing is sent yet; ``serial`` is the individual
    number that must answer, empty for any.
    """
    return _MAKERS[family](line, clock, access=access, vat=vat, serial=serial, patience=patience)
