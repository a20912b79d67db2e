"""Incotex, protocol of February 2019."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from sync.receipts.device import DEVICE_ZONE
from sync.receipts.devices import status_bits
from sync.receipts.devices.isl import CANCEL_OF_DAISY_AND_INCOTEX, OPEN_SALE, IslDevice
from sync.receipts.framing.isl import ISL_SHORT
from sync.receipts.receipt import PaymentKind, Receipt, Storno, StornoReason

_REASONS: Final = {
    StornoReason.OPERATOR_ERROR: "RR",
    StornoReason.RETURN: "SS",
    StornoReason.TAX_BASE: "VV",
}


class Incotex(IslDevice):
    """Receipts are opened by the operator's number, without a password."""

    layout = ISL_SHORT
    bits = status_bits.INCOTEX
    errors = status_bits.INCOTEX_ERRORS
    storno_command = OPEN_SALE
    cancel_command = CANCEL_OF_DAISY_AND_INCOTEX
    line_width = 34
    note_width = 34
    payment_letters: ClassVar[Mapping[PaymentKind, str]] = {
        PaymentKind.CASH: "P",
        PaymentKind.CARD: "C",
        PaymentKind.CHECK: "N",
        PaymentKind.RESERVED_1: "D",
    }

    def _sale_opening(self, receipt: Receipt) -> str:
        return f"{self._access.number},{receipt.sale_number},0"

    def _storno_opening(self, storno: Storno) -> str:
        original = storno.original
        at = original.at.astimezone(DEVICE_ZONE)
        return (
            f"{self._access.number},{original.sale_number or '0'},{original.number},"
            f"{_REASONS[storno.reason]}0,{at:%d-%m-%y %H:%M:%S},{original.fiscal_memory}"
        )

    def _info_of(self, fields: list[str]) -> tuple[str, str, str, str] | None:
        if len(fields) < 7:
            return None
        # 2.11 Jan 22 2019 14:00,DB44EEAD,0000,06,IN015013,54015013,284013911622147
        return "Incotex", fields[0], fields[4], fields[5]
