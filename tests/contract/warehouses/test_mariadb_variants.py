"""MariaDB databases as old and new installations have them: another character set, MyISAM, odd column types,
zero dates, the administrator's own settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from sync.errors import Refused
from sync.model import DocumentKind, DocumentRef, MarkKey, NewPartner, NewProduct
from sync.ports import ProductScope
from tests.contract.warehouses.bench import (
    CUP,
    CUSTOMER,
    FLOUR,
    SHOP,
    SHOP_FLOOR,
    TEA,
    Bench,
    draft,
    key,
    line,
    paid,
    sale,
)
from tests.contract.warehouses.changes_suite import ChangesContract
from tests.contract.warehouses.document_checks import refused
from tests.contract.warehouses.goods_suite import GoodsContract
from tests.contract.warehouses.on_mariadb import mariadb_bench
from tests.contract.warehouses.reads_suite import ReadsContract
from tests.contract.warehouses.sales_suite import SalesContract
from tests.mariadb import Make, MariaDb

EVERYTHING = ProductScope()


# ---- three-byte characters, as the program itself makes its databases -------------------------------


class Utf8Mb3:
    @pytest.fixture
    def bench(self, mariadb: MariaDb) -> Iterator[Bench]:
        with mariadb_bench(mariadb, Make("utf8mb3")) as made:
            yield made


class TestUtf8Mb3Goods(Utf8Mb3, GoodsContract):
    pass


class TestUtf8Mb3Sales(Utf8Mb3, SalesContract):
    pass


class TestUtf8Mb3Changes(Utf8Mb3, ChangesContract):
    pass


class TestUtf8Mb3Texts(Utf8Mb3):
    def test_an_emoji_is_replaced_and_told_instead_of_an_error(self, bench: Bench) -> None:
        new = NewPartner("Мая 🌸 „Цветя“ О'Нийл")
        written = bench.warehouse.write_document(draft(partner=new, text="🎁 подарък"), key())
        assert bench.cell("SELECT [Note] FROM [Operations]").endswith("; ? подарък")
        assert bench.cell("SELECT [Company] FROM [Partners] WHERE [ID] = ?", written.partner_id) == (
            "Мая ? „Цветя“ О'Нийл"
        )
        assert len(written.warnings) == 2

    def test_two_hundred_and_fifty_five_cyrillic_letters_stay_so_many(self, bench: Bench) -> None:
        written = bench.warehouse.write_document(draft(partner=NewPartner("Щ" * 255)), key())
        assert written.warnings == ()
        length = "SELECT CHAR_LENGTH([Company]) FROM [Partners] WHERE [ID] = ?"
        assert bench.cell(length, written.partner_id) == 255


# ---- tables without transactions ---------------------------------------------------------------------


class MyIsam:
    @pytest.fixture
    def bench(self, mariadb: MariaDb) -> Iterator[Bench]:
        with mariadb_bench(mariadb, Make("utf8mb3", "MyISAM")) as made:
            yield made


class TestMyIsamReads(MyIsam, ReadsContract):
    # Those of the contract's tests that write a document first have no place here.
    test_goods_that_left_since = None  # type: ignore[assignment]  # not for this engine
    test_lines_of_open_orders = None  # type: ignore[assignment]  # not for this engine
    test_prices_are_refused_where_nobody_says_whether_they_include_vat = None  # type: ignore[assignment]  # not for this engine
    test_an_order_whose_rows_went_or_that_became_a_sale_holds_nothing_back = None  # type: ignore[assignment]  # not for this engine


class TestMyIsam(MyIsam):
    def test_orders_are_refused_with_the_reason(self, bench: Bench) -> None:
        for wanted in (draft(), sale()):
            refused(bench, wanted, "without transactions")
        for attempt in (
            lambda: bench.warehouse.replace_document(key(), "", draft()),
            lambda: bench.warehouse.withdraw_document(key(), ""),
        ):
            with pytest.raises(Refused, match="Operations, NextAcct, Partners, Store"):
                attempt()
        features = bench.warehouse.features
        assert not features.sales
        assert set(features.closed) == {"orders", "sales"}

    def test_the_connection_test_tells_it(self, bench: Bench) -> None:
        facts = bench.warehouse.check()
        assert facts.passed
        told = facts.steps[2].said
        assert told is not None
        assert "without transactions" in told.text()
        assert bench.cell("SELECT COUNT(*) FROM [NextAcct]") == 0

    def test_one_table_without_them_is_enough(self, mariadb: MariaDb) -> None:
        with mariadb_bench(mariadb, Make()) as bench:
            bench.behind.define("ALTER TABLE [Store] ENGINE = MyISAM")
            warehouse = bench.again()
            with pytest.raises(Refused, match=r"the tables Store are"):
                warehouse.write_document(draft(), key())
            bench.behind.define("ALTER TABLE [Store] ENGINE = InnoDB")
            assert bench.again().write_document(draft(), key()).ref == DocumentRef(DocumentKind.ORDER, 1)

    def test_a_log_without_them_does_no_harm(self, mariadb: MariaDb) -> None:
        with mariadb_bench(mariadb, Make()) as bench:
            bench.behind.define("ALTER TABLE [ApplicationLog] ENGINE = MyISAM")
            assert dict(bench.again().features.closed) == {}

    def test_goods_and_partners_are_still_made_and_changed(self, bench: Bench) -> None:
        mark = MarkKey(SHOP, "line:1", "product")
        (good,) = bench.warehouse.create_products([NewProduct("Купа", code="K-1")], [mark])
        assert bench.again().create_products([NewProduct("Купа")], [mark]) == [good]
        bench.warehouse.update_products({good: {"name": "Голяма купа"}})
        bench.warehouse.update_partner(CUSTOMER, {"city": "Варна"})
        assert bench.warehouse.product_names([good]) == {good: "Голяма купа"}

    def test_a_good_whose_making_was_cut_short_is_made_by_the_next_try(self, bench: Bench) -> None:
        mark = MarkKey(SHOP, "line:1", "product")
        bench.change(
            "INSERT INTO [MostikImports] ([ShopKey], [Kind], [ExternalId], [State]) VALUES (?, ?, ?, ?)",
            SHOP, "product", "line:1", "open",
        )  # fmt: skip
        (good,) = bench.warehouse.create_products([NewProduct("Купа")], [mark])
        assert bench.warehouse.product_names([good]) == {good: "Купа"}
        assert bench.warehouse.marks(SHOP, ["line:1"], "product")["line:1"].ref.number == good


# ---- tables as they are found ------------------------------------------------------------------------

_ODD_TYPES = {
    "Operations": (
        "[ID] BIGINT UNSIGNED NOT NULL AUTO_INCREMENT", "[Acct] BIGINT", "[OperType] TINYINT UNSIGNED",
        "[Qtty] DECIMAL(18,4)", "[PriceOut] DECIMAL(20,8)", "[Note] TEXT", "[Lot] CHAR(50)",
    ),
    "Store": ("[ID] INT UNSIGNED NOT NULL AUTO_INCREMENT", "[GoodID] BIGINT", "[Qtty] DECIMAL(15,3)"),
    "Goods": (
        "[ID] INT UNSIGNED NOT NULL AUTO_INCREMENT", "[Deleted] TINYINT(1)", "[Type] BIGINT",
        "[PriceOut2] DECIMAL(10,2)", "[Description] LONGTEXT", "[GroupID] DOUBLE",
    ),
    "Partners": (
        "[ID] BIGINT NOT NULL AUTO_INCREMENT", "[Code] VARCHAR(20) NOT NULL", "[UserRealTime] TIMESTAMP NULL",
        "[Discount] FLOAT",
    ),
    "Payments": ("[Acct] DOUBLE NOT NULL DEFAULT 0", "[Qtty] DECIMAL(18,6)"),
    "VATGroups": ("[VATValue] DECIMAL(5,2)",),
    "Configuration": ("[Value] VARCHAR(255)",),
}  # fmt: skip


@pytest.fixture
def bench(mariadb: MariaDb) -> Iterator[Bench]:
    with mariadb_bench(mariadb, Make()) as made:
        yield made


def test_odd_types_of_columns(bench: Bench) -> None:
    for table, columns in _ODD_TYPES.items():
        bench.behind.define(f"ALTER TABLE [{table}] MODIFY {', MODIFY '.join(columns)}")
    warehouse = bench.again()
    assert warehouse.check().passed
    goods = {good.id: good for good in warehouse.products(EVERYTHING)}
    assert goods[CUP].prices["PriceOut2"] == 6
    assert all(type(good.id) is int and type(good.group_id) is int for good in goods.values())
    levels = list(warehouse.stock_levels(EVERYTHING, [SHOP_FLOOR]))
    assert levels[0] == (CUP, 100_000)
    assert all(type(number) is int for level in levels for number in level)
    assert dict(warehouse.price_levels(EVERYTHING, "PriceOut2"))[TEA] == 49_000
    written = warehouse.write_document(
        sale(line(), line(FLOUR, "0.5", "1.0933", "9"), partner=NewPartner("Ана"), payments=[paid("12.55")]),
        key(),
    )
    assert written.ref == DocumentRef(DocumentKind.SALE, 1)
    document = warehouse.documents([written.ref])[written.ref]
    assert (document.total, document.rows_hash) == (Decimal("12.55"), written.rows_hash)
    assert [row.unit_price for row in document.rows] == [Decimal(6), Decimal("1.0933")]
    assert bench.stock(CUP, SHOP_FLOOR) == 8
    order = warehouse.write_document(draft(order="2"), key("2"))
    again = warehouse.replace_document(key("2"), order.rows_hash, draft(line(TEA), order="2"))
    warehouse.withdraw_document(key("2"), again.rows_hash)
    (good,) = warehouse.create_products([NewProduct("Купа")], [MarkKey(SHOP, "line:1", "product")])
    assert type(good) is int


def test_the_numbers_of_payments_are_doubles(bench: Bench) -> None:
    """So the program itself makes this column on MySQL: 27 comes back as 27.0."""
    bench.warehouse.write_document(sale(payments=[paid("12")]), key())
    found = bench.all("SELECT [Acct], [Mode] FROM [Payments] ORDER BY [ID]")
    assert found == [(1.0, -1), (1.0, 1)]
    assert all(type(number) is float for number, _mode in found)


def test_zero_dates_are_no_dates(bench: Bench) -> None:
    """Old seeds hold them, and newer servers let nobody write them again."""
    bench.warehouse.write_document(draft(), key())
    bench.behind.define("SET SESSION sql_mode = ''")
    for statement in (
        "UPDATE [Operations] SET [Date] = '0000-00-00', [UserRealTime] = '0000-00-00 00:00:00'",
        "UPDATE [System] SET [LastBackup] = '0000-00-00 00:00:00'",
        "UPDATE [MostikImports] SET [At] = '0000-00-00'",
        "UPDATE [Partners] SET [UserRealTime] = '0000-00-00'",
    ):
        bench.change(statement)
    ref = DocumentRef(DocumentKind.ORDER, 1)
    assert bench.warehouse.documents([ref])[ref].day == date.min
    facts = bench.warehouse.check()
    assert facts.passed
    assert facts.last_backup is None
    mark = bench.warehouse.marks(SHOP, ["5001"])["5001"]
    assert mark.at.year == 1970
    assert bench.warehouse.open_order_lines(SHOP, None) == {(CUP, SHOP_FLOOR): 20_000}
    assert bench.warehouse.documents_noting(["5002"], date(2026, 1, 1)) == {}
    bench.warehouse.update_partner(CUSTOMER, {"city": "Варна"})
    bench.warehouse.withdraw_document(key(), mark.rows_hash)


@pytest.mark.parametrize(
    "mode",
    [
        "",
        "ANSI_QUOTES",
        "ANSI",
        "ORACLE",
        "TRADITIONAL",
        "NO_BACKSLASH_ESCAPES",
        "PAD_CHAR_TO_FULL_LENGTH,NO_UNSIGNED_SUBTRACTION,NO_AUTO_VALUE_ON_ZERO,ONLY_FULL_GROUP_BY",
    ],
)
def test_whatever_mode_the_administrator_set(mariadb: MariaDb, bench: Bench, mode: str) -> None:
    (before,) = mariadb.root.execute("SELECT @@GLOBAL.sql_mode").fetchall()[0]
    mariadb.root.execute(f"SET GLOBAL sql_mode = '{mode}'")
    try:
        warehouse = bench.again()
        written = warehouse.write_document(
            sale(partner=NewPartner('О\'Нийл \\ „Роза“ "x" %_'), payments=[paid("12")]), key()
        )
    finally:
        mariadb.root.execute(f"SET GLOBAL sql_mode = '{before}'")
    name = bench.cell("SELECT [Company] FROM [Partners] WHERE [ID] = ?", written.partner_id)
    assert name == 'О\'Нийл \\ „Роза“ "x" %_'
    assert [each.name for each in warehouse.find_partners([], [], [name])] == [name]
    assert warehouse.check().passed


@pytest.mark.parametrize("setting", ["autocommit = 0", "init_connect = 'SET autocommit = 0'"])
def test_whether_or_not_the_server_commits_by_itself(mariadb: MariaDb, bench: Bench, setting: str) -> None:
    mariadb.root.execute(f"SET GLOBAL {setting}")
    try:
        warehouse = bench.again()
        written = warehouse.write_document(draft(), key())
        with pytest.raises(Refused):
            warehouse.write_document(draft(line(999), order="2"), key("2"))
        warehouse.close()
    finally:
        mariadb.root.execute("SET GLOBAL autocommit = 1")
        mariadb.root.execute("SET GLOBAL init_connect = ''")
    assert bench.warehouse.missing_documents([DocumentRef(DocumentKind.ORDER, 1)]) == []
    assert written.ref == DocumentRef(DocumentKind.ORDER, 1)
    assert bench.cell("SELECT COUNT(*) FROM [Operations]") == 1
