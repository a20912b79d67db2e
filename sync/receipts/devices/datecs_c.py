"""Datecs cash registers ("C"): DP-05, DP-15, DP-25, DP-35, DP-150, WP-50."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from sync.receipts.device import DEVICE_ZONE
from sync.receipts.devices import status_bits
from sync.receipts.devices.datecs_p import datecs_info
from sync.receipts.devices.isl import IslDevice
from sync.receipts.receipt import PaymentKind, Receipt, Storno, StornoReason

_REASONS: Final = {
    StornoReason.OPERATOR_ERROR: "0",
    StornoReason.RETURN: "1",
    StornoReason.TAX_BASE: "2",
}


class DatecsC(IslDevice):
    """Operator 1 to 30 with a password of 1 to 8 digits, at the factory 1. The order of its parameters is
    not that of P.
    """

    bits = status_bits.DATECS_C
    hides_wrong_passwords = True
    line_width = 22
    note_width = 36
    most_lines = 120
    payment_letters: ClassVar[Mapping[PaymentKind, str]] = {
        PaymentKind.CASH: "P",
        PaymentKind.CARD: "C",
        PaymentKind.COUPONS: "J",
        PaymentKind.EXTERNAL_COUPONS: "I",
        PaymentKind.RESERVED_1: "D",
    }

    def _sale_opening(self, receipt: Receipt) -> str:
        access = self._access
        return f"{access.number},{access.password or '1'},{receipt.sale_number},{access.till}"

    def _storno_opening(self, storno: Storno) -> str:
        access, original = self._access, storno.original
        at = original.at.astimezone(DEVICE_ZONE)
        # Seconds are optional, and the live examples have none.
        return (
            f"{access.number},{access.password or '1'},{original.sale_number},{access.till},"
            f"{_REASONS[storno.reason]},{original.number},{at:%d%m%y%H%M},{original.fiscal_memory}"
        )

    def _info_of(self, fields: list[str]) -> tuple[str, str, str, str] | None:
        return datecs_info(fields)
