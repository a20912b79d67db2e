"""The embedded warehouse keeps the contract of every warehouse."""

from __future__ import annotations

from sync.model import NewPartner
from sync.ports import Warehouse
from tests.contract.warehouses.bench import Bench, draft, key
from tests.contract.warehouses.changes_suite import ChangesContract
from tests.contract.warehouses.embedded_suite import LocationsContract, SeveralPlacesContract, TurningContract
from tests.contract.warehouses.goods_suite import GoodsContract
from tests.contract.warehouses.numbers_suite import NumbersContract
from tests.contract.warehouses.older_schema_suite import OlderSchemasContract
from tests.contract.warehouses.orders_suite import OrdersContract
from tests.contract.warehouses.reads_suite import ReadsContract
from tests.contract.warehouses.refusals_suite import RefusalsContract
from tests.contract.warehouses.rows_suite import RowsContract
from tests.contract.warehouses.sales_suite import SalesContract
from tests.contract.warehouses.settings_suite import SettingsContract
from tests.contract.warehouses.texts_suite import TextsContract


class TestReads(ReadsContract):
    pass


class TestOrders(OrdersContract):
    pass


class TestRefusals(RefusalsContract):
    pass


class TestNumbers(NumbersContract):
    pass


class TestSales(SalesContract):
    pass


class TestSettings(SettingsContract):
    pass


class TestRows(RowsContract):
    pass


class TestTexts(TextsContract):
    pass


class TestOlderSchemas(OlderSchemasContract):
    pass


class TestChanges(ChangesContract):
    pass


class TestGoods(GoodsContract):
    pass


class TestSeveralPlaces(SeveralPlacesContract):
    pass


class TestTurning(TurningContract):
    pass


class TestLocations(LocationsContract):
    pass


def test_what_it_can_do(bench: Bench) -> None:
    warehouse: Warehouse = bench.warehouse
    features = warehouse.features
    assert (features.program, features.real_program) == ("Mostik", False)
    assert (features.sales, features.create_locations, dict(features.closed)) == (True, True, {})


def test_it_holds_emoji(bench: Bench) -> None:
    """SQLite keeps every character; other engines get a question mark and a warning."""
    written = bench.warehouse.write_document(draft(partner=NewPartner("Мая 🌸"), text="🎁 подарък"), key())
    assert written.warnings == ()
    assert bench.cell("SELECT [Company] FROM [Partners] WHERE [ID] = ?", written.partner_id) == "Мая 🌸"
    assert str(bench.cell("SELECT [Note] FROM [Operations]")).endswith("🎁 подарък")
