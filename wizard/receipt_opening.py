"""Opens what a connection's receipts need: its fiscal device, and the desk that works with it."""

from __future__ import annotations

from collections.abc import Callable

from storage.secrets import SecretKeeper
from sync.ports import Clock, Journal
from sync.profile import Profile, SecretName
from sync.receipts.journal import Refusals
from sync.receipts.journalled import OpenPrinter, Printer
from sync.receipts.opening import open_printer
from sync.run.receipt_desk import ReceiptDesk


def device_opener(profile: Profile, keeper: SecretKeeper, journal: Refusals, clock: Clock) -> OpenPrinter:
    """What opens the connection's fiscal device, with the operator's password from ``keeper``.

    Nothing is opened or read yet; what is missing is raised by the opening: SettingsError or Unreachable.
    """

    def opened(note_task: Callable[[str], None]) -> Printer:
        settings = profile.receipts
        assert settings is not None
        device = settings.device
        password = ""
        if device is not None and not device.factory_access:
            password = keeper.load(profile.id, SecretName.DEVICE_PASSWORD) or ""
        return open_printer(settings, password, journal, clock, note_task)

    return opened


def open_receipt_desk(profile: Profile, journal: Journal, keeper: SecretKeeper, clock: Clock) -> ReceiptDesk:
    """The receipts of a connection. ``journal`` open for writing where something is printed or said."""
    return ReceiptDesk(profile, journal, clock, device_opener(profile, keeper, journal, clock))
