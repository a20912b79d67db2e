"""What the owner chose on the step receipts: the law first, then the device, then which orders get a receipt.

The password of the device's operator is no part of this; it lies in the keyring.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sync.receipts.family import Family
from sync.receipts.receipt import PaymentKind
from sync.receipts.unp import LAST_SEQUENCE

VAT_LETTERS: Final = "АБВГДЕЖЗ"


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# ---------------------------------------------------------------- the device


class SerialConnection(_Settings):
    """A device on a serial port (COM3, /dev/ttyUSB0) at ``speed`` bits a second."""

    line: Literal["serial"] = "serial"
    port: str = Field(min_length=1)
    speed: int = Field(default=115_200, ge=1200, le=115_200)


class NetworkConnection(_Settings):
    """A device, or a small computer before it, at an address in the network."""

    line: Literal["network"] = "network"
    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65_535)


class ErpNetConnection(_Settings):
    """A device behind an ErpNet.FP server; ``printer`` is its name there."""

    line: Literal["erpnet.fp"] = "erpnet.fp"
    url: str = "http://localhost:8001"
    printer: str = Field(min_length=1)


DeviceConnection = Annotated[
    SerialConnection | NetworkConnection | ErpNetConnection, Field(discriminator="line")
]


class Device(_Settings):
    """The fiscal device. ``serial`` is its individual number, with which the УНП begins; another device that
    answers in its place prints nothing.

    ``operator`` is the number under which receipts are opened on the device, ``operator_name`` the name where
    the device wants one (Eltrade), ``till`` the point of sale.
    """

    connection: DeviceConnection
    family: Family | None = None
    """None only behind ErpNet.FP, which knows it itself."""
    serial: str = Field(pattern="^[A-Z]{2}[0-9]{6}$")
    operator: int = Field(default=1, ge=1, le=30)
    operator_name: str = Field(default="", max_length=30)
    factory_access: bool = True
    """Whether the operator is let in as the device left the factory; else what lets him in lies in the
    keyring.
    """
    till: int = Field(default=1, ge=1, le=99_999)

    @model_validator(mode="after")
    def _speaks_something(self) -> Self:
        if self.family is None and not isinstance(self.connection, ErpNetConnection):
            raise ValueError("a device on a line needs its family")
        return self


# ---------------------------------------------------------------- which orders get a receipt


class ReceiptChoice(StrEnum):
    """What becomes of an order with this way of paying or of delivery."""

    NONE = "no receipt"
    PRINT = "receipt"
    LEAVE = "left to the warehouse program"
    """The warehouse program prints it when the sale is completed there."""


class CashOnDelivery(StrEnum):
    """How the courier of a delivery way brings the money of cash on delivery. The shop calls both the
    same.
    """

    POSTAL_TRANSFER = "postal money transfer"
    """A licensed postal operator's money transfer (ППП): no receipt is needed."""
    COURIERS_CASH = "courier’s cash"


class PrintWhen(StrEnum):
    """When a receipt is printed."""

    BY_HAND = "by hand"
    AT_STATUS = "at a status"
    AT_IMPORT = "at import"


class PaymentRule(_Settings):
    """What a way of paying means for the receipt, and which kind of payment stands on it."""

    receipt: ReceiptChoice = ReceiptChoice.NONE
    kind: PaymentKind = PaymentKind.CARD


class DeliveryRule(_Settings):
    """What a way of delivery means. ``receipt`` other than PRINT goes before the way of paying (collected
    at a till that prints itself); ``cash_on_delivery`` None: not said yet.
    """

    receipt: ReceiptChoice = ReceiptChoice.PRINT
    cash_on_delivery: CashOnDelivery | None = None


class SequenceRange(_Settings):
    """Sequences of sale numbers that belong to Mostik where another program numbers sales of the device."""

    first: int = Field(ge=1, le=LAST_SEQUENCE)
    last: int = Field(ge=1, le=LAST_SEQUENCE)

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        if self.last < self.first:
            raise ValueError("a range goes upwards")
        return self


# ---------------------------------------------------------------- the audit file


class AuditPayment(StrEnum):
    """How an order was paid, by the codes of Annex 38 (``paym``)."""

    BANK = "1"
    VIRTUAL_POS = "2"
    POSTAL_TRANSFER = "3"
    PAYMENT_SERVICE = "4"
    OTHER_WITHOUT_RECEIPT = "5"
    WITH_RECEIPT = "6"


class AuditWay(_Settings):
    """A way of paying in the audit file. ``pos_number``: of the virtual POS terminal; ``provider``: the
    payment service's ЕИК and name.
    """

    payment: AuditPayment
    pos_number: str = ""
    provider: str = ""


class AuditFile(_Settings):
    """The monthly audit file of a shop that chose it (Ordinance N-18, article 3(17), Annex 38).

    ``shop_number`` is the shop's number in the revenue agency's register, ``created`` the day on which the
    shop was made, ``own_site`` False: on a platform. ``ways`` by the shop's way of paying;
    ``transaction_field`` is the order's field with the reference of a card payment.
    """

    company_number: str = Field(pattern="^[0-9]{9,13}$")
    shop_number: str = Field(pattern="^[A-Za-z0-9]{1,10}$")
    domain: str = Field(min_length=1)
    own_site: bool = True
    created: date
    ways: dict[str, AuditWay] = Field(default_factory=dict)
    transaction_field: str = ""
    delivered_statuses: tuple[str, ...] = ()
    """The shop's statuses that mean delivered; none: every order that came in and is not off."""


# ---------------------------------------------------------------- the step


class Receipts(_Settings):
    """Step receipts. ``uses_supto`` is the first question: whether a СУПТО (software of the revenue agency's
    list) is used; None: not answered, and then nothing is numbered or printed.
    """

    uses_supto: bool | None = None
    device: Device | None = None
    operator_code: str = Field(default="0001", pattern="^[A-Z0-9]{4}$")
    """The four signs of the operator in the УНП."""
    ranges: tuple[SequenceRange, ...] = ()
    """Empty: all numbers of the device are Mostik's."""
    vat_registered: bool = True
    vat_letters: dict[str, str] = Field(default_factory=dict)
    """The owner's own letters (one of :data:`VAT_LETTERS`) for VAT rates in per cent, as text; for others the
    device's own rates, else the law.
    """
    payments: dict[str, PaymentRule] = Field(default_factory=dict)
    """By the shop's way of paying, as orders bear it; "" = none named."""
    deliveries: dict[str, DeliveryRule] = Field(default_factory=dict)
    """By the shop's way of delivery, as orders bear it; "" = none named."""
    when: PrintWhen = PrintWhen.BY_HAND
    statuses: tuple[str, ...] = ()
    """The shop's statuses at which a receipt is printed, for :attr:`PrintWhen.AT_STATUS`."""
    number_in_note: bool = True
    """Whether the УНП stands in the note of the warehouse's document."""
    number_field: str = ""
    """The order's field in the shop that gets the УНП ("" = none)."""
    audit: AuditFile | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        ordered = sorted(self.ranges, key=lambda each: each.first)
        if any(after.first <= one.last for one, after in pairwise(ordered)):
            raise ValueError("two ranges overlap")
        for rate, letter in self.vat_letters.items():
            if letter not in VAT_LETTERS or len(letter) != 1:
                raise ValueError("no letter of a VAT group")
            try:
                if not 0 <= Decimal(rate) < 100:
                    raise ValueError("no VAT rate")
            except InvalidOperation:
                raise ValueError("no VAT rate") from None
        return self

    @property
    def numbers_sales(self) -> bool:
        """Whether imported orders get a УНП and may get a receipt from Mostik."""
        return self.uses_supto is False and self.device is not None

    @property
    def keeps_sales(self) -> bool:
        """Whether imported orders are kept as sales: for receipts, or for the audit file."""
        return self.numbers_sales or (not self.uses_supto and self.audit is not None)
