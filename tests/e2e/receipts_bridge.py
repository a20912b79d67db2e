"""A small shop whose orders get receipts from a simulated fiscal device: what its owner chose, and mixed
orders.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sync.clock import TurnedClock
from sync.money import LEVA_PER_EURO, round_half_up
from sync.receipts.device import FiscalDevice, OperatorAccess
from sync.receipts.devices.families import device_on
from sync.receipts.family import Family
from sync.receipts.receipt import PaymentKind
from sync.receipts.settings import (
    CashOnDelivery,
    DeliveryRule,
    Device,
    PaymentRule,
    PrintWhen,
    ReceiptChoice,
    Receipts,
    SerialConnection,
)
from sync.run.connection import Connection
from sync.run.engine import Wishes, run
from sync.run.receipt_desk import ReceiptDesk
from sync.run.report import Report
from sync.simulators.baselinker import BaseLinkerSimulator
from sync.simulators.fiscal import Family as SimulatedFamily
from sync.simulators.fiscal import FiscalSimulator
from tests.e2e.small_bridge import SmallBridge, make_small_bridge

CARD: Final = "Плащане с карта"
BANK: Final = "Банков превод"
PAYPAL: Final = "PayPal"
CASH: Final = "Наложен платеж"
POSTAL: Final = "Еконт с ППП"
COURIER: Final = "Куриер в брой"
AT_THE_TILL: Final = "Вземане от магазина"

NAMES: Final = ("Чаша „Зора“", "Тенджера 5 л", "Покривка за маса " + "много дълга " * 9, "Cup\t№ 1")

PAYMENTS: Final = {
    CARD: PaymentRule(receipt=ReceiptChoice.PRINT, kind=PaymentKind.CARD),
    BANK: PaymentRule(receipt=ReceiptChoice.NONE),
    PAYPAL: PaymentRule(receipt=ReceiptChoice.LEAVE),
}
DELIVERIES: Final = {
    POSTAL: DeliveryRule(cash_on_delivery=CashOnDelivery.POSTAL_TRANSFER),
    COURIER: DeliveryRule(cash_on_delivery=CashOnDelivery.COURIERS_CASH),
    AT_THE_TILL: DeliveryRule(receipt=ReceiptChoice.LEAVE),
}


def simulated(family: Family, clock: TurnedClock) -> FiscalSimulator:
    """The stand-in of a family."""
    return FiscalSimulator(SimulatedFamily[family.name], clock)


def receipts_with(device: FiscalSimulator, family: Family, **fields: Any) -> Receipts:
    """The step as the owner of this device would answer it."""
    given: dict[str, Any] = {
        "uses_supto": False,
        "device": Device(
            connection=SerialConnection(port="COM3"),
            family=family,
            serial=device.settings.serial,
            operator_name="Ана",
        ),
        "payments": PAYMENTS,
        "deliveries": DELIVERIES,
        "when": PrintWhen.AT_IMPORT,
    }
    return Receipts(**{**given, **fields})


def opener(device: FiscalSimulator, family: Family, clock: TurnedClock) -> Callable[..., FiscalDevice]:
    """Opens the device in this process."""
    passwords = device.settings.passwords

    def opened(_note_task: Callable[[str], None]) -> FiscalDevice:
        access = OperatorAccess(name="Ана", password=passwords.password if passwords else "")
        return device_on(device.line(), family, clock, access=access, serial=device.settings.serial)

    return opened


@dataclass
class ReceiptsBridge(SmallBridge):
    """The bridge with a fiscal device beside it."""

    device: FiscalSimulator | None = None
    family: Family = Family.DATECS_P

    @property
    def fiscal(self) -> FiscalSimulator:
        assert self.device
        return self.device

    def with_device(self, connection: Connection) -> Connection:
        return replace(connection, open_device=opener(self.fiscal, self.family, self.clock))

    def run(self, wishes: Wishes | None = None, stop_asked: Callable[[], bool] = lambda: False) -> Report:
        report: Report = self._with(
            lambda connection: run(self.with_device(connection), wishes), write=True, stop_asked=stop_asked
        )
        return report

    def desk(self, act: Callable[[ReceiptDesk], Any]) -> Any:
        """Do something at the desk, as the window does between runs."""

        def at_the_desk(connection: Connection) -> Any:
            opened = opener(self.fiscal, self.family, self.clock)
            return act(ReceiptDesk(connection.profile, connection.journal, connection.clock, opened))

        return self._with(at_the_desk, write=True)

    def change_receipts(self, **fields: Any) -> None:
        assert self.profile.receipts
        self.change(receipts=self.profile.receipts.model_copy(update=fields))


def make_receipts_bridge(
    folder: Path, shop: BaseLinkerSimulator, clock: TurnedClock, family: Family = Family.DATECS_P
) -> ReceiptsBridge:
    """A connection of orders alone, which prints at import on a fresh device."""
    made = make_small_bridge(folder, shop, clock)
    device = simulated(family, clock)
    bridge = ReceiptsBridge(made.folder, made.simulator, made.profile, made.clock)
    bridge.device, bridge.family = device, family
    modules = bridge.profile.modules.model_copy(update={"products": False, "stock": False})
    bridge.change(modules=modules, receipts=receipts_with(device, family))
    return bridge


# ---------------------------------------------------------------- mixed orders


@dataclass(frozen=True)
class Wanted:
    """An order of the shop, and the receipt that it should get: gross EUR, None where none."""

    order: str
    total: Decimal | None
    tender: str


def mixed_orders(bridge: SmallBridge, count: int, seed: int = 7) -> list[Wanted]:
    """Orders of every kind that matters for a receipt, the same ones for the same ``seed``."""
    chance = random.Random(seed)
    ways = [
        (CARD, "Спиди до адрес", False, "card"),
        (CASH, COURIER, True, "cash"),
        (CASH, POSTAL, True, ""),
        (BANK, "Спиди до адрес", False, ""),
        (PAYPAL, "Спиди до адрес", False, ""),
        (CARD, AT_THE_TILL, False, ""),
    ]
    wanted: list[Wanted] = []
    for place in range(count):
        payment, delivery, on_delivery, tender = ways[place % len(ways)]
        rows = [_row(bridge, chance) for _ in range(chance.randint(1, 5))]
        if place % 7 == 0:
            rows.append(_row(bridge, chance, price=0.0))
        if place % 11 == 0:
            rows.append(_row(bridge, chance, price=-float(chance.randint(1, 90)) / 100, quantity=1))
        currency = "BGN" if place % 13 == 0 else "EUR"
        fee = chance.choice([0.0, 3.5, 4.99])
        order = bridge.order_of(
            rows,
            payment_method=payment,
            delivery_method=delivery,
            payment_method_cod="1" if on_delivery else "0",
            delivery_price=fee,
            currency=currency,
        )
        wanted.append(Wanted(order, _total(rows, fee, currency) if tender else None, tender))
    return wanted


def _row(
    bridge: SmallBridge, chance: random.Random, price: float | None = None, quantity: int | None = None
) -> dict[str, Any]:
    product = chance.choice(bridge.products)
    own = bridge.simulator.account.products[product]["prices"]["301"]
    return {
        "product_id": str(product),
        "storage": "db",
        "storage_id": 30411,
        "warehouse_id": 901,
        "name": chance.choice(
            ["Чаша „Зора“", "Тенджера 5 л", "Покривка за маса " + "много дълга " * 9, "Cup"]
        ),
        "price_brutto": chance.choice([own, 0.01, 0.33, 7.77, 19.99, 1234.5]) if price is None else price,
        "quantity": chance.choice([1, 1, 2, 3, 12]) if quantity is None else quantity,
        "tax_rate": 20,
    }


def _total(rows: list[dict[str, Any]], delivery: float, currency: str) -> Decimal:
    """What the buyer pays, worked out by itself: the sum, rounded once; leva by the law's rate."""
    whole = sum((Decimal(str(row["price_brutto"])) * row["quantity"] for row in rows), Decimal(str(delivery)))
    return round_half_up(whole) if currency == "EUR" else round_half_up(round_half_up(whole) / LEVA_PER_EURO)
