"""What can be asked of the fiscal device itself: its state, its clock, its reports, its cash.

Everything here blocks. The device is opened for each call and closed after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sync.errors import MostikError, Refused, SettingsError
from sync.money import round_half_up
from sync.ports import Clock
from sync.receipts.amounts import LARGEST_PRICE
from sync.receipts.device import DeviceInfo, DeviceStatus
from sync.receipts.journal import Refusals
from sync.receipts.journalled import OpenPrinter, Printer
from sync.receipts.opening import chosen_device
from sync.receipts.settings import Receipts
from sync.sentences import say

CLOCK_MAY_DIFFER: Final = timedelta(minutes=2)
"""More than this between the device's clock and this computer's is told."""


@dataclass(frozen=True, slots=True)
class DeviceTest:
    """What a test found; nothing was printed. ``clock_ahead``: of the device before this computer."""

    info: DeviceInfo
    status: DeviceStatus
    clock: datetime
    clock_ahead: timedelta
    cash: Decimal | None = None

    @property
    def clock_differs(self) -> bool:
        return abs(self.clock_ahead) > CLOCK_MAY_DIFFER


class DeviceDesk:
    """The fiscal device of one connection."""

    def __init__(
        self, receipts: Receipts | None, journal: Refusals, clock: Clock, open_device: OpenPrinter
    ) -> None:
        self._receipts = receipts
        self._refusals = journal
        self._clock = clock
        self._open_device = open_device

    @property
    def settings(self) -> Receipts:
        """The owner's choices. Raises SettingsError where the step is not answered."""
        if self._receipts is None:
            raise SettingsError(
                say("The step {step} of this connection is not finished.", step="Receipts"),
                advice=say("Open the connection and finish the step."),
            )
        return self._receipts

    def test_device(self) -> DeviceTest:
        """Ask the device who and how it is. Prints nothing and sends no password."""
        with self._device() as device:
            info = device.info()
            status = device.status()
            clock = device.read_clock()
            try:
                cash = device.cash()
            except MostikError:
                cash = None
            return DeviceTest(info, status, clock, clock - self._clock.now(), cash)

    def set_device_clock(self) -> datetime:
        """Set the device's clock to this computer's; returns what it shows then."""
        with self._device() as device:
            device.set_clock(self._clock.now())
            return device.read_clock()

    def daily_report(self, *, close_day: bool) -> None:
        """Print the X report, or with ``close_day`` the Z report."""
        with self._device() as device:
            device.daily_report(close_day=close_day)

    def cash_in(self, amount: Decimal) -> Decimal | None:
        """Put cash into the drawer; returns what is in it then, where the device tells it (EUR)."""
        with self._device() as device:
            device.cash_in(_above_zero(amount))
            return device.cash()

    def cash_out(self, amount: Decimal) -> Decimal | None:
        """Take cash out of the drawer, as :meth:`cash_in`."""
        with self._device() as device:
            device.cash_out(_above_zero(amount))
            return device.cash()

    def duplicate(self) -> None:
        """Print the last receipt once more, marked as a duplicate."""
        with self._device() as device:
            device.duplicate()

    def password_changed(self) -> None:
        """The owner typed another password, so the device may be tried again."""
        device = chosen_device(self.settings)
        self._refusals.note_refused_passwords(device.serial, 0)

    @contextmanager
    def _device(self) -> Iterator[Printer]:
        chosen_device(self.settings)
        with closing(self._open_device(_note_nothing)) as device:
            yield device


def _note_nothing(_task: str) -> None:
    """Reports and cash are not receipts; no task of theirs is looked up."""


def _above_zero(amount: Decimal) -> Decimal:
    if not amount.is_finite() or amount <= 0:
        raise Refused(say("The amount has to be above 0."))
    if amount > LARGEST_PRICE or amount != round_half_up(amount):
        raise Refused(say("Write the amount like {example}.", example="12.34"))
    return amount
