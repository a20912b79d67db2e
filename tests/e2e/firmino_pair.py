"""BaseLinker joined with Streamsoft Firmino, as a Polish owner has them: two articles, złoty, a file
field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from storage.journal import open_journal
from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import MemorySecrets
from sync.audit import Audit, audit
from sync.clock import TurnedClock
from sync.model import CustomerDocument, DocumentKind
from sync.profile import (
    BaseLinkerShop,
    Connect,
    FirminoWarehouse,
    LineLinking,
    Modules,
    Orders,
    PrintedPapers,
    Products,
    Profile,
    SecretName,
    ServiceProducts,
    Stock,
    StockLink,
)
from sync.run.connection import Connection
from sync.run.engine import Wishes, preview, run
from sync.run.report import Report
from sync.simulators.baselinker import BaseLinkerSimulator
from sync.simulators.baselinker.starter import PAID, SAMPLE_ACCESS, SENT, small_account
from sync.simulators.firmino import FirminoSimulator
from wizard.opening import open_connection

NOW: Final = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FILE_FIELD: Final = 300
CATALOG: Final = 307


@dataclass
class FirminoPair:
    """Every method opens and closes what it needs."""

    folder: Path
    shop: BaseLinkerSimulator
    firmino: FirminoSimulator
    profile: Profile
    clock: TurnedClock
    cup: int
    cup_there: int

    def change_orders(self, **fields: Any) -> None:
        """Change answers of the step Orders."""
        assert self.profile.orders
        orders = self.profile.orders.model_copy(update=fields)
        self.profile = self.profile.model_copy(update={"orders": orders})
        Profiles(Paths(self.folder / "home"), self.clock.now).save(self.profile)

    def sells(self) -> None:
        """The owner's choice: sale documents, and their print to the order."""
        papers = PrintedPapers(send=True, place=f"field:{FILE_FIELD}", place_name="Faktura")
        self.change_orders(document=DocumentKind.SALE, papers=papers)

    def order(self, *, nip: str = "", **fields: Any) -> int:
        """A paid order of two cups with delivery; its id."""
        line = {
            "product_id": str(self.cup),
            "storage": "db",
            "storage_id": CATALOG,
            "warehouse_id": 205,
            "name": "Kubek",
            "sku": "KUB-1",
            "price_brutto": 12.3,
            "tax_rate": 23,
            "quantity": 2,
        }
        person = {
            "email": "jan.kowalski@example.com",
            "currency": "PLN",
            "payment_method": "Przelewy24",
            "delivery_method": "Kurier",
            "delivery_price": 15.5,
            "delivery_fullname": "Jan Kowalski",
            "delivery_address": "ul. Piotrkowska 1",
            "delivery_city": "Łódź",
            "delivery_postcode": "90-001",
            "delivery_country_code": "PL",
            "invoice_fullname": "Jan Kowalski",
            "invoice_company": "Kowalski sp. z o.o." if nip else "",
            "invoice_nip": nip,
            "invoice_address": "ul. Piotrkowska 1",
            "invoice_city": "Łódź",
            "invoice_postcode": "90-001",
            "invoice_country_code": "PL",
            "order_source": "shop",
        }
        made = int(self.shop.panel.add_order([line], status_id=PAID, **{**person, **fields}))
        self.shop.panel.pay_order(made, 40.1)
        return made

    def in_shop(self, order: int) -> dict[str, Any]:
        """The order as the shop holds it."""
        found: dict[str, Any] = self.shop.account.orders[order]
        return found

    def file_at(self, order: int) -> str:
        """The title of the file that the order holds; empty for none."""
        field = self.in_shop(order).get("custom_extra_fields", {}).get(str(FILE_FIELD))
        return str(field["title"]) if field else ""

    def _with(self, act: Callable[[Connection], Any], *, write: bool, lost: bool = False) -> Any:
        """``lost``: what is noted on the disk is lost at the end, as after a crash before it was written."""
        secrets = MemorySecrets()
        secrets.save(self.profile.id, SecretName.SHOP_TOKEN, SAMPLE_ACCESS)
        secrets.save(self.profile.id, SecretName.FIRMINO_PASSWORD, self.firmino.credentials[1])
        file = Paths(self.folder / "home").state_file(self.profile.id)
        with open_journal(file, write=write, now=self.clock.now) as journal:
            used = journal if write and not lost else journal.open_scratch_copy()
            connection = open_connection(self.profile, used, secrets, self.clock)
            try:
                return act(connection)
            finally:
                connection.warehouse.close()
                if used is not journal:
                    used.close()

    def run(self, wishes: Wishes | None = None) -> Report:
        report: Report = self._with(lambda connection: run(connection, wishes), write=True)
        return report

    def run_and_forget(self) -> Report:
        """A run of which nothing is noted: both systems have what it did, and Mostik does not know it."""
        report: Report = self._with(run, write=True, lost=True)
        return report

    def preview(self) -> Report:
        report: Report = self._with(preview, write=False)
        return report

    def audit(self) -> Audit:
        result: Audit = self._with(audit, write=False)
        return result

    def rehearsed(self) -> None:
        """The first order comes in alone, and the owner finds it right."""
        self.run()
        self.run(Wishes(rehearsed=True))


def firmino_profile(shop: BaseLinkerSimulator, firmino: FirminoSimulator) -> Profile:
    """What the owner answers: everything on, and an order stays an order."""
    return Profile(
        id="firmino",
        name="Sklep",
        connect=Connect(
            shop=BaseLinkerShop(url=shop.url),
            warehouse=FirminoWarehouse(url=firmino.url, login=firmino.credentials[0], stock="all"),
            shop_key="bl-sklep",
            time_zone="Europe/Warsaw",
            country="PL",
        ),
        modules=Modules(orders=True, products=True, stock=True),
        orders=Orders(
            start=datetime(2026, 11, 1, tzinfo=UTC),
            statuses=(str(PAID),),
            status_after=str(SENT),
            number_field="extra_field_1",
            link_lines=(LineLinking.SKU, LineLinking.NAME),
            payment_types={"Przelewy24": 1},
            customer_document=CustomerDocument.RECEIPT,
            choose_document=True,
            services=ServiceProducts(delivery_name="Dostawa"),
        ),
        products=Products(catalogs=(str(CATALOG),), match_by=(LineLinking.SKU, LineLinking.NAME)),
        stock=Stock(
            location_for_orders=1,
            links=(StockLink(locations=(1,), shop_warehouse="bl_205"),),
            send=True,
            subtract_open_orders=True,
        ),
        confirmed_first_run=True,
    )


@contextmanager
def firmino_pair(folder: Path, clock: TurnedClock | None = None) -> Iterator[FirminoPair]:
    clock = clock or TurnedClock(NOW)
    account = small_account()
    account.order_extra_fields.append(
        {"extra_field_id": FILE_FIELD, "name": "Faktura", "editor_type": "file"}
    )
    with BaseLinkerSimulator(account, clock=clock) as shop, FirminoSimulator(clock=clock) as firmino:
        there = firmino.program.add_article("KUB-1", "Kubek", gross=Decimal("12.30"), quantity=Decimal(9))
        cup = shop.panel.add_product(
            CATALOG, "Kubek", sku="KUB-1", tax_rate=23, stock={"bl_205": 9}, prices={"105": 12.3}
        )
        profile = firmino_profile(shop, firmino)
        Profiles(Paths(folder / "home"), clock.now).create(profile)
        yield FirminoPair(folder, shop, firmino, profile, clock, cup, there)
