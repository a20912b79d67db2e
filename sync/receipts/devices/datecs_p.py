"""The older Datecs fiscal printers ("P"): FP-650, FP-800, FP-2000, FP-550, FP-700, FMP-10, SK1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from sync.receipts.device import DEVICE_ZONE
from sync.receipts.devices import status_bits
from sync.receipts.devices.isl import IslDevice
from sync.receipts.receipt import PaymentKind, Receipt, Storno, StornoReason

_REASONS: Final = {
    StornoReason.OPERATOR_ERROR: "E",
    StornoReason.RETURN: "R",
    StornoReason.TAX_BASE: "T",
}


class DatecsP(IslDevice):
    """Operator 1 to 16 with a password of 4 to 8 digits, at the factory 0000."""

    bits = status_bits.DATECS_P
    hides_wrong_passwords = True
    line_width = 34
    note_width = 42
    most_lines = 512
    payment_letters: ClassVar[Mapping[PaymentKind, str]] = {
        PaymentKind.CASH: "P",
        PaymentKind.CARD: "D",
        PaymentKind.CHECK: "C",
        PaymentKind.COUPONS: "m",
        PaymentKind.EXTERNAL_COUPONS: "n",
        PaymentKind.PACKAGING: "o",
        PaymentKind.INTERNAL: "p",
        PaymentKind.DAMAGE: "q",
        PaymentKind.BANK: "r",
        PaymentKind.RESERVED_1: "I",
        PaymentKind.RESERVED_2: "L",
    }

    def _sale_opening(self, receipt: Receipt) -> str:
        access = self._access
        return f"{access.number},{access.password or '0000'},{access.till},{receipt.sale_number}"

    def _storno_opening(self, storno: Storno) -> str:
        access, original = self._access, storno.original
        at = original.at.astimezone(DEVICE_ZONE)
        return (
            f"{access.number},{access.password or '0000'},{access.till},"
            f"{_REASONS[storno.reason]}{original.number},{original.sale_number},"
            f"{at:%d%m%y%H%M%S},{original.fiscal_memory}"
        )

    def _info_of(self, fields: list[str]) -> tuple[str, str, str, str] | None:
        return datecs_info(fields)


def datecs_info(fields: list[str]) -> tuple[str, str, str, str] | None:
    """``model,firmware date time,checksum,switches,serial,fiscal memory``, the same on P, C and X."""
    if len(fields) != 6:
        return None
    return fields[0], fields[1], fields[4], fields[5]
