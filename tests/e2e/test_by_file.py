"""A shop that is joined by files, with Mostik's own warehouse and on a real MariaDB: previewed, synced,
synced again without anything to do, audited clean, and what can come between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storage.journal import open_journal
from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import MemorySecrets
from sync.audit import Audit, audit
from sync.clock import TurnedClock
from sync.plan.actions import ActionKind
from sync.profile import (
    Connect,
    LineLinking,
    Modules,
    Orders,
    PriceLink,
    Products,
    Profile,
    ServiceProducts,
    Stock,
    StockLink,
)
from sync.run.connection import Connection
from sync.run.engine import Wishes, preview, run
from sync.run.report import Report, RunState
from tests.contract.by_file import NOW, Files, as_csv, line, product
from tests.contract.warehouses.bench import CUP, DELIVERY, SHOP_FLOOR, TEA
from tests.e2e.furnished import Furnished, embedded, on_mariadb
from tests.e2e.small_bridge import failures, said
from tests.mariadb import MariaDb
from wizard.opening import open_connection

SHOP_KEY = "files-0001"


@dataclass
class Pair:
    """A shop of files and a warehouse, joined."""

    files: Files
    warehouse: Furnished
    profile: Profile

    @property
    def clock(self) -> TurnedClock:
        return self.files.clock

    def _with(self, act: Callable[[Connection], Any], *, write: bool) -> Any:
        secrets = MemorySecrets()
        for name, secret in self.warehouse.secrets.items():
            secrets.save(self.profile.id, name, secret)
        state = Paths(self.files.folder / "home").state_file(self.profile.id)
        with open_journal(state, write=write, now=self.clock.now) as journal:
            used = journal if write else journal.open_scratch_copy()
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

    def first_run(self) -> Report:
        """The first run with the owner's yes to the one order of the rehearsal, where there is one."""
        report = self.run()
        if self.warehouse.rehearsed:
            assert report.state is RunState.HELD, said(report)
            report = self.run(Wishes(rehearsed=True))
        assert not failures(report), said(report)
        return report

    def preview(self) -> Report:
        report: Report = self._with(preview, write=False)
        return report

    def audit(self) -> Audit:
        found: Audit = self._with(audit, write=False)
        return found

    def documents(self) -> dict[str, Decimal]:
        """Order number -> gross sum of its document."""
        return {
            document.note.split(";")[0].rpartition(":")[2]: sum(
                (line.quantity * line.price for line in document.lines), Decimal(0)
            )
            for document in self.warehouse.judge.orders()
        }

    def assert_nothing_left(self) -> None:
        self.clock.turn(timedelta(minutes=3))
        before = (self.documents(), self.files.given_out(), self.files.out_path.stat().st_mtime_ns)
        again = self.run()
        assert again.planned == {}, said(again)
        assert (self.documents(), self.files.given_out(), self.files.out_path.stat().st_mtime_ns) == before
        found = self.audit()
        assert found.clean, found.rows


def make_pair(folder: Path, warehouse: Furnished) -> Pair:
    files = Files(folder)
    files.products(
        product("11", "1001", "Чаша „Роза“", "6,00", "50"),
        product("12", "A-2", "Чай", "4,80", "50"),
        product("13", "1003", "Брашно", "1,09", "не се следи"),
        product("14", "NEW", "Непозната", "9,00", "50"),
    )
    files.orders(
        line("S-1", "1001", "2", "6,00", Доставка="5,00", Общо="20,27", Плащане="Наложен платеж"),
        line("S-1", "1003", "3", "1,09", Плащане="Наложен платеж"),
        line("S-2", "A-2", "1", "4,80"),
    )
    profile = Profile(
        id="pair",
        name="Калина",
        connect=Connect(shop=files.settings(), warehouse=warehouse.settings, shop_key=SHOP_KEY),
        modules=Modules(orders=True, products=True, stock=True),
        orders=Orders(
            start=NOW - timedelta(days=7),
            statuses=("нова", "платена"),
            cancelled_statuses=("отказана",),
            payment_types={"Наложен платеж": 1, "Банков превод": 2},
            operator_id=2,
            services=ServiceProducts(
                delivery={"20": DELIVERY}, discount={"20": DELIVERY}, fee={"20": DELIVERY}
            ),
        ),
        products=Products(
            catalogs=("file",),
            match_by=(LineLinking.SKU,),
            prices=(PriceLink(warehouse_group="PriceOut2", shop_group="retail"),),
        ),
        stock=Stock(
            location_for_orders=SHOP_FLOOR,
            links=(StockLink(locations=(SHOP_FLOOR,), shop_warehouse="shop"),),
            send=True,
            subtract_open_orders=True,
        ),
        confirmed_first_run=True,
    )
    Profiles(Paths(folder / "home"), files.clock.now).create(profile)
    return Pair(files, warehouse, profile)


@pytest.fixture(params=["embedded", "mariadb"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    with ExitStack() as stack:
        if request.param == "mariadb":
            server: MariaDb = request.getfixturevalue("mariadb")
            yield make_pair(tmp_path, stack.enter_context(on_mariadb(server)))
        else:
            yield make_pair(tmp_path, stack.enter_context(embedded(tmp_path)))


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Pair]:
    """With Mostik's own warehouse alone."""
    with embedded(tmp_path) as warehouse:
        yield make_pair(tmp_path, warehouse)


def test_previewed_synced_and_nothing_left(pair: Pair) -> None:
    shown = pair.preview()
    assert shown.planned[ActionKind.IMPORT_ORDER] == 2, said(shown)
    assert pair.documents() == {}
    assert not pair.files.out_path.exists()
    pair.first_run()
    assert pair.documents() == {"S-1": Decimal("20.27"), "S-2": Decimal("4.80")}
    given = pair.files.given_out()
    assert set(given) == {"1001", "A-2", "1003"}, "a product that the warehouse does not know is left alone"
    assert given["1001"] == {"code": "1001", "name": "Чаша „Роза“", "price": "6", "quantity": "8"}
    pair.assert_nothing_left()


def test_a_new_export_brings_only_what_is_new(pair: Pair) -> None:
    pair.first_run()
    pair.warehouse.set_stock(CUP, 30)
    pair.clock.turn(timedelta(hours=1))
    pair.files.orders(
        line("S-2", "A-2", "1", "4,80", Статус="платена"),
        line("S-3", "1001", "1", "6,00", Дата="22.11.2026 11:30"),
    )
    report = pair.run()
    assert not failures(report), said(report)
    assert set(pair.documents()) == {"S-1", "S-2", "S-3"}, "an order that an export lacks is not gone"
    assert pair.files.given_out()["1001"]["quantity"] == "27"
    pair.assert_nothing_left()


def test_an_order_with_a_broken_row_waits_and_the_others_come_in(own: Pair) -> None:
    rows = as_csv(
        [line("S-1", "1001", "2", "6,00"), line("S-2", "A-2", "две", "4,80"), line("S-3", "A-2", "1", "4,80")]
    )
    own.files.write(own.files.orders_path, rows)
    report = own.run()
    assert set(own.documents()) == {"S-1", "S-3"}
    (held,) = [row for row in report.rows if row.key == "S-2"]
    assert held.why.text() == "Row 3: “две” under “Брой” is no number."
    own.clock.turn(timedelta(hours=1))
    own.files.write(own.files.orders_path, rows.replace("две".encode(), b"2"))
    own.run()
    assert own.documents()["S-2"] == Decimal("9.60")


def test_the_same_file_twice_and_another_form_of_it_write_nothing_again(own: Pair) -> None:
    own.first_run()
    content = own.files.orders_path.read_bytes()
    own.clock.turn(timedelta(hours=1))
    own.files.write(own.files.orders_path, content)
    assert own.run().planned == {}
    own.clock.turn(timedelta(hours=1))
    saved_anew = content.decode("utf-8-sig").replace(";", "\t").encode("utf-16")
    own.files.write(own.files.orders_path, saved_anew)
    own.assert_nothing_left()


def test_half_a_file_stops_the_orders_and_nothing_else(own: Pair) -> None:
    own.first_run()
    own.files.write(own.files.orders_path, own.files.orders_path.read_bytes() + b'\nS-9;"')
    own.warehouse.set_stock(TEA, 4)
    own.clock.turn(timedelta(hours=1))
    report = own.run()
    assert any("breaks off" in str(row.why) for row in report.rows), said(report)
    assert set(own.documents()) == {"S-1", "S-2"}
    assert own.files.given_out()["A-2"]["quantity"] == "3"


def test_a_cancelled_order_is_withdrawn(own: Pair) -> None:
    own.first_run()
    own.clock.turn(timedelta(hours=2))
    own.files.orders(line("S-2", "A-2", "1", "4,80", Статус="отказана"))
    report = own.run()
    assert not failures(report), said(report)
    assert set(own.documents()) == {"S-1"}


def test_a_file_taken_away_or_forgotten_is_given_out_again(own: Pair) -> None:
    own.first_run()
    given = own.files.given_out()
    own.files.out_path.unlink()
    own.clock.turn(timedelta(hours=1))
    own.run()
    assert own.files.given_out() == given
    (own.files.folder / "kept" / "given-out.sqlite").unlink()
    own.files.out_path.unlink()
    own.clock.turn(timedelta(hours=1))
    own.run()
    assert own.files.given_out() == given
    own.assert_nothing_left()
