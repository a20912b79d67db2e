"""Opens the fiscal device that the settings name. Every line is opened for Mostik alone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import assert_never

from sync.errors import SettingsError
from sync.ports import Clock
from sync.receipts.device import OperatorAccess
from sync.receipts.devices.families import device_on
from sync.receipts.erpnet_fp import ErpNetPrinter
from sync.receipts.journal import Refusals
from sync.receipts.journalled import Printer
from sync.receipts.link import Patience
from sync.receipts.port import ByteLine, open_serial, open_tcp
from sync.receipts.settings import (
    Device,
    DeviceConnection,
    ErpNetConnection,
    NetworkConnection,
    Receipts,
    SerialConnection,
)
from sync.receipts.supto import why_locked
from sync.receipts.vat import VatLetters
from sync.sentences import Sentence, say


class RememberedAccess(OperatorAccess):
    """An operator's access whose refused passwords outlive the program: a device locks itself after three."""

    __slots__ = ("_journal", "_serial")

    def __init__(self, device: Device, password: str, journal: Refusals) -> None:
        super().__init__(
            number=device.operator,
            password=password,
            name=device.operator_name,
            till=device.till,
            refusals=journal.refused_passwords(device.serial),
        )
        self._journal = journal
        self._serial = device.serial

    def refused(self, *, surely: bool) -> None:
        OperatorAccess.refused(self, surely=surely)
        self._journal.note_refused_passwords(self._serial, self.refusals)

    def accepted(self) -> None:
        if self.refusals:
            self._journal.note_refused_passwords(self._serial, 0)
        OperatorAccess.accepted(self)


def open_line(connection: SerialConnection | NetworkConnection, clock: Clock) -> ByteLine:
    """An open line. Raises Unreachable or SettingsError."""
    match connection:
        case SerialConnection():
            return open_serial(connection.port, clock, connection.speed)
        case NetworkConnection():
            return open_tcp(connection.host, connection.port, clock)
        case other:
            assert_never(other)


def chosen_device(settings: Receipts) -> Device:
    """The device of the settings. Raises SettingsError where none is chosen, or nothing may be printed."""
    if settings.uses_supto:
        raise SettingsError(why_locked(settings) or _no_device())
    if settings.uses_supto is None:
        raise SettingsError(
            say("It is not said yet whether you use a СУПТО."),
            advice=say("Answer the first question of the step Receipts."),
        )
    if settings.device is None:
        raise SettingsError(_no_device(), advice=say("Choose the fiscal device in the step Receipts."))
    return settings.device


def open_printer(
    settings: Receipts,
    password: str,
    journal: Refusals,
    clock: Clock,
    note_task: Callable[[str], None],
    *,
    patience: Patience | None = None,
) -> Printer:
    """The chosen device, ready to be asked. Raises SettingsError or Unreachable."""
    device = chosen_device(settings)
    if not device.factory_access and not password:
        raise SettingsError(
            say("The password of the operator on the fiscal device is missing."),
            advice=say("Enter it in the step Receipts."),
        )
    access = RememberedAccess(device, password, journal)
    vat = vat_letters(settings)
    connection: DeviceConnection = device.connection
    if isinstance(connection, ErpNetConnection):
        return ErpNetPrinter(
            connection.url,
            connection.printer,
            clock,
            access=access,
            vat=vat,
            serial=device.serial,
            note_task=note_task,
        )
    if device.family is None:
        raise SettingsError(_no_device())
    line = open_line(connection, clock)
    return device_on(
        line, device.family, clock, access=access, vat=vat, serial=device.serial, patience=patience
    )


def vat_letters(settings: Receipts) -> VatLetters:
    """The owner's letters of VAT groups."""
    chosen = {Decimal(rate): letter for rate, letter in settings.vat_letters.items()}
    return VatLetters(registered=settings.vat_registered, chosen=chosen)


def _no_device() -> Sentence:
    return say("No fiscal device is chosen yet.")
