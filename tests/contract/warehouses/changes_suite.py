"""Changing orders of ours, taking them back, and the marks of all that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.errors import Bug, Refused
from sync.model import DocumentKind, DocumentRef, MarkKey, MarkState, NewPartner
from sync.ports import WrittenDocument
from sync.warehouses.warehouse_pro import tables
from tests.contract.warehouses.bench import (
    CUP,
    CUSTOMER,
    FLOUR,
    NOW,
    SHOP,
    SHOP_FLOOR,
    TEA,
    Bench,
    draft,
    key,
    line,
    sale,
)

ORDER, SALE = DocumentKind.ORDER, DocumentKind.SALE
_ADD_ROW = "INSERT INTO [Operations] ([OperType], [Acct], [GoodID], [PartnerID], [Qtty])"
_TURN = "INSERT INTO [Transformations] ([FromOperType], [FromAcct], [ToOperType], [ToAcct])"


def _written(bench: Bench, order: str = "5001") -> WrittenDocument:
    return bench.warehouse.write_document(draft(line(), line(TEA, "0.5", "4.90"), order=order), key(order))


def _state(bench: Bench, order: str = "5001") -> MarkState:
    return bench.warehouse.marks(SHOP, [order])[order].state


class ChangesContract:
    """Only an order that stands as we wrote it is changed; everything else is left and said."""

    # ------------------------------------------------------------ written anew

    def test_an_order_is_written_anew_under_its_number(self, bench: Bench) -> None:
        first = _written(bench)
        bench.clock.turn(timedelta(hours=1))
        second = bench.warehouse.replace_document(
            key(), first.rows_hash, draft(line(FLOUR, "3", "1.09", "9"))
        )
        assert (second.ref, second.partner_id) == (first.ref, CUSTOMER)
        assert second.rows_hash != first.rows_hash
        assert bench.all("SELECT [GoodID], [Acct] FROM [Operations]") == [(FLOUR, 1)]
        (mark,) = bench.warehouse.open_marks(SHOP)
        assert (mark.rows_hash, mark.ref) == (second.rows_hash, first.ref)
        assert mark.at == NOW.replace(microsecond=0)  # since when the order holds stock back
        assert bench.all("SELECT [NextAcct] FROM [NextAcct]") == [("OR1",)]

    def test_a_new_partner_is_made_once_however_often_the_order_changes(self, bench: Bench) -> None:
        first = bench.warehouse.write_document(draft(partner=NewPartner("Ана Илиева")), key())
        again = draft(line(TEA), partner=NewPartner("АНА  ИЛИЕВА"))
        second = bench.warehouse.replace_document(key(), first.rows_hash, again)
        assert second.partner_id == first.partner_id
        other = draft(line(TEA), partner=NewPartner("Друга"))
        third = bench.warehouse.replace_document(key(), second.rows_hash, other)
        assert third.partner_id != first.partner_id

    def test_a_refused_change_leaves_the_order_as_it_was(self, bench: Bench) -> None:
        first = _written(bench)
        before = bench.all("SELECT * FROM [Operations]")
        with pytest.raises(Refused):
            bench.warehouse.replace_document(key(), first.rows_hash, draft(line(999)))
        assert bench.all("SELECT * FROM [Operations]") == before
        with pytest.raises(Bug):
            bench.warehouse.replace_document(key(), first.rows_hash, sale())

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE [Operations] SET [Qtty] = 3 WHERE [GoodID] = 2",
            "DELETE FROM [Operations] WHERE [GoodID] = 2",
            "DELETE FROM [Operations]",
            f"{_ADD_ROW} VALUES (19, 1, 4, 2, 1)",
            f"{_ADD_ROW} VALUES (19, 1, 4, 0, 1)",
            f"{_TURN} VALUES (19, 1, 2, 9)",
            "UPDATE [MostikImports] SET [State] = 'closed'",
            "DELETE FROM [MostikImports]",
        ],
    )
    def test_what_somebody_else_touched_stays(self, bench: Bench, change: str) -> None:
        first = _written(bench)
        bench.change(change)
        operations, marks = (
            bench.all("SELECT * FROM [Operations]"),
            bench.all("SELECT * FROM [MostikImports]"),
        )
        for attempt in (
            lambda: bench.warehouse.replace_document(key(), first.rows_hash, draft(line(FLOUR))),
            lambda: bench.warehouse.withdraw_document(key(), first.rows_hash),
            lambda: bench.warehouse.turn_into_sale(key(), []),
        ):
            with pytest.raises(Refused):
                attempt()
        assert bench.all("SELECT * FROM [Operations]") == operations
        assert bench.all("SELECT * FROM [MostikImports]") == marks

    def test_an_old_hash_is_refused(self, bench: Bench) -> None:
        _written(bench)
        with pytest.raises(Refused, match="changed"):
            bench.warehouse.withdraw_document(key(), "another hash")

    # ------------------------------------------------------------ taken back

    def test_an_order_is_taken_back_and_can_come_again_under_a_new_number(self, bench: Bench) -> None:
        first = _written(bench)
        bench.warehouse.withdraw_document(key(), first.rows_hash)
        assert bench.all("SELECT * FROM [Operations]") == []
        assert _state(bench) is MarkState.WITHDRAWN
        assert bench.warehouse.open_order_lines(SHOP, None) == {}
        assert bench.warehouse.known_shops() == {}
        bench.warehouse.withdraw_document(key(), first.rows_hash)  # twice is once
        bench.clock.turn(timedelta(minutes=5))
        again = bench.warehouse.write_document(draft(), key())
        assert again.ref == DocumentRef(ORDER, 2)
        assert not again.already_there
        (mark,) = bench.warehouse.open_marks(SHOP)
        assert mark.ref == again.ref
        assert mark.at == (NOW + timedelta(minutes=5)).replace(microsecond=0)

    def test_a_sale_is_never_taken_back(self, bench: Bench) -> None:
        written = bench.warehouse.write_document(sale(), key())
        with pytest.raises(Refused, match="no longer an open order"):
            bench.warehouse.withdraw_document(key(), written.rows_hash)
        assert bench.stock(CUP, SHOP_FLOOR) == 8

    def test_an_order_that_never_was(self, bench: Bench) -> None:
        with pytest.raises(Refused, match="mark"):
            bench.warehouse.withdraw_document(key("77"), "")
        with pytest.raises(Bug):
            bench.warehouse.set_mark_state(key("77"), MarkState.CLOSED)

    # ------------------------------------------------------------ marks

    def test_a_state_set_by_the_owner(self, bench: Bench) -> None:
        _written(bench)
        bench.warehouse.set_mark_state(key(), MarkState.CLOSED)
        assert _state(bench) is MarkState.CLOSED
        assert bench.warehouse.open_order_lines(SHOP, None) == {}
        assert bench.warehouse.open_marks(SHOP) == []
        assert bench.warehouse.known_shops() == {SHOP: 1}

    def test_a_state_of_a_newer_mostik_is_left_alone(self, bench: Bench) -> None:
        first = _written(bench)
        bench.change("UPDATE [MostikImports] SET [State] = ?", "parcelled")
        assert _state(bench) is MarkState.CLOSED
        with pytest.raises(Refused):
            bench.warehouse.withdraw_document(key(), first.rows_hash)

    def test_marks_of_shops_and_kinds_are_apart(self, bench: Bench) -> None:
        other = MarkKey("другшоп", "5001")
        _written(bench)
        bench.add(
            tables.MOSTIK_IMPORTS,
            ShopKey="BL-1001",
            Kind="order",
            ExternalId="5001",
            State="open",
            OperType=19,
        )
        bench.add(
            tables.MOSTIK_IMPORTS, ShopKey=SHOP, Kind="product", ExternalId="5001", State="closed", Acct=4
        )
        assert list(bench.warehouse.marks(other.shop_key, ["5001"])) == []
        assert bench.warehouse.marks(SHOP, ["5001"], kind="product")["5001"].ref.number == 4
        assert bench.warehouse.known_shops() == {SHOP: 1, "BL-1001": 1}

    def test_many_marks_in_few_statements(self, bench: Bench) -> None:
        with bench.behind.transaction():
            bench.behind.insert_many(
                tables.MOSTIK_IMPORTS,
                ("ShopKey", "Kind", "ExternalId", "OperType", "Acct", "State", "At"),
                [(SHOP, "order", str(number), 19, number, "open", NOW) for number in range(1200)],
            )
        said: list[str] = []
        bench.warehouse._database.on_statement = said.append
        assert len(bench.warehouse.marks(SHOP, [str(number) for number in range(1300)])) == 1200
        refs = [DocumentRef(ORDER, number) for number in range(1300)]
        assert len(bench.warehouse.missing_documents(refs)) == 1300
        assert len(said) <= 6

    def test_lost_marks_are_rebuilt_from_the_notes(self, bench: Bench) -> None:
        written = [_written(bench, order) for order in ("1", "2")]
        written.append(bench.warehouse.write_document(sale(order="a/б;3"), key("a/б;3")))
        before = {name: bench.warehouse.marks(SHOP, [name])[name] for name in ("1", "2", "a/б;3")}
        bench.change("DELETE FROM [MostikImports] WHERE [ExternalId] <> ?", "2")
        assert bench.warehouse.rebuild_marks(SHOP) == 2
        assert bench.warehouse.rebuild_marks(SHOP) == 0
        assert bench.warehouse.rebuild_marks("bl-100") == 0  # the beginning of another shop's key
        assert {name: bench.warehouse.marks(SHOP, [name])[name] for name in before} == before

    def test_an_order_whose_mark_is_lost_is_not_written_again(self, bench: Bench) -> None:
        first = _written(bench)
        bench.change("DELETE FROM [MostikImports]")
        found = bench.again().write_document(draft(), key())
        assert (found.ref, found.already_there) == (first.ref, True)
        assert bench.cell("SELECT COUNT(*) FROM [Operations]") == 2

    def test_tags_tell_of_doubles(self, bench: Bench) -> None:
        first = _written(bench)
        note = bench.cell("SELECT [Note] FROM [Operations]")
        columns: dict[str, int] = {"GoodID": CUP, "PartnerID": CUSTOMER, "Qtty": 1}
        bench.add(tables.OPERATIONS, OperType=19, Acct=9, Note=note, **columns)
        bench.add(tables.OPERATIONS, OperType=12, Acct=9, Note=note, **columns)  # another type is no double
        bench.add(tables.OPERATIONS, OperType=19, Acct=10, Note=f"см. {note}", **columns)
        double = DocumentRef(ORDER, 9)
        assert bench.warehouse.tagged_documents(SHOP) == {"5001": [first.ref, double]}
        bench.change("DELETE FROM [MostikImports]")
        assert bench.warehouse.rebuild_marks(SHOP) == 1
        assert bench.warehouse.marks(SHOP, ["5001"])["5001"].ref == first.ref

    def test_numbers_in_the_notes_of_documents_that_others_wrote(self, bench: Bench) -> None:
        _written(bench)
        day = NOW.date()
        for number, note, when in (
            (8, "Поръчка 5001 от магазина", day),
            (9, "no. 5002; 5003", day),
            (10, "again 5001", day),
            (11, "150045", day),
            (12, "5005", day - timedelta(days=90)),
        ):
            bench.add(
                tables.OPERATIONS,
                OperType=19,
                Acct=number,
                Note=note,
                Date=when,
                GoodID=CUP,
                PartnerID=CUSTOMER,
                Qtty=1,
            )
        wanted = ["5001", "5002", "5004", "5005"]
        assert bench.warehouse.documents_noting(wanted, day - timedelta(days=60)) == {
            "5001": DocumentRef(ORDER, 8),
            "5002": DocumentRef(ORDER, 9),
        }

    def test_of_an_order_and_a_sale_the_sale_gets_the_mark(self, bench: Bench) -> None:
        _written(bench)
        note = bench.cell("SELECT [Note] FROM [Operations]")
        bench.add(tables.OPERATIONS, OperType=2, Acct=8, Note=note, GoodID=CUP, PartnerID=CUSTOMER, Qtty=1)
        bench.change("DELETE FROM [MostikImports]")
        assert bench.warehouse.rebuild_marks(SHOP) == 1
        mark = bench.warehouse.marks(SHOP, ["5001"])["5001"]
        assert (mark.ref, mark.state) == (DocumentRef(SALE, 8), MarkState.SOLD)

    def test_an_order_that_the_program_turned_into_a_sale_is_no_double(self, bench: Bench) -> None:
        _written(bench)
        note = bench.cell("SELECT [Note] FROM [Operations]")
        bench.add(tables.OPERATIONS, OperType=2, Acct=8, Note=note, GoodID=CUP, PartnerID=CUSTOMER, Qtty=1)
        bench.add(tables.TRANSFORMATIONS, FromOperType=19, FromAcct=1, ToOperType=2, ToAcct=8)
        assert bench.warehouse.tagged_documents(SHOP) == {"5001": [DocumentRef(SALE, 8)]}
