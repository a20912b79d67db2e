"""What only the warehouse made by Mostik lets be done from outside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.errors import Refused
from sync.model import DocumentKind, DocumentRef, MarkKey, MarkState
from sync.ports import WrittenDocument
from tests.contract.warehouses.bench import (
    CUP,
    CUSTOMER,
    DELIVERY,
    FLOUR,
    FREE,
    NOW,
    SHOP,
    SHOP_FLOOR,
    STORE_ROOM,
    TEA,
    Bench,
    draft,
    key,
    line,
    paid,
    sale,
)

ORDER, SALE = DocumentKind.ORDER, DocumentKind.SALE
PLACE_KEY = MarkKey(SHOP, "bl_205", "location")


def _written(bench: Bench) -> WrittenDocument:
    return bench.warehouse.write_document(draft(line(), line(TEA, "0.5", "4.90")), key())


class SeveralPlacesContract:
    """One document may take goods from several locations."""

    def test_lines_say_where_they_come_from(self, bench: Bench) -> None:
        lines = (line(), line(FLOUR, "0.75", "1.0933", "9", STORE_ROOM), line(FREE, "1", "0"))
        written = bench.warehouse.write_document(draft(*lines), key())
        assert written.ref is not None
        rows = bench.warehouse.documents([written.ref])[written.ref].rows
        assert [row.location_id for row in rows] == [SHOP_FLOOR, STORE_ROOM, SHOP_FLOOR]
        held = {(CUP, SHOP_FLOOR): 20_000, (FLOUR, STORE_ROOM): 7_500, (FREE, SHOP_FLOOR): 10_000}
        assert bench.warehouse.open_order_lines(SHOP, NOW) == held

    def test_the_other_stock_of_an_order_with_two_places(self, bench: Bench) -> None:
        bench.warehouse.write_document(sale(line(), line(place=STORE_ROOM)), key())
        assert (bench.stock(CUP, SHOP_FLOOR), bench.stock(CUP, STORE_ROOM)) == (8, 2)


class TurningContract:
    """An order becomes a sale, with a trace of where it came from."""

    def test_an_order_becomes_a_sale(self, bench: Bench) -> None:
        lines = (
            line(discount="5"),
            line(DELIVERY, "1", "5.99"),
            line(FLOUR, "0.5", "1.0933", "9", STORE_ROOM),
        )
        first = bench.warehouse.write_document(draft(*lines), key())
        bench.warehouse.write_document(sale(order="2"), key("2"))
        bench.clock.turn(timedelta(days=2))
        sold = bench.warehouse.turn_into_sale(key(), [paid("18.54")])
        assert sold.ref == DocumentRef(SALE, 2)
        assert (sold.partner_id, sold.already_there) == (CUSTOMER, False)
        assert bench.warehouse.missing_documents([DocumentRef(ORDER, 1)]) == [DocumentRef(ORDER, 1)]
        assert sold.ref is not None
        document = bench.warehouse.documents([sold.ref])[sold.ref]
        assert str(document.total) == "18.54"
        assert document.day.isoformat() == "2026-11-24"
        assert document.note == "Mostik:bl-1001:5001; поръчка"
        assert document.rows_hash == sold.rows_hash != first.rows_hash
        rows = bench.all(
            "SELECT [Sign], [Discount], [VATOut] FROM [Operations] WHERE [Acct] = 2 ORDER BY [ID]"
        )
        assert rows[0] == (-1, 5.0, pytest.approx(1.0))
        assert rows[2][2] == pytest.approx(1.0933 * 9 / 109)
        assert bench.stock(CUP, SHOP_FLOOR) == 6
        assert bench.stock(FLOUR, STORE_ROOM) == -0.5
        assert bench.all("SELECT [Qtty], [Mode] FROM [Payments] WHERE [Acct] = 2") == [
            (18.54, -1),
            (18.54, 1),
        ]
        assert bench.cell("SELECT [Desc] FROM [CashBook]") == "Продажба № 0000000002"
        (turned,) = bench.all(
            "SELECT [RootOperType], [RootAcct], [FromOperType], [FromAcct], [ToOperType], [ToAcct], [UserID]"
            " FROM [Transformations]"
        )
        assert turned == (19, 1, 19, 1, 2, 2, 2)
        (mark,) = bench.warehouse.marks(SHOP, ["5001"]).values()
        assert (mark.state, mark.ref, mark.rows_hash) == (MarkState.SOLD, sold.ref, sold.rows_hash)
        assert bench.warehouse.tagged_documents(SHOP)["5001"] == [sold.ref]

    def test_a_note_that_lost_its_tag_gets_it_again(self, bench: Bench) -> None:
        _written(bench)
        bench.change("UPDATE [Operations] SET [Note] = ?", "да се обади")
        sold = bench.warehouse.turn_into_sale(key(), [])
        assert set(bench.all("SELECT [Note] FROM [Operations]")) == {("Mostik:bl-1001:5001; да се обади",)}
        assert bench.warehouse.tagged_documents(SHOP) == {"5001": [sold.ref]}

    def test_twice_is_once(self, bench: Bench) -> None:
        _written(bench)
        sold = bench.warehouse.turn_into_sale(key(), [])
        before = bench.rows_of_all_tables()
        again = bench.warehouse.turn_into_sale(key(), [paid("1")])
        assert (again.ref, again.rows_hash, again.already_there) == (sold.ref, sold.rows_hash, True)
        assert bench.rows_of_all_tables() == before

    def test_net_prices_stay_what_they_were(self, bench: Bench) -> None:
        bench.configure(20, 0)
        bench.warehouse.write_document(draft(line(price="3.3333"), line(FLOUR, "7", "1.09", "9")), key())
        columns = "SELECT [PriceOut], [VATOut], [Qtty], [PriceIn] FROM [Operations] ORDER BY [ID]"
        before = bench.all(columns)
        bench.warehouse.turn_into_sale(key(), [])
        for row, old in zip(bench.all(columns), before, strict=True):
            assert row == pytest.approx(old, abs=1e-9)

    def test_too_little_stock_leaves_the_order(self, bench: Bench) -> None:
        bench.configure(12, 0)
        bench.warehouse.write_document(draft(line(quantity="11")), key())
        before = bench.rows_of_all_tables()
        with pytest.raises(Refused, match="Чаша"):
            bench.warehouse.turn_into_sale(key(), [])
        assert bench.rows_of_all_tables() == before
        assert bench.warehouse.marks(SHOP, ["5001"])["5001"].state is MarkState.OPEN

    def test_an_order_that_never_was_is_not_turned(self, bench: Bench) -> None:
        with pytest.raises(Refused, match="mark"):
            bench.warehouse.turn_into_sale(key("77"), [])


class LocationsContract:
    """Where the program lets locations be made from outside."""

    def test_a_location_has_a_row_of_stock_for_every_good(self, bench: Bench) -> None:
        place = bench.warehouse.create_location("  Онлайн ", PLACE_KEY)
        assert bench.again().create_location("Друго име", PLACE_KEY) == place
        (location,) = [each for each in bench.warehouse.locations() if each.id == place]
        assert (location.name, location.code, location.price_group) == ("Онлайн", "21", "PriceOut2")
        goods = bench.cell("SELECT COUNT(*) FROM [Goods]")
        assert bench.cell("SELECT COUNT(*) FROM [Store] WHERE [ObjectID] = ?", place) == goods
        cost = bench.cell("SELECT [Price] FROM [Store] WHERE [ObjectID] = ? AND [GoodID] = ?", place, CUP)
        assert cost == 3.1
        bench.warehouse.write_document(sale(line(place=place), place=place), key())
        assert bench.stock(CUP, place) == -2

    def test_a_location_needs_a_name(self, bench: Bench) -> None:
        before = bench.rows_of_all_tables()
        with pytest.raises(Refused, match="name"):
            bench.warehouse.create_location(" \n", PLACE_KEY)
        assert bench.rows_of_all_tables() == before
        bench.warehouse.write_document(draft(), key())
