"""Eltrade, protocol 1.1.1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from sync.receipts.device import DEVICE_ZONE
from sync.receipts.devices import status_bits
from sync.receipts.devices.isl import IslDevice
from sync.receipts.framing.isl import ISL_SHORT
from sync.receipts.receipt import PaymentKind, Receipt, Storno, StornoReason
from sync.receipts.unp import BEFORE_THE_PROGRAM

_OPEN: Final = 0x90
_REASONS: Final = {
    StornoReason.OPERATOR_ERROR: "O",
    StornoReason.RETURN: "R",
    StornoReason.TAX_BASE: "T",
}


class Eltrade(IslDevice):
    """Receipts are opened by the operator's name, without a password."""

    layout = ISL_SHORT
    bits = status_bits.ELTRADE
    open_command = _OPEN
    storno_command = _OPEN
    line_width = 30
    note_width = 46
    most_lines = 1500
    payment_letters: ClassVar[Mapping[PaymentKind, str]] = {
        PaymentKind.CASH: "P",
        PaymentKind.CARD: "L",
        PaymentKind.CHECK: "N",
        PaymentKind.COUPONS: "C",
        PaymentKind.EXTERNAL_COUPONS: "D",
        PaymentKind.PACKAGING: "I",
        PaymentKind.INTERNAL: "J",
        PaymentKind.DAMAGE: "K",
        PaymentKind.BANK: "M",
        PaymentKind.RESERVED_1: "Q",
        PaymentKind.RESERVED_2: "R",
    }

    def _sale_opening(self, receipt: Receipt) -> str:
        return f"{self._operator()},{receipt.sale_number}"

    def _storno_opening(self, storno: Storno) -> str:
        original = storno.original
        at = original.at.astimezone(DEVICE_ZONE)
        return (
            f"{self._operator()},{original.sale_number or BEFORE_THE_PROGRAM},S,{original.fiscal_memory},"
            f"{_REASONS[storno.reason]},{original.number},{at:%Y-%m-%dT%H:%M:%S}"
        )

    def _operator(self) -> str:
        # A comma would begin the next parameter; twenty letters leave room for the rest of a storno.
        name = self._access.name.replace(",", " ").strip()[:20]
        return name or f"Operator {self._access.number}"

    def _info_of(self, fields: list[str]) -> tuple[str, str, str, str] | None:
        if len(fields) != 7:
            return None
        return fields[0], fields[1], fields[5], fields[6]
