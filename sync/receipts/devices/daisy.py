"""Daisy, protocol 1.0 of 2019."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from sync.receipts.device import DEVICE_ZONE
from sync.receipts.devices import status_bits
from sync.receipts.devices.isl import CANCEL_OF_DAISY_AND_INCOTEX, OPEN_SALE, IslDevice
from sync.receipts.framing.isl import ISL_DAISY
from sync.receipts.receipt import PaymentKind, Receipt, Storno, StornoReason

_REASONS: Final = {
    StornoReason.RETURN: "0",
    StornoReason.OPERATOR_ERROR: "1",
    StornoReason.TAX_BASE: "2",
}
"""Another order than that of Datecs."""


class Daisy(IslDevice):
    """Operator with a password of at most 6 digits, at the factory 1. The sale number is mandatory, and a
    storno is paid in cash alone.

    The width of its texts differs by model and stands in its constants, whose form is not known here, so a
    width is taken that all models print.
    """

    layout = ISL_DAISY
    bits = status_bits.DAISY
    storno_command = OPEN_SALE
    cancel_command = CANCEL_OF_DAISY_AND_INCOTEX
    modifier_sign = "$"
    line_width = 22
    note_width = 28
    payment_letters: ClassVar[Mapping[PaymentKind, str]] = {
        PaymentKind.CASH: "P",
        PaymentKind.CARD: "C",
        PaymentKind.CHECK: "N",
        PaymentKind.RESERVED_1: "D",
    }
    storno_payment_kinds = frozenset({PaymentKind.CASH})

    def _sale_opening(self, receipt: Receipt) -> str:
        access = self._access
        return f"{access.number},{access.password or '1'},{receipt.sale_number}"

    def _storno_opening(self, storno: Storno) -> str:
        access, original = self._access, storno.original
        at = original.at.astimezone(DEVICE_ZONE)
        return (
            f"{access.number},{access.password or '1'},{original.sale_number}"
            f"\tR{_REASONS[storno.reason]},{original.number},{at:%d-%m-%y %H:%M:%S}"
            f"\t{original.fiscal_memory}"
        )

    def _info_of(self, fields: list[str]) -> tuple[str, str, str, str] | None:
        if len(fields) != 6 or len(fields[0].split()) != 4:
            return None
        # The first field is the firmware with its date and time; only the last two are sure of their place.
        return "Daisy", fields[0], fields[4], fields[5]
