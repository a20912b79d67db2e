"""All that one shop knows, in memory. It outlives the server and can be served again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from sync.simulators.cloudcart.resources import INDEXED, RESOURCES
from sync.simulators.cloudcart.tables import Ident, Row, Table

SAMPLE_KEY: Final = "SIMULATED" + "0" * 55  # 64 characters; opens nothing but the simulator
Hand = Literal["api", "panel", "sale", "start"]

POSITIVE: Final = ("pending", "authorized", "paid", "completed")
NEGATIVE: Final = ("cancelled", "refunded", "voided", "timeouted", "failed", "chargebacked", "disputed")
_STATUS_NAMES: Final = {
    "pending": "Чакаща",
    "authorized": "Оторизирана",
    "paid": "Платена",
    "completed": "Завършена",
    "cancelled": "Отказана",
    "refunded": "Възстановена",
    "voided": "Анулирана",
    "timeouted": "Изтекла",
    "failed": "Неуспешна",
    "chargebacked": "Оспорено плащане",
    "disputed": "Спорна",
}


@dataclass(slots=True)
class Settings:
    """What the owner set in the panel; may be changed at any time.

    currency: of every price, gross if ``vat_included``. zone: of times without an offset. stock_taken_at:
    the setting ``order_status_for_quantity_decrease``. order_complete: paid and fulfilled orders become
    completed by themselves. hosts: names the shop is reached by, the first is the primary one; empty accepts
    any. product_cap, hook_cap: of the plan, None is none.
    """

    currency: str = "EUR"
    vat_included: bool = True
    zone: str = "Europe/Sofia"
    stock_taken_at: Literal["paid", "pending"] = "paid"
    order_complete: bool = False
    stores_installed: bool = False
    hosts: tuple[str, ...] = ()
    product_cap: int | None = None
    hook_cap: int | None = None
    plan_expired: bool = False
    maintenance_until: datetime | None = None
    vies_down: bool = False
    refused_vat_numbers: set[str] = field(default_factory=set)


@dataclass(slots=True)
class ApiKey:
    """A key of the API. ``value`` has 64 letters and digits."""

    ident: int
    name: str
    value: str = field(repr=False)
    active: bool = True


class Move(NamedTuple):
    """One change of a quantity, with who made it and what for."""

    time: datetime
    variant_id: int
    before: Decimal
    after: Decimal
    hand: Hand
    reason: str


class StatusChange(NamedTuple):
    """One change of an order's status."""

    time: datetime
    order_id: int
    before: str
    after: str
    hand: Hand


class Letter(NamedTuple):
    """An e-mail that the platform sent to the owner."""

    time: datetime
    subject: str


class Delivery(NamedTuple):
    """One attempt to deliver a notice. ``status`` None: no answer, ``outcome`` says why."""

    time: datetime
    hook_id: Ident
    event: str
    subject_id: Ident
    attempt: int
    status: int | None
    outcome: str


@dataclass(slots=True, eq=False)
class Notice:
    """A notice that waits for its moment."""

    due: datetime
    hook_id: Ident
    event: str
    subject_id: Ident
    body: bytes
    attempt: int = 1


class Shop:
    """Tables by resource, settings, keys, and the record of what happened."""

    def __init__(self, settings: Settings | None = None, *, key: str = SAMPLE_KEY) -> None:
        self.settings = settings or Settings()
        self.keys: list[ApiKey] = [ApiKey(1, "Mostik", key)]
        self.statuses: list[Row] = [
            {"id": place, "name": _STATUS_NAMES[slug], "slug": slug, "status_type": kind}
            for place, (slug, kind) in enumerate(
                [(slug, "positive") for slug in POSITIVE] + [(slug, "negative") for slug in NEGATIVE], start=1
            )
        ]
        self.tables = {name: Table(INDEXED.get(name, ())) for name in RESOURCES}
        self.trash: dict[Ident, dict[str, list[Row]]] = {}
        self.moves: list[Move] = []
        self.status_changes: list[StatusChange] = []
        self.letters: list[Letter] = []
        self.notices: list[Notice] = []
        self.deliveries: list[Delivery] = []
        self.table("customer-groups").insert({"name": "Клиенти"})

    def table(self, name: str) -> Table:
        """The rows of a resource."""
        return self.tables[name]

    def key(self, ident: object) -> ApiKey | None:
        """The key with that number, or None."""
        return next((key for key in self.keys if key.ident == ident), None)

    def status(self, slug: str) -> Row | None:
        """The order status with that code, or None."""
        return next((status for status in self.statuses if status["slug"] == slug), None)


def add_statuses(shop: Shop, names: Iterable[str]) -> list[str]:
    """Statuses of the owner's own; returns their codes, ``order-`` and a number."""
    slugs = []
    for name in names:
        ident = len(shop.statuses) + 1
        slugs.append(f"order-{ident}")
        shop.statuses.append({"id": ident, "name": name, "slug": slugs[-1], "status_type": "positive"})
    return slugs
